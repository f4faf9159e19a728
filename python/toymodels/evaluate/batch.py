"""Values of a statement's variables, for many instances at once and for one.

A batch fixes every `Nat` variable (so that all arrays of one variable have one shape) and holds `count` instances of
the rest. Field values are integers over one positive denominator per instance: exactness is part of the type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class FieldArray:
    """Exact rationals: `numerators[b, ...] / denominators[b]`.

    numerators: int64, shape (b, d1, ..., dk) for a variable of sort `Fin d1 → ... → Fin dk → α` (k = 0 for a scalar).
    denominators: int64, shape (b,), all positive.
    """

    numerators: NDArray[np.int64]
    denominators: NDArray[np.int64]


DiscreteArray = NDArray[np.int64] | NDArray[np.bool_] | NDArray[np.object_]
"""Values of sort `Fin`, `Nat`, `Int` (int64, or Python integers beyond) or `Bool`, `Prop` (bool), (b, d1, ..., dk)."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """`count` instances that share the values `sizes` of all variables of sort `Nat`."""

    sizes: Mapping[str, int]
    arrays: Mapping[str, FieldArray | DiscreteArray]
    count: int


Value = int | bool | Fraction | tuple["Value", ...]
"""One instance's value of a variable: a scalar, or nested tuples for a function (outermost argument first)."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance: values of all variables, those of sort `Nat` included."""

    values: Mapping[str, Value]
