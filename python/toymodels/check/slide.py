"""Sliding along equations: from one point of a curve to other rational points of it.

A line through a point that satisfies the hypotheses' equations meets them in the roots of polynomials in one
variable. One root is known; of a quadric the other is rational as well, and of other curves it often is. So instances
on circles, ellipses, hyperbolas and singular cubics are reached that no plan draws and no rejection finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import groupby, pairwise
from math import gcd, isqrt, lcm

import numpy as np

from toymodels.check.margin import Margin
from toymodels.errors import StatementError
from toymodels.evaluate.batch import Batch, Instance, Value
from toymodels.evaluate.convert import batch_of, instance_of
from toymodels.instances.facts import Fact, field_variables
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    FIELD,
    Arith,
    Compare,
    FieldSort,
    NatSort,
    Operation,
    Relation,
    Statement,
    Var,
)
from toymodels.statements.walk import is_field_valued, sort_of

_LARGEST_DEGREE = 4
_TOWARDS_OTHERS = 0.5
_LINES, _POINTS, _FAILURES = 24, 24, 10
COST_OF_BATCH = _LINES * (_LARGEST_DEGREE + 2)
"""How often the equations are evaluated for one batch."""
_LONGEST = 10**6
_SLOPES = tuple(
    Fraction(top, bottom)
    for bottom, tops in ((1, (0, 0, 1, -1, 2, -2, 3, -3, 5, 7)), (2, (1, -1)), (3, (1, 2)))
    for top in tops
)
_SHORT = tuple(map(Fraction, (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5)))


class Slider:
    """The equations that hypotheses put on field variables, and the way along them.

    is_over: whether its time is over, whereupon no line reaches anything; asked before each evaluation of all
    equations, for there can be thousands of them.
    """

    def __init__(self, subject: Subject, seed: int, is_over: Callable[[], bool] = lambda: False) -> None:
        self._statement = statement = subject.statement
        self._evaluator = subject.evaluator
        self._is_over = is_over
        self._equations = [fact for fact in subject.facts if _is_equation(fact)]
        used = frozenset[str]().union(*(fact.variables for fact in self._equations))
        fields = field_variables(statement)
        self._names = [var.name for var in statement.variables if var.name in used & fields and is_field_valued(var)]
        self._margin = Margin(statement.conclusion, subject.evaluator)
        self._rng = np.random.default_rng([seed, 4])

    @property
    def equations_alone(self) -> Statement:
        """The statement with only those hypotheses that have an equation: its points may lead to points of all."""
        names = {fact.hypothesis for fact in self._equations}
        return replace(self._statement, hypotheses=tuple(h for h in self._statement.hypotheses if h.name in names))

    @property
    def has_equations(self) -> bool:
        """Whether there is anything to slide along."""
        return bool(self._names)

    def batches(self, points: Sequence[Instance], accepted: Callable[[Batch], Batch]) -> Iterator[Batch]:
        """Endless batches of instances on the curves through `points`, ever nearer to a failure of the conclusion.

        accepted: cuts a batch down to the instances that satisfy all hypotheses.
        """
        groups = [_distinct(group) for _, group in groupby(sorted(points, key=self._size), key=self._size)]
        patience = [_FAILURES] * len(groups)
        while any(patience):
            for place, group in enumerate(groups):
                batch = self._batch(group, accepted) if patience[place] else None
                if batch is None:
                    patience[place] = max(0, patience[place] - 1)
                    continue
                yield batch
                found = [instance_of(batch, index) for index in range(batch.count)]
                groups[place] = self._nearest(_distinct([*group, *found]))

    def _batch(self, points: Sequence[Instance], accepted: Callable[[Batch], Batch]) -> Batch | None:
        """New accepted instances from points of one size; None if the lines meet nothing."""
        try:
            found = self.reached(points, _LINES)
        except StatementError:
            return None
        if not found:
            return None
        try:
            return accepted(batch_of(found, self._statement.variables))
        except StatementError:
            return None

    def reached(self, points: Sequence[Instance], lines: int, *, short: bool = False) -> list[Instance]:
        """What that many random lines reach, each from one of `points`, which have the same sizes.

        short: with small whole slopes only, which lead from simple points to simple ones.

        Raises:
            StatementError: an equation cannot be evaluated.
        """
        starts = (points[int(self._rng.integers(len(points)))] for _ in range(lines))
        return [found for start in starts for found in self.from_point(start, () if short else points, short=short)]

    def _size(self, instance: Instance) -> list[int]:
        values = instance.values
        return [int(str(values[var.name])) for var in self._statement.variables if isinstance(var.sort, NatSort)]

    def _nearest(self, points: Sequence[Instance]) -> list[Instance]:
        """The points nearest to a failure, as many as a generation starts from."""
        margins = self._margin.of(batch_of(points, self._statement.variables), relative=True)
        return [points[index] for index in np.argsort(margins, kind="stable")[:_POINTS].tolist()]

    def from_point(
        self, start: Instance, points: Sequence[Instance] = (), *, short: bool = False
    ) -> Iterator[Instance]:
        """Other instances on one random line through `start`, which satisfies the equations, that satisfy them too.

        points: others that satisfy them, of the same sizes, which a line may be laid through.
        """
        direction = self._direction(start, points, _SHORT if short else _SLOPES)
        if not any(any(_numbers(value)) for value in direction.values()):
            return
        for root in self._roots(start, direction):
            moved = _moved(start, direction, root)
            longest = (max(abs(x.numerator), x.denominator) for name in direction for x in _numbers(moved.values[name]))
            if max(longest, default=0) <= _LONGEST:
                yield moved

    def _direction(
        self, start: Instance, points: Sequence[Instance], slopes: Sequence[Fraction]
    ) -> Mapping[str, Value]:
        """Where to: towards other points, which keeps to linear equations and meets cubics again; or any way."""
        if len(points) > 1 and self._rng.random() < _TOWARDS_OTHERS:
            zero = {name: _map(start.values[name], lambda _: Fraction(0)) for name in self._names}
            direction = Instance(zero)
            for _ in range(int(self._rng.integers(1, 3))):
                other = points[int(self._rng.integers(len(points)))]
                length = self._slope(slopes) or Fraction(1)
                difference = {name: _minus(other.values[name], start.values[name]) for name in self._names}
                direction = _moved(direction, difference, length)
            return direction.values
        chosen = [name for name in self._names if self._rng.random() < 0.7] or self._names
        return {name: _map(start.values[name], lambda _: self._slope(slopes)) for name in chosen}

    def _slope(self, slopes: Sequence[Fraction]) -> Fraction:
        return slopes[int(self._rng.integers(len(slopes)))]

    def _roots(self, start: Instance, direction: Mapping[str, Value]) -> list[Fraction]:
        """Where on the line all equations hold again; every point if there is none that restricts it."""
        columns: list[list[Fraction]] = []
        for at in range(_LARGEST_DEGREE + 2):
            if self._is_over():
                return []
            columns.append(self._residuals(_moved(start, direction, Fraction(at))))
        polynomials = [_interpolated(values) for values in zip(*columns, strict=True)]
        if any(polynomial is None for polynomial in polynomials):
            return []
        restricting = [p for p in polynomials if p and any(p)]
        if not restricting:
            return [Fraction(1), Fraction(-1)]
        first, *rest = sorted(restricting, key=len)
        roots = (root for root in _rational_roots(first) if root != 0)
        return [root for root in roots if all(_at(polynomial, root) == 0 for polynomial in rest)]

    def _residuals(self, instance: Instance) -> list[Fraction]:
        """Left minus right side of every equation at every value of its bound variables, where its guards hold."""
        return [value for fact in self._equations for value in self._differences(fact, instance, fact.binders)]

    def _differences(self, fact: Fact, instance: Instance, binders: Sequence[Var]) -> Iterator[Fraction]:
        if binders:
            var, *rest = binders
            for value in self._evaluator.elements(var, instance):
                yield from self._differences(fact, Instance({**instance.values, var.name: value}), rest)
            return
        assert isinstance(fact.atom, Compare)
        if self._evaluator.exact(fact.guard, instance):
            difference = Arith(Operation.SUB, fact.atom.left, fact.atom.right, FIELD)
            value = self._evaluator.exact(difference, instance)
            assert not isinstance(value, tuple)
            yield Fraction(value)


def _is_equation(fact: Fact) -> bool:
    atom = fact.atom
    return isinstance(atom, Compare) and atom.op is Relation.EQ and isinstance(sort_of(atom.left), FieldSort)


def _distinct(points: Iterable[Instance]) -> list[Instance]:
    return list({tuple(point.values.items()): point for point in points}.values())


def _numbers(value: Value) -> Iterator[Fraction]:
    if isinstance(value, tuple):
        for part in value:
            yield from _numbers(part)
    else:
        yield Fraction(value)


def _map(value: Value, change: Callable[[Value], Fraction]) -> Value:
    return tuple(_map(part, change) for part in value) if isinstance(value, tuple) else change(value)


def _minus(left: Value, right: Value) -> Value:
    if isinstance(left, tuple) and isinstance(right, tuple):
        return tuple(_minus(one, two) for one, two in zip(left, right, strict=True))
    assert not isinstance(left, tuple)
    assert not isinstance(right, tuple)
    return Fraction(left) - Fraction(right)


def _moved(start: Instance, direction: Mapping[str, Value], length: Fraction) -> Instance:
    def go(value: Value, slope: Value) -> Value:
        if isinstance(value, tuple) and isinstance(slope, tuple):
            return tuple(go(part, step) for part, step in zip(value, slope, strict=True))
        assert not isinstance(value, tuple)
        assert not isinstance(slope, tuple)
        return Fraction(value) + length * Fraction(slope)

    return Instance({**start.values, **{name: go(start.values[name], slope) for name, slope in direction.items()}})


def _interpolated(values: Sequence[Fraction]) -> list[Fraction] | None:
    """Coefficients, constant first, of the polynomial with these values at 0, 1, 2, ..; None if its degree is too high.

    One value more than needed is given, so that what is not a polynomial of low degree is noticed.
    """
    differences = [values[0]]
    row: list[Fraction] = [*values]
    while len(row) > 1:
        row = [right - left for left, right in pairwise(row)]
        differences.append(row[0])
    if differences[-1]:
        return None
    coefficients: list[Fraction] = [Fraction(0)] * len(values)
    for difference, basis in zip(differences[:-1], _bases(len(values)), strict=False):
        for power, coefficient in enumerate(basis) if difference else ():
            coefficients[power] += difference * coefficient
    while coefficients and not coefficients[-1]:
        coefficients.pop()
    return coefficients


@cache
def _bases(number: int) -> tuple[tuple[Fraction, ...], ...]:
    """The coefficients, constant first, of `x choose k` for each `k` below the number."""
    zero, basis = (Fraction(0),), (Fraction(1),)
    found: list[tuple[Fraction, ...]] = []
    for step in range(number):
        found.append(basis)
        basis = tuple((high - step * low) / (step + 1) for high, low in zip(zero + basis, basis + zero, strict=True))
    return tuple(found)


def _at(polynomial: Sequence[Fraction], place: Fraction) -> Fraction:
    total = Fraction(0)
    for coefficient in reversed(polynomial):
        total = total * place + coefficient
    return total


def _rational_roots(polynomial: Sequence[Fraction]) -> list[Fraction]:
    """Rational roots, those of a quadratic or linear rest exactly, others among small candidates."""
    coefficients = list(polynomial)
    found: list[Fraction] = []
    while len(coefficients) > 1 and not coefficients[0]:
        coefficients, found = coefficients[1:], [Fraction(0)]
    while len(coefficients) > 3:
        root = next((c for c in _candidates(coefficients) if _at(coefficients, c) == 0), None)
        if root is None:
            return found
        found.append(root)
        coefficients = _divided(coefficients, root)
    return found + _low_degree_roots(coefficients)


def _candidates(coefficients: Sequence[Fraction]) -> Iterator[Fraction]:
    """Quotients of small divisors of the last and the first coefficient."""
    common = lcm(*(c.denominator for c in coefficients))
    whole = [int(c * common) for c in coefficients]
    shared = gcd(*whole)
    tops, bottoms = ([d for d in range(1, 61) if (whole[end] // shared) % d == 0] for end in (0, -1))
    return (Fraction(sign * top, bottom) for top in tops for bottom in bottoms for sign in (1, -1))


def _divided(coefficients: Sequence[Fraction], root: Fraction) -> list[Fraction]:
    """The polynomial divided by `x - root`."""
    quotient = [coefficients[-1]]
    for coefficient in reversed(coefficients[1:-1]):
        quotient.append(coefficient + root * quotient[-1])
    return quotient[::-1]


def _low_degree_roots(coefficients: Sequence[Fraction]) -> list[Fraction]:
    match coefficients:
        case [constant, slope]:
            return [-constant / slope]
        case [constant, slope, curve]:
            square = slope**2 - 4 * constant * curve
            if square < 0:
                return []
            root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
            return [(-slope + sign * root) / (2 * curve) for sign in (1, -1)] if root**2 == square else []
        case _:
            return []
