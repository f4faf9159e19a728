"""The folder of a site on disk: only what changed is written, what is stale goes, what is not ours stays.

A manifest in the folder lists what an earlier build wrote there, with the key of what its pages were made from. It
names every new file before the first of them is written, so that an interrupted build leaves nothing unaccounted for.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toymodels.errors import ToyModelsError

MANIFEST = ".toymodels-site.json"
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Changes:
    """What a build did to the folder: `kept` are stale files that somebody has changed since they were written."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


class SiteFolder:
    """The folder that a site is in, or will be.

    Attributes:
        path: the folder.
        key: of what its pages were made from, empty if they are not complete.
        files: digests of its files by path.

    Raises:
        ToyModelsError: there is something else in its place, or its manifest cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.key, self.files = self._read()

    def is_current(self, key: str) -> bool:
        """Whether a complete site made from what `key` stands for is there, unchanged."""
        return self.key == key and all(self._digest(path) == digest for path, digest in self.files.items())

    def size(self) -> int:
        """Bytes of all files."""
        return sum((self.path / path).stat().st_size for path in self.files)

    def update(self, pages: Mapping[str, bytes], key: str) -> Changes:
        """Make the folder hold exactly `pages`, by path, besides files that are not ours.

        Raises:
            ToyModelsError: a file that is not ours is in the way, or the folder cannot be written.
        """
        digests = {path: hashlib.sha256(content).hexdigest() for path, content in pages.items()}
        for path in pages:
            if path not in self.files and (self.path / path).exists():
                raise ToyModelsError(
                    f"{self.path / path} is in the way and not part of the site; move it, or choose another --out"
                )
        changed = [path for path, digest in digests.items() if self._digest(path) != digest]
        stale = [path for path in self.files if path not in pages]
        self._record("", {**self.files, **digests})
        for path in changed:
            self._write(path, pages[path])
        removed = [path for path in stale if self._digest(path) == self.files[path]]
        for path in removed:
            self._remove(path)
        kept = [path for path in stale if path not in removed and (self.path / path).exists()]
        self.key, self.files = key, digests
        self._record(key, digests)
        return Changes(tuple(changed), tuple(removed), tuple(kept))

    def _read(self) -> tuple[str, dict[str, str]]:
        """Key and files of the manifest; nothing where nothing was built yet."""
        manifest = self.path / MANIFEST
        try:
            data: Any = json.loads(manifest.read_text(encoding="utf-8"))
            if data["schema"] == _SCHEMA:
                files = {str(path): str(digest) for path, digest in data["files"].items()}
                for path in files:
                    self._place(path)
                return str(data["key"]), files
        except (FileNotFoundError, NotADirectoryError):
            self._refuse_what_is_there()
            return "", {}
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ToyModelsError(f"{manifest} cannot be read ({error}); choose another --out, or remove it") from error
        raise ToyModelsError(f"{manifest} was written by another version; choose another --out, or remove {self.path}")

    def _refuse_what_is_there(self) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise ToyModelsError(f"{self.path} is a file; choose a folder with --out")
        if self.path.is_dir() and any(self.path.iterdir()):
            raise ToyModelsError(
                f"{self.path} is not empty and no site was built there; choose another --out, or empty it yourself"
            )

    def _record(self, key: str, files: Mapping[str, str]) -> None:
        data = {"schema": _SCHEMA, "key": key, "files": dict(sorted(files.items()))}
        self._write(MANIFEST, json.dumps(data, ensure_ascii=False, indent=0).encode())

    def _write(self, name: str, content: bytes) -> None:
        """Write a file so that an interruption leaves the old one or the new one."""
        path = self._place(name)
        temporary = path.with_name(f".{os.getpid()}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                temporary.unlink(missing_ok=True)
                temporary.write_bytes(content)
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise ToyModelsError(
                f"{path} cannot be written: {error.strerror or error}; make room or choose another --out, and try again"
            ) from error

    def _remove(self, name: str) -> None:
        """Remove a file of an earlier build, and its folder if that is empty then."""
        path = self._place(name)
        try:
            path.unlink(missing_ok=True)
            if path.parent != self.path and not any(path.parent.iterdir()):
                path.parent.rmdir()
        except OSError as error:
            raise ToyModelsError(f"{path} is stale and cannot be removed: {error.strerror or error}") from error

    def _place(self, name: str) -> Path:
        """Where a file of the site is: in its folder, whatever a manifest says and wherever links lead."""
        path = self.path / name
        folder = self.path.resolve()
        if ".." in Path(name).parts or path == self.path or not path.parent.resolve().is_relative_to(folder):
            raise ToyModelsError(
                f"{path} is not in the folder of the site, though its manifest or a link says so; "
                f"remove {self.path}, or choose another --out"
            )
        return path

    def _digest(self, name: str) -> str | None:
        try:
            return hashlib.sha256((self.path / name).read_bytes()).hexdigest()
        except OSError:
            return None
