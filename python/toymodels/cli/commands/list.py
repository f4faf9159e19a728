"""`toymodels list`: the public theorems."""

from __future__ import annotations

from pathlib import Path

import click

from toymodels.cli.shared import Command, catalogue_in, json_option, print_json, project_option
from toymodels.cli.tables import list_table


@click.command("list", cls=Command)
@json_option
@project_option
def command(as_json: bool, folder: Path | None) -> int:
    """List the public theorems with what they say."""
    entries = catalogue_in(folder).entries()
    if as_json:
        print_json(entries)
    else:
        list_table(entries)
    return 0
