"""The work on one chunk, in whichever process: the same chunk gives the same outcome everywhere."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from toymodels.campaign.chunks import Chunk, Kind, Task, generator_version
from toymodels.campaign.errors import CampaignError
from toymodels.campaign.results import (
    VERDICTS,
    Count,
    Finding,
    HypothesisCount,
    Outcome,
    SizeCount,
    Violation,
)
from toymodels.campaign.watch import HASHES, Watch
from toymodels.check.evidence import Evidence
from toymodels.check.runner import check, sample
from toymodels.check.verdict import Held, Refuted, Unknown, Vacuous, Verdict
from toymodels.errors import crash_reason
from toymodels.instances.subject import Subject
from toymodels.power.theorem import power
from toymodels.search.search import search


def work(chunk: Chunk, task: Task) -> Outcome:
    """Do what a chunk says; where it ends in an unexpected error, the outcome is `unknown` with the reason.

    Raises:
        CampaignError: this process has another version of the code than the one that planned the chunk.
    """
    if chunk.generator != generator_version():
        raise CampaignError(
            f"a worker has version {generator_version()} of the code, the campaign {chunk.generator}; install the same "
            "version of toymodels and NumPy on all machines"
        )
    started = time.monotonic()
    try:
        outcome = {Kind.CHECK: _check, Kind.POWER: _power, Kind.REFUTE: _refute}[chunk.kind](chunk, task)
    except Exception as error:  # whatever it is, it must not cost the other chunks
        outcome = Outcome("unknown", crash_reason(error))
    return replace(outcome, seconds=time.monotonic() - started)


def _check(chunk: Chunk, task: Task) -> Outcome:
    watch, gathered, subject = Watch(), _Gathered(), Subject(task.statement)
    sizes: dict[str, int] = json.loads(chunk.pinned)
    for seed in range(chunk.first, chunk.first + chunk.seeds):
        watch.seed = seed
        found = _checked(chunk, task, subject, seed, sizes, watch)
        if found.exhaustive and seed != chunk.base:
            return Outcome("held", exhaustive=True)  # the first seed has counted all that there are
        gathered.add(found)
        if found.exhaustive or isinstance(found.verdict, Refuted):
            break
    return replace(gathered.outcome(), tightest=watch.tightest(), hashes=watch.distinct.smallest(HASHES))


def _checked(chunk: Chunk, task: Task, subject: Subject, seed: int, sizes: Mapping[str, int], watch: Watch) -> Evidence:
    """What one seed shows: random instances, and with the campaign's first seed all that a check tries beside them."""
    if seed != chunk.base:
        return sample(subject, instances=chunk.per_seed, seed=seed, sizes=sizes, observe=watch)
    return check(subject, instances=chunk.per_seed, seed=seed, sizes=sizes, closed=task.closed, observe=watch)


class _Gathered:
    """The evidence of several seeds together."""

    def __init__(self) -> None:
        self._found: list[Evidence] = []

    def add(self, evidence: Evidence) -> None:
        self._found.append(evidence)

    def outcome(self) -> Outcome:
        found = self._found
        verdict, reason = _together([each.verdict for each in found], "held")
        return Outcome(
            verdict=verdict,
            reason=reason,
            instances=sum(each.instances for each in found),
            proposals=sum(each.proposals for each in found),
            effective=sum(each.effective for each in found),
            exhaustive=all(each.exhaustive for each in found),
            arithmetic=_counts(each.arithmetic for each in found),
            degenerate=_counts(each.degenerate for each in found),
            hypotheses=self._hypotheses(),
            sizes=self._sizes(),
            violations=tuple(_violation(each, each.verdict) for each in found if isinstance(each.verdict, Refuted)),
        )

    def _hypotheses(self) -> tuple[HypothesisCount, ...]:
        total: dict[str, HypothesisCount] = {}
        for each in (hypothesis for evidence in self._found for hypothesis in evidence.hypotheses):
            before = total.get(each.name, HypothesisCount(each.name, True, 0, 0))
            total[each.name] = HypothesisCount(
                each.name,
                before.by_construction and each.by_construction,
                before.proposals + each.proposals,
                before.held + each.held,
            )
        return tuple(total.values())

    def _sizes(self) -> tuple[SizeCount, ...]:
        total: dict[str, SizeCount] = {}
        for each in (size for evidence in self._found for size in evidence.sizes):
            name = json.dumps(dict(each.sizes), sort_keys=True)
            before = total.get(name, SizeCount(name, 0, 0))
            total[name] = SizeCount(name, before.proposals + each.proposals, before.accepted + each.accepted)
        return tuple(total[name] for name in sorted(total))


