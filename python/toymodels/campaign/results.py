"""What comes out of a chunk: all but `seconds` depends on the chunk alone, unless it is a search in limited time."""

from __future__ import annotations

from dataclasses import dataclass

VERDICTS = ("refuted", "held", "survived", "measured", "unknown", "vacuous")
"""What a chunk can say of a theorem; where several differ the first of these counts.

A check holds, a search is survived, power is measured: none of them says what another one does. One that held is not
unknown since another had too few instances.
"""

FINE = frozenset({"held", "survived", "measured"})
"""The verdicts with nothing to explain."""


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was so."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class HypothesisCount:
    """At how many proposals a hypothesis held, and whether the generator promises it."""

    name: str
    by_construction: bool
    proposals: int
    held: int


@dataclass(frozen=True, slots=True)
class SizeCount:
    """How many proposals there were at some sizes, and how many satisfied the hypotheses; `sizes` is JSON."""

    sizes: str
    proposals: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Tightest:
    """An instance at which an inequality was close to equality, exactly.

    Attributes:
        inequality: as text.
        relative: the slack over the sum of the sides' absolute values.
        left: the smaller side, a fraction `p/q`; `right` the other one.
        attained: whether both are equal.
        seed: with which it was drawn.
        instance: its values, as JSON.
    """

    inequality: str
    relative: float
    left: str
    right: str
    attained: bool
    seed: int
    instance: str


@dataclass(frozen=True, slots=True)
class Violation:
    """An instance that satisfies the hypotheses and not the conclusion, confirmed by two evaluators.

    Attributes:
        seed: with which it was drawn.
        reason: what fails.
        witness: the smallest one that was found from there, as JSON.
        found: as it was drawn, as JSON.
        replay: the command that finds it again.
    """

    seed: int
    reason: str
    witness: str
    found: str
    replay: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a mutant or of a hypothesis that was left out."""

    what: str
    fate: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes out of a chunk.

    Attributes:
        verdict: one of `VERDICTS`.
        reason: why it is unknown or vacuous.
        instances: how many satisfied the hypotheses and were decided exactly.
        proposals: how many were drawn.
        effective: how many of the instances could have failed.
        exhaustive: whether these are all that there are; they are counted in the first chunk of a campaign only.
        hashes: the smallest hashes of instances, which tell how many different ones there are.
        seconds: wall time.
    """

    verdict: str
    reason: str = ""
    instances: int = 0
    proposals: int = 0
    effective: int = 0
    exhaustive: bool = False
    arithmetic: tuple[Count, ...] = ()
    degenerate: tuple[Count, ...] = ()
    hypotheses: tuple[HypothesisCount, ...] = ()
    sizes: tuple[SizeCount, ...] = ()
    tightest: tuple[Tightest, ...] = ()
    violations: tuple[Violation, ...] = ()
    findings: tuple[Finding, ...] = ()
    hashes: tuple[int, ...] = ()
    seconds: float = 0.0
