"""The evaluators together: arrays where the term has a form in arrays, `flint` instance by instance where not."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import cast

import numpy as np
from numpy.typing import NDArray

from toymodels.errors import StatementError
from toymodels.evaluate.arrays import align
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray, Instance, Value
from toymodels.evaluate.bounds import fits
from toymodels.evaluate.convert import array_of, check_batch, instance_of, shape_of
from toymodels.evaluate.elements import elements
from toymodels.evaluate.factors import lowest_terms
from toymodels.evaluate.flint import Closures
from toymodels.evaluate.nodes import LARGEST, Array
from toymodels.evaluate.oracle import oracle_value
from toymodels.evaluate.programs import Decision, Outcome, Programs, decide_together, evaluate_batched
from toymodels.evaluate.unbounded import UndecidedError
from toymodels.statements.language import BoolSort, Definition, FieldSort, NatSort, PropSort, Term, Var
from toymodels.statements.walk import entry_sort, free_variables, sort_of

_REMEMBERED_TERMS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class PropResult:
    """The truth value of a proposition in each instance, exactly.

    values: bool, shape (b,). How many of them were decided in which arithmetic: int64: in 64 bits throughout; bigint:
    on arrays as well, but with Python integers for what may not fit; flint: one instance at a time, by `flint`.
    """

    values: NDArray[np.bool_]
    int64: int
    bigint: int
    flint: int


@dataclass(frozen=True, slots=True, eq=False)
class SearchResult:
    """The truth value of a proposition in each instance where it is decided; shapes (b,), False where it is not."""

    decided: NDArray[np.bool_]
    values: NDArray[np.bool_]


class Evaluator:
    """What terms that call given definitions are worth; what a term is compiled to is kept here, and dropped with it.

    It is made once for a statement and handed on, to whatever else is claimed with the same definitions too.
    """

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self.definitions = definitions
        self._programs = Programs(definitions)
        self._closures = Closures(definitions)
        self._variables: OrderedDict[Term, tuple[Var, ...]] = OrderedDict()

    def prop(self, prop: Term, batch: Batch) -> PropResult:
        """Whether `prop` holds, for each instance of the batch.

        Raises:
            StatementError: a variable or definition is missing, or values do not have the sort of their variable.
        """
        outcomes = self._checked_outcomes(prop, batch)
        if outcomes is None:
            values = np.array(self._one_by_one(prop, batch), dtype=np.bool_)
            return PropResult(np.resize(values, batch.count), 0, 0, batch.count)
        values = np.empty(batch.count, dtype=np.bool_)
        counts = {True: 0, False: 0}
        for outcome in outcomes:
            values[outcome.instances] = outcome.roots[0]
            counts[outcome.in_64_bits] += len(outcome.instances)
        return PropResult(values, counts[True], counts[False], 0)

    def props(self, props: Sequence[Term], batch: Batch) -> list[PropResult]:
        """`prop` of each proposition, but what they have in common is computed once.

        An instance counts as decided in 64 bits where that was enough for all of them.

        Raises:
            StatementError: as `prop`.
        """
        variables = {var.name: var for prop in props for var in self._variables_of(prop)}
        if len(props) < 2 or not batch.arrays:
            return [self.prop(prop, batch) for prop in props]
        check_batch(batch, variables.values())
        names = [var.name for var in variables.values() if not isinstance(var.sort, NatSort)]
        decisions = decide_together(tuple(props), self._programs, batch, names)
        if decisions is None:
            return [self.prop(prop, batch) for prop in props]
        small = sum(len(part.holds[0]) for part in decisions if part.in_64_bits)
        count = batch.count
        return [PropResult(_joined(decisions, k, count), small, count - small, 0) for k in range(len(props))]

    def search(self, prop: Term, batch: Batch) -> SearchResult:
        """Where `prop`, which quantifies over infinitely many values, is decided, and whether it holds there.

        Raises:
            StatementError: as `prop`.
        """
        check_batch(batch, self._variables_of(prop))
        decided, values = np.ones(batch.count, dtype=np.bool_), np.zeros(batch.count, dtype=np.bool_)
        for index in range(batch.count):
            try:
                values[index] = bool(self.exact(prop, instance_of(batch, index)))
            except UndecidedError:
                decided[index] = False
        return SearchResult(decided, values)

    def all_hold(self, props: Sequence[Term], batch: Batch) -> NDArray[np.bool_]:
        """At which instances of the batch every proposition holds."""
        return np.logical_and.reduce(
            [np.ones(batch.count, dtype=np.bool_), *(result.values for result in self.props(props, batch))]
        )

    def value(self, term: Term, batch: Batch) -> FieldArray | DiscreteArray:
        """The value of a term of any sort, for each instance: shape (b, d1, ..., dk) for a function of k arguments.

        The entries of field values have no factor in common with their denominator, taken together.

        Raises:
            StatementError: as `prop`; or a function is on an infinite sort; or a value does not fit into 64 bits.
        """
        outcomes = self._checked_outcomes(term, batch)
        sort = entry_sort(sort_of(term))
        if outcomes is None:
            shape = shape_of(sort_of(term), batch.sizes)
            found = array_of(self._one_by_one(term, batch), sort, shape, "the value")
            return found if batch.arrays else _repeated(found, batch.count)
        shape = (batch.count, *(axis.size for axis in outcomes[0].program.axes))
        if isinstance(sort, FieldSort):
            return _field_value(outcomes, shape)
        result = np.empty(shape, dtype=np.int64)
        for outcome in outcomes:
            result[outcome.instances] = _in_64_bits(_expanded(outcome, 0))
        return result.astype(np.bool_) if isinstance(sort, BoolSort | PropSort) else result

    def fitting(self, term: Term, batch: Batch) -> tuple[FieldArray, NDArray[np.bool_]]:
        """As `value` of a field term, and for which instances 64 bits hold it, shape (b,); it is 0 for the others.

        It may not be in lowest terms.

        Raises:
            StatementError: as `value`, for a term that has no form in arrays.
        """
        outcomes = self._checked_outcomes(term, batch)
        if outcomes is None:
            return cast(FieldArray, self.value(term, batch)), np.ones(batch.count, dtype=np.bool_)
        parts = [_shortened(*part) for outcome in outcomes for part in _field_parts(outcome, lowest=False)]
        shape = (batch.count, *(axis.size for axis in outcomes[0].program.axes))
        fit = np.empty(batch.count, dtype=np.bool_)
        for instances, _, _, inside in parts:
            fit[instances] = inside
        return _gathered([part[:3] for part in parts], shape), fit

    def exact(self, term: Term, instance: Instance) -> Value:
        """The value of a term at one instance, by `flint`, without any bound on numbers.

        Raises:
            StatementError: as `oracle_value`.
        """
        return self._closures.value(term, instance)

    def oracle(self, term: Term, instance: Instance) -> Value:
        """The same by `oracle_value`, which is slow and shares nothing with the other evaluators.

        Raises:
            StatementError: as `oracle_value`.
        """
        return oracle_value(term, self.definitions, instance)

    def elements(self, var: Var, instance: Instance) -> Sequence[Value]:
        """Every value of a variable of finite sort, whose bounds may mention the instance's variables.

        Raises:
            StatementError: there are infinitely many, or more than can be gone through.
        """
        return elements(var, lambda bound: cast(int, self.oracle(bound, instance)))

    def _checked_outcomes(self, term: Term, batch: Batch) -> list[Outcome] | None:
        """What the arrays say; None where there is no form in arrays, or nothing in the batch but sizes."""
        variables = self._variables_of(term)
        check_batch(batch, variables)
        if not batch.arrays:
            return None
        names = [var.name for var in variables if not isinstance(var.sort, NatSort)]
        return evaluate_batched(term, self._programs, batch, names)

    def _variables_of(self, term: Term) -> tuple[Var, ...]:
        """The free variables of a term, from memory if it was seen before."""
        if term not in self._variables:
            self._variables[term] = tuple(free_variables(term).values())
            if len(self._variables) > _REMEMBERED_TERMS:
                self._variables.popitem(last=False)
        return self._variables[term]

    def _one_by_one(self, term: Term, batch: Batch) -> list[Value]:
        """The value at each instance; only one where nothing distinguishes them."""
        different = batch.count if batch.arrays else min(1, batch.count)
        return [self.exact(term, instance_of(batch, index)) for index in range(different)]


def _joined(decisions: Sequence[Decision], place: int, count: int) -> NDArray[np.bool_]:
    """One proposition's truth values for the whole batch."""
    if decisions[0].instances is None:
        return decisions[0].holds[place]
    values = np.empty(count, dtype=np.bool_)
    for part in decisions:
        values[part.instances] = part.holds[place]
    return values


