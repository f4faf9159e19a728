"""The time that a search has, and the part of it that one of the means may take."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

_PATIENCE = 3


class Clock:
    """Counts seconds of computing, or a third of those on the wall where others keep the machine busy."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._started, self._started_computing = time.monotonic(), time.process_time()
        self._elsewhere = self._until = 0.0

    def on_the_wall(self) -> float:
        """Seconds since the start, whoever was computing."""
        return time.monotonic() - self._started

    def share_gone(self) -> float:
        """The part of the time that is over; more than 1 where more was taken."""
        computing = time.process_time() - self._started_computing + self._elsewhere
        return max(computing, self.on_the_wall() / _PATIENCE) / self._seconds

    def give(self, share: float) -> None:
        """What comes now has this share of the whole time, from now on."""
        self._until = self.share_gone() + share

    def left(self) -> float:
        """The seconds that are left of what was given."""
        return (self._until - self.share_gone()) * self._seconds

    def is_over(self) -> bool:
        """Whether the time that was given is over."""
        return self.left() < 0

    @contextmanager
    def elsewhere(self) -> Generator[None]:
        """While another process computes for this one."""
        started = time.monotonic()
        try:
            yield
        finally:
            self._elsewhere += time.monotonic() - started
