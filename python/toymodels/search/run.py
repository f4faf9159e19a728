"""One search as its means see it: what it is about, the time, and what was found so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from toymodels.check.candidates.decide import Decided, confirmed
from toymodels.check.candidates.means import Context
from toymodels.check.coverage import Coverage
from toymodels.check.evidence import Evidence
from toymodels.check.verdict import Refuted
from toymodels.evaluate.batch import Batch, Instance
from toymodels.evaluate.convert import instance_of
from toymodels.instances.shrink import simplest_violation
from toymodels.instances.subject import Subject
from toymodels.search.clock import Clock
from toymodels.statements.language import Statement
from toymodels.statements.walk import is_searched

_STARTING_POINTS, _OF_EACH_BATCH = 64, 2


class Found(Exception):
    """Carries a counterexample out of a search."""

    def __init__(self, verdict: Refuted) -> None:
        super().__init__()
        self.verdict = verdict


@dataclass(slots=True)
class Findings:
    """What a search has found so far.

    Attributes:
        coverage: what was accepted, by sizes.
        tried: by means, how many instances satisfied all hypotheses and were decided exactly.
        undecided: at how many the conclusion was searched in vain.
        evidence: the last random check that was completed.
        points: some of the accepted instances, to start from.
        notes: what else there is to say.
    """

    coverage: Coverage
    tried: dict[str, int] = field(default_factory=dict[str, int])
    undecided: int = 0
    evidence: Evidence | None = None
    points: list[Instance] = field(default_factory=list[Instance])
    notes: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Run:
    """One search.

    Attributes:
        context: the conjecture, the seed, and the objects of the library that it is tried at.
        instances: how many random instances it must survive at least, time permitting.
        clock: what time there is.
        findings: what was found so far.
    """

    context: Context
    instances: int
    clock: Clock
    findings: Findings

    @property
    def subject(self) -> Subject:
        """What may be false."""
        return self.context.subject

    @property
    def statement(self) -> Statement:
        """What the subject states."""
        return self.context.statement

    @property
    def is_about_existence(self) -> bool:
        """Whether the conclusion asks for values that have to be searched themselves, at each instance."""
        return is_searched(self.statement.conclusion)

    @property
    def is_complete(self) -> bool:
        """Whether every instance that there is has been tried."""
        return self.findings.evidence is not None and self.findings.evidence.exhaustive

    def count(self, means: str, decided: Decided) -> None:
        """Count what was decided, and keep a few of the accepted instances to start from.

        Raises:
            Found: one of them violates the statement, and the oracle agrees.
        """
        if decided.violation is not None:
            raise Found(confirmed(self.subject, decided.violation))
        found, accepted = self.findings, decided.accepted
        found.tried[means] = found.tried.get(means, 0) + decided.count
        found.undecided += decided.undecided
        if accepted is None or not accepted.count:
            return
        found.coverage.add(accepted)
        if len(found.points) < _STARTING_POINTS:
            found.points += (instance_of(accepted, index) for index in range(min(_OF_EACH_BATCH, accepted.count)))

    def decide(self, means: str, batch: Batch) -> None:
        """Decide the conclusion on instances that satisfy the hypotheses.

        Raises:
            Found: as `count`.
        """
        if batch.count == 0:
            return
        self.findings.tried[means] = self.findings.tried.get(means, 0) + batch.count
        violation = simplest_violation(self.subject, batch)
        if violation is not None:
            raise Found(confirmed(self.subject, violation))
        self.findings.coverage.add(batch)


def _always(run: Run) -> bool:
    del run
    return True


@dataclass(frozen=True, slots=True)
class Means:
    """One way to look for a counterexample.

    Attributes:
        name: what it is called in records.
        share: the part of the time that it may take at most.
        look: decides instances until one is found, none is left or the time is over.
        applies: whether there is anything to look for by this means.
    """

    name: str
    share: float
    look: Callable[[Run], None]
    applies: Callable[[Run], bool] = _always
