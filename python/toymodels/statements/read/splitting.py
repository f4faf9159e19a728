"""Values of inductive types: a term that takes one apart is read constructor by constructor.

What is taken apart need not be a constructor's application: it may be one only in each of several cases, such as
`if c then some a else none`. The whole term is then read in each of these cases, with the conditions met so far known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toymodels.lean.expr import Const, Expr, Proj
from toymodels.lean.names import last, parent
from toymodels.statements.language import (
    INT,
    NAT,
    PROP,
    Arith,
    Compare,
    FinMk,
    Neg,
    Numeral,
    Operation,
    Relation,
    Term,
    ToNat,
    Truth,
)
from toymodels.statements.read.binding import apply, spine
from toymodels.statements.read.reduce import CASTS, TooManyCases, Unreadable
from toymodels.statements.simplified import either, fold, is_true, nat, unreachable

if TYPE_CHECKING:
    from toymodels.statements.read.term import TermReader

_NAT = Const("Nat", ())
_FUEL = 10_000
_DEEPEST, _MOST = 24, 250
_NEVER = {"False.elim": 2, "False.rec": 2, "False.casesOn": 2, "absurd": 4, "Empty.casesOn": 2, "Empty.rec": 2}


@dataclass(frozen=True, slots=True)
class Split:
    """A term that is `yes` where the condition holds, and else `no`."""

    condition: Term
    yes: Expr
    no: Expr


@dataclass(frozen=True, slots=True)
class Built:
    """A term that is a constructor's application."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Never:
    """A term that a proof shows never to be asked for."""


Exposed = Split | Built | Never


class Cases:
    """The case distinctions of one statement, and the conditions that are known where it is read."""

    def __init__(self) -> None:
        self._known: dict[Term, bool] = {}
        self._count = 0

    @property
    def is_outside(self) -> bool:
        """Whether no case has been entered."""
        return not self._known

    def known(self, condition: Term) -> bool | None:
        """Whether a condition holds, where that is known or plain to see."""
        match condition:
            case Compare(Relation.EQ, Numeral(left), Numeral(right)):
                return left == right
            case Compare(Relation.EQ, Arith(Operation.ADD, _, Numeral(step)), Numeral(0)) if step > 0:
                return False
            case Truth(value):
                return value
            case _:
                return self._known.get(condition)

    def read(self, split: Split, read: Callable[[Expr], Term]) -> Term:
        """What `read` makes of both cases, or of the only one that is possible.

        Raises:
            TooManyCases: so it says.
        """
        condition = split.condition
        known = self.known(condition)
        if known is not None:
            return read(split.yes if known else split.no)
        self._count += 1
        if self._count > _MOST or len(self._known) > _DEEPEST:
            raise TooManyCases("too many cases to tell apart", split.yes)
        yes = self._under(condition, True, read, split.yes)
        return either(condition, yes, self._under(condition, False, read, split.no))

    def _under(self, condition: Term, value: bool, read: Callable[[Expr], Term], expr: Expr) -> Term:
        self._known[condition] = value
        try:
            return read(expr)
        finally:
            del self._known[condition]


def by_constructor(reader: TermReader, expr: Expr, read: Callable[[Expr], Term]) -> Term:
    """What `read` makes of a value of an inductive type, given as a constructor's application.

    Raises:
        Unreadable: there is no telling which constructor it is.
    """
    match expose(reader, expr):
        case Built(value):
            return read(value)
        case Split() as split:
            return reader.cases.read(split, lambda case: by_constructor(reader, case, read))
        case Never():
            return unreachable(PROP)
        case None:
            raise Unreadable("a value whose constructor is not known", expr)


def expose(reader: TermReader, expr: Expr) -> Exposed | None:
    """The constructor, or the case distinction, at the head of a term; `None` where neither is found."""
    for _ in range(_FUEL):
        head, args = spine(expr)
        if isinstance(head, Const):
            if reader.reducer.is_any_constructor(head.name):
                return Built(expr)
            if head.name in CASTS and len(args) >= CASTS[head.name][1]:
                value, arity = CASTS[head.name]
                expr = apply(args[value], args[arity:])
                continue
            if head.name in _NEVER and len(args) >= _NEVER[head.name]:
                return Never()
            found = _distinguished(reader, head.name, args)
            if found is not None:
                return found
        reduced = reader.reducer.step(expr) or reader.reducer.unfold(expr)
        if reduced is None:
            return _inside(reader, head, args)
        expr = reduced
    return None


def _inside(reader: TermReader, head: Expr, args: list[Expr]) -> Exposed | None:
    """Where a term is stuck because of what it takes apart, the cases of that."""
    match head:
        case Proj(struct, index, arg):
            return _around(reader, arg, lambda case: apply(Proj(struct, index, case), args))
        case Const(name):
            place = reader.reducer.major(name)
            if place is None or len(args) <= place:
                return None
            return _around(reader, args[place], lambda case: apply(head, [*args[:place], case, *args[place + 1 :]]))
        case _:
            return None


