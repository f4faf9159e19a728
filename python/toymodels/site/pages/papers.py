"""The index by paper: what each source claims and what of it is proved, and the theorems that name it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toymodels.site.claims import Claim, Standing
from toymodels.site.data import NOT_CLAIMED, ModuleEntry, SiteData, TheoremEntry
from toymodels.site.papers import Paper, citations
from toymodels.site.render import Anchor, Page, Renderer
from toymodels.site.views import badges

PATH = "papers.html"


@dataclass(frozen=True, slots=True)
class PaperClaims:
    """A source with its claims, the theorems that name it, what their docstrings say of the place, and the modules."""

    paper: Paper
    claims: Sequence[Claim]
    theorems: Sequence[tuple[TheoremEntry, str]]
    modules: Sequence[ModuleEntry]
    not_claimed: Sequence[tuple[ModuleEntry, str]]


def pages(renderer: Renderer) -> Iterator[Page]:
    """The index by paper."""
    data = renderer.data
    claims = sorted((_claims(data, paper) for paper in data.papers.values()), key=_importance)
    yield renderer.page(
        PATH,
        "papers.html",
        "Papers",
        claims=claims,
        standings=_standings(data),
        badges=badges,
        contents=[Anchor(each.paper.key, each.paper.label) for each in claims],
    )


def _importance(source: PaperClaims) -> tuple[bool, int]:
    """Sources at the centre come first, whose claims are listed, then those that most theorems name."""
    return not source.claims, -len(source.theorems)


def _standings(data: SiteData) -> list[tuple[Standing, int]]:
    """How many claims there are of each standing, over all sources whose claims are listed; empty if there are none."""
    found = [claim.standing for claims in data.claims.values() for claim in claims]
    return [(standing, found.count(standing)) for standing in Standing if found]


def _claims(data: SiteData, paper: Paper) -> PaperClaims:
    theorems: list[tuple[TheoremEntry, str]] = []
    for entry in data.theorems.values():
        for citation in citations(entry.theorem.docstring.source or "", data.papers):
            if citation.key == paper.key:
                theorems.append((entry, citation.note))
    homes = {entry.theorem.module for entry, _ in theorems}
    citing = {module.name for module in data.modules_citing(paper.key)}
    modules = [module for name, module in data.modules.items() if name in homes | citing]
    missing = [(module, module.doc.section(NOT_CLAIMED)) for module in modules]
    not_claimed = [(module, text) for module, text in missing if text]
    return PaperClaims(paper, data.claims.get(paper.key, ()), theorems, modules, not_claimed)
