"""Numbers that are shorter than their bounds say: found out by floats, and then decided in 64 bits, exactly."""

from __future__ import annotations

import numpy as np
import pytest
from tests.support.statements import eq, le, mul, num, scalar, sub

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Batch, FieldArray
from toymodels.evaluate.convert import instance_of
from toymodels.evaluate.evaluator import Evaluator, PropResult
from toymodels.evaluate.measuring import are_short
from toymodels.evaluate.oracle import oracle_value
from toymodels.statements.language import If, Term

A, B, C, D, E = map(scalar, "abcde")
DIFFERENCE = sub(mul(A, B), mul(C, D))
ROOT = 3_000_000_001
"""int64 holds its square and not twice as much."""


def batch(**values: list[int]) -> Batch:
    ones = np.ones(len(next(iter(values.values()))), dtype=np.int64)
    arrays = {name: FieldArray(np.array(entries, dtype=np.int64), ones) for name, entries in values.items()}
    return Batch({}, arrays, len(ones))


def decided(term: Term, values: Batch) -> PropResult:
    """The result, once the oracle has agreed with it."""
    result = Evaluator({}).prop(term, values)
    oracle = [oracle_value(term, {}, instance_of(values, b)) for b in range(values.count)]
    assert result.values.tolist() == oracle
    return result


def test_a_difference_of_long_numbers_is_decided_in_64_bits_to_the_last_digit():
    long, near = [ROOT] * 3, [ROOT - 2] * 3
    exact = ROOT**2 - (ROOT - 2) ** 2
    result = decided(eq(DIFFERENCE, E), batch(a=long, b=long, c=near, d=near, e=[exact - 1, exact, exact + 1]))
    assert result.int64 == 3
    assert result.values.tolist() == [False, True, False]


def test_a_number_that_is_as_long_as_its_bound_is_not():
    long = [ROOT, 2]
    result = decided(eq(DIFFERENCE, E), batch(a=long, b=long, c=[-ROOT, 1], d=long, e=[0, 2]))
    assert (result.int64, result.bigint) == (1, 1)
    assert result.values.tolist() == [False, True]


def test_what_outgrows_64_bits_is_noticed_where_the_numbers_before_it_cancel():
    long, near = [ROOT] * 2, [ROOT - 2] * 2
    result = decided(le(mul(DIFFERENCE, E), num(0)), batch(a=long, b=long, c=near, d=near, e=[-(10**8), -(10**9)]))
    assert (result.int64, result.bigint) == (1, 1)


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_which_way_is_taken_is_never_left_to_floats(extra: int):
    """Both sides of the condition are the same float, and only one of the ways leads to a short number."""
    top = 2**30 + 1
    steered = If(le(mul(A, B), C), mul(mul(A, B), D), num(0))
    values = batch(a=[top], b=[top], c=[top**2 + extra], d=[2**30])
    result = decided(eq(steered, E), Batch({}, {**values.arrays, "e": batch(e=[0]).arrays["e"]}, 1))
    assert result.bigint == 1


def test_values_of_terms_are_exact_too():
    value = Evaluator({}).value(DIFFERENCE, batch(a=[ROOT], b=[ROOT], c=[ROOT - 2], d=[ROOT - 2]))
    assert isinstance(value, FieldArray)
    assert value.numerators.tolist() == [ROOT**2 - (ROOT - 2) ** 2]


def test_where_a_value_does_not_fit_is_told_beside_those_that_do():
    values = batch(a=[ROOT, ROOT, 5, -(2**62)], b=[ROOT, 2, 7, 4], c=[-ROOT, 1, 2, 1], d=[ROOT, 1, 3, 0])
    found, fits = Evaluator({}).fitting(DIFFERENCE, values)
    assert fits.tolist() == [False, True, True, False]
    assert found.numerators.tolist() == [0, 2 * ROOT - 1, 29, 0]
    assert found.denominators.tolist() == [1, 1, 1, 1]
    with pytest.raises(StatementError, match="does not fit into 64 bits"):
        Evaluator({}).value(DIFFERENCE, values)


def test_what_rounding_may_have_hidden_is_not_taken_for_short():
    near = np.array([2.0**63 - 2.0**59])
    assert are_short([near], [np.array([2.0**80])], 1).tolist() == [True]
    assert are_short([near], [np.array([2.0**90])], 1).tolist() == [False]
