"""Quantifiers over infinitely many values, at one instance: decided, or searched.

What is linear in the numbers asked for is decided, for elements of the field and for one whole number: every path that
its evaluation can take is followed, with exact solutions of the linear constraints that lead there. A witness is a
proof; where there is none, each path that would give one is impossible, with multipliers that show it if the numbers
are rational. Anything else is searched among numbers that the instance suggests: a witness that is found is a proof as
well, and where none is found nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from math import isqrt
from typing import TypeVar, cast

from toymodels.errors import StatementError
from toymodels.evaluate.systems import Contradiction, whole_point
from toymodels.evaluate.unknowns import Linear, NotLinearError, Path
from toymodels.statements.language import FieldSort, FunSort, IntSort, NatSort, Sort

_MOST_PATHS = 400
_MOST_TRIED = 3_000
_MOST_GIVEN = 40

_Tree = TypeVar("_Tree")
Nested = int | Fraction | Linear | tuple["Nested", ...]
"""A number, or a table of numbers."""

Holds = Callable[[Mapping[str, Nested]], bool]
"""Whether what is quantified holds at given values of the variables."""


class UndecidedError(StatementError):
    """Neither a witness was found nor that there is none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A variable that is quantified: its sort, and the sizes of its table, none for a number."""

    name: str
    sort: Sort
    shape: tuple[int, ...]

    @property
    def is_field_valued(self) -> bool:
        """Whether it is one number of the field, or a table of them."""
        return isinstance(self.sort, FieldSort)

    @property
    def is_whole_number(self) -> bool:
        """Whether it is one natural number or integer."""
        return not self.shape and isinstance(self.sort, NatSort | IntSort)

    @property
    def count(self) -> int:
        """How many numbers it is."""
        total = 1
        for size in self.shape:
            total *= size
        return total


@dataclass(frozen=True, slots=True)
class Witness:
    """Values at which what is quantified is as wanted."""

    values: Mapping[str, Nested]


@dataclass(frozen=True, slots=True)
class Nowhere:
    """There are no such values: why each path that would lead to some is impossible.

    `names` are those of the numbers asked for; `somewhere` are values at which it fails, as everywhere.
    """

    names: tuple[str, ...]
    somewhere: Witness
    contradictions: tuple[Contradiction, ...]


def find(asked: Sequence[Asked], holds: Holds, given: Sequence[Fraction], *, wanted: bool) -> Witness | Nowhere:
    """Values of the variables at which `holds` is as `wanted`, or that there are none.

    given: numbers of the instance and of the statement, near which to search.

    Raises:
        UndecidedError: none was found, and there may be some.
    """
    try:
        if all(each.is_field_valued for each in asked):
            return _decided(asked, holds, wanted=wanted)
        if len(asked) == 1 and asked[0].is_whole_number:
            return _decided_in_integers(asked[0], holds, wanted=wanted)
    except NotLinearError:
        pass
    return _searched(asked, holds, given, wanted=wanted)


def _decided(asked: Sequence[Asked], holds: Holds, *, wanted: bool) -> Witness | Nowhere:
    """The answer for what is linear.

    Raises:
        NotLinearError: it is not.
        UndecidedError: it has too many cases.
    """
    unknowns = sum(each.count for each in asked)
    contradictions: list[Contradiction] = []
    pending: list[tuple[int, ...]] = [()]
    for _ in range(_MOST_PATHS):
        if not pending:
            if not all(each.is_valid() for each in contradictions):
                raise AssertionError("multipliers do not show the contradiction that they are given for")
            somewhere = Witness(_tables(asked, [Fraction(0)] * unknowns))
            return Nowhere(tuple(_entry_names(asked)), somewhere, tuple(contradictions))
        path = Path(unknowns, pending.pop())
        numbers = [Linear(path, {place: Fraction(1)}, Fraction(0)) for place in range(unknowns)]
        if holds(_tables(asked, numbers)) is wanted:
            values = _tables(asked, path.point())
            if holds(values) is not wanted:
                raise AssertionError(f"what should solve linear constraints does not: {values}")
            return Witness(values)
        contradictions += path.contradictions
        pending += reversed(path.others)
    raise UndecidedError(f"there are too many cases to decide {_names(asked)}")


def _decided_in_integers(asked: Asked, holds: Holds, *, wanted: bool) -> Witness | Nowhere:
    """The answer for one natural number or integer, in which all is linear.

    Raises:
        NotLinearError: it is not.
        UndecidedError: it has too many cases.
    """
    least = 0 if isinstance(asked.sort, NatSort) else None
    pending: list[tuple[int, ...]] = [()]
    for _ in range(_MOST_PATHS):
        if not pending:
            return Nowhere((asked.name,), Witness({asked.name: 0}), ())
        path = Path(1, pending.pop())
        number = Linear(path, {0: Fraction(1)}, Fraction(0))
        if holds({asked.name: number}) is wanted:
            whole = whole_point(path.constraints, least)
            if whole is not None:
                if holds({asked.name: whole}) is not wanted:
                    raise AssertionError(f"what should solve linear constraints does not: {whole}")
                return Witness({asked.name: whole})
        pending += reversed(path.others)
    raise UndecidedError(f"there are too many cases to decide {asked.name}")


def _entry_names(asked: Sequence[Asked]) -> Iterator[str]:
    """What each number that is asked for is called: `w 0`, `w 1` for the entries of a vector."""
    for each in asked:
        for place in product(*map(range, each.shape)):
            yield " ".join([each.name, *map(str, place)])


def _tables(asked: Sequence[Asked], numbers: Sequence[int | Fraction | Linear]) -> dict[str, Nested]:
    """The variables' values from all their entries, one after the other."""
    values: dict[str, Nested] = {}
    start = 0
    for each in asked:
        values[each.name] = _table(each.shape, numbers[start : start + each.count])
        start += each.count
    return values


