"""`toymodels verify`: the whole way of a library, from the build to the cross-check."""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from toymodels.cli.progress_line import Paces, ProgressLine
from toymodels.cli.shared import (
    Command,
    build_library,
    failure,
    fresh_option,
    instances_option,
    jobs_option,
    json_option,
    project_in,
    project_option,
    seed_option,
)
from toymodels.cli.tables import verify_table


@click.command("verify", cls=Command)
@click.argument("names", nargs=-1)
@instances_option
@seed_option
@fresh_option
@jobs_option
@json_option
@project_option
def command(
    names: Sequence[str],
    instances: int,
    seed: int,
    fresh: bool,
    jobs: int | None,
    as_json: bool,
    folder: Path | None,
) -> int:
    """Build, audit and cross-check every public theorem (or NAMES) and write build/verify.json."""
    from toymodels.catalogue import library_key
    from toymodels.cli.outlook import outlook
    from toymodels.lean.build import default_jobs
    from toymodels.library import Library
    from toymodels.power.library import exposing
    from toymodels.verify import Settings, kept_report, report_path, verify_library, write_report

    project = project_in(folder)
    with ProgressLine(sys.stderr) as line:
        if said := outlook(project, Paces.of_project(project)):
            line.print(said)
        built = build_library(project, line, jobs=jobs, fresh=fresh, thorough=fresh)
        if not built.ok:
            return failure(built)
        library = functools.cache(lambda: Library(project, built))
        settings = Settings(instances, seed)
        report = None if names or fresh else kept_report(project, built, settings)
        if report is None:
            report = verify_library(
                library(), settings, names=names, fresh=fresh, jobs=jobs or default_jobs(), stages=line.stage
            )
            write_report(report, project)
        else:
            line.print("nothing has changed since all of this was checked; with --fresh it is checked again")
    path = report_path(project)
    if as_json:
        click.echo(path.read_text(encoding="utf-8"), nl=False)
    else:
        shares = exposing(project, library_key(project, built, ""), library)
        verify_table(report, path, shares, project.roots)
    return report.exit_status
