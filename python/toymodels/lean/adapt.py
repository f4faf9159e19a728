"""What the embedded Lean reads in place of a source that it would not read as an ordinary Lean does.

It takes every file for a module, which exports only what is public, so a file without `module` gets the words that make
everything public. And its package has no code of many of core's functions, so that it can neither compile every
definition nor run every command. What it cannot compile may stay without code, which no proof asks for; a command that
it cannot run is left out, with a warning.

Only lines with an `import`, or the first of a file without one, get longer; messages name places in the author's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toymodels.lean.comments import after_comment, certain_code
from toymodels.lean.messages import Message

ADAPTATION = "1"
"""Changes with the text that is read in place of a file without `module`."""

LEFT_OUT = "leftOut"
"""The kind of the warning about a command that is left out."""

_TOKEN = re.compile(
    r"(?P<module>module\b)|(?:(?:public|private)\s+)?(?:meta\s+)?(?P<import>import\s+)(?:all\s+)?(?:«[^»]*»|[\w.'!?])+"
)
_BLANK = re.compile(r"(?:\s|--[^\n]*)+")

_USUAL = {"compiler.extract_closed": "false"}
"""Without it, a module that declares a notation or a macro cannot be imported."""

_PLAIN = _USUAL | {"backward.privateInPublic": "true", "backward.privateInPublic.warn": "false"}
"""In a file without `module`, what is private may stand in what is public."""

_WITHOUT_CODE = re.compile(r"unknown constant [`'‘]?(?:\S*\._|_private)", re.IGNORECASE)
"""The compiler asks for a part of a core function that the package does not have."""

_NOT_RUN = re.compile(
    rf"{_WITHOUT_CODE.pattern}|could not find native implementation|as 'noncomputable'|#print axioms", re.IGNORECASE
)
"""What the embedded Lean says of a command that it cannot run."""

_COMMAND = re.compile(r"(?P<indent>\s*)(?P<command>#(?:eval!?|print\s+axioms))(?!\S)")
_CURES = {
    "#eval": "the embedded Lean has no code of many functions; a native Lean runs it",
    "#print": "the embedded Lean has no answer to it; `toymodels audit` says on which axioms a theorem rests",
}
_SILENT = "if something was to be printed, the embedded Lean has no code for it; a native Lean has"

_ANOTHER = re.compile(
    r"\s*(?:$|#|@\[|/-|(?:(?:private|protected|public|local|scoped|noncomputable)\s+)*"
    r"(?:abbrev|attribute|axiom|class|def|deriving|elab|end|example|in(?:ductive|fix[lr]?|stance)|lemma|macro|mutual"
    r"|namespace|notation|opaque|open|postfix|prefix|section|set_option|structure|syntax|theorem|universe|variable)\b)"
)
"""A line with which another command begins."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece that was put into the author's text: at which line, column and byte of that text, and how long it is."""

    line: int
    column: int
    byte: int
    length: int


