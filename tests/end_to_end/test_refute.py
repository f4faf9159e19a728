"""`toymodels refute` on conjectures outside any project: the false ones fall, the true ones stand."""

import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from toymodels.crosscheck.refute import Answer, Refuter, Settings, exit_status
from toymodels.crosscheck.verdict import Held, Refuted
from toymodels.evaluate import Instance

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("lean")]

HERE = Path(__file__).parent


def answers(name: str, folder: Path, seconds: float) -> list[Answer]:
    path = folder / name
    shutil.copy(HERE / "conjectures" / name, path)
    with Refuter(path, scratch=folder / "scratch") as refuter:
        return refuter.answers(Settings(instances=1_000, seconds=seconds))


def test_every_false_conjecture_is_refuted_and_certified(tmp_path: Path):
    found = answers("False.lean", tmp_path, 10)
    assert len(found) >= 30
    assert [a.conjecture.name for a in found if not isinstance(a.result.verdict, Refuted)] == []
    assert [a.conjecture.name for a in found if a.certificate is None or not a.certificate.accepted] == []
    assert exit_status(found) == 1


def test_lean_does_not_certify_what_is_no_counterexample(tmp_path: Path):
    path = tmp_path / "One.lean"
    path.write_text("theorem halves (x : Rat) : x / 2 ≤ x := sorry\n", encoding="utf-8")
    with Refuter(path, scratch=tmp_path / "scratch") as refuter:
        (found,) = refuter.answers(Settings(instances=100))
        verdict = found.result.verdict
        assert isinstance(verdict, Refuted)
        harmless = replace(verdict, witness=Instance({"x": Fraction(1)}))
        planted = replace(found, result=replace(found.result, verdict=harmless), certificate=None)
        (answer,) = refuter.certified([planted])
    assert answer.certificate is not None
    assert not answer.certificate.accepted
    assert answer.certificate.problem


def test_no_true_conjecture_is_refuted(tmp_path: Path):
    found = answers("True.lean", tmp_path, 1)
    assert len(found) >= 15
    assert [a.conjecture.name for a in found if not isinstance(a.result.verdict, Held)] == []
    assert exit_status(found) == 0
