"""`toymodels new`: the package that it writes works at once."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import toymodels
from toymodels.check.verdict import Held, Refuted
from toymodels.cli.app import commands
from toymodels.lean.audit import audit

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("new")]


def run(*arguments: str):
    return CliRunner().invoke(commands, ["new", *arguments], standalone_mode=False)


def test_what_is_written_is_proved_checked_and_refuted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    answer = run("my-sums")
    assert answer.return_value == 0
    assert "cd my-sums" in answer.output
    library = toymodels.load(tmp_path / "my-sums")
    (theorem,) = library.theorems
    assert (theorem.name, theorem.module) == ("sumOfSquares_nonneg", "MySums")
    assert isinstance(theorem.check(instances=300).verdict, Held)
    (entry,) = audit(library.environment, [theorem.name])
    assert entry.ok
    true, false = toymodels.refute(tmp_path / "my-sums" / "Conjectures.lean", instances=200, seconds=3)
    assert isinstance(true.verdict, Held)
    assert isinstance(false.verdict, Refuted)


@pytest.mark.parametrize("name", ["../up", "a/b", "", "1st", "a b", ".hidden", "my.sums"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.chdir(tmp_path)
    assert "cannot be a package's name" in str(run(name).exception)
    assert not [*tmp_path.iterdir()]


def test_nothing_is_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sums").mkdir()
    assert "exists already" in str(run("sums").exception)
    assert not [*(tmp_path / "sums").iterdir()]


def test_what_cannot_be_written_whole_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(self: Path, text: str, encoding: str) -> None:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "write_text", fail)
    assert isinstance(run("sums").exception, OSError)
    assert not [*tmp_path.iterdir()]
