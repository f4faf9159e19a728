"""Three evaluators, written differently, must give the same exact value of any term on any instance."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.random_terms import ALL_DEFINITIONS, VARIABLES, Case, cases

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray, Value
from toymodels.evaluate.convert import array_of, batch_of, instance_of, shape_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.evaluate.oracle import oracle_value
from toymodels.statements.language import Sort
from toymodels.statements.walk import sort_of

agreement = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@agreement
@given(case=cases("prop"))
def test_propositions_agree(case: Case) -> None:
    oracle = _oracle(case)
    result = Evaluator(ALL_DEFINITIONS).prop(case.term, case.batch)
    assert result.values.tolist() == oracle
    assert result.int64 + result.bigint + result.flint == case.batch.count


@agreement
@given(case=cases("prop"), other=cases("prop", depth=1))
def test_propositions_decided_together_are_what_they_are_apart(case: Case, other: Case) -> None:
    props = [case.term, other.term, case.term]
    try:
        apart = [Evaluator(ALL_DEFINITIONS).prop(prop, case.batch) for prop in props]
    except StatementError:
        with pytest.raises(StatementError):
            Evaluator(ALL_DEFINITIONS).props(props, case.batch)
        return
    for one, result in zip(apart, Evaluator(ALL_DEFINITIONS).props(props, case.batch), strict=True):
        assert result.values.tolist() == one.values.tolist()
        assert result.int64 + result.bigint + result.flint == case.batch.count


@agreement
@given(case=st.sampled_from(["number", "natural", "integer", "matrix", "mask"]).flatmap(cases))
def test_values_agree(case: Case) -> None:
    expected = _one_array(_oracle(case), sort_of(case.term), case.batch)
    if expected is None:
        with pytest.raises(StatementError, match="64 bits"):
            Evaluator(ALL_DEFINITIONS).value(case.term, case.batch)
        return
    found = Evaluator(ALL_DEFINITIONS).value(case.term, case.batch)
    if isinstance(expected, FieldArray):
        assert isinstance(found, FieldArray)
        assert found.numerators.shape == expected.numerators.shape
        assert found.numerators.tolist() == expected.numerators.tolist()
        assert found.denominators.tolist() == expected.denominators.tolist()
    else:
        assert not isinstance(found, FieldArray)
        assert found.dtype == expected.dtype
        assert found.tolist() == expected.tolist()


@agreement
@given(case=cases("prop", depth=1))
def test_a_batch_survives_being_taken_apart(case: Case) -> None:
    instances = [instance_of(case.batch, index) for index in range(case.batch.count)]
    again = batch_of(instances, VARIABLES)
    assert [instance_of(again, index) for index in range(again.count)] == instances


def _oracle(case: Case) -> list[Value]:
    """What the plain evaluator says of each instance, once `flint` has said the same."""
    instances = [instance_of(case.batch, index) for index in range(case.batch.count)]
    values = [oracle_value(case.term, ALL_DEFINITIONS, instance) for instance in instances]
    assert [Evaluator(ALL_DEFINITIONS).exact(case.term, instance) for instance in instances] == values
    return values


def _one_array(values: list[Value], sort: Sort, batch: Batch) -> FieldArray | DiscreteArray | None:
    """The values as an array, None if they do not fit."""
    try:
        return array_of(values, sort, shape_of(sort, batch.sizes), "the oracle's value")
    except StatementError:
        return None
