"""What a running Lean is asked and answers, and what comes of one module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from toymodels.errors import LeanError
from toymodels.lean.adapt import Adapted
from toymodels.lean.messages import Message


class ElaborationStopped(LeanError):
    """Lean did not come to an end with one module; with others it may.

    `messages` are those about the module until then: the last one hints at how far Lean came.
    """

    def __init__(self, reason: str, messages: tuple[Message, ...] = ()) -> None:
        super().__init__(reason)
        self.messages = messages


class LeanDied(ElaborationStopped):
    """Lean's process ended without an answer, and nobody had asked it to."""


@dataclass(frozen=True, slots=True)
class Elaboration:
    """What Lean said about one module; `ok` when it accepted the module.

    `files` has SHA-256 of the compiled files by what they end with, where they were kept. `read` is the text that Lean
    was given in place of the module's own, if it was another one; messages are about places in the module's own.
    `source` is the module's text. `notes` has what was noted of each command, as `record.js` describes it, if it was
    asked for.
    """

    ok: bool
    messages: tuple[Message, ...]
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    read: Adapted | None = None
    source: str = ""
    notes: tuple[Any, ...] | None = None


class Request(msgspec.Struct, frozen=True):
    """A module that the process is asked to elaborate, with options of Lean's command, by their letters."""

    file: str
    record: bool
    options: tuple[tuple[str, str | None], ...]


class Answer(msgspec.Struct, frozen=True):
    """A line of the process: `serve.js` says when it writes which of these.

    Attributes:
        ready: whether it waits for requests.
        code: whether it began with compiled code that it could use.
        said: a line that Lean, or the module, has printed.
        noted: what was noted of a command.
        finished: the exit status of the elaboration; `None` before its end.
        heap: megabytes that Lean has then.
        resident: megabytes that the process has then.
    """

    ready: bool = False
    code: bool = False
    said: str = ""
    noted: Any = None
    finished: int | None = None
    heap: int = 0
    resident: int = 0
