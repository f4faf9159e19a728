"""Common factors of many rows of integers at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[Any]


def common_factors(entries: Integers, others: Integers) -> Integers:
    """The greatest common divisor of `others[b]`, which is positive, and all `entries[b, ...]`, shape (b,).

    It mostly is 1 after a few entries, and then the rest is not looked at.
    """
    common = others.copy()
    several = np.flatnonzero(common != 1)
    columns = entries.reshape(len(entries), -1).T if len(entries) else entries
    first, width = 0, 1
    while len(several) and first < len(columns):
        found = common[several]
        for some in columns[first : first + width, several]:
            np.gcd(found, some, out=found)
        common[several] = found
        several = several[found != 1]
        first, width = first + width, 2 * width
    return common


def lowest_terms(entries: Integers, others: Integers) -> tuple[Integers, Integers]:
    """`entries[b, ...] / others[b]` with the smallest denominators; the arrays themselves where they have these."""
    common = common_factors(entries, others)
    long = np.flatnonzero(common != 1)
    if not len(long):
        return entries, others
    entries, others = entries.copy(order="K"), others.copy()
    entries[long] //= common[long].reshape(-1, *(1,) * (entries.ndim - 1))
    others[long] //= common[long]
    return entries, others
