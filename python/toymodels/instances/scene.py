"""What a construction sees while it draws: the source, the sizes, and the variables drawn before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import cast

import numpy as np

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray, Value
from toymodels.evaluate.convert import instance_of, shape_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.batches import take
from toymodels.instances.source import Source
from toymodels.statements.language import FIELD, FunSort, Lambda, Sort, Term, Var
from toymodels.statements.walk import free_names

_INT64 = 2**62


@dataclass(slots=True)
class Scene:
    """A batch in the making: `arrays` grows by one variable at a time.

    `short` asks for the shortest numbers; `own` are numbers that the statement mentions, and their neighbours.
    """

    source: Source
    evaluator: Evaluator
    sizes: Mapping[str, int]
    count: int
    short: bool = False
    own: tuple[Fraction, ...] = ()
    arrays: dict[str, FieldArray | DiscreteArray] = field(default_factory=dict[str, FieldArray | DiscreteArray])

    def batch(self) -> Batch:
        """The variables drawn so far."""
        return Batch(dict(self.sizes), dict(self.arrays), self.count)

    def scalars(self) -> tuple[FieldArray, ...]:
        """The single field values drawn so far."""
        return tuple(a for a in self.arrays.values() if isinstance(a, FieldArray) and a.numerators.ndim == 1)

    def shape(self, var: Var) -> tuple[int, ...]:
        """Lengths of the axes of one value of `var`."""
        return shape_of(var.sort, self.sizes)

    def lengths(self, binders: tuple[Var, ...]) -> tuple[int, ...]:
        """How many values each of `binders` takes."""
        return tuple(sort_size(var.sort, self.sizes) for var in binders)

    def field(self, binders: tuple[Var, ...], body: Term, **trial: FieldArray) -> FieldArray:
        """`fun binders => body`, a field value, at the variables drawn so far and those in `trial`.

        It may not be in lowest terms. Values that do not fit into int64 become zero: what is built
        on them is left to the hypotheses to reject.
        """
        shape = self.lengths(binders)
        if 0 in shape:
            return FieldArray(np.zeros((self.count, *shape), dtype=np.int64), np.ones(self.count, dtype=np.int64))
        term, batch = _closure(binders, body), self._with(trial)
        try:
            return self.evaluator.fitting(term, batch)[0]
        except StatementError:
            return self._field_one_by_one(term, batch, shape)

    def discrete(self, binders: tuple[Var, ...], body: Term) -> DiscreteArray:
        """`fun binders => body`, an index or a proposition, at the variables drawn so far."""
        shape = self.lengths(binders)
        if 0 in shape:
            return np.zeros((self.count, *shape), dtype=np.int64)
        term, batch = _closure(binders, body), self._with({})
        same = self.count > 0 and self.is_same(term)
        value = self.evaluator.value(term, take(batch, np.arange(1)) if same else batch)
        assert not isinstance(value, FieldArray)
        return cast("DiscreteArray", np.broadcast_to(value, (self.count, *shape))) if same else value

    def is_same(self, term: Term) -> bool:
        """Whether a term is worth the same at all instances, as it mentions sizes only."""
        return self.arrays.keys().isdisjoint(free_names(term))

    def _with(self, trial: Mapping[str, FieldArray]) -> Batch:
        return Batch(dict(self.sizes), {**self.arrays, **trial}, self.count)

    def _field_one_by_one(self, term: Term, batch: Batch, shape: tuple[int, ...]) -> FieldArray:
        values = [self.evaluator.exact(term, instance_of(batch, b)) for b in range(batch.count)]
        packed = [_pack(_flat(value)) for value in values]
        numerators = np.array([row for row, _ in packed], dtype=np.int64).reshape(batch.count, *shape)
        return FieldArray(numerators, np.array([common for _, common in packed], dtype=np.int64))


def _closure(binders: tuple[Var, ...], body: Term) -> Term:
    """`fun binders => body`."""
    return reduce(lambda inner, var: Lambda(var, inner), reversed(binders), body)


def sort_size(sort: Sort, sizes: Mapping[str, int]) -> int:
    """How many elements a finite index sort has.

    Raises:
        StatementError: the sort is infinite.
    """
    return shape_of(FunSort(sort, FIELD), sizes)[0]


def _pack(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """Numerators over one denominator, all zero if they do not fit into int64."""
    common = lcm(*(value.denominator for value in values))
    numerators = [value.numerator * (common // value.denominator) for value in values]
    fits = max(map(abs, [*numerators, common])) < _INT64
    return (numerators, common) if fits else ([0] * len(numerators), 1)


def _flat(value: Value) -> list[Fraction]:
    if isinstance(value, tuple):
        return [leaf for part in value for leaf in _flat(part)]
    return [Fraction(value)]
