"""Variables whose entries are bounded, fixed or excluded one by one.

A comparison that is affine in a single entry of the variable, say `0 ≤ a + c · x i`, bounds that entry by the root
`-a / c`, on the side that the sign of `c` says. This covers signs (`0 ≤ x i`), ordering (`a ≤ b`), bounds by everything
drawn before (`∀ i j, i ≠ j → V i · V j ≤ c`), variables that a hypothesis defines (`∀ i, x i = e i`), disjoint
supports (`p i * q i = 0`) and single exclusions (`x ≠ 0`), alone or together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

import numpy as np

from toymodels.evaluate.batch import FieldArray
from toymodels.instances import rational
from toymodels.instances.affine import degree, direction, entries, inner_binders
from toymodels.instances.constructions.base import Construction, Indifferent, Wishes
from toymodels.instances.constructions.free import scene_edges
from toymodels.instances.draw import Edges, free, square_multiples
from toymodels.instances.facts import Fact, negate
from toymodels.instances.rational import Crossings, Rationals
from toymodels.instances.scene import Scene
from toymodels.instances.source import Ints, Mask, Source, chance, choose, flatten, pick
from toymodels.statements.language import FIELD, Arith, Compare, NatSort, Operation, Relation, Term, Truth, Var
from toymodels.statements.walk import field_element, free_in_sort, free_names, spine
from toymodels.statements.walk import free_variables as variables_of

_TIGHT_WEIGHTS_SCALAR = (60, 0, 40)
_TIGHT_WEIGHTS_ARRAY = (70, 22, 8)
_TIGHT_WEIGHTS_SPARSE = (10, 85, 5)
_LEAST = np.iinfo(np.int64).min
_SHARES, _SHARE_WEIGHTS = (2, 3, 4, 5, 12, 20), (4, 2, 3, 2, 2, 2)


@dataclass(frozen=True, slots=True)
class Between(Indifferent):
    """Each entry at its fixed value, or at or above its largest lower bound, or at or below its least upper bound.

    `sparse` puts about half of the entries at their bounds, `squares` makes scalars above zero multiples of squares.
    """

    var: Var
    facts: tuple[Fact, ...]
    sparse: bool = False
    squares: bool = False
    hoped: tuple[Fact, ...] = ()

    def granting(self, wishes: Wishes) -> Self:
        """Zeros, squares as wished."""
        name = self.var.name
        return replace(self, sparse=name in wishes.sparse, squares=name in wishes.squares)

    def describe(self) -> str:
        """How the variable is drawn."""
        kinds = {_KIND[fact.atom.op] for fact in (*self.facts, *self.hoped) if isinstance(fact.atom, Compare)}
        names = ", ".join(dict.fromkeys(fact.hypothesis for fact in (*self.facts, *self.hoped)))
        return f"{' and '.join(sorted(kinds))} by {names}"

    def draw(self, scene: Scene) -> FieldArray:
        """Values inside all bounds, often at them; where bounds exclude each other, a value that breaks one."""
        shape = scene.shape(self.var)
        limits = _Limits.none(scene.count, math.prod(shape))
        for fact in (*self.facts, *self.hoped):
            _impose(scene, self.var, shape, fact, limits)
        spare = free(scene.source, shape, scene.count, short=scene.short)
        if self.squares and not shape:
            spare = square_multiples(scene.source, scene.count)
        values = _inside(scene.source, limits, spare, self.sparse)
        if not shape:
            values = _at_edges(values, scene_edges(scene), limits)
        full = (scene.count, *shape)
        return rational.to_field(Rationals(values.num.reshape(full), values.den.reshape(full)))


_KIND = {Relation.EQ: "fixed", Relation.NE: "kept apart", Relation.LE: "bounded", Relation.LT: "bounded"}


def recognise_bounds(var: Var, facts: tuple[Fact, ...]) -> Construction | None:
    """Applies to comparisons that are affine in one entry of `var`."""
    usable = tuple(fact for fact in facts if _is_entrywise(var, fact))
    met = tuple(fact for fact in usable if not any(_may_exclude(var, other, fact) for other in usable))
    return Between(var, met, hoped=tuple(fact for fact in usable if fact not in met)) if usable else None


def _may_exclude(var: Var, low: Fact, high: Fact) -> bool:
    """Whether `low` bounds an entry of `var` from below, `high` the same from above, with perhaps nothing between."""
    sides = [direction(difference(f.atom), var.name) if isinstance(f.atom, Compare) else 0 for f in (low, high)]
    constant = all(fact.variables - {var.name} <= _sizes_in(var, fact) for fact in (low, high))
    if 0 in sides and low is not high and _are_bounds(low, high):
        return sides[1] == 0 and not all(_is_about_sizes(var, fact) for fact in (low, high))
    if sides != [1, -1] or (low.compatible and high.compatible) or _are_exclusive(low, high):
        return False
    if _same_bound(var, low, high):
        return False
    return not constant and _on_diagonal(var, low) == _on_diagonal(var, high)


def _is_about_sizes(var: Var, fact: Fact) -> bool:
    """Whether `fact` depends on `var` and natural numbers only."""
    others = (other for name, other in variables_of(fact.prop).items() if name != var.name)
    return all(isinstance(other.sort, NatSort) for other in others)


def _are_bounds(*facts: Fact) -> bool:
    return all(isinstance(fact.atom, Compare) and fact.atom.op in (Relation.LE, Relation.LT) for fact in facts)


def _same_bound(var: Var, low: Fact, high: Fact) -> bool:
    """Whether `low` says `e ≤ x i` and `high` says `x i ≤ e`, with one `e` for all entries, so that `e` obeys both."""
    match low.atom, high.atom:
        case Compare(Relation.LE, bound, entry), Compare(Relation.LE, other, same):
            heads = {getattr(spine(term)[0], "name", None) for term in (entry, other)}
            return heads == {var.name} and bound == same and not free_names(bound) & low.binder_names()
        case _:
            return False


def _are_exclusive(one: Fact, other: Fact) -> bool:
    """Whether the facts speak of different entries, those with `s i = true` and those with `s i = false`."""
    return any(_truths(a) and _truths(a) == _truths(negate(b)) for a in one.guards for b in other.guards)


def _truths(guard: Term) -> tuple[Term, bool] | None:
    """The function and the value, if `guard` is `s i .. = true`, or `= false`, or `≠` one of them."""
    match guard:
        case Compare(Relation.EQ | Relation.NE as op, left, Truth(value)):
            return spine(left)[0], value == (op is Relation.EQ)
        case _:
            return None


def _sizes_in(var: Var, fact: Fact) -> frozenset[str]:
    """Names of the sizes on which the sorts of `var` and of the fact's binders depend."""
    sorts = (free_in_sort(sort) for sort in (var.sort, *(binder.sort for binder in fact.binders)))
    return frozenset[str]().union(*sorts)


