"""Single numbers meet their edges, at the rates that are stated, wherever their hypotheses allow it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from tests.support.statements import div, eq, le, mul, ne, num, scalar, sq, sub

from toymodels.check.runner import check
from toymodels.check.verdict import Refuted
from toymodels.evaluate.batch import FieldArray
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.draw import EDGE_PERCENTS, Edge, edges
from toymodels.instances.source import RandomSource
from toymodels.instances.subject import Subject
from toymodels.statements.language import Compare, Hypothesis, Relation, Statement, Term, Var

COUNT = 20_000
X, Y, Z = scalar("x"), scalar("y"), scalar("z")


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    assumed = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("ToyModels.claim", variables, assumed, conclusion, {})


def lt(left: Term, right: Term) -> Compare:
    return Compare(Relation.LT, left, right)


def drawn(statement: Statement) -> dict[str, list[Fraction]]:
    batch = Subject(statement).plan.generate({}, np.random.default_rng(0), COUNT)
    values: dict[str, list[Fraction]] = {}
    for name, array in batch.arrays.items():
        assert isinstance(array, FieldArray)
        values[name] = list(map(Fraction, array.numerators.tolist(), array.denominators.tolist()))
    return values


def share(values: list[Fraction], test: Callable[[Fraction], bool]) -> float:
    return sum(map(test, values)) / len(values)


IS_AT: dict[Edge, Callable[[Fraction], bool]] = {
    Edge.ZERO: lambda x: x == 0,
    Edge.ONE: lambda x: abs(x) == 1,
    Edge.OWN: lambda x: x in {Fraction(777), Fraction(-777), Fraction(776), Fraction(778)},
    Edge.LARGE: lambda x: abs(x) >= 1000,
    Edge.TINY: lambda x: 0 < abs(x) <= Fraction(1, 1000),
}


@pytest.mark.parametrize("edge", IS_AT, ids=lambda edge: edge.name)
def test_a_free_number_is_at_each_edge_at_the_stated_rate(edge: Edge):
    """Generic draws are sometimes 1, and never 0, 777, large or tiny; a copy is at an edge if the original is."""
    values = drawn(claim(le(X, num(777)), X))["x"]
    least = EDGE_PERCENTS[edge] / 100
    assert 0.8 * least <= share(values, IS_AT[edge]) <= (0.2 if edge is Edge.ONE else 1.2 * least)


def test_each_number_of_the_statement_and_its_neighbours_occur():
    counts = Counter(drawn(claim(le(X, num(777)), X))["x"])
    assert all(counts[Fraction(value)] > COUNT / 200 for value in (777, -777, 776, 778))


@pytest.mark.parametrize(("one", "other"), [("x", "y"), ("x", "z"), ("y", "z")])
def test_each_two_free_numbers_are_equal_at_half_the_stated_rate_or_more(one: str, other: str):
    values = drawn(claim(le(X, mul(Y, Z)), X, Y, Z))
    equal = sum(map(Fraction.__eq__, values[one], values[other])) / COUNT
    assert equal >= EDGE_PERCENTS[Edge.EQUAL] / 200


def test_most_numbers_are_generic():
    assert sum(EDGE_PERCENTS.values()) <= 30


def test_an_edge_that_there_is_not_is_left_generic():
    found = edges(RandomSource(np.random.default_rng(0)), COUNT, (), ())
    missing = EDGE_PERCENTS[Edge.OWN] + EDGE_PERCENTS[Edge.EQUAL]
    assert found.chosen.mean() == pytest.approx((sum(EDGE_PERCENTS.values()) - missing) / 100, rel=0.1)


def test_short_numbers_have_only_short_edges():
    found = edges(RandomSource(np.random.default_rng(0)), COUNT, (Fraction(777),), (), short=True)
    assert np.abs(found.value.numerators).max() == 1
    assert found.value.denominators.max() == 1


BOUNDED = {
    "below": (lt(X, num(777)), {Edge.ZERO, Edge.ONE, Edge.LARGE, Edge.TINY}),
    "positive": (lt(num(0), X), {Edge.ONE, Edge.LARGE, Edge.TINY}),
    "other than 1": (ne(X, num(1)), {Edge.ZERO, Edge.LARGE, Edge.TINY}),
}


@pytest.mark.parametrize("name", BOUNDED)
def test_a_bounded_number_is_at_the_edges_that_its_bounds_allow(name: str):
    prop, allowed = BOUNDED[name]
    statement = claim(le(X, Y), X, Y, h=prop)
    values = drawn(statement)["x"]
    for edge in allowed:
        assert share(values, IS_AT[edge]) >= EDGE_PERCENTS[edge] / 400, edge
    batch = Subject(statement).plan.generate({}, np.random.default_rng(0), COUNT)
    assert Evaluator({}).prop(prop, batch).values.all()


FALSE = {
    "x is not 0": claim(ne(X, num(0)), X),
    "squares are positive": claim(lt(num(0), sq(X)), X),
    "x / x = 1": claim(eq(div(X, X), num(1)), X),
    "x / y * y = x": claim(eq(mul(div(X, Y), Y), X), X, Y),
    "factors cancel": claim(eq(Y, Z), X, Y, Z, h=eq(mul(X, Y), mul(X, Z))),
    "x is not a third": claim(ne(X, div(num(1), num(3))), X, h=lt(X, num(1))),
    "numbers differ": claim(ne(X, Z), X, Y, Z),
    "x is below 5000": claim(lt(X, num(5000)), X),
    "positive numbers are not tiny": claim(le(div(num(1), num(1000)), X), X, h=lt(num(0), X)),
    "x is not 40": claim(ne(sub(X, num(41)), num(-1)), X),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_fails_at_an_edge_only_is_refuted(name: str):
    assert isinstance(check(FALSE[name]).verdict, Refuted)
