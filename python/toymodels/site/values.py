"""What the library's definitions are worth, and both sides of its theorems, exactly: where all figures take data from.

A figure names a definition and gives arguments; the definition is evaluated as Lean elaborated it. So a figure cannot
show anything else than what the theorems are about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import cast
from weakref import WeakKeyDictionary

import numpy as np

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray, Instance, Value
from toymodels.evaluate.convert import array_of, instance_of, shape_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.subject import Subject
from toymodels.library import Library
from toymodels.statements.language import (
    Call,
    Compare,
    Connective,
    FieldSort,
    FinSort,
    FunSort,
    Lambda,
    Logic,
    NatSort,
    Sort,
    Term,
    Var,
)
from toymodels.statements.read.definitions import DefinitionReader
from toymodels.statements.read.reduce import Reducer
from toymodels.statements.walk import entry_sort

Scalar = int | Fraction
Vector = tuple[Fraction, ...]
Matrix = tuple[Vector, ...]
Argument = Scalar | bool | Sequence["Argument"]
"""A number, a Boolean, or nested sequences of them for a function of indices."""


def number(library: Library, name: str, *args: Argument, **sizes: int) -> Fraction:
    """`value` of a definition whose values are numbers."""
    return _number(value(library, name, *args, **sizes))


def vector(library: Library, name: str, *args: Argument, **sizes: int) -> Vector:
    """`value` of a definition whose values are vectors."""
    return cast(Vector, value(library, name, *args, **sizes))


def matrix(library: Library, name: str, *args: Argument, **sizes: int) -> Matrix:
    """`value` of a definition whose values are matrices or families of vectors."""
    return cast(Matrix, value(library, name, *args, **sizes))


def value(library: Library, name: str, *args: Argument, **sizes: int) -> Value:
    """What the definition called `name` is worth.

    Args:
        library: that declares it.
        name: its full name, or the name without the library's namespace.
        args: its arguments other than natural numbers, in order. Indices at the end may be left out: then the value
            is a table of the values at all of them.
        sizes: its natural numbers by name, where the shapes of `args` do not tell them.

    Raises:
        StatementError: there are too many arguments, one of another shape than the definition's, or a size is missing.
    """
    call = _reader(library).call(name, len(args))
    return call.evaluator.exact(call.term, Instance(call.assign(args, sizes)))


def values(library: Library, name: str, rows: Sequence[Sequence[Argument]], **sizes: int) -> list[Value]:
    """`value` for many rows of arguments of the same shapes, all at once where they fit into 64 bits."""
    call = _reader(library).call(name, len(rows[0]))
    names = [param.name for param in call.data]
    named = [dict(zip(names, row, strict=True)) for row in rows]
    known = call.assign(rows[0], sizes)
    naturals = {param.name: cast(int, known[param.name]) for param in call.params if isinstance(param.sort, NatSort)}
    return _evaluated(call.term, call.evaluator, call.data, named, naturals)


def numbers(library: Library, name: str, rows: Sequence[Sequence[Argument]], **sizes: int) -> list[Fraction]:
    """`values` of a definition whose values are numbers."""
    return [_number(each) for each in values(library, name, rows, **sizes)]


def vectors(library: Library, name: str, rows: Sequence[Sequence[Argument]], **sizes: int) -> list[Vector]:
    """`values` of a definition whose values are vectors."""
    return cast("list[Vector]", values(library, name, rows, **sizes))


def matrices(library: Library, name: str, rows: Sequence[Sequence[Argument]], **sizes: int) -> list[Matrix]:
    """`values` of a definition whose values are matrices or families of vectors."""
    return cast("list[Matrix]", values(library, name, rows, **sizes))


def members(library: Library, name: str, *args: Argument, **sizes: int) -> tuple[bool, ...]:
    """`value` of a definition whose values are sets of indices."""
    return cast("tuple[bool, ...]", value(library, name, *args, **sizes))


def sides(library: Library, theorem: str, rows: Sequence[Mapping[str, Argument]]) -> list[tuple[Fraction, Fraction]]:
    """Both sides of a theorem's conclusion, a comparison of numbers, for many values of its variables.

    Of an equivalence the right comparison is meant. Hypotheses are not looked at; variables that the comparison does
    not mention may be left out.

    Raises:
        StatementError: the theorem cannot be read, its conclusion is not a comparison, or a value is missing.
    """
    return _compared(*_conclusion(library, theorem), rows)


def right_sides(library: Library, theorem: str, rows: Sequence[Mapping[str, Argument]]) -> list[Fraction]:
    """As `sides`, without evaluating the left one."""
    subject, comparison = _conclusion(library, theorem)
    return _side(subject, comparison.right, rows)


def hypothesis_sides(
    library: Library, theorem: str, hypothesis: str, rows: Sequence[Mapping[str, Argument]]
) -> list[tuple[Fraction, Fraction]]:
    """As `sides`, for the hypothesis called `hypothesis`."""
    subject = _reader(library).subject(library, theorem)
    hypotheses = subject.statement.hypotheses
    prop = next((each.prop for each in hypotheses if each.name == hypothesis), None)
    if not isinstance(prop, Compare):
        names = ", ".join(each.name for each in hypotheses)
        raise StatementError(f"{theorem}: {hypothesis!r} is not a hypothesis that compares two numbers; it has {names}")
    return _compared(subject, prop, rows)


@dataclass(frozen=True, slots=True)
class _Call:
    """A definition applied to variables, ready to be evaluated."""

    name: str
    term: Term
    evaluator: Evaluator
    params: tuple[Var, ...]

    @property
    def data(self) -> tuple[Var, ...]:
        """The variables other than natural numbers."""
        return tuple(param for param in self.params if not isinstance(param.sort, NatSort))

    def assign(self, args: Sequence[Argument], sizes: Mapping[str, int]) -> dict[str, Value]:
        """Values of the variables: natural numbers from `sizes` or from the shapes of the others."""
        assigned: dict[str, Value] = dict(sizes)
        for param, arg in zip(self.data, args, strict=True):
            assigned[param.name] = _exact(arg, entry_sort(param.sort))
            _infer(param.sort, arg, assigned)
        missing = [param.name for param in self.params if param.name not in assigned]
        if missing:
            raise StatementError(f"{self.name}: the arguments do not tell {', '.join(missing)}; give it by name")
        return assigned


@dataclass(slots=True)
class _Reader:
    """The definitions of one library that figures have asked for."""

    definitions: DefinitionReader
    declared: Callable[[str], bool]
    namespaces: Sequence[str]
    calls: dict[tuple[str, int], _Call] = field(default_factory=dict[tuple[str, int], _Call])
    subjects: dict[str, Subject] = field(default_factory=dict[str, Subject])

    def full(self, name: str) -> str:
        """The full name of the declaration called `name`, with or without the library's namespace."""
        return next((each for root in self.namespaces if self.declared(each := f"{root}.{name}")), name)

    def subject(self, library: Library, theorem: str) -> Subject:
        """What a theorem of the library states."""
        if theorem not in self.subjects:
            self.subjects[theorem] = Subject(library.theorem(self.full(theorem)).readable())
        return self.subjects[theorem]

    def call(self, name: str, count: int) -> _Call:
        """The definition `name` applied to `count` arguments beside natural numbers, the other indices left open."""
        key = name, count
        if key not in self.calls:
            self.calls[key] = self._call(name, count)
        return self.calls[key]

    def _call(self, name: str, count: int) -> _Call:
        definition = self.definitions.definition(self.full(name))
        data = [param for param in definition.params if not isinstance(param.sort, NatSort)]
        given, left = data[:count], data[count:]
        if count > len(data) or not all(isinstance(param.sort, FinSort) for param in left):
            expected = ", ".join(param.name for param in data)
            raise StatementError(f"{name} takes {expected}, found {count} arguments; only indices may be left out")
        term: Term = Call(definition.name, definition.params, definition.sort)
        for param in reversed(left):
            term = Lambda(param, term)
        params = tuple(param for param in definition.params if isinstance(param.sort, NatSort) or param in given)
        return _Call(name, term, Evaluator(self.definitions.needed(definition.params, [term])), params)


