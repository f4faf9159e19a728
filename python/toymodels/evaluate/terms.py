"""Questions about terms and sorts that every evaluator asks."""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.statements.language import CaseNat, FinSort, FunSort, Lambda, Quantifier, Sort, Sum, Term, Var
from toymodels.statements.traverse import children


def free_variables(term: Term) -> dict[str, Var]:
    """The free variables of `term` and of its binders' sorts, by name, in order of first occurrence."""
    return {var.name: var for var in _free(term)}


def entry_sort(sort: Sort) -> Sort:
    """The sort of a function's values once it has all its arguments (`sort` itself, if it is not a function's)."""
    while isinstance(sort, FunSort):
        sort = sort.codomain
    return sort


def _free(term: Term) -> Iterator[Var]:
    match term:
        case Var():
            yield term
        case Quantifier(_, var, body) | Sum(var, body) | Lambda(var, body):
            yield from _free_in_sort(var.sort)
            yield from _without(var, body)
        case CaseNat(scrutinee, zero, pred, succ):
            yield from _free(scrutinee)
            yield from _free(zero)
            yield from _without(pred, succ)
        case _:
            for part in children(term):
                yield from _free(part)


def _without(bound: Var, body: Term) -> Iterator[Var]:
    return (var for var in _free(body) if var.name != bound.name)


def _free_in_sort(sort: Sort) -> Iterator[Var]:
    match sort:
        case FinSort(bound):
            yield from _free(bound)
        case FunSort(domain, codomain):
            yield from _free_in_sort(domain)
            yield from _free_in_sort(codomain)
        case _:
            return
