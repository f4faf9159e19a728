"""`toymodels show NAME`: one theorem."""

from __future__ import annotations

from pathlib import Path

import click

from toymodels.cli.shared import Command, Sizes, catalogue_in, json_option, print_json, project_option
from toymodels.cli.tables import symbolic_form, symbolic_text, theorem_text


@click.command("show", cls=Command)
@click.argument("name")
@click.option(
    "--sizes",
    type=Sizes(),
    help="Write both sides out with SymPy at these sizes, as in n=2,m=1; '' if it has no sizes.",
)
@json_option
@project_option
def command(name: str, sizes: dict[str, int] | None, as_json: bool, folder: Path | None) -> int:
    """Show one theorem: statement, meaning, source, place, and who says that it is proved."""
    from toymodels.cli.standing import standing
    from toymodels.lean.names import resolve_name

    catalogue = catalogue_in(folder)
    entries = {entry.name: entry for entry in catalogue.entries()}
    entry = entries[resolve_name(name, list(entries))]
    symbolic = None if sizes is None else symbolic_form(catalogue.library.theorem(entry.name), sizes)
    proof = standing(catalogue.project, catalogue.build, catalogue.audited(entry.name))
    if as_json:
        shown = {**entry.to_json(), "proof": proof.record()}
        print_json(shown if symbolic is None else {**shown, "symbolic": symbolic})
    else:
        click.echo(theorem_text(entry))
        click.echo("\n".join(["\nWho says that it is proved:", *(f"  {line}" for line in proof.lines())]))
        if symbolic is not None:
            click.echo(symbolic_text(symbolic))
    return 0
