"""Families of exact matrices with structure that no comparison of entries shows.

Pairwise obtuse or equiangular vectors, vectors of low coherence, tight frames and direct sums of them, projections,
permutations, rows of signs: hypotheses about these are met by no free draw and by no repair of a single entry.
Which of the families suits a statement is not read off its text but found by trying them (see `mixture`).

Each function gives `count` matrices of shape (rows, columns); lines are rows. Numbers are short, and each family varies
in scale, orientation and degenerate cases, so that one of its members is hardly ever like another.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from math import isqrt
from typing import NamedTuple

import numpy as np

from toymodels.evaluate.batch import FieldArray
from toymodels.evaluate.factors import lowest_terms
from toymodels.instances.constructions.signs import orthogonal_signs
from toymodels.instances.constructions.spheres import orthogonal
from toymodels.instances.source import Ints, Mask, Source, chance, choose, permutations

Draw = Callable[[Source, int, int, int], FieldArray | None]
"""From (source, rows, columns, count): values, shape (count, rows, columns), or None where there is no such matrix."""


class Family(NamedTuple):
    """A family of matrices, with a name for people."""

    name: str
    draw: Draw


def orthonormal_or_zero(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """As many orthonormal rows as there is room for, the others zero, in any order."""
    if rows == 0 or columns == 0:
        return None
    matrix, dens = orthogonal(source, columns, count)
    lines = np.zeros((count, rows, columns), dtype=np.int64)
    lines[:, : min(rows, columns)] = matrix[:, :rows]
    return FieldArray(_shuffled(source, lines), dens)


def orthogonal_or_zero(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """As `orthonormal_or_zero`, each row rescaled."""
    plain = orthonormal_or_zero(source, rows, columns, count)
    if plain is None:
        return None
    scale = choose(source, (1, 2, 3, -1), (5, 3, 1, 1), (count, rows, 1))
    return FieldArray(plain.numerators * scale, plain.denominators)


def signed_axes(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """Different unit vectors among `±` an orthonormal basis: part of a cross-polytope."""
    if not 0 < rows <= 2 * columns:
        return None
    chosen = permutations(source, 2 * columns, count)[:, :rows]
    axes = np.where(chosen < columns, 1, -1)[:, :, None] * (np.arange(columns) == (chosen % columns)[:, :, None])
    return _turned(source, axes, np.ones(count, dtype=np.int64))


def obtuse(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """Rows of pairwise negative inner products: `s eᵢ - p`, and `-q` where there is one row more than columns."""
    if not 0 < rows <= columns + 1 or columns == 0:
        return None
    p, q = (source.integers(1, 2, (count, columns)) for _ in range(2))
    large = np.maximum((p * p).sum(axis=1), 2 * (p * q).sum(axis=1)) + source.integers(1, 2, (count,))
    lines = large[:, None, None] * np.eye(columns, dtype=np.int64) - p[:, None, :]
    lines = np.concatenate([lines, -q[:, None, :]], axis=1)
    return _turned(source, _shuffled(source, lines)[:, :rows], np.ones(count, dtype=np.int64))


def obtuse_units(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """Unit rows of pairwise negative products: points of the sphere beyond its axes, and one opposite to all of them.

    The points are `((t² - d) eᵢ - 2 t Σ_{j ≠ i} eⱼ) / (t² + d)`, where `d` is one less than the number of columns: at
    `t = d` they are orthogonal, and beyond it their products are negative.
    """
    if not 0 < rows <= columns + 1 or columns == 0:
        return None
    others = columns - 1
    opposite = _opposite(columns)
    least = others + 1 if rows <= columns else _least_beyond(opposite)
    beyond = least + choose(source, (0, 1, 2, 4, 8), (3, 3, 2, 1, 1), (count, 1, 1))
    own = np.eye(columns, dtype=np.int64)
    dens, opposite_den = beyond * beyond + others, math.isqrt(int(opposite @ opposite))
    points = ((beyond * beyond - others) * own - 2 * beyond * (1 - own)) * opposite_den
    lines = np.concatenate([points, opposite * dens], axis=1)
    order = permutations(source, columns + 1, count) if rows > columns else permutations(source, columns, count)
    lines = np.take_along_axis(lines, order[:, :rows, None], axis=1)
    return _turned(source, *lowest_terms(lines, dens[:, 0, 0] * opposite_den))


def _opposite(columns: int) -> Ints:
    """Negative integers of about one size whose squares sum to a square."""
    others = columns - 1
    slope = math.isqrt(others) + 2
    return np.array([-2 * slope] * others + [others - slope * slope], dtype=np.int64)


def _least_beyond(opposite: Ints) -> int:
    """The least `t` at which all points of `obtuse_units` have negative products with the row `opposite`."""
    others, least, rest = len(opposite) - 1, int(-opposite.max()), int(-opposite.sum() + opposite.max())
    return next(t for t in itertools.count(others + 1) if (t * t - others) * least > 2 * t * rest)


def obtuse_or_orthogonal(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """Rows of pairwise nonpositive inner products: opposite pairs and single vectors on axes of different lengths."""
    axes = signed_axes(source, rows, columns, count)
    if axes is None:
        return None
    scale = source.integers(1, 3, (count, rows, 1))
    mixed = axes.numerators * scale
    obtuse_rows = obtuse(source, rows, columns, count)
    if obtuse_rows is None:
        return FieldArray(mixed, axes.denominators)
    return _either(chance(source, 50, (count,)), obtuse_rows, FieldArray(mixed, axes.denominators))


def equiangular(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """Rows of one length whose inner products agree up to sign: `s eᵢ - p (1, …, 1)`, or corners of a tetrahedron."""
    if not 0 < rows <= max(columns, 4 if columns == 3 else 0):
        return None
    if rows == 4 and columns == 3:
        corners = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]], dtype=np.int64)
        lines = np.broadcast_to(corners, (count, 4, 3))
        ones = np.ones((count, 1, 1), dtype=np.int64)
    else:
        ones = source.integers(1, 3, (count, 1, 1))
        shift = choose(source, (0, 1, -1, 2), (3, 3, 2, 2), (count, 1, 1))
        lines = ones * np.eye(columns, dtype=np.int64) - shift
    signs = choose(source, (1, -1), (2, 1), (count, rows, 1))
    return _turned(source, signs * _shuffled(source, lines)[:, :rows], ones[:, 0, 0])


def low_coherence(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """Unit rows near orthonormal ones: points of the sphere close to its axes, all at one small distance."""
    if rows == 0 or columns == 0:
        return None
    far = choose(source, (3, 4, 6, 8, 12, 16, 24), (1, 2, 3, 3, 3, 2, 2), (count, 1))
    strays = source.integers(0, min(2, columns - 1), (count, 1))
    axis = permutations(source, columns, count)[:, np.arange(rows) % columns]
    own = np.arange(columns) == axis[:, :, None]
    rank = np.argsort(np.argsort(np.where(own, 2**31, source.integers(0, 2**30, own.shape)), axis=2), axis=2)
    stray = (rank < strays[:, :, None]) & ~own
    signs = choose(source, (1, -1), (1, 1), own.shape)
    near = far * far - strays
    lines = np.where(own, near[:, :, None], 0) + np.where(stray, 2 * far[:, :, None], 0)
    return _reduced(signs * lines, (far * far + strays)[:, 0])


def rows_of_signs(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """Orthogonal rows with entries 1 and -1, in a third of the instances divided by their length if that is whole."""
    signs = _signs(rows, columns)
    if signs is None:
        return None
    order = permutations(source, len(signs), count)[:, :rows]
    places = permutations(source, columns, count)
    lines = np.take_along_axis(signs[order], places[:, None, :], axis=2)
    lines *= choose(source, (1, -1), (1, 1), (count, rows, 1)) * choose(source, (1, -1), (1, 1), (count, 1, columns))
    length = isqrt(columns)
    unit = chance(source, 33, (count,)) & (length * length == columns)
    return FieldArray(lines, np.where(unit, length, 1))


def _signs(rows: int, columns: int) -> Ints | None:
    """Enough orthogonal rows of signs to choose from; two of them exist in every even dimension."""
    if not 0 < rows <= columns:
        return None
    every = orthogonal_signs(columns)
    if every is None and rows <= 2 - columns % 2:
        halves = np.where(2 * np.arange(columns) < columns, 1, -1)
        every = np.array([np.ones_like(halves), halves][: 2 - columns % 2], dtype=np.int64)
    return every


def tight_frame(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """`Vᵀ V` a multiple of the identity: some columns of an orthogonal matrix, rescaled together."""
    if not 0 < columns <= rows:
        return None
    matrix, dens = orthogonal(source, rows, count)
    scale = choose(source, (1, 2, 3), (3, 1, 1), (count, 1, 1))
    return _reduced(matrix[:, :, :columns] * scale, dens)


def equal_norm_tight_frame(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """Every axis of an orthonormal basis equally often, with any sign and one scale."""
    if columns == 0 or rows == 0 or rows % columns:
        return None
    axes = np.broadcast_to(np.arange(rows)[:, None] % columns == np.arange(columns), (count, rows, columns))
    signs = choose(source, (1, -1), (1, 1), (count, rows, 1))
    scale = choose(source, (1, 2, 3), (3, 1, 1), (count, 1, 1))
    return _turned(source, _shuffled(source, signs * axes * scale), np.ones(count, dtype=np.int64))


def sum_of_tight_frames(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """Two tight frames of different scales on coordinates of their own, or orthogonal rows and zeros."""
    lines = orthogonal_or_zero(source, rows, columns, count)
    if lines is None or not 2 <= columns <= rows:
        return lines
    numerators, dens = lines.numerators.copy(), lines.denominators.copy()
    kinds = source.integers(0, columns - 1, (count,))
    for first in range(1, columns):
        chosen = np.flatnonzero(kinds == first)
        left = tight_frame(source, first + (rows - columns), first, len(chosen))
        right = tight_frame(source, columns - first, columns - first, len(chosen))
        assert left is not None
        assert right is not None
        block = np.zeros((len(chosen), rows, columns), dtype=np.int64)
        common = np.lcm(left.denominators, right.denominators)
        split = first + (rows - columns)
        block[:, :split, :first] = left.numerators * (common // left.denominators)[:, None, None]
        block[:, split:, first:] = right.numerators * (common // right.denominators)[:, None, None]
        numerators[chosen], dens[chosen] = _shuffled(source, block), common
    return FieldArray(numerators, dens)


def idempotent(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """`P P = P`: orthogonal projections, and oblique ones `[[1, X], [0, 0]]` in a changed basis."""
    if rows != columns or rows == 0:
        return None
    rank = source.integers(0, rows, (count, 1))
    kept = (np.arange(rows) < rank).astype(np.int64)
    matrix, dens = orthogonal(source, rows, count)
    straight = np.matmul(matrix.swapaxes(1, 2) * kept[:, None, :], matrix)
    slanted = kept[:, :, None] * (
        np.eye(rows, dtype=np.int64) + (1 - kept)[:, None, :] * source.integers(-2, 2, (count, rows, rows))
    )
    order = permutations(source, rows, count)
    slanted = np.take_along_axis(np.take_along_axis(slanted, order[:, :, None], axis=1), order[:, None, :], axis=2)
    oblique = FieldArray(slanted, np.ones(count, dtype=np.int64))
    onto = _either(
        chance(source, 60, (count,)), _reduced(straight, dens * dens), _along_or_off_a_line(source, rows, count)
    )
    return _either(chance(source, 50, (count,)), onto, oblique)


def _along_or_off_a_line(source: Source, size: int, count: int) -> FieldArray:
    """Orthogonal projections `v vᵀ / v·v` onto the line of a short `v`, whose length may be irrational, or off it."""
    line = source.integers(-2, 2, (count, size))
    line[~line.any(axis=1), 0] = 1
    norm_sq = (line * line).sum(axis=1)
    onto = line[:, :, None] * line[:, None, :]
    off = norm_sq[:, None, None] * np.eye(size, dtype=np.int64) - onto
    return _reduced(np.where(chance(source, 50, (count, 1, 1)), onto, off), norm_sq)


def involution(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """`S S = 1`: `2 P - 1` for an idempotent `P`."""
    projection = idempotent(source, rows, columns, count)
    if projection is None:
        return None
    dens = projection.denominators
    return _reduced(2 * projection.numerators - dens[:, None, None] * np.eye(rows, dtype=np.int64), dens)


def permutation(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """Permutation matrices, cyclic ones among them."""
    if rows != columns or rows == 0:
        return None
    shift = (np.arange(rows) + source.integers(0, rows - 1, (count, 1))) % rows
    order = np.where(chance(source, 50, (count, 1)), shift, permutations(source, rows, count))
    return FieldArray((np.arange(rows) == order[:, :, None]).astype(np.int64), np.ones(count, dtype=np.int64))


def doubly_stochastic(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """Averages of permutation matrices: nonnegative, all rows and columns of sum 1."""
    parts = [permutation(source, rows, columns, count) for _ in range(3)]
    weights = source.integers(0, 3, (count, 3))
    weights[:, 0] += 1
    total = np.zeros((count, rows, columns), dtype=np.int64)
    for part, weight in zip(parts, weights.T, strict=True):
        if part is None:
            return None
        total += weight[:, None, None] * part.numerators
    return _reduced(total, weights.sum(axis=1))


def gram_matrix(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """Positive semidefinite: `B Bᵀ` for a triangular `B`, in a third of the instances of less than full rank."""
    if rows != columns or rows == 0:
        return None
    factor = source.integers(-2, 2, (count, rows, rows)) * np.tri(rows, k=-1, dtype=np.int64)
    factor += source.integers(1, 2, (count, rows, 1)) * np.eye(rows, dtype=np.int64)
    place = source.integers(0, rows - 1, (count, 1))
    factor *= ~(chance(source, 33, (count, 1)) & (np.arange(rows) == place))[:, None, :]
    return FieldArray(np.matmul(factor, factor.swapaxes(1, 2)), choose(source, (1, 2, 3), (4, 1, 1), (count,)))


def strictly_triangular(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """Zero on and above the diagonal, so that a power of it is zero."""
    if rows != columns or rows == 0:
        return None
    entries = source.integers(-3, 3, (count, rows, rows)) * np.tri(rows, k=-1, dtype=np.int64)
    return FieldArray(entries, choose(source, (1, 2, 3), (3, 1, 1), (count,)))


def monomial(source: Source, rows: int, columns: int, count: int) -> FieldArray | None:
    """At most one nonzero entry in each row, and none of them negative."""
    if rows == 0 or columns == 0:
        return None
    place = source.integers(0, columns - 1, (count, rows, 1))
    entries = source.integers(0, 4, (count, rows, 1)) * (np.arange(columns) == place)
    return FieldArray(entries, choose(source, (1, 2, 3), (3, 1, 1), (count,)))


FAMILIES: tuple[Family, ...] = (
    Family("orthonormal rows, the surplus zero", orthonormal_or_zero),
    Family("orthogonal rows of any length, the surplus zero", orthogonal_or_zero),
    Family("signed axes, turned", signed_axes),
    Family("rows of pairwise negative products", obtuse),
    Family("rows of pairwise nonpositive products", obtuse_or_orthogonal),
    Family("unit rows of pairwise negative products", obtuse_units),
    Family("equiangular rows", equiangular),
    Family("unit rows of low coherence", low_coherence),
    Family("orthogonal rows of signs", rows_of_signs),
    Family("tight frames", tight_frame),
    Family("tight frames of equal norms", equal_norm_tight_frame),
    Family("direct sums of tight frames", sum_of_tight_frames),
    Family("idempotent matrices", idempotent),
    Family("involutions", involution),
    Family("permutation matrices", permutation),
    Family("doubly stochastic matrices", doubly_stochastic),
    Family("Gram matrices", gram_matrix),
    Family("strictly triangular matrices", strictly_triangular),
    Family("nonnegative rows of one entry", monomial),
)


def _shuffled(source: Source, lines: Ints) -> Ints:
    """The rows of each instance in a random order."""
    order = permutations(source, lines.shape[1], len(lines))
    return np.take_along_axis(lines, order[:, :, None], axis=1)


def _turned(source: Source, lines: Ints, dens: Ints) -> FieldArray:
    """Half of the instances multiplied by orthogonal matrices, which keeps inner products."""
    matrix, by = orthogonal(source, lines.shape[2], len(lines))
    turned = FieldArray(*lowest_terms(np.matmul(lines, matrix), dens * by))
    return _either(chance(source, 50, (len(lines),)), turned, FieldArray(np.ascontiguousarray(lines), dens))


def _either(first: Mask, one: FieldArray, other: FieldArray) -> FieldArray:
    each = first.reshape(-1, *(1,) * (one.numerators.ndim - 1))
    return FieldArray(
        np.where(each, one.numerators, other.numerators), np.where(first, one.denominators, other.denominators)
    )


def _reduced(numerators: Ints, dens: Ints) -> FieldArray:
    return FieldArray(*lowest_terms(numerators, dens))
