"""Proofs of a small library as Lean itself reports them."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

import pytest

from toymodels.lean.build import BuildResult, embedded_server
from toymodels.lean.elaboration import Elaboration
from toymodels.lean.environment import find_module
from toymodels.lean.exports import exports_digest
from toymodels.lean.expr import Expr
from toymodels.lean.olean import read_module
from toymodels.lean.project import Project
from toymodels.lean.proofs import Declaration, ModuleTrace
from toymodels.lean.scratch import Scratch
from toymodels.lean.terms import same_term
from toymodels.lean.toolchain import NativeLean, embedded
from toymodels.lean.trace import asked_trace, load_trace, load_traces, trace_project

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("planted")]


@pytest.fixture(scope="module")
def traces(planted_project: Project, planted_build: BuildResult) -> Mapping[str, ModuleTrace]:
    """Those that the build has left; only a native Lean is asked for them."""
    if isinstance(planted_build.toolchain, NativeLean):
        return trace_project(planted_project, planted_build)
    found = load_traces(planted_project, planted_build)
    assert list(found) == [module.name for module in planted_build.modules]
    return found


def declaration(traces: Mapping[str, ModuleTrace], name: str) -> tuple[str, Declaration]:
    return next(
        (trace.source, found) for trace in traces.values() for found in trace.declarations if found.name == name
    )


def test_every_declaration_of_the_sources_is_there(traces: Mapping[str, ModuleTrace]):
    assert [found.name for found in traces["Planted.Good"].declarations] == [
        "LinField",
        "instLinFieldRat",
        "total",
        "inner",
        "inner_comm",
        "le_of_sum_le",
    ]
    assert [found.name for found in traces["Planted.Faults"].declarations][:3] == [
        "false_by_sorry",
        "vacuous",
        "shortcut",
    ]


def test_a_declaration_is_cut_at_its_docstring_and_its_proof(traces: Mapping[str, ModuleTrace]):
    source, found = declaration(traces, "inner")
    assert found.span.of(source).startswith("/-- The inner product. -/")
    assert found.statement.of(source) == "def inner {k : Nat} (x y : Fin k → α) : α"
    assert found.proof is not None
    assert found.proof.of(source) == "total fun i => x i * y i"
    assert declaration(traces, "total")[1].proof is not None
    assert declaration(traces, "LinField")[1].proof is None


def test_each_tactic_has_the_goals_that_lean_prints(traces: Mapping[str, ModuleTrace]):
    source, found = declaration(traces, "inner_comm")
    assert [(step.depth, step.kind, step.span.of(source)) for step in found.steps] == [
        (0, "Lean.Parser.Tactic.tacticHave__", source[source.index("have h") : source.index("\n  simp [inner")]),
        (1, "tacticFunext___", "funext i"),
        (1, "Lean.Parser.Tactic.grind", "grind"),
        (0, "Lean.Parser.Tactic.simp", "simp [inner, h]"),
    ]
    have, funext, grind, simp = found.steps
    context = "α : Type u\ninst✝ : LinField α\nk : Nat\nx y : Fin k → α\n"
    assert have.before == (context + "⊢ inner x y = inner y x",)
    assert funext.before == (context + "⊢ (fun i => x i * y i) = fun i => y i * x i",)
    assert funext.after == grind.before == ("case h\n" + context + "i : Fin k\n⊢ x i * y i = y i * x i",)
    assert grind.after == ()
    assert have.after == simp.before
    assert simp.before[0].splitlines()[-2] == "h : (fun i => x i * y i) = fun i => y i * x i"
    assert simp.after == ()


def test_every_step_of_the_library_has_goals(traces: Mapping[str, ModuleTrace]):
    steps = [step for trace in traces.values() for found in trace.declarations for step in found.steps]
    assert steps
    assert all(step.known and step.before for step in steps)


def test_identifiers_are_resolved(traces: Mapping[str, ModuleTrace]):
    trace = traces["Planted.Good"]
    resolved = {(use.span.of(trace.source), use.name) for use in trace.uses}
    assert {("total", "total"), ("castSucc", "Fin.castSucc"), ("Fin.last", "Fin.last")} <= resolved
    assert declaration(traces, "inner_comm")[1].name_span.of(trace.source) == "inner_comm"


def test_a_trace_is_made_once_and_again_when_its_file_is_damaged(
    traces: Mapping[str, ModuleTrace],
    planted_project: Project,
    planted_build: BuildResult,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    asked: set[str] = set()

    def listening(elaborate: Callable[..., Elaboration]) -> Callable[..., Elaboration]:
        def listen(scratch: Scratch, name: str, *texts: str) -> Elaboration:
            asked.add(name.removeprefix("trace_").replace("_", "."))
            return elaborate(scratch, name, *texts)

        return listen

    for method in ("elaborate", "elaborate_again"):
        monkeypatch.setattr(Scratch, method, listening(getattr(Scratch, method)))
    assert trace_project(planted_project, planted_build) == traces
    assert not asked
    kept = planted_project.build_folder / "proofs" / "Planted.Good.json"
    shutil.copy(kept, tmp_path)
    kept.write_bytes(kept.read_bytes()[:-100])
    assert load_trace(planted_project, planted_build, "Planted.Good") is None
    assert trace_project(planted_project, planted_build) == traces
    assert asked == {"Planted.Good"}
    assert kept.read_bytes() == (tmp_path / kept.name).read_bytes()


def test_lean_says_the_same_when_it_is_asked(
    traces: Mapping[str, ModuleTrace], planted_project: Project, planted_build: BuildResult
):
    """Two ways to the same goals: notes in Lean's memory, and messages about an instrumented copy."""
    with Scratch(planted_project, planted_build) as scratch:
        for module, trace in traces.items():
            compiled = find_module(module, planted_build.search_path)
            assert compiled is not None
            assert asked_trace(scratch, planted_project.source_of(module), module, compiled) == trace
    assert not list((planted_project.build_folder / "scratch").glob("trace_*"))


def same(left: Expr | None, right: Expr | None) -> bool:
    return left is right if left is None or right is None else same_term(left, right)


def test_noting_changes_nothing_of_what_a_module_becomes(planted_project: Project, tmp_path: Path):
    name, path = "Planted.Good", PurePosixPath("Planted/Good.lean")
    compiled = {record: tmp_path / str(record) / path.with_suffix(".olean") for record in (False, True)}
    (tmp_path / "lib" / path.parent).mkdir(parents=True)
    with embedded_server(embedded(print), planted_project.sources, tmp_path / "lib") as server:
        for record in compiled:
            elaboration = server.elaborate(path, {}, record=record)
            assert elaboration.ok
            assert (elaboration.notes is not None) is record
            shutil.copytree(tmp_path / "lib", tmp_path / str(record))
    assert exports_digest(compiled[False]) == exports_digest(compiled[True])
    plain, noted = (read_module(name, file) for file in compiled.values())
    assert plain.names == noted.names
    for one, other in zip(map(plain.constant, plain.names), map(noted.constant, noted.names), strict=True):
        assert (one.name, one.kind, one.safety) == (other.name, other.kind, other.safety)
        assert same(one.type, other.type)
        assert same(one.value, other.value)
    assert any(constant.value for constant in map(noted.constant, noted.names))
    for part in ("ranges", "docstrings", "module_docs"):
        assert getattr(plain, part) == getattr(noted, part)
    ilean = [file.with_suffix(".ilean").read_bytes() for file in compiled.values()]
    assert ilean[0] == ilean[1]
