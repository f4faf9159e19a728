"""Systems of linear constraints over the rationals, decided with a certificate of either answer.

Variables are eliminated one after the other (Fourier and Motzkin). Every row that this makes remembers which multiple
of each constraint it is, so that a contradiction comes with multipliers that anybody can check: the constraints, times
these and added up, say `0 < 0` or worse. Without one, the eliminated rows give a solution, last variable first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from toymodels.errors import StatementError
from toymodels.statements.language import Relation

_MOST_ROWS = 2_000

Multipliers = Mapping[int, Fraction]
"""How often each constraint is taken, by its place."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """`Σ coefficient * unknown + constant op 0`, where `op` is `=`, `≤` or `<`."""

    coefficients: Mapping[int, Fraction]
    constant: Fraction
    op: Relation

    def text(self, names: Sequence[str]) -> str:
        """As people write it: `2 * x < y + 1`."""
        sides: tuple[list[str], list[str]] = ([], [])
        for unknown, coefficient in self.coefficients.items():
            size = abs(coefficient)
            sides[coefficient < 0].append(names[unknown] if size == 1 else f"{size} * {names[unknown]}")
        if self.constant:
            sides[self.constant < 0].append(str(abs(self.constant)))
        left, right = (" + ".join(side) or "0" for side in sides)
        return f"{left} {self.op.value} {right}"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Constraints that no rational numbers satisfy, and multipliers that show it."""

    constraints: tuple[Constraint, ...]
    multipliers: Multipliers

    def is_valid(self) -> bool:
        """Whether the constraints, times the multipliers and added up, say of no unknown what is false of 0."""
        total: dict[int, Fraction] = {}
        constant, strict, unsigned = Fraction(0), False, True
        for place, factor in self.multipliers.items():
            constraint = self.constraints[place]
            if constraint.op is not Relation.EQ:
                if factor < 0:
                    return False
                strict |= constraint.op is Relation.LT and factor > 0
                unsigned = False
            constant += factor * constraint.constant
            for unknown, coefficient in constraint.coefficients.items():
                total[unknown] = total.get(unknown, Fraction(0)) + factor * coefficient
        if any(total.values()):
            return False
        return constant > 0 or (strict and constant == 0) or (unsigned and constant != 0)

    def text(self, names: Sequence[str]) -> str:
        """Which constraints contradict one another, and how often each is to be taken in their sum."""
        parts = [
            self.constraints[place].text(names)
            if factor == 1
            else f"{factor} times {self.constraints[place].text(names)}"
            for place, factor in self.multipliers.items()
        ]
        return " and ".join(parts)


def whole_point(constraints: Sequence[Constraint], least: int | None = None) -> int | None:
    """A whole number, at least `least`, that satisfies all constraints on one unknown; `None` if there is none."""
    low, high = least, None
    for constraint in constraints:
        factor = constraint.coefficients.get(0, Fraction(0))
        if not factor:
            continue
        end = -constraint.constant / factor
        if constraint.op is Relation.EQ or factor < 0:
            above = floor(end) + 1 if constraint.op is Relation.LT else ceil(end)
            low = above if low is None else max(low, above)
        if constraint.op is Relation.EQ or factor > 0:
            below = ceil(end) - 1 if constraint.op is Relation.LT else floor(end)
            high = below if high is None else min(high, below)
    if low is not None and high is not None and low > high:
        return None
    return low if low is not None else high if high is not None else 0


def solve(constraints: Sequence[Constraint], unknowns: int) -> tuple[Fraction, ...] | Contradiction:
    """Values of the unknowns that satisfy all constraints, or why there are none.

    Raises:
        StatementError: the system is too large.
    """
    rows = [_Row(each.coefficients, each.constant, each.op, {at: Fraction(1)}) for at, each in enumerate(constraints)]
    steps: list[tuple[int, list[_Row]]] = []
    left = set(range(unknowns))
    while True:
        false = next((row for row in rows if row.is_false()), None)
        if false is not None:
            return Contradiction(tuple(constraints), false.multipliers)
        rows = _strongest([row for row in rows if row.coefficients])
        if not rows:
            return _solution(steps, unknowns)
        if len(rows) > _MOST_ROWS:
            raise StatementError("a system of linear constraints is too large to be decided")
        unknown = min(left, key=lambda each: _work(rows, each))
        left.discard(unknown)
        steps.append((unknown, [row for row in rows if unknown in row.coefficients]))
        rows = _without(rows, unknown)


