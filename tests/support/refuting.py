"""Conjectures for tests: one file that is given one text after another, and one Lean that reads it each time."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from toymodels.search.refute import Refuter


class Sheet:
    """A file of conjectures, and who refutes what is written in it."""

    def __init__(self, path: Path, refuter: Refuter) -> None:
        self.path = path
        self._refuter = refuter

    def with_text(self, text: str) -> Refuter:
        """The refuter, once the file holds `text`."""
        self.path.write_text(text, encoding="utf-8")
        return self._refuter


@contextmanager
def sheet(path: Path, scratch: Path) -> Generator[Sheet]:
    """A file at `path` with its refuter, whose Lean ends with it and leaves nothing behind."""
    with Refuter(path, scratch=scratch) as refuter:
        yield Sheet(path, refuter)
    assert not list(scratch.glob("**/Conjectures_*"))
