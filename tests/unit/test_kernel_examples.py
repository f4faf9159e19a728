"""Examples in files for Lean: which of them a message belongs to, and what is done when Lean dies."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Mapping
from fractions import Fraction
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest
from tests.support.stand_ins import always
from tests.support.statements import le, nat, num, scalar

from toymodels.certify import examples as kernel_examples
from toymodels.certify.examples import Checked, example_text, verify_examples
from toymodels.errors import LeanError
from toymodels.evaluate.batch import Instance
from toymodels.kernel.outcome import Outcome
from toymodels.kernel.wheel import KERNEL
from toymodels.lean import scratch
from toymodels.lean.build import BuildResult
from toymodels.lean.elaboration import Elaboration
from toymodels.lean.messages import Message
from toymodels.lean.names import last
from toymodels.lean.project import Project
from toymodels.lean.scratch import Scratch
from toymodels.lean.toolchain import EmbeddedLean
from toymodels.statements.language import Hypothesis, Statement

N, X = nat("n"), scalar("x")


class FakeLean:
    """Rejects lines that say `false`, and dies of files that say `fatal`."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.kept: list[tuple[str, str]] = []

    def elaborate(self, name: str, text: str, *, keep: bool) -> Elaboration:
        self.files.append(text)
        if "fatal" in text:
            raise LeanError("the process died")
        lines = enumerate(text.splitlines(), start=1)
        wrong = [Message(Path(name), line, 0, "error", "it is  not\nso", "") for line, said in lines if "false" in said]
        if keep and not wrong:
            self.kept = re.findall(r"private theorem (\S+) (\S+)", text)
        return Elaboration(ok=not wrong, messages=tuple(wrong))

    def environment(self, name: str) -> Any:
        return SimpleNamespace(library={name: SimpleNamespace(names=[f"_private.0.{each}" for each, _ in self.kept])})

    def remove(self, name: str) -> None:
        assert name.startswith("Counterexamples_")

    def stop(self) -> None:
        pass


def verdicts(examples: list[str], size: int = 40) -> tuple[list[str], FakeLean]:
    lean: Any = FakeLean()
    files = verify_examples(lean, ["Library"], examples, size=size)
    return [checked.problem for found in files for checked in found], lean


def test_a_message_belongs_to_the_example_it_stands_in():
    found, lean = verdicts(["example one", "example two :=\n  false", "example three"])
    assert found == ["", "it is not so", ""]
    assert lean.files[0].startswith("module\nimport Library\n")


def test_examples_are_put_into_files_of_limited_size():
    found, lean = verdicts([f"example {number}" for number in range(7)], size=3)
    assert found == [""] * 7
    assert len(lean.files) == 3


def test_an_example_that_kills_lean_costs_the_others_nothing():
    found, _ = verdicts(["example 1", "false", "example 3", "fatal", "example 5"])
    assert found == ["", "it is not so", "", "Lean gave no answer: the process died", ""]


def test_what_lean_accepts_is_audited_and_put_to_the_official_kernel(monkeypatch: pytest.MonkeyPatch):
    lean: Any = FakeLean()
    meant = {"hollow": "rejected", "slow": "no opinion"}

    def audit_fault(_: object, name: str) -> str:
        return "it is proved by sorry" if dict(lean.kept)[last(name)] == "unproved" else ""

    def judge_proofs(_: object, proofs: Mapping[str, Collection[str]]) -> dict[str, Outcome]:
        said = {name: meant.get(dict(lean.kept)[last(name)], "accepted") for name in proofs}
        return {name: Outcome(name, "M", "theorem", verdict, "why") for name, verdict in said.items()}

    monkeypatch.setattr(kernel_examples, "audit_fault", audit_fault)
    monkeypatch.setattr(kernel_examples, "judge_proofs", judge_proofs)
    examples = [f"example {text}" for text in ("right", "false", "unproved", "hollow", "slow", "fatal")]
    (found,) = verify_examples(lean, ["Library"], examples, thorough=True)
    assert found == [
        Checked("", "accepted"),
        Checked("it is not so", ""),
        Checked("it is proved by sorry", "accepted"),
        Checked(f"the official kernel, {KERNEL}, rejects it: why", "rejected"),
        Checked("", "no opinion"),
        Checked("Lean gave no answer: the process died", ""),
    ]


def test_an_example_that_became_no_theorem_is_not_accepted(monkeypatch: pytest.MonkeyPatch):
    def empty(name: str) -> SimpleNamespace:
        return SimpleNamespace(library={name: SimpleNamespace(names=[])})

    lean: Any = FakeLean()
    monkeypatch.setattr(kernel_examples, "judge_proofs", always(dict[str, Outcome]()))
    monkeypatch.setattr(lean, "environment", empty)
    (found,) = verify_examples(lean, ["Library"], ["example swallowed"], thorough=True)
    assert found == [Checked("the library makes Lean read it as something else: no such theorem was compiled")]


class SlowServer:
    """In the place of Lean's process: it comes to no end with a file that has `slow` in it until it is closed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._closed = threading.Event()

    def elaborate(self, path: PurePosixPath, options: object, *, keep: bool) -> Elaboration:
        if "slow" in (self._folder / path).read_text(encoding="utf-8"):
            assert self._closed.wait(timeout=10)
            raise LeanError("it was ended")
        return Elaboration(ok=True, messages=())

    def close(self) -> None:
        self._closed.set()


def test_an_example_that_takes_too_long_is_ended_and_the_next_one_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(kernel_examples, "_SECONDS_TO_START", 0.1)
    monkeypatch.setattr(kernel_examples, "SECONDS_AN_EXAMPLE", 0.0)

    def embedded_server(_: object, folder: Path, __: object) -> SlowServer:
        return SlowServer(folder)

    monkeypatch.setattr(scratch, "embedded_server", embedded_server)
    project = Project(tmp_path, tmp_path, (), (), "test")
    embedded = EmbeddedLean(Path("node"), Path("lean.js"), Path("lib"), "test")
    with Scratch(project, BuildResult(embedded, (), (tmp_path / "lib", tmp_path), {})) as session:
        found = [each for file in verify_examples(session, [], ["example slow", "example", "example"]) for each in file]
    assert found == [Checked("Lean gave no answer: it was ended"), Checked(), Checked()]


def test_imports_that_lean_rejects_are_an_error():
    lean: Any = FakeLean()
    with pytest.raises(LeanError, match="Lean rejects the imports of a file of counterexamples: it is"):
        list(verify_examples(lean, ["false"], ["example 1", "example 2"]))


def test_the_example_decides_each_hypothesis_by_itself():
    hypotheses = (Hypothesis("h", le(num(0), X)), Hypothesis("g", le(X, num(9))))
    text = example_text(Statement("claim", (X,), hypotheses, le(X, num(1)), {}), Instance({"x": Fraction(5, 2)}))
    assert text.splitlines()[0] == "example : ¬ (∀ (x : Rat), (h : 0 ≤ x) → (g : x ≤ 9) → x ≤ 1) :="
    proof = "(by decide +kernel)"
    assert text.splitlines()[1] == f"  fun holds => absurd (holds ((5/2) : Rat) {proof} {proof}) {proof}"


def test_witnesses_are_read_back_from_json():
    instance = Instance({"n": 2, "A": ((Fraction(1, 2), Fraction(0)), (Fraction(-3), Fraction(1))), "i": 1})
    assert Instance.from_json(instance.to_json()) == instance
    rows = Instance.from_json(instance.to_json()).values["A"]
    assert isinstance(rows, tuple)
    first, _ = rows
    assert isinstance(first, tuple)
    assert type(first[0]) is Fraction
