"""Elaborating a text that is no module of the project, such as a generated check, against the built library."""

from __future__ import annotations

import json
import subprocess
from pathlib import PurePosixPath
from typing import Any

from toymodels.lean.build import BuildResult, compiled_folder, embedded_server, write_atomically
from toymodels.lean.messages import parse_message
from toymodels.lean.project import Project
from toymodels.lean.server import Elaboration
from toymodels.lean.toolchain import NativeLean


def elaborate_text(project: Project, build: BuildResult, name: str, text: str) -> Elaboration:
    """Elaborate `text`, which may import the project's modules; it is kept as `build/scratch/NAME.lean`.

    Raises:
        LeanError: Lean cannot be run. That Lean rejects the text is part of the result.
    """
    folder = project.build_folder / "scratch"
    path = folder / f"{name}.lean"
    write_atomically(path, text)
    options = dict(project.options)
    if isinstance(build.toolchain, NativeLean):
        flags = [f"-D{option}={value}" for option, value in options.items()]
        result = subprocess.run(  # noqa: S603
            [str(build.toolchain.lake), "env", "lean", "--json", *flags, str(path)],
            cwd=project.root,
            capture_output=True,
            text=True,
            check=False,
        )
        answers: list[dict[str, Any]] = [json.loads(line) for line in result.stdout.splitlines() if line[:1] == "{"]
        return Elaboration(result.returncode == 0, tuple(parse_message(answer, lambda _: path) for answer in answers))
    with embedded_server(build.toolchain, folder, compiled_folder(project)) as server:
        return server.elaborate(PurePosixPath(path.name), options, keep=False)
