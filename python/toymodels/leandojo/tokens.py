"""Lean source text as tokens: as much of Lean's lexical syntax as finding commands, names and comments takes.

Whitespace and ordinary comments are not tokens; they are what lies between two of them. Docstrings are two tokens each,
the opening mark and the text, as in Lean's own syntax trees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from toymodels.lean.comments import after_comment


class TokenKind(Enum):
    """What a token is."""

    WORD = "identifier or keyword"
    DOC = "opening of a docstring, or its text"
    OTHER = "symbol, number, string or character"


@dataclass(frozen=True, slots=True)
class Token:
    """A half-open range of the source, in characters."""

    start: int
    end: int
    kind: TokenKind


_LETTERS = (
    "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f"  # Latin
    "\u0391-\u039f\u03a1\u03a4-\u03a9\u03b1-\u03ba\u03bc-\u03c9\u03ca-\u03fb\u1f00-\u1ffe"  # Greek without Π, Σ, λ
    "\u2100-\u214f\U0001d49c-\U0001d59f"  # double-struck, script and Fraktur
)
_SUBSCRIPTS = "\u2080-\u2089\u2090-\u209c\u1d62-\u1d6a\u2c7c"
_COMPONENT = rf"(?:«[^»\n]*»|[{_LETTERS}][{_LETTERS}0-9'!?{_SUBSCRIPTS}]*)"
_SYMBOLS = (
    *(
        "<;>",
        "←",
        "|||",
        "&&&",
        "^^^",
        ">>>",
        "<<<",
        "<|>",
        "⟨",
        "⟩",
        "@[",
        ":=",
        "=>",
        "->",
        "<-",
        "≤",
        "≥",
        "≠",
        "...",
    ),
    *("||", "&&", "++", "::", "..", "==", "!=", ">=", "<=", "<|", "|>", ">>", "<<", "<$>", "<*>", "$(", "#[", "%["),
)
_TOKEN = re.compile(
    rf"""
      r(?P<hashes>\#*)"(?s:.*?)"(?P=hashes)
    | (?P<word>{_COMPONENT}(?:\.{_COMPONENT})*)
    | "(?s:\\.|[^"\\])*"
    | '(?:\\(?:x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|.)|[^\\'\n])'
    | `{{1,2}}{_COMPONENT}(?:\.{_COMPONENT})*
    | 0[xXbBoO][0-9a-fA-F]+ | [0-9]+
    | \#[A-Za-z_]+
    | {"|".join(re.escape(text) for text in sorted(_SYMBOLS, key=len, reverse=True))} | .
    """,
    re.VERBOSE,
)
_TRIVIA = re.compile(r"\s+|--[^\n]*")


def words(text: str) -> frozenset[str]:
    """The words of a text that is a list of them."""
    return frozenset(text.split())


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a Lean source text, in order; what is not closed ends with the text."""
    position = 0
    while position < len(source):
        if source.startswith("/-", position):
            end = after_comment(source, position)
            if source.startswith(("/--", "/-!"), position):
                yield from _docstring(source, position, end)
            position = end
        elif trivia := _TRIVIA.match(source, position):
            position = trivia.end()
        elif token := _TOKEN.match(source, position):
            yield Token(position, token.end(), TokenKind.OTHER if token["word"] is None else TokenKind.WORD)
            position = token.end()


def _docstring(source: str, start: int, end: int) -> Iterator[Token]:
    """The mark and the text of a docstring."""
    mark = start + 3
    text = mark
    while text < end and source[text].isspace():
        text += 1
    yield Token(start, mark, TokenKind.DOC)
    if text < end:
        yield Token(text, end, TokenKind.DOC)
