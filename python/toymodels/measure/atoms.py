"""The comparisons in a proposition, each under its quantifiers and conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toymodels.instances.facts import negate
from toymodels.statements.language import (
    Compare,
    Connective,
    FieldSort,
    FinSort,
    FunSort,
    Logic,
    NatSort,
    Not,
    Quantifier,
    Quantity,
    Relation,
    Sort,
    Term,
    Var,
)
from toymodels.statements.walk import field_element, free_names, sort_of


@dataclass(frozen=True, slots=True)
class Atom:
    """`∀ binders, guards → left relation right`, of numbers."""

    binders: tuple[Var, ...]
    guards: tuple[Term, ...]
    relation: Relation
    left: Term
    right: Term


def atoms(prop: Term) -> tuple[Atom, ...]:
    """The comparisons of numbers in `prop`, below `∀` over indices, `∧`, `→` and `¬`; what else it has is left out."""
    return tuple(_atoms(prop, (), ()))


def is_made_of_atoms(prop: Term) -> bool:
    """Whether `prop` says nothing but its atoms."""
    match prop:
        case Quantifier(Quantity.FORALL, Var(_, FinSort()), body) | Connective(Logic.IMPLIES, _, body):
            return is_made_of_atoms(body)
        case Connective(Logic.AND, left, right):
            return is_made_of_atoms(left) and is_made_of_atoms(right)
        case Compare() | Not(Compare()):
            return any(True for _ in _atoms(prop, (), ()))
        case _:
            return False


def names_in(*terms: Term) -> frozenset[str]:
    """The free variables of terms."""
    return frozenset[str]().union(*map(free_names, terms))


def is_matrix(sort: Sort) -> bool:
    """Whether a sort is that of real matrices."""
    match sort:
        case FunSort(FinSort(), FunSort(FinSort(), FieldSort())):
            return True
        case _:
            return False


def _atoms(prop: Term, binders: tuple[Var, ...], guards: tuple[Term, ...]) -> Iterator[Atom]:
    match prop:
        case Quantifier(Quantity.FORALL, Var(_, FinSort()) as var, body):
            yield from _atoms(body, (*binders, var), guards)
        case Connective(Logic.AND, left, right):
            yield from _atoms(left, binders, guards)
            yield from _atoms(right, binders, guards)
        case Connective(Logic.IMPLIES, left, right):
            yield from _atoms(right, binders, (*guards, left))
        case Compare(relation, left, right) if _is_number(sort_of(left)):
            yield Atom(binders, guards, relation, field_element(left), field_element(right))
        case Not(Compare() as inner):
            yield from _atoms(negate(inner), binders, guards)
        case _:
            return


def _is_number(sort: Sort) -> bool:
    return isinstance(sort, FieldSort | NatSort)
