"""What tests of all folders share, made once in each worker: this repository's library, and a Lean that knows it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import toymodels
from toymodels.lean.scratch import Scratch
from toymodels.library import Library


@pytest.fixture(scope="session")
def library() -> Library:
    """This repository's library, built."""
    return toymodels.load(Path(__file__).parents[1])


@pytest.fixture(scope="session")
def scratch(library: Library) -> Iterator[Scratch]:
    """A Lean that elaborates texts about the library, one after another."""
    with Scratch(library.project, library.build) as session:
        yield session
