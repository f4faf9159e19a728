"""Arrays of exact rationals, each entry with its own denominator, inside int64.

Only the computing of bounds and quotients needs them. An entry that would leave int64 becomes zero instead: values made
here are candidates, every hypothesis is evaluated on them afterwards, and a wrong candidate is rejected like any other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toymodels.evaluate.batch import FieldArray
from toymodels.instances.source import Ints, Mask, flatten

_LIMIT = float(2**62)
_COMMON_LIMIT = 2**40


@dataclass(frozen=True, slots=True, eq=False)
class Rationals:
    """`num / den`, two int64 arrays of one shape; `den` is positive and the fractions are reduced."""

    num: Ints
    den: Ints

    def __add__(self, other: Rationals) -> Rationals:
        g = np.gcd(self.den, other.den)
        left, right = other.den // g, self.den // g
        fits = _fits(self.num, left, 2) & _fits(other.num, right, 2) & _fits(self.den, left, 1)
        return reduced(self.num * left + other.num * right, self.den * left, fits)

    def __mul__(self, other: Rationals) -> Rationals:
        a, b = np.gcd(self.num, other.den), np.gcd(other.num, self.den)
        a, b = np.maximum(a, 1), np.maximum(b, 1)
        p, q, r, s = self.num // a, other.num // b, self.den // b, other.den // a
        return reduced(p * q, r * s, _fits(p, q, 1) & _fits(r, s, 1))

    def __neg__(self) -> Rationals:
        return Rationals(-self.num, self.den)

    def __sub__(self, other: Rationals) -> Rationals:
        return self + (-other)

    def __lt__(self, other: Rationals) -> Mask:
        if max(_largest(self.num) * _largest(other.den), _largest(other.num) * _largest(self.den)) < _LIMIT:
            return self.num * other.den < other.num * self.den
        return (self - other).num < 0

    def equals(self, other: Rationals) -> Mask:
        """Entrywise equality."""
        return (self.num == other.num) & (self.den == other.den)

    def __getitem__(self, key: Mask | Ints | tuple[Ints, Ints] | slice) -> Rationals:
        return Rationals(self.num[key], self.den[key])

    def column(self, place: int) -> Rationals:
        """The entries of all instances at one place, shape (b,)."""
        return Rationals(self.num[:, place], self.den[:, place])

    def put(self, key: Mask | tuple[Ints, Ints], other: Rationals) -> Rationals:
        """A copy with the entries at `key` replaced."""
        num, den = self.num.copy(), self.den.copy()
        num[key], den[key] = other.num, other.den
        return Rationals(num, den)

    def floor(self) -> Ints:
        """The largest integers below."""
        return self.num // self.den


def reduced(num: Ints, den: Ints, fits: Mask | None = None) -> Rationals:
    """`num / den` in lowest terms; `0` where `den` is zero or `fits` is false."""
    good = (den != 0) if fits is None else (den != 0) & fits
    if not good.all():
        num, den = np.where(good, num, 0), np.where(good, den, 1)
    g = np.gcd(num, den)
    if den.min(initial=1) < 0:
        g *= np.sign(den)
    return Rationals(num // g, den // g)


def integers(values: Ints) -> Rationals:
    """Integers as rationals."""
    return Rationals(values, np.ones_like(values))


def where(mask: Mask, yes: Rationals, no: Rationals) -> Rationals:
    """Entries of `yes` where `mask` holds, of `no` elsewhere."""
    return Rationals(np.where(mask, yes.num, no.num), np.where(mask, yes.den, no.den))


def from_field(array: FieldArray) -> Rationals:
    """The entries of `array`, each reduced."""
    num = array.numerators
    over = array.denominators.reshape(-1, *(1,) * (num.ndim - 1))
    return Rationals(num, np.ones_like(num)) if (over == 1).all() else reduced(num, np.broadcast_to(over, num.shape))


def to_field(values: Rationals) -> FieldArray:
    """`values`, shape (b, ...), brought to one denominator an instance; instances that outgrow int64 become zero."""
    count = len(values.num)
    if (values.den == 1).all():
        return FieldArray(values.num, np.ones(count, dtype=np.int64))
    flat_num, flat_den = flatten(values.num), flatten(values.den)
    common, fits = np.ones(count, dtype=np.int64), np.ones(count, dtype=np.bool_)
    for column in range(flat_den.shape[1]):
        den = flat_den[:, column]
        step = den // np.gcd(common, den)
        fits &= _fits(common, step, 1) & (common.astype(np.float64) * step < _COMMON_LIMIT)
        common = np.where(fits, common * np.where(fits, step, 1), 1)
    scale = np.where(fits[:, None], common[:, None] // flat_den, 0)
    scale = np.where(_fits(flat_num, scale, 1), scale, 0)
    return FieldArray((flat_num * scale).reshape(values.num.shape), common)


@dataclass(frozen=True, slots=True, eq=False)
class Crossings:
    """`num / den`, where lines cross 0, arrays of one shape: `den` is positive, the fractions are not reduced.

    slope: the sign of each line's slope; where it is 0, the crossing is 0.
    """

    num: Ints
    den: Ints
    slope: Ints

    def __neg__(self) -> Crossings:
        return Crossings(-self.num, self.den, self.slope)

    def at(self, columns: Ints) -> Crossings:
        """Some of the columns; what is along instances stays so."""
        return Crossings(*(part.T[columns].T for part in (self.num, self.den, self.slope)))

    def reduced(self) -> Rationals:
        """In lowest terms."""
        return reduced(self.num, self.den)


def crossings(low: Ints, p: Ints, high: Ints, q: Ints) -> Crossings:
    """Where lines that are `low / p` at 0 and `high / q` at 1, shape (b, p) and (b, 1) each, cross 0."""
    if max(_largest(low) * _largest(q), _largest(high) * _largest(p)) < _LIMIT / 2:
        scaled = low * q
        rise = high * p - scaled
        sign = np.sign(rise)
        return Crossings(-scaled * sign, np.maximum(rise * sign, 1), sign)
    offset = reduced(low, np.broadcast_to(p, low.shape))
    slope = reduced(high, np.broadcast_to(q, high.shape)) - offset
    root = -(offset * reduced(slope.den, slope.num))
    return Crossings(root.num, root.den, np.sign(slope.num))


def _largest(values: Ints) -> int:
    """The largest absolute value of an entry."""
    return max(int(values.max(initial=0)), -int(values.min(initial=0)))


def _fits(a: Ints, b: Ints, terms: int) -> Mask:
    """Whether the sum of `terms` products like `a * b` stays inside int64."""
    return np.abs(a.astype(np.float64) * b.astype(np.float64)) * terms < _LIMIT
