"""What long work does, how far it is and roughly how long the rest takes, in the same words for all of it.

Whoever works is given `Stages`, begins with the name of each stage, an `Activity`, and tells how far it is. What is
known before a stage begins is how long one item takes: as it took the last time here, else on another machine. What is
seen while it runs counts more and more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from enum import Enum
from typing import TypeVar

Progress = Callable[[str, int, int], None]
"""Called with what is being worked on, how many are done and how many there are.

The first call of a stage comes before its first item is begun, and tells how many were done before; the last one says
that all are done.
"""

Item = TypeVar("Item")


class Activity(Enum):
    """What is being done, and the seconds that an item of it took on two cores of a machine without other work."""

    BUILDING = "building modules", 3.5
    READING = "reading statements", 0.005
    AUDITING = "auditing proofs", 0.005
    ASKING_OFFICIAL = "asking the official kernel", 0.006
    CHECKING = "checking theorems", 0.15
    ASKING_LEAN = "asking Lean's kernel", None
    MEASURING_POWER = "measuring what checks catch", 0.4
    TRACING = "asking Lean for goals", 5.0
    WRITING_PAGES = "writing pages", 0.03
    MEASURING = "measuring weights", 0.1
    CERTIFYING = "certifying", 1.0
    DOING_CHUNKS = "doing chunks", None
    READING_SYNTAX = "reading the syntax of modules", 0.1
    DESCRIBING = "describing theorems", 0.01
    WRITING = "writing modules", 0.1

    def __init__(self, words: str, seconds: float | None) -> None:
        self.words = words
        self.seconds = seconds


Stages = Callable[[Activity], Progress]
"""Begins a stage, and is told of its progress by what it returns."""


def told(progress: Progress, items: Collection[Item], name: Callable[[Item], str] = str) -> Iterator[Item]:
    """The items one by one; `progress` is told of each when it is taken, and of the end."""
    for done, item in enumerate(items):
        progress(name(item), done, len(items))
        yield item
    progress("", len(items), len(items))


def silent(activity: Activity) -> Progress:
    """Stages that nobody looks at."""
    del activity
    return untold


def untold(item: str, done: int, total: int) -> None:
    """Progress that nobody looks at."""
    del item, done, total


_MINUTE, _HOUR = 60, 3600
_SAID = (
    *(10, 20, 30, 40, 50),
    *(_MINUTE * n for n in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50)),
    *(_HOUR * n for n in (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 36, 48)),
)
"""The durations that are said, in seconds: more precise ones would only pretend."""

_RISE = 1.25
_OBSERVED_AT_LEAST = 5.0
_TRUST = 4


def duration(seconds: float) -> str:
    """A duration in words, rounded up, such as `about 3 min`."""
    said = _rounded(seconds)
    if said <= _SAID[0]:
        return "a few seconds"
    for unit, name in ((_HOUR, "h"), (_MINUTE, "min")):
        if said >= unit:
            return f"about {said // unit:,} {name}"
    return f"about {said} s"


def _rounded(seconds: float) -> int:
    return next((each for each in _SAID if seconds <= each), round(seconds / _HOUR) * _HOUR)


class Estimate:
    """How long the rest of a stage takes, said so that it does not waver: it rises only where it is clearly longer.

    Args:
        expected: the seconds that an item is expected to take, if anything is known.
        done: how many items were done before the stage began.
        now: when it begins, by any clock.
    """

    def __init__(self, expected: float | None, done: int, now: float) -> None:
        self._expected = expected
        self._before = done
        self._began = now
        self._said: int | None = None

    def pace(self, done: int, now: float) -> float | None:
        """The seconds that an item has taken, where the stage was long enough to tell."""
        seen, elapsed = done - self._before, now - self._began
        return elapsed / seen if seen and elapsed > _OBSERVED_AT_LEAST else None

    def left(self, done: int, total: int, now: float) -> str:
        """How long the rest takes, in words; empty where nothing can be said."""
        seconds = self._seconds(done, total, now)
        if seconds is None:
            return ""
        if self._said is None or _rounded(seconds) < self._said or seconds > _RISE * self._said:
            self._said = _rounded(seconds)
        return duration(self._said)

    def _seconds(self, done: int, total: int, now: float) -> float | None:
        """What was expected counts as much as a few items that were seen."""
        seen, elapsed = done - self._before, now - self._began
        if self._expected is not None:
            return (total - done) * (_TRUST * self._expected + elapsed) / (_TRUST + seen)
        pace = self.pace(done, now)
        return None if pace is None else (total - done) * pace
