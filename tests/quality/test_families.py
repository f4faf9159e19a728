"""Families of matrices: each is what it is called, varied, and drawn where hypotheses ask for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.support.constructs import lt, statement
from tests.support.ranks import ranks
from tests.support.statements import (
    DOT,
    NORM_SQ,
    app,
    call,
    eq,
    fin,
    forall,
    implies,
    le,
    mat,
    mul,
    nat,
    ne,
    num,
    scalar,
    sq,
    vec,
)

from toymodels.check.census import fingerprints
from toymodels.check.runner import check
from toymodels.check.verdict import Refuted
from toymodels.evaluate.batch import Batch, FieldArray
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.constructions import families as f
from toymodels.instances.constructions.signs import orthogonal_signs as orthogonal_signs_of
from toymodels.instances.source import RandomSource
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    BOOL,
    NAT,
    Arith,
    Cast,
    FinMk,
    FinSort,
    FinVal,
    FunSort,
    If,
    Neg,
    Not,
    Operation,
    Quantifier,
    Quantity,
    Statement,
    Sum,
    Term,
    Truth,
    Var,
)

COUNT = 300
n, m, g = nat("n"), nat("m"), nat("g")
V, P, c, mu = mat("V", n, m), mat("P", n, n), scalar("c"), scalar("μ")
i, j, k, a, b = fin("i", n), fin("j", n), fin("k", n), fin("a", m), fin("b", m)
ZERO, ONE = num(0), num(1)
Check = Callable[[np.ndarray, np.ndarray], np.ndarray | np.bool_]
"""From numerators (b, rows, columns) and denominators (b, 1, 1) to whether each instance is as it should be, (b,)."""


def gram(v: np.ndarray) -> np.ndarray:
    return v @ v.swapaxes(1, 2)


def off_diagonal(products: np.ndarray) -> np.ndarray:
    return products[:, ~np.eye(products.shape[1], dtype=bool)]


def tight(v: np.ndarray, d: np.ndarray) -> np.ndarray:
    frame = v.swapaxes(1, 2) @ v
    return (frame == frame[:, :1, :1] * np.eye(v.shape[2], dtype=int)).all(axis=(1, 2)) & (frame[:, 0, 0] > 0)


def equal_norms(v: np.ndarray, d: np.ndarray) -> np.ndarray:
    norms = np.diagonal(gram(v), axis1=1, axis2=2)
    return (norms == norms[:, :1]).all(axis=1)


def unit(v: np.ndarray, d: np.ndarray) -> np.ndarray:
    return (np.diagonal(gram(v), axis1=1, axis2=2) == d[:, 0] ** 2).all(axis=1)


def orthogonal_rows(v: np.ndarray, d: np.ndarray) -> np.ndarray:
    return (off_diagonal(gram(v)) == 0).all(axis=1)


def orthogonal_signs(v: np.ndarray, d: np.ndarray) -> np.ndarray:
    return orthogonal_rows(v, d) & (np.abs(v) == 1).all(axis=(1, 2)) & np.isin(d[:, 0, 0] ** 2, (1, v.shape[2]))


def sums_to_dimension(v: np.ndarray, d: np.ndarray) -> np.ndarray:
    """The capacities `‖Wᵢ‖⁴ / Σⱼ (Wᵢ · Wⱼ)²` add up to the number of columns: a block-tight frame."""
    products = gram(v).astype(float)
    norms = np.diagonal(products, axis1=1, axis2=2)
    total = (products**2).sum(axis=2)
    return np.isclose((norms**2 / np.where(total == 0, 1, total)).sum(axis=1), v.shape[2])


def doubly(v: np.ndarray, d: np.ndarray) -> np.ndarray:
    return (v >= 0).all(axis=(1, 2)) & (v.sum(axis=1) == d[:, 0]).all(axis=1) & (v.sum(axis=2) == d[:, 0]).all(axis=1)


def least_eigenvalue(v: np.ndarray) -> np.ndarray:
    return np.linalg.eigvalsh(v.astype(float)).min(axis=1)


CASES: list[tuple[f.Draw, tuple[int, int], Check]] = [
    (f.orthonormal_or_zero, (4, 3), orthogonal_rows),
    (f.orthogonal_or_zero, (4, 3), orthogonal_rows),
    (f.signed_axes, (5, 3), lambda v, d: unit(v, d) & (off_diagonal(gram(v)) <= 0).all(axis=1)),
    (f.obtuse, (4, 3), lambda v, d: (off_diagonal(gram(v)) < 0).all(axis=1)),
    (f.obtuse, (3, 3), lambda v, d: (off_diagonal(gram(v)) < 0).all(axis=1)),
    (f.obtuse_units, (4, 3), lambda v, d: unit(v, d) & (off_diagonal(gram(v)) < 0).all(axis=1)),
    (f.obtuse_units, (2, 2), lambda v, d: unit(v, d) & (off_diagonal(gram(v)) < 0).all(axis=1)),
    (f.obtuse_units, (5, 5), lambda v, d: unit(v, d) & (off_diagonal(gram(v)) < 0).all(axis=1)),
    (
        f.obtuse_or_orthogonal,
        (4, 3),
        lambda v, d: (off_diagonal(gram(v)) <= 0).all(axis=1) & np.any(v, axis=2).all(axis=1),
    ),
    (f.equiangular, (3, 3), lambda v, d: equal_norms(v, d) & (np.ptp(off_diagonal(gram(v)) ** 2, axis=1) == 0)),
    (f.equiangular, (4, 3), lambda v, d: equal_norms(v, d) & (np.ptp(off_diagonal(gram(v)) ** 2, axis=1) == 0)),
    (f.low_coherence, (3, 4), lambda v, d: unit(v, d)),
    (f.rows_of_signs, (2, 6), orthogonal_signs),
    (f.rows_of_signs, (4, 4), orthogonal_signs),
    (f.rows_of_signs, (4, 8), orthogonal_signs),
    (f.rows_of_signs, (12, 12), orthogonal_signs),
    (f.rows_of_signs, (4, 20), orthogonal_signs),
    (f.tight_frame, (5, 3), tight),
    (f.equal_norm_tight_frame, (6, 3), lambda v, d: tight(v, d) & equal_norms(v, d)),
    (f.sum_of_tight_frames, (5, 3), sums_to_dimension),
    (f.idempotent, (3, 3), lambda v, d: (v @ v == d * v).all(axis=(1, 2))),
    (f.involution, (3, 3), lambda v, d: (v @ v == d * d * np.eye(3, dtype=int)).all(axis=(1, 2))),
    (f.permutation, (4, 4), lambda v, d: doubly(v, d) & (d[:, 0, 0] == 1)),
    (f.doubly_stochastic, (3, 3), doubly),
    (f.gram_matrix, (3, 3), lambda v, d: (v == v.swapaxes(1, 2)).all(axis=(1, 2)) & (least_eigenvalue(v) > -1e-6)),
    (f.strictly_triangular, (3, 3), lambda v, d: (np.triu(v) == 0).all(axis=(1, 2))),
    (f.monomial, (4, 3), lambda v, d: (np.count_nonzero(v, axis=2) <= 1).all(axis=1) & (v >= 0).all(axis=(1, 2))),
]
IDS = [f"{draw.__name__} {shape}" for draw, shape, _ in CASES]
SINGULAR = (f.idempotent, f.strictly_triangular, f.monomial)
"""Families of which most members have less than full rank."""


def drawn(draw: f.Draw, shape: tuple[int, int], count: int = COUNT) -> FieldArray:
    value = draw(RandomSource(np.random.default_rng(0)), *shape, count)
    assert value is not None
    return value


@pytest.mark.parametrize(("draw", "shape", "holds"), CASES, ids=IDS)
def test_every_member_is_what_the_family_is_called(draw: f.Draw, shape: tuple[int, int], holds: Check) -> None:
    value = drawn(draw, shape)
    assert value.numerators.shape == (COUNT, *shape)
    assert (value.denominators > 0).all()
    assert holds(value.numerators, value.denominators.reshape(-1, 1, 1)).all()


@pytest.mark.parametrize(("draw", "shape", "holds"), CASES, ids=IDS)
def test_an_entry_off_by_one_is_noticed(draw: f.Draw, shape: tuple[int, int], holds: Check) -> None:
    """The checks above can fail: one entry of every member is moved."""
    value = drawn(draw, shape)
    value.numerators[:, 0, -1] += 1
    assert not holds(value.numerators, value.denominators.reshape(-1, 1, 1)).all()


@pytest.mark.parametrize(("draw", "shape", "holds"), CASES, ids=IDS)
def test_members_vary_have_full_rank_mostly_and_short_numbers(
    draw: f.Draw, shape: tuple[int, int], holds: Check
) -> None:
    value = drawn(draw, shape)
    members = {int(h) for h in fingerprints(Batch({}, {"V": value}, COUNT))}
    assert len(members) >= 24
    if draw not in SINGULAR:
        assert (ranks(value.numerators) == min(shape)).mean() >= 0.5
    largest = np.maximum(np.abs(value.numerators).max(axis=(1, 2)), value.denominators)
    assert np.quantile(largest, 0.95) < 2**14


def test_degenerate_members_occur_at_a_stated_rate() -> None:
    triangular = drawn(f.gram_matrix, (3, 3), 2000)
    assert (ranks(triangular.numerators) < 3).mean() >= 0.25
    projections = ranks(drawn(f.idempotent, (3, 3), 2000).numerators)
    assert all((projections == rank).mean() >= 0.1 for rank in range(4))
    products = off_diagonal(gram(drawn(f.obtuse_or_orthogonal, (4, 3), 2000).numerators))
    assert (products == 0).any(axis=1).mean() >= 0.25
    angles = off_diagonal(gram(drawn(f.equiangular, (3, 3), 2000).numerators))
    assert 0.1 <= (angles == 0).all(axis=1).mean() <= 0.5


NONE = [
    (f.obtuse, (5, 3)),
    (f.obtuse_units, (5, 3)),
    (f.signed_axes, (7, 3)),
    (f.tight_frame, (2, 3)),
    (f.rows_of_signs, (5, 4)),
    (f.rows_of_signs, (3, 6)),
    (f.rows_of_signs, (2, 5)),
]


@pytest.mark.parametrize(("draw", "shape"), NONE)
def test_what_does_not_exist_is_not_drawn(draw: f.Draw, shape: tuple[int, int]) -> None:
    assert draw(RandomSource(np.random.default_rng(0)), *shape, 10) is None


def _dot(left: Term, right: Term) -> Term:
    return call(DOT, m, left, right)


def _pairs(prop: Term) -> Term:
    return forall(i, j, implies(ne(i, j), prop))


def _product(s: Term, t: Term) -> Term:
    return _dot(app(V, s), app(V, t))


def pairwise_negative() -> Statement:
    return statement("pairwise_negative", (n, m, V), {"h": _pairs(lt(_product(i, j), ZERO))})


def pairwise_nonpositive() -> Statement:
    nonzero = forall(i, Quantifier(Quantity.EXISTS, a, ne(app(V, i, a), ZERO)))
    return statement("pairwise_nonpositive", (n, m, V), {"h0": nonzero, "h": _pairs(le(_product(i, j), ZERO))})


def equal_angles() -> Statement:
    norms = forall(i, eq(call(NORM_SQ, m, app(V, i)), ONE))
    hypotheses = {"hu": norms, "hc": _pairs(eq(sq(_product(i, j)), c)), "hlt": lt(c, ONE)}
    return statement("equal_angles", (n, m, V, c), hypotheses)


def idempotents() -> Statement:
    square = Sum(k, mul(app(P, i, k), app(P, k, j)))
    return statement("idempotents", (n, P), {"h": forall(i, j, eq(square, app(P, i, j)))})


def tight_frames() -> Statement:
    entry = Sum(i, mul(app(V, i, a), app(V, i, b)))
    hypotheses = {"hn": le(m, n), "h": forall(a, b, eq(entry, If(eq(a, b), c, ZERO))), "hc": lt(ZERO, c)}
    return statement("tight_frames", (n, m, V, c), hypotheses)


def doubly_stochastic() -> Statement:
    hypotheses = {
        "h0": forall(i, j, le(ZERO, app(P, i, j))),
        "h1": forall(i, eq(Sum(j, app(P, i, j)), ONE)),
        "h2": forall(j, eq(Sum(i, app(P, i, j)), ONE)),
    }
    return statement("doubly_stochastic", (n, P), hypotheses)


def cyclic_representation() -> Statement:
    """`ρ (s + t) = ρ s ρ t` for the sum modulo `g`."""
    rho = Var("ρ", FunSort(FinSort(g), P.sort))
    s, t = fin("s", g), fin("t", g)
    total = Arith(Operation.MOD, Arith(Operation.ADD, FinVal(s), FinVal(t), NAT), g, NAT)
    product = Sum(k, mul(app(rho, s, i, k), app(rho, t, k, j)))
    same = forall(s, t, i, j, eq(app(rho, FinMk(total, g), i, j), product))
    one = forall(s, i, j, implies(eq(FinVal(s), num(0, NAT)), eq(app(rho, s, i, j), If(eq(i, j), ONE, ZERO))))
    return statement("cyclic_representation", (g, n, rho), {"h": same, "h1": one})


def rows_of_signs() -> Statement:
    entries = forall(i, a, eq(sq(app(V, i, a)), ONE))
    return statement("rows_of_signs", (n, m, V), {"h": entries, "ho": _pairs(eq(_product(i, j), ZERO))})


def budget() -> Statement:
    x, y = vec("x", n), vec("y", n)
    hypotheses = {
        "h0": forall(i, le(ZERO, app(x, i))),
        "h1": forall(i, le(app(x, i), ONE)),
        "h": le(Sum(i, app(x, i)), Sum(i, sq(app(y, i)))),
    }
    return statement("budget", (n, x, y), hypotheses)


def half_space() -> Statement:
    x, v = vec("x", n), vec("v", n)
    return statement("half_space", (n, x, v), {"h": le(Sum(i, mul(app(x, i), app(v, i))), ZERO)})


def different_entries() -> Statement:
    x = vec("x", n)
    return statement("different_entries", (n, x), {"h": _pairs(ne(app(x, i), app(x, j)))})


def few_of_low_coherence() -> Statement:
    """Products of unit vectors within `±μ`, where `(n - 1) μ < 1`."""
    hypotheses = {
        "hn": le(n, m),
        "hu": forall(i, eq(call(NORM_SQ, m, app(V, i)), ONE)),
        "hl": _pairs(le(Neg(mu), _product(i, j))),
        "hh": _pairs(le(_product(i, j), mu)),
        "hμ": lt(mul(Cast(n), mu), ONE),
    }
    return statement("few_of_low_coherence", (n, m, V, mu), hypotheses)


def chosen_rows_vanish() -> Statement:
    """Rows outside a set are zero, the others orthogonal to one another and of one norm."""
    chosen = Var("s", FunSort(FinSort(n), BOOL))
    hypotheses = {
        "h": _pairs(implies(eq(app(chosen, i), Truth(True)), eq(_product(i, j), ZERO))),
        "h0": forall(i, a, implies(eq(app(chosen, i), Truth(False)), eq(app(V, i, a), ZERO))),
    }
    return statement("chosen_rows_vanish", (n, m, chosen, V), hypotheses)


ASKED = [
    pairwise_negative,
    pairwise_nonpositive,
    equal_angles,
    idempotents,
    tight_frames,
    doubly_stochastic,
    cyclic_representation,
    rows_of_signs,
    budget,
    half_space,
    different_entries,
    few_of_low_coherence,
    chosen_rows_vanish,
]


@pytest.mark.parametrize("make", ASKED, ids=lambda make: make.__name__)
def test_at_least_half_is_accepted_where_there_are_instances(make: Callable[[], Statement]) -> None:
    """Counted at sizes at which one was found: whether there are any is not for a generator to change."""
    evidence = check(make(), instances=1500)
    possible = [size for size in evidence.sizes if size.accepted]
    assert len(possible) >= 3
    assert sum(size.accepted for size in possible) >= 0.5 * sum(size.proposals for size in possible)
    assert evidence.distinct >= 0.1 * evidence.instances


@pytest.mark.parametrize("make", [pairwise_negative, equal_angles, tight_frames], ids=lambda make: make.__name__)
def test_most_accepted_matrices_have_full_rank(make: Callable[[], Statement]) -> None:
    built = make()
    batch = Subject(built).plan.generate({"n": 3, "m": 3}, np.random.default_rng(0), 400)
    masks = [Evaluator(built.definitions).prop(h.prop, batch).values for h in built.hypotheses]
    array = batch.arrays["V"]
    assert isinstance(array, FieldArray)
    accepted = np.logical_and.reduce(masks)
    assert (ranks(array.numerators[accepted]) == 3).mean() >= 0.5


def test_the_same_generator_state_gives_the_same_batch_whatever_was_drawn_before() -> None:
    first, second = Subject(pairwise_negative()).plan, Subject(pairwise_negative()).plan
    second.generate({"n": 4, "m": 3}, np.random.default_rng(7), 100)
    batches = [p.generate({"n": 3, "m": 2}, np.random.default_rng(3), 100).arrays["V"] for p in (first, second)]
    one, other = (array for array in batches if isinstance(array, FieldArray))
    np.testing.assert_array_equal(one.numerators, other.numerators)


@pytest.mark.parametrize("order", range(1, 65))
def test_matrices_of_signs_exist_in_every_order_that_is_known_up_to_fifty(order: int) -> None:
    signs = orthogonal_signs_of(order)
    assert (signs is not None) == (order in (1, 2) or (order % 4 == 0 and order != 52))
    if signs is not None:
        assert (np.abs(signs) == 1).all()
        np.testing.assert_array_equal(signs @ signs.T, order * np.eye(order, dtype=np.int64))


def _claim(make: Callable[[], Statement], conclusion: Term) -> Statement:
    return replace(make(), conclusion=conclusion)


PLANTED = [
    (pairwise_negative, le(n, m), {"n": 1, "m": 0}),
    (pairwise_nonpositive, le(n, m), {"n": 2, "m": 1}),
    (idempotents, le(Sum(i, app(P, i, i)), ZERO), {"n": 1}),
    (equal_angles, implies(le(num(2, NAT), n), eq(c, ZERO)), {"n": 2, "m": 2}),
    (doubly_stochastic, forall(i, eq(app(P, i, i), ONE)), {"n": 2}),
    (different_entries, le(n, num(4, NAT)), {"n": 5}),
    (rows_of_signs, implies(lt(num(0, NAT), m), le(n, num(2, NAT))), {"n": 3, "m": 4}),
]


@pytest.mark.parametrize(("make", "conclusion", "sizes"), PLANTED, ids=[make.__name__ for make, _, _ in PLANTED])
def test_a_planted_bug_is_found_and_shrunk(
    make: Callable[[], Statement], conclusion: Term, sizes: dict[str, int]
) -> None:
    """Bounds that are too sharp by one, or leave out a case."""
    verdict = check(_claim(make, conclusion), instances=2000).verdict
    assert isinstance(verdict, Refuted)
    assert {name: verdict.witness.values[name] for name in sizes} == sizes


@pytest.mark.parametrize("dimension", [8, 12, 20])
def test_rows_of_signs_are_found_in_dimensions_beyond_the_usual_sizes(dimension: int) -> None:
    rows, places = num(4, NAT), num(dimension, NAT)
    signs, s, t, x = mat("V", rows, places), fin("s", rows), fin("t", rows), fin("x", places)
    product = Sum(x, mul(app(signs, s, x), app(signs, t, x)))
    entries = {"h": forall(s, x, eq(sq(app(signs, s, x)), ONE))}
    orthogonal = forall(s, t, implies(ne(s, t), eq(product, ZERO)))
    impossible = statement("impossible", (signs,), {**entries, "ho": orthogonal})
    assert isinstance(check(replace(impossible, conclusion=Truth(False)), instances=500).verdict, Refuted)
    never = replace(statement("never", (signs,), entries), conclusion=Not(orthogonal))
    assert isinstance(check(never, instances=500).verdict, Refuted)
