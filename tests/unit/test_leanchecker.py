"""`leanchecker` of a native Lean, with a stand-in for its `lake`. No native Lean could be had to test against."""

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.support.stand_ins import always

from toymodels.cli.commands import recheck as command
from toymodels.cli.commands.recheck import command as recheck
from toymodels.kernel import opinion
from toymodels.kernel.native import Replay, exit_status, replay
from toymodels.kernel.outcome import Recheck
from toymodels.lean.build import BuildResult
from toymodels.lean.project import Project
from toymodels.lean.toolchain import EmbeddedLean, NativeLean

FOUND = "leanchecker found a problem in A.B"
PROBLEM = f"echo '{FOUND}' >&2; printf 'uncaught exception: (kernel) type\\033[31m mismatch\\n' >&2; exit 1"
MISSING = "echo \"error: could not execute external process 'leanchecker'\" >&2; exit 255"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, tmp_path, ("A", "B"), (), "leanprover/lean4:v4.28.0")


def native(folder: Path, does: str) -> NativeLean:
    """A `lake` that does this when it is asked for `leanchecker` on the two roots."""
    script = folder / "lake"
    script.write_text(f'#!/bin/sh\n[ "$*" = "env leanchecker A B" ] || exit 9\n{does}\n', encoding="utf-8")
    script.chmod(0o755)
    return NativeLean(script, folder / "libdir", "4.28.0")


@pytest.mark.parametrize(
    ("does", "replayed"),
    [
        ("exit 0", Replay("accepted")),
        (PROBLEM, Replay("rejected", f"{FOUND} uncaught exception: (kernel) type[31m mismatch")),
        (MISSING, Replay("no opinion", "error: could not execute external process 'leanchecker'")),
        ("kill -9 $$", Replay("no opinion", "it ended with status -9")),
        (f"echo 'says {FOUND}'; exit 1", Replay("no opinion", f"says {FOUND}")),
    ],
    ids=["accepted", "a problem", "it is not there", "it dies", "another failure"],
)
def test_only_an_end_in_good_order_is_a_pass(project: Project, tmp_path: Path, does: str, replayed: Replay):
    assert replay(project, native(tmp_path, does)) == replayed


def test_what_takes_too_long_is_ended_with_what_it_started(project: Project, tmp_path: Path):
    pid = tmp_path / "pid"
    found = replay(project, native(tmp_path, f"sleep 60 & echo $! > {pid}; wait"), seconds=1)
    assert found == Replay("no opinion", "it was ended after 1 seconds")
    until = time.monotonic() + 5
    while is_running(int(pid.read_text(encoding="utf-8"))) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(int(pid.read_text(encoding="utf-8")))


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_without_a_native_lean_or_a_lake_there_is_no_opinion(project: Project, tmp_path: Path):
    assert replay(project, EmbeddedLean(Path("node"), Path("lean.js"), Path("lib"), "4.28.0-pre")) is None
    gone = replay(project, NativeLean(tmp_path / "no lake", tmp_path, "4.28.0"))
    assert gone == Replay("no opinion", "it cannot be run: No such file or directory")


@pytest.mark.parametrize(
    ("verdict", "with_the_other", "alone"), [("accepted", 3, 0), ("rejected", 1, 1), ("no opinion", 3, 3)]
)
def test_the_exit_status_is_that_of_the_second_kernel_unless_a_module_is_rejected(
    verdict: str, with_the_other: int, alone: int
):
    assert exit_status(Recheck({}, trouble="it died"), Replay(verdict)) == with_the_other
    assert exit_status(Recheck({}, trouble="not installed", ran=False), Replay(verdict)) == alone
    assert exit_status(Recheck({}, trouble="it died"), None) == 3


def test_the_command_tells_of_both(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    build = BuildResult(native(tmp_path, PROBLEM), (), (tmp_path, tmp_path), {})
    monkeypatch.setattr(command, "built_project", always((project, build)))
    monkeypatch.setattr(opinion, "missing_kernel", lambda: "it is not installed")
    told = CliRunner().invoke(recheck, [], standalone_mode=False)
    assert told.return_value == 1
    assert "was not asked: it is not installed" in told.output
    assert f"through the kernel of Lean 4.28.0 (native: {tmp_path / 'lake'}): rejected: {FOUND}" in told.output
    data = json.loads(CliRunner().invoke(recheck, ["--json"], standalone_mode=False).output)
    assert (data["ran"], data["leanchecker"]["verdict"]) == (False, "rejected")
