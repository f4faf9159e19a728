"""Proofs that the official kernel accepted before, kept by content, so that a run that is ended loses nothing."""

from __future__ import annotations

import time
from pathlib import Path

from msgspec import Struct

from toymodels.records.store import read_record, write_record

_PAUSE = 2.0


class _Proofs(Struct, frozen=True):
    proofs: tuple[str, ...]


class KeptProofs:
    """The keys of accepted proofs, in a file that is written every few seconds while there are new ones.

    A key is a hash of the theorem's name and of all compiled files with something that it rests on, so that one that
    fits says that this very proof was accepted.
    """

    def __init__(self, path: Path, *, fresh: bool) -> None:
        """Read what is kept in `path`, or begin anew with `fresh`."""
        record = None if fresh else read_record(path, _Proofs)
        self._path = path
        self._found: set[str] = set()
        self._written = time.monotonic()
        self.known: frozenset[str] = frozenset(record.proofs if record is not None else ())

    def add(self, key: str) -> None:
        """Keep one more."""
        self._found.add(key)
        if time.monotonic() - self._written > _PAUSE:
            self.write()

    def write(self, *, is_all: bool = False) -> None:
        """Write the file, if there is something new; with `is_all`, what was not found again is dropped."""
        proofs = frozenset(self._found) if is_all else self.known | self._found
        if proofs != self.known:
            write_record(self._path, _Proofs(tuple(sorted(proofs))))
        self._written = time.monotonic()
