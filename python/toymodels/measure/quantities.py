"""What weights are, in numbers that people ask for: norms, overlaps, capacities, blocks; every one of them exact.

Float64 finds the candidates for a largest overlap, with a bound on its error; exact arithmetic decides between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpq, fmpz_mat
from numpy.typing import NDArray

from toymodels.measure.dyadic import ExactArray
from toymodels.measure.exact.arithmetic import sum_of
from toymodels.measure.weights import Weights

BLOCK_COSINE = Fraction(1, 100)
"""Two features are neighbours in a block if the square of the cosine between them is above this."""

_UNIT = 2.0**-53


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two features with the inner product of their directions."""

    first: int
    second: int
    value: Fraction


@dataclass(frozen=True, slots=True)
class Quantities:
    """Numbers about the features' directions W₁ … Wₙ in m hidden dimensions.

    Attributes:
        squared_norms: of each direction.
        capacities: `(Wᵢ·Wᵢ)² / Σⱼ (Wᵢ·Wⱼ)²`, the share of a dimension that a feature has; 0 for a zero direction.
        rank: how many dimensions the directions span.
        worst: the two features whose inner product is largest in size; `None` for fewer than two features.
        blocks: the features, grouped so that between groups no squared cosine is above `BLOCK_COSINE`; features whose
            direction is zero are in none.
        orthogonal_groups: how many groups there are if only exactly orthogonal features count as separate.
        read_alone: the features whose read-out is the largest of all when they alone are active, at the value 1.
    """

    squared_norms: tuple[Fraction, ...]
    capacities: tuple[Fraction, ...]
    rank: int
    worst: Overlap | None
    blocks: tuple[tuple[int, ...], ...]
    orthogonal_groups: int
    read_alone: tuple[int, ...]

    @property
    def nonzero(self) -> int:
        """How many features have a direction that is not zero."""
        return sum(1 for norm in self.squared_norms if norm)

    @property
    def total_capacity(self) -> Fraction:
        """The sum of the capacities."""
        total = sum_of([fmpq(value.numerator, value.denominator) for value in self.capacities])
        return Fraction(int(total.p), int(total.q))


def quantities(weights: Weights) -> Quantities:
    """The numbers about given weights."""
    features = weights.features
    matrix = _matrix(features)
    squared = _row_products(features, features)
    frame = matrix.transpose() * matrix
    energies = _row_products_with(matrix, matrix * frame)
    screen = _Screen(features, features)
    return Quantities(
        tuple(Fraction(value) * features.scale**2 for value in squared),
        tuple(
            Fraction(value * value, energy) if energy else Fraction(0)
            for value, energy in zip(squared, energies, strict=True)
        ),
        int(matrix.rank()),
        _worst(features, screen),
        _groups(features, squared, screen, BLOCK_COSINE),
        len(_groups(features, squared, screen, Fraction(0))),
        _read_alone(weights),
    )


def _matrix(exact: ExactArray) -> fmpz_mat:
    rows, columns = exact.shape
    return fmpz_mat(rows, columns, exact.integers.ravel().tolist())


def _row_products(left: ExactArray, right: ExactArray) -> list[int]:
    return [
        sum(int(x) * int(y) for x, y in zip(one, other, strict=True))
        for one, other in zip(left.integers.tolist(), right.integers.tolist(), strict=True)
    ]


def _row_products_with(left: fmpz_mat, right: fmpz_mat) -> list[int]:
    rows, columns = left.nrows(), left.ncols()
    one, other = left.entries(), right.entries()
    return [
        int(sum((one[at] * other[at] for at in range(row * columns, (row + 1) * columns)), start=one[0] * 0))
        for row in range(rows)
    ]


class _Screen:
    """Inner products of rows in float64, over a common scale, with a bound on the error of each."""

    def __init__(self, left: ExactArray, right: ExactArray) -> None:
        one, other = _scaled_floats(left), _scaled_floats(right)
        self.products = one @ other.T
        sizes = np.sqrt((one * one).sum(axis=1))[:, None] * np.sqrt((other * other).sum(axis=1))[None, :]
        self.errors: NDArray[np.float64] = (sizes + 1e-200) * ((left.shape[1] + 8) * 4 * _UNIT)


