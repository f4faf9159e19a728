"""Statements as plain text: minimal parentheses, and nothing that reads like something else."""

import pytest
from tests.support.statements import add, div, eq, mul, num, scalar, sub, vec

from toymodels.statements.language import (
    BOOL,
    FIELD,
    NAT,
    Apply,
    Arith,
    Call,
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
    Inv,
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
    Unsupported,
    Var,
)
from toymodels.statements.print.signature import signature
from toymodels.statements.print.text import to_text

N, M = Var("n", NAT), Var("m", NAT)
X, Y, Z = scalar("x"), scalar("y"), scalar("z")
V = vec("v", N)
I, J = Var("i", FinSort(N)), Var("j", FinSort(N))  # noqa: E741
P, Q = (Compare(Relation.LE, X, Y), Compare(Relation.LT, Y, Z))


def power(base: Term, exponent: int = 2) -> Term:
    return Arith(Operation.POW, base, num(exponent, NAT), FIELD)


def both(op: Logic, left: Term, right: Term) -> Connective:
    return Connective(op, left, right)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (sub(sub(X, Y), Z), "x - y - z"),
        (sub(X, sub(Y, Z)), "x - (y - z)"),
        (mul(add(X, Y), Z), "(x + y) * z"),
        (add(X, mul(Y, Z)), "x + y * z"),
        (div(X, mul(Y, Z)), "x / (y * z)"),
        (div(div(X, Y), Z), "x / y / z"),
        (power(add(X, Y)), "(x + y)^2"),
        (power(Neg(X)), "(-x)^2"),
        (Neg(power(X)), "-x^2"),
        (Neg(add(X, Y)), "-(x + y)"),
        (mul(Neg(X), Y), "(-x) * y"),
        (sub(X, Neg(Y)), "x - (-y)"),
        (Inv(mul(X, Y)), "(x * y)⁻¹"),
        (power(Apply(V, I)), "(v i)^2"),
        (Arith(Operation.MIN, X, add(Y, Z), FIELD), "min x (y + z)"),
    ],
)
def test_parentheses_are_there_exactly_where_they_matter(term: Term, text: str):
    assert to_text(term) == text


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (both(Logic.IMPLIES, both(Logic.IMPLIES, P, Q), P), "(x ≤ y → y < z) → x ≤ y"),
        (both(Logic.IMPLIES, P, both(Logic.IMPLIES, Q, P)), "x ≤ y → y < z → x ≤ y"),
        (both(Logic.OR, both(Logic.AND, P, Q), P), "x ≤ y ∧ y < z ∨ x ≤ y"),
        (both(Logic.AND, both(Logic.OR, P, Q), P), "(x ≤ y ∨ y < z) ∧ x ≤ y"),
        (Not(both(Logic.AND, P, Q)), "¬ (x ≤ y ∧ y < z)"),
        (Not(P), "¬ x ≤ y"),
        (both(Logic.AND, Quantifier(Quantity.FORALL, I, P), Q), "(∀ i < n, x ≤ y) ∧ y < z"),
    ],
)
def test_connectives_bind_as_in_lean(term: Term, text: str):
    assert to_text(term) == text


def test_natural_arithmetic_does_not_look_like_a_fields():
    for op, in_field, natural in [(Operation.SUB, "-", "∸"), (Operation.DIV, "/", "div"), (Operation.MOD, "%", "mod")]:
        assert to_text(Arith(op, N, M, NAT)) == f"n {natural} m"
        assert to_text(Arith(op, X, Y, FIELD)) == f"x {in_field} y"


def test_a_cast_shows_where_it_would_be_missed():
    assert to_text(eq(Cast(N), Cast(M))) == "(n : 𝔽) = m"
    assert to_text(eq(N, M)) == "n = m"
    assert to_text(eq(mul(Cast(N), X), Y)) == "n * x = y"


def test_strict_and_weak_inequalities_and_their_sides_differ():
    texts = {to_text(Compare(op, a, b)) for op in Relation for a, b in [(X, Y), (Y, X)]}
    assert len(texts) == 8


def test_indices_show_their_range_and_value():
    inner = Sum(J, Apply(V, J))
    assert to_text(Sum(I, mul(Apply(V, I), inner))) == "Σ i < n, v i * (Σ j < n, v j)"
    two = Quantifier(Quantity.FORALL, I, Quantifier(Quantity.FORALL, J, eq(Apply(V, I), Apply(V, J))))
    assert to_text(two) == "∀ i j < n, v i = v j"
    following = FinMk(add(FinVal(I), num(1, NAT), NAT), add(N, num(1, NAT), NAT))
    assert to_text(Apply(V, following)) == "v (i + 1)"


