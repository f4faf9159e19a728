"""`toymodels refute` on conjectures outside any project: the false ones fall, the true ones stand."""

import json
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec import structs
from tests.support.interruptible import INTERRUPTIBLE
from tests.support.refuting import Sheet

from toymodels.check.verdict import Held, Refuted, Unknown
from toymodels.errors import BuildError
from toymodels.evaluate.batch import Instance
from toymodels.lean.project import Project
from toymodels.search import refute
from toymodels.search.refute import Answer, Refuter, Settings, exit_status
from toymodels.search.search import SearchResult, search
from toymodels.statements.language import Compare, Relation, Statement

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("conjectures")]

HERE = Path(__file__).parent


def answers(conjectures: Sheet, name: str, seconds: float) -> list[Answer]:
    text = (HERE / "conjectures" / name).read_text(encoding="utf-8")
    return conjectures.with_text(text).answers(Settings(instances=1_000, seconds=seconds))


def test_every_false_conjecture_is_refuted_and_certified(conjectures: Sheet):
    found = answers(conjectures, "False.lean", 10)
    assert len(found) >= 30
    assert [a.conjecture.name for a in found if not isinstance(a.result.verdict, Refuted)] == []
    assert [a.conjecture.name for a in found if a.certificate is None or not a.certificate.accepted] == []
    assert exit_status(found) == 1


def test_false_conjectures_about_other_things_than_fields_are_refuted_as_their_author_stated_them(conjectures: Sheet):
    found = answers(conjectures, "Whole.lean", 3)
    assert len(found) == 11
    assert [a.conjecture.name for a in found if not isinstance(a.result.verdict, Refuted)] == []
    problems = [
        (a.conjecture.name, a.certificate.problem) for a in found if a.certificate and not a.certificate.faithful
    ]
    assert problems == []
    assert all(a.certificate is not None and a.certificate.accepted for a in found)


def test_lean_does_not_certify_what_is_no_counterexample(conjectures: Sheet):
    refuter = conjectures.with_text("theorem halves (x : Rat) : x / 2 ≤ x := sorry\n")
    (found,) = refuter.answers(Settings(instances=100))
    verdict = found.result.verdict
    assert isinstance(verdict, Refuted)
    harmless = structs.replace(verdict, witness=Instance({"x": Fraction(1)}))
    planted = replace(found, result=replace(found.result, verdict=harmless), certificate=None)
    (answer,) = refuter.certified([planted])
    assert answer.certificate is not None
    assert not answer.certificate.accepted
    assert answer.certificate.problem


def test_a_file_that_imports_a_project_from_outside_is_told_where_to_be(conjectures: Sheet):
    refuter = conjectures.with_text("import Planted.Good\n\ntheorem halves (x : Rat) : x / 2 ≤ x := sorry\n")
    with pytest.raises(BuildError, match=r"Sheet\.lean lies in no Lake project; put it into the one"):
        refuter.answers(Settings())


def test_no_true_conjecture_is_refuted(conjectures: Sheet):
    found = answers(conjectures, "True.lean", 1)
    assert len(found) >= 15
    assert [a.conjecture.name for a in found if not isinstance(a.result.verdict, Held)] == []
    assert exit_status(found) == 0


EDITED = "theorem halves (x : Rat) : x / 2 ≤ x := sorry\ntheorem stays (x : Rat) : 0 ≤ x * x := sorry\n"


