"""Statements at fixed sizes: polynomial identities proved for all values, both sides shown, by SymPy.

Once every size is a number, sums and quantifiers unroll, and a field variable is a table of symbols. Where the
conclusion then consists of equations between polynomials, expanding them decides it for all values at once: the zero
polynomial vanishes in every field, and another one is nonzero somewhere in every ordered field, which is infinite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, cast

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Value
from toymodels.evaluate.convert import shape_of
from toymodels.evaluate.expressions import (
    Environment,
    Expression,
    NotSymbolicError,
    Symbolic,
    Writer,
    load_sympy,
    symbol_name,
)
from toymodels.evaluate.oracle import definition_of
from toymodels.statements.language import (
    Call,
    Compare,
    Connective,
    FieldSort,
    FunSort,
    Logic,
    NatSort,
    Quantifier,
    Quantity,
    Relation,
    Sort,
    Statement,
    Term,
    Var,
)
from toymodels.statements.walk import entry_sort, is_field_valued, sort_of

MOST_CASES = 4096
"""How many values of the discrete variables a proof goes through; above that it does not apply."""


@dataclass(frozen=True, slots=True)
class Equation:
    """A comparison of the conclusion at one choice of its bound variables, both sides as SymPy expressions.

    place: those variables' values; relation: `=`, `≠`, `≤` or `<`.
    """

    place: Mapping[str, Value]
    left: Expression
    relation: str
    right: Expression

    def __str__(self) -> str:
        at = ", ".join(f"{name} = {value}" for name, value in self.place.items())
        return f"{self.left} {self.relation} {self.right}" + (f" at {at}" if at else "")


@dataclass(frozen=True, slots=True)
class ProvedAtSizes:
    """Every equation of the conclusion is an identity of polynomials: it holds for all values at these sizes."""

    sizes: Mapping[str, int]
    equations: int


@dataclass(frozen=True, slots=True)
class NoIdentity:
    """The sides of an equation are different polynomials, and no hypothesis restricts the variables: it is false.

    difference: left side minus right side, expanded, which is not zero.
    """

    sizes: Mapping[str, int]
    equation: Equation
    difference: Expression


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The statement is not a polynomial identity at these sizes, or holds only under hypotheses; nothing is claimed."""

    reason: str


SymbolicVerdict = ProvedAtSizes | NoIdentity | NotApplicable


def prove_identity(statement: Statement, sizes: Mapping[str, int]) -> SymbolicVerdict:
    """Prove `statement` for all field values at fixed sizes, by expanding both sides of its equations.

    Hypotheses about sizes, indices and other discrete variables are respected. Those about field values cannot be used:
    an equation that is not an identity by itself is then `NotApplicable`.

    Raises:
        StatementError: `sizes` lacks a `Nat` variable or names something else.
        ToyModelsError: SymPy is not installed.
    """
    reading = _Reading(statement, sizes)
    try:
        cases = reading.cases()
        equations = [(case, equation) for case in cases for equation in reading.equations(case)]
        for case, equation in equations:
            difference = reading.difference(equation)
            if difference != 0:
                free = reading.field_hypotheses(case)
                if free:
                    names = ", ".join(free)
                    return NotApplicable(f"{equation} is not an identity by itself; it may follow from {names}")
                return NoIdentity(dict(sizes), equation, difference)
    except NotSymbolicError as obstacle:
        return NotApplicable(str(obstacle))
    if not cases:
        return NotApplicable(f"no values of the discrete variables satisfy the hypotheses at {dict(sizes)}")
    return ProvedAtSizes(dict(sizes), len(equations))


def symbolic_sides(statement: Statement, sizes: Mapping[str, int]) -> list[Equation]:
    """The comparisons that the conclusion makes at fixed sizes, both sides as expressions, not expanded.

    Raises:
        StatementError: `sizes` lacks a `Nat` variable or names something else, or the conclusion has no such form.
        ToyModelsError: SymPy is not installed.
    """
    reading = _Reading(statement, sizes)
    try:
        return [equation for case in reading.cases() for equation in reading.comparisons(case)]
    except NotSymbolicError as obstacle:
        raise StatementError(f"{statement.name} has no symbolic form at {dict(sizes)}: {obstacle}") from obstacle


