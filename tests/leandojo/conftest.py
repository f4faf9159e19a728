"""The whole library, exported once a session, and lean-dojo without a network."""

import socket
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from toymodels.lean.proofs import ModuleTrace
from toymodels.lean.trace import trace_project
from toymodels.leandojo import Export, Manifest, export_leandojo, lean_dojo, open_export
from toymodels.leandojo.layout import LEANDOJO_NEEDS_PYTHON_BELOW, LEANDOJO_VERSION
from toymodels.library import Library


@contextmanager
def no_network(cache: Path) -> Generator[None]:
    """No connection can be made, no name looked up, and there is a token that somebody could try out."""

    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError(f"the network was used: {arguments} {named}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket.socket, "connect_ex", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        patch.setenv("CACHE_DIR", str(cache))
        patch.setenv("GITHUB_ACCESS_TOKEN", "a token that must not be tried")
        yield


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where lean-dojo puts its cache when it is imported."""
    return tmp_path_factory.mktemp("leandojo-cache")


@pytest.fixture(autouse=True)
def offline(cache: Path) -> Generator[None]:
    with no_network(cache):
        yield


@pytest.fixture(scope="session")
def leandojo(cache: Path) -> ModuleType:
    """The module `lean_dojo`; what needs it is skipped on a Python that it cannot be installed on, and only there."""
    if sys.version_info >= LEANDOJO_NEEDS_PYTHON_BELOW:
        below = ".".join(map(str, LEANDOJO_NEEDS_PYTHON_BELOW))
        pytest.skip(f"lean-dojo {LEANDOJO_VERSION} requires a Python below {below}")
    with no_network(cache):
        return lean_dojo()


@pytest.fixture(scope="session")
def traces(library: Library) -> Mapping[str, ModuleTrace]:
    return trace_project(library.project, library.build)


@pytest.fixture(scope="session")
def exported(
    library: Library, traces: Mapping[str, ModuleTrace], tmp_path_factory: pytest.TempPathFactory, cache: Path
) -> tuple[Path, Manifest]:
    folder = tmp_path_factory.mktemp("export") / "library"
    with no_network(cache):
        return folder, export_leandojo(library, traces, folder)


@pytest.fixture(scope="session")
def opened(leandojo: ModuleType, exported: tuple[Path, Manifest], cache: Path) -> Export:
    del leandojo  # asked for first: where it cannot be installed, nothing is exported in vain
    with no_network(cache):
        return open_export(exported[0])
