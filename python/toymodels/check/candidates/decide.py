"""Candidates decided exactly: which satisfy the hypotheses, and whether one of them violates the statement."""

from __future__ import annotations

from dataclasses import dataclass, replace

from toymodels.check.candidates.means import Candidates, Reformed
from toymodels.check.explain import explain
from toymodels.check.shown import other_form
from toymodels.check.verdict import Refuted
from toymodels.errors import EvaluatorDisagreement
from toymodels.evaluate.batch import Batch, Instance
from toymodels.evaluate.unbounded import UndecidedError
from toymodels.instances.batches import cells, take
from toymodels.instances.shrink import shrink, simplest_violation
from toymodels.instances.subject import Subject
from toymodels.statements.language import Truth
from toymodels.statements.walk import is_searched

_ONE_ALONE, _ONE_BATCH = 200, 500


@dataclass(frozen=True, slots=True)
class Decided:
    """How many candidates satisfied the hypotheses, a violation if there is one, and the batch that was accepted.

    Those at which the conclusion was searched in vain, which may be violations, are counted as `undecided` only.
    """

    count: int
    violation: Instance | None = None
    accepted: Batch | None = None
    undecided: int = 0


def weight(candidates: Candidates) -> int:
    """About what deciding them costs, in numbers of a batch; single instances go to the oracle."""
    match candidates:
        case Instance():
            return _ONE_ALONE
        case Reformed(_, batch) | batch:
            return _ONE_BATCH + batch.count * max(1, cells(batch))


def decide(subject: Subject, candidates: Candidates) -> Decided:
    """Decides all of `candidates`; the oracle has not been asked about a violation in a batch."""
    match candidates:
        case Instance():
            return _decide_one(subject, candidates)
        case Reformed(claim, batch):
            accepted = claim.satisfying(batch)
            violation = simplest_violation(claim, accepted) if accepted.count else None
            return Decided(accepted.count, violation)
        case Batch():
            accepted = subject.satisfying(candidates)
            if is_searched(subject.statement.conclusion):
                return _searched(subject, accepted)
            violation = simplest_violation(subject, accepted) if accepted.count else None
            return Decided(accepted.count, violation, accepted)


def _searched(subject: Subject, batch: Batch) -> Decided:
    """What is decided where the conclusion asks for what has to be searched."""
    found = subject.evaluator.search(subject.statement.conclusion, batch)
    accepted = take(batch, found.decided)
    violation = simplest_violation(subject, accepted) if accepted.count else None
    return Decided(accepted.count, violation, accepted, batch.count - accepted.count)


def _decide_one(subject: Subject, candidate: Instance) -> Decided:
    try:
        if subject.is_violated_by(candidate):
            return Decided(1, candidate)
        if not impossible(subject).is_violated_by(candidate):
            return Decided(0)
        if is_searched(subject.statement.conclusion):
            subject.evaluator.oracle(subject.statement.conclusion, candidate)
        return Decided(1)
    except UndecidedError:
        return Decided(0, undecided=1)
    except OverflowError:
        return Decided(0)


def impossible(subject: Subject) -> Subject:
    """The claim that no instance satisfies the hypotheses."""
    return subject.altered(replace(subject.statement, conclusion=Truth(False)))


def confirmed(subject: Subject, found: Instance) -> Refuted:
    """The refutation by `found`, made simpler.

    Raises:
        EvaluatorDisagreement: it is not a counterexample to the oracle.
    """
    if not subject.is_violated_by(found):
        raise EvaluatorDisagreement(
            f"{subject.statement.name}: the batched evaluator calls {dict(found.values)} a counterexample and the "
            "oracle does not; this is a defect of toymodels, please report it"
        )
    witness = shrink(subject, found)
    return Refuted(witness, found, explain(subject, witness), other_form(subject.statement, witness))
