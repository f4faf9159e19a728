"""Where the integers of an instance come from.

Every construction asks a `Source` for bounded integers and for nothing else. So one construction serves two ends: whole
batches from NumPy's generator, and single instances whose integers Hypothesis chooses, and can therefore shrink.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import prod
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
_SHORT = 2**12
_BITS = np.uint32(16)
_Scalar = TypeVar("_Scalar", bound=np.generic)


class Source(Protocol):
    """A supply of integers."""

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> Ints:
        """Integers from `low` to `high`, both included, of the given shape."""
        ...

    def nonzero(self, bounds: Ints, entries: int) -> Ints:
        """So many integers an instance, shape (entries, b), from `-bounds[b]` to `bounds[b]` without 0."""
        ...


class RandomSource:
    """Integers from a NumPy generator."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> Ints:
        """Uniform integers from `low` to `high`, both included; a generator makes short ones faster."""
        kind = np.int16 if low >= -_SHORT and high <= _SHORT else np.int64
        return self._rng.integers(low, high, size=shape, dtype=kind, endpoint=True).astype(np.int64, copy=False)

    def nonzero(self, bounds: Ints, entries: int) -> Ints:
        """As uniform as 16 random bits an entry make them: to one part in a hundred for bounds up to 300."""
        count = len(bounds)
        words = self._rng.bit_generator.random_raw(-(-entries * count // 4)).astype("<u8", copy=False).view("<u2")
        steps = bounds.astype(np.uint32)
        raw = words[: entries * count].reshape(entries, count) * (2 * steps)
        raw >>= _BITS
        values = raw.astype(np.int64)
        values -= bounds
        values += values >= 0
        return values


def flatten(array: NDArray[_Scalar]) -> NDArray[_Scalar]:
    """Shape (b, d1, ..., dk) to (b, d1 ⋯ dk), for empty batches too."""
    return array.reshape(len(array), prod(array.shape[1:]))


def pick(source: Source, weights: Sequence[int], shape: tuple[int, ...]) -> Ints:
    """Indices into `weights`, each as often as its integer weight says."""
    return _tickets(tuple(weights))[source.integers(0, sum(weights) - 1, shape)]


@lru_cache(maxsize=256)
def _tickets(weights: tuple[int, ...]) -> Ints:
    """Each index as often as its weight says."""
    return np.repeat(np.arange(len(weights), dtype=np.int64), weights)


def chance(source: Source, percent: int, shape: tuple[int, ...]) -> Mask:
    """True in `percent` of a hundred cases; the simplest choice is False."""
    return source.integers(0, 99, shape) >= 100 - percent


def choose(source: Source, values: Sequence[int], weights: Sequence[int], shape: tuple[int, ...]) -> Ints:
    """Elements of `values` with the given weights."""
    return np.asarray(values, dtype=np.int64)[pick(source, weights, shape)]


def permutations(source: Source, length: int, count: int) -> Ints:
    """`count` permutations of `range(length)`, shape (count, length)."""
    keys = source.integers(0, 2**30, (count, length))
    return np.argsort(keys, axis=1, kind="stable").astype(np.int64)
