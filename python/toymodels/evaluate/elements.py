"""All values of a finite sort: what quantifiers, sums and tables range over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Value
from toymodels.statements.language import BoolSort, FinSort, FunSort, PropSort, Sort, Term, Var
from toymodels.statements.walk import is_finite

_MOST_FUNCTIONS = 100_000


def elements(var: Var, size: Callable[[Term], int]) -> Sequence[Value]:
    """Every value of a variable of finite sort; a function is the tuple of its values.

    size: what the bound of a `Fin` is worth.

    Raises:
        StatementError: there are infinitely many, or more than can be gone through.
    """
    if not is_finite(var.sort):
        raise StatementError(f"variable {var.name!r} ranges over an infinite sort, so its values cannot all be tried")
    return _elements(var.sort, size)


def _elements(sort: Sort, size: Callable[[Term], int]) -> Sequence[Value]:
    match sort:
        case FinSort(bound):
            return range(size(bound))
        case FunSort(domain, codomain):
            return _functions(_elements(domain, size), _elements(codomain, size))
        case _:
            assert isinstance(sort, BoolSort | PropSort)
            return (False, True)


def _functions(places: Sequence[Value], values: Sequence[Value]) -> Sequence[Value]:
    if len(values) ** len(places) > _MOST_FUNCTIONS:
        raise StatementError(f"a quantifier ranges over more than {_MOST_FUNCTIONS:,} functions; choose smaller sizes")
    return list(product(values, repeat=len(places)))
