"""Variables under one linear inequality: a budget, a half-space.

`Σᵢ c i ≤ B`, `x · v ≤ 0`: a draw that breaks it is stretched, shrunk or turned round until it does not, which keeps
signs and shares, and bounds that hold at zero where it is shrunk.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toymodels.evaluate.batch import FieldArray
from toymodels.instances import rational
from toymodels.instances.affine import degree
from toymodels.instances.constructions.base import Construction, Indifferent
from toymodels.instances.constructions.between import Between, constant, difference, recognise_bounds
from toymodels.instances.constructions.free import Free, recognise_free
from toymodels.instances.facts import Fact
from toymodels.instances.rational import Rationals
from toymodels.instances.scene import Scene
from toymodels.instances.source import Mask, choose
from toymodels.statements.language import Compare, Relation, Var
from toymodels.statements.walk import argument_sorts


@dataclass(frozen=True, slots=True)
class Scaled(Indifferent):
    """A draw of `base`, times a factor where `inequality` asks for one; it may cost the base its other bounds."""

    var: Var
    base: Between | Free
    inequality: Fact

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What holds by construction: the inequality with nothing else to keep, or else what the base promises."""
        return (self.inequality,) if isinstance(self.base, Free) else self.base.facts

    @property
    def hoped(self) -> tuple[Fact, ...]:
        """The inequality, where the base has bounds that may stand in its way."""
        return () if isinstance(self.base, Free) else (*self.base.hoped, self.inequality)

    def describe(self) -> str:
        """How the variable is drawn."""
        return f"{self.base.describe()}, scaled to satisfy {self.inequality.hypothesis}"

    def draw(self, scene: Scene) -> FieldArray:
        """The base's draw; where it breaks the inequality, the multiple of it on the boundary, or well inside."""
        drawn, (name, shape) = self.base.draw(scene), (self.var.name, scene.shape(self.var))
        assert isinstance(self.inequality.atom, Compare)
        term, strict = difference(self.inequality.atom), self.inequality.atom.op is Relation.LT
        here, at_zero = (
            rational.from_field(scene.field((), term, **{name: value}))
            for value in (drawn, constant(0, shape, scene.count))
        )
        broken = (here.num <= 0) if strict else (here.num < 0)
        factor = _factor(scene, at_zero, here - at_zero, strict)
        each = (scene.count, *(1,) * len(shape))
        factor = rational.where(broken, factor, rational.integers(np.ones_like(factor.num)))
        spread = Rationals(
            np.broadcast_to(factor.num.reshape(each), (scene.count, *shape)),
            np.broadcast_to(factor.den.reshape(each), (scene.count, *shape)),
        )
        return rational.to_field(rational.from_field(drawn) * spread)


def _factor(scene: Scene, at_zero: Rationals, slope: Rationals, strict: bool) -> Rationals:
    """A factor `t` with `at_zero + t * slope ≥ 0` (`> 0` if `strict`), for what breaks that at `t = 1`, shape (b,)."""
    boundary = -(at_zero * rational.reduced(slope.den, slope.num))
    inside: Mask = choose(scene.source, (0, 1), (0 if strict else 1, 1), (scene.count,)) == 1
    halves = np.where(at_zero.num > 0, 1, 4)
    further = rational.where(inside, boundary * rational.reduced(halves, np.full_like(halves, 2)), boundary)
    return rational.where(at_zero.num == 0, rational.integers(np.full_like(halves, -1)), further)


def recognise_scaled(var: Var, facts: tuple[Fact, ...]) -> Construction | None:
    """Applies to functions with an inequality that is affine in them and about no single entry."""
    if not argument_sorts(var.sort)[0]:
        return None
    bounds = recognise_bounds(var, facts)
    entrywise = (*bounds.facts, *bounds.hoped) if bounds is not None else ()
    affine = [fact for fact in facts if fact not in entrywise and _is_inequality(var, fact)]
    if not affine:
        return None
    base = bounds if isinstance(bounds, Between) else recognise_free(var, ())
    assert isinstance(base, Between | Free)
    return Scaled(var, base, affine[0])


def _is_inequality(var: Var, fact: Fact) -> bool:
    if fact.binders or fact.guards or not isinstance(fact.atom, Compare):
        return False
    return fact.atom.op in (Relation.LE, Relation.LT) and degree(difference(fact.atom), var.name) == 1
