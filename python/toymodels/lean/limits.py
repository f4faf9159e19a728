"""What one module may take while Lean elaborates it."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import Self

from toymodels.errors import LeanError

SECONDS_VARIABLE = "TOYMODELS_MODULE_SECONDS"
MEGABYTES_VARIABLE = "TOYMODELS_MODULE_MEGABYTES"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one module may take: seconds, and megabytes of what Lean prints about it."""

    seconds: float = 600
    megabytes: float = 256

    @classmethod
    def chosen(cls) -> Self:
        """The usual limits, or those that the environment sets.

        Raises:
            LeanError: a variable is set to something that is not a positive number.
        """
        usual = cls()
        return cls(_positive(SECONDS_VARIABLE, usual.seconds), _positive(MEGABYTES_VARIABLE, usual.megabytes))


def _positive(variable: str, usual: float) -> float:
    given = os.environ.get(variable)
    if not given:
        return usual
    try:
        number = float(given)
    except ValueError:
        number = 0
    if not 0 < number <= threading.TIMEOUT_MAX:
        raise LeanError(f"{variable} is {given!r}; it must be a positive number")
    return number