@dataclass(frozen=True, slots=True)
class _Row:
    """A constraint, and the multiples of the given ones that it is the sum of."""

    coefficients: Mapping[int, Fraction]
    constant: Fraction
    op: Relation
    multipliers: Multipliers

    def is_false(self) -> bool:
        """Whether it speaks of no unknown, and says what is false."""
        if self.coefficients:
            return False
        return {Relation.EQ: self.constant != 0, Relation.LE: self.constant > 0}.get(self.op, self.constant >= 0)

    def plus(self, factor: Fraction, other: _Row, op: Relation) -> _Row:
        """This row and a multiple of another."""
        return _Row(
            _added(self.coefficients, factor, other.coefficients),
            self.constant + factor * other.constant,
            op,
            _added(self.multipliers, factor, other.multipliers),
        )

    def times(self, factor: Fraction) -> _Row:
        """A multiple of this row, a positive one if it is an inequality."""
        nothing = _Row({}, Fraction(0), self.op, {})
        return nothing.plus(factor, self, self.op)

    def value(self, unknown: int, values: Mapping[int, Fraction]) -> Fraction:
        """What the unknown is where the row is 0, given those that were eliminated later."""
        rest = sum(
            (c * values.get(other, Fraction(0)) for other, c in self.coefficients.items() if other != unknown),
            self.constant,
        )
        return -rest / self.coefficients[unknown]


def _added(left: Mapping[int, Fraction], factor: Fraction, right: Mapping[int, Fraction]) -> dict[int, Fraction]:
    total = dict(left)
    for key, value in right.items():
        total[key] = total.get(key, Fraction(0)) + factor * value
    return {key: value for key, value in total.items() if value}


def _work(rows: Sequence[_Row], unknown: int) -> int:
    """How many rows eliminating an unknown makes, about."""
    found = [row for row in rows if unknown in row.coefficients]
    if not found:
        return len(rows) ** 2 + 1
    if any(row.op is Relation.EQ for row in found):
        return -1
    above = sum(row.coefficients[unknown] > 0 for row in found)
    return above * (len(found) - above)


def _without(rows: Sequence[_Row], unknown: int) -> list[_Row]:
    """The rows with one unknown eliminated."""
    found = [row for row in rows if unknown in row.coefficients]
    others = [row for row in rows if unknown not in row.coefficients]
    equation = next((row for row in found if row.op is Relation.EQ), None)
    if equation is not None:
        pivot = equation.coefficients[unknown]
        return others + [
            row.plus(-row.coefficients[unknown] / pivot, equation, row.op) for row in found if row is not equation
        ]
    above = [row.times(1 / row.coefficients[unknown]) for row in found if row.coefficients[unknown] > 0]
    below = [row.times(-1 / row.coefficients[unknown]) for row in found if row.coefficients[unknown] < 0]
    return others + [
        upper.plus(Fraction(1), lower, Relation.LT if Relation.LT in (upper.op, lower.op) else Relation.LE)
        for upper in above
        for lower in below
    ]


def _strongest(rows: Sequence[_Row]) -> list[_Row]:
    """The rows without those that another of the same coefficients implies."""
    kept: dict[object, _Row] = {}
    for row in rows:
        first = abs(next(iter(row.coefficients.values())))
        scaled = row.times(1 / first)
        key = frozenset(scaled.coefficients.items()), row.op is Relation.EQ
        known = kept.get(key)
        if row.op is Relation.EQ:
            kept[key, scaled.constant] = scaled
        elif known is None or (scaled.constant, scaled.op is Relation.LT) > (known.constant, known.op is Relation.LT):
            kept[key] = scaled
    return list(kept.values())


def _solution(steps: Sequence[tuple[int, list[_Row]]], unknowns: int) -> tuple[Fraction, ...]:
    values: dict[int, Fraction] = {}
    for unknown, rows in reversed(steps):
        values[unknown] = _chosen(unknown, rows, values)
    return tuple(values.get(unknown, Fraction(0)) for unknown in range(unknowns))


def _chosen(unknown: int, rows: Sequence[_Row], values: Mapping[int, Fraction]) -> Fraction:
    """A value within the bounds that the rows put on an unknown, a simple one where there is a choice."""
    equation = next((row for row in rows if row.op is Relation.EQ), None)
    if equation is not None:
        return equation.value(unknown, values)
    uppers = [(row.value(unknown, values), row.op is Relation.LE) for row in rows if row.coefficients[unknown] > 0]
    lowers = [(row.value(unknown, values), row.op is not Relation.LE) for row in rows if row.coefficients[unknown] < 0]
    upper, lower = min(uppers, default=None), max(lowers, default=None)
    if upper is None and lower is None:
        return Fraction(0)
    candidates = [Fraction(0)]
    if lower is not None:
        candidates += [Fraction(floor(lower[0]) + 1), lower[0]]
    if upper is not None:
        candidates += [Fraction(ceil(upper[0]) - 1), upper[0]]
    if lower is not None and upper is not None:
        candidates.append((lower[0] + upper[0]) / 2)
    return next(value for value in candidates if _within(value, lower, upper))


def _within(value: Fraction, lower: tuple[Fraction, bool] | None, upper: tuple[Fraction, bool] | None) -> bool:
    """Whether a value is above a lower bound (strictly where it says so) and below an upper one (or at it)."""
    above = lower is None or value > lower[0] or (value == lower[0] and not lower[1])
    below = upper is None or value < upper[0] or (value == upper[0] and upper[1])
    return above and below
