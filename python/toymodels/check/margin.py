"""How far a proposition is from failing: small margins are promising, and decide nothing.

Both sides of every comparison that can nearly fail are evaluated exactly, at all values of the indices that it is
claimed for; the margins made of them are floats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Batch, FieldArray, Instance
from toymodels.evaluate.convert import instance_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.batches import take
from toymodels.instances.facts import negate
from toymodels.instances.source import Ints, Mask, flatten
from toymodels.statements.language import (
    FIELD,
    BoolSort,
    Compare,
    Connective,
    FieldSort,
    FinSort,
    If,
    Lambda,
    Logic,
    Not,
    Numeral,
    Quantifier,
    Quantity,
    Relation,
    Term,
    Var,
)
from toymodels.statements.walk import field_element, sort_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """`∀ binders, guards → left op right`; both sides lie in the field."""

    op: Relation
    binders: tuple[Var, ...]
    guards: tuple[Term, ...]
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Nearest:
    """The instance at which an inequality was closest to equality, relative to the scale `|left| + |right| > 0`."""

    instance: Instance
    left: Fraction
    right: Fraction

    @property
    def relative(self) -> Fraction:
        """The slack over the scale, between -1 and 1; negative where the inequality fails."""
        return (self.right - self.left) / (abs(self.left) + abs(self.right))

    @property
    def attained(self) -> bool:
        """Whether equality holds exactly."""
        return self.left == self.right


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Both sides of a comparison at some instances of a batch, shape (b, places); `claimed` is false under no guard.

    rows: which instances of the batch these are.
    """

    rows: Ints
    left: FieldArray
    right: FieldArray
    claimed: Mask

    @property
    def gaps(self) -> Floats:
        """`right - left`, shape (b, places), infinite where nothing is claimed."""
        left, right = map(_floats, (self.left, self.right))
        return np.where(self.claimed, right - left, np.inf)

    @property
    def relative(self) -> Floats:
        """`gaps` over `|left| + |right|`, infinite where both are zero."""
        left, right = map(_floats, (self.left, self.right))
        scale = np.abs(left) + np.abs(right)
        usable: Mask = (scale > 0) & self.claimed
        return np.where(usable, (right - left) / np.where(usable, scale, 1.0), np.inf)

    @property
    def vanishing(self) -> Mask:
        """At which of the instances both sides are zero wherever they are compared, shape (b,)."""
        nonzero: Mask = (flatten(self.left.numerators) != 0) | (flatten(self.right.numerators) != 0)
        return ~np.any(nonzero & self.claimed, axis=1)

    def values(self, row: int, place: int) -> tuple[Fraction, Fraction]:
        """Both sides of one instance, exactly, at one place."""
        left, right = (
            Fraction(int(flatten(side.numerators)[row, place]), int(side.denominators[row]))
            for side in (self.left, self.right)
        )
        return left, right


