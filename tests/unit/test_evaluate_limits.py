"""Each operation where an arithmetic ends: leaves that it holds, and a result that it does not.

Numbers next to each other are compared, since an arithmetic that cannot hold them takes them for equal, and all results
are compared with zero, since one that wraps around changes their sign.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import isqrt

import numpy as np
import pytest
from tests.support.random_terms import ALL_DEFINITIONS
from tests.support.statements import DOT, add, app, call, div, eq, fin, le, mul, num, scalar, sub, vec

from toymodels.evaluate.batch import Batch, Instance, Value
from toymodels.evaluate.convert import batch_of, instance_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.evaluate.oracle import oracle_value
from toymodels.statements.language import NAT, Arith, Compare, FinVal, Neg, Operation, Relation, Sum, Term, Var

FLOAT32, FLOAT64, INT64 = 24, 53, 63
"""Powers of two up to which each holds all whole numbers."""

A, B, C, D = (scalar(name) for name in "abcd")
X, Y, U, V = (vec(name, num(4, NAT)) for name in "xyuv")
I = fin("i", num(4, NAT))  # noqa: E741


def power(base: Term, exponent: int) -> Term:
    return Arith(Operation.POW, base, num(exponent, NAT), A.sort)


def agree(left: Term, right: Term, variables: tuple[Var, ...], *rows: tuple[Value, ...]) -> None:
    """Both sides compare with each other and with zero as the oracle says, one by one and together.

    rows: the values of the variables in each instance; they are tried with all signs changed too.
    """
    props = [eq(left, right), le(left, right), le(num(0), left), Compare(Relation.LT, right, num(0))]
    names = [var.name for var in variables]
    for sign in (1, -1):
        instances = [Instance({n: _times(sign, v) for n, v in zip(names, row, strict=True)}) for row in rows]
        oracle = [[oracle_value(prop, ALL_DEFINITIONS, instance) for instance in instances] for prop in props]
        batch = batch_of(instances, variables)
        assert [Evaluator(ALL_DEFINITIONS).prop(prop, batch).values.tolist() for prop in props] == oracle
        assert [each.values.tolist() for each in Evaluator(ALL_DEFINITIONS).props(props, batch)] == oracle


def _times(sign: int, value: Value) -> Value:
    return tuple(_times(sign, part) for part in value) if isinstance(value, tuple) else sign * Fraction(value)


@pytest.mark.parametrize("bits", [FLOAT32, FLOAT64, INT64])
def test_sums_and_differences(bits: int):
    half = 2 ** (bits - 1)
    rows = [(half, half + first, half, half + second) for first, second in product(range(4), repeat=2)]
    agree(add(A, B), add(C, D), (A, B, C, D), *rows)
    agree(sub(A, Neg(B)), sub(C, Neg(D)), (A, B, C, D), *rows)


@pytest.mark.parametrize("bits", [FLOAT32, FLOAT64, INT64])
def test_products_and_powers(bits: int):
    """Factors just above the root of the limit, where a bound that is rounded down falls short of it."""
    least = isqrt(2**bits) // 2 * 2 + 1
    rows = [(p, p, p - 1, p + 1) for p in range(least, least + 8, 2)]
    agree(mul(A, B), mul(C, D), (A, B, C, D), *rows)
    agree(power(A, 2), mul(C, D), (A, C, D), *((a, c, d) for a, _, c, d in rows))


@pytest.mark.parametrize("bits", [FLOAT32, FLOAT64, INT64])
def test_cubes(bits: int):
    """`(c + 1)³` is one more than `c³ + 3 c (c + 1)`."""
    near = round(2 ** (bits / 3)) // 2 * 2 + 2
    rows = [(c + 1, c) for c in range(near, near + 8, 2)]
    below = add(power(C, 3), mul(mul(num(3), C), add(C, num(1))))
    agree(power(A, 3), below, (A, C), *rows)


@pytest.mark.parametrize("bits", [FLOAT32, FLOAT64, INT64])
def test_sums_over_an_index(bits: int):
    quarter = 2 ** (bits - 2)
    rows = [((quarter,) * 3 + (quarter + e,), (quarter,) * 3 + (quarter + f,)) for e, f in product(range(4), repeat=2)]
    agree(Sum(I, app(X, I)), Sum(I, app(Y, I)), (X, Y), *rows)


@pytest.mark.parametrize("bits", [FLOAT32, FLOAT64, INT64])
def test_inner_products(bits: int):
    """Three products that are together beyond the limit, and a small one that tells neighbours apart."""
    p = isqrt(2**bits // 3) + 2
    rows = [((p, p, p, e), (p, p, p, 1), (p, p, p, f), (p, p, p, 1)) for e, f in product(range(4), repeat=2) if e or f]
    one, other = (call(DOT, num(4, NAT), left, right) for left, right in ((X, Y), (U, V)))
    agree(one, other, (X, Y, U, V), *rows)
    one, other = (Sum(I, mul(app(left, I), app(right, I))) for left, right in ((X, Y), (U, V)))
    agree(one, other, (X, Y, U, V), *rows)


@pytest.mark.parametrize("bits", [FLOAT32, FLOAT64, INT64])
def test_denominators(bits: int):
    """Two unit fractions whose product is next to that of their neighbours."""
    least = isqrt(2**bits) // 2 * 2 + 1
    rows = [(Fraction(1, p), Fraction(1, p), Fraction(1, p - 1), Fraction(1, p + 1)) for p in (least, least + 2)]
    agree(mul(A, B), mul(C, D), (A, B, C, D), *rows)
    agree(power(A, 2), mul(C, D), (A, C, D), *((a, c, d) for a, _, c, d in rows))


def test_sums_of_quotients():
    """Four quotients over one denominator: each top fits, their sum does not."""
    divisor = 2**15 + 1
    top = 2 ** (INT64 - 45) - 2**5
    assert 4 * top * divisor**3 > 2**INT64 > top * divisor**3
    rows = [((top,) * 4, (divisor,) * 4, (top,) * 3 + (top - e,), (divisor,) * 4) for e in range(3)]
    one, other = (Sum(I, div(app(left, I), app(right, I))) for left, right in ((X, Y), (U, V)))
    agree(one, other, (X, Y, U, V), *rows)


@pytest.mark.parametrize("operation", [Operation.SUB, Operation.DIV, Operation.MOD, Operation.MIN, Operation.MAX])
def test_natural_numbers(operation: Operation):
    """Differences end at zero, quotients by zero are zero, and remainders by zero are what was divided."""
    size = 6
    i, j = fin("i", num(size, NAT)), fin("j", num(size, NAT))
    pairs = np.array(list(product(range(size), repeat=2)))
    batch = Batch({}, {"i": pairs[:, 0], "j": pairs[:, 1]}, len(pairs))
    for value in range(size + 1):
        prop = eq(Arith(operation, FinVal(i), FinVal(j), NAT), num(value, NAT))
        oracle = [oracle_value(prop, {}, instance_of(batch, b)) for b in range(batch.count)]
        assert Evaluator({}).prop(prop, batch).values.tolist() == oracle
