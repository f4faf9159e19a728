"""Recursions that nest deeper than Python's usual stack."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

from toymodels.errors import StatementError

_Result = TypeVar("_Result")

_FRAMES, _STACK_BYTES = 100_000, 512 * 1024**2
"""The recursion limit for deep evaluations, and a stack on which that many frames fit; unused pages take no memory."""

_ONE_AT_A_TIME = threading.Lock()


class TooDeepError(StatementError):
    """The recursion of a definition nests deeper than can be evaluated."""

    def __init__(self) -> None:
        super().__init__("the recursion of a definition nests too deeply for Python; evaluate it at smaller sizes")


def on_a_large_stack(run: Callable[[], _Result]) -> _Result:
    """The result of `run`, for which Python's usual stack was too small; it begins anew.

    Raises:
        TooDeepError: it nests deeper than the large stack, too, or there is no memory for one.
    """
    results: list[_Result] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            results.append(run())
        except BaseException as error:
            errors.append(error)

    with _ONE_AT_A_TIME:
        usual_limit, usual_stack = sys.getrecursionlimit(), threading.stack_size()
        try:
            threading.stack_size(_STACK_BYTES)
            sys.setrecursionlimit(max(usual_limit, _FRAMES))
            thread = threading.Thread(target=work, daemon=True)
            thread.start()
            thread.join()
        except RuntimeError as error:
            raise TooDeepError from error
        finally:
            sys.setrecursionlimit(usual_limit)
            threading.stack_size(usual_stack)
    if errors and isinstance(errors[0], RecursionError):
        raise TooDeepError from errors[0]
    if errors:
        raise errors[0]
    return results[0]