class Tables:
    """Evaluates the sides of one comparison on batches, at all values of its indices at once."""

    def __init__(self, comparison: Comparison, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        binders = comparison.binders
        self._left, self._right = _function(binders, comparison.left), _function(binders, comparison.right)
        holds = [If(guard, Numeral(1, FIELD), Numeral(0, FIELD)) for guard in comparison.guards]
        self._guards = tuple(_function(binders, each) for each in holds)

    def of(self, batch: Batch) -> Iterator[Sides]:
        """The sides at all instances, in parts; those for which 64 bits do not suffice are left out."""
        yield from self._of(batch, np.arange(batch.count))

    def nearest(self, batch: Batch) -> Nearest | None:
        """The instance closest to equality, where the scale is not zero."""
        best: Nearest | None = None
        for sides in self.of(batch):
            relative = sides.relative
            if not relative.size:
                continue
            row, place = divmod(int(np.argmin(relative)), relative.shape[1])
            if np.isfinite(relative[row, place]):
                found = Nearest(instance_of(batch, int(sides.rows[row])), *sides.values(row, place))
                best = found if best is None or found.relative < best.relative else best
        return best

    def _of(self, batch: Batch, rows: Ints) -> Iterator[Sides]:
        if len(rows) == 0:
            return
        part = batch if len(rows) == batch.count else take(batch, rows)
        try:
            found = [self._evaluator.fitting(term, part) for term in (self._left, self._right, *self._guards)]
        except StatementError:
            if len(rows) > 1:
                half = len(rows) // 2
                yield from self._of(batch, rows[:half])
                yield from self._of(batch, rows[half:])
            return
        fit = np.flatnonzero(np.logical_and.reduce([each for _, each in found]))
        if not len(fit):
            return
        left, right, *guards = (_at(value, fit) for value, _ in found)
        claimed = np.ones((len(fit), flatten(left.numerators).shape[1]), dtype=np.bool_)
        for guard in guards:
            claimed &= flatten(guard.numerators) != 0
        yield Sides(rows[fit], left, right, claimed)


def _at(value: FieldArray, rows: Ints) -> FieldArray:
    if len(rows) == len(value.denominators):
        return value
    return FieldArray(value.numerators[rows], value.denominators[rows])


@dataclass(frozen=True, slots=True, eq=False)
class _All:
    """Every part must hold (`conjunctive`), or one must."""

    parts: tuple[Comparison | _All, ...]
    conjunctive: bool


class Margin:
    """The margin by which a conclusion holds: the least of its parts, `inf` where there is nothing to measure."""

    def __init__(self, conclusion: Term | Comparison, evaluator: Evaluator) -> None:
        parts = (conclusion,) if isinstance(conclusion, Comparison) else tuple(_parts(conclusion, (), ()))
        self._tree = _All(parts, True)
        self._tables = {each: Tables(each, evaluator) for each in _comparisons(self._tree)}

    @property
    def is_informative(self) -> bool:
        """Whether the conclusion has a part that can nearly fail: an equation either fails or does not."""
        return any(each.op is not Relation.EQ for each in _comparisons(self._tree))

    def of(self, batch: Batch, *, relative: bool) -> Floats:
        """Margins, shape (b,); relative to the size of the two sides, or as they are."""
        return self._of(self._tree, batch, relative)

    def gaps(self, batch: Batch) -> tuple[Floats, Floats]:
        """`right - left` of all that can nearly fail, at all places, shape (b, places); as it is, and relative."""
        plain: list[Floats] = []
        relative: list[Floats] = []
        for each in _comparisons(self._tree):
            if each.op is not Relation.EQ:
                for kind, sides in ((plain, "gaps"), (relative, "relative")):
                    kind.append(self._table(each, batch, sides))
        nothing = np.empty((batch.count, 0))
        return np.concatenate([nothing, *plain], axis=1), np.concatenate([nothing, *relative], axis=1)

    def _table(self, comparison: Comparison, batch: Batch, kind: str) -> Floats:
        table: Floats | None = None
        for sides in self._tables[comparison].of(batch):
            values: Floats = sides.relative if kind == "relative" else sides.gaps
            if table is None:
                table = np.full((batch.count, values.shape[1]), np.inf)
            table[sides.rows] = values
        return np.empty((batch.count, 0)) if table is None else table

    def _of(self, node: Comparison | _All, batch: Batch, relative: bool) -> Floats:
        if isinstance(node, Comparison):
            return self._leaf(node, batch, relative)
        parts = [self._of(part, batch, relative) for part in node.parts]
        if not parts:
            return np.full(batch.count, np.inf)
        reduced: Floats = np.minimum.reduce(parts) if node.conjunctive else np.maximum.reduce(parts)
        return reduced

    def _leaf(self, leaf: Comparison, batch: Batch, relative: bool) -> Floats:
        gaps = self._table(leaf, batch, "relative" if relative else "gaps")
        if leaf.op is Relation.EQ:
            finite = np.where(np.isfinite(gaps), np.abs(gaps), 0.0)
            return -finite.max(axis=1, initial=0.0)
        if leaf.op is Relation.NE:
            gaps = np.abs(gaps)
        return gaps.min(axis=1, initial=np.inf)


def comparisons(prop: Term) -> Iterator[Comparison]:
    """The inequalities between numbers that `prop` claims, `≤` before `<`, each under its quantifiers and conditions.

    Natural numbers and indices are compared as elements of the field.
    """
    found = tuple(_inequalities(prop, (), ()))
    yield from (each for each in found if each.op is Relation.LE)
    yield from (each for each in found if each.op is Relation.LT)


def _inequalities(prop: Term, binders: tuple[Var, ...], guards: tuple[Term, ...]) -> Iterator[Comparison]:
    match prop:
        case Quantifier(Quantity.FORALL, var, body) if isinstance(var.sort, FinSort | BoolSort):
            yield from _inequalities(body, (*binders, var), guards)
        case Connective(Logic.IMPLIES, left, right):
            yield from _inequalities(right, binders, (*guards, left))
        case Connective(Logic.AND, left, right):
            yield from _inequalities(left, binders, guards)
            yield from _inequalities(right, binders, guards)
        case Compare((Relation.LE | Relation.LT) as op, left, right):
            yield Comparison(op, binders, guards, field_element(left), field_element(right))
        case _:
            return


def _parts(prop: Term, binders: tuple[Var, ...], guards: tuple[Term, ...]) -> Iterator[Comparison | _All]:
    """What must hold for `prop` to hold, as far as it can be measured."""
    match prop:
        case Quantifier(Quantity.FORALL, var, body) if isinstance(var.sort, FinSort | BoolSort):
            yield from _parts(body, (*binders, var), guards)
        case Connective(Logic.AND, left, right):
            yield from _parts(left, binders, guards)
            yield from _parts(right, binders, guards)
        case Connective(Logic.OR, left, right):
            yield from _either(left, right, binders, guards)
        case Connective(Logic.IMPLIES, left, right):
            if any(True for _ in _parts(negate(left), binders, guards)):
                yield from _either(negate(left), right, binders, guards)
            else:
                yield from _parts(right, binders, (*guards, left))
        case Not(Compare() as inner):
            yield from _parts(negate(inner), binders, guards)
        case Compare(op, left, right) if isinstance(sort_of(left), FieldSort):
            yield Comparison(op, binders, guards, left, right)
        case _:
            return


def _either(left: Term, right: Term, binders: tuple[Var, ...], guards: tuple[Term, ...]) -> Iterator[_All]:
    sides = tuple(_All(tuple(_parts(side, binders, guards)), True) for side in (left, right))
    measured = tuple(side for side in sides if side.parts)
    if measured:
        yield _All(measured, False)


def _comparisons(node: Comparison | _All) -> Iterator[Comparison]:
    if isinstance(node, Comparison):
        yield node
    else:
        for part in node.parts:
            yield from _comparisons(part)


def _function(binders: tuple[Var, ...], body: Term) -> Term:
    return reduce(lambda inner, var: Lambda(var, inner), reversed(binders), body)


def _floats(side: FieldArray) -> Floats:
    return flatten(side.numerators) / side.denominators[:, np.newaxis]
