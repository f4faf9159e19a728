"""What evaluation is said to cost: no less than it takes where that explodes, and not much more where it does not."""

from __future__ import annotations

import pytest
from tests.support.statements import add, eq, le, mul, nat, num, scalar, sub

from toymodels.evaluate.cost import ENDLESS, cost
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    FIELD,
    NAT,
    Apply,
    Arith,
    Call,
    CaseNat,
    Cast,
    Definition,
    FinSort,
    FunSort,
    Lambda,
    Operation,
    Sort,
    Statement,
    Sum,
    Term,
    Var,
)

N, P, X, PLACE = nat("n"), nat("p"), scalar("x"), nat("i")
F = Var("f", FunSort(NAT, FIELD))


def lit(value: int) -> Term:
    return num(value, NAT)


def power(base: Term, exponent: Term, sort: Sort = FIELD) -> Term:
    return Arith(Operation.POW, base, exponent, sort)


def recursion(name: str, zero: Term, step: Term, *params: Var, sort: Sort = FIELD) -> Definition:
    """`name params 0 = zero`, `name params (p + 1) = step`."""
    return Definition(name, (*params, N), CaseNat(N, zero, P, step), sort, name)


def call(name: str, *args: Term, sort: Sort = FIELD) -> Term:
    return Call(name, args, sort)


UP_TO = recursion("upTo", num(0), add(call("upTo", F, P), Apply(F, P)), F)
SQUARES = recursion("squares", num(2), power(call("squares", P), lit(2)))
DOUBLE = Definition("product", (X,), mul(X, X), FIELD, "product")
PRODUCTS = recursion("products", num(2), call("product", call("products", P)))
PAIRS = recursion("pairs", num(1), add(call("pairs", P), call("pairs", sub(P, lit(1), NAT))))
HEIGHT = recursion("height", lit(1), power(lit(2), call("height", P, sort=NAT), NAT), sort=NAT)
M = nat("m")
BRANCHING = recursion(
    "branching",
    num(1),
    add(call("branching", add(M, M, NAT), P), call("branching", add(M, lit(1), NAT), P)),
    M,
)
"""Each call calls twice, at other numbers each time."""

DEFINITIONS = {each.name: each for each in (UP_TO, SQUARES, DOUBLE, PRODUCTS, PAIRS, HEIGHT, BRANCHING)}


def about(term: Term) -> Statement:
    return Statement("T", (N,), (), le(term, Cast(N)), DEFINITIONS)


def up_to(body: Term, end: Term, var: Var = PLACE) -> Term:
    return call("upTo", Lambda(var, body), end)


def test_a_recursion_costs_as_many_steps_as_it_has():
    linear = about(up_to(Cast(PLACE), N))
    assert 64 <= cost(linear, {"n": 64}) <= 64 * 20
    assert 10_000 <= cost(linear, {"n": 10_000}) <= 10_000 * 20


def test_a_function_that_is_summed_counts_at_each_place():
    inner = nat("j")
    nested = about(up_to(up_to(Cast(inner), PLACE, inner), N))
    assert 64 * 64 / 2 <= cost(nested, {"n": 64}) <= 64 * 64 * 20


@pytest.mark.parametrize(
    ("name", "least"),
    [("squares", 2**20), ("products", 2**20), ("pairs", 35_421)],
    ids=["squares", "products", "pairs"],
)
def test_numbers_that_square_at_each_step_and_recursions_that_call_twice_explode(name: str, least: int):
    """`pairs 20` makes 35,421 calls: one of its two calls is one step lower, the other two."""
    statement = about(call(name, N))
    assert cost(statement, {"n": 5}) < 10_000
    assert cost(statement, {"n": 20}) >= least
    assert cost(statement, {"n": 64}) == ENDLESS


def test_an_estimate_that_would_explode_itself_is_given_up():
    statement = about(call("branching", N, N))
    assert cost(statement, {"n": 5}) < 10_000
    assert cost(statement, {"n": 64}) == ENDLESS


@pytest.mark.parametrize("size", [5, 64])
def test_a_tower_of_powers_explodes(size: int):
    height = call("height", N, sort=NAT)
    assert cost(about(Cast(height)), {"n": size}) == ENDLESS
    assert cost(about(Sum(Var("i", FinSort(height)), num(1))), {"n": size}) == ENDLESS


def test_a_size_that_a_definition_computes_is_known():
    half = Arith(Operation.DIV, mul(N, sub(N, lit(1), NAT), NAT), lit(2), NAT)
    pairs = Definition("choose", (N,), half, NAT, "choose")
    term = Sum(Var("i", FinSort(call("choose", N, sort=NAT))), num(1))
    statement = Statement("T", (N,), (), eq(term, num(0)), {"choose": pairs})
    assert 20 * 19 / 2 <= cost(statement, {"n": 20}) <= 20 * 20 * 2


def test_numbers_are_tried_as_far_as_a_recursion_is_affordable():
    far = max(each.values["n"] for each in Subject(about(up_to(Cast(PLACE), N))).plan.sizes())
    near = max(each.values["n"] for each in Subject(about(call("squares", N))).plan.sizes())
    assert far >= 64
    assert near < 20
