"""Whether what was tested is enough to be called evidence: the one rule, for checks and for searches.

Enough instances must satisfy the hypotheses, not all of them at sizes of 0. Some must have been able to fail
(`effective.py`), or else it must be shown that the hypotheses did the work:

* A conclusion about sizes alone, such as `n ≤ 2 * m`: enough proposals were drawn at sizes that break it, in vain. If
  no size that is usually drawn breaks it, all of the smallest sizes are gone through: it is true at all of them, or
  hypotheses about sizes alone exclude those at which it is false.
* One that holds by sign, such as `x ≤ y` for `x ≤ 0 ≤ y`: enough proposals, drawn without one hypothesis, break it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from toymodels.check.effective import effectiveness
from toymodels.check.evidence import Attempt, SizeEvidence
from toymodels.evaluate.batch import Batch
from toymodels.instances.subject import Subject

FEWEST = 50
"""Fewer instances than this are thin evidence where field elements are drawn."""
LEAST_ATTEMPT = 1_000
"""Fewer proposals than this, at sizes that break a conclusion about sizes, are a thin attempt."""


def thin(
    sizes: Iterable[SizeEvidence], *, effective: int, attempt: Attempt | None, wanted: int, drawn: bool
) -> str | None:
    """Why a statement that no instance refuted must not be called held; None if it may.

    It is not asked where the domain is finite and was gone through: nothing was left out there.

    Args:
        sizes: what was tried at which sizes, and how much of it satisfied the hypotheses.
        effective: how many of those instances could have failed.
        attempt: for a conclusion about sizes alone, or where no instance could have failed, what was tried where the
            conclusion is false.
        wanted: how many instances were asked for.
        drawn: whether field elements are drawn, so that more instances could be had by drawing more.
    """
    tried = list(sizes)
    met = [each for each in tried if each.accepted]
    accepted = sum(each.accepted for each in met)
    if drawn and accepted < min(FEWEST, wanted):
        return f"too few instances satisfy the hypotheses to say anything: {accepted} of {_proposals(tried)} proposals"
    if attempt is not None and attempt.sizes is not None:
        return _thin_attempt(attempt, min(LEAST_ATTEMPT, wanted))
    if met and all(_is_degenerate(each) for each in met) and not all(_is_degenerate(each) for each in tried):
        return f"the hypotheses were met at sizes of 0 only: {accepted} of {_proposals(tried)} proposals"
    if not effective and (attempt is None or attempt.proposals < FEWEST):
        return f"none of {accepted:,} instances could have failed: the conclusion says nothing at any of them"
    return None


def _thin_attempt(attempt: Attempt, least: int) -> str | None:
    return None if attempt.proposals >= least or (attempt.surveyed and not attempt.proposals) else str(attempt)


def _is_degenerate(tried: SizeEvidence) -> bool:
    return 0 in tried.sizes.values()


def _proposals(tried: list[SizeEvidence]) -> str:
    return f"{sum(each.proposals for each in tried):,}"


class Coverage:
    """At which sizes instances that satisfy the hypotheses were decided, and whether one could have failed."""

    def __init__(self, subject: Subject) -> None:
        self.effective = 0
        self._evaluator = subject.evaluator
        self._effectiveness = effectiveness(subject.statement)
        self._decided: Counter[tuple[tuple[str, int], ...]] = Counter()

    def add(self, batch: Batch) -> None:
        """Counts instances that satisfy the hypotheses; effective ones only until there are some."""
        self._decided[tuple(sorted(batch.sizes.items()))] += batch.count
        if not self.effective:
            self.effective = int(self._evaluator.prop(self._effectiveness, batch).values.sum())

    def sizes(self) -> Iterator[SizeEvidence]:
        """What was decided, as if nothing else had been proposed."""
        for key, count in self._decided.items():
            sizes: Mapping[str, int] = dict(key)
            yield SizeEvidence(sizes, count, count)
