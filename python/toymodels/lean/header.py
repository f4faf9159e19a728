"""What stands at the head of a Lean source: whether it is a module, whether it goes without core, what it imports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toymodels.lean.comments import between_comments

_IMPORT = re.compile(
    r"\s*(?:public\s+|private\s+)?(?P<meta>meta\s+)?import\s+(?P<all>all\s+)?(?P<name>(?:«[^»]*»|[\w.'])+)"
)
_MODULE = re.compile(r"\s*module\b")
_PRELUDE = re.compile(r"\s*(?:module\s+)?prelude\b")
_BEFORE_IMPORTS = re.compile(r"\s*(?:module\b\s*)?(?:prelude\b)?")
_MORE_TO_COME = re.compile(r"\s*(?:(?:public|private)\b\s*)?(?:meta\b\s*)?(?:import\b.*)?", re.DOTALL)
"""What may still become an import where the text goes on."""


def header(text: str) -> str:
    """The text with a blank in place of each comment, up to a place behind its imports."""
    found = ""
    for number, piece in enumerate(between_comments(text)):
        found = f"{found} {piece}" if number else piece
        position = _BEFORE_IMPORTS.match(found).end()  # pyright: ignore[reportOptionalMemberAccess]
        for match in _imports_from(found, position):
            position = match.end()
        if not _MORE_TO_COME.fullmatch(found, position):
            break
    return found


def imports(text: str) -> Iterator[re.Match[str]]:
    """The imports of a source, each with the groups `name`, `meta` and `all`."""
    head = header(text)
    return _imports_from(head, _BEFORE_IMPORTS.match(head).end())  # pyright: ignore[reportOptionalMemberAccess]


def _imports_from(head: str, position: int) -> Iterator[re.Match[str]]:
    while match := _IMPORT.match(head, position):
        yield match
        position = match.end()


def is_module(text: str) -> bool:
    """Whether a Lean source text is a module, that is, begins with the word `module`."""
    return _MODULE.match(header(text)) is not None


def is_without_core(text: str) -> bool:
    """Whether a Lean source text is a `prelude`, which imports nothing that it does not name."""
    return _PRELUDE.match(header(text)) is not None
