"""What the catalogue keeps, and when it reads the library again; no Lean is started here."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.statements import welch_coherence

from toymodels import catalogue as module
from toymodels.catalogue import Catalogue
from toymodels.errors import NoTheorems
from toymodels.lean import audit as audits
from toymodels.lean.audit import AuditEntry, Offence
from toymodels.lean.build import BuildResult, ModuleResult
from toymodels.lean.project import Project
from toymodels.lean.toolchain import EmbeddedLean
from toymodels.library import Docstring, Theorem
from toymodels.records import freshness
from toymodels.statements.language import Unsupported

LEAN = EmbeddedLean(Path("node"), Path("lean.js"), Path("lib"), "4.28.0-pre")
AUDITED = AuditEntry("M.t", ("propext",), ("Nat.add_comm",), 7, (Offence("`sorry`", ("M.t", "M.s")),))


class Read:
    """A library of three theorems, and how often it was read."""

    def __init__(self, root: Path) -> None:
        self.times = 0
        full = Docstring("A bound.", "[welch1974]", "It bounds.", "It is attained.")
        claim = Theorem("M.t", "M", root / "M.lean", 3, full, welch_coherence())
        unread = Unsupported("M.u", "no such thing", "f")
        self.theorems: tuple[Theorem, ...] = (
            claim,
            replace(claim, name="M.s", line=9, docstring=Docstring("")),
            replace(claim, name="M.u", line=12, docstring=Docstring("Unread."), statement=unread),
        )
        self.environment = None

    def chosen(self) -> None:
        if not self.theorems:
            raise NoTheorems("none")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, tmp_path, ("M",), (), "leanprover/lean4:v4.28.0")


@pytest.fixture
def build(project: Project) -> BuildResult:
    (project.root / "M.olean").write_bytes(b"compiled")
    result = ModuleResult("M", project.root / "M.lean", "fresh", 0.0, ())
    return BuildResult(LEAN, (result,), (project.root, project.root), {"M": "key"})


@pytest.fixture
def read(project: Project, monkeypatch: pytest.MonkeyPatch) -> Read:
    library = Read(project.root)

    def look(_: Catalogue) -> Read:
        library.times += 1
        return library

    def audit(env: None, names: list[str]) -> Iterator[AuditEntry]:
        assert (env, names) == (None, ["M.t"])
        return iter((AUDITED,))

    monkeypatch.setattr(Catalogue, "library", property(look))
    monkeypatch.setattr(audits, "audit", audit)
    return library


def test_what_is_kept_is_what_was_read(project: Project, build: BuildResult, read: Read):
    first = Catalogue(project, build).entries()
    assert [entry.role for entry in first] == ["claim", "groundwork", "groundwork"]
    assert (first[0].file, first[0].source, first[2].statement) == (
        "M.lean",
        "[welch1974]",
        "(not readable: no such thing)",
    )
    read.times = 0
    assert Catalogue(project, build).entries() == first
    assert read.times == 0


def test_an_audit_is_kept_with_all_that_it_found(project: Project, build: BuildResult, read: Read):
    assert Catalogue(project, build).audited("M.t") == AUDITED
    read.times = 0
    assert Catalogue(project, build).audited("M.t") == AUDITED
    assert read.times == 0


def changed_keys(project: Project, build: BuildResult) -> BuildResult:
    del project
    return replace(build, keys={"M": "other"})


def changed_file(project: Project, build: BuildResult) -> BuildResult:
    (project.root / "M.olean").write_bytes(b"forged")
    return build


def changed_proofs(project: Project, build: BuildResult) -> BuildResult:
    (project.root / "M.olean.private").write_bytes(b"forged")
    return build


def damaged_records(project: Project, build: BuildResult) -> BuildResult:
    for path in project.build_folder.iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace("bound", "proof"), encoding="utf-8")
        path.write_text(path.read_text(encoding="utf-8").replace("propext", "no"), encoding="utf-8")
    return build


@pytest.mark.parametrize("change", [changed_keys, changed_file, changed_proofs, damaged_records])
def test_what_is_not_of_this_build_is_read_again(project: Project, build: BuildResult, read: Read, change: Any):
    before = Catalogue(project, build).entries()
    Catalogue(project, build).audited("M.t")
    build = change(project, build)
    read.times = 0
    assert Catalogue(project, build).entries() == before
    assert read.times > 0
    read.times = 0
    assert Catalogue(project, build).audited("M.t") == AUDITED
    assert read.times > 0


def test_other_code_reads_again(project: Project, build: BuildResult, read: Read, monkeypatch: pytest.MonkeyPatch):
    Catalogue(project, build).entries()
    read.times = 0
    monkeypatch.setattr(module, "COMPUTING", ())
    Catalogue(project, build).entries()
    assert read.times > 0


def test_that_there_is_none_is_not_kept(project: Project, build: BuildResult, read: Read):
    read.theorems = ()
    for _ in range(2):
        with pytest.raises(NoTheorems, match="none"):
            Catalogue(project, build).entries()


def test_entries_depend_on_no_library_that_computes(monkeypatch: pytest.MonkeyPatch):
    """A wheel is packed where none is installed, and its entries are found where another version of it is."""
    depends: list[str] = []

    def version(distribution: str) -> str:
        depends.append(distribution)
        return ""

    monkeypatch.setattr(freshness, "_version", version)
    freshness.code_digest.__wrapped__("catalogue", apart=module.COMPUTING)
    assert not depends
