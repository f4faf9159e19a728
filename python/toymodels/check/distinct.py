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
    """A running count of different hashes; those that came last wait until there are enough of them to be sorted."""

    def __init__(self) -> None:
        self._smallest: Hashes = np.zeros(0, dtype=np.uint64)
        self._full = False
        self._waiting: list[Hashes] = []

    def add(self, hashes: Hashes) -> None:
        """Takes note of more hashes, shape (b,)."""
        self._waiting.append(hashes[hashes < self._smallest[-1]] if self._full else hashes)
        if sum(map(len, self._waiting)) >= KEPT:
            self._merge()

    def _merge(self) -> None:
        merged = np.sort(np.concatenate([self._smallest, *self._waiting]))
        first = np.ones(len(merged), dtype=np.bool_)
        first[1:] = merged[1:] != merged[:-1]
        merged = merged[first]
        self._full = self._full or len(merged) > KEPT
        self._smallest, self._waiting = merged[:KEPT].copy(), []

    def smallest(self, number: int) -> tuple[int, ...]:
        """The smallest different hashes, at most `number` of them and at most `KEPT`, ascending."""
        self._merge()
        return tuple(self._smallest[:number].tolist())

    def count(self) -> Count:
        """How many different ones there were so far."""
        self._merge()
        if not self._full:
            return Count(len(self._smallest), True)
        return Count(round((KEPT - 1) * _SPACE / int(self._smallest[-1])), False)
