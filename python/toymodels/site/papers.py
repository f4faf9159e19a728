"""The bibliography: `references.bib` as data, and the citations in module docs and docstrings.

Entries are read as BibTeX writes them: values in braces or quotation marks or bare, joined by nothing. What a library's
bibliography does not need (`@string`, `#`) is refused with its line rather than skipped.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import ascii_lowercase

from toymodels.errors import ToyModelsError

_ENTRY = re.compile(r"@(?P<kind>\w+)\s*\{\s*")
_KEY = re.compile(r"(?P<key>[^\s,{}]+)\s*,\s*")
_FIELD = re.compile(r"(?P<name>\w+)\s*=\s*")
_SPACE = re.compile(r"\s*")
_BARE = re.compile(r"[^\s,{}\"#]+")
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


@dataclass(frozen=True, slots=True)
class Paper:
    """One entry of the bibliography.

    fields: as written, by lower-case name; letter: tells it from others with the same names and year, else empty.
    """

    key: str
    kind: str
    fields: Mapping[str, str]
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
        people = [_person(plain_text(name)) for name in re.split(r"\s+and\s+", self.fields.get("author", "")) if name]
        if people and people[-1] == "others":
            return f"{', '.join(people[:-1])} et al."
        return f"{', '.join(people[:-1])} and {people[-1]}" if len(people) > 1 else "".join(people)

    @property
    def label(self) -> str:
        """Last names and year, as in "Elhage et al. 2022", and its letter."""
        names = [_family(plain_text(name)) for name in re.split(r"\s+and\s+", self.fields.get("author", "")) if name]
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
        ToyModelsError: an entry cannot be read; the message names `where` and the line.
    """
    papers: dict[str, Paper] = {}
    for paper, line in _Reader(text, where).entries():
        if paper.key in papers:
            raise ToyModelsError(f"{where}:{line}: the key {paper.key} stands twice; give one of them another key")
        papers[paper.key] = paper
    return {paper.key: paper for paper in _lettered([papers[key] for key in sorted(papers)])}


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


def _person(name: str) -> str:
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma else name


def _family(name: str) -> str:
    family, comma, _ = name.partition(",")
    return family.strip() if comma else name.rpartition(" ")[2]


class _Reader:
    """Reads one text from its start; anything between entries is a comment, as in BibTeX."""

    def __init__(self, text: str, where: str) -> None:
        self._text = text
        self._where = where
        self._at = 0

    def entries(self) -> Iterator[tuple[Paper, int]]:
        while match := _ENTRY.search(self._text, self._at):
            line = self._line(match.start())
            self._at = match.end()
            kind = match["kind"].lower()
            if kind in {"comment", "preamble", "string"}:
                raise self._error(f"@{kind} is not read; write values out in each entry")
            key = self._expect(_KEY, "a key and a comma")["key"]
            yield Paper(key, kind, self._fields()), line

    def _fields(self) -> dict[str, str]:
        fields: dict[str, str] = {}
        while not self._skip("}"):
            name = self._expect(_FIELD, "a field such as title = {..}")["name"].lower()
            if name in fields:
                raise self._error(f"the field {name} stands twice")
            fields[name] = self._value()
            if not self._skip(","):
                if not self._skip("}"):
                    raise self._error(f"a comma or a closing brace is missing after the field {name}")
                break
        return fields

    def _value(self) -> str:
        if self._skip("{"):
            return self._until("}")
        if self._skip('"'):
            return self._until('"')
        return self._expect(_BARE, "a value in braces or quotation marks")[0]

    def _until(self, end: str) -> str:
        """What stands before `end` outside braces."""
        start, depth = self._at, 0
        for position in range(start, len(self._text)):
            character = self._text[position]
            if depth == 0 and character == end:
                self._at = position + 1
                self._expect(_SPACE, "")
                return " ".join(self._text[start:position].split())
            depth += (character == "{") - (character == "}")
        raise self._error(f"the value that starts here has no end ({end})")

    def _skip(self, character: str) -> bool:
        if not self._text.startswith(character, self._at):
            return False
        self._at += 1
        self._expect(_SPACE, "")
        return True

    def _expect(self, pattern: re.Pattern[str], what: str) -> re.Match[str]:
        match = pattern.match(self._text, self._at)
        if match is None:
            found = self._text[self._at : self._at + 20].split("\n")[0]
            raise self._error(f"expected {what}, found {found!r}")
        self._at = match.end()
        return match

    def _line(self, position: int) -> int:
        return self._text.count("\n", 0, position) + 1

    def _error(self, message: str) -> ToyModelsError:
        return ToyModelsError(f"{self._where}:{self._line(self._at)}: {message}")
