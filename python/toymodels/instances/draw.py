"""Small exact rationals, with degenerate ones on purpose.

Theorems break at the edges: a zero row, two equal rows, low rank, all entries equal, entries that are only 0 or ±1. A
share of every free draw is spent there; `DEGENERATE_PERCENT` is that share for functions of at least one index. A
single number is 0, ±1, a number of the statement's, equal to another, large or tiny at the rates of `EDGE_PERCENTS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

import numpy as np

from toymodels.evaluate.batch import FieldArray
from toymodels.instances.source import Ints, Mask, Source, chance, choose, pick

_BOUNDS, _BOUND_WEIGHTS = (1, 2, 3, 5, 9, 150), (2, 6, 6, 4, 2, 8)
_DENOMINATORS, _DENOMINATOR_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 10, 24), (16, 8, 6, 4, 4, 2, 3, 3, 3)
_SHORT_BOUND = 2
_POWERS_OF_TEN = (10**3, 10**4, 10**5)
_FEW_CELLS = 2
"""Values of at most so many entries also use the longest numbers, or few different values would occur."""


def free(source: Source, shape: tuple[int, ...], count: int, *, short: bool = False) -> FieldArray:
    """`count` unconstrained values of the given shape, generic for the most part and degenerate for the rest.

    `short` values are integers of absolute value 1 or 2, for statements of so high a degree that others outgrow int64.
    """
    entries = generic(source, shape, count, _SHORT_BOUND if short else None)
    kinds = pick(source, [weight for weight, _ in _KINDS], (count,)) if shape else np.zeros(count, dtype=np.int64)
    for kind, (_, degrade) in enumerate(_KINDS):
        chosen = np.flatnonzero(kinds == kind)
        if degrade is not None and len(chosen) and math.prod(shape):
            entries[..., chosen] = degrade(source, entries[..., chosen])
    ones = np.ones(count, dtype=np.int64)
    return FieldArray(np.moveaxis(entries, -1, 0), ones if short else denominators(source, count, math.prod(shape)))


class Edge(Enum):
    """What a single number can be besides generic."""

    ZERO = "0"
    ONE = "±1"
    OWN = "a number of the statement's, its negative or its neighbour"
    EQUAL = "equal to another single number"
    LARGE = "a digit times a power of ten, from a thousand to nearly a million"
    TINY = "the inverse of a large number"


EDGE_PERCENTS = {Edge.ZERO: 6, Edge.ONE: 6, Edge.OWN: 6, Edge.EQUAL: 6, Edge.LARGE: 2, Edge.TINY: 2}
"""Of a hundred draws of a single number, how many are at each edge; the others are generic."""


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Single numbers at their edges: `value` where `chosen`, shape (b,)."""

    chosen: Mask
    value: FieldArray


def edges(
    source: Source, count: int, own: Sequence[Fraction], others: Sequence[FieldArray], *, short: bool = False
) -> Edges:
    """Which of `count` single numbers are at an edge, and where; an edge that there is not is left generic.

    own: the numbers that the statement mentions; others: single numbers drawn before. `short` leaves out those that
    make long numbers longer.
    """
    kinds = pick(source, (100 - sum(EDGE_PERCENTS.values()), *EDGE_PERCENTS.values()), (count,))
    tops, bottoms = np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    chosen = np.zeros(count, dtype=np.bool_)
    for kind, edge in enumerate(EDGE_PERCENTS, start=1):
        rows = np.flatnonzero(kinds == kind)
        found = _at(source, edge, rows, () if short else own, others) if len(rows) else None
        if found is not None and not (short and edge in (Edge.LARGE, Edge.TINY)):
            tops[rows], bottoms[rows], chosen[rows] = found.numerators, found.denominators, True
    return Edges(chosen, FieldArray(tops, bottoms))


def _at(
    source: Source, edge: Edge, rows: Ints, own: Sequence[Fraction], others: Sequence[FieldArray]
) -> FieldArray | None:
    """One number at `edge` for each of `rows`, which are the places of the instances in `others`."""
    count = len(rows)
    ones = np.ones(count, dtype=np.int64)
    match edge:
        case Edge.ZERO:
            return FieldArray(0 * ones, ones)
        case Edge.ONE:
            return FieldArray(choose(source, (1, -1), (1, 1), (count,)), ones)
        case Edge.OWN:
            places = source.integers(0, len(own) - 1, (count,)) if own else None
            return _pick_own(own, places) if places is not None else None
        case Edge.EQUAL:
            return _pick_other(others, source.integers(0, len(others) - 1, (count,)), rows) if others else None
        case Edge.LARGE | Edge.TINY:
            large = source.integers(1, 9, (count,)) * choose(source, _POWERS_OF_TEN, (1, 1, 1), (count,))
            sign = choose(source, (1, -1), (1, 1), (count,))
            return FieldArray(sign * large, ones) if edge is Edge.LARGE else FieldArray(sign, large)


