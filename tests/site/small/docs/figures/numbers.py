"""One figure: two bars."""

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import Drawing


def bars(library: Library) -> Markup:
    """A number and its double."""
    del library
    drawing = Drawing("Two bars", "The second is twice as long.", 60)
    drawing.rect((10, 10), (100, 16))
    drawing.rect((10, 34), (200, 16))
    return drawing.render()


FIGURES = {"Small.Deep.Numbers": (Figure("doubling", "Doubling", "A bar and its double, see `double_le`.", bars),)}
