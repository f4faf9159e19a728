"""Small Lean projects, built once a session with the Lean that this machine has (or the embedded one)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.refuting import Sheet, sheet

from toymodels.lean.build import BuildResult, build_project
from toymodels.lean.project import Project, read_project
from toymodels.lean.toolchain import Toolchain, find_toolchain
from toymodels.library import Library

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def planted_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of `planted/`, whose library has one fault a theorem."""
    root = tmp_path_factory.mktemp("planted") / "project"
    shutil.copytree(HERE / "planted", root)
    return read_project(root)


@pytest.fixture(scope="session")
def conjectures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sheet]:
    """A file of conjectures outside any project, `Sheet.lean`, for tests that are not about how Lean starts or ends."""
    folder = tmp_path_factory.mktemp("conjectures")
    with sheet(folder / "Sheet.lean", folder / "scratch") as found:
        yield found


@pytest.fixture(scope="session")
def toolchain(planted_project: Project) -> Toolchain:
    return find_toolchain(planted_project, print)


@pytest.fixture(scope="session")
def planted_build(planted_project: Project, toolchain: Toolchain) -> BuildResult:
    result = build_project(planted_project, toolchain)
    assert result.ok, [str(message) for module in result.modules for message in module.messages]
    return result


@pytest.fixture(scope="session")
def planted(planted_project: Project, planted_build: BuildResult) -> Library:
    return Library(planted_project, planted_build)
