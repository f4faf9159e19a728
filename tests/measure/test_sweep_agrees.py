"""What the sweep says of small weights is what plain fractions say, for every theorem of the library.

`oracle_value` is the oracle: of each finding the hypotheses, the conclusion and both sides of its comparisons.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from toymodels.evaluate.batch import Instance, Value
from toymodels.evaluate.oracle import oracle_value
from toymodels.measure.assignment import Assignment, assign
from toymodels.measure.atoms import Atom, atoms, names_in
from toymodels.measure.claims import Candidate
from toymodels.measure.files import tensor_of
from toymodels.measure.results import Failure, Finding, Group
from toymodels.measure.small import instance_of
from toymodels.measure.sweep import sweep
from toymodels.measure.weights import Weights, weights_of
from toymodels.statements.language import FinSort, FunSort, Term

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("library")]


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


class Oracle:
    """A finding's statement with its values, in plain fractions."""

    def __init__(self, candidate: Candidate, case: Weights, finding: Finding) -> None:
        assignment = assign(candidate.statement, case, marked=candidate.sides is not None)
        assert isinstance(assignment, Assignment)
        self.statement, self.assignment, self.finding = candidate.statement, assignment, finding
        self.base = instance_of(assignment, case, finding, {})

    def evaluated(self, term: Term, values: Mapping[str, Value]) -> Any:
        return oracle_value(term, self.statement.definitions, Instance({**self.base.values, **values}))

    def everywhere(self, prop: Term, values: Mapping[str, Value] | None = None) -> bool:
        """Whether a proposition holds at all of the theorem's own indices."""
        indices = self.assignment.indices
        bounds = [int(self.evaluated(var.sort.bound, {})) for var in indices if isinstance(var.sort, FinSort)]
        return all(
            self.evaluated(prop, {**(values or {}), **{var.name: at for var, at in zip(indices, place, strict=True)}})
            for place in np.ndindex(*bounds)
        )

    def at(self, place: Mapping[str, int], atom: Atom) -> dict[str, Value] | None:
        """The indices of a place; `None` where a name in it was shortened for people."""
        if not set(place) <= {var.name for var in (*self.assignment.indices, *atom.binders)}:
            return None
        return {**{var.name: 0 for var in atom.binders}, **place}


def agrees(candidate: Candidate, case: Weights, finding: Finding) -> None:
    oracle = Oracle(candidate, case, finding)
    statement, base = oracle.statement, oracle.base
    if finding.failure is not None:
        failure_agrees(oracle, finding.failure)
        return
    decided = [h for h in statement.hypotheses if names_in(h.prop) <= set(base.values)]
    assert all(oracle.everywhere(h.prop) for h in decided), finding.name
    if any(var.name not in base.values for var in statement.variables):
        counted = counts_agree(oracle)
        open_ = {h.name for h in statement.hypotheses if h not in decided}
        assert (counted | set(finding.left_open), counted & set(finding.left_open)) == (open_, set()), finding.name
        return
    assert decided == list(statement.hypotheses)
    assert oracle.everywhere(statement.conclusion), finding.name
    assert not finding.is_refuted
    assert not finding.left_open
    if len(atoms(statement.conclusion)) != len(finding.comparisons):
        return
    for atom, comparison in zip(atoms(statement.conclusion), finding.comparisons, strict=True):
        place = oracle.at(comparison.place.indices, atom)
        if place is None:
            continue
        for side, value in ((atom.left, comparison.left), (atom.right, comparison.right)):
            assert oracle.evaluated(side, place) == value, finding.name
        assert comparison.slack == comparison.right - comparison.left


def failure_agrees(oracle: Oracle, failure: Failure) -> None:
    """The hypothesis is false, and one of its comparisons has the two sides that are told."""
    failed = next(h for h in oracle.statement.hypotheses if h.name == failure.hypothesis)
    assert not oracle.everywhere(failed.prop), oracle.finding.name
    if failure.left is None:
        return
    sides = [
        (oracle.evaluated(atom.left, place), oracle.evaluated(atom.right, place))
        for atom in atoms(failed.prop)
        for place in readings(failure.place.indices, [var.name for var in (*oracle.assignment.indices, *atom.binders)])
    ]
    assert (failure.left, failure.right) in sides, oracle.finding.name


def readings(place: Mapping[str, int], names: list[str]) -> Iterator[dict[str, Value]]:
    """What a place may mean, as `i` for people may be `i_1` in the statement."""
    for chosen in permutations(names, len(place)):
        if all(name in (full, full.rpartition("_")[0]) for name, full in zip(place, chosen, strict=True)):
            yield {**dict.fromkeys(names, 0), **dict(zip(chosen, place.values(), strict=True))}


def counts_agree(oracle: Oracle) -> set[str]:
    """Up to each count a hypothesis about one set holds, at one more it fails; the names of these hypotheses."""
    counted: set[str] = set()
    for var in oracle.assignment.sets:
        assert isinstance(var.sort, FunSort)
        assert isinstance(var.sort.domain, FinSort)
        size = int(oracle.evaluated(var.sort.domain.bound, {}))
        bounds = [bound for bound in oracle.finding.bounds if bound.relation == "≤" and bound.name.endswith(var.name)]
        for hypothesis in oracle.statement.hypotheses:
            if hypothesis.name in oracle.finding.left_open or var.name not in names_in(hypothesis.prop):
                continue
            most = min(int(bound.value) for bound in bounds if f" {hypothesis.name} " in f"{bound.how} ")
            for count in range(min(most + 1, size) + 1):
                for members in ([i < count for i in range(size)], [i >= size - count for i in range(size)]):
                    assert oracle.everywhere(hypothesis.prop, {var.name: tuple(members)}) is (count <= most)
            counted.add(hypothesis.name)
    return counted


@pytest.mark.parametrize("name", CASES)
def test_every_finding_is_what_plain_fractions_say(about_weights: list[Candidate], name: str):
    case = CASES[name]
    findings = {finding.name: finding for finding in sweep(case, about_weights)}
    checked = Counter[Group]()
    for candidate in about_weights:
        finding = findings.get(candidate.name)
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
