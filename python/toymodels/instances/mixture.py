"""Families and systems of matrices mixed into a plan's draws, where that satisfies more hypotheses.

The constructions of a plan read hypotheses one comparison at a time. What several hypotheses ask of a matrix together,
or one asks through sums and products of its entries, they leave to rejection. At sizes where most of a plan's own
proposals are rejected, each family of matrices is therefore tried for each matrix variable, and each system for all
square matrices of one size, the other variables being drawn by a plan of their own around them; those whose instances
the hypotheses accept get most of the draws. Where the statement has a table of products, tables and functions on its
elements are drawn together in the same way.

Nothing depends on what a statement's definitions are called, and every proposal is tested like any other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Protocol

import numpy as np

from toymodels.evaluate.batch import DiscreteArray, FieldArray
from toymodels.evaluate.factors import lowest_terms
from toymodels.instances.constructions.families import FAMILIES, Family
from toymodels.instances.constructions.operations import (
    COSINES,
    OPERATIONS,
    SINES,
    Operation,
    frequencies_of,
    representations,
)
from toymodels.instances.constructions.spheres import sphere_rows, towards_short_directions
from toymodels.instances.constructions.systems import SYSTEMS, System
from toymodels.instances.constructions.tables import ProductTable, product_tables
from toymodels.instances.facts import Fact
from toymodels.instances.source import Ints, Source, chance, pick
from toymodels.statements.language import FIELD, Compare, FinSort, Numeral, Relation, Var
from toymodels.statements.walk import argument_sorts, subterms

ENOUGH = 0.6
"""Where a plan's own draws are accepted this often, nothing is mixed in."""

PLAIN_SHARE = 20
"""Percent of the proposals that remain the plan's own, whatever is mixed in."""

_LEAST_GAIN = 0.1
_MOST_MODES = 6
_MOST_MATRICES = 3
_LARGEST_SYSTEM = 6
_MOST_COORDINATES, _NEAR_DIAGONALS = 5, 40


Drawn = Mapping[str, FieldArray] | Mapping[str, FieldArray | DiscreteArray]
"""Values of some variables."""


class Mode(Protocol):
    """A way to draw some of the variables together."""

    @property
    def variables(self) -> tuple[Var, ...]:
        """What is drawn."""
        ...

    def describe(self) -> str:
        """The mode for people."""
        ...

    def draw(self, source: Source, shape: tuple[int, ...], count: int) -> Drawn | None:
        """`count` values of each of the variables, the first of which has this shape; None where there are none."""
        ...


@dataclass(frozen=True, slots=True)
class Alike:
    """A family for some matrix variables, which all get the same matrices; a transposed one has them as columns."""

    variables: tuple[Var, ...]
    family: Family
    transposed: bool = False

    def describe(self) -> str:
        """The mode for people."""
        names = " = ".join(var.name for var in self.variables)
        return f"{names}: {self.family.name}{', transposed' if self.transposed else ''}"

    def draw(self, source: Source, shape: tuple[int, ...], count: int) -> Mapping[str, FieldArray] | None:
        """The same `count` matrices for each variable."""
        rows, columns = shape[::-1] if self.transposed else shape
        value = self.family.draw(source, rows, columns, count)
        if value is None:
            return None
        if self.transposed:
            value = FieldArray(np.ascontiguousarray(value.numerators.swapaxes(1, 2)), value.denominators)
        return {var.name: value for var in self.variables}


@dataclass(frozen=True, slots=True)
class Each:
    """One family for several matrix variables, each of which gets matrices of its own."""

    variables: tuple[Var, ...]
    family: Family

    def describe(self) -> str:
        """The mode for people."""
        return f"each of {', '.join(var.name for var in self.variables)}: {self.family.name}"

    def draw(self, source: Source, shape: tuple[int, ...], count: int) -> Mapping[str, FieldArray] | None:
        """`count` matrices for each variable."""
        rows, columns = shape
        drawn: dict[str, FieldArray] = {}
        for var in self.variables:
            value = self.family.draw(source, rows, columns, count)
            if value is None:
                return None
            drawn[var.name] = value
        return drawn


@dataclass(frozen=True, slots=True)
class Together:
    """A system of square matrices, for several variables or for one that is a sequence of matrices."""

    variables: tuple[Var, ...]
    system: System

    def describe(self) -> str:
        """The mode for people."""
        return f"{', '.join(var.name for var in self.variables)}: {self.system.name}"

    def draw(self, source: Source, shape: tuple[int, ...], count: int) -> Mapping[str, FieldArray] | None:
        """`count` systems, one matrix of each for every variable."""
        *length, rows, columns = shape
        members = length[0] if length else len(self.variables)
        value = self.system.draw(source, members, rows, count) if rows == columns else None
        if value is None:
            return None
        if length:
            return {self.variables[0].name: value}
        matrices = np.moveaxis(value.numerators, 1, 0)
        return {
            var.name: FieldArray(np.ascontiguousarray(matrix), value.denominators)
            for var, matrix in zip(self.variables, matrices, strict=True)
        }