def _pick_own(own: Sequence[Fraction], places: Ints) -> FieldArray:
    tops = np.array([value.numerator for value in own], dtype=np.int64)
    bottoms = np.array([value.denominator for value in own], dtype=np.int64)
    return FieldArray(tops[places], bottoms[places])


def _pick_other(others: Sequence[FieldArray], which: Ints, rows: Ints) -> FieldArray:
    tops, bottoms = (np.stack([getattr(o, part) for o in others]) for part in ("numerators", "denominators"))
    return FieldArray(tops[which, rows], bottoms[which, rows])


def generic(source: Source, shape: tuple[int, ...], count: int, bound: int | None = None) -> Ints:
    """Nonzero integers, shape (..., b), up to `bound`, or each instance with a bound of its own."""
    entries = math.prod(shape)
    last = len(_BOUNDS) if entries <= _FEW_CELLS else len(_BOUNDS) - 1
    if bound is None:
        bounds = choose(source, _BOUNDS[:last], _BOUND_WEIGHTS[:last], (count,))
    else:
        bounds = np.full(count, bound, dtype=np.int64)
    return source.nonzero(bounds, entries).reshape(*shape, count)


def square_multiples(source: Source, count: int) -> FieldArray:
    """Scalars `c r²` with a small whole `c` and a rational `r`: squared norms that rational vectors can have."""
    root, den = source.integers(1, 6, (count,)), source.integers(1, 4, (count,))
    return FieldArray(choose(source, (1, 2, 3), (6, 2, 1), (count,)) * root * root, den * den)


def denominators(source: Source, count: int, cells: int) -> Ints:
    """One small positive denominator an instance of so many entries, shape (b,)."""
    last = 6 if cells > _FEW_CELLS else len(_DENOMINATORS)
    return choose(source, _DENOMINATORS[:last], _DENOMINATOR_WEIGHTS[:last], (count,))


def low_rank(source: Source, rows: int, columns: int, count: int) -> Ints:
    """Matrices of less than full rank, shape (count, rows, columns): products of two short ones."""
    rank = max(min(rows, columns) - 1, 0)
    left, right = source.integers(-2, 2, (count, rows, rank)), source.integers(-2, 2, (count, rank, columns))
    return np.matmul(left, right)


# Each of these takes integers of shape (d1, ..., dk, b), of which there is at least one.


def _zero(_: Source, entries: Ints) -> Ints:
    return np.zeros_like(entries)


def _constant(_: Source, entries: Ints) -> Ints:
    return np.broadcast_to(entries[(0,) * (entries.ndim - 1)], entries.shape)


def _signs(_: Source, entries: Ints) -> Ints:
    return np.sign(entries)


def _sparse(source: Source, entries: Ints) -> Ints:
    return np.where(chance(source, 65, entries.shape), 0, entries)


def _zero_row(source: Source, entries: Ints) -> Ints:
    rows, each = _rows(entries), _each(entries)
    rows[_row(source, rows), :, each] = 0
    return rows.reshape(entries.shape)


def _repeated_row(source: Source, entries: Ints) -> Ints:
    """One row copies another, or its negative."""
    rows, each = _rows(entries), _each(entries)
    sign = choose(source, (1, -1), (2, 1), (len(each), 1))
    rows[_row(source, rows), :, each] = sign * rows[_row(source, rows), :, each]
    return rows.reshape(entries.shape)


def _rank_one(_: Source, entries: Ints) -> Ints:
    if entries.ndim < 3:
        return np.sign(entries)
    column = np.sign(entries[(slice(None), *(slice(0, 1),) * (entries.ndim - 2))])
    return column * entries[:1]


def _axis_rows(source: Source, entries: Ints) -> Ints:
    """Each row a multiple of a standard basis vector."""
    if entries.ndim < 3:
        return _sparse(source, entries)
    *others, columns, count = entries.shape
    place = source.integers(0, columns - 1, (*others, 1, count))
    axis: Ints = np.arange(columns, dtype=np.int64)[:, None]
    return np.where(np.equal(axis, place), entries, 0)


def _rows(entries: Ints) -> Ints:
    """Shape (rows, length, b)."""
    return entries.reshape(len(entries), -1, entries.shape[-1])


def _each(entries: Ints) -> Ints:
    """The places of the instances, shape (b,)."""
    return np.arange(entries.shape[-1], dtype=np.int64)


def _row(source: Source, rows: Ints) -> Ints:
    """The place of a row in each instance, shape (b,)."""
    return source.integers(0, len(rows) - 1, rows.shape[-1:])


_KINDS: tuple[tuple[int, Callable[[Source, Ints], Ints] | None], ...] = (
    (65, None),
    (8, _signs),
    (6, _sparse),
    (2, _zero),
    (3, _constant),
    (4, _zero_row),
    (4, _repeated_row),
    (3, _rank_one),
    (5, _axis_rows),
)

DEGENERATE_PERCENT = sum(weight for weight, degrade in _KINDS if degrade is not None)
"""Of a hundred free draws of a function, how many are degenerate on purpose."""
