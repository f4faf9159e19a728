"""Instances inside Hypothesis: they satisfy the hypotheses, and they shrink."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from tests.support import constructs as c
from tests.support.statements import NORM_SQ, app, bessel_inequality, call, rankin_simplex, welch_coherence

from toymodels.errors import GenerationError
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.oracle import oracle_value
from toymodels.instances.strategies import instances
from toymodels.instances.subject import Subject
from toymodels.statements.language import Statement

STATEMENTS = (welch_coherence(), rankin_simplex(), bessel_inequality(), c.stochastic_rows(), c.kernel_vector())

EVERY = list(HealthCheck)
calm = settings(max_examples=25, deadline=None, suppress_health_check=EVERY, derandomize=True)  # pyright: ignore[reportArgumentType]


@calm
@given(data=st.data(), statement=st.sampled_from(STATEMENTS))
def test_every_instance_satisfies_every_hypothesis(data: st.DataObject, statement: Statement):
    instance = data.draw(instances(statement))
    assert set(instance.values) == {var.name for var in statement.variables}
    assert all(oracle_value(h.prop, statement.definitions, instance) is True for h in statement.hypotheses)


@calm
@given(instance=instances(welch_coherence(), {"n": 3, "m": 2}))
def test_sizes_can_be_fixed(instance: Instance):
    assert (instance.values["n"], instance.values["m"]) == (3, 2)


@calm
@given(instance=instances(welch_coherence()))
def test_theorems_hold_inside_hypothesis_too(instance: Instance):
    assert not Subject(welch_coherence()).is_violated_by(instance)


def test_shrinking_keeps_to_the_hypotheses_and_ends_small():
    """The least pair of unit vectors that are not orthogonal: one dimension, equal or opposite."""
    statement = c.unit_rows()

    def is_not_orthogonal(instance: Instance) -> bool:
        rows = instance.values["V"]
        assert isinstance(rows, tuple)
        if len(rows) < 2:
            return False
        first, second = rows[0], rows[1]
        assert isinstance(first, tuple)
        assert isinstance(second, tuple)
        return sum((Fraction(str(p)) * Fraction(str(q)) for p, q in zip(first, second, strict=True)), Fraction(0)) != 0

    least = find(instances(statement), is_not_orthogonal, settings=settings(derandomize=True, database=None))
    assert (least.values["n"], least.values["m"]) == (2, 1)
    assert Subject(
        Statement("s", statement.variables, statement.hypotheses, c.Truth(False), c.DEFINITIONS)
    ).is_violated_by(least)


def test_impossible_sizes_are_refused():
    with pytest.raises(GenerationError, match="no sizes satisfy"):
        instances(c.unit_rows(), {"n": 2, "m": 0})


def test_the_norm_of_a_drawn_row_is_exactly_one():
    statement = c.unit_rows()
    norm = call(NORM_SQ, c.m, app(c.V, c.i))

    @calm
    @given(instance=instances(statement, {"n": 1, "m": 3}))
    def check(instance: Instance) -> None:
        at_zero = Instance({**instance.values, "i": 0})
        assert oracle_value(norm, statement.definitions, at_zero) == 1

    check()