@dataclass(frozen=True, slots=True)
class OnSphere:
    """Single numbers that are the coordinates of a point on a sphere, some of them near its diagonals."""

    variables: tuple[Var, ...]
    norm_sq: int

    def describe(self) -> str:
        """The mode for people."""
        return f"{', '.join(var.name for var in self.variables)}: points on the sphere of squared radius {self.norm_sq}"

    def draw(self, source: Source, shape: tuple[int, ...], count: int) -> Mapping[str, FieldArray] | None:
        """`count` points; None if there are no short ones."""
        radius = np.full(count, self.norm_sq), np.ones(count, dtype=np.int64)
        points, dens = sphere_rows(source, 1, len(self.variables), *radius)
        if count and not points.any():
            return None
        near = np.flatnonzero(chance(source, _NEAR_DIAGONALS, (count,)))
        points[near], dens[near] = towards_short_directions(source, points[near], dens[near])
        return {
            var.name: FieldArray(*lowest_terms(column, dens))
            for var, column in zip(self.variables, np.moveaxis(points[:, 0], 1, 0), strict=True)
        }


@dataclass(frozen=True, slots=True)
class OnOperation:
    """A table of products, and functions on its elements that multiply as they do: quarter turns, and signs.

    Attributes:
        functions: two and two of them are the coordinates of quarter turns; a last one alone has signs as values. There
            need not be any.
        table: the variables that make up the table of products.
        operation: what the table is like.
    """

    functions: tuple[Var, ...]
    table: ProductTable
    operation: Operation

    @property
    def variables(self) -> tuple[Var, ...]:
        """What is drawn."""
        return (*self.functions, *self.table.variables)

    def describe(self) -> str:
        """The mode for people."""
        names = ", ".join(var.name for var in self.functions)
        turns = f"; {names}: quarter turns that multiply alike" if names else ""
        return f"{self.table.product.name}: {self.operation.name}{turns}"

    def draw(self, source: Source, shape: tuple[int, ...], count: int) -> Drawn | None:
        """`count` tables and functions; None if there are no elements."""
        *before, size = shape
        each = prod(before)
        drawn = self.operation.draw(source, size, each * -(-len(self.functions) // 2), count)
        if drawn is None:
            return None
        values: dict[str, FieldArray | DiscreteArray] = {}
        values.update(self.table.values(drawn.product, drawn.neutral, drawn.inverse))
        for place, var in enumerate(self.functions):
            quarters = drawn.quarters[:, place // 2 * each :][:, :each].reshape(count, *shape)
            if place % 2 == 0 and place + 1 == len(self.functions):
                quarters = np.where((quarters % 2).any(axis=-1, keepdims=True), 2 * quarters % 4, quarters)
            numbers = (SINES if place % 2 else COSINES)[quarters]
            values[var.name] = FieldArray(numbers, np.ones(count, dtype=np.int64))
        return values


@dataclass(frozen=True, slots=True)
class OnRepresentation:
    """A table of products, and a matrix for each element, or several, that multiply as the elements do.

    Attributes:
        matrices: the variable with the matrices, the last three of whose arguments are an element and two places.
        table, operation: as in `OnOperation`.
    """

    matrices: Var
    table: ProductTable
    operation: Operation

    @property
    def variables(self) -> tuple[Var, ...]:
        """What is drawn."""
        return (self.matrices, *self.table.variables)

    def describe(self) -> str:
        """The mode for people."""
        return f"{self.table.product.name}: {self.operation.name}; {self.matrices.name}: an orthogonal representation"

    def draw(self, source: Source, shape: tuple[int, ...], count: int) -> Drawn | None:
        """`count` tables and representations; None if there are no elements."""
        *before, size, dimensions, _ = shape
        drawn = self.operation.draw(source, size, frequencies_of(prod(before), dimensions), count)
        if drawn is None:
            return None
        values: dict[str, FieldArray | DiscreteArray] = {}
        values.update(self.table.values(drawn.product, drawn.neutral, drawn.inverse))
        matrices = representations(source, drawn, prod(before), dimensions)
        values[self.matrices.name] = FieldArray(matrices.numerators.reshape(count, *shape), matrices.denominators)
        return values


def modes(
    fields: Sequence[Var], rejected: Sequence[Fact], variables: Sequence[Var], discrete: Sequence[Fact]
) -> Iterator[Iterable[Mode]]:
    """The modes to try for these field variables, in groups; if one group has good ones, none of the next is tried.

    First, if one of the statement's `variables` is a table of products, what respects the table. Then each matrix by
    itself, pairs of matrices that are equal, several of one shape, unrelated or (square ones) together, and single
    numbers of which an equation speaks that is among the facts that are otherwise left to rejection.

    discrete: the facts about variables other than `fields`, which tell what is neutral and inverse in the table.
    """
    yield _on_operations([var for var in variables if var in fields], variables, (*discrete, *rejected))
    yield _on_matrices(fields, rejected)


def _on_operations(fields: Sequence[Var], variables: Sequence[Var], facts: Sequence[Fact]) -> Iterator[Mode]:
    table = next(product_tables(variables, facts), None)
    if table is None:
        return
    functions = [var for var in fields if argument_sorts(var.sort)[0][-1:] == (table.elements,)]
    if not fields:
        yield from (OnOperation((), table, operation) for operation in OPERATIONS)
    for sort in dict.fromkeys(var.sort for var in functions):
        for operation in OPERATIONS:
            yield OnOperation(tuple(var for var in functions if var.sort == sort), table, operation)
    for var in (var for var in fields if _acts(var, table.elements)):
        named = [fact.variables for fact in facts if var.name in fact.variables]
        units = (v for v in variables if v.sort == table.elements and any(v.name in names for names in named))
        with_unit = replace(table, neutral=table.neutral or next(units, None))
        for operation in OPERATIONS:
            yield OnRepresentation(var, with_unit, operation)


def _acts(var: Var, elements: FinSort) -> bool:
    """Whether `var` has a square matrix for each of the elements, or several."""
    domains, _ = argument_sorts(var.sort)
    return len(domains) > 2 and domains[-3] == elements and domains[-2] == domains[-1]


def _on_matrices(fields: Sequence[Var], rejected: Sequence[Fact]) -> Iterator[Mode]:
    every = [var for var in fields if _arity(var) == 2]
    matrices = every[:_MOST_MATRICES]
    groups = [(var,) for var in matrices]
    groups += [(one, two) for k, one in enumerate(matrices) for two in matrices[:k] if one.sort == two.sort]
    for group in groups:
        for family in FAMILIES:
            yield Alike(group, family)
            if not _is_square(group[0]):
                yield Alike(group, family, transposed=True)
    several = list(_alike(every))
    for group in several:
        for family in FAMILIES:
            yield Each(group, family)
    sequences = [(var,) for var in fields if _arity(var) == 3]
    for variables in (*(group for group in several if _is_square(group[0])), *sequences):
        for system in SYSTEMS:
            yield Together(variables, system)

    yield from _spheres(fields, rejected)


def _spheres(fields: Sequence[Var], rejected: Sequence[Fact]) -> Iterator[OnSphere]:
    """Spheres for the variables of equations between single numbers, with the whole numbers in those for radii."""
    single = {var.name for var in fields if not argument_sorts(var.sort)[0]}
    for fact in rejected:
        if not isinstance(fact.atom, Compare) or fact.atom.op is not Relation.EQ:
            continue
        if 2 <= len(fact.variables) <= _MOST_COORDINATES and fact.variables <= single and not fact.guards:
            numerals = [part.value for part in subterms(fact.atom) if isinstance(part, Numeral) and part.sort == FIELD]
            for norm_sq in dict.fromkeys((1, *(value for value in numerals if value > 1))):
                yield OnSphere(tuple(var for var in fields if var.name in fact.variables), norm_sq)


def _alike(matrices: Sequence[Var]) -> Iterator[tuple[Var, ...]]:
    """All matrices of one shape, if there are several and not too many, and pairs of the first."""
    for sort in dict.fromkeys(var.sort for var in matrices):
        alike = [var for var in matrices if var.sort == sort]
        if 2 < len(alike) <= _LARGEST_SYSTEM:
            yield tuple(alike)
        yield from itertools.combinations(alike[:_MOST_MATRICES], 2)


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A few proposals of one mode (None: the plan's own draws).

    rate: the share that all hypotheses accept; discrete: the values of the discrete variables in those.
    """

    mode: Mode | None
    rate: float
    discrete: Mapping[str, DiscreteArray]


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Which modes are drawn at some sizes, and how many percent of the proposals each gets; the rest is plain.

    discrete: for each mode, and at last for plain draws, values of the discrete variables to be drawn more often.
    """

    modes: tuple[Mode, ...] = ()
    percents: tuple[int, ...] = ()
    discrete: tuple[Mapping[str, DiscreteArray] | None, ...] = (None,)

    def choose(self, source: Source, count: int) -> Ints:
        """For each proposal the position of its mode, or the number of modes for the plan's own draw, shape (b,)."""
        if not self.modes:
            return np.zeros(count, dtype=np.int64)
        return pick(source, (*self.percents, 100 - sum(self.percents)), (count,))


def mixture(plain: Trial, trials: Sequence[Trial]) -> Mixture:
    """The mixture for a plan from what was tried of its own draws and of each mode."""
    best = sorted((trial for trial in trials if trial.rate >= plain.rate + _LEAST_GAIN), key=lambda t: -t.rate)
    best = [trial for trial in best if trial.rate >= best[0].rate / 2][:_MOST_MODES]
    total = sum(trial.rate for trial in best)
    percents = tuple(int((100 - PLAIN_SHARE) * trial.rate / total) for trial in best)
    found = tuple(trial.mode for trial in best if trial.mode is not None)
    discrete = tuple(trial.discrete if 0 < trial.rate < ENOUGH else None for trial in (*best, plain))
    return Mixture(found, percents, discrete)


def _arity(var: Var) -> int:
    domains, _ = argument_sorts(var.sort)
    return len(domains) if all(isinstance(domain, FinSort) for domain in domains) else 0


def _is_square(var: Var) -> bool:
    domains, _ = argument_sorts(var.sort)
    return domains[0] == domains[1]
