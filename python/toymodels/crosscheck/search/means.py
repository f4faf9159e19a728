"""The search for a counterexample to a conjecture, by several means in turn, each candidate decided exactly.

1. A few random instances of the plan for the hypotheses.
2. Instances of plans made for the purpose: the conclusion's negation, or equality in one of its bounds, is drawn as if
   it were a hypothesis, so that a rare failure is constructed; and equality in a hypothesis, where bounds are tight.
3. Every instance with entries in {0, 1, -1, 2, 1/2}, smallest sizes first, without any plan.
4. A guided search (`climb`) from accepted instances towards a failure.
5. As many random instances as were asked for.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import prod

import numpy as np

from toymodels.crosscheck.evidence import Evidence
from toymodels.crosscheck.explain import explain
from toymodels.crosscheck.runner import check
from toymodels.crosscheck.search.climb import Climber
from toymodels.crosscheck.verdict import Held, Refuted, Unknown, Verdict
from toymodels.errors import EvaluatorDisagreement, GenerationError, StatementError
from toymodels.evaluate import Batch, FieldArray, Instance, evaluate_prop, instance_of, shape_of
from toymodels.instances import Plan, plan
from toymodels.instances.batches import take
from toymodels.instances.discrete import assignments
from toymodels.instances.facts import facts_of, negate
from toymodels.instances.shrink import shrink, violates
from toymodels.statements.language import (
    Compare,
    Connective,
    Hypothesis,
    Logic,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Term,
    Truth,
)

_FIRST_INSTANCES = 1_000
_AIMED_BATCH, _AIMED_SIZES, _MOST_AIMS = 256, 12, 24
_HALVES = (0, 2, -2, 4, 1)
"""The entries of exhaustive instances, in halves, simplest first."""
_GRID_LIMIT, _CHUNK = 100_000, 8_192
_LARGE = 50
_EXHAUSTIVE_SHARE, _GUIDED_SHARE = 0.25, 0.6


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search says.

    Attributes:
        verdict: as in a check; `Refuted` only if the `fractions.Fraction` evaluator confirms it.
        means: which of the means found the counterexample; empty without one.
        tried: by means, how many instances satisfied all hypotheses and were decided exactly.
        evidence: the last random check that was completed, if the statement could be planned.
        seconds: wall time.
    """

    verdict: Verdict
    means: str
    tried: Mapping[str, int]
    evidence: Evidence | None
    seconds: float

    @property
    def instances(self) -> int:
        """How many instances were decided exactly."""
        return sum(self.tried.values())


