"""Every theorem on one page, a line each: the plain index, which the browser's own search can search."""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.site.render import Anchor, Page, Renderer
from toymodels.site.views import badges


def pages(renderer: Renderer) -> Iterator[Page]:
    """The list of theorems."""
    data = renderer.data
    modules = [module for module in data.modules.values() if module.theorems]
    yield renderer.page(
        "theorems.html",
        "theorems.html",
        "All theorems",
        modules=modules,
        badges=badges,
        contents=[Anchor(f"module-{module.name}", data.module_title(module.name)) for module in modules],
    )
