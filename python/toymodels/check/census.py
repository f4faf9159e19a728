"""How many instances of a batch are degenerate, and how many are different.

Values are looked at one entry of all instances at a time, shape (entries, b), so that every pass runs along instances.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from toymodels.check.distinct import Hashes
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray, by_entries
from toymodels.evaluate.factors import common_factors
from toymodels.instances.source import Ints, Mask, flatten

_KINDS = ("all zero", "all equal", "zero row", "repeated row", "rank deficient", "equal variables")

_PRIME = 2**26 - 5
"""Numbers are told apart modulo it."""
_EXACT, _BLOCK = 2.0**53, 8
"""What floats hold exactly, and how many products of two remainders add up to no more."""
_LARGE_PRIME = 2**61 - 1
"""Integers beyond 64 bits count by their remainder."""
_STEP, _FIRST, _SECOND = (np.uint64(word) for word in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


def degenerate_counts(batch: Batch) -> dict[str, int]:
    """For each kind of degeneracy, how many instances show it in at least one variable of two or more entries."""
    fields = [array.numerators for array in batch.arrays.values() if isinstance(array, FieldArray)]
    shown: dict[str, Mask] = {kind: np.zeros(batch.count, dtype=np.bool_) for kind in _KINDS}
    for array in (by_entries(numerators) for numerators in fields if numerators[0:1].size > 1):
        rows = array.reshape(len(array), -1, batch.count)
        nonzero = rows.any(axis=1)
        shown["all zero"] |= ~nonzero.any(axis=0)
        shown["all equal"] |= _all_equal(array.reshape(-1, batch.count))
        shown["zero row"] |= ~nonzero.all(axis=0)
        shown["repeated row"] |= _repeated_row(rows)
        if array.ndim == 3 and min(array.shape[:2]) > 1:
            shown["rank deficient"] |= rank_deficient(array)
    for equal in _equal_pairs(batch):
        shown["equal variables"] |= equal
    return {kind: int(mask.sum()) for kind, mask in shown.items()}


def fingerprints(batch: Batch) -> Hashes:
    """A hash of 64 bits for each instance, shape (b,); equal instances have equal hashes, others hardly ever.

    The same in every run, and whatever numerators and denominators a value is written with.
    """
    hashes = np.full(batch.count, _of_sizes(batch.sizes))
    for array in batch.arrays.values():
        hashes = _mixed(hashes) + (_of_field(array) if isinstance(array, FieldArray) else _of_discrete(array))
    return _mixed(hashes)


def _of_sizes(sizes: Mapping[str, int]) -> np.uint64:
    words = np.zeros(1, dtype=np.uint64)
    for name in sorted(sizes):
        words = _mixed(words + np.uint64(sizes[name]))
    return words[0]


def _of_field(array: FieldArray) -> Hashes:
    """A hash of the values in lowest terms, shape (b,)."""
    entries, dens = by_entries(flatten(array.numerators)), array.denominators
    hashes = _combined(entries, dens)
    common = common_factors(entries.T, dens)
    long = np.flatnonzero(common != 1)
    if len(long):
        hashes[long] = _combined(entries[:, long] // common[long], dens[long] // common[long])
    return hashes


def _of_discrete(array: DiscreteArray) -> Hashes:
    short = array % _LARGE_PRIME if array.dtype == np.object_ else array
    words = by_entries(flatten(np.asarray(short)).astype(np.int64, copy=False))
    return _summed(words)


def _combined(entries: Ints, dens: Ints) -> Hashes:
    return _summed(entries) + dens.view(np.uint64) * _weights(len(entries) + 1)[-1]


def _summed(words: Ints) -> Hashes:
    """The sum of words, shape (words, ...), each times an odd number of its own: it hardly ever agrees by chance."""
    summed: Hashes = np.einsum("w...,w->...", words.view(np.uint64), _weights(len(words)))
    return summed


@cache
def _weights(number: int) -> Hashes:
    """Fixed odd numbers without any pattern."""
    return _mixed(np.arange(number, dtype=np.uint64)) | np.uint64(1)


def _mixed(words: Hashes) -> Hashes:
    """Every bit of a word spread over all of it: the finaliser of splitmix64, on a multiple of the golden ratio."""
    words = (words + _STEP) * _STEP
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))


def rank_deficient(entries: Ints) -> Mask:
    """Where integer matrices, shape (rows, columns, b), have less than the rank that they could have.

    A line depends on others where elimination in the matrix of inner products meets a 0 on its diagonal. It runs modulo
    a prime, on floats, which are exact here; that the prime divides a number other than 0 happens one time in ten
    million, which is good enough to count with.
    """
    lines = entries if len(entries) <= entries.shape[1] else entries.swapaxes(0, 1)
    work = _inner_products(lines)
    reach = float(np.abs(work).max(initial=0))
    deficient = np.zeros(entries.shape[2], dtype=np.bool_)
    while True:
        if 2 * reach**2 >= _EXACT:
            work, reach = _remainders(work), _PRIME / 2
        deficient |= work[0, 0] == 0
        if len(work) == 1:
            return deficient
        work, reach = work[0, 0] * work[1:, 1:] - work[1:, :1] * work[:1, 1:], 2 * reach**2


def _inner_products(lines: Ints) -> NDArray[np.float64]:
    """Of all pairs of lines, shape (lines, lines, b), modulo the prime where floats might not hold them exactly."""
    floats = lines.astype(np.float64)
    if lines.shape[1] * float(np.abs(floats).max(initial=0)) ** 2 < _EXACT:
        return np.einsum("ikb,jkb->ijb", floats, floats)
    short = _remainders((lines % _PRIME).astype(np.float64))
    blocks = (short[:, start : start + _BLOCK] for start in range(0, lines.shape[1], _BLOCK))
    return sum((_remainders(np.einsum("ikb,jkb->ijb", block, block)) for block in blocks), np.zeros(()))


def _remainders(integers: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same modulo the prime, of at most about half of it."""
    quotients = integers * (1 / _PRIME)
    np.rint(quotients, out=quotients)
    quotients *= _PRIME
    return np.subtract(integers, quotients, out=quotients)


