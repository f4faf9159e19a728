"""How many instances of a batch are degenerate, and how many are different."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from toymodels.crosscheck.distinct import Hashes
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray
from toymodels.instances.source import Ints, Mask, flatten

_PRIME = 2**31 - 1
_LARGE_PRIME = 2**61 - 1
"""Integers beyond 64 bits count by their remainder."""
_STEP, _FIRST, _SECOND = (np.uint64(word) for word in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


def degenerate_counts(batch: Batch) -> dict[str, int]:
    """For each kind of degeneracy, how many instances show it in at least one variable of two or more entries."""
    kinds = {"all zero": _all_zero, "all equal": _all_equal, "zero row": _zero_row, "repeated row": _repeated_row}
    arrays = [a.numerators for a in batch.arrays.values() if isinstance(a, FieldArray) and a.numerators[0:1].size > 1]
    matrices = [numerators for numerators in arrays if numerators.ndim == 3 and min(numerators.shape[1:]) > 1]
    counts = {name: int(_any(batch.count, [test(a) for a in arrays]).sum()) for name, test in kinds.items()}
    counts["rank deficient"] = int(_any(batch.count, [ranks(a) < min(a.shape[1:]) for a in matrices]).sum())
    counts["equal variables"] = int(_any(batch.count, list(_equal_pairs(batch))).sum())
    return counts


def fingerprints(batch: Batch) -> Hashes:
    """A hash of 64 bits for each instance, shape (b,); equal instances have equal hashes, others hardly ever.

    The same in every run, and whatever numerators and denominators a value is written with.
    """
    hashes = np.zeros(batch.count, dtype=np.uint64)
    for name in sorted(batch.sizes):
        hashes = _mixed(hashes + np.uint64(batch.sizes[name]))
    for array in batch.arrays.values():
        for column in _columns(array):
            hashes = _mixed(hashes + column.view(np.uint64))
    return hashes


def _columns(array: FieldArray | DiscreteArray) -> Iterator[Ints]:
    """The entries of each instance in lowest terms, contiguous and of shape (b,) each, denominators last."""
    if not isinstance(array, FieldArray):
        short = array % _LARGE_PRIME if array.dtype == np.object_ else array
        yield from flatten(np.asarray(short)).T.astype(np.int64, order="C")
        return
    flat = np.ascontiguousarray(flatten(array.numerators).T)
    common = np.gcd.reduce(flat, axis=0, initial=0)
    common = np.gcd(common, array.denominators)
    if np.any(common != 1):
        yield from flat // common
        yield array.denominators // common
    else:
        yield from flat
        yield np.ascontiguousarray(array.denominators)


def _mixed(words: Hashes) -> Hashes:
    """Every bit of a word spread over all of it: the finaliser of splitmix64, on a multiple of the golden ratio."""
    words = (words + _STEP) * _STEP
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))


def ranks(matrices: Ints) -> Ints:
    """Ranks modulo a large prime, shape (b,), of integer matrices, shape (b, rows, columns).

    Never above the true rank, and below it only if the prime divides a determinant: good enough to count with.
    """
    work = matrices % _PRIME
    count, rows, columns = work.shape
    rank = np.zeros(count, dtype=np.int64)
    each: Ints = np.arange(count, dtype=np.int64)
    row: Ints = np.arange(rows, dtype=np.int64)
    for column in range(columns):
        usable: Mask = np.greater_equal(row, rank[:, None]) & np.not_equal(work[:, :, column], 0)
        found: Mask = np.any(usable, axis=1)
        pivot, target = np.argmax(usable, axis=1), np.minimum(rank, rows - 1)
        top, other = work[each, pivot], work[each, target]
        work[each, pivot] = np.where(found[:, None], other, top)
        work[each, target] = np.where(found[:, None], top, other)
        below: Mask = np.greater(row, target[:, None]) & found[:, None]
        factors = np.where(below, work[:, :, column], 0)
        scale = np.where(below, top[:, [column]], 1)
        work = (work * scale[:, :, None] % _PRIME - factors[:, :, None] * top[:, None, :] % _PRIME) % _PRIME
        rank = rank + found
    return rank


def _any(count: int, masks: list[Mask]) -> Mask:
    return np.logical_or.reduce([np.zeros(count, dtype=np.bool_), *masks])


def _all_zero(numerators: Ints) -> Mask:
    return ~np.any(flatten(numerators), axis=1)


def _all_equal(numerators: Ints) -> Mask:
    flat = flatten(numerators)
    return np.all(np.equal(flat, flat[:, :1]), axis=1)


def _zero_row(numerators: Ints) -> Mask:
    rows = numerators.reshape(*numerators.shape[:2], -1)
    return np.any(~np.any(rows, axis=2), axis=1)


def _repeated_row(numerators: Ints) -> Mask:
    rows = numerators.reshape(*numerators.shape[:2], -1)
    same = np.all(np.equal(rows[:, :, None], rows[:, None, :]), axis=3)
    return np.any(np.triu(same, 1), axis=(1, 2))


def _equal_pairs(batch: Batch) -> Iterator[Mask]:
    arrays = [array for array in batch.arrays.values() if isinstance(array, FieldArray)]
    for i, left in enumerate(arrays):
        for right in arrays[:i]:
            if left.numerators.shape == right.numerators.shape and left.numerators[0:1].size:
                a = flatten(left.numerators) * right.denominators[:, None]
                b = flatten(right.numerators) * left.denominators[:, None]
                yield np.all(np.equal(a, b), axis=1)
