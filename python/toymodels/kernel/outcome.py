"""What the official kernel says: of one declaration, and of all that it was asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from toymodels.kernel.session import ACCEPTED, LEFT_OUT, NO_OPINION, REJECTED
from toymodels.kernel.wheel import KERNEL, WHEEL

SCHEMA = 1

_VERDICTS = (ACCEPTED, REJECTED, NO_OPINION, LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the kernel says of one declaration: accepted, rejected or no opinion, or that it was left out."""

    name: str
    module: str
    kind: str
    verdict: str
    reason: str = ""

    def to_json(self) -> dict[str, str]:
        """What is said, as JSON data, for where it is known of what."""
        return {"verdict": self.verdict, "reason": self.reason}


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
    summary: Mapping[str, Any] = field(default_factory=dict[str, Any])
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
        """0 if all is accepted; 1 for a rejected declaration; 3 where there is no opinion, or nothing to check."""
        verdicts = {outcome.verdict for outcome in self.outcomes.values()} - {LEFT_OUT}
        if REJECTED in verdicts:
            return 1
        return 0 if verdicts == {ACCEPTED} and not self.trouble else 3

    def faults(self) -> list[Outcome]:
        """The declarations that are rejected, or that there is no opinion of."""
        return [outcome for outcome in self.outcomes.values() if outcome.verdict in (REJECTED, NO_OPINION)]

    def overview(self) -> dict[str, Any]:
        """Everything but the single declarations, as JSON data."""
        return {
            "ran": self.ran,
            "kernel": KERNEL,
            "wheel": WHEEL,
            "counts": self.counts(),
            "accepted": self.accepted(),
            "summary": dict(self.summary),
            "trouble": self.trouble,
            "note": self.note,
        }

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON data."""
        return {"schema": SCHEMA, **self.overview(), "declarations": [asdict(each) for each in self.outcomes.values()]}
