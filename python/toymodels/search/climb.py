"""Guided search: accepted instances are changed in exact steps, and those nearest to a failure are changed again.

Some steps are drawn: values of one variable change (by a small rational, a factor, another entry's value), or part of a
variable comes from a fresh draw, and what the plan draws later is redrawn, so that hypotheses that hold by construction
go on to hold. The few nearest instances also have every single entry set to simple values, to values of other entries,
and to where the gap between both sides, as a function of that entry, has its vertex or its root, both of which are
rational for a gap of degree at most two. Floats choose which instances to keep and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from math import prod

import numpy as np

from toymodels.check.margin import Comparison, Floats, Margin, Nearest, Tables, comparisons
from toymodels.errors import GenerationError
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray, Instance
from toymodels.instances.batches import cells, joined, take
from toymodels.instances.plan import Plan
from toymodels.instances.scene import Scene
from toymodels.instances.source import Ints, RandomSource, flatten
from toymodels.instances.subject import Subject

_POPULATION, _OFFSPRING = 48, 384
_SIZES = 8
_GENERATIONS = 40
"""How many generations a population at one size lives before it starts anew."""
_TURN = 5
"""How many generations one size has before the next has its turn."""
_LEADERS = 2
"""How many of the nearest instances have all their entries changed one by one."""
_LARGEST = 10**7
_STEPS = (1, 2, 3, 4, 5, 7, 10, 60, 1000)
_FACTORS = ((-1, 1), (2, 1), (1, 2), (10, 1), (1, 10), (100, 1), (1, 100), (3, 2), (2, 3), (0, 1))
_MOVED_ENTRIES, _BORROWED_VALUES = 16, 6
_LONGEST_NUMBER = 10_000
_SIMPLE = tuple(map(Fraction, (0, 1, -1)))
_NEAR = (Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(-1, 2))
_FLAT = 1e-9
"""What counts as zero among slopes and curvatures."""

_START_CELLS, _STARTS = 64, 4
_ROUNDS, _PATIENCE, _FEW_OFFSPRING = 24, 6, 96
"""How many generations `nearest` tries at each of a few sizes, how many of them may bring nothing, and how large."""


def nearest(
    subject: Subject, inequality: Comparison, batches: Iterable[Batch], *, violate: bool = False, seed: int = 0
) -> Nearest | None:
    """The instance that brings the inequality closest to equality, or, to `violate` it, as far below as one is found.

    batches: instances that satisfy the hypotheses, to start from, one batch a choice of sizes.
    """
    tables = Tables(inequality, subject.evaluator)
    starts = [(found, batch) for batch in batches if cells(batch) <= _START_CELLS and (found := tables.nearest(batch))]
    starts.sort(key=lambda start: start[0].relative)
    if not starts:
        return None
    rng = np.random.default_rng(seed)
    climber = Climber(subject, subject.plan_if_any(), rng, Margin(inequality, subject.evaluator))
    best = starts[0][0]
    for own, batch in starts[:_STARTS]:
        if _is_final(best, violate=violate):
            break
        idle = 0
        for offspring in islice(climber.ascend(batch, offspring=_FEW_OFFSPRING), _ROUNDS):
            found = tables.nearest(offspring)
            idle = 0 if found is not None and found.relative < own.relative else idle + 1
            own = found if found is not None and idle == 0 else own
            if idle == _PATIENCE or _is_final(own, violate=violate):
                break
        best = min(best, own, key=lambda found: found.relative)
    return best


def guided_violation(subject: Subject, batches: Sequence[Batch], *, attempts: int = 1) -> Instance | None:
    """A violation found by pushing the inequalities of the conclusion below equality, or None."""
    for seed, part in product(range(attempts), tuple(comparisons(subject.statement.conclusion))):
        found = nearest(subject, part, batches, violate=True, seed=seed)
        if found is not None and found.relative <= 0 and subject.is_violated_by(found.instance):
            return found.instance
    return None


def _is_final(found: Nearest, *, violate: bool) -> bool:
    return found.relative < 0 or (found.attained and not violate)


class Climber:
    """An endless supply of accepted instances of a statement that come ever nearer to a failure.

    chosen: the plan that draws instances; without one, instances change without fresh draws. margin: what should
    become small, by default that of the conclusion.
    """

    def __init__(
        self, subject: Subject, chosen: Plan | None, rng: np.random.Generator, margin: Margin | None = None
    ) -> None:
        self._subject = subject
        self._plan = chosen
        self._rng = rng
        self._margin = margin or Margin(subject.statement.conclusion, subject.evaluator)

    def batches(self) -> Iterator[Batch]:
        """Accepted instances, a generation at a time; nothing where no instance is found or nothing can be changed.

        An empty batch is a generation without accepted offspring.
        """
        if self._plan is None or not self._plan.steps:
            return
        order = self._sizes(self._plan)
        climbs = [self._climb(self._plan, sizes) for sizes in order]
        while climbs:
            for climb in tuple(climbs):
                for _ in range(_TURN):
                    batch = next(climb, None)
                    if batch is None:
                        climbs.remove(climb)
                        break
                    yield batch

    def ascend(self, population: Batch, *, relative: bool = True, offspring: int = _OFFSPRING) -> Iterator[Batch]:
        """The accepted offspring of one generation after the other, at the sizes of the first one, for ever."""
        population = self._best(population, relative)
        while True:
            born = joined([self._offspring(population, offspring), *self._neighbours(population)])
            born = self._subject.satisfying(born)
            yield born
            population = self._best(joined([population, born]), relative)

    def _sizes(self, chosen: Plan) -> list[Mapping[str, int]]:
        every = chosen.sizes()
        if len(every) <= _SIZES:
            return [sizes.values for sizes in every]
        weights = np.array([sizes.weight for sizes in every], dtype=np.float64)
        picked = self._rng.choice(len(every), _SIZES, replace=False, p=weights / weights.sum())
        indices: list[int] = picked.tolist()
        return [every[index].values for index in indices]

    def _climb(self, chosen: Plan, sizes: Mapping[str, int]) -> Iterator[Batch]:
        """Generations at one size, for ever; the measure alternates between restarts."""
        relative = True
        while True:
            population = self._subject.satisfying(chosen.generate(sizes, self._rng, _OFFSPRING))
            if population.count == 0:
                return
            yield population
            generations = _GENERATIONS if self._margin.is_informative else 2
            yield from islice(self.ascend(population, relative=relative), generations)
            relative = not relative

    def _best(self, batch: Batch, relative: bool) -> Batch:
        """The instances with the smallest margins first; equal margins (and so equal instances, mostly) count twice."""
        margins: Floats = self._margin.of(batch, relative=relative)
        order = np.lexsort((self._rng.random(batch.count), margins))
        sorted_margins = margins[order]
        twice = np.ones(batch.count, dtype=np.bool_)
        twice[2:] = sorted_margins[2:] != sorted_margins[:-2]
        order = np.concatenate([order[twice], order[~twice]])
        return take(batch, order[:_POPULATION])

    def _offspring(self, population: Batch, count: int) -> Batch:
        """Changed copies: one variable is changed, in the same way throughout, and some of the later ones redrawn."""
        rng = self._rng
        steps = () if self._plan is None else self._plan.steps
        if not steps:
            return take(population, np.arange(0))
        parents = take(population, rng.integers(0, population.count, count))
        place = int(rng.integers(0, len(steps)))
        redraw = len(steps) > 1 and rng.random() < 0.5
        arrays = dict(parents.arrays)
        name = steps[place][0].name
        scene = Scene(RandomSource(rng), self._subject.evaluator, dict(parents.sizes), parents.count)
        scene.arrays.update({k: v for k, v in arrays.items() if k not in {var.name for var, _ in steps[place:]}})
        if rng.random() < 0.3:
            arrays[name] = self._mixed(_field(arrays[name]), self._drawn(scene, place) or _field(arrays[name]))
        else:
            others = [_field(arrays[var.name]) for var, _ in steps]
            arrays[name] = self._moved(_field(arrays[name]), others)
        scene.arrays[name] = arrays[name]
        for later in range(place + 1, len(steps)):
            later_name = steps[later][0].name
            drawn = self._drawn(scene, later) if redraw else None
            scene.arrays[later_name] = arrays[later_name] = drawn or _field(arrays[later_name])
        return Batch(parents.sizes, arrays, parents.count)

    def _drawn(self, scene: Scene, place: int) -> FieldArray | None:
        assert self._plan is not None
        try:
            return self._plan.steps[place][1].draw(scene)
        except GenerationError:
            return None

    def _mixed(self, old: FieldArray, new: FieldArray) -> FieldArray:
        """One row (the first index) of `new` in the place of the old one, or all of it."""
        shape = old.numerators.shape
        if len(shape) == 1 or shape[1] <= 1:
            return new
        common = np.lcm(old.denominators, new.denominators)
        trailing = (-1, *(1,) * (len(shape) - 1))
        result = old.numerators * (common // old.denominators).reshape(trailing)
        fresh = new.numerators * (common // new.denominators).reshape(trailing)
        each: Ints = np.arange(len(old.denominators), dtype=np.int64)
        row: Ints = self._rng.integers(0, shape[1], len(old.denominators))
        result[each, row] = fresh[each, row]
        return _reduced(result, common, old)

    def _moved(self, old: FieldArray, others: list[FieldArray]) -> FieldArray:
        """One entry (or sometimes all) changed by an exact step, a factor, or to the value of another entry."""
        rng, count = self._rng, len(old.denominators)
        flat = old.numerators.reshape(count, -1)
        if flat.shape[1] == 0:
            return old
        each = np.arange(count)
        entry = rng.integers(0, flat.shape[1], count)
        move = rng.random()
        if move < 0.45:
            step = int(rng.choice(_STEPS))
            common = np.lcm(old.denominators, step)
            result = flat * (common // old.denominators)[:, None]
            result[each, entry] += rng.choice((-3, -2, -1, 1, 2, 3), count) * (common // step)
        elif move < 0.65:
            top, bottom = _FACTORS[int(rng.integers(0, len(_FACTORS)))]
            common = old.denominators * bottom
            result = flat * bottom
            if rng.random() < 0.5:
                result[each, entry] = flat[each, entry] * top
            else:
                result = flat * top
        elif move < 0.85:
            other = others[int(rng.integers(0, len(others)))]
            values = other.numerators.reshape(count, -1)
            if values.shape[1] == 0:
                return old
            common = np.lcm(old.denominators, other.denominators)
            chosen = values[each, rng.integers(0, values.shape[1], count)] * (common // other.denominators)
            result = flat * (common // old.denominators)[:, None]
            result[each, entry] = chosen * rng.choice((1, 1, -1), count)
        else:
            step = int(rng.choice(_STEPS))
            common = np.full(count, step, dtype=np.int64)
            result = np.rint(flat * (step / old.denominators)[:, None]).astype(np.int64)
        return _reduced(result.reshape(old.numerators.shape), common, old)

    def _neighbours(self, population: Batch) -> Iterator[Batch]:
        """Copies of the first few instances with one entry changed."""
        for row in range(min(_LEADERS, population.count)):
            leader = take(population, np.array([row], dtype=np.int64))
            entries = _entries(leader)
            simple = [(entry, value) for entry in entries[:_MOVED_ENTRIES] for value in _options(entry, entries)]
            yield from _with_entries(leader, simple)
            yield from _with_entries(leader, self._exact_steps(leader, entries[:_MOVED_ENTRIES]))

    def _exact_steps(self, leader: Batch, entries: Sequence[_Entry]) -> list[tuple[_Entry, Fraction]]:
        """For each entry, where the gap as a function of it has its vertex, or its root if it is linear.

        The gap is the one that is smallest for the instance as it is; it is measured at `x - 1`, `x` and `x + 1`.
        """
        shifted = [(entry, entry.value + step) for entry in entries for step in (-1, 1)]
        moved = list(_with_entries(leader, shifted))
        gaps, relative = self._margin.gaps(leader)
        if not moved or not relative.size or not np.isfinite(relative).any():
            return []
        place = int(np.argmin(relative[0]))
        middle = float(gaps[0, place])
        around = self._margin.gaps(moved[0])[0]
        if around.shape[1] != gaps.shape[1]:
            return []
        steps: list[tuple[_Entry, Fraction]] = []
        for number, entry in enumerate(entries):
            low, high = float(around[2 * number, place]), float(around[2 * number + 1, place])
            slope, curve = (high - low) / 2, high - 2 * middle + low
            if np.isfinite(slope) and (abs(curve) > _FLAT or abs(slope) > _FLAT):
                step = slope / curve if abs(curve) > _FLAT else middle / slope
                target = (entry.value - Fraction(step)).limit_denominator(_LONGEST_NUMBER)
                if target != entry.value and _is_short(target):
                    steps.append((entry, target))
        return steps


@dataclass(frozen=True, slots=True)
class _Entry:
    """One number of an instance: the variable, its place in the flattened table of values, and itself."""

    name: str
    place: int
    value: Fraction


def _entries(instance: Batch) -> list[_Entry]:
    """The numbers of a batch of one instance that lie in the field."""
    return [
        _Entry(name, place, Fraction(top, int(array.denominators[0])))
        for name, array in instance.arrays.items()
        if isinstance(array, FieldArray)
        for place, top in enumerate(flatten(array.numerators)[0].tolist())
    ]


def _options(entry: _Entry, entries: Sequence[_Entry]) -> list[Fraction]:
    own = entry.value
    others = dict.fromkeys(other.value for other in entries if other is not entry)
    values = [*_SIMPLE, *(own + step for step in _NEAR), 2 * own, own / 2, -own, *list(others)[:_BORROWED_VALUES]]
    return [value for value in dict.fromkeys(values) if value != own and _is_short(value)]


def _is_short(value: Fraction) -> bool:
    return max(abs(value.numerator), value.denominator) <= _LONGEST_NUMBER


def _with_entries(instance: Batch, options: Sequence[tuple[_Entry, Fraction]]) -> Iterator[Batch]:
    """One batch of copies of the instance with one entry replaced, once for each option; none for no option."""
    if not options:
        return
    copies = take(instance, np.zeros(len(options), dtype=np.int64))
    arrays = dict(copies.arrays)
    for name in {entry.name for entry, _ in options}:
        old = _field(arrays[name])
        numerators, denominators = flatten(old.numerators).copy(), old.denominators.copy()
        for row, (entry, value) in enumerate(options):
            if entry.name == name:
                common = np.lcm(denominators[row], value.denominator)
                numerators[row] *= common // denominators[row]
                numerators[row, entry.place] = value.numerator * (common // value.denominator)
                denominators[row] = common
        arrays[name] = _reduced(numerators.reshape(old.numerators.shape), denominators, old)
    yield Batch(copies.sizes, arrays, copies.count)


def _reduced(numerators: Ints, denominators: Ints, old: FieldArray) -> FieldArray:
    """In lowest terms; the old values where the new ones have grown too long."""
    flat = numerators.reshape(len(numerators), prod(numerators.shape[1:]))
    shared = np.gcd(np.gcd.reduce(flat, axis=1, initial=0), denominators)
    flat, bottoms = flat // shared[:, None], denominators // shared
    long = (np.abs(flat).max(axis=1, initial=0) > _LARGEST) | (bottoms > _LARGEST)
    kept = flat.reshape(numerators.shape).copy()
    kept[long] = old.numerators[long]
    return FieldArray(kept, np.where(long, old.denominators, bottoms))


def _field(array: FieldArray | DiscreteArray) -> FieldArray:
    assert isinstance(array, FieldArray)
    return array