def _around(reader: TermReader, inside: Expr, rebuild: Callable[[Expr], Expr]) -> Exposed | None:
    match expose(reader, inside):
        case Split(condition, yes, no):
            return Split(condition, rebuild(yes), rebuild(no))
        case Never() as never:
            return never
        case _:
            return None


def _distinguished(reader: TermReader, name: str, args: list[Expr]) -> Split | None:
    """The two cases of a conditional, or of a case distinction on a scalar."""
    match name, args:
        case "ite", [_, prop, _, yes, no, *rest]:
            return Split(reader.term(prop), apply(yes, rest), apply(no, rest))
        case "dite", [_, prop, _, yes, no, *rest]:
            return _decided(reader, prop, yes, no, rest)
        case "Decidable.casesOn", [prop, _, _, no, yes, *rest]:
            return _decided(reader, prop, yes, no, rest)
        case "Decidable.rec", [prop, _, no, yes, _, *rest]:
            return _decided(reader, prop, yes, no, rest)
        case "cond", [_, flag, yes, no, *rest]:
            return Split(_condition(reader, flag), apply(yes, rest), apply(no, rest))
        case "Bool.casesOn", [_, flag, no, yes, *rest]:
            return Split(_condition(reader, flag), apply(yes, rest), apply(no, rest))
        case "Bool.rec", [_, no, yes, flag, *rest]:
            return Split(_condition(reader, flag), apply(yes, rest), apply(no, rest))
        case "Nat.casesOn", [_, value, zero, succ, *rest]:
            return _natural(reader, value, zero, lambda pred: apply(succ, [pred, *rest]), rest)
        case "Nat.rec", [motive, zero, succ, value, *rest]:
            recursor = Const("Nat.rec", ())

            def step(pred: Expr) -> Expr:
                return apply(succ, [pred, apply(recursor, [motive, zero, succ, pred]), *rest])

            return _natural(reader, value, zero, step, rest)
        case "Int.casesOn", [_, value, natural, negative, *rest]:
            return _integer(reader, value, natural, negative, rest)
        case _:
            return _enumerated(reader, name, args)


def _decided(reader: TermReader, prop: Expr, yes: Expr, no: Expr, rest: list[Expr]) -> Split:
    negated = apply(Const("Not", ()), [prop])
    held, failed = reader.proof_applied(yes, prop), reader.proof_applied(no, negated)
    return Split(reader.term(prop), apply(held, rest), apply(failed, rest))


def _condition(reader: TermReader, flag: Expr) -> Term:
    return is_true(reader.term(flag))


def _natural(reader: TermReader, value: Expr, zero: Expr, step: Callable[[Expr], Expr], rest: list[Expr]) -> Split:
    number = fold(reader.term(value))
    pred = reader.scope.define("n", _NAT, _predecessor(number))
    return Split(Compare(Relation.EQ, number, nat(0)), apply(zero, rest), step(pred))


def _predecessor(number: Term) -> Term:
    match number:
        case Arith(Operation.ADD, inner, Numeral(value)) if value > 0:
            return fold(Arith(Operation.ADD, inner, nat(value - 1), NAT))
        case Arith(Operation.SUB, inner, Numeral(value)):
            return Arith(Operation.SUB, inner, nat(value + 1), NAT)
        case _:
            return fold(Arith(Operation.SUB, number, nat(1), NAT))


def _integer(reader: TermReader, value: Expr, natural: Expr, negative: Expr, rest: list[Expr]) -> Split:
    number = reader.term(value)
    below = Arith(Operation.SUB, Neg(number), Numeral(1, INT), INT)
    above, under = (reader.scope.define("n", _NAT, ToNat(each)) for each in (number, below))
    is_natural = Compare(Relation.LE, Numeral(0, INT), number)
    return Split(is_natural, apply(natural, [above, *rest]), apply(negative, [under, *rest]))


def _enumerated(reader: TermReader, name: str, args: list[Expr]) -> Split | None:
    """`E.casesOn motive value branch..` of an enumeration: the first constructor, or else the last branches."""
    size = reader.enumeration(parent(name)) if parent(name) else None
    if size is None or last(name) not in ("casesOn", "rec") or len(args) < size.value + 2:
        return None
    at = 1 if last(name) == "casesOn" else size.value + 1
    branches = args[2 : size.value + 2] if at == 1 else args[1 : size.value + 1]
    value, rest = reader.term(args[at]), args[size.value + 2 :]
    places = [Compare(Relation.EQ, value, FinMk(nat(place), size)) for place in range(size.value - 1)]
    chosen = [apply(branch, rest) for branch in branches]
    left = [place for place, condition in enumerate(places) if reader.cases.known(condition) is None]
    for place, condition in enumerate(places):
        if reader.cases.known(condition):
            return Split(condition, chosen[place], chosen[place])
    if not left:
        return Split(places[0], chosen[-1], chosen[-1])
    is_final = len(left) == 1
    return Split(places[left[0]], chosen[left[0]], chosen[-1] if is_final else apply(Const(name, ()), args))
