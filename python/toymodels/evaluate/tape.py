"""A program with the types of its arrays chosen, as steps that run one after the other and ask no more questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from toymodels.evaluate.arrays import View, gather, operation
from toymodels.evaluate.builder import constant_array
from toymodels.evaluate.nodes import LARGEST, Array, Node, Op

EXACT_IN_FLOAT = 2**53
"""float64 holds every integer up to this magnitude."""

EXACT_IN_FLOAT32 = 2**24
"""float32 holds every integer up to this magnitude."""

FLOATS = (np.float32, np.float64)
_WIDTHS = (np.float32, np.float64, np.int64, object)
_INTEGER_ONLY = frozenset(
    (Op.FLOORDIV, Op.MOD, Op.MONUS, Op.CHECKED, Op.TO_INT, Op.GCD, Op.BIT_AND, Op.BIT_OR, Op.BIT_XOR)
)


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Some instances of a batch: entries of variables, shape (b, d1, ..., dk), and denominators, shape (b,).

    instances_last: whether a variable's entries are copied so that instances lie next to each other in memory.
    """

    variables: Mapping[str, Array]
    denominators: Mapping[str, NDArray[np.int64]]
    instances_last: bool
    _leaves: dict[tuple[str, type | None], Array] = field(default_factory=dict[tuple[str, "type | None"], Array])

    def leaf(self, name: str, wanted: type | None) -> Array:
        """A variable's entries, shape (d1, ..., dk, b), in the type `wanted` (None: as they are)."""
        key = (name, wanted)
        if key not in self._leaves:
            array = self.variables[name]
            moved = array.transpose(*range(1, array.ndim), 0)
            order = "C" if self.instances_last else "K"
            self._leaves[key] = moved.astype(wanted or array.dtype, order=order, copy=self.instances_last)
        return self._leaves[key]

    def denominator(self, symbol: str, wanted: type) -> Array:
        """The denominators of a symbol, shape (b,)."""
        key = (symbol, wanted)
        array = self.denominators[symbol]
        if wanted is np.int64:
            return array
        if key not in self._denominators:
            self._denominators[key] = array.astype(wanted)
        return self._denominators[key]

    _denominators: dict[tuple[str, type], Array] = field(default_factory=dict[tuple[str, type], Array])


Cells = list[Any]
"""The arrays computed so far, one cell a node; those that no later step needs are emptied."""

_Step = Callable[[Cells, Chunk], Array]


