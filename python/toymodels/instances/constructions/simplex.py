"""Probability vectors and stochastic matrices: non-negative lines with a given sum."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from toymodels.evaluate.batch import FieldArray
from toymodels.instances import rational
from toymodels.instances.constructions.base import Construction, Indifferent
from toymodels.instances.constructions.free import line_axis
from toymodels.instances.facts import Fact
from toymodels.instances.rational import Rationals
from toymodels.instances.scene import Scene
from toymodels.instances.source import Ints, Mask, choose
from toymodels.statements.language import Compare, Numeral, Relation, Sum, Term, Var
from toymodels.statements.walk import free_names, spine

_PARTS, _PART_WEIGHTS = (1, 2, 3, 4, 6, 8, 12, 20, 30), (2, 4, 4, 4, 3, 2, 3, 3, 3)
_PARTS_OF_MANY_LINES = 6
"""How many of these numbers of parts are used where several lines share one denominator."""


@dataclass(frozen=True, slots=True)
class Simplex(Indifferent):
    """Non-negative lines along `axis` that sum to `total`: a few equal parts dealt out among the allowed places."""

    var: Var
    facts: tuple[Fact, ...]
    axis: int
    total: Term
    positive: bool
    zeros: tuple[Fact, ...]
    hoped: tuple[Fact, ...] = ()

    def describe(self) -> str:
        """How the variable is drawn."""
        return f"{'positive' if self.positive else 'non-negative'} lines with the given sum, from equal parts dealt out"

    def draw(self, scene: Scene) -> FieldArray:
        """Deals the parts; a line of a zero total is zero, one without an allowed place as well."""
        shape = scene.shape(self.var)
        allowed = np.moveaxis(self._allowed(scene, shape), self.axis + 1, -1)
        dealt = np.moveaxis(self._deal(scene, allowed), -1, self.axis + 1)
        parts = dealt.sum(axis=self.axis + 1, keepdims=True)
        total = rational.from_field(scene.field((), self.total))
        each = (scene.count, *(1,) * len(shape))
        share = rational.reduced(dealt, np.broadcast_to(parts, dealt.shape))
        scale = Rationals(*(np.broadcast_to(part.reshape(each), dealt.shape) for part in (total.num, total.den)))
        return rational.to_field(share * scale)

    def _deal(self, scene: Scene, allowed: Mask) -> Ints:
        """How many parts each place gets, shape (b, ..., length), zero where not `allowed`."""
        if math.prod(allowed.shape) == 0:
            return np.zeros(allowed.shape, dtype=np.int64)
        last = len(_PARTS) if math.prod(allowed.shape[1:-1]) == 1 else _PARTS_OF_MANY_LINES
        parts = choose(scene.source, _PARTS[:last], _PART_WEIGHTS[:last], (scene.count,))
        dealt = np.full(allowed.shape, 1 if self.positive else 0, dtype=np.int64)
        for part in range(_PARTS[last - 1]):
            keys = scene.source.integers(1, 2**20, allowed.shape) * allowed
            place = keys.argmax(axis=-1)
            given = np.broadcast_to((part < parts).reshape(-1, *(1,) * (allowed.ndim - 2)), place.shape)
            lines = np.nonzero(given)
            dealt[(*lines, place[given])] += 1
        return dealt * allowed

    def _allowed(self, scene: Scene, shape: tuple[int, ...]) -> Mask:
        """Places where no hypothesis asks for a zero."""
        allowed = np.ones((scene.count, *shape), dtype=np.bool_)
        for fact in self.zeros:
            assert isinstance(fact.atom, Compare)
            _, arguments = spine(_zero_entry(fact.atom) or fact.atom)
            active = np.asarray(scene.discrete(fact.binders, fact.guard), dtype=np.bool_).reshape(scene.count, -1)
            index = [
                np.asarray(scene.discrete(fact.binders, a), dtype=np.int64).reshape(scene.count, -1) for a in arguments
            ]
            instance, column = np.nonzero(active)
            allowed[(instance, *(i[instance, column] for i in index))] = False
        return allowed


def recognise_simplex(var: Var, facts: tuple[Fact, ...]) -> Construction | None:
    """Applies where all entries of `var` are non-negative and the lines along one axis have a given sum."""
    signs = [fact for fact in facts if _is_sign(var, fact)]
    sums = [(fact, *found) for fact in facts if (found := _line_sum(var, fact)) is not None]
    if not signs or not sums:
        return None
    _, axis, total = sums[0]
    met = [fact for fact, own_axis, own_total in sums if (own_axis, own_total) == (axis, total)]
    zeros = tuple(fact for fact in facts if _is_zero(var, fact))
    positive = any(isinstance(fact.atom, Compare) and fact.atom.op is Relation.LT for fact in signs)
    return Simplex(var, (*signs, *met, *zeros), axis, total, positive, zeros)


def _is_sign(var: Var, fact: Fact) -> bool:
    """Whether `fact` is `∀ i .., 0 ≤ x i ..`, for all entries."""
    match fact.atom:
        case Compare(Relation.LE | Relation.LT, Numeral(0), entry) if not fact.guards:
            head, arguments = spine(entry)
            return isinstance(head, Var) and head.name == var.name and set(arguments) == set(fact.binders)
        case _:
            return False


def _line_sum(var: Var, fact: Fact) -> tuple[int, Term] | None:
    """The axis and the total, if `fact` gives the sums of all lines of `var` along an axis."""
    match fact.atom:
        case Compare(Relation.EQ, Sum(index, body), value) | Compare(Relation.EQ, value, Sum(index, body)):
            axis = line_axis(var, fact, index, body)
            known = not free_names(value) & (fact.binder_names() | {var.name})
            return (axis, value) if axis is not None and known and not fact.guards else None
        case _:
            return None


def _is_zero(var: Var, fact: Fact) -> bool:
    """Whether `fact` is `guards → x i .. = 0`."""
    if not isinstance(fact.atom, Compare) or var.name in free_names(fact.guard):
        return False
    entry = _zero_entry(fact.atom)
    head = spine(entry)[0] if entry is not None else None
    return isinstance(head, Var) and head.name == var.name


def _zero_entry(atom: Compare) -> Term | None:
    match atom:
        case Compare(Relation.EQ, entry, Numeral(0)) | Compare(Relation.EQ, Numeral(0), entry):
            return entry
        case _:
            return None
