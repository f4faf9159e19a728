"""The check of one statement: draw, filter, decide, confirm."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from toymodels.check.aiming import Aiming
from toymodels.check.attempts import drawn_without_each, survey
from toymodels.check.candidates.decide import confirmed, decide, weight
from toymodels.check.candidates.means import CHECK, Candidates, Context, Means
from toymodels.check.candidates.registry import MEANS
from toymodels.check.coverage import thin
from toymodels.check.effective import effectiveness
from toymodels.check.evidence import Evidence
from toymodels.check.explain import explain
from toymodels.check.left_out import irrational, left_out, never_met, undecided, without_instances
from toymodels.check.lesson import lesson
from toymodels.check.shown import other_form
from toymodels.check.tally import Tally
from toymodels.check.verdict import Held, Refuted, Unknown, Vacuous, Verdict
from toymodels.errors import EvaluatorDisagreement, GenerationError, StatementError
from toymodels.evaluate.batch import Batch, Instance
from toymodels.evaluate.convert import instance_of
from toymodels.evaluate.evaluator import PropResult
from toymodels.instances.aim import aimed_plans
from toymodels.instances.batches import cells, take
from toymodels.instances.naturals import with_drawn_numbers
from toymodels.instances.plan import Plan, Sizes
from toymodels.instances.shrink import shrink
from toymodels.instances.subject import Subject
from toymodels.lean.olean import user_name
from toymodels.records.forms import Timing
from toymodels.statements.language import NatSort, Statement, Truth
from toymodels.statements.read.closed import Closed
from toymodels.statements.walk import is_searched

Progress = Callable[[int, int], None]
"""Told how many instances were accepted so far, and how many are wanted."""

Observer = Callable[[Subject, Batch], None]
"""Given instances that satisfy all hypotheses, with the subject whose variables they have values for."""

SIZES_AT_ONCE = 16
"""How many assignments to the `Nat` variables share the instances of one check."""

_SMALLEST_BATCH, _FIRST_BATCH, _LARGEST_BATCH = 16, 1024, 8192
_MOST_ENTRIES = 2**17
"""How many numbers a batch may have, so that one variable's arrays stay in the cache (2 MiB are common)."""
_PROPOSALS_PER_INSTANCE = 100
_LEAST_BUDGET = 20_000
_PROBES, _PROBE_SIZE = 2, 64
_PROPOSALS_BEFORE_GIVING_UP = 2048
_SIZES_TRIED = 64
_BREAKING_SIZES = 8
ENOUGH_ATTEMPTS = 2_000
_SPOT_CHECKED_SIZE = 4
_MOST_STEPS = 1_000_000
"""What an instance may cost at the sizes that are tried first, in steps as `cost` counts them."""
_MOST_CELLS = 20_000
_SEARCHED_AT_ONCE = 64
"""How many instances of a batch are tried by other means where each is decided on its own, which takes longer."""


def check(
    claim: Statement | Subject,
    *,
    instances: int = 10_000,
    seed: int = 0,
    sizes: Mapping[str, int] | None = None,
    progress: Progress | None = None,
    closed: tuple[Closed, ...] = (),
    observe: Observer | None = None,
) -> Evidence:
    """Tests a statement on about `instances` random ones that satisfy its hypotheses, exactly, and by other means.

    The other means (`candidates`) are those that a search for counterexamples begins with, at small cost. What they
    decide is counted apart: the counts of instances are those of random ones. Where all instances there are were tried
    they have nothing to add.

    The evidence is the same each time for the same arguments, but for the wall time and for the lesson, whose search
    ends after seconds. `sizes` fixes some or all of the `Nat` variables; `closed` are objects of the library that the
    statement is tried at. `observe` is shown each batch of random instances before it is decided.

    Raises:
        StatementError: `sizes` names a variable that the statement does not have.
        EvaluatorDisagreement: the batched evaluator and the oracle differ; a defect of this package.
    """
    started = time.monotonic()
    subject = Subject.of(claim)
    evidence = sample(subject, instances=instances, seed=seed, sizes=sizes, progress=progress, observe=observe)
    if evidence.plan and not isinstance(evidence.verdict, Refuted) and not evidence.exhaustive:
        evidence = _by_other_means(subject, evidence, closed)
    if isinstance(evidence.verdict, Refuted):
        evidence = _with_lesson(subject, evidence, evidence.verdict.witness)
    elif evidence.plan:
        roots = irrational(subject) if evidence.instances else ()
        evidence = replace(evidence, notes=(*evidence.notes, *left_out(subject.statement), *roots))
    return replace(evidence, timing=Timing.since(started))


