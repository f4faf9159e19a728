"""Entrywise rationals against `fractions.Fraction`, and what happens at the edge of int64."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toymodels.evaluate.batch import FieldArray
from toymodels.instances import rational
from toymodels.instances.rational import Rationals

small = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)


def array(*values: Fraction) -> Rationals:
    nums, dens = ([getattr(v, part) for v in values] for part in ("numerator", "denominator"))
    return Rationals(np.array(nums, dtype=np.int64), np.array(dens, dtype=np.int64))


def value(entry: Rationals) -> Fraction:
    return Fraction(int(entry.num[0]), int(entry.den[0]))


@given(small, small)
def test_arithmetic_is_that_of_fractions(x: Fraction, y: Fraction):
    a, b = array(x), array(y)
    assert value(a + b) == x + y
    assert value(a - b) == x - y
    assert value(a * b) == x * y
    assert bool((a < b)[0]) is (x < y)
    assert bool(a.equals(b)[0]) is (x == y)
    assert int(a.floor()[0]) == x.numerator // x.denominator


@given(st.lists(small, min_size=1, max_size=4))
def test_one_denominator_loses_nothing(values: list[Fraction]):
    entries = array(*values)
    field = rational.to_field(Rationals(entries.num[None, :], entries.den[None, :]))
    common = int(field.denominators[0])
    assert [Fraction(int(n), common) for n in field.numerators[0]] == values


def test_what_leaves_int64_becomes_zero():
    huge = array(Fraction(2**61))
    assert value(huge * huge) == 0
    assert value(huge + huge) == 0
    assert value(rational.reduced(np.array([1]), np.array([0]))) == 0


def test_denominators_that_outgrow_int64_give_zero():
    primes = array(*(Fraction(1, p) for p in (1_000_003, 1_000_033, 1_000_037, 1_000_039)))
    field = rational.to_field(Rationals(primes.num[None, :], primes.den[None, :]))
    assert not field.numerators.any()


def test_fields_become_reduced_entries():
    entries = rational.from_field(FieldArray(np.array([[2, -3]]), np.array([6])))
    assert entries.num.tolist() == [[1, -1]]
    assert entries.den.tolist() == [[3, 2]]


@given(st.lists(st.tuples(small, small), min_size=1, max_size=4), st.integers(1, 6), st.integers(1, 6))
def test_lines_cross_zero_where_fractions_say(lines: list[tuple[Fraction, Fraction]], p: int, q: int):
    low, high = ([int(pair[side] * 1000) for pair in lines] for side in (0, 1))
    found = rational.crossings(np.array([low]), np.array([[p]]), np.array([high]), np.array([[q]]))
    roots = found.reduced()
    for place, (at_zero, at_one) in enumerate(zip(low, high, strict=True)):
        slope = Fraction(at_one, q) - Fraction(at_zero, p)
        root = -Fraction(at_zero, p) / slope if slope else Fraction(0)
        assert Fraction(int(roots.num[0, place]), int(roots.den[0, place])) == root
        assert int(found.slope[0, place]) == (slope > 0) - (slope < 0)
        assert int(found.den[0, place]) > 0


def test_lines_of_long_numbers_cross_zero_too():
    found = rational.crossings(np.array([[-(2**40)]]), np.array([[2**30]]), np.array([[2**40]]), np.array([[2**30]]))
    assert (found.reduced().num[0, 0], found.reduced().den[0, 0]) == (1, 2)
