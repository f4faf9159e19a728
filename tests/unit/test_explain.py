"""Every kind of conclusion says why it fails, with the values of its sides."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.support.statements import app, eq, fin, forall, le, nat, ne, num, scalar, vec

from toymodels.check.explain import explain
from toymodels.evaluate.batch import Instance
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    PROP,
    Call,
    Compare,
    Connective,
    Definition,
    If,
    Logic,
    Not,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Term,
    Truth,
    Var,
)

X, Y, N = scalar("x"), scalar("y"), nat("n")
PLACE, OTHER = fin("i", N), fin("j", N)
V = vec("v", N)
AT = Instance({"x": Fraction(1, 2), "y": Fraction(-3), "n": 2, "v": (Fraction(0), Fraction(5))})


def lt(left: Term, right: Term) -> Term:
    return Compare(Relation.LT, left, right)


POSITIVE = Definition("positive", (X,), lt(num(0), X), PROP)


def exists(var: Var, body: Term) -> Term:
    return Quantifier(Quantity.EXISTS, var, body)


def connect(op: Logic, left: Term, right: Term) -> Term:
    return Connective(op, left, right)


def why_false(prop: Term, at: Instance) -> str:
    return explain(Subject(Statement("false", (), (), prop, {"positive": POSITIVE})), at)


@pytest.mark.parametrize(
    ("prop", "why"),
    [
        (le(X, Y), "1/2 ≤ -3 fails"),
        (forall(PLACE, le(app(V, PLACE), num(1))), "5 ≤ 1 fails at i = 1"),
        (connect(Logic.AND, le(Y, X), eq(X, Y)), "1/2 = -3 fails"),
        (connect(Logic.IMPLIES, le(Y, X), lt(X, Y)), "1/2 < -3 fails"),
        (connect(Logic.OR, lt(X, Y), eq(X, num(1))), "1/2 < -3 fails and 1/2 = 1 fails"),
        (
            forall(PLACE, connect(Logic.OR, lt(app(V, PLACE), num(1)), eq(X, Y))),
            "5 < 1 fails and 1/2 = -3 fails at i = 1",
        ),
        (connect(Logic.IFF, lt(Y, X), eq(X, Y)), "only the left side holds: -3 < 1/2 holds, but 1/2 = -3 fails"),
        (connect(Logic.IFF, eq(X, Y), lt(Y, X)), "only the right side holds: -3 < 1/2 holds, but 1/2 = -3 fails"),
        (Not(lt(Y, X)), "-3 < 1/2 holds, which is denied"),
        (Not(forall(PLACE, le(num(0), app(V, PLACE)))), "0 ≤ 0 holds at i = 0, and so on for every i, which is denied"),
        (Not(exists(PLACE, eq(app(V, PLACE), num(5)))), "5 = 5 holds at i = 1, which is denied"),
        (exists(PLACE, lt(app(V, PLACE), num(0))), "no i will do: 0 < 0 fails at i = 0; 5 < 0 fails at i = 1"),
        (
            forall(PLACE, exists(OTHER, lt(app(V, PLACE), app(V, OTHER)))),
            "no j will do: 5 < 0 fails at j = 0; 5 < 5 fails at j = 1 at i = 1",
        ),
        (Call("positive", (Y,), PROP), "0 < -3 fails"),
        (If(lt(X, Y), Truth(True), eq(X, Y)), "1/2 = -3 fails"),
        (Truth(False), "the conclusion fails"),
    ],
)
def test_why_it_fails(prop: Term, why: str):
    assert why_false(prop, AT) == why


def test_an_empty_range_is_said():
    at = Instance({"n": 0, "v": ()})
    assert why_false(exists(PLACE, eq(app(V, PLACE), num(0))), at) == "there is no i at all"
    assert why_false(Not(forall(PLACE, ne(app(V, PLACE), num(0)))), at) == "there is no i, which is denied"


def test_many_cases_are_cut_short():
    at = Instance({"n": 9, "v": tuple(map(Fraction, range(9)))})
    text = why_false(exists(PLACE, lt(app(V, PLACE), num(0))), at)
    assert text.endswith("3 < 0 fails at i = 3; and so on for all 9")
