"""Operations that people know: statements about a table of products are tried on groups and on some monoids.

Tables at random are hardly ever associative, and the smallest group that does not commute has six elements. Each
operation here is tried with its elements in several orders, and with several draws of the statement's other variables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

import numpy as np

from toymodels.check.candidates.means import Context, Means
from toymodels.errors import GenerationError
from toymodels.evaluate.batch import Batch
from toymodels.instances.constructions.operations import commutative_groups
from toymodels.instances.constructions.tables import ProductTable, product_tables
from toymodels.instances.source import Ints, RandomSource, permutations
from toymodels.statements.language import Numeral, Term, Var

_NUMBERS = (3, 6, 4, 8, 5, 7, 2, 1)
"""How many elements there may be: three have an element that is not its own inverse, six need not commute."""
_ORDERS = 4
"""In how many orders the elements of each operation stand."""
_EACH = 16
_SIZES_BESIDE = 3
"""How many values the other `Nat` variables get."""

Multiply = Callable[[Ints, Ints], Ints]


def _candidates(context: Context) -> Iterator[Batch]:
    for found in product_tables(context.statement.variables, context.plan.facts):
        for place, (sizes, product) in enumerate(_operations(context, found.elements.bound)):
            given = _values(found, product, RandomSource(context.rng(place)))
            try:
                yield context.plan.generate_around(given, sizes, context.rng(place, 1), _ORDERS, _EACH)
            except GenerationError:  # the other variables have no values there
                continue


def _operations(context: Context, bound: Term) -> Iterator[tuple[Mapping[str, int], Ints]]:
    """Sizes, with an operation on as many elements as they give: first groups, then monoids."""
    for operations in (groups, monoids):
        for order in _NUMBERS:
            for sizes in _sizes(context, bound, order):
                if context.affordable(sizes) >= _ORDERS * _EACH:
                    yield from ((sizes, product) for product in operations(order))


def _sizes(context: Context, bound: Term, order: int) -> list[Mapping[str, int]]:
    """Some sizes at which there are so many elements."""
    usual = [each.values for each in context.plan.sizes(context.pinned)]
    match bound:
        case Numeral(value) if value == order:
            return usual[:_SIZES_BESIDE]
        case Var(name) if name not in context.pinned:
            beside = dict.fromkeys(tuple(item for item in sizes.items() if item[0] != name) for sizes in usual)
            return [dict([*others, (name, order)]) for others in list(beside)[:_SIZES_BESIDE]]
        case Var(name):
            return [sizes for sizes in usual if sizes[name] == order][:_SIZES_BESIDE]
        case _:
            return []


def _values(found: ProductTable, product: Ints, source: RandomSource) -> dict[str, Ints]:
    """The operation with its elements in several orders, its identity, and the inverses that there are."""
    order = len(product)
    places = permutations(source, order, _ORDERS)
    back = np.argsort(places, axis=1)
    moved = product[back[:, :, None], back[:, None, :]].reshape(_ORDERS, -1)
    tables = np.take_along_axis(places, moved, axis=1).reshape(_ORDERS, order, order)
    inverse = np.argmax(product == 0, axis=1)
    return found.values(tables, places[:, 0], np.take_along_axis(places, inverse[back], axis=1))


@cache
def groups(order: int) -> tuple[Ints, ...]:
    """Tables, shape (order, order), with identity 0: what commutes, the symmetries of a polygon, quaternions."""
    half = order // 2
    found = [group.product for group in commutative_groups(order)]
    if order % 2 == 0 and half > 2:
        found.append(_table(order, lambda a, b: _turned(a, b, half, 0)))
    if order == 8:
        found.append(_table(order, lambda a, b: _turned(a, b, half, half // 2)))
    return tuple(found)


def _turned(a: Ints, b: Ints, half: int, square: int) -> Ints:
    """Turns `0` to `half - 1`, and as many flips, of which each has the turn `square` as its square."""
    turn, flip, other, flipped = a % half, a // half, b % half, b // half
    return (turn + np.where(flip == 1, -other, other) + square * flip * flipped) % half + half * (flip ^ flipped)


@cache
def monoids(order: int) -> tuple[Ints, ...]:
    """Tables with identity 0: the larger of two, left zeros, and multiplication modulo the order, 0 and 1 exchanged."""
    swapped = np.arange(order)
    swapped[:2] = swapped[:2][::-1]
    return (
        _table(order, np.maximum),
        _table(order, lambda a, b: np.where(a == 0, b, a)),
        _table(order, lambda a, b: swapped[swapped[a] * swapped[b] % order]),
    )


def _table(order: int, multiply: Multiply) -> Ints:
    each = np.arange(order)
    return multiply(each[:, None], each[None, :]).astype(np.int64)


ALGEBRA = Means("groups and monoids", share=0.1, candidates=_candidates)
