"""The comparisons in a proposition, each under its quantifiers and conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toymodels.evaluate.terms import free_variables
from toymodels.statements.language import (
    Cast,
    Compare,
    Connective,
    FieldSort,
    FinSort,
    FinVal,
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
from toymodels.statements.traverse import sort_of


@dataclass(frozen=True, slots=True)
class Atom:
    """`∀ binders, guards → left relation right`, of numbers."""

    binders: tuple[Var, ...]
    guards: tuple[Term, ...]
    relation: Relation
    left: Term
    right: Term


def atoms(prop: Term) -> tuple[Atom, ...]:
    """The comparisons of numbers that `prop` is made of, below `∀`, `∧`, `→` and `¬`; what else it has is left out."""
    return tuple(_atoms(prop, (), ()))


def is_made_of_atoms(prop: Term) -> bool:
    """Whether `prop` says nothing but its atoms."""
    match prop:
        case Quantifier(Quantity.FORALL, _, body) | Connective(Logic.IMPLIES, _, body):
            return is_made_of_atoms(body)
        case Connective(Logic.AND, left, right):
            return is_made_of_atoms(left) and is_made_of_atoms(right)
        case Not(Compare() as inner):
            return any(True for _ in _atoms(Not(inner), (), ()))
        case Compare():
            return any(True for _ in _atoms(prop, (), ()))
        case _:
            return False


def names_in(*terms: Term) -> frozenset[str]:
    """The free variables of terms."""
    return frozenset(name for term in terms for name in free_variables(term))


def is_matrix(sort: Sort) -> bool:
    """Whether a sort is that of real matrices."""
    match sort:
        case FunSort(FinSort(), FunSort(FinSort(), FieldSort())):
            return True
        case _:
            return False


def _atoms(prop: Term, binders: tuple[Var, ...], guards: tuple[Term, ...]) -> Iterator[Atom]:
    match prop:
        case Quantifier(Quantity.FORALL, var, body):
            yield from _atoms(body, (*binders, var), guards)
        case Connective(Logic.AND, left, right):
            yield from _atoms(left, binders, guards)
            yield from _atoms(right, binders, guards)
        case Connective(Logic.IMPLIES, left, right):
            yield from _atoms(right, binders, (*guards, left))
        case Compare(relation, left, right) if _is_number(sort_of(left)):
            yield Atom(binders, guards, relation, number_of(left), number_of(right))
        case Not(Compare(relation, left, right)) if _is_number(sort_of(left)):
            opposite = {
                Relation.EQ: (Relation.NE, left, right),
                Relation.NE: (Relation.EQ, left, right),
                Relation.LE: (Relation.LT, right, left),
                Relation.LT: (Relation.LE, right, left),
            }[relation]
            yield Atom(binders, guards, opposite[0], number_of(opposite[1]), number_of(opposite[2]))
        case _:
            return


def _is_number(sort: Sort) -> bool:
    return isinstance(sort, FieldSort | NatSort)


def number_of(term: Term) -> Term:
    """A natural number or index as an element of the field."""
    match sort_of(term):
        case FieldSort():
            return term
        case FinSort():
            return Cast(FinVal(term))
        case _:
            return Cast(term)
