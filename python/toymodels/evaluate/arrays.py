"""Each operation of a node in numpy.

Arrays have shape (sizes of the axes, b), where b is 1 for what does not depend on the instance: with the instances
last, every operation is a few passes along contiguous instances, however small the matrices of one instance are.
Integers are held as floats, int64 or Python integers (see `programs`); an operation gets them all in one type, in which
the result is exact too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any, cast

import numpy as np

from toymodels.evaluate.nodes import Array, Axes, Axis, Node, Op, extent, without

Computation = Callable[..., Array]
"""The array of a node from those of its operands."""


class IndexRangeError(Exception):
    """An index that its `Fin` does not have; whether that matters, `flint` finds out."""


def compute(node: Node, operands: Sequence[Array]) -> Array:
    """The array of `node` (neither a constant nor a leaf) from those of its arguments, all integers of one type."""
    return operation(node)(*operands)


def operation(node: Node) -> Computation:
    """How to compute `node` (neither a constant nor a leaf): all that does not depend on the arrays is settled here."""
    match node.op:
        case Op.SUM:
            return _reduction(np.add, node)
        case Op.DOT:
            return _dot(node)
        case Op.CROSS_SUM | Op.PRODUCT:
            return _product(node)
        case Op.ALL:
            return _reduction(np.logical_and, node)
        case Op.ANY:
            return _reduction(np.logical_or, node)
        case _:
            return _elementwise(node)


def align(value: Array, axes: Axes, target: Axes) -> Array:
    """A view of `value`, shape (b, sizes of `axes`), with a dimension of size 1 for every other axis of `target`."""
    return value if axes == target else value[_alignment(axes, target)]


@lru_cache(maxsize=4096)
def _alignment(axes: Axes, target: Axes) -> tuple[slice | None, ...]:
    return (slice(None), *(slice(None) if axis in axes else None for axis in target))


def _places(axes: Axes, target: Axes) -> tuple[slice | None, ...] | None:
    """An index that gives an array with `axes` a dimension of size 1 for other axes of `target`; None: none is needed.

    Leading dimensions need none, for arrays are broadcast from the last one.
    """
    if axes == target[len(target) - len(axes) :]:
        return None
    return (*(slice(None) if axis in axes else None for axis in target), slice(None))


def _elementwise(node: Node) -> Computation:
    function = _FUNCTIONS[node.op]
    places = [_places(arg.axes, node.axes) for arg in node.args]
    if not any(places):
        return function

    def aligned(*operands: Array) -> Array:
        return function(*(x if at is None else x[at] for x, at in zip(operands, places, strict=True)))

    return aligned


def _monus(x: Array, y: Array) -> Array:
    return np.maximum(x - y, 0)


def _floordiv(x: Array, y: Array) -> Array:
    return np.where(y == 0, 0, x // np.where(y == 0, 1, y))


def _mod(x: Array, y: Array) -> Array:
    return np.where(y == 0, x, x % np.where(y == 0, 1, y))


def _checked(value: Array, bound: Array) -> Array:
    if np.any(value >= bound):
        raise IndexRangeError
    return value


def _to_int(x: Array) -> Array:
    return x.astype(np.int64)


_FUNCTIONS: dict[Op, Callable[..., Any]] = {
    Op.NEG: np.negative,
    Op.ADD: np.add,
    Op.SUB: np.subtract,
    Op.MUL: np.multiply,
    Op.MIN: np.minimum,
    Op.MAX: np.maximum,
    Op.ABS: np.absolute,
    Op.SIGN: np.sign,
    Op.MONUS: _monus,
    Op.FLOORDIV: _floordiv,
    Op.MOD: _mod,
    Op.GCD: np.gcd,
    Op.BIT_AND: np.bitwise_and,
    Op.BIT_OR: np.bitwise_or,
    Op.BIT_XOR: np.bitwise_xor,
    Op.CHECKED: _checked,
    Op.TO_INT: _to_int,
    Op.WHERE: np.where,
    Op.EQ: np.equal,
    Op.NE: np.not_equal,
    Op.LE: np.less_equal,
    Op.LT: np.less,
    Op.NOT: np.logical_not,
    Op.AND: np.logical_and,
    Op.OR: np.logical_or,
}


def _reduction(function: np.ufunc, node: Node) -> Computation:
    axes = _positions(node.args[0].axes, cast(Axes, node.data))

    def reduction(value: Array) -> Array:
        return cast(Array, function.reduce(value, axis=axes))

    return reduction


def _dot(node: Node) -> Computation:
    """Sum of products: a matrix product where there are rows and columns one instance after the other, for BLAS.

    Else a contraction in one pass, which runs along the instances where these lie next to each other.
    """
    summed, (x, y) = cast(Axes, node.data), (node.args[0].axes, node.args[1].axes)
    result = set(node.axes) | set(summed)
    contraction = _contraction(node)
    if set(x) == result or set(y) == result:
        return contraction
    product = _matrix_product(node)

    def dot(left: Array, right: Array) -> Array:
        apart = left.strides[-1] != left.itemsize and right.strides[-1] != right.itemsize
        return product(left, right) if apart and left.dtype.kind == "f" else contraction(left, right)

    return dot


def _contraction(node: Node) -> Computation:
    x, y, out = _labels(*(arg.axes for arg in (*node.args, node)))

    def contraction(left: Array, right: Array) -> Array:
        # An operand that does not depend on the instance goes without its batch dimension if the other one does.
        if left.shape[-1] == right.shape[-1]:
            return np.einsum(left, [*x, 0], right, [*y, 0], [*out, 0])
        if left.shape[-1] == 1:
            return np.einsum(left[..., 0], x, right, [*y, 0], [*out, 0])
        return np.einsum(left, [*x, 0], right[..., 0], y, [*out, 0])

    return contraction


def _matrix_product(node: Node) -> Computation:
    summed, (x, y) = cast(Axes, node.data), (node.args[0].axes, node.args[1].axes)
    shared = tuple(axis for axis in x if axis in y and axis not in summed)
    rows, columns = without(x, (*shared, *summed)), without(y, (*shared, *summed))
    order = (*shared, *rows, *columns)
    left_order, right_order = _positions(x, (*shared, *rows, *summed)), _positions(y, (*shared, *summed, *columns))
    back = (*(1 + order.index(axis) for axis in node.axes), 0)

    def product(left: Array, right: Array) -> Array:
        result = _as_matrices(left, left_order, shared, rows, summed) @ _as_matrices(
            right, right_order, shared, summed, columns
        )
        return result.reshape(result.shape[0], *(axis.size for axis in order)).transpose(back)

    return product


def _as_matrices(value: Array, order: tuple[int, ...], shared: Axes, rows: Axes, columns: Axes) -> Array:
    """Shape (b, sizes of shared, product of row sizes, product of column sizes), contiguous."""
    moved = np.ascontiguousarray(value.transpose(value.ndim - 1, *order))
    return moved.reshape(moved.shape[0], *(axis.size for axis in shared), extent(rows), extent(columns))


def _product(node: Node) -> Computation:
    """`PRODUCT`, or `CROSS_SUM`: the numerator of a sum of fractions beside the product of their denominators."""
    axis = cast(Axis, node.data)
    entries = tuple(sorted((*node.axes, axis)))
    position = entries.index(axis)
    alike = [_entry_index(arg.axes, entries) for arg in node.args]

    def entries_of(value: Array, which: int) -> list[Array]:
        """The entries along the axis; an operand without it has one, which stands for all."""
        value = value[alike[which]]
        size = value.shape[position]
        return [value[(slice(None),) * position + (index if size > 1 else 0,)] for index in range(axis.size)]

    if node.op is Op.PRODUCT:
        return lambda *operands: reduce(np.multiply, entries_of(operands[0], 0))

    def cross_sum(tops: Array, bottoms: Array) -> Array:
        tops_of, bottoms_of = entries_of(tops, 0), entries_of(bottoms, 1)
        numerator, denominator = tops_of[0], bottoms_of[0]
        for index in range(1, axis.size):
            if index > 1:
                denominator = denominator * bottoms_of[index - 1]
            numerator = numerator * bottoms_of[index] + tops_of[index] * denominator
        return numerator

    return cross_sum


def _entry_index(axes: Axes, entries: Axes) -> tuple[slice | None, ...]:
    return (*(slice(None) if axis in axes else None for axis in entries), slice(None))


@dataclass(frozen=True, slots=True)
class View:
    """Basic indices into a variable's array, then the order of the dimensions."""

    indices: tuple[int | slice, ...]
    order: tuple[int, ...]

    def of(self, array: Array) -> Array:
        """The view of `array`, shape (sizes of the node's axes, b)."""
        return array[self.indices].transpose(self.order)


