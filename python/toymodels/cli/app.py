"""The command line: a file a command in `commands`, and here what all of them have around them.

Results go to standard output, progress to standard error; `status` has the exit statuses.
"""

from __future__ import annotations

import logging
import signal
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from pkgutil import iter_modules
from traceback import extract_tb
from types import FrameType

import click

from toymodels import __version__
from toymodels.cli.progress_line import Notes
from toymodels.cli.shared import Group, NothingToCheck
from toymodels.errors import ToyModelsError
from toymodels.status import Status


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
        sys.exit(Status.INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(Status.UNKNOWN if isinstance(error, NothingToCheck) else Status.UNUSABLE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        click.echo(f"error: {error.filename or ''}: {error.strerror or error}; nothing that was done is lost", err=True)
        sys.exit(Status.UNUSABLE)
    except Exception as error:  # nobody who uses a command should have to read a traceback
        place = extract_tb(error.__traceback__)[-1]
        click.echo(
            f"error: {type(error).__name__}: {error}, at {Path(place.filename).name}:{place.lineno}; that is a defect "
            "of toymodels, please report it; nothing that was done is lost",
            err=True,
        )
        sys.exit(Status.UNUSABLE)
    sys.exit(status or 0)


def _terminate(number: int, frame: FrameType | None) -> None:
    """End as after Ctrl-C: what was started ends too, and nothing half-done is left."""
    del number, frame
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    click.echo("\nterminated; the next run carries on from here", err=True)
    sys.exit(Status.TERMINATED)


class _Commands(Group):
    """The commands, each imported when it is asked for: the attribute `command` of the file with its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(module.name for module in iter_modules([str(Path(__file__).with_name("commands"))]))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        return import_module(f"toymodels.cli.commands.{cmd_name}").command


def _tell_version(ctx: click.Context, param: click.Parameter, asked: bool) -> None:
    """Print the version, and which library the commands are about here."""
    del param
    if asked and not ctx.resilient_parsing:
        click.echo(f"toymodels {__version__}")
        click.echo(_library_here())
        ctx.exit()


def _library_here() -> str:
    from toymodels.lean.carry import library_digest
    from toymodels.session import project_at

    try:
        project = project_at(None)
        digest = library_digest(project) if project.carried is None else project.carried.digest
    except ToyModelsError as error:
        return f"no library: {error}"
    named = f"library {', '.join(project.roots)} {digest[:16]} (SHA-256 of its sources)"
    if project.carried is None:
        return f"{named} in {project.root}"
    lacks = "".join(f", without results of `toymodels {command}`" for command in project.carried.lacks)
    return f"{named}, compiled, which came with this installation{lacks}"


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
