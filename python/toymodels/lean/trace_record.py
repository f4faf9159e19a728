"""The files that traces are kept in: JSON in which each distinct goal stands once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from toymodels.lean.proofs import Declaration, ModuleTrace, Span, Step, Use

FORMAT = 1
"""A file with another number is made again."""


def to_json(trace: ModuleTrace, key: str) -> str:
    """The content of a trace's file; `key` is that of the module that was traced."""
    goals: dict[str, int] = {}

    def numbers(state: tuple[str, ...]) -> list[int]:
        return [goals.setdefault(goal, len(goals)) for goal in state]

    declarations = [
        {
            "name": declaration.name,
            "span": _pair(declaration.span),
            "name_span": _pair(declaration.name_span),
            "statement": _pair(declaration.statement),
            "proof": None if declaration.proof is None else _pair(declaration.proof),
            "steps": [
                [*_pair(step.span), step.kind, step.depth, numbers(step.before), numbers(step.after), step.known]
                for step in declaration.steps
            ],
        }
        for declaration in trace.declarations
    ]
    record = {
        "format": FORMAT,
        "key": key,
        "module": trace.module,
        "source": trace.source,
        "declarations": declarations,
        "uses": [[*_pair(use.span), use.name] for use in trace.uses],
        "goals": list(goals),
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str, key: str) -> ModuleTrace | None:
    """The trace in a file of this content; none where it is damaged, of another format or of another key."""
    try:
        record: Any = json.loads(text)
        if (record["format"], record["key"]) != (FORMAT, key):
            return None
        return _trace(record)
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def _trace(record: Mapping[str, Any]) -> ModuleTrace:
    goals: list[str] = record["goals"]

    def state(numbers: list[int]) -> tuple[str, ...]:
        return tuple(goals[number] for number in numbers)

    declarations = tuple(
        Declaration(
            name=entry["name"],
            span=Span(*entry["span"]),
            name_span=Span(*entry["name_span"]),
            statement=Span(*entry["statement"]),
            proof=None if entry["proof"] is None else Span(*entry["proof"]),
            steps=tuple(
                Step(Span(start, end), kind, depth, state(before), state(after), known)
                for start, end, kind, depth, before, after, known in entry["steps"]
            ),
        )
        for entry in record["declarations"]
    )
    uses = tuple(Use(Span(start, end), name) for start, end, name in record["uses"])
    return ModuleTrace(record["module"], record["source"], declarations, uses)


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]
