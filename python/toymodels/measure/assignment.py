"""Which variable of a statement stands for what: the features, a read-out, a bias, sizes, indices, open scalars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.oracle import oracle_value
from toymodels.measure.atoms import is_matrix
from toymodels.measure.weights import Weights
from toymodels.statements.language import BoolSort, FieldSort, FinSort, FunSort, NatSort, Numeral, Statement, Term, Var
from toymodels.statements.walk import free_variables

FEATURES, TRANSPOSED, READ_OUT, BIAS, ONES = "features", "features transposed", "read_out", "bias", "ones"

_WORDS = {
    FEATURES: "the features",
    TRANSPOSED: "the features, transposed",
    READ_OUT: "the read-out",
    BIAS: "the bias",
    ONES: "importance 1 for every feature",
}


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the variables of a statement stand for.

    Attributes:
        arrays: by variable, one of the constants of this module.
        sizes: the natural numbers that the shapes fix.
        naturals: those that they leave open.
        indices: all values at once.
        scalars: to be computed from the weights.
        sets: Boolean vectors, for all of which the theorem holds.
        rest: what else it holds for all values of.
        is_tied: whether a read-out is asked for and the features stand for it.
    """

    arrays: Mapping[str, str]
    sizes: Mapping[str, int]
    naturals: tuple[Var, ...]
    indices: tuple[Var, ...]
    scalars: tuple[Var, ...]
    sets: tuple[Var, ...]
    rest: tuple[Var, ...]
    is_tied: bool

    @property
    def is_complete(self) -> bool:
        """Whether every variable has a value, or all at once, or one that is to be computed."""
        return not self.sets and not self.rest

    def words(self) -> dict[str, str]:
        """What each array stands for."""
        named = {name: _WORDS[what] for name, what in self.arrays.items()}
        if self.is_tied:
            first = next(name for name, what in self.arrays.items() if what == FEATURES)
            named[first] = "the features, as their own read-out"
        return named


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a statement about weights is not about ones of this shape."""

    reason: str


def assign(statement: Statement, weights: Weights, *, marked: bool) -> Assignment | Misfit | None:
    """What each variable stands for; `None` if the statement is not about weights like these at all.

    marked: whether its docstring says that it is about weights.
    """
    matrices = [var for var in statement.variables if is_matrix(var.sort)]
    if not 1 <= len(matrices) <= 2:
        return None
    solved: dict[str, int] = {}
    try:
        arrays, is_tied = _arrays(statement, matrices, weights, solved, marked=marked)
    except _NotAboutWeights:
        return None
    except _NoFit as misfit:
        return Misfit(str(misfit))
    others = [var for var in statement.variables if var not in matrices]
    arrays |= _vectors(others, weights, solved)
    open_, indices, scalars, sets, rest = _sorted_out([var for var in others if var.name not in arrays], solved)
    return Assignment(arrays, solved, open_, indices, scalars, sets, rest, is_tied)


class _NotAboutWeights(Exception):
    pass


class _NoFit(Exception):
    pass


def _arrays(
    statement: Statement, matrices: list[Var], weights: Weights, solved: dict[str, int], *, marked: bool
) -> tuple[dict[str, str], bool]:
    first, n, m = matrices[0], weights.n, weights.m
    bounds = [_bounds(var) for var in matrices]
    if len(matrices) == 1:
        if bounds[0][0] == bounds[0][1] and n != m:
            raise _NoFit(f"{first.name} is a square matrix, and the weights are {n} x {m}")
        _solve(bounds[0], (n, m), solved, first)
        return {first.name: FEATURES}, False
    second = matrices[1]
    outer = READ_OUT if weights.read_out is not None else FEATURES
    if bounds[0][0] == bounds[0][1] or bounds[1][0] == bounds[1][1]:
        raise _NotAboutWeights
    if bounds[0] == bounds[1] and (marked or first.name.startswith("R")):
        _solve(bounds[0], (n, m), solved, first)
        return {first.name: outer, second.name: FEATURES}, outer == FEATURES
    if bounds[0][1] == bounds[1][0] and _is_open_or(bounds[1][1], bounds[0][0]):
        _solve(bounds[0], (n, m), solved, first)
        _solve(bounds[1], (m, n), solved, second)
        return {first.name: outer, second.name: TRANSPOSED}, outer == FEATURES
    if not marked:
        raise _NotAboutWeights
    _solve(bounds[0], (n, m), solved, first)
    _solve(bounds[1], (n, m), solved, second)
    return {first.name: outer, second.name: FEATURES}, outer == FEATURES


def _is_open_or(bound: Term, other: Term) -> bool:
    return bound == other or isinstance(bound, Var)


def _bounds(var: Var) -> tuple[Term, Term]:
    match var.sort:
        case FunSort(FinSort(rows), FunSort(FinSort(columns), _)):
            return rows, columns
        case _:
            raise AssertionError(var.name)


def _solve(bounds: tuple[Term, Term], shape: tuple[int, int], solved: dict[str, int], var: Var) -> None:
    """Enter the sizes at which a matrix has a shape.

    Raises:
        _NoFit: there are none.
    """
    for bound, length, word in zip(bounds, shape, ("rows", "columns"), strict=True):
        unknown = [name for name in free_variables(bound) if name not in solved]
        if len(unknown) == 1:
            found = next(
                (size for size in range(length + 1) if _size(bound, {**solved, unknown[0]: size}) == length), None
            )
            if found is None:
                raise _NoFit(f"{var.name} has no {length} {word} at any {unknown[0]}")
            solved[unknown[0]] = found
        elif unknown or _size(bound, solved) != length:
            size = bound.value if isinstance(bound, Numeral) else None if unknown else _size(bound, solved)
            raise _NoFit(
                f"{var.name} has {size if size is not None else 'other'} {word}, and the weights have {length}"
            )


def _size(bound: Term, sizes: Mapping[str, int]) -> int:
    try:
        return cast(int, oracle_value(bound, {}, Instance(sizes)))
    except StatementError:  # a bound that calls a definition is solved by none
        return -1


def _vectors(others: list[Var], weights: Weights, solved: Mapping[str, int]) -> dict[str, str]:
    """The vectors with a number a feature that have a meaning: `b` is a bias, `I` the importance of each feature."""
    found: dict[str, str] = {}
    for var in others:
        match var.sort:
            case FunSort(FinSort(bound), FieldSort()) if not isinstance(bound, FunSort):
                if any(name not in solved for name in free_variables(bound)) or _size(bound, solved) != weights.n:
                    continue
                if var.name == "b" and weights.bias is not None:
                    found[var.name] = BIAS
                elif var.name == "I":
                    found[var.name] = ONES
            case _:
                continue
    return found


_Open = tuple[tuple[Var, ...], tuple[Var, ...], tuple[Var, ...], tuple[Var, ...], tuple[Var, ...]]


def _sorted_out(others: list[Var], solved: Mapping[str, int]) -> _Open:
    naturals: list[Var] = []
    indices: list[Var] = []
    scalars: list[Var] = []
    sets: list[Var] = []
    rest: list[Var] = []
    for var in others:
        match var.sort:
            case NatSort():
                if var.name not in solved:
                    naturals.append(var)
            case FinSort(bound) if all(name in solved for name in free_variables(bound)):
                indices.append(var)
            case FieldSort():
                scalars.append(var)
            case FunSort(FinSort(), BoolSort()):
                sets.append(var)
            case _:
                rest.append(var)
    return tuple(naturals), tuple(indices), tuple(scalars), tuple(sets), tuple(rest)
