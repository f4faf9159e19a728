"""Numbers that are shorter than their bounds say.

A bound adds up what could be, and where signs differ or most entries are small, little of that is. So the nodes whose
bounds int64 does not hold are computed in floats as well: a float that is far from 2^63, by more than can have been
rounded away, tells that the integer fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from toymodels.evaluate.nodes import LARGEST, Array, Node, Op
from toymodels.evaluate.tape import EXACT_IN_FLOAT

HOPELESS = 2.0**92
"""A bound with which a float tells nothing."""

_ROUNDING = 2.0**-30
"""What rounding can have changed, of a node's bound: operations in a row, and summands, number less than a million."""

_CONTINUOUS = frozenset(
    (
        Op.INDEXED,
        Op.DENOMINATOR,
        Op.NEG,
        Op.ADD,
        Op.SUB,
        Op.MUL,
        Op.MIN,
        Op.MAX,
        Op.ABS,
        Op.WHERE,
        Op.SUM,
        Op.DOT,
        Op.PRODUCT,
        Op.CROSS_SUM,
    )
)
"""What changes little where its integer operands do."""


def to_measure(order: Iterable[Node], bounds: Mapping[int, int]) -> tuple[Node, ...]:
    """The nodes whose bounds, given by serial, int64 does not hold; none where floats would tell nothing of them.

    Floats tell nothing where a number that they may not hold exactly decides which way is taken. A constant, what is
    made of constants only, and an entry of a variable are as long as their bounds say.
    """
    long: list[Node] = []
    sure: set[int] = set()
    for node in order:
        integers = [arg for arg in node.args if not arg.boolean]
        if all(_is_exact(arg, bounds) for arg in integers) and all(a.serial in sure for a in node.args if a.boolean):
            sure.add(node.serial)
        elif not node.boolean and (node.op not in _CONTINUOUS or not _steered(node) <= sure):
            return ()
        if not node.boolean and bounds[node.serial] > LARGEST:
            if not node.batched or node.op is Op.INDEXED:
                return ()
            long.append(node)
    return tuple(long)


def _is_exact(node: Node, bounds: Mapping[int, int]) -> bool:
    return bounds[node.serial] <= EXACT_IN_FLOAT


def _steered(node: Node) -> set[int]:
    """Serials of what decides what a node is: a condition, or the indices of an entry."""
    deciding = node.args[:1] if node.op is Op.WHERE else node.args if node.op is Op.INDEXED else ()
    return {arg.serial for arg in deciding}


def are_short(arrays: Sequence[Array], bounds: Sequence[NDArray[np.float64]], count: int) -> NDArray[np.bool_]:
    """Which instances int64 holds, shape (b,): by floats, shape (sizes of the axes, b), and bounds of their nodes."""
    short = np.ones(count, dtype=np.bool_)
    for array, bound in zip(arrays, bounds, strict=True):
        reach = np.abs(array).max(axis=tuple(range(array.ndim - 1)), initial=0)
        short &= reach + _ROUNDING * bound < LARGEST
    return short