def _on_diagonal(var: Var, fact: Fact) -> bool:
    """Whether `fact` is about entries all of whose indices agree, and there are several."""
    (arguments,) = entries(fact.atom, var.name)
    return len(arguments) > 1 and len(set(arguments)) == 1


def difference(atom: Compare) -> Term:
    """`right - left`, whose sign decides the comparison."""
    return Arith(Operation.SUB, atom.right, atom.left, FIELD)


def _is_entrywise(var: Var, fact: Fact) -> bool:
    if not isinstance(fact.atom, Compare) or var.name in free_names(fact.guard):
        return False
    places = entries(fact.atom, var.name)
    if degree(difference(fact.atom), var.name) != 1 or len(places) != 1:
        return False
    used = frozenset[str]().union(*(free_names(argument) for argument in next(iter(places))))
    if used & inner_binders(fact.atom):
        return False
    return fact.atom.op is not Relation.EQ or fact.binder_names() <= used


@dataclass(slots=True)
class _Floor:
    """Lower bounds, shape (b, e): the value, whether there is one, whether it is excluded itself."""

    value: Rationals
    present: Mask
    strict: Mask

    def admits(self, values: Rationals) -> Mask:
        """Where `values` are on the right side of the bound, if there is one."""
        above = (self.value < values) | (~self.strict & self.value.equals(values))
        return ~self.present | above

    def lift(self, place: tuple[Ints, Ints], bound: Rationals, active: Mask, strict: bool) -> None:
        """Raises the entries at `place` to `bound` where `active`."""
        if not self.present.any():
            self.value = self.value.put(place, rational.where(active, bound, self.value[place]))
            self.strict[place], self.present[place] = active & strict, active
            return
        old, had = self.value[place], self.present[place]
        higher = active & (~had | (old < bound))
        self.strict[place] = np.where(higher, strict, self.strict[place] | (active & strict & old.equals(bound)))
        self.value = self.value.put(place, rational.where(higher, bound, old))
        self.present[place] = had | active


