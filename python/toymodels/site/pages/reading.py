"""How to read the site, for people who have never used Lean: one theorem of the library with every part explained."""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.site.data import SiteData, TheoremEntry
from toymodels.site.render import Anchor, Page, Renderer
from toymodels.site.views import Views

PATH = "reading.html"


def pages(renderer: Renderer) -> Iterator[Page]:
    """The reading guide."""
    example = _example(renderer.data)
    yield renderer.page(
        PATH,
        "reading.html",
        "How to read this",
        view=None if example is None else Views(renderer, PATH).theorem(example),
        contents=[
            Anchor("theorem", "A theorem, part by part"),
            Anchor("statement", "The statement"),
            Anchor("evidence", "The evidence"),
            Anchor("proof", "The proof"),
            Anchor("conventions", "Conventions"),
            Anchor("questions", "Four questions"),
        ],
    )


def _example(data: SiteData) -> TheoremEntry | None:
    """A theorem with as many parts as there are to explain, a short statement first."""

    def parts(entry: TheoremEntry) -> tuple[int, int]:
        doc = entry.theorem.docstring
        told = sum(part is not None for part in (doc.source, doc.why, doc.tight, entry.power, entry.evidence))
        hypotheses = bool(entry.evidence and len(entry.evidence.hypotheses) in (2, 3))
        return told + hypotheses, -len(entry.theorem.text)

    chosen = {headline.name for headline in data.headlines} or set(data.theorems)
    return max((entry for name, entry in data.theorems.items() if name in chosen), key=parts, default=None)
