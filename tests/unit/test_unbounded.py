"""Quantifiers over the field: decided where they are linear, with certificates; else searched, and said so."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.statements import add, app, both, eq, forall, implies, le, mul, nat, ne, num, scalar, sub, vec

from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted, Unknown
from toymodels.evaluate import unknowns
from toymodels.evaluate.batch import Instance, Value
from toymodels.evaluate.evaluator import Evaluator
from toymodels.evaluate.oracle import decide, oracle_value
from toymodels.evaluate.systems import Constraint, Contradiction, Multipliers, solve, whole_point
from toymodels.evaluate.unbounded import Nowhere, UndecidedError, Witness
from toymodels.search.search import search
from toymodels.statements.language import (
    INT,
    NAT,
    Cast,
    Compare,
    Connective,
    FinSort,
    Hypothesis,
    If,
    Logic,
    Not,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Sum,
    Term,
    Var,
)

A, B, X, Y = scalar("a"), scalar("b"), scalar("x"), scalar("y")
RELATIONS = (Relation.EQ, Relation.LE, Relation.LT)


def lt(left: Term, right: Term) -> Compare:
    return Compare(Relation.LT, left, right)


def exists(*parts: Var | Term) -> Term:
    *binders, body = parts
    for var in reversed(binders):
        assert isinstance(var, Var)
        body = Quantifier(Quantity.EXISTS, var, body)
    return body


def both_say(term: Term, **values: Value) -> Value:
    """What the oracle says, and the evaluator that uses flint as well."""
    instance = Instance({name: Fraction(v) if isinstance(v, int) else v for name, v in values.items()})
    found = oracle_value(term, {}, instance)
    assert Evaluator({}).exact(term, instance) is found
    return found


def meets(constraint: Constraint, point: tuple[Fraction, ...]) -> bool:
    value = constraint.constant + sum(c * point[at] for at, c in constraint.coefficients.items())
    return {Relation.EQ: value == 0, Relation.LE: value <= 0}.get(constraint.op, value < 0)


small = st.integers(-3, 3).map(Fraction)


@st.composite
def constraints(draw: st.DrawFn) -> Constraint:
    row = {at: value for at in range(3) if (value := draw(small))}
    return Constraint(row, draw(small), draw(st.sampled_from(RELATIONS)))


@settings(max_examples=300, deadline=None)
@given(st.lists(constraints(), max_size=7))
def test_either_answer_of_a_system_is_certified(system: list[Constraint]):
    found = solve(system, 3)
    if isinstance(found, Contradiction):
        assert found.is_valid()
    else:
        assert all(meets(each, found) for each in system)


ONE = Fraction(1)
BELOW = Constraint({0: ONE}, Fraction(1), Relation.LE)  # x + 1 ≤ 0
ABOVE = Constraint({0: -ONE}, Fraction(0), Relation.LE)  # -x ≤ 0
TOUCHING = Constraint({0: ONE}, Fraction(0), Relation.LE)  # x ≤ 0
STRICT = Constraint({0: ONE}, Fraction(0), Relation.LT)  # x < 0
TWO = Constraint({0: ONE}, Fraction(2), Relation.EQ)  # x + 2 = 0
THREE = Constraint({0: ONE}, Fraction(3), Relation.EQ)  # x + 3 = 0


@pytest.mark.parametrize(
    ("system", "multipliers", "is_valid"),
    [
        ((BELOW, ABOVE), {0: ONE, 1: ONE}, True),
        ((BELOW, ABOVE), {0: ONE}, False),  # x is left
        ((BELOW, ABOVE), {0: ONE, 1: 2 * ONE}, False),
        ((BELOW, TOUCHING), {0: ONE, 1: -ONE}, False),  # an inequality that is turned round
        ((TOUCHING, ABOVE), {0: ONE, 1: ONE}, False),  # 0 ≤ 0 is true
        ((STRICT, ABOVE), {0: ONE, 1: ONE}, True),
        ((TWO, ABOVE), {0: ONE, 1: ONE}, True),
        ((TWO, TOUCHING), {0: -ONE, 1: ONE}, False),
        ((TWO, THREE), {0: ONE, 1: -ONE}, True),
        ((), {}, False),
    ],
)
def test_multipliers_are_believed_only_where_they_contradict(
    system: tuple[Constraint, ...], multipliers: Multipliers, is_valid: bool
):
    assert Contradiction(system, multipliers).is_valid() is is_valid


def test_a_contradiction_that_is_none_is_not_taken_for_an_answer(monkeypatch: pytest.MonkeyPatch):
    def wrong(system: list[Constraint], count: int) -> Contradiction | tuple[Fraction, ...]:
        found = solve(system, count)
        return Contradiction(found.constraints, {}) if isinstance(found, Contradiction) else found

    monkeypatch.setattr(unknowns, "solve", wrong)
    with pytest.raises(AssertionError, match="do not show the contradiction"):
        oracle_value(exists(Y, both(lt(Y, num(0)), lt(num(0), Y))), {}, Instance({}))


def test_a_solution_that_solves_nothing_is_not_taken_for_a_witness(monkeypatch: pytest.MonkeyPatch):
    def wrong(system: list[Constraint], count: int) -> Contradiction | tuple[Fraction, ...]:
        found = solve(system, count)
        return found if isinstance(found, Contradiction) else tuple(value + 1 for value in found)

    monkeypatch.setattr(unknowns, "solve", wrong)
    with pytest.raises(AssertionError, match="what should solve linear constraints does not"):
        oracle_value(exists(Y, eq(Y, num(3))), {}, Instance({}))


def test_a_system_agrees_with_sampling():
    random = Random(0)
    points = [tuple(Fraction(random.randint(-8, 8), 2) for _ in range(2)) for _ in range(400)]
    for _ in range(200):
        system = [
            Constraint(
                {at: Fraction(c) for at in range(2) if (c := random.randint(-2, 2))},
                Fraction(random.randint(-3, 3)),
                random.choice(RELATIONS),
            )
            for _ in range(random.randint(1, 4))
        ]
        if any(all(meets(each, point) for each in system) for point in points):
            assert not isinstance(solve(system, 2), Contradiction)


@pytest.mark.parametrize(("a", "b", "expected"), [(0, 1, True), (1, 1, False), (2, 1, False)])
def test_there_is_a_number_between(a: int, b: int, expected: bool):
    assert both_say(exists(X, both(lt(A, X), lt(X, B))), a=a, b=b) is expected


@pytest.mark.parametrize(("a", "b", "expected"), [(2, 3, True), (0, 0, True), (0, 3, False)])
def test_a_coefficient_may_vanish(a: int, b: int, expected: bool):
    assert both_say(exists(X, eq(add(mul(A, X), B), num(0))), a=a, b=b) is expected


def test_two_unknowns_and_two_equations():
    dependent = exists(X, Y, both(eq(add(X, Y), A), eq(add(mul(num(2), X), mul(num(2), Y)), B)))
    assert both_say(dependent, a=1, b=2) is True
    assert both_say(dependent, a=1, b=3) is False


def test_every_number_is_denied_by_one():
    assert both_say(forall(X, implies(le(X, A), lt(X, num(1)))), a=0) is True
    assert both_say(forall(X, implies(le(X, A), lt(X, num(1)))), a=1) is False


def test_cases_on_the_unknown_are_followed():
    absolute = If(le(num(0), X), X, sub(num(0), X))
    assert both_say(exists(X, both(eq(absolute, A), lt(X, num(0)))), a=2) is True
    assert both_say(exists(X, eq(absolute, A)), a=-1) is False
    assert both_say(exists(X, Connective(Logic.IFF, lt(X, A), Not(lt(X, A)))), a=1) is False
    assert both_say(exists(X, both(ne(X, A), both(le(A, X), le(X, A)))), a=1) is False


def test_a_vector_is_asked_for_entry_by_entry():
    n, i = nat("n"), Var("i", FinSort(nat("n")))
    v, w = vec("v", n), vec("w", n)
    above = exists(w, both(forall(i, lt(app(v, i), app(w, i))), eq(Sum(i, app(w, i)), A)))
    entries = (Fraction(1), Fraction(2))
    for a, expected in ((4, True), (3, False)):
        instance = Instance({"n": 2, "v": entries, "a": Fraction(a)})
        assert oracle_value(above, {}, instance) is expected
        assert Evaluator({}).exact(above, instance) is expected


def test_both_answers_have_their_certificate():
    between = exists(X, both(lt(A, X), lt(X, B)))
    assert isinstance(between, Quantifier)
    found = decide(between, {}, {"a": Fraction(0), "b": Fraction(1)})
    assert isinstance(found, Witness)
    assert 0 < Fraction(str(found.values["x"])) < 1
    none = decide(between, {}, {"a": Fraction(1), "b": Fraction(1)})
    assert isinstance(none, Nowhere)
    assert none.contradictions
    assert all(each.is_valid() for each in none.contradictions)


@pytest.mark.parametrize("a", [4, 9, Fraction(1, 4), 0])
def test_a_witness_that_is_found_is_a_proof(a: int | Fraction):
    assert both_say(exists(X, eq(mul(X, X), A)), a=a) is True


@pytest.mark.parametrize("evaluate", [Evaluator({}).oracle, Evaluator({}).exact])
def test_where_none_is_found_nothing_is_said(evaluate: Callable[..., Value]):
    with pytest.raises(UndecidedError, match="no x was found"):
        evaluate(exists(X, eq(mul(X, X), A)), Instance({"a": Fraction(2)}))


def about(conclusion: Term) -> Statement:
    return Statement("made_up", (A,), (Hypothesis("h", le(num(0), A)),), conclusion)


def test_a_search_in_vain_is_neither_held_nor_survival():
    statement = about(exists(X, eq(mul(X, X), A)))
    evidence = check(statement, instances=100)
    assert isinstance(evidence.verdict, Unknown)
    assert evidence.undecided
    assert evidence.instances
    assert isinstance(search(statement, instances=100, seconds=1.0).verdict, Unknown)


def test_what_is_found_everywhere_holds_and_what_is_nowhere_is_refuted():
    assert isinstance(check(about(exists(X, lt(A, X))), instances=30).verdict, Held)
    refuted = check(about(exists(X, both(lt(A, X), lt(X, num(1))))), instances=30).verdict
    assert isinstance(refuted, Refuted)
    assert refuted.reason == "no x will do: x < 1 and 1 < x contradict each other"


def test_what_is_linear_in_the_last_is_solved_for_it():
    assert both_say(exists(X, Y, both(eq(mul(X, Y), A), lt(num(100), Y))), a=7) is True


def test_one_natural_number_or_integer_is_decided_where_all_is_linear():
    n, k = Var("n", NAT), Var("k", INT)
    assert both_say(exists(n, lt(A, Cast(n))), a=1000) is True
    assert both_say(exists(k, lt(Cast(k), A)), a=-1000) is True
    assert both_say(exists(n, lt(Cast(n), A)), a=-1) is False
    twice = mul(num(2), Cast(k))
    assert [both_say(exists(k, eq(twice, A)), a=value) for value in (6, 7, -7, -8)] == [True, False, False, True]
    between = both(lt(num(2), twice), lt(twice, num(4)))
    assert both_say(exists(k, between), a=0) is False
    assert both_say(exists(k, both(between, lt(A, Cast(k)))), a=0) is False


@pytest.mark.parametrize(
    ("constraints", "least", "whole"),
    [
        ([(2, -7, Relation.EQ)], None, None),
        ([(2, -6, Relation.EQ)], None, 3),
        ([(1, -3, Relation.LT), (-1, 2, Relation.LT)], None, None),
        ([(1, -3, Relation.LE), (-1, 2, Relation.LT)], None, 3),
        ([(-2, 5, Relation.LE)], None, 3),
        ([(1, 1, Relation.LE)], None, -1),
        ([(1, 1, Relation.LE)], 0, None),
        ([], 0, 0),
    ],
)
def test_a_whole_number_that_satisfies_constraints(
    constraints: list[tuple[int, int, Relation]], least: int | None, whole: int | None
):
    all_of_them = [Constraint({0: Fraction(factor)}, Fraction(constant), op) for factor, constant, op in constraints]
    assert whole_point(all_of_them, least) == whole


def test_naturals_and_integers_are_searched_elsewhere():
    n = Var("n", NAT)
    square = mul(Cast(n), Cast(n))
    assert both_say(exists(n, eq(square, A)), a=49) is True
    with pytest.raises(UndecidedError):
        both_say(exists(n, eq(square, A)), a=48)


def test_a_quantifier_inside_another_is_searched():
    inner = exists(X, both(lt(A, X), Not(exists(Y, both(lt(A, Y), lt(Y, X))))))
    with pytest.raises(UndecidedError):
        both_say(inner, a=0)
    assert both_say(exists(X, both(lt(A, X), exists(Y, both(lt(A, Y), lt(Y, X))))), a=0) is True
