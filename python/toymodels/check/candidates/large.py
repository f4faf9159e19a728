"""Natural numbers beyond the sizes that a plan proposes: where a claim about sizes or numbers fails late.

Sizes of tables grow to where instances stay small enough to be evaluated; numbers that only occur in arithmetic climb
a ladder of magnitudes, with the statement's own constants and their neighbours on the way.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import isqrt

import numpy as np

from toymodels.check.candidates.means import Candidates, Context, Means, Reformed
from toymodels.evaluate.batch import Batch, Instance
from toymodels.instances.constants import constants
from toymodels.instances.naturals import LARGEST_SIZE, fitting
from toymodels.instances.plan import Plan
from toymodels.statements.language import (
    NAT,
    Arith,
    Call,
    CaseNat,
    Definition,
    FinSort,
    FinVal,
    Hypothesis,
    NatSort,
    Numeral,
    Operation,
    Quantifier,
    Statement,
    Sum,
    Term,
    Var,
)
from toymodels.statements.walk import children, free_in_sort, free_names, substitute, subterms

_STEPS = (6, 7, 8, 9, 10, 12, 16, 20, 32, 64)
_BOXES = {1: 20_000, 2: 700, 3: 80, 4: 24}
_CHUNK = 16_384
_RANGES = {1: 2_000, 2: 60, 3: 16, 4: 9}
_LONG_LOOP, _LARGE_EXPONENT, _LARGEST = 300, 2_000, 10**9


def large_naturals(chosen: Plan) -> Iterator[Mapping[str, int]]:
    """Values of all `Nat` variables, at least one above what plans draw, that the hypotheses about them admit."""
    statement, names = chosen.statement, [var.name for var in chosen.nats]
    if not names:
        return
    is_free = len(statement.variables) == len(names)
    proposals = _numbers(statement, names) if is_free else _sizes(statement, names)
    fits, seen = fitting(statement), set[tuple[int, ...]]()
    for values in proposals:
        sizes = dict(zip(names, values, strict=True))
        if values in seen or max(values) <= LARGEST_SIZE or not fits(sizes):
            continue
        seen.add(values)
        if is_free or chosen.admits(sizes):
            yield sizes


def bounded(statement: Statement) -> Statement | None:
    """A statement about natural numbers alone for numbers below a bound, which batches can hold.

    None if it has other variables, or terms that take long to evaluate at large numbers.
    """
    if not statement.variables or not all(isinstance(var.sort, NatSort) for var in statement.variables):
        return None
    if _limit(statement) < _LARGEST:
        return None
    below = FinSort(Numeral(_box(statement), NAT))
    variables = {var.name: Var(var.name, below) for var in statement.variables}
    values: dict[str, Term] = {name: FinVal(var) for name, var in variables.items()}
    return replace(
        statement,
        variables=tuple(variables.values()),
        hypotheses=tuple(Hypothesis(h.name, substitute(h.prop, values)) for h in statement.hypotheses),
        conclusion=substitute(statement.conclusion, values),
    )


def boxes(statement: Statement) -> Iterator[Batch]:
    """Every instance of a `bounded` statement, a chunk at a time, small numbers first."""
    names = [var.name for var in statement.variables]
    bound = _box(statement)
    digits = np.indices((bound,) * len(names)).reshape(len(names), -1)
    order = np.argsort(digits.max(axis=0), kind="stable")
    for start in range(0, len(order), _CHUNK):
        rows = order[start : start + _CHUNK]
        yield Batch(
            {}, {name: column[rows].astype(np.int64) for name, column in zip(names, digits, strict=True)}, len(rows)
        )


def _box(statement: Statement) -> int:
    """Below which number all values of all variables are tried."""
    return _BOXES.get(len(statement.variables), 7)


def _numbers(statement: Statement, names: list[str]) -> Iterator[tuple[int, ...]]:
    """Where there is nothing but natural numbers: all small ones, then a ladder."""
    limit = _limit(statement)
    reach = min(_RANGES.get(len(names), 7), limit)
    yield from sorted(itertools.product(range(reach), repeat=len(names)), key=sum)
    rungs = _ladder(statement, limit)
    if len(names) == 1:
        yield from ((rung,) for rung in rungs)
        return
    yield from itertools.islice(itertools.product([0, 1, 2, *rungs], repeat=len(names)), 20_000)


def _sizes(statement: Statement, names: list[str]) -> Iterator[tuple[int, ...]]:
    """One variable large, the others small or nearly equal to it; then the statement's own numbers."""
    limit = min(_limit(statement), _LONG_LOOP)
    own = [rung for rung in _ladder(statement, limit) if rung not in _STEPS]
    for rung in (*(step for step in _STEPS if step <= limit), *own):
        others = sorted({1, 2, 3, rung - 1, rung, rung + 1})
        for place in range(len(names)):
            for rest in itertools.islice(itertools.product(others, repeat=len(names) - 1), 64):
                yield (*rest[:place], rung, *rest[place:])


