"""The records of LeanDojo's benchmark: theorems with their traced tactics, and the corpus of premises."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toymodels.lean.proofs import Span, Step
from toymodels.leandojo.declarations import Declared
from toymodels.leandojo.origin import Origin
from toymodels.leandojo.premises import Definition, Definitions, used
from toymodels.leandojo.syntax import Json
from toymodels.leandojo.tree import Tree, state

_COMMENT = re.compile(r"--.*?(?:\n|$)|/-.*?(?:-/|$)", re.DOTALL)
_FOCUS = "·"


class Records:
    """The benchmark's records of one module."""

    def __init__(self, tree: Tree, definitions: Definitions, origin: Origin) -> None:
        """Take the module's syntax, where constants are defined, and where the sources come from."""
        self._tree = tree
        self._source = tree.source
        self._origin = origin
        self._comments = tuple(tree.source.comments())
        self._premises: dict[Span, Definition] = {
            use.span: definition
            for use in sorted(used(tree), key=lambda use: use.span)
            if (definition := definitions.find(use.name, tree.trace.module)) is not None
            and definition.start is not None
        }
        self.path = definitions.path(tree.trace.module)

    def theorem(self, declared: Declared) -> Json:
        """A theorem with its tactics in LeanDojo's order, each once.

        As in LeanDojo's own benchmark, a tactic that contains a focused block (`·`) is left out; those in the block are
        there.
        """
        return {
            "url": self._origin.url,
            "commit": self._origin.commit,
            "file_path": self.path,
            "full_name": declared.name,
            "start": self._position(declared.start),
            "end": self._position(declared.span.end),
            "traced_tactics": [each for each in self.traced(declared) if _FOCUS not in each["tactic"]],
        }

    def traced(self, declared: Declared) -> Iterator[Json]:
        """The tactics of a theorem; of those that LeanDojo takes for the same, the first."""
        seen: set[tuple[str, ...]] = set()
        for step in self._tree.steps_in(declared.span):
            record = self._tactic(step)
            signature = (record["state_before"], record["tactic"], record["state_after"])
            if signature not in seen:
                seen.add(signature)
                yield record

    def premises(self) -> list[Json]:
        """The module's named declarations, as LeanDojo lists them."""
        return [
            {
                "full_name": declared.name,
                "code": self._code(declared),
                "start": self._position(declared.span.start),
                "end": self._position(declared.span.end),
                "kind": "lemma" if declared.is_lemma else "commanddeclaration",
            }
            for declared in self._tree.declarations
            if declared.name is not None
        ]

    def _tactic(self, step: Step) -> Json:
        column = self._source.line_and_column(step.span.start)[1]
        return {
            "tactic": _unindented(self._without_comments(step.span), column),
            "annotated_tactic": [
                self._annotated(step.span),
                [_provenance(each) for _, each in self._within(step.span)],
            ],
            "state_before": state(step.before),
            "state_after": state(step.after),
        }

    def _annotated(self, span: Span) -> str:
        """The tactic with every premise whose definition is known between `<a>` and `</a>`."""
        pieces: list[str] = []
        position = span.start
        for name, _ in self._within(span):
            pieces += [self._source.text[position : name.start], "<a>", name.of(self._source.text), "</a>"]
            position = name.end
        return "".join([*pieces, self._source.text[position : span.end]])

    def _within(self, span: Span) -> list[tuple[Span, Definition]]:
        return [
            (name, each) for name, each in self._premises.items() if span.start <= name.start and name.end <= span.end
        ]

    def _code(self, declared: Declared) -> str:
        """The statement of a `theorem`; all of any other declaration."""
        if declared.proof is None or declared.is_lemma:
            return self._without_comments(declared.span)
        return self._without_comments(Span(declared.span.start, declared.proof.start)).removesuffix(":=").strip()

    def _without_comments(self, span: Span) -> str:
        pieces: list[str] = []
        position = span.start
        for comment in self._comments:
            if position <= comment.start and comment.end <= span.end:
                pieces.append(self._source.text[position : comment.start])
                position = comment.end
        return _COMMENT.sub("", "".join([*pieces, self._source.text[position : span.end]])).strip()

    def _position(self, position: int) -> list[int]:
        """The line and the column, both from 1."""
        line, column = self._source.line_and_column(position)
        return [line, column + 1]


def _unindented(tactic: str, column: int) -> str:
    """A tactic whose lines after the first are moved to the left by as many blanks as the first stood behind."""
    first, *others = tactic.splitlines()
    moved = [line[min(column, len(line) - len(line.lstrip(" "))) :] for line in others if line]
    return "\n".join([first, *(line for line in moved if line)])


def _provenance(definition: Definition) -> Json:
    return {
        "full_name": definition.name,
        "def_path": definition.path,
        "def_pos": _from_one(definition.start),
        "def_end_pos": _from_one(definition.end),
    }


def _from_one(place: tuple[int, int] | None) -> list[int] | None:
    return [place[0], place[1] + 1] if place else None
