"""What tests of all folders share, made once in each worker: this repository's library, and a Lean that knows it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.packages import Packages

import toymodels
from toymodels.lean import build, trace
from toymodels.lean.scratch import Scratch
from toymodels.library import Library


@pytest.fixture(scope="session")
def library() -> Library:
    """This repository's library, built."""
    return toymodels.load(Path(__file__).parents[1])


@pytest.fixture(scope="session", autouse=True)
def one_lean_a_worker() -> Iterator[None]:
    """Where workers share the cores each builds with one Lean: starting another costs more than it saves."""
    with pytest.MonkeyPatch.context() as patch:
        if "PYTEST_XDIST_WORKER" in os.environ:
            for module in (build, trace):
                patch.setattr(module, "default_jobs", lambda: 1)
        yield


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """The small packages of the tests, each built when it is first asked for."""
    return Packages(tmp_path_factory)


@pytest.fixture(scope="session")
def scratch(library: Library) -> Iterator[Scratch]:
    """A Lean that elaborates texts about the library, one after another."""
    with Scratch(library.project, library.build) as session:
        yield session