def search(statement: Statement, *, instances: int = 10_000, seed: int = 0, seconds: float = 10.0) -> SearchResult:
    """Search a counterexample to `statement`, for about `seconds`.

    instances: how many random instances of the plan a conjecture must survive at least, time permitting.

    Raises:
        EvaluatorDisagreement: two evaluators differ; a defect of this package, never of the statement.
    """
    return _Search(statement, instances, seed, seconds).run()


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

    statement: Statement
    instances: int
    seed: int
    seconds: float
    tried: dict[str, int] = field(default_factory=dict[str, int])
    evidence: Evidence | None = None
    means: str = ""
    _started: float = field(default_factory=time.monotonic)

    def run(self) -> SearchResult:
        try:
            verdict = self._verdict()
        except _Found as found:
            verdict = found.verdict
        refuted = isinstance(verdict, Refuted)
        return SearchResult(verdict, self.means if refuted else "", self.tried, self.evidence, self._elapsed())

    def _verdict(self) -> Verdict:
        self._random(min(self.instances, _FIRST_INSTANCES))
        self._aimed()
        self._exhaustive(self.seconds * _EXHAUSTIVE_SHARE)
        first = self.evidence
        assert first is not None
        if first.exhaustive:
            return first.verdict
        self._guided(self.seconds * _GUIDED_SHARE)
        if self.instances > _FIRST_INSTANCES and not isinstance(first.verdict, Unknown):
            self._random(self.instances)
        return self._conclude(self.evidence or first)

    def _conclude(self, evidence: Evidence) -> Verdict:
        decided = sum(self.tried.values())
        if decided == 0:
            return evidence.verdict
        return Held(decided, exact=True, complete=evidence.instances >= self.instances)

    def _elapsed(self) -> float:
        return time.monotonic() - self._started

    def _left(self) -> float:
        return self.seconds - self._elapsed()

    # --------------------------------------------------------------------------------------------------------- random

    def _random(self, instances: int) -> None:
        self.means = "random instances"

        def watch(done: int, total: int) -> None:
            del done, total
            if self._left() < 0 and self.evidence is not None:
                raise _OutOfTimeError

        try:
            self.evidence = check(self.statement, instances=instances, seed=self.seed, progress=watch)
        except _OutOfTimeError:
            return
        self.tried[self.means] = self.evidence.instances
        if isinstance(self.evidence.verdict, Refuted):
            raise _Found(self.evidence.verdict)

    # ---------------------------------------------------------------------------------------------------------- aimed

    def _aimed(self) -> None:
        self.means = "instances made to fail"
        for number, aim in enumerate(_aims(self.statement)):
            if number >= _MOST_AIMS or self._left() < 0:
                return
            try:
                self._try_plan(plan(aim), number)
            except (GenerationError, StatementError):
                continue

    def _try_plan(self, chosen: Plan, number: int) -> None:
        every = chosen.sizes()
        rng = np.random.default_rng([self.seed, number])
        order = sorted(every, key=lambda s: sum(s.values.values()))
        if len(order) > _AIMED_SIZES:
            weights = np.array([s.weight for s in order], dtype=np.float64)
            picked = rng.choice(len(order), _AIMED_SIZES, replace=False, p=weights / weights.sum())
            indices: list[int] = sorted(picked.tolist())
            order = [order[index] for index in indices]
        for sizes in order:
            if self._left() < 0:
                return
            self._try(chosen.generate(sizes.values, rng, _AIMED_BATCH))

    # ----------------------------------------------------------------------------------------------------- exhaustive

    def _exhaustive(self, seconds: float) -> None:
        self.means = "all small instances"
        until = self._elapsed() + seconds
        chosen = plan(self.statement)
        order = sorted(chosen.sizes(), key=lambda s: (self._cells(chosen, s.values), sum(s.values.values())))
        for sizes in order:
            for batch in self._grid(chosen, sizes.values):
                if self._elapsed() > until:
                    return
                self._try(batch)

    def _cells(self, chosen: Plan, sizes: Mapping[str, int]) -> int:
        return sum(prod(shape_of(var.sort, sizes)) for var, _ in chosen.steps)

    def _grid(self, chosen: Plan, sizes: Mapping[str, int]) -> Iterator[Batch]:
        """Every instance with small entries at `sizes`, in chunks; fewer kinds of entries where there are too many."""
        table = assignments(chosen.discrete, chosen.discrete_facts, self.statement.definitions, sizes)
        rows = table.count if table is not None else 0
        cells = self._cells(chosen, sizes)
        kinds = next((k for k in range(len(_HALVES), 1, -1) if rows * k**cells <= _GRID_LIMIT), 0)
        if table is None or rows == 0 or (kinds == 0 and cells > 0):
            return
        total = rows * kinds**cells
        for start in range(0, total, _CHUNK):
            number = np.arange(start, min(start + _CHUNK, total), dtype=np.int64)
            arrays = {name: array[number % rows] for name, array in table.arrays.items()}
            rest = number // rows
            batch = Batch(dict(sizes), dict(arrays), len(number))
            yield replace(batch, arrays={**batch.arrays, **_entries(chosen, sizes, rest, kinds)})

    # --------------------------------------------------------------------------------------------------------- guided

    def _guided(self, seconds: float) -> None:
        self.means = "guided search"
        until = self._elapsed() + max(0.0, min(seconds, self._left()))
        try:
            climber = Climber(self.statement, plan(self.statement), np.random.default_rng([self.seed, 1]))
            for batch in climber.batches():
                self._decide(batch)
                if self._elapsed() > until:
                    return
        except GenerationError:
            return

    # ------------------------------------------------------------------------------------------------------- decision

    def _try(self, batch: Batch) -> None:
        """Decides the conclusion on the instances of `batch` that satisfy the hypotheses.

        Raises:
            _Found: one of them violates the statement, and the reference evaluator agrees.
        """
        statement = self.statement
        for hypothesis in statement.hypotheses:
            batch = take(batch, evaluate_prop(hypothesis.prop, statement.definitions, batch).values)
            if batch.count == 0:
                return
        self._decide(batch)

    def _decide(self, batch: Batch) -> None:
        """Decides the conclusion on instances that satisfy the hypotheses."""
        if batch.count == 0:
            return
        statement = self.statement
        self.tried[self.means] = self.tried.get(self.means, 0) + batch.count
        holds = evaluate_prop(statement.conclusion, statement.definitions, batch).values
        if not holds.all():
            raise _Found(_confirmed(statement, instance_of(batch, int(np.argmin(holds)))))