_readers: WeakKeyDictionary[Library, _Reader] = WeakKeyDictionary()


def _reader(library: Library) -> _Reader:
    if library not in _readers:
        environment = library.environment
        definitions = DefinitionReader(Reducer(environment))
        _readers[library] = _Reader(definitions, environment.in_library, library.project.roots)
    return _readers[library]


def _infer(sort: Sort, arg: Argument, assigned: dict[str, Value]) -> None:
    """Take natural numbers from the lengths of nested sequences."""
    while isinstance(sort, FunSort) and isinstance(sort.domain, FinSort) and isinstance(arg, Sequence):
        bound = sort.domain.bound
        if isinstance(bound, Var):
            known = assigned.setdefault(bound.name, len(arg))
            if known != len(arg):
                raise StatementError(f"{bound.name} cannot be both {known} and {len(arg)}; check the arguments' shapes")
        if not arg:
            return
        sort, arg = sort.codomain, arg[0]


def _exact(arg: Argument, sort: Sort) -> Value:
    if isinstance(arg, Sequence):
        return tuple(_exact(each, sort) for each in arg)
    return Fraction(arg) if isinstance(sort, FieldSort) else arg


def _conclusion(library: Library, theorem: str) -> tuple[Subject, Compare]:
    subject = _reader(library).subject(library, theorem)
    conclusion = subject.statement.conclusion
    if isinstance(conclusion, Connective) and conclusion.op is Logic.IFF:
        conclusion = conclusion.right
    if not isinstance(conclusion, Compare):
        raise StatementError(f"{theorem}: the conclusion is not a comparison, so it has no two sides")
    return subject, conclusion


