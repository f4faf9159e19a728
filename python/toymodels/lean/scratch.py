"""Elaborating a text that is not a module of the project, such as a generated check, against the built library."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from toymodels.errors import LeanError
from toymodels.lean.build import BuildResult, embedded_server
from toymodels.lean.elaboration import Elaboration
from toymodels.lean.environment import Environment
from toymodels.lean.messages import printed
from toymodels.lean.names import module_path
from toymodels.lean.project import Project
from toymodels.lean.server import LeanServer
from toymodels.lean.toolchain import CarriedLean, EmbeddedLean, NativeLean
from toymodels.records.store import write_atomically

SCRATCH = "scratch"
"""The folder of such texts, in that of everything generated."""

_AGAIN = 0.05


class Scratch:
    """Elaborates texts one after another, in one Lean process where Lean is the embedded one; a context manager."""

    def __init__(self, project: Project, build: BuildResult) -> None:
        self.project = project
        self._build = build
        self._folder = project.build_folder / SCRATCH
        self._compiled = build.search_path[0]
        self._server: LeanServer | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End Lean, at once, and elaborate nothing any more."""
        self._closed = True
        self.stop()

    def stop(self) -> None:
        """End Lean, at once; the next elaboration starts a new one."""
        if self._server is not None:
            self._server.close()

    def path(self, name: str) -> Path:
        """Where the text of `name` is kept."""
        return self._folder / f"{name}.lean"

    def elaborate(self, name: str, text: str, *, keep: bool = False) -> Elaboration:
        """Elaborate `text`, which may import the project's modules and those kept before.

        With `keep`, it becomes the module `name`, compiled beside the project's own modules.

        Raises:
            LeanError: Lean cannot be run, or is not here since the library came compiled, or this was closed. That Lean
                rejects the text is part of the result.
        """
        toolchain = self._toolchain(name)
        write_atomically(self.path(name), text)
        if isinstance(toolchain, NativeLean):
            return self._native(toolchain, name, keep=keep)
        return self._embedded(toolchain).elaborate(PurePosixPath(f"{name}.lean"), dict(self.project.options), keep=keep)

    def elaborate_again(self, module: str) -> Elaboration:
        """Have the embedded Lean elaborate a module of the project once more, and note what it finds on the way.

        Raises:
            LeanError: as `elaborate`.
        """
        toolchain = self._toolchain(module)
        assert isinstance(toolchain, EmbeddedLean)
        tree = self.project.tree_of(module)
        path = PurePosixPath(f"{module_path(module)}.lean")
        return self._embedded(toolchain).elaborate(
            path, dict(tree.options), keep=False, record=True, sources=tree.folder
        )

    def _toolchain(self, name: str) -> EmbeddedLean | NativeLean:
        """The Lean that elaborates `name`."""
        if self._closed:
            raise LeanError(f"{name} cannot be elaborated: the work on it has been given up")
        toolchain = self._build.toolchain
        if isinstance(toolchain, CarriedLean):
            assert self.project.carried is not None
            raise self.project.carried.needs_lean("asking Lean's kernel or elaborator")
        self._folder.mkdir(parents=True, exist_ok=True)
        self._compiled.mkdir(parents=True, exist_ok=True)
        return toolchain

    def _embedded(self, toolchain: EmbeddedLean) -> LeanServer:
        if self._server is None:
            self._server = embedded_server(toolchain, self._folder, self._compiled)
        return self._server

    def environment(self, name: str) -> Environment:
        """The module `name`, which was kept, with all that it imports.

        Raises:
            OleanError: a compiled file is missing or corrupt.
        """
        compiled, core = self._build.search_path
        return Environment.load([name], [compiled], [core], sources=[*self.project.source_folders, self._folder])

    def remove(self, name: str) -> None:
        """Remove the text of `name` and, if it was kept, what it became."""
        for path in (self.path(name), *self._compiled.glob(f"{name}.*")):
            path.unlink(missing_ok=True)

    def _native(self, toolchain: NativeLean, name: str, *, keep: bool) -> Elaboration:
        path = self.path(name)
        flags = [f"-D{option}={value}" for option, value in self.project.options]
        if keep:
            flags += ["-R", str(self._folder), "-o", str(self._compiled / f"{name}.olean")]
        result = subprocess.run(  # noqa: S603
            [str(toolchain.lake), "env", "lean", "--json", *flags, str(path)],
            cwd=self.project.root,
            capture_output=True,
            text=True,
            check=False,
        )
        messages = filter(None, map(printed, result.stdout.splitlines()))
        return Elaboration(result.returncode == 0, tuple(message.about(path) for message in messages))


@contextmanager
def limited(scratch: Scratch, seconds: float) -> Generator[None]:
    """End the embedded Lean after `seconds`, which its user sees as an error; the next elaboration starts a new one."""
    done = threading.Event()

    def watch() -> None:
        late = seconds
        while not done.wait(late):
            scratch.stop()
            late = _AGAIN  # Lean may have been about to start

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
