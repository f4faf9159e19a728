"""The search for a counterexample to a conjecture, by several means in turn, each candidate decided exactly.

1. A few random instances of the plan for the hypotheses.
2. Candidates that need no luck (`check.candidates`): all small instances; more random ones; instances made to fail;
   objects that the library defines; natural numbers beyond the usual sizes; numbers that the statement suggests; points
   on the curves that the hypotheses' equations describe, reached from small ones.
3. More points on these curves, reached from drawn ones, or from those that a solver finds.
4. An SMT solver at small sizes, where it is installed.
5. A guided search from accepted instances towards a failure.
6. As many random instances as were asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toymodels.check.candidates.means import Context
from toymodels.check.coverage import Coverage, thin
from toymodels.check.evidence import Evidence
from toymodels.check.left_out import left_out, undecided
from toymodels.check.verdict import Held, Unknown, Verdict
from toymodels.errors import GenerationError, StatementError
from toymodels.instances.plan import Plan
from toymodels.instances.subject import Subject
from toymodels.search.clock import Clock
from toymodels.search.means.registry import MEANS
from toymodels.search.run import Findings, Found, Means, Run
from toymodels.search.simpler import simpler
from toymodels.statements.language import Statement
from toymodels.statements.read.closed import Closed
from toymodels.statements.read.tables import tabulated
from toymodels.statements.walk import is_field_valued


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search says.

    Attributes:
        verdict: as in a check; `Refuted` only if the `fractions.Fraction` evaluator confirms it.
        means: which of the means found the counterexample; empty without one.
        tried: by means, how many instances satisfied all hypotheses and were decided exactly.
        evidence: the last random check that was completed, if the statement could be planned.
        seconds: wall time.
        notes: what else the means had to say, such as that one of them is not installed.
    """

    verdict: Verdict
    means: str
    tried: Mapping[str, int]
    evidence: Evidence | None
    seconds: float
    notes: tuple[str, ...] = ()

    @property
    def instances(self) -> int:
        """How many instances were decided exactly."""
        return sum(self.tried.values())


def search(
    statement: Statement,
    *,
    instances: int = 10_000,
    seed: int = 0,
    seconds: float = 10.0,
    closed: tuple[Closed, ...] = (),
) -> SearchResult:
    """Search a counterexample to `statement`, for about `seconds` of computing.

    instances: how many random instances of the plan a conjecture must survive at least, time permitting.
    closed: objects of the library that it is tried at.

    Functions on the natural numbers are tables in the answer, zero from their end on.

    Raises:
        EvaluatorDisagreement: two evaluators differ; a defect of this package, never of the statement.
    """
    subject = Subject(tabulated(statement))
    found = Findings(Coverage(subject))
    run = Run(Context(subject, seed, found.notes.append, closed=closed), instances, Clock(seconds), found)
    verdict, means = _verdict(run)
    if isinstance(verdict, Held):
        found.notes.extend(left_out(subject.statement))
    return SearchResult(verdict, means, found.tried, found.evidence, run.clock.on_the_wall(), tuple(found.notes))


def _verdict(run: Run) -> tuple[Verdict, str]:
    """The verdict, and which of the means found the counterexample if there is one."""
    for means in MEANS:
        try:
            _look(means, run)
        except Found as found:
            return simpler(run, found.verdict), means.name
        evidence = run.findings.evidence
        assert evidence is not None
        if _plan(run.subject) is None:
            return evidence.verdict, ""
    return _conclusion(run), ""


def _look(means: Means, run: Run) -> None:
    """Looks by one of the means, for its share of the time or what is left of it.

    Raises:
        Found: there is a counterexample.
    """
    if not means.applies(run):
        return
    run.clock.give(min(means.share, max(0.0, 1 - run.clock.share_gone())))
    try:
        means.look(run)
    except (GenerationError, StatementError) as error:
        run.findings.notes.append(f"{means.name}: given up: {error}")


def _plan(subject: Subject) -> Plan | None:
    """How instances of the hypotheses are drawn, if they can be drawn at all."""
    try:
        return subject.plan
    except (GenerationError, StatementError):
        return None


def _conclusion(run: Run) -> Verdict:
    """What is said where no counterexample was found."""
    found = run.findings
    evidence, decided = found.evidence, sum(found.tried.values())
    assert evidence is not None
    if found.undecided:
        return Unknown(undecided(run.statement, found.undecided, decided))
    if decided == 0:
        return evidence.verdict
    if not evidence.exhaustive and evidence.proposals:
        reason = thin(
            (*evidence.sizes, *found.coverage.sizes()),
            effective=evidence.effective + found.coverage.effective,
            attempt=evidence.attempt,
            wanted=run.instances,
            drawn=any(is_field_valued(var) for var in run.statement.variables),
        )
        if reason is not None:
            return Unknown(reason)
    return Held(decided, exact=True, complete=evidence.exhaustive or evidence.instances >= run.instances)
