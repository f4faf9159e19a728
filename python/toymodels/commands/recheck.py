"""`toymodels recheck`: every proof term before a second, official kernel."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toymodels.commands.shared import built_project, json_option, project_option, unusable
from toymodels.errors import ToyModelsError
from toymodels.terminal import ProgressLine

if TYPE_CHECKING:
    from toymodels.kernel import Recheck

_SHOWN = 20


@click.command()
@click.argument("names", nargs=-1)
@click.option(
    "--time", "seconds", type=click.IntRange(min=1), default=600, show_default=True, help="Seconds the kernel may take."
)
@click.option(
    "--memory",
    "gigabytes",
    type=click.IntRange(min=2),
    default=8,
    show_default=True,
    help="GiB of address space the kernel may take.",
)
@click.option("--fresh", is_flag=True, help="Ask the kernel again also where nothing has changed.")
@json_option
@project_option
def recheck(names: Sequence[str], seconds: int, gigabytes: int, fresh: bool, as_json: bool, folder: Path | None) -> int:
    """Hand every proof term (or those of the theorems NAMES, with all that they rest on) to an official Lean kernel.

    It takes the terms from the compiled files, and answers accepted or rejected for each declaration, or has no
    opinion. Needs the extra `kernel`. Exit status: 0 if all are accepted, 1 if one is rejected, 3 if there is no
    opinion of one, 2 if there is no official kernel here.
    """
    from toymodels.kernel import recheck as ask
    from toymodels.library import Library

    try:
        with ProgressLine(sys.stderr) as line:
            project, built = built_project(folder, line)
            library = Library(project, built) if names else None
            chosen = None if library is None else [library.resolve(name) for name in names]
            result = ask(
                project,
                built,
                chosen,
                seconds=seconds,
                gigabytes=gigabytes,
                fresh=fresh,
                progress=line.update,
            )
    except ToyModelsError as error:
        raise unusable(error) from error
    if as_json:
        click.echo(json.dumps(result.to_json(), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(recheck_lines(result)))
    return result.exit_status


def recheck_lines(result: Recheck) -> Iterator[str]:
    """The kernel's opinion for people."""
    from toymodels.kernel import KERNEL

    for outcome in result.outcomes.values():
        if outcome.verdict in ("rejected", "no opinion"):
            yield f"{click.style(outcome.verdict, fg='red')} {outcome.name}: {outcome.reason}"
    if result.trouble:
        yield f"the kernel did not finish: {result.trouble}"
    counts = result.counts()
    yield (
        f"{KERNEL}: {counts['accepted']} declarations accepted ({_kinds(result.accepted())}), "
        f"{counts['rejected']} rejected, no opinion of {counts['no_opinion']}; {counts['left_out']} unsafe helpers "
        "that no proof may use were left out"
    )
    if result.summary:
        yield from _core_lines(result)


def _core_lines(result: Recheck) -> Iterator[str]:
    summary = result.summary
    yield f"core, checked again as far as it is used: {_kinds(summary['core_checked'])}"
    yield f"derived by the kernel as the files have them: {_kinds(summary['derived'])}"
    yield f"axioms: {_listed(summary['axioms']) or 'none'}"
    for what, key in (
        ("theorems of core", "core_theorems_admitted"),
        ("hidden values in core", "core_bodies_admitted"),
    ):
        admitted: Mapping[str, int] = summary[key]
        if admitted:
            yield f"{len(admitted)} {what} were admitted, since their terms are not there: {_listed(admitted)}"


def _kinds(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {kind}{'s' if count != 1 else ''}" for kind, count in sorted(counts.items())) or "none"


def _listed(users: Mapping[str, int]) -> str:
    """Names, the most used first, each with the number of declarations that rest on it."""
    ordered = sorted(users.items(), key=lambda item: (-item[1], item[0]))
    more = f" and {len(ordered) - _SHOWN} more, see --json" if len(ordered) > _SHOWN else ""
    return ", ".join(f"{name} ({count:,})" for name, count in ordered[:_SHOWN]) + more
