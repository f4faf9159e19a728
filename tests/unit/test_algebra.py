"""Claims about tables of products are tried on groups and monoids that people know."""

import itertools

import numpy as np
import pytest
from tests.support.statements import app, eq, fin, forall, nat

from toymodels.check.candidates.algebra import ALGEBRA, groups, monoids
from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted
from toymodels.statements.language import FinSort, FunSort, Hypothesis, Statement, Term, Var

N = nat("n")
ELEMENT = FinSort(N)
MUL = Var("mul", FunSort(ELEMENT, FunSort(ELEMENT, ELEMENT)))
INV = Var("inv", FunSort(ELEMENT, ELEMENT))
ONE, X, Y, Z = (fin(name, N) for name in ("one", "x", "y", "z"))


def about_groups(conclusion: Term) -> Statement:
    """The statement about groups and two elements."""
    axioms = {
        "assoc": forall(X, Y, Z, eq(app(MUL, app(MUL, X, Y), Z), app(MUL, X, app(MUL, Y, Z)))),
        "one_mul": forall(X, eq(app(MUL, ONE, X), X)),
        "inv_mul": forall(X, eq(app(MUL, app(INV, X), X), ONE)),
    }
    hypotheses = tuple(Hypothesis(name, prop) for name, prop in axioms.items())
    return Statement("claim", (N, MUL, ONE, INV, X, Y), hypotheses, conclusion, {})


@pytest.mark.parametrize(
    "conclusion", [eq(app(INV, X), X), eq(app(MUL, X, app(MUL, X, X)), X)], ids=["own inverses", "cubes"]
)
def test_what_two_elements_satisfy_is_refuted_by_draws_of_larger_groups(conclusion: Term):
    found = check(about_groups(conclusion), instances=200)
    assert isinstance(found.verdict, Refuted)
    assert found.means == ""
    assert found.verdict.witness.values["n"] == 3


def test_that_all_groups_commute_is_refuted_by_the_smallest_that_does_not():
    found = check(about_groups(eq(app(MUL, X, Y), app(MUL, Y, X))), instances=200)
    assert isinstance(found.verdict, Refuted)
    assert found.means == ALGEBRA.name
    assert found.verdict.witness.values["n"] == 6


def test_what_is_true_of_groups_is_tried_on_them():
    found = check(about_groups(eq(app(MUL, X, app(INV, X)), ONE)), instances=200)
    assert isinstance(found.verdict, Held)
    assert found.tried[ALGEBRA.name] > 100
    assert {each.sizes["n"] for each in found.sizes if each.accepted} >= {1, 2, 3, 4, 5}


@pytest.mark.parametrize("order", range(1, 9))
def test_they_are_what_they_are_called(order: int):
    each = np.arange(order)
    for table in (*groups(order), *monoids(order)):
        assert (table[0] == each).all()
        assert (table[:, 0] == each).all()
        for x, y, z in itertools.product(range(order), repeat=3):
            assert table[table[x, y], z] == table[x, table[y, z]]
    for table in groups(order):
        assert (np.sort(table, axis=1) == each).all()
