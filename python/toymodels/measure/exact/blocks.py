"""Dense arrays of exact numbers: integers over a common scale, or a fraction an entry.

A block holds its integers in NumPy (int64 where they fit, Python integers beyond) or in a flint matrix, whichever it
was made in, and converts when the other is asked for. Every block has a serial number, so that what was computed from
the same blocks before is found again.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import numpy as np
from flint import fmpq, fmpz_mat
from numpy.typing import NDArray

from toymodels.measure.dyadic import ExactArray, integer_array

Array = NDArray[Any]

SAFE_BITS = 62
"""Integers of fewer bits are held in int64, with room for a sign and one addition."""

_serials = count()
_SAMPLED = 256


class Block:
    """An exact array; build it with `of_integers`, `of_matrix`, `of_fractions` or `of_exact`.

    Attributes:
        shape: its shape.
        scale: a fraction by which all integers are multiplied; 1 where each entry is a fraction of its own.
        bits: a bound on the size of its integers, or an estimate of that of its fractions' parts.
    """

    __slots__ = ("_floats", "_fractions", "_integers", "_matrix", "_range", "bits", "scale", "serial", "shape")

    def __init__(
        self,
        shape: tuple[int, ...],
        scale: fmpq,
        integers: Array | None = None,
        matrix: fmpz_mat | None = None,
        fractions: Array | None = None,
        bits: int | None = None,
    ) -> None:
        self.shape = shape
        self.scale = scale
        self._integers = integers
        self._matrix = matrix
        self._fractions = fractions
        self._floats: Array | None = None
        self._range: tuple[float, float] | None = None
        self.bits = bits if bits is not None else _bits(integers, fractions)
        self.serial = next(_serials)

    @property
    def is_integral(self) -> bool:
        """Whether it is integers times a scale, not a fraction an entry."""
        return self._fractions is None

    @property
    def size(self) -> int:
        """How many entries it has."""
        size = 1
        for length in self.shape:
            size *= length
        return size

    @property
    def fits_words(self) -> bool:
        """Whether its integers are in int64."""
        return self._integers is not None and self._integers.dtype != object

    def integers(self) -> Array:
        """Its integers in NumPy; not for one of fractions."""
        if self._integers is None:
            assert self._matrix is not None
            self._integers = integer_array(list(map(int, self._matrix.entries())), self.shape)
            self.bits = _bits(self._integers, None)
        return self._integers

    def matrix(self) -> fmpz_mat:
        """Its integers as a flint matrix; not for one of fractions."""
        if self._matrix is None:
            integers = self.integers()
            rows, columns = self.shape
            self._matrix = fmpz_mat(rows, columns, integers.ravel().tolist())
        return self._matrix

    def fractions(self) -> Array:
        """Its entries as `fmpq`, whichever way it is held."""
        if self._fractions is not None:
            return self._fractions
        entries = np.empty(self.size, dtype=object)
        scale = self.scale
        entries[:] = [scale * int(value) for value in self.integers().ravel()]
        return entries.reshape(self.shape)

    def floats(self, smallest: float, largest: float) -> Array | None:
        """Its entries as float64, each off by at most three roundings; `None` if one is outside the range given."""
        if self._floats is None:
            try:
                if self._fractions is not None:
                    flat = [int(value.p) / int(value.q) for value in self._fractions.ravel()]
                    self._floats = np.array(flat, dtype=np.float64).reshape(self.shape)
                else:
                    scale = int(self.scale.p) / int(self.scale.q)
                    self._floats = self.integers().astype(np.float64) * scale
            except OverflowError:
                return None
        if self._range is None:
            self._range = self._sizes()
        return self._floats if smallest <= self._range[0] and self._range[1] <= largest else None

    def _sizes(self) -> tuple[float, float]:
        """The least size of a float that is not 0, or 0 if an entry became 0 only as a float, and the largest size."""
        sizes = np.abs(self._floats) if self._floats is not None else np.zeros(0)
        least = float(np.min(sizes, where=sizes > 0, initial=np.inf))
        return 0.0 if self._has_underflowed() else least, float(sizes.max(initial=0.0))

    def _has_underflowed(self) -> bool:
        """Whether a float is 0 though the entry is not."""
        assert self._floats is not None
        zeros = self._floats == 0
        if not zeros.any():
            return False
        entries = self.integers() if self.is_integral else self.fractions()
        return bool((entries[zeros] != 0).any())

    def entry(self, place: tuple[int, ...]) -> fmpq:
        """One entry."""
        if self._fractions is not None:
            return self._fractions[place]
        return self.scale * int(self.integers()[place])

    def part(self, change: Callable[[Array], Array]) -> Block:
        """The block with its NumPy array changed by slicing, indexing or transposing."""
        if self._fractions is not None:
            return of_fractions(np.asarray(change(self._fractions), dtype=object))
        integers = np.asarray(change(self.integers()))
        return Block(integers.shape, self.scale, integers=integers, bits=self.bits)

    def transposed(self) -> Block:
        """A matrix with its axes swapped."""
        if self._matrix is not None:
            return of_matrix(self._matrix.transpose(), self.scale, self.bits)
        return self.part(lambda array: array.T)


def of_integers(integers: Array | int, scale: fmpq | int = 1) -> Block:
    """A block of integers over a scale; Python integers that fit go into int64."""
    if not isinstance(integers, np.ndarray):  # what NumPy makes of an array without axes
        integers = filled([int(integers)], ())
    if integers.dtype == np.bool_:
        integers = integers.astype(np.int64)
    if integers.dtype == object and _bits(integers, None) <= SAFE_BITS:
        integers = integers.astype(np.int64)
    return Block(integers.shape, fmpq(scale), integers=integers)


def of_matrix(matrix: fmpz_mat, scale: fmpq, bits: int) -> Block:
    """A block of a flint matrix's entries over a scale; none has more than `bits` bits."""
    return Block((matrix.nrows(), matrix.ncols()), scale, matrix=matrix, bits=bits)


def of_fractions(fractions: Array) -> Block:
    """A block of `fmpq`."""
    return Block(fractions.shape, fmpq(1), fractions=fractions)


def of_exact(exact: ExactArray) -> Block:
    """Weights as a block."""
    return of_integers(exact.integers, fmpq(exact.scale.numerator, exact.scale.denominator))


def objects(integers: Array) -> Array:
    """Integers as Python integers, which never overflow."""
    return integers if integers.dtype == object else integers.astype(object)


def filled(values: list[Any], shape: tuple[int, ...]) -> Array:
    """An array of objects."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array.reshape(shape)


def _bits(integers: Array | None, fractions: Array | None) -> int:
    if integers is not None:
        if integers.size == 0:
            return 0
        return max(int(integers.max()).bit_length(), int(integers.min()).bit_length())
    assert fractions is not None
    flat = fractions.ravel()
    step = max(1, flat.size // _SAMPLED)
    return max((int(value.height_bits()) for value in flat[::step]), default=0)
