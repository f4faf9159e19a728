"""What a first run says that it will do: how many modules and theorems there are, and how long that takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from toymodels.cli.outlook import outlook
from toymodels.cli.progress_line import Paces
from toymodels.lean.project import Project
from toymodels.progress import Activity

MODULES = 40


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """One with forty modules of three theorems, and comments that speak of others."""
    names = [f"Part{number}" for number in range(MODULES)]
    for name in names:
        theorems = "\n\n".join(f"/-- Says\ntheorem nothing -/\n{head} t : True := trivial" for head in HEADS)
        (tmp_path / f"{name}.lean").write_text(f"module\n\n{theorems}\n-- theorem no\n", encoding="utf-8")
    root = "".join(f"import {name}\n" for name in names)
    (tmp_path / "Root.lean").write_text(root, encoding="utf-8")
    return Project(tmp_path, tmp_path, ("Root",), (), "")


HEADS = ("theorem", "public theorem", "@[simp] theorem", "private def theorem_like")


def test_a_first_run_says_what_it_will_do(project: Project):
    said = outlook(project, Paces())
    assert f"Lean builds {MODULES + 1} modules, about " in said
    assert f"some {3 * MODULES} theorems are audited" in said
    assert "from another machine" in said


def test_how_long_it_takes_is_as_it_was_here_if_that_is_known(project: Project, tmp_path: Path):
    paces = Paces(tmp_path / "durations.json")
    paces.keep(Activity.BUILDING, 100.0)
    said = outlook(project, Paces(tmp_path / "durations.json"))
    assert "modules, about 2 h; then" in said
    assert "These times are from earlier runs on this machine." in said


def test_what_is_built_is_not_built_again(project: Project):
    records = project.build_folder / "lean" / "records"
    records.mkdir(parents=True)
    for number in range(MODULES - 9):
        (records / f"Part{number}.json").touch()
    assert outlook(project, Paces()) == ""
    paces = Paces(project.build_folder / "durations.json")
    paces.keep(Activity.CHECKING, 100.0)
    assert "Lean builds 10 modules" in outlook(project, paces)


def test_a_later_run_says_nothing(project: Project):
    project.build_folder.mkdir()
    (project.build_folder / "verify.json").touch()
    assert outlook(project, Paces()) == ""
