"""Examples in files for Lean: which of them a message belongs to, and what is done when Lean dies."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.support.statements import DEFINITIONS, app, fin, le, mat, nat, num, scalar

from toymodels.crosscheck.evidence import instance_json
from toymodels.crosscheck.kernel_examples import example_text, read_instance, verify_examples
from toymodels.errors import LeanError
from toymodels.evaluate.batch import Instance
from toymodels.lean import Message
from toymodels.lean.server import Elaboration
from toymodels.statements.language import Hypothesis, Statement

N, X = nat("n"), scalar("x")


class FakeLean:
    """Rejects lines that say `false`, and dies of files that say `fatal`."""

    def __init__(self) -> None:
        self.files: list[str] = []

    def elaborate(self, name: str, text: str) -> Elaboration:
        self.files.append(text)
        if "fatal" in text:
            raise LeanError("the process died")
        lines = enumerate(text.splitlines(), start=1)
        wrong = [Message(Path(name), line, 0, "error", "it is  not\nso", "") for line, said in lines if "false" in said]
        return Elaboration(ok=not wrong, messages=tuple(wrong))

    def __exit__(self, *_: object) -> None:
        pass


def verdicts(examples: list[str], size: int = 40) -> tuple[list[str], FakeLean]:
    lean: Any = FakeLean()
    return [problem for found in verify_examples(lean, ["Library"], examples, size=size) for problem in found], lean


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
    i, a = fin("i", N), mat("A", N, N)
    statement = Statement("claim", (N, a, i), (), le(app(a, i, i), num(0)), DEFINITIONS)
    instance = Instance({"n": 2, "A": ((Fraction(1, 2), Fraction(0)), (Fraction(-3), Fraction(1))), "i": 1})
    assert read_instance(statement, instance_json(instance)) == instance
    (first, *_), _ = read_instance(statement, instance_json(instance)).values["A"]
    assert type(first) is Fraction
