"""The search index: what can be found, by name, words, symbols and source."""

from __future__ import annotations

import json
from collections.abc import Iterator

from toymodels.site.data import SiteData

Record = tuple[str, str, str, str, str]
"""Kind, what is shown as its name, a sentence about it, address, and further words to find it by."""


def records(data: SiteData) -> Iterator[Record]:
    """Everything that search finds, in reading order."""
    addresses = data.addresses
    for entry in data.theorems.values():
        doc = entry.theorem.docstring
        papers = [paper.label for key, paper in data.papers.items() if key in (doc.source or "")]
        words = " ".join(filter(None, [entry.theorem.text, doc.why, doc.source, doc.tight, *papers]))
        yield "theorem", addresses.short(entry.name), doc.summary, addresses.theorem(entry.name), words
    for entry in data.definitions.values():
        address = addresses.declaration(entry.name)
        if address is not None:
            yield entry.kind, addresses.short(entry.name), entry.docstring, address, entry.module
    for module in data.modules.values():
        yield "module", data.module_title(module.name), module.doc.lead, addresses.module(module.name), module.name
    for key, paper in data.papers.items():
        words = " ".join((key, paper.authors, paper.venue))
        yield "paper", paper.label, paper.title, f"papers.html#{key}", words


def index_script(data: SiteData) -> str:
    """The index as a script that sets `toymodelsIndex`."""
    rows = ",\n".join(json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records(data))
    return f"window.toymodelsIndex = [\n{rows}\n];\n"
