"""`toymodels export leandojo` as its users run it, on a small library that nobody has verified yet."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toymodels.cli.app import commands
from toymodels.lean.project import Project
from toymodels.library import Library

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("planted")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("export") / "planted"


@pytest.fixture(scope="module")
def result(planted_project: Project, planted: Library, folder: Path) -> Result:
    for name in ("verify.json", "proofs/Planted.json"):
        (planted_project.build_folder / name).unlink(missing_ok=True)
    return export(planted_project, folder)


def export(project: Project, folder: Path, *options: str) -> Result:
    arguments = ["export", "leandojo", "--project", str(project.root), "--out", str(folder), *options]
    return CliRunner().invoke(commands, arguments, standalone_mode=False)


def record(folder: Path, name: str) -> Mapping[str, object]:
    return json.loads((folder / f"toymodels/{name}.json").read_text(encoding="utf-8"))


def test_it_says_what_it_wrote_and_what_is_missing(result: Result, folder: Path, planted: Library) -> None:
    assert result.return_value == 0, result.output
    total = len(planted.theorem_names)
    assert f"{total} theorems with " in result.stdout
    assert str(folder / "README.md") in result.stdout
    assert "records have no result of `toymodels verify`, and say so" in result.stderr
    assert f"note: {total} records have no result of `toymodels power`, and say so" in result.stderr
    assert "traced Planted (" in result.stderr
    listed = {path.stem for path in (folder / "toymodels").iterdir()}
    assert listed == set(planted.theorem_names)


def test_a_record_of_a_theorem_that_was_not_measured_says_so(result: Result, folder: Path) -> None:
    found = record(folder, "inner_comm")
    assert found["missing"] == {
        "verify": "`toymodels verify` has no result for the theorem as it stands",
        "power": "`toymodels power` has no result for the theorem as it stands",
    }
    assert [found[key] for key in ("verdict", "evidence", "necessity", "tightness", "mutation")] == [None] * 5
    assert found["audit"] == {"ok": True, "reasons": []}


def test_again_as_json_in_the_same_place(result: Result, folder: Path, planted_project: Project) -> None:
    again = export(planted_project, folder, "--json")
    assert again.return_value == 0, again.output
    said = json.loads(again.stdout)
    assert said["folder"] == str(folder)
    assert said["counts"]["theorems"] == len(list((folder / "toymodels").iterdir()))
    assert said["files"] == len(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"])
