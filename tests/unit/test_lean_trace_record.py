"""What is kept of a trace, and when it counts; no Lean is started here."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest

from toymodels.errors import LeanError
from toymodels.lean import trace
from toymodels.lean.build import BuildResult, ModuleResult
from toymodels.lean.project import Project
from toymodels.lean.proofs import Declaration, ModuleTrace, Span, Step, Use
from toymodels.lean.scratch import Scratch
from toymodels.lean.toolchain import EmbeddedLean
from toymodels.lean.trace import load_trace, load_traces, trace_project
from toymodels.lean.trace_record import FORMAT, to_json
from toymodels.records import forms
from toymodels.records.store import write_record

STEPS = (
    Step(Span(17, 22), "Lean.cdot", 0, ("⊢ p", "⊢ q"), ("⊢ q",)),
    Step(Span(17, 22), "Lean.Parser.Tactic.exact", 1, ("⊢ p",), (), known=False),
)
THEOREM = Declaration("A.t", Span(0, 22), Span(8, 9), Span(0, 13), Span(17, 22), STEPS)
TRACE = ModuleTrace(
    "A",
    "theorem t : α := by exact",
    (THEOREM, replace(THEOREM, name="A.s", proof=None, steps=())),
    (Use(Span(12, 13), "α"),),
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, tmp_path, ("A",), (), "leanprover/lean4:v4.28.0")


@pytest.fixture
def build(project: Project) -> BuildResult:
    lean = EmbeddedLean(node=Path("no node"), loader=Path("no/lean.js"), library=Path("lib"), version="0")
    return BuildResult(
        lean, (ModuleResult("A", project.root / "A.lean", "fresh", 0.0, ()),), (project.root,), {"A": "key"}
    )


@pytest.fixture
def kept(project: Project) -> Path:
    path = project.build_folder / "proofs" / "A.json"
    write_record(path, to_json(TRACE, "key"))
    return path


def test_nothing_is_lost(kept: Path, project: Project, build: BuildResult):
    assert kept.is_file()
    assert load_trace(project, build, "A") == TRACE
    assert load_traces(project, build) == {"A": TRACE}


def test_each_goal_is_kept_once():
    assert to_json(TRACE, "key").goals == ["⊢ p", "⊢ q"]


def test_what_is_up_to_date_is_not_traced_again(kept: Path, project: Project, build: BuildResult):
    assert kept.is_file()
    heard: list[tuple[str, str, int, int]] = []

    def listen(module: ModuleResult, done: int, count: int) -> None:
        heard.append((module.name, module.state, done, count))

    traces = trace_project(project, build, listen=listen)
    assert traces == {"A": TRACE}
    assert heard == [("A", "fresh", 1, 1)]


def changed(**changes: object) -> dict[str, Any]:
    return forms.to_json(to_json(TRACE, "key")) | changes


@pytest.mark.parametrize(
    "record",
    [
        to_json(TRACE, "other key"),
        changed(format=FORMAT + 1),
        changed(goals=[]),
        changed(uses=[[1]]),
        changed(declarations=None),
        {},
    ],
)
def test_what_is_stale_or_damaged_counts_as_missing(record: object, kept: Path, project: Project, build: BuildResult):
    write_record(kept, record)
    assert load_trace(project, build, "A") is None
    assert load_traces(project, build) == {}


def test_a_file_that_is_no_text_counts_as_missing(kept: Path, project: Project, build: BuildResult):
    kept.write_bytes(b"\xff\xfe{}")
    assert load_trace(project, build, "A") is None


def test_a_module_that_was_not_built_is_an_error(kept: Path, project: Project, build: BuildResult):
    failed = replace(build, modules=(replace(build.modules[0], state="failed"),))
    with pytest.raises(LeanError, match="A cannot be traced: not built; run `toymodels build`"):
        trace_project(project, failed)
    assert kept.is_file()


class Lean:
    """Stands in for a `Scratch`."""

    def __init__(self, project: Project, build: BuildResult) -> None:
        del project, build
        self.closed = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def two(build: BuildResult) -> BuildResult:
    """A build of two modules that have no traces yet."""
    (module,) = build.modules
    return replace(build, modules=(module, replace(module, name="B")), keys={"A": "key", "B": "other"})


def test_modules_are_traced_at_the_same_time(project: Project, two: BuildResult, monkeypatch: pytest.MonkeyPatch):
    meeting = threading.Barrier(2, timeout=30)

    def meet(lean: Lean, project: Project, build: BuildResult, module: str) -> ModuleTrace:
        meeting.wait()
        return replace(TRACE, module=module)

    monkeypatch.setattr(trace, "Scratch", Lean)
    monkeypatch.setattr(trace, "_trace", meet)
    assert list(trace_project(project, two, jobs=2)) == ["A", "B"]
    assert set(load_traces(project, two)) == {"A", "B"}


def test_an_interruption_ends_lean_and_keeps_what_was_traced(
    project: Project, two: BuildResult, monkeypatch: pytest.MonkeyPatch
):
    ended: list[str] = []
    meeting = threading.Barrier(2, timeout=30)

    def work(lean: Lean, project: Project, build: BuildResult, module: str) -> ModuleTrace:
        meeting.wait()
        if module == "B":
            assert lean.closed.wait(30)
            ended.append(module)
            raise LeanError("the process was ended")
        return TRACE

    def interrupt(module: ModuleResult, *_: object) -> None:
        if module.state == "built":
            raise KeyboardInterrupt

    monkeypatch.setattr(trace, "Scratch", Lean)
    monkeypatch.setattr(trace, "_trace", work)
    with pytest.raises(KeyboardInterrupt):
        trace_project(project, two, jobs=2, listen=interrupt)
    assert ended == ["B"]
    assert load_traces(project, two) == {"A": TRACE}


def test_what_was_given_up_starts_no_lean(project: Project, build: BuildResult):
    with Scratch(project, build) as scratch:
        scratch.close()
        with pytest.raises(LeanError, match="A cannot be elaborated: the work on it has been given up"):
            scratch.elaborate("A", TRACE.source)


def test_a_compiled_file_that_is_gone_is_an_error(project: Project, build: BuildResult):
    (project.root / "A.lean").write_text(TRACE.source, encoding="utf-8")
    with pytest.raises(LeanError, match=r"A\.olean is not where it was built; run `toymodels build`"):
        trace_project(project, build)
