"""Operations on finitely many things, and numbers that multiply as these do.

A group's table in any order of its elements, or a table on more elements of which a group is the image. The rational
points of the unit circle that such a table multiplies are quarter turns, since no others have a finite order. Drawn one
after the other, a table and functions on its elements hardly ever fit each other.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod
from typing import NamedTuple

import numpy as np

from toymodels.instances.source import Ints, Source, chance, choose, permutations

_LARGEST_FACTORED = 64
_QUARTERS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Operations:
    """Some operations on the elements `0` to `n - 1`, one for each instance.

    product: the tables, shape (b, n, n); neutral: an element that is mapped to the identity of the group, shape (b,);
    inverse: for each element one that is mapped to the inverse, shape (b, n); quarters: by how many quarter turns each
    element turns, for each of some frequencies, shape (b, k, n).
    """

    product: Ints
    neutral: Ints
    inverse: Ints
    quarters: Ints


Draw = Callable[[Source, int, int, int], Operations | None]
"""From (source, number of elements, number of frequencies, count); None where there is none."""


class Operation(NamedTuple):
    """A kind of tables, with a name for people."""

    name: str
    draw: Draw


def groups(source: Source, size: int, frequencies: int, count: int) -> Operations | None:
    """Tables of commutative groups with `size` elements."""
    return _drawn(source, size, frequencies, count, (size,)) if size else None


def images(source: Source, size: int, frequencies: int, count: int) -> Operations | None:
    """Tables that a map onto a commutative group turns into its table; in each of its fibres they are at random."""
    return _drawn(source, size, frequencies, count, tuple(range(1, size + 1))) if size else None


OPERATIONS: tuple[Operation, ...] = (
    Operation("commutative groups", groups),
    Operation("tables of which a commutative group is an image", images),
)


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """The table of a group with identity `0`, its inverses, and its homomorphisms to quarter turns, (k, order)."""

    product: Ints
    inverse: Ints
    quarters: Ints


def _drawn(source: Source, size: int, frequencies: int, count: int, orders: tuple[int, ...]) -> Operations:
    """Operations with images of these orders, each the more often the more frequencies it has."""
    known = [group for order in orders for group in _groups(order)]
    weights = [len(group.quarters) for group in known]
    chosen = choose(source, range(len(known)), weights, (count,))
    drawn = Operations(
        np.zeros((count, size, size), dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.zeros((count, size), dtype=np.int64),
        np.zeros((count, frequencies, size), dtype=np.int64),
    )
    for position, group in enumerate(known):
        rows = np.flatnonzero(chosen == position)
        if len(rows):
            order = len(group.product)
            kept = source.integers(0, order - 1, (len(rows), size - order))
            first = np.broadcast_to(np.arange(order), (len(rows), order))
            places = permutations(source, size, len(rows))
            image = np.take_along_axis(np.concatenate([first, kept], axis=1), places, axis=1)
            drawn.product[rows] = _preimage(source, image, group.product[image[:, :, None], image[:, None, :]], order)
            drawn.neutral[rows] = _preimage(source, image, np.zeros((len(rows), 1), dtype=np.int64), order)[:, 0]
            drawn.inverse[rows] = _preimage(source, image, group.inverse[image], order)
            turning = _frequencies(source, len(group.quarters), frequencies, len(rows))
            drawn.quarters[rows] = group.quarters[turning[:, :, None], image[:, None, :]]
    return drawn


def _frequencies(source: Source, known: int, wanted: int, count: int) -> Ints:
    """So many of the `known` frequencies, shape (b, wanted); in half of the instances different ones, if there are."""
    different = permutations(source, known, count)[:, np.arange(wanted) % known]
    return np.where(chance(source, 50, (count, 1)), different, source.integers(0, known - 1, (count, wanted)))


def _preimage(source: Source, image: Ints, wanted: Ints, order: int) -> Ints:
    """For each of the `wanted` elements of the group, shape (b, ...), one of the elements that are mapped to it."""
    by_image = np.argsort(image, axis=1, kind="stable")
    sizes = (image[:, :, None] == np.arange(order)).sum(axis=1)
    starts = np.cumsum(sizes, axis=1) - sizes
    flat = wanted.reshape(len(wanted), -1)
    many = np.take_along_axis(sizes, flat, axis=1)
    place = np.take_along_axis(starts, flat, axis=1) + source.integers(0, 2**31, flat.shape) % many
    return np.take_along_axis(by_image, place, axis=1).reshape(wanted.shape)


@cache
def _groups(order: int) -> tuple[_Group, ...]:
    """The products of cyclic groups of so many elements; some of them are isomorphic."""
    return tuple(_product_of_cyclic(factors) for factors in _factored(order, 2))


def _factored(number: int, least: int) -> Iterator[tuple[int, ...]]:
    """The ways to write `number` as a product of factors of at least `least`, in ascending order."""
    if number == 1:
        yield ()
        return
    for factor in range(least, number if number <= _LARGEST_FACTORED else 0):
        if number % factor == 0:
            yield from ((factor, *rest) for rest in _factored(number // factor, factor))
    if number >= least:
        yield (number,)


def _product_of_cyclic(factors: tuple[int, ...]) -> _Group:
    elements = _tuples([range(factor) for factor in factors])
    each = np.array(factors, dtype=np.int64)
    weights = np.array([prod(factors[k + 1 :]) for k in range(len(factors))], dtype=np.int64)
    frequencies = _tuples([[t for t in range(_QUARTERS) if t * factor % _QUARTERS == 0] for factor in factors])
    return _Group(
        (elements[:, None] + elements[None]) % each @ weights,
        -elements % each @ weights,
        frequencies @ elements.T % _QUARTERS,
    )


def _tuples(choices: Sequence[Sequence[int]]) -> Ints:
    """All ways to choose one of each, shape (number of ways, number of choices)."""
    return np.array(list(itertools.product(*choices)), dtype=np.int64).reshape(prod(map(len, choices)), len(choices))
