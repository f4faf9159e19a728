"""Precedence of operators, which the printers of mathematics and of Lean share; the numbers are Lean's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from toymodels.lean.names import components
from toymodels.statements.language import (
    Apply,
    Arith,
    Call,
    Compare,
    Connective,
    Definition,
    Lambda,
    Logic,
    Operation,
    Sum,
    Term,
    Var,
)

ATOM = 1024
"""Binds tighter than application."""
NEGATION = 75
NOT = 40
WORDS = frozenset({"min", "max", "div", "mod", "gcd", "lcm", "abs", "sqrt", "log2", "succ", "pred"})
"""Words that mean something of their own in print, or that readers know from core."""
BINDER = 0
"""A binder reaches as far right as it can, so that it stands in parentheses inside anything else."""


@dataclass(frozen=True, slots=True)
class Infix:
    """An infix operator: its precedence and the least precedence that its operands need."""

    precedence: int
    left: int
    right: int


def infix(term: Arith | Compare | Connective) -> Infix:
    """How the operator of `term` binds. Operators of equal precedence stand without parentheses on one side only."""
    match term.op:
        case Operation.ADD | Operation.SUB:
            return Infix(65, 65, 66)
        case Operation.MUL | Operation.DIV | Operation.MOD:
            return Infix(70, 70, 71)
        case Operation.POW:
            return Infix(75, 76, 75)
        case Operation.LAND:
            return Infix(60, 60, 61)
        case Operation.XOR:
            return Infix(58, 58, 59)
        case Operation.LOR:
            return Infix(55, 55, 56)
        case Operation.MIN | Operation.MAX | Operation.GCD:
            return Infix(ATOM - 1, ATOM, ATOM)
        case Logic.AND:
            return Infix(35, 36, 35)
        case Logic.OR:
            return Infix(30, 31, 30)
        case Logic.IMPLIES:
            return Infix(25, 26, 25)
        case Logic.IFF:
            return Infix(20, 21, 21)
        case _:
            return Infix(50, 51, 51)


def parenthesise(text: str, precedence: int, least: int) -> str:
    """`text`, in parentheses if its precedence is below what its place needs."""
    return f"({text})" if precedence < least else text


def short_names(names: Iterable[str]) -> dict[str, str]:
    """What definitions are called in print: the last components of each that no other has.

    One whose last component is a word of the language (`max`) keeps its whole name, so that nobody takes it for the
    operation of that name.
    """
    found: dict[str, str] = {}
    parts = {name: components(_without_instances(name)) for name in names}
    counted = Counter(own[-length:] for own in parts.values() for length in range(1, len(own) + 1))
    for name, own in parts.items():
        endings = (own[-length:] for length in range(1, len(own) + 1))
        fitting = (end for end in endings if counted[end] == 1)
        short = own if own[-1:] and own[-1] in WORDS else next(fitting, own)
        found[name] = ".".join(short)
        if found[name] in WORDS:
            found[name] = f"_root_.{'.'.join(own)}"
    return found


def _without_instances(name: str) -> str:
    """The name of a definition without what is fixed of its arguments, where that is more than a type."""
    plain, _, fixed = name.partition("[")
    return plain if "." in fixed else name


def is_plain_sum(definition: Definition) -> bool:
    """Whether a definition is the sum of the values of its only function, so that `Σ` can stand for its name."""
    match definition.body:
        case Sum(index, Apply(Var(name), arg)):
            return arg == index and definition.params[-1].name == name and len(definition.params) <= 2
        case _:
            return False


def as_sum(call: Call, definition: Definition | None) -> tuple[Var, Term] | None:
    """The index and summand of a call that means `Σ index, summand`, if it is written with a `fun`."""
    if definition is None or not is_plain_sum(definition):
        return None
    summand = call.args[-1]
    return (summand.var, summand.body) if isinstance(summand, Lambda) else None