def _scaled_floats(exact: ExactArray) -> NDArray[np.float64]:
    """The integers in float64, over a power of two that brings the largest near 1."""
    largest = max((abs(int(exact.integers.max())), abs(int(exact.integers.min()))))
    if exact.integers.dtype != object:
        return exact.integers.astype(np.float64) / max(1.0, float(largest))
    flat = [int(value) / max(1, largest) for value in exact.integers.ravel()]
    return np.array(flat, dtype=np.float64).reshape(exact.shape)


def _inner(exact: ExactArray, other: ExactArray, i: int, j: int) -> int:
    return sum(int(x) * int(y) for x, y in zip(exact.integers[i].tolist(), other.integers[j].tolist(), strict=True))


def _worst(features: ExactArray, screen: _Screen) -> Overlap | None:
    n = features.shape[0]
    if n < 2:
        return None
    sizes = np.abs(screen.products)
    np.fill_diagonal(sizes, -1.0)
    floor = (sizes - screen.errors).max()
    places = np.argwhere(np.triu(sizes + screen.errors >= floor, 1))
    found = max(((abs(_inner(features, features, i, j)), -i, -j) for i, j in places.tolist()))
    i, j = -found[1], -found[2]
    return Overlap(i, j, _inner(features, features, i, j) * features.scale**2)


def _groups(features: ExactArray, squared: list[int], screen: _Screen, cosine: Fraction) -> tuple[tuple[int, ...], ...]:
    """Connected groups of features whose squared cosines are above `cosine`; at 0, of those that are not orthogonal."""
    norms = np.sqrt(np.clip(np.diagonal(screen.products), 0.0, None))
    limit = norms[:, None] * norms[None, :] * float(cosine) ** 0.5
    sizes = np.abs(screen.products)
    linked = sizes > limit + 2 * screen.errors
    unsure = np.triu((sizes >= limit - 2 * screen.errors) & ~linked, 1)
    parents = list(range(features.shape[0]))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    for i, j in np.argwhere(np.triu(linked, 1)).tolist():
        parents[root(j)] = root(i)
    for i, j in np.argwhere(unsure).tolist():
        if root(i) != root(j) and _is_linked(_inner(features, features, i, j), squared[i], squared[j], cosine):
            parents[root(j)] = root(i)
    members: dict[int, list[int]] = {}
    for i in range(features.shape[0]):
        if squared[i]:
            members.setdefault(root(i), []).append(i)
    return tuple(tuple(group) for group in members.values())


def _is_linked(inner: int, one: int, other: int, cosine: Fraction) -> bool:
    return inner * inner * cosine.denominator > cosine.numerator * one * other


def _read_alone(weights: Weights) -> tuple[int, ...]:
    """The features j with `Rⱼ·Wⱼ + bⱼ > Rᵢ·Wⱼ + bᵢ` for every other i."""
    return tuple(_largest_at_own_place(weights))


def _largest_at_own_place(weights: Weights) -> Iterator[int]:
    features, read_out = weights.features, weights.read_out or weights.features
    if weights.bias is not None:
        yield from _with_bias(weights, weights.bias)
        return
    screen = _Screen(read_out, features)
    for j in range(weights.n):
        column, errors = screen.products[:, j], screen.errors[:, j]
        rivals = [i for i in np.flatnonzero(column + errors >= column[j] - errors[j]).tolist() if i != j]
        own = _inner(read_out, features, j, j)
        if all(own > _inner(read_out, features, i, j) for i in rivals):
            yield j


def _with_bias(weights: Weights, bias: ExactArray) -> Iterator[int]:
    features, read_out = weights.features, weights.read_out or weights.features
    products = _matrix(read_out) * _matrix(features).transpose()
    scale = features.scale * read_out.scale
    for j in range(weights.n):
        read = [int(products[i, j]) * scale + int(bias.integers[i]) * bias.scale for i in range(weights.n)]
        if all(read[j] > value for i, value in enumerate(read) if i != j):
            yield j
