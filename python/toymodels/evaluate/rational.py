"""Field elements as nodes: an integer over known powers of the variables' denominators and, after a division, a node.

Powers are known when a term is compiled, so that bringing two values to a common denominator costs a multiplication
only where they differ, and a comparison of values with equal powers costs none.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd, lcm
from typing import cast

import numpy as np

from toymodels.evaluate.builder import Builder
from toymodels.evaluate.nodes import LARGEST, Axis, Node, Op

Powers = tuple[tuple[str, int], ...]
"""Exponents of denominator symbols, sorted by symbol; an exponent may be negative but not 0."""


@dataclass(frozen=True, slots=True)
class Rational:
    """`numerator / (divisor * product of the denominators to their powers)`.

    divisor: positive everywhere; the constant 1 where nothing was divided by.
    """

    numerator: Node
    powers: Powers
    divisor: Node


class Field:
    """Field arithmetic on nodes; every method gives the exact value, `x / 0` being 0."""

    def __init__(self, builder: Builder) -> None:
        self._nodes = builder
        self.zero = self.integer(builder.zero)
        self.one = self.integer(builder.one)

    def integer(self, node: Node) -> Rational:
        """An integer as a field element."""
        return Rational(node, (), self._nodes.one)

    def variable(self, numerator: Node, symbol: str | None) -> Rational:
        """A variable's entry over its denominator (None: 1)."""
        return Rational(numerator, ((symbol, 1),) if symbol else (), self._nodes.one)

    def neg(self, x: Rational) -> Rational:
        """`-x`."""
        return Rational(self._nodes.neg(x.numerator), x.powers, x.divisor)

    def add(self, x: Rational, y: Rational) -> Rational:
        """`x + y`."""
        if _is_zero(x):
            return y
        if _is_zero(y):
            return x
        left, right, powers, divisor = self._common(x, y)
        return Rational(self._nodes.add(left, right), powers, divisor)

    def sub(self, x: Rational, y: Rational) -> Rational:
        """`x - y`."""
        return self.add(x, self.neg(y))

    def mul(self, x: Rational, y: Rational) -> Rational:
        """`x * y`."""
        nodes = self._nodes
        return Rational(
            nodes.mul(x.numerator, y.numerator), _combine(x.powers, y.powers, 1), nodes.mul(x.divisor, y.divisor)
        )

    def power(self, x: Rational, exponent: int) -> Rational:
        """`x ^ exponent`, which is 1 for the exponent 0."""
        powers = tuple((symbol, power * exponent) for symbol, power in x.powers if exponent)
        return Rational(self._nodes.power(x.numerator, exponent), powers, self._nodes.power(x.divisor, exponent))

    def div(self, x: Rational, y: Rational) -> Rational:
        """`x / y`, 0 where `y` is."""
        nodes, by = self._nodes, y.numerator
        if _is_zero(x) or _is_zero(y):
            return self.zero
        over, under = (nodes.one, nodes.one) if x.divisor is y.divisor else (y.divisor, x.divisor)
        numerator = nodes.mul(nodes.mul(x.numerator, over), nodes.sign(by))
        divisor = nodes.mul(under, nodes.maximum(nodes.absolute(by), nodes.one))
        return self._reduced(Rational(numerator, _combine(x.powers, y.powers, -1), divisor))

    def minimum(self, x: Rational, y: Rational) -> Rational:
        """The smaller."""
        left, right, powers, divisor = self._common(x, y)
        return Rational(self._nodes.minimum(left, right), powers, divisor)

    def maximum(self, x: Rational, y: Rational) -> Rational:
        """The larger."""
        left, right, powers, divisor = self._common(x, y)
        return Rational(self._nodes.maximum(left, right), powers, divisor)

    def where(self, condition: Node, x: Rational, y: Rational) -> Rational:
        """`x` where the condition holds, else `y`."""
        nodes = self._nodes
        powers = self._common_powers(x, y)
        return Rational(
            nodes.where(condition, self._raised(x, powers), self._raised(y, powers)),
            powers,
            nodes.where(condition, x.divisor, y.divisor),
        )

    def sides(self, x: Rational, y: Rational) -> tuple[Node, Node]:
        """Two integers that compare as `x` and `y` do."""
        left, right, _, _ = self._common(x, y)
        return left, right

    def sum(self, axis: Axis, x: Rational) -> Rational:
        """The sum of `x` over an axis; where its divisor varies along the axis, over their product."""
        nodes = self._nodes
        if axis not in x.divisor.axes:
            return Rational(nodes.sum(axis, x.numerator), x.powers, x.divisor)
        return Rational(nodes.cross_sum(axis, x.numerator, x.divisor), x.powers, nodes.product(axis, x.divisor))

    def _common(self, x: Rational, y: Rational) -> tuple[Node, Node, Powers, Node]:
        """The numerators of both over one denominator, and that denominator."""
        powers = self._common_powers(x, y)
        left, right = self._raised(x, powers), self._raised(y, powers)
        if x.divisor is y.divisor:
            return left, right, powers, x.divisor
        nodes, (p, q) = self._nodes, (x.divisor.scalar(), y.divisor.scalar())
        if p is not None and q is not None:
            shared = lcm(p, q)
            left, right = nodes.mul(left, nodes.const(shared // p)), nodes.mul(right, nodes.const(shared // q))
            return left, right, powers, nodes.const(shared)
        left, right = nodes.mul(left, y.divisor), nodes.mul(right, x.divisor)
        return left, right, powers, nodes.mul(x.divisor, y.divisor)

    @staticmethod
    def _common_powers(x: Rational, y: Rational) -> Powers:
        """The larger power of each symbol; a constant 0 has whatever powers the other side has."""
        if _is_zero(x):
            return y.powers
        if _is_zero(y):
            return x.powers
        left, right = dict(x.powers), dict(y.powers)
        symbols = sorted(left.keys() | right.keys())
        larger = ((symbol, max(left.get(symbol, 0), right.get(symbol, 0))) for symbol in symbols)
        return tuple((symbol, power) for symbol, power in larger if power)

    def _raised(self, x: Rational, powers: Powers) -> Node:
        """The numerator of `x` over denominators with these powers, none below those of `x`."""
        numerator, own = x.numerator, dict(x.powers)
        for symbol in sorted({symbol for symbol, _ in (*powers, *x.powers)}):
            missing = dict(powers).get(symbol, 0) - own.get(symbol, 0)
            if missing and not _is_zero(x):
                numerator = self._nodes.mul(numerator, self._nodes.denominator(symbol, missing))
        return numerator

    def _reduced(self, x: Rational) -> Rational:
        """Constant divisors in lowest terms, and the same along all axes."""
        nodes = self._nodes
        if x.divisor.op is Op.CONST and x.divisor.value is not None:
            shared = lcm(*cast("list[int]", np.unique(x.divisor.value).tolist()))
            if shared > LARGEST:
                return x
            factor = nodes.array(shared // x.divisor.value, x.divisor.axes)
            return Rational(nodes.mul(x.numerator, factor), x.powers, nodes.const(shared))
        top, bottom = x.numerator.scalar(), x.divisor.scalar()
        if top is not None and bottom is not None:
            common = gcd(top, bottom)
            return Rational(nodes.const(top // common), x.powers, nodes.const(bottom // common))
        return x


def _is_zero(x: Rational) -> bool:
    return x.numerator.scalar() == 0


def _combine(left: Powers, right: Powers, factor: int) -> Powers:
    powers = dict(left)
    for symbol, power in right:
        powers[symbol] = powers.get(symbol, 0) + factor * power
    return tuple(sorted((symbol, power) for symbol, power in powers.items() if power))
