"""`toymodels refute FILE.lean`: counterexamples to conjectures."""

from __future__ import annotations

from pathlib import Path

import click

from toymodels.cli.shared import Command


@click.command("refute", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--instances", type=click.IntRange(min=1), default=10_000, show_default=True, help="Random instances to survive."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--time",
    "seconds",
    type=click.FloatRange(min=0.1),
    default=10.0,
    show_default=True,
    help="Seconds for each conjecture.",
)
@click.option("--watch", is_flag=True, help="Answer again whenever FILE is saved, until Ctrl-C; Lean stays warm.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; with --watch, a line each time.")
def command(file: Path, instances: int, seed: int, seconds: float, watch: bool, as_json: bool) -> int:
    """Search counterexamples to the conjectures in FILE: theorems that use `sorry`, and `def C : Prop := …`.

    Exit status: 1 if a conjecture is refuted, 0 if all survive, 3 if one is unknown or vacuous or there is none; with
    --watch, that of the last answer.
    """
    from toymodels.cli.answers import answer
    from toymodels.search.refute import Settings

    return answer(file, Settings(instances, seed, seconds), watch=watch, as_json=as_json)
