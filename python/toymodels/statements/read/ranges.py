"""Lists whose length is a number that varies: `List.range n`, and what `map`, `filter` and their kin make of it.

Such a list has no elements to tell apart one by one. What is asked of it, whether all elements have a property, how
many there are, what they add up to, is a quantifier or a sum over the places.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toymodels.lean.expr import Const, Expr
from toymodels.statements.language import (
    FIELD,
    INT,
    NAT,
    Connective,
    FinSort,
    FinVal,
    If,
    Logic,
    Numeral,
    Quantifier,
    Quantity,
    Sort,
    Sum,
    Term,
    Truth,
    Var,
)
from toymodels.statements.read.binding import apply, spine
from toymodels.statements.read.operations import Word, equality
from toymodels.statements.simplified import fold, implies, is_true, nat

if TYPE_CHECKING:
    from toymodels.statements.read.term import TermReader

_NAT = Const("Nat", ())
_MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class _Range:
    """The elements `value`, for the places of `var` at which `kept` holds, in their order."""

    var: Var
    value: Expr
    kept: Term


def _range(reader: TermReader, list_: Expr) -> _Range | None:
    """A list as the values at the places of a range; `None` for any other list."""
    match spine(_unfolded(reader, list_)):
        case Const("List.range"), [count]:
            return _places(reader, count, lambda var: reader.scope.define("i", _NAT, FinVal(var)))
        case Const("List.finRange"), [count]:
            type_ = apply(Const("Fin", ()), [count])
            return _places(reader, count, lambda var: reader.scope.define("i", type_, var))
        case Const("List.replicate"), [_, count, value]:
            return _places(reader, count, lambda var: value)
        case Const("List.ofFn"), [_, count, function]:
            type_ = apply(Const("Fin", ()), [count])
            return _places(reader, count, lambda var: apply(function, [reader.scope.define("i", type_, var)]))
        case Const("List.map"), [_, _, function, of]:
            inside = _range(reader, of)
            return inside and _Range(inside.var, apply(function, [inside.value]), inside.kept)
        case Const("List.filter"), [_, condition, of]:
            inside = _range(reader, of)
            return inside and _filtered(reader, inside, condition)
        case _:
            return None


def _unfolded(reader: TermReader, list_: Expr) -> Expr:
    """A list without the names that a library gives to such lists."""
    for _ in range(_MOST_NAMES):
        head = spine(list_)[0]
        if isinstance(head, Const) and reader.reducer.is_core(head.name):
            break
        unfolded = reader.reducer.step(list_) or reader.reducer.unfold(list_)
        if unfolded is None:
            break
        list_ = unfolded
    return list_


def _places(reader: TermReader, count: Expr, value: Callable[[Var], Expr]) -> _Range | None:
    bound = fold(reader.term(count))
    if isinstance(bound, Numeral):
        return None  # a list of so many elements, each of which is read
    var = Var(reader.scope.fresh("i", FinSort(bound)), FinSort(bound))
    return _Range(var, value(var), Truth(True))


def _filtered(reader: TermReader, inside: _Range, condition: Expr) -> _Range:
    holds = is_true(reader.term(apply(condition, [inside.value])))
    kept = holds if inside.kept == Truth(True) else Connective(Logic.AND, inside.kept, holds)
    return _Range(inside.var, inside.value, kept)


def _word(arity: int, list_at: int, read: Callable[[TermReader, _Range, Sequence[Expr]], Term | None]) -> Word:
    """A function of a list that is read where the list is a range."""

    def read_range(reader: TermReader, args: Sequence[Expr]) -> Term | None:
        found = _range(reader, args[list_at])
        return None if found is None else read(reader, found, args)

    return Word(arity, read_range)


def _all(reader: TermReader, found: _Range, args: Sequence[Expr]) -> Term:
    """`List.all α list p`."""
    return _everywhere(found, is_true(reader.term(apply(args[2], [found.value]))))


def _any(reader: TermReader, found: _Range, args: Sequence[Expr]) -> Term:
    """`List.any α list p`."""
    return _somewhere(found, is_true(reader.term(apply(args[2], [found.value]))))


def _everywhere(found: _Range, holds: Term) -> Term:
    body = holds if found.kept == Truth(True) else implies(found.kept, holds)
    return Quantifier(Quantity.FORALL, found.var, body)


def _somewhere(found: _Range, holds: Term) -> Term:
    body = holds if found.kept == Truth(True) else Connective(Logic.AND, found.kept, holds)
    return Quantifier(Quantity.EXISTS, found.var, body)


def _length(reader: TermReader, found: _Range, args: Sequence[Expr]) -> Term:
    """`List.length α list`."""
    if found.kept == Truth(True):
        assert isinstance(found.var.sort, FinSort)
        return found.var.sort.bound
    return _added(found, nat(1), NAT)


def _sum(reader: TermReader, found: _Range, args: Sequence[Expr]) -> Term | None:
    """`List.sum α add zero list`."""
    sort = reader.sort(args[0])
    if sort not in (NAT, INT, FIELD) or not reader.is_standard(args[1]) or not reader.is_standard(args[2]):
        return None
    return _added(found, reader.term(found.value), sort)


def _added(found: _Range, value: Term, sort: Sort) -> Term:
    body = value if found.kept == Truth(True) else If(found.kept, value, Numeral(0, sort))
    return Sum(found.var, body)


def _member(reader: TermReader, found: _Range, args: Sequence[Expr]) -> Term:
    """`Membership.mem α (List α) inst list a`."""
    return _somewhere(found, equality(reader, args[0], args[4], found.value))


def _count_of(reader: TermReader, found: _Range, args: Sequence[Expr]) -> Term:
    """`List.countP α p list`."""
    return _length(reader, _filtered(reader, found, args[1]), args)


RANGE_WORDS: dict[str, Word] = {
    "List.all": _word(3, 1, _all),
    "List.any": _word(3, 1, _any),
    "List.length": _word(2, 1, _length),
    "List.sum": _word(4, 3, _sum),
    "List.countP": _word(3, 2, _count_of),
    "Membership.mem": _word(5, 3, _member),
}
"""What is read of a list whose length varies, by the name of its constant."""
