"""Comments of Lean's sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARK = re.compile(r"/-|-/")
_START = re.compile(r"/-|--[^\n]*")


def after_comment(text: str, position: int) -> int:
    """Where the block comment that starts at `position` ends, with those inside it; the end of the text if nowhere."""
    depth = 0
    for mark in _MARK.finditer(text, position):
        depth += 1 if mark[0] == "/-" else -1
        if depth == 0:
            return mark.end()
    return len(text)


def without_comments(text: str) -> str:
    """The text with a blank in place of each comment; strings are not looked for."""
    return " ".join(_between_comments(text))


def _between_comments(text: str) -> Iterator[str]:
    position = 0
    while start := _START.search(text, position):
        yield text[position : start.start()]
        position = after_comment(text, start.start()) if start[0] == "/-" else start.end()
    yield text[position:]
