"""What the check of one theorem would have caught: necessity, tightness and mutation score together."""

from __future__ import annotations

import hashlib
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from toymodels.errors import GenerationError
from toymodels.evaluate.batch import Batch, FieldArray
from toymodels.evaluate.convert import shape_of
from toymodels.instances.aim import aimed_plans
from toymodels.instances.batches import cells, joined, take
from toymodels.instances.plan import Plan, Sizes
from toymodels.instances.source import Ints
from toymodels.instances.subject import Subject
from toymodels.power.mutation import Fate, MutationScore, mutation_score
from toymodels.power.necessity import NecessityResult, Need, necessity
from toymodels.power.tightness import Tightness, tightness
from toymodels.records.forms import Json, Result, Timing
from toymodels.statements.language import Statement

INSTANCES = 3000
"""How many instances are drawn for one search, degenerate and small ones not counted."""

SEARCHES = 8
"""How many mutants that survived the instances of all have a search of their own, by default."""

_GRID, _GRID_DENOMINATOR = (0, 2, -2, 1, 4), 2
"""Entries 0, 1, -1, 1/2 and 2, as numerators over one denominator."""

_GRID_LIMIT, _GRID_SAMPLE, _FEWEST_KINDS = 4096, 192, 3
_EMPTY_SIZES, _SMALLEST_SIZES, _WEIGHTY_SIZES = 3, 8, 6
_LARGEST_ENUMERATION = 2048
_ONE_BY_ONE = 3000
"""How many instances may be decided one by one, without arrays, before larger sizes are left out."""


class Power(Result, frozen=True, tag_field="kind", tag="measured"):
    """What the check of the theorem `name` would have caught; all but `timing` depends on statement and seed only.

    timing: processor time.
    """

    name: str
    necessity: tuple[NecessityResult, ...]
    tightness: Tightness
    mutation: MutationScore
    instances: int
    seed: int
    timing: Timing

    @property
    def errors(self) -> tuple[str, ...]:
        """Disagreements between the docstring and what was found."""
        return self.tightness.errors


def power(
    statement: Statement,
    *,
    instances: int = INSTANCES,
    seed: int = 0,
    searches: int = SEARCHES,
    claim: str | None = None,
    is_theorem: Callable[[str], bool] = lambda _: True,
) -> Power:
    """Measures the check of one true statement.

    instances: how many are drawn for each search; searches: how many mutants are searched for one by one, after all of
    them met the same instances; claim: the docstring's `Tight:` field, whose citations `is_theorem` knows.

    Raises:
        GenerationError: the variables of the statement cannot be drawn.
    """
    started = time.process_time()
    subject = Subject(statement)

    def draw(other: Subject) -> tuple[Batch, ...]:
        return draw_batches(other, instances=instances, seed=seed)

    batches = draw(subject)
    return Power(
        name=statement.name,
        necessity=necessity(subject, draw),
        tightness=tightness(subject, batches, claim, is_theorem),
        mutation=mutation_score(subject, batches, draw, searches=searches),
        instances=instances,
        seed=seed,
        timing=Timing.of(time.process_time() - started),
    )


def summary(powers: Sequence[Power]) -> dict[str, Json]:
    """Theorems in numbers: mutants by fate with the score, needs, disagreements.

    `witnesses` counts the weakenings that were refuted, `certified` those of them that Lean's kernel accepted.
    """
    fates = Counter({fate.value: 0 for fate in Fate})
    needs = Counter({need.value: 0 for need in Need})
    for each in powers:
        fates.update(each.mutation.counts)
        needs.update(result.need.value for result in each.necessity)
    refuted = [result for each in powers for result in each.necessity if result.witness is not None]
    told = fates[Fate.KILLED.value] + fates[Fate.SURVIVED.value]
    slacks = [slack for each in powers for slack in each.tightness.slacks]
    return {
        "theorems": len(powers),
        "mutation_score": fates[Fate.KILLED.value] / told if told else None,
        "mutants": dict(fates),
        "weakenings": dict(needs),
        "witnesses": len(refuted),
        "certified": sum(result.certified for result in refuted),
        "inequalities": len(slacks),
        "attained": sum(slack.attained for slack in slacks),
        "disagreements": sum(len(each.errors) for each in powers),
    }


