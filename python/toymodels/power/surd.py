"""Statements at a square root: what they say of `√d` in an ordered field that has it, said over the rationals.

`A ↔ s * s = 5` has no rational instance at which the right side is true. A scalar whose square is compared with a
number is therefore also replaced by the root of that number: every number becomes `a + b √d` with rational `a` and `b`,
and a comparison of two of them is one of their parts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce

from toymodels.errors import StatementError
from toymodels.instances.unfold import Unfolder
from toymodels.statements.language import (
    FIELD,
    Arith,
    Compare,
    Connective,
    FieldSort,
    Hypothesis,
    If,
    Inv,
    Logic,
    Neg,
    Not,
    Numeral,
    Operation,
    Quantifier,
    Relation,
    Statement,
    Sum,
    Term,
    Var,
)
from toymodels.statements.walk import free_names, sort_of, subterms

_ZERO, _ONE = Numeral(0, FIELD), Numeral(1, FIELD)

_Pair = tuple[Term, Term]
"""`a` and `b` of `a + b √d`."""


@dataclass(frozen=True, slots=True)
class Surd:
    """The value `√square` or, if `negative`, `-√square` of a variable."""

    name: str
    square: int
    negative: bool = False

    def __str__(self) -> str:
        return f"{self.name} = {'-' if self.negative else ''}√{self.square}"


def surds(statement: Statement) -> Iterator[Surd]:
    """The irrational square roots that a scalar of the statement is compared with, of both signs."""
    scalars = {var.name for var in statement.variables if isinstance(var.sort, FieldSort)}
    props = [statement.conclusion, *(h.prop for h in statement.hypotheses)]
    found = dict.fromkeys(each for prop in props for part in subterms(prop) for each in _squares(part))
    for name, square in found:
        if name in scalars and math.isqrt(square) ** 2 != square:
            yield Surd(name, square)
            yield Surd(name, square, negative=True)


def _squares(part: Term) -> Iterator[tuple[str, int]]:
    match part:
        case Compare(_, left, right):
            for one, other in ((left, right), (right, left)):
                match one, other:
                    case Arith(Operation.MUL, Var(name), Var(again)), Numeral(value) if name == again:
                        yield name, value
                    case Arith(Operation.POW, Var(name), Numeral(2)), Numeral(value):
                        yield name, value
                    case _:
                        pass
        case _:
            return


def at_surd(statement: Statement, surd: Surd) -> Statement:
    """The statement for this value of the variable, without it.

    Raises:
        StatementError: the variable stands where it cannot be replaced, as in a recursive definition's argument.
    """
    adjoiner = _Adjoiner(statement, surd)
    return replace(
        statement,
        variables=tuple(var for var in statement.variables if var.name != surd.name),
        hypotheses=tuple(Hypothesis(h.name, adjoiner.prop(h.prop)) for h in statement.hypotheses),
        conclusion=adjoiner.prop(statement.conclusion),
    )


class _Adjoiner:
    def __init__(self, statement: Statement, surd: Surd) -> None:
        self._unfolder = Unfolder(statement.definitions)
        self._name = surd.name
        self._square = Numeral(surd.square, FIELD)
        self._root: _Pair = (_ZERO, Neg(_ONE) if surd.negative else _ONE)

    def prop(self, prop: Term) -> Term:
        """A proposition of the statement, with definitions inlined."""
        return self._prop(self._unfolder.unfold(prop))

    def _prop(self, term: Term) -> Term:
        if self._name not in free_names(term):
            return term
        match term:
            case Compare(op, left, right) if isinstance(sort_of(left), FieldSort):
                return self._compare(op, _plus(self._pair(right), _negative(self._pair(left))))
            case Connective(op, left, right):
                return Connective(op, self._prop(left), self._prop(right))
            case Not(arg):
                return Not(self._prop(arg))
            case Quantifier(kind, var, body):
                return Quantifier(kind, var, self._prop(body))
            case If(condition, yes, no):
                return If(self._prop(condition), self._prop(yes), self._prop(no))
            case _:
                raise self._misplaced(term)

    def _compare(self, op: Relation, slack: _Pair) -> Term:
        """`0 op a + b √d`."""
        a, b = slack
        zero = Connective(Logic.AND, Compare(Relation.EQ, a, _ZERO), Compare(Relation.EQ, b, _ZERO))
        if op is Relation.EQ:
            return zero
        if op is Relation.NE:
            return Not(zero)
        first, second = _times(a, a), _times(self._square, _times(b, b))
        a_counts, b_counts = Compare(Relation.LE, _ZERO, a), Compare(Relation.LE, _ZERO, b)
        either = (
            Connective(Logic.AND, a_counts, b_counts),
            Connective(Logic.AND, a_counts, Compare(Relation.LE, second, first)),
            Connective(Logic.AND, b_counts, Compare(Relation.LE, first, second)),
        )
        at_least = reduce(lambda one, other: Connective(Logic.OR, one, other), either)
        return at_least if op is Relation.LE else Connective(Logic.AND, at_least, Not(zero))

    def _pair(self, term: Term) -> _Pair:
        if self._name not in free_names(term):
            return term, _ZERO
        match term:
            case Var():
                return self._root
            case Neg(arg):
                return _negative(self._pair(arg))
            case Inv(arg):
                return self._inverse(self._pair(arg))
            case Arith(op, left, right):
                return self._arith(op, left, right, term)
            case Sum(var, body):
                a, b = self._pair(body)
                return Sum(var, a), _ZERO if b == _ZERO else Sum(var, b)
            case If(condition, yes, no):
                return self._choice(self._prop(condition), self._pair(yes), self._pair(no))
            case _:
                raise self._misplaced(term)

    def _arith(self, op: Operation, left: Term, right: Term, term: Term) -> _Pair:
        match op:
            case Operation.ADD:
                return _plus(self._pair(left), self._pair(right))
            case Operation.SUB:
                return _plus(self._pair(left), _negative(self._pair(right)))
            case Operation.MUL:
                return self._product(self._pair(left), self._pair(right))
            case Operation.DIV:
                return self._product(self._pair(left), self._inverse(self._pair(right)))
            case Operation.POW if isinstance(right, Numeral):
                base = self._pair(left)
                return reduce(self._product, [base] * right.value, (_ONE, _ZERO))
            case Operation.MIN | Operation.MAX:
                one, other = self._pair(left), self._pair(right)
                ordered = self._compare(Relation.LE, _plus(other, _negative(one)))
                return self._choice(ordered, *((one, other) if op is Operation.MIN else (other, one)))
            case _:
                raise self._misplaced(term)

    def _product(self, one: _Pair, other: _Pair) -> _Pair:
        (a, b), (c, d) = one, other
        return _add(_times(a, c), _times(self._square, _times(b, d))), _add(_times(a, d), _times(b, c))

    def _inverse(self, pair: _Pair) -> _Pair:
        """`(a - b √d) / (a² - d b²)`, whose denominator is zero only for `0`, the inverse of which is `0`."""
        a, b = pair
        norm = _add(_times(a, a), Neg(_times(self._square, _times(b, b))))
        return Arith(Operation.DIV, a, norm, FIELD), Arith(Operation.DIV, Neg(b), norm, FIELD)

    @staticmethod
    def _choice(condition: Term, yes: _Pair, no: _Pair) -> _Pair:
        return If(condition, yes[0], no[0]), If(condition, yes[1], no[1])

    def _misplaced(self, term: Term) -> StatementError:
        return StatementError(f"{self._name} cannot be replaced by a square root in {term!r}")


def _plus(one: _Pair, other: _Pair) -> _Pair:
    return _add(one[0], other[0]), _add(one[1], other[1])


def _negative(pair: _Pair) -> _Pair:
    a, b = (part if part == _ZERO else Neg(part) for part in pair)
    return a, b


def _add(left: Term, right: Term) -> Term:
    if _ZERO in (left, right):
        return right if left == _ZERO else left
    return Arith(Operation.ADD, left, right, FIELD)


def _times(left: Term, right: Term) -> Term:
    if _ZERO in (left, right):
        return _ZERO
    if _ONE in (left, right):
        return right if left == _ONE else left
    return Arith(Operation.MUL, left, right, FIELD)
