"""Which theorems have a sandbox, and what it is given: the statement, and instances that the evidence has found."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from toymodels.evaluate.batch import Instance
from toymodels.records.forms import Json
from toymodels.site.data import SiteData, TheoremEntry, statement_of
from toymodels.site.drawings import directions, has_rows
from toymodels.site.sandbox.encode import definition_json, statement_json
from toymodels.statements.language import (
    BoolSort,
    Denominator,
    FieldSort,
    FinSort,
    FunSort,
    Numerator,
    Sort,
    Statement,
    Term,
    Var,
)
from toymodels.statements.print.text import to_text
from toymodels.statements.read.tables import tabulated
from toymodels.statements.walk import is_searched, subterms


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What the page has of a sandbox: JSON for its script, or a sentence on why there is none; neither without need."""

    data: Markup | None = None
    why_not: str = ""


def sandbox(entry: TheoremEntry, start: Mapping[str, Any] | None = None) -> Sandbox:
    """The sandbox of one theorem; a theorem without variables, or that cannot be read, needs none.

    start: an instance to begin with, as JSON values.
    """
    statement = statement_of(entry)
    if statement is None or not statement.variables:
        return Sandbox()
    written, statement = statement, tabulated(statement)
    reason = _obstacle(statement)
    if reason:
        return Sandbox(why_not=f"There is nothing to move here: {reason}.")
    planes = [var.name for var in statement.variables if _is_directed(statement, var)]
    data: dict[str, Json] = {
        "name": entry.name,
        "binders": [var.name for var in _as_written(written, statement) if var.name in entry.theorem.binders],
        **statement_json(statement),
        "texts": [to_text(each.prop, statement.definitions) for each in statement.hypotheses],
        "planes": [*planes],
        "flat": [*dict.fromkeys(_widths(statement, planes))],
    }
    if start is not None:
        data["start"] = dict(start)
    presets: list[Json] = [[label, instance.to_json()] for label, instance in _presets(entry)]
    if presets:
        data["presets"] = presets
    return Sandbox(embedded(data))


def definitions_script(data: SiteData) -> str:
    """Every definition that the statements use, as a script that sets `toymodelsDefinitions`."""
    used = {
        name: definition
        for entry in data.theorems.values()
        if (statement := statement_of(entry)) is not None
        for name, definition in tabulated(statement).definitions.items()
    }
    rows = ",\n".join(f"{_compact(name)}:{_compact(definition_json(used[name]))}" for name in sorted(used))
    return f"globalThis.toymodelsDefinitions = {{\n{rows}\n}};\n"


def _as_written(written: Statement, tried: Statement) -> Iterator[Var]:
    """The variables that are tried as they are: a function on ℕ, tried as a table, is another argument in Lean."""
    sorts = {var.name: var.sort for var in written.variables}
    yield from (var for var in tried.variables if sorts.get(var.name) == var.sort)


def _obstacle(statement: Statement) -> str:
    """Why a statement has no sandbox, empty if it has one."""
    for var in statement.variables:
        if not _is_table(var.sort):
            return f"{var.name} is a function of infinitely many values"
    bodies = [definition.body for definition in statement.definitions.values()]
    props = [hypothesis.prop for hypothesis in statement.hypotheses]
    if any(_ranges_widely(term) for term in [*bodies, *props, statement.conclusion]):
        return "it speaks of infinitely many values at once, or of numerators"
    return ""


def _is_table(sort: Sort) -> bool:
    """Whether a value is a number, a truth value, or a table of these."""
    while isinstance(sort, FunSort):
        if not isinstance(sort.domain, FinSort | BoolSort):
            return False
        sort = sort.codomain
    return True


def _ranges_widely(term: Term) -> bool:
    """Whether it quantifies over infinitely many values, or asks for a fraction in lowest terms."""
    return is_searched(term) or any(isinstance(part, Numerator | Denominator) for part in subterms(term))


def _is_directed(statement: Statement, var: Var) -> bool:
    """Whether a variable is a vector, or a family of them, that can be drawn as arrows."""
    match var.sort:
        case FunSort(FinSort(), FieldSort()):
            return var.name in directions(statement)
        case FunSort(FinSort(), FunSort(FinSort(), FieldSort())):
            return has_rows(statement, var.name)
        case _:
            return False


def _widths(statement: Statement, names: list[str]) -> Iterator[str]:
    """The variables that are the dimension of the named vectors: at 2 these lie in the plane."""
    for var in statement.variables:
        match var.sort:
            case FunSort(FinSort(Var(size)), FieldSort()) | FunSort(
                FinSort(), FunSort(FinSort(Var(size)), FieldSort())
            ):
                if var.name in names:
                    yield size
            case _:
                pass


def _presets(entry: TheoremEntry) -> Iterator[tuple[str, Instance]]:
    """Instances that the evidence has found, each with what its button says."""
    if entry.power is None:
        return
    near = [(each.relative, each) for each in entry.power.tightness.slacks if each.relative is not None]
    if near:
        _, tightest = min(near, key=lambda pair: pair[0])
        if tightest.witness is not None:
            yield "Equality" if tightest.attained else "The tightest found", tightest.witness
    for result in entry.power.necessity:
        if result.how == "dropped" and result.witness is not None:
            yield f"Without {result.hypothesis}", result.teaching or result.witness


def embedded(data: Json) -> Markup:
    """JSON as the text of an element, without a character that HTML would read."""
    return Markup(_compact(data).replace("&", "\\u0026").replace("<", "\\u003c"))  # noqa: S704  # no tag is left in it


def _compact(data: Json) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