def test_numbers_that_lowering_added_disappear_unless_they_are_needed():
    first, second = Var("i_1", FinSort(N)), Var("i_2", FinSort(N))
    apart = add(Sum(first, Apply(V, first)), Sum(second, Apply(V, second)))
    assert to_text(apart) == "(Σ i < n, v i) + (Σ i < n, v i)"
    nested = Sum(first, Sum(second, mul(Apply(V, first), Apply(V, second))))
    assert to_text(nested) == "Σ i < n, Σ j < n, v i * v j"
    free = Sum(first, mul(Apply(V, I), Apply(V, first)))
    assert to_text(free) == "Σ j < n, v i * v j"


TOTAL = Definition("Lib.total", (N, V), Sum(I, Apply(V, I)), FIELD)
DOUBLE = Definition("Lib.double", (X,), add(X, X), FIELD)
OTHER_DOUBLE = Definition("Lib.Other.double", (X,), mul(num(2), X), FIELD)


def test_definitions_go_by_short_names_without_sizes():
    known = {each.name: each for each in (TOTAL, DOUBLE)}
    assert to_text(Call("Lib.double", (add(X, Y),), FIELD), known) == "double (x + y)"
    assert to_text(Call("Lib.total", (N, V), FIELD), known) == "total v"
    squares = Lambda(I, power(Apply(V, I)))
    assert to_text(Call("Lib.total", (N, squares), FIELD), known) == "Σ i < n, (v i)^2"
    doubles = Lambda(I, Apply(V, I))
    assert (
        to_text(Call("Lib.double", (Call("Lib.total", (N, doubles), FIELD),), FIELD), known) == "double (Σ i < n, v i)"
    )


def test_definitions_of_one_short_name_are_told_apart():
    known = {each.name: each for each in (DOUBLE, OTHER_DOUBLE)}
    assert to_text(Call("Lib.double", (X,), FIELD), known) == "Lib.double x"
    assert to_text(Call("Lib.Other.double", (X,), FIELD), known) == "Other.double x"


def test_definitions_called_like_an_operation_have_their_whole_name():
    own = Definition("max", (X, Y), X, FIELD)
    assert to_text(Arith(Operation.MAX, X, Y, FIELD)) == "max x y"
    assert to_text(Call("max", (X, Y), FIELD), {"max": own}) == "_root_.max x y"
    assert to_text(Call("Lib.gcd", (X, Y), FIELD)) == "Lib.gcd x y"
    assert to_text(Call("«Nat.mul»", (X, Y), FIELD)) == "«Nat.mul» x y"


def test_a_definition_is_an_equation():
    assert to_text(TOTAL) == "total v = Σ i < n, v i"


def test_booleans_and_choices():
    flag = Var("b", BOOL)
    choice = If(eq(flag, Truth(True)), X, Neg(X))
    assert to_text(mul(choice, Y)) == "(if b = true then x else -x) * y"


STATEMENT = Statement(
    "Lib.claim",
    (N, X, Y, V),
    (Hypothesis("h", P), Hypothesis("hv", Quantifier(Quantity.FORALL, I, eq(Apply(V, I), X)))),
    eq(Call("Lib.total", (N, V), FIELD), mul(Cast(N), X)),
    {"Lib.total": TOTAL},
)


def test_a_statement_is_a_sentence():
    assert to_text(STATEMENT) == (
        "For all n ∈ ℕ, x, y ∈ 𝔽 and v : Fin n → 𝔽: if x ≤ y and (∀ i < n, v i = x), then total v = n * x."
    )
    assert to_text(Statement("s", (), (), P)) == "x ≤ y."


def test_json_has_every_part_in_text():
    assert signature(STATEMENT).to_json() == {
        "name": "Lib.claim",
        "text": to_text(STATEMENT),
        "variables": [
            {"name": "n", "sort": "ℕ"},
            {"name": "x", "sort": "𝔽"},
            {"name": "y", "sort": "𝔽"},
            {"name": "v", "sort": "Fin n → 𝔽"},
        ],
        "hypotheses": [{"name": "h", "text": "x ≤ y"}, {"name": "hv", "text": "∀ i < n, v i = x"}],
        "conclusion": "total v = n * x",
        "definitions": {"Lib.total": "total v = Σ i < n, v i"},
    }
    assert signature(Unsupported("a", "why", "t")).to_json() == {"name": "a", "unsupported": "why", "term": "t"}


def test_functions_into_functions_need_no_parentheses_but_functions_of_functions_do():
    from toymodels.statements.print.text import sort_to_text

    matrix = FunSort(FinSort(N), FunSort(FinSort(M), FIELD))
    assert sort_to_text(matrix) == "Fin n → Fin m → 𝔽"
    assert sort_to_text(FunSort(FunSort(FinSort(N), BOOL), FIELD)) == "(Fin n → Bool) → 𝔽"
