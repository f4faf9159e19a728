"""`toymodels recheck`: every proof term before a second, official kernel."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from toymodels.cli.progress_line import ProgressLine
from toymodels.cli.shared import Command, built_project, json_option, print_json, project_option
from toymodels.errors import KernelMissing
from toymodels.progress import Activity


@click.command("recheck", cls=Command)
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
@click.option("--fresh", is_flag=True, help="Ask the kernel again even where nothing has changed.")
@json_option
@project_option
def command(names: Sequence[str], seconds: int, gigabytes: int, fresh: bool, as_json: bool, folder: Path | None) -> int:
    """Hand every proof term (or those of the theorems NAMES, with all that they rest on) to an official Lean kernel.

    It takes the terms from the compiled files, and answers accepted or rejected for each declaration, or has no
    opinion. Needs the extra `kernel`. Where a native Lean built the library and no NAMES are given, its `leanchecker`
    replays all modules too. Exit status: 0 if all are accepted, 1 if one is rejected, 3 if there is no opinion of one,
    2 if there is no official kernel here.
    """
    from toymodels.kernel.native import exit_status, replay
    from toymodels.kernel.opinion import recheck as ask
    from toymodels.kernel.outcome import Recheck
    from toymodels.kernel.words import core_lines, fault_lines, replay_line, summary_line
    from toymodels.library import Library

    with ProgressLine(sys.stderr) as line:
        project, built = built_project(folder, line)
        replayed = None if names else replay(project, built.toolchain, seconds=seconds)
        library = Library(project, built) if names else None
        chosen = None if library is None else [library.resolve(name) for name in names]
        try:
            result = ask(
                project,
                built,
                chosen,
                seconds=seconds,
                gigabytes=gigabytes,
                fresh=fresh,
                progress=line.stage(Activity.ASKING_OFFICIAL),
            )
        except KernelMissing as missing:
            if replayed is None:
                raise
            result = Recheck({}, trouble=str(missing), ran=False)
    if as_json:
        print_json({**result.record().to_json(), "leanchecker": replayed})
    else:
        judged = result.judged()
        lines = [*fault_lines(judged), summary_line(judged), *core_lines(judged)]
        click.echo("\n".join([*lines, *([replay_line(replayed, built.toolchain)] if replayed else [])]))
    return exit_status(result, replayed)
