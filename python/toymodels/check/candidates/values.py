"""Numbers that a statement suggests: its constants, where its terms are zero, neighbours, combinations, magnitudes.

A claim that fails at one value only fails at a number that has something to do with those in its text; one that fails
far away fails on a ladder of magnitudes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations_with_replacement
from math import isqrt, prod

import numpy as np
from numpy.typing import NDArray

from toymodels.check.candidates.means import SEARCH, Context, Means
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray
from toymodels.evaluate.convert import shape_of
from toymodels.instances.constants import constants, zeros
from toymodels.instances.discrete import assignments
from toymodels.instances.grid import field_cells
from toymodels.instances.plan import Plan
from toymodels.statements.language import Statement

_MOST_CONSTANTS = 12
_MOST_VALUES = 400
_LARGEST_ROOT = 10_000
_ROOT_DENOMINATORS = (1, 7, 60, 400, 5_000)
_LONGEST_ALONE, _LONGEST = 10**11, 10_000
"""The largest product of numerator and denominator: a batch has common denominators, in 64 bits."""
_SAMPLE, _CHUNK = 6_000, 2_000
_MAGNITUDES = tuple(10**k for k in range(1, 7))


def suggested_values(statement: Statement) -> list[Fraction]:
    """Field elements worth trying, the most natural first: at most a few hundred, without repetition."""
    own, roots = constants(statement)[:_MOST_CONSTANTS], zeros(statement)[:_MOST_CONSTANTS]
    smallest = (*map(Fraction, (0, 1, -1, 2, -2)), Fraction(1, 2))
    found: dict[Fraction, None] = {}
    for value in (*smallest, *roots, *own, *_near(own), *_combined(own), *_beside(own), *_ladder()):
        found[value] = None
        if len(found) >= _MOST_VALUES:
            break
    return list(found)


def _near(own: list[Fraction]) -> Iterator[Fraction]:
    """Negatives, inverses, neighbours and roots."""
    for value in own:
        yield from (-value, value + 1, value - 1, value / 2, 2 * value)
        if value:
            yield from (1 / value, -1 / value)
    for value in own:
        yield from _roots(value)
    yield from (Fraction(1, 3), Fraction(2, 3), Fraction(3, 2), Fraction(3), Fraction(-3), Fraction(-1, 2))


def _roots(value: Fraction) -> Iterator[Fraction]:
    """The square root if it is rational, else rationals on both sides of it, ever closer."""
    if not 0 < value < _LARGEST_ROOT:
        return
    for denominator in _ROOT_DENOMINATORS:
        below = Fraction(isqrt(value.numerator * denominator**2 // value.denominator), denominator)
        yield below
        if below**2 != value:
            yield below + Fraction(1, denominator)


def _beside(own: list[Fraction]) -> Iterator[Fraction]:
    """Closer to each than a neighbour with the same denominator."""
    for value in own:
        for closer in (10, 100):
            step = Fraction(1, closer * value.denominator)
            yield from (value - step, value + step)


def _combined(own: list[Fraction]) -> Iterator[Fraction]:
    """Sums, differences, products and quotients of two."""
    for left, right in combinations_with_replacement(own, 2):
        yield from (left + right, left - right, right - left, left * right, (left + right) / 2)
        if left and right:
            yield from (left / right, right / left)


def _ladder() -> Iterator[Fraction]:
    for magnitude in _MAGNITUDES:
        yield from (Fraction(magnitude), Fraction(-magnitude), Fraction(1, magnitude), Fraction(-1, magnitude))


def suggested_instances(
    chosen: Plan, sizes: Mapping[str, int], rng: np.random.Generator, most: int = SEARCH.suggested
) -> Iterator[Batch]:
    """Instances at `sizes` whose field elements are suggested values: all if these are at most `most`, else a sample.

    Hypotheses are not looked at.
    """
    cells = field_cells(chosen, sizes)
    longest = _LONGEST_ALONE if cells <= 2 else _LONGEST
    values = [v for v in suggested_values(chosen.statement) if abs(v.numerator) * v.denominator <= longest]
    table = assignments(chosen.discrete, chosen.discrete_facts, chosen.evaluator, sizes)
    if table is None or table.count == 0 or cells == 0:
        return
    choices = next((k for k in (len(values), 40, 20, 10) if k**cells <= most), 0)
    total = choices**cells if choices else min(most, _SAMPLE)
    for start in range(0, total, _CHUNK):
        count = min(_CHUNK, total - start)
        if choices:
            number = np.arange(start, start + count, dtype=np.int64)
            columns = [number // choices**place % choices for place in range(cells)]
        else:
            columns = [rng.integers(0, len(values), count) for _ in range(cells)]
        rows = rng.integers(0, table.count, count)
        arrays: dict[str, DiscreteArray | FieldArray] = {name: array[rows] for name, array in table.arrays.items()}
        for var, _ in chosen.steps:
            shape = shape_of(var.sort, sizes)
            own, columns = columns[: prod(shape)], columns[prod(shape) :]
            arrays[var.name] = _field_array(values, own, count, shape)
        yield Batch(dict(sizes), arrays, count)


def _field_array(
    values: list[Fraction], columns: list[NDArray[np.int64]], count: int, shape: tuple[int, ...]
) -> FieldArray:
    """The `values` at the places in `columns`, an instance a row, over a common denominator each."""
    tops, bottoms = (
        np.array(part, dtype=np.int64) for part in zip(*(v.as_integer_ratio() for v in values), strict=True)
    )
    places = np.stack(columns, axis=1) if columns else np.empty((count, 0), dtype=np.int64)
    common = np.lcm.reduce(bottoms[places], axis=1, initial=1)
    return FieldArray((tops[places] * (common[:, None] // bottoms[places])).reshape(count, *shape), common)


def _candidates(context: Context) -> Iterator[Batch]:
    if not context.plan.steps:
        return
    rng = context.rng(2)
    for sizes in context.by_cells():
        yield from suggested_instances(context.plan, sizes, rng, context.effort.suggested)


SUGGESTED = Means("numbers of the statement", share=0.1, candidates=_candidates)
