"""Makes nodes: each only once, constants folded, sums pushed inwards and turned into matrix products."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import reduce
from typing import cast

import numpy as np

from toymodels.evaluate.arrays import compute
from toymodels.evaluate.bounds import magnitude
from toymodels.evaluate.nodes import LARGEST, Array, Axes, Axis, Node, Op, extent, merge_axes, without

_LEAVES = frozenset((Op.CONST, Op.INDEXED, Op.DENOMINATOR))
_BOOLEAN = frozenset((Op.EQ, Op.NE, Op.LE, Op.LT, Op.NOT, Op.AND, Op.OR, Op.ALL, Op.ANY))


class Builder:
    """The nodes of one compilation."""

    def __init__(self) -> None:
        self._nodes: dict[Hashable, Node] = {}
        self.zero = self.const(0)
        self.one = self.const(1)
        self.true = self.truth(True)
        self.false = self.truth(False)

    def const(self, value: int) -> Node:
        """An integer."""
        return self._make(Op.CONST, (), value, (), upper=value, nonneg=value >= 0)

    def truth(self, value: bool) -> Node:
        """`True` or `False`."""
        return self._make(Op.CONST, (), value, (), boolean=True)

    def array(self, value: Array, axes: Axes) -> Node:
        """An array that is the same for every instance, of shape (sizes of the axes, 1)."""
        boolean = value.dtype == np.bool_
        if value.size == 0 or value.min() == value.max():
            entry = value.flat[0] if value.size else 0
            return self.truth(bool(entry)) if boolean else self.const(int(entry))
        return self._make(
            Op.CONST,
            (),
            (value.tobytes(), value.shape),
            axes,
            boolean=boolean,
            nonneg=bool(value.min() >= 0),
            upper=int(value.max()),
            value=value,
        )

    def index(self, axis: Axis) -> Node:
        """The value of the bound variable that is `axis`."""
        return self.array(np.arange(axis.size, dtype=np.int64)[:, np.newaxis], (axis,))

    def indexed(self, name: str, indices: tuple[Node, ...], *, boolean: bool, nonneg: bool, upper: int | None) -> Node:
        """The entries of variable `name` at `indices`."""
        axes = merge_axes(index.axes for index in indices)
        return self._make(Op.INDEXED, indices, name, axes, boolean=boolean, nonneg=nonneg, upper=upper, batched=True)

    def denominator(self, symbol: str, power: int) -> Node:
        """`power` times the denominator `symbol`, as a factor."""
        if power == 0:
            return self.one
        return self._make(Op.DENOMINATOR, (), (symbol, power), (), nonneg=True, batched=True)

    def neg(self, x: Node) -> Node:
        """`-x`."""
        if x.op is Op.NEG:
            return x.args[0]
        if x.op is Op.SUB:
            return self.sub(x.args[1], x.args[0])
        return self._apply(Op.NEG, x)

    def add(self, x: Node, y: Node) -> Node:
        """`x + y`."""
        if x.scalar() == 0:
            return y
        if y.scalar() == 0:
            return x
        if y.op is Op.NEG:
            return self.sub(x, y.args[0])
        if x.op is Op.NEG:
            return self.sub(y, x.args[0])
        return self._apply(Op.ADD, *_ordered(x, y), nonneg=x.nonneg and y.nonneg, upper=_upper(_plus, x, y))

    def sub(self, x: Node, y: Node) -> Node:
        """`x - y`."""
        if x is y:
            return self.zero
        if y.scalar() == 0:
            return x
        if x.scalar() == 0:
            return self.neg(y)
        return self._apply(Op.SUB, x, y)

    def mul(self, x: Node, y: Node) -> Node:
        """`x * y`."""
        if x.scalar() == 0 or y.scalar() == 0:
            return self.zero
        for scalar, other in ((x.scalar(), y), (y.scalar(), x)):
            if scalar == 1:
                return other
            if scalar == -1:
                return self.neg(other)
        if x.op is Op.NEG:
            return self.neg(self.mul(x.args[0], y))
        if y.op is Op.NEG:
            return self.neg(self.mul(x, y.args[0]))
        nonneg = x is y or (x.nonneg and y.nonneg)
        upper = _upper(_times, x, y) if x.nonneg and y.nonneg else None
        return self._apply(Op.MUL, *_ordered(x, y), nonneg=nonneg, upper=upper)

    def power(self, x: Node, exponent: int) -> Node:
        """`x ^ exponent`, by squaring."""
        if exponent == 0:
            return self.one
        half = self.power(x, exponent // 2)
        square = self.mul(half, half)
        return self.mul(square, x) if exponent % 2 else square

    def minimum(self, x: Node, y: Node) -> Node:
        """The smaller."""
        if x is y:
            return x
        known = [bound for bound in (x.upper, y.upper) if bound is not None]
        upper = min(known) if known else None
        return self._apply(Op.MIN, *_ordered(x, y), nonneg=x.nonneg and y.nonneg, upper=upper)

    def maximum(self, x: Node, y: Node) -> Node:
        """The larger."""
        if x is y:
            return x
        return self._apply(Op.MAX, *_ordered(x, y), nonneg=x.nonneg or y.nonneg, upper=_upper(max, x, y))

    def absolute(self, x: Node) -> Node:
        """`|x|`."""
        return x if x.nonneg else self._apply(Op.ABS, x, nonneg=True)

    def sign(self, x: Node) -> Node:
        """-1, 0 or 1."""
        return self.minimum(x, self.one) if x.nonneg else self._apply(Op.SIGN, x, upper=1)

    def monus(self, x: Node, y: Node) -> Node:
        """`x - y`, or 0 where that is negative."""
        return x if y.scalar() == 0 else self._apply(Op.MONUS, x, y, nonneg=True, upper=x.upper)

    def floordiv(self, x: Node, y: Node) -> Node:
        """`x / y` rounded down, 0 where `y` is 0; `y` is not negative."""
        if y.scalar() == 1:
            return x
        return self._apply(Op.FLOORDIV, x, y, nonneg=x.nonneg, upper=x.upper if x.nonneg else None)

    def gcd(self, x: Node, y: Node) -> Node:
        """The greatest common divisor of natural numbers."""
        return self._apply(Op.GCD, *_ordered(x, y), nonneg=True, upper=_upper(_plus, x, y))

    def bitwise(self, op: Op, x: Node, y: Node) -> Node:
        """Conjunction, disjunction or difference of the binary digits of natural numbers."""
        return self._apply(op, *_ordered(x, y), nonneg=True, upper=_upper(_plus, x, y))

    def natural(self, x: Node) -> Node:
        """`x`, or 0 where that is negative."""
        return x if x.nonneg else self.maximum(x, self.zero)

    def mod(self, x: Node, y: Node) -> Node:
        """The remainder of `x` by `y`, `x` where `y` is 0; neither is negative."""
        return self._apply(Op.MOD, x, y, nonneg=True, upper=x.upper)

    def checked(self, value: Node, bound: Node) -> Node:
        """`value`, after making sure that it is below `bound` everywhere."""
        limits = [
            limit for limit in (value.upper, None if bound.upper is None else bound.upper - 1) if limit is not None
        ]
        return self._apply(Op.CHECKED, value, bound, nonneg=True, upper=min(limits, default=None))

    def to_int(self, x: Node) -> Node:
        """0 or 1."""
        return self._apply(Op.TO_INT, x, nonneg=True, upper=1)

    def where(self, condition: Node, x: Node, y: Node) -> Node:
        """`x` where the condition holds, else `y`."""
        if x is y or condition.scalar() is not None:
            return x if condition.scalar() != 0 else y
        if x.boolean:
            return self.or_(self.and_(condition, x), self.and_(self.not_(condition), y))
        if condition.op in (Op.LE, Op.LT):
            match condition.args:
                case (low, high) if low is y and high is x:
                    return self.maximum(x, y)
                case (low, high) if low is x and high is y:
                    return self.minimum(x, y)
                case _:
                    pass
        return self._apply(Op.WHERE, condition, x, y, nonneg=x.nonneg and y.nonneg, upper=_upper(max, x, y))

    def sum(self, axis: Axis, x: Node) -> Node:
        """The sum of `x` over one axis."""
        if axis not in x.axes:
            return self.mul(self.const(axis.size), x)
        inside, outside = self._split(x, axis)
        total = self._sum_of_product(axis, inside)
        return reduce(self.mul, outside, total)

    def dot(self, axes: Axes, x: Node, y: Node) -> Node:
        """The sum of `x * y` over all `axes`."""
        for axis in axes:
            if axis not in x.axes:
                return self.dot(without(axes, (axis,)), x, self.sum(axis, y))
            if axis not in y.axes:
                return self.dot(without(axes, (axis,)), self.sum(axis, x), y)
        if not axes:
            return self.mul(x, y)
        nonneg = x is y or (x.nonneg and y.nonneg)
        result = without(merge_axes((x.axes, y.axes)), axes)
        return self._apply(Op.DOT, *_ordered(x, y), data=axes, axes=result, nonneg=nonneg)

    def _sum_of_product(self, axis: Axis, factors: list[Node]) -> Node:
        if len(factors) > 1:
            return self.dot((axis,), *self._pair(factors))
        (x,) = factors
        match x.op:
            case Op.SUM:
                return self._sum(merge_axes((_axes(x), (axis,))), x.args[0])
            case Op.DOT:
                return self.dot(merge_axes((_axes(x), (axis,))), *x.args)
            case Op.NEG:
                return self.neg(self.sum(axis, x.args[0]))
            case _:
                return self._sum((axis,), x)

    def _sum(self, axes: Axes, x: Node) -> Node:
        upper = x.upper * extent(axes) if x.upper is not None else None
        return self._apply(Op.SUM, x, data=axes, axes=without(x.axes, axes), nonneg=x.nonneg, upper=upper)

    def _split(self, x: Node, axis: Axis) -> tuple[list[Node], list[Node]]:
        """The factors of `x` that have the axis, and those that do not."""
        if x.op is not Op.MUL:
            return ([x], []) if axis in x.axes else ([], [x])
        inside: list[Node] = []
        outside: list[Node] = []
        for factor in x.args:
            parts = self._split(factor, axis) if _is_outer(factor, axis) else self._split_whole(factor, axis)
            inside += parts[0]
            outside += parts[1]
        return inside, outside

    def _split_whole(self, x: Node, axis: Axis) -> tuple[list[Node], list[Node]]:
        return ([x], []) if axis in x.axes else ([], [x])

    def _pair(self, factors: list[Node]) -> tuple[Node, Node]:
        """Two or more factors as two, multiplying first what makes the smallest arrays."""
        while len(factors) > 2:
            pairs = [(i, j) for i in range(len(factors)) for j in range(i)]
            i, j = min(pairs, key=lambda pair: extent(merge_axes((factors[pair[0]].axes, factors[pair[1]].axes))))
            product = self.mul(factors[i], factors[j])
            factors = [*(factor for place, factor in enumerate(factors) if place not in (i, j)), product]
        return factors[0], factors[1]

    def cross_sum(self, axis: Axis, x: Node, y: Node) -> Node:
        """The numerator of the sum of the fractions `x / y` over the axis, whose denominator is the product of `y`."""
        axes = without(merge_axes((x.axes, y.axes)), (axis,))
        return self._apply(Op.CROSS_SUM, x, y, data=axis, axes=axes, nonneg=x.nonneg and y.nonneg)

    def product(self, axis: Axis, x: Node) -> Node:
        """The product of `x`, which has the axis, over it."""
        return self._apply(Op.PRODUCT, x, data=axis, axes=without(x.axes, (axis,)), nonneg=x.nonneg)

    def eq(self, x: Node, y: Node) -> Node:
        """`x = y`, for integers or Booleans."""
        return self.true if x is y else self._apply(Op.EQ, *_ordered(x, y))

    def ne(self, x: Node, y: Node) -> Node:
        """`x ≠ y`, for integers or Booleans."""
        return self.false if x is y else self._apply(Op.NE, *_ordered(x, y))

    def le(self, x: Node, y: Node) -> Node:
        """`x ≤ y`."""
        return self.true if x is y or (x.scalar() == 0 and y.nonneg) else self._apply(Op.LE, x, y)

    def lt(self, x: Node, y: Node) -> Node:
        """`x < y`."""
        return self.false if x is y or (y.scalar() == 0 and x.nonneg) else self._apply(Op.LT, x, y)

    def not_(self, x: Node) -> Node:
        """Negation, pushed into a comparison."""
        match x.op:
            case Op.NOT:
                return x.args[0]
            case Op.EQ:
                return self.ne(*x.args)
            case Op.NE:
                return self.eq(*x.args)
            case Op.LE:
                return self.lt(x.args[1], x.args[0])
            case Op.LT:
                return self.le(x.args[1], x.args[0])
            case _:
                return self._apply(Op.NOT, x)

    def and_(self, x: Node, y: Node) -> Node:
        """Conjunction."""
        if x is y or x.scalar() == 1 or y.scalar() == 0:
            return y
        if y.scalar() == 1 or x.scalar() == 0:
            return x
        return self._apply(Op.AND, *_ordered(x, y))

    def or_(self, x: Node, y: Node) -> Node:
        """Disjunction."""
        if x is y or x.scalar() == 0 or y.scalar() == 1:
            return y
        if y.scalar() == 0 or x.scalar() == 1:
            return x
        return self._apply(Op.OR, *_ordered(x, y))

    def all(self, axis: Axis, x: Node) -> Node:
        """Conjunction over an axis."""
        return self._quantified(Op.ALL, axis, x, empty=self.true)

    def any(self, axis: Axis, x: Node) -> Node:
        """Disjunction over an axis."""
        return self._quantified(Op.ANY, axis, x, empty=self.false)

    def _quantified(self, op: Op, axis: Axis, x: Node, empty: Node) -> Node:
        if axis.size == 0:
            return empty
        if axis not in x.axes:
            return x
        axes, body = (axis,), x
        if x.op is op:
            axes, body = merge_axes((_axes(x), (axis,))), x.args[0]
        return self._apply(op, body, data=axes, axes=without(body.axes, axes))

    def _apply(
        self,
        op: Op,
        *args: Node,
        data: Hashable = None,
        axes: Axes | None = None,
        nonneg: bool = False,
        upper: int | None = None,
    ) -> Node:
        """The node, or its value if it is constant and int64 holds it."""
        node_axes = merge_axes(arg.axes for arg in args) if axes is None else axes
        node = self._make(op, args, data, node_axes, boolean=op in _BOOLEAN, nonneg=nonneg, upper=upper)
        return self._fold(node)

    def _fold(self, node: Node) -> Node:
        if any(arg.op is not Op.CONST for arg in node.args):
            return node
        limits = [1 if arg.boolean else magnitude(arg, []) for arg in node.args]
        results = limits if node.boolean else [*limits, magnitude(node, limits)]
        if any(isinstance(limit, int) and limit > LARGEST for limit in results):
            return node
        return self.array(compute(node, [constant_array(arg) for arg in node.args]), node.axes)

    def _make(
        self,
        op: Op,
        args: tuple[Node, ...],
        data: Hashable,
        axes: Axes,
        *,
        boolean: bool = False,
        nonneg: bool = False,
        upper: int | None = None,
        batched: bool = False,
        value: Array | None = None,
    ) -> Node:
        key = (op, boolean, data, axes, *(arg.serial for arg in args))
        node = self._nodes.get(key)
        if node is None:
            depends = batched or any(arg.batched for arg in args)
            node = Node(len(self._nodes), op, args, data, axes, depends, boolean, nonneg, upper, value)
            self._nodes[key] = node
        return node


def constant_array(node: Node) -> Array:
    """The array of a constant, of shape (sizes of the axes, 1)."""
    if node.value is not None:
        return node.value
    scalar = node.scalar()
    assert scalar is not None
    if node.boolean:
        return np.array([scalar], dtype=np.bool_)
    return np.array([scalar], dtype=np.int64 if abs(scalar) <= LARGEST else object)


def _is_outer(x: Node, axis: Axis) -> bool:
    """Whether `x` is a product worth taking apart: a factor of it is smaller than itself."""
    return x.op is Op.MUL and any(arg.axes != x.axes or axis not in arg.axes for arg in x.args)


def _ordered(x: Node, y: Node) -> tuple[Node, Node]:
    return (x, y) if x.serial <= y.serial else (y, x)


def _axes(node: Node) -> Axes:
    return cast(Axes, node.data)


def _upper(combine: Callable[[int, int], int], x: Node, y: Node) -> int | None:
    return None if x.upper is None or y.upper is None else combine(x.upper, y.upper)


def _plus(x: int, y: int) -> int:
    return x + y


def _times(x: int, y: int) -> int:
    return x * y
