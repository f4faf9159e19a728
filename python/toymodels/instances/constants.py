"""The numbers that stand in a statement: claims that fail at one value only fail at one of these, or beside it."""

from __future__ import annotations

from fractions import Fraction

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.oracle import oracle_value
from toymodels.statements.language import (
    Arith,
    FieldSort,
    IntSort,
    Inv,
    NatSort,
    Neg,
    Numeral,
    Operation,
    Statement,
    Term,
    Var,
)
from toymodels.statements.walk import free_variables, sort_of, subterms

_MOST_NUMERALS = 12
_LONGEST_NUMERAL = 10**6


def constants(statement: Statement) -> list[Fraction]:
    """The values of the closed arithmetic terms in `statement` and its definitions, without repetition."""
    terms = [statement.conclusion, *(h.prop for h in statement.hypotheses)]
    terms += [definition.body for definition in statement.definitions.values()]
    found: dict[Fraction, None] = {}
    for term in terms:
        for part in subterms(term):
            value = _closed_value(part)
            if value is not None:
                found[value] = None
    return list(found)


def _closed_value(term: Term) -> Fraction | None:
    if not isinstance(term, Numeral | Arith | Neg | Inv) or not isinstance(
        sort_of(term), FieldSort | NatSort | IntSort
    ):
        return None
    if free_variables(term) or _is_huge(term):
        return None
    try:
        value = oracle_value(term, {}, Instance({}))
    except StatementError:
        return None
    return None if isinstance(value, tuple) else Fraction(value)


def zeros(statement: Statement) -> list[Fraction]:
    """Where the terms of `statement` that are affine in one number, and in nothing else, are zero."""
    found: dict[Fraction, None] = {}
    for prop in (statement.conclusion, *(h.prop for h in statement.hypotheses)):
        for part in subterms(prop):
            zero = _zero(part)
            if zero is not None:
                found[zero] = None
    return list(found)


def _zero(term: Term) -> Fraction | None:
    variables = tuple(free_variables(term).values())
    if not isinstance(term, Arith) or len(variables) != 1 or not isinstance(variables[0].sort, FieldSort):
        return None
    if not all(isinstance(part, Arith | Neg | Numeral | Var) for part in subterms(term)) or _is_huge(term):
        return None
    try:
        values = (oracle_value(term, {}, Instance({variables[0].name: Fraction(at)})) for at in range(3))
        first, second, third = (Fraction(str(value)) for value in values)
    except StatementError:
        return None
    slope = second - first
    return -first / slope if slope and third - second == slope else None


def _is_huge(term: Term) -> bool:
    """Whether a term has a power that is not worth computing."""
    return any(
        isinstance(part, Arith)
        and part.op is Operation.POW
        and isinstance(part.right, Numeral)
        and part.right.value > 64
        for part in subterms(term)
    )


def whole_values(statement: Statement) -> tuple[int, ...]:
    """The natural numbers among the constants of the statement, each with its neighbours."""
    own = [int(value) for value in constants(statement) if value.denominator == 1]
    return tuple(dict.fromkeys(near for value in own for near in (value, value + 1, value - 1) if near >= 0))


def edge_values(statement: Statement) -> tuple[Fraction, ...]:
    """The constants of the statement's own text, short ones only, each with its negative and its neighbours."""
    own = [value for value in constants(statement) if max(abs(value.numerator), value.denominator) <= _LONGEST_NUMERAL]
    near = ((value, -value, value + 1, value - 1) for value in own[:_MOST_NUMERALS])
    return tuple(dict.fromkeys(value for values in near for value in values))
