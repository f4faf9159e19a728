"""What a library's theorems say, as `toymodels list` and `show` tell it, without reading them again each time.

The catalogue is kept in `build/catalogue.json` under a hash of all that it is made from: the keys of the modules, the
compiled files and the code that reads them. While that is the same, nothing but the record is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from toymodels.records.forms import Result
from toymodels.records.freshness import code_digest, file_hash, key
from toymodels.records.store import Kept, read_kept, write_record
from toymodels.roles import Role

if TYPE_CHECKING:
    from toymodels.lean.audit import AuditEntry
    from toymodels.lean.build import BuildResult
    from toymodels.lean.project import Project
    from toymodels.library import Library, Theorem

COMPUTING = ("certify", "check", "evaluate", "instances", "search")
"""What a library hands its theorems to, and who reads it does not come to."""


class Entry(Result, frozen=True):
    """One theorem: its full name, its place, the fields of its docstring and its statement in plain text."""

    name: str
    module: str
    file: str
    line: int
    role: Role
    summary: str
    source: str | None
    why: str | None
    measure: str | None
    tight: str | None
    statement: str


class Catalogue:
    """The theorems of a project that has been built.

    Args:
        project: where the sources are.
        build: the outcome of a build in which every module succeeded.
    """

    def __init__(self, project: Project, build: BuildResult) -> None:
        self.project = project
        self.build = build
        self._key = library_key(project, build, code_digest("catalogue", apart=COMPUTING))

    @cached_property
    def library(self) -> Library:
        """The library itself, read when it is asked for."""
        from toymodels.library import Library

        return Library(self.project, self.build)

    def entries(self) -> tuple[Entry, ...]:
        """All public theorems, in the order of modules and of lines.

        Raises:
            NoTheorems: there is none.
        """
        path = self.project.build_folder / "catalogue.json"
        kept = read_kept(path, tuple[Entry, ...], self._key)
        if kept:
            return kept
        self.library.chosen()
        entries = tuple(describe(theorem, self.project.root) for theorem in self.library.theorems)
        write_record(path, Kept(self._key, entries))
        return entries

    def audited(self, name: str) -> AuditEntry:
        """What the audit says of the theorem with the full name `name`."""
        from toymodels.lean.audit import AuditEntry, audit

        path = self.project.build_folder / "audits.json"
        known = read_kept(path, dict[str, AuditEntry], self._key) or {}
        if name not in known:
            (known[name],) = audit(self.library.environment, [name])
            write_record(path, Kept(self._key, known))
        return known[name]


def describe(theorem: Theorem, root: Path) -> Entry:
    """The entry of a theorem; the file is relative to `root`."""
    doc = theorem.docstring
    return Entry(
        theorem.name,
        theorem.module,
        theorem.file.relative_to(root).as_posix(),
        theorem.line,
        theorem.role,
        doc.summary,
        doc.source,
        doc.why,
        doc.measure,
        doc.tight,
        theorem.text,
    )


def library_key(project: Project, build: BuildResult, code: str) -> str:
    """A hash of all that a library is read from: keys of modules, compiled files, and the `code` that reads it."""
    hashes = [(path.name, file_hash(path)) for path in _compiled_files(build)]
    return key(sorted(build.keys.items()), project.roots, str(build.toolchain), code, hashes)


def _compiled_files(build: BuildResult) -> Iterable[Path]:
    from toymodels.lean.compiled import OLEAN_PARTS
    from toymodels.lean.names import module_path

    for module in build.modules:
        for part in OLEAN_PARTS:
            path = build.search_path[0] / f"{module_path(module.name)}{part}"
            if path.is_file():
                yield path
