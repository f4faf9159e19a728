"""A simpler counterexample on the curves that hypotheses describe, where changes of single entries lead off them."""

from __future__ import annotations

from collections.abc import Mapping

from toymodels.check.candidates.decide import impossible
from toymodels.check.explain import explain
from toymodels.check.shown import other_form
from toymodels.check.slide import Slider
from toymodels.check.verdict import Refuted
from toymodels.errors import GenerationError, StatementError
from toymodels.evaluate.batch import Instance
from toymodels.instances.batches import sizes_of
from toymodels.instances.shrink import shrink
from toymodels.instances.simpler import cost
from toymodels.search.means.points import small_points
from toymodels.search.run import Run

_LONG, _ROUNDS, _LINES = 30, 4, 250
"""From which length on a witness is made simpler along curves, and how much that may cost."""
_POINTS = 8
_SHARE = 0.5


def simpler(run: Run, verdict: Refuted) -> Refuted:
    """The same, or a refutation by a simpler witness."""
    run.clock.give(_SHARE)
    slider = Slider(run.subject, run.context.seed, run.clock.is_over)
    if cost(run.statement, verdict.witness)[1] <= _LONG or not slider.has_equations:
        return verdict
    witness = verdict.witness
    try:
        points = [*_known(run, sizes_of(run.statement, witness)), witness]
        for turn in range(_ROUNDS):
            if run.clock.is_over():
                break
            better = _better(run, slider.reached(points, _LINES, short=turn % 2 == 0), witness)
            if better is not None:
                witness = shrink(run.subject, better)
                points.append(witness)
    except (GenerationError, StatementError) as error:
        run.findings.notes.append(f"a simpler counterexample: given up: {error}")
    return Refuted(witness, verdict.found, explain(run.subject, witness), other_form(run.statement, witness))


def _better(run: Run, reached: list[Instance], witness: Instance) -> Instance | None:
    """The simplest counterexample among the points reached that is simpler than the witness."""
    own = cost(run.statement, witness)
    shorter = [each for each in reached if cost(run.statement, each) < own]
    shorter.sort(key=lambda each: cost(run.statement, each))
    return next((each for each in shorter if run.subject.is_violated_by(each)), None)


def _known(run: Run, sizes: Mapping[str, int]) -> list[Instance]:
    """A few of the simplest known instances of the hypotheses at `sizes`."""
    claim = impossible(run.subject)
    found = list(small_points(claim, [sizes]))
    found += [each for each in run.findings.points if sizes_of(run.statement, each) == sizes]
    return sorted(found, key=lambda each: cost(claim.statement, each))[:_POINTS]
