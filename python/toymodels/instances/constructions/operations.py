"""Operations on finitely many things, and numbers that multiply as these do.

A group's table in any order of its elements, or a table on more elements of which a group is the image. The rational
points of the unit circle that such a table multiplies are quarter turns, since no others have a finite order; of them,
of signs and of the table itself matrices are made that multiply as the elements do. Drawn one after the other, a table
and functions on its elements hardly ever fit each other.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod
from typing import NamedTuple

import numpy as np

from toymodels.evaluate.batch import FieldArray
from toymodels.evaluate.factors import lowest_terms
from toymodels.instances.constructions.spheres import orthogonal
from toymodels.instances.source import Ints, Mask, Source, chance, choose, permutations

COSINES, SINES = np.array([1, 0, -1, 0], dtype=np.int64), np.array([0, 1, 0, -1], dtype=np.int64)
"""The coordinates of the quarter turns."""

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


def frequencies_of(copies: int, dimensions: int) -> int:
    """How many frequencies so many representations of this dimension are made of."""
    return copies * -(-dimensions // 2)


def representations(source: Source, drawn: Operations, copies: int, dimensions: int) -> FieldArray:
    """So many matrices for each element that multiply as the elements do, shape (b, copies, n, d, d).

    Each is orthogonal on a subspace and zero on its complement: quarter turns of planes, and signs; or, in some of the
    groups with as many elements as there are dimensions, the permutations of the elements, or these without their mean.
    All this in any orthonormal basis.
    """
    count, size = len(drawn.product), int(drawn.product.shape[1])
    planes = -(-dimensions // 2)
    quarters = drawn.quarters.reshape(count, copies, planes, size)
    signs = np.where((quarters % 2).any(axis=-1, keepdims=True), 2 * quarters % 4, quarters)
    turning = chance(source, 60, (count, copies, planes, 1))
    shown = source.integers(0, 3, (count, copies, dimensions, 1)) > 0
    matrices = np.zeros((count, copies, size, dimensions, dimensions), dtype=np.int64)
    for axis in range(dimensions):
        plane, lone = axis // 2, axis % 2 == 0 and axis + 1 == dimensions
        turned = np.where(turning[:, :, plane], quarters[:, :, plane], signs[:, :, plane])
        turns = signs[:, :, plane] if lone else turned
        kept = shown[:, :, axis - axis % 2 if not lone else axis]
        matrices[..., axis, axis] = kept * COSINES[turns]
        if not lone:
            matrices[..., axis, axis ^ 1] = kept * (1 if axis % 2 else -1) * SINES[turns]
    dens = np.ones(count, dtype=np.int64)
    if dimensions == size:
        regular = (drawn.product[:, :, None, :] == np.arange(size)[:, None]).astype(np.int64)
        kind = source.integers(0, 5, (count, copies, 1, 1, 1))
        whole = chance(source, 40, (count, 1, 1, 1, 1)) & _are_groups(drawn.product).reshape(-1, 1, 1, 1, 1)
        moved = size * regular[:, None] - (kind % 2)
        matrices = np.where(whole, np.where(kind < 4, moved, size * matrices), matrices)
        dens = np.where(whole[:, 0, 0, 0, 0], size, 1)
    basis, common = orthogonal(source, dimensions, count)
    return FieldArray(
        *lowest_terms(
            basis[:, None, None] @ matrices @ basis.swapaxes(1, 2)[:, None, None],
            dens * common * common,
        )
    )


def _are_groups(product: Ints) -> Mask:
    """Which of the tables are those of groups: associative, with each element once in every row and column."""
    count, size = len(product), int(product.shape[1])
    rows, columns = (np.sort(product, axis=axis) for axis in (2, 1))
    each = np.arange(size)
    once = (rows == each).all(axis=(1, 2)) & (columns == each[:, None]).all(axis=(1, 2))
    instance = np.arange(count)[:, None, None, None]
    left = product[instance, product[:, :, :, None], each]
    right = product[instance, each[:, None, None], product[:, None, :, :]]
    return once & (left == right).all(axis=(1, 2, 3))


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The table of a group with identity `0`, its inverses, and its homomorphisms to quarter turns, (k, order)."""

    product: Ints
    inverse: Ints
    quarters: Ints


def _drawn(source: Source, size: int, frequencies: int, count: int, orders: tuple[int, ...]) -> Operations:
    """Operations with images of these orders, each the more often the more frequencies it has."""
    known = [group for order in orders for group in commutative_groups(order)]
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
def commutative_groups(order: int) -> tuple[Group, ...]:
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


def _product_of_cyclic(factors: tuple[int, ...]) -> Group:
    elements = _tuples([range(factor) for factor in factors])
    each = np.array(factors, dtype=np.int64)
    weights = np.array([prod(factors[k + 1 :]) for k in range(len(factors))], dtype=np.int64)
    frequencies = _tuples([[t for t in range(_QUARTERS) if t * factor % _QUARTERS == 0] for factor in factors])
    return Group(
        (elements[:, None] + elements[None]) % each @ weights,
        -elements % each @ weights,
        frequencies @ elements.T % _QUARTERS,
    )


def _tuples(choices: Sequence[Sequence[int]]) -> Ints:
    """All ways to choose one of each, shape (number of ways, number of choices)."""
    return np.array(list(itertools.product(*choices)), dtype=np.int64).reshape(prod(map(len, choices)), len(choices))
