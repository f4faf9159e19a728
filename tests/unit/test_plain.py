"""Texts of others on a terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from toymodels.lean.messages import Printed
from toymodels.library import parse_docstring
from toymodels.plain import plain

ATTACK = "\x1b]0;title\x07\x1b[2J\x9b1m\u202e"


@pytest.mark.parametrize("text", ["plain", "two\nlines\tand a tab", "λ 𝔽 ∑ é"])
def test_ordinary_text_stays(text: str) -> None:
    assert plain(text) == text


def test_what_commands_the_terminal_is_shown_instead() -> None:
    assert plain(ATTACK) == r"\x1b]0;title\x07\x1b[2J\x9b1m\u202e"


def test_docstrings_and_messages_are_plain() -> None:
    shown = parse_docstring(f"{ATTACK} It holds.\n\nSource: {ATTACK}")
    message = Printed("A.lean", "error", f"no {ATTACK}").about(Path("A.lean"))

    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & {*shown.summary, *str(shown.source), *message.text}


def test_a_terminal_that_knows_few_characters(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from toymodels.cli.app import main; main()", "list", "--project", str(tmp_path / "α")],
        env={"PYTHONIOENCODING": "latin-1", "PYTHONPATH": str(Path(__file__).parents[2] / "python")},
        capture_output=True,
        check=False,
    )

    assert run.returncode == 2
    assert b"Traceback" not in run.stderr