class _Reading:
    """A statement at fixed sizes."""

    def __init__(self, statement: Statement, sizes: Mapping[str, int]) -> None:
        needed = [var.name for var in statement.variables if isinstance(var.sort, NatSort)]
        if sorted(needed) != sorted(sizes):
            raise StatementError(
                f"{statement.name}: sizes must give {', '.join(needed) or 'nothing'}; found {dict(sizes)}"
            )
        self._sympy: Any = load_sympy()
        self._statement = statement
        self._sizes = sizes
        self._writer = Writer(self._sympy, statement.definitions)
        self._symbols: dict[Expression, None] = {}
        self._tables: dict[str, Symbolic] = {}

    def cases(self) -> list[Environment]:
        """Every choice of the discrete variables that satisfies the hypotheses about them."""
        choices: list[Mapping[str, Symbolic]] = [dict(self._sizes)]
        for var in self._statement.variables:
            if not isinstance(var.sort, NatSort):
                options = [self._options(var, choice) for choice in choices]
                choices = [
                    {**choice, var.name: option}
                    for choice, several in zip(choices, options, strict=True)
                    for option in several
                ]
                if len(choices) > MOST_CASES:
                    raise NotSymbolicError(f"the discrete variables have more than {MOST_CASES} values")
        return [case for case in choices if not self._excluded(case)]

    def equations(self, case: Environment) -> Iterator[Equation]:
        """The equations that remain to be proved in a case."""
        for comparison in self.comparisons(case):
            if comparison.relation != Relation.EQ.value:
                raise NotSymbolicError(f"the conclusion asks for {comparison.relation!r}, which is not an equation")
            yield comparison

    def comparisons(self, case: Environment) -> Iterator[Equation]:
        """The field comparisons of the conclusion in a case; what is decided already, and true, is left out."""
        return self._parts(self._statement.conclusion, case, {})

    def field_hypotheses(self, case: Environment) -> list[str]:
        """The names of hypotheses that say something about field values."""
        return [h.name for h in self._statement.hypotheses if not isinstance(self._truth(h.prop, case), bool)]

    def difference(self, equation: Equation) -> Expression:
        """Left side minus right side as an expanded polynomial."""
        sympy, whole = self._sympy, equation.left - equation.right
        try:
            return sympy.Poly(whole, *self._symbols, sympy.Symbol("_"), domain="QQ").as_expr()
        except sympy.PolynomialError as error:
            raise NotSymbolicError(f"{equation} is not an equation of polynomials") from error

    def _excluded(self, case: Environment) -> bool:
        return any(self._truth(h.prop, case) is False for h in self._statement.hypotheses)

    def _truth(self, prop: Term, case: Environment) -> bool | None:
        """Whether a proposition is true, or None if that depends on field values or has no symbolic form."""
        try:
            value = self._writer.prop(prop, case)
        except NotSymbolicError:
            return None
        return value if isinstance(value, bool) else None

    def _options(self, var: Var, choice: Mapping[str, Symbolic]) -> Sequence[Symbolic]:
        """The values of a discrete variable, or the one table of symbols of a field variable."""
        if is_field_valued(var):
            if var.name not in self._tables:
                self._tables[var.name] = self._unknown(var.name, (), var.sort, choice)
            return [self._tables[var.name]]
        try:
            shape = shape_of(var.sort, cast("Mapping[str, int]", choice))
        except StatementError as error:
            raise NotSymbolicError(f"{var.name}: {error}") from error
        entries = list(self._writer.elements(Var(var.name, entry_sort(var.sort)), choice))
        count = prod(shape)
        if len(entries) ** count > MOST_CASES:
            raise NotSymbolicError(f"{var.name} has more than {MOST_CASES} values")
        return [_nested(list(flat), shape) for flat in product(entries, repeat=count)]

    def _unknown(self, name: str, indices: tuple[int, ...], sort: Sort, choice: Mapping[str, Symbolic]) -> Symbolic:
        """A symbol, or a table of symbols; where it has a value for each natural number, they are made when needed."""
        match sort:
            case FunSort(NatSort(), codomain):

                def at(argument: Symbolic) -> Symbolic:
                    if isinstance(argument, bool) or not isinstance(argument, int):
                        raise NotSymbolicError("an argument depends on field values")
                    return self._unknown(name, (*indices, argument), codomain, choice)

                return at
            case FunSort(domain, codomain):
                count = len(self._writer.elements(Var(name, domain), choice))
                return tuple(self._unknown(name, (*indices, index), codomain, choice) for index in range(count))
            case _:
                symbol = self._sympy.Symbol(symbol_name(name, indices), real=True)
                self._symbols[symbol] = None
                return symbol

    def _parts(self, prop: Term, env: Environment, place: Mapping[str, Value]) -> Iterator[Equation]:
        match prop:
            case Quantifier(Quantity.FORALL, var, body):
                for value in self._writer.elements(var, env):
                    yield from self._parts(body, {**env, var.name: value}, {**place, var.name: cast(int, value)})
            case Connective(Logic.AND, left, right):
                yield from self._parts(left, env, place)
                yield from self._parts(right, env, place)
            case Connective(Logic.IMPLIES, left, right):
                truth = self._truth(left, env)
                if truth is None:
                    raise NotSymbolicError("the conclusion has a condition on field values")
                if truth:
                    yield from self._parts(right, env, place)
            case Call(name, args):
                definition = definition_of(name, self._statement.definitions)
                values = (self._writer.term(arg, env) for arg in args)
                inner = {param.name: value for param, value in zip(definition.params, values, strict=True)}
                yield from self._parts(definition.body, inner, place)
            case Compare(op, left, right) if isinstance(sort_of(left), FieldSort):
                yield Equation(place, self._writer.number(left, env), op.value, self._writer.number(right, env))
            case _:
                truth = self._truth(prop, env)
                if truth is None:
                    raise NotSymbolicError("the conclusion is not an equation, nor built of some by ∀, ∧ and →")
                if not truth:
                    raise NotSymbolicError("a part of the conclusion about discrete values is false")


def _nested(flat: list[Symbolic], shape: tuple[int, ...]) -> Symbolic:
    """A flat list, used up from the front, as nested tuples."""
    if not shape:
        return flat.pop(0)
    return tuple(_nested(flat, shape[1:]) for _ in range(shape[0]))
