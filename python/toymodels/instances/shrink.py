"""Making a violating instance small enough to read.

First smaller sizes are searched in batches, by the plan and through all small entries, which changes the instance
freely; then single moves make it simpler for as long as it still violates the statement, decided by the reference
evaluator at every step. The result depends on the statement and the instance only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from toymodels.errors import GenerationError, StatementError
from toymodels.evaluate.batch import Batch, FieldArray, Instance
from toymodels.evaluate.convert import batch_of, instance_of
from toymodels.instances.batches import sizes_of
from toymodels.instances.grid import Grid
from toymodels.instances.plan import Plan
from toymodels.instances.simpler import Measure, cost, simpler
from toymodels.instances.source import Ints, flatten
from toymodels.instances.subject import Subject
from toymodels.statements.language import Statement

_SEARCH_BATCH = 512
_LARGEST_COST = 2**40
_SIZES_SEARCHED = 40
_GRID_LIMIT = 8_000
_MOST_STEPS = 200
_CANDIDATES_AT_ONCE = 128


def shrink(subject: Subject, instance: Instance) -> Instance:
    """A violating instance that is as small and simple as a bounded search finds; `instance` must violate too.

    Raises:
        StatementError: `instance` does not violate the statement.
    """
    if not subject.is_violated_by(instance):
        raise StatementError(f"{subject.statement.name}: the instance to shrink does not violate the statement")
    return simplified(subject, _search_smaller(subject, instance))


def _search_smaller(subject: Subject, instance: Instance) -> Instance:
    """The simplest violation at the smallest sizes where a batch or the small entries hold one."""
    statement, chosen = subject.statement, subject.plan
    own = sizes_of(statement, instance)
    grid = Grid(chosen)
    smaller = [s.values for s in chosen.sizes() if all(s.values[name] <= value for name, value in own.items())]
    for sizes in sorted(smaller, key=lambda values: (sum(values.values()), tuple(values.values())))[:_SIZES_SEARCHED]:
        found = [each for batch in proposals(chosen, grid, sizes) if (each := simplest_violation(subject, batch))]
        best = min(found, key=lambda each: cost(statement, each), default=None)
        if best is not None and cost(statement, best) < cost(statement, instance):
            return best
    return instance


def proposals(
    chosen: Plan, grid: Grid, sizes: Mapping[str, int], *, drawn: int = _SEARCH_BATCH, grid_limit: int = _GRID_LIMIT
) -> Iterator[Batch]:
    """Instances at `sizes`: `drawn` by the plan, and all with small entries where these are at most `grid_limit`."""
    try:
        yield chosen.generate(sizes, np.random.default_rng(0), drawn)
    except GenerationError:
        return
    yield from grid.batches(sizes, grid_limit)


def simplest_violation(subject: Subject, batch: Batch) -> Instance | None:
    """The simplest instance of `batch` that violates the statement, by the batched evaluator; None if none does."""
    positions = np.flatnonzero(subject.violations(batch))
    if len(positions) == 0:
        return None
    return instance_of(batch, int(positions[np.argmin(_batch_cost(batch)[positions])]))


def _batch_cost(batch: Batch) -> Ints:
    """For each instance, the sum of the absolute numerators and of the denominators, then the number of signs."""
    total = np.zeros(batch.count, dtype=np.int64)
    for array in batch.arrays.values():
        if isinstance(array, FieldArray):
            flat = flatten(array.numerators)
            shared = np.gcd(flat, array.denominators[:, None])
            total += 1000 * (np.abs(flat // shared) + 2 * (array.denominators[:, None] // shared - 1)).sum(axis=1)
            total += (flat < 0).sum(axis=1)
        else:
            flat = flatten(np.clip(array, -_LARGEST_COST, _LARGEST_COST).astype(np.int64))
            total += 1000 * np.abs(flat).sum(axis=1) + (flat < 0).sum(axis=1)
    return total


def simplified(subject: Subject, instance: Instance, measure: Measure | None = None) -> Instance:
    """Moves to the simplest violation that one move reaches, until there is none or the walk is long enough.

    measure: what is to become lower, by default how far from simple an instance is.
    """
    for _ in range(_MOST_STEPS):
        better = _first_violation(subject, simpler(subject.statement, instance, measure))
        if better is None:
            break
        instance = better
    return instance


def _first_violation(subject: Subject, candidates: Sequence[Instance]) -> Instance | None:
    for group in _alike(subject.statement, candidates):
        if (found := next(_violating(subject, group), None)) is not None:
            return found
    return None


def _alike(statement: Statement, candidates: Sequence[Instance]) -> Iterator[list[Instance]]:
    """The same in order, cut where sizes differ or a group is long."""
    group: list[Instance] = []
    for each in candidates:
        if group and (len(group) == _CANDIDATES_AT_ONCE or sizes_of(statement, each) != sizes_of(statement, group[0])):
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _violating(subject: Subject, group: Sequence[Instance]) -> Iterator[Instance]:
    """Those that violate, in order: found in a batch where they fit into one, confirmed by the oracle."""
    try:
        mask = subject.violations(batch_of(group, subject.statement.variables))
    except StatementError:
        mask = np.ones(len(group), dtype=np.bool_)
    return (each for each, bad in zip(group, mask, strict=True) if bad and subject.is_violated_by(each))
