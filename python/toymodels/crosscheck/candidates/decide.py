"""Candidates decided exactly: which satisfy the hypotheses, and whether one of them violates the statement."""

from __future__ import annotations

from dataclasses import dataclass, replace

from toymodels.crosscheck.candidates.means import Candidates, Reformed
from toymodels.crosscheck.explain import explain
from toymodels.crosscheck.verdict import Refuted
from toymodels.errors import EvaluatorDisagreement
from toymodels.evaluate import Batch, Instance
from toymodels.instances.batches import cells, satisfying
from toymodels.instances.shrink import shrink, simplest_violation, violates
from toymodels.statements.language import Statement, Truth

_ONE_ALONE, _ONE_BATCH = 200, 500


@dataclass(frozen=True, slots=True)
class Decided:
    """How many candidates satisfied the hypotheses, a violation if there is one, and the batch that was accepted."""

    count: int
    violation: Instance | None = None
    accepted: Batch | None = None


def weight(candidates: Candidates) -> int:
    """About what deciding them costs, in numbers of a batch; single instances go to the reference evaluator."""
    match candidates:
        case Instance():
            return _ONE_ALONE
        case Reformed(_, batch) | batch:
            return _ONE_BATCH + batch.count * max(1, cells(batch))


def decide(statement: Statement, candidates: Candidates) -> Decided:
    """Decides all of `candidates`; the reference evaluator has not been asked about a violation in a batch."""
    match candidates:
        case Instance():
            return _decide_one(statement, candidates)
        case Reformed(claim, batch):
            accepted = satisfying(claim, batch)
            violation = simplest_violation(claim, accepted) if accepted.count else None
            return Decided(accepted.count, violation)
        case Batch():
            accepted = satisfying(statement, candidates)
            violation = simplest_violation(statement, accepted) if accepted.count else None
            return Decided(accepted.count, violation, accepted)


def _decide_one(statement: Statement, candidate: Instance) -> Decided:
    try:
        if violates(statement, candidate):
            return Decided(1, candidate)
        return Decided(int(violates(impossible(statement), candidate)))
    except OverflowError:
        return Decided(0)


def impossible(statement: Statement) -> Statement:
    """The claim that no instance satisfies the hypotheses."""
    return replace(statement, conclusion=Truth(False))


def confirmed(statement: Statement, found: Instance) -> Refuted:
    """The refutation by `found`, made simpler.

    Raises:
        EvaluatorDisagreement: the reference evaluator calls it no counterexample.
    """
    if not violates(statement, found):
        raise EvaluatorDisagreement(
            f"{statement.name}: the batched evaluator calls {dict(found.values)} a counterexample and the reference "
            "one does not; this is a defect of toymodels, please report it"
        )
    witness = shrink(statement, found)
    return Refuted(witness, found, explain(statement.conclusion, statement.definitions, witness))
