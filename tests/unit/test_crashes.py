"""A crash in one theorem is that theorem's `unknown`, with the reason, and never a traceback."""

import sys
from pathlib import Path
from typing import NoReturn

import pytest
from tests.support.statements import welch_coherence

from toymodels import verify
from toymodels.check.verdict import Unknown
from toymodels.cli import app as cli
from toymodels.errors import StatementError
from toymodels.library import Docstring, Theorem
from toymodels.power import library as powers
from toymodels.status import Status

GOOD, BAD = "ToyModels.good", "ToyModels.bad"


def theorem(name: str) -> Theorem:
    return Theorem(name, "Some", Path("Some.lean"), 1, Docstring("It says."), welch_coherence())


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every check crashes."""

    def crashing(*_: object, **__: object) -> NoReturn:
        raise OverflowError("int too big to convert")

    monkeypatch.setattr(verify, "check", crashing)


@pytest.mark.usefixtures("crash")
def test_a_crash_in_check_is_unknown() -> None:
    verdict = verify.check_theorem(theorem(BAD), verify.Settings()).verdict
    assert isinstance(verdict, Unknown)
    assert "OverflowError: int too big to convert" in verdict.reason


def test_a_size_that_a_statement_lacks_is_the_callers_mistake() -> None:
    with pytest.raises(StatementError, match="nonsense"):
        verify.check_theorem(theorem(GOOD), verify.Settings(10, 0, {"nonsense": 3}))


def test_a_crash_in_verify_costs_one_theorem_and_is_not_kept(tmp_path: Path) -> None:
    crashing = verify.Settings(10, seed=-1)  # which NumPy does not take
    crashed = verify.check_theorems([theorem(BAD)], crashing, tmp_path)[BAD].verdict
    assert isinstance(crashed, Unknown)
    assert "ValueError: " in crashed.reason
    assert list(tmp_path.iterdir()) == []


def test_a_theorem_whose_power_crashes_is_unknown() -> None:
    crashed = powers._crashed(BAD, KeyError("x"))  # pyright: ignore[reportPrivateUsage]
    assert isinstance(crashed, Unknown)
    assert "KeyError: 'x'" in crashed.reason


def test_an_unexpected_error_of_a_command_is_a_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def crashing(**_: object) -> NoReturn:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(sys, "argv", ["toymodels"])
    monkeypatch.setattr(cli.commands, "main", crashing)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == Status.UNUSABLE
    assert "error: ZeroDivisionError: division by zero, at test_crashes.py:" in capsys.readouterr().err
