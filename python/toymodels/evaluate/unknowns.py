"""Numbers that are not known yet: linear in some unknowns, and compared by asking.

A term that is evaluated with them takes a path: wherever two of them are compared, the constraints met so far may leave
several answers possible, and each is followed. So whatever an evaluator can compute can be asked of all rational
numbers at once, as long as it is linear in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NoReturn

from toymodels.errors import StatementError
from toymodels.evaluate.systems import Constraint, Contradiction, solve
from toymodels.statements.language import Relation


class NotLinearError(StatementError):
    """A term is not linear in the unknowns."""

    def __init__(self) -> None:
        super().__init__("the term is not linear in what it asks for")


class Path:
    """Answers to comparisons, in the order in which they are asked.

    Attributes:
        constraints: what the answers so far say of the unknowns.
        contradictions: why other answers are impossible.
        others: beginnings of other paths, not followed yet.
    """

    def __init__(self, unknowns: int, answers: Sequence[int] = ()) -> None:
        self.constraints: list[Constraint] = []
        self.contradictions: list[Contradiction] = []
        self.others: list[tuple[int, ...]] = []
        self._unknowns = unknowns
        self._given = answers
        self._answers: list[int] = []

    def decide(self, number: Linear, op: Relation) -> bool:
        """Whether `number op 0`, on this path."""
        cases = _cases(number, op)
        at = len(self._answers)
        if at < len(self._given):
            answer = self._given[at]
        else:
            possible = [place for place, (case, _) in enumerate(cases) if self._is_possible(case)]
            answer, *others = possible
            self.others += [(*self._answers, other) for other in others]
        self._answers.append(answer)
        case, holds = cases[answer]
        self.constraints.append(case)
        return holds

    def point(self) -> tuple[Fraction, ...]:
        """Values of the unknowns at which all answers are true."""
        found = solve(self.constraints, self._unknowns)
        assert not isinstance(found, Contradiction)
        return found

    def _is_possible(self, case: Constraint) -> bool:
        found = solve([*self.constraints, case], self._unknowns)
        if isinstance(found, Contradiction):
            self.contradictions.append(found)
            return False
        return True


def _cases(number: Linear, op: Relation) -> list[tuple[Constraint, bool]]:
    """The ways in which `number op 0` can turn out."""
    minus = -number
    below, above = (Constraint(each.coefficients, each.constant, Relation.LT) for each in (number, minus))
    if op is Relation.EQ:
        return [(Constraint(number.coefficients, number.constant, Relation.EQ), True), (below, False), (above, False)]
    if op is Relation.LE:
        return [(Constraint(number.coefficients, number.constant, Relation.LE), True), (above, False)]
    return [(below, True), (Constraint(minus.coefficients, minus.constant, Relation.LE), False)]


class Linear:
    """`Σ coefficient * unknown + constant`, with at least one coefficient, which is not 0."""

    __slots__ = ("coefficients", "constant", "path")

    def __init__(self, path: Path, coefficients: Mapping[int, Fraction], constant: Fraction) -> None:
        self.path = path
        self.coefficients = coefficients
        self.constant = constant

    def _plus(self, factor: int, other: Number) -> Number:
        if not isinstance(other, Linear):
            return Linear(self.path, self.coefficients, self.constant + factor * other)
        if other.path is not self.path:
            raise NotLinearError
        total = dict(self.coefficients)
        for unknown, coefficient in other.coefficients.items():
            total[unknown] = total.get(unknown, Fraction(0)) + factor * coefficient
        return self._made(
            {key: value for key, value in total.items() if value}, factor * other.constant + self.constant
        )

    def _made(self, coefficients: Mapping[int, Fraction], constant: Fraction) -> Number:
        return Linear(self.path, coefficients, constant) if coefficients else constant

    def __add__(self, other: Number) -> Number:
        return self._plus(1, other)

    __radd__ = __add__

    def __sub__(self, other: Number) -> Number:
        return self._plus(-1, other)

    def __rsub__(self, other: Number) -> Number:
        return (-self)._plus(1, other)

    def __neg__(self) -> Linear:
        return Linear(self.path, {key: -value for key, value in self.coefficients.items()}, -self.constant)

    def __mul__(self, other: Number) -> Number:
        if isinstance(other, Linear):
            raise NotLinearError
        return self._made(
            {key: value * other for key, value in self.coefficients.items() if other}, self.constant * other
        )

    __rmul__ = __mul__

    def __truediv__(self, other: Number) -> Number:
        if isinstance(other, Linear):
            raise NotLinearError
        return self * (1 / Fraction(other))

    def __rtruediv__(self, other: Number) -> Number:
        raise NotLinearError

    def __pow__(self, exponent: int) -> Number:
        if exponent > 1:
            raise NotLinearError
        return self if exponent else Fraction(1)

    def _not_linear(self, other: object = None) -> NoReturn:
        raise NotLinearError

    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __rpow__ = _not_linear
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = _not_linear
    __abs__ = __index__ = __int__ = _not_linear

    def _compared(self, op: Relation, other: object) -> bool:
        if not isinstance(other, int | Fraction | Linear):
            raise StatementError(f"a number that is asked for is compared with {other!r}")
        difference = self - other
        if isinstance(difference, Linear):
            return self.path.decide(difference, op)
        return {Relation.EQ: difference == 0, Relation.LE: difference <= 0}.get(op, difference < 0)

    def __eq__(self, other: object) -> bool:
        return self._compared(Relation.EQ, other)

    def __ne__(self, other: object) -> bool:
        return not self._compared(Relation.EQ, other)

    def __le__(self, other: object) -> bool:
        return self._compared(Relation.LE, other)

    def __lt__(self, other: object) -> bool:
        return self._compared(Relation.LT, other)

    def __ge__(self, other: object) -> bool:
        return not self._compared(Relation.LT, other)

    def __gt__(self, other: object) -> bool:
        return not self._compared(Relation.LE, other)

    def __bool__(self) -> bool:
        return self != 0

    def __hash__(self) -> int:
        return hash((frozenset(self.coefficients.items()), self.constant))


Number = int | Fraction | Linear
