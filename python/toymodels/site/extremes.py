"""What a statement about numbers allows for one of them, the others being given: the twin of `static/bounds.js`.

It is tried where the unknown is 0 or a power of two, until what the statement says changes, and then between, which
takes it that it changes only once there. Bounds in which the unknown stands on one side are of this kind; that a
statement is, is checked at the next powers of two only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.evaluator import Evaluator
from toymodels.statements.language import (
    Call,
    CaseNat,
    Compare,
    Definition,
    FieldSort,
    Quantifier,
    Statement,
    Sum,
    Term,
)
from toymodels.statements.walk import free_names, subterms

HALVINGS = 24
"""An element of the field is found up to one part in `2 ** HALVINGS`."""

FINEST = 40
FURTHER = 3
"""How many powers of two after a change must not change back."""

_REACH, _SHORT_REACH = 40, 10

Numbers = Mapping[str, int | Fraction]
Place = int | Fraction


class Kind(StrEnum):
    """What a statement says of an unknown."""

    LEAST = "least"
    MOST = "most"
    FREE = "free"
    NONE = "none"
    OUTSIDE = "outside"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Bound:
    """What a statement says of an unknown.

    Attributes:
        kind: `LEAST` or `MOST` where it bounds it; `FREE` where it allows all that was tried, `NONE` where nothing;
            `OUTSIDE` where its hypotheses fail, `MIXED` where it is none of these.
        value: the bound; one that is not exact is rounded so that the claim stays true.
        exact: whether the bound is this very number.
        strict: whether the number itself is not allowed.
        conditional: whether values beyond the bound were met of which nothing is said, as a hypothesis fails there.
    """

    kind: Kind
    value: Place = 0
    exact: bool = False
    strict: bool = False
    conditional: bool = False


def bound(statement: Statement, given: Numbers, unknown: str, power: int = 1) -> Bound:
    """What `statement` says of `unknown`, not below 0; the variable of this name is that power of what is asked.

    Raises:
        StatementError: the statement does not have the variable, or compares others that have no value.
    """
    judged = _judge(statement, given, unknown, power)
    is_field = _is_field(statement, unknown)
    found = _change(judged, is_field, reach(statement, unknown))
    if isinstance(found, Kind):
        return Bound(found)
    kind = Kind.LEAST if found.first == "forbidden" else Kind.MOST
    conditional = judged(0 if kind is Kind.LEAST else 2 ** reach(statement, unknown)) == "outside"
    low, high = _narrowed(judged, found, is_field)
    if not is_field:
        return Bound(kind, high if kind is Kind.LEAST else low, True, conditional=conditional)
    value = _simplest(Fraction(low), Fraction(high))
    if _is_balanced(statement, {**given, unknown: value**power}):
        return Bound(kind, value, True, judged(value) != "allowed", conditional)
    return Bound(kind, low if kind is Kind.LEAST else high, conditional=conditional)


def least(statement: Statement, given: Numbers, unknown: str) -> Fraction:
    """The least value of `unknown`, not below 0, from which on the conclusion can hold: rounded down, if in the field.

    Raises:
        StatementError: the statement does not compare numbers, or allows all values or none.
    """
    return _asked(statement, given, unknown, Kind.LEAST)


def most(statement: Statement, given: Numbers, unknown: str) -> Fraction:
    """The most that the conclusion allows `unknown` to be: rounded up, if in the field.

    Raises:
        StatementError: as `least`.
    """
    return _asked(statement, given, unknown, Kind.MOST)


def reach(statement: Statement, unknown: str) -> int:
    """Up to which power of two values are tried: fewer where a sum or a recursion would run over all of them."""
    for part in subterms(statement.conclusion):
        if unknown in free_names(part):
            if isinstance(part, Sum | Quantifier | CaseNat):
                return _SHORT_REACH
            if isinstance(part, Call) and any(map(_runs, called(statement.definitions, [part]).values())):
                return _SHORT_REACH
    return _REACH


def called(definitions: Mapping[str, Definition], terms: Iterable[Term]) -> dict[str, Definition]:
    """Those of the `definitions` that terms call, and that these call."""
    found: dict[str, Definition] = {}
    left = list(terms)
    while left:
        for part in subterms(left.pop()):
            if isinstance(part, Call) and part.name not in found:
                found[part.name] = definitions[part.name]
                left.append(found[part.name].body)
    return found


def _runs(definition: Definition) -> bool:
    return any(isinstance(part, Sum | Quantifier | CaseNat) for part in subterms(definition.body))


def _asked(statement: Statement, given: Numbers, unknown: str, kind: Kind) -> Fraction:
    found = bound(statement, given, unknown)
    if found.kind is kind:
        return Fraction(found.value)
    told = {
        Kind.FREE: f"allows any {unknown} that was tried",
        Kind.NONE: f"allows no {unknown}",
        Kind.OUTSIDE: f"says nothing of {unknown}, as its hypotheses fail",
        Kind.MIXED: f"allows values of {unknown} between others that it does not",
        Kind.LEAST: f"says how small {unknown} may be, not how large,",
        Kind.MOST: f"says how large {unknown} may be, not how small,",
    }[found.kind]
    raise StatementError(f"{statement.name} {told} at {_words(given)}; give other numbers, or ask for the other side")


def _is_field(statement: Statement, unknown: str) -> bool:
    sort = next((var.sort for var in statement.variables if var.name == unknown), None)
    if sort is None:
        names = ", ".join(var.name for var in statement.variables)
        raise StatementError(f"{statement.name} has no variable {unknown!r}; it has {names}")
    return isinstance(sort, FieldSort)


def _judge(statement: Statement, given: Numbers, unknown: str, power: int) -> Callable[[Place], str]:
    """What is said of a value: it is allowed or forbidden, or outside, where a hypothesis about numbers fails."""
    known = {*given, unknown}
    if missing := free_names(statement.conclusion) - known:
        _is_field(statement, unknown)
        raise StatementError(f"{statement.name} compares {', '.join(sorted(missing))} too; give a number for each")
    evaluator = Evaluator(statement.definitions)
    about: list[Term] = [each.prop for each in statement.hypotheses if free_names(each.prop) <= known]

    def judged(value: Place) -> str:
        instance = Instance({**given, unknown: value**power})
        if not all(evaluator.oracle(prop, instance) for prop in about):
            return "outside"
        return "allowed" if evaluator.oracle(statement.conclusion, instance) else "forbidden"

    return judged


def _is_balanced(statement: Statement, values: Numbers) -> bool:
    """Whether both sides of the conclusion are the same."""
    if not isinstance(statement.conclusion, Compare):
        return False
    evaluator, instance = Evaluator(statement.definitions), Instance({**values})
    return evaluator.oracle(statement.conclusion.left, instance) == evaluator.oracle(
        statement.conclusion.right, instance
    )


@dataclass(frozen=True, slots=True)
class _Change:
    """Two neighbouring places of which different things are said, and what is said of the lower one."""

    low: Place
    high: Place
    first: str


def _places(is_field: bool, reached: int) -> Iterator[Place]:
    yield Fraction(0) if is_field else 0
    if is_field:
        yield from (Fraction(1, 2**k) for k in range(FINEST, 0, -1))
    yield from (Fraction(2**k) if is_field else 2**k for k in range(reached + 1))


def _change(judged: Callable[[Place], str], is_field: bool, reached: int) -> _Change | Kind:
    """The first change, or what is said of all places; beyond what is forbidden, what is outside is allowed."""
    before: tuple[Place, str] | None = None
    found: _Change | None = None
    after = 0
    for place in _places(is_field, reached):
        said = judged(place)
        if said == "outside":
            if found is not None or before is None or before[1] == "allowed":
                continue
            said = "allowed"
        if found is not None:
            if said == found.first:
                return Kind.MIXED
            after += 1
            if after == FURTHER:
                break
        elif before is not None and said != before[1]:
            found = _Change(before[0], place, before[1])
        else:
            before = place, said
    if found is not None:
        return found
    return Kind.OUTSIDE if before is None else Kind.FREE if before[1] == "allowed" else Kind.NONE


def _narrowed(judged: Callable[[Place], str], change: _Change, is_field: bool) -> tuple[Place, Place]:
    """Neighbouring whole numbers, or close fractions, between which it changes; what is outside counts as allowed."""

    def stays(value: Place) -> bool:
        return (judged(value) == "forbidden") == (change.first == "forbidden")

    low, high = change.low, change.high
    if is_field:
        for _ in range(HALVINGS):
            middle = Fraction(low + high) / 2
            low, high = (middle, high) if stays(middle) else (low, middle)
        return low, high
    while high - low > 1:
        half = int(low + high) // 2
        low, high = (half, high) if stays(half) else (low, half)
    return low, high


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the least denominator from `low` to `high`, both not negative."""
    whole = floor(low)
    if whole == low:
        return low
    if whole < floor(high):
        return Fraction(whole + 1)
    return whole + 1 / _simplest(1 / (high - whole), 1 / (low - whole))


def _words(given: Numbers) -> str:
    return ", ".join(f"{name} = {value}" for name, value in given.items())
