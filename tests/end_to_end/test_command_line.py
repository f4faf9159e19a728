"""The command line as a user meets it: output, exit status, messages, interruption."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.interruptible import INTERRUPTIBLE

from toymodels.kernel.wheel import missing_kernel
from toymodels.lean.build import BuildResult
from toymodels.lean.carry import library_digest
from toymodels.lean.project import Project

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("planted")]

COMMAND = [sys.executable, "-m", "toymodels"]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def root(planted_project: Project, planted_build: BuildResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert planted_build.ok
    folder = tmp_path_factory.mktemp("command line") / "project with a space"
    shutil.copytree(planted_project.root, folder)
    return folder


@pytest.fixture
def run(root: Path) -> Run:
    def call(*arguments: str, folder: Path = root) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*COMMAND, *arguments], cwd=folder, capture_output=True, text=True, check=False)

    return call


def test_build_says_what_it_did_and_shows_warnings_again(run: Run):
    result = run("build")
    assert result.returncode == 0
    assert result.stdout.startswith("3 modules: 3 fresh (Lean ")
    assert "Faults.lean:13:8: warning: declaration uses `sorry`" in result.stderr


def test_list_is_complete_in_both_forms(run: Run):
    data = json.loads(run("list", "--json").stdout)
    assert [entry["name"] for entry in data][:2] == ["inner_comm", "le_of_sum_le"]
    assert data[0]["file"] == "lean/Planted/Good.lean"
    assert data[0]["source"] == "every textbook, chapter one."
    assert "inner" in data[0]["statement"]
    assert "inner_comm: Inner products are symmetric." in run("list").stdout


def test_the_version_names_the_library_of_the_folder(run: Run, planted_project: Project, tmp_path: Path):
    said = run("--version").stdout
    assert f"library Planted {library_digest(planted_project)[:16]} (SHA-256 of its sources) in " in said
    nowhere = run("--version", folder=tmp_path)
    assert nowhere.returncode == 0
    assert "no library: no lakefile" in nowhere.stdout


def test_show_one(run: Run):
    result = run("show", "inner_comm")
    assert result.returncode == 0
    assert "Why: it is here to be tested." in result.stdout
    assert "official `lake build`: " in result.stdout
    assert json.loads(run("show", "inner_comm", "--json").stdout)["proof"]["audit"] == {"ok": True, "reasons": []}


def test_show_writes_both_sides_out_and_says_what_expanding_proves(run: Run):
    identity = run("show", "inner_comm", "--sizes", "k=2")
    assert "At k = 2:\n  x[0]*y[0] + x[1]*y[1] = x[0]*y[0] + x[1]*y[1]\nproved for all values" in identity.stdout, (
        identity.stdout
    )
    inequality = json.loads(run("show", "le_of_sum_le", "--sizes", "", "--json").stdout)["symbolic"]
    assert not inequality["proved"]
    assert "which is not an equation" in inequality["why"]
    assert len(inequality["comparisons"]) == 1
    missing = run("show", "inner_comm", "--sizes", "n=2")
    assert (missing.returncode, "sizes must give k" in missing.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("inner_comm", 0, "held"),
        ("false_by_sorry", 1, "refuted"),
        ("vacuous", 3, "vacuous"),
        ("infinite", 3, "infinite"),
    ],
)
def test_the_exit_status_is_the_verdict(run: Run, name: str, status: int, said: str):
    result = run("check", name, "--instances", "300")
    assert result.returncode == status
    assert said in result.stdout
    as_json = run("check", name, "--instances", "300", "--json")
    assert as_json.returncode == status
    assert json.loads(as_json.stdout)[name]["verdict"]


def test_a_refutation_is_replayed_from_one_line(run: Run):
    first = run("check", "false_by_sorry", "--instances", "300")
    (line,) = [line for line in first.stdout.splitlines() if "toymodels check" in line]
    arguments = line.partition("toymodels ")[2].split()
    again = run(*arguments)
    assert again.returncode == 1
    assert "refuted" in again.stdout


def test_audit_fails_for_the_planted_faults_only(run: Run):
    result = run("audit", "--json")
    assert result.returncode == 1
    assert {entry["name"] for entry in json.loads(result.stdout) if not entry["ok"]} == {"false_by_sorry", "by_axiom"}
    assert run("audit", "inner_comm").returncode == 0


def test_verify_writes_the_same_that_it_prints(run: Run, root: Path):
    result = run("verify", "--instances", "300", "--json")
    assert result.returncode == 1
    data = json.loads(result.stdout)
    assert data == json.loads((root / "build" / "verify.json").read_text(encoding="utf-8"))
    assert data["summary"]["held"] == 3
    entry = next(entry for entry in data["theorems"] if entry["name"] == "le_of_sum_le")
    assert {"verdict", "instances", "hypotheses", "arithmetic", "axioms", "seed", "statement"} <= entry.keys()
    assert {"lean", "toymodels", "python", "numpy"} <= data["versions"].keys()
    table = run("verify", "--instances", "300").stdout
    assert "1 claim with a source, 0 witnesses, 5 groundwork theorems: 3 held, 1 refuted, 1 vacuous, 1 unknown" in table
    assert "; 4 pass the audit" in table
    assert "audit: by_axiom" in table


@pytest.mark.skipif(missing_kernel() is not None, reason=str(missing_kernel()))
def test_verify_asks_the_official_kernel_and_show_remembers(run: Run):
    data = json.loads(run("verify", "--instances", "300", "--json").stdout)
    said = {entry["name"]: entry["official_kernel"]["verdict"] for entry in data["theorems"]}
    assert {name for name, verdict in said.items() if verdict == "rejected"} == {"false_by_sorry", "by_axiom"}
    assert set(said.values()) == {"accepted", "rejected"}
    assert data["official_kernel"]["summary"]["core_theorems_admitted"]
    table = run("verify", "--instances", "300").stdout
    assert "official kernel: rejected by_axiom: it rests on shortcut: it is an axiom of the library" in table
    assert "official kernel: accepted by Lean 4.35.0" in run("show", "inner_comm").stdout
    assert run("verify", "inner_comm", "--instances", "300").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "iner_comm"), "did you mean inner_comm?"),
        (("check", "inner_comm", "--sizes", "k:3"), "is not of the form NAME=NUMBER"),
        (("check", "inner_comm", "--sizes", "z=3"), "inner_comm has no size 'z' to fix; it has k"),
        (("check", "inner_comm", "--instances", "0"), "--instances"),
        (("frobnicate",), "No such command"),
    ],
)
def test_wrong_input_is_explained(run: Run, arguments: tuple[str, ...], said: str):
    result = run(*arguments)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_outside_a_project(run: Run, tmp_path: Path):
    result = run("build", folder=tmp_path)
    assert result.returncode == 2
    assert "no lakefile.lean" in result.stderr


def test_an_error_of_lean_is_shown_at_its_place(run: Run, root: Path, tmp_path: Path):
    broken = tmp_path / "broken"
    shutil.copytree(root, broken)
    (broken / "lean" / "Planted.lean").write_text("module\n\npublic import Planted.Good\n\ntheorem t : 1 = 2 := rfl\n")
    result = run("build", folder=broken)
    assert result.returncode == 1
    assert "lean/Planted.lean:5:" in result.stderr
    assert "error" in result.stderr


def test_an_interrupted_build_ends_soon_leaves_no_process_and_carries_on(run: Run, root: Path, tmp_path: Path):
    copy = tmp_path / "interrupted"
    shutil.copytree(root, copy)
    shutil.rmtree(copy / "build")
    process = subprocess.Popen([*INTERRUPTIBLE, "build"], cwd=copy, stderr=subprocess.PIPE, text=True)
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "interrupted; the next run carries on from here" in stderr
    assert "Traceback" not in stderr
    assert str(copy) not in running_commands()
    assert run("build", folder=copy).returncode == 0


def running_commands() -> str:
    """The mounts of every process of the embedded Lean stand in its environment."""
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.stat().st_uid == os.getuid():
                found.append((process / "environ").read_text(errors="replace"))
        except OSError:
            continue
    return "\n".join(part for part in found if "TOYMODELS_MOUNTS" in part)
