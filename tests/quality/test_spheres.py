"""Points on spheres come near the directions in which sums are largest, though the largest sums are irrational."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.support.constructs import statement
from tests.support.statements import add, app, div, eq, fin, le, mul, num, scalar, sq, sub, vec

from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted
from toymodels.evaluate.batch import Batch, FieldArray
from toymodels.instances.constructions.spheres import sphere_rows, towards_short_directions
from toymodels.instances.mixture import OnSphere
from toymodels.instances.source import RandomSource
from toymodels.instances.subject import Subject
from toymodels.statements.language import NAT, Statement, Sum, Term, Var

COUNT = 2_000
x, y, z = scalar("x"), scalar("y"), scalar("z")
THREE = num(3, NAT)
v, i = vec("v", THREE), fin("i", THREE)
UNIT_VECTOR = statement("unit vector", (v,), {"h": eq(Sum(i, sq(app(v, i))), num(1))})


def source() -> RandomSource:
    return RandomSource(np.random.default_rng(0))


def vectors(rows: int = 3, dimension: int = 3) -> tuple[np.ndarray, np.ndarray]:
    one = np.ones(COUNT, dtype=np.int64)
    return sphere_rows(source(), rows, dimension, one, one)


def products(numerators: np.ndarray, denominators: np.ndarray) -> np.ndarray:
    return numerators @ numerators.swapaxes(1, 2) / denominators[:, None, None] ** 2


def test_reflected_vectors_keep_their_products_and_move() -> None:
    before = vectors()
    numerators, denominators = towards_short_directions(source(), *before)
    np.testing.assert_allclose(products(numerators, denominators), products(*before), atol=1e-9)
    moved = numerators * before[1][:, None, None] != before[0] * denominators[:, None, None]
    assert moved.any(axis=(1, 2)).mean() > 0.8
    assert np.quantile(denominators, 0.95) < 2**14
    numerators[:, 0, 0] += 1
    assert not np.allclose(products(numerators, denominators), products(*before), atol=1e-9)


def test_one_vector_of_each_comes_near_a_short_direction() -> None:
    numerators, denominators = towards_short_directions(source(), *vectors())
    sums = np.abs(numerators).sum(axis=2) / denominators[:, None]
    assert (sums.max(axis=1) > 1.7).mean() >= 0.3
    assert (np.abs(vectors()[0]).sum(axis=2) / vectors()[1][:, None] > 1.7).mean() < 0.01


@pytest.mark.parametrize("shape", [(0, 3), (2, 0), (2, 1)])
def test_where_there_are_no_directions_nothing_happens_or_signs_change(shape: tuple[int, int]) -> None:
    before = vectors(*shape)
    numerators, denominators = towards_short_directions(source(), *before)
    old, new = (np.abs(top) / bottom[:, None, None] for top, bottom in (before, (numerators, denominators)))
    np.testing.assert_array_equal(new, old)


def share_above(batch: Batch, names: tuple[str, ...], bound: float) -> float:
    arrays = [batch.arrays[name] for name in names]
    total = np.zeros(batch.count)
    for array in arrays:
        assert isinstance(array, FieldArray)
        total += array.numerators.reshape(batch.count, -1).sum(axis=1) / array.denominators
    return float((total > bound).mean())


def on_sphere(*variables: Var, norm_sq: int) -> Statement:
    total: Term = num(0)
    for var in variables:
        total = add(total, sq(var))
    return statement("on a sphere", variables, {"h": eq(total, num(norm_sq))})


def test_draws_come_near_the_diagonal_at_a_stated_rate() -> None:
    rng = np.random.default_rng(0)
    assert share_above(Subject(UNIT_VECTOR).plan.generate({}, rng, COUNT), ("v",), 1.7) >= 0.005
    numbers = Subject(on_sphere(x, y, z, norm_sq=1)).plan
    assert share_above(numbers.generate({}, rng, COUNT), ("x", "y", "z"), 1.7) >= 0.02


def test_numbers_on_a_sphere_are_said_to_be() -> None:
    found = Subject(on_sphere(x, y, norm_sq=5)).plan
    batch = found.generate({}, np.random.default_rng(0), COUNT)
    assert "where most are rejected, also x, y: points on the sphere of squared radius 5" in found.describe()
    arrays = [array for array in map(batch.arrays.get, "xy") if isinstance(array, FieldArray)]
    assert np.isclose(sum((array.numerators / array.denominators) ** 2 for array in arrays), 5).mean() >= 0.7
    assert OnSphere((x, y), 3).draw(source(), (), 10) is None


def over(top: int, bottom: int) -> Term:
    return div(num(top), num(bottom))


SUM = Sum(i, app(v, i))
FALSE = [
    replace(UNIT_VECTOR, conclusion=le(SUM, over(17, 10))),
    replace(UNIT_VECTOR, conclusion=le(SUM, over(173, 100))),
    replace(on_sphere(x, y, z, norm_sq=1), conclusion=le(add(add(x, y), z), over(173, 100))),
    replace(on_sphere(x, y, z, norm_sq=1), conclusion=le(mul(mul(x, y), z), over(19, 100))),
    replace(on_sphere(x, y, norm_sq=1), conclusion=le(add(x, y), over(141, 100))),
    replace(on_sphere(x, y, norm_sq=5), conclusion=le(sub(x, y), over(316, 100))),
]
TRUE = [
    replace(UNIT_VECTOR, conclusion=le(SUM, over(17321, 10_000))),
    replace(on_sphere(x, y, z, norm_sq=1), conclusion=le(add(add(x, y), z), over(17321, 10_000))),
    replace(on_sphere(x, y, norm_sq=2), conclusion=le(add(x, y), num(2))),
]


@pytest.mark.parametrize("claim", FALSE, ids=range(len(FALSE)))
def test_bounds_just_below_an_irrational_optimum_are_refuted(claim: Statement) -> None:
    assert isinstance(check(claim).verdict, Refuted)


@pytest.mark.parametrize("claim", TRUE, ids=range(len(TRUE)))
def test_bounds_above_it_are_held(claim: Statement) -> None:
    assert isinstance(check(claim, instances=2_000).verdict, Held)
