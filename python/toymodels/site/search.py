"""The search index: what can be found, by name, words, symbols and source, and which words mean the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from toymodels.roles import Role
from toymodels.site.addresses import HOME, relative_link
from toymodels.site.data import SiteData, TheoremEntry
from toymodels.site.prose import first_sentence

_WORDS = re.compile(r"[^\s(){}\[\],;:.`]+")


class Rank(IntEnum):
    """How much a record matters to whoever looks for something; witnesses are left out unless they are asked for."""

    WITNESS = 0
    GROUNDWORK = 1
    CLAIM = 2
    HEADLINE = 3


class Record(NamedTuple):
    """What search knows of a thing: `more` are further words to find it by, `address` starts at the site's folder."""

    kind: str
    name: str
    sentence: str
    address: str
    more: str
    rank: Rank


def records(data: SiteData) -> Iterator[Record]:
    """Everything that search finds, in reading order."""
    addresses = data.addresses
    for entry in data.theorems.values():
        doc = entry.theorem.docstring
        papers = [paper.label for key, paper in data.papers.items() if key in (doc.source or "")]
        words = _once(doc.summary, [entry.theorem.text, doc.why, doc.source, doc.tight, *papers])
        name, address = addresses.short(entry.name), addresses.theorem(entry.name)
        yield Record("theorem", name, doc.summary, _link(address), words, rank_of(data, entry))
    for entry in data.definitions.values():
        address = addresses.declaration(entry.name)
        if address is not None:
            name = addresses.short(entry.name)
            yield Record(entry.kind, name, entry.docstring, _link(address), entry.module, Rank.CLAIM)
    for module in data.modules.values():
        address, title = addresses.module(module.name), data.module_title(module.name)
        yield Record("module", title, first_sentence(module.doc.lead), _link(address), module.name, Rank.CLAIM)
    for key, paper in data.papers.items():
        words = " ".join((key, paper.authors, paper.venue))
        yield Record("paper", paper.label, paper.title, f"papers.html#{key}", words, Rank.CLAIM)


def rank_of(data: SiteData, entry: TheoremEntry) -> Rank:
    """A theorem's rank: whether it is among the headlines, else its role."""
    if entry.name in {headline.name for headline in data.headlines}:
        return Rank.HEADLINE
    return {Role.CLAIM: Rank.CLAIM, Role.WITNESS: Rank.WITNESS, Role.GROUNDWORK: Rank.GROUNDWORK}[entry.theorem.role]


def index_script(data: SiteData) -> str:
    """The index as a script that sets `toymodelsIndex`."""
    rows = ",\n".join(_compact(record) for record in records(data))
    return f'window.toymodelsIndex = {{"synonyms":{_compact(data.settings.synonyms)},"records":[\n{rows}\n]}};\n'


def _once(before: str, texts: Iterable[str | None]) -> str:
    """The words of some texts, each once, that do not stand in the text before them."""
    known = set(_WORDS.findall(before))
    words = (word for text in texts for word in _WORDS.findall(text or ""))
    return " ".join(word for word in words if not (word in known or known.add(word)))


def _link(target: str) -> str:
    return relative_link(HOME, target)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
