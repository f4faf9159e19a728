"""A library that an installation brings along: read as in its checkout, checked for damage, never written to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.elaborating import elaborate_text

from toymodels.catalogue import Catalogue
from toymodels.errors import LeanError
from toymodels.lean import carried as carrying
from toymodels.lean import install
from toymodels.lean.build import BuildResult, build_project
from toymodels.lean.carried import COMPILED_FOLDER, CORE_FOLDER, EVIDENCE_FOLDER, RECORD, Carried, carried
from toymodels.lean.carry import build_at_hand, library_digest, pack
from toymodels.lean.project import Project, carried_project, find_project
from toymodels.lean.toolchain import CarriedLean, find_toolchain
from toymodels.library import Library
from toymodels.records.store import write_record

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("planted")]


@pytest.fixture
def home(planted_project: Project, planted_build: BuildResult, tmp_path: Path) -> Path:
    """What an installation would hold of the planted library."""
    assert planted_build.ok
    write_record(planted_project.build_folder / "verify.json", {"told": "by verify"})
    packed = pack(planted_project, build_at_hand(planted_project))
    folder = tmp_path / "site-packages" / "carried"
    for name, path in packed.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)
    write_record(folder / RECORD, packed.record)
    return folder


@pytest.fixture
def installed(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Carried:
    monkeypatch.setenv(install.CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(carrying, "_HOME", home)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    found = carried()
    assert found is not None
    return found


def built(project: Project) -> BuildResult:
    return build_project(project, find_toolchain(project, print))


def state(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_outside_any_project_it_is_found_and_says_what_its_checkout_says(installed: Carried, planted: Library):
    before = state(installed.folder)
    project = find_project()
    build = built(project)
    assert isinstance(build.toolchain, CarriedLean)
    assert build.keys == planted.build.keys
    assert library_digest(project) == library_digest(planted.project) == installed.digest
    ours, theirs = Catalogue(project, build), Catalogue(planted.project, planted.build)
    assert ours.entries() == theirs.entries()
    name = "inner_comm"
    assert ours.audited(planted.resolve(name)) == theirs.audited(planted.resolve(name))
    assert ours.library.theorem(name).check(instances=50).instances >= 50
    assert state(installed.folder) == before
    assert (installed.cache / "catalogue.json").is_file()


def test_what_was_found_out_comes_along_and_a_new_edition_has_its_own(installed: Carried):
    assert json.loads((installed.settle() / "verify.json").read_bytes())["told"] == "by verify"
    assert installed.lacks == ("power",)
    record = json.loads((installed.folder / RECORD).read_bytes())
    record.pop("seal")
    write_record(installed.folder / RECORD, {**record, "lacks": []})
    again = carried()
    assert again is not None
    assert again.settle() != installed.settle()


def test_a_checkout_goes_first_and_a_folder_that_is_named_is_meant(
    installed: Carried, planted_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(planted_project.sources)
    assert find_project().carried is None
    with pytest.raises(LeanError, match=r"no lakefile\.lean"):
        find_project(tmp_path / "elsewhere")
    assert find_project(installed.folder).carried is None  # somebody looks into the installation on purpose


def test_what_needs_lean_says_so(installed: Carried):
    project = carried_project(installed)
    build = built(project)
    with pytest.raises(LeanError, match=r"asking Lean's kernel or elaborator needs Lean, and .* is compiled and only"):
        elaborate_text(project, build, "asked", "#eval 1")
    with pytest.raises(LeanError, match="building every module again needs Lean"):
        build_project(project, build.toolchain, fresh=True)


@pytest.mark.parametrize("folder", [COMPILED_FOLDER, CORE_FOLDER])
def test_a_file_that_is_not_the_one_packed_is_noticed(installed: Carried, folder: str):
    path = next((installed.folder / folder).rglob("*.olean"))
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(LeanError, match=rf"{path.name} is missing, or not the file that was packed"):
        find_toolchain(carried_project(installed), print, thorough=True)
    path.unlink()
    with pytest.raises(LeanError, match="install the package again"):
        find_toolchain(carried_project(installed), print)


def test_a_damaged_record_is_not_believed(installed: Carried):
    path = installed.folder / RECORD
    path.write_text(path.read_text(encoding="utf-8").replace('"lacks"', '"lucks"'), encoding="utf-8")
    with pytest.raises(LeanError, match="is damaged or of another version; install the package again"):
        find_project()


def test_a_package_that_was_made_without_a_build_says_what_it_lacks(
    home: Path, planted_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    packed = pack(planted_project, None)
    write_record(home / RECORD, packed.record)
    monkeypatch.setattr(carrying, "_HOME", home)
    monkeypatch.chdir(tmp_path)
    assert packed.summary.startswith("no library is packed: build/ had no compiled files")
    with pytest.raises(LeanError, match=r"brings no library along.* after `toymodels build`, `toymodels verify` and"):
        find_project()


def test_after_a_change_of_a_source_there_is_no_build_to_pack(
    planted_project: Project, planted_build: BuildResult, tmp_path: Path
):
    assert planted_build.ok
    assert build_at_hand(planted_project) is not None
    copy = shutil.copytree(planted_project.root, tmp_path / "copy")
    source = next(copy.rglob("Good.lean"))
    source.write_text(source.read_text(encoding="utf-8") + "\n-- changed\n", encoding="utf-8")
    assert build_at_hand(find_project(copy)) is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_cache_that_cannot_be_written_is_told(installed: Carried, tmp_path: Path):
    (tmp_path / "cache").mkdir(mode=0o500)
    with pytest.raises(LeanError, match=f"Set {install.CACHE_VARIABLE}"):
        installed.settle()


def test_a_file_in_the_place_of_the_cache_is_told(installed: Carried, tmp_path: Path):
    (tmp_path / "cache").write_text("no folder")
    with pytest.raises(LeanError, match=f"cannot be written: .* Set {install.CACHE_VARIABLE} to a folder"):
        installed.settle()


def test_two_first_uses_at_once_leave_one_copy(installed: Carried):
    code = (
        "from pathlib import Path; from toymodels.lean.carried import carried; "
        f"carried(Path({str(installed.folder)!r})).settle()"
    )
    running = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    assert [path.name for path in installed.cache.parent.iterdir()] == [installed.edition]
    assert (installed.cache / "verify.json").read_bytes() == (
        installed.folder / EVIDENCE_FOLDER / "verify.json"
    ).read_bytes()
