"""What the sweep says of small weights is what plain fractions say, for every theorem of the library.

`evaluate_fraction` is the oracle: of each finding the hypotheses, the conclusion and both sides of its comparisons.
"""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from toymodels.evaluate import evaluate_fraction
from toymodels.evaluate.batch import Instance
from toymodels.measure.assignment import Assignment, assign
from toymodels.measure.atoms import atoms
from toymodels.measure.files import tensor_of
from toymodels.measure.results import Finding, Group
from toymodels.measure.small import instance_of
from toymodels.measure.sweep import Candidate, sweep
from toymodels.measure.weights import Weights, weights_of
from toymodels.statements.language import FinSort, Term

pytestmark = pytest.mark.lean


def weights(rows: NDArray[np.float32], bias: bool = False, read_out: bool = False) -> Weights:
    n = rows.shape[0]
    other = tensor_of(np.round(rows[::-1] * 8 + 1).astype(np.float32) / 4, "r") if read_out else None
    offsets = tensor_of(np.linspace(-1, 1, n).astype(np.float32), "b") if bias else None
    return weights_of(tensor_of(rows, "w"), ("feature", "hidden"), read_out=other, bias=offsets)


def drawn(seed: int, n: int, m: int) -> NDArray[np.float32]:
    return (np.random.default_rng(seed).integers(-8, 9, (n, m)) / 8).astype(np.float32)


CASES = {
    "3 x 2": weights(drawn(0, 3, 2)),
    "4 x 3, read out and biased": weights(drawn(1, 4, 3), bias=True, read_out=True),
    "unit vectors": weights(np.array([[1, 0], [0, 1], [-1, 0], [0, -1]], np.float32)),
    "square": weights(drawn(2, 2, 2)),
    "a zero row": weights(np.array([[1, 0.5], [0, 0], [0.25, -1]], np.float32)),
    "one feature": weights(np.array([[0.5, -0.25]], np.float32)),
    "fewer features than dimensions": weights(drawn(3, 2, 3)),
}


def agrees(candidate: Candidate, case: Weights, finding: Finding) -> None:
    assignment = assign(candidate.statement, case, marked=candidate.sides is not None)
    assert isinstance(assignment, Assignment)
    statement = candidate.statement

    def true_everywhere(prop: Term) -> bool:
        bounds = [var.sort.bound for var in assignment.indices if isinstance(var.sort, FinSort)]
        places = np.ndindex(*(int(str(evaluate_fraction(bound, {}, base))) for bound in bounds))
        return all(evaluate_fraction(prop, statement.definitions, at(place)) for place in places)

    def at(place: tuple[int, ...]) -> Instance:
        named = {var.name: index for var, index in zip(assignment.indices, place, strict=True)}
        return Instance({**base.values, **named})

    base = instance_of(assignment, case, finding, {})
    if finding.failure is not None:
        failed = next(h for h in statement.hypotheses if h.name == finding.failure.hypothesis)
        assert not true_everywhere(failed.prop), finding.name
        return
    if not assignment.is_complete or any(var.name not in base.values for var in assignment.scalars):
        return  # it is said for every value of the others
    assert all(true_everywhere(h.prop) for h in statement.hypotheses), finding.name
    assert true_everywhere(statement.conclusion), finding.name
    assert not finding.is_refuted
    if len(atoms(statement.conclusion)) != len(finding.comparisons):
        return
    for atom, comparison in zip(atoms(statement.conclusion), finding.comparisons, strict=True):
        places = [{**base.values, **comparison.place.indices}]
        if not set(comparison.place.indices) <= {var.name for var in (*assignment.indices, *atom.binders)}:
            continue  # a name that was shortened for people
        unnamed = [var for var in atom.binders if var.name not in comparison.place.indices]
        places = [{**place, **{var.name: 0 for var in unnamed}} for place in places]
        for side, value in ((atom.left, comparison.left), (atom.right, comparison.right)):
            assert evaluate_fraction(side, statement.definitions, Instance(places[0])) == value, finding.name
        assert comparison.slack == comparison.right - comparison.left


@pytest.mark.parametrize("name", CASES)
def test_every_finding_is_what_plain_fractions_say(about_weights: list[Candidate], name: str):
    case = CASES[name]
    findings = {finding.name: finding for finding in sweep(case, about_weights)}
    checked = Counter[Group]()
    for candidate in about_weights:
        finding = findings.get(candidate.theorem.name)
        if finding is None or finding.reason.startswith("not evaluated"):
            continue
        if finding.group is not Group.NOT or finding.failure is not None:
            agrees(candidate, case, finding)
            checked[finding.group] += 1
    assert checked[Group.APPLIES] + checked[Group.COMPUTED] > 30


def test_computed_bounds_are_the_best_ones(about_weights: list[Candidate]):
    """At the two antipodal pairs of the plane the coherence is 1, and the largest inner product 0."""
    findings = {each.short_name: each for each in sweep(CASES["unit vectors"], about_weights)}
    recovery = findings["threshold_support_recovery"]
    assert recovery.group is Group.COMPUTED
    assert {bound.name: bound.value for bound in recovery.bounds} == {"μ": 1, "count S": 0}
    simplex = findings["rankin_simplex"]
    assert [bound.value for bound in simplex.bounds] == [0]
    assert simplex.tightest is not None
    assert (simplex.tightest.left, simplex.tightest.right, simplex.tightest.slack) == (-1, 0, 1)


def test_counts_are_the_greatest_that_the_hypothesis_allows(about_weights: list[Candidate]):
    """Eight unit vectors in eight dimensions with overlaps of 1/4 at most: 2 k / 4 ≤ 1 allows k = 2."""
    rows = np.eye(8, dtype=np.float32)
    rows[0] = [0.75, *[0.25] * 7]  # 9/16 + 7/16 = 1
    findings = {each.short_name: each for each in sweep(weights(rows), about_weights)}
    recovery = findings["threshold_support_recovery"]
    assert recovery.group is Group.COMPUTED
    assert {bound.name: bound.value for bound in recovery.bounds} == {"μ": Fraction(1, 4), "count S": 2}
    assert recovery.says.startswith("for every S, i")


def test_a_failing_hypothesis_is_told_with_its_place(about_weights: list[Candidate]):
    rows = np.array([[1, 0], [0, 1], [0.75, 0.625]], np.float32)
    welch = {each.short_name: each for each in sweep(weights(rows), about_weights)}["welch_coherence"]
    assert welch.group is Group.NEARLY
    assert welch.failure is not None
    assert (welch.failure.hypothesis, welch.failure.gap) == ("hu", Fraction(3, 64))
    assert welch.failure.place.indices == {"i": 2}
