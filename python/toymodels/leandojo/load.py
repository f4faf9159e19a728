"""Opening an export as LeanDojo's objects, on this machine alone."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import warnings
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from os import PathLike
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from toymodels.errors import StatementError, UnknownName
from toymodels.leandojo.errors import ExportError
from toymodels.leandojo.layout import LEANDOJO_NEEDS_PYTHON_BELOW, LEANDOJO_VERSION, TRACE, record_path
from toymodels.leandojo.manifest import Manifest, check_files, read_manifest
from toymodels.leandojo.statement_tree import from_tree

if TYPE_CHECKING:
    from lean_dojo import (  # pyright: ignore[reportMissingModuleSource]
        LeanGitRepo,
        TracedFile,
        TracedRepo,
        TracedTheorem,
    )

    from toymodels.statements.language import Statement

_LEANDOJO = "lean_dojo"
_TOKEN = "GITHUB_ACCESS_TOKEN"  # noqa: S105 (the name of a variable)


@dataclass(frozen=True)
class Export:
    """An export, opened.

    Attributes:
        folder: where it is.
        manifest: versions, counts and files.
        repo: the trace as LeanDojo's `TracedRepo`, with its files and the graph of their imports.
    """

    folder: Path
    manifest: Manifest
    repo: TracedRepo

    @property
    def files(self) -> list[TracedFile]:
        """The modules, each after those that it imports."""
        return self.repo.traced_files

    @cached_property
    def theorems(self) -> list[TracedTheorem]:
        """The public theorems, in the order of `toymodels list`; `repo` has the private ones too."""
        return [theorem for file in self.files for theorem in file.get_traced_theorems() if not theorem.is_private]

    def theorem(self, name: str) -> TracedTheorem:
        """The public theorem called `name`, in full.

        Raises:
            UnknownName: there is none.
        """
        found = next((each for each in self.theorems if each.theorem.full_name == name), None)
        if found is None:
            raise UnknownName(f"no theorem of {self.folder} is called {name!r}; give the full name")
        return found

    def record(self, name: str) -> dict[str, Any]:
        """What the export says of the theorem called `name`, in full, beyond LeanDojo's format.

        Raises:
            UnknownName: there is no such record.
        """
        path = record_path(name)
        if path not in self.manifest.files:
            raise UnknownName(f"{self.folder} has no record of {name!r}; give the full name")
        return json.loads((self.folder / path).read_text(encoding="utf-8"))

    def statement(self, name: str) -> Statement:
        """The elaborated statement of the theorem called `name`, in full, read from its record.

        It can be evaluated and tested like one that comes from the compiled library.

        Raises:
            UnknownName: there is no such record.
            StatementError: the export says that the statement could not be read.
        """
        record = self.record(name)
        if record["tree"] is None:
            raise StatementError(f"{name} could not be read when it was exported: {record['statement']['unsupported']}")
        return from_tree(name, record["tree"])


def open_export(folder: str | PathLike[str]) -> Export:
    """Open what `toymodels export leandojo --out FOLDER` has written.

    Needs no network and no token, and does not run Lean. Every file's hash is checked first.

    Raises:
        ExportError: the folder is not a complete export, a file is missing, damaged or a symbolic link, or lean-dojo is
            not installed.
    """
    root = Path(folder).resolve()
    manifest = read_manifest(root)
    check_files(root, manifest)
    return Export(root, manifest, _traced_repo(root / TRACE, manifest))


def _traced_repo(root: Path, manifest: Manifest) -> TracedRepo:
    paths = _traced(manifest)
    leandojo = lean_dojo()
    repo = _repository(leandojo, manifest.about)
    with warnings.catch_warnings():
        # lean-dojo leaves it to the garbage collector to close the files that it reads.
        warnings.filterwarnings("ignore", "unclosed file", ResourceWarning)
        files = [_traced_file(leandojo, root, path, repo) for path in paths]
    graph = import_module("networkx").DiGraph()
    for file in files:
        graph.add_node(str(file.path), traced_file=file)
    for file in files:
        for module, path in file.get_direct_dependencies(repo):
            if str(path) in graph:
                graph.add_edge(str(file.path), str(path), module=module)
    traced = leandojo.TracedRepo(repo, {}, root, files, graph)
    for file in files:
        file.traced_repo = traced
    return traced


def _traced_file(leandojo: ModuleType, root: Path, path: Path, repo: LeanGitRepo) -> TracedFile:
    try:
        return leandojo.TracedFile.from_traced_file(root, path, repo)
    except (AssertionError, IndexError, KeyError, RuntimeError, ValueError) as error:
        raise ExportError(
            f"lean-dojo cannot read {root / path}: {type(error).__name__} {error}; "
            "its source has a syntax that the export does not know"
        ) from error


def _traced(manifest: Manifest) -> list[Path]:
    """The files of syntax relative to the root of the trace, in the order of the manifest."""
    if missing := {"url", "commit", "toolchain", "traced"} - manifest.about.keys():
        raise ExportError(f"the manifest does not have {', '.join(sorted(missing))}; export again")
    names: Sequence[str] = manifest.about["traced"]
    if any(name not in manifest.files or not name.startswith(f"{TRACE}/") for name in names):
        raise ExportError("the manifest names traced modules that are not among its files; export again")
    return [Path(name).relative_to(TRACE) for name in names]


def _repository(leandojo: ModuleType, about: Mapping[str, Any]) -> LeanGitRepo:
    """The repository that the export names. Its constructor would ask the network, so the fields are set here."""
    data = import_module(f"{_LEANDOJO}.data_extraction.lean")
    repository = object.__new__(leandojo.LeanGitRepo)
    fields = {
        "url": about["url"],
        "commit": about["commit"],
        "repo": None,
        "lean_version": about["toolchain"].rpartition(":")[2],
        "repo_type": data.RepoType.GITHUB if "github.com" in about["url"] else data.RepoType.REMOTE,
    }
    for name, value in fields.items():
        object.__setattr__(repository, name, value)
    return repository


def lean_dojo() -> ModuleType:
    """The module `lean_dojo`, imported without the network and without a token.

    Raises:
        ExportError: it is not installed, or it cannot be used here.
    """
    try:
        with _offline():
            return import_module(_LEANDOJO)
    except ModuleNotFoundError as error:
        raise ExportError(f"opening an export needs {error.name}, which is not installed; {_remedy()}") from error
    except subprocess.CalledProcessError as error:
        raise ExportError("lean-dojo asks for Git 2.25 or newer when it is imported; install it") from error
    except OSError as error:
        raise ExportError(
            f"lean-dojo cannot make its cache {error.filename or ''}: {error.strerror}; name another in CACHE_DIR"
        ) from error


def _remedy() -> str:
    """What to do where lean-dojo is not installed."""
    if sys.version_info < LEANDOJO_NEEDS_PYTHON_BELOW:
        return "pip install 'toymodels[leandojo]'"
    below = ".".join(map(str, LEANDOJO_NEEDS_PYTHON_BELOW))
    return (
        f"lean-dojo {LEANDOJO_VERSION} cannot be installed on Python {platform.python_version()}: open the export with "
        f"one below {below}, after pip install 'toymodels[leandojo]' there; exporting works here"
    )


@contextmanager
def _offline() -> Generator[None]:
    """What lean-dojo reads from the environment when it is imported: no token to try out, no cache on the network."""
    changed = {"DISABLE_REMOTE_CACHE": "1", _TOKEN: None}
    kept = {name: os.environ.get(name) for name in changed}
    _set(changed)
    try:
        yield
    finally:
        _set(kept)


def _set(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
