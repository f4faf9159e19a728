"""Asks Lean for the goals before and after each tactic, by elaborating an instrumented copy of a module."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from toymodels.lean.messages import Message
from toymodels.lean.proofs import Step
from toymodels.lean.scratch import Scratch
from toymodels.lean.syntax import Syntax
from toymodels.lean.tactics import Block, Places, Point, find_blocks, instrument

Goals = Mapping[Point, tuple[str, ...]]


def trace_steps(
    scratch: Scratch, name: str, source: str, declarations: Sequence[Syntax]
) -> tuple[tuple[Step, ...], ...]:
    """The steps of each declaration, in the order of their starts.

    Args:
        scratch: elaborates the copy.
        name: what the copy is called there.
        source: the module.
        declarations: the syntax of its declarations.
    """
    found = [find_blocks(declaration) for declaration in declarations]
    blocks = [block for blocks in found for block in blocks]
    owners = [number for number, blocks in enumerate(found) for _ in blocks]
    goals = _ask(scratch, name, source, blocks, owners)
    steps: list[list[Step]] = [[] for _ in declarations]
    for number, block in enumerate(blocks):
        steps[owners[number]] += _block_steps(number, block, goals)
    return tuple(tuple(sorted(one, key=lambda step: (step.span.start, step.depth))) for one in steps)


def _ask(scratch: Scratch, name: str, source: str, blocks: Sequence[Block], owners: Sequence[int]) -> Goals:
    """The goals that Lean reports. A declaration whose copy it rejects is asked about less, and then not at all."""
    chosen = set(range(len(blocks)))
    for own_lines in (True, False):
        messages, places = _elaborate(scratch, name, source, blocks, chosen)
        broken = _broken(messages, places, owners)
        if not broken:
            return _goals(messages, places)
        chosen = {
            number
            for number in chosen
            if owners[number] not in broken or (own_lines and _starts_its_line(source, blocks[number]))
        }
    return _goals(*_elaborate(scratch, name, source, blocks, chosen))


def _elaborate(
    scratch: Scratch, name: str, source: str, blocks: Sequence[Block], chosen: Collection[int]
) -> tuple[tuple[Message, ...], Places]:
    if not chosen:
        return (), {}
    text, places = instrument(source, blocks, chosen)
    return scratch.elaborate(name, text).messages, places


def _starts_its_line(source: str, block: Block) -> bool:
    start = block.tactics[0].span.start
    return not source[source.rfind("\n", 0, start) + 1 : start].strip()


def _broken(messages: Iterable[Message], places: Places, owners: Sequence[int]) -> set[int]:
    """The declarations that Lean's errors are about: an error stands next to a place that was asked about."""
    asked = [(line, owners[point.block]) for (line, _), point in places.items()]
    return {
        min(asked, key=lambda entry: abs(entry[0] - message.line))[1]
        for message in messages
        if message.severity == "error"
    }


def _goals(messages: Iterable[Message], places: Places) -> Goals:
    found: dict[Point, dict[str, None]] = {}
    for message in messages:
        point = places.get((message.line, message.column))
        if point is not None and message.severity == "information":
            goals = message.text.split("\n\n") if message.text else []
            found.setdefault(point, {}).update(dict.fromkeys(goals))
    return {point: tuple(goals) for point, goals in found.items()}


def _block_steps(number: int, block: Block, goals: Goals) -> list[Step]:
    steps: list[Step] = []
    for index, tactic in enumerate(block.tactics):
        before = goals.get(Point(number, index))
        after = goals.get(Point(number, index + 1))
        known = before is not None and after is not None
        steps.append(Step(tactic.span, tactic.kind, block.depth, before or (), after or (), known))
    return steps
