"""MathML Core elements of formulas, and formulas in parts that know how they may stand in larger ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from markupsafe import Markup

from toymodels.markup import element, joined
from toymodels.statements.print.notation import ATOM

_NAME = re.compile(r"(?P<stem>.+?)(?:_(?P<number>\d+)|_(?P<word>\w+)|(?P<small>[₀-₉]+))?(?P<primes>'*)")
_PRIMES = {0: "", 1: "′", 2: "″", 3: "‴"}
_LONG = 30
_SHORT = 16
_ROW = 24
_TAG = re.compile("<[^>]*>")
_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


INDEXED = ATOM - 1
"""The precedence of what has a subscript, which must not get a second one."""

CASES = 66
"""That of cases behind a brace, and of sums."""


class Reach(IntEnum):
    """How far to the right a formula could be taken to go on, if something stood there."""

    CLOSED = 0
    SUMMAND = 1
    CASES = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A formula in parts between which a line may break, and what its place in a larger one must know of it.

    `factor` says that it can stand beside another factor without a sign between them.
    """

    parts: tuple[Markup, ...]
    precedence: int = ATOM
    reach: Reach = Reach.CLOSED
    factor: bool = False

    @property
    def markup(self) -> Markup:
        """All of it as one element."""
        return self.parts[0] if len(self.parts) == 1 else element("mrow", *self.parts)


def symbol(name: str) -> Piece:
    """A variable; `f_1`, a number that the reader added, is `f′`; `μ₂` and `p_x` have a subscript."""
    matched = _NAME.fullmatch(name)
    stem, index, primes = name, "", 0
    if matched is not None:
        stem, primes = matched["stem"], len(matched["primes"]) + int(matched["number"] or 0)
        index = matched["word"] or (matched["small"] or "").translate(_DIGITS)
    letter = element("mi", stem + _PRIMES.get(primes, f"({primes})"), class_="variable" if len(stem) > 1 else None)
    if not index:
        return Piece((letter,), factor=len(stem) == 1)
    subscript = element("mn" if index.isdigit() else "mi", index)
    return Piece((element("msub", letter, subscript),), INDEXED, factor=len(stem) == 1)


def upright(name: str) -> Markup:
    """A name or sign that is not a variable."""
    return element("mi", name, mathvariant="normal" if len(name) == 1 else None)


def operator(sign: str, space: str | None = None) -> Markup:
    """An infix operator; `space` replaces the usual space on both sides of it."""
    return element("mo", sign, form="infix", lspace=space, rspace=space)


def colon() -> Markup:
    """What separates a quantifier from what it says."""
    return element("mo", ":", form="infix", lspace="0.05em", rspace="0.35em")


def prefix(sign: str) -> Markup:
    """An operator that stands before what it is about."""
    return element("mo", sign, form="prefix")


def called(head: Markup, args: Sequence[Piece]) -> Piece:
    """`head(args)`; where that is long, lines may break between the arguments and inside them."""
    listed: list[Markup] = []
    for place, arg in enumerate(args):
        *others, last = arg.parts
        comma = [element("mo", ",", separator="true")] if place + 1 < len(args) else []
        listed += [*others, element("mrow", last, *comma) if comma else last]
    first, *rest = enclosed(Piece(tuple(listed))).parts
    return Piece((element("mrow", head, element("mo", "\u2061"), first), *rest))


def enclosed(inner: Piece, fences: str = "()") -> Piece:
    """`inner` between fences; where it is not short, its lines may break, and the fences keep their size."""
    if len(inner.parts) == 1 or is_short(inner):
        return Piece((fenced(inner.markup, fences),))
    return _fences_around(inner, fences)


def _fences_around(inner: Piece, fences: str) -> Piece:
    first, *middle, last = inner.parts
    opening = element("mo", fences[0], form="prefix", fence="true", stretchy="false")
    closing = element("mo", fences[1], form="postfix", fence="true", stretchy="false")
    return Piece((element("mrow", opening, first), *middle, element("mrow", last, closing)))


def scripted(tag: str, base: Piece, *scripts: Markup) -> tuple[Markup, ...]:
    """A base that needs no more parentheses, with scripts; of one whose lines may break its last part has them."""
    *others, last = base.parts
    return *others, element(tag, last, *scripts)


def is_long(piece: Piece) -> bool:
    """Whether a formula may take most of a narrow page."""
    return sum(len(visible(part)) for part in piece.parts) > _LONG


def is_short(piece: Piece) -> bool:
    """Whether there is room for a formula beside others on a narrow page."""
    return sum(len(visible(part)) for part in piece.parts) <= _SHORT


def visible(part: Markup) -> str:
    """The signs of a formula without its elements: how long it is, roughly."""
    return _TAG.sub("", part)


def fenced(inner: Markup, fences: str = "()") -> Markup:
    """`inner` between the two characters of `fences`."""
    left, right = fences
    return element(
        "mrow",
        element("mo", left, form="prefix", fence="true", stretchy="true"),
        inner,
        element("mo", right, form="postfix", fence="true", stretchy="true"),
    )


def separated(parts: Sequence[Markup], sign: str) -> Markup:
    """The parts with a sign between them."""
    if len(parts) == 1:
        return parts[0]
    separator = element("mo", sign, separator="true" if sign == "," else None)
    return element("mrow", separator.join(parts))


@dataclass(frozen=True, slots=True)
class Case:
    """What is so in one case, and in which: a word, and a condition after it."""

    value: Piece
    word: str
    condition: tuple[Markup, ...] = ()

    @property
    def clause(self) -> Markup:
        """The word and the condition."""
        return element("mrow", element("mtext", f"{self.word}\u00a0"), *self.condition)


def cases(found: Sequence[Case]) -> Piece:
    """Cases behind a brace, a row for each; where one is long, in lines that may break."""
    if any(len(visible(each.value.markup)) > _LONG for each in found):
        return _listed(found)
    brace = element("mo", "{", form="prefix", fence="true", stretchy="true")
    table = element("mtable", *map(_row, found), class_="cases")
    return Piece((element("mrow", brace, table),), CASES, Reach.CASES)


def _listed(found: Sequence[Case]) -> Piece:
    parts: list[Markup] = []
    for place, each in enumerate(found):
        space, sign = element("mspace", width="0.4em"), element("mo", ";", separator="true")
        parts += [*each.value.parts, element("mrow", space, each.clause, *([sign] if place + 1 < len(found) else []))]
    return replace(_fences_around(Piece(tuple(parts)), "{}"), precedence=CASES)


def _row(case: Case) -> Markup:
    """One case: its value, and when it is that, beside it or, where that would be wide, below it."""
    value, clause = case.value.markup, case.clause
    cells = element("mtd", value), element("mtd", clause)
    if len(visible(value)) + len(visible(clause)) <= _ROW:
        return element("mtr", *cells)
    return joined(element("mtr", cell) for cell in cells)
