"""Shows what long work does and how far it is: on a terminal in one line, elsewhere in a plain line now and then."""

from __future__ import annotations

import logging
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

import click

from toymodels.plain import plain
from toymodels.progress import Activity, Estimate, Progress

if TYPE_CHECKING:
    from toymodels.lean.project import Project

_PATIENCE, _PAUSE = 20.0, 60.0
"""Seconds until the first plain line of a stage, and between two of them."""


class Paces:
    """How many seconds an item took the last time in a project, by activity; what is not known is as elsewhere."""

    def __init__(self, path: Path | None = None) -> None:
        """Read what is kept in the file `path`, if one is given."""
        self._path = path
        self._known: dict[str, float] = {} if path is None else _read(path)

    @classmethod
    def of_project(cls, project: Project) -> Self:
        """Those that a project keeps with all that is generated from it."""
        return cls(project.build_folder / "durations.json")

    def of(self, activity: Activity) -> float | None:
        """The seconds that an item is expected to take."""
        return self._known.get(activity.words, activity.seconds)

    def is_of_here(self, activity: Activity) -> bool:
        """Whether that was seen in this project."""
        return activity.words in self._known

    def keep(self, activity: Activity, seconds: float) -> None:
        """Keep how long an item took."""
        from toymodels.records.store import write_record

        if self._path is not None:
            self._known[activity.words] = round(seconds, 6)
            write_record(self._path, {"seconds": self._known})


def _read(path: Path) -> dict[str, float]:
    from toymodels.records.store import read_record

    record = read_record(path, dict[str, dict[str, float]]) or {}
    return record.get("seconds", {})


class ProgressLine:
    """One line that is written over and over, and gone at the end; a context manager.

    Where nobody looks at a terminal, it is a plain line of each stage that takes long, and one more every minute.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self.is_shown = stream.isatty()
        self.paces = Paces()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def stage(self, activity: Activity) -> Progress:
        """Begin a stage; what is returned is told of its progress."""
        return _Stage(self, activity).tell

    def now(self) -> float:
        """What the clock says."""
        return self._clock()

    def show(self, text: str) -> None:
        """Show what is being done, on a terminal."""
        if self.is_shown:
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(f"\r\x1b[2K{text[:width]}")
            self._stream.flush()

    def print(self, text: str) -> None:
        """Print a line of text that stays."""
        self.clear()
        click.echo(text, file=self._stream)

    def clear(self) -> None:
        """Make room for a line of text."""
        if self.is_shown:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()


class _Stage:
    """One stage of long work, as it is shown."""

    def __init__(self, line: ProgressLine, activity: Activity) -> None:
        self._line = line
        self._activity = activity
        self._estimate: Estimate | None = None
        self._next = 0.0

    def tell(self, item: str, done: int, total: int) -> None:
        """Show how far the stage is; what is seen of its pace is kept at its end."""
        now = self._line.now()
        if self._estimate is None:
            self._estimate = Estimate(self._line.paces.of(self._activity), done, now)
            self._next = now + _PATIENCE
        left = self._estimate.left(done, total, now)
        text = f"{self._activity.words}: {done:,} of {total:,}{f', {left} left' if left else ''}"
        if self._line.is_shown:
            self._line.show(f"{text}: {item}" if item else text)
        elif now >= self._next and done < total:
            self._next = now + _PAUSE
            self._line.print(text)
        if done == total and (pace := self._estimate.pace(done, now)) is not None:
            self._line.paces.keep(self._activity, pace)


class Notes(logging.Handler):
    """What the package notes goes to standard error, a line each."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print a note."""
        ProgressLine(sys.stderr).clear()
        click.echo(f"note: {plain(record.getMessage())}", err=True)
