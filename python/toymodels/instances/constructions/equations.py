"""Variables that solve linear equations whose coefficients are already drawn.

Symmetry (`A i j = A j i`), triangular supports, vanishing products (`Σₖ R i k * O k j = 0`), prescribed sums, inverses
(`Σₖ M i k * N k j = if i = j then 1 else 0`): each is a linear system in the entries of one variable. Its coefficients
are read off by evaluating the hypotheses at zero and at the unit vectors, and it is solved exactly by row reduction.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass

import flint
import numpy as np

from toymodels.evaluate.batch import FieldArray
from toymodels.evaluate.factors import lowest_terms
from toymodels.instances import rational
from toymodels.instances.affine import degree
from toymodels.instances.constructions.base import Construction, Indifferent, Wishes
from toymodels.instances.constructions.between import constant, difference
from toymodels.instances.constructions.elimination import solve
from toymodels.instances.constructions.free import unconstrained
from toymodels.instances.facts import Fact
from toymodels.instances.rational import Rationals
from toymodels.instances.scene import Scene
from toymodels.instances.source import Ints, flatten
from toymodels.statements.language import Compare, Numeral, Relation, Var
from toymodels.statements.walk import argument_sorts, free_names

_INT64 = 2**62


@dataclass(frozen=True, slots=True)
class Solution(Indifferent):
    """A free draw moved onto the solutions of a linear system: free unknowns keep their values."""

    var: Var
    facts: tuple[Fact, ...]
    hoped: tuple[Fact, ...] = ()

    @property
    def equations(self) -> tuple[Fact, ...]:
        """All equations of the system."""
        return (*self.facts, *self.hoped)

    def wishes(self) -> Wishes:
        """Matrices with a kernel, where that is what is asked for."""
        if not self._is_homogeneous():
            return Wishes()
        known = frozenset[str]().union(*(fact.variables for fact in self.facts))
        return Wishes(deficient=known - {self.var.name})

    def describe(self) -> str:
        """How the variable is drawn."""
        return (
            f"solutions of the linear equations {', '.join(dict.fromkeys(fact.hypothesis for fact in self.equations))}"
        )

    def _is_homogeneous(self) -> bool:
        """Whether no equation has a literal other than zero for a side, so that there probably is a solution."""
        sides = [side for f in self.equations if isinstance(f.atom, Compare) for side in (f.atom.left, f.atom.right)]
        return not any(isinstance(side, Numeral) and side.value for side in sides)

    def draw(self, scene: Scene) -> FieldArray:
        """Exact solutions; where there is none, or none that fits into int64, the free draw as it is."""
        shape = scene.shape(self.var)
        guess = unconstrained(scene, shape)
        size = math.prod(shape)
        if size == 0:
            return guess
        if self._is_fixed(scene):
            single = Scene(scene.source, scene.evaluator, scene.sizes, 1)
            rows, sides = self._system(single, shape)
            return _on_solutions(_row_reduce(rows[0], sides[0]), guess)
        rows, sides = self._system(scene, shape)
        flat = flatten(guess.numerators)
        together = solve(np.concatenate([rows, sides[:, :, None]], axis=2), flat, guess.denominators)
        numerators, dens = together.numerators, together.denominators
        for b in np.flatnonzero(~together.known):
            solved = _solve(_row_reduce(rows[b], sides[b]), flat[b], int(guess.denominators[b]))
            if solved is not None:
                numerators[b], dens[b] = solved
        return FieldArray(numerators.reshape(guess.numerators.shape), dens)

    def _is_fixed(self, scene: Scene) -> bool:
        """Whether the coefficients depend on the sizes only, so that one reduction serves all instances."""
        return all(fact.variables - {self.var.name} <= set(scene.sizes) for fact in self.equations)

    def _system(self, scene: Scene, shape: tuple[int, ...]) -> tuple[Ints, Ints]:
        """Integer coefficients, shape (b, equations, unknowns), and right-hand sides, shape (b, equations)."""
        blocks = [self._equations(scene, shape, fact) for fact in self.equations]
        return np.concatenate([rows for rows, _ in blocks], axis=1), np.concatenate(
            [sides for _, sides in blocks], axis=1
        )

    def _equations(self, scene: Scene, shape: tuple[int, ...], fact: Fact) -> tuple[Ints, Ints]:
        assert isinstance(fact.atom, Compare)
        term, size = difference(fact.atom), math.prod(shape)
        active = np.asarray(scene.discrete(fact.binders, fact.guard), dtype=np.bool_).reshape(scene.count, -1)

        def at(value: FieldArray) -> Rationals:
            found = rational.from_field(scene.field(fact.binders, term, **{self.var.name: value}))
            return Rationals(found.num.reshape(scene.count, -1), found.den.reshape(scene.count, -1))

        offset = at(constant(0, shape, scene.count))
        slopes = [at(_unit(k, shape, scene.count)) - offset for k in range(size)]
        common = np.lcm.reduce(np.stack([offset.den, *(slope.den for slope in slopes)]), axis=0)
        rows = np.stack([slope.num * (common // slope.den) for slope in slopes], axis=2)
        return rows * active[:, :, None], -offset.num * (common // offset.den) * active


def recognise_equations(var: Var, facts: tuple[Fact, ...]) -> Construction | None:
    """Applies to equations that are affine in `var`; those with more indices than it has are hoped for."""
    usable = tuple(fact for fact in facts if _is_equation(var, fact))
    arity = len(argument_sorts(var.sort)[0])
    met = tuple(fact for fact in usable if len(fact.binders) <= arity)
    return Solution(var, met, tuple(fact for fact in usable if fact not in met)) if usable else None


def _is_equation(var: Var, fact: Fact) -> bool:
    if not isinstance(fact.atom, Compare) or fact.atom.op is not Relation.EQ:
        return False
    return var.name not in free_names(fact.guard) and degree(difference(fact.atom), var.name) == 1


def _unit(place: int, shape: tuple[int, ...], count: int) -> FieldArray:
    zero = constant(0, shape, count)
    zero.numerators.reshape(count, -1)[:, place] = 1
    return zero


@dataclass(frozen=True, slots=True, eq=False)
class _Echelon:
    """`lead x_p + Σ coefficients x_free = side`, one row for each pivot `p`; all the other unknowns are free."""

    lead: int
    pivots: list[int]
    free: list[int]
    coefficients: list[list[int]]
    sides: list[int]


def _row_reduce(rows: Ints, sides: Ints) -> _Echelon | None:
    """The reduced row echelon form over one leading integer, or None if the system has no solution."""
    size = rows.shape[1]
    system = np.column_stack([rows, sides])
    if len(system) > 2 * (size + 1):
        system = np.concatenate([system[:1], np.unique(system[system.any(axis=1)], axis=0)])
    matrix, lead, rank = flint.fmpz_mat(system.tolist()).rref()
    pivots = [next(k for k in range(size + 1) if matrix[row, k] != 0) for row in range(rank)]
    if size in pivots:
        return None
    free_places = [k for k in range(size) if k not in pivots]
    coefficients = [[int(matrix[row, k]) for k in free_places] for row in range(rank)]
    return _Echelon(int(lead), pivots, free_places, coefficients, [int(matrix[row, size]) for row in range(rank)])


def _solve(system: _Echelon | None, guess: Ints, den: int) -> tuple[list[int], int] | None:
    """The solution that agrees with `guess / den` at the free places; None if there is none, or none inside int64."""
    if system is None:
        return None
    values = [int(value) for value in guess]
    numerators = [value * system.lead for value in values]
    chosen = [values[k] for k in system.free]
    for pivot, row, side in zip(system.pivots, system.coefficients, system.sides, strict=True):
        numerators[pivot] = side * den - sum(map(operator.mul, row, chosen))
    common = math.gcd(system.lead * den, *numerators)
    if max(map(abs, [*numerators, system.lead * den])) // common >= _INT64:
        return None
    sign = 1 if system.lead > 0 else -1
    return [sign * value // common for value in numerators], abs(system.lead) * den // common


def _on_solutions(system: _Echelon | None, guess: FieldArray) -> FieldArray:
    """All of `guess` moved onto the solutions of one system; `guess` if there is none, or it might leave int64."""
    if system is None or _reach(system) * _reach_of(guess) >= _INT64:
        return guess
    flat, dens = flatten(guess.numerators), guess.denominators
    coefficients = np.array(system.coefficients, dtype=np.int64).reshape(len(system.pivots), len(system.free))
    sides = np.array(system.sides, dtype=np.int64)
    numerators = flat * system.lead
    numerators[:, system.pivots] = dens[:, None] * sides - np.matmul(flat[:, system.free], coefficients.T)
    sign = 1 if system.lead > 0 else -1
    moved, common = lowest_terms(sign * numerators, abs(system.lead) * dens)
    return FieldArray(moved.reshape(guess.numerators.shape), common)


def _reach(system: _Echelon) -> int:
    """A bound on how much solving multiplies the size of numbers."""
    rows = zip(system.coefficients, system.sides, strict=True)
    return max([abs(system.lead), *(sum(map(abs, row)) + abs(side) for row, side in rows)])


def _reach_of(guess: FieldArray) -> int:
    return max(int(np.abs(guess.numerators).max(initial=1)), int(guess.denominators.max(initial=1)))
