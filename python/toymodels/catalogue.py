"""What a library's theorems say, as `toymodels list` and `show` tell it, without reading them again each time.

The catalogue is kept in `build/catalogue.json` under a hash of all that it is made from: the keys of the modules, the
compiled files and the code that reads them. While that is the same, nothing but the record is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toymodels.records import Form, code_digest, read_record, write_record
from toymodels.roles import Role

if TYPE_CHECKING:
    from toymodels.lean import BuildResult, Project
    from toymodels.lean.audit import AuditEntry
    from toymodels.library import Library, Theorem

_CODE = ("catalogue.py", "lean", "library.py", "plain.py", "roles.py", "standing.py", "statements")
_MAYBE: Form = (str, type(None))
_TEXTS = ("name", "module", "file", "role", "summary", "statement")
_FIELDS = ("source", "why", "measure", "tight")
_ENTRY: dict[str, Form] = {**dict.fromkeys(_TEXTS, str), "line": int, **dict.fromkeys(_FIELDS, _MAYBE)}
_AUDIT: Form = {"axioms": [str], "trusted": [str], "followed": int, "offences": [{"reason": str, "path": [str]}]}


@dataclass(frozen=True, slots=True)
class Entry:
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

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON data."""
        return asdict(self)


class Catalogue:
    """The theorems of a project that has been built.

    Args:
        project: where the sources are.
        build: the outcome of a build in which every module succeeded.
    """

    def __init__(self, project: Project, build: BuildResult) -> None:
        self.project = project
        self.build = build
        self._key = library_key(project, build, _CODE)

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
        record = read_record(path, {"key": str, "theorems": [_ENTRY]})
        if record is not None and record["key"] == self._key and record["theorems"]:
            return tuple(_entry(data) for data in record["theorems"])
        self.library.chosen()
        entries = tuple(describe(theorem, self.project.root) for theorem in self.library.theorems)
        write_record(path, {"key": self._key, "theorems": [entry.to_json() for entry in entries]})
        return entries

    def audited(self, name: str) -> AuditEntry:
        """What the audit says of the theorem with the full name `name`."""
        from toymodels.lean.audit import AuditEntry, Offence, audit

        path = self.project.build_folder / "audits.json"
        record = read_record(path, {"key": str, "audits": {str: _AUDIT}})
        known: dict[str, Any] = record["audits"] if record is not None and record["key"] == self._key else {}
        if name not in known:
            (entry,) = audit(self.library.environment, [name])
            known[name] = {field: value for field, value in asdict(entry).items() if field != "name"}
            write_record(path, {"key": self._key, "audits": known})
            return entry
        kept = known[name]
        offences = tuple(Offence(each["reason"], tuple(each["path"])) for each in kept["offences"])
        return AuditEntry(name, tuple(kept["axioms"]), tuple(kept["trusted"]), kept["followed"], offences)


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


def _entry(data: Mapping[str, Any]) -> Entry:
    """Read an entry back.

    Raises:
        ValueError: it has a role that there is not.
    """
    return Entry(role=Role(data["role"]), **{field: data[field] for field in _ENTRY if field != "role"})


def library_key(project: Project, build: BuildResult, code: Iterable[str]) -> str:
    """A hash of all that a library is read from: keys of modules, compiled files, this package's files in `code`."""
    made_of = [sorted(build.keys.items()), project.roots, str(build.toolchain), code_digest(code, computes=False)]
    digest = hashlib.sha256(json.dumps(made_of).encode())
    for path in _compiled_files(build):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _compiled_files(build: BuildResult) -> Iterable[Path]:
    from toymodels.lean.compiled import OLEAN_PARTS
    from toymodels.lean.names import module_path

    for module in build.modules:
        for part in OLEAN_PARTS:
            path = build.search_path[0] / f"{module_path(module.name)}{part}"
            if path.is_file():
                yield path
