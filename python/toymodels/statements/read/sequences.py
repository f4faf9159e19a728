"""Sequences that a hypothesis defines: `∀ n, a (n + 2) = a (n + 1) + a n`.

No instance can list infinitely many values, and few tables satisfy such a hypothesis. It says that the sequence is
determined by its first values, so these are the variables, and the sequence is what the recurrence makes of them. All
sequences that satisfy the hypothesis are such, and all such satisfy it: nothing is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from toymodels.statements.language import (
    NAT,
    Apply,
    Arith,
    BoolSort,
    Call,
    CaseNat,
    Compare,
    Definition,
    FieldSort,
    FunSort,
    Hypothesis,
    IntSort,
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
    Var,
)
from toymodels.statements.simplified import fold
from toymodels.statements.walk import bounds, free_names, map_children, substitute, subterms

_LONGEST = 4
"""How many values before the next one a recurrence looks back to at most."""


@dataclass(frozen=True, slots=True)
class _Recurrence:
    """`∀ index, sequence (index + order) = next`, where `next` has earlier values only."""

    sequence: Var
    sort: Sort
    index: Var
    order: int
    next: Term


def is_law(prop: Term) -> bool:
    """Whether a proposition is a recurrence of a sequence."""
    return _recurrence(prop) is not None


def with_sequences(statement: Statement) -> Statement:
    """`statement` with the first values of each sequence that a recurrence defines in the place of the sequence.

    A second recurrence of the same sequence stays a hypothesis.
    """
    for hypothesis in statement.hypotheses:
        found = _recurrence(hypothesis.prop)
        if found is not None and found.sequence in statement.variables:
            return with_sequences(_without(statement, hypothesis, found))
    return statement


def is_recurrence(definition: Definition) -> bool:
    """Whether a definition is that of a sequence, which Lean does not know."""
    return any(param.name == _place_of(definition.name) for param in definition.params)


def _place_of(name: str) -> str:
    return f"{name} place"


def _recurrence(prop: Term) -> _Recurrence | None:
    match prop:
        case Quantifier(Quantity.FORALL, Var(_, NatSort()) as index, Compare(Relation.EQ, left, right)):
            return _solved(index, left, right) or _solved(index, right, left)
        case _:
            return None


def _solved(index: Var, left: Term, right: Term) -> _Recurrence | None:
    match left:
        case Apply(Var(name, FunSort(NatSort(), sort)) as sequence, place) if _is_scalar(sort):
            order = _step(place, index)
        case _:
            return None
    if order is None or not 0 < order <= _LONGEST:
        return None
    uses = sum(isinstance(part, Var) and part.name == name for part in subterms(right))
    earlier = [
        part
        for part in subterms(right)
        if isinstance(part, Apply) and part.fn == sequence and (_step(part.arg, index) or 0) < order
    ]
    if uses != len(earlier) or any(_step(part.arg, index) is None for part in earlier):
        return None
    return _Recurrence(sequence, sort, index, order, right)


def _is_scalar(sort: Sort) -> bool:
    return isinstance(sort, NatSort | IntSort | FieldSort | BoolSort)


def _step(place: Term, index: Var) -> int | None:
    """`k` where `place` is `index + k`."""
    match fold(place):
        case Var(name) if name == index.name:
            return 0
        case Arith(Operation.ADD, Var(name), Numeral(step)) if name == index.name:
            return step
        case _:
            return None


def _without(statement: Statement, law: Hypothesis, recurrence: _Recurrence) -> Statement:
    """The statement in which the recurrence holds because the sequence is defined by it."""
    name = recurrence.sequence.name
    taken = {var.name for var in statement.variables}
    first = tuple(Var(_fresh(f"{name}_{place}", taken), recurrence.sort) for place in range(recurrence.order))
    needed = free_names(recurrence.next) - {name, recurrence.index.name}
    others = tuple(var for var in statement.variables if var.name in needed)
    sizes = tuple(var for var in statement.variables if any(var.name in _in_sort(other.sort) for other in others))
    others = tuple(dict.fromkeys((*sizes, *others)))
    definition = _definition(_fresh(name, {*statement.definitions}), recurrence, first, others)

    def rewritten(term: Term) -> Term:
        return _with_calls(term, recurrence, definition, first, others)

    variables: list[Var] = []
    for var in statement.variables:
        variables += first if var == recurrence.sequence else [var]
    hypotheses = tuple(replace(each, prop=rewritten(each.prop)) for each in statement.hypotheses if each is not law)
    definitions: Mapping[str, Definition] = {**statement.definitions, definition.name: definition}
    return replace(
        statement,
        variables=tuple(variables),
        hypotheses=hypotheses,
        conclusion=rewritten(statement.conclusion),
        definitions=definitions,
    )


def _in_sort(sort: Sort) -> frozenset[str]:
    """The names of variables in the bounds of a sort."""
    return frozenset[str]().union(*(free_names(bound) for bound in bounds(sort)))


def _definition(name: str, recurrence: _Recurrence, first: tuple[Var, ...], others: tuple[Var, ...]) -> Definition:
    """The sequence as a function of its first values, of what else the recurrence mentions, and of the place."""
    place = Var(_place_of(name), NAT)
    before = [Var(f"{name} place before {back}", NAT) for back in range(1, recurrence.order + 1)]

    def earlier(term: Term) -> Term:
        match term:
            case Apply(fn, arg) if fn == recurrence.sequence:
                step = _step(arg, recurrence.index)
                assert step is not None
                return Call(name, (*first, *others, before[recurrence.order - 1 - step]), recurrence.sort)
            case _:
                return map_children(term, earlier)

    body = substitute(earlier(recurrence.next), {recurrence.index.name: before[-1]})
    for back in range(recurrence.order - 1, -1, -1):
        scrutinee = before[back - 1] if back else place
        body = CaseNat(scrutinee, first[back], before[back], body)
    return Definition(name, (*first, *others, place), body, recurrence.sort)


def _with_calls(
    term: Term, recurrence: _Recurrence, definition: Definition, first: tuple[Var, ...], others: tuple[Var, ...]
) -> Term:
    """`term` with the sequence that is defined in the place of the variable; its first values are variables."""

    def at(place: Term) -> Term:
        if isinstance(place, Numeral) and place.value < len(first):
            return first[place.value]
        return Call(definition.name, (*first, *others, place), recurrence.sort)

    def go(inner: Term) -> Term:
        match inner:
            case Apply(fn, arg) if fn == recurrence.sequence:
                return at(fold(go(arg)))
            case Var() if inner == recurrence.sequence:
                place = Var(f"{definition.name} argument", NAT)
                return Lambda(place, at(place))
            case _:
                return map_children(inner, go)

    return go(term)


def _fresh(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "'"
    taken.add(name)
    return name
