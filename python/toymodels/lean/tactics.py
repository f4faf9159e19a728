"""Where a proof's tactics stand, and a copy of the source in which Lean tells the goals before and after each.

The copy has `trace_state`, a tactic that reports the goals, before each tactic of a block and at the block's end. What
the author wrote keeps its columns, which Lean's layout rules are about; only line numbers change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from toymodels.lean.proofs import Span
from toymodels.lean.syntax import Syntax

_TRACE = "trace_state"
_BLOCKS = (
    "Lean.Parser.Tactic.tacticSeq1Indented",
    "Lean.Parser.Tactic.tacticSeqBracketed",
    "Lean.Parser.Tactic.Conv.convSeq1Indented",
    "Lean.Parser.Tactic.Conv.convSeqBracketed",
)
_NOTHING_ELSE = re.compile(r"[ \t]*(?:--[^\n]*)?(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class Tactic:
    """A tactic in the source and Lean's name of its syntax."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Block:
    """A sequence of tactics; `depth` counts the blocks around it."""

    tactics: tuple[Tactic, ...]
    depth: int


@dataclass(frozen=True, slots=True)
class Point:
    """A place in a block: before the tactic of this index, or behind the last one."""

    block: int
    index: int


Places = Mapping[tuple[int, int], Point]
"""What a report of the copy is about, by its line (from 1) and column (from 0)."""


def find_blocks(tree: Syntax, depth: int = 0) -> list[Block]:
    """The blocks of tactics in `tree`, an outer one before those inside it."""
    blocks: list[Block] = []
    for node in tree.find(*_BLOCKS):
        items = [item for child in node.children if child.kind == "null" for item in child.children]
        tactics = [(item, span) for item in items[::2] if (span := item.span()) is not None]
        if tactics:
            blocks.append(Block(tuple(Tactic(span, item.kind) for item, span in tactics), depth))
        for item, _ in tactics:
            for child in item.children:
                blocks += find_blocks(child, depth + 1)
    return blocks


@dataclass(frozen=True, slots=True)
class _Insertion:
    offset: int
    point: Point
    column: int
    at_end: bool


def instrument(source: str, blocks: Sequence[Block], chosen: Iterable[int]) -> tuple[str, Places]:
    """The copy that tells the goals of the `chosen` blocks (by index), and which place in it tells which."""
    insertions = sorted(_insertions(source, blocks, chosen), key=attrgetter("offset"))
    pieces: list[str] = []
    marks: list[tuple[int, Point]] = []
    length = position = 0

    def write(text: str) -> None:
        nonlocal length
        pieces.append(text)
        length += len(text)

    for offset, group in groupby(insertions, key=attrgetter("offset")):
        write(source[position:offset])
        position = offset
        column = _column(source, offset)
        here = list(group)
        ends = [insertion for insertion in reversed(here) if insertion.at_end]  # the innermost block ends first
        for insertion in ends:
            write("\n" + " " * insertion.column)
            marks.append((length, insertion.point))
            write(_TRACE)
        if ends and not _NOTHING_ELSE.match(source, offset):
            write("\n" + " " * column)
        for insertion in here:
            if not insertion.at_end:
                marks.append((length, insertion.point))
                write(f"{_TRACE};\n" + " " * column)
    write(source[position:])
    text = "".join(pieces)
    return text, dict(_places(text, marks))


def _insertions(source: str, blocks: Sequence[Block], chosen: Iterable[int]) -> Iterator[_Insertion]:
    for number in sorted(chosen):
        tactics = blocks[number].tactics
        for index, tactic in enumerate(tactics):
            start = tactic.span.start
            yield _Insertion(start, Point(number, index), _column(source, start), at_end=False)
        column = _column(source, tactics[0].span.start)
        yield _Insertion(tactics[-1].span.end, Point(number, len(tactics)), column, at_end=True)


def _column(source: str, offset: int) -> int:
    return offset - (source.rfind("\n", 0, offset) + 1)


def _places(text: str, marks: Iterable[tuple[int, Point]]) -> Iterator[tuple[tuple[int, int], Point]]:
    line, start = 1, 0
    for offset, point in marks:
        line += text.count("\n", start, offset)
        start = offset
        yield (line, _column(text, offset)), point
