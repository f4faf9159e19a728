"""Counting different instances in bounded memory."""

from __future__ import annotations

import tracemalloc

import numpy as np
from tests.support import constructs as c

from toymodels.check.census import degenerate_counts, fingerprints
from toymodels.check.distinct import KEPT, Distinct
from toymodels.check.runner import check
from toymodels.evaluate.batch import Batch, FieldArray


def hashes(low: int, high: int) -> np.ndarray:
    numbers = np.arange(low, high, dtype=np.int64)
    array = FieldArray(numbers, np.ones(len(numbers), dtype=np.int64))
    return fingerprints(Batch({"n": 1}, {"x": array}, len(numbers)))


def test_few_are_counted_exactly_however_often_they_come():
    distinct = Distinct()
    for _ in range(3):
        distinct.add(hashes(0, KEPT))
    assert (distinct.count().value, distinct.count().exact) == (KEPT, True)


def test_many_are_estimated_within_three_standard_errors_and_said_to_be():
    distinct = Distinct()
    for start in range(0, 1_000_000, 50_000):
        distinct.add(hashes(start, start + 100_000))
    count = distinct.count()
    assert not count.exact
    assert abs(count.value / 1_050_000 - 1) < 3 / KEPT**0.5


def test_values_are_told_apart_and_not_the_ways_of_writing_them():
    def at(numerators: list[list[int]], denominators: list[int], size: int) -> np.ndarray:
        array = FieldArray(np.array(numerators, dtype=np.int64), np.array(denominators, dtype=np.int64))
        return fingerprints(Batch({"n": size}, {"x": array}, len(denominators)))

    half, same, other, swapped = at([[1, 3], [2, 6], [1, 2], [3, 1]], [2, 4, 2, 2], 2)
    assert half == same
    assert len({int(h) for h in (half, other, swapped, *at([[1, 3]], [2], 3))}) == 4


def test_peak_memory_does_not_grow_with_the_instances():
    statement = c.nonzero_rows()

    def peak(instances: int) -> int:
        tracemalloc.start()
        evidence = check(statement, instances=instances, sizes={"n": 3, "m": 3})
        assert evidence.instances >= instances
        assert evidence.distinct > 0.5 * instances
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(3_000)
    assert peak(300_000) < 1.5 * peak(30_000)


def test_counting_leaves_the_batch_as_it_is():
    for count in (1, 2):
        numerators, dens = np.full((count, 1, 3), 4, dtype=np.int64), np.full(count, 6, dtype=np.int64)
        batch = Batch({}, {"x": FieldArray(numerators, dens)}, count)
        fingerprints(batch)
        degenerate_counts(batch)
        assert (numerators == 4).all()
        assert (dens == 6).all()
