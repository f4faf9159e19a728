"""This repository's library, and what it has that may be about weights, once a session."""

import pytest

from toymodels.library import Library
from toymodels.measure.claims import Candidate, candidates


@pytest.fixture(scope="session")
def about_weights(library: Library) -> list[Candidate]:
    return candidates(library)