def test_the_editor_loop_answers_again_when_the_file_is_saved(tmp_path: Path):
    """Edits with a real Lean: the first answer, the one after saving, a rejected file, and the status at Ctrl-C."""
    path = tmp_path / "Edited.lean"
    path.write_text(EDITED, encoding="utf-8")
    command = [*INTERRUPTIBLE, "refute", str(path), "--watch", "--json", "--time", "0.5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        watchdog = threading.Timer(300, process.kill)
        watchdog.start()
        try:
            _edit(path, process)
        finally:
            watchdog.cancel()
            process.kill()


def _edit(path: Path, process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stderr is not None
    first = json.loads(process.stdout.readline())
    assert [each["verdict"]["kind"] for each in first] == ["refuted", "survived"]
    assert "Ctrl-C ends" in process.stderr.readline()
    _save(path, EDITED.replace("x / 2 ≤ x", "x ≤ x"))
    second = json.loads(process.stdout.readline())
    assert [each["verdict"]["kind"] for each in second] == ["survived", "survived"]
    assert second[1]["timing"] == first[1]["timing"], "what did not change is not searched again"
    assert "Ctrl-C ends" in process.stderr.readline()
    _save(path, EDITED.replace("x / 2 ≤ x", "x / 2 ≤ )"))
    assert "Lean rejects the file" in process.stderr.readline()
    _save(path, EDITED.replace("x / 2 ≤ x", "x ≤ x"))
    assert len(json.loads(process.stdout.readline())) == 2
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0


def _save(path: Path, text: str) -> None:
    """All at once, as editors do, so that nobody reads half of it."""
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


IN_A_MODULE = """module

public import Planted.Good

public section

private def twice (x : Rat) : Rat := x + x

private theorem doubled (x : Rat) : x ≤ twice x := sorry

theorem proved (x : Rat) : x = x := rfl

theorem arrows (x y : Rat) : x ≤ y → 0 ≤ y → x * x ≤ y * y := sorry

def Claim : Prop := ∀ (n : Nat) (f : Nat → Rat), f n = f 0

namespace Open

theorem ends_in_a_namespace {n : Nat} (f g : Fin n → Rat) (h : ∃ i, f i ≠ g i) : (fun i => f i + 1) = g := sorry
"""


def test_a_module_of_a_project_may_have_conjectures(planted_project: Project, tmp_path: Path):
    """Private names, anonymous hypotheses, functions on Nat, equations between functions and an open namespace."""
    root = tmp_path / "project"
    shutil.copytree(planted_project.root, root, ignore=shutil.ignore_patterns("build"))
    path = root / "lean" / "Planted" / "Guesses.lean"
    path.write_text(IN_A_MODULE, encoding="utf-8")
    with Refuter(path, scratch=tmp_path / "unused") as refuter:
        found = refuter.answers(Settings(instances=200))
    assert [answer.conjecture.name for answer in found] == ["doubled", "arrows", "Claim", "Open.ends_in_a_namespace"]
    assert all(isinstance(answer.verdict, Refuted) for answer in found)
    assert [answer.certificate.problem for answer in found if answer.certificate is not None] == [""] * 4
    assert [
        answer.conjecture.name for answer in found if not (answer.certificate and answer.certificate.faithful)
    ] == []
    assert not list(root.glob("build/**/Conjectures_*"))


def test_what_is_printed_as_json_is_complete(tmp_path: Path):
    path = tmp_path / "One.lean"
    path.write_text(EDITED + "theorem odd (n : Nat) : Nat.log2 n = 1 := sorry\n", encoding="utf-8")
    command = [sys.executable, "-m", "toymodels", "refute", str(path), "--json", "--time", "0.5", "--instances", "100"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert result.returncode == 1, result.stderr
    halves, stays, odd = json.loads(result.stdout)
    assert (halves["name"], halves["line"]) == ("halves", 1)
    assert halves["verdict"]["kind"] == "refuted"
    assert halves["verdict"]["witness"] == {"x": "-1"}
    assert halves["lean"] == {"x": "((-1) : Rat)"}
    assert halves["certificate"]["accepted"]
    assert halves["certificate"]["faithful"]
    assert "decide +kernel" in halves["certificate"]["example"]
    assert "exact halves" in halves["certificate"]["link"]
    assert stays["verdict"]["kind"] == "survived"
    assert stays["evidence"]["acceptance"] == 1
    assert sum(stays["tried"].values()) == stays["verdict"]["instances"]
    assert "certificate" not in stays
    assert odd["verdict"] == {"kind": "unknown", "reason": odd["verdict"]["reason"], "term": odd["verdict"]["term"]}
    assert "Nat.log2" in odd["verdict"]["reason"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_printed_form_that_is_not_the_authors_is_marked(conjectures: Sheet):
    """A misreading that is itself refuted must not pass for a refutation of the theorem."""
    refuter = conjectures.with_text("theorem fine (x : Rat) : 0 ≤ x * x := sorry\n")
    (answer,) = refuter.answers(Settings(instances=100, seconds=0.2))
    statement = answer.conjecture.statement
    assert isinstance(statement, Statement)
    assert isinstance(statement.conclusion, Compare)
    wrong = replace(statement, conclusion=replace(statement.conclusion, op=Relation.LT))
    misread = replace(answer.conjecture, statement=wrong)
    result = search(wrong, instances=100, seconds=1.0)
    assert isinstance(result.verdict, Refuted)
    (answer,) = refuter.certified([Answer(misread, result)])
    assert answer.certificate is not None
    assert answer.certificate.accepted
    assert not answer.certificate.faithful


def test_answers_come_as_they_are_found_and_outlive_an_interruption(tmp_path: Path):
    path = tmp_path / "Two.lean"
    path.write_text(EDITED, encoding="utf-8")
    command = [*INTERRUPTIBLE, "refute", str(path), "--time", "300", "--instances", "1000000000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        watchdog = threading.Timer(200, process.kill)
        watchdog.start()
        try:
            assert process.stdout is not None
            assert "Two.lean:1: halves: REFUTED" in process.stdout.readline()
            process.send_signal(signal.SIGINT)
            rest, errors = process.communicate(timeout=60)
        finally:
            watchdog.cancel()
            process.kill()
    assert process.returncode == 130
    assert "1 conjecture: 1 refuted" in rest
    assert "interrupted" in errors


def test_a_crash_costs_one_conjecture(conjectures: Sheet, monkeypatch: pytest.MonkeyPatch):
    def crashing(statement: Statement, **settings: object) -> SearchResult:
        if statement.name.endswith("halves"):
            raise OverflowError("int too big to convert")
        return search(statement, instances=100, seconds=0.5)

    monkeypatch.setattr(refute, "search", crashing)
    halves, stays = conjectures.with_text(EDITED).answers(Settings(instances=100, seed=7))  # asked by no other test
    assert isinstance(halves.verdict, Unknown)
    assert "OverflowError: int too big to convert" in halves.verdict.reason
    assert isinstance(stays.verdict, Held)
