"""How many wrong conclusions the check of a theorem would have caught.

A mutant is the conclusion with one mistake planted in it. It is killed by an instance that satisfies the hypotheses and
not the mutant; the oracle confirms each kill. A mutant that survives is equivalent if a normal form says
so, implied if by normal forms it claims no more than the theorem (a special case), or if at every instance it leaves at
least the theorem's slack (which is evidence only, and called so), decided if it has no variables and so is simply true;
otherwise it is listed for a human: the check is too weak there, or the mutant is a theorem of its own, or the theorem
can be strengthened.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from functools import cached_property, reduce

import numpy as np

from toymodels.check.margin import Comparison, comparisons
from toymodels.errors import EvaluatorDisagreement, GenerationError, StatementError
from toymodels.evaluate.batch import Batch, Instance
from toymodels.evaluate.convert import instance_of
from toymodels.instances.batches import take
from toymodels.instances.subject import Subject
from toymodels.power.mutants import MUTANTS, Mutant, mutants
from toymodels.power.normal_form import NormalForms
from toymodels.power.surd import Surd, at_surd, surds
from toymodels.records.forms import Result, derive
from toymodels.search.climb import guided_violation
from toymodels.statements.language import (
    FIELD,
    Arith,
    Compare,
    Connective,
    Logic,
    NatSort,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Term,
)
from toymodels.statements.print.text import to_text
from toymodels.statements.walk import substitute

Draw = Callable[[Subject], Sequence[Batch]]
"""Instances that satisfy the hypotheses of a statement, drawn with its conclusion in view."""


class Fate(Enum):
    """What became of a mutant."""

    KILLED = "killed"
    EQUIVALENT = "equivalent (normal form)"
    IMPLIED = "implied (normal form)"
    WEAKER = "implied (on instances)"
    DECIDED = "true without variables"
    SURVIVED = "survived"
    ILL_FORMED = "ill-formed"


class MutantResult(Result, frozen=True, omit_defaults=True, rename={"text": "mutant", "surd": "irrational"}):
    """What became of one mutant; `witness` kills it.

    surd: the value of the one variable that the witness leaves out because it is irrational, as `s = √5`.
    """

    kind: str
    text: str
    fate: Fate
    witness: Instance | None = None
    surd: str = ""

    @property
    def sizes(self) -> dict[str, int]:
        """The natural numbers of the witness."""
        if self.witness is None:
            return {}
        return {name: value for name, value in self.witness.values.items() if type(value) is int}


class MutationScore(Result, frozen=True, rename={"results": "mutants"}):
    """The fates of a theorem's mutants.

    Attributes:
        results: what became of each.
        instances: how many instances satisfy the hypotheses and met all mutants.
        exposing: at how many of them some mutant is false, so that they tell the theorem from a statement near it.
        counts: how many mutants met each fate.
        score: of the mutants that claim something else than the theorem, the share that was killed; None without any.
    """

    results: tuple[MutantResult, ...]
    instances: int = 0
    exposing: int = 0
    counts: Mapping[str, int] = {}
    score: float | None = None

    def __post_init__(self) -> None:
        killed, told = self.count(Fate.KILLED), self.count(Fate.KILLED) + self.count(Fate.SURVIVED)
        counts = {fate.value: self.count(fate) for fate in Fate}
        derive(self, counts=counts, score=killed / told if told else None)

    def count(self, fate: Fate) -> int:
        """How many mutants met this fate."""
        return sum(result.fate is fate for result in self.results)

    @property
    def survivors(self) -> tuple[MutantResult, ...]:
        """The mutants for a human to look at."""
        return tuple(result for result in self.results if result.fate is Fate.SURVIVED)


def mutation_score(
    subject: Subject, batches: Sequence[Batch], draw: Draw, *, limit: int = MUTANTS, searches: int = 8
) -> MutationScore:
    """Tries the mutants of the conclusion on `batches`, and what survives on instances drawn for it in particular.

    batches: instances that satisfy the hypotheses, small ones first; searches: how many of the mutants that
    survive them are searched for in particular.

    Raises:
        EvaluatorDisagreement: the oracle does not confirm a kill; a defect of this package.
    """
    trial = _Trial(subject, batches, draw, searches)
    results = tuple(trial.run(mutant) for mutant in mutants(subject.statement, limit=limit))
    instances = sum(batch.count for batch in batches)
    return MutationScore(results, instances, instances - trial.idle)


class _Trial:
    """Everything that decides the fate of one statement's mutants."""

    def __init__(self, subject: Subject, batches: Sequence[Batch], draw: Draw, searches: int) -> None:
        self._searches = searches
        self._subject = subject
        self._statement = subject.statement
        self._batches = batches
        self._draw = draw
        self._forms = NormalForms(self._statement.definitions)
        self._idle = [batch for batch in batches if batch.count]

    @property
    def idle(self) -> int:
        """How many instances no mutant was false at, so far."""
        return sum(batch.count for batch in self._idle)

    def run(self, mutant: Mutant) -> MutantResult:
        altered = self._subject.altered(replace(self._statement, conclusion=mutant.conclusion))
        text = to_text(mutant.conclusion, self._statement.definitions)
        try:
            fate, witness = self._fate(mutant, altered)
        except StatementError:
            fate, witness = Fate.ILL_FORMED, None
        if fate is Fate.SURVIVED:
            for surd in self._surds | dict.fromkeys(surds(altered.statement)):
                found = self._violation_at(surd, altered)
                if found is not None:
                    return MutantResult(mutant.kind, text, Fate.KILLED, found, str(surd))
        return MutantResult(mutant.kind, text, fate, witness)

    @cached_property
    def _surds(self) -> dict[Surd, None]:
        return dict.fromkeys(surds(self._statement))

    def _violation_at(self, surd: Surd, altered: Subject) -> Instance | None:
        """An instance that kills the mutant where one variable is a square root; none if it cannot be put there."""
        try:
            fixed = altered.altered(at_surd(altered.statement, surd))
            return _violation(fixed, self._draw(fixed))
        except (GenerationError, StatementError):
            return None

    def _fate(self, mutant: Mutant, altered: Subject) -> tuple[Fate, Instance | None]:
        witness = _violation(altered, self._batches)
        if witness is not None:
            self._set_exposing_apart(mutant.conclusion)
            return Fate.KILLED, witness
        if self._is_equivalent(mutant):
            return Fate.EQUIVALENT, None
        if self._is_implied(mutant):
            return Fate.IMPLIED, None
        if self._is_weaker(mutant):
            return Fate.WEAKER, None
        if not self._statement.variables:
            return Fate.DECIDED, None
        witness = self._aimed_violation(altered)
        return (Fate.SURVIVED, None) if witness is None else (Fate.KILLED, witness)

    def _set_exposing_apart(self, mutant: Term) -> None:
        """Keeps those of the idle instances at which the mutant holds."""
        kept = (take(batch, self._subject.evaluator.prop(mutant, batch).values) for batch in self._idle)
        self._idle = [batch for batch in kept if batch.count]

    def _aimed_violation(self, altered: Subject) -> Instance | None:
        if self._searches == 0:
            return None
        self._searches -= 1
        try:
            batches = self._draw(altered)
        except GenerationError:
            return None
        witness = _violation(altered, batches)
        return witness if witness is not None else guided_violation(altered, batches)

    def _is_equivalent(self, mutant: Mutant) -> bool:
        statement, forms = self._statement, self._forms
        if forms.form(mutant.conclusion) == forms.form(statement.conclusion):
            return True
        if mutant.swap is None:
            return False
        first, second = mutant.swap
        exchange: dict[str, Term] = {first.name: second, second.name: first}
        return self._premises == frozenset(forms.form(substitute(h.prop, exchange)) for h in statement.hypotheses)

    def _is_implied(self, mutant: Mutant) -> bool:
        """Whether every part of the mutant is true by its form, a hypothesis, or a part of the theorem.

        Of the theorem, or of its special case for equal variables.
        """
        parts = self._forms.parts(mutant.conclusion)
        known = self._premises | self._forms.parts(self._statement.conclusion)
        return parts <= known or any(parts <= special for special in self._special_cases)

    def _is_weaker(self, mutant: Mutant) -> bool:
        """Whether each inequality of the mutant leaves, at every instance, at least the slack of the theorem's."""
        slower = _dominance(self._statement.conclusion, mutant.conclusion)
        return slower is not None and all(
            self._subject.evaluator.prop(slower, batch).values.all() for batch in self._batches
        )

    @cached_property
    def _premises(self) -> frozenset[str]:
        return frozenset(self._forms.form(h.prop) for h in self._statement.hypotheses)

    @cached_property
    def _special_cases(self) -> tuple[frozenset[str], ...]:
        """The parts of the theorem with one variable in place of another, where the hypotheses still follow."""
        statement, forms = self._statement, self._forms
        movable = [var for var in statement.variables if not isinstance(var.sort, NatSort)]
        cases: list[frozenset[str]] = []
        for first, second in itertools.permutations(movable, 2):
            if first.sort != second.sort:
                continue
            equal: dict[str, Term] = {first.name: second}
            premises = [forms.parts(substitute(h.prop, equal)) for h in statement.hypotheses]
            if all(premise <= self._premises for premise in premises):
                cases.append(forms.parts(substitute(statement.conclusion, equal)) | self._premises)
        return tuple(cases)


