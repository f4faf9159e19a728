"""What long work shows: how much is left in round words that do not waver, and seldom where nobody looks on."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from toymodels.cli.progress_line import Paces, ProgressLine
from toymodels.progress import Activity, Estimate, duration


class Clock:
    """A clock that stands until it is put forward."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "a few seconds"),
        (10, "a few seconds"),
        (11, "about 20 s"),
        (50, "about 50 s"),
        (51, "about 1 min"),
        (61, "about 2 min"),
        (430, "about 8 min"),
        (3000, "about 50 min"),
        (3001, "about 1 h"),
        (50 * 3600, "about 50 h"),
        (5000 * 3600, "about 5,000 h"),
    ],
)
def test_durations_are_round(seconds: float, said: str):
    assert duration(seconds) == said


def test_nothing_is_said_before_anything_is_known():
    estimate = Estimate(None, 0, 0.0)
    assert estimate.left(0, 100, 0.0) == ""
    assert estimate.left(1, 100, 1.0) == ""
    assert estimate.left(6, 106, 6.0) == "about 2 min"


def test_what_is_seen_counts_more_and_more():
    estimate = Estimate(1.0, 0, 0.0)
    assert estimate.left(0, 300, 0.0) == "about 5 min"
    assert estimate.left(100, 300, 10.0) == "about 30 s"


def test_what_was_done_before_says_nothing_of_the_pace():
    estimate = Estimate(None, 900, 0.0)
    assert estimate.left(900, 1000, 0.0) == ""
    assert estimate.left(910, 1000, 20.0) == "about 3 min"
    assert estimate.pace(910, 20.0) == 2.0


def test_what_is_said_does_not_waver():
    estimate = Estimate(1.0, 0, 0.0)
    said = [estimate.left(done, 300, now) for done, now in ((0, 0), (60, 64), (61, 66), (62, 72), (63, 75))]
    assert said == ["about 5 min", "about 5 min", "about 5 min", "about 5 min", "about 5 min"]
    assert estimate.left(64, 300, 150.0) == "about 10 min"


def test_a_terminal_shows_each_step_in_one_line():
    stream, clock = Terminal(), Clock()
    with ProgressLine(stream, clock) as line:
        tell = line.stage(Activity.CHECKING)
        tell("", 0, 1000)
        tell("welch_coherence", 1, 1000)
    shown = stream.getvalue().split("\r\x1b[2K")
    assert shown == [
        "",
        "checking theorems: 0 of 1,000, about 3 min left",
        "checking theorems: 1 of 1,000, about 2 min left: welch_coherence",
        "",
    ]


def test_a_line_is_no_longer_than_the_terminal(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "40")
    stream = Terminal()
    with ProgressLine(stream, Clock()) as line:
        line.stage(Activity.CHECKING)("a" * 200, 1, 10)
    assert max(map(len, stream.getvalue().split("\r\x1b[2K"))) == 39


def test_elsewhere_a_stage_is_silent_unless_it_takes_long():
    stream, clock = StringIO(), Clock()
    with ProgressLine(stream, clock) as line:
        tell = line.stage(Activity.ASKING_LEAN)
        for second in range(201):
            clock.now = 1000.0 + second
            tell("an example", second, 400)
        assert stream.getvalue().splitlines() == [
            "asking Lean's kernel: 20 of 400, about 8 min left",
            "asking Lean's kernel: 80 of 400, about 6 min left",
            "asking Lean's kernel: 140 of 400, about 5 min left",
            "asking Lean's kernel: 200 of 400, about 4 min left",
        ]


def test_the_pace_of_this_machine_is_kept(tmp_path: Path):
    clock, path = Clock(), tmp_path / "durations.json"
    with ProgressLine(StringIO(), clock) as line:
        line.paces = Paces(path)
        assert not line.paces.is_of_here(Activity.TRACING)
        tell = line.stage(Activity.TRACING)
        tell("", 40, 100)
        clock.now += 120
        tell("a module", 100, 100)
    known = Paces(path)
    assert known.of(Activity.TRACING) == 2.0
    assert known.is_of_here(Activity.TRACING)
    assert not known.is_of_here(Activity.BUILDING)
    assert known.of(Activity.BUILDING) == Activity.BUILDING.seconds


def test_a_short_or_unfinished_stage_says_nothing_of_the_pace(tmp_path: Path):
    clock, path = Clock(), tmp_path / "durations.json"
    with ProgressLine(StringIO(), clock) as line:
        line.paces = Paces(path)
        for total, seconds in ((10, 1), (20, 100)):
            tell = line.stage(Activity.TRACING)
            tell("", 0, total)
            clock.now += seconds
            tell("a module", 10, total)
    assert not path.exists()


def test_a_damaged_file_of_paces_is_not_believed(tmp_path: Path):
    path = tmp_path / "durations.json"
    path.write_text('{"seconds": {"checking theorems": 1e9}}', encoding="utf-8")
    assert Paces(path).of(Activity.CHECKING) == Activity.CHECKING.seconds


def test_every_activity_has_words_of_its_own():
    words = [activity.words for activity in Activity]
    assert len(set(words)) == len(words)
