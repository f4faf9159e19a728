"""What the larger commands have in common: options, and the project built."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from toymodels.cli.progress_line import Paces, ProgressLine
from toymodels.errors import NoTheorems, ToyModelsError
from toymodels.plain import plain
from toymodels.progress import Activity
from toymodels.status import Status

if TYPE_CHECKING:
    from toymodels.catalogue import Catalogue
    from toymodels.lean.build import BuildResult, Listener, ModuleResult
    from toymodels.lean.messages import Message
    from toymodels.lean.project import Project
    from toymodels.library import Library

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
instances_option = click.option(
    "--instances",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help="Exact instances for each theorem.",
)
fresh_option = click.option(
    "--fresh", is_flag=True, help="Ignore everything that earlier runs have kept; do all of it again."
)
seed_option = click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes at a time (default: what cores and memory allow)."
)
_LIBRARY = "toymodels.library"

Function = TypeVar("Function", bound=Callable[..., Any])


def print_json(result: object) -> None:
    """Print a result, or whatever has results in it, as JSON for people and programs."""
    from toymodels.records.forms import to_json

    click.echo(json.dumps(to_json(result), ensure_ascii=False, indent=1))


def _keep_library(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    del param
    ctx.meta[_LIBRARY] = value


def project_option(command: Function) -> Function:
    """Add `--project`, which the command is given as `folder`, and `--lib`, which `project_in` asks for."""
    command = click.option(
        "--lib",
        callback=_keep_library,
        expose_value=False,
        help="A library of the package, if it has several (default: the one that `lake build` builds).",
    )(command)
    return click.option(
        "--project",
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A folder of the Lean project (default: the current one; outside any, the library that was installed).",
    )(command)


def project_in(folder: Path | None) -> Project:
    """The project that `folder` (default: the current one) lies in, with the library that `--lib` names.

    Without `folder`, and outside any project, it is the one that this installation brings along.
    """
    from toymodels.session import project_at

    return project_at(folder, click.get_current_context().meta.get(_LIBRARY))


class Sizes(click.ParamType[dict[str, int]]):
    """Sizes such as `n=4,m=3`; an empty text is none."""

    name = "n=4,m=3"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, int]:
        """Read `n=4,m=3`."""
        if isinstance(value, dict):
            return value  # pyright: ignore[reportUnknownVariableType]
        sizes: dict[str, int] = {}
        for part in str(value).split(",") if value else ():
            name, equals, number = (piece.strip() for piece in part.partition("="))
            if not (name and equals and number.isdecimal()):
                self.fail(f"{part!r} is not of the form NAME=NUMBER, as in n=4,m=3", param, ctx)
            sizes[name] = int(number)
        return sizes


class Unusable(click.ClickException):
    """An error of ours, shown without a traceback."""

    exit_code = Status.UNUSABLE

    def show(self, file: Any = None) -> None:
        """Print the message."""
        del file
        click.echo(f"error: {self.message}", err=True)


class NothingToCheck(Unusable):
    """There is no theorem, so that nothing is known."""

    exit_code = Status.UNKNOWN


class Command(click.Command):
    """A command that ends with a message, not with a traceback, when this package raises an error on purpose."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ToyModelsError as error:
            kind = NothingToCheck if isinstance(error, NoTheorems) else Unusable
            raise kind(plain(str(error))) from error


class Group(click.Group):
    """Commands under one name."""

    command_class = Command


def built_project(folder: Path | None, line: ProgressLine, *, thorough: bool = False) -> tuple[Project, BuildResult]:
    """The project that `folder` (default: the current one) lies in, built if need be.

    With `thorough`, by a Lean of which every file was looked at.

    Raises:
        ToyModelsError: there is no project there, or no Lean.
        Unusable: Lean rejects a source.
    """
    project = project_in(folder)
    built = build_library(project, line, thorough=thorough)
    if not built.ok:
        raise Unusable("the library does not build; the messages above say why")
    return project, built


def library_in(folder: Path | None, *, thorough: bool = False) -> Library:
    """The library of the project in `folder`, as `built_project` builds it."""
    from toymodels.library import Library

    with ProgressLine(sys.stderr) as line:
        return Library(*built_project(folder, line, thorough=thorough))


def catalogue_in(folder: Path | None) -> Catalogue:
    """What the theorems of the library in `folder` say, as `built_project` builds it."""
    from toymodels.catalogue import Catalogue

    with ProgressLine(sys.stderr) as line:
        return Catalogue(*built_project(folder, line))


def build_library(
    project: Project,
    line: ProgressLine,
    *,
    jobs: int | None = None,
    fresh: bool = False,
    thorough: bool = False,
    again: bool = False,
) -> BuildResult:
    """Build, and show Lean's messages: with `again`, also those about modules that have not changed."""
    from toymodels.session import built

    line.paces = Paces.of_project(project)
    listen = tell_of_modules(line, Activity.BUILDING, "built", again=again)
    return built(project, report=line.print, listen=listen, jobs=jobs, fresh=fresh, thorough=thorough)


def failure(built: BuildResult) -> Status:
    """The exit status of a build that failed: `UNUSABLE` if all that failed was stopped by a limit or a full disk."""
    from toymodels.lean.build import STOPPED

    failed = (module for module in built.modules if module.state == "failed")
    stopped = all(any(message.kind == STOPPED for message in module.messages) for module in failed)
    return Status.UNUSABLE if stopped else Status.REFUTED


def tell_of_modules(line: ProgressLine, activity: Activity, done_what: str, *, again: bool = False) -> Listener:
    """What tells of each module that takes time, with what Lean says; `again` also of those that have not changed."""
    from toymodels.lean.build import listener

    tell = listener(line.stage(activity))

    def listen(module: ModuleResult, done: int, total: int) -> None:
        if again or module.state != "fresh":
            for message in module.messages:
                line.print(_relative(message))
        if module.state == "built":
            line.print(f"{done_what} {module.name} ({module.seconds:.1f} s)")
        elif module.state in {"failed", "skipped"}:
            line.print(f"{module.state} {module.name}")
        tell(module, done, total)

    return listen


def _relative(message: Message) -> str:
    try:
        shown = message.file.relative_to(Path.cwd())
    except ValueError:
        shown = message.file
    return f"{shown}:{message.line}:{message.column}: {message.severity}: {message.text}"
