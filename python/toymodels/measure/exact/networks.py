"""Sums of products of blocks, kept unevaluated until a value is asked for.

A network is a sum of terms; a term is a coefficient times factors (blocks whose axes carry labels) times deltas (`1`
where two labels agree, else `0`), summed over some of its labels. `Σⱼ (Wᵢ · Wⱼ)²` stays `Σⱼₐᵦ Wᵢₐ Wⱼₐ Wᵢᵦ Wⱼᵦ`, so that
whoever evaluates it may sum over `j` first. Nothing here computes an entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from flint import fmpq

from toymodels.measure.errors import TooCostly
from toymodels.measure.exact.blocks import Block

Label = str
"""An axis: a bound or free index variable, under a name that no other has."""

_numbers = count()
_LONGEST_AXIS = 1 << 22


@dataclass(frozen=True, slots=True)
class Factor:
    """A block, and the label of each of its axes; one label may stand twice, for a diagonal."""

    block: Block
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """One term: `coefficient * Π factors * Π deltas`, summed over `summed`."""

    coefficient: fmpq
    factors: tuple[Factor, ...] = ()
    deltas: tuple[tuple[Label, Label], ...] = ()
    summed: frozenset[Label] = frozenset()

    def labels(self) -> Iterator[Label]:
        """Every label in it, with repetitions."""
        for factor in self.factors:
            yield from factor.labels
        for pair in self.deltas:
            yield from pair

    def free(self) -> frozenset[Label]:
        """The labels on which its value depends."""
        return frozenset(self.labels()) - self.summed


@dataclass(frozen=True, slots=True)
class Network:
    """A sum of terms."""

    terms: tuple[Product, ...]

    def free(self) -> frozenset[Label]:
        """The labels on which its value depends."""
        return frozenset[Label]().union(*(term.free() for term in self.terms))

    def constant(self) -> fmpq | None:
        """Its value, if it has no factors."""
        if any(term.factors or term.deltas for term in self.terms):
            return None
        return sum((term.coefficient for term in self.terms), fmpq(0))


def number(value: fmpq | int) -> Network:
    """A constant."""
    coefficient = fmpq(value)
    return Network((Product(coefficient),) if coefficient else ())


def single(block: Block, labels: tuple[Label, ...]) -> Network:
    """A block with labels."""
    return Network((Product(fmpq(1), (Factor(block, labels),)),))


def delta(left: Label, right: Label) -> Network:
    """`1` where two labels agree, else `0`."""
    return number(1) if left == right else Network((Product(fmpq(1), (), ((left, right),)),))


def plus(left: Network, right: Network) -> Network:
    """The sum; equal terms are put together, so that what cancels is gone."""
    found: dict[tuple[object, ...], Product] = {}
    for term in (*left.terms, *right.terms):
        key = canonical(term)
        known = found.get(key)
        found[key] = term if known is None else replace(known, coefficient=known.coefficient + term.coefficient)
    return Network(tuple(term for term in found.values() if term.coefficient))


def times(left: Network, right: Network) -> Network:
    """The product, expanded."""
    terms = tuple(_product(one, _renamed_apart(other)) for one in left.terms for other in right.terms)
    return plus(Network(terms), Network(()))


def multiplied(network: Network, factor: fmpq) -> Network:
    """`factor * network`."""
    if not factor:
        return Network(())
    return Network(tuple(replace(term, coefficient=term.coefficient * factor) for term in network.terms))


def summed_over(network: Network, label: Label, size: int) -> Network:
    """The sum over a label of `size` values."""
    return Network(tuple(_term_summed_over(term, label, size) for term in network.terms)) if size else Network(())


def renamed(network: Network, names: Mapping[Label, Label]) -> Network:
    """The network with free labels replaced, all at once."""
    return Network(tuple(_renamed(term, names) for term in network.terms))


def apart(term: Product) -> list[Product]:
    """Terms without coefficient, no two of which share a label, whose product with the coefficient is the term."""
    parts: list[tuple[set[Label], list[Factor], list[tuple[Label, Label]]]] = []
    for factor in term.factors:
        parts.append((set(factor.labels), [factor], []))
    for pair in term.deltas:
        parts.append((set(pair), [], [pair]))
    joined: list[tuple[set[Label], list[Factor], list[tuple[Label, Label]]]] = []
    for labels, factors, deltas in parts:
        touched = [each for each in joined if each[0] & labels]
        joined = [each for each in joined if not each[0] & labels]
        for other in touched:
            labels, factors, deltas = labels | other[0], [*other[1], *factors], [*other[2], *deltas]
        joined.append((labels, factors, deltas))
    return [Product(fmpq(1), tuple(factors), tuple(deltas), term.summed & labels) for labels, factors, deltas in joined]


def fresh(sizes: dict[Label, int], size: int) -> Label:
    """A label of `size` values that nothing else has, entered in `sizes`.

    Raises:
        TooCostly: it has more values than can be gone through.
    """
    if size > _LONGEST_AXIS:
        raise TooCostly(f"going through {size:,} cases" if size < 10**12 else "going through more than 10^12 cases")
    label = f"{next(_numbers)}"
    sizes[label] = size
    return label


def canonical(term: Product, places: Mapping[Label, object] | None = None) -> tuple[object, ...]:
    """What two terms share exactly if they differ in their coefficients and in the names of summed labels only.

    places: stands for free labels, so that equal computations under other names are found too.
    """
    known: dict[Label, object] = dict(places or {})

    def name(label: Label) -> object:
        if label not in known:
            known[label] = ("sum", len(known)) if label in term.summed else label
        return known[label]

    ordered = sorted(term.factors, key=lambda factor: factor.block.serial)
    factors = tuple((factor.block.serial, tuple(map(name, factor.labels))) for factor in ordered)
    return (factors, tuple((name(one), name(other)) for one, other in term.deltas))


def _product(left: Product, right: Product) -> Product:
    term = Product(
        left.coefficient * right.coefficient,
        (*left.factors, *right.factors),
        tuple(dict.fromkeys((*left.deltas, *right.deltas))),
        left.summed | right.summed,
    )
    return _without_summed_deltas(term)


def _renamed_apart(term: Product) -> Product:
    """The term with new names for its summed labels, which keep the old name's size."""
    if not term.summed:
        return term
    names = {label: f"{label.split('.')[0]}.{next(_numbers)}" for label in sorted(term.summed)}
    return replace(_renamed(replace(term, summed=frozenset()), names), summed=frozenset(names.values()))