def _all_equal(entries: Ints) -> Mask:
    """For entries of shape (entries, b), two or more; most differ in the first two."""
    equal = entries[0] == entries[1]
    alike = np.flatnonzero(equal)
    equal[alike] = (entries[2:, alike] == entries[0, alike]).all(axis=0)
    return equal


def _repeated_row(rows: Ints) -> Mask:
    """For rows of shape (rows, length, b)."""
    repeated = np.zeros(rows.shape[2], dtype=np.bool_)
    hashes = _summed(rows.swapaxes(0, 1))
    for one in range(len(rows) - 1):
        repeated |= (hashes[one + 1 :] == hashes[one]).any(axis=0)
    return repeated


def _equal_pairs(batch: Batch) -> Iterator[Mask]:
    arrays = [array for array in batch.arrays.values() if isinstance(array, FieldArray)]
    for one, other in itertools.combinations(arrays, 2):
        if one.numerators.shape == other.numerators.shape and one.numerators[0:1].size:
            yield _equal(one, other)


def _equal(one: FieldArray, other: FieldArray) -> Mask:
    """Where two arrays of one shape have the same values; most differ in their first entries."""
    left, right = by_entries(flatten(one.numerators)), by_entries(flatten(other.numerators))
    p, q = one.denominators, other.denominators
    equal = left[0] * q == right[0] * p
    for mine, its in zip(left[1:], right[1:], strict=True):
        alike = np.flatnonzero(equal)
        if not len(alike):
            break
        equal[alike] = mine[alike] * q[alike] == its[alike] * p[alike]
    return equal
