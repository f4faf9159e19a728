"""How large can the entries of a node become?

A bound is a Python integer for a whole batch, or one float64 for each instance. The latter are rounded, by less than
one part in 2^40 for any term of fewer than a thousand operations in a row, which `fits` leaves room for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

import numpy as np
from numpy.typing import NDArray

from toymodels.evaluate.nodes import LARGEST, Axes, Axis, Node, Op, extent

Bound = int | NDArray[np.float64]

_ROUNDING = 2.0**-30
HUGE = 2**200
"""No bound is tracked beyond this: it fits no int64, but converts to float64."""


def magnitudes(
    order: Iterable[Node], variables: Mapping[str, Bound], denominators: Mapping[str, Bound]
) -> dict[int, Bound]:
    """By serial, a bound on the absolute value of each integer node of `order`, which lists operands first.

    variables: bounds on the arrays of the variables; denominators: bounds on the denominators by symbol.
    """
    known: dict[int, Bound] = {}
    with np.errstate(over="ignore", invalid="ignore"):
        for node in order:
            if node.op is Op.INDEXED:
                known[node.serial] = variables[cast(str, node.data)]
            elif node.op is Op.DENOMINATOR:
                symbol, power = cast("tuple[str, int]", node.data)
                known[node.serial] = _limited(denominators[symbol] ** power)
            elif not node.boolean:
                known[node.serial] = _limited(magnitude(node, [known.get(arg.serial, 1) for arg in node.args]))
    return known


def magnitude(node: Node, operands: list[Bound]) -> Bound:
    """The bound of one node from those of its operands (for a Boolean operand, anything)."""
    match node.op:
        case Op.CONST:
            return abs(scalar) if (scalar := node.scalar()) is not None else _largest_entry(node)
        case Op.NEG | Op.ABS | Op.MONUS | Op.FLOORDIV | Op.MOD | Op.CHECKED:
            return operands[0]
        case Op.ADD | Op.SUB | Op.GCD | Op.BIT_AND | Op.BIT_OR | Op.BIT_XOR:
            return operands[0] + operands[1]
        case Op.MUL:
            return operands[0] * operands[1]
        case Op.MIN | Op.MAX:
            return _larger(operands[0], operands[1])
        case Op.WHERE:
            return _larger(operands[1], operands[2])
        case Op.SIGN | Op.TO_INT:
            return 1
        case Op.SUM:
            return operands[0] * extent(cast(Axes, node.data))
        case Op.DOT:
            return operands[0] * operands[1] * extent(cast(Axes, node.data))
        case Op.PRODUCT:
            return operands[0] ** cast(Axis, node.data).size
        case Op.CROSS_SUM:
            size = cast(Axis, node.data).size
            return _larger(operands[0], 1) * operands[1] ** (size - 1) * size
        case _:
            raise AssertionError(f"{node.op} is not an integer operation that is bounded by its operands")


def fits(bound: Bound) -> NDArray[np.bool_] | bool:
    """Whether int64 holds everything up to the bound, for certain."""
    return bound <= (LARGEST if isinstance(bound, int) else LARGEST * (1 - _ROUNDING))


def rounded_up(bound: float) -> int:
    """A bound that certainly holds where `bound` was computed in float64."""
    return int(bound * (1 + _ROUNDING)) + 1 if bound < HUGE else HUGE


def _limited(bound: Bound) -> Bound:
    return min(bound, HUGE) if isinstance(bound, int) else bound


def _largest_entry(node: Node) -> int:
    assert node.value is not None
    return int(np.abs(node.value).max(initial=0))


def _larger(left: Bound, right: Bound) -> Bound:
    if isinstance(left, int) and isinstance(right, int):
        return max(left, right)
    return np.maximum(left, right)
