"""Each operation of a node in numpy.

Arrays have shape (b, sizes of the axes), where b is 1 for what does not depend on the instance. Integers are held as
float64, int64 or Python integers (see `batched`); a kernel gets them all in one type, in which the result is exact too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np

from toymodels.evaluate.nodes import Array, Axes, Axis, Node, Op, extent, without


class IndexRangeError(Exception):
    """An index that its `Fin` does not have; whether that matters is for the reference evaluator to find out."""


def compute(node: Node, operands: Sequence[Array]) -> Array:
    """The array of `node` (neither a constant nor a leaf) from those of its arguments, all integers of one type."""
    match node.op:
        case Op.SUM:
            return _sum(operands[0], node.args[0].axes, cast(Axes, node.data))
        case Op.DOT:
            return _dot(operands[0], operands[1], node)
        case Op.CROSS_SUM | Op.PRODUCT:
            return _product(node, operands)
        case Op.ALL | Op.ANY:
            reduce = np.logical_and if node.op is Op.ALL else np.logical_or
            axes = _positions(node.args[0].axes, cast(Axes, node.data))
            return cast(Array, reduce.reduce(operands[0], axis=axes))
        case _:
            aligned = [align(value, arg.axes, node.axes) for value, arg in zip(operands, node.args, strict=True)]
            return _elementwise(node.op, aligned)


def align(value: Array, axes: Axes, target: Axes) -> Array:
    """A view of `value`, which has `axes`, with a dimension of size 1 for every other axis of `target`."""
    return value if axes == target else value[_alignment(axes, target)]


@lru_cache(maxsize=4096)
def _alignment(axes: Axes, target: Axes) -> tuple[slice | None, ...]:
    return (slice(None), *(slice(None) if axis in axes else None for axis in target))


def _elementwise(op: Op, x: list[Array]) -> Array:
    match op:
        case Op.NEG:
            return -x[0]
        case Op.ADD:
            return x[0] + x[1]
        case Op.SUB:
            return x[0] - x[1]
        case Op.MUL:
            return x[0] * x[1]
        case Op.MIN:
            return np.minimum(x[0], x[1])
        case Op.MAX:
            return np.maximum(x[0], x[1])
        case Op.ABS:
            return np.abs(x[0])
        case Op.SIGN:
            return np.sign(x[0])
        case Op.MONUS:
            return np.maximum(x[0] - x[1], 0)
        case Op.FLOORDIV:
            return np.where(x[1] == 0, 0, x[0] // np.where(x[1] == 0, 1, x[1]))
        case Op.MOD:
            return np.where(x[1] == 0, x[0], x[0] % np.where(x[1] == 0, 1, x[1]))
        case Op.CHECKED:
            if np.any(x[0] >= x[1]):
                raise IndexRangeError
            return x[0]
        case Op.TO_INT:
            return x[0].astype(np.int64)
        case Op.WHERE:
            return np.where(x[0], x[1], x[2])
        case Op.EQ:
            return x[0] == x[1]
        case Op.NE:
            return x[0] != x[1]
        case Op.LE:
            return x[0] <= x[1]
        case Op.LT:
            return x[0] < x[1]
        case Op.NOT:
            return ~x[0]
        case Op.AND:
            return x[0] & x[1]
        case Op.OR:
            return x[0] | x[1]
        case _:
            raise AssertionError(f"{op} is not elementwise")


# ---------------------------------------------------------------------------------------------------------- reductions


def _sum(value: Array, axes: Axes, summed: Axes) -> Array:
    return np.einsum(value, [0, *_levels(axes)], [0, *_levels(without(axes, summed))])


def _dot(left: Array, right: Array, node: Node) -> Array:
    """Sum of products: a matrix product where there are rows and columns, else a contraction in one pass."""
    summed, (x, y) = cast(Axes, node.data), (node.args[0].axes, node.args[1].axes)
    if set(x) != set(node.axes) | set(summed) and set(y) != set(node.axes) | set(summed):
        return _matrix_product(left, right, node)
    # An operand that does not depend on the instance goes without its batch dimension if the other one does.
    shared = left.shape[0] == right.shape[0]
    first, first_labels = _labelled(left, x, shared)
    second, second_labels = _labelled(right, y, shared)
    return np.einsum(first, first_labels, second, second_labels, [0, *_levels(node.axes)])


def _labelled(value: Array, axes: Axes, shared: bool) -> tuple[Array, list[int]]:
    if value.shape[0] == 1 and not shared:
        return value[0], _levels(axes)
    return value, [0, *_levels(axes)]


def _matrix_product(left: Array, right: Array, node: Node) -> Array:
    summed, (x, y) = cast(Axes, node.data), (node.args[0].axes, node.args[1].axes)
    shared = tuple(axis for axis in x if axis in y and axis not in summed)
    rows, columns = without(x, (*shared, *summed)), without(y, (*shared, *summed))
    if columns < rows:
        left, right, x, y, rows, columns = right, left, y, x, columns, rows
    first = _as_matrices(left, x, shared, rows, summed)
    second = _as_matrices(right, y, shared, summed, columns)
    product = first @ second
    order = (*shared, *rows, *columns)
    product = product.reshape(product.shape[0], *(axis.size for axis in order))
    return product if order == node.axes else product.transpose(0, *_positions(order, node.axes))


def _as_matrices(value: Array, axes: Axes, shared: Axes, rows: Axes, columns: Axes) -> Array:
    """Shape (b, sizes of shared, product of row sizes, product of column sizes), contiguous."""
    moved = np.ascontiguousarray(value.transpose(0, *_positions(axes, (*shared, *rows, *columns))))
    return moved.reshape(value.shape[0], *(axis.size for axis in shared), extent(rows), extent(columns))


def _product(node: Node, operands: Sequence[Array]) -> Array:
    """`PRODUCT`, or `CROSS_SUM`: the numerator of a sum of fractions beside the product of their denominators."""
    axis = cast(Axis, node.data)
    entries = tuple(sorted((*node.axes, axis)))
    position = 1 + entries.index(axis)

    def entry(which: int, index: int) -> Array:
        value = align(operands[which], node.args[which].axes, entries)
        return value.take(index if value.shape[position] > 1 else 0, axis=position)

    if node.op is Op.PRODUCT:
        product = entry(0, 0)
        for index in range(1, axis.size):
            product = product * entry(0, index)
        return product
    numerator, denominator = entry(0, 0), entry(1, 0)
    for index in range(1, axis.size):
        if index > 1:
            denominator = denominator * entry(1, index - 1)
        numerator = numerator * entry(1, index) + entry(0, index) * denominator
    return numerator


# -------------------------------------------------------------------------------------------------------------- leaves


@dataclass(frozen=True, slots=True)
class View:
    """Basic indices into a variable's array, then the order of the dimensions."""

    indices: tuple[int | slice, ...]
    order: tuple[int, ...]

    def of(self, array: Array) -> Array:
        """The view of `array`, shape (b, sizes of the node's axes)."""
        return array[self.indices].transpose(self.order)


