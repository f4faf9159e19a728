"""From a statement's hypotheses to a plan that draws instances satisfying them.

Natural numbers first (they are the sizes, chosen among those that satisfy the hypotheses about them alone), then all
discrete variables from one table, then the field variables one by one. Each hypothesis falls to the variable that is
drawn last among those it mentions, so the order decides what can hold by construction: the plan takes the order that
leaves the least to rejection. Where most proposals are rejected all the same, matrices of known families are mixed in.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import cast

import numpy as np

from toymodels.errors import GenerationError
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray
from toymodels.evaluate.convert import shape_of
from toymodels.evaluate.cost import cost
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.batches import joined, laid_out, take
from toymodels.instances.constants import edge_values, whole_values
from toymodels.instances.discrete import (
    Assignments,
    assignments,
    draw_independently,
    draw_rows,
    favour,
    is_integral,
    wide,
)
from toymodels.instances.facts import Fact
from toymodels.instances.mixture import ENOUGH, Mixture, Mode, Trial, mixture, modes
from toymodels.instances.naturals import LARGEST_SIZE, Naturals, fitting, naturals, steering_variables
from toymodels.instances.order import Steps, about_fields, best_order, varied
from toymodels.instances.scene import Scene
from toymodels.instances.source import Ints, Mask, RandomSource, Source
from toymodels.statements.language import IntSort, NatSort, Statement, Term, Var
from toymodels.statements.walk import argument_sorts, free_names, is_field_valued

_SIZE_WEIGHTS, _NUMBER_WEIGHT = (1, 2, 6, 6, 5, 4), 1
_PILOT, _FIRST_PILOT = 96, 12
_PILOT_SEED = 0
_SIZES_TRIED, _MOST_USEFUL = 4, 8
_LOOKED_AT = 8
"""How many sizes are looked at for each that is wanted, where cheap ones are sought."""
_MOST_STEPS_TO_TRY = 100_000
"""What one instance may cost at sizes where something is only tried out, in steps as `cost` counts them."""
_NEAR_ZERO_PERCENT = 50
"""How often integers come from the table of those near 0 that satisfy the hypotheses about discrete variables."""

_SizeKey = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Values of all variables of sort `Nat`, and how often they deserve to be used, relative to others."""

    values: Mapping[str, int]
    weight: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How instances of one statement are drawn."""

    statement: Statement
    evaluator: Evaluator = field(compare=False, repr=False)
    nats: tuple[Var, ...]
    discrete: tuple[Var, ...]
    steps: Steps
    size_facts: tuple[Fact, ...]
    discrete_facts: tuple[Fact, ...]
    rejected: tuple[Fact, ...]
    naturals: Naturals
    own: tuple[Fraction, ...] = ()
    wide: tuple[Var, ...] = ()
    steering: frozenset[str] = frozenset()
    facts: tuple[Fact, ...] = field(default=(), compare=False, repr=False)
    _around: dict[tuple[Var, ...], Steps] = field(
        default_factory=dict[tuple["Var", ...], "Steps"], compare=False, repr=False
    )
    _tables: dict[_SizeKey, Assignments | None] = field(
        default_factory=dict[_SizeKey, Assignments | None], compare=False, repr=False
    )
    _around_zero: dict[_SizeKey, Assignments | None] = field(
        default_factory=dict[_SizeKey, Assignments | None], compare=False, repr=False
    )
    _mixtures: dict[_SizeKey, Mixture] = field(default_factory=dict[_SizeKey, Mixture], compare=False, repr=False)
    _modes: list[tuple[Mode, ...]] = field(default_factory=list[tuple[Mode, ...]], compare=False, repr=False)

    @property
    def is_finite(self) -> bool:
        """Whether there are only finitely many instances at given sizes, so that all of them can be tried."""
        return not self.steps and not any(_maps_to_nat(var) for var in self.discrete)

    def by_construction(self) -> tuple[str, ...]:
        """Names of the hypotheses no part of which is left to rejection."""
        left = set(self.by_rejection())
        return tuple(h.name for h in self.statement.hypotheses if h.name not in left)

    def by_rejection(self) -> tuple[str, ...]:
        """Names of the hypotheses that are, at least in part, left to rejection."""
        left = {fact.hypothesis for fact in (*self.rejected, *self._discrete_facts(wide=True))}
        return tuple(h.name for h in self.statement.hypotheses if h.name in left)

    def _discrete_facts(self, *, wide: bool) -> tuple[Fact, ...]:
        """Those facts about discrete variables that mention a `wide` one, or the others."""
        names = {var.name for var in self.wide}
        return tuple(fact for fact in self.discrete_facts if bool(fact.variables & names) is wide)

    def _tabled(self) -> tuple[Var, ...]:
        return tuple(var for var in self.discrete if var not in self.wide)

    def describe(self) -> list[str]:
        """The plan for people, one line a step."""
        lines: list[str] = []
        if self.nats:
            lines += self._describe_nats()
        if tabled := self._tabled():
            lines.append(f"{_names(tabled)}: all joint values{_satisfying(self._discrete_facts(wide=False))}")
        if self.wide:
            lines.append(f"{_names(self.wide)}: small, beside the statement's numbers, at the end and at random")
        for var, construction in self.steps:
            lines.append(f"{var.name}: {construction.describe()}{_satisfying(construction.facts)}")
        mixed = {mode.describe(): None for mixed in self._mixtures.values() for mode in mixed.modes}
        lines += [f"where most are rejected, also {line}" for line in mixed]
        if self.by_rejection():
            lines.append(f"left to rejection: {', '.join(self.by_rejection())}")
        return lines

    def _describe_nats(self) -> Iterator[str]:
        """One line for sizes of tables, one for other numbers."""
        sizes = tuple(var for var in self.nats if var.name not in self.naturals.numbers)
        numbers = tuple(var for var in self.nats if var not in sizes)
        satisfying = _satisfying(self.size_facts)
        if sizes:
            yield f"{_names(sizes)}: sizes from 0 to {LARGEST_SIZE}{satisfying}"
        if numbers:
            yield f"{_names(numbers)}: numbers from 0 to {max((LARGEST_SIZE, *self.naturals.further))}{satisfying}"

    def changes(self, other: Plan) -> list[str]:
        """The lines of `describe` that `other` does not have."""
        known = set(other.describe())
        return [line for line in self.describe() if line not in known]

    def sizes(self, pinned: Mapping[str, int] | None = None) -> tuple[Sizes, ...]:
        """The assignments to the `Nat` variables to be tried, which the hypotheses about them alone allow.

        Sizes of tables go up to `LARGEST_SIZE`, or further where the hypotheses allow none of those; other numbers as
        far as is affordable. Weights favour 2 to 5; 0 and 1 are kept, with small weights, because boundaries are where
        theorems break. Sizes at which a discrete variable has no value are left out. `pinned` fixes some of the
        variables, to any value.

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
        found = list(self._admitted(self.naturals.ranges(pinned)))
        if not found and names:
            found = list(self._admitted(self.naturals.larger(pinned), fitting(self.statement)))
        return tuple(found)

    def _admitted(
        self, ranges: Mapping[str, Sequence[int]], fitting: Callable[[Mapping[str, int]], bool] = lambda _: True
    ) -> Iterator[Sizes]:
        for values in itertools.product(*ranges.values()):
            candidate = dict(zip(ranges, values, strict=True))
            if fitting(candidate) and self.admits(candidate):
                yield Sizes(candidate, prod(map(_weight_of, values)))

    def cells(self, sizes: Mapping[str, int]) -> int:
        """How many numbers make up one instance at `sizes`."""
        drawn = (*self.discrete, *(var for var, _ in self.steps))
        return sum(prod(shape_of(var.sort, sizes)) for var in drawn)

    def heaviest(self, most: int) -> list[Mapping[str, int]]:
        """Sizes to try something out at: those that matter most, as many as `most`, where an instance costs little."""
        by_weight = sorted(self.sizes(), key=lambda choice: -choice.weight)
        return [choice.values for choice in self.affordable(by_weight, most, _MOST_STEPS_TO_TRY)]

    def affordable(self, candidates: Sequence[Sizes], most: int, steps: int) -> list[Sizes]:
        """The first `most` of the sizes at which an instance takes at most so many steps; just the first if none is."""
        some = candidates[: _LOOKED_AT * most]
        found = list(itertools.islice((s for s in some if cost(self.statement, s.values) <= steps), most))
        return found or list(some[:most])

    def covers(self, pinned: Mapping[str, int]) -> bool:
        """Whether `sizes` leaves out no values that the `Nat` variables can have, apart from those pinned."""
        return self.naturals.are_all(pinned)

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
        mixed = self._mixture(sizes)
        chosen = mixed.choose(source, count)
        parts: list[tuple[Ints, Batch]] = []
        for position, mode in enumerate((*mixed.modes, None)):
            rows = np.flatnonzero(chosen == position)
            if len(rows) or not count:
                scene = Scene(source, self.evaluator, dict(sizes), len(rows), short, self.own)
                parts.append((rows, self._drawn(scene, mode, mixed.discrete[position])))
        whole = laid_out(joined([batch for _, batch in parts]))
        return whole if len(parts) == 1 else take(whole, np.argsort(np.concatenate([rows for rows, _ in parts])))

    def generate_around(
        self,
        given: Mapping[str, FieldArray | DiscreteArray],
        sizes: Mapping[str, int],
        rng: np.random.Generator,
        count: int,
        each: int,
    ) -> Batch:
        """Proposals at `sizes` with `count` values given for some variables, and `each` time others drawn to fit.

        Raises:
            GenerationError: a variable cannot be drawn there.
        """
        known = tuple(var for var, _ in self.steps if var.name in given)
        if all(var.name in given for var in (*self.discrete, *(var for var, _ in self.steps))):
            each = 1
        scene = Scene(RandomSource(rng), self.evaluator, dict(sizes), count * each, own=self.own)
        scene.arrays.update(self._draw_discrete(scene))
        scene.arrays.update({name: _repeated(values, each) for name, values in given.items()})
        for var, construction in self._steps_around(known) if known else self.steps:
            scene.arrays[var.name] = construction.draw(scene)
        return scene.batch()

    def _drawn(self, scene: Scene, mode: Mode | None, favoured: Mapping[str, DiscreteArray] | None = None) -> Batch:
        """Discrete variables, most of them as `favoured`, then field variables; those of a mode first, if any."""
        discrete = self._draw_discrete(scene)
        scene.arrays.update(favour(scene.source, discrete, favoured, scene.count) if favoured else discrete)
        steps = self.steps
        if mode is not None:
            values = mode.draw(scene.source, scene.shape(mode.variables[0]), scene.count)
            if values is not None:
                scene.arrays.update(values)
                steps = self._steps_around(mode.variables)
        for var, construction in steps:
            scene.arrays[var.name] = construction.draw(scene)
        return scene.batch()

    def _steps_around(self, given: tuple[Var, ...]) -> Steps:
        """How the other field variables are drawn when those `given` are drawn first."""
        if given not in self._around:
            fields = tuple(var for var in self.statement.variables if is_field_valued(var))
            others = tuple(var for var in fields if var not in given)
            names = frozenset(var.name for var in given)
            self._around[given] = best_order(others, about_fields(fields, self.facts), names)
        return self._around[given]

    def _mixture(self, sizes: Mapping[str, int]) -> Mixture:
        """What is mixed in at `sizes`, found out by trying, with random numbers of its own."""
        key = tuple(sorted(sizes.items()))
        if key not in self._mixtures:
            self._mixtures[key] = Mixture()
            doubtful = self.rejected or self._uncertain() or self._is_untabled(sizes)
            plain = self._try(sizes, _PILOT) if doubtful else None
            if plain is not None and plain.rate < ENOUGH:
                self._mixtures[key] = mixture(plain, list(self._try_each(sizes, self._useful(), _PILOT)))
        return self._mixtures[key]

    def _is_untabled(self, sizes: Mapping[str, int]) -> bool:
        """Whether discrete variables have too many joint values at `sizes`, so that facts about them are rejected."""
        return bool(self._discrete_facts(wide=False)) and self._table(sizes) is None

    def _uncertain(self) -> bool:
        """Whether a construction promises less than certainty."""
        return any(c.hoped or any(fact.compatible for fact in c.facts) for _, c in self.steps)

    def _useful(self) -> tuple[Mode, ...]:
        """The modes that satisfy all hypotheses now and then at one of the sizes that matter most."""
        if not self._modes:
            heaviest = self.heaviest(_SIZES_TRIED)
            rates: dict[Mode, float] = {}
            fields, facts = tuple(var for var, _ in self.steps), self._discrete_facts(wide=False)
            for group in modes(fields, self.rejected, self.statement.variables, facts):
                every = tuple(group)
                for trial in (trial for sizes in heaviest for trial in self._try_each(sizes, every, _FIRST_PILOT)):
                    if trial.mode is not None:
                        rates[trial.mode] = max(rates.get(trial.mode, 0.0), trial.rate)
                if max(rates.values(), default=0.0) >= ENOUGH:
                    break
            useful = sorted((mode for mode, rate in rates.items() if rate > 0), key=lambda mode: -rates[mode])
            self._modes.append(tuple(useful[:_MOST_USEFUL]))
        return self._modes[0]

    def _try(self, sizes: Mapping[str, int], count: int) -> Trial:
        """A few proposals as the plan draws them, and which of them all hypotheses accept."""
        batch = self._drawn(self._pilot(sizes, count), None)
        return self._trial(None, batch, self.evaluator.all_hold(self._props(), batch))

    def _try_each(self, sizes: Mapping[str, int], several: Sequence[Mode], count: int) -> Iterator[Trial]:
        """A few proposals of each mode; those that draw the same variables are tried together, which costs less."""
        for variables in dict.fromkeys(mode.variables for mode in several):
            yield from self._try_together(sizes, [mode for mode in several if mode.variables == variables], count)

    def _try_together(self, sizes: Mapping[str, int], several: Sequence[Mode], count: int) -> Iterator[Trial]:
        """As `_try_each`, for modes that draw the same variables; none where a mode has no values for them."""
        variables, start = several[0].variables, self._pilot(sizes, count)
        drawn = [(mode, mode.draw(start.source, start.shape(variables[0]), count)) for mode in several]
        batches = {mode: Batch(dict(sizes), dict(values), count) for mode, values in drawn if values is not None}
        kept = [mode for mode, accepted in self._accepted(batches, variables) if accepted.any()]
        if not kept:
            return
        scene = self._pilot(sizes, count * len(kept))
        scene.arrays.update(self._draw_discrete(scene))
        scene.arrays.update(joined([batches[mode] for mode in kept]).arrays)
        for var, construction in self._steps_around(variables):
            scene.arrays[var.name] = construction.draw(scene)
        whole = scene.batch()
        parts = {mode: take(whole, np.arange(k * count, (k + 1) * count)) for k, mode in enumerate(kept)}
        for mode, accepted in self._accepted(parts, self.statement.variables):
            yield self._trial(mode, parts[mode], accepted)

    def _accepted(self, batches: Mapping[Mode, Batch], variables: tuple[Var, ...]) -> Iterator[tuple[Mode, Mask]]:
        """At which instances of each batch, all of one length, the hypotheses about these variables alone hold."""
        if not batches:
            return
        whole = joined(list(batches.values()))
        known = {var.name for var in (*variables, *self.nats)}
        props = [hypothesis.prop for hypothesis in self.statement.hypotheses if free_names(hypothesis.prop) <= known]
        accepted = self.evaluator.all_hold(props, whole).reshape(len(batches), -1)
        yield from zip(batches, accepted, strict=True)

    def _pilot(self, sizes: Mapping[str, int], count: int) -> Scene:
        seed = np.random.SeedSequence([_PILOT_SEED, *(size for _, size in sorted(sizes.items()))])
        source = RandomSource(np.random.default_rng(seed))
        return Scene(source, self.evaluator, dict(sizes), count, own=self.own)

    def _trial(self, mode: Mode | None, batch: Batch, accepted: Mask) -> Trial:
        discrete = {var.name: _discrete(batch, var.name)[accepted] for var in self.discrete}
        return Trial(mode, float(accepted.mean()), discrete)

    def rate(self, sizes: Mapping[str, int], *, mixed: bool = True) -> float:
        """The share of proposals at `sizes` that all hypotheses accept, found out by trying; as mixed, or plain ones.

        Where nothing can be drawn it is 0.
        """
        try:
            if not mixed:
                return self._try(sizes, _PILOT).rate
            batch = self.generate(sizes, np.random.default_rng(_PILOT_SEED), _PILOT)
        except GenerationError:
            return 0.0
        return float(self.evaluator.all_hold(self._props(), batch).mean())

    def _props(self) -> list[Term]:
        return [hypothesis.prop for hypothesis in self.statement.hypotheses]

    def enumerate(self, sizes: Mapping[str, int]) -> Batch | None:
        """Every instance at `sizes` once, for a finite statement; None if there are too many."""
        table = None if self.wide else self._table(sizes)
        return None if table is None else Batch(dict(sizes), dict(table.arrays), table.count)

    def _draw_discrete(self, scene: Scene) -> Mapping[str, DiscreteArray]:
        drawn = dict(self._draw_tabled(scene)) if len(self.wide) < len(self.discrete) else {}
        if self.wide:
            own = whole_values(self.statement)
            drawn |= draw_independently(scene.source, self.wide, scene.sizes, scene.count, own, self.steering)
            near = self._near_zero(scene.sizes)
            if near is not None:
                return favour(scene.source, drawn, near.arrays, scene.count, _NEAR_ZERO_PERCENT)
        return drawn

    def _near_zero(self, sizes: Mapping[str, int]) -> Assignments | None:
        """The joint values of the discrete variables with integers around 0; None if there are none, or no integers."""
        key = tuple(sorted(sizes.items()))
        if key not in self._around_zero:
            wanted = self.discrete_facts and any(map(is_integral, self.discrete))
            table = assignments(self.discrete, self.discrete_facts, self.evaluator, sizes) if wanted else None
            self._around_zero[key] = table if table is not None and table.count else None
        return self._around_zero[key]

    def _draw_tabled(self, scene: Scene) -> Mapping[str, DiscreteArray]:
        tabled, facts = self._tabled(), self._discrete_facts(wide=False)
        table = self._table(scene.sizes)
        if table is None:
            return draw_independently(scene.source, tabled, scene.sizes, scene.count)
        if table.count == 0:
            raise GenerationError(
                f"{self.statement.name}: no values of {_names(tabled)} satisfy "
                f"{', '.join(fact.hypothesis for fact in facts) or 'their sorts'} at {dict(scene.sizes)}"
            )
        return draw_rows(scene.source, table, scene.count)

    def _table(self, sizes: Mapping[str, int]) -> Assignments | None:
        """The joint values of the discrete variables that are not wide."""
        key = tuple(sorted(sizes.items()))
        if key not in self._tables:
            self._tables[key] = assignments(self._tabled(), self._discrete_facts(wide=False), self.evaluator, sizes)
        return self._tables[key]

    def admits(self, sizes: Mapping[str, int]) -> bool:
        """Whether `sizes` satisfies the hypotheses about them alone, and leaves every discrete variable a value."""
        batch = Batch(dict(sizes), {}, 1)
        if not all(self.evaluator.prop(fact.prop, batch).values[0] for fact in self.size_facts):
            return False
        table = self._table(sizes) if self.discrete else None
        return table is None or table.count > 0


