"""Functions on the natural numbers as tables: what makes a statement about them one that can be tested.

A variable `f : Nat → α` has infinitely many values, which no instance can list. It is replaced by a table of its first
values, and is zero (or false) from there on. Such functions exist, so that a refutation stays one; a statement that
holds has been tested on functions of finite support only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from toymodels.statements.display import listed
from toymodels.statements.language import (
    FIELD,
    NAT,
    Apply,
    BoolSort,
    Compare,
    FieldSort,
    FinMk,
    FinSort,
    FunSort,
    Hypothesis,
    If,
    Lambda,
    NatSort,
    Numeral,
    Relation,
    Sort,
    Statement,
    Term,
    Truth,
    Var,
)
from toymodels.statements.traverse import substitute

TABLE_LENGTH = 8
"""How many values of a function on the natural numbers vary; sizes that are drawn are smaller."""

_LENGTH = Numeral(TABLE_LENGTH, NAT)


def tabulated(statement: Statement) -> Statement:
    """`statement` with tables for its variables that are functions on `Nat`; itself if there are none."""
    functions = [var for var in statement.variables if _is_on_nat(var.sort)]
    if not functions:
        return statement
    tables = {var.name: Var(var.name, _finite(var.sort)) for var in functions}
    readings = {var.name: _reading(tables[var.name], var.sort, 0) for var in functions}
    return replace(
        statement,
        variables=tuple(tables.get(var.name, var) for var in statement.variables),
        hypotheses=tuple(Hypothesis(h.name, substitute(h.prop, readings)) for h in statement.hypotheses),
        conclusion=substitute(statement.conclusion, readings),
        left_out=(*statement.left_out, _left_out(tables)),
    )


def _left_out(names: Iterable[str]) -> str:
    which = f"zero or false from {TABLE_LENGTH} on"
    return f"of the functions that {listed(names)} may be, only those that are {which} are tried"


def _is_on_nat(sort: Sort) -> bool:
    """Whether a function takes a natural number and has values that can be zero or false."""
    on_nat = False
    while isinstance(sort, FunSort):
        on_nat = on_nat or isinstance(sort.domain, NatSort)
        sort = sort.codomain
    return on_nat and isinstance(sort, FieldSort | NatSort | BoolSort)


def _finite(sort: Sort) -> Sort:
    """The sort of the table."""
    match sort:
        case FunSort(NatSort(), codomain):
            return FunSort(FinSort(_LENGTH), _finite(codomain))
        case FunSort(domain, codomain):
            return FunSort(domain, _finite(codomain))
        case _:
            return sort


def _reading(fn: Term, sort: Sort, depth: int) -> Term:
    """The table `fn` as a function of `sort`."""
    match sort:
        case FunSort(NatSort(), codomain):
            place = _argument(depth, NAT)
            entry = _reading(Apply(fn, FinMk(place, _LENGTH)), codomain, depth + 1)
            inside = Compare(Relation.LT, place, _LENGTH)
            return Lambda(place, If(inside, entry, _nothing(codomain, depth + 1)))
        case FunSort(domain, codomain) if _is_on_nat(codomain):
            place = _argument(depth, domain)
            return Lambda(place, _reading(Apply(fn, place), codomain, depth + 1))
        case _:
            return fn


def _nothing(sort: Sort, depth: int) -> Term:
    """Zero, false, or the function that always is."""
    match sort:
        case FunSort(domain, codomain):
            return Lambda(_argument(depth, domain), _nothing(codomain, depth + 1))
        case BoolSort():
            return Truth(False)
        case NatSort():
            return Numeral(0, NAT)
        case _:
            return Numeral(0, FIELD)


def _argument(depth: int, sort: Sort) -> Var:
    """A bound variable whose name no Lean binder has."""
    return Var(f"argument {depth}", sort)
