"""Candidates that need no luck, by each of the means that a check tries too."""

from __future__ import annotations

from toymodels.check.candidates.decide import decide
from toymodels.check.candidates.means import Means as CandidateMeans
from toymodels.check.candidates.registry import MEANS
from toymodels.search.run import Means, Run


def from_check(tried: CandidateMeans) -> Means:
    """One of the means of a check as one of a search."""

    def look(run: Run) -> None:
        for candidates in tried.candidates(run.context):
            if run.clock.is_over():
                return
            run.count(tried.name, decide(run.subject, candidates))

    return Means(tried.name, tried.share, look)


CHEAPEST, *OTHERS = map(from_check, MEANS)