def _with_lesson(subject: Subject, evidence: Evidence, witness: Instance) -> Evidence:
    """The same evidence with a counterexample that tells more, if there is one and no size was fixed by the user."""
    if evidence.pinned:
        return evidence
    try:
        return replace(evidence, lesson=lesson(subject, witness))
    except (GenerationError, StatementError) as error:
        note = f"a more instructive counterexample could not be searched for: {error}"
        return replace(evidence, notes=(*evidence.notes, note))


def _by_other_means(subject: Subject, evidence: Evidence, closed: tuple[Closed, ...]) -> Evidence:
    """The same evidence with what the means of `candidates` have to say, all of them together."""
    notes: list[str] = []
    tried: dict[str, int] = {}
    in_vain = 0
    context = Context(subject, evidence.seed, notes.append, CHECK, evidence.pinned, closed)
    for means in MEANS:
        try:
            for candidates in _few(means, context):
                decided = decide(subject, candidates)
                if decided.violation is not None:
                    verdict = confirmed(subject, decided.violation)
                    return replace(evidence, verdict=verdict, means=means.name, tried=tried, notes=tuple(notes))
                tried[means.name] = tried.get(means.name, 0) + decided.count
                in_vain += decided.undecided
        except (GenerationError, StatementError) as error:
            notes.append(f"{means.name}: given up: {error}")
    verdict = _reconsidered(evidence.verdict, tried)
    if in_vain and isinstance(verdict, Held):
        verdict = Unknown(undecided(subject.statement, in_vain, evidence.instances + sum(tried.values())))
    return replace(evidence, verdict=verdict, tried=tried, notes=tuple(notes))


def _few(means: Means, context: Context) -> Iterator[Candidates]:
    """The first candidates, within the cells that one of the means may fill in a check."""
    filled = 0
    few = is_searched(context.statement.conclusion)
    for candidates in means.candidates(context):
        if few and isinstance(candidates, Batch):
            candidates = take(candidates, np.arange(min(candidates.count, _SEARCHED_AT_ONCE)))
        yield candidates
        filled += weight(candidates)
        if filled > _MOST_CELLS:
            return


def _reconsidered(verdict: Verdict, tried: Mapping[str, int]) -> Verdict:
    """What was found where random instances met no hypothesis is too little to say more."""
    if not isinstance(verdict, Vacuous) or not any(tried.values()):
        return verdict
    found = ", ".join(f"{count:,} by {name}" for name, count in tried.items() if count)
    return Unknown(f"no random instance satisfies all hypotheses; those found otherwise are few: {found}")


def sample(
    claim: Statement | Subject,
    *,
    instances: int = 10_000,
    seed: int = 0,
    sizes: Mapping[str, int] | None = None,
    progress: Progress | None = None,
    observe: Observer | None = None,
) -> Evidence:
    """As `check`, with random instances only."""
    started = time.monotonic()
    subject = Subject.of(claim)
    _demand_known(subject.statement, sizes or {})
    drawn = subject.altered(with_drawn_numbers(subject.statement, sizes or {}))
    tally = Tally(drawn)
    try:
        chosen, aimed = drawn.plan, aimed_plans(drawn)
        run = _Check(subject, drawn, aimed, tally, instances, seed, progress, observe)
        verdict = run.run(dict(sizes or {}))
        lines = (
            *chosen.describe(),
            *(f"aimed at a condition of the conclusion: {line}" for p in aimed for line in p.changes(chosen)),
            *(f"aimed at instances that could fail: {line}" for p in run.aims for line in p.changes(chosen)),
        )
        kept = chosen.by_construction()
    except (GenerationError, StatementError) as error:
        verdict, lines, kept = Unknown(str(error)), (), ()
    distinct = tally.distinct.count()
    return Evidence(
        name=subject.statement.name,
        verdict=verdict,
        asked=instances,
        instances=tally.accepted,
        distinct=distinct.value,
        proposals=tally.proposals,
        hypotheses=tally.hypotheses(kept),
        sizes=tally.sizes(),
        arithmetic=dict(tally.arithmetic),
        degenerate=dict(tally.degenerate),
        plan=lines,
        seed=seed,
        pinned=dict(sizes or {}),
        timing=Timing.since(started),
        distinct_exact=distinct.exact,
        effective=tally.effective,
        attempt=tally.attempt(),
        undecided=tally.undecided,
    )


