"""`toymodels power`: what the checks of theorems would have caught."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toymodels.cli.progress_line import ProgressLine
from toymodels.cli.shared import Command, built_project, jobs_option, json_option, print_json, project_option
from toymodels.progress import Activity
from toymodels.status import Status

if TYPE_CHECKING:
    from toymodels.evaluate.batch import Instance
    from toymodels.power.library import Measured
    from toymodels.power.necessity import NecessityResult


@click.command("power", cls=Command)
@click.argument("names", nargs=-1)
@click.option("--instances", type=click.IntRange(min=1), help="Exact instances for each search (default: 3000).")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@jobs_option
@click.option(
    "--certify/--no-certify",
    default=None,
    help="Put the counterexamples to weakened theorems to Lean's kernel, and to the official one where it is installed "
    "(default: where there is a Lean).",
)
@click.option("--quiet", is_flag=True, help="Print the totals only, not each theorem's numbers.")
@json_option
@project_option
def command(
    names: Sequence[str],
    instances: int | None,
    seed: int,
    jobs: int | None,
    certify: bool | None,
    quiet: bool,
    as_json: bool,
    folder: Path | None,
) -> int:
    """Measure the checks of theorems (all, or NAMES): hypotheses dropped, slacks, mutants of the conclusion.

    What was measured is kept in build/power; only what changed is measured again. Without NAMES, the library in
    numbers is written to build/power.json.
    """
    from toymodels.lean.build import default_jobs
    from toymodels.lean.toolchain import CarriedLean
    from toymodels.library import Library
    from toymodels.power.library import Settings, known, measure, reasons, write_report
    from toymodels.power.library import certify as ask_lean
    from toymodels.power.theorem import INSTANCES, summary

    settings = Settings(instances or INSTANCES, seed)
    with ProgressLine(sys.stderr) as line:
        library = Library(*built_project(folder, line))
        results = measure(
            library,
            names,
            settings=settings,
            jobs=jobs or default_jobs(),
            progress=line.stage(Activity.MEASURING_POWER),
        )
        if certify or (certify is None and not isinstance(library.build.toolchain, CarriedLean)):
            results = ask_lean(library, results, settings=settings, progress=line.stage(Activity.ASKING_LEAN))
    path = None if names else write_report(library, results, settings)
    powers, unknown = list(known(results).values()), reasons(results)
    total = summary(powers)
    if as_json:
        print_json({"summary": total, "unknown": unknown, "theorems": powers})
    else:
        if not quiet:
            click.echo("\n".join(power_text(name, result) for name, result in results.items()))
        click.echo(json.dumps(total, ensure_ascii=False))
        if path is not None:
            click.echo(f"in numbers, theorem by theorem: {path}")
    return Status.REFUTED if total["disagreements"] else Status.UNKNOWN if unknown else 0


def power_text(name: str, measured: Measured) -> str:
    """One theorem's power for people: the score, then what deserves a look, a line each."""
    from toymodels.check.verdict import Unknown

    if isinstance(measured, Unknown):
        return f"{name}\n  unknown: {measured.reason}"
    mutation, tightness = measured.mutation, measured.tightness
    shown = ", ".join(f"{count} {fate}" for fate, count in mutation.counts.items() if count)
    score = "" if mutation.score is None else f" (score {mutation.score:.0%})"
    lines = [name, f"  mutants: {shown or 'none'}{score}"]
    if mutation.results:
        lines.append(f"  instances: {mutation.exposing:,} of {mutation.instances:,} make some mutant false")
    lines += [f"  survived: {mutant.kind}: {mutant.text}" for mutant in mutation.survivors]
    for result in measured.necessity:
        if result.how == "dropped" or result.need.value != "needed":
            lines += _need_lines(result)
    for slack in tightness.slacks:
        if slack.relative is not None:
            attained = ", attained" if slack.attained else ""
            lines.append(f"  slack: {slack.relative:.3g}{attained}: {slack.text}")
    lines += [f"  error: {error}" for error in tightness.errors]
    return "\n".join(lines + [f"  remark: {remark}" for remark in tightness.remarks])


def _need_lines(result: NecessityResult) -> Iterator[str]:
    """What became of one weakening, with the counterexample that tells most; Lean's word is about the smallest."""
    teaching, smallest = result.teaching, result.witness
    kernels = "two kernels" if result.official_kernel == "accepted" else "Lean"
    seal = f", certified by {kernels}" if result.certified else ""
    why = result.reason if teaching is None else result.teaching_reason
    told = "".join(f": {each}" for each in (why, result.remark) if each)
    is_smallest = teaching == smallest
    yield f"  {result.hypothesis} ({result.how}): {result.need.value}{seal if is_smallest else ''}{told}"
    if teaching is not None:
        yield f"    at {_instance_text(teaching)}"
    if smallest is not None and not is_smallest:
        yield f"    the smallest{seal}: {_instance_text(smallest)}"


def _instance_text(instance: Instance) -> str:
    from toymodels.check.explain import show

    return ", ".join(f"{name} = {show(value)}" for name, value in instance.values.items()) or "no variables"
