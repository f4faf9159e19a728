"""Variables on which no hypothesis bears, except perhaps that rows are not zero."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from toymodels.evaluate.batch import FieldArray
from toymodels.instances.affine import factors
from toymodels.instances.constructions.base import Construction, Indifferent, Wishes
from toymodels.instances.draw import Edges, edges, free, low_rank, square_multiples
from toymodels.instances.facts import Fact
from toymodels.instances.scene import Scene
from toymodels.instances.source import Ints, Source, chance, choose
from toymodels.statements.language import (
    Compare,
    Numeral,
    Quantifier,
    Quantity,
    Relation,
    Sum,
    Term,
    Var,
)
from toymodels.statements.walk import free_names, spine

_COPY_PERCENT = 4


@dataclass(frozen=True, slots=True)
class Free(Indifferent):
    """Small rationals, degenerate at a stated rate; rows along `nonzero_axis`, if given, are never all zero.

    `sparse` makes half of the entries of most instances zero, `deficient` half of the matrices rank deficient,
    `squares` scalars multiples of squares.
    """

    var: Var
    facts: tuple[Fact, ...]
    nonzero_axis: int | None
    sparse: bool = False
    deficient: bool = False
    squares: bool = False
    hoped: tuple[Fact, ...] = ()

    def granting(self, wishes: Wishes) -> Self:
        """Zeros, squares and low rank as wished."""
        name = self.var.name
        return replace(
            self, sparse=name in wishes.sparse, squares=name in wishes.squares, deficient=name in wishes.deficient
        )

    def describe(self) -> str:
        """How the variable is drawn."""
        return "small rationals" if self.nonzero_axis is None else "small rationals, no row of them all zero"

    def draw(self, scene: Scene) -> FieldArray:
        """Small rationals; a few instances copy an earlier variable of the same shape."""
        shape = scene.shape(self.var)
        array = self._numbers(scene) if not shape else _copy_sometimes(scene, unconstrained(scene, shape))
        if self.sparse:
            array = _thinned(scene.source, array)
        if self.deficient and len(shape) == 2:
            array = _flattened(scene.source, array)
        if self.nonzero_axis is None:
            return array
        return FieldArray(without_zero_rows(scene.source, array.numerators, self.nonzero_axis), array.denominators)

    def _numbers(self, scene: Scene) -> FieldArray:
        return square_multiples(scene.source, scene.count) if self.squares else unconstrained(scene, ())


def unconstrained(scene: Scene, shape: tuple[int, ...]) -> FieldArray:
    """Values of the given shape, as free as they come, single numbers also at their edges."""
    array = free(scene.source, shape, scene.count, short=scene.short)
    return array if shape else at_edges(array, scene_edges(scene))


def scene_edges(scene: Scene) -> Edges:
    """Edges for a single number, among those drawn before it."""
    return edges(scene.source, scene.count, scene.own, scene.scalars(), short=scene.short)


def at_edges(array: FieldArray, found: Edges) -> FieldArray:
    """The single numbers `array`, replaced where an edge was chosen."""
    return FieldArray(
        np.where(found.chosen, found.value.numerators, array.numerators),
        np.where(found.chosen, found.value.denominators, array.denominators),
    )


def _copy_sometimes(scene: Scene, array: FieldArray) -> FieldArray:
    """Equality between variables is an edge case that independent draws hardly ever meet."""
    earlier = [other for other in scene.arrays.values() if isinstance(other, FieldArray)]
    alike = [other for other in earlier if other.numerators.shape == array.numerators.shape]
    if not alike:
        return array
    chosen = chance(scene.source, _COPY_PERCENT, (scene.count,))
    numerators = np.where(
        chosen.reshape(-1, *(1,) * (array.numerators.ndim - 1)), alike[-1].numerators, array.numerators
    )
    return FieldArray(numerators, np.where(chosen, alike[-1].denominators, array.denominators))


def _thinned(source: Source, array: FieldArray) -> FieldArray:
    """Half of the entries of most instances set to zero."""
    each = (len(array.numerators), *(1,) * (array.numerators.ndim - 1))
    thin = chance(source, 80, each) & chance(source, 50, array.numerators.shape)
    return FieldArray(np.where(thin, 0, array.numerators), array.denominators)


def _flattened(source: Source, array: FieldArray) -> FieldArray:
    """Half of the matrices replaced by ones of less than full rank."""
    count, rows, columns = array.numerators.shape
    flat = chance(source, 50, (count, 1, 1))
    return FieldArray(np.where(flat, low_rank(source, rows, columns, count), array.numerators), array.denominators)


def without_zero_rows(source: Source, numerators: Ints, axis: int) -> Ints:
    """`numerators`, shape (b, ...), with one entry of each all-zero line along `axis` (of one value) set to ±1."""
    lines = np.moveaxis(numerators, axis + 1, -1)
    if lines.shape[-1] == 0:
        return numerators
    zero = ~lines.any(axis=-1)
    place = source.integers(0, lines.shape[-1] - 1, zero.shape)
    sign = choose(source, (1, -1), (1, 1), zero.shape)
    repaired = lines.copy()
    lines_to_mend = np.nonzero(zero)
    repaired[(*lines_to_mend, place[zero])] = sign[zero]
    return np.moveaxis(repaired, -1, axis + 1)


def recognise_free(var: Var, facts: tuple[Fact, ...]) -> Construction | None:
    """Always applies; promises only that rows are nonzero, where that is asked."""
    axes = {fact: axis for fact in facts if (axis := nonzero_axis(var, fact)) is not None}
    axis = min(axes.values(), default=None)
    return Free(var, tuple(fact for fact, own in axes.items() if own == axis), axis)


def nonzero_axis(var: Var, fact: Fact) -> int | None:
    """The axis along which `fact` says that lines of `var` are not zero: `∃ k, V i k ≠ 0` or `0 < Σₖ V i k ^ 2`."""
    match fact.atom:
        case Quantifier(Quantity.EXISTS, index, Compare(Relation.NE, left, Numeral(0))):
            return line_axis(var, fact, index, left)
        case Compare(Relation.LT, Numeral(0), Sum(index, body)) | Compare(Relation.NE, Sum(index, body), Numeral(0)):
            parts = factors(body)
            return line_axis(var, fact, index, parts[0]) if len(parts) == 2 and parts[0] == parts[1] else None
        case _:
            return None


def line_axis(var: Var, fact: Fact, index: Var, entry: Term) -> int | None:
    """The axis of `var` at which `entry` reads `index`, if `entry` is `var` at it and at indices bound outside."""
    head, arguments = spine(entry)
    if not isinstance(head, Var) or head.name != var.name:
        return None
    axes = [axis for axis, argument in enumerate(arguments) if argument == index]
    others = [argument for argument in arguments if argument != index]
    if len(axes) != 1 or any(index.name in free_names(argument) for argument in others):
        return None
    return axes[0]
