"""Points on the curves that a statement's equations describe, reached from small ones along lines.

The cost of a line is known beforehand, so that there can be as many as are affordable, and as many each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from toymodels.check.candidates.means import Context, Means
from toymodels.check.slide import COST_OF_BATCH, Slider
from toymodels.evaluate.batch import Batch, Instance
from toymodels.evaluate.convert import instance_of
from toymodels.evaluate.cost import cost
from toymodels.instances.grid import Grid

_POINTS, _GRID_LIMIT = 8, 1_000
_DRAWS, _DRAWN = 4, 256


def _candidates(context: Context) -> Iterator[Batch]:
    slider = Slider(context.subject, context.seed)
    if not slider.has_equations:
        return
    steps = context.effort.steps_on_curves
    for sizes in context.by_cells():
        each = COST_OF_BATCH * cost(context.statement, sizes)
        if each > steps:
            break
        points = _points(context, slider, sizes)
        for batch in slider.batches(points, context.subject.satisfying):
            yield batch
            steps -= each
            if each > steps:
                break


def _points(context: Context, slider: Slider, sizes: Mapping[str, int]) -> list[Instance]:
    """A few small instances of the equations, or a few that are drawn."""
    equations = context.subject.altered(slider.equations_alone)
    grid = Grid(equations.plan).batches(sizes, _GRID_LIMIT)
    drawn = (context.plan.generate(sizes, context.rng(7, turn), _DRAWN) for turn in range(_DRAWS))
    found: list[Instance] = []
    for batch in chain(grid, drawn):
        accepted = equations.satisfying(batch)
        found += (instance_of(accepted, index) for index in range(min(accepted.count, _POINTS - len(found))))
        if len(found) == _POINTS:
            break
    return found


CURVES = Means("points on curves from small ones", share=0.05, candidates=_candidates)
