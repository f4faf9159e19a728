"""The record of one check: what was tried, how much of it counted, and how to do it again."""

from __future__ import annotations

from collections.abc import Mapping

from toymodels.check.verdict import Held, Lesson, Refuted, Unknown, Verdict
from toymodels.records.forms import Result, Timing, derive


class HypothesisEvidence(Result, frozen=True):
    """How one hypothesis fared, by itself, on all proposals.

    `by_construction` says that the generator promises it wherever it can hold at all.
    """

    name: str
    by_construction: bool
    proposals: int
    held: int
    acceptance: float = 1.0
    """The share of proposals on which the hypothesis held; 1 if nothing was proposed."""

    def __post_init__(self) -> None:
        derive(self, acceptance=_share(self.held, self.proposals))


class SizeEvidence(Result, frozen=True):
    """Proposals and accepted instances at one assignment to the `Nat` variables."""

    sizes: Mapping[str, int]
    proposals: int
    accepted: int


class Attempt(Result, frozen=True):
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
        text: all of it in words.
    """

    proposals: int
    sizes: int | None
    failed: int
    conditions: int
    surveyed: int = 0
    excluded: int = 0
    text: str = ""

    def __post_init__(self) -> None:
        derive(self, text=self._told())

    def __str__(self) -> str:
        return self.text

    def _told(self) -> str:
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


class Evidence(Result, frozen=True, rename={"lesson": "teaching"}):
    """Everything about one check, a function of the statement, the seed and what was asked for.

    All but `timing`, and `lesson`, the search for which ends after seconds: on a slow machine there may be none.

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
        timing: wall time.
        distinct_exact: whether `distinct` was counted; otherwise it is an estimate, mostly within 1%.
        attempt: where the conclusion is about sizes alone, what was tried at sizes that break it; where no instance
            could have failed, what broke the conclusion; otherwise None.
        means: which of the means beside chance refuted it, where random instances did not; otherwise empty.
        tried: by these means, how many instances satisfied all hypotheses and were decided, beyond `instances`.
        notes: what could not be tried, and why.
        lesson: a counterexample that tells more than the smallest one, which is in the verdict; None if there is none.
        undecided: for how many more instances what the conclusion asks for was searched in vain.
        acceptance: the share of proposals that satisfied all hypotheses; 1 if nothing was proposed.
        exhaustive: whether all instances that there are were enumerated, apart from sizes that the user fixed.
        replay: the command that repeats this check; after a refutation, at the violating sizes only.
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
    timing: Timing
    distinct_exact: bool = True
    effective: int = 0
    attempt: Attempt | None = None
    means: str = ""
    tried: Mapping[str, int] = {}
    notes: tuple[str, ...] = ()
    lesson: Lesson | None = None
    undecided: int = 0
    acceptance: float = 1.0
    exhaustive: bool = False
    replay: str = ""

    def __post_init__(self) -> None:
        is_exhaustive = isinstance(self.verdict, Held) and self.verdict.exhaustive
        acceptance = _share(self.instances, self.proposals)
        derive(self, acceptance=acceptance, exhaustive=is_exhaustive, replay=self._replay())

    @property
    def kind(self) -> str:
        """What the verdict is called."""
        return self.verdict.kind

    @classmethod
    def none(cls, name: str, verdict: Unknown, *, seed: int = 0, pinned: Mapping[str, int] | None = None) -> Evidence:
        """The evidence for a statement that was not tested."""
        return cls(name, verdict, 0, 0, 0, 0, (), (), {}, {}, (), seed, pinned or {}, Timing(0.0))

    def _replay(self) -> str:
        if not self.asked:
            return ""
        sizes: Mapping[str, object] = self.pinned
        if isinstance(self.verdict, Refuted) and self.sizes and not self.means:
            found = self.verdict.found.values
            sizes = {name: found[name] for name in self.sizes[-1].sizes if name in found}
        command = f"toymodels check {self.name} --seed {self.seed} --instances {self.asked}"
        return command + (f" --sizes {','.join(f'{name}={value}' for name, value in sizes.items())}" if sizes else "")


def _share(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 1.0
