"""What the embedded Lean notes while it elaborates a module (`record.js`): the syntax of its commands, and goals.

A tactic has a note for each time that Lean ran it and did not take that back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from toymodels.errors import LeanError
from toymodels.lean.adapt import Adapted
from toymodels.lean.elaboration import Elaboration
from toymodels.lean.proofs import Span, Step
from toymodels.lean.syntax import Syntax
from toymodels.lean.tactics import Tactic, find_blocks

_MISSING = 0


@dataclass(slots=True)
class States:
    """The goals before a tactic and those after it, of all its runs, each once."""

    before: dict[str, None]
    after: dict[str, None]


@dataclass(frozen=True, slots=True)
class Notes:
    """The commands of a module in their order, and what is known of tactics."""

    commands: tuple[Syntax, ...]
    states: Mapping[Tactic, States]


def read_notes(elaboration: Elaboration) -> Notes:
    """What was noted in an elaboration.

    Raises:
        LeanError: it cannot be read.
    """
    assert elaboration.notes is not None
    source = elaboration.source
    read = elaboration.read or Adapted.of(source)
    indices = {byte: index for index, byte in enumerate(accumulate(map(_utf8_length, source), initial=0))}
    commands: list[Syntax] = []
    states: dict[Tactic, States] = {}

    def character(byte: int) -> int:
        return indices[read.authors_byte(byte)]

    for note in elaboration.notes:
        if "failed" in note:
            raise LeanError(f"what Lean knows of a command could not be read: {note['failed']}")
        try:
            commands.append(_syntax(note["syntax"], source, character))
            for step in note["steps"]:
                _add(states, step, note["goals"], character)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise LeanError(f"a note on a command is not of the form that is expected: {error!r}") from error
    return Notes(tuple(commands), states)


def noted_steps(declaration: Syntax, states: Mapping[Tactic, States]) -> tuple[Step, ...]:
    """The steps of a declaration, in the order of their starts."""
    steps = [
        _step(tactic, block.depth, states.get(tactic)) for block in find_blocks(declaration) for tactic in block.tactics
    ]
    return tuple(sorted(steps, key=lambda step: (step.span.start, step.depth)))


def _step(tactic: Tactic, depth: int, states: States | None) -> Step:
    if states is None:
        return Step(tactic.span, tactic.kind, depth, (), (), known=False)
    return Step(tactic.span, tactic.kind, depth, tuple(states.before), tuple(states.after))


def _syntax(tree: Any, source: str, character: Callable[[int], int]) -> Syntax:
    if tree == _MISSING:
        return Syntax("missing")
    first, *rest = tree
    if isinstance(first, str):
        return Syntax(first, children=[_syntax(child, source, character) for child in rest])
    (end,) = rest
    place = Span(character(first), character(end))
    return Syntax("token", place.of(source), place)


def _add(states: dict[Tactic, States], step: Any, goals: list[str], character: Callable[[int], int]) -> None:
    start, end, kind, before, after = step
    found = states.setdefault(Tactic(Span(character(start), character(end)), kind), States({}, {}))
    found.before.update(_once(goals, before))
    found.after.update(_once(goals, after))


def _once(goals: list[str], numbers: list[int]) -> dict[str, None]:
    return dict.fromkeys(goals[number] for number in numbers)


def _utf8_length(character: str) -> int:
    return len(character.encode())
