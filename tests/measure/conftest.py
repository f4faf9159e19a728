"""This repository's library, and what it has that may be about weights, once a session."""

from pathlib import Path

import pytest

import toymodels
from toymodels.library import Library
from toymodels.measure.claims import Candidate, candidates

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def library() -> Library:
    return toymodels.load(ROOT)


@pytest.fixture(scope="session")
def about_weights(library: Library) -> list[Candidate]:
    return candidates(library)
