"""Files of checks put to Lean, each an `example` or a theorem of its own, and what Lean says of each of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from toymodels.lean.messages import Message
from toymodels.lean.scratch import Scratch

T = TypeVar("T")

SILENT = "Lean rejects it without saying why"


def head(imports: Iterable[str], depth: int = 10_000) -> str:
    """What stands above the checks: the modules that they need, and how deep Lean may go."""
    return "\n".join(["module", *(f"import {name}" for name in imports), f"set_option maxRecDepth {depth}"])


@dataclass(frozen=True, slots=True)
class LeanFile(Generic[T]):
    """A text with checks below its head; by the line (from 1) at which it begins, which check stands there."""

    source: str
    starts: dict[int, T]


def file_of(head: str, checks: Iterable[tuple[T, str]]) -> LeanFile[T]:
    """The file of some checks, each under what it is called here."""
    parts, line = [head], head.count("\n") + 3
    starts: dict[int, T] = {}
    for name, text in checks:
        parts.append(text)
        starts[line] = name
        line += text.count("\n") + 2
    return LeanFile("\n\n".join(parts) + "\n", starts)


def labelled(head: str, checks: Iterable[tuple[str, str]]) -> LeanFile[str]:
    """The file of some checks, each below a comment that says what it is called."""
    return file_of(head, ((label, f"-- {label}\n{text}") for label, text in checks))


@dataclass(frozen=True, slots=True)
class Judged(Generic[T]):
    """What Lean says of a file.

    Attributes:
        ok: whether it accepts all of it.
        errors: the check that each is about, `None` for what stands above all checks, with Lean's message.
    """

    ok: bool
    errors: Sequence[tuple[T | None, Message]]

    @property
    def is_silent(self) -> bool:
        """Whether Lean rejects the file and says nothing about it."""
        return not self.ok and not self.errors


def judged(session: Scratch, name: str, file: LeanFile[T], *, keep: bool = False) -> Judged[T]:
    """Put a file to Lean; with `keep` it becomes the module `name` if Lean accepts all of it.

    Raises:
        LeanError: Lean cannot be run.
    """
    elaboration = session.elaborate(name, file.source, keep=keep)
    lines = sorted(file.starts)
    errors = [message for message in elaboration.messages if message.severity == "error"]
    before = ((bisect_right(lines, message.line), message) for message in errors)
    return Judged(elaboration.ok, [(file.starts[lines[at - 1]] if at else None, message) for at, message in before])