@dataclass(frozen=True, slots=True)
class Adapted:
    """A text for Lean to read.

    Attributes:
        text: what Lean reads.
        options: what it is read with, beside the project's own options.
        computable: whether a definition that cannot be compiled is an error.
        inserted: the pieces that are not the author's, in their order.
        left_out: the author's commands that are not in it, by line.
    """

    text: str
    options: Mapping[str, str]
    computable: bool
    inserted: tuple[Piece, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, source: str) -> Adapted:
        """What Lean is given first of an author's text."""
        header = _Header.of(source)
        if header.is_module:
            return cls(source, _USUAL, computable=True)
        public = "@[expose] public noncomputable section"
        pieces = [(0, "module "), *((start, "public ") for start in header.imports), (header.end, f" {public}")]
        if not header.imports:
            pieces = [(0, f"module {public} ")]
        return cls(_with(source, pieces), _PLAIN, computable=False, inserted=tuple(_places(source, pieces)))

    def after(self, messages: Sequence[Message]) -> Adapted | None:
        """What Lean is given when it has rejected this one with `messages`; None if only the author can help."""
        errors = [message for message in messages if message.severity == "error"]
        if self.computable and any(_WITHOUT_CODE.match(error.text) for error in errors):
            pieces = [(_Header.of(self.text).end, " noncomputable section")]
            inserted = tuple(_places(self.text, pieces))
            return replace(self, text=_with(self.text, pieces), computable=False, inserted=inserted)
        lines = self.text.split("\n")
        left_out: list[tuple[int, str]] = []
        for number in {error.line: None for error in errors if _NOT_RUN.search(error.text)}:
            if command := _COMMAND.match(lines[number - 1]):
                _blank(lines, number - 1, len(command["indent"]))
                left_out.append((number, command["command"]))
        text = "\n".join(lines)
        if not left_out or not _comments_stay(self.text, text):
            return None
        return replace(self, text=text, left_out=(*self.left_out, *left_out))

    def told(self, messages: Sequence[Message], path: Path) -> tuple[Message, ...]:
        """Lean's messages about `text` at their places in the author's file, and which commands have no answer."""
        warnings = [
            Message(path, line, 0, "warning", f"{command} was left out: {_cure(command)}", LEFT_OUT)
            for line, command in self.left_out
        ]
        answered = {message.line for message in messages}
        warnings += [
            Message(path, line, 0, "warning", f"#eval printed nothing; {_SILENT}", LEFT_OUT)
            for line in self._evaluations()
            if line not in answered
        ]
        places = [self.authors_column(message.line, message.column) for message in messages]
        moved = [replace(message, file=path, column=column) for message, column in zip(messages, places, strict=True)]
        return (*warnings, *moved)

    def _evaluations(self) -> list[int]:
        """The lines with an `#eval` that may ask for a definition without code."""
        code = None if self.computable else certain_code(self.text)
        lines = [] if code is None else code.split("\n")
        return [number for number, line in enumerate(lines, start=1) if re.match(r"\s*#eval!?(?!\S)", line)]

    def authors_byte(self, byte: int) -> int:
        """Where in the author's text a byte of `text` stands; a piece stands where it was put in."""
        for piece in self.inserted:
            if byte > piece.byte:
                byte = max(piece.byte, byte - piece.length)
        return byte

    def authors_column(self, line: int, column: int) -> int:
        """Where in a line of the author's text a column of that line of `text` stands."""
        for piece in self.inserted:
            if piece.line == line and column > piece.column:
                column = max(piece.column, column - piece.length)
        return column


@dataclass(frozen=True, slots=True)
class _Header:
    """Where a text's first command may stand.

    `imports` are the offsets at which they begin, `end` is the one behind the last word of the header.
    """

    is_module: bool
    imports: tuple[int, ...]
    end: int

    @classmethod
    def of(cls, text: str) -> _Header:
        is_module, imports, end = False, list[int](), 0
        while token := _TOKEN.match(text, _after_blanks(text, end)):
            if token["module"] and end == 0:
                is_module = True
            elif token["import"]:
                imports.append(token.start())
            else:
                break
            end = token.end()
        return cls(is_module, tuple(imports), end)


def _after_blanks(text: str, position: int) -> int:
    """The offset of what follows blanks and comments; a docstring is none of these."""
    while True:
        if blank := _BLANK.match(text, position):
            position = blank.end()
        elif text.startswith("/-", position) and text[position + 2 : position + 3] not in {"-", "!"}:
            position = after_comment(text, position)
        else:
            return position


def _with(text: str, pieces: Sequence[tuple[int, str]]) -> str:
    """The text with a piece put in at each offset; offsets do not decrease."""
    parts: list[str] = []
    done = 0
    for offset, piece in pieces:
        parts += [text[done:offset], piece]
        done = offset
    return "".join([*parts, text[done:]])


def _places(text: str, pieces: Sequence[tuple[int, str]]) -> Iterator[Piece]:
    for offset, piece in pieces:
        before = text[:offset]
        column = offset - (before.rfind("\n") + 1)
        yield Piece(before.count("\n") + 1, column, len(before.encode()), len(piece))


def _blank(lines: list[str], first: int, indent: int) -> None:
    """Put blanks, as many bytes, in the place of the line at `first` and of those below it that are indented more."""
    lines[first] = " " * len(lines[first].encode())
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if _ANOTHER.match(line) or len(line) - len(line.lstrip()) <= indent:
            return
        lines[index] = " " * len(line.encode())


def _comments_stay(text: str, without: str) -> bool:
    """Whether nothing becomes a comment, or stops being one, when commands are left out.

    What Lean runs is searched for in the author's text without its comments, so nothing else may be code.
    """
    code, rest = certain_code(text), certain_code(without)
    if code is None:
        return True  # then comments are searched as well
    lines = zip(code.split("\n"), without.split("\n"), strict=True)
    return rest == "\n".join(line if kept.strip() else kept for line, kept in lines)


def _cure(command: str) -> str:
    return next(cure for start, cure in _CURES.items() if command.startswith(start))
