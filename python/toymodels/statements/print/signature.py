"""A statement for other programs: its variables with their sorts, its hypotheses, its conclusion, each as text."""

from __future__ import annotations

from collections.abc import Mapping

from toymodels.records.forms import Result
from toymodels.statements.language import Statement, Unsupported
from toymodels.statements.print.text import sort_to_text, to_text


class Variable(Result, frozen=True):
    """A variable and where its values lie."""

    name: str
    sort: str


class Premise(Result, frozen=True):
    """A hypothesis."""

    name: str
    text: str


class Signature(Result, frozen=True):
    """What a statement says, part by part; `definitions` has all that it calls, by name."""

    name: str
    text: str
    variables: tuple[Variable, ...]
    hypotheses: tuple[Premise, ...]
    conclusion: str
    definitions: Mapping[str, str]


class Unread(Result, frozen=True):
    """Why a statement could not be read, and which part of it."""

    name: str
    unsupported: str
    term: str


def signature(item: Statement | Unsupported) -> Signature | Unread:
    """What is told of a statement."""
    if isinstance(item, Unsupported):
        return Unread(item.name, item.reason, item.term)
    definitions = item.definitions
    return Signature(
        name=item.name,
        text=to_text(item),
        variables=tuple(Variable(var.name, sort_to_text(var.sort)) for var in item.variables),
        hypotheses=tuple(Premise(each.name, to_text(each.prop, definitions)) for each in item.hypotheses),
        conclusion=to_text(item.conclusion, definitions),
        definitions={name: to_text(definition, definitions) for name, definition in definitions.items()},
    )
