"""The same weights for the other evaluators: an instance with every value as a fraction."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from toymodels.evaluate.batch import Instance, Value
from toymodels.measure.assignment import BIAS, ONES, READ_OUT, TRANSPOSED, Assignment
from toymodels.measure.results import Finding
from toymodels.measure.weights import Weights


def instance_of(assignment: Assignment, weights: Weights, finding: Finding, place: Mapping[str, int]) -> Instance:
    """Values for the variables of a finding's statement: sizes, arrays, computed bounds, and the indices of a place.

    place: values of index variables by name; those that are not named are 0.
    """
    values: dict[str, Value] = dict(assignment.sizes)
    for name, what in assignment.arrays.items():
        values[name] = _array(what, weights)
    naturals = {var.name for var in assignment.naturals}
    scalars = {var.name for var in assignment.scalars}
    for bound in finding.bounds:
        if bound.name in naturals:
            values[bound.name] = int(bound.value)
        elif bound.name in scalars:
            values[bound.name] = bound.value
    for var in assignment.indices:
        values[var.name] = place.get(var.name, 0)
    return Instance(values)


def _array(what: str, weights: Weights) -> Value:
    if what == ONES:
        return (Fraction(1),) * weights.n
    if what == BIAS and weights.bias is not None:
        return cast(Value, weights.bias.fractions())
    if what == READ_OUT and weights.read_out is not None:
        return cast(Value, weights.read_out.fractions())
    exact = weights.features.transposed() if what == TRANSPOSED else weights.features
    return cast(Value, exact.fractions())
