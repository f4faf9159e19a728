"""Sequences of which a hypothesis says how each value follows from those before it, or how neighbours are related."""

from __future__ import annotations

import pytest
from tests.support.statements import add, app, eq, forall, le, mul, nat, num, scalar

from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.oracle import oracle_value
from toymodels.statements.language import (
    FIELD,
    NAT,
    Arith,
    FunSort,
    Hypothesis,
    NatSort,
    Operation,
    Statement,
    Term,
    Var,
)
from toymodels.statements.read.sequences import is_law, with_sequences
from toymodels.statements.read.tables import is_local_law, tabulated

n, m, k = nat("n"), nat("m"), nat("k")
a, f = Var("a", FunSort(NAT, FIELD)), Var("f", FunSort(NAT, NAT))
c = scalar("c")


def after(place: Term, steps: int) -> Term:
    return Arith(Operation.ADD, place, num(steps, NAT), NAT)


def about(conclusion: Term, variables: tuple[Var, ...], *hypotheses: Term) -> Statement:
    named = tuple(Hypothesis(f"h{place}", prop) for place, prop in enumerate(hypotheses))
    return Statement("made_up", variables, named, conclusion, {})


DOUBLING = forall(n, eq(app(a, after(n, 1)), mul(num(2), app(a, n))))
FIBONACCI = forall(n, eq(app(f, after(n, 2)), add(app(f, after(n, 1)), app(f, n), NAT)))
GROWING = forall(n, le(app(f, n), app(f, after(n, 1))))


def test_the_first_values_take_the_place_of_the_sequence():
    statement = with_sequences(about(le(app(a, m), c), (a, c, m), DOUBLING, eq(app(a, num(0, NAT)), c)))
    assert [var.name for var in statement.variables] == ["a_0", "c", "m"]
    (start,) = statement.hypotheses
    assert start.prop == eq(Var("a_0", FIELD), c)
    assert not any(isinstance(var.sort, FunSort) for var in statement.variables)


@pytest.mark.parametrize(("place", "value"), [(0, 3), (1, 4), (2, 7), (3, 11), (8, 123)])
def test_a_recurrence_is_computed(place: int, value: int):
    statement = with_sequences(about(eq(app(f, m), k), (f, m, k), FIBONACCI))
    instance = Instance({"f_0": 3, "f_1": 4, "m": place, "k": value})
    assert oracle_value(statement.conclusion, statement.definitions, instance) is True


def test_what_else_it_mentions_is_passed_on():
    growing = forall(n, eq(mul(c, app(a, n)), app(a, after(n, 1))))
    statement = with_sequences(about(eq(app(a, m), num(24)), (c, a, m), growing))
    instance = Instance({"c": 2, "a_0": 3, "m": 3})
    assert oracle_value(statement.conclusion, statement.definitions, instance) is True


@pytest.mark.parametrize(
    ("law", "is_one"),
    [
        (DOUBLING, True),
        (FIBONACCI, True),
        (GROWING, False),
        (forall(n, eq(app(f, n), num(0, NAT))), False),
        (forall(n, eq(app(f, after(n, 1)), app(f, after(n, 2)))), True),
        (forall(n, eq(app(f, after(n, 1)), app(f, mul(n, n, NAT)))), False),
    ],
)
def test_which_hypotheses_define_a_sequence(law: Term, is_one: bool):
    assert is_law(law) is is_one


def test_true_and_false_claims_are_told_apart():
    start = eq(app(a, num(0, NAT)), num(1))
    power = Arith(Operation.POW, num(2), m, FIELD)
    true = with_sequences(about(eq(app(a, m), power), (a, m), DOUBLING, start))
    assert isinstance(check(true, instances=50).verdict, Held)
    false = with_sequences(about(le(app(a, m), num(4)), (a, m), DOUBLING, start))
    assert isinstance(check(false, instances=50).verdict, Refuted)


@pytest.mark.parametrize(
    ("law", "is_one"),
    [
        (GROWING, True),
        (forall(n, le(app(f, n), n)), False),
        (forall(n, le(app(f, mul(n, n, NAT)), num(1, NAT))), False),
        (forall(n, le(app(f, num(3, NAT)), app(f, n))), True),
    ],
)
def test_which_laws_are_local(law: Term, is_one: bool):
    assert is_local_law(law) is is_one


def test_functions_under_a_local_law_are_constant_at_the_end():
    statement = tabulated(about(le(app(f, m), app(f, after(m, 1))), (f, m), GROWING))
    assert "constant from 3 on" in statement.left_out[0]
    assert not any(isinstance(var.sort, NatSort) and var.name == "n" for var in statement.variables)
    instance = Instance({"f": tuple(range(4)), "m": 20})
    (law,) = statement.hypotheses
    assert oracle_value(law.prop, statement.definitions, instance) is True
    assert oracle_value(statement.conclusion, statement.definitions, instance) is True
    assert isinstance(check(statement, instances=50).verdict, Held)
    false = tabulated(about(le(app(f, after(m, 1)), app(f, m)), (f, m), GROWING))
    assert isinstance(check(false, instances=50).verdict, Refuted)
