"""Functions on the natural numbers as tables: what makes a statement about them one that can be tested.

A variable `f : Nat → α` has infinitely many values, which no instance can list. It is replaced by a table of its first
values, and is zero (or false) from there on. Such functions exist, so that a refutation stays one; a statement that
holds has been tested on functions of finite support only.

Where a hypothesis says of all `n` how values near one another are related, as `∀ n, f n ≤ f (n + 1)` does, functions
are constant from some place on instead, and the hypothesis is about the places before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from toymodels.statements.language import (
    FIELD,
    NAT,
    Apply,
    Arith,
    BoolSort,
    Call,
    Compare,
    FieldSort,
    FinMk,
    FinSort,
    FinVal,
    FunSort,
    Hypothesis,
    If,
    Lambda,
    NatSort,
    Numeral,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Sort,
    Statement,
    Term,
    Truth,
    Var,
)
from toymodels.statements.read.display import listed
from toymodels.statements.walk import children, free_names, substitute

TABLE_LENGTH = 8
"""How many values of a function on the natural numbers vary; sizes that are drawn are smaller."""

_LENGTH_UNDER_LAWS = 4
"""The same where a hypothesis is about all of them, which few of the longer tables satisfy."""


def tabulated(statement: Statement) -> Statement:
    """`statement` with tables for its variables that are functions on `Nat`; itself if there are none."""
    functions = [var for var in statement.variables if _is_on_nat(var.sort)]
    if not functions:
        return statement
    shape = shape_of_tables(statement)
    tables = {var.name: Var(var.name, shape.sort(var.sort)) for var in functions}
    readings = {var.name: shape.reading(tables[var.name], var.sort, 0) for var in functions}
    hypotheses = ((each.name, shape.at_places(each.prop)) for each in statement.hypotheses)
    return replace(
        statement,
        variables=tuple(tables.get(var.name, var) for var in statement.variables),
        hypotheses=tuple(Hypothesis(name, substitute(prop, readings)) for name, prop in hypotheses),
        conclusion=substitute(statement.conclusion, readings),
        left_out=(*statement.left_out, shape.left_out(tables)),
    )


@dataclass(frozen=True, slots=True)
class Tables:
    """How many values of each function vary, and whether it has the last of them from there on, or is zero."""

    length: int
    constant: bool

    @property
    def _bound(self) -> Numeral:
        return Numeral(self.length, NAT)

    def sort(self, sort: Sort) -> Sort:
        """The sort of the table of a function."""
        match sort:
            case FunSort(NatSort(), codomain):
                return FunSort(FinSort(self._bound), self.sort(codomain))
            case FunSort(domain, codomain):
                return FunSort(domain, self.sort(codomain))
            case _:
                return sort

    def reading(self, fn: Term, sort: Sort, depth: int) -> Term:
        """The table `fn` as a function of `sort`."""
        match sort:
            case FunSort(NatSort(), codomain):
                place = _argument(depth, NAT)
                if self.constant:
                    last = Arith(Operation.MIN, place, Numeral(self.length - 1, NAT), NAT)
                    return Lambda(place, self.reading(Apply(fn, FinMk(last, self._bound)), codomain, depth + 1))
                entry = self.reading(Apply(fn, FinMk(place, self._bound)), codomain, depth + 1)
                inside = Compare(Relation.LT, place, self._bound)
                return Lambda(place, If(inside, entry, _nothing(codomain, depth + 1)))
            case FunSort(domain, codomain) if _is_on_nat(codomain):
                place = _argument(depth, domain)
                return Lambda(place, self.reading(Apply(fn, place), codomain, depth + 1))
            case _:
                return fn

    def at_places(self, prop: Term) -> Term:
        """A local law at the places of a table; any other proposition as it is."""
        match prop:
            case Quantifier(kind, Var(name), body) if is_local_law(prop):
                place = Var(name, FinSort(self._bound))
                return Quantifier(kind, place, substitute(body, {name: FinVal(place)}))
            case _:
                return prop

    def left_out(self, names: Iterable[str]) -> str:
        """Which functions are not tried."""
        which = f"constant from {self.length - 1} on" if self.constant else f"zero or false from {self.length} on"
        return f"of the functions that {listed(names)} may be, only those that are {which} are tried"


def shape_of_tables(statement: Statement) -> Tables:
    """What tables the functions on `Nat` of a statement have."""
    constant = any(is_local_law(hypothesis.prop) for hypothesis in statement.hypotheses)
    return Tables(_LENGTH_UNDER_LAWS if constant else TABLE_LENGTH, constant)


def is_local_law(prop: Term) -> bool:
    """Whether a proposition says of all `n` only how values of functions at `n`, `n + 1`, .. are related.

    Of functions that are constant from some place on, this is true of all `n` if it is of those up to that place.
    """
    match prop:
        case Quantifier(Quantity.FORALL, Var(_, NatSort()) as index, body):
            return _is_local(body, index)
        case _:
            return False


def _is_local(term: Term, index: Var) -> bool:
    match term:
        case Apply(Var(_, FunSort(NatSort(), sort)), place) if not isinstance(sort, FunSort):
            return index.name not in free_names(place) or _is_near(place, index)
        case Var(name, sort):
            return name != index.name and not _is_on_nat(sort)
        case Call():
            return index.name not in free_names(term) and all(_is_local(child, index) for child in children(term))
        case _:
            return all(_is_local(child, index) for child in children(term))


def _is_near(place: Term, index: Var) -> bool:
    match place:
        case Arith(Operation.ADD, inner, Numeral()):
            return _is_near(inner, index)
        case _:
            return place == index


def _is_on_nat(sort: Sort) -> bool:
    """Whether a function takes a natural number and has values that can be zero or false."""
    on_nat = False
    while isinstance(sort, FunSort):
        on_nat = on_nat or isinstance(sort.domain, NatSort)
        sort = sort.codomain
    return on_nat and isinstance(sort, FieldSort | NatSort | BoolSort)


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
