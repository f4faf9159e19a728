"""How many different instances there were, in memory that does not grow with their number.

Each instance is hashed to 64 bits, and only the smallest hashes are kept. Up to `KEPT` of them the count is that of
the different hashes; beyond, hashes being spread evenly, the largest one kept tells how densely they lie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

KEPT = 2**14
"""How many hashes are kept (128 KiB); the relative standard error of an estimate is about `1 / sqrt(KEPT)`, 0.8%."""

_SPACE = 2**64


@dataclass(frozen=True, slots=True)
class Count:
    """How many are different; `exact` up to hashes that agree by chance, an estimate otherwise."""

    value: int
    exact: bool


class Distinct:
    """A running count of different hashes."""

    def __init__(self) -> None:
        self._smallest: Hashes = np.zeros(0, dtype=np.uint64)
        self._full = False

    def add(self, hashes: Hashes) -> None:
        """Takes note of more hashes, shape (b,)."""
        if self._full:
            hashes = hashes[hashes < self._smallest[-1]]
        merged = np.unique(np.concatenate([self._smallest, hashes]))
        self._full = self._full or len(merged) > KEPT
        self._smallest = merged[:KEPT].copy()

    def smallest(self, number: int) -> tuple[int, ...]:
        """The smallest different hashes, at most `number` of them and at most `KEPT`, ascending."""
        return tuple(self._smallest[:number].tolist())

    def count(self) -> Count:
        """How many different ones there were so far."""
        if not self._full:
            return Count(len(self._smallest), True)
        return Count(round((KEPT - 1) * _SPACE / int(self._smallest[-1])), False)
