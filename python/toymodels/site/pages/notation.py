"""Notation: how the papers, Lean and Python write the same thing, side by side.

Rows are definitions of the library, so that a new one appears by itself. The papers' column is the formula in the
docstring, where the author has put one; the formula that is read back from Lean stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from toymodels.lean.binders import leading_binders
from toymodels.lean.expr import BinderInfo
from toymodels.site.data import DefinitionEntry, SiteData
from toymodels.site.prose import Prose, first_sentence
from toymodels.site.render import Anchor, Page, Renderer
from toymodels.statements.language import (
    BoolSort,
    Definition,
    FieldSort,
    FinSort,
    FunSort,
    IntSort,
    NatSort,
    PropSort,
    Sort,
    Var,
)
from toymodels.statements.print.mathml import definition_mathml
from toymodels.statements.print.text import to_text

PATH = "notation.html"


@dataclass(frozen=True, slots=True)
class Row:
    """One definition in the three languages; Lean and Python have its explicit arguments only."""

    name: str
    words: Markup
    formula: Markup
    lean: str
    python: tuple[tuple[str, str], ...]
    result: str


def pages(renderer: Renderer) -> Iterator[Page]:
    """The index by notation."""
    data = renderer.data
    prose = renderer.prose(PATH)
    groups = [
        (module, [_row(entry, data, prose) for entry in module.definitions if _is_read(entry)])
        for module in data.modules.values()
    ]
    groups = [(module, rows) for module, rows in groups if rows]
    yield renderer.page(
        PATH,
        "notation.html",
        "Notation",
        groups=groups,
        contents=[
            Anchor("basics", "Numbers, vectors, families"),
            *(Anchor(f"module-{module.name}", data.module_title(module.name)) for module, _ in groups),
        ],
    )


def _is_read(entry: DefinitionEntry) -> bool:
    return isinstance(entry.definition, Definition)


def _row(entry: DefinitionEntry, data: SiteData, prose: Prose) -> Row:
    definition = entry.definition
    assert isinstance(definition, Definition)
    params = explicit_params(definition, data)
    lean = " ".join([data.addresses.short(entry.name), *(param.name for param in params)])
    return Row(
        name=entry.name,
        words=prose.inline(first_sentence(entry.docstring)),
        formula=definition_mathml(definition, data.known_definitions),
        lean=lean,
        python=tuple((param.name, python_value(param.sort)) for param in params),
        result=python_value(definition.sort),
    )


def explicit_params(definition: Definition, data: SiteData) -> list[Var]:
    """The parameters that Lean wants to be written; it finds the others, such as sizes, from them."""
    constant = data.library.environment.constant(definition.name)
    places = definition.lean_form.split()[1:] or [f"{{{k}}}" for k in range(len(definition.params))]
    implicit = {
        place
        for place, binder in zip(places, leading_binders(constant.type), strict=False)
        if binder.info is not BinderInfo.DEFAULT
    }
    return [param for k, param in enumerate(definition.params) if f"{{{k}}}" not in implicit]


def python_value(sort: Sort) -> str:
    """How a value of a sort is written in Python, as `Theorem.evaluate` takes it."""
    lengths: list[str] = []
    while isinstance(sort, FunSort) and isinstance(sort.domain, FinSort):
        lengths.append(to_text(sort.domain.bound))
        sort = sort.codomain
    if not lengths:
        return _one(sort)
    first, *rest = lengths
    return f"list of {first} {''.join(f'lists of {length} ' for length in rest)}{_many(sort)}"


def _one(sort: Sort) -> str:
    match sort:
        case NatSort():
            return "int, not negative"
        case IntSort():
            return "int"
        case FieldSort():
            return "int, Fraction or '1/2'"
        case PropSort() | BoolSort():
            return "bool"
        case FinSort(bound):
            return f"int below {to_text(bound)}"
        case FunSort(domain, codomain):
            return f"table from {_one(domain)} to {_one(codomain)}"


def _many(sort: Sort) -> str:
    match sort:
        case NatSort() | IntSort():
            return "ints"
        case FieldSort():
            return "numbers"
        case PropSort() | BoolSort():
            return "bools"
        case FinSort(bound):
            return f"ints below {to_text(bound)}"
        case FunSort():
            return f"values, each a {_one(sort)}"
