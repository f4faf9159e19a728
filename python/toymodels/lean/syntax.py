"""Syntax trees with source positions, read from what Lean prints of a command when asked to show the raw tree.

`set_option trace.Elab.command true` makes Lean report each command that it parsed; with `pp.raw` it does so as

    (Command.theorem "":9:"theorem":16:" " (Command.declId "":17:`name:21:" " []) ..)

where `(kind ..)` is a node, `[..]` a list, and each token stands between its positions (in bytes) and the white space
around it. The first and the last token of a command come without positions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from toymodels.errors import LeanError
from toymodels.lean.adapt import Adapted
from toymodels.lean.comments import after_comment
from toymodels.lean.messages import Message
from toymodels.lean.proofs import Span

SHOW_SYNTAX = (
    "set_option debug.byAsSorry true set_option pp.raw true set_option pp.raw.showInfo true "
    "set_option pp.raw.maxDepth 1000000 set_option trace.Elab.command true "
)
"""Makes Lean report the tree of each command that follows. Proofs are skipped: they need only be parsed."""

_REPORT = "[Elab.command] "
_BY_A_MACRO = re.compile(rf"{re.escape(_REPORT)}\(\d+:")
"""A command that a macro made, such as those behind `notation`; its nodes have positions of their own."""

_STRING = r'"(?:[^"\\]|\\.)*"'
_PIECE = re.compile(
    rf"""\s*(?:
      \((?P<kind>(?:«[^»]*»|[^\s()\[\]"«])+)
    | (?P<open>\[)(?!anonymous\])
    | (?P<close>[)\]])
    | (?:{_STRING}:(?P<start>\d+):)?
      (?:(?P<atom>{_STRING})|`(?P<name>(?:«[^»]*»|\[anonymous\]|[^\s()\[\]":«])+)|<missing>)
      (?::(?P<end>\d+):(?P<trailing>{_STRING}))?
    )""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_BLANK = re.compile(r"(?:\s+|--[^\n]*(?:\n|\Z)|module\b|prelude\b)+")
_IMPORT = re.compile(r"(?:public\s+|private\s+)?(?:meta\s+)?import\s+(?:all\s+)?[\w.«»']+")
_LEAN_PARSER = ("Command.", "Tactic.", "Term.", "Termination.")


@dataclass(slots=True)
class Syntax:
    """A node of Lean's syntax tree: a token has `text`, a node `children`; a list of nodes has the kind `null`.

    `place` is where a token stands in the source; one that stands for no text has none.
    """

    kind: str
    text: str = ""
    place: Span | None = None
    children: list[Syntax] = field(default_factory=list["Syntax"])

    def tokens(self) -> Iterator[Span]:
        """Where the tokens stand, in the order of the source."""
        if self.place is not None and self.text:
            yield self.place
        for child in self.children[:1] if self.kind == "choice" else self.children:
            yield from child.tokens()

    def span(self) -> Span | None:
        """From the first token to the last, without white space and comments around them."""
        tokens = list(self.tokens())
        return Span(tokens[0].start, tokens[-1].end) if tokens else None

    def find(self, *kinds: str) -> Iterator[Syntax]:
        """The topmost nodes of these kinds, itself included."""
        if self.kind in kinds:
            yield self
        else:
            for child in self.children[:1] if self.kind == "choice" else self.children:
                yield from child.find(*kinds)


def with_syntax_shown(source: str) -> str:
    """The source with `SHOW_SYNTAX` after its imports."""
    place = header_end(source)
    return source[:place] + SHOW_SYNTAX + source[place:]


def header_end(source: str) -> int:
    """Where the first command after the imports can stand."""
    position = 0
    while True:
        if source.startswith("/-", position) and not source.startswith(("/--", "/-!"), position):
            position = after_comment(source, position)
        elif match := _BLANK.match(source, position) or _IMPORT.match(source, position):
            position = match.end()
        else:
            return position


def read_commands(source: str, messages: tuple[Message, ...], read: Adapted | None = None) -> list[Syntax]:
    """The tree of each command of `source`, from what Lean said about `with_syntax_shown(source)`.

    Args:
        source: the author's text.
        messages: Lean's.
        read: what Lean was given in place of `with_syntax_shown(source)`, if anything.

    Raises:
        LeanError: Lean's report is not in the form described above.
    """
    place, shown = header_end(source), with_syntax_shown(source)
    starts = line_starts(shown)
    indices = {byte: index for index, byte in enumerate(accumulate(map(_utf8_length, shown), initial=0))}

    def character(byte: int) -> int:
        return indices[byte if read is None else read.authors_byte(byte)]

    def original(position: int) -> int:
        return position if position <= place else max(place, position - len(SHOW_SYNTAX))

    commands: list[Syntax] = []
    for message in messages:
        if message.text.startswith(_REPORT) and not _BY_A_MACRO.match(message.text):
            tree = _parse(message, character)
            _place_first(tree, starts[message.line - 1] + message.column)
            for token in _leaves(tree):
                if token.place is not None:
                    token.place = Span(original(token.place.start), original(token.place.end))
            commands.append(tree)
    return commands


def line_starts(text: str) -> list[int]:
    """Where each line of `text` starts."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _parse(message: Message, character: Callable[[int], int]) -> Syntax:
    root = Syntax("null")
    stack = [root]
    after = 0  # where the token that follows starts: Lean leaves out the positions of the last one
    position = len(_REPORT)
    while len(stack) > 1 or not root.children:
        piece = _PIECE.match(message.text, position)
        if piece is None or (piece["close"] and len(stack) == 1):
            raise LeanError(f"{message.file}:{message.line}: Lean's syntax tree cannot be read at {position}")
        position = piece.end()
        if piece["close"]:
            stack.pop()
        elif piece["kind"] or piece["open"]:
            node = Syntax(_full_kind(piece["kind"]) if piece["kind"] else "null")
            stack[-1].children.append(node)
            stack.append(node)
        else:
            token, after = _token(piece, after, character)
            stack[-1].children.append(token)
    return root.children[0]


def _token(piece: re.Match[str], after: int, character: Callable[[int], int]) -> tuple[Syntax, int]:
    text = _unescape(piece["atom"]) if piece["atom"] else (piece["name"] or "").removeprefix("[anonymous]")
    token = Syntax("atom" if piece["atom"] else "ident", text)
    if piece["start"] and piece["end"]:
        token.place = Span(character(int(piece["start"])), character(int(piece["end"])))
        return token, token.place.end + len(_unescape(piece["trailing"]))
    if after:
        token.place = Span(after, after + len(text))
    return token, 0


def _place_first(tree: Syntax, start: int) -> None:
    first = next(_leaves(tree), None)
    if first is not None and first.place is None:
        first.place = Span(start, start + len(first.text))


def _leaves(tree: Syntax) -> Iterator[Syntax]:
    if not tree.children and tree.kind in {"atom", "ident"}:
        yield tree
    for child in tree.children:
        yield from _leaves(child)


def _full_kind(kind: str) -> str:
    """Lean leaves the prefix `Lean.Parser` out."""
    return f"Lean.Parser.{kind}" if kind.startswith(_LEAN_PARSER) else kind


def _unescape(literal: str) -> str:
    def plain(escape: re.Match[str]) -> str:
        code = escape[1] or escape[2]
        return chr(int(code, 16)) if code else _ESCAPED.get(escape[3], escape[3])

    return _ESCAPE.sub(plain, literal[1:-1])


def _utf8_length(character: str) -> int:
    return len(character.encode())
