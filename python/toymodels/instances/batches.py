"""Parts and sizes of batches and instances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

import numpy as np

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray, Instance
from toymodels.instances.source import Ints, Mask
from toymodels.statements.language import NatSort, Statement


def take(batch: Batch, chosen: Mask | Ints) -> Batch:
    """The instances of `batch` that a mask or positions choose."""
    arrays: dict[str, FieldArray | DiscreteArray] = {}
    for name, array in batch.arrays.items():
        if isinstance(array, FieldArray):
            arrays[name] = FieldArray(array.numerators[chosen], array.denominators[chosen])
        else:
            arrays[name] = array[chosen]
    count = int(chosen.sum()) if chosen.dtype == np.bool_ else len(chosen)
    return Batch(batch.sizes, arrays, count)


def joined(parts: Sequence[tuple[Ints, Batch]], count: int) -> Batch:
    """One batch of `count` instances from parts of it and the positions of their instances."""
    if len(parts) == 1:
        return parts[0][1]
    arrays: dict[str, FieldArray | DiscreteArray] = {}
    for name, first in parts[0][1].arrays.items():
        several = [part.arrays[name] for _, part in parts]
        order = np.argsort(np.concatenate([rows for rows, _ in parts]))
        if isinstance(first, FieldArray):
            fields = [array for array in several if isinstance(array, FieldArray)]
            arrays[name] = FieldArray(
                np.concatenate([array.numerators for array in fields])[order],
                np.concatenate([array.denominators for array in fields])[order],
            )
        else:
            plain = [array for array in several if not isinstance(array, FieldArray)]
            arrays[name] = cast(DiscreteArray, np.concatenate(plain)[order])
    return Batch(parts[0][1].sizes, arrays, count)


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
