"""Every theorem on one page, a line each, what matters first: the plain index, for the browser's own search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toymodels.site.data import ModuleEntry, SiteData, TheoremEntry
from toymodels.site.render import Anchor, Page, Renderer
from toymodels.site.search import Rank, rank_of
from toymodels.site.views import badges


@dataclass(frozen=True, slots=True)
class Section:
    """The theorems of a module: those to be seen at once, the main ones first, and others that are folded, by kind."""

    module: ModuleEntry
    shown: Sequence[TheoremEntry]
    folded: Sequence[tuple[str, Sequence[TheoremEntry]]]


def pages(renderer: Renderer) -> Iterator[Page]:
    """The list of theorems."""
    data = renderer.data
    listed = sections(data)
    yield renderer.page(
        "theorems.html",
        "theorems.html",
        "All theorems",
        listed=listed,
        badges=badges,
        headlines={headline.name for headline in data.headlines},
        contents=[Anchor(f"module-{each.module.name}", data.module_title(each.module.name)) for each in listed],
    )


def sections(data: SiteData) -> list[Section]:
    """The theorems by module: first the modules with most main theorems, then those with most claims."""

    def importance(section: Section) -> tuple[int, int]:
        ranks = [rank_of(data, entry) for entry in section.module.theorems]
        return -ranks.count(Rank.HEADLINE), -ranks.count(Rank.CLAIM)

    return sorted((_section(data, module) for module in data.modules.values() if module.theorems), key=importance)


def _section(data: SiteData, module: ModuleEntry) -> Section:
    by_rank = {rank: [entry for entry in module.theorems if rank_of(data, entry) is rank] for rank in Rank}
    main = [*by_rank[Rank.HEADLINE], *by_rank[Rank.CLAIM]]
    others = {"groundwork": by_rank[Rank.GROUNDWORK], "witnesses": by_rank[Rank.WITNESS]}
    if not main:
        main = others.pop("groundwork") or others.pop("witnesses")
    return Section(module, main, [(kind, entries) for kind, entries in others.items() if entries])