def _repeated(one: FieldArray | DiscreteArray, count: int) -> FieldArray | DiscreteArray:
    first = np.zeros(count, dtype=np.int64)
    if isinstance(one, FieldArray):
        return FieldArray(one.numerators[first], one.denominators[first])
    return one[first]


def _field_value(outcomes: list[Outcome], shape: tuple[int, ...]) -> FieldArray:
    parts = [part for outcome in outcomes for part in _field_parts(outcome, lowest=True)]
    return _gathered([(places, _in_64_bits(tops), _in_64_bits(bottoms)) for places, tops, bottoms in parts], shape)


def _gathered(
    parts: list[tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64]]], shape: tuple[int, ...]
) -> FieldArray:
    """The values of all instances, from those of some and others."""
    if len(parts) == 1:
        _, numerators, denominators = parts[0]
    else:
        numerators = np.empty((prod(shape[1:]), shape[0]), dtype=np.int64).T
        denominators = np.empty(shape[0], dtype=np.int64)
        for instances, tops, bottoms in parts:
            numerators[instances], denominators[instances] = tops, bottoms
    return FieldArray(numerators.reshape(shape), denominators)


_FieldPart = tuple[NDArray[np.intp], Array, Array]
"""Instances, with the numerators of their entries, shape (instances, entries), and their denominators."""


