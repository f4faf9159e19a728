"""Integer arrays, symbolically: what the batched evaluator compiles a term to.

A `Node` stands for one integer or Boolean for every instance of a batch and every value of its axes. An `Axis` is a
bound variable that ranges over a `Fin`; binders nested equally deep share a level, so that equal expressions below
different binders are equal nodes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from math import prod
from typing import Any, NamedTuple

from numpy.typing import NDArray

LARGEST = 2**63 - 1
"""The largest magnitude that int64 holds with either sign."""

Array = NDArray[Any]


class Axis(NamedTuple):
    """A bound variable: how many binders stand around it, and how many values it takes."""

    level: int
    size: int


Axes = tuple[Axis, ...]


class Op(Enum):
    """What a node computes; its operands are its arguments, its parameter `data`."""

    CONST = auto()
    """`data`: the integer or truth value of a scalar; what identifies an array."""
    INDEXED = auto()
    """Variable `data` at the given indices, one operand a dimension."""
    DENOMINATOR = auto()
    """`data`: a denominator's symbol and the positive power."""
    NEG = auto()
    ADD = auto()
    SUB = auto()
    MUL = auto()
    MIN = auto()
    MAX = auto()
    ABS = auto()
    SIGN = auto()
    MONUS = auto()
    """Truncated subtraction."""
    FLOORDIV = auto()
    MOD = auto()
    GCD = auto()
    BIT_AND = auto()
    BIT_OR = auto()
    BIT_XOR = auto()
    CHECKED = auto()
    """The first operand, a natural number that must lie below the second."""
    TO_INT = auto()
    """0 or 1 for a Boolean."""
    WHERE = auto()
    SUM = auto()
    """Sum over the axes `data`."""
    DOT = auto()
    """Sum of products over the axes `data`, which both factors have."""
    CROSS_SUM = auto()
    """Over the axis `data`: the sum of each entry of the first operand times all *other* entries of the second."""
    PRODUCT = auto()
    """Product over the axis `data`."""
    EQ = auto()
    NE = auto()
    LE = auto()
    LT = auto()
    NOT = auto()
    AND = auto()
    OR = auto()
    ALL = auto()
    """Conjunction over the axes `data`."""
    ANY = auto()
    """Disjunction over the axes `data`."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One array; equality is identity, because a `Builder` makes every node once.

    serial: order of creation, hence operands have smaller serials.
    axes: sorted by level; batched: whether the value depends on the instance; boolean: bool rather than integer.
    nonneg: known not to be negative; upper: a bound from above that holds in every batch (None: unknown).
    value: of an array constant, shape (sizes of the axes, 1).
    """

    serial: int
    op: Op
    args: tuple[Node, ...]
    data: Hashable
    axes: Axes
    batched: bool
    boolean: bool
    nonneg: bool
    upper: int | None
    value: Array | None = None

    def scalar(self) -> int | None:
        """The value of a scalar constant (0 or 1 for a truth value), else None."""
        if self.op is Op.CONST and isinstance(self.data, int):
            return self.data
        return None


def merge_axes(parts: Iterable[Axes]) -> Axes:
    """All axes of the parts, sorted."""
    return tuple(sorted({axis for part in parts for axis in part}))


def without(axes: Axes, removed: Iterable[Axis]) -> Axes:
    """`axes` less those `removed`, in order."""
    gone = frozenset(removed)
    return tuple(axis for axis in axes if axis not in gone)


def extent(axes: Iterable[Axis]) -> int:
    """How many entries an array with these axes has per instance."""
    return prod(axis.size for axis in axes)


def topological(roots: Iterable[Node]) -> list[Node]:
    """Every node that the roots need, operands first."""
    seen: dict[int, Node] = {}
    pending = list(roots)
    while pending:
        node = pending.pop()
        if node.serial not in seen:
            seen[node.serial] = node
            pending.extend(node.args)
    return [seen[serial] for serial in sorted(seen)]
