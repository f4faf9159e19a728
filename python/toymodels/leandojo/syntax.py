"""Lean's `Syntax` as the JSON that LeanDojo's extractor writes: nodes, atoms and identifiers over one source text.

Every leaf carries its place in bytes and the whitespace and comments around it, so that the leaves of a file, one
after the other, are the file.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from toymodels.lean.proofs import Span
from toymodels.leandojo.tokens import TokenKind, tokens, words

Json = dict[str, Any]

NULL = "null"
UNPARSED = "toymodels.source"
"""The kind of a node that holds leaves whose structure is not reconstructed."""

_KEYWORDS = words(
    "abbrev axiom by calc class decreasing_by def deriving do else end example export extends for forall fun have "
    "if import in include inductive infix infixl infixr instance let macro match mutual namespace nomatch "
    "noncomputable nonrec notation omit opaque open partial postfix prefix private protected public scoped section "
    "set_option show structure suffices syntax termination_by then theorem try universe unless unsafe using "
    "variable where while with at local meta module"
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of the tree: a range of the source, and whether it is an identifier."""

    start: int
    end: int
    text: str
    is_name: bool
    is_doc: bool


class Source:
    """A source text cut into leaves.

    Attributes:
        text: the source.
        leaves: its leaves in order; an identifier that Lean resolved in parts is as many leaves.
    """

    def __init__(self, text: str, names: Iterable[Span]) -> None:
        """Cut `text`; `names` are ranges of identifiers that Lean resolved."""
        self.text = text
        self.leaves: Sequence[Leaf] = tuple(_leaves(text, frozenset(names)))
        self._bytes = (0, *accumulate(len(character.encode()) for character in text))
        self._line_starts = (0, *(index + 1 for index, character in enumerate(text) if character == "\n"))
        self._trailing_ends = tuple(self._trailing_end(index) for index in range(len(self.leaves)))

    def byte(self, position: int) -> int:
        """The offset in bytes of a position in characters."""
        return self._bytes[position]

    def character(self, offset: int) -> int:
        """The position in characters of an offset in bytes at which a character begins."""
        return bisect_left(self._bytes, offset)

    def line_and_column(self, position: int) -> tuple[int, int]:
        """The line, from 1, and the column in characters, from 0."""
        line = bisect_right(self._line_starts, position)
        return line, position - self._line_starts[line - 1]

    def comments(self) -> Iterator[Span]:
        """What LeanDojo cuts out of statements and proofs: docstrings, and line comments between two leaves."""
        for index, leaf in enumerate(self.leaves):
            if leaf.is_doc:
                if leaf.text in {"/--", "/-!"} and index + 1 < len(self.leaves):
                    yield Span(leaf.start, self.leaves[index + 1].end)
                continue
            trailing = self.text[leaf.end : self._trailing_ends[index]]
            if trailing.lstrip().startswith("--"):
                yield Span(leaf.end + trailing.index("--"), self._trailing_ends[index])

    def leaf(self, index: int) -> Json:
        """The leaf as an identifier or an atom."""
        leaf = self.leaves[index]
        return self.name(index) if leaf.is_name else {"atom": {"info": self._info(index), "val": leaf.text}}

    def atom(self, index: int) -> Json:
        """The leaf as an atom, whatever it looks like."""
        return {"atom": {"info": self._info(index), "val": self.leaves[index].text}}

    def name(self, index: int, value: str | None = None) -> Json:
        """The leaf as an identifier, whose name is `value` if it is not what the source says."""
        text = self.leaves[index].text
        return {"ident": {"info": self._info(index), "rawVal": text, "val": value or text, "preresolved": []}}

    def _info(self, index: int) -> Json:
        leaf = self.leaves[index]
        before = self._trailing_ends[index - 1] if index else 0
        return {
            "original": {
                "leading": self.text[before : leaf.start],
                "pos": self.byte(leaf.start),
                "trailing": self.text[leaf.end : self._trailing_ends[index]],
                "endPos": self.byte(leaf.end),
            }
        }

    def _trailing_end(self, index: int) -> int:
        """Where what trails a leaf ends: at the next leaf, or behind the last comment before it.

        LeanDojo takes all that trails a leaf for one comment if it begins with one, and cuts it out of proofs. The line
        break after a comment must stay, so it leads the next leaf instead.
        """
        start = self.leaves[index].end
        end = self.leaves[index + 1].start if index + 1 < len(self.leaves) else len(self.text)
        comments = self.text[start:end].rstrip()
        return start + len(comments) if comments else end


def walk(item: Json) -> Iterator[Json]:
    """A node or leaf and everything below it, each before what is inside it."""
    yield item
    for part in item["node"]["args"] if "node" in item else ():
        yield from walk(part)


def offsets(item: Json) -> tuple[int, int]:
    """Where an item with at least one leaf starts and ends, in bytes."""
    leaves = [each for each in walk(item) if "node" not in each]
    first, last = ((each.get("atom") or each["ident"])["info"]["original"] for each in (leaves[0], leaves[-1]))
    return first["pos"], last["endPos"]


def node(kind: str, *args: Json) -> Json:
    """A node of the syntax tree."""
    return {"node": {"info": "none", "kind": kind, "args": list(args)}}


def _leaves(text: str, names: frozenset[Span]) -> Iterator[Leaf]:
    longest = {name.start: name for name in sorted(names)}
    for token in tokens(text):
        if token.kind is not TokenKind.WORD:
            yield Leaf(token.start, token.end, text[token.start : token.end], False, token.kind is TokenKind.DOC)
            continue
        for span in _parts(Span(token.start, token.end), longest, text):
            part = span.of(text)
            yield Leaf(span.start, span.end, part, span in names or part not in {*_KEYWORDS, "."}, False)


def _parts(word: Span, names: Mapping[int, Span], text: str) -> Iterator[Span]:
    """A dotted word, cut where Lean resolved only a part of it, as in `h.symm` for a local `h`."""
    position = word.start
    for start in range(word.start, word.end):
        name = names.get(start)
        if name is not None and position <= start and name.end <= word.end:
            yield from _between(Span(position, start), text)
            yield name
            position = name.end
    yield from _between(Span(position, word.end), text)


def _between(span: Span, text: str) -> Iterator[Span]:
    """The unresolved rest of a dotted word: what it says, and the dots at its ends."""
    start, end = span.start, span.end
    if start < end and text[start] == ".":
        yield Span(start, start + 1)
        start += 1
    dotted = start < end and text[end - 1] == "."
    if start < end - dotted:
        yield Span(start, end - dotted)
    if dotted:
        yield Span(end - 1, end)
