"""How a term depends on one variable: its degree, and the entries that it mentions."""

from __future__ import annotations

from toymodels.statements.language import (
    Apply,
    Arith,
    CaseNat,
    If,
    Lambda,
    Neg,
    Numeral,
    Operation,
    Sum,
    Term,
    Var,
)
from toymodels.statements.walk import children, free_names, spine, subterms


def degree(term: Term, name: str) -> int | None:
    """The degree of the field term `term` as a polynomial in the entries of `name`, or None if it is not one."""
    if name not in free_names(term):
        return 0
    match term:
        case Var() | Apply():
            head, arguments = spine(term)
            entry = isinstance(head, Var) and head.name == name
            return 1 if entry and not any(name in free_names(argument) for argument in arguments) else None
        case Neg(arg):
            return degree(arg, name)
        case Sum(_, body) | Lambda(_, body):
            return degree(body, name)
        case Arith(op, left, right):
            return _arithmetic(op, left, right, name)
        case If(condition, yes, no) if name not in free_names(condition):
            return _largest(degree(yes, name), degree(no, name))
        case CaseNat(scrutinee, zero, _, succ) if name not in free_names(scrutinee):
            return _largest(degree(zero, name), degree(succ, name))
        case _:
            return None


def _arithmetic(op: Operation, left: Term, right: Term, name: str) -> int | None:
    a, b = degree(left, name), degree(right, name)
    if a is None or b is None:
        return None
    match op:
        case Operation.ADD | Operation.SUB:
            return max(a, b)
        case Operation.MUL:
            return a + b
        case Operation.DIV:
            return a if b == 0 else None
        case Operation.POW:
            return a * right.value if isinstance(right, Numeral) else None
        case _:
            return None


def _largest(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else max(a, b)


def direction(term: Term, name: str) -> int:
    """1 or -1 if the affine `term` visibly rises or falls with the entries of `name`, 0 if that is not plain to see."""
    if name not in free_names(term):
        return 0
    match term:
        case Var() | Apply():
            return 1
        case Neg(arg):
            return -direction(arg, name)
        case Arith(Operation.ADD | Operation.SUB as op, left, right):
            first, second = direction(left, name), direction(right, name)
            second = -second if op is Operation.SUB else second
            return first + second if first * second == 0 else (first if first == second else 0)
        case Arith(Operation.MUL, Numeral(), factor) | Arith(Operation.MUL, factor, Numeral()):
            return direction(factor, name)
        case _:
            return 0


def entries(term: Term, name: str) -> frozenset[tuple[Term, ...]]:
    """The argument tuples at which `term` reads the variable `name`."""
    found: set[tuple[Term, ...]] = set()
    _collect(term, name, found)
    return frozenset(found)


def _collect(term: Term, name: str, found: set[tuple[Term, ...]]) -> None:
    head, arguments = spine(term)
    if isinstance(head, Var) and head.name == name:
        found.add(arguments)
        parts: tuple[Term, ...] = arguments
    else:
        parts = children(term)
    for part in parts:
        _collect(part, name, found)


def inner_binders(term: Term) -> frozenset[str]:
    """Names of all variables bound somewhere inside `term`."""
    bound = (part.var.name for part in subterms(term) if isinstance(part, Sum | Lambda))
    return frozenset(bound)


def factors(term: Term) -> tuple[Term, ...]:
    """The factors of a product; a numeral power counts as repeated multiplication."""
    match term:
        case Arith(Operation.MUL, left, right):
            return (*factors(left), *factors(right))
        case Arith(Operation.POW, base, Numeral(value)):
            return factors(base) * value
        case _:
            return (term,)
