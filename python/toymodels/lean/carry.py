"""Packs a built library, so that an installation of this package brings it along (`toymodels.lean.carried` reads it).

What is packed is listed, with hashes: the sources, the compiled files with their proofs, the modules of Lean's core
that they import, and the records of what was found out. What the official kernel said is left out, as whoever gets the
proofs can ask it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toymodels import __version__
from toymodels.errors import LeanError
from toymodels.lean import install
from toymodels.lean.build import BuildResult, kept_build
from toymodels.lean.carried import (
    COMPILED_FOLDER,
    CORE_FOLDER,
    EVIDENCE_FOLDER,
    FORMAT,
    BuiltBy,
    LibraryRecord,
    NoLibrary,
    PackedFile,
    PackedModule,
)
from toymodels.lean.compiled import OLEAN_PARTS
from toymodels.lean.environment import Environment
from toymodels.lean.lakefile import lakefile_of
from toymodels.lean.modules import project_modules
from toymodels.lean.names import module_path
from toymodels.lean.project import TOOLCHAIN_FILE, Project
from toymodels.lean.toolchain import EmbeddedLean

EVIDENCE = {"verify": ("verify.json", "kernel.json", "evidence"), "power": ("power.json", "power")}
"""What the commands leave in `build/`."""

_ALSO = ("proofs", "catalogue.json", "claims.json", "audits.json")


@dataclass(frozen=True, slots=True)
class Packed:
    """What a package brings along.

    Attributes:
        files: the path of each file here, by its path in the folder of the carried library.
        record: the content of the record that says what they are, but for its seal.
    """

    files: dict[str, Path]
    record: LibraryRecord | NoLibrary

    @property
    def summary(self) -> str:
        """What is there and what is not, in a line."""
        record = self.record
        if isinstance(record, NoLibrary):
            return f"no library is packed: {record.why}"
        size = sum(path.stat().st_size for path in self.files.values()) / 1e6
        lacks = ", ".join(f"`toymodels {command}`" for command in record.lacks)
        return (
            f"the library {record.digest[:12]} is packed: {len(record.modules)} modules and "
            f"{len(record.core)} of core, {size:.0f} MB unpacked"
            + (f"; results of {lacks} are lacking, as build/ has none" if lacks else "")
        )


def library_digest(project: Project) -> str:
    """A hash of a library's sources: of each module with its options, of the roots and the toolchain.

    Raises:
        LeanError: a source cannot be read.
    """
    sources = [
        [module.name, project.tree_of(module.name).options, _sha256(module.path)] for module in project_modules(project)
    ]
    made_of = [project.toolchain, project.roots, sorted(sources)]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def build_at_hand(project: Project) -> BuildResult | None:
    """What the embedded Lean has built of a project, if all of it is up to date; starts nothing.

    Raises:
        LeanError: a source cannot be read.
    """
    folder = install.installed_folder()
    if not install.is_installed():
        return None
    return kept_build(project, EmbeddedLean(folder, folder / "lean.js", folder / "lib", install.LEAN_VERSION))


def pack(project: Project, build: BuildResult | None, also: Iterable[str] = ()) -> Packed:
    """Everything of a project that its package brings along.

    Args:
        project: where the sources are.
        build: the outcome of a build in which every module succeeded; without it, nothing is packed but why.
        also: further files and folders of the project.

    Raises:
        LeanError: a source cannot be read, or lies outside the project.
        OleanError: a compiled file is corrupt.
    """
    if build is None:
        why = "build/ had no compiled files of these very sources by the embedded Lean"
        return Packed({}, NoLibrary(FORMAT, __version__, ("build", *EVIDENCE), why))
    compiled, core = dict(_compiled(build)), dict(_core(project, build))
    kept = dict(_evidence(project))
    files = dict(_sources(project, also))
    for to, packed in ((COMPILED_FOLDER, compiled), (CORE_FOLDER, core), (EVIDENCE_FOLDER, kept)):
        files |= {f"{to}/{name}": path for name, path in packed.items()}
    toolchain = build.toolchain
    record = LibraryRecord(
        format=FORMAT,
        toymodels=__version__,
        lacks=tuple(command for command, names in EVIDENCE.items() if names[0] not in kept),
        digest=library_digest(project),
        toolchain=BuiltBy(toolchain.identity, str(toolchain), toolchain.version, toolchain.is_official),
        modules=tuple(PackedModule(module.name, build.keys[module.name]) for module in build.modules),
        compiled=_hashes(compiled),
        core=_hashes(core),
    )
    return Packed(files, record)


def _sources(project: Project, also: Iterable[str]) -> Iterator[tuple[str, Path]]:
    lakefile = lakefile_of(project.root)
    assert lakefile is not None
    for path in (lakefile, project.root / TOOLCHAIN_FILE):
        yield path.name, path
    for module in project_modules(project):
        place = project.place_of(module.name)
        if place.startswith("../"):
            raise LeanError(f"{module.path} lies outside {project.root}, so that no package of it can bring it along")
        yield place, module.path
    for name in also:
        for path in _files(project.root / name):
            yield path.relative_to(project.root).as_posix(), path


def _compiled(build: BuildResult) -> Iterator[tuple[str, Path]]:
    for module in build.modules:
        for part in OLEAN_PARTS:
            name = f"{module_path(module.name)}{part}"
            if (path := build.search_path[0] / name).is_file():
                yield name, path


def _core(project: Project, build: BuildResult) -> Iterator[tuple[str, Path]]:
    """The modules of core that the library imports, as importers see them."""
    environment = Environment.load(project.roots, build.search_path[:1], build.search_path[1:])
    for name, module in environment.core.items():
        yield f"{module_path(name)}.olean", module.path


def _evidence(project: Project) -> Iterator[tuple[str, Path]]:
    for name in (*(name for names in EVIDENCE.values() for name in names), *_ALSO):
        for path in _files(project.build_folder / name):
            if path.suffix == ".json":
                yield path.relative_to(project.build_folder).as_posix(), path


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(each for each in path.rglob("*") if each.is_file() and "__pycache__" not in each.parts)
    elif path.is_file():
        yield path


def _hashes(files: dict[str, Path]) -> dict[str, PackedFile]:
    return {name: PackedFile(path.stat().st_size, _sha256(path)) for name, path in files.items()}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
