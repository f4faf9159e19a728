"""The bibliography: `references.bib` as data, and the citations in module docs and docstrings.

pybtex reads the file; what is TeX in a value becomes plain text here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import ascii_lowercase
from typing import NamedTuple, Protocol, cast

from pybtex.database import parse_string  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]
from pybtex.exceptions import PybtexError  # pyright: ignore[reportMissingTypeStubs]

from toymodels.errors import ToyModelsError

_ACCENT = re.compile(r"\\(?P<mark>['`^\"~=.])\s*\{?(?P<letter>[A-Za-z])\}?")
_COMMAND = re.compile(r"\\(?P<name>[A-Za-z]+)\s*")

_COMBINING = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307"}
_SYMBOLS = {
    "ell": "ℓ",
    "mu": "μ",
    "epsilon": "ε",
    "alpha": "α",
    "infty": "∞",
    "ss": "ß",
    "o": "ø",
    "l": "ł",
    "aa": "å",
    "ae": "æ",
}
_SUPERSCRIPTS = str.maketrans("0123456789n", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ")


class Author(NamedTuple):
    """Somebody's name in plain text; the family name `others` stands for all who are not named."""

    given: str
    family: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One entry of the bibliography.

    fields: as written, by lower-case name, without the authors; letter: tells it from others with the same names and
    year, else empty.
    """

    key: str
    kind: str
    fields: Mapping[str, str]
    people: tuple[Author, ...] = ()
    letter: str = ""

    def field(self, name: str) -> str:
        """A field in plain text, empty if there is none."""
        return plain_text(self.fields.get(name, ""))

    @property
    def title(self) -> str:
        """The title, or the key where there is none."""
        return self.field("title") or self.key

    @property
    def authors(self) -> str:
        """First names before last names, joined as in a sentence; `others` is "et al."."""
        people = [f"{each.given} {each.family}".strip() for each in self.people]
        if people and people[-1] == "others":
            return f"{', '.join(people[:-1])} et al."
        return f"{', '.join(people[:-1])} and {people[-1]}" if len(people) > 1 else "".join(people)

    @property
    def label(self) -> str:
        """Last names and year, as in "Elhage et al. 2022", and its letter."""
        names = [each.family for each in self.people]
        many = len(names) > 2 or "others" in names
        who = f"{names[0]} et al." if many else " and ".join(names)
        return (" ".join(part for part in (who, self.field("year")) if part) or self.key) + self.letter

    @property
    def venue(self) -> str:
        """Where it appeared: journal, proceedings or publisher, with volume and pages."""
        place = self.field("journal") or self.field("booktitle") or self.field("publisher")
        edition = self.field("edition")
        number = f"({self.field('number')})" if self.field("number") else ""
        volume = f"{self.field('volume')}{number}"
        parts = (
            f"{place} {volume}".strip(),
            f"{edition.lower()} edition" if edition else "",
            f"pages {self.field('pages')}" if self.field("pages") else "",
        )
        return ", ".join(part for part in parts if part)

    @property
    def unformalised(self) -> tuple[str, ...]:
        """What it says that no theorem here does: the parts of the field `unformalised` between semicolons."""
        return tuple(filter(None, (part.strip(" .") for part in self.field("unformalised").split(";"))))

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Label and address of each place where it can be read."""
        found = [("paper", self.fields["url"])] if "url" in self.fields else []
        if "doi" in self.fields:
            found.append((f"doi:{self.fields['doi']}", f"https://doi.org/{self.fields['doi']}"))
        if self.fields.get("archiveprefix", "").lower() == "arxiv" and "eprint" in self.fields:
            found.append((f"arXiv:{self.fields['eprint']}", f"https://arxiv.org/abs/{self.fields['eprint']}"))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Citation:
    """One source of a statement: the paper's key if the bibliography has it, and what the docstring says of it."""

    key: str | None
    note: str


def read_bibliography(path: Path) -> dict[str, Paper]:
    """The papers of a `.bib` file by key, in the order of keys; none if there is no file.

    Raises:
        ToyModelsError: the file cannot be read; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ToyModelsError(f"{path} cannot be read: {error}") from error
    return parse_bibliography(text, str(path))


def parse_bibliography(text: str, where: str = "references.bib") -> dict[str, Paper]:
    """The papers of a BibTeX text by key, in the order of keys.

    Raises:
        ToyModelsError: an entry cannot be read; the message names `where` and the line or the key.
    """
    try:
        read = cast("_Bibliography", parse_string(text, "bibtex"))
    except PybtexError as error:
        raise ToyModelsError(f"{where}: {error}") from error
    return {paper.key: paper for paper in _lettered([_paper(key, read.entries[key]) for key in sorted(read.entries)])}


def _paper(key: str, entry: _Entry) -> Paper:
    fields = {name.lower(): " ".join(value.split()) for name, value in entry.fields.items()}
    return Paper(key, entry.type, fields, tuple(map(_author, entry.persons.get("author", []))))


def _lettered(papers: Sequence[Paper]) -> Iterator[Paper]:
    """The papers; those whose labels would be the same get the letters a, b and so on."""
    many = Counter(paper.label for paper in papers)
    seen: Counter[str] = Counter()
    for paper in papers:
        label = paper.label
        yield replace(paper, letter=ascii_lowercase[seen[label] % 26]) if many[label] > 1 else paper
        seen[label] += 1


def citations(source: str, keys: Collection[str]) -> tuple[Citation, ...]:
    """The sources that a `Source:` field names, parts between semicolons, each by its first known key."""
    found: list[Citation] = []
    for part in filter(None, (part.strip(" .") for part in source.split(";"))):
        word, _, note = part.partition(",")
        if word.strip() in keys:
            found.append(Citation(word.strip(), note.strip()))
            continue
        inside = next((key for key in cited_keys(part, keys)), None)
        found.append(Citation(inside, part.removeprefix(inside).strip() if inside else part))
    return tuple(found)


def cited_keys(text: str, keys: Collection[str]) -> tuple[str, ...]:
    """Keys of the bibliography in the order in which a text mentions them."""
    return tuple(dict.fromkeys(word for word in re.findall(r"[\w:+-]+", text) if word in keys))


def plain_text(tex: str) -> str:
    """A BibTeX value without its TeX: accents as letters, dashes, no braces."""
    text = _ACCENT.sub(lambda match: unicodedata.normalize("NFC", match["letter"] + _COMBINING[match["mark"]]), tex)
    text = _COMMAND.sub(lambda match: _SYMBOLS.get(match["name"], match["name"]), text)
    text = re.sub(r"\^\{?([0-9n]+)\}?", lambda match: match[1].translate(_SUPERSCRIPTS), text)
    text = text.replace("---", "—").replace("--", "–").replace("\\&", "&").replace("~", " ")
    return " ".join(re.sub(r"[{}$]", "", text).replace("'", "’").split())


def _author(person: _Person) -> Author:
    given = (person.get_part_as_text(part) for part in ("first", "middle"))
    family = (person.get_part_as_text(part) for part in ("prelast", "last", "lineage"))
    return Author(*(plain_text(" ".join(filter(None, parts))) for parts in (given, family)))


class _Person(Protocol):
    """What is used of pybtex, which has no types of its own."""

    def get_part_as_text(self, type: str) -> str: ...  # noqa: A002 -- pybtex calls it so


class _Entry(Protocol):
    type: str
    fields: Mapping[str, str]
    persons: Mapping[str, Sequence[_Person]]


class _Bibliography(Protocol):
    entries: Mapping[str, _Entry]