def draw_batches(subject: Subject, *, instances: int = INSTANCES, seed: int = 0) -> tuple[Batch, ...]:
    """Instances that satisfy the hypotheses, one batch a choice of sizes, the smallest sizes first.

    Each has random ones, some aimed at conditions of the conclusion, and those with the simplest entries. Where the
    conclusion is decided instance by instance, larger sizes are left out.

    Raises:
        GenerationError: a variable cannot be drawn at any size.
    """
    statement, chosen = subject.statement, subject.plan
    plans = (chosen, *aimed_plans(subject))
    key = int.from_bytes(hashlib.sha256(statement.name.encode()).digest()[:8], "big")
    drawn: list[Batch] = []
    one_by_one = 0
    for sizes in _sizes(chosen.sizes(), key + seed):
        numbers = [number for name in sorted(sizes) for number in (len(name), sizes[name])]
        rng = np.random.default_rng(np.random.SeedSequence([seed, key, *numbers]))
        proposals = list(_proposals(plans, sizes, rng, max(1, instances // _WEIGHTY_SIZES // (len(plans) + 1))))
        accepted = [kept for part in proposals if (kept := subject.satisfying(part)).count]
        if accepted:
            batch = joined(accepted)
            drawn.append(batch)
            one_by_one += subject.evaluator.prop(statement.conclusion, batch).flint
        if one_by_one > _ONE_BY_ONE:
            break
    return tuple(drawn)


def _sizes(candidates: Sequence[Sizes], seed: int) -> list[Mapping[str, int]]:
    """The smallest with and without a zero, and some of those that deserve to be used, smallest first.

    Among those without a zero it is the largest number that counts, so that up to three sizes are 1 and 2 in every way.
    """
    ordered = sorted(candidates, key=lambda sizes: (sum(sizes.values.values()), max(sizes.values.values(), default=0)))
    empty = [sizes for sizes in ordered if 0 in sizes.values.values()]
    full = [sizes for sizes in ordered if 0 not in sizes.values.values()]
    narrow = sorted(full, key=lambda sizes: max(sizes.values.values(), default=0))
    small = [*empty[:_EMPTY_SIZES], *narrow[:_SMALLEST_SIZES]]
    rng = np.random.default_rng(seed % 2**63)
    keyed = [(-(float(rng.random()) ** (1 / sizes.weight)), sizes) for sizes in ordered]
    others = [each for each in keyed if each[1] not in small]
    weighty = [sizes for _, sizes in sorted(others, key=lambda each: each[0])[:_WEIGHTY_SIZES]]
    return [sizes.values for sizes in ordered if sizes in weighty or sizes in small]


def _proposals(
    plans: Sequence[Plan], sizes: Mapping[str, int], rng: np.random.Generator, count: int
) -> Iterator[Batch]:
    chosen = plans[0]
    if chosen.is_finite:
        table = chosen.enumerate(sizes)
        if table is not None and table.count <= _LARGEST_ENUMERATION:
            yield table
            return
    for place, each in enumerate(plans):
        if each.admits(sizes):
            batch = _generated(each, sizes, rng, 2 * count if place == 0 else count)
            if batch is not None:
                yield batch if cells(batch) else take(batch, np.arange(1))
    if chosen.steps:
        yield from _grid(chosen, sizes, rng)


def _generated(chosen: Plan, sizes: Mapping[str, int], rng: np.random.Generator, count: int) -> Batch | None:
    """A batch, or none where sizes leave a variable no value."""
    try:
        return chosen.generate(sizes, rng, count)
    except GenerationError:
        return None


def _grid(chosen: Plan, sizes: Mapping[str, int], rng: np.random.Generator) -> Iterator[Batch]:
    """Instances with entries from `_GRID`: all with the first few of them, if these are few enough, or a sample."""
    shapes = {var.name: shape_of(var.sort, sizes) for var, _ in chosen.steps}
    width = sum(math.prod(shape) for shape in shapes.values())
    table = chosen.enumerate(sizes) if chosen.discrete else Batch(dict(sizes), {}, 1)
    if table is None or table.count == 0:
        return
    grid = np.array(_GRID, dtype=np.int64)
    every = range(len(_GRID), _FEWEST_KINDS - 1, -1)
    kinds = next((kinds for kinds in every if table.count * kinds**width <= _GRID_LIMIT), 0)
    if kinds:
        places = kinds ** np.arange(width, dtype=np.int64)
        entries = grid[np.arange(kinds**width)[:, np.newaxis] // places % kinds]
        rows = np.repeat(np.arange(table.count), len(entries))
        entries = np.tile(entries, (table.count, 1))
    else:
        entries = rng.choice(grid, (_GRID_SAMPLE, width), p=(0.3, 0.25, 0.2, 0.1, 0.15))
        rows = rng.integers(0, table.count, _GRID_SAMPLE)
    yield Batch(dict(sizes), {**take(table, rows).arrays, **_cut(entries, shapes)}, len(entries))


def _cut(entries: Ints, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, FieldArray]:
    arrays: dict[str, FieldArray] = {}
    start = 0
    for name, shape in shapes.items():
        width = math.prod(shape)
        numerators = entries[:, start : start + width].reshape(len(entries), *shape)
        arrays[name] = FieldArray(numerators, np.full(len(entries), _GRID_DENOMINATOR, dtype=np.int64))
        start += width
    return arrays
