"""Running counts of one check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from toymodels.check.attempts import Conditions, Miss, Survey, breaking
from toymodels.check.census import degenerate_counts, fingerprints
from toymodels.check.distinct import Distinct
from toymodels.check.effective import is_about_sizes
from toymodels.check.evidence import Attempt, HypothesisEvidence, SizeEvidence
from toymodels.evaluate.batch import Batch
from toymodels.evaluate.evaluator import PropResult
from toymodels.instances.source import Mask
from toymodels.instances.subject import Subject

_Key = tuple[tuple[str, int], ...]


class Tally:
    """What has been proposed, accepted and decided so far, in memory that does not grow with it."""

    def __init__(self, subject: Subject) -> None:
        self.proposals = 0
        self.accepted = 0
        self.effective = 0
        self.undecided = 0
        self.distinct = Distinct()
        self.degenerate: Counter[str] = Counter()
        self.arithmetic: Counter[str] = Counter()
        self._names = [hypothesis.name for hypothesis in subject.statement.hypotheses]
        self._held = np.zeros(len(self._names), dtype=np.int64)
        self._sizes: dict[_Key, tuple[int, int]] = {}
        self._checked: set[_Key] = set()
        self._last: PropResult | None = None
        self._subject = subject
        self._about_sizes = is_about_sizes(subject.statement)
        self._breaking: dict[_Key, bool] = {}
        self._nearest: Miss | None = None
        self._survey: Survey | None = None
        self._broken: int | None = None

    def add(self, batch: Batch, masks: list[Mask], kept: Batch) -> None:
        """Counts a batch of proposals, on which each hypothesis held where its mask says, and what was kept of it."""
        if masks:
            self._held += np.stack(masks).sum(axis=1)
        key = _key(batch.sizes)
        proposals, accepted = self._sizes.pop(key, (0, 0))
        self._sizes[key] = (proposals + batch.count, accepted + kept.count)
        self.proposals += batch.count
        self.accepted += kept.count
        if self._about_sizes and batch.count and self.breaks(batch.sizes):
            self._nearest = self._conditions.nearest(batch).nearer(self._nearest)
        if kept.count:
            self.distinct.add(fingerprints(kept))
            self.degenerate.update(degenerate_counts(kept))

    @cached_property
    def _conditions(self) -> Conditions:
        return Conditions(self._subject)

    def decided(self, outcome: PropResult, effective: int) -> None:
        """Counts which arithmetic decided the conclusion, and how many instances could have failed."""
        self._last = outcome
        self.effective += effective
        self.arithmetic.update({"int64": outcome.int64, "bigint": outcome.bigint, "flint": outcome.flint})

    def breaks(self, sizes: Mapping[str, int]) -> bool:
        """Whether a conclusion about sizes alone is false at `sizes`, so that any accepted instance there refutes."""
        key = _key(sizes)
        if key not in self._breaking:
            result = self._subject.evaluator.prop(self._subject.statement.conclusion, Batch(dict(sizes), {}, 1))
            self._breaking[key] = not result.values[0]
        return self._breaking[key]

    def surveyed(self, survey: Survey) -> None:
        """Takes note of what a conclusion about sizes is at small sizes, none of which could be drawn."""
        self._survey = survey

    def broken(self, batch: Batch) -> int | None:
        """Counts proposals of a batch at which the conclusion is false; the place of one that meets all hypotheses."""
        found = breaking(self._subject, self._conditions, batch)
        self._broken = (self._broken or 0) + found.proposals
        if found.nearest is not None:
            self._nearest = found.nearest.nearer(self._nearest)
        return found.violation

    def attempt(self) -> Attempt | None:
        """What was tried where the conclusion is false, if it is about sizes alone or no instance could have failed."""
        failed, conditions = (self._nearest.failed, self._nearest.conditions) if self._nearest else (0, 0)
        if self._broken is not None:
            return Attempt(self._broken, None, failed, conditions)
        if not self._about_sizes:
            return None
        tried = [proposals for key, (proposals, _) in self._sizes.items() if self._breaking.get(key)]
        counts = (self._survey.sizes, self._survey.broken) if self._survey and not self._survey.open else (0, 0)
        return Attempt(sum(tried), len(tried), failed, conditions, *counts)

    def mostly_long(self) -> bool:
        """Whether most conclusions decided last outgrew 64 bits, so that shorter numbers would be much faster."""
        return self._last is not None and 2 * self._last.int64 < len(self._last.values)

    def first_time(self, sizes: Mapping[str, int]) -> bool:
        """Whether this is the first call for `sizes`."""
        key = _key(sizes)
        new = key not in self._checked
        self._checked.add(key)
        return new

    def hypotheses(self, by_construction: tuple[str, ...]) -> tuple[HypothesisEvidence, ...]:
        """The evidence for each hypothesis, given which the generator promises."""
        return tuple(
            HypothesisEvidence(name, name in by_construction, self.proposals, int(self._held[k]))
            for k, name in enumerate(self._names)
        )

    def sizes(self) -> tuple[SizeEvidence, ...]:
        """What was tried at which sizes, the sizes tried last at the end."""
        return tuple(SizeEvidence(dict(key), *counts) for key, counts in self._sizes.items())


def _key(sizes: Mapping[str, int]) -> _Key:
    return tuple(sorted(sizes.items()))
