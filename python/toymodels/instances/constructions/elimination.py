"""Many systems of linear equations at once: fraction-free elimination, on floats that hold integers.

All numbers are minors of the systems. Where they could outgrow float64 a system is not solved here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toymodels.evaluate.factors import lowest_terms
from toymodels.instances.source import Ints, Mask

Floats = NDArray[np.float64]

_EXACT = 2.0**53
_ENTRIES_AT_ONCE = 2**16
"""Systems are solved in groups of about so many coefficients, to stay in the cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """Values `numerators[b, ...] / denominators[b]`, where a system is `known` to be solvable or not.

    Where it has no solution, and where nothing is known, the values are those that were given.
    """

    numerators: Ints
    denominators: Ints
    known: Mask


def solve(systems: Ints, numerators: Ints, denominators: Ints) -> Solved:
    """Moves `numerators[b, k] / denominators[b]` onto the solutions of each system; free unknowns keep their values.

    systems: coefficients and the right-hand side of each equation, shape (b, equations, unknowns + 1).
    """
    systems = _packed(systems)
    count, equations, width = systems.shape
    known = np.zeros(len(systems), dtype=np.bool_)
    result = Solved(numerators.copy(), denominators.copy(), known)
    step = max(1, _ENTRIES_AT_ONCE // max(1, equations * width))
    for start in range(0, count, step):
        some = slice(start, start + step)
        _solve(systems[some], result.numerators[some], result.denominators[some], result.known[some])
    return result


def _packed(systems: Ints) -> Ints:
    """The systems without equations that say nothing: most, where a hypothesis is about a few of many tuples."""
    says = systems.any(axis=2)
    most = int(says.sum(axis=1).max(initial=0))
    if most == systems.shape[1]:
        return systems
    first = np.argsort(~says, axis=1, kind="stable")[:, :most]
    return np.take_along_axis(systems, first[:, :, None], axis=1)


def _solve(systems: Ints, numerators: Ints, denominators: Ints, known: Mask) -> None:
    """As `solve`, for values that are changed in place."""
    echelon = _reduced(systems)
    guess, dens = np.ascontiguousarray(numerators.T).astype(np.float64), denominators.astype(np.float64)
    free = echelon.pivots < 0
    kept = np.where(free, guess, 0)
    reach = np.abs(echelon.work).max(axis=(0, 1), initial=1)
    known[:] = echelon.exact & (reach * (np.abs(guess).sum(axis=0) + dens) < _EXACT)
    sides = echelon.work[:, -1] * dens - np.einsum("rkb,kb->rb", echelon.work[:, :-1], kept)
    bound = sides[np.maximum(echelon.pivots, 0), np.arange(len(systems))] if len(sides) else kept
    moved = np.where(free, kept * echelon.lead, bound) * np.sign(echelon.lead)
    solved = np.flatnonzero(known & echelon.consistent)
    numerators[solved], denominators[solved] = lowest_terms(
        np.ascontiguousarray(moved[:, solved].T).astype(np.int64), np.abs(echelon.lead * dens)[solved].astype(np.int64)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Echelon:
    """`lead x_p + Σ work x_free = side`, one row for each pivot; instances last.

    work: shape (equations, unknowns + 1, b); lead: shape (b,); pivots: the row of each unknown, -1 for a free one,
    shape (unknowns, b); consistent: where there is a solution; exact: where no number outgrew float64.
    """

    work: Floats
    lead: Floats
    pivots: Ints
    consistent: Mask
    exact: Mask


def _reduced(systems: Ints) -> _Echelon:
    """Reduced row echelon forms by the rule of Bareiss, whose divisions leave no remainder."""
    count, equations, width = systems.shape
    work = np.ascontiguousarray(np.moveaxis(systems, 0, -1)).astype(np.float64)
    lead, exact = np.ones(count), np.ones(count, dtype=np.bool_)
    used, pivots = np.zeros((equations, count), dtype=np.bool_), np.full((width - 1, count), -1, dtype=np.int64)
    for column in range(width - 1 if equations else 0):
        exact &= 2 * np.square(np.abs(work).max(axis=(0, 1))) < _EXACT
        usable = (work[:, column] != 0) & ~used & exact
        place = usable.argmax(axis=0)
        found = np.flatnonzero(usable[place, np.arange(count)])
        row = np.zeros((width, count))
        row[:, found] = work[place[found], :, found].T
        pivot = lead.copy()
        pivot[found] = row[column, found]
        work = (pivot * work - work[:, column : column + 1] * row) / lead
        work[place[found], :, found] = row[:, found].T
        used[place[found], found], pivots[column, found], lead = True, place[found], pivot
    consistent = ~((work[:, -1] != 0) & ~used).any(axis=0)
    return _Echelon(work, lead, pivots, consistent, exact)
