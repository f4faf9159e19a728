"""The files that traces are kept in: JSON in which each distinct goal stands once."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from toymodels.lean.names import file_name
from toymodels.lean.project import Project
from toymodels.lean.proofs import Declaration, ModuleTrace, Span, Step, Use
from toymodels.records.store import write_record

FORMAT = 1
"""A file with another number is made again."""

_Pair = tuple[int, int]
_Step = tuple[int, int, str, int, list[int], list[int], bool]


class _Declaration(Struct, frozen=True):
    name: str
    span: _Pair
    name_span: _Pair
    statement: _Pair
    proof: _Pair | None
    steps: list[_Step]


class TraceRecord(Struct, frozen=True):
    """What a file holds."""

    format: int
    key: str
    module: str
    source: str
    declarations: list[_Declaration]
    uses: list[tuple[int, int, str]]
    goals: list[str]


def trace_file(project: Project, module: str) -> Path:
    """Where the trace of a module is kept."""
    return project.build_folder / "proofs" / f"{file_name(module)}.json"


def keep_trace(project: Project, trace: ModuleTrace, key: str) -> None:
    """Keep a trace; `key` is that of the module that was traced."""
    write_record(trace_file(project, trace.module), to_json(trace, key), indent=None)


def to_json(trace: ModuleTrace, key: str) -> TraceRecord:
    """The record of a trace; `key` is that of the module that was traced."""
    goals: dict[str, int] = {}

    def numbers(state: tuple[str, ...]) -> list[int]:
        return [goals.setdefault(goal, len(goals)) for goal in state]

    declarations = [
        _Declaration(
            name=declaration.name,
            span=_pair(declaration.span),
            name_span=_pair(declaration.name_span),
            statement=_pair(declaration.statement),
            proof=None if declaration.proof is None else _pair(declaration.proof),
            steps=[
                (*_pair(step.span), step.kind, step.depth, numbers(step.before), numbers(step.after), step.known)
                for step in declaration.steps
            ],
        )
        for declaration in trace.declarations
    ]
    uses = [(*_pair(use.span), use.name) for use in trace.uses]
    return TraceRecord(FORMAT, key, trace.module, trace.source, declarations, uses, list(goals))


def from_json(record: TraceRecord, key: str) -> ModuleTrace | None:
    """The trace in a record; none where it is of another format or key, or does not add up."""
    if (record.format, record.key) != (FORMAT, key):
        return None
    try:
        return _trace(record)
    except IndexError:
        return None


def _trace(record: TraceRecord) -> ModuleTrace:
    def state(numbers: list[int]) -> tuple[str, ...]:
        return tuple(record.goals[number] for number in numbers)

    declarations = tuple(
        Declaration(
            name=entry.name,
            span=Span(*entry.span),
            name_span=Span(*entry.name_span),
            statement=Span(*entry.statement),
            proof=None if entry.proof is None else Span(*entry.proof),
            steps=tuple(
                Step(Span(start, end), kind, depth, state(before), state(after), known)
                for start, end, kind, depth, before, after, known in entry.steps
            ),
        )
        for entry in record.declarations
    )
    uses = tuple(Use(Span(start, end), name) for start, end, name in record.uses)
    return ModuleTrace(record.module, record.source, declarations, uses)


def _pair(span: Span) -> _Pair:
    return span.start, span.end
