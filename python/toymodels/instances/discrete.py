"""Variables that take finitely many values: indices, Booleans, and functions between them.

All of them together are drawn from one table, the joint assignments that satisfy every hypothesis about them alone. So
distinct indices, injective functions, subsets of a given size and the like need no recogniser, and nothing is rejected.
Where there are too many values for a table, they are drawn at the ends, beside the statement's numbers and at random.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toymodels.errors import GenerationError
from toymodels.evaluate.batch import Batch, DiscreteArray
from toymodels.evaluate.convert import shape_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.facts import Fact
from toymodels.instances.scene import sort_size
from toymodels.instances.source import Ints, Mask, Source, chance, pick
from toymodels.statements.language import BoolSort, FinSort, IntSort, NatSort, PropSort, Var
from toymodels.statements.walk import argument_sorts, free_in_sort

TABLE_LIMIT = 50_000
"""Above this many joint assignments no table is made: they are drawn independently and rejected where necessary."""

NAT_VALUES = 4
"""Values that a function into the natural numbers is drawn from: `0` to `NAT_VALUES - 1`."""

INT_VALUES = 7
"""How many integers around 0 a table of joint assignments has."""

_INTEGERS_BELOW = 10**9
_NEGATIVE_PERCENT, _NEAR_ZERO_PERCENT = 45, 35

Column = NDArray[Any]
"""Natural numbers, shape (b,): int64, or Python integers where they outgrow it."""

_LARGEST_DRAWN, _PIECE = 2**62, 32

FAVOURED_PERCENT = 75
"""How often values are drawn that are known to suit the hypotheses about field variables, where that is rare."""


@dataclass(frozen=True, slots=True, eq=False)
class Assignments:
    """Joint values of discrete variables, one row each; `complete` if the hypotheses about them alone all hold."""

    arrays: Mapping[str, DiscreteArray]
    count: int
    complete: bool


def assignments(
    variables: tuple[Var, ...], facts: tuple[Fact, ...], evaluator: Evaluator, sizes: Mapping[str, int]
) -> Assignments | None:
    """Every joint assignment at `sizes` that satisfies `facts`, or None if there are more than `TABLE_LIMIT` to try.

    Raises:
        GenerationError: a variable has a sort that cannot be enumerated.
    """
    axes = [_axis(var, sizes) for var in variables]
    total = math.prod(choices**cells for choices, cells in axes)
    if total > TABLE_LIMIT:
        return None
    cells = [choices for choices, count in axes for _ in range(count)]
    grid = np.array(list(itertools.product(*map(range, cells))), dtype=np.int64).reshape(total, len(cells))
    arrays = _split(grid, variables, sizes)
    arrays |= {var.name: arrays[var.name] - INT_VALUES // 2 for var in variables if is_integral(var)}
    kept = np.ones(total, dtype=np.bool_)
    for fact in facts if total else ():
        kept &= evaluator.prop(fact.prop, Batch(dict(sizes), arrays, total)).values
    return Assignments({name: array[kept] for name, array in arrays.items()}, int(kept.sum()), True)


def favour(
    source: Source,
    drawn: Mapping[str, DiscreteArray],
    favoured: Mapping[str, DiscreteArray],
    count: int,
    percent: int = FAVOURED_PERCENT,
) -> dict[str, DiscreteArray]:
    """The values `drawn`, most of the instances replaced by some of those `favoured`, all variables together."""
    several = len(next(iter(favoured.values())))
    chosen, rows = chance(source, percent, (count,)), source.integers(0, several - 1, (count,))
    each = {name: chosen.reshape(-1, *(1,) * (array.ndim - 1)) for name, array in drawn.items()}
    return {name: np.where(each[name], favoured[name][rows], array) for name, array in drawn.items()}


def draw_rows(source: Source, table: Assignments, count: int) -> dict[str, DiscreteArray]:
    """`count` rows of `table`; a small table is gone through in order first, so that none of its cases is missed."""
    rows = source.integers(0, table.count - 1, (count,))
    if 4 * table.count <= count:
        rows[: table.count] = np.arange(table.count)
    return {name: array[rows] for name, array in table.arrays.items()}


def draw_independently(
    source: Source,
    variables: tuple[Var, ...],
    sizes: Mapping[str, int],
    count: int,
    own: Sequence[int] = (),
    short: frozenset[str] = frozenset(),
) -> dict[str, DiscreteArray]:
    """`count` independent values of each variable, those of many values spread out (`spread`).

    short: names of the integers that must stay near 0.
    """
    columns: list[Column] = []
    near_zero = chance(source, _NEAR_ZERO_PERCENT, (count,)) if any(map(is_integral, variables)) else None
    for var in variables:
        choices, cells = _axis(var, sizes)
        if near_zero is not None and is_integral(var):
            for _ in range(cells):
                near = np.ones_like(near_zero) if var.name in short else near_zero
                columns.append(_integers(source, count, near, own, columns))
        elif choices > FEW_VALUES:
            for _ in range(cells):
                columns.append(spread(source, choices, count, own, columns))
        else:
            columns.extend(source.integers(0, choices - 1, (count, cells)).T)
    kind = np.result_type(np.int64, *(column.dtype for column in columns))
    return _split(np.array(columns, dtype=kind).reshape(len(columns), count).T, variables, sizes)


def is_integral(var: Var) -> bool:
    """Whether `var` is an integer or a function into the integers."""
    return isinstance(argument_sorts(var.sort)[1], IntSort)


def _integers(source: Source, count: int, near_zero: Mask, own: Sequence[int], others: Sequence[Column]) -> Column:
    """`count` integers, shape (b,): small ones together in the instances `near_zero`, of any size in the others."""
    sizes = spread(source, _INTEGERS_BELOW, count, own, [np.abs(other) for other in others])
    signed = np.where(chance(source, _NEGATIVE_PERCENT, (count,)), -sizes, sizes)
    half = INT_VALUES // 2 + 1
    return np.where(near_zero, source.integers(-half, half, (count,)), signed)


FEW_VALUES = 64
"""A sort of no more elements than this is drawn from uniformly."""


class Place(Enum):
    """Where among many values one is drawn."""

    ANYWHERE = "uniformly"
    MAGNITUDE = "of any number of binary digits, which are equally likely"
    SMALL = "below 6 or below 41"
    LAST = "the last two"
    OWN = "a number of the statement's, or a neighbour of one"
    BESIDE = "another variable's value, or a neighbour of it"


PLACE_PERCENTS = {
    Place.ANYWHERE: 30,
    Place.MAGNITUDE: 20,
    Place.SMALL: 20,
    Place.LAST: 10,
    Place.OWN: 12,
    Place.BESIDE: 8,
}
"""Of a hundred draws from many values, how many are at each place; at one that there is not, they are anywhere."""


def wide(variables: Sequence[Var]) -> tuple[Var, ...]:
    """The variables of so many values, whatever the sizes are, that there can be no table of all assignments."""
    choices = {var: closed for var in variables if (closed := _closed_choices(var)) is not None}
    many = {var: closed for var, closed in choices.items() if closed > FEW_VALUES}
    together = math.prod(many.values()) > TABLE_LIMIT
    return tuple(
        var for var in variables if is_integral(var) or (var in many and (together or many[var] > TABLE_LIMIT))
    )


def spread(source: Source, choices: int, count: int, own: Sequence[int], others: Sequence[Column]) -> Column:
    """`count` values below `choices`, shape (b,), at each `Place` as often as it says.

    own: the statement's numbers and their neighbours; others: values of other variables, of the same shape.
    """
    inside = [value for value in own if 0 <= value < choices]
    places = pick(source, tuple(PLACE_PERCENTS.values()), (count,))
    values = _anywhere(source, choices, count)
    for position, place in enumerate(PLACE_PERCENTS):
        rows = np.flatnonzero(places == position)
        if len(rows):
            found = _placed(source, place, choices, rows, inside, others)
            values[rows] = values[rows] if found is None else found
    return values


def _placed(
    source: Source, place: Place, choices: int, rows: Ints, own: Sequence[int], others: Sequence[Column]
) -> Column | None:
    count, kind = len(rows), _type_for(choices)
    match place:
        case Place.ANYWHERE:
            return None
        case Place.MAGNITUDE:
            below = np.array([2**digits for digits in range(1, choices.bit_length())], dtype=kind)
            return _anywhere(source, choices, count) % below[source.integers(0, len(below) - 1, (count,))]
        case Place.SMALL:
            few, more = source.integers(0, 5, (count,)), source.integers(0, 40, (count,))
            return np.where(chance(source, 50, (count,)), few, more)
        case Place.LAST:
            return np.array([choices - 1, choices - 2], dtype=kind)[source.integers(0, 1, (count,))]
        case Place.OWN:
            return np.array(own, dtype=kind)[source.integers(0, len(own) - 1, (count,))] if own else None
        case Place.BESIDE:
            if not others:
                return None
            other = others[int(source.integers(0, len(others) - 1, (1,))[0])][rows]
            return np.clip(other + source.integers(-1, 1, (count,)), 0, choices - 1).astype(kind)


def _anywhere(source: Source, choices: int, count: int) -> Column:
    """Uniform values below `choices`, shape (b,); those beyond 64 bits are made of pieces, which is near enough."""
    if choices <= _LARGEST_DRAWN:
        return source.integers(0, choices - 1, (count,))
    total = np.zeros(count, dtype=np.object_)
    for _ in range(-(-choices.bit_length() // _PIECE) + 1):
        total = total * 2**_PIECE + source.integers(0, 2**_PIECE - 1, (count,)).astype(np.object_)
    return (total % choices).astype(_type_for(choices))


def _type_for(choices: int) -> type[np.int64] | type[np.object_]:
    return np.int64 if choices <= _LARGEST_DRAWN else np.object_


def _closed_choices(var: Var) -> int | None:
    """How many values a cell of the variable takes, if that does not depend on sizes."""
    _, codomain = argument_sorts(var.sort)
    return sort_size(codomain, {}) if isinstance(codomain, FinSort) and not free_in_sort(codomain) else None


def _axis(var: Var, sizes: Mapping[str, int]) -> tuple[int, int]:
    """How many values each cell of `var` takes, and how many cells it has."""
    _, codomain = argument_sorts(var.sort)
    cells = math.prod(shape_of(var.sort, sizes))
    match codomain:
        case NatSort():
            return NAT_VALUES, cells
        case IntSort():
            return INT_VALUES, cells
        case PropSort():
            return 2, cells
        case BoolSort() | FinSort():
            return sort_size(codomain, sizes), cells
        case _:
            raise GenerationError(
                f"variable {var.name!r} takes values in {type(codomain).__name__}, which cannot be drawn; "
                "only the field, Nat, Int, Fin, Bool and Prop can"
            )


def _split(grid: DiscreteArray, variables: tuple[Var, ...], sizes: Mapping[str, int]) -> dict[str, DiscreteArray]:
    """Columns of `grid`, shape (b, cells of all variables), as arrays of the variables' shapes."""
    arrays: dict[str, DiscreteArray] = {}
    start = 0
    for var in variables:
        shape = shape_of(var.sort, sizes)
        values = grid[:, start : start + math.prod(shape)].reshape(len(grid), *shape)
        is_bool = isinstance(argument_sorts(var.sort)[1], BoolSort | PropSort)
        arrays[var.name] = values.astype(np.bool_) if is_bool else values
        start += math.prod(shape)
    return arrays
