"""The least and the most that a statement about numbers allows for one of them, the others being given.

Both are found by halving, which takes it that the statement turns from false to true, or from true to false, only once
as that number grows. Bounds in which it stands on one side are of this kind; that a statement is, is not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from toymodels.errors import StatementError
from toymodels.evaluate import Evaluator
from toymodels.evaluate.batch import Instance
from toymodels.statements.language import FieldSort, Statement, Term
from toymodels.statements.traverse import free_names

PARTS = 10**6
"""A field element is found up to one part in so many."""

_LARGEST = 10**12

Numbers = Mapping[str, int | Fraction]


def least(statement: Statement, given: Numbers, unknown: str) -> Fraction:
    """The least value of `unknown`, not below 0, from which on the conclusion can hold: rounded down, if in the field.

    Raises:
        StatementError: the statement does not compare numbers, or allows all values or none.
    """
    scale = _scale(statement, unknown)
    allowed = _allowed(statement, given, unknown, scale)
    if allowed(0):
        raise StatementError(f"{statement.name} allows any {unknown} from 0 on at {_words(given)}; give other numbers")
    last = _before_change(lambda place: not allowed(place), statement.name, unknown)
    return Fraction(last if scale > 1 else last + 1, scale)


def most(statement: Statement, given: Numbers, unknown: str) -> Fraction:
    """The most that the conclusion allows `unknown` to be: rounded up, if in the field.

    Raises:
        StatementError: as `least`.
    """
    scale = _scale(statement, unknown)
    allowed = _allowed(statement, given, unknown, scale)
    start = next((place for place in (0, 1, 2) if allowed(place)), None)
    if start is None:
        raise StatementError(f"{statement.name} allows no {unknown} at {_words(given)}; give other numbers")
    last = start + _before_change(lambda place: allowed(start + place), statement.name, unknown)
    return Fraction(last + 1 if scale > 1 else last, scale)


def _scale(statement: Statement, unknown: str) -> int:
    sort = next((var.sort for var in statement.variables if var.name == unknown), None)
    if sort is None:
        names = ", ".join(var.name for var in statement.variables)
        raise StatementError(f"{statement.name} has no variable {unknown!r}; it has {names}")
    return PARTS if isinstance(sort, FieldSort) else 1


def _allowed(statement: Statement, given: Numbers, unknown: str, scale: int) -> Callable[[int], bool]:
    """Whether the conclusion, and the hypotheses about the same numbers, hold where `unknown` is `place / scale`."""
    known = {*given, unknown}
    if missing := free_names(statement.conclusion) - known:
        raise StatementError(f"{statement.name} compares {', '.join(sorted(missing))} too; give a number for each")
    evaluator = Evaluator(statement.definitions)
    about: list[Term] = [each.prop for each in statement.hypotheses if free_names(each.prop) <= known]

    def allowed(place: int) -> bool:
        value = Fraction(place, scale) if scale > 1 else place
        instance = Instance({**given, unknown: value})
        return all(evaluator.oracle(prop, instance) for prop in [*about, statement.conclusion])

    return allowed


def _before_change(holds: Callable[[int], bool], name: str, unknown: str) -> int:
    """The last place before a condition that holds at 0 fails, if it fails from some place on."""
    high = 1
    while holds(high):
        high *= 2
        if high > _LARGEST:
            raise StatementError(f"{name} does not bound {unknown} at these numbers; ask for the other side")
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _words(given: Numbers) -> str:
    return ", ".join(f"{name} = {value}" for name, value in given.items())
