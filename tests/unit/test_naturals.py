"""Natural numbers that are not sizes: no fixed end, guards met, and "all" only where nothing is left out."""

from __future__ import annotations

from time import process_time

import pytest
from tests.support.statements import DEFINITIONS, add, eq, fin, le, mul, nat, ne, num, scalar, sub, vec

from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted, Vacuous
from toymodels.instances.naturals import with_drawn_numbers
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    NAT,
    Arith,
    Cast,
    Compare,
    FinSort,
    FinVal,
    Hypothesis,
    NatSort,
    Operation,
    Relation,
    Statement,
    Sum,
    Term,
    Var,
)

N, M, K, X = nat("n"), nat("m"), nat("k"), scalar("x")
BELOW_N = fin("i", N)


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    assumed = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("T", variables, assumed, conclusion, DEFINITIONS)


def lit(value: int) -> Term:
    return num(value, NAT)


def less(left: Term, right: Term) -> Term:
    return Compare(Relation.LT, left, right)


def power(base: Term, exponent: Term) -> Term:
    return Arith(Operation.POW, base, exponent, NAT)


def mod(left: Term, right: int) -> Term:
    return Arith(Operation.MOD, left, lit(right), NAT)


def times(left: Term, right: Term) -> Term:
    return mul(left, right, NAT)


TOTAL = Sum(BELOW_N, FinVal(BELOW_N))


@pytest.mark.parametrize(
    "statement",
    [
        claim(less(N, lit(40)), N),
        claim(le(N, lit(5)), N),
        claim(le(add(N, M, NAT), lit(10)), N, M),
        claim(eq(N, lit(3)), N, h=eq(mod(N, 7), lit(3))),
        claim(less(N, lit(30)), N, h=eq(mod(N, 2), lit(1))),
        claim(ne(mod(N, 3), lit(1)), N, h=le(lit(100), N)),
        claim(ne(N, lit(10**12 + 7)), N),
        claim(less(times(N, times(N, N)), lit(10**15)), N),
        claim(less(times(N, lit(100)), power(lit(2), N)), N, h=le(lit(1), N), h2=less(N, lit(200))),
        claim(less(TOTAL, lit(300)), N),
        claim(ne(mul(Cast(N), X), num(91)), N, X, h=ne(X, num(0))),
        claim(le(N, lit(5)), N, vec("V", N), h=le(lit(4), N), h2=le(lit(6), N)),
    ],
)
def test_what_fails_beyond_the_usual_sizes_is_refuted(statement: Statement):
    assert isinstance(check(statement).verdict, Refuted)


def test_a_guard_beyond_the_usual_sizes_is_met():
    evidence = check(claim(less(N, power(lit(2), N)), N, h=le(lit(20), N)))
    assert isinstance(evidence.verdict, Held)
    assert evidence.instances >= 20


def test_what_is_true_is_held_but_never_on_all():
    for statement in (
        claim(ne(mod(times(N, N), 4), lit(2)), N),
        claim(eq(add(N, M, NAT), add(M, N, NAT)), N, M),
        claim(eq(times(lit(2), TOTAL), times(N, sub(N, lit(1), NAT))), N),
        claim(less(FinVal(BELOW_N), N), N, BELOW_N),
    ):
        evidence = check(statement)
        assert isinstance(evidence.verdict, Held)
        assert evidence.verdict.complete
        assert not evidence.exhaustive


def test_all_is_said_where_hypotheses_or_the_user_leave_nothing_out():
    bounded = check(claim(less(N, lit(101)), N, h=le(N, lit(100))))
    assert bounded.exhaustive
    assert bounded.instances == 101
    assert check(claim(less(N, lit(40)), N), sizes={"n": 4}).exhaustive
    half = check(claim(less(N, lit(101)), N, M, h=le(N, lit(100))), sizes={"n": 7})
    assert not half.exhaustive


def test_a_contradiction_about_numbers_is_vacuous():
    assert isinstance(check(claim(less(N, lit(3)), N, h=less(N, lit(2)), h2=le(lit(5), N))).verdict, Vacuous)


def test_sizes_that_a_hypothesis_asks_for_are_tried_though_they_are_large():
    sizes = [
        choice.values["n"] for choice in Subject(claim(le(N, lit(8)), N, vec("V", N), h=le(lit(7), N))).plan.sizes()
    ]
    assert min(sizes) == 7
    assert len(sizes) > 3


def test_only_numbers_that_steer_nothing_are_drawn_many_at_once():
    def drawn(statement: Statement, **pinned: int) -> set[str]:
        after = with_drawn_numbers(statement, pinned).variables
        return {old.name for old, new in zip(statement.variables, after, strict=True) if old != new}

    assert drawn(claim(le(N, M), N, M)) == {"n", "m"}
    assert drawn(claim(le(N, M), N, M), n=3) == {"m"}
    assert drawn(claim(le(N, M), N, M, h=le(N, lit(5)))) == {"m"}
    assert drawn(claim(less(N, power(lit(2), N)), N)) == set()
    assert drawn(claim(le(TOTAL, M), N, M)) == {"m"}
    assert drawn(claim(le(N, M), N, M, vec("V", N))) == {"m"}
    assert drawn(claim(le(N, M), N, M, vec("V", N), h=le(M, N))) == set()
    assert drawn(claim(le(M, K), N, M, K, vec("V", N), h=le(M, N), h2=le(K, M))) == set()


def test_a_drawn_number_is_a_natural_number_in_the_counterexample():
    verdict = check(claim(less(N, lit(40)), N)).verdict
    assert isinstance(verdict, Refuted)
    assert dict(verdict.witness.values) == {"n": 40}


def test_numbers_in_nested_sums_stay_affordable():
    inner, outer = fin("j", N), fin("l", N)
    cube = Sum(BELOW_N, Sum(inner, Sum(outer, lit(1))))
    statement = claim(eq(cube, times(N, times(N, N))), N)
    largest = max(choice.values["n"] for choice in Subject(statement).plan.sizes())
    assert 8 <= largest <= 40
    started = process_time()
    assert isinstance(check(statement).verdict, Held)
    assert process_time() - started < 2


def test_an_exponent_tower_does_not_make_a_loop_without_end():
    long = fin("i", power(lit(2), N))
    started = process_time()
    evidence = check(claim(eq(Sum(long, lit(1)), power(lit(2), N)), N))
    assert isinstance(evidence.verdict, Held)
    assert process_time() - started < 2


def test_the_bound_of_drawn_numbers_leaves_room_for_those_of_the_statement():
    statement = with_drawn_numbers(claim(ne(N, lit(10**30)), N), {})
    (var,) = statement.variables
    assert isinstance(var.sort, FinSort)
    assert not any(isinstance(each.sort, NatSort) for each in statement.variables)
    assert isinstance(check(claim(ne(N, lit(10**30)), N)).verdict, Refuted)


def test_a_sum_over_a_power_is_not_tried_where_it_is_too_long():
    place, signs = fin("p", N), fin("s", power(lit(2), N))
    long = add(Sum(signs, lit(1)), FinVal(place), NAT)
    statement = claim(eq(long, add(power(lit(2), N), FinVal(place), NAT)), N, place)
    assert isinstance(check(statement, instances=200).verdict, Held)
