"""Smart constructors: terms of the language with the trivial cases removed, as a reader would write them."""

from __future__ import annotations

from collections.abc import Callable

from toymodels.statements.language import (
    NAT,
    PROP,
    Arith,
    BoolSort,
    CaseNat,
    Compare,
    Connective,
    FinMk,
    FinSort,
    FinVal,
    FunSort,
    If,
    Lambda,
    Logic,
    Not,
    Numeral,
    Operation,
    PropSort,
    Quantifier,
    Relation,
    Sort,
    Term,
    Truth,
    Var,
)
from toymodels.statements.walk import free_names, map_children, sort_of

_UNREACHABLE = "⊥"


def unreachable(sort: Sort) -> Term:
    """A value that a proof shows never to be asked for; `settle` replaces those that no case distinction drops."""
    return Var(_UNREACHABLE, sort)


def is_unreachable(term: Term) -> bool:
    """Whether `term` is such a value."""
    return isinstance(term, Var) and term.name == _UNREACHABLE


def settle(term: Term) -> Term:
    """`term` with some value of the right sort in every place that is never evaluated."""
    if isinstance(term, Var):
        return default(term.sort) if is_unreachable(term) else term
    return map_children(term, settle)


def nat(value: int) -> Numeral:
    """The natural number `value`."""
    return Numeral(value, NAT)


def fold(term: Term) -> Term:
    """A natural number with sums of literals computed, so that equal bounds look equal more often."""
    if not isinstance(term, Arith) or term.sort != NAT:
        return term
    match term.op, fold(term.left), fold(term.right):
        case op, Numeral(a), Numeral(b) if op in _COMPUTED:
            return nat(_COMPUTED[op](a, b))
        case Operation.ADD, other, Numeral(0):
            return other
        case Operation.ADD, Numeral(0), other:
            return other
        case Operation.ADD, Arith(Operation.ADD, inner, Numeral(a)), Numeral(b):
            return Arith(Operation.ADD, inner, nat(a + b), NAT)
        case Operation.MOD, Numeral(0), _:
            return nat(0)
        case op, left, right:
            return Arith(op, left, right, NAT)


_COMPUTED: dict[Operation, Callable[[int, int], int]] = {
    Operation.ADD: lambda a, b: a + b,
    Operation.SUB: lambda a, b: max(a - b, 0),
    Operation.MUL: lambda a, b: a * b,
    Operation.MOD: lambda a, b: a % b if b else a,
}


def fin_val(arg: Term) -> Term:
    """The value of an element of a `Fin`."""
    return arg.value if isinstance(arg, FinMk) else FinVal(arg)


def fin_mk(value: Term, bound: Term) -> Term:
    """The element of `Fin bound` with a value; an element of that same `Fin` stays itself."""
    value, bound = fold(value), fold(bound)
    match value:
        case FinVal(Var(_, FinSort(own)) as element) if own == bound:
            return element
        case _:
            return FinMk(value, bound)


def conjunction(parts: list[Term]) -> Term:
    """`p ∧ q ∧ r`, nested to the right as Lean nests it."""
    if not parts:
        return Truth(True)
    result = parts[-1]
    for part in reversed(parts[:-1]):
        result = Connective(Logic.AND, part, result)
    return result


def disjunction(parts: list[Term]) -> Term:
    """`p ∨ q ∨ r`, nested to the right as Lean nests it, without those that are plainly false."""
    if Truth(True) in parts:
        return Truth(True)
    *others, result = [part for part in parts if part != Truth(False)] or [Truth(False)]
    for part in reversed(others):
        result = Connective(Logic.OR, part, result)
    return result


def implies(premise: Term, conclusion: Term) -> Term:
    """`premise → conclusion`, read as a negation when the conclusion is `False`."""
    return Not(premise) if conclusion == Truth(False) else Connective(Logic.IMPLIES, premise, conclusion)


def is_true(arg: Term) -> Term:
    """`arg = true` for a Boolean: a decided proposition is that proposition again, operations are connectives."""
    match arg:
        case Compare() | Quantifier():
            return arg
        case Not(inner):
            return Not(is_true(inner))
        case Connective(op, left, right):
            return Connective(op, is_true(left), is_true(right))
        case _:
            return arg if sort_of(arg) == PROP else Compare(Relation.EQ, arg, Truth(True))


def is_false(arg: Term) -> Term:
    """`arg = false` for a Boolean."""
    holds = is_true(arg)
    return Compare(Relation.EQ, arg, Truth(False)) if isinstance(holds, Compare) and holds != arg else Not(holds)


def choose(condition: Term, yes: Term, no: Term) -> Term:
    """`if condition then yes else no`; a branch that cannot be reached leaves the other."""
    if is_unreachable(no):
        return yes
    return no if is_unreachable(yes) else If(condition, yes, no)


def either(condition: Term, yes: Term, no: Term) -> Term:
    """As `choose`; where one branch is `True` or `False`, in connectives."""
    match yes, no:
        case _ if yes == no:
            return yes
        case Truth(True), Truth(False):
            return condition
        case Truth(False), Truth(True):
            return _negated(condition)
        case Truth(True), _ if not is_unreachable(no):
            return Connective(Logic.OR, condition, no)
        case Truth(False), _ if not is_unreachable(no):
            return Connective(Logic.AND, _negated(condition), no)
        case _, Truth(True) if not is_unreachable(yes):
            return implies(condition, yes)
        case _, Truth(False) if not is_unreachable(yes):
            return Connective(Logic.AND, condition, yes)
        case _:
            return choose(condition, yes, no)


def _negated(condition: Term) -> Term:
    """That a condition fails."""
    match condition:
        case Compare(Relation.EQ, left, right):
            return Compare(Relation.NE, left, right)
        case _:
            return Not(condition)


def case_nat(scrutinee: Term, zero: Term, pred: Var, succ: Term) -> Term:
    """A case distinction on a natural number.

    A successor that cannot be reached leaves zero. Where the predecessor is only compared with literals, the cases
    become `if scrutinee = k then .. else ..`.
    """
    if is_unreachable(succ):
        return zero
    shifted = _shift_tests(succ, pred, scrutinee)
    if pred.name in free_names(shifted):
        return CaseNat(scrutinee, zero, pred, succ)
    return choose(Compare(Relation.EQ, scrutinee, nat(0)), zero, shifted)


def _shift_tests(term: Term, pred: Var, scrutinee: Term) -> Term:
    """Say of `scrutinee` what `term` says of its predecessor when it compares that with a literal."""
    match term:
        case Compare(Relation.EQ | Relation.NE as op, Var(name), Numeral(value, _)) if name == pred.name:
            return Compare(op, scrutinee, nat(value + 1))
        case _:
            return map_children(term, lambda child: _shift_tests(child, pred, scrutinee))


def default(sort: Sort) -> Term:
    """Some value of a sort, for places that are never evaluated."""
    match sort:
        case BoolSort() | PropSort():
            return Truth(False)
        case FinSort(bound):
            return FinMk(nat(0), bound)
        case FunSort(domain, codomain):
            return Lambda(Var("_", domain), default(codomain))
        case _:
            return Numeral(0, sort)
