"""`leanchecker`, which an official Lean brings along: it replays compiled modules through that Lean's kernel."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from contextlib import suppress

from toymodels.kernel.outcome import Recheck
from toymodels.kernel.process import SECONDS
from toymodels.kernel.verdicts import ACCEPTED, NO_OPINION, REJECTED
from toymodels.lean.project import Project
from toymodels.lean.toolchain import NativeLean, Toolchain
from toymodels.records.forms import Result
from toymodels.status import Status

_FOUND = re.compile(r"^leanchecker found a problem in (\S+)$", re.MULTILINE)
_LONGEST_REASON = 400


class Replay(Result, frozen=True):
    """What `leanchecker` says of a library: accepted, rejected or no opinion, and why."""

    verdict: str
    reason: str = ""


def replay(project: Project, toolchain: Toolchain, *, seconds: int = SECONDS) -> Replay | None:
    """Have `leanchecker` replay every module of a library; `None` where no native Lean built it."""
    if not isinstance(toolchain, NativeLean):
        return None
    command = [str(toolchain.lake), "env", "leanchecker", *project.roots]
    try:
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=project.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        return Replay(NO_OPINION, f"it cannot be run: {error.strerror}")
    with process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except BaseException as error:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # Lake and what it started
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            return Replay(NO_OPINION, f"it was ended after {seconds} seconds")
    return _judged(process.returncode, said)


def exit_status(said: Recheck, replayed: Replay | None) -> int:
    """That of the second kernel, but 1 for a module that `leanchecker` rejects; without the former, of the latter."""
    if replayed is None or (said.ran and replayed.verdict != REJECTED):
        return said.exit_status
    return {ACCEPTED: Status.OK, REJECTED: Status.REFUTED}.get(replayed.verdict, Status.UNKNOWN)


def _judged(status: int, said: str) -> Replay:
    if status == 0:
        return Replay(ACCEPTED)
    reason = " ".join("".join(filter(str.isprintable, line)) for line in said.splitlines())[:_LONGEST_REASON]
    return Replay(REJECTED if _FOUND.search(said) else NO_OPINION, reason or f"it ended with status {status}")
