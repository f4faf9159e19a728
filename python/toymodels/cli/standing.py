"""Who says that a theorem is proved: the Lean that built it, an official kernel, an official `lake build`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toymodels.kernel.opinion import kept_opinion
from toymodels.kernel.outcome import Opinion, Outcome
from toymodels.kernel.wheel import KERNEL, missing_kernel
from toymodels.lean.audit import AuditEntry, AuditOutcome
from toymodels.lean.build import BuildResult
from toymodels.lean.project import Project
from toymodels.lean.toolchain import Toolchain
from toymodels.records.forms import Result


class StandingRecord(Result, frozen=True):
    """What is known of one proof, for other programs."""

    built_by: str
    official_build: bool
    audit: AuditOutcome
    official_kernel: Opinion | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one proof.

    Attributes:
        toolchain: the Lean that built it.
        audit: what the audit says of it.
        official: what the official kernel said when it was asked last, of these compiled files; `None` if it was not.
    """

    toolchain: Toolchain
    audit: AuditEntry
    official: Outcome | None

    @property
    def officially_built(self) -> bool:
        """Whether an official `lake build` built it."""
        return self.toolchain.is_official

    def record(self) -> StandingRecord:
        """The same for other programs."""
        audited = AuditOutcome(self.audit.ok, self.audit.reasons)
        opinion = self.official and self.official.opinion
        return StandingRecord(str(self.toolchain), self.officially_built, audited, opinion)

    def lines(self) -> Iterator[str]:
        """For people, a line for each of the three."""
        built = f"accepted by {self.toolchain}, {self._audited()}"
        yield f"embedded build: {'not done, an official Lean was there' if self.officially_built else built}"
        yield f"official kernel: {self._official()}"
        yield f"official `lake build`: {built if self.officially_built else 'not done, no native Lean was there'}"

    def _audited(self) -> str:
        if not self.audit.ok:
            return f"fails the audit: {'; '.join(self.audit.reasons)}"
        trusted = len(self.audit.trusted)
        below = f"{trusted} theorem{'s' if trusted > 1 else ''} of core, whose proofs are not here"
        unseen = f", beside those of {below}" if trusted else ""
        return f"passes the audit; axioms: {', '.join(self.audit.axioms) or 'none'}{unseen}"

    def _official(self) -> str:
        if self.official is None:
            return missing_kernel() or "not asked since the library was built: `toymodels recheck` does it"
        return f"{self.official.verdict} by {KERNEL}" + (f": {self.official.reason}" if self.official.reason else "")


def standing(project: Project, build: BuildResult, audited: AuditEntry) -> Standing:
    """Who says that the theorem which was audited is proved.

    Raises:
        OleanError: a compiled file is missing.
    """
    opinion = kept_opinion(project, build)
    return Standing(build.toolchain, audited, opinion and opinion.of(audited.name))
