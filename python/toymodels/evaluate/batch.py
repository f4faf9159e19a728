"""Values of a statement's variables, for many instances at once and for one.

A batch fixes every `Nat` variable (so that all arrays of one variable have one shape) and holds `count` instances of
the rest. Field values are integers over one positive denominator per instance: exactness is part of the type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from toymodels.records.forms import Json, read_fraction, write_fraction


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


_Scalar = TypeVar("_Scalar", bound=np.generic)


def by_entries(array: NDArray[_Scalar]) -> NDArray[_Scalar]:
    """Shape (b, d1, ..., dk) to (d1, ..., dk, b), contiguous: a view where `along_instances` made the array."""
    return np.ascontiguousarray(array.transpose(*range(1, array.ndim), 0))


def along_instances(array: NDArray[_Scalar]) -> NDArray[_Scalar]:
    """The same array with the instances of one entry next to each other in memory, which is how most work runs."""
    return array if array.ndim == 1 else by_entries(array).transpose(array.ndim - 1, *range(array.ndim - 1))


Value = int | bool | Fraction | tuple["Value", ...]
"""One instance's value of a variable: a scalar, or nested tuples for a function (outermost argument first)."""


class Instance:
    """One instance: values of all variables, those of sort `Nat` included."""

    __slots__ = ("values",)
    __match_args__ = ("values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values: Final = values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Instance) and self.values == other.values

    def __repr__(self) -> str:
        return f"Instance(values={self.values!r})"

    def to_json(self) -> dict[str, Json]:
        """Values by variable name: numbers, strings `p/q` for fractions, and nested lists."""
        return {name: _written(value) for name, value in self.values.items()}

    @classmethod
    def from_json(cls, data: Any) -> Instance:
        """Read back.

        Raises:
            ValueError: the data is not that of an instance.
        """
        if not isinstance(data, dict):
            raise ValueError("an instance is an object")  # noqa: TRY004  # of JSON
        return cls({name: _read(value) for name, value in cast("dict[str, Any]", data).items()})


def _written(value: Value) -> Json:
    match value:
        case Fraction():
            return write_fraction(value)
        case tuple():
            return [_written(part) for part in value]
        case _:
            return value


def _read(data: Any) -> Value:
    match data:
        case str():
            return read_fraction(data)
        case int():
            return data
        case list():
            return tuple(_read(part) for part in cast("list[Any]", data))
        case _:
            raise ValueError(f"{data!r} is not a value")
