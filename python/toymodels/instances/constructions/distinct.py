"""Numbers that are pairwise different, or in strictly ascending order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toymodels.evaluate.batch import FieldArray
from toymodels.instances.constructions.base import Construction, Indifferent
from toymodels.instances.draw import denominators
from toymodels.instances.facts import Fact
from toymodels.instances.scene import Scene
from toymodels.instances.source import chance, permutations
from toymodels.statements.language import Compare, FinVal, Relation, Term, Var
from toymodels.statements.walk import argument_sorts, spine

_SPARE = 5


@dataclass(frozen=True, slots=True)
class Distinct(Indifferent):
    """Different small integers over one denominator, in any order or, if `ascending`, in that one."""

    var: Var
    facts: tuple[Fact, ...]
    ascending: bool
    hoped: tuple[Fact, ...] = ()

    def describe(self) -> str:
        """How the variable is drawn."""
        return "small rationals in ascending order" if self.ascending else "small rationals, all different"

    def draw(self, scene: Scene) -> FieldArray:
        """Half of the instances around zero, so that signs differ, and half from zero upwards."""
        (length,) = scene.shape(self.var)
        values = permutations(scene.source, 2 * length + _SPARE, scene.count)[:, :length]
        values = values - np.where(chance(scene.source, 50, (scene.count, 1)), length + _SPARE // 2, 0)
        if self.ascending:
            values = np.sort(values, axis=1)
        return FieldArray(values, denominators(scene.source, scene.count, length))


def recognise_distinct(var: Var, facts: tuple[Fact, ...]) -> Construction | None:
    """Applies to vectors that a fact calls injective, or strictly monotone."""
    if len(argument_sorts(var.sort)[0]) != 1:
        return None
    ascending = tuple(fact for fact in facts if _compares(var, fact, Relation.LT))
    different = tuple(fact for fact in facts if _compares(var, fact, Relation.NE))
    met = (*ascending, *different)
    return Distinct(var, met, bool(ascending)) if met else None


def _compares(var: Var, fact: Fact, op: Relation) -> bool:
    """Whether `fact` compares `var i` with `var j` for all `i ≠ j`, or for all `i < j`."""
    match fact.atom, fact.guards:
        case Compare(found, left, right), (Compare(Relation.NE | Relation.LT as guard, a, b),) if found is op:
            i, j = _index(var, left), _index(var, right)
        case _:
            return False
    if i is None or j is None or not {i.name, j.name} <= fact.binder_names():
        return False
    indices = (_position(a), _position(b))
    if op is Relation.LT:
        return guard is Relation.LT and indices == (i, j)
    return set(indices) == {i, j}


def _position(term: Term) -> Term:
    """An index, written as itself or as the natural number it stands for."""
    return term.arg if isinstance(term, FinVal) else term


def _index(var: Var, term: Term) -> Var | None:
    head, arguments = spine(term)
    if isinstance(head, Var) and head.name == var.name and len(arguments) == 1 and isinstance(arguments[0], Var):
        return arguments[0]
    return None
