"""The official kernel on what the embedded Lean compiled: a library of another style, planted faults, altered files."""

import shutil
from pathlib import Path, PurePosixPath

import pytest

from toymodels.kernel import missing_kernel, recheck
from toymodels.lean import (
    BuildResult,
    EmbeddedLean,
    ModuleResult,
    Project,
    Toolchain,
    build_project,
    embedded_server,
    read_project,
)

pytestmark = [
    pytest.mark.lean,
    pytest.mark.xdist_group("lean"),
    pytest.mark.skipif(missing_kernel() is not None, reason=str(missing_kernel())),
]

CHEAT = """module

public section

theorem cheat : False := by
  have k : (1 : Nat) = 2 := by decide +kernel
  exact absurd k (by decide)

theorem rests_on_cheat : 2 + 2 = 5 := cheat.elim

theorem honest : 2 + 2 = 4 := rfl
"""


def test_every_planted_fault_of_a_proof_is_rejected_and_the_rest_accepted(
    planted_project: Project, planted_build: BuildResult
):
    result = recheck(planted_project, planted_build)
    verdicts = {o.name: o.verdict for o in result.outcomes.values() if o.kind == "theorem"}
    faults = {"false_by_sorry", "by_axiom"}
    assert {name for name, verdict in verdicts.items() if verdict == "rejected"} == faults
    assert {verdicts[name] for name in verdicts.keys() - faults} == {"accepted"}
    assert result.of("shortcut").reason == "it is an axiom of the library"
    assert "sorryAx" in result.of("false_by_sorry").reason
    assert result.exit_status == 1
    assert recheck(planted_project, planted_build, ["inner_comm"]).exit_status == 0
    assert set(result.summary["axioms"]) <= {"propext", "Classical.choice", "Quot.sound"}
    assert all(users >= 0 for users in result.summary["core_theorems_admitted"].values())
    assert result.summary["core_checked"]["inductive"] > 10


def test_a_package_in_another_style_is_accepted_but_for_its_two_sorries(toolchain: Toolchain, tmp_path: Path):
    shutil.copytree(Path(__file__).parent / "foreign", tmp_path / "foreign")
    project = read_project(tmp_path / "foreign")
    result = recheck(project, build_project(project, toolchain))
    rejected = [outcome for outcome in result.outcomes.values() if outcome.verdict == "rejected"]
    assert len(rejected) == 2
    assert all("sorryAx" in outcome.reason for outcome in rejected)
    assert result.counts()["no_opinion"] == 0


def test_a_module_compiled_without_the_kernel_is_rejected(
    planted_project: Project, toolchain: Toolchain, tmp_path: Path
):
    if not isinstance(toolchain, EmbeddedLean):
        pytest.skip("the module is compiled by the embedded Lean's server, with an option that a build refuses")
    sources, compiled = tmp_path / "lean", tmp_path / "lib"
    for folder in (sources, compiled):
        folder.mkdir()
    (sources / "Cheat.lean").write_text(CHEAT, encoding="utf-8")
    with embedded_server(toolchain, sources, compiled) as server:
        assert server.elaborate(PurePosixPath("Cheat.lean"), {"debug.skipKernelTC": "true"}).ok
    module = ModuleResult("Cheat", sources / "Cheat.lean", "built", 0.0, ())
    project = Project(tmp_path, sources, ("Cheat",), (), planted_project.toolchain)
    result = recheck(project, BuildResult(toolchain, (module,), (compiled, toolchain.library), {}))
    assert result.of("cheat").verdict == "rejected"
    assert result.of("rests_on_cheat").verdict == "rejected"
    assert result.of("honest").verdict == "accepted"


def test_damaged_compiled_files_are_rejected(planted_project: Project, planted_build: BuildResult, tmp_path: Path):
    """Zeros in the middle of the proof terms: what they hit is rejected, and the process says so in good order."""
    compiled = tmp_path / "lib"
    shutil.copytree(planted_build.search_path[0], compiled)
    build = BuildResult(
        planted_build.toolchain, planted_build.modules, (compiled, *planted_build.search_path[1:]), planted_build.keys
    )
    private = compiled / "Planted" / "Good.olean.private"
    content = private.read_bytes()
    private.write_bytes(content[: len(content) // 2] + bytes(64) + content[len(content) // 2 + 64 :])
    project = Project(
        tmp_path, planted_project.sources, planted_project.roots, planted_project.options, planted_project.toolchain
    )
    result = recheck(project, build)
    assert result.exit_status == 1
    assert not result.trouble
