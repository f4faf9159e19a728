"""`toymodels campaign`: many instances of many theorems, on all cores or a cluster, resumed from what is kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toymodels.cli.progress_line import ProgressLine
from toymodels.cli.shared import (
    Group,
    Sizes,
    built_project,
    jobs_option,
    json_option,
    print_json,
    project_in,
    project_option,
)
from toymodels.progress import Activity
from toymodels.status import Status

if TYPE_CHECKING:
    from toymodels.campaign import CampaignReport, Run, Store, TheoremReport

_KINDS = ("check", "power", "refute")


class _Number(click.ParamType[int]):
    """A number of instances, such as 20000 or 1e7."""

    name = "1e7"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read it."""
        try:
            number = float(str(value))
        except ValueError:
            number = 0.0
        if not (number.is_integer() and 1 <= number <= 1e15):
            self.fail(f"{value!r} is not a whole number of instances, such as 20000 or 1e7", param, ctx)
        return int(number)


_out_option = click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Its folder (default: build/campaign)."
)


@click.group("campaign", cls=Group)
def command() -> None:
    """Many instances of many theorems, in chunks: resumable, on all cores or on a dask cluster."""


@command.command()
@click.argument("names", nargs=-1)
@click.option("--kind", type=click.Choice(_KINDS), default="check", show_default=True, help="What is done.")
@click.option("--instances", type=_Number(), default="1e5", show_default=True, help="Instances of each theorem.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The first seed.")
@click.option("--sizes", type=Sizes(), default="", help="Fix sizes instead of drawing several, as in n=4,m=3.")
@click.option("--per-seed", type=_Number(), default="1e4", show_default=True, help="Instances with one seed.")
@click.option("--chunk", type=_Number(), default="1e5", show_default=True, help="Instances that one process does.")
@click.option(
    "--time", "seconds", type=float, default=10.0, show_default=True, help="Seconds for each seed, when refuting."
)
@click.option("--dask", metavar="ADDRESS", help="The scheduler of a dask cluster, instead of processes here.")
@_out_option
@jobs_option
@json_option
@project_option
def run(
    names: Sequence[str],
    kind: str,
    instances: int,
    seed: int,
    sizes: dict[str, int],
    per_seed: int,
    chunk: int,
    seconds: float,
    dask: str | None,
    out: Path | None,
    jobs: int | None,
    as_json: bool,
    folder: Path | None,
) -> int:
    """Check, measure or refute theorems (all, or NAMES), and keep each chunk; the same command carries on.

    A violation ends the run and is shown, with the command that finds it again. Exit status: 0 all held; 1 after a
    violation; 3 if something is unknown or was given up; 2 if it cannot be run as given.
    """
    from toymodels import campaign as campaigns
    from toymodels.lean.build import default_jobs
    from toymodels.library import Library

    settings = campaigns.Settings(
        campaigns.Kind(kind), instances, seed, sizes, per_seed=per_seed, per_chunk=chunk, seconds=seconds
    )
    with ProgressLine(sys.stderr) as line:
        project, built = built_project(folder, line)
        library = Library(project, built)
        tasks, unread = campaigns.tasks_of(library, library.chosen(names))
        store = campaigns.Store(out or project.build_folder / "campaign")
        theorems = {name: task.sha256 for name, task in tasks.items()}
        store.begin(settings, theorems, unread)
        pool = campaigns.dask_pool(dask) if dask else campaigns.process_pool(jobs or default_jobs())
        ended = campaigns.run(settings.chunks(theorems), tasks, store, pool, line.stage(Activity.DOING_CHUNKS))
    return _show(campaigns.report(store), store, ended, as_json=as_json)


@command.command()
@_out_option
@json_option
@project_option
def report(out: Path | None, as_json: bool, folder: Path | None) -> int:
    """What a campaign has come to by now: coverage, slack, the rarest hypotheses, violations."""
    from toymodels import campaign as campaigns

    store = campaigns.Store(out or project_in(folder).build_folder / "campaign")
    return _show(campaigns.report(store), store, None, as_json=as_json)


def _show(found: CampaignReport, store: Store, ended: Run | None, *, as_json: bool) -> int:
    given_up = dict(ended.given_up) if ended else {}
    if as_json:
        print_json({**found.to_json(), "given_up": given_up})
    else:
        click.echo("\n".join(_lines(found, store)))
        if ended is not None:
            click.echo(f"{ended.done} chunks done now, {ended.kept} kept from before, of {ended.total}")
    for reason in given_up.values():
        click.echo(f"given up: {reason}", err=True)
    return found.exit_status or (Status.UNKNOWN if given_up else 0)


def _lines(found: CampaignReport, store: Store) -> Iterator[str]:
    for each in found.theorems:
        yield from _theorem_lines(each)
    for name, reason in found.unread.items():
        yield f"{name}: unknown: {reason}"
    done, expected = sum(each.chunks for each in found.theorems), sum(each.expected for each in found.theorems)
    instances = sum(each.instances for each in found.theorems)
    seconds = sum(each.seconds for each in found.theorems)
    rate = f", {instances / seconds:,.0f} a second and process" if seconds else ""
    counted = f"{instances:,} instances of {len(found.theorems)} theorems{rate}"
    yield f"{counted}; {done} of {expected} chunks; {store.folder}"


def _theorem_lines(each: TheoremReport) -> Iterator[str]:
    so_far = f", in {each.chunks} of {each.expected} chunks" if 0 < each.chunks < each.expected else ""
    yield f"{each.name}: {each.verdict}{so_far}{f': {each.reason}' if each.reason else ''}"
    if each.instances:
        covered = "all that there are" if each.exhaustive else f"{each.distinct:,} different"
        yield (
            f"  {each.instances:,} instances at {each.sizes} sizes, {covered}, {each.effective:,} could have failed; "
            f"{each.acceptance:.1%} of the proposals"
        )
    if each.rarest is not None and each.rarest[1] < 1:
        yield f"  rarest hypothesis: {each.rarest[0]}, satisfied by {each.rarest[1]:.1%}"
    for near in each.tightest:
        slack = "attained" if near.attained else f"relative slack {near.relative:.3g}"
        yield f"  {near.inequality}: {slack} ({near.left} ≤ {near.right})"
    for fate, count in each.fates:
        yield f"  {fate}: {count}"
    for violation in each.violations:
        yield f"  VIOLATED: {violation.reason}"
        yield f"  at {violation.witness}"
        yield f"  again: {violation.replay}"
