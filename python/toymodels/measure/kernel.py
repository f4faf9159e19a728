"""Certificates put to Lean's kernel: the text that states a finding, and what Lean says of it, in limited time."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from toymodels.certify.lean_file import SILENT, file_of, judged
from toymodels.errors import EvaluatorDisagreement, LeanError
from toymodels.lean.scratch import Scratch, limited
from toymodels.library import Library
from toymodels.measure.assignment import Assignment, assign
from toymodels.measure.claims import Candidate
from toymodels.measure.lean_proof import LARGEST, lean_file, together
from toymodels.measure.results import Finding
from toymodels.measure.small import instance_of
from toymodels.measure.weights import Weights

_NO_CHECKS: tuple[tuple[str, str], ...] = ()
ACCEPTED, UNCHECKED = "accepted by Lean's kernel", "exact, not kernel-checked"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What Lean says of a text: whether it accepts it, `None` if it came to no end, and why it does not."""

    accepts: bool | None
    why: str = ""

    def __str__(self) -> str:
        return ACCEPTED if self.accepts else f"{UNCHECKED}: {self.why}"


_FALSE, _STUCK = "proved that the proposition", "did not reduce to"
"""How Lean's `decide` says that a proposition is false, and that it does not come to an answer."""


class Kernel:
    """Lean, for the certificates of one library; a context manager.

    Args:
        library: where the theorems are.
        seconds: how long Lean may take for one certificate, reading the theorem's module included.
        together: how long it may take for all.
    """

    def __init__(self, library: Library, seconds: float, together: float) -> None:
        self._library = library
        self._scratch = Scratch(library.project, library.build)
        self._seconds, self._together = seconds, together
        self._deadline = time.monotonic() + together

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scratch.close()

    def text(self, candidate: Candidate, weights: Weights, finding: Finding) -> str | None:
        """The Lean file of a finding; `None` if there are too many weights, or a variable has no value."""
        assignment = assign(candidate.statement, weights, marked=candidate.sides is not None)
        if not isinstance(assignment, Assignment) or weights.n * weights.m > LARGEST:
            return None
        values = instance_of(assignment, weights, finding, {}).values
        if any(var.name not in values for var in candidate.statement.variables):
            return None
        module = self._library.environment.module_of(finding.name)
        return lean_file(candidate.statement, assignment, weights, finding, [module])

    def opinions(self, texts: Mapping[str, str]) -> dict[str, Opinion]:
        """What Lean says of the texts of several certificates, by name: of each alone if it does not accept all.

        Raises:
            EvaluatorDisagreement: as `opinion` does.
        """
        if len(texts) > 1 and self._asked(together(texts.values()), "of_several").accepts:
            return dict.fromkeys(texts, Opinion(True))
        return {name: self.opinion(text, name) for name, text in texts.items()}

    def opinion(self, text: str, name: str) -> Opinion:
        """What Lean says of the text of a certificate called `name`.

        Raises:
            EvaluatorDisagreement: its kernel finds false what was computed from the weights.
        """
        found = self._asked(text, name)
        if found.accepts is False and _FALSE in found.why:
            raise EvaluatorDisagreement(
                f"{name}: Lean's kernel finds false what was computed from these weights; that is a defect of "
                f"toymodels, please report it with the weights. {found.why}"
            )
        return found

    def _asked(self, text: str, name: str) -> Opinion:
        started = time.monotonic()
        seconds = min(self._seconds, self._deadline - started)
        if seconds <= 0:
            return Opinion(None, f"Lean has used the {self._together:.0f} s that all theorems have together")
        try:
            with limited(self._scratch, seconds):
                said = judged(self._scratch, f"certificate_{name}", file_of(text.rstrip(), _NO_CHECKS))
        except LeanError as error:
            is_late = time.monotonic() - started >= seconds
            return Opinion(None, f"Lean takes more than {seconds:.0f} s" if is_late else " ".join(str(error).split()))
        if said.ok:
            return Opinion(True)
        errors = [" ".join(message.text.split()) for _, message in said.errors]
        false = next((error for error in errors if _FALSE in error), None)
        if false is None and any(_STUCK in error for error in errors):
            return Opinion(None, "Lean's kernel does not reach an answer")
        return Opinion(False, (false or (errors or [SILENT])[0])[:400])
