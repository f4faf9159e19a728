"""The value of a network: factors are multiplied pair by pair, the cheapest first, and products go to flint."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import prod

import numpy as np
from flint import fmpq

from toymodels.measure.exact.arithmetic import add, matrix_product, multiply, scaled, total
from toymodels.measure.exact.blocks import Array, Block, of_integers
from toymodels.measure.exact.networks import Factor, Label, Network, Product, canonical, size_of
from toymodels.measure.exact.store import Store

_FRACTION, _OBJECT, _WORD = 12.0, 1.0, 0.05
"""What an operation on one entry costs, in about 0.1 microseconds: on fractions, on Python integers, on int64."""


def work(block: Block, entries: float) -> float:
    """What an operation on so many entries of the kind of `block` costs."""
    if not block.is_integral:
        return entries * _FRACTION * (1 + block.bits / 512)
    return entries * (_WORD if block.fits_words else _OBJECT * (1 + block.bits / 1024))


def evaluate(network: Network, axes: Sequence[Label], sizes: Mapping[Label, int], store: Store) -> Block:
    """The network's values over `axes`, which are all of its free labels and perhaps more.

    Raises:
        TooCostly: it takes more work than the store allows.
    """
    shape = tuple(size_of(label, sizes) for label in axes)
    places = {label: position for position, label in enumerate(axes)}
    key = (
        "network",
        shape,
        tuple((int(term.coefficient.p), int(term.coefficient.q), canonical(term, places)) for term in network.terms),
    )

    def compute() -> Block:
        result: Block | None = None
        for term in network.terms:
            value = _expanded(_term(term, sizes, store), axes, shape, store)
            store.charge(work(value, value.size), "a sum")
            result = value if result is None else add(result, value)
        return result if result is not None else of_integers(np.zeros(shape, dtype=np.int64))

    return store.remembered(key, compute)


def _term(term: Product, sizes: Mapping[Label, int], store: Store) -> tuple[Block, tuple[Label, ...], Product]:
    """A term's block with its labels; deltas between free labels are left to `_expanded`."""
    factors = [_diagonal(factor, store) for factor in term.factors]
    names = {other: one for one, other in term.deltas}
    factors = [_diagonal(Factor(f.block, tuple(names.get(x, x) for x in f.labels)), store) for f in factors]
    free = {names.get(label, label) for label in term.free()}
    while len(factors) > 1:
        one, other = _cheapest(factors, free, sizes)
        rest = [factor for place, factor in enumerate(factors) if place not in (one, other)]
        kept = free.union(*(factor.labels for factor in rest))
        factors = [*rest, _contracted(factors[one], factors[other], kept, sizes, store)]
    if not factors:
        return scaled(of_integers(np.ones((), dtype=np.int64)), term.coefficient), (), term
    last = _reduced(factors[0], free, store)
    if term.coefficient != 1:
        store.charge(work(last.block, last.block.size), "a multiple")
    return scaled(last.block, term.coefficient), last.labels, term


def _cheapest(factors: Sequence[Factor], free: set[Label], sizes: Mapping[Label, int]) -> tuple[int, int]:
    """The two factors whose product is smallest against themselves, then cheapest."""

    def cost(pair: tuple[int, int]) -> tuple[float, float]:
        one, other = factors[pair[0]], factors[pair[1]]
        labels = {*one.labels, *other.labels}
        rest = free.union(*(f.labels for place, f in enumerate(factors) if place not in pair))
        after = prod(size_of(label, sizes) for label in labels & rest)
        return float(after - one.block.size - other.block.size), float(prod(size_of(label, sizes) for label in labels))

    return min(combinations(range(len(factors)), 2), key=cost)


def _contracted(one: Factor, other: Factor, kept: set[Label], sizes: Mapping[Label, int], store: Store) -> Factor:
    """The product of two factors, summed over the labels that nothing else needs."""
    one, other = (_reduced(each, kept | set(partner.labels), store) for each, partner in ((one, other), (other, one)))
    if other.block.serial < one.block.serial:
        one, other = other, one
    shared = [label for label in one.labels if label in other.labels]
    inner = [label for label in shared if label not in kept]
    batch = [label for label in shared if label in kept]
    left = [label for label in one.labels if label not in shared]
    right = [label for label in other.labels if label not in shared]
    order = (*batch, *left, *right)
    known = {label: place for place, label in enumerate((*order, *inner))}
    key = (
        "pair",
        one.block.serial,
        tuple(known[label] for label in one.labels),
        other.block.serial,
        tuple(known[label] for label in other.labels),
        len(order),
    )

    if inner and not batch:
        product = store.multiplied(key, lambda: _matrix_product(one, other, left, inner, right, sizes, store))
        return Factor(product, order)

    def compute() -> Block:
        widest = prod(size_of(label, sizes) for label in (*order, *inner))
        heavier = one.block if not one.block.is_integral or one.block.bits > other.block.bits else other.block
        store.charge(work(heavier, 2 * widest), "a product")
        spread = (*order, *inner)
        product = multiply(_aligned(one, spread), _aligned(other, spread))
        for _ in inner:
            _charge_total(product, store)
            product = total(product, len(product.shape) - 1)
        return product

    return Factor(store.remembered(key, compute), order)


