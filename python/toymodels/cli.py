"""The command line. Results go to standard output, progress to standard error.

Exit status: 0 all held; 1 a theorem was refuted, a proof rejected or an audit failed; 2 the command could not run as
given; 3 a theorem is vacuous or cannot be checked, or there is none.
"""

from __future__ import annotations

import functools
import json
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from traceback import extract_tb
from types import FrameType
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from toymodels import __version__
from toymodels.commands.shared import (
    NothingToCheck,
    Sizes,
    build_library,
    built_project,
    jobs_option,
    project_in,
    project_option,
    unusable,
)
from toymodels.errors import ToyModelsError
from toymodels.forms import to_json
from toymodels.progress import Activity, told
from toymodels.progress_line import Notes, Paces, ProgressLine
from toymodels.terminal import (
    audit_table,
    evidence_text,
    list_table,
    symbolic_form,
    symbolic_text,
    theorem_text,
    verify_table,
)

if TYPE_CHECKING:
    from toymodels.crosscheck import Evidence
    from toymodels.lean import BuildResult, ModuleResult, Project

REFUTED, UNUSABLE, UNKNOWN, INTERRUPTED, TERMINATED = 1, 2, 3, 130, 143

P = ParamSpec("P")


def main() -> None:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    logging.getLogger("toymodels").addHandler(Notes())
    signal.signal(signal.SIGTERM, _terminate)
    try:
        status = commands.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("\ninterrupted; the next run carries on from here", err=True)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(UNKNOWN if isinstance(error, NothingToCheck) else UNUSABLE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        click.echo(f"error: {error.filename or ''}: {error.strerror or error}; nothing that was done is lost", err=True)
        sys.exit(UNUSABLE)
    except Exception as error:  # nobody who uses a command should have to read a traceback
        place = extract_tb(error.__traceback__)[-1]
        click.echo(
            f"error: {type(error).__name__}: {error}, at {Path(place.filename).name}:{place.lineno}; that is a defect "
            "of toymodels, please report it; nothing that was done is lost",
            err=True,
        )
        sys.exit(UNUSABLE)
    sys.exit(status or 0)


def _terminate(number: int, frame: FrameType | None) -> None:
    """End as after Ctrl-C: what was started ends too, and nothing half-done is left."""
    del number, frame
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    click.echo("\nterminated; the next run carries on from here", err=True)
    sys.exit(TERMINATED)


_IN_THEIR_OWN_FILES = ("campaign", "export", "measure", "new", "power", "recheck", "refute", "site")


class _Commands(click.Group):
    """The commands; those with a file of their own in `commands` are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_IN_THEIR_OWN_FILES])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _IN_THEIR_OWN_FILES:
            return getattr(import_module(f"toymodels.commands.{cmd_name}"), cmd_name)
        return super().get_command(ctx, cmd_name)


def _tell_version(ctx: click.Context, param: click.Parameter, asked: bool) -> None:
    """Print the version, and which library the commands are about here."""
    del param
    if asked and not ctx.resilient_parsing:
        click.echo(f"toymodels {__version__}")
        click.echo(_library_here())
        ctx.exit()


def _library_here() -> str:
    from toymodels.lean import find_project
    from toymodels.lean.carry import library_digest

    try:
        project = find_project()
        digest = library_digest(project) if project.carried is None else project.carried.digest
    except ToyModelsError as error:
        return f"no library: {error}"
    named = f"library {', '.join(project.roots)} {digest[:16]} (SHA-256 of its sources)"
    if project.carried is None:
        return f"{named} in {project.root}"
    lacks = "".join(f", without results of `toymodels {command}`" for command in project.carried.lacks)
    return f"{named}, compiled, of this installation{lacks}"


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_tell_version,
    help="Print the version, and the library that the commands are about here.",
)
def commands() -> None:
    """Lean theorems about toy models of neural networks: build, audit and cross-check them numerically."""


def _project_option(command: Callable[P, int | None]) -> Callable[P, int | None]:
    """Add `--project` and `--lib`, and turn this package's errors into messages."""

    @project_option
    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> int | None:
        try:
            return command(*args, **kwargs)
        except ToyModelsError as error:
            raise unusable(error) from error

    return guarded


_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_instances_option = click.option(
    "--instances", type=click.IntRange(min=1), default=10_000, show_default=True, help="Exact instances a theorem."
)
_fresh_option = click.option(
    "--fresh", is_flag=True, help="Believe nothing that earlier runs have kept; do all of it again."
)
_seed_option = click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)


@commands.command()
@click.argument("names", nargs=-1)
@_instances_option
@_seed_option
@_fresh_option
@jobs_option
@_json_option
@_project_option
def verify(
    names: Sequence[str],
    instances: int,
    seed: int,
    fresh: bool,
    jobs: int | None,
    as_json: bool,
    folder: Path | None,
) -> int:
    """Build, audit and cross-check every public theorem (or NAMES) and write build/verify.json."""
    from toymodels.catalogue import library_key
    from toymodels.commands.outlook import outlook
    from toymodels.lean.build import default_jobs
    from toymodels.library import Library
    from toymodels.powers import exposing
    from toymodels.verify import Settings, kept_report, report_path, verify_library, write_report

    project = project_in(folder)
    with ProgressLine(sys.stderr) as line:
        if said := outlook(project, Paces.of_project(project)):
            line.print(said)
        built = build_library(project, line, jobs=jobs, fresh=fresh, thorough=fresh)
        if not built.ok:
            return _failure(built)
        library = functools.cache(lambda: Library(project, built))
        settings = Settings(instances, seed)
        report = None if names or fresh else kept_report(project, built, settings)
        if report is None:
            report = verify_library(
                library(), settings, names=names, fresh=fresh, jobs=jobs or default_jobs(), stages=line.stage
            )
            write_report(report, project)
        else:
            line.print("nothing has changed since all of this was checked; with --fresh it is checked again")
    path = report_path(project)
    if as_json:
        click.echo(path.read_text(encoding="utf-8"), nl=False)
    else:
        shares = exposing(project, library_key(project, built, ""), library)
        verify_table(report, path, shares, project.roots)
    return report.exit_status


