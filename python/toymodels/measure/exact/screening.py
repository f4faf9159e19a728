"""Signs and extremes at many places: floats with an error bound decide most of them, exact arithmetic the rest.

A network's value is approximated by sums of products of float64 numbers; its error is bounded by the number of
roundings times the same sums of absolute values. Where the bound leaves a sign or an extreme open, it is decided
exactly. Few places, or numbers near the ends of float64's range, are computed exactly at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from toymodels.measure.errors import TooCostly
from toymodels.measure.exact.arithmetic import signs
from toymodels.measure.exact.blocks import Array, Block, of_integers
from toymodels.measure.exact.contraction import evaluate
from toymodels.measure.exact.networks import Factor, Label, Network, Product, canonical, fresh, size_of
from toymodels.measure.exact.store import Floats, Store

_FEW, _MOST = 1 << 14, 1 << 23
_MOST_OPEN = 1 << 17
_UNIT = 2.0**-53
_SMALLEST, _LARGEST = 1e-30, 1e30
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def signs_of(network: Network, axes: tuple[Label, ...], sizes: dict[Label, int], store: Store) -> Array:
    """-1, 0 or 1 over `axes`.

    Raises:
        TooCostly: it takes more work than the store allows.
    """
    found = _approximation(network, axes, sizes, store)
    if found is None:
        return signs(evaluate(network, axes, sizes, store))
    middle, error = found
    open_ = np.argwhere(np.abs(middle) <= error)
    if len(open_) > _MOST_OPEN:
        return signs(evaluate(network, axes, sizes, store))
    result = np.sign(middle).astype(np.int8)
    if len(open_):
        result[tuple(open_.T)] = signs(_at_places(network, axes, open_, sizes, store))
    return result


def extreme_of(
    network: Network, axes: tuple[Label, ...], mask: Array | None, *, least: bool, sizes: dict[Label, int], store: Store
) -> tuple[tuple[int, ...], fmpq] | None:
    """The first place with the least or greatest value among those that `mask` allows, with that value.

    `None` if there is no place.

    Raises:
        TooCostly: it takes more work than the store allows.
    """
    shape = tuple(size_of(label, sizes) for label in axes)
    if prod(shape) == 0 or (mask is not None and not mask.any()):
        return None
    found = _approximation(network, axes, sizes, store)
    if found is not None:
        middle, error = found if least else (-found[0], found[1])
        ceiling = np.where(mask, middle + error, np.inf).min() if mask is not None else (middle + error).min()
        candidates = middle - error <= ceiling
        places = np.argwhere(candidates if mask is None else candidates & mask)
        if len(places) <= _MOST_OPEN:
            block = _at_places(network, axes, places, sizes, store)
            best = _extreme(block, least=least)
            return tuple(int(each) for each in places[best]), block.entry((best,))
    block = evaluate(network, axes, sizes, store)
    if mask is None:
        place = tuple(int(each) for each in np.unravel_index(_extreme(block, least=least), shape))
    else:
        places = np.argwhere(mask)
        best = _extreme(block.part(lambda array: array[mask]), least=least)
        place = tuple(int(each) for each in places[best])
    return place, block.entry(place)


def value_at(
    network: Network, axes: tuple[Label, ...], place: Sequence[int], sizes: dict[Label, int], store: Store
) -> fmpq:
    """The exact value at one place."""
    return _at_places(network, axes, np.array([list(place)], dtype=np.int64), sizes, store).entry((0,))


def _extreme(block: Block, *, least: bool) -> int:
    entries = (block.integers() if block.is_integral else block.fractions()).ravel()
    return int(entries.argmin() if least else entries.argmax())


def _at_places(
    network: Network, axes: tuple[Label, ...], places: NDArray[np.int64], sizes: dict[Label, int], store: Store
) -> Block:
    """Exact values at places, shape (p,); places: shape (p, len(axes))."""
    label = fresh(sizes, len(places))
    columns = {axis: places[:, position] for position, axis in enumerate(axes)}
    terms = tuple(_term_at(term, columns, label) for term in network.terms)
    return evaluate(Network(terms), (label,), sizes, store)


def _term_at(term: Product, columns: Mapping[Label, NDArray[np.int64]], label: Label) -> Product:
    factors = [_factor_at(factor, columns, label) for factor in term.factors]
    for one, other in term.deltas:
        factors.append(Factor(of_integers(np.equal(columns[one], columns[other]).astype(np.int64)), (label,)))
    return Product(term.coefficient, tuple(factors), (), term.summed)


def _factor_at(factor: Factor, columns: Mapping[Label, NDArray[np.int64]], label: Label) -> Factor:
    if not any(each in columns for each in factor.labels):
        return factor
    taken = [position for position, each in enumerate(factor.labels) if each in columns]
    rest = [position for position in range(len(factor.labels)) if position not in taken]
    chosen = tuple(columns[factor.labels[position]] for position in taken)
    block = factor.block.part(lambda array: array.transpose(*taken, *rest)[chosen])
    return Factor(block, (label, *(factor.labels[position] for position in rest)))


def _approximation(
    network: Network, axes: tuple[Label, ...], sizes: Mapping[Label, int], store: Store
) -> tuple[Floats, Floats] | None:
    """Values over `axes` with a bound on their errors; `None` where exact values are as good."""
    shape = tuple(size_of(label, sizes) for label in axes)
    if prod(shape) <= _FEW:
        return None
    if prod(shape) > _MOST:
        raise TooCostly(f"comparing {prod(shape):,} values")
    places = {label: position for position, label in enumerate(axes)}
    names = tuple((int(t.coefficient.p), int(t.coefficient.q), canonical(t, places)) for t in network.terms)

    def compute() -> tuple[Floats, Floats] | None:
        middle, error = np.zeros(()), np.zeros(())
        for term in network.terms:
            coefficient = int(term.coefficient.p) / int(term.coefficient.q)
            found = _term_approximation(term, axes, sizes, store)
            if found is None or not _SMALLEST < abs(coefficient) < _LARGEST:
                return None
            store.charge(0.3 * prod(shape), "an approximation")
            middle = middle + coefficient * found[0]
            roundings = 1.01 * _roundings(term, sizes) + 2 * len(network.terms)
            error = error + (1.0001 * abs(coefficient) * roundings * _UNIT) * found[1]
        return np.broadcast_to(middle, shape), np.broadcast_to(error, shape)

    return store.approximated(("network", shape, names), compute)


def _roundings(term: Product, sizes: Mapping[Label, int]) -> int:
    """How often a term's value is rounded at most, its coefficient included."""
    return 4 * len(term.factors) + 8 + sum(size_of(label, sizes) for label in term.summed)