def _demand_known(statement: Statement, sizes: Mapping[str, int]) -> None:
    names = [var.name for var in statement.variables if isinstance(var.sort, NatSort)]
    for name in sizes:
        if name not in names:
            known = f"it has {', '.join(names)}" if names else "it has none"
            raise StatementError(f"{statement.name} has no size {name!r} to fix; {known}")


@dataclass(slots=True)
class _Run:
    """Progress at one assignment to the `Nat` variables."""

    sizes: Mapping[str, int]
    target: int
    batches: int = 0
    proposals: int = 0
    accepted: int = 0
    effective: int = 0
    spent: bool = False
    short: bool = False
    aimed: Plan | None = None

    def is_barren(self, *, others: bool) -> bool:
        """Whether it is time to try other sizes, which is sooner if there are any."""
        return self.accepted == 0 and self.proposals >= (
            _PROBE_SIZE * _PROBES if others else _PROPOSALS_BEFORE_GIVING_UP
        )

    def plan(self, plans: tuple[Plan, ...]) -> Plan:
        """Whose turn it is: one of `plans` after the other, and every second time what aims at effective instances."""
        if self.aimed is None:
            return plans[self.batches % len(plans)]
        return self.aimed if self.batches % 2 else plans[self.batches // 2 % len(plans)]


class _Check:
    """One run of `check`; the results accumulate in `tally`."""

    def __init__(
        self,
        claimed: Subject,
        drawn: Subject,
        aimed: tuple[Plan, ...],
        tally: Tally,
        wanted: int,
        seed: int,
        progress: Progress | None,
        observe: Observer | None,
    ) -> None:
        self._observe = observe
        self._claimed = claimed
        self._drawn = drawn
        self._effectiveness = effectiveness(drawn.statement)
        self._searches = is_searched(drawn.statement.conclusion)
        self._plan = drawn.plan
        self._plans = (drawn.plan, *aimed)
        self._tally = tally
        self._wanted = wanted
        self._seed = seed
        self._progress = progress
        self._aiming = Aiming(drawn, self._effectiveness)
        self._is_everything = False
        self._batch_size = min(_FIRST_BATCH, max(_SMALLEST_BATCH, -(-wanted // SIZES_AT_ONCE)))
        self._pinned = False
        self._name_key = int.from_bytes(hashlib.sha256(user_name(claimed.statement.name).encode()).digest()[:8], "big")

    def run(self, pinned: Mapping[str, int]) -> Verdict:
        self._pinned = bool(pinned)
        candidates = self._plan.sizes(pinned)
        self._is_everything = self._plan.covers(pinned)
        if not candidates:
            names = ", ".join(dict.fromkeys(f.hypothesis for f in (*self._plan.size_facts, *self._plan.discrete_facts)))
            where = f"at {dict(pinned)}" if pinned else "up to the largest size tried"
            why = f"no values of the natural numbers and indices {where} satisfy {names or 'their own sorts'}"
            return without_instances(self._claimed.statement, why)
        if self._plan.is_finite:
            exhausted = self._exhaust(candidates)
            if exhausted is not None:
                return exhausted
        return self._sample(candidates)

    @property
    def aims(self) -> tuple[Plan, ...]:
        """The plans that aimed at effective instances."""
        return self._aiming.used

    def _exhaust(self, candidates: tuple[Sizes, ...]) -> Verdict | None:
        """Every instance at every size, or None if that would be too many."""
        batches: list[Batch] = []
        for choice in candidates:
            batch = self._plan.enumerate(choice.values)
            if batch is None:
                return None
            batches.append(batch)
        for batch in batches:
            refuted = self._try(batch)
            if refuted is not None:
                return refuted
        return self._conclude(exhausted=True)

    def _sample(self, candidates: tuple[Sizes, ...]) -> Verdict:
        order = self._shuffled(candidates)
        first = self._plan.affordable(order, SIZES_AT_ONCE, _MOST_STEPS)
        active, reserve = self._share(first), [each for each in order if each not in first][: _SIZES_TRIED - len(first)]
        budget = max(_PROPOSALS_PER_INSTANCE * self._wanted, _LEAST_BUDGET)
        spent = 0
        while active and self._tally.accepted < self._wanted and self._tally.proposals < budget:
            for run in active:
                refuted = self._turn(run) if run.accepted < run.target else None
                if refuted is not None:
                    return refuted
            spent += sum(run.spent for run in active)
            active = self._next(active, reserve)
        refuted = self._attempt(candidates) or self._without_each_hypothesis()
        if refuted is not None:
            return refuted
        return self._conclude(exhausted=spent == len(candidates))

    def _attempt(self, candidates: tuple[Sizes, ...]) -> Refuted | None:
        """Where the conclusion is about sizes alone, proposals at the smallest sizes that break it."""
        attempt = self._tally.attempt()
        if attempt is None or attempt.proposals >= ENOUGH_ATTEMPTS:
            return None
        false_at = [choice.values for choice in candidates if self._tally.breaks(choice.values)]
        if not false_at and not self._pinned:
            false_at = self._surveyed()
        false_at = sorted(false_at, key=lambda sizes: (0 in sizes.values(), sum(sizes.values())))[:_BREAKING_SIZES]
        for sizes in false_at:
            run = _Run(sizes, 0, batches=_PROBES)
            while run.proposals * len(false_at) < ENOUGH_ATTEMPTS and not run.spent:
                refuted = self._round(run)
                if refuted is not None:
                    return refuted
        return None

    def _surveyed(self) -> list[Mapping[str, int]]:
        """Sizes beyond those usually drawn at which a conclusion about sizes is false, and hypotheses may hold."""
        found = survey(self._drawn)
        self._tally.surveyed(found)
        return [sizes for sizes in found.open if self._plan.admits(sizes) and self._tally.breaks(sizes)]

    def _without_each_hypothesis(self) -> Refuted | None:
        """Where no instance could have failed, what breaks the conclusion when one hypothesis is left out."""
        if self._tally.effective or not self._tally.accepted or self._tally.attempt() is not None or self._pinned:
            return None
        for batch in drawn_without_each(self._drawn, self._seed):
            violation = self._tally.broken(batch)
            if violation is not None:
                return self._refute(instance_of(batch, violation))
        return None

    def _next(self, active: list[_Run], reserve: list[Sizes]) -> list[_Run]:
        """Drops sizes that yield nothing, takes others instead, and asks more of the rest where that is not enough."""
        others = bool(reserve) or any(run.accepted for run in active)
        barren = [run for run in active if run.is_barren(others=others)]
        kept = [run for run in active if not run.spent and run not in barren]
        if all(run.accepted >= run.target for run in kept):
            for run in [run for run in kept if run.effective] or kept:
                run.target += self._batch_size
        return kept + [_Run(reserve.pop(0).values, run.target) for run in barren if reserve]

    def _turn(self, run: _Run) -> Refuted | None:
        """One batch, and where too few of the first could have failed, one that aims at instances which can.

        Where none does and nothing aims at them, no more is asked of these sizes.
        """
        refuted = self._round(run)
        first = run.batches == 1 and not run.spent
        if refuted is not None or not first or not self._aiming.is_wanted(run.accepted, run.effective):
            return refuted
        run.aimed = self._aiming.at(run.sizes)
        if run.aimed is None and not run.effective:
            run.target = min(run.target, run.accepted)
        return None if run.aimed is None else self._round(run)

    def _round(self, run: _Run) -> Refuted | None:
        """One batch at one size, whose random numbers depend on the seed, the name, the sizes and its turn only."""
        sizes = [part for name in sorted(run.sizes) for part in (len(name), run.sizes[name])]
        rng = np.random.default_rng(np.random.SeedSequence([self._seed, self._name_key, *sizes, run.batches]))
        chosen = run.plan(self._plans)
        count = self._count(run)
        batch = (chosen if chosen.admits(run.sizes) else self._plan).generate(run.sizes, rng, count, short=run.short)
        if cells(batch) == 0:
            batch, run.spent = take(batch, np.arange(1)), True
        accepted, effective = self._tally.accepted, self._tally.effective
        refuted = self._try(batch)
        run.short = run.short or self._tally.mostly_long()
        run.batches += 1
        run.proposals += batch.count
        run.accepted += self._tally.accepted - accepted
        run.effective += self._tally.effective - effective
        if self._progress is not None:
            self._progress(min(self._tally.accepted, self._wanted), self._wanted)
        return refuted

    def _count(self, run: _Run) -> int:
        """How many proposals the next batch has: first probes, then twice as many with every second turn.

        Two of a size, so that plans which take turns get equal shares. It depends on nothing that happens elsewhere.
        """
        if run.batches < _PROBES:
            return _PROBE_SIZE
        most = _MOST_ENTRIES // max(1, self._plan.cells(run.sizes))
        grown = self._batch_size << (run.batches - _PROBES) // 2
        return min(grown, max(self._batch_size, min(most, _LARGEST_BATCH)))

    def _try(self, batch: Batch) -> Refuted | None:
        """Filters `batch` by the hypotheses and decides the conclusion on the rest."""
        tally = self._tally
        masks = [result.values for result in self._drawn.evaluator.props(self._drawn.props, batch)]
        accepted = np.logical_and.reduce([np.ones(batch.count, dtype=np.bool_), *masks])
        kept = take(batch, accepted)
        kept, known = self._decided(kept) if self._searches else (kept, None)
        tally.add(batch, masks, kept)
        if kept.count == 0:
            return None
        if self._observe is not None:
            self._observe(self._drawn, kept)
        outcome, effective = self._outcome(kept) if known is None else (known, kept.count)
        tally.decided(outcome, effective)
        if outcome.values.all():
            self._spot_check(kept)
            return None
        return self._refute(instance_of(kept, int(np.argmin(outcome.values))))

    def _decided(self, batch: Batch) -> tuple[Batch, PropResult]:
        """The instances for which a search decides the conclusion, any of which could have failed."""
        found = self._drawn.evaluator.search(self._drawn.statement.conclusion, batch)
        kept = take(batch, found.decided)
        self._tally.undecided += batch.count - kept.count
        return kept, PropResult(found.values[found.decided], 0, 0, kept.count)

    def _outcome(self, kept: Batch) -> tuple[PropResult, int]:
        """Where the conclusion holds, and how many instances could have failed."""
        conclusion, evaluator = self._drawn.statement.conclusion, self._drawn.evaluator
        if isinstance(self._effectiveness, Truth):
            count = kept.count if self._effectiveness.value else 0
            return evaluator.prop(conclusion, kept), count
        outcome, effective = evaluator.props([conclusion, self._effectiveness], kept)
        return outcome, int(effective.values.sum())

    def _spot_check(self, batch: Batch) -> None:
        """The first instance at each small size also goes through the oracle, which is slow."""
        if sum(batch.sizes.values()) <= _SPOT_CHECKED_SIZE and self._tally.first_time(batch.sizes):
            self._demand(instance_of(batch, 0), conclusion=True)

    def _refute(self, found: Instance) -> Refuted:
        self._demand(found, conclusion=False)
        witness = shrink(self._claimed, found)
        shown = other_form(self._claimed.statement, witness)
        return Refuted(witness, found, explain(self._claimed, witness), shown)

    def _demand(self, instance: Instance, *, conclusion: bool) -> None:
        """Compares the oracle with what the batched evaluator said: all hypotheses, and the conclusion."""
        statement = self._claimed.statement
        claims = [(f"hypothesis {h.name}", h.prop, True) for h in statement.hypotheses]
        for label, prop, claimed in (*claims, ("the conclusion", statement.conclusion, conclusion)):
            if self._claimed.evaluator.oracle(prop, instance) is not claimed:
                raise EvaluatorDisagreement(
                    f"{statement.name}: {label} is {claimed} to the batched evaluator and {not claimed} to the "
                    f"oracle at {dict(instance.values)}; this is a defect of toymodels, please report it"
                )

    def _conclude(self, *, exhausted: bool) -> Verdict:
        """What was found; `exhausted` where nothing was left out at any of the sizes that were to be tried."""
        tally, exhaustive = self._tally, exhausted and self._is_everything and not self._claimed.statement.left_out
        if tally.undecided:
            return Unknown(undecided(self._claimed.statement, tally.undecided, tally.accepted))
        if tally.accepted == 0:
            return never_met(self._claimed, tally.proposals)
        if not exhaustive:
            reason = thin(
                tally.sizes(),
                effective=tally.effective,
                attempt=tally.attempt(),
                wanted=self._wanted,
                drawn=not self._plan.is_finite or bool(self._plan.wide),
            )
            if reason is not None:
                return Unknown(reason)
        complete = exhausted or tally.accepted >= self._wanted
        return Held(tally.accepted, True, exhaustive, complete, tally.effective)

    def _shuffled(self, candidates: tuple[Sizes, ...]) -> list[Sizes]:
        """A random order in which heavier sizes tend to come first."""
        rng = np.random.default_rng(np.random.SeedSequence([self._seed, self._name_key]))
        keys = [float(rng.random()) ** (1 / choice.weight) for choice in candidates]
        return [choice for _, choice in sorted(zip(keys, candidates, strict=True), key=lambda pair: -pair[0])]

    def _share(self, chosen: list[Sizes]) -> list[_Run]:
        """The wanted instances divided among `chosen` by weight, at least one each."""
        total = sum(choice.weight for choice in chosen)
        return [_Run(choice.values, max(1, -(-self._wanted * choice.weight // total))) for choice in chosen]