def _ladder(statement: Statement, limit: int) -> list[int]:
    """The statement's natural constants with neighbours, doubles, halves, squares and roots; then magnitudes."""
    rungs: list[int] = []
    for value in constants(statement):
        if value.denominator == 1 and value > LARGEST_SIZE:
            whole = int(value)
            rungs += [whole, whole + 1, whole - 1, isqrt(whole), isqrt(whole) + 1, 2 * whole, whole // 2, whole**2]
    for power in range(2, 10):
        rungs += [10**power, 10**power + 1, 2 ** (power + 3), 2 ** (power + 3) - 1]
    return [rung for rung in dict.fromkeys(rungs) if LARGEST_SIZE < rung <= limit]


def _limit(statement: Statement) -> int:
    """The largest number at which the statement can be evaluated in a moment."""
    terms = [statement.conclusion, *(h.prop for h in statement.hypotheses)]
    definitions = statement.definitions
    loops = max(_loops(term, definitions, frozenset()) for term in terms)
    if loops or any(free_in_sort(var.sort) for var in statement.variables):
        return max(LARGEST_SIZE + 1, int(_LONG_LOOP ** (1 / max(1, loops))))
    parts = [part for term in (*terms, *(each.body for each in definitions.values())) for part in subterms(term)]
    return _LARGE_EXPONENT if any(map(_has_variable_exponent, parts)) else _LARGEST


def _loops(term: Term, definitions: Mapping[str, Definition], within: frozenset[str]) -> int:
    """How deeply loops are nested, those of definitions included, whose length may depend on a variable."""
    inside = max((_loops(child, definitions, within) for child in children(term)), default=0)
    match term:
        case Sum(var) | Quantifier(_, var):
            return inside + (not (isinstance(var.sort, FinSort) and isinstance(var.sort.bound, Numeral)))
        case CaseNat():
            return inside + 1
        case Call(name) if name in definitions and name not in within:
            return inside + _loops(definitions[name].body, definitions, within | {name})
        case Call(name) if name in within and not _counts_down(definitions[name]):
            return inside + 1
        case _:
            return inside


def _counts_down(definition: Definition) -> bool:
    """Whether a recursion takes a natural number apart, which is counted where it does."""
    return any(isinstance(part, CaseNat) for part in subterms(definition.body))


def _has_variable_exponent(term: Term) -> bool:
    return isinstance(term, Arith) and term.op is Operation.POW and bool(free_names(term.right))


_BATCH = 64


def _candidates(context: Context) -> Iterator[Candidates]:
    chosen, rng = context.plan, context.rng(3)
    if context.pinned or (chosen.steps and not context.effort.tables_grow):
        return
    alone = not chosen.steps and not chosen.discrete
    in_boxes = bounded(context.statement)
    if in_boxes is not None:
        claim = context.subject.altered(in_boxes)
        yield from (Reformed(claim, batch) for batch in boxes(in_boxes))
    decided = 0 if in_boxes is None else _box(in_boxes)
    for sizes in large_naturals(chosen):
        if max(sizes.values()) < decided:
            continue
        if alone:
            yield Instance(dict(sizes))
            continue
        every = chosen.enumerate(sizes) if chosen.is_finite else None
        yield every if every is not None else chosen.generate(sizes, rng, _BATCH)


LARGE = Means("large natural numbers", share=0.15, candidates=_candidates)
