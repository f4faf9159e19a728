"""Functions to put in the place of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def always(answer: Answer) -> Callable[..., Answer]:
    """A function that takes any positional arguments and returns `answer`."""

    def function(*_: object) -> Answer:
        return answer

    return function
