"""One instance of a statement, looked at closely: which hypotheses hold, and what both sides of the conclusion are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral
from typing import cast

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Instance, Value
from toymodels.evaluate.convert import shape_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.evaluate.oracle import oracle_value
from toymodels.statements.language import (
    BoolSort,
    Compare,
    Connective,
    FieldSort,
    FinSort,
    IntSort,
    Logic,
    NatSort,
    PropSort,
    Quantifier,
    Quantity,
    Sort,
    Statement,
    Term,
    Var,
)
from toymodels.statements.walk import entry_sort

Values = Instance | Mapping[str, object]
"""An instance, or values by variable name: integers, fractions, strings like `"1/2"`, nested sequences of them."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison in a conclusion, at one choice of the bound variables around it.

    Attributes:
        place: the values of those variables.
        left: the value of the left side; `relation` is `=`, `≠`, `≤`, `<` or `↔`.
        right: the value of the right side.
        holds: whether it is true.
    """

    place: Mapping[str, Value]
    left: Value
    relation: str
    right: Value
    holds: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a statement says of one instance, exactly.

    Attributes:
        instance: the instance, with exact values.
        hypotheses: whether each hypothesis holds, by name.
        conclusion: whether the conclusion holds.
        comparisons: the comparisons that the conclusion makes, below `∀`, `∧` and the right of `→`, where their left
            is true; empty if it is built otherwise.
    """

    instance: Instance
    hypotheses: Mapping[str, bool]
    conclusion: bool
    comparisons: tuple[Comparison, ...]

    @property
    def applies(self) -> bool:
        """Whether every hypothesis holds, so that the theorem speaks of this instance."""
        return all(self.hypotheses.values())

    @property
    def refutes(self) -> bool:
        """Whether this instance is a counterexample: every hypothesis holds and the conclusion does not."""
        return self.applies and not self.conclusion


def evaluate_instance(statement: Statement, values: Values) -> Evaluation:
    """Evaluate hypotheses and conclusion of `statement` at given values, exactly, in plain fractions.

    Raises:
        StatementError: a variable has no value, a value has another shape than its variable or is not exact, or
            there is a value for something else than a variable.
    """
    instance = exact_instance(statement, values)
    evaluator = Evaluator(statement.definitions)
    return Evaluation(
        instance,
        {h.name: bool(evaluator.oracle(h.prop, instance)) for h in statement.hypotheses},
        bool(evaluator.oracle(statement.conclusion, instance)),
        tuple(_comparisons(statement.conclusion, evaluator, instance, {})),
    )


def exact_instance(statement: Statement, values: Values) -> Instance:
    """The values as an instance of `statement`: fractions and tuples of the shapes that its variables ask for.

    Raises:
        StatementError: as `evaluate_instance`.
    """
    given = values.values if isinstance(values, Instance) else values
    names = [var.name for var in statement.variables]
    for name in given:
        if name not in names:
            raise StatementError(f"{statement.name} has no variable {name!r}; it has {', '.join(names)}")
    exact: dict[str, Value] = {}
    for var in statement.variables:
        if var.name not in given:
            raise StatementError(f"{statement.name}: no value for {var.name}; it needs {', '.join(names)}")
        sizes = {name: cast(int, value) for name, value in exact.items() if not isinstance(value, tuple)}
        exact[var.name] = _exact(given[var.name], var, shape_of(var.sort, sizes), sizes)
    return Instance(exact)


def _exact(value: object, var: Var, shape: tuple[int, ...], sizes: Mapping[str, int]) -> Value:
    if not shape:
        return _scalar(value, var.name, entry_sort(var.sort), sizes)
    if hasattr(value, "tolist"):
        value = cast("object", value.tolist())  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise StatementError(f"{var.name}: expected {shape[0]} values, found {value!r}")
    parts = cast("Sequence[object]", value)
    if len(parts) != shape[0]:
        raise StatementError(f"{var.name}: expected {shape[0]} values, found {len(parts)}: {value!r}")
    return tuple(_exact(part, var, shape[1:], sizes) for part in parts)


def _scalar(value: object, name: str, sort: Sort, sizes: Mapping[str, int]) -> Value:
    match sort:
        case BoolSort() | PropSort():
            if isinstance(value, bool):
                return value
            raise StatementError(f"{name}: expected True or False, found {value!r}")
        case FieldSort():
            return _fraction(value, name)
        case _:
            if isinstance(value, bool) or not isinstance(value, Integral):
                kind = "an integer" if isinstance(sort, IntSort) else "a natural number"
                raise StatementError(f"{name}: expected {kind}, found {value!r}")
            number = int(value)
            if isinstance(sort, IntSort):
                return number
            limit = oracle_value(sort.bound, {}, Instance(sizes)) if isinstance(sort, FinSort) else None
            if number < 0 or (isinstance(limit, int) and number >= limit):
                wanted = "a natural number" if isinstance(sort, NatSort) else f"a natural number below {limit}"
                raise StatementError(f"{name}: expected {wanted}, found {number}")
            return number


def _fraction(value: object, name: str) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, Integral | Fraction | str):
        hint = f"; write Fraction({value!r}) if you mean that binary number" if isinstance(value, float) else ""
        raise StatementError(
            f"{name}: expected an integer, a Fraction or a string such as '1/2', found {value!r}{hint}"
        )
    try:
        return Fraction(value) if isinstance(value, str | Fraction) else Fraction(int(value))
    except (ValueError, ZeroDivisionError) as error:
        raise StatementError(f"{name}: {value!r} is not a rational number; write it as '1/2' or '-3'") from error


def _comparisons(
    prop: Term, evaluator: Evaluator, instance: Instance, place: Mapping[str, Value]
) -> Iterator[Comparison]:
    def value(term: Term) -> Value:
        return evaluator.oracle(term, instance)

    match prop:
        case Quantifier(Quantity.FORALL, var, body) if isinstance(var.sort, FinSort | BoolSort):
            for element in evaluator.elements(var, instance):
                inner = Instance({**instance.values, var.name: element})
                yield from _comparisons(body, evaluator, inner, {**place, var.name: element})
        case Connective(Logic.AND, left, right):
            yield from _comparisons(left, evaluator, instance, place)
            yield from _comparisons(right, evaluator, instance, place)
        case Connective(Logic.IMPLIES, left, right):
            if value(left):
                yield from _comparisons(right, evaluator, instance, place)
        case Compare(op, left, right):
            yield Comparison(place, value(left), op.value, value(right), bool(value(prop)))
        case Connective(Logic.IFF, left, right):
            yield Comparison(place, value(left), "↔", value(right), bool(value(prop)))
        case _:
            return
