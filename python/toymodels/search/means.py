"""The search for a counterexample to a conjecture, by several means in turn, each candidate decided exactly.

1. A few random instances of the plan for the hypotheses.
2. Candidates that need no luck (`candidates`): all small instances; more random ones; instances made to fail; objects
   that the library defines; natural numbers beyond the usual sizes; numbers that the statement suggests; points on the
   curves that the hypotheses' equations describe, reached from small ones.
3. More points on these curves, reached from drawn ones, or from those that a solver finds (`slide`).
4. An SMT solver at small sizes (`smt`), where it is installed.
5. A guided search (`climb`) from accepted instances towards a failure.
6. As many random instances as were asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from toymodels.check.candidates.decide import Decided, confirmed, decide, impossible
from toymodels.check.candidates.means import Context, Means
from toymodels.check.candidates.registry import MEANS
from toymodels.check.coverage import Coverage, thin
from toymodels.check.evidence import Evidence
from toymodels.check.explain import explain
from toymodels.check.left_out import left_out, undecided
from toymodels.check.runner import sample
from toymodels.check.shown import other_form
from toymodels.check.slide import Slider
from toymodels.check.verdict import Held, Refuted, Unknown, Verdict
from toymodels.errors import GenerationError, StatementError
from toymodels.evaluate.batch import Batch, Instance
from toymodels.evaluate.convert import instance_of
from toymodels.instances.batches import sizes_of
from toymodels.instances.grid import Grid
from toymodels.instances.plan import Plan
from toymodels.instances.shrink import shrink, simplest_violation
from toymodels.instances.simpler import cost
from toymodels.instances.subject import Subject
from toymodels.search import smt
from toymodels.search.climb import Climber
from toymodels.search.solver_process import SOLVER
from toymodels.sizes import sizes_text
from toymodels.statements.language import Statement
from toymodels.statements.read.closed import Closed
from toymodels.statements.read.tables import tabulated
from toymodels.statements.walk import is_field_valued, is_searched

_FIRST_INSTANCES, _SECOND_INSTANCES = 100, 1_000
_GRID_LIMIT = 100_000
_LARGE_BATCH = 64
_SOLVER_SIZES, _SOLVER_MILLISECONDS = 8, 1_000
_PATIENCE = 3
_LONG, _ROUNDS, _LINES = 30, 4, 250
"""From which length on a witness is made simpler along curves, and how much that may cost."""
_STARTING_POINTS, _DRAWN_POINTS = 64, 8
_SHARES = {
    "random": 0.3,
    "slide": 0.15,
    "solver": 0.25,
    "guided": 0.5,
    "simpler": 0.5,
}
"""The parts of the time that the means may take, each at most."""


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
    return _Search(Subject(tabulated(statement)), instances, seed, seconds, closed).run()


class _Found(Exception):
    """Carries a violating instance, or the verdict of a check, out of a search."""

    def __init__(self, verdict: Refuted) -> None:
        super().__init__()
        self.verdict = verdict


class _OutOfTimeError(Exception):
    """Ends a random check whose time is over."""


@dataclass(slots=True)
class _Search:
    """One run of `search`."""

    subject: Subject
    instances: int
    seed: int
    seconds: float
    closed: tuple[Closed, ...]
    tried: dict[str, int] = field(default_factory=dict[str, int])
    evidence: Evidence | None = None
    means: str = ""
    notes: list[str] = field(default_factory=list[str])
    _coverage: Coverage = field(init=False)
    _in_vain: int = 0
    _points: list[Instance] = field(default_factory=list[Instance])
    _started: float = field(default_factory=time.monotonic)
    _started_computing: float = field(default_factory=time.process_time)
    _until: float = 0.0
    _solving: float = 0.0

    def __post_init__(self) -> None:
        self._coverage = Coverage(self.subject)

    @property
    def statement(self) -> Statement:
        return self.subject.statement

    def run(self) -> SearchResult:
        try:
            verdict = self._verdict()
        except _Found as found:
            verdict = self._simplified(found.verdict)
        means = self.means if isinstance(verdict, Refuted) else ""
        if isinstance(verdict, Held):
            self.notes.extend(left_out(self.statement))
        return SearchResult(verdict, means, self.tried, self.evidence, self._on_the_clock(), tuple(self.notes))

    def _verdict(self) -> Verdict:
        self._random(min(self.instances, _FIRST_INSTANCES), self.seconds)
        first = self.evidence
        assert first is not None
        try:
            chosen = self.subject.plan
        except (GenerationError, StatementError):
            return first.verdict
        context = Context(self.subject, self.seed, self.notes.append, closed=self.closed)
        for place, means in enumerate(MEANS):
            self._within(means.share, means.name, partial(self._walk, means, context))
            if place == 0:
                self._random(min(self.instances, _SECOND_INSTANCES), self.seconds * _SHARES["random"])
        if is_searched(self.statement.conclusion):
            return self._conclude(self.evidence or first)
        if chosen.steps:
            self._within(_SHARES["slide"], "points on curves from others", lambda: self._slide(chosen))
        self._within(_SHARES["solver"], "SMT solver", lambda: self._solver(chosen))
        if first.exhaustive:
            return self._conclude(first)
        self._within(_SHARES["guided"], "guided search", lambda: self._guided(chosen))
        if self.instances > _SECOND_INSTANCES and first.proposals:
            self._random(self.instances, self.seconds)
        return self._conclude(self.evidence or first)

    def _conclude(self, evidence: Evidence) -> Verdict:
        decided = sum(self.tried.values())
        if self._in_vain:
            return Unknown(undecided(self.statement, self._in_vain, decided))
        if decided == 0:
            return evidence.verdict
        if not evidence.exhaustive and evidence.proposals:
            reason = thin(
                (*evidence.sizes, *self._coverage.sizes()),
                effective=evidence.effective + self._coverage.effective,
                attempt=evidence.attempt,
                wanted=self.instances,
                drawn=any(is_field_valued(var) for var in self.statement.variables),
            )
            if reason is not None:
                return Unknown(reason)
        return Held(decided, exact=True, complete=evidence.exhaustive or evidence.instances >= self.instances)

    def _within(self, share: float, means: str, run: Callable[[], None]) -> None:
        """Runs one of the means for its share of the time, from now on."""
        self.means = means
        self._give(min(share, max(0.0, 1 - self._elapsed() / self.seconds)))
        try:
            run()
        except (GenerationError, StatementError) as error:
            self.notes.append(f"{means}: given up: {error}")

    def _give(self, share: float) -> None:
        """What comes now has this share of the time, from now on."""
        self._until = self._elapsed() + self.seconds * share

    def _walk(self, means: Means, context: Context) -> None:
        """Decides the candidates of one of the means that a check tries too."""
        for candidates in means.candidates(context):
            if self._is_over():
                return
            self._count(decide(self.subject, candidates))

    def _elapsed(self) -> float:
        """Seconds of computing, or a third of those on the clock where others keep the machine busy."""
        computing = time.process_time() - self._started_computing + self._solving
        return max(computing, self._on_the_clock() / _PATIENCE)

    def _on_the_clock(self) -> float:
        return time.monotonic() - self._started

    def _is_over(self) -> bool:
        return self._elapsed() > self._until

    def _random(self, instances: int, until: float) -> None:
        """A check, which is given up after `until` seconds of the search if there was one before."""
        if self.evidence is not None and (self.evidence.exhaustive or instances <= self.evidence.asked):
            return
        self.means = "random instances"

        def watch(done: int, total: int) -> None:
            del done, total
            if self._elapsed() > until and self.evidence is not None:
                raise _OutOfTimeError

        try:
            self.evidence = sample(self.subject, instances=instances, seed=self.seed, progress=watch)
        except _OutOfTimeError:
            return
        self.tried[self.means] = self.evidence.instances
        self._in_vain = max(self._in_vain, self.evidence.undecided)
        if isinstance(self.evidence.verdict, Refuted):
            raise _Found(self.evidence.verdict)

    def _by_cells(self) -> list[Mapping[str, int]]:
        """All sizes, those with the fewest field elements first."""
        return Context(self.subject, self.seed, self.notes.append).by_cells()

    def _simplified(self, verdict: Refuted) -> Refuted:
        """The same, or a simpler witness on the curves that hypotheses describe, where single changes lead off them."""
        statement, witness = self.statement, verdict.witness
        self._give(_SHARES["simpler"])
        slider = Slider(self.subject, self.seed, self._is_over)
        if cost(statement, witness)[1] <= _LONG or not slider.has_equations:
            return verdict
        try:
            points = [*self._simple_points(sizes_of(statement, witness)), witness]
            for turn in range(_ROUNDS):
                if self._is_over():
                    break
                own = cost(statement, witness)
                reached = slider.reached(points, _LINES, short=turn % 2 == 0)
                shorter = [each for each in reached if cost(statement, each) < own]
                shorter.sort(key=lambda each: cost(statement, each))
                better = next((each for each in shorter if self.subject.is_violated_by(each)), None)
                if better is not None:
                    witness = shrink(self.subject, better)
                    points.append(witness)
        except (GenerationError, StatementError) as error:
            self.notes.append(f"a simpler counterexample: given up: {error}")
        shown = other_form(self.subject.statement, witness)
        return Refuted(witness, verdict.found, explain(self.subject, witness), shown)

    def _simple_points(self, sizes: Mapping[str, int]) -> list[Instance]:
        """A few of the simplest known instances of the hypotheses at `sizes`."""
        claim = impossible(self.subject)
        found = list(_small_points(claim, [sizes]))
        found += [each for each in self._points if sizes_of(self.statement, each) == sizes]
        return sorted(found, key=lambda each: cost(claim.statement, each))[:_DRAWN_POINTS]

    def _slide(self, chosen: Plan) -> None:
        slider = Slider(self.subject, self.seed, self._is_over)
        if not slider.has_equations:
            return
        self._points += self._drawn_points(chosen)
        if not self._points and smt.is_available():
            self._points += self._solved_points(chosen)
        if not self._points:
            self._points += _small_points(
                self.subject.altered(slider.equations_alone), self._by_cells()[:_SOLVER_SIZES]
            )
        for batch in slider.batches(self._points, self.subject.satisfying):
            self._decide(batch)
            if self._is_over():
                return

    def _drawn_points(self, chosen: Plan) -> Iterator[Instance]:
        rng = np.random.default_rng([self.seed, 5])
        for sizes in self._by_cells()[:_SOLVER_SIZES]:
            if self._is_over():
                return
            drawn = self.subject.satisfying(chosen.generate(sizes, rng, _LARGE_BATCH))
            yield from (instance_of(drawn, index) for index in range(min(_DRAWN_POINTS, drawn.count)))

    def _solved_points(self, chosen: Plan) -> Iterator[Instance]:
        """Instances of the hypotheses alone, where no other means has found one."""
        claim = impossible(self.subject)
        for sizes in self._by_cells()[:_SOLVER_SIZES]:
            if self._is_over():
                return
            found = self._solved(claim.statement, sizes)
            if isinstance(found, Instance) and claim.is_violated_by(found):
                yield found

    def _solver(self, chosen: Plan) -> None:
        if not smt.is_available():
            self.notes.append("the SMT solver is not installed: pip install 'toymodels[smt]'")
            return
        excluded: list[Mapping[str, int]] = []
        for sizes in self._by_cells():
            if self._is_over():
                break
            found = self._solved(self.statement, sizes)
            if isinstance(found, Instance):
                self._count(decide(self.subject, found))
            elif found:
                excluded.append(sizes)
        if excluded:
            where = f", at {found}" if (found := sizes_text(excluded)) else ""
            reach = (
                "of the kind that is tried exists" if self.statement.left_out else "exists, even in the real numbers"
            )
            self.notes.append(f"z3 finds that no counterexample {reach}{where}")

    def _solved(self, statement: Statement, sizes: Mapping[str, int]) -> Instance | bool:
        """What the solver says in the time that is left; its process computes for this one."""
        left = self._until - self._elapsed()
        started = time.monotonic()
        try:
            return SOLVER.witness(statement, sizes, milliseconds=max(10, min(_SOLVER_MILLISECONDS, int(1000 * left))))
        finally:
            self._solving += time.monotonic() - started

    def _guided(self, chosen: Plan) -> None:
        climber = Climber(self.subject, chosen, np.random.default_rng([self.seed, 1]))
        for batch in climber.batches():
            self._decide(batch)
            if self._is_over():
                return

    def _count(self, decided: Decided) -> None:
        """Counts what was decided, and keeps a few of the accepted instances to start from.

        Raises:
            _Found: one of them violates the statement, and the oracle agrees.
        """
        if decided.violation is not None:
            raise _Found(confirmed(self.subject, decided.violation))
        self.tried[self.means] = self.tried.get(self.means, 0) + decided.count
        self._in_vain += decided.undecided
        accepted = decided.accepted
        if accepted is None or not accepted.count:
            return
        self._coverage.add(accepted)
        if len(self._points) < _STARTING_POINTS:
            self._points += (instance_of(accepted, index) for index in range(min(2, accepted.count)))

    def _decide(self, batch: Batch) -> None:
        """Decides the conclusion on instances that satisfy the hypotheses."""
        if batch.count == 0:
            return
        self.tried[self.means] = self.tried.get(self.means, 0) + batch.count
        found = simplest_violation(self.subject, batch)
        if found is not None:
            raise _Found(confirmed(self.subject, found))
        self._coverage.add(batch)


def _small_points(subject: Subject, sizes: Iterable[Mapping[str, int]]) -> Iterator[Instance]:
    """A few of the instances of the hypotheses with small entries, at each of `sizes`."""
    grid = Grid(subject.plan)
    for each in sizes:
        for batch in grid.batches(each, _GRID_LIMIT // 10):
            accepted = subject.satisfying(batch)
            yield from (instance_of(accepted, index) for index in range(min(accepted.count, _DRAWN_POINTS)))
