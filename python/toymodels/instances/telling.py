"""Counterexamples that teach: not the smallest, but the one that people learn most from.

The smallest violation often lives in no dimension at all, or has a negative threshold, and says nothing about the case
that a reader has in mind. A telling one has two or three dimensions, thresholds that are not negative, and no part that
vanishes; `telling_cost` says what comes before what. It is searched for on purpose, at small sizes without a zero and
first among instances that are as wished, and then made simpler without becoming less telling.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf

from toymodels.evaluate.batch import Instance, Value
from toymodels.instances.batches import sizes_of
from toymodels.instances.grid import Grid
from toymodels.instances.plan import Plan
from toymodels.instances.shrink import proposals, simplest_violation, simplified
from toymodels.instances.simpler import Cost, cost
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    FIELD,
    NAT,
    Apply,
    Compare,
    FieldSort,
    FinSort,
    Hypothesis,
    NatSort,
    Numeral,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Term,
    Var,
)
from toymodels.statements.walk import argument_sorts, free_in_sort, is_field_valued

_GOOD_DIMENSIONS = (2, 3)
_SIZES_SEARCHED = 12
_DRAWN, _GRID_LIMIT = 256, 4_000
_MOST_STARTS = 3
_WISHES = 4
"""How many numbers of a cost are about more than length."""

WHERE = "sizes without a zero and numbers that are not all zero were searched on purpose"
"""What was tried before a hypothesis is called needed at degenerate instances only."""


def telling_cost(statement: Statement, instance: Instance) -> Cost:
    """How far from telling `instance` is; earlier numbers count for more.

    1. Sizes that are zero, or numbers that all are: statements about nothing hold or fail for reasons of their own.
    2. Negative scalars: a reader takes a threshold, a bound or a coherence to be at least zero.
    3. Dimensions other than 2 and 3: one dimension has no angles, four cannot be drawn.
    4. Scalars, vectors and rows of a table that are zero.
    5. What makes any instance simple: small sizes, short numbers, few signs.
    """
    dimensions = _dimensions(statement)
    sizes = sizes_of(statement, instance)
    scalars = [instance.values[var.name] for var in statement.variables if isinstance(var.sort, FieldSort)]
    fields = [instance.values[var.name] for var in statement.variables if is_field_valued(var)]
    return (
        sum(size == 0 for size in sizes.values()) + _is_nothing(fields),
        sum(not isinstance(value, tuple) and value < 0 for value in scalars),
        sum(sizes[name] not in _GOOD_DIMENSIONS for name in dimensions),
        sum(map(_zero_parts, fields)),
        *cost(statement, instance),
    )


def is_degenerate(statement: Statement, instance: Instance) -> bool:
    """Whether a size is zero, or every number is."""
    numbers = [instance.values[var.name] for var in statement.variables if is_field_valued(var)]
    return 0 in sizes_of(statement, instance).values() or (bool(numbers) and all(map(_vanishes, numbers)))


def is_telling(statement: Statement, instance: Instance) -> bool:
    """Whether nothing but its length speaks against `instance`, so that there is no need to search for another."""
    return not any(telling_cost(statement, instance)[:_WISHES])


def most_telling(subject: Subject, found: Iterable[Instance], *, seconds: float = inf) -> Instance:
    """The most telling violation that a bounded search finds; it depends on the subject and `found` only.

    found: violations, at least one, for the search to improve upon; seconds: after which no further sizes are searched.
    """
    until = time.monotonic() + seconds

    def measure(instance: Instance) -> Cost:
        return telling_cost(subject.statement, instance)

    starts = sorted([*found, *_searched(subject, until)], key=measure)[:_MOST_STARTS]
    return min((simplified(subject, start, measure) for start in starts), key=measure)


def proper_part(statement: Statement) -> Statement:
    """The statement for instances without a size, scalar or row that is zero, said by further hypotheses."""
    return _with(statement, ((var.name, prop) for var in statement.variables for prop in _properly(var)))


def sized_part(statement: Statement) -> Statement:
    """The statement for sizes that are not zero, said by further hypotheses."""
    nats = [var for var in statement.variables if isinstance(var.sort, NatSort)]
    return _with(statement, ((var.name, prop) for var in nats for prop in _properly(var)))


def _signed_part(statement: Statement) -> Statement:
    """The statement for scalars that are not negative, said by further hypotheses."""
    scalars = [var for var in statement.variables if isinstance(var.sort, FieldSort)]
    return _with(statement, ((var.name, Compare(Relation.LE, Numeral(0, FIELD), var)) for var in scalars))


def _with(statement: Statement, extra: Iterable[tuple[str, Term]]) -> Statement:
    hypotheses = tuple(Hypothesis(f"{name} is not degenerate", prop) for name, prop in extra)
    return replace(statement, hypotheses=(*statement.hypotheses, *hypotheses))


def _properly(var: Var) -> Iterator[Term]:
    if isinstance(var.sort, NatSort):
        yield Compare(Relation.LE, Numeral(1, NAT), var)
    elif is_field_valued(var):
        domains, _ = argument_sorts(var.sort)
        if all(isinstance(domain, FinSort) for domain in domains):
            yield _no_zero_row(var, len(domains))


def _no_zero_row(var: Var, depth: int) -> Term:
    """`var ≠ 0`, `∃ a, var a ≠ 0` or `∀ i, ∃ a .., var i a .. ≠ 0`."""
    domains, _ = argument_sorts(var.sort)
    indices = [Var(f"{var.name}·{place}", domain) for place, domain in enumerate(domains)]
    entry: Term = var
    for index in indices:
        entry = Apply(entry, index)
    prop: Term = Compare(Relation.NE, entry, Numeral(0, FIELD))
    for place, index in reversed(list(enumerate(indices))):
        kind = Quantity.FORALL if place == 0 and depth > 1 else Quantity.EXISTS
        prop = Quantifier(kind, index, prop)
    return prop


def _is_nothing(values: Sequence[Value]) -> bool:
    """Whether there are values and all numbers in them are zero."""
    return bool(values) and all(map(_vanishes, values))


def _zero_parts(value: Value) -> int:
    """How many rows of a table vanish; for a scalar or a vector, whether it does."""
    if isinstance(value, tuple) and any(isinstance(row, tuple) for row in value):
        return sum(map(_vanishes, value))
    return int(_vanishes(value))


def _vanishes(value: Value) -> bool:
    return all(map(_vanishes, value)) if isinstance(value, tuple) else value == 0


def _searched(subject: Subject, until: float) -> Iterator[Instance]:
    """Violations: one without negative scalars and, where there is none or it is all zeros, one with them."""
    statement = subject.statement
    for part in (_signed_part(statement), statement):
        wishes = [subject.altered(wish) for wish in (proper_part(part), sized_part(part))]
        witness = _first(subject, [wish for wish in wishes if wish.plan_if_any() is not None], until)
        if witness is not None:
            yield witness
            if not is_degenerate(statement, witness):
                return


def _first(subject: Subject, wishes: Sequence[Subject], until: float) -> Instance | None:
    """The violation at the best sizes, by the first wish that has one there; the last wish asks for least."""
    for sizes in _sizes(wishes[-1].plan) if wishes else ():
        if time.monotonic() > until:
            return None
        for wish in wishes:
            witness = _at(subject, wish, sizes) if wish.plan.admits(sizes) else None
            if witness is not None:
                return witness
    return None


def _at(subject: Subject, wish: Subject, sizes: Mapping[str, int]) -> Instance | None:
    """A violation of the subject at `sizes` that is as wished."""
    for batch in proposals(wish.plan, Grid(wish.plan), sizes, drawn=_DRAWN, grid_limit=_GRID_LIMIT):
        witness = simplest_violation(wish, batch)
        if witness is not None and subject.is_violated_by(witness):
            return witness
    return None


def _sizes(chosen: Plan) -> list[Mapping[str, int]]:
    """Small sizes without a zero, those first in which more dimensions are two or three."""
    dimensions = _dimensions(chosen.statement)
    found = [sizes.values for sizes in chosen.sizes() if 0 not in sizes.values.values()]

    def order(sizes: Mapping[str, int]) -> tuple[int, int, tuple[int, ...]]:
        outside = sum(sizes[name] not in _GOOD_DIMENSIONS for name in dimensions)
        return outside, sum(sizes.values()), tuple(sizes.values())

    return sorted(found, key=order)[:_SIZES_SEARCHED]


def _dimensions(statement: Statement) -> list[str]:
    """The `Nat` variables on which the sort of another variable depends."""
    used = frozenset[str]().union(*(free_in_sort(var.sort) for var in statement.variables))
    return [var.name for var in statement.variables if isinstance(var.sort, NatSort) and var.name in used]
