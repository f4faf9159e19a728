"""A theorem's own page: all that is known of it in one place, at an address that stays when it moves."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from toymodels.roles import Role
from toymodels.site.data import PROOF_IDEA, SiteData, TheoremEntry
from toymodels.site.maps.shared import address_of
from toymodels.site.prose import first_sentence
from toymodels.site.render import Page, Renderer
from toymodels.site.sandbox.sandbox import sandbox
from toymodels.site.views import Views

_SHOWN_LEMMAS = 5


def pages(renderer: Renderer) -> Iterator[Page]:
    """A page for each public theorem."""
    for entry in renderer.data.theorems.values():
        yield _page(renderer, entry)


def _page(renderer: Renderer, entry: TheoremEntry) -> Page:
    data = renderer.data
    path = data.addresses.theorem(entry.name)
    views = Views(renderer, path, level=3)
    view = views.theorem(entry)
    tried = sandbox(entry)
    return renderer.page(
        path,
        "theorem.html",
        view.short,
        entry=entry,
        view=view,
        evidence=views.evidence(entry),
        proof=views.proof(entry),
        sandbox=tried,
        figures=data.figures_about.get(entry.name, ()),
        idea=_idea(data, entry),
        lemmas=list(_lemmas(renderer, path, entry)),
        shown_lemmas=_SHOWN_LEMMAS,
        node=address_of(data.addresses, entry.name),
        embedded=not data.library.build.toolchain.is_official,
        below=len(data.graph.ancestors(entry.name)),
        above=len(data.graph.descendants(entry.name)),
    )


def _idea(data: SiteData, entry: TheoremEntry) -> str:
    """How its module proves what it proves, in words; nothing for a witness, which is computed."""
    return "" if entry.theorem.role is Role.WITNESS else data.modules[entry.theorem.module].doc.section(PROOF_IDEA)


def _lemmas(renderer: Renderer, path: str, entry: TheoremEntry) -> Iterator[tuple[Markup, Markup]]:
    """The theorems that its proof uses with a sentence on each, the most telling first: of its module, used rarely."""
    data, links, prose = renderer.data, renderer.links(path), renderer.prose(path)
    graph = data.graph

    def telling(name: str) -> tuple[bool, int, int]:
        return graph.nodes[name].module != entry.theorem.module, len(graph.used_by(name)), graph.order[name]

    for name in sorted((each for each in graph.proof_uses[entry.name] if each in data.theorems), key=telling):
        yield links.code(name), prose.inline(first_sentence(data.theorems[name].theorem.docstring.summary))
