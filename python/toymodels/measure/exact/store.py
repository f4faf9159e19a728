"""What was computed before, and how much work a statement may still take."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from toymodels.measure.errors import TooCostly
from toymodels.measure.exact.blocks import Block

Floats = NDArray[np.float64]
Kept = TypeVar("Kept")

_BLOCK_ENTRIES, _PRODUCT_ENTRIES, _FLOATS = 1 << 25, 1 << 24, 1 << 26
"""How many entries are remembered at most."""


class Recent(Generic[Kept]):
    """Values under keys; those that were not asked for longest are forgotten first.

    Args:
        most: how many entries all of them may have together.
        entries: how many entries a value has.
    """

    def __init__(self, most: int, entries: Callable[[Kept], int]) -> None:
        self._most, self._entries = most, entries
        self._known: OrderedDict[Hashable, Kept] = OrderedDict()
        self._together = 0

    def remembered(self, key: Hashable, compute: Callable[[], Kept]) -> Kept:
        """The value under `key`, computed if it is not known."""
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        value = compute()
        self._known[key] = value
        self._together += self._entries(value)
        while self._together > self._most and len(self._known) > 1:
            _, gone = self._known.popitem(last=False)
            self._together -= self._entries(gone)
        return value


class Store:
    """What was computed from which blocks, and how much work the current statement may still take.

    Args:
        allowance: the work that one statement may take, in units of about 0.1 microseconds; see `charge`.
    """

    def __init__(self, allowance: float) -> None:
        self._allowance = allowance
        self._left = allowance
        self._blocks = Recent[Block](_BLOCK_ENTRIES, lambda block: block.size)
        self._products = Recent[Block](_PRODUCT_ENTRIES, lambda block: block.size)
        self._floats = Recent[tuple[Floats, Floats] | None](_FLOATS, _floats_in)

    def renew(self) -> None:
        """Begin the next statement, with the whole allowance."""
        self._left = self._allowance

    def charge(self, work: float, what: str) -> None:
        """Take work off the allowance.

        Raises:
            TooCostly: there is not so much left.
        """
        self._left -= work
        if self._left < 0:
            raise TooCostly(f"{what} takes too long at this size")

    def remembered(self, key: Hashable, compute: Callable[[], Block]) -> Block:
        """The block under `key`, computed if it is not known."""
        return self._blocks.remembered(key, compute)

    def multiplied(self, key: Hashable, compute: Callable[[], Block]) -> Block:
        """As `remembered`, for products of matrices: Gram matrix and frame operator serve most theorems."""
        return self._products.remembered(key, compute)

    def approximated(
        self, key: Hashable, compute: Callable[[], tuple[Floats, Floats] | None]
    ) -> tuple[Floats, Floats] | None:
        """The approximation under `key` with a bound on its errors, computed if it is not known; not to be changed."""
        return self._floats.remembered(key, compute)


def _floats_in(found: tuple[Floats, Floats] | None) -> int:
    return 0 if found is None else found[0].size + found[1].size
