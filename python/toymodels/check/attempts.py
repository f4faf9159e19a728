"""Where no instance could have failed: whether the hypotheses did the work, or the conclusion says nothing anyway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product

import numpy as np

from toymodels.errors import GenerationError
from toymodels.evaluate.batch import Batch, FieldArray
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.batches import take
from toymodels.instances.facts import Fact, negate
from toymodels.instances.scene import sort_size
from toymodels.instances.source import Ints
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    BoolSort,
    Connective,
    FinSort,
    Lambda,
    Logic,
    NatSort,
    Term,
    Truth,
    Var,
)
from toymodels.statements.walk import free_names

_PROPOSALS = 2_048
"""About as many are drawn without each hypothesis."""
_SIZES = 8
_SURVEYED_UP_TO = {1: 24, 2: 11, 3: 6}
"""The largest size surveyed, by how many natural numbers there are."""
_LEAST_SURVEYED_UP_TO = 3
_MOST_SURVEYED = 10_000


def drawn_without_each(subject: Subject, seed: int) -> Iterator[Batch]:
    """Proposals that are drawn to satisfy all hypotheses but one, each of which is left out in turn."""
    hypotheses = subject.statement.hypotheses
    for place in range(len(hypotheses)):
        others = replace(subject.statement, hypotheses=(*hypotheses[:place], *hypotheses[place + 1 :]))
        rng = np.random.default_rng([seed, place])
        try:
            chosen = subject.altered(others).plan
            sizes = sorted(chosen.sizes(), key=lambda each: -each.weight)[:_SIZES]
            for each in sizes:
                yield chosen.generate(each.values, rng, _PROPOSALS // len(sizes))
        except GenerationError:
            continue


@dataclass(frozen=True, slots=True)
class Miss:
    """How far a proposal is from satisfying the hypotheses: how many of their conditions it fails, and how many it has.

    `∀ i j, i ≠ j → ..` of four vectors is twelve conditions.
    """

    failed: int
    conditions: int

    @property
    def share(self) -> float:
        """The share of the conditions that fails."""
        return self.failed / max(self.conditions, 1)

    def nearer(self, other: Miss | None) -> Miss:
        """The one of both that fails the smaller share."""
        return self if other is None else min(self, other, key=lambda miss: miss.share)


class Conditions:
    """What the hypotheses of a statement say in every single case, those about sizes alone left out."""

    def __init__(self, subject: Subject) -> None:
        sizes = {var.name for var in subject.statement.variables if isinstance(var.sort, NatSort)}
        self._evaluator = subject.evaluator
        self._parts = [_Part(fact) for fact in subject.facts if fact.variables - sizes]

    def nearest(self, batch: Batch) -> Miss:
        """The miss of that instance of the batch which fails the smallest share."""
        failed = conditions = np.zeros(batch.count, dtype=np.int64)
        for part in self._parts:
            failing, holding = (self._count(term, part.binders, batch) for term in (part.fails, part.holds))
            failed, conditions = failed + failing, conditions + failing + holding
        place = (failed / np.maximum(conditions, 1)).argmin()
        return Miss(int(failed[place]), int(conditions[place]))

    def _count(self, term: Term, binders: tuple[Var, ...], batch: Batch) -> Ints:
        """In how many cases the proposition inside holds, for each instance."""
        if any(sort_size(var.sort, batch.sizes) == 0 for var in binders):
            return np.zeros(batch.count, dtype=np.int64)
        value = self._evaluator.value(term, batch)
        assert not isinstance(value, FieldArray)
        return value.reshape(batch.count, -1).sum(axis=1, dtype=np.int64)


class _Part:
    """A fact as two tables over its indices: where it says something that is false, and where something true."""

    def __init__(self, fact: Fact) -> None:
        finite = all(isinstance(var.sort, FinSort | BoolSort) for var in fact.binders)
        self.binders = fact.binders if finite else ()
        guard, atom = (fact.guard, fact.atom) if finite else (Truth(True), fact.prop)
        self.fails = self._table(Connective(Logic.AND, guard, negate(atom)))
        self.holds = self._table(Connective(Logic.AND, guard, atom))

    def _table(self, prop: Term) -> Term:
        return reduce(lambda inner, var: Lambda(var, inner), reversed(self.binders), prop)


@dataclass(frozen=True, slots=True)
class Breaking:
    """Proposals of a batch at which the conclusion is false.

    Attributes:
        proposals: how many there are.
        nearest: how near they come to satisfying the hypotheses; None if there are none.
        violation: the first at which all of them hold; None if there is none, as for a true statement.
    """

    proposals: int
    nearest: Miss | None
    violation: int | None


def breaking(subject: Subject, conditions: Conditions, batch: Batch) -> Breaking:
    """Which proposals break the conclusion, and how near they come to satisfying the hypotheses."""
    results = subject.evaluator.props([*subject.props, subject.statement.conclusion], batch)
    *masks, outcome = (result.values for result in results)
    meeting = np.logical_and.reduce([~outcome, *masks])
    broken = take(batch, ~outcome)
    violation = int(meeting.argmax()) if meeting.any() else None
    return Breaking(broken.count, conditions.nearest(broken) if broken.count else None, violation)


@dataclass(frozen=True, slots=True)
class Survey:
    """A conclusion about sizes alone at small sizes, whether or not they satisfy the hypotheses.

    Attributes:
        sizes: how many assignments were gone through.
        broken: at how many of them the conclusion is false.
        open: those of them that no hypothesis about sizes alone excludes.
    """

    sizes: int
    broken: int
    open: tuple[Mapping[str, int], ...]


def survey(subject: Subject) -> Survey:
    """Goes through the smallest sizes, all together."""
    statement, evaluator = subject.statement, subject.evaluator
    names = [var.name for var in statement.variables if isinstance(var.sort, NatSort)]
    about_sizes = [prop for prop in subject.props if free_names(prop) <= frozenset(names)]
    top = _SURVEYED_UP_TO.get(len(names), _LEAST_SURVEYED_UP_TO)
    while top > 1 and (top + 1) ** len(names) > _MOST_SURVEYED:
        top -= 1
    every = [dict(zip(names, values, strict=True)) for values in product(range(top + 1), repeat=len(names))]
    broken = [sizes for sizes in every if not _holds(evaluator, statement.conclusion, sizes)]
    allowed = tuple(sizes for sizes in broken if all(_holds(evaluator, prop, sizes) for prop in about_sizes))
    return Survey(len(every), len(broken), allowed)


def _holds(evaluator: Evaluator, prop: Term, sizes: Mapping[str, int]) -> bool:
    return bool(evaluator.prop(prop, Batch(dict(sizes), {}, 1)).values[0])