def basic_view(node: Node) -> View | None:
    """How to read the `INDEXED` node without copying; None unless its indices are slices of distinct axes."""
    indices: list[int | slice] = [slice(None)]
    axes: list[Axis] = []
    for index in node.args:
        scalar = index.scalar()
        if scalar is not None:
            indices.append(scalar)
            continue
        if index.value is None or len(index.axes) != 1 or index.axes[0] in axes:
            return None
        entries = cast("list[int]", index.value[0].tolist())
        if entries != list(range(entries[0], entries[0] + len(entries))):
            return None
        indices.append(slice(entries[0], entries[0] + len(entries)))
        axes.append(index.axes[0])
    return View(tuple(indices), (0, *_positions(tuple(axes), node.axes)))


def gather(array: Array, node: Node, operands: Sequence[Array]) -> Array:
    """The entries of a variable's array, of shape (b, d1, ..., dk), at `k` indices."""
    indices = [
        align(value, arg.axes, node.axes).astype(np.int64, copy=False)
        for value, arg in zip(operands, node.args, strict=True)
    ]
    instance = align(cast(Array, np.arange(array.shape[0])), (), node.axes)
    return array[(instance, *indices)]


def _positions(axes: Axes, wanted: Axes) -> tuple[int, ...]:
    """Where the wanted axes stand in an array with the given ones (after the batch)."""
    return tuple(1 + axes.index(axis) for axis in wanted)


def _levels(axes: Axes) -> list[int]:
    """Einsum labels; 0 is the batch."""
    return [1 + axis.level for axis in axes]
