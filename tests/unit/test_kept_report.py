"""When a second `verify` may say what the first one found: all was well, and nothing that it depends on has changed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import structs
from tests.support.stand_ins import always
from tests.unit.test_official_in_verify import NAME, NOT_ASKED, asked, report

from toymodels import verify
from toymodels.lean.build import BuildResult, ModuleResult
from toymodels.lean.project import Project
from toymodels.lean.toolchain import EmbeddedLean
from toymodels.power import library as powers
from toymodels.power.library import exposing
from toymodels.verify import Report, Settings, kept_report, report_path, write_report

LEAN = EmbeddedLean(Path("node"), Path("lean.js"), Path("lib"), "4.28.0-pre")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, tmp_path, ("M",), (), "leanprover/lean4:v4.28.0")


@pytest.fixture
def build(project: Project) -> BuildResult:
    (project.root / "M.olean").write_bytes(b"compiled")
    result = ModuleResult("M", project.root / "M.lean", "fresh", 0.0, ())
    return BuildResult(LEAN, (result,), (project.root, project.root), {"M": "key"})


def keyed(found: Report, project: Project, build: BuildResult) -> Report:
    made_of = verify._report_key(project, build, Settings())  # pyright: ignore[reportPrivateUsage]
    return structs.replace(found, key=made_of)


@pytest.fixture
def known(project: Project, build: BuildResult) -> Report:
    """A report in which all is well, kept."""
    found = keyed(report(NOT_ASKED), project, build)
    assert found.exit_status == 0
    write_report(found, project)
    return found


def test_what_was_found_is_said_again_while_nothing_has_changed(project: Project, build: BuildResult, known: Report):
    assert kept_report(project, build, Settings()) == known


def changed_keys(project: Project, build: BuildResult, patch: pytest.MonkeyPatch) -> BuildResult:
    del project, patch
    return replace(build, keys={"M": "other"})


def changed_proofs(project: Project, build: BuildResult, patch: pytest.MonkeyPatch) -> BuildResult:
    del patch
    (project.root / "M.olean.private").write_bytes(b"forged")
    return build


def another_lean(project: Project, build: BuildResult, patch: pytest.MonkeyPatch) -> BuildResult:
    del project, patch
    return replace(build, toolchain=replace(LEAN, version="4.29.0"))


def another_kernel(project: Project, build: BuildResult, patch: pytest.MonkeyPatch) -> BuildResult:
    del project
    patch.setattr(verify, "missing_kernel", always("it was uninstalled"))
    return build


def another_numpy(project: Project, build: BuildResult, patch: pytest.MonkeyPatch) -> BuildResult:
    del project
    patch.setattr(verify, "version", always("99"))
    return build


def an_edited_report(project: Project, build: BuildResult, patch: pytest.MonkeyPatch) -> BuildResult:
    del patch
    path = report_path(project)
    path.write_text(path.read_text(encoding="utf-8").replace('"instances": 10', '"instances": 99'), encoding="utf-8")
    return build


CHANGES = (changed_keys, changed_proofs, another_lean, another_kernel, another_numpy, an_edited_report)


@pytest.mark.parametrize("change", CHANGES)
def test_after_any_change_all_is_looked_at_again(
    project: Project,
    build: BuildResult,
    known: Report,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Project, BuildResult, pytest.MonkeyPatch], BuildResult],
):
    assert known.key
    assert kept_report(project, change(project, build, monkeypatch), Settings()) is None


def test_another_question_has_no_answer_yet(project: Project, build: BuildResult, known: Report):
    assert known.key
    assert kept_report(project, build, Settings(seed=1)) is None
    assert kept_report(project, build, Settings(instances=9)) is None


@pytest.mark.parametrize("found", [report(asked("rejected", "no")), report(asked("no opinion", "late"))])
def test_what_was_not_well_is_looked_at_again(project: Project, build: BuildResult, found: Report):
    write_report(keyed(found, project, build), project)
    assert kept_report(project, build, Settings()) is None


def test_a_report_on_some_theorems_is_none_on_all(project: Project, build: BuildResult):
    write_report(report(NOT_ASKED), project)
    assert kept_report(project, build, Settings()) is None


def test_shares_are_kept_while_the_library_and_the_measurements_are_the_same(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    read: list[str] = []

    def measured(library: str) -> dict[str, Any]:
        read.append(library)
        return {NAME: SimpleNamespace(mutation=SimpleNamespace(exposing=6, instances=8))}

    def shares(library_key: str) -> Any:
        return exposing(project, library_key, lambda: library_key)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(powers, "measured", measured)
    assert shares("one") == {}
    record = project.build_folder / "power" / "t.json"
    record.parent.mkdir(parents=True)
    record.write_text("measured", encoding="utf-8")
    assert [shares("one"), shares("one")] == [{NAME: 0.75}] * 2
    assert read == ["one"]
    record.write_text("measured again", encoding="utf-8")
    assert [shares("one"), shares("two")] == [{NAME: 0.75}] * 2
    assert read == ["one", "one", "two"]
