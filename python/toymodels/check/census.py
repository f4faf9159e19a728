"""How many instances of a batch are degenerate, and how many are different.

Values are looked at one entry of all instances at a time, shape (entries, b), so that every pass runs along instances.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from toymodels.check.distinct import Hashes
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray
from toymodels.evaluate.factors import lowest_terms
from toymodels.instances.source import Ints, Mask, flatten

_PRIME = 2**26 - 5
"""float64 holds products of two remainders, and sums of a thousand remainders times coefficients of 16 bits."""
_LARGE_PRIME = 2**61 - 1
"""Integers beyond 64 bits count by their remainder."""
_STEP, _FIRST, _SECOND = (np.uint64(word) for word in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_HALF, _ALL_BUT_16_BITS = np.uint64(32), np.uint64(48)


def degenerate_counts(batch: Batch) -> dict[str, int]:
    """For each kind of degeneracy, how many instances show it in at least one variable of two or more entries."""
    fields = [array.numerators for array in batch.arrays.values() if isinstance(array, FieldArray)]
    arrays = [_by_entries(numerators) for numerators in fields if numerators[0:1].size > 1]
    rows = [array.reshape(len(array), -1, batch.count) for array in arrays]
    nonzero = [array.any(axis=1) for array in rows]
    shown: dict[str, list[Mask]] = {
        "all zero": [~np.any(mask, axis=0) for mask in nonzero],
        "all equal": [_all_equal(array.reshape(-1, batch.count)) for array in rows],
        "zero row": [~np.all(mask, axis=0) for mask in nonzero],
        "repeated row": [_repeated_row(array) for array in rows],
        "rank deficient": [_rank_deficient(a) for a in fields if a.ndim == 3 and min(a.shape[1:]) > 1],
        "equal variables": list(_equal_pairs(batch)),
    }
    return {kind: int(_any(batch.count, masks).sum()) for kind, masks in shown.items()}


def fingerprints(batch: Batch) -> Hashes:
    """A hash of 64 bits for each instance, shape (b,); equal instances have equal hashes, others hardly ever.

    The same in every run, and whatever numerators and denominators a value is written with.
    """
    hashes = np.zeros(batch.count, dtype=np.uint64)
    spare = np.empty_like(hashes)
    for name in sorted(batch.sizes):
        hashes = _mixed(hashes + np.uint64(batch.sizes[name]))
    for array in batch.arrays.values():
        for entry in _entries(array):
            _stir(hashes, entry.view(np.uint64), spare)
    return _mixed(hashes)


def _by_entries(array: NDArray[np.int64]) -> Ints:
    """Shape (b, d1, ..., dk) to (d1, ..., dk, b), contiguous."""
    return np.ascontiguousarray(np.moveaxis(array, 0, -1))


def _entries(array: FieldArray | DiscreteArray) -> Iterator[Ints]:
    """The entries of each instance in lowest terms, contiguous and of shape (b,) each, denominators last."""
    if not isinstance(array, FieldArray):
        short = array % _LARGE_PRIME if array.dtype == np.object_ else array
        yield from flatten(np.asarray(short)).T.astype(np.int64, order="C")
        return
    entries, dens = lowest_terms(flatten(array.numerators), array.denominators)
    yield from np.ascontiguousarray(entries.T)
    yield np.ascontiguousarray(dens)


def _stir(hashes: Hashes, words: Hashes, spare: Hashes) -> None:
    """Adds one more word to each hash, which is changed in place; invertible, so that one word tells all apart."""
    np.add(hashes, words, out=hashes)
    np.multiply(hashes, _STEP, out=hashes)
    np.right_shift(hashes, _HALF, out=spare)
    np.bitwise_xor(hashes, spare, out=hashes)


def _mixed(words: Hashes) -> Hashes:
    """Every bit of a word spread over all of it: the finaliser of splitmix64, on a multiple of the golden ratio."""
    words = (words + _STEP) * _STEP
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))


def ranks(matrices: Ints) -> Ints:
    """Ranks modulo a prime, shape (b,), of integer matrices, shape (b, rows, columns).

    Rows and columns are combined with fixed coefficients into as many as the rank can be, so that elimination finds its
    pivots on the diagonal. It runs on floats, which are exact here. Never above the true rank, and below it only if the
    prime divides a certain integer, one time in ten million: good enough to count with.
    """
    count, rows, columns = matrices.shape
    most = min(rows, columns)
    short = matrices % _PRIME if np.abs(matrices).max(initial=0) > _PRIME // 2 else matrices
    lines = short.reshape(count * rows, columns).astype(np.float64)
    combined = _remainders(np.matmul(lines, _coefficients(0, columns, most))).reshape(count, rows * most)
    turned = np.ascontiguousarray(combined.T).reshape(rows, most * count)
    work = _remainders(np.matmul(_coefficients(1, most, rows), turned)).reshape(most, most, count)
    rank, full = np.zeros(len(matrices), dtype=np.int64), np.ones(len(matrices), dtype=np.bool_)
    for _ in range(most):
        full &= work[0, 0] != 0
        rank += full
        work = _remainders(work[0, 0] * work[1:, 1:] - work[1:, :1] * work[:1, 1:])
    return rank


@cache
def _coefficients(number: int, rows: int, columns: int) -> NDArray[np.float64]:
    """A fixed matrix of integers of 16 bits without any pattern, another one for each number."""
    words = _mixed(_mixed(np.arange(rows * columns, dtype=np.uint64)) + np.uint64(number))
    return (words >> _ALL_BUT_16_BITS).astype(np.float64).reshape(rows, columns)


def _remainders(integers: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same modulo the prime, of at most about half of it."""
    quotients = np.rint(integers * (1 / _PRIME))
    quotients *= _PRIME
    return np.subtract(integers, quotients, out=quotients)


