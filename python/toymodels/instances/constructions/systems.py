"""Systems of several different square matrices that satisfy equations together.

Matrices that anticommute, commute or annihilate one another: such equations ask for blocks that fit, and are met by no
draw of one matrix after the other. Each function gives `count` systems of `members` matrices, shape
(count, members, size, size), over one denominator each, in another basis more often than not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from toymodels.evaluate.batch import FieldArray
from toymodels.evaluate.factors import lowest_terms
from toymodels.instances.constructions.spheres import orthogonal
from toymodels.instances.source import Ints, Source, choose, permutations, pick

Draw = Callable[[Source, int, int, int], FieldArray | None]
"""From (source, members, size, count): values, shape (count, members, size, size), or None where there is none."""


class System(NamedTuple):
    """Matrices that belong together, with a name for people."""

    name: str
    draw: Draw


_MOST_FACTORS, _MOST_CHOICES = 3, 500
_FACTORS = np.array([[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 0], [0, -1]], [[0, 1], [-1, 0]]], dtype=np.int64)
"""Four matrices of which different ones anticommute, apart from the first, which is 1; the last has square -1."""
_BASES = (35, 40, 25)
"""How often a system stays as it is, is turned, and is put into a basis that is not orthogonal, in percent."""


def anticommuting_involutions(source: Source, members: int, size: int, count: int) -> FieldArray | None:
    """Different matrices of square 1 that anticommute."""
    return _anticommuting(source, members, size, count, squares=(1,))


def anticommuting_roots_of_minus_one(source: Source, members: int, size: int, count: int) -> FieldArray | None:
    """Different matrices of square -1 that anticommute, such as the quaternion units."""
    return _anticommuting(source, members, size, count, squares=(-1,))


def anticommuting_roots(source: Source, members: int, size: int, count: int) -> FieldArray | None:
    """Different matrices that anticommute, each of square 1 or -1."""
    return _anticommuting(source, members, size, count, squares=(1, -1))


def _anticommuting(source: Source, members: int, size: int, count: int, squares: tuple[int, ...]) -> FieldArray | None:
    """Products of two-by-two blocks, repeated along the diagonal with signs."""
    factors = _power_of_two(size)
    choices = _anticommuting_words(factors, members, squares)
    if not (factors and members and len(choices)):
        return None
    blocks = _words(factors)[choices[source.integers(0, len(choices) - 1, (count,))]]
    copies = size >> factors
    signs = choose(source, (1, -1), (1, 1), (count, members, copies))
    matrices = np.einsum("bmc,cd,bmij->bmcidj", signs, np.eye(copies, dtype=np.int64), blocks)
    return _in_any_basis(source, matrices.reshape(count, members, size, size))


def _power_of_two(size: int) -> int:
    """How often two divides `size`, as far as is worth while."""
    return next((k for k in range(_MOST_FACTORS, 0, -1) if size and size % 2**k == 0), 0)


@cache
def _words(factors: int) -> Ints:
    """All Kronecker products of so many two-by-two factors."""
    words = np.ones((1, 1, 1), dtype=np.int64)
    for size in (2**k for k in range(1, factors + 1)):
        words = np.einsum("aij,bkl->abikjl", words, _FACTORS).reshape(-1, size, size)
    return words


@cache
def _anticommuting_words(factors: int, members: int, squares: tuple[int, ...]) -> Ints:
    """Sequences of words that anticommute and have one of these squares, shape (s, members); not all if many."""
    words = _words(factors)
    products = np.matmul(words[:, None], words[None])
    apart = (products == -products.swapaxes(0, 1)).all(axis=(2, 3))
    usable = [k for k in range(len(words)) if products[k, k, 0, 0] in squares]
    found: list[tuple[int, ...]] = [()]
    for _ in range(members):
        found = [(*chosen, word) for chosen in found for word in usable if all(apart[word, other] for other in chosen)]
        found = found[:: len(found) // _MOST_CHOICES + 1]
    return np.array(found, dtype=np.int64).reshape(-1, members)


def ladder(source: Source, members: int, size: int, count: int) -> FieldArray | None:
    """Two matrices of square 0 with `A B + B A = 1`, in either order."""
    if members != 2 or size == 0 or size % 2:
        return None
    up = np.kron(np.eye(size // 2, dtype=np.int64), np.array([[0, 1], [0, 0]], dtype=np.int64))
    pair = np.where(source.integers(0, 1, (count, 1, 1, 1)) == 1, np.array([up, up.T]), np.array([up.T, up]))
    return _in_any_basis(source, pair)


def commuting_involutions(source: Source, members: int, size: int, count: int) -> FieldArray | None:
    """Matrices of square 1 that commute: signs in a common basis."""
    return _diagonal(source, choose(source, (1, -1), (1, 1), (count, members, size)))


def commuting_idempotents(source: Source, members: int, size: int, count: int) -> FieldArray | None:
    """Matrices `P` with `P P = P` that commute: projections along the axes of a common basis."""
    return _diagonal(source, source.integers(0, 1, (count, members, size)))


def commuting_matrices(source: Source, members: int, size: int, count: int) -> FieldArray | None:
    """Matrices that commute and are diagonal in a common basis, with any small eigenvalues."""
    return _diagonal(source, source.integers(-2, 3, (count, members, size)))


def idempotents_apart(source: Source, members: int, size: int, count: int) -> FieldArray | None:
    """Matrices `P` with `P P = P` and product 0 with each other; each axis of a common basis belongs to one at most."""
    return _owned(source, members, source.integers(-1, max(members - 1, 0), (count, 1, size)))


def resolution_of_the_identity(source: Source, members: int, size: int, count: int) -> FieldArray | None:
    """As `idempotents_apart`, but with sum 1: each axis of a common basis belongs to one of them."""
    return _owned(source, members, source.integers(0, max(members - 1, 0), (count, 1, size)))


def _owned(source: Source, members: int, owner: Ints) -> FieldArray | None:
    """Projections onto the axes that each member owns, for the owners of all axes, shape (b, 1, size)."""
    return _diagonal(source, (owner == np.arange(members)[:, None]).astype(np.int64))


def _diagonal(source: Source, entries: Ints) -> FieldArray | None:
    """Diagonal matrices with the given entries, shape (b, members, size), in one basis for each instance."""
    if 0 in entries.shape[1:]:
        return None
    return _in_any_basis(source, entries[:, :, :, None] * np.eye(entries.shape[2], dtype=np.int64))


def cyclic_powers(source: Source, members: int, size: int, count: int) -> FieldArray | None:
    """`1, P, P², …`, shape (count, members, size, size), for permutations `P` whose order divides their number.

    A representation of the cyclic group with so many elements.
    """
    if members == 0 or size == 0:
        return None
    cycle = choose(source, *_cycles(members, size), (count,))[:, None, None]
    powers = np.arange(members)[None, :, None] * source.integers(1, members, (count, 1, 1))
    place = np.arange(size)[None, None, :]
    start = place // cycle * cycle
    turned = np.where(start + cycle <= size, start + (place + powers - start) % cycle, place)
    matrices = (np.arange(size) == turned[:, :, :, None]).astype(np.int64)
    order = permutations(source, size, count)
    matrices = np.take_along_axis(matrices, order[:, None, :, None], axis=2)
    matrices = np.take_along_axis(matrices, order[:, None, None, :], axis=3)
    return _in_any_basis(source, matrices)


def _cycles(length: int, size: int) -> tuple[list[int], list[int]]:
    """Lengths of cycles that divide `length`, with weights in favour of the long ones."""
    lengths = [cycle for cycle in range(1, size + 1) if length % cycle == 0]
    return lengths, lengths


SYSTEMS: tuple[System, ...] = (
    System("anticommuting involutions", anticommuting_involutions),
    System("anticommuting roots of -1", anticommuting_roots_of_minus_one),
    System("anticommuting roots of 1 and -1", anticommuting_roots),
    System("two matrices of square 0 with A B + B A = 1", ladder),
    System("commuting involutions", commuting_involutions),
    System("commuting idempotent matrices", commuting_idempotents),
    System("commuting matrices", commuting_matrices),
    System("idempotent matrices of product 0", idempotents_apart),
    System("idempotent matrices of product 0 and sum 1", resolution_of_the_identity),
    System("powers of one permutation matrix", cyclic_powers),
)


def _in_any_basis(source: Source, matrices: Ints) -> FieldArray:
    """The same systems, shape (b, members, d, d), with all members of an instance in one basis, orthonormal or not."""
    count, _, size, _ = matrices.shape
    kinds = pick(source, _BASES, (count,))
    matrices, dens = matrices.copy(), np.ones(count, dtype=np.int64)
    turned = np.flatnonzero(kinds == 1)
    basis, common = orthogonal(source, size, len(turned))
    matrices[turned] = basis[:, None] @ matrices[turned] @ basis.swapaxes(1, 2)[:, None]
    dens[turned] = common * common
    slanted = np.flatnonzero(kinds == 2)
    shear = _shear(source, size, len(slanted))
    one = np.eye(size, dtype=np.int64)
    matrices[slanted] = (one + shear)[:, None] @ matrices[slanted] @ (one - shear)[:, None]
    return FieldArray(*lowest_terms(matrices, dens))


def _shear(source: Source, size: int, count: int) -> Ints:
    """Matrices of square 0, shape (count, size, size): some axes go to combinations of the others."""
    order = permutations(source, size, count)
    first = order < source.integers(1, max(size - 1, 1), (count, 1))
    entries = source.integers(-2, 2, (count, size, size))
    return entries * (first[:, :, None] & ~first[:, None, :])
