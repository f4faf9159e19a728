"""`toymodels site`: the documentation as plain files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from toymodels.cli.progress_line import ProgressLine
from toymodels.cli.shared import Group, built_project, json_option, print_json, project_option

_NEEDED = {"jinja2", "markdown_it", "markupsafe", "pygments"}


@click.group("site", cls=Group)
def command() -> None:
    """Documentation for people: proofs, statements and evidence as a site of plain files."""


@command.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The folder to write to (default: build/site in the project).",
)
@json_option
@project_option
def build(out: Path | None, as_json: bool, folder: Path | None) -> int:
    """Build what changed of the site; open its index.html."""
    try:
        from toymodels.site.build import build_site
    except ModuleNotFoundError as error:
        if error.name not in _NEEDED:
            raise
        raise click.ClickException(
            f"the site needs {error.name}, which is not installed; pip install 'toymodels[site]'"
        ) from error
    with ProgressLine(sys.stderr) as line:
        project, built = built_project(folder, line)
        result = build_site(project, built, out or project.build_folder / "site", line.stage)
    if as_json:
        print_json(result)
        return 0
    for command in result.missing:
        click.echo(f"note: `{command}` has not been run; pages say so where its results belong", err=True)
    for path in result.kept:
        click.echo(f"note: {path} is of an earlier site and was changed by somebody; it was left alone", err=True)
    size = f"{result.files} files, {result.bytes / 1e6:.1f} MB"
    click.echo(f"{size}: {len(result.written)} written, {len(result.removed)} removed")
    click.echo(str(Path(result.folder) / "index.html"))
    return 0
