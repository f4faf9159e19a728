"""Every definition on one page: in words, as a formula, and what is proved about it."""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.site.render import Anchor, Page, Renderer
from toymodels.site.views import Views

PATH = "definitions.html"


def pages(renderer: Renderer) -> Iterator[Page]:
    """The index of definitions."""
    data = renderer.data
    views = Views(renderer, PATH)
    modules = [(module, [views.definition(entry) for entry in module.definitions]) for module in data.modules.values()]
    modules = [(module, definitions) for module, definitions in modules if definitions]
    yield renderer.page(
        PATH,
        "definitions.html",
        "Definitions",
        modules=modules,
        contents=[Anchor(f"module-{module.name}", data.module_title(module.name)) for module, _ in modules],
    )
