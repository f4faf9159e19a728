"""Making a violating instance small enough to read.

First smaller sizes are searched in batches, which changes the instance freely but keeps to the hypotheses; then single
values are replaced by simpler ones for as long as the instance still violates the statement, decided by the reference
evaluator at every step.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import prod

import numpy as np

from toymodels.errors import GenerationError, StatementError
from toymodels.evaluate import evaluate_fraction, evaluate_prop, instance_of
from toymodels.evaluate.batch import Batch, FieldArray, Instance, Value
from toymodels.instances.batches import sizes_of
from toymodels.instances.plan import plan
from toymodels.instances.source import Ints, flatten
from toymodels.statements.language import Statement

_SEARCH_BATCH = 512
_SIZES_SEARCHED = 40


def violates(statement: Statement, instance: Instance) -> bool:
    """Whether `instance` satisfies every hypothesis of `statement` and not its conclusion."""
    definitions = statement.definitions
    try:
        holds = all(evaluate_fraction(h.prop, definitions, instance) for h in statement.hypotheses)
        return holds and not evaluate_fraction(statement.conclusion, definitions, instance)
    except StatementError:
        return False


def shrink(statement: Statement, instance: Instance) -> Instance:
    """A violating instance that is as small and simple as a bounded search finds; `instance` must violate too.

    Raises:
        StatementError: `instance` does not violate `statement`.
    """
    if not violates(statement, instance):
        raise StatementError(f"{statement.name}: the instance to shrink does not violate the statement")
    return _simplify(statement, _search_smaller(statement, instance))


# ---------------------------------------------------------------------------------------------------------------- sizes


def _search_smaller(statement: Statement, instance: Instance) -> Instance:
    """A violation at the smallest sizes where a batch finds one, the simplest in that batch."""
    chosen, own = plan(statement), sizes_of(statement, instance)
    smaller = [s.values for s in chosen.sizes() if all(s.values[name] <= value for name, value in own.items())]
    for sizes in sorted(smaller, key=lambda values: (sum(values.values()), tuple(values.values())))[:_SIZES_SEARCHED]:
        try:
            batch = chosen.generate(sizes, np.random.default_rng(0), _SEARCH_BATCH)
        except GenerationError:
            continue
        found = _simplest_violation(statement, batch)
        if found is not None and (sum(sizes.values()), _cost(found)) < (sum(own.values()), _cost(instance)):
            return found
    return instance


def _simplest_violation(statement: Statement, batch: Batch) -> Instance | None:
    definitions = statement.definitions
    bad = ~evaluate_prop(statement.conclusion, definitions, batch).values
    for hypothesis in statement.hypotheses:
        bad &= evaluate_prop(hypothesis.prop, definitions, batch).values
    positions = np.flatnonzero(bad)
    if len(positions) == 0:
        return None
    return instance_of(batch, int(positions[np.argmin(_batch_cost(batch)[positions])]))


def _batch_cost(batch: Batch) -> Ints:
    """For each instance, the sum of the absolute numerators and of the denominators."""
    cost = np.zeros(batch.count, dtype=np.int64)
    for array in batch.arrays.values():
        if isinstance(array, FieldArray):
            cost += flatten(np.abs(array.numerators)).sum(axis=1)
            cost += array.denominators * max(1, prod(array.numerators.shape[1:]))
        else:
            cost += flatten(np.abs(array.astype(np.int64))).sum(axis=1)
    return cost


# --------------------------------------------------------------------------------------------------------------- values


def _simplify(statement: Statement, instance: Instance) -> Instance:
    """Applies simplifications until none keeps the violation."""
    names = [name for name in instance.values if name not in sizes_of(statement, instance)]
    improved = True
    while improved:
        improved = False
        for candidate in _simpler(instance, names):
            if violates(statement, candidate):
                instance, improved = candidate, True
                break
    return instance


def _simpler(instance: Instance, names: list[str]) -> Iterator[Instance]:
    """Instances with one variable or one entry made simpler, the largest simplifications first."""
    for name in names:
        whole = instance.values[name]
        for value in (_map(whole, 0), _map(whole, 1)):
            if _weight(value) < _weight(whole):
                yield Instance({**instance.values, name: value})
    for name in names:
        whole = instance.values[name]
        for path, leaf in _leaves(whole):
            for value in _simpler_leaf(leaf):
                yield Instance({**instance.values, name: _replace(whole, path, value)})


def _simpler_leaf(leaf: int | bool | Fraction) -> Iterator[int | bool | Fraction]:
    """Strictly simpler values of the same sort, simplest first."""
    if isinstance(leaf, bool):
        options: list[int | bool | Fraction] = [False]
    elif isinstance(leaf, int):
        options = list(range(leaf))
    else:
        whole = int(leaf)
        simple = [
            0,
            1,
            -1,
            2,
            -2,
            Fraction(1, 2),
            Fraction(-1, 2),
            whole,
            whole + 1,
            whole - 1,
            leaf.limit_denominator(4),
        ]
        options = [Fraction(value) for value in simple]
    return (value for value in options if _weight(value) < _weight(leaf))


def _weight(value: Value) -> tuple[int, int]:
    """How complicated a value is: length of its numbers, then signs."""
    match value:
        case tuple():
            parts = [_weight(part) for part in value]
            return sum(part[0] for part in parts), sum(part[1] for part in parts)
        case Fraction():
            return abs(value.numerator) + 2 * (value.denominator - 1), int(value < 0)
        case _:
            return int(value), 0


def _cost(instance: Instance) -> tuple[int, int]:
    return _weight(tuple(instance.values.values()))


def _map(value: Value, constant: int) -> Value:
    """`value` with every number replaced by `constant`, of the same sort."""
    match value:
        case tuple():
            return tuple(_map(part, constant) for part in value)
        case bool():
            return bool(constant)
        case Fraction():
            return Fraction(constant)
        case _:
            return min(constant, value)


def _leaves(value: Value, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], int | bool | Fraction]]:
    if isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _leaves(part, (*path, index))
    else:
        yield path, value


def _replace(value: Value, path: tuple[int, ...], leaf: int | bool | Fraction) -> Value:
    if not path:
        return leaf
    assert isinstance(value, tuple)
    return (*value[: path[0]], _replace(value[path[0]], path[1:], leaf), *value[path[0] + 1 :])
