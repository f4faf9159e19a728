"""The shape that all means share: a name, a share of the time, and candidates made from a context."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from toymodels.evaluate.batch import Batch, Instance
from toymodels.evaluate.cost import cost
from toymodels.instances.grid import field_cells
from toymodels.instances.plan import Plan
from toymodels.instances.subject import Subject
from toymodels.statements.language import Statement
from toymodels.statements.read.closed import Closed

MOST_STEPS = 100_000_000
"""The most that deciding one batch may cost, in steps of evaluation as `cost` counts them: about a second."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much the means may cost, in numbers and never by the clock, so that it is the same every time.

    Attributes:
        sizes: at how many sizes each of the means looks, those with the fewest field elements first.
        small: how many small instances there may be at one size.
        aims: how many plans are made for a failure, each at `aimed_sizes` sizes with `aimed` instances.
        by_luck: whether plans are used, too, that leave the failure or a hypothesis to rejection.
        suggested: how many combinations of suggested numbers there may be at one size.
        places: at how many variables and sizes, one or two at a time, objects of the library are tried.
        around: how many instances there are at each of these.
        steps_on_curves: how many steps of evaluation sliding along curves may take.
        tables_grow: whether sizes beyond the usual ones are tried where tables of field elements have them.
    """

    sizes: int | None
    small: int
    aims: int
    aimed_sizes: int
    aimed: int
    by_luck: bool
    suggested: int
    places: int
    around: int
    steps_on_curves: int
    tables_grow: bool


SEARCH = Effort(
    None,
    small=100_000,
    aims=24,
    aimed_sizes=12,
    aimed=256,
    by_luck=True,
    suggested=10_000,
    places=200,
    around=256,
    steps_on_curves=1_000_000,
    tables_grow=True,
)
"""As much as a search has time for."""
CHECK = Effort(
    6,
    small=1_000,
    aims=4,
    aimed_sizes=2,
    aimed=64,
    by_luck=False,
    suggested=512,
    places=8,
    around=64,
    steps_on_curves=30_000,
    tables_grow=False,
)
"""A small part of what a check costs anyway."""


@dataclass(frozen=True, slots=True)
class Context:
    """What means make candidates of.

    Attributes:
        subject: what may be false.
        seed: the seed of whatever is drawn.
        note: told what could not be tried, and why.
        effort: how much it may cost.
        pinned: the values of the `Nat` variables that are fixed.
        closed: the objects that the library defines.
    """

    subject: Subject
    seed: int
    note: Callable[[str], None]
    effort: Effort = SEARCH
    pinned: Mapping[str, int] = field(default_factory=dict[str, int])
    closed: tuple[Closed, ...] = ()

    @property
    def statement(self) -> Statement:
        """What the subject states."""
        return self.subject.statement

    @property
    def plan(self) -> Plan:
        """How instances of its hypotheses are drawn."""
        return self.subject.plan

    def rng(self, *key: int) -> np.random.Generator:
        """Random numbers that depend on the seed and the key only."""
        return np.random.default_rng([self.seed, *key])

    def affordable(self, sizes: Mapping[str, int]) -> int:
        """How many instances at `sizes` can be decided in a moment; 0 if one takes longer."""
        return MOST_STEPS // max(1, cost(self.statement, sizes))

    def by_cells(self) -> list[Mapping[str, int]]:
        """The sizes to look at, those with the fewest field elements first."""
        sizes = [each.values for each in self.plan.sizes(self.pinned)]
        sizes.sort(key=lambda values: (field_cells(self.plan, values), sum(values.values())))
        return list(islice(filter(self.affordable, sizes), self.effort.sizes))


@dataclass(frozen=True, slots=True)
class Reformed:
    """Instances of another form of the statement, whose variables have the same names and values."""

    claim: Subject
    batch: Batch


Candidates = Batch | Instance | Reformed
"""Many instances at one choice of sizes, or a single one, too large for a batch; hypotheses need not hold."""


@dataclass(frozen=True, slots=True)
class Means:
    """One way to find candidates.

    Attributes:
        name: what it is called in records.
        share: the part of a search's time that it may take at most.
        candidates: the candidates, the most promising or the cheapest first.
    """

    name: str
    share: float
    candidates: Callable[[Context], Iterator[Candidates]]
