"""Between one instance and a batch; and whether the values of a batch are what its variables' sorts ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray, Instance, Value
from toymodels.evaluate.oracle import denote
from toymodels.statements.language import (
    BoolSort,
    Definition,
    FieldSort,
    FinSort,
    FunSort,
    IntSort,
    NatSort,
    PropSort,
    Sort,
    Var,
)
from toymodels.statements.walk import entry_sort

_NO_DEFINITIONS: Mapping[str, Definition] = {}


def shape_of(sort: Sort, sizes: Mapping[str, int]) -> tuple[int, ...]:
    """How many values each argument of a function of `sort` can take; () for a scalar.

    Raises:
        StatementError: an argument is of an infinite sort, or its bound is not given by the sizes.
    """
    shape: list[int] = []
    while isinstance(sort, FunSort):
        match sort.domain:
            case FinSort(bound):
                shape.append(cast(int, denote(bound, _NO_DEFINITIONS, sizes)))
            case BoolSort():
                shape.append(2)
            case domain:
                raise StatementError(f"a function on {type(domain).__name__} has no table of values")
        sort = sort.codomain
    return tuple(shape)


def instance_of(batch: Batch, index: int) -> Instance:
    """Instance number `index` of a batch."""
    values: dict[str, Value] = dict(batch.sizes)
    for name, array in batch.arrays.items():
        if isinstance(array, FieldArray):
            values[name] = _fractions(array.numerators[index].tolist(), int(array.denominators[index]))
        else:
            values[name] = _tuples(array[index, ...].tolist())
    return Instance(values)


def batch_of(instances: Sequence[Instance], variables: Iterable[Var]) -> Batch:
    """A batch of instances that agree in all variables of sort `Nat`.

    Raises:
        StatementError: there are no instances; sizes differ; a value is missing, has another shape than its sort, or
            does not fit into int64 over one denominator.
    """
    if not instances:
        raise StatementError("a batch cannot be made of no instances, because the sizes would be unknown")
    variables = tuple(variables)
    sizes = {var.name: _common_size(var, instances) for var in variables if isinstance(var.sort, NatSort)}
    arrays: dict[str, FieldArray | DiscreteArray] = {}
    for var in variables:
        if not isinstance(var.sort, NatSort):
            values = [_value_of(var, instance) for instance in instances]
            arrays[var.name] = array_of(values, var.sort, shape_of(var.sort, sizes), var.name)
    return Batch(sizes, arrays, len(instances))


def array_of(values: Sequence[Value], sort: Sort, shape: tuple[int, ...], what: str) -> FieldArray | DiscreteArray:
    """The values of many instances, each a scalar or nested tuples of the given shape, as one array.

    what: the variable's name, for messages.
    """
    flat = [_flat(value, shape, what) for value in values]
    full = (len(values), *shape)
    match entry_sort(sort):
        case FieldSort():
            return _field_array(
                [[Fraction(cast("int | Fraction", entry)) for entry in row] for row in flat], full, what
            )
        case BoolSort() | PropSort():
            return np.array(flat, dtype=np.bool_).reshape(full)
        case _:
            return _integers(flat).reshape(full)


def _field_array(rows: list[list[Fraction]], shape: tuple[int, ...], what: str) -> FieldArray:
    denominators = [lcm(*(entry.denominator for entry in row)) for row in rows]
    numerators = [
        [entry.numerator * (common // entry.denominator) for entry in row]
        for row, common in zip(rows, denominators, strict=True)
    ]
    return FieldArray(_int64(numerators, what).reshape(shape), _int64(denominators, what))


def _integers(values: object) -> NDArray[np.int64] | NDArray[np.object_]:
    """Integers in 64 bits, or as Python integers where one of them outgrows those."""
    try:
        return np.array(values, dtype=np.int64)
    except OverflowError:
        return np.array(values, dtype=np.object_)


def _int64(values: object, what: str) -> NDArray[np.int64]:
    try:
        return np.array(values, dtype=np.int64)
    except OverflowError as error:
        raise StatementError(
            f"{what}: a value does not fit into 64 bits over a common denominator; evaluate that instance alone"
        ) from error


def _flat(value: Value, shape: tuple[int, ...], what: str) -> list[int | bool | Fraction]:
    if not shape:
        if isinstance(value, tuple):
            raise StatementError(f"{what}: expected a scalar, found a table of {len(value)} values")
        return [value]
    if not isinstance(value, tuple) or len(value) != shape[0]:
        found = f"{len(value)} values" if isinstance(value, tuple) else f"the scalar {value}"
        raise StatementError(f"{what}: expected a table of {shape[0]} values, found {found}")
    return [entry for part in value for entry in _flat(part, shape[1:], what)]


def _common_size(var: Var, instances: Sequence[Instance]) -> int:
    sizes = {cast(int, _value_of(var, instance)) for instance in instances}
    if len(sizes) != 1:
        raise StatementError(f"{var.name}: the instances of a batch must agree in it, found {sorted(sizes)}")
    return sizes.pop()


def _value_of(var: Var, instance: Instance) -> Value:
    if var.name not in instance.values:
        raise StatementError(f"{var.name}: the instance gives no value; it gives {sorted(instance.values)}")
    return instance.values[var.name]


def _fractions(numerators: Any, denominator: int) -> Value:
    if isinstance(numerators, list):
        return tuple(_fractions(part, denominator) for part in cast("list[Any]", numerators))
    return Fraction(numerators, denominator)


def _tuples(values: Any) -> Value:
    return tuple(map(_tuples, cast("list[Any]", values))) if isinstance(values, list) else values


def check_batch(batch: Batch, variables: Iterable[Var]) -> None:
    """Raises a `StatementError` unless the batch gives every variable values of its sort."""
    for var in variables:
        if isinstance(var.sort, NatSort):
            _check_size(batch, var.name)
        elif var.name not in batch.arrays:
            raise StatementError(f"{var.name}: the batch gives no values; it gives {sorted(batch.arrays)}")
        else:
            _check_array(batch, var, batch.arrays[var.name])


def _check_size(batch: Batch, name: str) -> None:
    if name not in batch.sizes:
        raise StatementError(f"{name}: the batch gives no size; it gives {sorted(batch.sizes)}")
    if batch.sizes[name] < 0:
        raise StatementError(f"{name}: expected a natural number, found {batch.sizes[name]}")


def _check_array(batch: Batch, var: Var, array: FieldArray | DiscreteArray) -> None:
    sort, shape = entry_sort(var.sort), (batch.count, *_shape_of(var, batch))
    if isinstance(sort, FieldSort) != isinstance(array, FieldArray):
        raise StatementError(
            f"{var.name}: expected {'a FieldArray' if isinstance(sort, FieldSort) else 'a plain array'}, "
            f"found {type(array).__name__}"
        )
    if isinstance(array, FieldArray):
        _check_entries(f"{var.name}.numerators", array.numerators, np.int64, shape)
        _check_entries(f"{var.name}.denominators", array.denominators, np.int64, (batch.count,))
        if array.denominators.min(initial=1) <= 0:
            raise StatementError(f"{var.name}: denominators must be positive, found {int(array.denominators.min())}")
        return
    if not _are_long(sort, array):
        _check_entries(var.name, array, np.bool_ if isinstance(sort, BoolSort | PropSort) else np.int64, shape)
    if array.dtype != np.bool_ and array.size:
        low, high = int(array.min()), int(array.max())
        limit = cast(int, denote(sort.bound, _NO_DEFINITIONS, batch.sizes)) if isinstance(sort, FinSort) else None
        if (low < 0 and not isinstance(sort, IntSort)) or (limit is not None and high >= limit):
            expected = "natural numbers" if limit is None else f"elements of Fin {limit}"
            raise StatementError(f"{var.name}: expected {expected}, found {low if low < 0 else high}")


def _are_long(sort: Sort, array: DiscreteArray) -> bool:
    """Whether an array holds Python integers, as it may for numbers and indices."""
    return (
        array.dtype == np.object_
        and isinstance(sort, FinSort | NatSort | IntSort)
        and all(isinstance(entry, int) for entry in array.flat)
    )


def _shape_of(var: Var, batch: Batch) -> tuple[int, ...]:
    try:
        return shape_of(var.sort, batch.sizes)
    except StatementError as error:
        raise StatementError(f"{var.name}: its shape is unknown, because {error}") from error


def _check_entries(what: str, array: object, dtype: type[np.generic], shape: tuple[int, ...]) -> None:
    if not isinstance(array, np.ndarray):
        raise StatementError(f"{what}: expected an array, found {type(array).__name__}")
    found = cast("NDArray[Any]", array)
    if found.dtype != dtype:
        raise StatementError(
            f"{what}: expected {np.dtype(dtype)}, found {found.dtype}; only exact values can be evaluated"
        )
    if found.shape != shape:
        raise StatementError(f"{what}: expected shape {shape}, found {found.shape}")