def size_of(label: Label, sizes: Mapping[Label, int]) -> int:
    """How many values a label has; one that was renamed apart has as many as the one it came from."""
    return sizes[label] if label in sizes else sizes[label.split(".")[0]]


def _renamed(term: Product, names: Mapping[Label, Label]) -> Product:
    factors = tuple(
        Factor(factor.block, tuple(names.get(label, label) for label in factor.labels)) for factor in term.factors
    )
    pairs = [(names.get(one, one), names.get(other, other)) for one, other in term.deltas]
    deltas = tuple(dict.fromkeys((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]))
    summed = frozenset(names.get(label, label) for label in term.summed)
    return _without_summed_deltas(Product(term.coefficient, factors, deltas, summed))


def _term_summed_over(term: Product, label: Label, size: int) -> Product:
    if label not in term.free():
        return replace(term, coefficient=term.coefficient * size)
    return _without_summed_deltas(replace(term, summed=term.summed | {label}))


def _without_summed_deltas(term: Product) -> Product:
    """A sum over a label that a delta fixes is the term at that label."""
    for one, other in term.deltas:
        gone, kept = (one, other) if one in term.summed else (other, one)
        if gone in term.summed:
            rest = tuple(pair for pair in term.deltas if pair != (one, other))
            return _renamed(replace(term, deltas=rest, summed=term.summed - {gone}), {gone: kept})
    return term