def basic_view(node: Node) -> View | None:
    """How to read the `INDEXED` node without copying; None unless its indices are slices of distinct axes."""
    indices: list[int | slice] = []
    axes: list[Axis] = []
    for index in node.args:
        scalar = index.scalar()
        if scalar is not None:
            indices.append(scalar)
            continue
        if index.value is None or len(index.axes) != 1 or index.axes[0] in axes:
            return None
        entries = cast("list[int]", index.value[..., 0].tolist())
        if entries != list(range(entries[0], entries[0] + len(entries))):
            return None
        indices.append(slice(entries[0], entries[0] + len(entries)))
        axes.append(index.axes[0])
    return View((*indices, slice(None)), (*_positions(tuple(axes), node.axes), len(axes)))


def gather(array: Array, node: Node, operands: Sequence[Array]) -> Array:
    """The entries of a variable's array, of shape (d1, ..., dk, b), at `k` indices."""
    indices = [
        (value if at is None else value[at]).astype(np.int64, copy=False)
        for value, at in ((value, _places(arg.axes, node.axes)) for value, arg in zip(operands, node.args, strict=True))
    ]
    return array[(*indices, np.arange(array.shape[-1]))]


def _positions(axes: Axes, wanted: Axes) -> tuple[int, ...]:
    """Where the wanted axes stand in an array with the given ones."""
    return tuple(axes.index(axis) for axis in wanted)


def _labels(*axes: Axes) -> list[list[int]]:
    """Einsum labels, 0 for the batch. An axis's level will not do: einsum has few labels, and nesting may be deep."""
    label: dict[Axis, int] = {}
    return [[label.setdefault(axis, 1 + len(label)) for axis in some] for some in axes]