def _compared(
    subject: Subject, comparison: Compare, rows: Sequence[Mapping[str, Argument]]
) -> list[tuple[Fraction, Fraction]]:
    return list(zip(*(_side(subject, side, rows) for side in (comparison.left, comparison.right)), strict=True))


def _side(subject: Subject, side: Term, rows: Sequence[Mapping[str, Argument]]) -> list[Fraction]:
    """One side of a comparison, for rows that give values to the same variables."""
    statement = subject.statement
    variables = [var for var in statement.variables if var.name in rows[0]]
    if unknown := rows[0].keys() - {var.name for var in variables}:
        names = ", ".join(var.name for var in statement.variables)
        raise StatementError(f"{statement.name} has no variables {sorted(unknown)}; it has {names}")
    data = [var for var in variables if not isinstance(var.sort, NatSort)]
    found: list[Value] = []
    for naturals, group in groupby(rows, key=lambda row: _naturals(variables, row)):
        found += _evaluated(side, subject.evaluator, data, list(group), dict(naturals))
    return [_number(each) for each in found]


def _naturals(variables: Sequence[Var], row: Mapping[str, Argument]) -> tuple[tuple[str, int], ...]:
    return tuple((var.name, cast(int, row[var.name])) for var in variables if isinstance(var.sort, NatSort))


def _number(found: Value) -> Fraction:
    return Fraction(cast("int | Fraction", found))


def _evaluated(
    term: Term,
    evaluator: Evaluator,
    data: Sequence[Var],
    rows: Sequence[Mapping[str, Argument]],
    naturals: Mapping[str, int],
) -> list[Value]:
    """The values of a term, with arrays if all fits into 64 bits, else instance by instance."""
    try:
        arrays = {var.name: _column([row[var.name] for row in rows], var, naturals) for var in data}
        found = evaluator.value(term, Batch(naturals, arrays, len(rows)))
    except StatementError:  # something is wrong, or does not fit; one at a time tells which
        return [evaluator.exact(term, _instance(data, row, naturals)) for row in rows]
    batch = Batch({}, {"value": found}, len(rows))
    return [instance_of(batch, index).values["value"] for index in range(len(rows))]


def _instance(data: Sequence[Var], row: Mapping[str, Argument], naturals: Mapping[str, int]) -> Instance:
    return Instance({**naturals, **{var.name: _exact(row[var.name], entry_sort(var.sort)) for var in data}})


def _column(column: Sequence[Argument], var: Var, naturals: Mapping[str, int]) -> FieldArray | DiscreteArray:
    """One variable's values in all rows; what all rows share is converted once."""
    shared = all(arg is column[0] for arg in column)
    exact = [_exact(arg, entry_sort(var.sort)) for arg in (column[:1] if shared else column)]
    array = array_of(exact, var.sort, shape_of(var.sort, naturals), var.name)
    if not shared:
        return array
    repeats = len(column)
    if isinstance(array, FieldArray):
        return FieldArray(np.repeat(array.numerators, repeats, axis=0), np.repeat(array.denominators, repeats))
    return cast("DiscreteArray", np.repeat(array, repeats, axis=0))
