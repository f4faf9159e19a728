"""Statements about functions on the natural numbers, tested on tables of their first values."""

from __future__ import annotations

import pytest
from tests.support.statements import DEFINITIONS, app, eq, forall, le, nat, num, scalar, two_layer_path_expansion

from toymodels.check.one_instance import evaluate_instance
from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted
from toymodels.evaluate.polynomials import NoIdentity, prove_identity
from toymodels.statements.language import (
    BOOL,
    FIELD,
    NAT,
    Arith,
    FinSort,
    FunSort,
    Hypothesis,
    Operation,
    Sort,
    Statement,
    Sum,
    Term,
    Truth,
    Var,
)
from toymodels.statements.read.tables import TABLE_LENGTH, tabulated

n, m = nat("n"), nat("m")
f = Var("f", FunSort(NAT, FIELD))
grid = Var("grid", FunSort(NAT, FunSort(FinSort(n), FunSort(NAT, FIELD))))
i = Var("i", FinSort(n))


def about(conclusion: Term, *variables: Var, assumed: Term | None = None) -> Statement:
    hypotheses = (Hypothesis("h", assumed),) if assumed is not None else ()
    return Statement("made_up", variables, hypotheses, conclusion, DEFINITIONS)


def next_of(term: Term) -> Term:
    return Arith(Operation.ADD, term, num(1, NAT), NAT)


def test_a_statement_without_such_functions_stays_itself():
    statement = two_layer_path_expansion()
    assert tabulated(statement) is statement


def test_true_and_false_statements_are_told_apart():
    nonneg = forall(i, le(num(0), app(f, i)))
    total = Sum(Var("j", FinSort(n)), app(f, Var("j", FinSort(n))))
    true = tabulated(about(le(num(0), total), n, f, assumed=nonneg))
    verdict = check(true, instances=300).verdict
    assert isinstance(verdict, Held)
    assert verdict.instances >= 300
    false = tabulated(about(le(total, app(f, n)), n, f, assumed=nonneg))
    refuted = check(false, instances=300).verdict
    assert isinstance(refuted, Refuted)
    assert evaluate_instance(false, refuted.witness).refutes


def test_the_function_is_zero_beyond_its_table():
    statement = tabulated(about(eq(app(f, n), num(0)), n, f))
    ones = [1] * TABLE_LENGTH
    assert not evaluate_instance(statement, {"n": TABLE_LENGTH - 1, "f": ones}).conclusion
    assert evaluate_instance(statement, {"n": TABLE_LENGTH, "f": ones}).conclusion
    assert isinstance(prove_identity(about(eq(app(f, n), num(0)), n, f), {"n": TABLE_LENGTH}), NoIdentity)


def test_several_arguments_of_several_kinds():
    constant = eq(app(grid, n, i, m), app(grid, n, i, next_of(m)))
    statement = tabulated(about(constant, n, m, grid, i))
    table = [[[k + p + q for q in range(TABLE_LENGTH)] for p in range(2)] for k in range(TABLE_LENGTH)]
    found = evaluate_instance(statement, {"n": 2, "m": 3, "grid": table, "i": 1})
    assert [(c.left, c.right) for c in found.comparisons] == [(2 + 1 + 3, 2 + 1 + 4)]
    beyond = evaluate_instance(statement, {"n": 2, "m": TABLE_LENGTH - 1, "grid": table, "i": 1})
    assert [(c.left, c.right) for c in beyond.comparisons] == [(2 + 1 + TABLE_LENGTH - 1, 0)]


@pytest.mark.parametrize(("sort", "nothing"), [(BOOL, Truth(False)), (NAT, num(0, NAT)), (FIELD, num(0))])
def test_what_stands_beyond_the_table_fits_the_sort(sort: Sort, nothing: Term):
    g = Var("g", FunSort(NAT, sort))
    statement = tabulated(about(eq(app(g, n), nothing), n, g, scalar("x")))
    values: dict[Sort, int] = {BOOL: True, NAT: 3, FIELD: 3}
    found = evaluate_instance(statement, {"n": TABLE_LENGTH + 1, "g": [values[sort]] * TABLE_LENGTH, "x": 0})
    assert found.conclusion
