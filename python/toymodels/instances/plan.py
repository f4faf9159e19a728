"""From a statement's hypotheses to a plan that draws instances satisfying them.

Natural numbers first (they are the sizes, chosen among those that satisfy the hypotheses about them alone), then all
discrete variables from one table, then the field variables one by one. Each hypothesis falls to the variable that is
drawn last among those it mentions, so the order decides what can hold by construction: the plan takes the order that
leaves the least to rejection.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from math import prod

import numpy as np

from toymodels.errors import GenerationError
from toymodels.evaluate import evaluate_prop
from toymodels.evaluate.batch import Batch, DiscreteArray
from toymodels.instances.constructions import RECOGNISERS, Construction
from toymodels.instances.constructions.between import Between
from toymodels.instances.constructions.equations import Solution
from toymodels.instances.constructions.frames import Orthogonal, UnitRows
from toymodels.instances.constructions.free import Free
from toymodels.instances.discrete import Assignments, assignments, draw_independently, draw_rows
from toymodels.instances.facts import Fact, facts_of, vanishing_factors
from toymodels.instances.implied import with_implied_bounds
from toymodels.instances.scene import Scene
from toymodels.instances.source import RandomSource, Source
from toymodels.instances.terms import argument_sorts, is_field_valued
from toymodels.statements.language import Compare, NatSort, Relation, Statement, Var

LARGEST_SIZE = 5
"""The largest value that `Plan.sizes` proposes for a natural number."""

_ORDERS_LIMIT = 10
_CANDIDATES_LIMIT = 8_000
_SIZE_WEIGHTS = (1, 2, 6, 6, 5, 4)


_SizeKey = tuple[tuple[str, int], ...]
Steps = tuple[tuple[Var, Construction], ...]
"""The field variables in drawing order, and how each is drawn."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Values of all variables of sort `Nat`, and how often they deserve to be used, relative to others."""

    values: Mapping[str, int]
    weight: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How instances of one statement are drawn."""

    statement: Statement
    nats: tuple[Var, ...]
    discrete: tuple[Var, ...]
    steps: Steps
    size_facts: tuple[Fact, ...]
    discrete_facts: tuple[Fact, ...]
    rejected: tuple[Fact, ...]
    _tables: dict[_SizeKey, Assignments | None] = field(
        default_factory=dict[_SizeKey, Assignments | None], compare=False, repr=False
    )

    @property
    def is_finite(self) -> bool:
        """Whether there are only finitely many instances at given sizes, so that all of them can be tried."""
        return not self.steps and not any(_maps_to_nat(var) for var in self.discrete)

    def by_construction(self) -> tuple[str, ...]:
        """Names of the hypotheses no part of which is left to rejection."""
        left = {fact.hypothesis for fact in self.rejected}
        return tuple(h.name for h in self.statement.hypotheses if h.name not in left)

    def by_rejection(self) -> tuple[str, ...]:
        """Names of the hypotheses that are, at least in part, left to rejection."""
        left = {fact.hypothesis for fact in self.rejected}
        return tuple(h.name for h in self.statement.hypotheses if h.name in left)

    def describe(self) -> list[str]:
        """The plan for people, one line a step."""
        lines: list[str] = []
        if self.nats:
            lines.append(f"{_names(self.nats)}: sizes from 0 to {LARGEST_SIZE}{_satisfying(self.size_facts)}")
        if self.discrete:
            lines.append(f"{_names(self.discrete)}: all joint values{_satisfying(self.discrete_facts)}")
        for var, construction in self.steps:
            lines.append(f"{var.name}: {construction.describe()}{_satisfying(construction.facts)}")
        if self.rejected:
            lines.append(f"left to rejection: {', '.join(self.by_rejection())}")
        return lines

    def changes(self, other: Plan) -> list[str]:
        """The lines of `describe` that `other` does not have."""
        known = set(other.describe())
        return [line for line in self.describe() if line not in known]

    def sizes(self, pinned: Mapping[str, int] | None = None) -> tuple[Sizes, ...]:
        """Every assignment to the `Nat` variables up to `LARGEST_SIZE` that the hypotheses about them alone allow.

        Weights favour 2 to 5; 0 and 1 are kept, with small weights, because boundaries are where theorems break. Sizes
        at which a discrete variable has no value are left out. `pinned` fixes some of the variables, to any value.

        Raises:
            GenerationError: `pinned` names a variable that the statement does not have.
        """
        pinned = dict(pinned or {})
        names = [var.name for var in self.nats]
        unknown = [name for name in pinned if name not in names]
        if unknown:
            raise GenerationError(
                f"{self.statement.name} has no Nat variable {', '.join(unknown)}; it has {', '.join(names) or 'none'}"
            )
        top = LARGEST_SIZE
        while (top + 1) ** (len(names) - len(pinned)) > _CANDIDATES_LIMIT:
            top -= 1
        found: list[Sizes] = []
        for values in itertools.product(*([pinned[name]] if name in pinned else range(top + 1) for name in names)):
            candidate = dict(zip(names, values, strict=True))
            if self.admits(candidate):
                found.append(Sizes(candidate, prod(_SIZE_WEIGHTS[min(value, LARGEST_SIZE)] for value in values)))
        return tuple(found)

    def generate(self, sizes: Mapping[str, int], rng: np.random.Generator, count: int, *, short: bool = False) -> Batch:
        """`count` proposals at `sizes`; the same generator state gives the same batch. `short` asks for short numbers.

        Raises:
            GenerationError: `sizes` does not give every `Nat` variable a value, or a variable cannot be drawn there.
        """
        return self.draw(sizes, RandomSource(rng), count, short=short)

    def draw(self, sizes: Mapping[str, int], source: Source, count: int, *, short: bool = False) -> Batch:
        """As `generate`, from any source of integers."""
        missing = [var.name for var in self.nats if var.name not in sizes]
        if missing:
            raise GenerationError(
                f"{self.statement.name}: no size for {', '.join(missing)}; give one for each Nat variable"
            )
        scene = Scene(source, self.statement.definitions, dict(sizes), count, short)
        scene.arrays.update(self._draw_discrete(scene))
        for var, construction in self.steps:
            scene.arrays[var.name] = construction.draw(scene)
        return scene.batch()

    def enumerate(self, sizes: Mapping[str, int]) -> Batch | None:
        """Every instance at `sizes` once, for a finite statement; None if there are too many."""
        table = self._table(sizes)
        return None if table is None else Batch(dict(sizes), dict(table.arrays), table.count)

    def _draw_discrete(self, scene: Scene) -> Mapping[str, DiscreteArray]:
        if not self.discrete:
            return {}
        table = self._table(scene.sizes)
        if table is None:
            return draw_independently(scene.source, self.discrete, scene.sizes, scene.count)
        if table.count == 0:
            raise GenerationError(
                f"{self.statement.name}: no values of {_names(self.discrete)} satisfy "
                f"{', '.join(fact.hypothesis for fact in self.discrete_facts) or 'their sorts'} at {dict(scene.sizes)}"
            )
        return draw_rows(scene.source, table, scene.count)

    def _table(self, sizes: Mapping[str, int]) -> Assignments | None:
        key = tuple(sorted(sizes.items()))
        if key not in self._tables:
            definitions = self.statement.definitions
            self._tables[key] = assignments(self.discrete, self.discrete_facts, definitions, sizes)
        return self._tables[key]

    def admits(self, sizes: Mapping[str, int]) -> bool:
        """Whether `sizes` satisfies the hypotheses about them alone, and leaves every discrete variable a value."""
        batch = Batch(dict(sizes), {}, 1)
        definitions = self.statement.definitions
        if not all(evaluate_prop(fact.prop, definitions, batch).values[0] for fact in self.size_facts):
            return False
        table = self._table(sizes) if self.discrete else None
        return table is None or table.count > 0


def plan(statement: Statement) -> Plan:
    """The plan for `statement` that leaves the least of its hypotheses to rejection."""
    facts = facts_of(statement)
    nats = tuple(var for var in statement.variables if isinstance(var.sort, NatSort))
    fields = tuple(var for var in statement.variables if is_field_valued(var))
    others = tuple(var for var in statement.variables if var not in nats and var not in fields)
    nat_names, field_names = ({var.name for var in group} for group in (nats, fields))
    size_facts = tuple(fact for fact in facts if fact.variables <= nat_names)
    discrete_facts = tuple(f for f in facts if f not in size_facts and not f.variables & field_names)
    field_facts = with_implied_bounds(tuple(fact for fact in facts if fact.variables & field_names))
    steps = _varied(_best_order(fields, field_facts), field_facts)
    kept = {fact for _, construction in steps for fact in construction.facts}
    rejected = tuple(fact for fact in field_facts if fact not in kept and not fact.implied)
    return Plan(statement, nats, others, steps, size_facts, discrete_facts, rejected)


# ----------------------------------------------------------------------------------------------------- order of drawing

_REJECTION_COST = {Relation.EQ: 1000, Relation.NE: 1, Relation.LE: 30, Relation.LT: 30}
_OTHER_COST, _IMPLIED_COST = 20, 3


def _cost(facts: frozenset[Fact]) -> int:
    """What leaving `facts` to rejection costs; equations are hardly ever met by chance."""
    return sum(map(_cost_of, facts))


def _cost_of(fact: Fact) -> int:
    if fact.implied:
        return _IMPLIED_COST
    return _REJECTION_COST[fact.atom.op] if isinstance(fact.atom, Compare) else _OTHER_COST


def _best_order(fields: tuple[Var, ...], facts: tuple[Fact, ...]) -> Steps:
    """Constructions in drawing order, by dynamic programming over the sets of variables already drawn."""
    names = frozenset(var.name for var in fields)
    by_name = {var.name: var for var in fields}

    @cache
    def step(name: str, drawn: frozenset[str]) -> tuple[int, Construction]:
        due = tuple(f for f in facts if name in f.variables and f.variables & names <= drawn | {name})
        return _construct(by_name[name], due)

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

    order = best(frozenset[str]())[1] if len(fields) <= _ORDERS_LIMIT else tuple(var.name for var in fields)
    return tuple((by_name[name], step(name, frozenset(order[:place]))[1]) for place, name in enumerate(order))


def _construct(var: Var, facts: tuple[Fact, ...]) -> tuple[int, Construction]:
    """The construction of `var` under `facts` that leaves the least to rejection; earlier recognisers win ties."""
    found = [c for recognise in RECOGNISERS if (c := recognise(var, facts)) is not None]
    costs = [_cost(frozenset(facts) - set(c.facts)) - _cost(frozenset(c.hoped)) // 2 for c in found]
    cheapest = min(range(len(found)), key=costs.__getitem__)
    return costs[cheapest], found[cheapest]


def _varied(steps: Steps, facts: tuple[Fact, ...]) -> Steps:
    """The same steps, adjusted so that what is drawn later has a choice.

    Variables in products that must vanish often have zeros, matrices whose kernel is asked for often have one, and
    squared norms are such that rational vectors have them.
    """
    names = frozenset(var.name for var, _ in steps)
    sparse = frozenset[str]().union(*(vanishing_factors(fact, names) for fact in facts))
    systems = [(var, step) for var, step in steps if isinstance(step, Solution) and step.is_homogeneous()]
    norms = [step.norm_sq for _, step in steps if isinstance(step, (UnitRows, Orthogonal)) and step.norm_sq is not None]
    squares = frozenset(norm.name for norm in norms if isinstance(norm, Var))
    deficient = frozenset[str]().union(*(fact.variables - {var.name} for var, step in systems for fact in step.facts))

    def adjusted(name: str, step: Construction) -> Construction:
        if isinstance(step, Free):
            return replace(step, sparse=name in sparse, squares=name in squares, deficient=name in deficient)
        return replace(step, sparse=name in sparse, squares=name in squares) if isinstance(step, Between) else step

    return tuple((var, adjusted(var.name, step)) for var, step in steps)


def _maps_to_nat(var: Var) -> bool:
    return isinstance(argument_sorts(var.sort)[1], NatSort)


def _names(variables: tuple[Var, ...]) -> str:
    return ", ".join(var.name for var in variables)


def _satisfying(facts: tuple[Fact, ...]) -> str:
    names = ", ".join(dict.fromkeys(fact.hypothesis for fact in facts))
    return f" (satisfies {names})" if names else ""