@dataclass(slots=True)
class _Limits:
    """What the entries of one variable must obey; `upper` holds lower bounds of the negated entries."""

    lower: _Floor
    upper: _Floor
    fixed: _Floor
    excluded: list[tuple[tuple[Ints, Ints], Rationals, Mask]]

    @classmethod
    def none(cls, count: int, size: int) -> _Limits:
        def floor() -> _Floor:
            empty = np.zeros((count, size), dtype=np.bool_)
            return _Floor(rational.integers(np.zeros((count, size), dtype=np.int64)), empty, empty.copy())

        return cls(floor(), floor(), floor(), [])


def _impose(scene: Scene, var: Var, shape: tuple[int, ...], fact: Fact, limits: _Limits) -> None:
    """Adds what `fact` says about each entry to `limits`."""
    assert isinstance(fact.atom, Compare)
    root = _root(scene, var, shape, fact)
    active = np.asarray(scene.discrete(fact.binders, fact.guard), dtype=np.bool_).reshape(root.slope.shape)
    index = _index(scene, var, shape, fact)
    match fact.atom.op:
        case Relation.EQ:
            _lift_all(limits.fixed, index, root, active & (root.slope != 0), False)
        case Relation.NE:
            on, each, roots = active & (root.slope != 0), np.arange(scene.count), root.reduced()
            places = np.broadcast_to(index, on.shape)
            for column in range(on.shape[1]):
                limits.excluded.append(((each, places[:, column]), roots.column(column), on[:, column]))
        case op:
            rising, falling = active & (root.slope > 0), active & (root.slope < 0)
            _lift_all(limits.lower, index, root, rising, op is Relation.LT)
            if falling.any():
                _lift_all(limits.upper, index, -root, falling, op is Relation.LT)


def _lift_all(floor: _Floor, index: Ints, bounds: Crossings, active: Mask, strict: bool) -> None:
    """Raises the entry `index[b, p]` of each instance to `bounds[b, p]` where `active`, for all `p`.

    One row of `index` stands for all instances.
    """
    if not active.any():
        return
    each = np.arange(len(active))
    if (active == active[:1]).all():
        kept = np.flatnonzero(active[0])
        index, bounds, active = index[:, kept], bounds.at(kept), active[:, kept]
    if (index == index[:1]).all():
        for entries_now, bound, on in _highest(index[0], bounds, active):
            floor.lift((each[:, None], entries_now[None]), bound, on, strict)
        return
    reduced = bounds.reduced()
    for column in range(index.shape[1]):
        floor.lift((each, index[:, column]), reduced.column(column), active[:, column], strict)


def _highest(index: Ints, bounds: Crossings, active: Mask) -> Iterator[tuple[Ints, Rationals, Mask]]:
    """The largest active bound on each entry, where column `p` is about the entry `index[p]`; entries in groups."""
    largest = _largest_over_one if (bounds.den == bounds.den[:, :1]).all() else _largest
    for found, columns in _grouped(tuple(index.tolist())):
        yield found, *largest(bounds, active, columns)


