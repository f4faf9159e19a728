"""Variables of more values than a table holds: where they are drawn, and that no value is too long."""

from __future__ import annotations

import numpy as np
import pytest
from tests.support.statements import DEFINITIONS, add, app, eq, fin, implies, le, mul, ne, num, scalar

from toymodels.check.census import fingerprints
from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted
from toymodels.errors import StatementError
from toymodels.evaluate.batch import Batch
from toymodels.evaluate.convert import batch_of, instance_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.discrete import FEW_VALUES, PLACE_PERCENTS, Place, spread, wide
from toymodels.instances.source import RandomSource
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    NAT,
    Cast,
    Compare,
    FinMk,
    FinSort,
    FinVal,
    FunSort,
    Hypothesis,
    Relation,
    Statement,
    Term,
    Var,
)

LONG = 2**64


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    assumed = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("T", variables, assumed, conclusion, DEFINITIONS)


def index(name: str, bound: int) -> Var:
    return fin(name, num(bound, NAT))


def less(left: Term, right: int) -> Term:
    return Compare(Relation.LT, left, num(right, NAT))


A, B = index("i", 5000), index("j", 5000)
X, Y = index("x", LONG), index("y", LONG)
TABLE = Var("f", FunSort(FinSort(num(3, NAT)), FinSort(num(LONG, NAT))))


@pytest.mark.parametrize(
    "statement",
    [
        claim(less(FinVal(index("i", 10**6)), 999_999), index("i", 10**6)),
        claim(less(add(FinVal(A), FinVal(B), NAT), 9997), A, B, h=ne(A, B)),
        claim(less(FinVal(X), 100), X),
        claim(less(FinVal(X), LONG - 1), X),
        claim(ne(FinVal(X), num(2**40 + 5, NAT)), X),
        claim(ne(FinVal(X), num(2**63, NAT)), X),
        claim(ne(X, Y), X, Y),
        claim(implies(less(FinVal(X), 50), less(FinVal(X), 40)), X),
        claim(less(FinVal(app(TABLE, FinMk(num(2, NAT), num(3, NAT)))), LONG - 1), TABLE),
    ],
)
def test_what_fails_at_an_end_or_beside_a_number_or_another_variable_is_refuted(statement: Statement):
    assert isinstance(check(statement).verdict, Refuted)


def test_what_is_true_of_long_indices_is_held_beside_numbers_too():
    t = scalar("t")
    commute = eq(add(FinVal(X), FinVal(Y), NAT), add(FinVal(Y), FinVal(X), NAT))
    for statement in (
        claim(less(FinVal(X), LONG), X),
        claim(commute, X, Y),
        claim(le(mul(Cast(FinVal(X)), t), mul(t, Cast(FinVal(X)))), X, t),
    ):
        evidence = check(statement, instances=1000)
        assert isinstance(evidence.verdict, Held)
        assert not evidence.exhaustive
        assert evidence.distinct > 300


def test_small_variables_beside_wide_ones_still_come_from_a_table():
    a, b = index("a", 3), index("b", 3)
    statement = claim(less(FinVal(X), LONG), X, a, b, h=ne(a, b))
    chosen = Subject(statement).plan
    assert chosen.wide == (X,)
    assert chosen.by_rejection() == ()
    batch = chosen.generate({}, np.random.default_rng(0), 500)
    assert Evaluator(DEFINITIONS).prop(ne(a, b), batch).values.all()


def test_hypotheses_about_wide_variables_are_left_to_rejection_and_said_to_be():
    chosen = Subject(claim(less(FinVal(A), 5000), A, B, h=ne(A, B))).plan
    assert chosen.by_rejection() == ("h",)
    assert chosen.describe() == [
        "i, j: small, beside the statement's numbers, at the end and at random",
        "left to rejection: h",
    ]


def test_one_variable_of_a_thousand_values_is_gone_through():
    evidence = check(claim(less(FinVal(index("i", 1000)), 1000), index("i", 1000)))
    assert evidence.exhaustive
    assert evidence.instances == 1000


def test_what_is_wide_does_not_depend_on_sizes():
    assert wide((A,)) == ()
    assert wide((A, B)) == (A, B)
    assert wide((index("i", FEW_VALUES),) * 4) == ()
    assert wide((fin("i", Var("n", NAT)), X)) == (X,)


@pytest.mark.parametrize("choices", [10**6, LONG])
def test_each_place_is_met_at_its_rate(choices: int):
    source, count, own = RandomSource(np.random.default_rng(1)), 20_000, [70_000, 70_001]
    other = np.full(count, 123_456)
    values = spread(source, choices, count, own, [other])
    met = {
        Place.LAST: values >= choices - 2,
        Place.OWN: np.isin(values.astype(object), own),
        Place.BESIDE: abs(values - other) <= 1,
        Place.SMALL: values <= 40,
    }
    for place, found in met.items():
        assert float(np.mean(found.astype(float))) > 0.9 * PLACE_PERCENTS[place] / 100, place
    assert float(np.mean((values > choices // 2).astype(float))) > 0.45 * PLACE_PERCENTS[Place.ANYWHERE] / 100


def test_long_indices_survive_the_way_into_a_batch_and_back():
    batch = batch_of([instance_of(Batch({}, {"x": np.array([LONG - 1, 5], dtype=object)}, 2), k) for k in (0, 1)], [X])
    assert [instance_of(batch, k).values["x"] for k in (0, 1)] == [LONG - 1, 5]
    assert Evaluator({}).prop(less(FinVal(X), LONG - 1), batch).values.tolist() == [False, True]
    assert len(set(fingerprints(batch).tolist())) == 2


def test_an_index_beyond_its_sort_or_that_is_no_integer_is_rejected():
    for value in (LONG, -1, 0.5):
        with pytest.raises(StatementError):
            Evaluator({}).prop(less(FinVal(X), 1), Batch({}, {"x": np.array([value], dtype=object)}, 1))