class Tape:
    """The steps of a program whose nodes are held in given types."""

    def __init__(
        self, order: Sequence[Node], roots: Sequence[Node], views: Mapping[int, View | None], least: Mapping[int, type]
    ) -> None:
        """`order`: all nodes, operands first; `least`: by serial, the smallest type that holds an integer node."""
        self._least = least
        self._views = views
        self._types = {node.serial: self._type_of(node) for node in order if not node.boolean}
        self._made: list[tuple[_Step, tuple[int, ...]]] = []
        self._cell: dict[tuple[int, type | None], int] = {}
        for node in order:
            self._cell[node.serial, self._types.get(node.serial)] = self._add(*self._step(node))
        self._roots = [self._cell[root.serial, self._types.get(root.serial)] for root in roots]
        last_use = {cell: user for user, (_, cells) in enumerate(self._made) for cell in cells}
        emptied: list[list[int]] = [[] for _ in self._made]
        for cell, user in last_use.items():
            if cell not in self._roots:
                emptied[user].append(cell)
        self._steps = [(step, tuple(gone)) for (step, _), gone in zip(self._made, emptied, strict=True)]

    def run(self, chunk: Chunk) -> tuple[Array, ...]:
        """The roots' arrays, shape (sizes of the axes, b), b being 1 for constants."""
        cells: Cells = [None] * len(self._steps)
        for cell, (step, emptied) in enumerate(self._steps):
            cells[cell] = step(cells, chunk)
            for gone in emptied:
                cells[gone] = None
        return tuple(cells[root] for root in self._roots)

    def _add(self, step: _Step, needed: Sequence[int]) -> int:
        self._made.append((step, tuple(needed)))
        return len(self._made) - 1

    def _step(self, node: Node) -> tuple[_Step, Sequence[int]]:
        """A step and the cells that it reads; those steps that bring its operands to one type are added before it."""
        match node.op:
            case Op.CONST:
                constant = _constant(node, self._types.get(node.serial))
                return lambda cells, chunk: constant, ()
            case Op.INDEXED:
                return self._leaf(node)
            case Op.DENOMINATOR:
                symbol, power = cast("tuple[str, int]", node.data)
                wanted = self._types[node.serial]
                return lambda cells, chunk: _power(chunk.denominator(symbol, wanted), power), ()
            case _:
                return self._computed(node)

    def _leaf(self, node: Node) -> tuple[_Step, Sequence[int]]:
        name, view = cast(str, node.data), self._views[node.serial]
        wanted = self._types.get(node.serial)
        if view is not None:
            return lambda cells, chunk: view.of(chunk.leaf(name, wanted)), ()
        indices = [self._cell[arg.serial, self._types[arg.serial]] for arg in node.args]
        return lambda cells, chunk: gather(chunk.leaf(name, wanted), node, [cells[index] for index in indices]), indices

    def _computed(self, node: Node) -> tuple[_Step, Sequence[int]]:
        compute, wanted = operation(node), self._operand_type(node)
        operands = [self._operand(arg, wanted) for arg in node.args]
        match operands:
            case [x]:
                return lambda cells, chunk: compute(cells[x]), operands
            case [x, y]:
                return lambda cells, chunk: compute(cells[x], cells[y]), operands
            case _:
                return lambda cells, chunk: compute(*(cells[cell] for cell in operands)), operands

    def _operand(self, arg: Node, wanted: type) -> int:
        """The cell of an operand in the type that a node wants, which holds it exactly."""
        held = self._types.get(arg.serial)
        key = (arg.serial, held if arg.boolean else wanted)
        if key not in self._cell:
            self._cell[key] = self._add(*self._converted(arg, held, wanted))
        return self._cell[key]

    def _converted(self, arg: Node, held: type | None, wanted: type) -> tuple[_Step, Sequence[int]]:
        if arg.op is Op.CONST:
            constant = _constant(arg, wanted)
            return lambda cells, chunk: constant, ()
        cell = self._cell[arg.serial, held]
        if wanted is object and held in FLOATS:
            return lambda cells, chunk: cells[cell].astype(np.int64).astype(object), [cell]
        return lambda cells, chunk: cells[cell].astype(wanted), [cell]

    def _type_of(self, node: Node) -> type:
        """The type in which an integer node's array is held."""
        least = self._least[node.serial]
        match node.op:
            case Op.CONST:
                return np.int64 if least in FLOATS else least
            case Op.DENOMINATOR:
                return least
            case Op.INDEXED:
                # Natural numbers stay integers, for they serve as indices mostly.
                return np.int64 if node.nonneg and least is not object else least
            case _:
                return self._operand_type(node)

    def _operand_type(self, node: Node) -> type:
        """The type in which a node is computed from its integer operands: one that holds all of them and the result."""
        involved = [self._least[part.serial] for part in (node, *node.args) if not part.boolean]
        if node.op in _INTEGER_ONLY and object not in involved:
            return np.int64
        return max(involved, key=_WIDTHS.index, default=np.float32)


def least_type(bound: int) -> type:
    """The fastest type that holds every integer up to the bound."""
    if bound > LARGEST:
        return object
    if bound <= EXACT_IN_FLOAT32:
        return np.float32
    return np.float64 if bound <= EXACT_IN_FLOAT else np.int64


def _constant(node: Node, wanted: type | None) -> Array:
    array = constant_array(node)
    return array if wanted is None else cast(Array, array.astype(wanted, copy=False))


def _power(base: Array, exponent: int) -> Array:
    """`base ** exponent` by squaring, for an exponent of at least 1; numpy's own power of floats is not a product."""
    if exponent == 1:
        return base
    half = _power(base, exponent // 2)
    square: Array = np.multiply(half, half)
    return np.multiply(square, base) if exponent % 2 else square
