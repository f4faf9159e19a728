"""Every instance with small entries: where counterexamples are simplest, and no hypothesis has to be understood.

Variables join one by one, and each hypothesis cuts the rows down as soon as all its variables are there. So two
projections, or a stochastic matrix and a vector, cost hardly more than one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod

import numpy as np

from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray
from toymodels.evaluate.convert import shape_of
from toymodels.instances.batches import take
from toymodels.instances.discrete import assignments
from toymodels.instances.facts import Fact, field_variables
from toymodels.instances.plan import Plan
from toymodels.instances.source import Ints
from toymodels.statements.language import Apply, Term, Var
from toymodels.statements.walk import argument_sorts, children, spine

HALVES = (0, 2, -2, 4, 1)
"""The entries 0, 1, -1, 2 and 1/2, in halves, simplest first."""

_CHUNK = 8_192


def field_cells(chosen: Plan, sizes: Mapping[str, int]) -> int:
    """How many field elements make up one instance at `sizes`."""
    return sum(prod(shape_of(var.sort, sizes)) for var, _ in chosen.steps)


class Grid:
    """The instances of a statement whose field elements are among `HALVES`."""

    def __init__(self, chosen: Plan) -> None:
        self._plan = chosen
        self._evaluator = chosen.evaluator
        names = field_variables(chosen.statement)
        self._facts = [fact for fact in chosen.facts if fact.variables & names]

    def batches(self, sizes: Mapping[str, int], limit: int) -> Iterator[Batch]:
        """All of them at `sizes`, in chunks; most hypotheses hold, but what they say must still be checked.

        Where there are more than `limit` combinations, fewer kinds of entries are used, and none if two are too many.
        """
        table = assignments(self._plan.discrete, self._plan.discrete_facts, self._evaluator, sizes)
        if table is None:
            return
        rows = Batch(dict(sizes), dict(table.arrays), table.count)
        waiting = list(self._facts)
        for var, _ in self._plan.steps:
            joined = self._join(rows, var, limit)
            if joined is None or joined.count == 0:
                return
            known = {*joined.sizes, *joined.arrays}
            due = [fact for fact in waiting if fact.variables <= known]
            waiting = [fact for fact in waiting if fact not in due]
            rows = self._satisfying(joined, due)
        for start in range(0, rows.count, _CHUNK):
            yield take(rows, np.arange(start, min(start + _CHUNK, rows.count)))

    def _join(self, rows: Batch, var: Var, limit: int) -> Batch | None:
        """Every row with every small value of `var`; None if that is too much."""
        shape = shape_of(var.sort, rows.sizes)
        cells = prod(shape)
        halves = self._entries(var, rows.sizes, shape) if cells else HALVES
        least = min(2, len(halves))
        kinds = next((k for k in range(len(halves), least - 1, -1) if rows.count * k**cells <= limit), 0)
        if kinds == 0:
            return None
        number = np.arange(rows.count * kinds**cells, dtype=np.int64)
        joined = take(rows, number % max(1, rows.count))
        digits = _digits(number // max(1, rows.count), kinds, cells)
        numerators = np.array(halves, dtype=np.int64)[digits].reshape(len(number), *shape)
        arrays: dict[str, DiscreteArray | FieldArray] = dict(joined.arrays)
        arrays[var.name] = FieldArray(numerators, np.full(len(number), 2, dtype=np.int64))
        return Batch(rows.sizes, arrays, len(number))

    def _entries(self, var: Var, sizes: Mapping[str, int], shape: tuple[int, ...]) -> tuple[int, ...]:
        """The entries that facts about single entries of `var` admit: what a constant table must satisfy, each must."""
        halves = np.array(HALVES, dtype=np.int64)
        constant = np.broadcast_to(halves.reshape(-1, *(1 for _ in shape)), (len(halves), *shape)).copy()
        tables = FieldArray(constant, np.full(len(halves), 2, dtype=np.int64))
        batch = Batch(dict(sizes), {var.name: tables}, len(halves))
        known = {var.name, *sizes}
        each = [fact for fact in self._facts if fact.variables <= known and _is_about_entries(fact, var)]
        kept = np.ones(len(halves), dtype=np.bool_)
        for fact in each:
            kept &= self._evaluator.prop(fact.prop, batch).values
        return tuple(halves[kept].tolist())

    def _satisfying(self, rows: Batch, facts: list[Fact]) -> Batch:
        for fact in facts:
            if rows.count:
                rows = take(rows, self._evaluator.prop(fact.prop, rows).values)
        return rows


def _digits(number: Ints, base: int, count: int) -> Ints:
    """The lowest `count` digits of each number, shape (b, count)."""
    digits = np.empty((len(number), count), dtype=np.int64)
    for place in range(count):
        digits[:, place] = number % base
        number = number // base
    return digits


def _is_about_entries(fact: Fact, var: Var) -> bool:
    """Whether a fact says, without guards, the same of each entry of `var` and mentions no other entry beside it."""
    arguments = len(argument_sorts(var.sort)[0])
    if fact.guards or len(fact.binders) != arguments:
        return False
    return all(use == fact.binders for use in _uses(fact.atom, var.name))


def _uses(term: Term, name: str) -> Iterator[tuple[Term, ...]]:
    """The arguments of each occurrence of the variable `name`."""
    head, arguments = spine(term)
    if isinstance(head, Var) and head.name == name:
        yield arguments
    elif isinstance(term, Apply):
        yield from _uses(head, name)
    else:
        for part in children(term):
            yield from _uses(part, name)
    if isinstance(term, Apply):
        for part in arguments:
            yield from _uses(part, name)
