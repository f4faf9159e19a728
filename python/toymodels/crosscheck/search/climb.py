"""Guided search: accepted instances are changed in exact steps, and those nearest to a failure are changed again.

A step changes values of one variable (by a small rational, a factor, another entry's value), or takes part of a
variable from a fresh draw, and redraws what the plan draws later, so that hypotheses that hold by construction go on
to hold. Floats choose which instances to keep and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod

import numpy as np

from toymodels.crosscheck.search.margin import Floats, Margin
from toymodels.errors import GenerationError
from toymodels.evaluate import Batch, DiscreteArray, FieldArray, evaluate_prop
from toymodels.instances import Plan
from toymodels.instances.batches import take
from toymodels.instances.scene import Scene
from toymodels.instances.source import Ints, RandomSource
from toymodels.statements.language import Statement

_POPULATION, _OFFSPRING = 48, 384
_SIZES = 8
_GENERATIONS = 40
"""How many generations a population at one size lives before it starts anew."""
_TURN = 5
"""How many generations one size has before the next has its turn."""
_LARGEST = 10**7
_STEPS = (1, 2, 3, 4, 5, 7, 10, 60, 1000)
_FACTORS = ((-1, 1), (2, 1), (1, 2), (10, 1), (1, 10), (100, 1), (1, 100), (3, 2), (2, 3), (0, 1))


class Climber:
    """An endless supply of accepted instances of `statement` that come ever nearer to a failure."""

    def __init__(self, statement: Statement, chosen: Plan, rng: np.random.Generator) -> None:
        self._statement = statement
        self._plan = chosen
        self._rng = rng
        self._margin = Margin(statement.conclusion, statement.definitions)

    def batches(self) -> Iterator[Batch]:
        """Accepted instances, a generation at a time; nothing where no instance is found or nothing can be changed.

        An empty batch is a generation without accepted offspring.
        """
        if not self._plan.steps:
            return
        order = self._sizes()
        climbs = [self._climb(sizes) for sizes in order]
        while climbs:
            for climb in tuple(climbs):
                for _ in range(_TURN):
                    batch = next(climb, None)
                    if batch is None:
                        climbs.remove(climb)
                        break
                    yield batch

    def _sizes(self) -> list[Mapping[str, int]]:
        every = self._plan.sizes()
        if len(every) <= _SIZES:
            return [sizes.values for sizes in every]
        weights = np.array([sizes.weight for sizes in every], dtype=np.float64)
        picked = self._rng.choice(len(every), _SIZES, replace=False, p=weights / weights.sum())
        indices: list[int] = picked.tolist()
        return [every[index].values for index in indices]

    def _climb(self, sizes: Mapping[str, int]) -> Iterator[Batch]:
        """Generations at one size, for ever; the measure alternates between restarts."""
        relative = True
        while True:
            population = self._accepted(self._plan.generate(sizes, self._rng, _OFFSPRING))
            if population.count == 0:
                return
            yield population
            for _ in range(_GENERATIONS if self._margin.is_informative else 2):
                offspring = self._accepted(self._offspring(population))
                yield offspring
                population = self._best(_joined(population, offspring), relative)
            relative = not relative

    def _accepted(self, batch: Batch) -> Batch:
        for hypothesis in self._statement.hypotheses:
            if batch.count:
                batch = take(batch, evaluate_prop(hypothesis.prop, self._statement.definitions, batch).values)
        return batch

    def _best(self, batch: Batch, relative: bool) -> Batch:
        """The instances with the smallest margins, equal margins (and so equal instances, mostly) once or twice."""
        margins: Floats = self._margin.of(batch, relative=relative)
        order = np.lexsort((self._rng.random(batch.count), margins))
        rank = np.arange(batch.count)
        sorted_margins = margins[order]
        twice = np.ones(batch.count, dtype=np.bool_)
        twice[2:] = sorted_margins[2:] != sorted_margins[:-2]
        order = np.concatenate([order[twice], order[~twice]])
        return take(batch, order[rank < _POPULATION])

    # ------------------------------------------------------------------------------------------------------- offspring

    def _offspring(self, population: Batch) -> Batch:
        """Changed copies: one variable is changed, in the same way throughout, and some of the later ones redrawn."""
        rng = self._rng
        parents = take(population, rng.integers(0, population.count, _OFFSPRING))
        steps = self._plan.steps
        place = int(rng.integers(0, len(steps)))
        redraw = len(steps) > 1 and rng.random() < 0.5
        arrays = dict(parents.arrays)
        name = steps[place][0].name
        scene = Scene(RandomSource(rng), self._statement.definitions, dict(parents.sizes), parents.count)
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


def _joined(left: Batch, right: Batch) -> Batch:
    arrays: dict[str, FieldArray | DiscreteArray] = {}
    for name, one in left.arrays.items():
        other = right.arrays[name]
        if isinstance(one, FieldArray):
            two = _field(other)
            arrays[name] = FieldArray(
                np.concatenate([one.numerators, two.numerators]), np.concatenate([one.denominators, two.denominators])
            )
        else:
            assert not isinstance(other, FieldArray)
            both: DiscreteArray = np.concatenate([one, other]).astype(one.dtype)  # pyright: ignore[reportAssignmentType]
            arrays[name] = both
    return Batch(left.sizes, arrays, left.count + right.count)