@lru_cache(maxsize=1024)
def _grouped(index: tuple[int, ...]) -> tuple[tuple[Ints, Ints], ...]:
    """Entries, and the columns that are about each, shape (entries, columns); those of as many columns together."""
    found, position, several = np.unique(index, return_inverse=True, return_counts=True)
    order = np.argsort(position, kind="stable")
    starts = np.cumsum(several) - several
    chosen = {depth: np.flatnonzero(several == depth) for depth in sorted(set(several.tolist()))}
    return tuple((found[own], order[starts[own][:, None] + np.arange(depth)]) for depth, own in chosen.items())


def _largest_over_one(bounds: Crossings, active: Mask, columns: Ints) -> tuple[Rationals, Mask]:
    """The largest active bound of each row of `columns`, and whether there is one; all have one denominator."""
    tops = (bounds.num if active.all() else np.where(active, bounds.num, _LEAST)).T[columns].max(axis=1).T
    present = tops != _LEAST
    return rational.reduced(np.where(present, tops, 0), np.broadcast_to(bounds.den[:, :1], tops.shape)), present


def _largest(bounds: Crossings, active: Mask, columns: Ints) -> tuple[Rationals, Mask]:
    """As `_largest_over_one`, whatever the denominators are."""
    bound, on = Rationals(bounds.num[:, columns], bounds.den[:, columns]), active[:, columns]
    while bound.num.shape[2] > 1:
        half = bound.num.shape[2] // 2
        one, two, rest = (slice(0, half), slice(half, 2 * half), slice(2 * half, None))
        left, right = (Rationals(bound.num[:, :, part], bound.den[:, :, part]) for part in (one, two))
        higher = on[:, :, two] & (~on[:, :, one] | (left < right))
        larger = rational.where(higher, right, left)
        bound = Rationals(
            np.concatenate([larger.num, bound.num[:, :, rest]], axis=2),
            np.concatenate([larger.den, bound.den[:, :, rest]], axis=2),
        )
        on = np.concatenate([on[:, :, one] | on[:, :, two], on[:, :, rest]], axis=2)
    return rational.reduced(bound.num[:, :, 0], bound.den[:, :, 0]), on[:, :, 0]


def _root(scene: Scene, var: Var, shape: tuple[int, ...], fact: Fact) -> Crossings:
    """Where the two sides of `fact` meet, and the sign of the slope of `right - left`, shapes (b, p)."""
    assert isinstance(fact.atom, Compare)
    alone = _alone(fact.atom, var)
    if alone is not None:
        bound, slope = alone
        tops, dens = _flat(scene.field(fact.binders, bound))
        return Crossings(tops, np.broadcast_to(dens, tops.shape), np.broadcast_to(np.int64(slope), tops.shape))
    term = difference(fact.atom)
    low, high = (scene.field(fact.binders, term, **{var.name: constant(value, shape, scene.count)}) for value in (0, 1))
    return rational.crossings(*_flat(low), *_flat(high))


def _alone(atom: Compare, var: Var) -> tuple[Term, int] | None:
    """The other side, if one side is an entry of `var` and the other does not mention it, and the slope then."""
    for entry, other, slope in ((atom.right, atom.left, 1), (atom.left, atom.right, -1)):
        if spine(entry)[0] == var and var.name not in free_names(other):
            return field_element(other), slope
    return None


def _flat(array: FieldArray) -> tuple[Ints, Ints]:
    """Numerators, shape (b, p), and denominators, shape (b, 1)."""
    return flatten(array.numerators), array.denominators[:, None]


def constant(value: int, shape: tuple[int, ...], count: int) -> FieldArray:
    """`count` arrays of the given shape that hold `value` everywhere."""
    return FieldArray(np.full((count, *shape), value, dtype=np.int64), np.ones(count, dtype=np.int64))