def _shortened(
    places: NDArray[np.intp], tops: Array, bottoms: Array
) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """The part with 0 where int64 does not hold it, and where it does."""
    reach: Array = np.maximum(np.abs(tops).max(axis=1, initial=0), bottoms)
    inside: NDArray[np.bool_] = np.asarray(reach <= LARGEST, dtype=np.bool_)
    if not inside.all():
        tops, bottoms = np.where(inside[:, np.newaxis], tops, 0), np.where(inside, bottoms, 1)
    return places, _in_64_bits(tops), _in_64_bits(bottoms), inside


def _field_parts(outcome: Outcome, lowest: bool) -> Iterator[_FieldPart]:
    """The values of an outcome: those that int64 holds throughout, then those that take Python's integers."""
    tops, divisors = _integers(_entries(outcome, 0)), _divisors(outcome)
    scales = [(outcome.denominators[symbol], power) for symbol, power in outcome.program.powers or ()]
    small = _stay_small(tops, divisors, scales)
    if small.all():
        found = _over_one_denominator(tops, divisors, scales)
        yield outcome.instances, *(lowest_terms(*found) if lowest else found)
        return
    for rows, kind in ((np.flatnonzero(small), np.int64), (np.flatnonzero(~small), object)):
        if len(rows):
            some = [(scale[rows].astype(kind), power) for scale, power in scales]
            found = lowest_terms(*_over_one_denominator(tops[rows].astype(kind), divisors[rows].astype(kind), some))
            yield outcome.instances[rows], *found


_Scales = list[tuple[Array, int]]
"""Denominators, shape (instances,), and their powers by which all entries are divided."""


def _over_one_denominator(tops: Array, divisors: Array, scales: _Scales) -> tuple[Array, Array]:
    """Each instance's entries over one denominator, shapes (instances, entries) and (instances,).

    An entry is numerator / (divisor * powers of denominators), where the divisor may vary between entries.
    """
    bottoms = np.lcm.reduce(divisors, axis=1, initial=1)
    if divisors.shape[1] > 1:
        tops = tops * (bottoms[:, np.newaxis] // divisors)
    for scale, power in scales:
        if power > 0:
            bottoms = bottoms * scale**power
        else:
            tops = tops * (scale**-power)[:, np.newaxis]
    return tops, bottoms


def _divisors(outcome: Outcome) -> Array:
    """The divisors of all entries, shape (instances, entries), or of one that stands for all."""
    if outcome.program.roots[1].axes:
        return _integers(_entries(outcome, 1))
    return np.broadcast_to(_integers(outcome.roots[1]).reshape(-1, 1), (len(outcome.instances), 1))


def _entries(outcome: Outcome, root: int) -> Array:
    """A root's array, shape (instances, entries), with the instances of one entry next to each other in memory."""
    array = np.moveaxis(_expanded(outcome, root), 0, -1)
    return array.reshape(prod(array.shape[:-1]), array.shape[-1]).T


def _stay_small(tops: Array, divisors: Array, scales: _Scales) -> NDArray[np.bool_]:
    """For which instances int64 holds all that `_over_one_denominator` computes, by a bound."""
    if object in (tops.dtype, divisors.dtype):
        return np.zeros(len(tops), dtype=np.bool_)
    varied = bool((divisors != divisors[:, :1]).any())
    with np.errstate(over="ignore"):
        common = divisors.max(axis=1, initial=1).astype(np.float64) ** (divisors.shape[1] if varied else 1)
        top = np.abs(tops).max(axis=1, initial=1).astype(np.float64) * (common if divisors.shape[1] > 1 else 1)
        for scale, power in scales:
            if power > 0:
                common *= scale.astype(np.float64) ** power
            else:
                top *= scale.astype(np.float64) ** -power
    return np.asarray(fits(top) & fits(common), dtype=np.bool_)


def _expanded(outcome: Outcome, root: int) -> Array:
    """A root's array at full shape (instances, sizes of the axes)."""
    axes = outcome.program.axes
    array = align(outcome.roots[root], outcome.program.roots[root].axes, axes)
    return np.broadcast_to(array, (len(outcome.instances), *(axis.size for axis in axes)))


def _integers(array: Array) -> Array:
    return array.astype(np.int64) if array.dtype.kind == "f" else array


def _in_64_bits(array: Array) -> NDArray[np.int64]:
    try:
        return array.astype(np.int64, copy=False)
    except OverflowError as error:
        raise StatementError(
            "the value does not fit into 64 bits over a common denominator; evaluate its instance alone, "
            "with `Evaluator.exact`"
        ) from error
