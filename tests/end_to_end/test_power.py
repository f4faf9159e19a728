"""`toymodels power` on a small project whose theorems have known faults, and on its own records."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.support.interruptible import INTERRUPTIBLE

from toymodels.cli.commands.power import power_text
from toymodels.kernel.wheel import missing_kernel
from toymodels.lean.build import build_project
from toymodels.lean.project import read_project
from toymodels.lean.scratch import Scratch
from toymodels.lean.toolchain import find_toolchain
from toymodels.library import Library
from toymodels.power.library import Settings, certify, measured
from toymodels.power.necessity import NecessityResult
from toymodels.power.theorem import Power
from toymodels.records.store import read_record, write_record

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("power")]

HERE = Path(__file__).parent
COMMAND = [sys.executable, "-m", "toymodels", "power"]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weighed") / "project"
    shutil.copytree(HERE / "weighed", folder)
    return folder


@pytest.fixture(scope="module")
def run(root: Path) -> Run:
    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*COMMAND, *arguments], cwd=root, capture_output=True, text=True, check=False)

    return call


@pytest.fixture(scope="module")
def first(run: Run, root: Path) -> dict[str, Any]:
    """What the first run with certificates says, one witness of which is not a counterexample: Lean starts once."""
    result = run("--no-certify")
    assert result.returncode == 1, result.stderr
    path = root / "build" / "power" / "false_tight.json"
    record = read_record(path, dict[str, Any])
    assert record is not None
    record["result"]["necessity"][0]["witness"] = {"x": "5"}
    write_record(path, record)
    return json.loads(run("--json").stdout)


@pytest.fixture(scope="module")
def library(root: Path, first: dict[str, Any]) -> Library:
    assert first
    project = read_project(root)
    return Library(project, build_project(project, find_toolchain(project, print)))


def theorem(record: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in record["theorems"] if each["name"] == name)


def test_an_idle_hypothesis_is_found_and_a_needed_one_is_certified(first: dict[str, Any]):
    needs = {(n["hypothesis"], n["weakening"]): n for n in theorem(first, "idle_hypothesis")["necessity"]}
    needed, idle = needs["needed", "dropped"], needs["idle", "dropped"]
    assert (needed["need"], needed["certified"], needed["uncertified"]) == ("needed", True, "")
    assert needed["official_kernel"] == (None if missing_kernel() else "accepted")
    assert (idle["need"], idle["certified"], idle["witness"]) == ("not shown to be needed", False, None)
    assert "instances without the hypothesis satisfy the conclusion" in idle["reason"]


def test_a_false_docstring_is_an_error(first: dict[str, Any]):
    (error,) = theorem(first, "false_tight")["tightness"]["errors"]
    assert error == "the docstring says 'never attained.', but equality holds in 2 ≤ x + 1"
    assert first["summary"]["disagreements"] == 1


def test_a_mutant_that_says_the_same_under_the_hypotheses_survives(first: dict[str, Any]):
    mutation = theorem(first, "surviving_mutant")["mutation"]
    survived = {each["mutant"] for each in mutation["mutants"] if each["fate"] == "survived"}
    assert "x ≤ 0 ↔ 2 * x = 0" in survived
    assert mutation["counts"]["killed"] > 0
    assert mutation["score"] < 1


def test_every_inequality_has_a_histogram(first: dict[str, Any]):
    (slack,) = theorem(first, "false_tight")["tightness"]["inequalities"]
    histogram = slack["histogram"]
    assert slack["attained"]
    assert slack["witness"] == {"x": "1"}
    assert len(histogram["edges"]) == len(histogram["counts"]) + 1
    assert histogram["equal"] > 0
    assert sum(histogram["counts"]) > 0


def test_the_second_run_starts_nothing(run: Run, root: Path, first: dict[str, Any]):
    before = {path: path.stat().st_mtime_ns for path in (root / "build" / "power").iterdir()}
    result = run("--json")
    assert json.loads(result.stdout) == first
    assert {path: path.stat().st_mtime_ns for path in (root / "build" / "power").iterdir()} == before


def test_the_library_in_numbers(root: Path, first: dict[str, Any]):
    report = json.loads((root / "build" / "power.json").read_text(encoding="utf-8"))
    assert report["summary"] == first["summary"]
    assert set(report["theorems"]) == {"idle_hypothesis", "false_tight", "surviving_mutant"}
    assert report["theorems"]["idle_hypothesis"]["certified"] == 1


def test_people_are_told_what_deserves_a_look(first: dict[str, Any]):
    text = power_text("idle_hypothesis", Power.from_json(theorem(first, "idle_hypothesis")))
    assert "idle (dropped): not shown to be needed" in text
    assert "needed (dropped): needed: " in text
    assert f"the smallest, certified by {'Lean' if missing_kernel() else 'two kernels'}: " in text
    assert "error: the docstring says 'never attained.'" in power_text(
        "false_tight", Power.from_json(theorem(first, "false_tight"))
    )


def test_stored_powers_are_read_back(library: Library, first: dict[str, Any]):
    kept = measured(library)
    assert set(kept) == {"idle_hypothesis", "false_tight", "surviving_mutant"}
    assert kept["idle_hypothesis"].to_json() == theorem(first, "idle_hypothesis")
    assert measured(library, Settings(seed=1)) == {}


def test_a_record_for_another_statement_is_not_read(library: Library, root: Path):
    path = root / "build" / "power" / "false_tight.json"
    record = read_record(path, dict[str, Any])
    assert record is not None
    write_record(path, {**record, "key": "of another statement"})
    assert "false_tight" not in measured(library)
    path.write_text("{", encoding="utf-8")
    assert "false_tight" not in measured(library)
    write_record(path, record)
    assert "false_tight" in measured(library)


def test_lean_does_not_certify_what_is_no_counterexample(first: dict[str, Any]):
    (planted, *others) = theorem(first, "false_tight")["necessity"]
    assert not planted["certified"]
    assert "decide" in planted["uncertified"]
    assert all(need["certified"] for need in others if need["witness"])


def test_what_lean_has_said_is_not_asked_again(library: Library, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Scratch, "elaborate", None)
    kept = measured(library)
    forgotten = {name: replace(each, necessity=tuple(map(_fresh, each.necessity))) for name, each in kept.items()}
    assert certify(library, forgotten) == kept


def _fresh(need: NecessityResult) -> NecessityResult:
    return replace(need, certified=False, uncertified="", official_kernel=None)


def test_an_interruption_loses_nothing(root: Path, first: dict[str, Any]):
    assert first
    folder = root / "build" / "power" / "instances-20000-seed-5"
    command = [*INTERRUPTIBLE, "power", "--no-certify", "--seed", "5", "--instances", "20000", "--jobs", "1"]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list(folder.glob("*.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    kept = list(folder.glob("*.json"))
    assert process.returncode in {1, 130}, errors
    assert kept
    assert all(json.loads(path.read_text(encoding="utf-8"))["result"]["kind"] == "measured" for path in kept)
