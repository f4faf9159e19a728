"""Representations: erasing a concept."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures.figure import Figure
from toymodels.site.figures.values import Matrix, matrix, members, vector
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, legend

EVEN = (Fraction(1, 6),) * 6
SOLUTION = ((Fraction(1, 4),), (Fraction(-1, 4),))
INVERSE = ((Fraction(12),),)


def erased(library: Library) -> tuple[Matrix, Matrix, Matrix]:
    """Six points, what LEACE makes of them, and what ablating the difference of the class means makes of them."""
    points = matrix(library, "sixPoints")
    labels = tuple((Fraction(int(each)),) for each in members(library, "lastThree"))
    least = tuple(vector(library, "leace", EVEN, points, labels, SOLUTION, INVERSE, point) for point in points)
    means = [vector(library, "classMean", EVEN, points, members(library, "lastThree"))]
    means.append(vector(library, "classMean", EVEN, points, [not each for each in members(library, "lastThree")]))
    ablation = matrix(library, "ablation", tuple(a - b for a, b in zip(*means, strict=True)))
    return points, least, tuple(vector(library, "Mat.mulVec", ablation, point) for point in points)


def _draw_erased(library: Library) -> Markup:
    points, least, ablated = erased(library)
    labels = members(library, "lastThree")
    drawing = Drawing(
        "Six points of two classes, erased in two ways",
        "LEACE moves the points to the diagonal; ablation moves them to the vertical axis, on the whole further.",
        330,
        width=640,
    )
    for place, (name, moved) in enumerate((("LEACE", least), ("ablation", ablated))):
        plot = Plot(drawing, xs=(-2.6, 2.6), ys=(-2.6, 2.6), left=40 + 310 * place, right=300 + 310 * place, bottom=290)
        plot.axes("", "", x_ticks=range(-2, 3), y_ticks=range(-2, 3))
        change = sum(
            ((a - b) ** 2 for old, new in zip(points, moved, strict=True) for a, b in zip(old, new, strict=True)),
            Fraction(0),
        )
        drawing.text((plot.left, plot.top - 14), f"{name}: mean squared change {change / 6}", size=SMALL)
        for old, new, is_on in zip(points, moved, labels, strict=True):
            if old != new:
                drawing.arrow(plot.at((old[0], old[1])), plot.at((new[0], new[1])), stroke=Ink.MUTED)
            plot.points([(old[0], old[1])], int(is_on))
    legend(drawing, (60, 322), [(0, "outside the class")])
    legend(drawing, (220, 322), [(1, "in the class")])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Representation.Erasure": (
        Figure(
            "erasure",
            "Two ways of erasing a class",
            "The six points of `leace_example`. Both maps make the class means agree, so that no linear probe can tell "
            "the classes apart; LEACE changes the points least (`leace_optimal`), because it replaces the first "
            "coordinate by what the second says about it.",
            _draw_erased,
        ),
    ),
}
