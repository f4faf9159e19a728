"""The shape that all means share: a name, a share of the time, and candidates made from a context."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from toymodels.evaluate import Batch, Instance
from toymodels.instances import Plan
from toymodels.instances.grid import field_cells
from toymodels.statements.language import Statement


@dataclass(frozen=True, slots=True)
class Context:
    """What means make candidates of.

    Attributes:
        statement: what may be false.
        plan: how instances of its hypotheses are drawn.
        seed: the seed of whatever is drawn.
        note: told what could not be tried, and why.
    """

    statement: Statement
    plan: Plan
    seed: int
    note: Callable[[str], None]

    def rng(self, *key: int) -> np.random.Generator:
        """Random numbers that depend on the seed and the key only."""
        return np.random.default_rng([self.seed, *key])

    def by_cells(self) -> list[Mapping[str, int]]:
        """All sizes, those with the fewest field elements first."""
        sizes = [each.values for each in self.plan.sizes()]
        return sorted(sizes, key=lambda values: (field_cells(self.plan, values), sum(values.values())))


@dataclass(frozen=True, slots=True)
class Reformed:
    """Instances of another form of the statement, whose variables have the same names and values."""

    claim: Statement
    batch: Batch


Candidates = Batch | Instance | Reformed
"""Many instances at one choice of sizes, or a single one, too large for a batch; hypotheses need not hold."""


@dataclass(frozen=True, slots=True)
class Means:
    """One way to come by candidates.

    Attributes:
        name: what it is called in records.
        share: the part of a search's time that it may take at most.
        candidates: the candidates, the most promising or the cheapest first.
    """

    name: str
    share: float
    candidates: Callable[[Context], Iterator[Candidates]]
