"""Variables that solve linear equations whose coefficients are already drawn.

Symmetry (`A i j = A j i`), triangular supports, vanishing products (`Σₖ R i k * O k j = 0`), prescribed sums, inverses
(`Σₖ M i k * N k j = if i = j then 1 else 0`): each is a linear system in the entries of one variable. Its coefficients
are read off by evaluating the hypotheses at zero and at the unit vectors, and it is solved exactly by row reduction.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import flint
import numpy as np

from toymodels.evaluate.batch import FieldArray
from toymodels.instances import rational
from toymodels.instances.affine import degree
from toymodels.instances.constructions.base import Construction
from toymodels.instances.constructions.between import constant, difference
from toymodels.instances.draw import free
from toymodels.instances.facts import Fact
from toymodels.instances.rational import Rationals
from toymodels.instances.scene import Scene
from toymodels.instances.source import Ints
from toymodels.instances.terms import argument_sorts, free_variables
from toymodels.statements.language import Compare, Numeral, Relation, Var

_INT64 = 2**62


@dataclass(frozen=True, slots=True)
class Solution:
    """A free draw moved onto the solutions of a linear system: free unknowns keep their values."""

    var: Var
    facts: tuple[Fact, ...]
    hoped: tuple[Fact, ...] = ()

    @property
    def equations(self) -> tuple[Fact, ...]:
        """All equations of the system."""
        return (*self.facts, *self.hoped)

    def describe(self) -> str:
        """How the variable is drawn."""
        return (
            f"solutions of the linear equations {', '.join(dict.fromkeys(fact.hypothesis for fact in self.equations))}"
        )

    def is_homogeneous(self) -> bool:
        """Whether no equation has a literal other than zero for a side, so that there probably is a solution."""
        sides = [side for f in self.equations if isinstance(f.atom, Compare) for side in (f.atom.left, f.atom.right)]
        return not any(isinstance(side, Numeral) and side.value for side in sides)

    def draw(self, scene: Scene) -> FieldArray:
        """Exact solutions; where there is none, or none that fits into int64, the free draw as it is."""
        shape = scene.shape(self.var)
        guess = free(scene.source, shape, scene.count, short=scene.short)
        size = math.prod(shape)
        if size == 0:
            return guess
        rows, sides = self._system(scene, shape)
        flat = guess.numerators.reshape(scene.count, size)
        solver = _Solver()
        numerators, dens = np.empty_like(flat), np.empty_like(guess.denominators)
        for b in range(scene.count):
            solved = solver.solve(rows[b], sides[b], flat[b], int(guess.denominators[b]))
            numerators[b], dens[b] = solved if solved is not None else (flat[b], guess.denominators[b])
        return FieldArray(numerators.reshape(scene.count, *shape), dens)

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
    return var.name not in free_variables(fact.guard) and degree(difference(fact.atom), var.name) == 1


def _unit(place: int, shape: tuple[int, ...], count: int) -> FieldArray:
    zero = constant(0, shape, count)
    zero.numerators.reshape(count, -1)[:, place] = 1
    return zero


class _Solver:
    """Row reduction of one system after another; the last one is remembered, for systems that do not vary."""

    def __init__(self) -> None:
        self._key: bytes = b""
        self._reduced: tuple[flint.fmpz_mat, int, list[int]] | None = None

    def solve(self, rows: Ints, sides: Ints, guess: Ints, den: int) -> tuple[list[int], int] | None:
        """A solution as (numerators, denominator) that agrees with `guess / den` on the unknowns left free."""
        key = rows.tobytes() + sides.tobytes()
        if key != self._key:
            self._key, self._reduced = key, _row_reduce(rows, sides)
        if self._reduced is None:
            return None
        matrix, lead, pivots = self._reduced
        size = len(guess)
        numerators = [int(value) * lead for value in guess]
        spare = [k for k in range(size) if k not in pivots]
        for row, pivot in enumerate(pivots):
            known = sum(int(matrix[row, k]) * int(guess[k]) for k in spare)
            numerators[pivot] = int(matrix[row, size]) * den - known
        common = math.gcd(lead * den, *numerators)
        if max(map(abs, [*numerators, lead * den])) // common >= _INT64:
            return None
        sign = 1 if lead > 0 else -1
        return [sign * value // common for value in numerators], abs(lead) * den // common


def _row_reduce(rows: Ints, sides: Ints) -> tuple[flint.fmpz_mat, int, list[int]] | None:
    """Reduced row echelon form over one leading integer, that integer, and the pivot columns; None if unsolvable."""
    augmented = np.column_stack([rows, sides])
    matrix, lead, rank = flint.fmpz_mat(augmented.tolist()).rref()
    pivots: list[int] = []
    for row in range(rank):
        pivots.append(next(k for k in range(augmented.shape[1]) if matrix[row, k] != 0))
    return None if augmented.shape[1] - 1 in pivots else (matrix, int(lead), pivots)
