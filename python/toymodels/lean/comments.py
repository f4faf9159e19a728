"""Comments of Lean's sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARK = re.compile(r"/-|-/")
_START = re.compile(r"/-|--[^\n]*")
_LEXED = re.compile(
    r"""
    (?P<literal>
        r" [^"]* (?:"|\Z) | " (?:\\.|[^"\\])* (?:"|\Z)
        | ' (?:\\.[^'\n]*|[^'\\]) ' | « [^»]* (?:»|\Z)
    )
    | (?P<comment> --[^\n]* | /- )
    | [^\W\d][\w'!?]*
    """,
    re.VERBOSE | re.DOTALL,
)
_MISLEADING = re.compile(r"""[-/"{«»]|\\[xu]""")
"""What in a literal may become part of a token that ends or begins a comment or another literal, or is code itself."""

_MISLED = re.compile(r"""//-|\|--|\bverso\b|'\\?"|r\#+"|macro|[pP]arser""")
"""Where core's own tokens do, docstrings are code, a quote may end an identifier or not, or tokens can be computed."""


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
    return " ".join(between_comments(text))


def certain_code(text: str) -> str | None:
    """The text with blanks in place of its comments; None where a notation may have Lean see other comments."""
    if _MISLED.search(text):
        return None
    pieces: list[str] = []
    position = 0
    while found := _LEXED.search(text, position):
        if found["literal"] and _MISLEADING.search(found["literal"][1:-1]):
            return None
        pieces.append(text[position : found.start()])
        position = after_comment(text, found.start()) if found["comment"] == "/-" else found.end()
        piece = text[found.start() : position]
        pieces.append(re.sub(r"[^\n]", " ", piece) if found["comment"] else piece)
    return "".join([*pieces, text[position:]])


def between_comments(text: str) -> Iterator[str]:
    """The pieces of a text that comments separate; strings are not looked for."""
    position = 0
    while start := _START.search(text, position):
        yield text[position : start.start()]
        position = after_comment(text, start.start()) if start[0] == "/-" else start.end()
    yield text[position:]
