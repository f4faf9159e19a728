"""What a value of a composite type is made from: variables of other types, and how it is built from their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from toymodels.lean.expr import Const, Expr, Lit
from toymodels.statements.language import (
    Arith,
    BoolSort,
    FieldSort,
    FinSort,
    FunSort,
    IntSort,
    NatSort,
    Numeral,
    Operation,
    PropSort,
    Sort,
)
from toymodels.statements.read.binding import apply

NAT = Const("Nat", ())
PROOF = Const("a proof", ())
"""Stands for any proof, as nothing may depend on which one it is."""


@dataclass(frozen=True, slots=True)
class Part:
    """A variable that is a part of another: what is added to the name, and its type."""

    suffix: str
    type: Expr


@dataclass(frozen=True, slots=True)
class Encoding:
    """The parts of a value of some type, and how it is built from them.

    `limits` says which values of the type are built from no values of the parts: `lists only those of at most 3
    elements`, after `of all`. Nothing is left out where it is empty. `indices` are those of the value that is built, if
    its type is one of an indexed family.
    """

    parts: tuple[Part, ...]
    build: Callable[[Sequence[Expr]], Expr]
    limits: frozenset[str] = field(default_factory=frozenset[str])
    indices: Callable[[Sequence[Expr]], list[Expr]] | None = None


def _no_value(values: Sequence[Expr]) -> Expr:
    raise AssertionError("a type without values has been given one")


NOTHING = Encoding((), _no_value)
"""Of a type that has no values where it stands, as those of a recursive type at the greatest depth."""


def literal(value: int) -> Expr:
    """A natural number."""
    return Lit(value)


def conditional(type_: Expr, condition: Expr, yes: Expr, no: Expr) -> Expr:
    """`if condition then yes else no`."""
    return apply(Const("ite", ()), [type_, condition, Const("a decision", ()), yes, no])


def is_number(value: Expr, number: int) -> Expr:
    """`value = number` for natural numbers."""
    return apply(Const("Eq", ()), [NAT, value, literal(number)])


def element_type(count: int) -> Expr:
    """`Fin count`."""
    return apply(Const("Fin", ()), [literal(count)])


def element_value(count: int, element: Expr) -> Expr:
    """The value of an element of `Fin count`."""
    return apply(Const("Fin.val", ()), [literal(count), element])


def joined(first: str, second: str) -> str:
    """Two parts of a name as one."""
    return f"{first}_{second}" if first and second else first or second


def is_inhabited(sort: Sort) -> bool:
    """Whether a sort has a value, whatever the sizes are."""
    match sort:
        case NatSort() | IntSort() | FieldSort() | BoolSort() | PropSort():
            return True
        case FinSort(Numeral(bound)):
            return bound > 0
        case FinSort(Arith(Operation.ADD, _, Numeral(step))):
            return step > 0
        case FinSort():
            return False
        case FunSort(_, codomain):
            return is_inhabited(codomain)
