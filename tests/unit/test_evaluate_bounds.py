"""No entry of any node is larger than its bound: what keeps the batched evaluator from ever wrapping around."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.support.random_terms import ALL_DEFINITIONS, Case, cases

from toymodels.evaluate.arrays import IndexRangeError, compute, gather
from toymodels.evaluate.batch import FieldArray
from toymodels.evaluate.bounds import fits, magnitudes, rounded_up
from toymodels.evaluate.builder import constant_array
from toymodels.evaluate.compiler import NotBatchedError, compile_terms
from toymodels.evaluate.nodes import LARGEST, Array, Node, Op, topological
from toymodels.evaluate.rational import Rational
from toymodels.statements.walk import free_variables


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(case=st.sampled_from(["prop", "number", "matrix"]).flatmap(cases))
def test_every_entry_is_within_its_bound(case: Case) -> None:
    names = [name for name in free_variables(case.term) if name in case.batch.arrays]
    arrays = {name: case.batch.arrays[name] for name in names}
    fields = {name: array for name, array in arrays.items() if isinstance(array, FieldArray)}
    entries: dict[str, Array] = {
        name: array.numerators if isinstance(array, FieldArray) else array for name, array in arrays.items()
    }
    denominators: dict[str, Array] = {name: array.denominators for name, array in fields.items()}
    try:
        result = compile_terms((case.term,), ALL_DEFINITIONS, case.batch.sizes, {name: name for name in fields})[
            0
        ].result
        order = topological((result.numerator, result.divisor) if isinstance(result, Rational) else (result,))
        for each in (entries, _all_largest(entries, fields)):
            _demand_bounded(order, each, denominators)
    except (NotBatchedError, IndexRangeError):
        assume(False)


def _all_largest(entries: dict[str, Array], fields: Mapping[str, FieldArray]) -> dict[str, Array]:
    """Every entry of a field variable as large as the largest: where a bound that is reached is not a guess."""
    return {
        name: np.full_like(array, np.abs(array).max(initial=0)) if name in fields else array
        for name, array in entries.items()
    }


def _demand_bounded(order: list[Node], entries: dict[str, Array], denominators: dict[str, Array]) -> None:
    exact = _big_integers(order, entries, denominators)
    whole = magnitudes(order, _bounds_of(entries), _bounds_of(denominators))
    each = magnitudes(order, _bounds_of_each(entries), _bounds_of_each(denominators))
    for node in order:
        if node.boolean:
            continue
        largest = [max(row.flat, default=0) for row in np.moveaxis(np.abs(exact[node.serial]), -1, 0)[:, np.newaxis]]
        assert max(largest) <= _unless_given_up(cast(int, whole[node.serial]))
        own = each[node.serial]
        for position, value in enumerate(largest):
            assert value <= _unless_given_up(own if isinstance(own, int) else rounded_up(float(own[position])))


def _unless_given_up(bound: int) -> float:
    """The bound; anything from 2^200 is only known not to fit."""
    return bound if bound < 2**200 else float("inf")


def test_the_limit_of_64_bits() -> None:
    assert fits(LARGEST)
    assert not fits(LARGEST + 1)
    near = np.array([float(2**62), float(2**63), np.inf, np.nan])
    assert np.asarray(fits(near)).tolist() == [True, False, False, False]


def _big_integers(order: list[Node], entries: dict[str, Array], denominators: dict[str, Array]) -> dict[int, Array]:
    """Every node's array in Python integers."""
    exact: dict[int, Array] = {}
    for node in order:
        operands = [exact[arg.serial] for arg in node.args]
        match node.op:
            case Op.CONST:
                value = constant_array(node)
            case Op.INDEXED:
                value = gather(np.moveaxis(entries[cast(str, node.data)], 0, -1), node, operands)
            case Op.DENOMINATOR:
                symbol, power = cast("tuple[str, int]", node.data)
                value = denominators[symbol].astype(object) ** power
            case _:
                value = compute(node, operands)
        exact[node.serial] = value if node.boolean else value.astype(object)
    return exact


def _bounds_of(arrays: dict[str, Array]) -> dict[str, int]:
    return {name: int(np.abs(array.astype(object)).max(initial=0)) for name, array in arrays.items()}


def _bounds_of_each(arrays: dict[str, Array]) -> dict[str, np.ndarray]:
    return {
        name: np.abs(array.astype(np.float64)).reshape(len(array), -1).max(axis=1, initial=0)
        for name, array in arrays.items()
    }