def _term_approximation(
    term: Product, axes: tuple[Label, ...], sizes: Mapping[Label, int], store: Store
) -> tuple[Floats, Floats] | None:
    """A term without coefficient, and its sum of absolute values, over `axes`, of length 1 where all are the same."""
    shape = tuple(size_of(label, sizes) for label in axes)
    places = {label: position for position, label in enumerate(axes)}

    def compute() -> tuple[Floats, Floats] | None:
        names = {other: one for one, other in term.deltas}
        arrays: list[Floats] = []
        labels: list[tuple[Label, ...]] = []
        for factor in term.factors:
            floats = factor.block.floats(_SMALLEST, _LARGEST)
            if floats is None or len(arrays) > 8:
                return None
            arrays.append(floats)
            labels.append(tuple(names.get(label, label) for label in factor.labels))
        value = _contracted(arrays, labels, axes, sizes)
        bound = _contracted([np.abs(array) for array in arrays], labels, axes, sizes)
        for one, other in term.deltas:
            same = _same(axes.index(one), axes.index(other), shape)
            value, bound = value * same, bound * same
        return value, bound

    return store.approximated(("term", shape, canonical(term, places)), compute)


def _contracted(
    arrays: list[Floats], labels: list[tuple[Label, ...]], axes: tuple[Label, ...], sizes: Mapping[Label, int]
) -> Floats:
    """The sums of products over all labels but those of `axes`, with length 1 where they do not depend on one."""
    used = {label for group in labels for label in group}
    letters = {label: _LETTERS[position] for position, label in enumerate(sorted(used))}
    kept = [label for label in axes if label in used]
    if not arrays:
        return np.ones(())
    inputs = ",".join("".join(letters[label] for label in group) for group in labels)
    output = "".join(letters[label] for label in kept)
    value = np.einsum(f"{inputs}->{output}", *arrays, optimize="greedy")
    lengths = [size_of(label, sizes) if label in used else 1 for label in axes]
    return np.asarray(value, dtype=np.float64).reshape(lengths)


def _same(one: int, other: int, shape: tuple[int, ...]) -> Array:
    lengths = [1] * len(shape)
    lengths[one], lengths[other] = shape[one], shape[other]
    low, high = min(one, other), max(one, other)
    return np.equal(np.arange(shape[low])[:, None], np.arange(shape[high])[None, :]).reshape(lengths)
