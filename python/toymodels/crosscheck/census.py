"""How many instances of a batch are degenerate, and how many are different."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from toymodels.evaluate.batch import Batch, FieldArray
from toymodels.instances.source import Ints, Mask, flatten

_PRIME = 2**31 - 1


def degenerate_counts(batch: Batch) -> dict[str, int]:
    """For each kind of degeneracy, how many instances show it in at least one variable of two or more entries."""
    kinds = {"all zero": _all_zero, "all equal": _all_equal, "zero row": _zero_row, "repeated row": _repeated_row}
    arrays = [a.numerators for a in batch.arrays.values() if isinstance(a, FieldArray) and a.numerators[0:1].size > 1]
    matrices = [numerators for numerators in arrays if numerators.ndim == 3 and min(numerators.shape[1:]) > 1]
    counts = {name: int(_any(batch.count, [test(a) for a in arrays]).sum()) for name, test in kinds.items()}
    counts["rank deficient"] = int(_any(batch.count, [ranks(a) < min(a.shape[1:]) for a in matrices]).sum())
    counts["equal variables"] = int(_any(batch.count, list(_equal_pairs(batch))).sum())
    return counts


def fingerprints(batch: Batch) -> set[bytes]:
    """A key for each instance; equal instances have equal keys."""
    columns = [np.zeros((batch.count, 0), dtype=np.int64)]
    for array in batch.arrays.values():
        if isinstance(array, FieldArray):
            flat = flatten(array.numerators)
            common = np.gcd.reduce(np.column_stack([flat, array.denominators]), axis=1)
            columns += [flat // common[:, None], (array.denominators // common)[:, None]]
        else:
            columns.append(flatten(np.asarray(array).astype(np.int64)))
    size = repr(sorted(batch.sizes.items())).encode()
    return {size + row.tobytes() for row in np.concatenate(columns, axis=1)}


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
