"""Every definition on one page, the most used first: in words, with how much is said of it."""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.site.data import DefinitionEntry, ModuleEntry
from toymodels.site.render import Anchor, Page, Renderer

PATH = "definitions.html"


def pages(renderer: Renderer) -> Iterator[Page]:
    """The index of definitions."""
    data = renderer.data
    uses = {name: len(data.graph.used_by(name)) if name in data.graph.nodes else 0 for name in data.definitions}

    def rarity(entry: DefinitionEntry) -> int:
        return -uses[entry.name]

    def rarity_of(module: ModuleEntry) -> int:
        return sum(map(rarity, module.definitions))

    modules = sorted((module for module in data.modules.values() if module.definitions), key=rarity_of)
    yield renderer.page(
        PATH,
        "definitions.html",
        "Definitions",
        modules=[(module, sorted(module.definitions, key=rarity)) for module in modules],
        uses=uses,
        contents=[Anchor(f"module-{module.name}", data.module_title(module.name)) for module in modules],
    )
