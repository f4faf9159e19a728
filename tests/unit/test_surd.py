"""Statements at a square root agree with arithmetic in the field that has it, and kill what no rational number can."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from fractions import Fraction

import pytest
from tests.support import constructs as c
from tests.support.statements import (
    DEFINITIONS,
    NORM_SQ,
    add,
    app,
    both,
    call,
    div,
    eq,
    fin,
    fun,
    implies,
    le,
    mul,
    nat,
    ne,
    num,
    scalar,
    sq,
    sub,
    vec,
)

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.oracle import oracle_value
from toymodels.instances.subject import Subject
from toymodels.power.mutation import Fate, mutation_score
from toymodels.power.surd import Surd, at_surd, surds
from toymodels.power.theorem import draw_batches
from toymodels.statements.language import (
    FIELD,
    NAT,
    Arith,
    Connective,
    If,
    Inv,
    Logic,
    Neg,
    Not,
    Operation,
    Statement,
    Term,
    Var,
)

S, X = scalar("s"), scalar("x")
N = nat("n")


def claim(conclusion: Term, *variables: Var) -> Statement:
    return Statement("ToyModels.claim", variables, (), conclusion, DEFINITIONS)


def iff(left: Term, right: Term) -> Term:
    return Connective(Logic.IFF, left, right)


TERMS: dict[str, Callable[[float, float], float]] = {
    "sum": lambda s, x: x + s,
    "difference": lambda s, x: 2 * x - 3 * s,
    "product": lambda s, x: (x + s) * (x - 2 * s),
    "quotient": lambda s, x: (x + 1) / (s - x),
    "power": lambda s, x: (x - s) ** 3,
    "inverse": lambda s, x: -1 / (2 * s + x),
    "least": lambda s, x: min(s, x) - max(s, 2 * x),
}
LEAN = {
    "sum": add(X, S),
    "difference": sub(mul(num(2), X), mul(num(3), S)),
    "product": mul(add(X, S), sub(X, mul(num(2), S))),
    "quotient": div(add(X, num(1)), sub(S, X)),
    "power": Arith(Operation.POW, sub(X, S), num(3, NAT), FIELD),
    "inverse": Neg(Inv(add(mul(num(2), S), X))),
    "least": sub(Arith(Operation.MIN, S, X, FIELD), Arith(Operation.MAX, S, mul(num(2), X), FIELD)),
}
RATIONALS = [Fraction(top, bottom) for top in range(-5, 6) for bottom in (1, 3)]


@pytest.mark.parametrize("name", TERMS)
@pytest.mark.parametrize("surd", [Surd("s", 2), Surd("s", 5, negative=True)], ids=str)
def test_comparisons_agree_with_numbers(name: str, surd: Surd):
    """Floats decide: the values are equal, or differ by far more than they are rounded."""
    root = -math.sqrt(surd.square) if surd.negative else math.sqrt(surd.square)
    for bound, x in itertools.product((-3, 0, 2), RATIONALS):
        value = TERMS[name](root, float(x)) - bound
        equal = abs(value) < 1e-9
        for prop, expected in (
            (le(LEAN[name], _number(bound)), value < 0 or equal),
            (c.lt(_number(bound), LEAN[name]), value > 0 and not equal),
            (eq(LEAN[name], _number(bound)), equal),
            (ne(LEAN[name], _number(bound)), not equal),
        ):
            fixed = at_surd(claim(prop, S, X), surd)
            assert fixed.variables == (X,)
            assert oracle_value(fixed.conclusion, fixed.definitions, Instance({"x": x})) is expected


def _number(value: int) -> Term:
    return num(value) if value >= 0 else Neg(num(-value))


def test_equality_at_the_root_is_exact():
    golden = claim(eq(sq(div(add(num(1), S), num(2))), add(div(add(num(1), S), num(2)), num(1))), S)
    fixed = at_surd(golden, Surd("s", 5))
    assert oracle_value(fixed.conclusion, fixed.definitions, Instance({})) is True


def test_sums_definitions_choices_and_conditions_are_followed():
    i = fin("i", num(3, NAT))
    vector = fun(i, If(Not(le(S, num(0))), S, num(1)))
    prop = implies(le(num(2), S), eq(call(NORM_SQ, num(3, NAT), vector), num(15)))
    for surd, expected in ((Surd("s", 5), True), (Surd("s", 6), False), (Surd("s", 6, negative=True), True)):
        fixed = at_surd(claim(prop, S), surd)
        assert oracle_value(fixed.conclusion, fixed.definitions, Instance({})) is expected


def test_only_irrational_roots_of_scalars_are_tried():
    prop = both(iff(eq(mul(S, S), num(5)), eq(sq(X), num(4))), eq(sq(S), num(2)))
    assert [str(surd) for surd in surds(claim(prop, S, X))] == ["s = √5", "s = -√5", "s = √2", "s = -√2"]
    assert list(surds(claim(eq(mul(X, S), num(5)), S, X))) == []


def test_a_variable_that_cannot_be_replaced_is_named():
    f = vec("f", N)
    exponent = Arith(Operation.POW, S, N, FIELD)
    with pytest.raises(StatementError, match="s cannot be replaced by a square root in"):
        at_surd(claim(eq(exponent, app(f, fin("i", N))), N, f, S), Surd("s", 2))


def test_a_mutant_that_no_rational_number_kills_is_killed_at_the_root():
    """Over the rationals both sides of `s² = 5 ↔ 2 s² = 10` are false, and so are those of `s² = 5 ↔ 2 s² = 11`."""
    statement = claim(iff(eq(mul(S, S), num(5)), eq(mul(num(2), mul(S, S)), num(10))), S)
    score = mutation_score(Subject(statement), draw_batches(Subject(statement), instances=300), draw_batches)
    results = {result.text: result for result in score.results}
    wrong = results["s * s = 5 ↔ 2 * (s * s) = 11"]
    assert wrong.fate is Fate.KILLED
    assert wrong.surd == "s = √5"
    assert wrong.to_json()["irrational"] == "s = √5"
    assert wrong.witness == Instance({})
