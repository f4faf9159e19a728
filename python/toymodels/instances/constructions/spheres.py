"""Rational points on spheres and rational orthogonal matrices, in batches."""

from __future__ import annotations

from functools import cache
from math import isqrt

import numpy as np

from toymodels.evaluate.batch import by_entries
from toymodels.evaluate.factors import lowest_terms
from toymodels.instances.source import Ints, Source, chance, choose, permutations, pick

_RADII = (1, 2, 3, 4, 5, 6, 7, 8, 9)
_RADII_OF_THE_PLANE = (1, 2, 3, 5, 10, 13, 25, 65)
_LARGEST_TABLE_DIMENSION = 5
_LARGEST_NORM_SQ = (0, 10_000, 10_000, 200, 81, 49)
"""For each dimension, up to which squared norm integer points are looked for: some thousand points at most."""
_POINTS_COUNTED = 60
_FINENESS = (6, 40)
"""How finely mirrors are chosen: the larger, the nearer to a direction, and the longer the numbers."""
_REFLECTIONS_WEIGHTS = (15, 35, 40, 10)


@cache
def integer_points(dimension: int, norm_sq: int) -> Ints:
    """All integer vectors of the given squared norm, shape (p, dimension)."""
    return (
        np.array(_points(dimension, norm_sq), dtype=np.int64).reshape(-1, dimension) if dimension else _empty(norm_sq)
    )


def _empty(norm_sq: int) -> Ints:
    return np.zeros((1 if norm_sq == 0 else 0, 0), dtype=np.int64)


@cache
def _points(dimension: int, norm_sq: int) -> tuple[tuple[int, ...], ...]:
    root = isqrt(norm_sq)
    if dimension == 1:
        return tuple((x,) for x in sorted({-root, root}) if root * root == norm_sq)
    return tuple(
        (first, *rest) for first in range(-root, root + 1) for rest in _points(dimension - 1, norm_sq - first * first)
    )


@cache
def radii(dimension: int, num: int, den: int) -> tuple[tuple[int, int], ...]:
    """Pairs (D, points): the sphere of squared radius `num / den` has that many points with common denominator D."""
    candidates = _RADII_OF_THE_PLANE if dimension == 2 else _RADII
    found: list[tuple[int, int]] = []
    for scale in candidates:
        norm_sq, remainder = divmod(num * scale * scale, den)
        if remainder == 0 and norm_sq <= _LARGEST_NORM_SQ[min(dimension, _LARGEST_TABLE_DIMENSION)]:
            points = len(integer_points(dimension, norm_sq))
            if points:
                found.append((scale, points))
    return tuple(found)


def sphere_rows(source: Source, rows: int, dimension: int, num: Ints, den: Ints) -> tuple[Ints, Ints]:
    """Vectors of squared norm `num / den` (one such number an instance), one denominator an instance.

    Returns numerators, shape (b, rows, dimension), and denominators, shape (b,). Where no short rational point exists
    (a negative number, or one that is not a sum of so many squares), the vectors are zero.
    """
    count, core = len(num), min(dimension, _LARGEST_TABLE_DIMENSION)
    numerators = np.zeros((count, rows, core), dtype=np.int64)
    denominators = np.ones(count, dtype=np.int64)
    for p, q in sorted(set(zip(num.tolist(), den.tolist(), strict=True))):
        options = radii(core, p, q) if p >= 0 else ()
        if not options:
            continue
        members = np.flatnonzero((num == p) & (den == q))
        weights = [min(points, _POINTS_COUNTED) for _, points in options]
        scale = choose(source, [scale for scale, _ in options], weights, (len(members),))
        for value in sorted(set(scale.tolist())):
            chosen = members[scale == value]
            table = integer_points(core, p * value * value // q)
            numerators[chosen] = table[source.integers(0, len(table) - 1, (len(chosen), rows))]
            denominators[chosen] = value
    return _spread(source, numerators, dimension), denominators


def _spread(source: Source, numerators: Ints, dimension: int) -> Ints:
    """Vectors of few coordinates put into random places of longer ones."""
    count, rows, core = numerators.shape
    if core == dimension:
        return numerators
    places = permutations(source, dimension, count * rows).reshape(count, rows, dimension)[:, :, :core]
    result = np.zeros((count, rows, dimension), dtype=np.int64)
    np.put_along_axis(result, places, numerators, axis=2)
    return result


def towards_short_directions(source: Source, numerators: Ints, denominators: Ints) -> tuple[Ints, Ints]:
    """The vectors of each instance, shape (b, rows, dimension), reflected so that one comes near a short direction.

    Sums and weighted sums are largest in such directions, where the vectors themselves are mostly irrational.
    """
    count, rows, dimension = numerators.shape
    if not (count and rows and dimension):
        return numerators, denominators
    chosen = source.integers(0, rows - 1, (count,))
    start = numerators[np.arange(count), chosen].astype(np.float64)
    plain = chance(source, 60, (count, 1))
    direction = np.where(plain, 1, source.integers(0, 3, (count, dimension)))
    direction *= choose(source, (1, -1), (3, 1), (count, dimension))
    lengths = np.maximum(np.linalg.norm(direction, axis=1), 1)
    aim = direction * (np.linalg.norm(start, axis=1) / lengths)[:, None]
    way = start - aim
    fineness = source.integers(*_FINENESS, (count, 1))
    mirror = np.rint(way * fineness / np.maximum(np.linalg.norm(way, axis=1), 1)[:, None]).astype(np.int64)
    return _reflected(numerators, denominators, mirror)


def orthogonal(source: Source, size: int, count: int) -> tuple[Ints, Ints]:
    """Orthogonal matrices: a signed permutation, then up to three reflections along short integer vectors.

    Returns numerators, shape (b, size, size), and denominators, shape (b,).
    """
    order = by_entries(permutations(source, size, count))
    signs = choose(source, (1, -1), (1, 1), (size, count))
    entries = signs[:, None] * (np.arange(size)[:, None] == order[:, None])
    denominators = np.ones(count, dtype=np.int64)
    reflections = pick(source, _REFLECTIONS_WEIGHTS, (count,))
    for step in range(len(_REFLECTIONS_WEIGHTS) - 1):
        chosen = np.flatnonzero(reflections > step)
        entries[..., chosen], norm_sq = _reflect(source, entries[..., chosen])
        denominators[chosen] *= norm_sq
    return lowest_terms(np.moveaxis(entries, -1, 0), denominators)


def _reflect(source: Source, entries: Ints) -> tuple[Ints, Ints]:
    """`(v·v - 2 v vᵀ) M`, shape (size, size, b), for a short random `v`, and `v·v`; `M` and 1 where `v` is zero."""
    v = choose(source, (0, 1, -1, 2, -2), (4, 4, 4, 1, 1), entries.shape[1:])
    norm_sq = np.maximum((v * v).sum(axis=0), 1)
    along = (v[:, None] * entries).sum(axis=0)
    return norm_sq * entries - 2 * v[:, None] * along, norm_sq


def _reflected(rows: Ints, denominators: Ints, mirrors: Ints) -> tuple[Ints, Ints]:
    """`x - 2 (x · v) v / v·v` for each row `x` of an instance and its mirror `v`; unchanged where `v` is zero."""
    norm_sq = np.maximum((mirrors * mirrors).sum(axis=1), 1)
    along = np.matmul(rows, mirrors[:, :, None])
    result = norm_sq[:, None, None] * rows - 2 * along * mirrors[:, None, :]
    return lowest_terms(result, denominators * norm_sq)