def _table(shape: tuple[int, ...], numbers: Sequence[int | Fraction | Linear]) -> Nested:
    if not shape:
        return numbers[0]
    step = len(numbers) // shape[0] if shape[0] else 0
    return tuple(_table(shape[1:], numbers[at * step : (at + 1) * step]) for at in range(shape[0]))


def _searched(asked: Sequence[Asked], holds: Holds, given: Sequence[Fraction], *, wanted: bool) -> Witness:
    """A witness found by trying; the last variables are solved for where the others make that linear."""
    first, rest = asked[0], asked[1:]
    pools = [_pool(first.sort, given)] * first.count
    budget = max(1, _MOST_TRIED // (50 if rest else 1))
    for numbers in islice(_small_first(pools), budget):
        value = _table(first.shape, numbers)
        try:
            if not rest:
                if holds({first.name: value}) is wanted:
                    return Witness({first.name: value})
                continue

            def inner(values: Mapping[str, Nested], value: Nested = value) -> bool:
                return holds({first.name: value, **values})

            found = find(rest, inner, given, wanted=wanted)
            if isinstance(found, Witness):
                return Witness({first.name: value, **found.values})
        except UndecidedError:
            continue
    raise UndecidedError(f"no {_names(asked)} was found, and whether there is one is not known")


def _small_first(pools: Sequence[Sequence[_Tree]]) -> Iterator[tuple[_Tree, ...]]:
    """All choices of one from each pool, those from the beginnings of the pools first."""
    length = max((len(pool) for pool in pools), default=0)
    if not pools:
        yield ()
    for top in range(length):
        for places in product(*(range(min(top + 1, len(pool))) for pool in pools)):
            if max(places) == top:
                yield tuple(pool[place] for pool, place in zip(pools, places, strict=True))


def _pool(sort: Sort, given: Sequence[Fraction]) -> list[int | Fraction]:
    """Numbers to try, likely ones first."""
    if isinstance(sort, FieldSort | FunSort):
        return list(dict.fromkeys(_rationals(given)))
    whole = dict.fromkeys(_integers(given))
    return [number for number in whole if number >= 0 or isinstance(sort, IntSort)]


def _rationals(given: Sequence[Fraction]) -> Iterator[Fraction]:
    few = list(dict.fromkeys(given))[:_MOST_GIVEN]
    yield from map(Fraction, (0, 1, -1, 2, -2))
    yield Fraction(1, 2)
    for value in few:
        yield from (value, -value, value + 1, value - 1, value / 2, 2 * value)
        yield from () if value == 0 else (1 / value,)
        root = _root(value)
        yield from () if root is None else (root, -root)
    for left, right in islice(product(few, repeat=2), _MOST_GIVEN**2 // 4):
        yield from (left + right, left - right, left * right, (left + right) / 2)
        yield from () if right == 0 else (left / right,)
        for value in (left * left + right * right, left * right):
            root = _root(value)
            yield from () if root is None else (root,)
    yield from map(Fraction, range(3, 20))


def _root(value: Fraction) -> Fraction | None:
    """The square root, where it is rational."""
    if value < 0:
        return None
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    return Fraction(top, bottom) if (top * top, bottom * bottom) == (value.numerator, value.denominator) else None


def _integers(given: Sequence[Fraction]) -> Iterator[int]:
    few = list(dict.fromkeys(given))[:_MOST_GIVEN]
    for number in range(6):
        yield from (number, -number)
    for value in few:
        floor = value.numerator // value.denominator
        for number in (floor, floor + 1, value.numerator, value.denominator, abs(floor)):
            yield from (number, -number, number + 1, 2 * number)
        root = isqrt(abs(floor))
        yield from (root, root + 1)
    for left, right in islice(product(few, repeat=2), _MOST_GIVEN**2 // 4):
        yield from (int(left + right), int(left - right), int(left * right))
        yield from () if right == 0 else (int(left / right), int(left / right) + 1)
    for number in range(6, 40):
        yield from (number, -number)
    yield from (2**power for power in range(6, 40))


def has_unknowns(value: object) -> bool:
    """Whether a value is, or a table has, a number that is asked for."""
    return isinstance(value, Linear) or (isinstance(value, tuple) and any(map(has_unknowns, value)))  # pyright: ignore[reportUnknownArgumentType]


def numbers_in(values: object) -> Iterator[Fraction]:
    """The numbers in an instance's values, tables entered."""
    match values:
        case bool():
            return
        case int() | Fraction():
            yield Fraction(values)
        case tuple() | list():
            for each in cast("Sequence[object]", values):
                yield from numbers_in(each)
        case _:
            return


def _names(asked: Sequence[Asked]) -> str:
    return ", ".join(each.name for each in asked)
