"""What the compiler's symbolic evaluation of a term yields."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from toymodels.errors import StatementError
from toymodels.evaluate.nodes import Node
from toymodels.evaluate.rational import Rational


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function: what it does to a symbolic argument.

    key: equal for equal functions; boolean: whether the argument is a `Bool`; size: how many arguments there are, None
    on an infinite sort.
    """

    key: int
    boolean: bool
    size: int | None
    call: Callable[[Symbolic], Symbolic]


Symbolic = Node | Rational | Function
"""A number, an index or a truth value; a field element; a function."""


def node_of(value: Symbolic) -> Node:
    """The value as a number, an index or a proposition."""
    if not isinstance(value, Node):
        raise StatementError("a field element or a function stands where a number, an index or a proposition should")
    return value


def function_of(value: Symbolic) -> Function:
    """The value as a function."""
    if not isinstance(value, Function):
        raise StatementError("something that is not a function is applied to an argument")
    return value


def key_of(value: Symbolic) -> Hashable:
    """Equal for equal values of one compilation."""
    match value:
        case Node(serial):
            return serial
        case Rational(numerator, powers, divisor):
            return ("rational", numerator.serial, powers, divisor.serial)
        case Function(key):
            return ("function", key)


def serials(nodes: tuple[Node, ...]) -> tuple[int, ...]:
    """What tells these nodes from others."""
    return tuple(node.serial for node in nodes)
