"""Arithmetic on blocks of the same shape, or of shapes that broadcast; products over an axis go to flint."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from flint import fmpq, fmpq_mat, fmpz

from toymodels.measure.exact.blocks import (
    SAFE_BITS,
    Array,
    Block,
    filled,
    objects,
    of_fractions,
    of_integers,
    of_matrix,
)

_FLOAT_BITS = 53


def add(left: Block, right: Block) -> Block:
    """`left + right`, entry by entry."""
    if not (left.is_integral and right.is_integral):
        return of_fractions(np.asarray(left.fractions() + right.fractions(), dtype=object))
    scale, one, other = _over_one_scale(left.scale, right.scale)
    bits = max(left.bits + int(one).bit_length(), right.bits + int(other).bit_length()) + 1
    x, y = _wide(left, bits), _wide(right, bits)
    return of_integers(_times(x, one) + _times(y, other), scale)


def multiply(left: Block, right: Block) -> Block:
    """`left * right`, entry by entry."""
    if not (left.is_integral and right.is_integral):
        return of_fractions(np.asarray(left.fractions() * right.fractions(), dtype=object))
    bits = left.bits + right.bits
    return of_integers(_wide(left, bits) * _wide(right, bits), left.scale * right.scale)


def scaled(block: Block, factor: fmpq) -> Block:
    """`factor * block`."""
    if factor == 1:
        return block
    if not block.is_integral:
        return of_fractions(np.asarray(block.fractions() * factor, dtype=object))
    if factor == 0:
        return of_integers(np.zeros(block.shape, dtype=np.int64))
    if factor < 0:
        return of_integers(-block.integers(), block.scale * -factor)
    return Block(block.shape, block.scale * factor, integers=block.integers())


def power(block: Block, exponent: int) -> Block:
    """`block ** exponent`, entry by entry."""
    if not block.is_integral:
        return of_fractions(np.asarray(block.fractions() ** exponent, dtype=object))
    return of_integers(_wide(block, block.bits * exponent) ** exponent, block.scale**exponent)


def inverse(block: Block) -> Block:
    """`1 / block`, entry by entry, and 0 where that is 0."""
    zero, one = fmpq(0), fmpq(1)
    if block.is_integral:
        factor = 1 / block.scale
        values = [factor / fmpz(value) if value else zero for value in block.integers().ravel().tolist()]
    else:
        values = [one / value if value else zero for value in block.fractions().ravel()]
    return of_fractions(filled(values, block.shape))


def signs(block: Block) -> Array:
    """-1, 0 or 1 for each entry."""
    if block.is_integral:
        integers = block.integers()  # a scale is positive
        return (integers > 0).astype(np.int8) - (integers < 0).astype(np.int8)
    values = [(value > 0) - (value < 0) for value in block.fractions().ravel()]
    return np.array(values, dtype=np.int8).reshape(block.shape)


def chosen(mask: Array, yes: Block, no: Block) -> Block:
    """`yes` where the mask is set, else `no`."""
    if not (yes.is_integral and no.is_integral):
        return of_fractions(np.where(mask, yes.fractions(), no.fractions()))
    scale, one, other = _over_one_scale(yes.scale, no.scale)
    bits = max(yes.bits + int(one).bit_length(), no.bits + int(other).bit_length())
    return of_integers(np.where(mask, _times(_wide(yes, bits), one), _times(_wide(no, bits), other)), scale)


def total(block: Block, axis: int) -> Block:
    """The sum over one axis."""
    if block.is_integral:
        bits = block.bits + max(1, block.shape[axis]).bit_length()
        return of_integers(_wide(block, bits).sum(axis=axis), block.scale)
    moved = np.moveaxis(block.fractions(), axis, -1)
    rows = moved.reshape(-1, moved.shape[-1])
    return of_fractions(filled([sum_of(list(row)) for row in rows], moved.shape[:-1]))


def sum_of(values: list[fmpq]) -> fmpq:
    """The sum of fractions, by halves, as their denominators grow."""
    if not values:
        return fmpq(0)
    while len(values) > 1:
        pairs = [one + other for one, other in zip(values[::2], values[1::2], strict=False)]
        values = [*pairs, values[-1]] if len(values) % 2 else pairs
    return values[0]


def matrix_product(left: Block, right: Block) -> Block:
    """The product of an (n, k) and a (k, m) matrix."""
    shape = (left.shape[0], right.shape[1])
    if 0 in (*shape, left.shape[1]):
        return of_integers(np.zeros(shape, dtype=np.int64))
    if not (left.is_integral and right.is_integral):
        product = _fraction_matrix(left) * _fraction_matrix(right)
        return of_fractions(filled(product.entries(), shape))
    scale = left.scale * right.scale
    bits = left.bits + right.bits + left.shape[1].bit_length()
    if bits < _FLOAT_BITS and left.fits_words and right.fits_words:  # floats hold every partial sum exactly
        exact = left.integers().astype(np.float64) @ right.integers().astype(np.float64)
        return of_integers(exact.astype(np.int64), scale)
    return of_matrix(left.matrix() * right.matrix(), scale, bits)


def _fraction_matrix(block: Block) -> fmpq_mat:
    rows, columns = block.shape
    return fmpq_mat(rows, columns, block.fractions().ravel().tolist())


def _over_one_scale(left: fmpq, right: fmpq) -> tuple[fmpq, int, int]:
    """A scale of which both are whole multiples, with the two factors."""
    if left == right:
        return left, 1, 1
    top = fmpz(left.p * right.q).gcd(fmpz(right.p * left.q))
    scale = fmpq(top, left.q * right.q)
    return scale, int((left / scale).p), int((right / scale).p)


def _wide(block: Block, bits: int) -> Array:
    """Its integers, in a type that holds results of `bits` bits."""
    integers = block.integers()
    return integers if bits <= SAFE_BITS else objects(integers)


def _times(integers: Array, factor: int) -> Array:
    return integers if factor == 1 else integers * factor


def extreme(pick: Callable[[fmpq, fmpq], fmpq], left: Block, right: Block) -> Block:
    """The smaller or larger of two blocks of one shape, entry by entry."""
    values = [pick(x, y) for x, y in zip(left.fractions().ravel(), right.fractions().ravel(), strict=True)]
    return of_fractions(filled(values, left.shape))