def _matrix_product(
    one: Factor,
    other: Factor,
    left: Sequence[Label],
    inner: Sequence[Label],
    right: Sequence[Label],
    sizes: Mapping[Label, int],
    store: Store,
) -> Block:
    rows, middle, columns = (prod(size_of(label, sizes) for label in group) for group in (left, inner, right))
    bits = one.block.bits + other.block.bits
    fractional = not (one.block.is_integral and other.block.is_integral)
    if fractional:
        store.charge(rows * columns * middle * (1 + (middle * bits) / 64) * 0.5, "a product of matrices of fractions")
    else:
        store.charge(rows * middle * columns * (1 + bits / 32) * 0.004, "a product of matrices")
    x = _matrix(one, (*left, *inner), (rows, middle))
    y = _matrix(other, (*inner, *right), (middle, columns))
    shape = tuple(size_of(label, sizes) for label in (*left, *right))
    product = matrix_product(x, y)
    return product if product.shape == shape else product.part(lambda array: array.reshape(shape))


def _matrix(factor: Factor, order: Sequence[Label], shape: tuple[int, int]) -> Block:
    places = [factor.labels.index(label) for label in order]
    if places == list(range(len(places))) and factor.block.shape == shape:
        return factor.block
    if places == [1, 0] and factor.block.shape == shape[::-1]:
        return factor.block.transposed()
    return factor.block.part(lambda array: array.transpose(places).reshape(shape))


def _aligned(factor: Factor, order: Sequence[Label]) -> Block:
    """The block with its axes in `order`, and length 1 where it has none."""
    places = [factor.labels.index(label) for label in order if label in factor.labels]
    lengths = [factor.block.shape[factor.labels.index(x)] if x in factor.labels else 1 for x in order]
    return factor.block.part(lambda array: array.transpose(places).reshape(lengths))


def _reduced(factor: Factor, kept: set[Label], store: Store) -> Factor:
    """The factor summed over the labels that nothing else needs."""
    for label in factor.labels:
        if label not in kept:
            axis = factor.labels.index(label)
            key = ("total", factor.block.serial, axis)
            block = factor.block

            def compute(block: Block = block, axis: int = axis) -> Block:
                _charge_total(block, store)
                return total(block, axis)

            factor = Factor(store.remembered(key, compute), (*factor.labels[:axis], *factor.labels[axis + 1 :]))
    return factor


def _charge_total(block: Block, store: Store) -> None:
    store.charge(work(block, block.size), "a sum")
    if not block.is_integral:  # denominators multiply
        longest = max(block.shape, default=1) * block.bits
        store.charge(block.size * longest / 64 * 0.05, "a sum of fractions")


def _diagonal(factor: Factor, store: Store) -> Factor:
    """The factor with each label once."""
    labels = factor.labels
    for position, label in enumerate(labels):
        first = labels.index(label)
        if first != position:
            key = ("diagonal", factor.block.serial, first, position)
            block = factor.block

            def cut(array: Array, first: int = first, position: int = position) -> Array:
                return np.moveaxis(array.diagonal(axis1=first, axis2=position), -1, first)

            def compute(block: Block = block, cut: Callable[[Array], Array] = cut) -> Block:
                return block.part(cut)

            rest = (*labels[:position], *labels[position + 1 :])
            return _diagonal(Factor(store.remembered(key, compute), rest), store)
    return factor


def _expanded(
    found: tuple[Block, tuple[Label, ...], Product], axes: Sequence[Label], shape: tuple[int, ...], store: Store
) -> Block:
    """A term's block over all axes, zero off the diagonals that its deltas stand for."""
    block, labels, term = found
    aligned = _aligned(Factor(block, labels), axes)
    if aligned.shape == shape and not term.deltas:
        return aligned
    store.charge(work(block, prod(shape)), "a table")
    wide = aligned.part(lambda array: np.broadcast_to(array, shape))
    for one, other in term.deltas:
        wide = multiply(wide, _identity(axes.index(one), axes.index(other), shape))
    return wide


def _identity(one: int, other: int, shape: tuple[int, ...]) -> Block:
    """1 where the indices of two axes agree, with length 1 elsewhere."""
    lengths = [1] * len(shape)
    lengths[one], lengths[other] = shape[one], shape[other]
    table = np.equal(np.arange(shape[min(one, other)])[:, None], np.arange(shape[max(one, other)])[None, :])
    return of_integers(table.astype(np.int64).reshape(lengths), fmpq(1))
