"""Case distinctions on conditions: what they become, what is known inside them, and where they end."""

from __future__ import annotations

from itertools import product

import pytest
from tests.support.statements import eq, ne, num, scalar

from toymodels.evaluate.batch import Instance
from toymodels.evaluate.oracle import oracle_value
from toymodels.lean.expr import Const, Expr
from toymodels.statements.language import BOOL, NAT, Arith, Compare, If, Operation, Relation, Term, Truth, Var
from toymodels.statements.read.reduce import TooManyCases
from toymodels.statements.read.splitting import Cases, Split
from toymodels.statements.simplified import either

P, Q, N = Var("p", BOOL), Var("q", BOOL), Var("n", NAT)
HOLDS = Compare(Relation.EQ, N, num(0, NAT))
YES, NO = Const("yes", ()), Const("no", ())


def worth(expr: Expr) -> Term:
    return P if expr == YES else Q


@pytest.mark.parametrize(("yes", "no"), [*product((Truth(True), Truth(False), P), (Truth(True), Truth(False), Q))])
def test_a_distinction_in_connectives_means_the_same(yes: Term, no: Term):
    for p, q, n in product((True, False), (True, False), (0, 1)):
        instance = Instance({"p": p, "q": q, "n": n})
        expected = oracle_value(If(HOLDS, yes, no), {}, instance)
        assert oracle_value(either(HOLDS, yes, no), {}, instance) == expected


def test_both_cases_are_read():
    assert Cases().read(Split(HOLDS, YES, NO), worth) == If(HOLDS, P, Q)


def test_a_condition_is_known_in_its_cases():
    cases = Cases()
    seen: list[tuple[Expr, bool | None]] = []

    def again(expr: Expr) -> Term:
        seen.append((expr, cases.known(HOLDS)))
        return cases.read(Split(HOLDS, YES, NO), worth)

    assert cases.read(Split(HOLDS, YES, NO), again) == If(HOLDS, P, Q)
    assert seen == [(YES, True), (NO, False)]
    assert cases.known(HOLDS) is None


@pytest.mark.parametrize(
    ("condition", "read"),
    [
        (eq(num(2, NAT), num(2, NAT)), P),
        (eq(num(2, NAT), num(0, NAT)), Q),
        (eq(Arith(Operation.ADD, N, num(1, NAT), NAT), num(0, NAT)), Q),
        (ne(scalar("x"), num(0)), None),
    ],
)
def test_what_is_plain_to_see_needs_no_cases(condition: Term, read: Term | None):
    assert Cases().read(Split(condition, YES, NO), worth) == (read or If(condition, P, Q))


def test_cases_that_do_not_end_are_given_up():
    cases, count = Cases(), 0

    def deeper(_: Expr) -> Term:
        nonlocal count
        count += 1
        return cases.read(Split(Compare(Relation.EQ, N, num(count, NAT)), YES, NO), deeper)

    with pytest.raises(TooManyCases, match="too many cases"):
        cases.read(Split(HOLDS, YES, NO), deeper)
    assert cases.is_outside
