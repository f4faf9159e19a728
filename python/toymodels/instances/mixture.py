"""Families of matrices mixed into a plan's draws, where that satisfies more hypotheses.

The constructions of a plan read hypotheses one comparison at a time. What several hypotheses ask of a matrix together,
or one asks through sums and products of its entries, they leave to rejection. At sizes where most of a plan's own
proposals are rejected, each family of matrices is therefore tried for each matrix variable, the other variables being
drawn by a plan of their own around it; those whose instances the hypotheses accept get most of the draws.

Nothing depends on what a statement's definitions are called, and every proposal is tested like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from toymodels.evaluate.batch import DiscreteArray, FieldArray
from toymodels.instances.constructions.families import FAMILIES, POWERS, Family
from toymodels.instances.source import Ints, Source, pick
from toymodels.instances.terms import argument_sorts
from toymodels.statements.language import FinSort, Var

ENOUGH = 0.6
"""Where a plan's own draws are accepted this often, nothing is mixed in."""

PLAIN_SHARE = 20
"""Percent of the proposals that remain the plan's own, whatever is mixed in."""

_LEAST_GAIN = 0.1
_MOST_MODES = 6
_MOST_MATRICES = 3


@dataclass(frozen=True, slots=True)
class Mode:
    """A family for some matrix variables, which all get the same matrices; a transposed one has them as columns."""

    variables: tuple[Var, ...]
    family: Family
    transposed: bool = False

    def describe(self) -> str:
        """The mode for people."""
        names = " = ".join(var.name for var in self.variables)
        return f"{names}: {self.family.name}{', transposed' if self.transposed else ''}"

    def draw(self, source: Source, shape: tuple[int, ...], count: int) -> FieldArray | None:
        """`count` values of the given shape; None where the family has none."""
        if len(shape) == 3:
            return self.family.draw(source, shape[0], shape[1], count) if shape[1] == shape[2] else None
        rows, columns = shape[::-1] if self.transposed else shape
        value = self.family.draw(source, rows, columns, count)
        if value is None or not self.transposed:
            return value
        return FieldArray(np.ascontiguousarray(value.numerators.swapaxes(1, 2)), value.denominators)


def modes(fields: Sequence[Var]) -> Iterator[Mode]:
    """The modes to try for these field variables: each matrix by itself, and pairs of matrices that are equal."""
    matrices = [var for var in fields if _arity(var) == 2][:_MOST_MATRICES]
    groups = [(var,) for var in matrices]
    groups += [(one, two) for k, one in enumerate(matrices) for two in matrices[:k] if one.sort == two.sort]
    for group in groups:
        for family in FAMILIES:
            yield Mode(group, family)
            if not _is_square(group[0]):
                yield Mode(group, family, transposed=True)
    for var in fields:
        if _arity(var) == 3:
            yield Mode((var,), POWERS)


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A few proposals of one mode (None: the plan's own draws).

    rate: the share that all hypotheses accept; discrete: the values of the discrete variables in those.
    """

    mode: Mode | None
    rate: float
    discrete: Mapping[str, DiscreteArray]


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Which modes are drawn at some sizes, and how many percent of the proposals each gets; the rest is plain.

    discrete: for each mode, and at last for plain draws, values of the discrete variables to be drawn more often.
    """

    modes: tuple[Mode, ...] = ()
    percents: tuple[int, ...] = ()
    discrete: tuple[Mapping[str, DiscreteArray] | None, ...] = (None,)

    def choose(self, source: Source, count: int) -> Ints:
        """For each proposal the position of its mode, or the number of modes for the plan's own draw, shape (b,)."""
        if not self.modes:
            return np.zeros(count, dtype=np.int64)
        return pick(source, (*self.percents, 100 - sum(self.percents)), (count,))


def mixture(plain: Trial, trials: Sequence[Trial]) -> Mixture:
    """The mixture for a plan from what was tried of its own draws and of each mode."""
    best = sorted((trial for trial in trials if trial.rate >= plain.rate + _LEAST_GAIN), key=lambda t: -t.rate)
    best = [trial for trial in best if trial.rate >= best[0].rate / 2][:_MOST_MODES]
    total = sum(trial.rate for trial in best)
    percents = tuple(int((100 - PLAIN_SHARE) * trial.rate / total) for trial in best)
    found = tuple(trial.mode for trial in best if trial.mode is not None)
    discrete = tuple(trial.discrete if 0 < trial.rate < ENOUGH else None for trial in (*best, plain))
    return Mixture(found, percents, discrete)


def _arity(var: Var) -> int:
    domains, _ = argument_sorts(var.sort)
    return len(domains) if all(isinstance(domain, FinSort) for domain in domains) else 0


def _is_square(var: Var) -> bool:
    domains, _ = argument_sorts(var.sort)
    return domains[0] == domains[1]
