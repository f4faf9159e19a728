"""The pytest plugin as a user of it meets it: on a small Lean project, each run a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from toymodels.lean.build import BuildResult
from toymodels.lean.project import Project

lean = [pytest.mark.lean, pytest.mark.xdist_group("planted")]

# The plugin is named instead of found, so that this tests the files here and not what happens to be installed.
COMMAND = [sys.executable, "-m", "pytest", "-p", "toymodels.pytest_plugin", "-p", "no:cacheprovider"]
ENVIRONMENT = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "", "COLUMNS": "160"}

Run = Callable[..., subprocess.CompletedProcess[str]]


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


@pytest.fixture
def run(planted_project: Project, planted_build: BuildResult) -> Run:
    assert planted_build.ok

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return pytest_in(planted_project.root, "--toymodels", ".", "--toymodels-instances", "300", *arguments)

    return call


def outcomes(output: str) -> dict[str, str]:
    """Theorems by name, from the summary that `-rA` prints."""
    lines = re.findall(r"^(PASSED|FAILED) \S+::(\w+)", output, re.MULTILINE)
    return {name: outcome for outcome, name in lines}


class TestTheorems:
    pytestmark = lean

    def test_every_public_theorem_is_a_test(self, run: Run):
        result = run("-rA", "-v")
        assert result.returncode == pytest.ExitCode.TESTS_FAILED, result.stdout + result.stderr
        assert outcomes(result.stdout) == {
            "inner_comm": "PASSED",
            "le_of_sum_le": "PASSED",
            "by_axiom": "PASSED",
            "false_by_sorry": "FAILED",
            "vacuous": "FAILED",
        }
        assert "lean/Planted/Faults.lean::infinite SKIPPED (cannot be tested" in result.stdout
        assert "theorems that held: 3" in result.stdout

    def test_a_failure_shows_statement_counterexample_and_how_to_repeat_it(self, run: Run):
        result = run("-k", "false_by_sorry", "--toymodels-seed", "7")
        text = result.stdout
        assert "false_by_sorry is false" in text
        assert "For all " in text
        assert "counterexample, as small as could be found:" in text
        assert "left side " in text
        assert "again:  toymodels check false_by_sorry --seed 7 --instances 300" in text
        repeat = re.search(r"or:  pytest (--toymodels .*)", text)
        assert repeat
        again = run(*repeat[1].split())
        assert again.returncode == pytest.ExitCode.TESTS_FAILED
        assert _counterexample(again.stdout) == _counterexample(text)

    def test_a_vacuous_theorem_fails_and_says_why(self, run: Run):
        text = run("-k", "vacuous").stdout
        assert "vacuous is vacuous: no instance satisfies its hypotheses" in text
        assert "1 failed" in text

    def test_what_cannot_be_tested_fails_when_strict(self, run: Run):
        assert run("-k", "infinite", "-q").returncode == pytest.ExitCode.OK
        strict = run("-k", "infinite", "--toymodels-strict")
        assert strict.returncode == pytest.ExitCode.TESTS_FAILED
        assert "infinite cannot be tested, which --toymodels-strict does not accept" in strict.stdout

    def test_a_node_id_selects_one_theorem(self, run: Run):
        result = run("-rA", "lean/Planted/Good.lean::le_of_sum_le")
        assert outcomes(result.stdout) == {"le_of_sum_le": "PASSED"}
        assert "1 passed" in result.stdout

    def test_workers_of_xdist_find_the_same(self, run: Run):
        alone, shared = run("-rA"), run("-rA", "-p", "xdist", "-n", "2")
        assert outcomes(shared.stdout) == outcomes(alone.stdout)
        assert shared.returncode == alone.returncode

    def test_theorems_join_other_tests_and_have_a_marker_and_a_fixture(
        self, planted_project: Project, planted_build: BuildResult, tmp_path: Path
    ):
        assert planted_build.ok
        (tmp_path / "test_mine.py").write_text(OWN_TESTS, encoding="utf-8")
        both = ("--toymodels", str(planted_project.root), "-k", "own or inner_comm", "-p", "_hypothesis_pytestplugin")
        result = pytest_in(tmp_path, *both, "--hypothesis-seed", "5")
        assert "2 passed" in result.stdout, result.stdout
        assert "seed 5" in result.stdout
        marked = pytest_in(tmp_path, *both, "-m", "toymodels", "--strict-markers")
        assert "1 passed" in marked.stdout

    def test_inside_the_sources_nothing_is_collected_twice(self, run: Run):
        assert len(re.findall("inner_comm PASSED", run("-v", ".", "lean", "-k", "inner_comm").stdout)) == 1


OWN_TESTS = """
from hypothesis import given, settings, strategies as st

@settings(max_examples=5, database=None, deadline=None)
@given(data=st.data())
def test_own(toymodels_library, data):
    theorem = toymodels_library.theorem("inner_comm")
    assert theorem.evaluate(data.draw(theorem.strategy())).conclusion
"""

INERT = """
import sys

def test_inert(request):
    loaded = {name for name in sys.modules if name.split(".")[0] in {"toymodels", "numpy", "flint"}}
    assert loaded == {"toymodels", "toymodels.pytest_plugin"}

def test_fixture(toymodels_library):
    raise AssertionError("never run")
"""


def test_without_the_option_nothing_is_loaded_or_collected(tmp_path: Path):
    (tmp_path / "test_inert.py").write_text(INERT, encoding="utf-8")
    (tmp_path / "Some.lean").write_text("theorem t : True := trivial\n", encoding="utf-8")
    result = pytest_in(tmp_path, "-rs")
    assert "1 passed, 1 skipped" in result.stdout, result.stdout
    assert "give the option --toymodels DIR" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--toymodels", "nowhere"], "no such folder; give the option --toymodels DIR, the folder of a Lean project"),
        (["--toymodels", "."], "no lakefile.lean or lakefile.toml in"),
    ],
)
def test_a_folder_that_is_no_project_is_a_usage_error(tmp_path: Path, arguments: list[str], message: str):
    result = pytest_in(tmp_path, *arguments)
    assert result.returncode == pytest.ExitCode.USAGE_ERROR
    assert message in result.stderr


def test_a_number_of_instances_must_be_positive(tmp_path: Path):
    (tmp_path / "lakefile.lean").write_text("package p\nlean_lib P\n", encoding="utf-8")
    (tmp_path / "lean-toolchain").write_text("leanprover/lean4:v4.28.0\n", encoding="utf-8")
    result = pytest_in(tmp_path, "--toymodels", ".", "--toymodels-instances", "0")
    assert result.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--toymodels-instances must be at least 1" in result.stderr


def test_pytest_finds_the_plugin_by_itself():
    assert "toymodels.pytest_plugin" in {entry.value for entry in entry_points(group="pytest11")}


def _counterexample(output: str) -> str:
    return output.partition("counterexample")[2].partition("again:")[0]
