"""In which order field variables are drawn, and by which constructions, so that the least is left to rejection."""

from __future__ import annotations

from functools import cache

from toymodels.instances.constructions.base import Construction, Wishes
from toymodels.instances.constructions.registry import RECOGNISERS
from toymodels.instances.facts import Fact, vanishing_factors
from toymodels.instances.implied import with_implied_bounds
from toymodels.statements.language import Compare, Relation, Var

_ORDERS_LIMIT = 10
_REJECTION_COST = {Relation.EQ: 1000, Relation.NE: 1, Relation.LE: 30, Relation.LT: 30}
_OTHER_COST, _IMPLIED_COST = 20, 3

Steps = tuple[tuple[Var, Construction], ...]
"""The field variables in drawing order, and how each is drawn."""


def about_fields(fields: tuple[Var, ...], facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """What the hypotheses say, and imply, about some of the field variables."""
    names = {var.name for var in fields}
    return with_implied_bounds(tuple(fact for fact in facts if fact.variables & names))


def _cost(facts: frozenset[Fact]) -> int:
    """What leaving `facts` to rejection costs; equations are hardly ever met by chance."""
    return sum(map(_cost_of, facts))


def _cost_of(fact: Fact) -> int:
    if fact.implied:
        return _IMPLIED_COST
    return _REJECTION_COST[fact.atom.op] if isinstance(fact.atom, Compare) else _OTHER_COST


def best_order(fields: tuple[Var, ...], facts: tuple[Fact, ...], given: frozenset[str] = frozenset()) -> Steps:
    """Constructions in drawing order, by dynamic programming over the sets of variables already drawn.

    given: names of field variables that are drawn before all of `fields`.
    """
    names = frozenset(var.name for var in fields) | given
    by_name = {var.name: var for var in fields}
    mentioned = tuple(fact.variables & names for fact in facts)

    @cache
    def construct(name: str, due: tuple[int, ...]) -> tuple[int, Construction]:
        return _construct(by_name[name], tuple(facts[k] for k in due))

    @cache
    def step(name: str, drawn: frozenset[str]) -> tuple[int, Construction]:
        known = drawn | {name}
        return construct(name, tuple(k for k, inside in enumerate(mentioned) if name in inside and inside <= known))

    @cache
    def best(drawn: frozenset[str]) -> tuple[int, tuple[str, ...]]:
        if drawn == names:
            return 0, ()
        options: list[tuple[int, int, tuple[str, ...]]] = []
        for position, var in enumerate(v for v in fields if v.name not in drawn):
            cost, _ = step(var.name, drawn)
            rest, order = best(drawn | {var.name})
            options.append((cost + rest, position, (var.name, *order)))
        total, _, order = min(options)
        return total, order

    order = best(given)[1] if len(fields) <= _ORDERS_LIMIT else tuple(var.name for var in fields)
    return tuple((by_name[name], step(name, given | set(order[:place]))[1]) for place, name in enumerate(order))


def _construct(var: Var, facts: tuple[Fact, ...]) -> tuple[int, Construction]:
    """The construction of `var` under `facts` that leaves the least to rejection; earlier recognisers win ties."""
    found = [c for recognise in RECOGNISERS if (c := recognise(var, facts)) is not None]
    costs = [_cost(frozenset(facts) - set(c.facts)) - _cost(frozenset(c.hoped)) // 2 for c in found]
    cheapest = min(range(len(found)), key=costs.__getitem__)
    return costs[cheapest], found[cheapest]


def varied(steps: Steps, facts: tuple[Fact, ...]) -> Steps:
    """The same steps, adjusted so that what is drawn later has a choice.

    Variables in products that must vanish often have zeros; each construction says what else it wishes.
    """
    names = frozenset(var.name for var, _ in steps)
    sparse = frozenset[str]().union(*(vanishing_factors(fact, names) for fact in facts))
    wishes = Wishes.together([Wishes(sparse), *(step.wishes() for _, step in steps)])
    return tuple((var, step.granting(wishes)) for var, step in steps)
