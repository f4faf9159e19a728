"""Equations that no rational number solves: found in hypotheses, and said in verdicts and notes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support.statements import add, app, eq, fin, forall, le, mul, nat, num, scalar, sq, vec

from toymodels.check.irrational import irrational_equations
from toymodels.check.runner import check
from toymodels.check.verdict import Held, Unknown, Vacuous
from toymodels.instances.subject import Subject
from toymodels.statements.language import Hypothesis, Statement, Term, Var

N, X, Y, V = nat("n"), scalar("x"), scalar("y"), vec("v", nat("n"))
K = fin("i", N)


def _claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    named = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("test", variables, named, conclusion, {})


@pytest.mark.parametrize(
    ("equation", "is_irrational"),
    [
        (eq(mul(X, X), num(2)), True),
        (eq(num(5), sq(X)), True),
        (eq(mul(X, sq(X)), num(2)), True),
        (eq(sq(X), add(X, num(1))), True),
        (eq(mul(mul(num(2), X), X), num(1)), True),
        (eq(mul(X, X), num(4)), False),
        (eq(mul(mul(num(4), X), X), num(9)), False),
        (eq(add(mul(X, X), num(1)), num(0)), False),
        (eq(mul(num(3), X), num(1)), False),
        (eq(X, X), False),
        (eq(mul(X, X), mul(num(2), Y)), False),
        (le(mul(X, X), num(2)), False),
    ],
)
def test_equations_in_one_number_are_solved(equation: Term, is_irrational: bool):
    assert bool(list(irrational_equations(Subject(_claim(le(X, Y), X, Y, h=equation))))) is is_irrational


def test_entries_of_a_table_are_numbers_too():
    each = forall(K, eq(mul(app(V, K), app(V, K)), num(2)))
    assert list(irrational_equations(Subject(_claim(le(X, X), N, V, X, hv=each)))) == ["hv: ∀ i < n, v i * v i = 2"]


@pytest.mark.parametrize(("any_field", "verdict"), [(False, Vacuous), (True, Unknown)])
def test_that_only_a_root_satisfies_the_hypotheses_is_said(any_field: bool, verdict: type[Vacuous | Unknown]):
    claim = replace(_claim(le(num(1), X), X, hs=eq(mul(X, X), num(2)), hx=le(num(0), X)), over_any_field=any_field)
    found = check(claim, instances=100).verdict
    assert isinstance(found, verdict)
    reason = found.why if isinstance(found, Vacuous) else found.reason
    assert "no rational number satisfies hs: x * x = 2" in reason


def test_where_it_is_asked_of_no_entry_at_all_a_note_says_so():
    each = forall(K, eq(mul(app(V, K), app(V, K)), num(2)))
    evidence = check(_claim(le(X, add(X, num(1))), N, V, X, hv=each), instances=100)
    assert "no rational number satisfies hv: ∀ i < n, v i * v i = 2" in evidence.notes
    assert not isinstance(evidence.verdict, Held)
