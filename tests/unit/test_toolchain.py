"""Which Lean is chosen, with a stand-in for a native `lake`. No native Lean could be had to test against."""

from pathlib import Path

import pytest

from toymodels.errors import LeanError
from toymodels.lean import toolchain
from toymodels.lean.build import build_project
from toymodels.lean.project import Project
from toymodels.lean.toolchain import EmbeddedLean, NativeLean, find_toolchain

EMBEDDED = EmbeddedLean(node=Path("node"), loader=Path("lean.js"), library=Path("lib"), version="4.28.0-pre")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "A.lean").touch()
    return Project(root=tmp_path, sources=tmp_path, roots=("A",), options=(), toolchain="leanprover/lean4:v4.28.0")


def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, *, builds: bool = True) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "lake"
    script.write_text(
        "#!/bin/sh\n"
        f'case "$*" in *--version) echo "Lean (version {version}, x86_64, Release)";;\n'
        f"*--print-libdir) echo {tmp_path / 'libdir'};;\n"
        f"build) echo 'error: A.lean:1:0: no'; exit {0 if builds else 1};; esac\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.fixture(autouse=True)
def _no_installation(monkeypatch: pytest.MonkeyPatch):
    def embedded(_: object, **__: object) -> EmbeddedLean:
        return EMBEDDED

    monkeypatch.delenv(toolchain.CHOICE_VARIABLE, raising=False)
    monkeypatch.setattr(toolchain, "embedded", embedded)


def test_the_pinned_native_lean_is_preferred(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    lake(tmp_path, monkeypatch, "4.28.0")
    found = find_toolchain(project, print)
    assert isinstance(found, NativeLean)
    assert (found.version, found.library) == ("4.28.0", tmp_path / "libdir")


def test_another_version_is_not_used_and_that_is_said(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    lake(tmp_path, monkeypatch, "4.20.0")
    said: list[str] = []
    assert find_toolchain(project, said.append) is EMBEDDED
    assert "has Lean 4.20.0, not 4.28.0; using the embedded Lean" in said[0]


def test_without_a_lake_the_embedded_lean_is_used(project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    assert find_toolchain(project, print) is EMBEDDED


def test_the_choice_can_be_forced(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    lake(tmp_path, monkeypatch, "4.28.0")
    monkeypatch.setenv(toolchain.CHOICE_VARIABLE, "embedded")
    assert find_toolchain(project, print) is EMBEDDED
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv(toolchain.CHOICE_VARIABLE, "native")
    with pytest.raises(LeanError, match=r"no lake for leanprover/lean4:v4\.28\.0 was found on PATH"):
        find_toolchain(project, print)
    monkeypatch.setenv(toolchain.CHOICE_VARIABLE, "wasm")
    with pytest.raises(LeanError, match="it can be auto, native or embedded"):
        find_toolchain(project, print)


@pytest.mark.parametrize("builds", [True, False])
def test_lake_builds_and_its_verdict_is_kept(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, builds: bool
):
    lake(tmp_path, monkeypatch, "4.28.0", builds=builds)
    result = build_project(project, find_toolchain(project, print))
    assert result.ok is builds
    assert "error: A.lean:1:0: no" in result.modules[0].messages[0].text
    assert result.search_path == (tmp_path / ".lake" / "build" / "lib" / "lean", tmp_path / "libdir")
