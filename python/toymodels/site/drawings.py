"""Instances as pictures: which value of an instance is drawn how, from its sort and from how the statement uses it.

An instance comes as JSON values: fractions as strings, functions on `Fin`s as nested lists. A function of two indices
whose rows occur by themselves is a family of vectors, drawn with its Gram matrix; any other one is a matrix.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from markupsafe import Markup

from toymodels.markup import element
from toymodels.site.pictures import (
    Matrix,
    Vector,
    arrows,
    gram_matrix,
    heat_map,
    number_text,
    short_number,
    vector_text,
)
from toymodels.statements.language import (
    Apply,
    BoolSort,
    Call,
    Definition,
    FieldSort,
    FinSort,
    FunSort,
    Sort,
    Statement,
    Term,
    Var,
)
from toymodels.statements.print.conventions import Convention, convention
from toymodels.statements.walk import children, subterms

if TYPE_CHECKING:
    from toymodels.records.forms import Json

LIMIT = 8
"""More rows or columns than this are summed up in words."""

_SMALL = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SPACES = {1: "one dimension", 2: "the plane", 3: "space"}


def instance_html(statement: Statement, values: Mapping[str, Json]) -> Markup:
    """All values of one instance: numbers and sets as text, vectors and matrices as pictures with their entries."""
    shown = list(_shown(statement, values))
    facts = [fact for each in shown for fact in each.facts]
    pictures = [picture for each in shown for picture in each.pictures]
    parts = [element("p", *facts, class_="instance-values")] if facts else []
    parts += [element("div", *pictures, class_="instance-pictures")] if pictures else []
    return element("div", *parts or [element("p", "no variables", class_="instance-values")], class_="instance")


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is said about variables in a line, and what is drawn."""

    facts: tuple[Markup, ...] = ()
    pictures: tuple[Markup, ...] = ()


def _shown(statement: Statement, values: Mapping[str, Json]) -> Iterator[_Shown]:
    vectors: dict[Sort, dict[str, Vector]] = {}
    directed = directions(statement)
    for var in statement.variables:
        value = values[var.name]
        match var.sort:
            case FunSort(FinSort(), FieldSort()) if var.name in directed and len(_vector(value)) in {2, 3}:
                vectors.setdefault(var.sort, {})[var.name] = _vector(value)
            case FunSort(FinSort(), FieldSort()):
                yield _strip(var.name, _vector(value))
            case FunSort(FinSort(), FunSort(FinSort(), FieldSort())):
                yield _rectangle(statement, var.name, _matrix(value))
            case _:
                yield _Shown((_fact(var.name, _text(value, var.sort)),))
    for named in vectors.values():
        yield _Shown(pictures=(arrows(named, f"{', '.join(named)} in {_space(len(next(iter(named.values()))))}"),))


def _strip(name: str, vector: Vector) -> _Shown:
    if len(vector) > LIMIT:
        return _Shown((_fact(name, _summary((vector,), f"{len(vector)} entries")),))
    if len(vector) < 2:
        return _Shown((_fact(name, vector_text(vector)),))
    return _Shown(pictures=(heat_map((vector,), f"{name}, {len(vector)} entries"),))


def _rectangle(statement: Statement, name: str, rows: Matrix) -> _Shown:
    if not rows or not rows[0]:
        return _Shown((_fact(name, "no rows" if not rows else f"{_count(len(rows), 'row')} without entries", " has "),))
    if max(len(rows), len(rows[0])) > LIMIT:
        return _Shown((_fact(name, _summary(rows, f"{len(rows)} × {len(rows[0])}")),))
    if not has_rows(statement, name):
        single = len(rows) == len(rows[0]) == 1
        return _strip(name, rows[0]) if single else _Shown(pictures=(heat_map(rows, _matrix_title(name, rows)),))
    return _Shown(pictures=tuple(_family(name, rows)))


