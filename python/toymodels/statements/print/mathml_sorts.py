"""Sorts of the statement language as MathML: `ℕ`, `𝔽ⁿˣᵐ`, and what a variable's belonging to one looks like."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from toymodels.lean.names import last
from toymodels.markup import element
from toymodels.statements.language import (
    BoolSort,
    Count,
    FieldSort,
    FinSort,
    FunSort,
    IntSort,
    NatSort,
    PropSort,
    Sort,
    Term,
)
from toymodels.statements.print.mathml_elements import fenced, operator, separated, upright
from toymodels.statements.print.notation import ATOM
from toymodels.statements.walk import bounds

WriteSize = Callable[[Term, int], Markup]
"""Writes the bound of a `Fin`, in parentheses if it binds less tightly than the number says."""


def belongs(sort: Sort, size: WriteSize) -> tuple[Markup, Markup]:
    """What follows a variable's name: `∈ ℕ`, `∈ 𝔽ⁿˣᵐ`, `< n` for an index, `⊆ Fin n` for a set of indices."""
    match sort:
        case FinSort(Count()):
            return operator("∈"), write_sort(sort, size)
        case FinSort(bound):
            return operator("<"), size(bound, 51)
        case FunSort(FinSort() as domain, BoolSort()):
            return operator("⊆"), write_sort(domain, size)
        case FunSort() if not _is_space(sort):
            return operator(":"), write_sort(sort, size)
        case _:
            return operator("∈"), write_sort(sort, size)


def write_sort(sort: Sort, size: WriteSize) -> Markup:
    """A sort by itself."""
    match sort:
        case NatSort():
            return upright("ℕ")
        case IntSort():
            return upright("ℤ")
        case FieldSort():
            return upright("𝔽")
        case PropSort():
            return upright("Prop")
        case BoolSort():
            return upright("Bool")
        case FinSort(Count(type_name=name)):
            return upright(last(name))
        case FinSort(bound):
            return element("mrow", upright("Fin"), element("mspace", width="0.2em"), size(bound, ATOM))
        case FunSort() if _is_space(sort):
            sizes = [size(bound, 71) for bound in bounds(sort)]
            return element("msup", upright("𝔽"), separated(sizes, "×"))
        case FunSort(domain, codomain):
            left = write_sort(domain, size)
            left = fenced(left) if isinstance(domain, FunSort) else left
            return element("mrow", left, operator("→"), write_sort(codomain, size))


def _is_space(sort: Sort) -> bool:
    """Whether a sort is `Fin n₁ → … → Fin nₖ → 𝔽` with `k ≥ 1`."""
    match sort:
        case FunSort(FinSort(), codomain):
            return isinstance(codomain, FieldSort) or _is_space(codomain)
        case _:
            return False
