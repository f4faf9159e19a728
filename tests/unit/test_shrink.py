"""Counterexamples are brought down to small sizes first, then to simple entries, in few steps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from tests.support.statements import app, eq, fin, forall, le, mul, nat, ne, num, scalar, sub, vec

from toymodels.evaluate.batch import Instance
from toymodels.instances import shrink as shrinking
from toymodels.instances.shrink import shrink
from toymodels.instances.simpler import Measure, cost, simpler
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    NAT,
    Arith,
    Compare,
    FinVal,
    Hypothesis,
    Operation,
    Relation,
    Statement,
    Sum,
    Term,
    Var,
)

X, Y, N = scalar("x"), scalar("y"), nat("n")
PLACE = fin("i", N)
V = vec("v", N)
TOTAL = Sum(PLACE, app(V, PLACE))


def lt(left: Term, right: Term) -> Term:
    return Compare(Relation.LT, left, right)


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    return Statement("claim", variables, tuple(Hypothesis(n, p) for n, p in hypotheses.items()), conclusion)


def shrunk(statement: Statement, **values: Any) -> dict[str, Any]:
    return dict(shrink(Subject(statement), Instance(values)).values)


@pytest.mark.parametrize(
    ("statement", "found", "smallest"),
    [
        (claim(le(X, num(4000)), X), 10**9 + Fraction(1, 7), 4001),
        (claim(le(num(-0), sub(num(0), X)), X), Fraction(355, 113), 1),
        (claim(le(mul(X, X), num(2)), X, h=lt(X, num(3))), Fraction(-917, 13), 2),
        (claim(ne(mul(num(3), X), num(2)), X), Fraction(2, 3), Fraction(2, 3)),
        (claim(le(num(1), mul(num(101), X)), X, h=lt(num(0), X)), Fraction(1, 10**8), Fraction(1, 102)),
    ],
)
def test_one_number(statement: Statement, found: Fraction, smallest: Fraction):
    assert shrunk(statement, x=Fraction(found)) == {"x": smallest}


def test_the_simplest_fraction_between_two_close_bounds():
    """Between 1.414 and the root of 2 the fraction with the least denominator is 140/99."""
    statement = claim(le(mul(num(1000), X), num(1414)), X, h=le(mul(X, X), num(2)), h0=le(num(0), X))
    assert shrunk(statement, x=Fraction(12727, 9000)) == {"x": Fraction(140, 99)}


def test_large_numbers_take_few_steps(monkeypatch: pytest.MonkeyPatch):
    rounds = 0
    honest = shrinking.simpler

    def counted(statement: Statement, instance: Instance, measure: Measure | None) -> list[Instance]:
        nonlocal rounds
        rounds += 1
        return honest(statement, instance, measure)

    monkeypatch.setattr(shrinking, "simpler", counted)
    statement = claim(le(X, num(123456789)), X)
    assert shrunk(statement, x=Fraction(10**15)) == {"x": Fraction(123456790)}
    assert rounds < 100


def test_natural_numbers_are_brought_down_too():
    statement = claim(lt(Arith(Operation.MUL, N, N, NAT), num(1000, NAT)), N)
    assert shrunk(statement, n=987_654) == {"n": 32}


def test_two_numbers_move_together():
    gap = claim(le(num(1), mul(num(100), sub(Y, X))), X, Y, h=lt(X, Y))
    assert shrunk(gap, x=Fraction(-113), y=Fraction(-45199, 400)) == {"x": 0, "y": Fraction(1, 101)}


def test_a_small_number_becomes_the_nearest_unit_fraction():
    gap = claim(le(num(1), mul(num(100), Y)), Y, h=lt(num(0), Y))
    assert Instance({"y": Fraction(1, 101)}) in simpler(gap, Instance({"y": Fraction(87, 8750)}))


def test_size_comes_before_entries():
    """At size 1 the entry must be 11, at size 3 entries of 4 would do: the smaller size is simpler."""
    statement = claim(le(TOTAL, num(10)), N, V)
    found = shrunk(statement, n=5, v=(Fraction(3),) * 5)
    assert found == {"n": 1, "v": (Fraction(11),)}


def test_an_index_is_left_out_where_no_plan_reaches():
    """Sizes above those that plans draw shrink by dropping elements."""
    statement = claim(lt(N, num(7, NAT)), N, V)
    assert shrunk(statement, n=9, v=(Fraction(1, 2),) * 9) == {"n": 7, "v": (Fraction(0),) * 7}


def test_no_index_is_left_pointing_outside():
    i, j = fin("i", N), fin("j", N)
    statement = claim(eq(FinVal(i), FinVal(j)), N, i, j)
    found = shrunk(statement, n=5, i=4, j=2)
    assert found == {"n": 2, "i": 0, "j": 1}
    assert not Subject(statement).is_violated_by(Instance({"n": 1, "i": 0, "j": 1}))


def test_a_table_of_another_shape_is_no_violation():
    statement = claim(le(TOTAL, num(0)), N, V)
    assert not Subject(statement).is_violated_by(Instance({"n": 1, "v": (Fraction(1), Fraction(1))}))


def test_equations_between_entries_survive():
    statement = claim(forall(PLACE, eq(app(V, PLACE), num(0))), N, V, h=eq(TOTAL, num(0)))
    found = shrunk(statement, n=4, v=tuple(map(Fraction, (17, -3, -10, -4))))
    assert found in ({"n": 2, "v": (1, -1)}, {"n": 2, "v": (-1, 1)})  # neither is simpler


def test_every_candidate_is_simpler():
    statement = claim(le(TOTAL, num(0)), N, V, X)
    instance = Instance({"n": 3, "v": (Fraction(7, 3), Fraction(-2), Fraction(0)), "x": Fraction(5, 9)})
    candidates = simpler(statement, instance)
    assert len(candidates) > 20
    assert all(cost(statement, each) < cost(statement, instance) for each in candidates)
    assert [cost(statement, each) for each in candidates] == sorted(cost(statement, each) for each in candidates)
