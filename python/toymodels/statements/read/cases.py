"""Case distinctions, casts along proofs and places that are never reached: control structure of elaborated terms.

Everything here may return a function that is then applied; further arguments move into the branches.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toymodels.lean.expr import Const, Expr, Lam, Pi
from toymodels.statements.language import (
    INT,
    NAT,
    Apply,
    Arith,
    Compare,
    FinSort,
    FunSort,
    Lambda,
    Neg,
    Numeral,
    Operation,
    Relation,
    Sort,
    Term,
    ToNat,
    Var,
)
from toymodels.statements.read.binding import apply, instantiate, spine
from toymodels.statements.read.operations import Word
from toymodels.statements.simplified import case_nat, choose, fin_mk, fin_val, nat, unreachable
from toymodels.statements.walk import sort_of

if TYPE_CHECKING:
    from toymodels.statements.read.term import TermReader

_NAT = Const("Nat", ())


def _branch(reader: TermReader, branch: Expr, rest: Sequence[Expr], proof_of: Expr | None = None) -> Term:
    """A branch at further arguments, the first of them a proof if the branch wants one."""
    opened = reader.proof_applied(branch, proof_of) if proof_of is not None else branch
    return reader.term(apply(opened, rest))


def _if(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`ite α p inst yes no`."""
    return choose(reader.term(args[1]), _branch(reader, args[3], args[5:]), _branch(reader, args[4], args[5:]))


