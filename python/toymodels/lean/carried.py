"""A compiled library that an installation of this package brings along: where it is and what its record says of it.

A wheel holds, in `toymodels/carried`, the sources of a library, its compiled files, those modules of Lean's core that
they import, and what was found out about the theorems. All of it is only read. `toymodels.lean.carry` puts it there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from toymodels.errors import LeanError
from toymodels.lean.install import CACHE_VARIABLE, cache_folder
from toymodels.records.store import read_record

FORMAT = 1
RECORD = "library.json"
COMPILED_FOLDER, CORE_FOLDER, EVIDENCE_FOLDER = "compiled", "core", "evidence"
"""Where a carried library has its compiled files, core's, and what is known of its theorems."""

_HOME = Path(__file__).parents[1] / "carried"


class PackedFile(Struct, frozen=True):
    """A file as it was packed."""

    size: int
    sha256: str


class BuiltBy(Struct, frozen=True):
    """The Lean that compiled the library."""

    identity: str
    text: str
    version: str
    official: bool


class PackedModule(Struct, frozen=True):
    """A module with the key that it was built under."""

    name: str
    key: str


class NoLibrary(Struct, frozen=True):
    """What `RECORD` says where no library was packed, and `why`; of any record, what it has in common with this."""

    format: int
    toymodels: str
    lacks: tuple[str, ...]
    why: str = ""


class LibraryRecord(Struct, frozen=True):
    """What `RECORD` says."""

    format: int
    toymodels: str
    lacks: tuple[str, ...]
    digest: str
    toolchain: BuiltBy
    modules: tuple[PackedModule, ...]
    compiled: Mapping[str, PackedFile]
    core: Mapping[str, PackedFile]


@dataclass(frozen=True, slots=True)
class Carried:
    """A library that came with an installation.

    Attributes:
        folder: where its files are.
        edition: names this very state of it, evidence included.
        digest: of its sources, as `toymodels.lean.carry.library_digest` has it.
        lacks: what had not been run when it was packed.
        modules: the key of each module, by name, each after those that it imports.
    """

    folder: Path
    edition: str
    digest: str
    lacks: tuple[str, ...]
    built_by: BuiltBy
    modules: Mapping[str, str]
    compiled: Mapping[str, PackedFile]
    core: Mapping[str, PackedFile]

    @property
    def cache(self) -> Path:
        """The folder for what is generated from it, in the user's cache."""
        return cache_folder() / "libraries" / self.edition

    def needs_lean(self, what: str) -> LeanError:
        """The error that `what` cannot be done without Lean."""
        return LeanError(
            f"{what} needs Lean, and the library that this installation brings along ({self.folder}) is compiled and "
            "only read; do it in a checkout of the library's sources, or in a Lean project of your own"
        )

    def check_files(self, *, thorough: bool = False) -> None:
        """Compare its files with the record: compiled ones by their hashes, core's by size unless `thorough`.

        Raises:
            LeanError: a file is missing or is not the one that was packed.
        """
        for folder, files, by_hash in (
            (COMPILED_FOLDER, self.compiled, True),
            (CORE_FOLDER, self.core, thorough),
        ):
            for name, known in files.items():
                path = self.folder / folder / name
                if not _is_as_packed(path, known, by_hash=by_hash):
                    raise LeanError(
                        f"{path} is missing, or not the file that was packed; install the package again: "
                        "pip install --force-reinstall toymodels"
                    )

    def settle(self) -> Path:
        """The folder for what is generated, with a copy of the evidence that came along, made if need be.

        Raises:
            LeanError: the user's cache cannot be written.
        """
        if self.cache.is_dir():
            return self.cache
        try:
            self.cache.parent.mkdir(parents=True, exist_ok=True)
            staging = Path(tempfile.mkdtemp(prefix=f"{self.edition}-", dir=self.cache.parent))
            try:
                _copy(self.folder / EVIDENCE_FOLDER, staging)
                staging.rename(self.cache)
            except OSError:
                if not self.cache.is_dir():  # else another process was first, and copied the same
                    raise
            finally:
                shutil.rmtree(staging, ignore_errors=True)
        except OSError as error:
            raise LeanError(
                f"{error.filename or self.cache} cannot be written: {error.strerror or error}; results are kept there, "
                f"as the installed library is only read. Set {CACHE_VARIABLE} to a folder that is yours"
            ) from error
        return self.cache


def carried(folder: Path | None = None) -> Carried | None:
    """The library in `folder`, by default the one that this installation brings along, if there is one.

    Raises:
        LeanError: its record is damaged or of another version, or the package was made without a build.
    """
    folder = folder or _HOME
    path = folder / RECORD
    if not path.is_file():
        return None
    record = read_record(path, NoLibrary)
    if record is None or record.format != FORMAT:
        raise LeanError(f"{path} is damaged or of another version; install the package again")
    if "build" in record.lacks:
        raise LeanError(
            "this installation of toymodels brings no library along, since its wheel was made where none was built: "
            f"{record.why}. Make the wheel again after `toymodels build`, `toymodels verify` and "
            "`toymodels power`, or work in a checkout"
        )
    data = read_record(path, LibraryRecord)
    if data is None:
        raise LeanError(f"{path} is damaged; install the package again")
    return Carried(
        folder=folder,
        edition=hashlib.sha256(path.read_bytes()).hexdigest()[:16],
        digest=data.digest,
        lacks=data.lacks,
        built_by=data.toolchain,
        modules={each.name: each.key for each in data.modules},
        compiled=data.compiled,
        core=data.core,
    )


def _is_as_packed(path: Path, known: PackedFile, *, by_hash: bool) -> bool:
    try:
        if path.stat().st_size != known.size:
            return False
        if not by_hash:
            return True
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == known.sha256
    except OSError:
        return False


def _copy(source: Path, target: Path) -> None:
    """Copy the files below `source`, whatever may be done with those."""
    for folder, _, names in os.walk(source):
        to = target / Path(folder).relative_to(source)
        to.mkdir(parents=True, exist_ok=True)
        for name in names:
            shutil.copyfile(Path(folder, name), to / name)
