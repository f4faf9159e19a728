"""The list of an export's files with their hashes: what makes a folder an export, and a damaged one known as such.

The manifest is the last file to be written, so that a folder without one is not a complete export.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from toymodels.leandojo.errors import ExportError
from toymodels.records.forms import Result

NAME = "manifest.json"
FORMAT = "toymodels-leandojo"
SCHEMA = 1
_AGAIN = "export again with `toymodels export leandojo --out DIR`"


class About(Result, frozen=True):
    """What the manifest of an export says of it beside its files: versions, origin and counts."""

    toymodels: str
    lean: str
    toolchain: str
    leandojo: str
    library: str
    url: str
    commit: str
    commit_is: str
    counts: Mapping[str, int]
    traced: tuple[str, ...]
    not_in_sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export consists of.

    Attributes:
        about: what `About` says, as JSON data.
        files: the SHA-256 of each file by its path in the export.
    """

    about: Mapping[str, Any]
    files: Mapping[str, str]

    def to_text(self) -> str:
        """The content of the manifest's file."""
        data = {"format": FORMAT, "schema": SCHEMA, **self.about, "files": dict(sorted(self.files.items()))}
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def digest(content: bytes) -> str:
    """The hash of a file's content."""
    return hashlib.sha256(content).hexdigest()


def is_export(folder: Path) -> bool:
    """Whether a folder has the manifest of an export."""
    try:
        read_manifest(folder)
    except ExportError:
        return False
    return True


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the export in `folder`.

    Raises:
        ExportError: there is none, or it cannot be read, or it names a file outside the folder.
    """
    path = folder / NAME
    if not folder.is_dir():
        raise ExportError(f"{folder} is not a folder; name one that `toymodels export leandojo --out DIR` has written")
    if path.is_symlink() or not path.is_file():
        raise ExportError(f"{folder} is not a complete export: it has no {NAME}, which is written last; {_AGAIN}")
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ExportError(f"{path} cannot be read: {error}; {_AGAIN}") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:  # pyright: ignore[reportUnknownMemberType]
        raise ExportError(f"{path} is not the manifest of an export for LeanDojo ({FORMAT}); {_AGAIN}")
    return _manifest(path, data)  # pyright: ignore[reportUnknownArgumentType]


def _manifest(path: Path, data: dict[str, Any]) -> Manifest:
    if data.get("schema") != SCHEMA:
        raise ExportError(
            f"{path} has schema {data.get('schema')!r} and this version of toymodels reads {SCHEMA}; {_AGAIN}"
        )
    files: Any = data.get("files")
    if not isinstance(files, dict) or not all(
        isinstance(name, str) and isinstance(told, str)
        for name, told in files.items()  # pyright: ignore[reportUnknownVariableType]
    ):
        raise ExportError(f"{path} has no list of files; {_AGAIN}")
    names: dict[str, str] = files  # pyright: ignore[reportUnknownVariableType]
    for name in names:
        if not _stays_inside(name):
            raise ExportError(f"{path} lists {name!r}, which is not a path inside the export; do not use this folder")
    about = {key: value for key, value in data.items() if key not in {"format", "schema", "files"}}
    return Manifest(about, names)


def check_files(folder: Path, manifest: Manifest) -> None:
    """Make sure that every file is there, inside the folder, with the content that was exported.

    Raises:
        ExportError: one is missing, damaged, or reached through a symbolic link.
    """
    for name, told in manifest.files.items():
        path = folder
        for part in PurePosixPath(name).parts:
            path /= part
            if path.is_symlink():
                raise ExportError(f"{path} is a symbolic link and may lead out of the export; {_AGAIN}")
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ExportError(f"{path} is missing from the export or unreadable: {error.strerror}; {_AGAIN}") from error
        if digest(content) != told:
            raise ExportError(f"{path} is damaged: it is not what was exported; {_AGAIN}")


def foreign_files(folder: Path, manifest: Manifest) -> list[str]:
    """Files and links in the folder that the export did not write, or that were changed since."""
    found: list[str] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_dir():
            told = manifest.files.get(name)
            is_ours = name == NAME or (told is not None and not path.is_symlink() and digest(path.read_bytes()) == told)
            if not is_ours:
                found.append(name)
    return found


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\0" not in name
    )