def _dependent_if(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`dite α p inst (fun h => yes) (fun h => no)`."""
    negated = apply(Const("Not", ()), [args[1]])
    yes = _branch(reader, args[3], args[5:], args[1])
    return choose(reader.term(args[1]), yes, _branch(reader, args[4], args[5:], negated))


def _boolean_if(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`cond α b yes no`."""
    return choose(reader.term(args[1]), _branch(reader, args[2], args[4:]), _branch(reader, args[3], args[4:]))


def _bool_cases(value: int, when_false: int) -> Word:
    """A case distinction on a Boolean; the branch for `false` comes first."""

    def read(reader: TermReader, args: Sequence[Expr]) -> Term:
        no, yes, rest = args[when_false], args[when_false + 1], args[4:]
        return choose(reader.term(args[value]), _branch(reader, yes, rest), _branch(reader, no, rest))

    return Word(4, read)


def _decidable_cases(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`Decidable.casesOn p motive inst (fun h => no) (fun h => yes)`."""
    prop, no, yes, rest = args[0], args[3], args[4], args[5:]
    negated = apply(Const("Not", ()), [prop])
    return choose(reader.term(prop), _branch(reader, yes, rest, prop), _branch(reader, no, rest, negated))


def _nat_cases(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`Nat.casesOn motive n zero (fun k => succ)`."""
    scrutinee, rest = reader.term(args[1]), args[4:]
    pred, var = reader.data_binder(_binder_name(args[3]), _NAT)
    return case_nat(scrutinee, _branch(reader, args[2], rest), var, _branch(reader, args[3], [pred, *rest]))


def _int_cases(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`Int.casesOn motive t (fun n => natural) (fun n => negative)`; `n` is `t`, or `-t - 1`."""
    value, rest = reader.term(args[1]), args[4:]
    below = Arith(Operation.SUB, Neg(value), Numeral(1, INT), INT)
    natural, negative = (reader.scope.define("n", _NAT, ToNat(each)) for each in (value, below))
    is_natural = Compare(Relation.LE, Numeral(0, INT), value)
    return choose(is_natural, _branch(reader, args[2], [natural, *rest]), _branch(reader, args[3], [negative, *rest]))


def _binder_name(branch: Expr) -> str:
    return branch.binder if isinstance(branch, Lam) else "k"


def _fin_cases(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`Fin.cases n motive zero succ i`: the first element, or the successor of one of `Fin n`."""
    value, rest = fin_val(reader.term(args[4])), args[5:]
    below = _known_element(reader, args[0], Arith(Operation.SUB, value, nat(1), NAT))
    first = Compare(Relation.EQ, value, nat(0))
    return choose(first, _branch(reader, args[2], rest), _branch(reader, args[3], [below, *rest]))


def _fin_last_cases(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`Fin.lastCases n motive last cast i`: the last element, or one of `Fin n`."""
    value, rest = fin_val(reader.term(args[4])), args[5:]
    last = Compare(Relation.EQ, value, reader.term(args[0]))
    return choose(
        last, _branch(reader, args[2], rest), _branch(reader, args[3], [_known_element(reader, args[0], value), *rest])
    )


def _fin_add_cases(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`Fin.addCases m n motive left right i`: one of the first `m` elements, or of the `n` others."""
    value, size, rest = fin_val(reader.term(args[5])), reader.term(args[0]), args[6:]
    left = _known_element(reader, args[0], value)
    right = _known_element(reader, args[1], Arith(Operation.SUB, value, size, NAT))
    is_left = Compare(Relation.LT, value, size)
    return choose(is_left, _branch(reader, args[3], [left, *rest]), _branch(reader, args[4], [right, *rest]))


def _known_element(reader: TermReader, size: Expr, value: Term) -> Expr:
    return reader.scope.define("i", apply(Const("Fin", ()), [size]), fin_mk(value, reader.term(size)))


def _element(reader: TermReader, args: Sequence[Expr]) -> Term | None:
    """`GetElem.getElem coll idx elem valid inst list i proof` for a list, array or vector written out."""
    if not reader.is_standard(args[4]):
        return None
    return _element_at(reader, args[5], _index(reader, args[6]), args[8:])


def _list_get(reader: TermReader, args: Sequence[Expr]) -> Term | None:
    """`List.get α list i`."""
    return _element_at(reader, args[1], _index(reader, args[2]), args[3:])


def _element_at(reader: TermReader, collection: Expr, index: Term, rest: Sequence[Expr]) -> Term | None:
    items = _items(reader, collection)
    if items is not None:
        return _select(index, [reader.term(apply(item, rest)) for item in items])
    match spine(collection):
        case Const("GetElem.getElem"), [_, _, _, _, instance, rows, row, _] if reader.is_standard(instance):
            lists = _items(reader, rows)
            entries = [_element_at(reader, each, index, rest) for each in lists or ()]
            known = [entry for entry in entries if entry is not None]
            return _select(_index(reader, row), known) if known and len(known) == len(entries) else None
        case _:
            return None


def _index(reader: TermReader, index: Expr) -> Term:
    term = reader.term(index)
    return fin_val(term) if isinstance(sort_of(term), FinSort) else term


def _items(reader: TermReader, collection: Expr) -> list[Expr] | None:
    """The elements of a list, array or vector that is written out."""
    items: list[Expr] = []
    while True:
        match spine(reader.reducer.whnf(collection)):
            case Const("List.cons"), [_, item, tail]:
                items.append(item)
                collection = tail
            case Const("Vector.mk"), [_, _, array, _]:
                collection = array
            case Const("Array.mk"), [_, elements]:
                collection = elements
            case Const("List.nil"), _:
                return items
            case _:
                return None


def _select(index: Term, values: Sequence[Term]) -> Term | None:
    """The value at `index`, which a proof shows to be in range."""
    if not values:
        return None
    result = values[-1]
    for place in range(len(values) - 2, -1, -1):
        result = choose(Compare(Relation.EQ, index, nat(place)), values[place], result)
    return result


def _cast_to(target: int, value: int) -> Word:
    """`cast`, `Eq.mp`, `Eq.mpr`: the same value seen in a type that is provably equal."""
    return Word(4, lambda reader, args: _recast(reader, args[value], args[target], args[4:]))


def _equality_cases(other: int, proof: int, value: int) -> Word:
    """`Eq.rec` and its kin: a value of `motive a` seen in `motive b` along a proof that `a = b`."""

    def read(reader: TermReader, args: Sequence[Expr]) -> Term:
        motive = args[2]
        wants_proof = isinstance(motive, Lam) and isinstance(motive.body, Lam)
        target = apply(motive, [args[other], args[proof]] if wants_proof else [args[other]])
        return _recast(reader, args[value], target, args[6:])

    return Word(6, read)


def _recast(reader: TermReader, value: Expr, target: Expr, rest: Sequence[Expr]) -> Term:
    if rest:
        return reader.term(apply(value, rest))
    term = reader.term(value)
    return _resort(reader, term, sort_of(term), reader.sort(target))


def _resort(reader: TermReader, term: Term, old: Sort, new: Sort) -> Term:
    """`term` with the bounds of another sort that is equal for a reason which a proof gives."""
    match old, new:
        case _ if old == new:
            return term
        case FinSort(), FinSort(bound):
            return fin_mk(fin_val(term), bound)
        case FunSort(old_domain, old_codomain), FunSort(domain, codomain):
            var = Var(reader.scope.fresh("i", domain), domain)
            value = Apply(term, _resort(reader, var, domain, old_domain))
            return Lambda(var, _resort(reader, value, old_codomain, codomain))
        case _:
            return term


def _unreachable(type_at: int, arity: int) -> Word:
    """A value that follows from a contradiction; the argument at `type_at` is its type or a motive of it."""

    def read(reader: TermReader, args: Sequence[Expr]) -> Term:
        type_ = args[type_at]
        if isinstance(type_, Lam):
            type_ = apply(type_, [args[arity - 1]])
        for arg in args[arity:]:
            function = reader.reducer.whnf(type_)
            if not isinstance(function, Pi):
                break
            type_ = instantiate(function.body, arg)
        return unreachable(reader.sort(type_))

    return Word(arity, read)


CASES: dict[str, Word] = {
    "ite": Word(5, _if),
    "dite": Word(5, _dependent_if),
    "cond": Word(4, _boolean_if),
    "Bool.casesOn": _bool_cases(1, 2),
    "Bool.rec": _bool_cases(3, 1),
    "Decidable.casesOn": Word(5, _decidable_cases),
    "Nat.casesOn": Word(4, _nat_cases),
    "Int.casesOn": Word(4, _int_cases),
    "Fin.cases": Word(5, _fin_cases),
    "Fin.lastCases": Word(5, _fin_last_cases),
    "Fin.addCases": Word(6, _fin_add_cases),
    "GetElem.getElem": Word(8, _element),
    "List.get": Word(3, _list_get),
    "cast": _cast_to(1, 3),
    "Eq.mp": _cast_to(1, 3),
    "Eq.mpr": _cast_to(0, 3),
    "Eq.rec": _equality_cases(4, 5, 3),
    "Eq.ndrec": _equality_cases(4, 5, 3),
    "Eq.casesOn": _equality_cases(3, 4, 5),
    "False.elim": _unreachable(0, 2),
    "False.rec": _unreachable(0, 2),
    "False.casesOn": _unreachable(0, 2),
    "absurd": _unreachable(1, 4),
}
"""Every constant that distinguishes cases or only transports a value, by name."""
