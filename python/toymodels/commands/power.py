"""`toymodels power`: what the checks of theorems would have caught."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toymodels.errors import ToyModelsError
from toymodels.lean import build_project, find_project, find_toolchain
from toymodels.statements import Unsupported

if TYPE_CHECKING:
    from toymodels.crosscheck.power import Power
    from toymodels.library import Library

DISAGREEMENT, UNKNOWN = 1, 3


@click.command()
@click.argument("names", nargs=-1)
@click.option("--instances", type=click.IntRange(min=1), help="Exact instances a search (default: 3000).")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--project",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of the Lean project (default: the current one).",
)
def power(names: Sequence[str], instances: int | None, seed: int, as_json: bool, folder: Path | None) -> int:
    """Measure the checks of theorems (all, or NAMES): hypotheses dropped, slacks, mutants of the conclusion."""
    from toymodels.crosscheck.power import INSTANCES, summary

    try:
        library = _library(folder)
        chosen = [library.resolve(name) for name in names] or list(library.theorem_names)
        powers: list[Power] = []
        unknown: dict[str, str] = {}
        for name in chosen:
            measured = _measure(library, name, instances or INSTANCES, seed)
            if isinstance(measured, str):
                unknown[name] = measured
            else:
                powers.append(measured)
            if not as_json:
                click.echo(f"{name}\n  {measured}" if isinstance(measured, str) else power_text(measured))
    except ToyModelsError as error:
        raise click.ClickException(str(error)) from error
    total = summary(powers)
    if as_json:
        record = {"summary": total, "unknown": unknown, "theorems": [each.to_json() for each in powers]}
        click.echo(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        click.echo(json.dumps(total, ensure_ascii=False))
    return DISAGREEMENT if total["disagreements"] else UNKNOWN if unknown else 0


def power_text(measured: Power) -> str:
    """One theorem's power for people: the score, then what deserves a look, a line each."""
    from toymodels.crosscheck.mutation import Fate
    from toymodels.crosscheck.necessity import Need

    score, counts = measured.mutation.score, {fate: measured.mutation.count(fate) for fate in Fate}
    shown = ", ".join(f"{count} {fate.value}" for fate, count in counts.items() if count)
    lines = [measured.name, f"  mutants: {shown or 'none'}" + ("" if score is None else f" (score {score:.0%})")]
    lines += [f"  survived: {mutant.kind}: {mutant.text}" for mutant in measured.mutation.survivors]
    for result in measured.necessity:
        why = f": {result.reason}" if result.reason else ""
        if result.how == "dropped" or result.need is not Need.NEEDED:
            lines.append(f"  {result.hypothesis} ({result.how}): {result.need.value}{why}")
    for slack in measured.tightness.slacks:
        near = slack.nearest
        if near is not None:
            lines.append(f"  slack: {float(near.relative):.3g}{', attained' if near.attained else ''}: {slack.text}")
    lines += [f"  error: {error}" for error in measured.errors]
    return "\n".join(lines + [f"  remark: {remark}" for remark in measured.tightness.remarks])


def _measure(library: Library, name: str, instances: int, seed: int) -> Power | str:
    """The theorem's power, or why it cannot be measured."""
    from toymodels.crosscheck.power import power as measure
    from toymodels.errors import GenerationError, StatementError

    theorem = library.theorem(name)
    if isinstance(theorem.statement, Unsupported):
        return f"unknown: {theorem.statement.reason}"
    try:
        return measure(
            theorem.statement,
            instances=instances,
            seed=seed,
            claim=theorem.docstring.tight,
            is_theorem=lambda cited: _is_known(library, cited),
        )
    except (GenerationError, StatementError) as error:
        return f"unknown: {error}"


def _is_known(library: Library, name: str) -> bool:
    if library.environment.get(name) is not None:
        return True
    return any(full == name or full.endswith(f".{name}") for full in library.theorem_names)


def _library(folder: Path | None) -> Library:
    from toymodels.library import Library

    project = find_project(folder)
    toolchain = find_toolchain(project, lambda text: click.echo(text, err=True))
    built = build_project(project, toolchain)
    if not built.ok:
        raise click.ClickException("the library does not build; `toymodels build` says why")
    return Library(project, built)
