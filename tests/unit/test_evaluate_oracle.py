"""The oracle follows Lean's conventions, form of term by form of term."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

import pytest
from tests.support.random_terms import ALL_DEFINITIONS, ENDS, RECURSIVE_POWER, RECURSIVE_SUM
from tests.support.statements import DOT, GRAM, RELU, app, call, div, fin, fun, mat, nat, num, scalar, vec

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Instance, Value
from toymodels.evaluate.evaluator import Evaluator
from toymodels.evaluate.oracle import oracle_value
from toymodels.statements.language import (
    BOOL,
    FIELD,
    INT,
    NAT,
    PROP,
    Apply,
    Arith,
    Call,
    CaseNat,
    Cast,
    Compare,
    Connective,
    FinMk,
    FinSort,
    FinVal,
    FunSort,
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
    Sum,
    Term,
    Truth,
    Var,
)

HALF = Fraction(1, 2)


class ValueOf(Protocol):
    """An evaluator, asked as `value_of(term, x=.., y=..)`."""

    def __call__(self, term: Term, **values: Value) -> Value: ...


@pytest.fixture(params=["oracle", "exact"])
def value_of(request: pytest.FixtureRequest) -> ValueOf:
    """Both evaluators of single instances."""

    def evaluate(term: Term, **values: Value) -> Value:
        return getattr(Evaluator(ALL_DEFINITIONS), request.param)(term, Instance(values))

    return evaluate


@pytest.mark.parametrize(
    ("operation", "left", "right", "expected"),
    [
        (Operation.SUB, 2, 3, 0),
        (Operation.SUB, 3, 2, 1),
        (Operation.DIV, 7, 2, 3),
        (Operation.DIV, 7, 0, 0),
        (Operation.MOD, 7, 4, 3),
        (Operation.MOD, 7, 0, 7),
        (Operation.POW, 0, 0, 1),
        (Operation.POW, 3, 4, 81),
        (Operation.MIN, 3, 4, 3),
        (Operation.MAX, 3, 4, 4),
    ],
)
def test_natural_numbers(value_of: ValueOf, operation: Operation, left: int, right: int, expected: int) -> None:
    assert value_of(Arith(operation, nat("a"), nat("b"), NAT), a=left, b=right) == expected


@pytest.mark.parametrize(
    ("operation", "left", "right", "expected"),
    [
        (Operation.SUB, 2, 3, -1),
        (Operation.DIV, 1, -4, Fraction(-1, 4)),
        (Operation.DIV, 5, 0, 0),
        (Operation.DIV, 0, 0, 0),
        (Operation.MIN, -1, HALF, -1),
        (Operation.MAX, -1, HALF, HALF),
    ],
)
def test_field_elements(
    value_of: ValueOf, operation: Operation, left: int, right: Fraction, expected: Fraction
) -> None:
    term = Arith(operation, scalar("a"), scalar("b"), FIELD)
    assert value_of(term, a=Fraction(left), b=Fraction(right)) == expected


def test_zero_to_the_zero_is_one(value_of: ValueOf) -> None:
    assert value_of(Arith(Operation.POW, scalar("a"), nat("k"), FIELD), a=Fraction(0), k=0) == 1


@pytest.mark.parametrize(("arg", "expected"), [(Fraction(0), 0), (Fraction(-2, 3), Fraction(-3, 2))])
def test_inverse(value_of: ValueOf, arg: Fraction, expected: Fraction) -> None:
    assert value_of(Inv(scalar("a")), a=arg) == expected


def test_a_natural_difference_is_truncated_before_it_is_cast(value_of: ValueOf) -> None:
    truncated = Cast(Arith(Operation.SUB, nat("a"), nat("b"), NAT))
    exact = Arith(Operation.SUB, Cast(nat("a")), Cast(nat("b")), FIELD)
    assert (value_of(truncated, a=1, b=3), value_of(exact, a=1, b=3)) == (0, -2)


@pytest.mark.parametrize("size", [0, 1, 4])
def test_recursion_through_the_last_index_adds_up(value_of: ValueOf, size: int) -> None:
    values = tuple(Fraction(k, 3) for k in range(size))
    assert value_of(call(RECURSIVE_SUM, nat("n"), vec("x", nat("n"))), n=size, x=values) == sum(values)


def test_recursion_on_an_exponent(value_of: ValueOf) -> None:
    assert value_of(call(RECURSIVE_POWER, nat("n"), scalar("c")), n=5, c=-HALF) == Fraction(-1, 32)


def test_a_function_of_natural_numbers_may_be_an_argument(value_of: ValueOf) -> None:
    k = nat("k")
    square = Lambda(k, Cast(Arith(Operation.MUL, k, k, NAT)))
    assert value_of(call(ENDS, num(3, NAT), square)) == 9


def test_case_distinction_binds_the_predecessor(value_of: ValueOf) -> None:
    term = CaseNat(nat("n"), num(7, NAT), nat("k"), nat("k"))
    assert [value_of(term, n=n) for n in (0, 1, 5)] == [7, 0, 4]


@pytest.mark.parametrize(("kind", "expected"), [(Quantity.FORALL, True), (Quantity.EXISTS, False)])
def test_quantifiers_over_nothing(value_of: ValueOf, kind: Quantity, expected: bool) -> None:
    assert value_of(Quantifier(kind, fin("i", nat("n")), Truth(False)), n=0) is (kind is Quantity.FORALL)
    assert value_of(Quantifier(kind, Var("u", BOOL), Var("u", BOOL))) is not expected


def test_a_function_is_the_tuple_of_its_values(value_of: ValueOf) -> None:
    rows = ((Fraction(1), HALF), (Fraction(-1), Fraction(2)))
    gram = call(GRAM, nat("n"), nat("m"), mat("V", nat("n"), nat("m")))
    assert value_of(gram, n=2, m=2, V=rows) == ((Fraction(5, 4), 0), (0, 5))


def test_choice_looks_at_one_branch_only(value_of: ValueOf) -> None:
    position = nat("p")
    inside = Compare(Relation.LT, position, nat("n"))
    entry = app(vec("x", nat("n")), FinMk(position, nat("n")))
    guarded = If(inside, entry, num(0))
    claim = Connective(Logic.IMPLIES, inside, Compare(Relation.EQ, entry, num(1)))
    assert [value_of(guarded, n=1, p=p, x=(HALF,)) for p in (0, 1)] == [HALF, 0]
    assert [value_of(claim, n=1, p=p, x=(HALF,)) for p in (0, 1)] == [False, True]


def test_relu_and_negation(value_of: ValueOf) -> None:
    assert [value_of(call(RELU, Neg(scalar("c"))), c=c) for c in (HALF, -HALF)] == [0, HALF]


def test_loop_invariant_calls_are_not_kept_too_long(value_of: ValueOf) -> None:
    n, i, j = nat("n"), fin("i", nat("n")), fin("j", nat("n"))
    v = mat("V", n, n)
    total = Sum(i, Sum(j, call(DOT, n, app(v, i), app(v, i))))
    rows = ((Fraction(1), Fraction(2)), (Fraction(3), Fraction(4)))
    assert value_of(total, n=2, V=rows) == 2 * (1 + 4 + 9 + 16)


@pytest.mark.parametrize(
    ("term", "values", "message"),
    [
        (scalar("c"), {"d": Fraction(1)}, r"'?c'?.* no value.*\['d'\]"),
        (Call("ToyModels.absent", (), FIELD), {}, "definition 'ToyModels.absent' is called but not given"),
        (FinMk(nat("k"), nat("n")), {"k": 3, "n": 3}, "3 is not an element of Fin 3"),
        (app(vec("x", nat("n")), FinMk(nat("k"), num(9, NAT))), {"k": 2, "x": (HALF,)}, "2 is not an element of Fin 1"),
        (
            Quantifier(Quantity.FORALL, Var("k", FunSort(NAT, FIELD)), Truth(True)),
            {},
            "'k' ranges over an infinite sort",
        ),
        (Lambda(nat("k"), num(0)), {}, "no table"),
        (Compare(Relation.EQ, vec("x", nat("n")), vec("x", nat("n"))), {"n": 1, "x": (HALF,)}, "point by point"),
        (
            Arith(Operation.MOD, scalar("c"), scalar("c"), FIELD),
            {"c": HALF},
            "'%' is not an operation on two field elements",
        ),
    ],
)
def test_what_has_no_value_says_why(value_of: ValueOf, term: Term, values: dict[str, Value], message: str) -> None:
    with pytest.raises(StatementError, match=message):
        value_of(term, **values)


def test_only_functions_are_applied() -> None:
    with pytest.raises(StatementError, match="not a function"):
        oracle_value(Apply(scalar("c"), num(0, NAT)), {}, Instance({"c": HALF}))


def test_the_value_of_an_index_is_a_number(value_of: ValueOf) -> None:
    i = fin("i", nat("n"))
    weighted = fun(i, div(Cast(FinVal(i)), num(2)))
    assert value_of(weighted, n=3) == (0, HALF, 1)


def test_a_quantifier_over_functions_goes_through_all_of_them(value_of: ValueOf) -> None:
    two = num(2, NAT)
    f, x = Var("f", FunSort(FinSort(two), BOOL)), fin("x", two)
    is_constant = Quantifier(Quantity.FORALL, x, Compare(Relation.EQ, Apply(f, x), Apply(f, FinMk(num(0, NAT), two))))
    assert value_of(Quantifier(Quantity.EXISTS, f, is_constant)) is True
    assert value_of(Quantifier(Quantity.FORALL, f, is_constant)) is False


def test_a_quantifier_over_propositions_goes_through_both(value_of: ValueOf) -> None:
    p = Var("p", PROP)
    assert value_of(Quantifier(Quantity.FORALL, p, Connective(Logic.OR, p, Not(p)))) is True
    assert value_of(Quantifier(Quantity.FORALL, p, p)) is False


def test_functions_that_are_too_many_are_not_gone_through(value_of: ValueOf) -> None:
    f = Var("f", FunSort(FinSort(num(20, NAT)), BOOL))
    with pytest.raises(StatementError, match="more than 100,000 functions"):
        value_of(Quantifier(Quantity.FORALL, f, Truth(True)))


@pytest.mark.parametrize(
    ("a", "b", "quotient", "remainder"),
    [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -3, 1), (-7, -2, 4, 1), (-7, 0, 0, -7), (6, -3, -2, 0)],
)
def test_division_of_integers_is_euclidean(value_of: ValueOf, a: int, b: int, quotient: int, remainder: int) -> None:
    x, y = Var("x", INT), Var("y", INT)
    assert value_of(Arith(Operation.DIV, x, y, INT), x=a, y=b) == quotient
    assert value_of(Arith(Operation.MOD, x, y, INT), x=a, y=b) == remainder
