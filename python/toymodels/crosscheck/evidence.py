"""The record of one check: what was tried, how much of it counted, and how to do it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from toymodels.crosscheck.verdict import Held, Lesson, Refuted, Unknown, Vacuous, Verdict
from toymodels.evaluate.batch import Instance, Value

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class HypothesisEvidence:
    """How one hypothesis fared, by itself, on all proposals.

    `by_construction` says that the generator promises it wherever it can hold at all.
    """

    name: str
    by_construction: bool
    proposals: int
    held: int

    @property
    def acceptance(self) -> float:
        """The share of proposals on which the hypothesis held; 1 if nothing was proposed."""
        return self.held / self.proposals if self.proposals else 1.0


@dataclass(frozen=True, slots=True)
class SizeEvidence:
    """Proposals and accepted instances at one assignment to the `Nat` variables."""

    sizes: Mapping[str, int]
    proposals: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """How hard it was tried to refute a conclusion that could not fail at any accepted instance.

    If it is about sizes alone, it cannot fail at a size at which it is true, whatever else the instance is. If it is
    not, it may hold by sign wherever the hypotheses do.

    Attributes:
        proposals: how many broke the conclusion and did not satisfy all hypotheses. Those for a conclusion about sizes
            were drawn to satisfy them at sizes that break it; others, to satisfy all but one.
        sizes: at how many such sizes; None where the conclusion is not about sizes alone.
        failed: at the nearest of these proposals, how many conditions of the hypotheses failed.
        conditions: how many there are: `∀ i j, i ≠ j → ..` of four vectors is twelve.
        surveyed: if no size that was drawn breaks it: how many small sizes were gone through, hypotheses or not.
        excluded: at how many of these the conclusion is false, each excluded by a hypothesis about sizes alone.
    """

    proposals: int
    sizes: int | None
    failed: int
    conditions: int
    surveyed: int = 0
    excluded: int = 0

    def __str__(self) -> str:
        if self.sizes is None:
            return self._without_each()
        if not self.proposals:
            return f"the conclusion is about sizes alone and {self._survey()}"
        places = "the one size" if self.sizes == 1 else f"{self.sizes:,} sizes"
        tried = f"{self.proposals:,} proposals at {places} that break it"
        return f"the conclusion is about sizes alone: {tried}, {self._met()}"

    def _without_each(self) -> str:
        said = "no instance that was tried could have failed"
        if not self.proposals:
            return f"{said}, and no proposal broke the conclusion"
        return f"{said}: {self.proposals:,} proposals broke the conclusion, {self._met()}"

    def _met(self) -> str:
        if not self.conditions:
            return "all of them at sizes that a hypothesis excludes"
        if self.conditions == 1:
            return "the hypothesis never held"
        return f"at the nearest {self.failed:,} of {self.conditions:,} conditions of the hypotheses failed"

    def _survey(self) -> str:
        if not self.surveyed:
            return "true at every size tried"
        if not self.excluded:
            return f"true at all {self.surveyed:,} of the smallest sizes, whatever the hypotheses"
        return f"false at {self.excluded:,} of the {self.surveyed:,} smallest sizes, all excluded by the hypotheses"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything about one check, a function of the statement, the seed and what was asked for.

    All but `seconds`, and `lesson`, the search for which ends after seconds: on a slow machine there may be none.

    Attributes:
        name: the theorem's full Lean name.
        verdict: what the check says.
        asked: how many instances were asked for.
        instances: how many satisfied all hypotheses; `distinct` of them are pairwise different.
        effective: how many of them could have failed (`effective.py` says which); none of a conclusion about sizes.
        proposals: how many were drawn.
        hypotheses: acceptance, hypothesis by hypothesis, alone.
        sizes: what was tried at which sizes.
        arithmetic: how many conclusions each kind of exact arithmetic decided.
        degenerate: how many accepted instances were degenerate, by kind.
        plan: how the instances were drawn, one line a step.
        seed: the seed; `pinned` are sizes that the caller fixed.
        seconds: wall time.
        distinct_exact: whether `distinct` was counted; otherwise it is an estimate, mostly within 1%.
        attempt: where the conclusion is about sizes alone, what was tried at sizes that break it; where no instance
            could have failed, what broke the conclusion; otherwise None.
        means: which of the means beside chance refuted it, where random instances did not; otherwise empty.
        tried: by these means, how many instances satisfied all hypotheses and were decided, beyond `instances`.
        notes: what could not be tried, and why.
        lesson: a counterexample that tells more than the smallest one, which is in the verdict; None if there is none.
    """

    name: str
    verdict: Verdict
    asked: int
    instances: int
    distinct: int
    proposals: int
    hypotheses: tuple[HypothesisEvidence, ...]
    sizes: tuple[SizeEvidence, ...]
    arithmetic: Mapping[str, int]
    degenerate: Mapping[str, int]
    plan: tuple[str, ...]
    seed: int
    pinned: Mapping[str, int]
    seconds: float
    distinct_exact: bool = True
    effective: int = 0
    attempt: Attempt | None = None
    means: str = ""
    tried: Mapping[str, int] = field(default_factory=dict[str, int])
    notes: tuple[str, ...] = ()
    lesson: Lesson | None = None

    @property
    def acceptance(self) -> float:
        """The share of proposals that satisfied all hypotheses; 1 if nothing was proposed."""
        return self.instances / self.proposals if self.proposals else 1.0

    @property
    def exhaustive(self) -> bool:
        """Whether all instances that there are were enumerated, apart from sizes that the user fixed."""
        return isinstance(self.verdict, Held) and self.verdict.exhaustive

    @property
    def replay(self) -> str:
        """The command that repeats this check; after a refutation, at the violating sizes only."""
        sizes = self.pinned
        if isinstance(self.verdict, Refuted) and not self.means:
            found = self.verdict.found.values
            sizes = {name: int(str(found[name])) for name in self.sizes[-1].sizes}
        command = f"toymodels check {self.name} --seed {self.seed} --instances {self.asked}"
        return command + (f" --sizes {','.join(f'{name}={value}' for name, value in sizes.items())}" if sizes else "")

    def to_json(self) -> dict[str, Json]:
        """The record as JSON values; fractions are strings `p/q`, and `seconds` stands apart under `timing`."""
        return {
            "name": self.name,
            "verdict": _verdict_json(self.verdict),
            "teaching": lesson_json(self.lesson),
            "asked": self.asked,
            "effective": self.effective,
            "instances": self.instances,
            "distinct": self.distinct,
            "distinct_exact": self.distinct_exact,
            "proposals": self.proposals,
            "acceptance": round(self.acceptance, 6),
            "exhaustive": self.exhaustive,
            "hypotheses": [
                {
                    "name": h.name,
                    "by_construction": h.by_construction,
                    "held": h.held,
                    "proposals": h.proposals,
                    "acceptance": round(h.acceptance, 6),
                }
                for h in self.hypotheses
            ],
            "sizes": [{"sizes": dict(s.sizes), "proposals": s.proposals, "accepted": s.accepted} for s in self.sizes],
            "arithmetic": dict(self.arithmetic),
            "degenerate": dict(self.degenerate),
            "attempt": _attempt_json(self.attempt),
            "means": self.means,
            "tried": dict(self.tried),
            "notes": list(self.notes),
            "plan": list(self.plan),
            "seed": self.seed,
            "replay": self.replay,
            "timing": {"seconds": round(self.seconds, 3)},
        }


