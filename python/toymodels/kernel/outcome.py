"""What the official kernel says: of one declaration, and of all that it was asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from toymodels.kernel.verdicts import ACCEPTED, LEFT_OUT, NO_OPINION, REJECTED
from toymodels.kernel.wheel import KERNEL, WHEEL
from toymodels.records.forms import Result
from toymodels.status import Status

SCHEMA = 1
_VERDICTS = (ACCEPTED, REJECTED, NO_OPINION, LEFT_OUT)


Summary = Mapping[str, Mapping[str, int]]
"""Numbers by name, by what they count."""


class Opinion(Result, frozen=True):
    """A verdict of the kernel, accepted, rejected, no opinion or left out, and why."""

    verdict: str
    reason: str


class Outcome(Result, frozen=True):
    """What the kernel says of one declaration: accepted, rejected or no opinion, or that it was left out."""

    name: str
    module: str
    kind: str
    verdict: str
    reason: str = ""

    @property
    def opinion(self) -> Opinion:
        """What is said, for where it is known of what."""
        return Opinion(self.verdict, self.reason)


class Judged(Result, frozen=True):
    """What the kernel says of a library, in numbers, with the declarations that it did not accept."""

    ran: bool
    kernel: str
    wheel: str
    counts: Mapping[str, int]
    accepted: Mapping[str, int]
    summary: Summary
    trouble: str
    note: str
    faults: tuple[Outcome, ...]

    @property
    def exit_status(self) -> int:
        """0 if all is accepted; 1 for a rejected declaration; 3 where there is no opinion, or nothing to check."""
        if self.counts["rejected"]:
            return Status.REFUTED
        certain = self.counts["accepted"] and not self.counts["no_opinion"] and not self.trouble
        return Status.OK if certain else Status.UNKNOWN


class RecheckRecord(Result, frozen=True):
    """What the kernel says of a library, in numbers and of each declaration."""

    schema: int
    ran: bool
    kernel: str
    wheel: str
    counts: Mapping[str, int]
    accepted: Mapping[str, int]
    summary: Summary
    trouble: str
    note: str
    declarations: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Recheck:
    """What the official kernel says of a library.

    Attributes:
        outcomes: by the name of the declaration.
        summary: what was re-checked of core (`core_checked`), which constructors and recursors of the library and of
            core the kernel derived as the files have them (`derived`), which theorems and hidden bodies of core were
            admitted without a check and which axioms were, each with the number of accepted theorems that rest on it.
            Empty if the process ended early.
        trouble: why the process ended early, or was not started, if so.
        ran: whether the kernel was asked.
        note: what of the library it was asked about, and when, if that was not all of it just now.
        recognized: how many proofs it had accepted before, in the same compiled files, so that it was not asked again.
    """

    outcomes: Mapping[str, Outcome]
    summary: Summary = field(default_factory=dict[str, Mapping[str, int]])
    trouble: str = ""
    ran: bool = True
    note: str = ""
    recognized: int = 0

    def of(self, name: str) -> Outcome:
        """What is said of the declaration called `name`; no opinion of what was not asked."""
        known = self.outcomes.get(name)
        return known or Outcome(name, "", "", NO_OPINION, self.trouble or "the compiled files have no such name")

    def counts(self) -> dict[str, int]:
        """How many declarations have each verdict."""
        counted = Counter(outcome.verdict for outcome in self.outcomes.values())
        return {verdict.replace(" ", "_"): counted[verdict] for verdict in _VERDICTS}

    def accepted(self) -> dict[str, int]:
        """How many declarations of each kind were accepted."""
        return dict(Counter(each.kind for each in self.outcomes.values() if each.verdict == ACCEPTED))

    @property
    def exit_status(self) -> int:
        """That of what it has `judged`."""
        return self.judged().exit_status

    def faults(self) -> list[Outcome]:
        """The declarations that are rejected, or that there is no opinion of."""
        return [outcome for outcome in self.outcomes.values() if outcome.verdict in (REJECTED, NO_OPINION)]

    def judged(self) -> Judged:
        """Everything but the declarations that were accepted or left out."""
        return Judged(
            self.ran,
            KERNEL,
            WHEEL,
            self.counts(),
            self.accepted(),
            self.summary,
            self.trouble,
            self.note,
            tuple(self.faults()),
        )

    def record(self) -> RecheckRecord:
        """Everything, for other programs."""
        return RecheckRecord(
            SCHEMA,
            self.ran,
            KERNEL,
            WHEEL,
            self.counts(),
            self.accepted(),
            self.summary,
            self.trouble,
            self.note,
            tuple(self.outcomes.values()),
        )
