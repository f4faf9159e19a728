"""Statements as trees of JSON data, and back, with nothing lost.

A term is `{"is": KIND, ..}`, where `KIND` is the name of a class of `toymodels.statements.language` and the other keys
are its fields; operations and relations are the symbols `+`, `≤`, `∧`, `∀` and so on. The sort of a variable stands
where it is bound (`{"name": .., "sort": ..}`), not where it is used. A sort is `"Nat"`, `"Field"`, `"Prop"`, `"Bool"`,
`{"below": TERM}` for `Fin TERM`, or `{"from": SORT, "to": SORT}` for functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from typing import Any, get_args

from toymodels.errors import StatementError
from toymodels.statements.language import (
    BOOL,
    FIELD,
    INT,
    NAT,
    PROP,
    Arith,
    BoolSort,
    Compare,
    Connective,
    Count,
    Definition,
    FieldSort,
    FinSort,
    FunSort,
    Hypothesis,
    IntSort,
    Logic,
    NatSort,
    Operation,
    PropSort,
    Quantifier,
    Quantity,
    Relation,
    Sort,
    Statement,
    Term,
    Var,
)

Json = Any
Scope = Mapping[str, Var]

_SORTS: Mapping[str, Sort] = {"Nat": NAT, "Int": INT, "Field": FIELD, "Prop": PROP, "Bool": BOOL}
_KINDS: Mapping[str, type[Any]] = {kind.__name__: kind for kind in (*get_args(Term), Count)}
_SYMBOLS: Mapping[type[Any], type[Enum]] = {
    Arith: Operation,
    Compare: Relation,
    Connective: Logic,
    Quantifier: Quantity,
}
_BINDERS = frozenset({"var", "pred"})
"""The fields that bind a variable in the fields after them."""


def kinds() -> dict[str, tuple[tuple[str, ...], str]]:
    """The kinds of terms: the names of their parts, and what they mean."""
    return {name: (_parts(kind), " ".join((kind.__doc__ or "").split())) for name, kind in _KINDS.items()}


def to_tree(statement: Statement) -> dict[str, Json]:
    """A JSON object: `{"variables", "hypotheses", "conclusion", "definitions"}`."""
    return {
        "variables": [_bound(var) for var in statement.variables],
        "hypotheses": [{"name": each.name, "term": _term(each.prop)} for each in statement.hypotheses],
        "conclusion": _term(statement.conclusion),
        "definitions": {
            name: {
                "name": definition.name,
                "params": [_bound(var) for var in definition.params],
                "sort": _sort(definition.sort),
                "body": _term(definition.body),
                "lean_form": definition.lean_form,
            }
            for name, definition in statement.definitions.items()
        },
    }


def from_tree(name: str, tree: Mapping[str, Json]) -> Statement:
    """The statement called `name` whose `to_tree` is `tree`.

    Raises:
        StatementError: `tree` is not such an object.
    """
    try:
        variables, scope = _variables(tree["variables"])
        return Statement(
            name,
            variables,
            tuple(Hypothesis(each["name"], _read_term(each["term"], scope)) for each in tree["hypotheses"]),
            _read_term(tree["conclusion"], scope),
            {key: _definition(each) for key, each in tree["definitions"].items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise StatementError(
            f"the tree of {name} cannot be read ({type(error).__name__}: {error}); it is not one that `to_tree` gives"
        ) from error


def _bound(var: Var) -> Json:
    return {"name": var.name, "sort": _sort(var.sort)}


def _sort(sort: Sort) -> Json:
    match sort:
        case NatSort() | IntSort() | FieldSort() | PropSort() | BoolSort():
            return type(sort).__name__.removesuffix("Sort")
        case FinSort(bound):
            return {"below": _term(bound)}
        case FunSort(domain, codomain):
            return {"from": _sort(domain), "to": _sort(codomain)}


def _term(term: Term) -> Json:
    parts = {part: _part(part, getattr(term, part)) for part in _parts(type(term))}
    return {"is": type(term).__name__, **parts}


def _parts(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a class of terms, without the sort of a variable that is used."""
    return ("name",) if kind is Var else tuple(each.name for each in fields(kind))


def _part(name: str, value: Any) -> Json:
    if name == "sort":
        return _sort(value)
    if name in _BINDERS:
        return _bound(value)
    if isinstance(value, Enum):
        return value.value
    if name == "args":
        return [_term(argument) for argument in value]
    if name == "constructors":
        return list(value)
    return value if isinstance(value, str | int) else _term(value)


def _variables(data: Json) -> tuple[tuple[Var, ...], Scope]:
    """Variables in binding order, of which each sort may mention earlier ones."""
    scope: dict[str, Var] = {}
    for each in data:
        scope[each["name"]] = _read_bound(each, scope)
    return tuple(scope.values()), scope


def _definition(data: Json) -> Definition:
    params, scope = _variables(data["params"])
    return Definition(
        data["name"], params, _read_term(data["body"], scope), _read_sort(data["sort"], scope), data["lean_form"]
    )


def _read_bound(data: Json, scope: Scope) -> Var:
    return Var(data["name"], _read_sort(data["sort"], scope))


def _read_sort(data: Json, scope: Scope) -> Sort:
    if isinstance(data, str):
        return _SORTS[data]
    if "below" in data:
        return FinSort(_read_term(data["below"], scope))
    return FunSort(_read_sort(data["from"], scope), _read_sort(data["to"], scope))


def _read_term(data: Json, scope: Scope) -> Term:
    kind = _KINDS[data["is"]]
    if kind is Var:
        return scope[data["name"]]
    values: dict[str, Any] = {}
    for part in _parts(kind):
        told = data[part]
        if part == "sort":
            values["sort"] = _read_sort(told, scope)
        elif part in _BINDERS:
            var = _read_bound(told, scope)
            values[part] = var
            scope = {**scope, var.name: var}
        elif part in {"op", "kind"}:
            values[part] = _SYMBOLS[kind](told)
        elif part == "constructors":
            values[part] = tuple(told)
        elif part == "args":
            values["args"] = tuple(_read_term(argument, scope) for argument in told)
        else:
            values[part] = told if isinstance(told, str | int) else _read_term(told, scope)
    return kind(**values)