def _repeated(values: FieldArray | DiscreteArray, times: int) -> FieldArray | DiscreteArray:
    """Each of the values so many times."""
    if isinstance(values, FieldArray):
        return FieldArray(np.repeat(values.numerators, times, axis=0), np.repeat(values.denominators, times))
    return cast("DiscreteArray", np.repeat(values, times, axis=0))


def _weight_of(value: int) -> int:
    return _SIZE_WEIGHTS[value] if value < len(_SIZE_WEIGHTS) else _NUMBER_WEIGHT


def planned(statement: Statement, facts: tuple[Fact, ...], evaluator: Evaluator) -> Plan:
    """The plan for `statement` that leaves the least of its hypotheses, which say these facts, to rejection."""
    nats = tuple(var for var in statement.variables if isinstance(var.sort, NatSort))
    fields = tuple(var for var in statement.variables if is_field_valued(var))
    others = tuple(var for var in statement.variables if var not in nats and var not in fields)
    nat_names, field_names = ({var.name for var in group} for group in (nats, fields))
    size_facts = tuple(fact for fact in facts if fact.variables <= nat_names)
    discrete_facts = tuple(f for f in facts if f not in size_facts and not f.variables & field_names)
    field_facts = about_fields(fields, facts)
    steps = varied(best_order(fields, field_facts), field_facts)
    kept = {fact for _, construction in steps for fact in construction.facts}
    return Plan(
        statement,
        evaluator,
        nats,
        others,
        steps,
        size_facts,
        discrete_facts,
        rejected=tuple(fact for fact in field_facts if fact not in kept and not fact.implied),
        naturals=naturals(statement, size_facts),
        own=edge_values(statement),
        wide=wide(others),
        steering=steering_variables(statement) if any(map(is_integral, others)) else frozenset(),
        facts=facts,
    )


def _discrete(batch: Batch, name: str) -> DiscreteArray:
    array = batch.arrays[name]
    assert not isinstance(array, FieldArray)
    return array


def _maps_to_nat(var: Var) -> bool:
    return isinstance(argument_sorts(var.sort)[1], NatSort | IntSort)


def _names(variables: tuple[Var, ...]) -> str:
    return ", ".join(var.name for var in variables)


def _satisfying(facts: tuple[Fact, ...]) -> str:
    names = ", ".join(dict.fromkeys(fact.hypothesis for fact in facts))
    return f" (satisfies {names})" if names else ""
