"""How good the generators are: what is accepted, what is degenerate, and that every value is exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from tests.support import constructs as c
from tests.support.ranks import ranks

from toymodels.check.census import degenerate_counts, fingerprints, rank_deficient
from toymodels.evaluate.batch import Batch, FieldArray, Value, by_entries
from toymodels.evaluate.convert import instance_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.evaluate.oracle import oracle_value
from toymodels.instances.constructions.spheres import integer_points, orthogonal
from toymodels.instances.draw import DEGENERATE_PERCENT, free
from toymodels.instances.source import Ints, RandomSource
from toymodels.instances.subject import Subject
from toymodels.statements.language import Statement

COUNT = 400


def batches(statement: Statement) -> list[Batch]:
    """A batch at each of the heaviest sizes."""
    built = Subject(statement).plan
    heaviest = sorted(built.sizes(), key=lambda s: -s.weight)[:6]
    return [built.generate(s.values, np.random.default_rng(k), COUNT) for k, s in enumerate(heaviest)]


def accepted(statement: Statement, batch: Batch) -> np.ndarray:
    definitions = statement.definitions
    masks = [Evaluator(definitions).prop(h.prop, batch).values for h in statement.hypotheses]
    return np.logical_and.reduce([np.ones(batch.count, dtype=bool), *masks])


def numerators(batch: Batch, name: str) -> np.ndarray:
    array = batch.arrays[name]
    assert isinstance(array, FieldArray)
    return array.numerators


@pytest.mark.parametrize("make", c.RECOGNISED, ids=lambda make: make.__name__)
def test_at_least_half_of_the_proposals_are_accepted(make: Callable[[], Statement]):
    statement = make()
    rates = [accepted(statement, batch).mean() for batch in batches(statement)]
    assert np.mean(rates) >= 0.5


SOMETIMES = (c.inverse_matrix, c.unit_diagonal_product, c.rows_of_a_given_norm)
ALWAYS = [make for make in c.RECOGNISED if make not in SOMETIMES]


@pytest.mark.parametrize("make", ALWAYS, ids=lambda make: make.__name__)
def test_constructions_accept_everything(make: Callable[[], Statement]):
    """Only an equation with singular coefficients can fail, and a norm that no rational vector has."""
    statement = make()
    assert all(accepted(statement, batch).all() for batch in batches(statement))


@pytest.mark.parametrize("make", c.RECOGNISED, ids=lambda make: make.__name__)
def test_the_oracle_agrees_that_the_hypotheses_hold(make: Callable[[], Statement]):
    statement = make()
    batch = batches(statement)[0]
    for position in np.flatnonzero(accepted(statement, batch))[:5]:
        instance = instance_of(batch, int(position))
        assert all(oracle_value(h.prop, statement.definitions, instance) is True for h in statement.hypotheses)


@pytest.mark.parametrize("make", c.RECOGNISED, ids=lambda make: make.__name__)
def test_numbers_stay_short(make: Callable[[], Statement]):
    """Numerators and denominators of nineteen in twenty instances leave room for products in 64 bits."""
    for batch in batches(make()):
        for array in batch.arrays.values():
            if isinstance(array, FieldArray) and array.numerators.size:
                largest = np.abs(array.numerators).reshape(batch.count, -1).max(axis=1)
                assert np.quantile(np.maximum(largest, array.denominators), 0.95) < 2**20


@pytest.mark.parametrize(
    "make", [c.unit_rows, c.nonzero_rows, c.coherence_bound, c.symmetric_matrix], ids=lambda make: make.__name__
)
def test_most_matrices_have_full_rank_and_some_do_not(make: Callable[[], Statement]):
    name = "A" if make is c.symmetric_matrix else "V"
    full = [
        ranks(a) == min(a.shape[1:]) for a in (numerators(b, name) for b in batches(make())) if min(a.shape[1:]) > 1
    ]
    assert 0.5 <= np.mean(full) < 1


@pytest.mark.parametrize("make", [c.kernel_vector, c.equal_combinations], ids=lambda make: make.__name__)
def test_linear_systems_often_have_solutions_other_than_zero(make: Callable[[], Statement]):
    nontrivial: list[np.ndarray | np.bool_] = []
    for batch in batches(make()):
        if make is c.kernel_vector:
            nontrivial.append(numerators(batch, "z").any(axis=1))
        else:
            x, y = batch.arrays["x"], batch.arrays["y"]
            assert isinstance(x, FieldArray)
            assert isinstance(y, FieldArray)
            different = x.numerators * y.denominators[:, None] != y.numerators * x.denominators[:, None]
            nontrivial.append(different.any(axis=1))
    assert np.mean(nontrivial) > 0.5


def test_free_draws_are_degenerate_at_the_stated_rate():
    drawn = free(RandomSource(np.random.default_rng(0)), (3, 3), 20_000)
    counts = degenerate_counts(Batch({}, {"V": drawn}, 20_000))
    assert DEGENERATE_PERCENT == 35
    assert counts["all zero"] >= 0.01 * 20_000
    assert counts["zero row"] >= 0.05 * 20_000
    assert counts["repeated row"] >= 0.04 * 20_000
    assert counts["all equal"] >= 0.03 * 20_000
    assert 0.08 * 20_000 <= counts["rank deficient"] <= 0.4 * 20_000


def inner(one: Value, other: Value) -> Fraction:
    assert isinstance(one, tuple)
    assert isinstance(other, tuple)
    total = Fraction(0)
    for p, q in zip(one, other, strict=True):
        assert isinstance(p, Fraction)
        assert isinstance(q, Fraction)
        total += p * q
    return total


def test_bounds_are_met_with_equality_in_a_share_of_the_instances():
    statement = c.coherence_bound()
    batch = Subject(statement).plan.generate({"n": 3, "m": 2}, np.random.default_rng(0), 500)
    tight = 0
    for position in range(batch.count):
        values = instance_of(batch, position).values
        rows, bound = values["V"], values["c"]
        assert isinstance(rows, tuple)
        products = [inner(rows[s], rows[t]) ** 2 for s in range(3) for t in range(s)]
        tight += max(products) == bound
    assert 0.2 <= tight / batch.count <= 0.6


def test_equal_scalars_occur():
    batch = Subject(c.chain()).plan.generate({}, np.random.default_rng(0), 1000)
    assert 0.1 <= degenerate_counts(batch)["equal variables"] / 1000 <= 0.6


def test_unit_vectors_repeat_rows_and_hit_the_axes():
    batch = Subject(c.unit_rows()).plan.generate({"n": 3, "m": 3}, np.random.default_rng(0), 2000)
    assert degenerate_counts(batch)["repeated row"] >= 0.04 * 2000
    on_axes = (np.count_nonzero(numerators(batch, "V"), axis=2) == 1).all(axis=1)
    assert 0.05 <= on_axes.mean() <= 0.3


@pytest.mark.parametrize(
    ("dimension", "norm_sq", "points"), [(0, 0, 1), (0, 1, 0), (2, 25, 12), (3, 9, 30), (4, 4, 24)]
)
def test_integer_points_on_spheres_are_all_found(dimension: int, norm_sq: int, points: int):
    table = integer_points(dimension, norm_sq)
    assert table.shape == (points, dimension)
    assert len({tuple(row) for row in table.tolist()}) == points
    assert (table**2).sum() == points * norm_sq


@pytest.mark.parametrize("size", [0, 1, 2, 5])
def test_orthogonal_matrices_are_orthogonal_and_various(size: int):
    matrices, denominators = orthogonal(RandomSource(np.random.default_rng(0)), size, 300)
    gram = np.matmul(matrices, matrices.swapaxes(1, 2))
    np.testing.assert_array_equal(gram, denominators[:, None, None] ** 2 * np.eye(size, dtype=np.int64))
    if size > 1:
        batch = Batch({}, {"Q": FieldArray(matrices, denominators)}, 300)
        assert len(np.unique(fingerprints(batch))) > 100 * (size > 2)


@pytest.mark.parametrize("shape", [(2, 2), (3, 4), (5, 3), (6, 6)], ids=str)
def test_matrices_of_less_than_full_rank_are_found(shape: tuple[int, int]):
    matrices = np.random.default_rng(0).integers(-2, 3, (600, *shape))
    matrices[::3, -1] = matrices[::3, 0]
    matrices[::5, 0] = 0
    _deficient_as_flint_says(matrices)


def _deficient_as_flint_says(matrices: Ints) -> None:
    most = min(matrices.shape[1:])
    found = rank_deficient(by_entries(matrices))
    np.testing.assert_array_equal(found, ranks(matrices) < most)


def test_every_value_is_an_exact_fraction_with_one_denominator():
    batch = Subject(c.unit_rows()).plan.generate({"n": 2, "m": 4}, np.random.default_rng(1), 100)
    rows = [instance_of(batch, b).values["V"] for b in range(batch.count)]
    for value in rows:
        assert isinstance(value, tuple)
        for row in value:
            assert isinstance(row, tuple)
            assert sum((Fraction(str(x)) ** 2 for x in row), Fraction(0)) == 1


def test_small_tables_of_indices_are_gone_through_completely():
    batch = Subject(c.distinct_indices()).plan.generate({"n": 3}, np.random.default_rng(0), 24)
    pairs = Counter(zip(np.asarray(batch.arrays["i"]).tolist(), np.asarray(batch.arrays["j"]).tolist(), strict=True))
    assert len(pairs) == 6


def test_deficient_matrices_with_a_pattern_are_found_too():
    """Skew-symmetric ones, for which `v · A v` vanishes whatever `v` is, unit matrices and those of large entries."""
    skew = np.random.default_rng(0).integers(-2, 3, (300, 4, 4))
    skew -= skew.swapaxes(1, 2)
    axes = np.eye(9, dtype=np.int64).reshape(9, 3, 3)
    one = np.random.default_rng(1).integers(-(2**30), 2**30, (2, 50, 5))
    large = one[0][:, :, None] * one[1][:, None, :]
    wide = np.random.default_rng(2).integers(-(2**40), 2**40, (50, 3, 20))
    wide[::2, 2] = wide[::2, 0] - 2 * wide[::2, 1]
    for matrices in (skew, axes, large, large + np.arange(5) * np.eye(5, dtype=np.int64), wide):
        _deficient_as_flint_says(matrices)
