"""Statements as Lean text; that Lean reads the text as it is meant is tested with Lean in `tests/golden`."""

import pytest
from tests.support.statements import add, eq, mul, num, scalar, sub, vec

from toymodels.statements.language import (
    BOOL,
    FIELD,
    NAT,
    Apply,
    Arith,
    Call,
    CaseNat,
    Cast,
    Compare,
    Connective,
    Definition,
    FinMk,
    FinSort,
    FinVal,
    FunSort,
    Hypothesis,
    If,
    Lambda,
    Logic,
    Neg,
    Not,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Sum,
    Term,
    Truth,
    Var,
)
from toymodels.statements.print.lean import term_to_lean, to_lean

N, M = Var("n", NAT), Var("m", NAT)
X, Y = scalar("x"), scalar("y")
V = vec("v", N)
I = Var("i", FinSort(N))  # noqa: E741
FLAGS = Var("p", FunSort(FinSort(N), BOOL))
ONE = num(1, NAT)
NEXT = add(N, ONE, NAT)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (Compare(Relation.LE, sub(X, Y), mul(X, Y)), "x - y ≤ x * y"),
        (Compare(Relation.LT, sub(X, sub(X, Y)), Y), "x - (x - y) < y"),
        (eq(mul(Neg(X), Y), Y), "(-x) * y = y"),
        (eq(Neg(sub(X, Y)), Y), "-(x - y) = y"),
        (eq(num(2), num(3)), "(2 : Rat) = 3"),
        (eq(num(2, NAT), num(3, NAT)), "(2 : Nat) = 3"),
        (eq(X, num(3)), "x = 3"),
        (eq(Cast(N), Cast(sub(N, ONE, NAT))), "(n : Rat) = ((n - 1 : Nat) : Rat)"),
        (eq(Arith(Operation.MAX, X, sub(X, Y), FIELD), X), "max x (x - y) = x"),
        (mul(If(eq(X, Y), num(1), num(0)), X), "(if x = y then 1 else 0 : Rat) * x"),
        (eq(FinVal(I), ONE), "i.val = 1"),
        (Quantifier(Quantity.EXISTS, I, Not(eq(Apply(V, I), X))), "∃ i : Fin n, ¬ v i = x"),
        (Lambda(I, Apply(V, I)), "fun i : Fin n => v i"),
        (CaseNat(N, X, M, Cast(M)), "(match n with | 0 => x | m + 1 => (m : Rat) : Rat)"),
        (Sum(I, Apply(V, I)), "List.sum (List.ofFn fun i : Fin n => (v i : Rat))"),
    ],
)
def test_terms(term: Term, text: str):
    assert term_to_lean(term) == text


@pytest.mark.parametrize(
    ("value", "bound", "text"),
    [
        (num(2, NAT), num(3, NAT), "(2 : Fin 3)"),
        (FinVal(I), NEXT, "Fin.castSucc i"),
        (add(FinVal(I), ONE, NAT), NEXT, "Fin.succ i"),
        (N, NEXT, "Fin.last n"),
    ],
)
def test_elements_of_finite_types_use_the_functions_of_core(value: Term, bound: Term, text: str):
    assert term_to_lean(FinMk(value, bound)) == text


def test_other_elements_carry_a_proof():
    assert term_to_lean(FinMk(num(0, NAT), NEXT)).startswith("(⟨0, by ")


def test_booleans_are_not_propositions():
    at_i = Apply(FLAGS, I)
    assert term_to_lean(If(at_i, X, Y)) == "if p i = true then x else y"
    assert term_to_lean(eq(at_i, Truth(False))) == "p i = false"
    assert term_to_lean(Truth(True)) == "true"
    count = Definition("count", (N, FLAGS), num(0, NAT), NAT)
    decided = Call("count", (N, Lambda(I, Compare(Relation.LT, Apply(V, I), X))), NAT)
    assert term_to_lean(decided, {"count": count}) == "count n (fun i : Fin n => decide (v i < x))"
    mixed = Call("count", (N, Lambda(I, Connective(Logic.AND, at_i, Not(at_i)))), NAT)
    assert term_to_lean(mixed, {"count": count}) == "count n (fun i : Fin n => (p i && (!(p i))))"


def test_calls_are_written_in_the_form_that_lowering_found():
    dot = Definition("Lib.dot", (N, V, V), num(0), FIELD, "@Lib.dot {type} _ {0} {1} {2}")
    call = Call("Lib.dot", (N, V, Lambda(I, X)), FIELD)
    assert term_to_lean(call, {"Lib.dot": dot}) == "@Lib.dot Rat _ n v (fun i : Fin n => x)"
    assert term_to_lean(call, {"Lib.dot": dot}, type="Q i") == "@Lib.dot (Q i) _ n v (fun i : Fin n => x)"


def test_a_statement_quantifies_over_variables_then_hypotheses():
    statement = Statement(
        "claim",
        (N, M, X, V),
        (Hypothesis("h", Compare(Relation.LE, N, M)), Hypothesis("x", eq(X, X))),
        Connective(Logic.IFF, eq(X, X), eq(X, num(1))),
    )
    assert to_lean(statement) == (
        "∀ (n m : Nat) (x : Rat) (v : Fin n → Rat), (h : n ≤ m) → (_ : x = x) → (x = x ↔ x = 1)"
    )
    assert "Fin n → K" in to_lean(statement, type="K")
    assert to_lean(Statement("closed", (), (), eq(num(1), num(1)))) == "(1 : Rat) = 1"
