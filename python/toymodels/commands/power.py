"""`toymodels power`: what the checks of theorems would have caught."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import click

from toymodels.commands.shared import built_project, jobs_option, json_option, project_option, unusable
from toymodels.errors import ToyModelsError
from toymodels.progress import Activity
from toymodels.progress_line import ProgressLine

DISAGREEMENT, UNKNOWN = 1, 3


@click.command()
@click.argument("names", nargs=-1)
@click.option("--instances", type=click.IntRange(min=1), help="Exact instances a search (default: 3000).")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@jobs_option
@click.option(
    "--certify/--no-certify",
    default=None,
    help="Put the counterexamples to weakened theorems to Lean's kernel, and to the official one where that is there "
    "(default: where there is a Lean).",
)
@click.option("--quiet", is_flag=True, help="Print the numbers of all, not each theorem's.")
@json_option
@project_option
def power(
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
    from toymodels.crosscheck.power import INSTANCES, summary
    from toymodels.lean import CarriedLean
    from toymodels.lean.build import default_jobs
    from toymodels.library import Library
    from toymodels.powers import Settings, measure, write_report
    from toymodels.powers import certify as ask_lean

    settings = Settings(instances or INSTANCES, seed)
    try:
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
    except ToyModelsError as error:
        raise unusable(error) from error
    powers = [result for result in results.values() if "unknown" not in result]
    unknown = {name: result["unknown"] for name, result in results.items() if "unknown" in result}
    total = summary(powers)
    if as_json:
        click.echo(json.dumps({"summary": total, "unknown": unknown, "theorems": powers}, ensure_ascii=False, indent=1))
    else:
        if not quiet:
            click.echo("\n".join(map(power_text, results.values())))
        click.echo(json.dumps(total, ensure_ascii=False))
        if path is not None:
            click.echo(f"in numbers, theorem by theorem: {path}")
    return DISAGREEMENT if total["disagreements"] else UNKNOWN if unknown else 0


def power_text(measured: Mapping[str, Any]) -> str:
    """One theorem's power for people: the score, then what deserves a look, a line each."""
    if "unknown" in measured:
        return f"{measured['name']}\n  unknown: {measured['unknown']}"
    mutation, tightness = measured["mutation"], measured["tightness"]
    shown = ", ".join(f"{count} {fate}" for fate, count in mutation["counts"].items() if count)
    score = "" if mutation["score"] is None else f" (score {mutation['score']:.0%})"
    lines = [measured["name"], f"  mutants: {shown or 'none'}{score}"]
    if mutation["mutants"]:
        lines.append(f"  instances: {mutation['exposing']:,} of {mutation['instances']:,} make some mutant false")
    for mutant in mutation["mutants"]:
        if mutant["fate"] == "survived":
            lines.append(f"  survived: {mutant['kind']}: {mutant['mutant']}")
    for result in measured["necessity"]:
        if result["weakening"] == "dropped" or result["need"] != "needed":
            lines += _need_lines(result)
    for slack in tightness["inequalities"]:
        if "relative" in slack:
            attained = ", attained" if slack["attained"] else ""
            lines.append(f"  slack: {slack['relative']:.3g}{attained}: {slack['inequality']}")
    lines += [f"  error: {error}" for error in tightness["errors"]]
    return "\n".join(lines + [f"  remark: {remark}" for remark in tightness["remarks"]])


def _need_lines(result: Mapping[str, Any]) -> Iterator[str]:
    """What became of one weakening, with the counterexample that tells most; Lean's word is about the smallest."""
    teaching, smallest = result["teaching"], result["witness"]
    kernels = "two kernels" if result.get("official_kernel") == "accepted" else "Lean"
    seal = f", certified by {kernels}" if result["certified"] else ""
    why = result["reason"] if teaching is None else result["teaching_reason"]
    told = "".join(f": {each}" for each in (why, result["remark"]) if each)
    is_smallest = teaching == smallest
    yield f"  {result['hypothesis']} ({result['weakening']}): {result['need']}{seal if is_smallest else ''}{told}"
    if teaching is not None:
        yield f"    at {_instance_text(teaching)}"
    if not is_smallest:
        yield f"    the smallest{seal}: {_instance_text(smallest)}"


def _instance_text(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {_value_text(value)}" for name, value in values.items()) or "no variables"


def _value_text(value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    parts = cast(list[Any], value)
    return f"({', '.join(map(_value_text, parts))})"
