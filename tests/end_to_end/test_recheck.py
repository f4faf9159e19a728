"""The official kernel on what the embedded Lean compiled: a library of another style, planted faults, altered files."""

import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from tests.support.olean_edit import APP, CONST, Editor
from tests.support.packages import Packages

from toymodels.kernel.opinion import recheck
from toymodels.kernel.wheel import missing_kernel
from toymodels.lean.build import BuildResult, ModuleResult, embedded_server
from toymodels.lean.project import Project
from toymodels.lean.toolchain import EmbeddedLean, Toolchain

pytestmark = [
    pytest.mark.lean,
    pytest.mark.xdist_group("planted"),
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


def test_a_package_in_another_style_is_accepted_but_for_its_two_sorries(packages: Packages):
    library = packages(Path(__file__).parent / "foreign")
    result = recheck(library.project, library.build)
    rejected = [outcome for outcome in result.outcomes.values() if outcome.verdict == "rejected"]
    assert len(rejected) == 2
    assert all("sorryAx" in outcome.reason for outcome in rejected)
    assert result.counts()["no_opinion"] == 0


def test_every_kind_of_declaration_is_accepted(packages: Packages):
    """Mutual, nested and indexed inductive types, quotients, universes, private names, instances, odd names."""
    library = packages(Path(__file__).parent / "kinds")
    result = recheck(library.project, library.build)
    assert [(each.name, each.reason) for each in result.faults()] == []
    assert result.exit_status == 0
    kinds = {"theorem", "definition", "opaque", "inductive", "constructor", "recursor"}
    assert result.accepted().keys() == kinds
    assert result.summary["derived"]["quotient"] == 4
    assert result.of("Kinds.«odd name»").verdict == "accepted"
    assert result.of("_private.Kinds.Structures.0.Kinds.secret_pos").verdict == "accepted"


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
    project, build = copied(planted_project, planted_build, tmp_path)
    private = build.search_path[0] / "Planted" / "Good.olean.private"
    content = private.read_bytes()
    private.write_bytes(content[: len(content) // 2] + bytes(64) + content[len(content) // 2 + 64 :])
    result = recheck(project, build)
    assert result.exit_status == 1
    assert not result.trouble


def proof_of_another_statement(editor: Editor) -> None:
    editor.point(editor.declared("inner_comm").body, 1, editor.declared("total").value or 0)


def wrong_application(editor: Editor) -> None:
    value = editor.declared("inner_comm").value
    assert value
    address, (function, argument) = next(
        (address, fields) for address, fields in editor.nodes(value, APP) if fields[0] != fields[1]
    )
    assert function != argument
    editor.point(address, 1, function)


def universe_left_out(editor: Editor) -> None:
    value = editor.declared("inner_comm").value
    assert value
    address, _ = next((address, fields) for address, fields in editor.nodes(value, CONST) if not fields[1] & 1)
    editor.point(address, 1, 1)


def universe_swapped(editor: Editor) -> None:
    value = editor.declared("inner_comm").value
    assert value
    constants = [(address, levels) for address, (_, levels) in editor.nodes(value, CONST) if not levels & 1]
    level_of = {levels: editor.region.constructor(levels, "levels", 1, 2) for _, levels in constants}
    single = [(address, levels) for address, levels in constants if level_of[levels][1] & 1]
    address, other = next(
        (address, other)
        for address, levels in single
        for _, other in single
        if level_of[other][0] != level_of[levels][0] and other < address
    )
    editor.point(address, 1, other)


def missing_dependency(editor: Editor) -> None:
    value = editor.declared("inner_comm").value
    assert value
    names = {address: name for address, name in named(editor).items() if name == ("LinField",)}
    (nowhere,) = [address for address, name in named(editor).items() if name == ("k",)][:1]
    address, _ = next(
        (address, fields)
        for address, fields in editor.nodes(value, CONST)
        if fields[0] not in names and nowhere < address
    )
    editor.point(address, 0, nowhere)


def named(editor: Editor) -> dict[int, tuple[str | int, ...]]:
    """The names that the statement of the theorem and its proof have read."""
    declared = editor.declared("inner_comm")
    editor.module.mentioned(declared.type)
    editor.module.mentioned(declared.value or 0)
    return editor.module._names  # pyright: ignore[reportPrivateUsage]


def assumes_itself(editor: Editor) -> None:
    declared = editor.declared("inner_comm")
    own = editor.region.constructor(declared.fields[0], "values", 0, 3)[0]
    address, _ = next((a, fields) for a, fields in editor.nodes(declared.value or 0, CONST) if own < a)
    editor.point(address, 0, own)
    editor.point(declared.body, 1, address)


def dropped_declaration(editor: Editor) -> None:
    array = editor.module._roots[-1][1]  # pyright: ignore[reportPrivateUsage]
    names = editor.region.array(array, "names")
    index = next(index for index, each in enumerate(names) if editor.module.name(each) == ("inner",))
    (nowhere,) = [address for address, name in named(editor).items() if name == ("k",)][:1]
    editor.array_item(array, index, nowhere)


def unsafe_helper(editor: Editor) -> None:
    declared = editor.declared("inner")
    editor.scalar(declared.body, len(declared.fields), 0, 0)


ALTERATIONS: dict[Callable[[Editor], None], str] = {
    proof_of_another_statement: "the value does not have the stated type",
    wrong_application: "a function is applied to an argument of another type",
    universe_left_out: "universe",
    universe_swapped: "",
    missing_dependency: "unknown constant k",
    assumes_itself: "unknown constant inner_comm",
    dropped_declaration: "unknown constant inner",
    unsafe_helper: "unsafe",
}


@pytest.mark.parametrize("alter", ALTERATIONS)
def test_an_altered_compiled_file_is_rejected(
    alter: Callable[[Editor], None], planted_project: Project, planted_build: BuildResult, tmp_path: Path
):
    project, result = copied(planted_project, planted_build, tmp_path)
    alter(Editor("Planted.Good", result.search_path[0] / "Planted" / "Good.olean"))
    outcome = recheck(project, result, ["inner_comm"]).of("inner_comm")
    assert outcome.verdict == "rejected"
    assert ALTERATIONS[alter] in outcome.reason
    assert "cannot be read" not in outcome.reason


def copied(project: Project, build: BuildResult, folder: Path) -> tuple[Project, BuildResult]:
    """A project whose compiled files may be damaged."""
    shutil.copytree(build.search_path[0], compiled := folder / "lib")
    moved = Project(folder, project.sources, project.roots, project.options, project.toolchain)
    return moved, BuildResult(build.toolchain, build.modules, (compiled, *build.search_path[1:]), build.keys)
