"""Why a proposition is false at one instance."""

from __future__ import annotations

from collections.abc import Mapping

from toymodels.evaluate import evaluate_fraction
from toymodels.evaluate.batch import Instance, Value
from toymodels.statements.language import (
    BoolSort,
    Compare,
    Connective,
    Definition,
    FinSort,
    Logic,
    Quantifier,
    Quantity,
    Sort,
    Term,
)


def explain(prop: Term, definitions: Mapping[str, Definition], instance: Instance) -> str:
    """The innermost part of the false proposition `prop` that fails, with its values: `1 ≤ 1/2 fails at i = 0`."""
    return _explain(prop, definitions, instance, ())


def _explain(prop: Term, definitions: Mapping[str, Definition], instance: Instance, places: tuple[str, ...]) -> str:
    match prop:
        case Quantifier(Quantity.FORALL, var, body):
            for value in _elements(var.sort, definitions, instance):
                inner = Instance({**instance.values, var.name: value})
                if not evaluate_fraction(body, definitions, inner):
                    return _explain(body, definitions, inner, (*places, f"{var.name} = {value}"))
        case Connective(Logic.AND, left, right):
            part = right if evaluate_fraction(left, definitions, instance) else left
            return _explain(part, definitions, instance, places)
        case Connective(Logic.IMPLIES, _, right):
            return _explain(right, definitions, instance, places)
        case Compare(op, left, right):
            values = [show(evaluate_fraction(side, definitions, instance)) for side in (left, right)]
            return _at(f"{values[0]} {op.value} {values[1]}", places)
        case Connective(Logic.IFF, left, right):
            values = [show(evaluate_fraction(side, definitions, instance)) for side in (left, right)]
            return _at(f"{values[0]} ↔ {values[1]}", places)
        case _:
            pass
    return _at("the conclusion", places)


def show(value: Value) -> str:
    """A value as people write it."""
    return f"({', '.join(map(show, value))})" if isinstance(value, tuple) else str(value)


def _elements(sort: Sort, definitions: Mapping[str, Definition], instance: Instance) -> range | tuple[bool, bool]:
    match sort:
        case FinSort(bound):
            return range(int(str(evaluate_fraction(bound, definitions, instance))))
        case BoolSort():
            return (False, True)
        case _:
            return range(0)


def _at(text: str, places: tuple[str, ...]) -> str:
    return f"{text} fails at {', '.join(places)}" if places else f"{text} fails"
