"""Variables that take finitely many values: indices, Booleans, and functions between them.

All of them together are drawn from one table, the joint assignments that satisfy every hypothesis about them alone. So
distinct indices, injective functions, subsets of a given size and the like need no recogniser, and nothing is rejected.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from toymodels.errors import GenerationError
from toymodels.evaluate import Batch, DiscreteArray, evaluate_prop, shape_of
from toymodels.instances.facts import Fact
from toymodels.instances.scene import sort_size
from toymodels.instances.source import Ints, Source, chance
from toymodels.instances.terms import argument_sorts
from toymodels.statements.language import BoolSort, Definition, FinSort, NatSort, Var

TABLE_LIMIT = 50_000
"""Above this many joint assignments no table is made: they are drawn independently and rejected where necessary."""

NAT_VALUES = 4
"""Values that a function into the natural numbers is drawn from: `0` to `NAT_VALUES - 1`."""


FAVOURED_PERCENT = 75
"""How often values are drawn that are known to suit the hypotheses about field variables, where that is rare."""


@dataclass(frozen=True, slots=True, eq=False)
class Assignments:
    """Joint values of discrete variables, one row each; `complete` if the hypotheses about them alone all hold."""

    arrays: Mapping[str, DiscreteArray]
    count: int
    complete: bool


def assignments(
    variables: tuple[Var, ...], facts: tuple[Fact, ...], definitions: Mapping[str, Definition], sizes: Mapping[str, int]
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
    kept = np.ones(total, dtype=np.bool_)
    for fact in facts if total else ():
        kept &= evaluate_prop(fact.prop, definitions, Batch(dict(sizes), arrays, total)).values
    return Assignments({name: array[kept] for name, array in arrays.items()}, int(kept.sum()), True)


def favour(
    source: Source, drawn: Mapping[str, DiscreteArray], favoured: Mapping[str, DiscreteArray], count: int
) -> dict[str, DiscreteArray]:
    """The values `drawn`, most of the instances replaced by some of those `favoured`, all variables together."""
    several = len(next(iter(favoured.values())))
    chosen, rows = chance(source, FAVOURED_PERCENT, (count,)), source.integers(0, several - 1, (count,))
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
) -> dict[str, DiscreteArray]:
    """`count` independent uniform values of each variable."""
    columns: list[Ints] = []
    for var in variables:
        choices, cells = _axis(var, sizes)
        columns.append(source.integers(0, choices - 1, (count, cells)))
    return _split(np.concatenate(columns, axis=1), variables, sizes)


def _axis(var: Var, sizes: Mapping[str, int]) -> tuple[int, int]:
    """How many values each cell of `var` takes, and how many cells it has."""
    _, codomain = argument_sorts(var.sort)
    cells = math.prod(shape_of(var.sort, sizes))
    match codomain:
        case NatSort():
            return NAT_VALUES, cells
        case BoolSort() | FinSort():
            return sort_size(codomain, sizes), cells
        case _:
            raise GenerationError(
                f"variable {var.name!r} takes values in {type(codomain).__name__}, which cannot be drawn; "
                "only the field, Nat, Fin and Bool can"
            )


def _split(grid: Ints, variables: tuple[Var, ...], sizes: Mapping[str, int]) -> dict[str, DiscreteArray]:
    """Columns of `grid`, shape (b, cells of all variables), as arrays of the variables' shapes."""
    arrays: dict[str, DiscreteArray] = {}
    start = 0
    for var in variables:
        shape = shape_of(var.sort, sizes)
        values = grid[:, start : start + math.prod(shape)].reshape(len(grid), *shape)
        is_bool = isinstance(argument_sorts(var.sort)[1], BoolSort)
        arrays[var.name] = values.astype(np.bool_) if is_bool else values
        start += math.prod(shape)
    return arrays
