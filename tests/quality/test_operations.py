"""Tables of products: each kind has its laws, quarter turns respect it, and hypotheses that ask for both are met."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.support.constructs import statement
from tests.support.statements import add, app, eq, fin, forall, mul, nat, ne, num, sq, sub

from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted
from toymodels.instances.constructions.operations import (
    OPERATIONS,
    Draw,
    Operations,
    frequencies_of,
    groups,
    images,
    representations,
)
from toymodels.instances.source import RandomSource
from toymodels.instances.subject import Subject
from toymodels.statements.language import FIELD, FinSort, FunSort, Sum, Term, Var

COUNT = 200
SIZES = [1, 2, 3, 4, 6]


def drawn(draw: Draw, size: int, frequencies: int = 2) -> Operations:
    found = draw(RandomSource(np.random.default_rng(0)), size, frequencies, COUNT)
    assert found is not None
    return found


def times(operations: Operations, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return operations.product[np.arange(COUNT).reshape(-1, *(1,) * (left.ndim - 1)), left, right]


def everywhere(size: int, place: int) -> np.ndarray:
    """All elements along one of three axes, shape (b, n, n, n)."""
    return np.broadcast_to(np.moveaxis(np.arange(size)[:, None, None], 0, place), (COUNT, size, size, size))


@pytest.mark.parametrize("size", SIZES)
def test_groups_have_their_laws(size: int) -> None:
    found = drawn(groups, size)
    a, b, c = (everywhere(size, place) for place in range(3))
    assert (times(found, times(found, a, b), c) == times(found, a, times(found, b, c))).all()
    each = np.broadcast_to(np.arange(size), (COUNT, size))
    neutral = np.broadcast_to(found.neutral[:, None], each.shape)
    assert (times(found, neutral, each) == each).all()
    assert (times(found, found.inverse, each) == neutral).all()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("draw", [groups, images])
def test_quarter_turns_multiply_as_the_elements_do(draw: Draw, size: int) -> None:
    found = drawn(draw, size, 3)
    each = np.arange(COUNT)[:, None, None, None], np.arange(3)[:, None, None], found.product[:, None]
    together = found.quarters[:, :, :, None] + found.quarters[:, :, None, :]
    assert (found.quarters[each] == together % 4).all()
    found.quarters[:, :, 0] += 1
    assert (found.quarters[each] != together % 4).any()


@pytest.mark.parametrize("size", [2, 4])
def test_tables_and_frequencies_vary(size: int) -> None:
    for draw in (groups, images):
        found = drawn(draw, size)
        assert len(np.unique(found.product, axis=0)) > (1 if size == 2 else 10)
        assert len(np.unique(found.quarters, axis=0)) > (1 if size == 2 else 20)
    assert len(np.unique(drawn(images, 4).product, axis=0)) > 2 * len(np.unique(drawn(groups, 4).product, axis=0))


def test_no_elements_have_no_table() -> None:
    assert all(each.draw(RandomSource(np.random.default_rng(0)), 0, 1, 3) is None for each in OPERATIONS)


def test_large_groups_are_cyclic() -> None:
    assert drawn(groups, 128, 1).product.shape == (COUNT, 128, 128)


@pytest.mark.parametrize(("size", "dimensions"), [(1, 1), (2, 3), (3, 3), (4, 2), (4, 4), (3, 0)])
@pytest.mark.parametrize("draw", [groups, images])
def test_representations_multiply_as_the_elements_do(draw: Draw, size: int, dimensions: int) -> None:
    source = RandomSource(np.random.default_rng(0))
    found = draw(source, size, frequencies_of(2, dimensions), COUNT)
    assert found is not None
    value = representations(source, found, 2, dimensions)
    matrices, dens = value.numerators, value.denominators.reshape(-1, 1, 1, 1, 1, 1)
    together = np.einsum("bkxij,bkyjl->bkxyil", matrices, matrices)
    products = np.take_along_axis(matrices, found.product.reshape(COUNT, 1, -1, 1, 1), axis=2)
    assert (products.reshape(together.shape) * dens == together).all()
    squares = matrices.swapaxes(-1, -2) @ matrices
    neutral = np.take_along_axis(matrices, found.neutral.reshape(COUNT, 1, 1, 1, 1), axis=2)
    assert (squares == neutral * dens[..., 0]).all()
    if size > 1 < dimensions:
        assert len(np.unique(matrices.reshape(COUNT, -1), axis=0)) > COUNT // 8
        assert (matrices[:, :, 0] != matrices[:, :, 1]).any(axis=(1, 2, 3)).mean() > 0.1


n, k = nat("n"), nat("k")
ELEMENT, FREQUENCY = FinSort(n), FinSort(k)
op = Var("op", FunSort(ELEMENT, FunSort(ELEMENT, ELEMENT)))
unit, back = Var("unit", ELEMENT), Var("back", FunSort(ELEMENT, ELEMENT))
x, y, z, j = fin("x", n), fin("y", n), fin("z", n), fin("j", k)
LAWS = {
    "associative": forall(x, y, z, eq(app(op, app(op, x, y), z), app(op, x, app(op, y, z)))),
    "unit": forall(x, eq(app(op, x, unit), x)),
    "back": forall(x, eq(unit, app(op, x, app(back, x)))),
}


ONE, MANY = FunSort(ELEMENT, FIELD), FunSort(FREQUENCY, FunSort(ELEMENT, FIELD))


def wave(sort: FunSort, *before: Var) -> tuple[Var, Var, dict[str, Term]]:
    """Functions `p` and `q`, and that the complex numbers `p + i q` have length one and multiply as the elements do."""
    p, q = Var("p", sort), Var("q", sort)
    px, py, pxy = (app(p, *before, element) for element in (x, y, app(op, x, y)))
    qx, qy, qxy = (app(q, *before, element) for element in (x, y, app(op, x, y)))
    return (
        p,
        q,
        {
            "length": forall(*before, x, eq(add(sq(px), sq(qx)), num(1))),
            "cosine": forall(*before, x, y, eq(pxy, sub(mul(px, py), mul(qx, qy)))),
            "sine": forall(*before, x, y, eq(qxy, add(mul(qx, py), mul(px, qy)))),
        },
    )


p, q, WAVE = wave(ONE)
ps, qs, WAVES = wave(MANY, j)
f = Var("f", ONE)
SIGNS = {"signs": forall(x, y, eq(app(f, app(op, x, y)), mul(app(f, x), app(f, y)))), "some": ne(app(f, y), num(1))}
NOT_CONSTANT = {"not constant": ne(app(p, z), num(1))}
PLACE = FinSort(nat("d"))
r, row, column, middle = (
    Var("r", FunSort(ELEMENT, FunSort(PLACE, FunSort(PLACE, FIELD)))),
    *(fin(name, nat("d")) for name in ("row", "column", "middle")),
)
ACTS = {
    "acts": forall(
        x,
        y,
        row,
        column,
        eq(
            app(r, app(op, x, y), row, column),
            Sum(middle, mul(app(r, x, row, middle), app(r, y, middle, column))),
        ),
    ),
    "orthogonal": forall(
        x,
        row,
        column,
        eq(Sum(middle, mul(app(r, x, middle, row), app(r, x, middle, column))), app(r, unit, row, column)),
    ),
    "moves": ne(app(r, z, row, column), app(r, unit, row, column)),
}
STATEMENTS = {
    "a representation": statement("a representation", (n, nat("d"), op, unit, r, z, row, column), ACTS),
    "a wave on a table": statement("a wave", (n, op, p, q, z), WAVE | NOT_CONSTANT),
    "a wave on a group": statement("a wave on a group", (n, op, unit, back, p, q, z), LAWS | WAVE | NOT_CONSTANT),
    "waves on a table": statement("waves", (n, k, op, ps, qs), WAVES),
    "a sign of elements": statement("a sign", (n, op, unit, back, f, y), LAWS | SIGNS),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_hypotheses_on_tables_and_functions_are_met_together(name: str) -> None:
    chosen = Subject(STATEMENTS[name]).plan
    sizes = {var.name: 4 if var == n else 2 for var in chosen.nats}
    batch = chosen.generate(sizes, np.random.default_rng(0), 1000)
    props = [hypothesis.prop for hypothesis in STATEMENTS[name].hypotheses]
    assert chosen.evaluator.all_hold(props, batch).mean() >= 0.15
    assert chosen.rate(sizes, mixed=False) < 0.05


def sum_of(function: Var) -> Term:
    return Sum(x, app(function, x))


def test_waves_that_are_not_constant_add_up_to_zero() -> None:
    true = replace(STATEMENTS["a wave on a group"], conclusion=eq(sum_of(q), num(0)))
    found = check(true, instances=2_000)
    assert isinstance(found.verdict, Held)
    assert found.effective >= 1_000
    assert {each.sizes["n"] for each in found.sizes if each.accepted} >= {2, 4}


def test_what_waves_do_not_satisfy_is_refuted() -> None:
    false = replace(STATEMENTS["a wave on a table"], conclusion=eq(sum_of(p), num(0)))
    assert isinstance(check(false, instances=500).verdict, Refuted)
