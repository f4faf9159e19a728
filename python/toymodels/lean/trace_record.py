"""The files that traces are kept in: JSON in which each distinct goal stands once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toymodels.lean.proofs import Declaration, ModuleTrace, Span, Step, Use
from toymodels.records import Form

FORMAT = 1
"""A file with another number is made again."""

_SPAN: Form = [int]
_STEP: Form = [(int, str, bool, _SPAN)]
_DECLARATION: Form = {
    "name": str,
    "span": _SPAN,
    "name_span": _SPAN,
    "statement": _SPAN,
    "proof": (_SPAN, type(None)),
    "steps": [_STEP],
}
RECORD: Form = {
    "format": int,
    "key": str,
    "module": str,
    "source": str,
    "declarations": [_DECLARATION],
    "uses": [[(int, str)]],
    "goals": [str],
}
"""The form of a record."""


def to_json(trace: ModuleTrace, key: str) -> dict[str, Any]:
    """The record of a trace; `key` is that of the module that was traced."""
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
    return {
        "format": FORMAT,
        "key": key,
        "module": trace.module,
        "source": trace.source,
        "declarations": declarations,
        "uses": [[*_pair(use.span), use.name] for use in trace.uses],
        "goals": list(goals),
    }


def from_json(record: Mapping[str, Any], key: str) -> ModuleTrace | None:
    """The trace in a record of the form `RECORD`; none where it is of another format or key, or does not add up."""
    if (record["format"], record["key"]) != (FORMAT, key):
        return None
    try:
        return _trace(record)
    except (ValueError, TypeError, IndexError):
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
