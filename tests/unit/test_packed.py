"""Statements as JSON data are the same statements again, and what is shared is kept once."""

import json
from typing import Any

import pytest

from toymodels.statements.language import (
    BOOL,
    FIELD,
    NAT,
    Arith,
    Call,
    Compare,
    Count,
    Definition,
    FinSort,
    FunSort,
    Hypothesis,
    Numeral,
    Operation,
    Relation,
    Statement,
    Sum,
    Truth,
    Var,
)
from toymodels.statements.packed import pack, unpack

n = Var("n", NAT)
TWO = Count(2, NAT, "Side", ("left", "right"))
x = Var("x", FunSort(FinSort(n), FunSort(FinSort(TWO), FIELD)))
i = Var("i", FinSort(n))
square = Definition("sq", (Var("a", FIELD),), Arith(Operation.POW, Var("a", FIELD), Numeral(2, NAT), FIELD), FIELD)
FIRST = Statement(
    "first",
    (n, x),
    (Hypothesis("h", Compare(Relation.LE, Numeral(1, NAT), n)), Hypothesis("t", Truth(True))),
    Compare(Relation.EQ, Sum(i, Call("sq", (Numeral(10**40, FIELD),), FIELD)), Numeral(0, FIELD)),
    {"sq": square},
    over_any_field=True,
    finite_types=("n",),
)
SECOND = Statement("second", (n, Var("b", BOOL)), (), FIRST.hypotheses[0].prop, {"sq": square})


def through_json(statements: list[Statement]) -> tuple[list[Any], list[int]]:
    return tuple(json.loads(json.dumps(pack(statements))))


def test_a_statement_comes_back_with_every_field():
    first, second = unpack(*through_json([FIRST, SECOND]))
    assert (first, second) == (FIRST, SECOND)
    assert repr(first) == repr(FIRST)
    assert (first.over_any_field, first.finite_types) == (True, ("n",))
    assert isinstance(first.variables[1].sort, FunSort)
    assert first.variables[1].sort == x.sort


def test_what_is_the_same_in_two_statements_is_one_node():
    nodes, _ = pack([FIRST, SECOND])
    again = Statement("first", *(getattr(FIRST, name) for name in ("variables", "hypotheses", "conclusion")))
    assert len(pack([FIRST, SECOND, again])[0]) == len(nodes) + 1
    assert sum(1 for node in nodes if node[0] == "Definition") == 1


@pytest.mark.parametrize(
    ("nodes", "places"),
    [([["Path", "x"]], [0]), ([["NatSort"]], [0]), ([["Neg", 5]], []), ([["Neg", None]], []), ([], [0])],
)
def test_other_data_is_refused(nodes: list[Any], places: list[int]):
    with pytest.raises(ValueError, match="not packed statements"):
        unpack(nodes, places)
