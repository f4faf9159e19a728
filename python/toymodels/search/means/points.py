"""Points on the curves that the hypotheses' equations describe, reached from instances, drawn or found by a solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from toymodels.check.candidates.decide import impossible
from toymodels.check.slide import Slider
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.convert import instance_of
from toymodels.instances.grid import Grid
from toymodels.instances.subject import Subject
from toymodels.search import smt
from toymodels.search.means.solver import solved
from toymodels.search.run import Means, Run

_NAME = "points on curves from others"
_SIZES, _DRAWN, _OF_A_BATCH = 8, 64, 8
_GRID = 10_000


def _look(run: Run) -> None:
    slider = Slider(run.subject, run.context.seed, run.clock.is_over)
    if not slider.has_equations:
        return
    points = run.findings.points
    points += _drawn(run)
    if not points and smt.is_available():
        points += _solved(run)
    if not points:
        points += small_points(run.subject.altered(slider.equations_alone), run.context.by_cells()[:_SIZES])
    for batch in slider.batches(points, run.subject.satisfying):
        run.decide(_NAME, batch)
        if run.clock.is_over():
            return


def _drawn(run: Run) -> Iterator[Instance]:
    rng = run.context.rng(5)
    for sizes in _sizes(run):
        drawn = run.subject.satisfying(run.subject.plan.generate(sizes, rng, _DRAWN))
        yield from (instance_of(drawn, index) for index in range(min(_OF_A_BATCH, drawn.count)))


def _solved(run: Run) -> Iterator[Instance]:
    """Instances of the hypotheses alone, where no other means has found one."""
    claim = impossible(run.subject)
    for sizes in _sizes(run):
        found = solved(run.clock, claim.statement, sizes)
        if isinstance(found, Instance) and claim.is_violated_by(found):
            yield found


def _sizes(run: Run) -> Iterator[Mapping[str, int]]:
    """A few sizes, while there is time."""
    for sizes in run.context.by_cells()[:_SIZES]:
        if run.clock.is_over():
            return
        yield sizes


def small_points(subject: Subject, sizes: Iterable[Mapping[str, int]]) -> Iterator[Instance]:
    """A few of the instances of the hypotheses with small entries, at each of `sizes`."""
    grid = Grid(subject.plan)
    for each in sizes:
        for batch in grid.batches(each, _GRID):
            accepted = subject.satisfying(batch)
            yield from (instance_of(accepted, index) for index in range(min(accepted.count, _OF_A_BATCH)))


def _applies(run: Run) -> bool:
    return bool(run.subject.plan.steps) and not run.is_about_existence


POINTS = Means(_NAME, 0.15, _look, _applies)
