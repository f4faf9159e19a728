"""`toymodels export`: the library in other projects' formats."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from toymodels.cli.progress_line import ProgressLine
from toymodels.cli.shared import Group, built_project, json_option, print_json, project_option, tell_of_modules
from toymodels.progress import Activity


@click.group("export", cls=Group)
def command() -> None:
    """The library in other projects' formats."""


@command.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="A folder that is new, empty, or an earlier export, which is replaced.",
)
@json_option
@project_option
def leandojo(out: Path, as_json: bool, folder: Path | None) -> int:
    """Theorems, tactics with states, premises and splits, as LeanDojo and its benchmark have them."""
    from toymodels.lean.trace import trace_project
    from toymodels.leandojo import export_leandojo
    from toymodels.leandojo.folder import check_target
    from toymodels.library import Library

    check_target(out)
    with ProgressLine(sys.stderr) as line:
        project, built = built_project(folder, line)
        traces = trace_project(project, built, listen=tell_of_modules(line, Activity.TRACING, "traced"))
        manifest = export_leandojo(Library(project, built), traces, out, stages=line.stage)
    counts, unlisted = manifest.about["counts"], manifest.about["not_in_sources"]
    if as_json:
        result = {"folder": str(out), "files": len(manifest.files), **manifest.about}
        print_json(result)
        return 0
    if unlisted:
        click.echo(f"note: no `theorem` in the sources declares {', '.join(unlisted)}; left out", err=True)
    for command, known in (("verify", "verified"), ("power", "measured")):
        if lacking := counts["theorems"] - counts[known]:
            click.echo(f"note: {lacking} records have no result of `toymodels {command}`, and say so", err=True)
    click.echo(
        f"{counts['theorems']} theorems with {counts['tactics']} tactics, {counts['private_theorems']} private ones "
        f"with {counts['private_tactics']}, {counts['premises']} premises in {counts['modules']} modules, "
        f"for lean-dojo {manifest.about['leandojo']}"
    )
    click.echo(str(out / "README.md"))
    return 0
