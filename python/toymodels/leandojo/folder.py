"""Writing an export so that a folder holds all of it or nothing of it, and nobody else's file is ever touched."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from toymodels.leandojo.errors import ExportError
from toymodels.leandojo.manifest import NAME, Manifest, digest, foreign_files, is_export, read_manifest

_SHOWN = 3


def check_target(out: Path) -> Path:
    """The folder to write to, resolved: a new or an empty one, or an earlier export that nobody changed.

    It is replaced as a whole, so the folder around it must be writable.

    Raises:
        ExportError: it is something else.
    """
    out = out.resolve()
    if out.name == "lean4":
        raise ExportError(f"LeanDojo takes a folder called lean4 for Lean itself; name the export {out} otherwise")
    around = next(folder for folder in out.parents if folder.exists())
    if not around.is_dir() or not os.access(around, os.W_OK):
        raise ExportError(f"{around} is not a folder that can be written to, so {out} cannot be made; name another")
    if not out.exists():
        return out
    if not out.is_dir():
        raise ExportError(f"{out} is not a folder; name one that does not exist yet")
    if not any(out.iterdir()):
        return out
    if not is_export(out):
        raise ExportError(f"{out} is not empty and is not an earlier export; name a folder that does not exist yet")
    if foreign := foreign_files(out, read_manifest(out)):
        more = f" and {len(foreign) - _SHOWN} more" if len(foreign) > _SHOWN else ""
        raise ExportError(
            f"{out} has files that are not from an export, or were changed since: {', '.join(foreign[:_SHOWN])}{more}; "
            "move them elsewhere, or name another folder"
        )
    return out


def write_export(out: Path, files: Iterable[tuple[str, bytes]], about: Mapping[str, Any]) -> Manifest:
    """Write files (by path in the export) and their manifest, and put them in the place of `out` at once.

    An interruption or a full disk leaves `out` as it was.

    Raises:
        ExportError: `out` is not for us (see `check_target`), or the files cannot be written.
    """
    out = check_target(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise ExportError(f"{out.parent} cannot be written to: {error.strerror}; nothing was exported") from error
    try:
        manifest = _write(beside / "new", files, about)
        _replace(out, beside)
    except OSError as error:
        raise ExportError(
            f"{error.filename or out} cannot be written: {error.strerror}; {out} is as it was before"
        ) from error
    finally:
        if (beside / "old").exists() and not out.exists():
            (beside / "old").rename(out)
        shutil.rmtree(beside)
    return manifest


def _write(folder: Path, files: Iterable[tuple[str, bytes]], about: Mapping[str, Any]) -> Manifest:
    digests: dict[str, str] = {}
    folder.mkdir()
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        digests[name] = digest(content)
    manifest = Manifest(about, digests)
    (folder / NAME).write_text(manifest.to_text(), encoding="utf-8")
    return manifest


def _replace(out: Path, beside: Path) -> None:
    """Put `beside/new` in the place of `out`; what was there, an export of ours, goes to `beside`."""
    new, old = beside / "new", beside / "old"
    if not out.exists() or not any(out.iterdir()):
        new.replace(out)
        return
    check_target(out)
    out.rename(old)
    new.rename(out)
