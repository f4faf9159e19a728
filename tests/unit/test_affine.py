"""How terms depend on a variable: degree, direction, entries, factors."""

from __future__ import annotations

import pytest
from tests.support import constructs as c
from tests.support.statements import add, app, div, le, mul, num, scalar, sq, sub

from toymodels.instances.affine import degree, direction, entries, factors
from toymodels.statements.language import If, Neg, Sum, Term

X, Y = scalar("x"), scalar("y")


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (Y, 0),
        (X, 1),
        (add(X, mul(Y, X)), 1),
        (mul(X, X), 2),
        (sq(X), 2),
        (div(X, Y), 1),
        (div(Y, X), None),
        (If(le(num(0), Y), X, num(0)), 1),
        (If(le(num(0), X), X, num(0)), None),
        (Neg(sub(Y, X)), 1),
    ],
)
def test_degree(term: Term, expected: int | None):
    assert degree(term, "x") == expected


def test_degree_counts_entries_of_functions():
    entry = app(c.V, c.i, c.a)
    assert degree(Sum(c.a, mul(entry, entry)), "V") == 2
    assert degree(Sum(c.a, mul(entry, app(c.W, c.j, c.a))), "V") == 1
    assert degree(Sum(c.a, entry), "x") == 0


@pytest.mark.parametrize(
    ("term", "expected"),
    [(X, 1), (Y, 0), (sub(Y, X), -1), (Neg(sub(Y, X)), 1), (mul(num(2), X), 1), (mul(Y, X), 0), (sub(X, X), 0)],
)
def test_direction(term: Term, expected: int):
    assert direction(term, "x") == expected


def test_entries_are_told_by_their_indices():
    term = add(app(c.A, c.i, c.j), mul(app(c.A, c.j, c.i), app(c.A, c.i, c.j)))
    assert entries(term, "A") == {(c.i, c.j), (c.j, c.i)}


def test_powers_are_repeated_factors():
    assert factors(mul(Y, sq(X))) == (Y, X, X)
