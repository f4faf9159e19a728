"""A statement as data for other programs: its variables with their sorts, its hypotheses, its conclusion."""

from __future__ import annotations

from toymodels.statements.language import Statement, Unsupported
from toymodels.statements.print.text import sort_to_text, to_text

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


def to_json(item: Statement | Unsupported) -> dict[str, Json]:
    """A JSON object: `{"name", "text", "variables", "hypotheses", "conclusion", "definitions"}`.

    What could not be read is `{"name", "unsupported", "term"}`.
    """
    if isinstance(item, Unsupported):
        return {"name": item.name, "unsupported": item.reason, "term": item.term}
    definitions = item.definitions
    return {
        "name": item.name,
        "text": to_text(item),
        "variables": [{"name": var.name, "sort": sort_to_text(var.sort)} for var in item.variables],
        "hypotheses": [{"name": each.name, "text": to_text(each.prop, definitions)} for each in item.hypotheses],
        "conclusion": to_text(item.conclusion, definitions),
        "definitions": {name: to_text(definition, definitions) for name, definition in definitions.items()},
    }
