"""A project found and built: where everything begins that looks at a library, from Python and from the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from toymodels.errors import BuildError
from toymodels.lean.build import BuildResult, Listener, build_project
from toymodels.lean.project import Project, find_project
from toymodels.lean.toolchain import find_toolchain

Report = Callable[[str], None]
"""Told what is being done, a line at a time."""


def silent(line: str) -> None:
    """Tells nobody."""
    del line


def project_at(path: Path | None, library: str | None = None) -> Project:
    """The project that a folder or a file lies in, with the library that is named, if it has several.

    Without a path it is that of the current folder, or the one that this installation brings along.

    Raises:
        LeanError: there is no project there, or no such library.
    """
    return find_project(path if path is None or path.is_dir() else path.parent, library)


def built(
    project: Project,
    *,
    report: Report = silent,
    listen: Listener | None = None,
    jobs: int | None = None,
    fresh: bool = False,
    thorough: bool = False,
) -> BuildResult:
    """What changed in the project, built; that Lean rejects a source is part of the result.

    Args:
        project: what to build.
        report: told what takes time before Lean starts, such as the download of one.
        listen: called after each module.
        jobs: Lean processes at a time; as many as cores and memory allow if not given.
        fresh: whether every module is built again.
        thorough: whether every file of the Lean is looked at before it is used.

    Raises:
        LeanError: there is no Lean.
    """
    toolchain = find_toolchain(project, report, thorough=thorough)
    return build_project(project, toolchain, jobs=jobs, fresh=fresh, listen=listen)


def demand(build: BuildResult, otherwise: str) -> None:
    """Make sure that all was built.

    Raises:
        BuildError: it was not; the message begins as told here and lists Lean's errors.
    """
    if not build.ok:
        raise BuildError("\n".join([otherwise, *_complaints(build)]))


def _complaints(build: BuildResult) -> Iterator[str]:
    """Lean's errors, each with its place, and what could not be built because of them."""
    for module in build.modules:
        yield from (str(message) for message in module.messages if message.severity == "error")
    yield f"not built: {', '.join(each.name for each in build.modules if each.state in {'failed', 'skipped'})}"
