"""Lean's messages: an error, a warning or a note, with the place that it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


def parse_message(data: Mapping[str, Any], locate: Callable[[str], Path]) -> Message:
    """Read one message of `lean --json`; `locate` turns the file name that Lean saw into the user's path."""
    position = data.get("pos") or {"line": 1, "column": 0}
    return Message(
        file=locate(data["fileName"]),
        line=position["line"],
        column=position["column"],
        severity=data["severity"],
        text=plain(data["data"]).rstrip(),
        kind=data.get("kind", ""),
    )
