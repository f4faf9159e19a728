"""Statements as trees of JSON data, and back."""

import json
from typing import Any, get_args

import pytest
from tests.support.statements import rankin_simplex, sum_capacity_le_dim, welch_coherence

from toymodels.errors import StatementError
from toymodels.leandojo.guide import guide
from toymodels.leandojo.statement_tree import from_tree, kinds, to_tree
from toymodels.records.forms import Json
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
    Count,
    Definition,
    Denominator,
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
    Numeral,
    Numerator,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Sum,
    Term,
    ToNat,
    Truth,
    Var,
)

N, X, P, B = Var("n", NAT), Var("x", FIELD), Var("p", PROP), Var("b", BOOL)
I = Var("i", FinSort(N))  # noqa: E741
F = Var("f", FunSort(FinSort(N), FIELD))
K, L, Z = Var("k", NAT), Var("l", NAT), Var("z", INT)
SIDES = Count(2, NAT, "Side", ("Side.left", "Side.right"))


def _everything() -> Statement:
    """A statement with every kind of term and every symbol."""
    numbers: list[Term] = [Arith(op, X, Numeral(2, FIELD), FIELD) for op in Operation]
    numbers += [Neg(X), Inv(X), Cast(FinVal(FinMk(N, Arith(Operation.ADD, N, Numeral(1, NAT), NAT))))]
    numbers += [If(P, X, Call("power", (X, N), FIELD)), Sum(I, Apply(F, I)), Apply(Lambda(K, X), N)]
    parts: list[Term] = [Compare(op, X, number) for op, number in zip(list(Relation) * 9, numbers, strict=False)]
    integer = Arith(Operation.SUB, Z, Cast(N, INT), INT)
    left = FinMk(Numeral(0, NAT), SIDES)
    parts += [Compare(Relation.LE, Numerator(X), integer), Compare(Relation.LE, Denominator(X), N)]
    parts += [Compare(Relation.LT, ToNat(integer), N), Compare(Relation.EQ, left, Var("side", FinSort(SIDES)))]
    parts += [Connective(op, P, Not(B)) for op in Logic]
    parts += [Quantifier(kind, Var(kind.name, FinSort(N)), Truth(value=True)) for kind in Quantity]
    power = CaseNat(L, Numeral(1, FIELD), K, Arith(Operation.MUL, X, Call("power", (X, K), FIELD), FIELD))
    return Statement(
        "everything",
        (N, X, P, B, F, Z, Var("side", FinSort(SIDES))),
        tuple(Hypothesis(f"h{number}", part) for number, part in enumerate(parts)),
        Truth(value=False),
        {"power": Definition("power", (X, L), power, FIELD, "({0} ^ {1} : {type})")},
    )


def there_and_back(statement: Statement) -> Statement:
    return from_tree(statement.name, json.loads(json.dumps(to_tree(statement))))


def kinds_in(data: Json) -> set[str]:
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    own = {str(data["is"])} if isinstance(data, dict) and "is" in data else set[str]()
    return own.union(*map(kinds_in, inner))


@pytest.mark.parametrize("statement", [welch_coherence(), rankin_simplex(), sum_capacity_le_dim(), _everything()])
def test_nothing_is_lost(statement: Statement) -> None:
    assert there_and_back(statement) == statement


def test_every_kind_of_term_is_tested_and_in_the_guide() -> None:
    assert kinds_in(to_tree(_everything())) == set(kinds()) == {kind.__name__ for kind in (*get_args(Term), Count)}
    about = dict.fromkeys(("library", "toymodels", "leandojo", "lean", "url", "commit", "commit_is"), "x")
    counted = ("modules", "theorems", "tactics", "private_theorems", "private_tactics", "premises")
    text = guide({**about, "counts": dict.fromkeys((*counted, "verified", "measured"), 0)})
    rows = [line.split("|")[1].strip(" `") for line in text.splitlines() if line.startswith("| `")]
    assert set(kinds()) <= set(rows)


def test_sorts_stand_at_binders_only() -> None:
    total = Statement("total", (N, F), (), Compare(Relation.LE, Numeral(0, FIELD), Sum(I, Apply(F, I))))
    assert to_tree(total)["variables"][1] == {
        "name": "f",
        "sort": {"from": {"below": {"is": "Var", "name": "n"}}, "to": "Field"},
    }
    assert to_tree(total)["conclusion"]["right"]["body"] == {
        "is": "Apply",
        "fn": {"is": "Var", "name": "f"},
        "arg": {"is": "Var", "name": "i"},
    }


def test_a_name_stands_for_the_innermost_variable_that_has_it() -> None:
    inner = Var("n", BOOL)
    shadowed = Statement(
        "shadowed",
        (N,),
        (),
        Connective(Logic.AND, Quantifier(Quantity.FORALL, inner, inner), Compare(Relation.EQ, N, N)),
    )
    assert there_and_back(shadowed) == shadowed


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"variables": [], "hypotheses": [], "definitions": {}, "conclusion": {"is": "Nothing"}},
        {"variables": [], "hypotheses": [], "definitions": {}, "conclusion": {"is": "Var", "name": "free"}},
        {"variables": [], "hypotheses": [], "definitions": {}, "conclusion": 1},
        {"variables": [{"name": "x", "sort": "Real"}], "hypotheses": [], "definitions": {}, "conclusion": {}},
        {"variables": None, "hypotheses": [], "definitions": {}, "conclusion": {"is": "Truth", "value": True}},
    ],
)
def test_what_is_no_tree_is_refused(tree: Any) -> None:
    with pytest.raises(StatementError, match=r"the tree of mine cannot be read \(.*not one that `to_tree` gives"):
        from_tree("mine", tree)
