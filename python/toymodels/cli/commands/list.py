"""`toymodels list`: the public theorems."""

from __future__ import annotations

import json
from pathlib import Path

import click

from toymodels.cli.shared import Command, catalogue_in, json_option, project_option
from toymodels.cli.tables import list_table
from toymodels.records.forms import to_json


@click.command("list", cls=Command)
@json_option
@project_option
def command(as_json: bool, folder: Path | None) -> int:
    """List the public theorems with what they say."""
    entries = catalogue_in(folder).entries()
    if as_json:
        click.echo(json.dumps(to_json(entries), ensure_ascii=False, indent=1))
    else:
        list_table(entries)
    return 0