def _power(chunk: Chunk, task: Task) -> Outcome:
    found: dict[str, str] = {}
    instances = 0
    for seed in range(chunk.first, chunk.first + chunk.seeds):
        measured = power(
            task.statement,
            instances=chunk.per_seed,
            seed=seed,
            claim=task.claim,
            is_theorem=task.known.__contains__,
        )
        instances += measured.mutation.instances
        for need in measured.necessity:
            _note(found, f"without {need.hypothesis} ({need.how})", need.need.value, ("needed",))
        for mutant in measured.mutation.results:
            _note(found, f"mutant: {mutant.kind}: {mutant.text}", mutant.fate.value, ("killed",))
        for error in measured.errors:
            found[f"docstring: {error}"] = "disagrees"
    findings = tuple(Finding(what, fate) for what, fate in found.items())
    return Outcome("measured", instances=instances, proposals=instances, findings=findings)


def _note(found: dict[str, str], what: str, fate: str, final: tuple[str, ...]) -> None:
    """Note a fate, unless another seed has settled the matter."""
    if found.get(what) not in final:
        found[what] = fate


def _refute(chunk: Chunk, task: Task) -> Outcome:
    instances = 0
    verdicts: list[Verdict] = []
    violations: list[Violation] = []
    for seed in range(chunk.first, chunk.first + chunk.seeds):
        found = search(task.statement, instances=chunk.per_seed, seed=seed, seconds=chunk.limit, closed=task.closed)
        instances += found.instances
        verdicts.append(found.verdict)
        if isinstance(found.verdict, Refuted):
            again = f"seed={seed}, instances={chunk.per_seed}, seconds={chunk.limit:g}"
            call = f'import toymodels; print(toymodels.load().theorem("{task.name}").refute({again}).verdict)'
            violations.append(_violation_of(seed, found.verdict, f"python -c '{call}'"))
            break
    verdict, reason = _together(verdicts, "survived")
    return Outcome(verdict, reason, instances=instances, proposals=instances, violations=tuple(violations))


def _violation(evidence: Evidence, verdict: Refuted) -> Violation:
    return _violation_of(evidence.seed, verdict, evidence.replay)


def _violation_of(seed: int, verdict: Refuted, replay: str) -> Violation:
    witness, found = (json.dumps(each.to_json(), ensure_ascii=False) for each in (verdict.witness, verdict.found))
    return Violation(seed, verdict.reason, witness, found, replay)


def _counts(found: Iterable[Mapping[str, int]]) -> tuple[Count, ...]:
    total: Counter[str] = Counter()
    for each in found:
        total.update(each)
    return tuple(Count(name, total[name]) for name in sorted(total))


def _together(verdicts: Iterable[Verdict], fine: str) -> tuple[str, str]:
    """The verdict that counts, and the reason of the first that is of this kind; `fine` is that of nothing found."""
    return min((_named(each, fine) for each in verdicts), key=lambda named: VERDICTS.index(named[0]))


def _named(verdict: Verdict, fine: str) -> tuple[str, str]:
    match verdict:
        case Held():
            return fine, ""
        case Refuted():
            return "refuted", ""
        case Vacuous(why):
            return "vacuous", why
        case Unknown(reason):
            return "unknown", reason
