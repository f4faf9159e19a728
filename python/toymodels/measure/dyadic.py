"""Floating-point numbers as the exact rationals that they are: integers times one common power of two, or scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from toymodels.measure.errors import WeightsError

_PRECISION = {np.dtype(np.float16): 11, np.dtype(np.float32): 24, np.dtype(np.float64): 53}
_WORD = 62


@dataclass(frozen=True, slots=True, eq=False)
class ExactArray:
    """Exact rationals of any shape: `integers * scale`.

    Attributes:
        integers: int64 where all of them fit, else Python integers (dtype object).
        scale: a positive fraction; a power of two for what was read from floats.
    """

    integers: NDArray[Any]
    scale: Fraction

    @property
    def shape(self) -> tuple[int, ...]:
        """The array's shape."""
        return self.integers.shape

    @property
    def exponent(self) -> int | None:
        """The power of two that `scale` is; `None` if it is none."""
        top, bottom = self.scale.numerator, self.scale.denominator
        exponent = top.bit_length() - bottom.bit_length()
        return exponent if self.scale == Fraction(2) ** exponent else None

    def fraction(self, *place: int) -> Fraction:
        """One entry."""
        return int(self.integers[place]) * self.scale

    def fractions(self) -> Any:
        """All entries, as nested tuples of fractions."""
        return _nested(self.integers.tolist(), self.scale)

    def transposed(self) -> ExactArray:
        """The array with its axes in the opposite order."""
        return ExactArray(self.integers.T, self.scale)

    def floats(self) -> NDArray[np.float64]:
        """The nearest float64 of each entry, for figures."""
        if self.integers.dtype != object:
            return self.integers.astype(np.float64) * float(self.scale)
        flat = [float(int(value) * self.scale) for value in self.integers.ravel()]
        return np.array(flat, dtype=np.float64).reshape(self.shape)


def exact_array(values: NDArray[Any], name: str, axes: Sequence[str] = ()) -> ExactArray:
    """The exact values of an array of float16, float32 or float64.

    axes: what its axes count, to name a place in it.

    Raises:
        WeightsError: it has another type, or NaN or an infinity, whose place is named.
    """
    precision = _PRECISION.get(values.dtype.newbyteorder("="))
    if precision is None:
        raise WeightsError(
            f"{name} holds {values.dtype}; weights are float16, bfloat16, float32 or float64: convert it before saving"
        )
    _refuse_non_finite(values, name, axes)
    fractions, exponents = np.frexp(values.astype(np.float64))
    integers = np.ldexp(fractions, precision).astype(np.int64)
    exponents = exponents.astype(np.int64) - precision
    nonzero = integers != 0
    if not nonzero.any():
        return ExactArray(integers, Fraction(1))
    zeros = _trailing_zeros(integers, nonzero)
    integers, exponents = integers >> zeros, np.where(nonzero, exponents + zeros, 0)
    lowest = int(exponents[nonzero].min())
    shifts = np.where(nonzero, exponents - lowest, 0)
    return ExactArray(_shifted(integers, shifts), Fraction(2) ** lowest)


def snapped(exact: ExactArray, step: Fraction) -> ExactArray:
    """Each entry moved to the nearest multiple of `step` (a half goes up)."""
    factor = exact.scale / step
    top, bottom = factor.numerator, factor.denominator
    moved = [(2 * int(value) * top + bottom) // (2 * bottom) for value in exact.integers.ravel()]
    return ExactArray(integer_array(moved, exact.shape), step)


def integer_array(values: list[int], shape: tuple[int, ...]) -> NDArray[Any]:
    """Python integers as an array: int64 if all of them fit into 62 bits, else objects."""
    largest = max(max(values), -min(values)) if values else 0
    array = np.empty(len(values), dtype=np.int64 if largest.bit_length() <= _WORD else object)
    array[:] = values
    return array.reshape(shape)


def distances(left: ExactArray, right: ExactArray) -> tuple[Fraction, Fraction]:
    """The largest difference of two entries, and the sum of the squared differences; both exact."""
    gaps = [
        abs(int(one) * left.scale - int(other) * right.scale)
        for one, other in zip(left.integers.ravel(), right.integers.ravel(), strict=True)
    ]
    return max(gaps, default=Fraction(0)), sum((gap * gap for gap in gaps), Fraction(0))


def _refuse_non_finite(values: NDArray[Any], name: str, axes: Sequence[str]) -> None:
    bad = ~np.isfinite(values)
    if not bad.any():
        return
    place = tuple(int(index) for index in np.argwhere(bad)[0])
    named = ", ".join(f"{axis} {at}" for axis, at in zip(axes, place, strict=True)) if axes else ""
    where = f"{name} at {named}" if axes else f"{name}{list(place)}"
    count = int(bad.sum())
    others = "the only entry that is" if count == 1 else f"the first of {count} entries that are"
    raise WeightsError(
        f"{where} is {values[place]}, {others} not finite; theorems are about real numbers, so measure a checkpoint "
        "from before the training diverged"
    )


def _trailing_zeros(integers: NDArray[np.int64], nonzero: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The power of two in each entry; 0 for a zero."""
    lowest_bit = np.where(nonzero, integers & -integers, 1)
    return np.round(np.log2(lowest_bit.astype(np.float64))).astype(np.int64)


def _shifted(integers: NDArray[np.int64], shifts: NDArray[np.int64]) -> NDArray[Any]:
    sizes = np.frexp(np.abs(integers).astype(np.float64))[1] + shifts
    if int(sizes.max()) <= _WORD:
        return integers << shifts
    wide = [int(value) << int(shift) for value, shift in zip(integers.ravel(), shifts.ravel(), strict=True)]
    return integer_array(wide, integers.shape)


def _nested(values: Any, scale: Fraction) -> Any:
    if isinstance(values, list):
        return tuple(_nested(part, scale) for part in cast("list[Any]", values))
    return values * scale