def _confirmed(statement: Statement, found: Instance) -> Refuted:
    if not violates(statement, found):
        raise EvaluatorDisagreement(
            f"{statement.name}: the batched evaluator calls {dict(found.values)} a counterexample and the reference "
            "one does not; this is a defect of toymodels, please report it"
        )
    witness = shrink(statement, _nearer(statement, found))
    return Refuted(witness, found, explain(statement.conclusion, statement.definitions, witness))


def _nearer(statement: Statement, found: Instance) -> Instance:
    """Large scalars replaced by whole ones nearer to zero, by bisection: shrinking goes on in steps of one."""
    for name, value in found.values.items():
        if not isinstance(value, Fraction) or abs(value) < _LARGE:
            continue
        sign, low, high = (1 if value > 0 else -1), 0, abs(math.ceil(abs(value)))
        if not violates(statement, Instance({**found.values, name: Fraction(sign * high)})):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if violates(statement, Instance({**found.values, name: Fraction(sign * middle)})):
                high = middle
            else:
                low = middle
        found = Instance({**found.values, name: Fraction(sign * high)})
    return found


def _entries(
    chosen: Plan, sizes: Mapping[str, int], number: np.ndarray[tuple[int], np.dtype[np.int64]], kinds: int
) -> dict[str, FieldArray]:
    """The digits of `number` in base `kinds`, as entries of all field variables."""
    halves = np.array(_HALVES, dtype=np.int64)
    arrays: dict[str, FieldArray] = {}
    for var, _ in chosen.steps:
        shape = shape_of(var.sort, sizes)
        columns = np.empty((len(number), prod(shape)), dtype=np.int64)
        for column in range(columns.shape[1]):
            columns[:, column] = halves[number % kinds]
            number = number // kinds
        arrays[var.name] = FieldArray(columns.reshape(len(number), *shape), np.full(len(number), 2, dtype=np.int64))
    return arrays


# ----------------------------------------------------------------------------------------------------------------- aims


def _aims(statement: Statement) -> Iterator[Statement]:
    """The statement with one more hypothesis each time, under which a failure is more likely."""
    for failure in _failures(statement.conclusion):
        yield _assuming(statement, failure)
    tight: list[Term] = []
    for fact in facts_of(statement):
        if isinstance(fact.atom, Compare) and fact.atom.op in (Relation.LE, Relation.LT):
            equal = replace(fact, atom=Compare(Relation.EQ, fact.atom.left, fact.atom.right)).prop
            if fact.atom.op is Relation.LE:
                tight.append(equal)
    for equal in tight:
        yield _assuming(statement, equal)


def _assuming(statement: Statement, *props: Term) -> Statement:
    aims = tuple(Hypothesis(f"aim {number}", prop) for number, prop in enumerate(props, start=1))
    return replace(statement, hypotheses=(*statement.hypotheses, *aims), conclusion=Truth(True))


def _failures(conclusion: Term) -> Iterator[Term]:
    """Conditions that imply, or come close to, the negation of `conclusion`."""
    match conclusion:
        case Compare(Relation.LT, left, right):
            yield Compare(Relation.EQ, left, right)
            yield negate(conclusion)
        case Compare():
            yield negate(conclusion)
        case Connective(Logic.AND, left, right):
            yield from _failures(left)
            yield from _failures(right)
        case Connective(Logic.OR, left, right):
            yield from (Connective(Logic.AND, a, b) for a in _failures(left) for b in _failures(right))
        case Connective(Logic.IMPLIES, left, right):
            yield left
            yield from (Connective(Logic.AND, left, failure) for failure in _failures(right))
        case Connective(Logic.IFF, left, right):
            yield Connective(Logic.AND, left, negate(right))
            yield Connective(Logic.AND, right, negate(left))
        case Quantifier(Quantity.EXISTS, var, body):
            yield from (Quantifier(Quantity.FORALL, var, failure) for failure in _failures(body))
        case _:
            return
