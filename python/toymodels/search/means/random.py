"""Random instances of the plan: a few at first, more after the cheapest candidates, and all of them at the end."""

from __future__ import annotations

from collections.abc import Callable

from toymodels.check.runner import sample
from toymodels.check.verdict import Refuted
from toymodels.search.run import Found, Means, Run

_NAME = "random instances"
_FIRST, _SECOND = 100, 1_000


class _OutOfTimeError(Exception):
    """Ends a random check whose time is over."""


def _up_to(most: int | None, until: float) -> Callable[[Run], None]:
    """A check on `most` instances, given up after this part of the search if one was completed before."""

    def look(run: Run) -> None:
        found = run.findings
        instances = run.instances if most is None else min(run.instances, most)
        if run.is_complete or (found.evidence is not None and instances <= found.evidence.asked):
            return

        def watch(done: int, total: int) -> None:
            del done, total
            if found.evidence is not None and run.clock.share_gone() > until:
                raise _OutOfTimeError

        try:
            found.evidence = sample(run.subject, instances=instances, seed=run.context.seed, progress=watch)
        except _OutOfTimeError:
            return
        found.tried[_NAME] = found.evidence.instances
        found.undecided = max(found.undecided, found.evidence.undecided)
        if isinstance(found.evidence.verdict, Refuted):
            raise Found(found.evidence.verdict)

    return look


def _asks_for_more(run: Run) -> bool:
    """Whether instances can be drawn at random and not all are known by now."""
    evidence = run.findings.evidence
    is_drawn = evidence is not None and bool(evidence.proposals) and not run.is_complete
    return is_drawn and run.instances > _SECOND and not run.is_about_existence


FIRST = Means(_NAME, 1.0, _up_to(_FIRST, until=1.0))
SECOND = Means(_NAME, 0.3, _up_to(_SECOND, until=0.3))
ALL = Means(_NAME, 1.0, _up_to(None, until=1.0), _asks_for_more)
