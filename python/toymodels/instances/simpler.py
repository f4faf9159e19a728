"""Instances that are simpler than a given one: the moves by which a counterexample is made small.

Each move changes one index, one value, or all field elements together; whether the result still violates a statement
is not this module's question. Simple is a small size first, then short numbers, then few signs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from math import ceil, floor, gcd, lcm

from toymodels.evaluate.batch import Instance, Value
from toymodels.statements.language import FinSort, FunSort, NatSort, Sort, Statement, Var
from toymodels.statements.walk import free_in_sort, is_field_valued

Leaf = int | bool | Fraction
Cost = tuple[int, ...]
"""How far from what is wished an instance is, the most important first."""
Measure = Callable[[Instance], Cost]

_PAIRED_LEAVES = 6
_PAIR_VALUES = (Fraction(0), Fraction(1), Fraction(-1), Fraction(2), Fraction(1, 2))
_LONGEST_EXPANSION = 40


def cost(statement: Statement, instance: Instance) -> Cost:
    """How far from simple `instance` is: the sum of its sizes, the length of all numbers, the number of signs."""
    sizes = {var.name for var in statement.variables if isinstance(var.sort, NatSort)}
    length, signs = _weight(tuple(value for name, value in instance.values.items() if name not in sizes))
    return sum(int(str(instance.values[name])) for name in sizes), length, signs


def simpler(statement: Statement, instance: Instance, measure: Measure | None = None) -> list[Instance]:
    """Instances of strictly lower cost than `instance` that one move leads to, the cheapest first.

    measure: the cost, by default how far from simple an instance is.
    """

    def measured(each: Instance) -> Cost:
        return cost(statement, each) if measure is None else measure(each)

    own = measured(instance)
    found = [(measured(each), place, each) for place, each in enumerate(_moves(statement, instance))]
    cheaper = [entry for entry in found if entry[0] < own]
    return [each for _, _, each in sorted(cheaper, key=lambda entry: entry[:2])]


def _moves(statement: Statement, instance: Instance) -> Iterator[Instance]:
    """Instances with one index left out, or one or several values changed."""
    fields = [var.name for var in statement.variables if is_field_valued(var)]
    dependent = frozenset[str]().union(*(free_in_sort(var.sort) for var in statement.variables))
    for var in statement.variables:
        value = instance.values[var.name]
        if isinstance(var.sort, NatSort) and var.name in dependent:
            yield from _without_an_index(statement, instance, var)
            continue
        for constant in (0, 1):
            yield _with(instance, {var.name: _constant(value, constant)})
        for path, leaf in _leaves(value):
            for option in _simpler_leaf(leaf):
                yield _with(instance, {var.name: _replaced(value, path, option)})
    yield from _pairs(instance, fields)
    yield from _together(instance, fields)


def _with(instance: Instance, values: Mapping[str, Value]) -> Instance:
    return Instance({**instance.values, **values})


def _without_an_index(statement: Statement, instance: Instance, size: Var) -> Iterator[Instance]:
    """`instance` with one element of `Fin size` taken out of every table and every index, where none points to it."""
    old = int(str(instance.values[size.name]))
    for index in range(old - 1, -1, -1):
        values: dict[str, Value] = {**instance.values, size.name: old - 1}
        dropped = {var.name: _dropped(values[var.name], var.sort, size, index) for var in statement.variables}
        if not any(value is None for value in dropped.values()):
            yield Instance({**values, **{name: value for name, value in dropped.items() if value is not None}})


def _dropped(value: Value, sort: Sort, size: Var, index: int) -> Value | None:
    match sort:
        case FunSort(domain, codomain) if isinstance(value, tuple):
            kept = value[:index] + value[index + 1 :] if _is_below(domain, size) else value
            parts = [_dropped(part, codomain, size, index) for part in kept]
            return None if any(part is None for part in parts) else tuple(part for part in parts if part is not None)
        case FinSort() if _is_below(sort, size) and isinstance(value, int) and value >= index:
            return None if value == index else value - 1
        case _:
            return value


def _is_below(sort: Sort, size: Var) -> bool:
    return isinstance(sort, FinSort) and sort.bound == size


def _simpler_leaf(leaf: Leaf) -> Iterator[Leaf]:
    """Values of the same sort, among them the simplest ones and, by halves, those on the way from there."""
    if isinstance(leaf, bool):
        yield False
    elif isinstance(leaf, int):
        sign = -1 if leaf < 0 else 1
        yield from (sign * option for option in _downwards(abs(leaf)))
        if leaf < 0:
            yield from _downwards(-leaf + 1)
    else:
        yield from (Fraction(n, d) for n, d in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2)))
        yield from (-leaf, 1 / leaf if leaf else leaf)
        yield from _approximations(leaf)
        sign, size = (1 if leaf > 0 else -1), abs(leaf)
        yield from (Fraction(sign * option) for option in _downwards(ceil(size)))
        if 0 < size < 1:
            yield from (Fraction(sign, option) for option in (*_downwards(floor(1 / size)), ceil(1 / size)) if option)


def _downwards(number: int) -> Iterator[int]:
    """0, 1, and numbers that close in on `number` from below, each half as far from it as the one before."""
    yield from (0, 1)
    step = number // 2
    while step > 0:
        yield number - step
        step //= 2


def _approximations(number: Fraction) -> Iterator[Fraction]:
    """The nearest integers, then the best approximations to `number` from both sides, by growing denominator."""
    low, high = (floor(number), 1), (floor(number) + 1, 1)
    yield from (Fraction(*low), Fraction(*high))
    for _ in range(_LONGEST_EXPANSION):
        middle = (low[0] + high[0], low[1] + high[1])
        value = Fraction(*middle)
        yield value
        if value == number:
            return
        low, high = (middle, high) if value < number else (low, middle)


def _pairs(instance: Instance, fields: list[str]) -> Iterator[Instance]:
    """Two field elements set to small values at once, as an equation between them may ask."""
    places = [(name, path) for name in fields for path, _ in _leaves(instance.values[name])]
    if len(places) > _PAIRED_LEAVES:
        return
    for (name, path), (other, there) in combinations(places, 2):
        for one in _PAIR_VALUES:
            first = _with(instance, {name: _replaced(instance.values[name], path, one)})
            for two in _PAIR_VALUES:
                yield _with(first, {other: _replaced(first.values[other], there, two)})


def _together(instance: Instance, fields: list[str]) -> Iterator[Instance]:
    """All field elements, or those of one variable, shifted so that one is zero, scaled, inverted or negated."""
    for group in [fields, *([name] for name in fields)]:
        leaves = [Fraction(leaf) for name in group for _, leaf in _leaves(instance.values[name])]
        if not any(leaves):
            continue
        common = lcm(*(leaf.denominator for leaf in leaves))
        shared = gcd(*(int(leaf * common) for leaf in leaves))
        for factor in {Fraction(common, shared), Fraction(common), Fraction(-1), Fraction(1, 2), Fraction(2)}:
            yield _mapped(instance, group, factor, Fraction(0))
        if all(leaves):
            yield _changed(instance, group, lambda leaf: 1 / leaf)
        for shift in set(leaves):
            yield _mapped(instance, group, Fraction(1), -shift)
            yield _mapped(instance, group, Fraction(1), Fraction(-floor(shift)))


def _mapped(instance: Instance, group: list[str], factor: Fraction, shift: Fraction) -> Instance:
    return _changed(instance, group, lambda leaf: factor * leaf + shift)


def _changed(instance: Instance, group: list[str], change: Callable[[Fraction], Fraction]) -> Instance:
    def go(value: Value) -> Value:
        return tuple(map(go, value)) if isinstance(value, tuple) else change(Fraction(value))

    return _with(instance, {name: go(instance.values[name]) for name in group})


def _weight(value: Value) -> tuple[int, int]:
    """How complicated a value is: length of its numbers, then signs."""
    match value:
        case tuple():
            parts = [_weight(part) for part in value]
            return sum(part[0] for part in parts), sum(part[1] for part in parts)
        case Fraction():
            return abs(value.numerator) + 2 * (value.denominator - 1), int(value < 0)
        case _:
            return abs(int(value)), int(value < 0)


def _constant(value: Value, constant: int) -> Value:
    """`value` with every number replaced by `constant`, indices only where they get smaller."""
    match value:
        case tuple():
            return tuple(_constant(part, constant) for part in value)
        case bool():
            return bool(constant)
        case Fraction():
            return Fraction(constant)
        case _:
            return min(constant, abs(value))


def _leaves(value: Value, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Leaf]]:
    if isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _leaves(part, (*path, index))
    else:
        yield path, value


def _replaced(value: Value, path: tuple[int, ...], leaf: Leaf) -> Value:
    if not path:
        return leaf
    assert isinstance(value, tuple)
    return (*value[: path[0]], _replaced(value[path[0]], path[1:], leaf), *value[path[0] + 1 :])
