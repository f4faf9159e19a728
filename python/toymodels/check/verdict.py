"""What a check can say about a statement."""

from __future__ import annotations

from collections.abc import Mapping

from toymodels.errors import crash_reason
from toymodels.evaluate.batch import Instance
from toymodels.records.forms import Result
from toymodels.statements.language import Unsupported


class _Verdict(Result, frozen=True, tag_field="kind", tag=str.lower):
    @property
    def kind(self) -> str:
        """What it is called: `held`, `refuted`, `vacuous` or `unknown`."""
        return type(self).__name__.lower()


class Held(_Verdict, frozen=True):
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


class Refuted(_Verdict, frozen=True, omit_defaults=True, repr_omit_defaults=True):
    """An instance satisfies every hypothesis and not the conclusion; two evaluators agree on it.

    Attributes:
        witness: the instance, made as small as the shrinker could.
        found: the instance as it was first drawn.
        reason: the part of the conclusion that fails, with its values: `1 ≤ 1/2 fails at i = 0`.
        shown: the witness as Lean has it, where some variable of the theorem is several of the statement.
    """

    witness: Instance
    found: Instance
    reason: str
    shown: Mapping[str, str] = {}


class Lesson(Result, frozen=True, omit_defaults=True):
    """A counterexample for people, which two evaluators agree on, and what fails there."""

    instance: Instance
    reason: str
    shown: Mapping[str, str] = {}


class Vacuous(_Verdict, frozen=True):
    """No instance satisfied all hypotheses, so nothing was tested. That counts as a failure."""

    why: str


class Unknown(_Verdict, frozen=True, omit_defaults=True):
    """The statement cannot be tested, and why; `term` is the part of it that cannot be read, if that is why."""

    reason: str
    term: str = ""

    @classmethod
    def unread(cls, statement: Unsupported) -> Unknown:
        """What is known of a statement that cannot be read."""
        return cls(statement.reason, statement.term)

    @classmethod
    def crashed(cls, error: BaseException) -> Unknown:
        """What is known of a statement after an unexpected error."""
        return cls(crash_reason(error))

    def __str__(self) -> str:
        return f"{self.reason}, in {self.term}" if self.term else self.reason


Verdict = Held | Refuted | Vacuous | Unknown
