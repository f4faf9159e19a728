"""Every definition on one page, the most used first: in words, as a formula, and what is proved about it."""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.site.render import Anchor, Page, Renderer
from toymodels.site.views import DefinitionView, Views

PATH = "definitions.html"


def pages(renderer: Renderer) -> Iterator[Page]:
    """The index of definitions."""
    data = renderer.data
    made = Views(renderer, PATH)
    modules = [(module, [made.definition(entry) for entry in module.definitions]) for module in data.modules.values()]
    modules = [(module, sorted(views, key=_uses)) for module, views in modules if views]
    modules.sort(key=lambda listed: sum(map(_uses, listed[1])))
    yield renderer.page(
        PATH,
        "definitions.html",
        "Definitions",
        modules=modules,
        contents=[Anchor(f"module-{module.name}", data.module_title(module.name)) for module, _ in modules],
    )


def _uses(view: DefinitionView) -> int:
    """Less for a definition that is used more."""
    return -len(view.used_by)