@commands.command()
@_fresh_option
@jobs_option
@_json_option
@_project_option
def build(fresh: bool, jobs: int | None, as_json: bool, folder: Path | None) -> int:
    """Build what changed; Lean's errors are shown at file:line:column."""
    project = project_in(folder)
    with ProgressLine(sys.stderr) as line:
        built = build_library(project, line, jobs=jobs, fresh=fresh, thorough=fresh, again=True)
    if as_json:
        click.echo(json.dumps([_module_json(module) for module in built.modules], ensure_ascii=False, indent=1))
    else:
        states = [module.state for module in built.modules]
        summary = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
        click.echo(f"{len(states)} modules: {summary} ({built.toolchain})")
    return 0 if built.ok else _failure(built)


@commands.command(name="audit")
@click.argument("names", nargs=-1)
@_json_option
@_project_option
def audit_command(names: Sequence[str], as_json: bool, folder: Path | None) -> int:
    """Follow the proofs of every public theorem (or NAMES): no sorry, no axiom of one's own."""
    from toymodels.lean.audit import audit

    library = _library(folder, thorough=True)
    chosen = library.chosen(names)
    entries = audit(library.environment, chosen)
    if as_json:
        data = [
            {"name": e.name, "ok": e.ok, "axioms": e.axioms, "reasons": e.reasons, "trusted": e.trusted}
            for e in entries
        ]
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        audit_table(entries, library.project.roots)
    return 0 if all(entry.ok for entry in entries) else REFUTED


@commands.command(name="list")
@_json_option
@_project_option
def list_command(as_json: bool, folder: Path | None) -> int:
    """List the public theorems with what they say."""
    entries = _catalogue(folder).entries()
    if as_json:
        click.echo(json.dumps(to_json(entries), ensure_ascii=False, indent=1))
    else:
        list_table(entries)
    return 0


@commands.command()
@click.argument("name")
@click.option(
    "--sizes", type=Sizes(), help="Write both sides out with SymPy at these sizes, as n=2,m=1; '' if it has none."
)
@_json_option
@_project_option
def show(name: str, sizes: dict[str, int] | None, as_json: bool, folder: Path | None) -> int:
    """Show one theorem: statement, meaning, source, place, and who says that it is proved."""
    from toymodels.lean.names import resolve_name
    from toymodels.standing import standing

    catalogue = _catalogue(folder)
    entries = {entry.name: entry for entry in catalogue.entries()}
    entry = entries[resolve_name(name, list(entries))]
    symbolic = None if sizes is None else symbolic_form(catalogue.library.theorem(entry.name), sizes)
    proof = standing(catalogue.project, catalogue.build, catalogue.audited(entry.name))
    if as_json:
        data = to_json(entry) | {"proof": proof.to_json()}
        data |= {} if symbolic is None else {"symbolic": symbolic}
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        click.echo(theorem_text(entry))
        click.echo("\n".join(["\nWho says that it is proved:", *(f"  {line}" for line in proof.lines())]))
        if symbolic is not None:
            click.echo(symbolic_text(symbolic))
    return 0


@commands.command()
@click.argument("names", nargs=-1)
@_instances_option
@_seed_option
@click.option("--sizes", type=Sizes(), help="Fix sizes instead of drawing several, for example n=4,m=3.")
@_json_option
@_project_option
def check(
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

    library = _library(folder)
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
        click.echo(json.dumps(to_json(results), ensure_ascii=False, indent=1))
    if interrupted:
        click.echo(f"interrupted; {len(results)} of {len(chosen)} theorems were checked", err=True)
        return INTERRUPTED
    verdicts = {result.kind for result in results.values()}
    return REFUTED if "refuted" in verdicts else UNKNOWN if verdicts - {"held"} else 0


def _failure(built: BuildResult) -> int:
    """Whether Lean rejected a module, or each one that failed was stopped: by a limit, or since a disk is full."""
    from toymodels.lean.build import STOPPED

    failed = (module for module in built.modules if module.state == "failed")
    stopped = all(any(message.kind == STOPPED for message in module.messages) for module in failed)
    return UNUSABLE if stopped else REFUTED


def _library(folder: Path | None, *, thorough: bool = False):
    """The library, built; if `thorough`, by a Lean of which every file was looked at."""
    from toymodels.library import Library

    return Library(*_built(folder, thorough=thorough))


def _catalogue(folder: Path | None):
    """What the theorems of the library say, which is built."""
    from toymodels.catalogue import Catalogue

    return Catalogue(*_built(folder))


def _built(folder: Path | None, *, thorough: bool = False) -> tuple[Project, BuildResult]:
    with ProgressLine(sys.stderr) as line:
        return built_project(folder, line, thorough=thorough)


def _module_json(module: ModuleResult) -> dict[str, Any]:
    return {
        "name": module.name,
        "state": module.state,
        "seconds": round(module.seconds, 2),
        "messages": [
            {"line": m.line, "column": m.column, "severity": m.severity, "text": m.text} for m in module.messages
        ],
    }
