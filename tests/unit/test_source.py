"""Where the integers of instances come from."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from toymodels.instances.source import RandomSource

COUNT = 300_000


@pytest.mark.parametrize("bound", [1, 2, 9, 150])
def test_nonzero_integers_are_all_reached_and_equally_often(bound: int):
    drawn = RandomSource(np.random.default_rng(0)).nonzero(np.full(COUNT, bound), 1)
    counts = Counter(drawn.ravel().tolist())
    assert sorted(counts) == [*range(-bound, 0), *range(1, bound + 1)]
    expected = COUNT / (2 * bound)
    assert all(abs(count - expected) < 6 * expected**0.5 + 0.01 * expected for count in counts.values())


def test_each_instance_has_its_own_bound_and_entries_differ():
    bounds = np.arange(1, 101)
    drawn = RandomSource(np.random.default_rng(0)).nonzero(bounds, 7)
    assert drawn.shape == (7, 100)
    assert (np.abs(drawn) <= bounds).all()
    assert (drawn != 0).all()
    assert len({tuple(row) for row in drawn.tolist()}) == 7


def test_the_same_generator_gives_the_same_integers_and_another_one_others():
    first, again, other = (RandomSource(np.random.default_rng(seed)).nonzero(np.full(50, 9), 3) for seed in (0, 0, 1))
    assert (first == again).all()
    assert (first != other).any()
