"""Recursions that nest deeper than Python's usual stack."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

_Result = TypeVar("_Result")

_FRAMES, _STACK_BYTES = 100_000, 512 * 1024**2
"""The recursion limit for deep evaluations, and a stack on which that many frames fit; unused pages take no memory."""

_ONE_AT_A_TIME = threading.Lock()


def deeply(run: Callable[[], _Result]) -> _Result:
    """The result of `run`, once more on a large stack of its own where Python's own does not reach.

    `run` must not leave half a result behind when it ends early.

    Raises:
        RecursionError: it nests deeper than the large stack, too, or there is no memory for one.
    """
    try:
        return run()
    except RecursionError:
        return _on_a_large_stack(run)


def _on_a_large_stack(run: Callable[[], _Result]) -> _Result:
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
            raise RecursionError("no thread with a large stack could be started") from error
        finally:
            sys.setrecursionlimit(usual_limit)
            threading.stack_size(usual_stack)
    if errors:
        raise errors[0]
    return results[0]
