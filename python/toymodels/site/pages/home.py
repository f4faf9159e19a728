"""The overview: what the library is, its headlines, its modules with a picture each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from toymodels.power.mutation import Fate
from toymodels.roles import Role
from toymodels.site.addresses import HOME
from toymodels.site.data import Headline, ModuleEntry, SiteData, TheoremEntry
from toymodels.site.figures import Figure
from toymodels.site.front import NumberedClaim, read_front
from toymodels.site.prose import first_sentence
from toymodels.site.render import Anchor, Page, Renderer
from toymodels.site.sandbox.sandbox import sandbox
from toymodels.site.views import badges
from toymodels.statements.language import Hypothesis
from toymodels.statements.print.mathml import hypothesis_mathml


def pages(renderer: Renderer) -> Iterator[Page]:
    """The site's first page."""
    data = renderer.data
    sections: dict[str, list[Headline]] = {}
    for headline in data.headlines:
        sections.setdefault(headline.section, []).append(headline)
    root = data.modules.get(data.library.project.roots[0])
    front = read_front(data)
    contents = [Anchor("numbers", "In numbers"), Anchor("modules", "The modules")]
    if sections:
        contents.insert(1, Anchor("headlines", "The main theorems"))
    if front.claims:
        contents.insert(0, Anchor("claims", "What it says"))
    yield renderer.page(
        HOME,
        "home.html",
        root.doc.title if root and root.doc.title else data.library.project.roots[0],
        lead=first_sentence(root.doc.lead) if root else "",
        hero=_hero(data),
        live=front.live,
        sandbox=None if front.live is None else sandbox(front.live.entry, start=front.live.instance),
        claims=[_card(data, claim) for claim in front.claims],
        numbers=_numbers(data),
        headlines=sections,
        pictures=_pictures(data),
        badges=badges,
        contents=contents,
    )


@dataclass(frozen=True, slots=True)
class _Card:
    """A claim as it is shown: its theorem, in words and as a formula, and a picture of its module."""

    entry: TheoremEntry
    words: str
    formula: Markup
    picture: Markup | None


def _card(data: SiteData, claim: NumberedClaim) -> _Card:
    conclusion = Hypothesis("", claim.statement.conclusion)
    figures = data.figures.get(claim.entry.theorem.module, ())
    picture = data.pictures.first(figures[0]) if figures else None
    return _Card(claim.entry, claim.words, hypothesis_mathml(claim.statement, conclusion), picture)


def _numbers(data: SiteData) -> Mapping[str, int]:
    """The numbers that matter, by what they count; what was not measured is left out."""
    entries = data.theorems.values()
    claims = [entry for entry in entries if entry.theorem.role is Role.CLAIM]
    numbers = {
        "claims proved and audited": sum(entry.audited is True for entry in claims),
        "theorems proved and audited, in all": data.counts.audited,
        "theorems accepted by an official kernel": sum(entry.official == "accepted" for entry in entries),
        "exact instances that could have failed": data.counts.effective,
    }
    powers = data.records.powers.values()
    measured = {
        "counterexamples certified": sum(each.certified for power in powers for each in power.necessity),
        "mutants caught": sum(power.mutation.count(Fate.KILLED) for power in powers),
        "bounds attained": sum(slack.attained for power in powers for slack in power.tightness.slacks),
    }
    return {what: count for what, count in {**numbers, **measured}.items() if count}


_Picture = tuple[ModuleEntry, Figure, Markup]


def _hero(data: SiteData) -> _Picture | None:
    """A figure of the module that has most of them."""
    modules = [module for module in data.modules.values() if data.figures.get(module.name)]
    chosen = max(modules, key=lambda module: len(data.figures[module.name]), default=None)
    return None if chosen is None else _picture(data, chosen)


def _pictures(data: SiteData) -> Mapping[str, _Picture]:
    """The first figure of each folder of the library that has one."""
    found: dict[str, _Picture] = {}
    for folder, modules in data.tree.items():
        drawn = next((module for module in modules if data.figures.get(module.name)), None)
        if drawn is not None:
            found[folder] = _picture(data, drawn)
    return found


def _picture(data: SiteData, module: ModuleEntry) -> _Picture:
    figure = data.figures[module.name][0]
    return module, figure, data.pictures.first(figure)