def _attempt_json(attempt: Attempt | None) -> Json:
    if attempt is None:
        return None
    return {
        "proposals": attempt.proposals,
        "sizes": attempt.sizes,
        "failed": attempt.failed,
        "conditions": attempt.conditions,
        "surveyed": attempt.surveyed,
        "excluded": attempt.excluded,
        "text": str(attempt),
    }


def _verdict_json(verdict: Verdict) -> dict[str, Json]:
    match verdict:
        case Held(instances, exact, exhaustive, complete, effective):
            return {
                "kind": "held",
                "effective": effective,
                "instances": instances,
                "exact": exact,
                "exhaustive": exhaustive,
                "complete": complete,
            }
        case Refuted(witness, found, reason):
            return {
                "kind": "refuted",
                "reason": reason,
                "witness": instance_json(witness),
                "found": instance_json(found),
            }
        case Vacuous(why):
            return {"kind": "vacuous", "why": why}
        case Unknown(reason):
            return {"kind": "unknown", "reason": reason}


def lesson_json(lesson: Lesson | None) -> Json:
    """The instance and the reason; None if there is no lesson."""
    return lesson and {"instance": instance_json(lesson.instance), "reason": lesson.reason}


def instance_json(instance: Instance) -> dict[str, Json]:
    """Values by variable name: numbers, strings `p/q` for fractions, and nested lists."""
    return {name: _value_json(value) for name, value in instance.values.items()}


def _value_json(value: Value) -> Json:
    match value:
        case Fraction():
            return str(value)
        case tuple():
            return [_value_json(part) for part in value]
        case _:
            return value
