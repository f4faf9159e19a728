"""Proofs of a small library as Lean itself reports them."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from toymodels.lean import BuildResult, Project
from toymodels.lean.proofs import Declaration, ModuleTrace
from toymodels.lean.scratch import Scratch
from toymodels.lean.trace import load_trace, trace_project

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("packages")]


@pytest.fixture(scope="module")
def traces(planted_project: Project, planted_build: BuildResult) -> Mapping[str, ModuleTrace]:
    return trace_project(planted_project, planted_build)


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
    asked: list[str] = []
    elaborate = Scratch.elaborate

    def listening(self: Scratch, name: str, text: str):
        asked.append(name)
        return elaborate(self, name, text)

    monkeypatch.setattr(Scratch, "elaborate", listening)
    assert trace_project(planted_project, planted_build) == traces
    assert asked == []
    kept = planted_project.build_folder / "proofs" / "Planted.Good.json"
    shutil.copy(kept, tmp_path)
    kept.write_bytes(kept.read_bytes()[:-100])
    assert load_trace(planted_project, planted_build, "Planted.Good") is None
    assert trace_project(planted_project, planted_build) == traces
    assert set(asked) == {"trace_Planted_Good"}
    assert kept.read_bytes() == (tmp_path / kept.name).read_bytes()
    assert not list((planted_project.build_folder / "scratch").glob("trace_*"))
