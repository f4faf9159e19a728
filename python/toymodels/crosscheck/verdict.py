"""What a check can say about a statement."""

from __future__ import annotations

from dataclasses import dataclass

from toymodels.evaluate.batch import Instance


@dataclass(frozen=True, slots=True)
class Held:
    """The conclusion was true for every instance that satisfied the hypotheses.

    Attributes:
        instances: how many instances that was.
        exact: whether each of them was decided in exact arithmetic.
        exhaustive: whether these are all instances that there are, each once, apart from sizes that the user fixed.
        complete: whether as many instances were found as were asked for, or all that there are at the sizes tried.
        effective: how many of the instances could have failed.
    """

    instances: int
    exact: bool
    exhaustive: bool = False
    complete: bool = True
    effective: int = 0


@dataclass(frozen=True, slots=True)
class Refuted:
    """An instance satisfies every hypothesis and not the conclusion; two evaluators agree on it.

    Attributes:
        witness: the instance, made as small as the shrinker could.
        found: the instance as it was first drawn.
        reason: the part of the conclusion that fails, with its values: `1 ≤ 1/2 fails at i = 0`.
    """

    witness: Instance
    found: Instance
    reason: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A counterexample for people, which two evaluators agree on, and what fails there."""

    instance: Instance
    reason: str


@dataclass(frozen=True, slots=True)
class Vacuous:
    """No instance satisfied all hypotheses, so nothing was tested. That counts as a failure."""

    why: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The statement cannot be tested, and why."""

    reason: str


Verdict = Held | Refuted | Vacuous | Unknown
