"""Candidates that need no luck, by each of the means that a check tries too."""

from __future__ import annotations

from toymodels.check.candidates.decide import decide
from toymodels.check.candidates.means import Means as CandidateMeans
from toymodels.check.candidates.registry import MEANS
from toymodels.search.run import Means, Run


def _means(of_check: CandidateMeans) -> Means:
    def look(run: Run) -> None:
        for candidates in of_check.candidates(run.context):
            if run.clock.is_over():
                return
            run.count(of_check.name, decide(run.subject, candidates))

    return Means(of_check.name, of_check.share, look)


CHEAPEST, *OTHERS = map(_means, MEANS)