def _violation(subject: Subject, batches: Iterable[Batch]) -> Instance | None:
    """The first instance at which the conclusion fails, confirmed by the oracle."""
    statement, evaluator = subject.statement, subject.evaluator
    for batch in batches:
        if batch.count == 0:
            continue
        values = evaluator.prop(statement.conclusion, batch).values
        if not values.all():
            witness = instance_of(batch, int(np.argmin(values)))
            if evaluator.oracle(statement.conclusion, witness):
                raise EvaluatorDisagreement(
                    f"{statement.name}: a mutant of the conclusion is False to the batched evaluator and True to the "
                    f"oracle at {dict(witness.values)}; this is a defect of toymodels, please report it"
                )
            return witness
    return None


def _dominance(conclusion: Term, mutant: Term) -> Term | None:
    """`right - left ≤ right' - left'` for the only inequality in which two conclusions differ, or None."""
    ours, theirs = tuple(comparisons(conclusion)), tuple(comparisons(mutant))
    if len(ours) != len(theirs) or not ours or _skeleton(conclusion) != _skeleton(mutant):
        return None
    claims = [
        _under(old, Compare(Relation.LE, _slack(old), _slack(new))) for old, new in zip(ours, theirs, strict=True)
    ]
    return reduce(lambda left, right: Connective(Logic.AND, left, right), claims)


def _skeleton(prop: Term) -> object:
    """A proposition without the sides of the inequalities that it claims."""
    match prop:
        case Quantifier(Quantity.FORALL, var, body):
            return ("forall", var, _skeleton(body))
        case Connective(Logic.IMPLIES, left, right):
            return ("if", left, _skeleton(right))
        case Connective(Logic.AND, left, right):
            return ("and", _skeleton(left), _skeleton(right))
        case Compare((Relation.LE | Relation.LT) as op, _, _):
            return op
        case _:
            return prop


def _slack(part: Comparison) -> Term:
    return Arith(Operation.SUB, part.right, part.left, FIELD)


def _under(part: Comparison, claim: Term) -> Term:
    body = reduce(lambda inner, guard: Connective(Logic.IMPLIES, guard, inner), reversed(part.guards), claim)
    return reduce(lambda inner, var: Quantifier(Quantity.FORALL, var, inner), reversed(part.binders), body)
