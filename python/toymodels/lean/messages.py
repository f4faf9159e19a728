"""Lean's messages: an error, a warning or a note, with the place that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct, json

from toymodels.plain import plain


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `line` counts from 1 and `column` from 0, as in Lean and in editors' problem matchers."""

    file: Path
    line: int
    column: int
    severity: str
    text: str
    kind: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.text}"


class _Position(Struct, frozen=True):
    line: int = 1
    column: int = 0


class Printed(Struct, frozen=True, rename="camel"):
    """A message as Lean prints it with `--json`, about the file that Lean saw."""

    file_name: str
    severity: str
    data: str
    pos: _Position | None = None
    kind: str = ""

    def about(self, file: Path) -> Message:
        """The message, about the file as its author knows it."""
        place = self.pos or _Position()
        return Message(file, place.line, place.column, self.severity, plain(self.data).rstrip(), self.kind)


def printed(line: str) -> Printed | None:
    """The message that a line is, if it is one: a Lean prints other things as well."""
    if not line.startswith("{"):
        return None
    try:
        return json.decode(line, type=Printed)
    except (ValueError, RecursionError):
        return None
