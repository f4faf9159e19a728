"""Every instance with entries in {0, 1, -1, 2, 1/2}, smallest sizes first."""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.check.candidates.means import Context, Means
from toymodels.evaluate.batch import Batch
from toymodels.instances.grid import Grid


def _candidates(context: Context) -> Iterator[Batch]:
    grid = Grid(context.plan)
    for sizes in context.by_cells():
        yield from grid.batches(sizes, context.effort.small)


SMALL = Means("all small instances", share=0.15, candidates=_candidates)
