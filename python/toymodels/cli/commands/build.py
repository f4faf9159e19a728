"""`toymodels build`: what changed, built by Lean."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toymodels.cli.progress_line import ProgressLine
from toymodels.cli.shared import (
    Command,
    build_library,
    failure,
    fresh_option,
    jobs_option,
    json_option,
    project_in,
    project_option,
)

if TYPE_CHECKING:
    from toymodels.lean.build import ModuleResult


@click.command("build", cls=Command)
@fresh_option
@jobs_option
@json_option
@project_option
def command(fresh: bool, jobs: int | None, as_json: bool, folder: Path | None) -> int:
    """Build what changed; Lean's errors are shown at file:line:column."""
    project = project_in(folder)
    with ProgressLine(sys.stderr) as line:
        built = build_library(project, line, jobs=jobs, fresh=fresh, thorough=fresh, again=True)
    if as_json:
        click.echo(json.dumps([_module_json(module) for module in built.modules], ensure_ascii=False, indent=1))
    else:
        states = [module.state for module in built.modules]
        summary = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
        click.echo(f"{len(states)} modules: {summary} ({built.toolchain})")
    return 0 if built.ok else failure(built)


def _module_json(module: ModuleResult) -> dict[str, Any]:
    return {
        "name": module.name,
        "state": module.state,
        "seconds": round(module.seconds, 2),
        "messages": [
            {"line": m.line, "column": m.column, "severity": m.severity, "text": m.text} for m in module.messages
        ],
    }
