"""`toymodels check`: theorems on exact instances."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toymodels.cli.progress_line import ProgressLine
from toymodels.cli.shared import (
    Command,
    Sizes,
    instances_option,
    json_option,
    library_in,
    print_json,
    project_option,
    seed_option,
)
from toymodels.cli.tables import evidence_text
from toymodels.progress import Activity, told
from toymodels.status import Status

if TYPE_CHECKING:
    from toymodels.check.evidence import Evidence


@click.command("check", cls=Command)
@click.argument("names", nargs=-1)
@instances_option
@seed_option
@click.option("--sizes", type=Sizes(), help="Fix sizes instead of drawing several, for example n=4,m=3.")
@json_option
@project_option
def command(
    names: Sequence[str],
    instances: int,
    seed: int,
    sizes: dict[str, int] | None,
    as_json: bool,
    folder: Path | None,
) -> int:
    """Cross-check theorems (all, or NAMES) numerically, afresh."""
    from toymodels.lean.names import shortened
    from toymodels.verify import Settings, check_theorem

    library = library_in(folder)
    chosen = library.chosen(names)
    settings = Settings(instances, seed, sizes or {})
    results: dict[str, Evidence] = {}
    interrupted = False
    with ProgressLine(sys.stderr) as line:
        try:
            for name in told(line.stage(Activity.CHECKING), chosen):
                results[name] = check_theorem(library.theorem(name), settings)
                if not as_json:
                    line.clear()
                    click.echo(evidence_text(shortened(name, library.project.roots), results[name]))
        except KeyboardInterrupt:
            interrupted = True
    if as_json:
        print_json(results)
    if interrupted:
        click.echo(f"interrupted; {len(results)} of {len(chosen)} theorems were checked", err=True)
        return Status.INTERRUPTED
    verdicts = {result.kind for result in results.values()}
    return Status.REFUTED if "refuted" in verdicts else Status.UNKNOWN if verdicts - {"held"} else 0