def _family(name: str, rows: Matrix) -> Iterator[Markup]:
    title = f"{name}, {_count(len(rows), 'vector')} in {_space(len(rows[0]))}"
    if len(rows[0]) <= 3:
        yield arrows({f"{name}{str(place).translate(_SMALL)}": row for place, row in enumerate(rows)}, title)
    else:
        yield heat_map(rows, f"{title}, one a row")
    if len(rows) > 1:
        yield heat_map(gram_matrix(rows), f"Gram matrix of {name}: inner products of its vectors")


def has_rows(statement: Statement, name: str) -> bool:
    """Whether rows of the matrix `name` occur by themselves in a statement or the definitions that it calls.

    Rows inside a matrix product, a transpose and the like do not count.
    """
    return any(_uses_rows(prop, name, statement.definitions, frozenset()) for prop in _props(statement))


def _uses_rows(term: Term, name: str, definitions: Mapping[str, Definition], seen: frozenset[tuple[str, str]]) -> bool:
    match term:
        case Apply(Apply(Var(found), first), second) if found == name:
            return any(_uses_rows(arg, name, definitions, seen) for arg in (first, second))
        case Apply(Var(found), _) if found == name:
            return True
        case Call(called, args) if called in definitions:
            if any(_uses_rows(arg, name, definitions, seen) for arg in args):
                return True
            definition = definitions[called]
            if convention(definition, definitions) is not None:
                return False
            params = zip(definition.params, args, strict=True)
            inner = {(called, param.name) for param, arg in params if isinstance(arg, Var) and arg.name == name} - seen
            return any(_uses_rows(definition.body, param, definitions, seen | inner) for _, param in inner)
        case _:
            return any(_uses_rows(child, name, definitions, seen) for child in children(term))


def directions(statement: Statement) -> frozenset[str]:
    """Vectors whose inner product with something, or whose norm, the statement speaks of: they have a direction."""
    geometric = {Convention.INNER, Convention.NORM_SQ}
    calls = (term for prop in _props(statement) for term in subterms(prop) if isinstance(term, Call))
    return frozenset(
        arg.name
        for call in calls
        if call.name in statement.definitions
        and convention(statement.definitions[call.name], statement.definitions) in geometric
        for arg in call.args
        if isinstance(arg, Var)
    )


def _props(statement: Statement) -> list[Term]:
    return [*(hypothesis.prop for hypothesis in statement.hypotheses), statement.conclusion]


def _fact(name: str, text: str, relation: str = " = ") -> Markup:
    return element("span", element("var", name), relation, text, class_="instance-value")


def _text(value: Json, sort: Sort) -> str:
    match value, sort:
        case bool(), _:
            return str(value).lower()
        case list(), FunSort(FinSort(), BoolSort()):
            return "{" + ", ".join(str(place) for place, part in enumerate(value) if part) + "}"
        case list(), FunSort(_, codomain):
            return "(" + ", ".join(_text(part, codomain) for part in value) + ")"
        case _:
            return number_text(value)


def _summary(rows: Matrix, shape: str) -> str:
    entries = [entry for row in rows for entry in row]
    span = f"from {short_number(min(entries))} to {short_number(max(entries))}"
    return f"{shape}, entries {span}, {sum(entry == 0 for entry in entries)} of {len(entries)} zero"


def _matrix_title(name: str, rows: Matrix) -> str:
    stochastic = all(sum(row) == 1 and min(row) >= 0 for row in rows)
    return f"{name}, {len(rows)} × {len(rows[0])}{', each row sums to 1' if stochastic else ''}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _space(dimensions: int) -> str:
    return _SPACES.get(dimensions, f"{dimensions} dimensions")


def _vector(value: Json) -> Vector:
    return tuple(Fraction(str(part)) for part in value) if isinstance(value, list) else ()


def _matrix(value: Json) -> Matrix:
    return tuple(_vector(row) for row in value) if isinstance(value, list) else ()