def _index(scene: Scene, var: Var, shape: tuple[int, ...], fact: Fact) -> Ints:
    """The flat index of the entry that `fact` is about, for each instance and each value of its binders, (b, p).

    One row stands for all instances where they do not differ.
    """
    (arguments,) = entries(fact.atom, var.name)
    rows = 1 if scene.count and all(map(scene.is_same, arguments)) else scene.count
    flat = np.zeros((rows, math.prod(scene.lengths(fact.binders))), dtype=np.int64)
    for argument, length in zip(arguments, shape, strict=True):
        part = np.asarray(scene.discrete(fact.binders, argument), dtype=np.int64)[:rows]
        flat = flat * length + part.reshape(flat.shape)
    return flat


def _inside(source: Source, limits: _Limits, spare: FieldArray, sparse: bool) -> Rationals:
    """Entries within `limits`, shape (b, e), with the sizes and patterns of the free draw `spare`."""
    lower, upper = limits.lower, limits.upper
    values = rational.from_field(FieldArray(spare.numerators.reshape(lower.present.shape), spare.denominators))
    weights = _TIGHT_WEIGHTS_SCALAR if spare.numerators.ndim == 1 else _TIGHT_WEIGHTS_ARRAY
    step = _step(source, values, _TIGHT_WEIGHTS_SPARSE if sparse else weights)
    above, below = lower.present.any(), upper.present.any()
    if above:
        values = rational.where(lower.present, _above(source, lower, step), values)
    if below:
        values = rational.where(upper.present & ~lower.present, -_above(source, upper, step), values)
    if above and below:
        values = rational.where(upper.present & lower.present, _within(source, lower, upper), values)
    for place, bound, active in limits.excluded:
        values = _avoid(values, place, bound, active, limits)
    return rational.where(limits.fixed.present, limits.fixed.value, values)


def _at_edges(values: Rationals, found: Edges, limits: _Limits) -> Rationals:
    """Single numbers, shape (b, 1), replaced by the edges chosen for them where the limits allow these."""
    edge = rational.from_field(FieldArray(found.value.numerators[:, None], found.value.denominators))
    allowed = found.chosen[:, None] & ~limits.fixed.present & limits.lower.admits(edge) & limits.upper.admits(-edge)
    for place, bound, active in limits.excluded:
        allowed[place] &= ~(active & edge[place].equals(bound))
    return rational.where(allowed, edge, values)


def _step(source: Source, values: Rationals, weights: tuple[int, ...]) -> Rationals:
    """Distances from a bound, shape (b, e): everywhere positive, or zero at some entries, or zero everywhere."""
    mode = pick(source, weights, (len(values.num), 1))
    tight = (mode == 2) | ((mode == 1) & chance(source, 50, values.num.shape))
    return Rationals(np.where(tight, 0, np.abs(values.num)), np.where(tight, 1, values.den))


def _above(source: Source, floor: _Floor, step: Rationals) -> Rationals:
    """Entries at or above `floor`; half of the instances start from the next integer, to keep numbers short."""
    step = rational.where(floor.strict & (step.num == 0), rational.integers(np.ones_like(step.num)), step)
    whole = rational.integers(-((-floor.value).floor()))
    rounded = chance(source, 50, (len(step.num), 1)) & (step.num != 0)
    return rational.where(rounded, whole, floor.value) + step


def _within(source: Source, lower: _Floor, upper: _Floor) -> Rationals:
    """Entries at simple fractions of the way from the lower to the upper bound; ends only where they are allowed."""
    parts = choose(source, _SHARES, _SHARE_WEIGHTS, (len(lower.present), 1))
    share = source.integers(0, 60, lower.present.shape) * (parts + 1) // 61
    share = np.where(lower.strict & (share == 0), 1, share)
    share = np.where(upper.strict & (share == parts), parts - 1, share)
    return lower.value + rational.reduced(share, np.broadcast_to(parts, share.shape)) * (-upper.value - lower.value)


def _avoid(values: Rationals, place: tuple[Ints, Ints], bound: Rationals, active: Mask, limits: _Limits) -> Rationals:
    """Moves entries off an excluded value: upwards, or downwards where only that stays within the limits."""
    entry = values[place]
    down = limits.upper.present[place]
    moved = entry + rational.integers(np.where(down, -1, 1))
    return values.put(place, rational.where(active & entry.equals(bound), moved, entry))
