"""Definitions that stand for one object, or for one at each size: a table of vectors, a matrix, a number.

Authors define extremal objects to prove that a bound is attained. A conjecture that they refute is seldom refuted by
anything that is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from toymodels.lean.binders import leading_binders
from toymodels.lean.constants import ConstantKind
from toymodels.lean.environment import Environment
from toymodels.lean.expr import BinderInfo, Const, Pi
from toymodels.lean.expr import Sort as LeanSort
from toymodels.statements.language import (
    BoolSort,
    Call,
    Definition,
    FieldSort,
    FinSort,
    FunSort,
    Lambda,
    NatSort,
    Sort,
    Term,
    Var,
)
from toymodels.statements.read.binding import spine
from toymodels.statements.read.definitions import DefinitionReader
from toymodels.statements.read.reduce import Reducer, Unreadable

_MOST_SIZES = 2
_SIZE_OR_INDEX = ("Nat", "Fin", "Bool")


@dataclass(frozen=True, slots=True)
class Closed:
    """An object that a library defines.

    Attributes:
        name: the definition's name in Lean.
        sizes: the natural numbers that it depends on, if any.
        term: what means the object, in which nothing but the sizes is free.
        sort: the sort of the object.
        definitions: what evaluating the term takes.
    """

    name: str
    sizes: tuple[Var, ...]
    term: Term
    sort: Sort
    definitions: Mapping[str, Definition]


def closed_definitions(environment: Environment) -> Iterator[Closed]:
    """The objects that the library's modules define, whatever else they define.

    What the language cannot hold is left out, for no variable of a statement could take it as its value.
    """
    reader = DefinitionReader(Reducer(environment))
    for module in environment.library.values():
        for name in module.ranges:
            constant = environment.get(name)
            if constant is None or constant.kind is not ConstantKind.DEFINITION:
                continue
            if all(map(_may_lead, leading_binders(constant.type))):
                yield from _closed(reader, name)


def of_sorts(variables: Sequence[Var], closed: Sequence[Closed]) -> tuple[Closed, ...]:
    """Those that have the same kinds of arguments and of values as one of `variables`."""
    wanted = {_kind(var.sort) for var in variables}
    return tuple(each for each in closed if _kind(each.sort) in wanted)


def _may_lead(binder: Pi) -> bool:
    """Whether a binder is that of a type, an instance, a size or an index."""
    if isinstance(binder.type, LeanSort) or binder.info is BinderInfo.INST_IMPLICIT:
        return True
    head = spine(binder.type)[0]
    return isinstance(head, Const) and head.name in _SIZE_OR_INDEX


def _closed(reader: DefinitionReader, name: str) -> Iterator[Closed]:
    """The object that the definition `name` is, if it is one."""
    try:
        definition = reader.definition(name)
    except (Unreadable, RecursionError):
        return
    sizes = tuple(var for var in definition.params if isinstance(var.sort, NatSort))
    indices = definition.params[len(sizes) :]
    if len(sizes) > _MOST_SIZES or definition.params[: len(sizes)] != sizes:
        return
    call: Term = Call(name, definition.params, definition.sort)
    sort = reduce(lambda inner, var: FunSort(var.sort, inner), reversed(indices), definition.sort)
    term = reduce(lambda inner, var: Lambda(var, inner), reversed(indices), call)
    if _is_table(sort):
        yield Closed(name, sizes, term, sort, reader.needed(indices, (call,)))


def _is_table(sort: Sort) -> bool:
    """Whether a sort is that of a table, or of an entry of one; a single natural number is a size instead."""
    if isinstance(sort, NatSort):
        return False
    while isinstance(sort, FunSort):
        if not isinstance(sort.domain, FinSort | BoolSort):
            return False
        sort = sort.codomain
    return isinstance(sort, FieldSort | NatSort | FinSort | BoolSort)


def _kind(sort: Sort) -> tuple[type[Sort], ...]:
    """The kinds of the arguments and of the values of a function."""
    kinds: list[type[Sort]] = []
    while isinstance(sort, FunSort):
        kinds.append(type(sort.domain))
        sort = sort.codomain
    return (*kinds, type(sort))
