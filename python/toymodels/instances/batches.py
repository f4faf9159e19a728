"""Parts and sizes of batches and instances."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray, Instance, along_instances
from toymodels.instances.source import Ints, Mask
from toymodels.statements.language import NatSort, Statement


def take(batch: Batch, chosen: Mask | Ints) -> Batch:
    """The instances of `batch` that a mask or positions choose; the batch itself where a mask chooses all."""
    if chosen.dtype == np.bool_:
        if chosen.all():
            return batch
        chosen = np.flatnonzero(chosen)
    places = chosen
    return _mapped(batch, lambda array: _taken(array, places), len(places))


def laid_out(batch: Batch) -> Batch:
    """The same batch, all arrays of which are along instances."""
    return _mapped(batch, along_instances, batch.count)


def _mapped(batch: Batch, change: Callable[[NDArray[Any]], NDArray[Any]], count: int) -> Batch:
    arrays: dict[str, FieldArray | DiscreteArray] = {}
    for name, array in batch.arrays.items():
        if isinstance(array, FieldArray):
            arrays[name] = FieldArray(change(array.numerators), change(array.denominators))
        else:
            arrays[name] = change(array)
    return Batch(batch.sizes, arrays, count)


def _taken(array: NDArray[Any], chosen: Mask | Ints) -> NDArray[Any]:
    """Some instances of an array, which stays along instances where it is."""
    if array.ndim == 1 or array.flags.c_contiguous:
        return array.take(chosen, axis=0)
    last = array.ndim - 1
    return array.transpose(*range(1, array.ndim), 0).take(chosen, axis=last).transpose(last, *range(last))


def joined(batches: Sequence[Batch]) -> Batch:
    """Batches of the same variables at the same sizes as one; there must be at least one."""
    first = batches[0]
    if len(batches) == 1:
        return first
    arrays = {name: _joined_arrays([batch.arrays[name] for batch in batches]) for name in first.arrays}
    return Batch(first.sizes, arrays, sum(batch.count for batch in batches))


def _joined_arrays(parts: Sequence[FieldArray | DiscreteArray]) -> FieldArray | DiscreteArray:
    fields = [part for part in parts if isinstance(part, FieldArray)]
    if fields:
        numerators = np.concatenate([part.numerators for part in fields])
        return FieldArray(numerators, np.concatenate([part.denominators for part in fields]))
    return cast("DiscreteArray", np.concatenate([part for part in parts if not isinstance(part, FieldArray)]))


def cells(batch: Batch) -> int:
    """How many numbers make up one instance of `batch`, sizes not counted."""
    arrays = (a.numerators if isinstance(a, FieldArray) else a for a in batch.arrays.values())
    return sum(math.prod(array.shape[1:]) for array in arrays)


def sizes_of(statement: Statement, instance: Instance) -> dict[str, int]:
    """The values that `instance` gives to the statement's `Nat` variables."""
    names = [var.name for var in statement.variables if isinstance(var.sort, NatSort)]
    missing = [name for name in names if name not in instance.values]
    if missing:
        raise StatementError(f"{statement.name}: the instance gives no value to {', '.join(missing)}")
    return {name: int(str(instance.values[name])) for name in names}
