"""What no instance can be is said of what holds on the others, and makes nothing vacuous."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support.statements import add, app, both, eq, le, mul, nat, num, scalar

from toymodels.check.left_out import left_out
from toymodels.check.runner import check
from toymodels.check.verdict import Held, Unknown, Vacuous
from toymodels.search.search import search
from toymodels.statements.language import (
    BOOL,
    FIELD,
    NAT,
    Compare,
    Connective,
    FinSort,
    FunSort,
    Hypothesis,
    Logic,
    Not,
    Relation,
    Statement,
    Term,
    Var,
)
from toymodels.statements.read.tables import tabulated

A = nat("A")
a, b = Var("a", FinSort(A)), Var("b", FinSort(A))
f = Var("f", FunSort(FinSort(A), FinSort(A)))
g = Var("g", FunSort(NAT, FIELD))
FINITE = "of the types that A may be, only finite ones are tried"
TABLES = "of the functions that g may be, only those that are zero or false from 8 on are tried"


def about(conclusion: Term, *variables: Var, assumed: Term | None = None) -> Statement:
    hypotheses = (Hypothesis("h", assumed),) if assumed is not None else ()
    return Statement("made_up", variables, hypotheses, conclusion)


IMAGES = replace(about(eq(app(f, a), app(f, b)), A, f, a, b, assumed=eq(a, b)), left_out=(FINITE,))
ORDERED = tabulated(about(le(app(g, num(0, NAT)), app(g, num(1, NAT))), g, assumed=le(app(g, num(0, NAT)), num(0))))


def test_what_holds_of_finite_types_is_not_said_of_all():
    found = check(IMAGES, instances=200)
    assert isinstance(found.verdict, Held)
    assert FINITE in found.notes
    assert FINITE not in check(replace(IMAGES, left_out=()), instances=200).notes


def test_a_search_says_so_too():
    found = search(IMAGES, instances=200, seconds=1)
    assert isinstance(found.verdict, Held)
    assert FINITE in found.notes


@pytest.mark.parametrize(("tables", "said"), [(True, "of the kind that is tried exists"), (False, "exists, even in")])
def test_a_solver_speaks_of_what_is_tried_only(tables: bool, said: str):
    pytest.importorskip("z3")
    first = le(num(0), app(g, num(0, NAT)))
    statement = tabulated(about(first, g, assumed=first))
    notes = search(statement if tables else replace(statement, left_out=()), instances=50, seconds=5).notes
    assert any(note.startswith(f"z3 finds that no counterexample {said}") for note in notes), notes


def test_functions_on_all_natural_numbers_are_tried_as_tables():
    assert list(left_out(ORDERED)) == [TABLES]


def test_all_tables_are_not_all_functions():
    on, k = Var("on", FunSort(NAT, BOOL)), num(3, NAT)
    statement = about(Connective(Logic.OR, app(on, k), Not(app(on, k))), on)
    found = check(tabulated(statement), instances=1000)
    assert isinstance(found.verdict, Held)
    assert found.instances == 2**8
    assert not found.exhaustive
    assert check(replace(tabulated(statement), left_out=()), instances=1000).exhaustive


@pytest.mark.parametrize("assumed", [le(num(1, NAT), num(0, NAT)), le(num(1), num(0))])
def test_hypotheses_that_no_finite_type_meets_may_be_met(assumed: Term):
    statement = about(eq(a, b), A, a, b, scalar("x"), assumed=assumed)
    assert isinstance(check(statement, instances=50).verdict, Vacuous)
    verdict = check(replace(statement, left_out=(FINITE,)), instances=50).verdict
    assert isinstance(verdict, Unknown)
    assert verdict.reason.endswith(FINITE)


x, y = scalar("x"), scalar("y")


def lt(left: Term, right: Term) -> Term:
    return Compare(Relation.LT, left, right)


@pytest.mark.parametrize(
    ("assumed", "is_vacuous"),
    [
        (eq(add(mul(x, x), mul(y, y)), num(3)), False),
        (lt(mul(x, x), num(0)), True),
        (Not(le(num(0), mul(x, x))), False),
        (both(lt(x, y), le(add(mul(num(2), y), num(1)), mul(num(2), x))), True),
    ],
)
def test_other_fields_have_other_numbers_where_there_are_equations(assumed: Term, is_vacuous: bool):
    statement = about(le(x, y), x, y, assumed=assumed)
    assert isinstance(check(statement, instances=50).verdict, Vacuous)
    verdict = check(replace(statement, over_any_field=True), instances=50).verdict
    if is_vacuous:
        assert isinstance(verdict, Vacuous)
    else:
        assert isinstance(verdict, Unknown)
        assert verdict.reason.startswith("only rational numbers are tried, and ")
