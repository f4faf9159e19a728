"""Two sites: that of a small library that has everything once, and that of this repository, in its build folder."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from toymodels.lean.build import BuildResult, build_project
from toymodels.lean.project import Project, read_project
from toymodels.lean.toolchain import find_toolchain
from toymodels.library import Library
from toymodels.progress import silent
from toymodels.site.build import SiteResult, build_site, load
from toymodels.site.data import SiteData
from toymodels.verify import Settings, verify_library, write_report

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]


@dataclass(frozen=True)
class Small:
    """The small library: its project, built, and its site's data; its records are made with few instances."""

    project: Project
    built: BuildResult
    data: SiteData

    def build(self, out: Path) -> SiteResult:
        return build_site(self.project, self.built, out, silent)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    root = tmp_path_factory.mktemp("small") / "project"
    shutil.copytree(HERE / "small", root)
    project = read_project(root)
    built = build_project(project, find_toolchain(project, print))
    assert built.ok, [str(message) for module in built.modules for message in module.messages]
    library = Library(project, built)
    write_report(verify_library(library, Settings(instances=30)), project)
    return Small(project, built, load(project, built, silent))


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of this repository's own site, brought up to date."""
    project = read_project(REPOSITORY)
    built = build_project(project, find_toolchain(project, print))
    assert built.ok, "the library does not build; `toymodels build` says why"
    folder = project.build_folder / "site"
    build_site(project, built, folder, silent)
    return folder