def _rank_deficient(matrices: Ints) -> Mask:
    return np.less(ranks(matrices), min(matrices.shape[1:]))


def _any(count: int, masks: list[Mask]) -> Mask:
    return np.logical_or.reduce([np.zeros(count, dtype=np.bool_), *masks])


def _all_equal(entries: Ints) -> Mask:
    """For entries of shape (entries, b)."""
    return (entries[1:] == entries[0]).all(axis=0)


def _repeated_row(rows: Ints) -> Mask:
    """For rows of shape (rows, length, b); those of one hash are looked at again."""
    repeated = np.zeros(rows.shape[2], dtype=np.bool_)
    hashes = np.zeros((len(rows), rows.shape[2]), dtype=np.uint64)
    spare = np.empty_like(hashes)
    for place in range(rows.shape[1]):
        _stir(hashes, rows[:, place].view(np.uint64), spare)
    for one, other in itertools.combinations(range(len(rows)), 2):
        alike = np.flatnonzero(hashes[one] == hashes[other])
        if len(alike):
            repeated[alike] |= (rows[one][:, alike] == rows[other][:, alike]).all(axis=0)
    return repeated


def _equal_pairs(batch: Batch) -> Iterator[Mask]:
    arrays = [array for array in batch.arrays.values() if isinstance(array, FieldArray)]
    for one, other in itertools.combinations(arrays, 2):
        if one.numerators.shape == other.numerators.shape and one.numerators[0:1].size:
            yield _equal(one, other)


def _equal(one: FieldArray, other: FieldArray) -> Mask:
    """Where two arrays of one shape have the same values; most differ in their first entries."""
    left, right = flatten(one.numerators), flatten(other.numerators)
    equal = np.ones(len(left), dtype=np.bool_)
    alike = np.arange(len(left))
    for place in range(left.shape[1]):
        a = left[alike, place] * other.denominators[alike]
        b = right[alike, place] * one.denominators[alike]
        equal[alike[a != b]] = False
        alike = alike[a == b]
        if not len(alike):
            break
    return equal
