"""`toymodels build`: what changed, built by Lean."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from toymodels.cli.progress_line import ProgressLine
from toymodels.cli.shared import (
    Command,
    build_library,
    failure,
    fresh_option,
    jobs_option,
    json_option,
    print_json,
    project_in,
    project_option,
)


@click.command("build", cls=Command)
@fresh_option
@jobs_option
@json_option
@project_option
def command(fresh: bool, jobs: int | None, as_json: bool, folder: Path | None) -> int:
    """Build what changed; Lean's errors are shown at file:line:column."""
    from toymodels.lean.build import ModuleRecord

    project = project_in(folder)
    with ProgressLine(sys.stderr) as line:
        built = build_library(project, line, jobs=jobs, fresh=fresh, thorough=fresh, again=True)
    if as_json:
        print_json([ModuleRecord.of(module) for module in built.modules])
    else:
        states = [module.state for module in built.modules]
        summary = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
        click.echo(f"{len(states)} modules: {summary} ({built.toolchain})")
    return 0 if built.ok else failure(built)
