"""A guided search from accepted instances towards a failure."""

from __future__ import annotations

from toymodels.search.climb import Climber
from toymodels.search.run import Means, Run

_NAME = "guided search"


def _look(run: Run) -> None:
    for batch in Climber(run.subject, run.subject.plan, run.context.rng(1)).batches():
        run.decide(_NAME, batch)
        if run.clock.is_over():
            return


def _applies(run: Run) -> bool:
    return not (run.is_about_existence or run.is_complete)


GUIDED = Means(_NAME, 0.5, _look, _applies)
