"""Terms as SymPy expressions at fixed sizes: sums and quantifiers unrolled, field variables as tables of symbols.

SymPy comes with the extra `sympy`; it is imported when first used. Division keeps Lean's meaning, `x / 0 = 0`, and is
never cancelled, because `x / x` is not `1`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import ModuleType
from typing import Any, cast

from toymodels.errors import StatementError, ToyModelsError
from toymodels.evaluate.batch import Instance, Value
from toymodels.evaluate.elements import elements
from toymodels.evaluate.oracle import checked_index, definition_of, int_arithmetic, nat_arithmetic
from toymodels.statements.language import (
    Apply,
    Arith,
    BoolSort,
    Call,
    CaseNat,
    Cast,
    Compare,
    Connective,
    Definition,
    Denominator,
    FieldSort,
    FinMk,
    FinSort,
    FinVal,
    FunSort,
    If,
    IntSort,
    Inv,
    Lambda,
    Logic,
    NatSort,
    Neg,
    Not,
    Numeral,
    Numerator,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Sum,
    Term,
    ToNat,
    Truth,
    Var,
)
from toymodels.statements.walk import sort_of

Expression = Any
"""A SymPy expression or Boolean: SymPy has no types of its own to name here."""

Symbolic = int | bool | Expression | tuple["Symbolic", ...] | Callable[["Symbolic"], "Symbolic"]
"""What a term means: numbers and truth values where they are known, expressions of the field's variables elsewhere."""

Environment = Mapping[str, Symbolic]


class NotSymbolicError(Exception):
    """A term has no closed expression, and why."""


def evaluate_sympy(term: Term, definitions: Mapping[str, Definition], instance: Instance) -> Value:
    """The value of `term` at one instance, by SymPy: first as an expression of symbols, then with the values put in.

    Raises:
        StatementError: the term has no symbolic form.
        ToyModelsError: SymPy is not installed.
    """
    sympy = load_sympy()
    writer = Writer(sympy, definitions)
    values: dict[Expression, Expression] = {}
    env: dict[str, Symbolic] = {}
    for name, value in instance.values.items():
        env[name] = _abstracted(sympy, name, (), value, values)
    try:
        meaning = writer.term(term, env)
    except NotSymbolicError as obstacle:
        raise StatementError(f"the term has no symbolic form: {obstacle}") from obstacle
    return _concrete(sympy, meaning, values)


def load_sympy() -> ModuleType:
    """SymPy itself.

    Raises:
        ToyModelsError: it is not installed.
    """
    try:
        return importlib.import_module("sympy")
    except ModuleNotFoundError as error:
        raise ToyModelsError(
            "symbolic proofs need SymPy, which is not installed; install it with pip install 'toymodels[sympy]'"
        ) from error


class Writer:
    """Terms as expressions."""

    def __init__(self, sympy: Any, definitions: Mapping[str, Definition]) -> None:
        self._sympy = sympy
        self._definitions = definitions

    def number(self, term: Term, env: Environment) -> Expression:
        """A field element."""
        return self._sympy.sympify(self.term(term, env))

    def nat(self, term: Term, env: Environment) -> int:
        """A natural number, an integer or an index, which must not depend on field values."""
        value = self.term(term, env)
        if isinstance(value, bool) or not isinstance(value, int):
            raise NotSymbolicError("a natural number depends on field values")
        return value

    def prop(self, term: Term, env: Environment) -> bool | Expression:
        """A proposition or Boolean, decided where it can be."""
        return self._decided(self.term(term, env))

    def elements(self, var: Var, env: Environment) -> Sequence[Value]:
        """Every value of a variable of finite sort that is not a function's."""
        if isinstance(var.sort, FunSort):
            raise NotSymbolicError("a quantifier over functions has too many cases")
        try:
            return elements(var, lambda bound: self.nat(bound, env))
        except StatementError as error:
            raise NotSymbolicError(str(error)) from error

    def term(self, term: Term, env: Environment) -> Symbolic:
        """The meaning of any term."""
        match term:
            case Var(name):
                if name not in env:
                    raise StatementError(f"variable {name!r} has no value; there are values of {sorted(env)}")
                return env[name]
            case Numeral(value, sort):
                return self._sympy.Integer(value) if isinstance(sort, FieldSort) else value
            case Truth(value):
                return value
            case Arith() | Neg() | Inv() | Cast() | ToNat():
                return self._arithmetic(term, env)
            case Numerator() | Denominator():
                raise NotSymbolicError("it speaks of numerators or denominators")
            case FinVal(arg):
                return self.nat(arg, env)
            case FinMk(value, bound):
                return checked_index(self.nat(value, env), self.nat(bound, env))
            case Compare() | Connective() | Not() | Quantifier():
                return self._logic(term, env)
            case If(condition, yes, no):
                return self._choice(self.prop(condition, env), yes, no, env)
            case Sum(var, body):
                return self._sympy.Add(*(self.number(body, {**env, var.name: i}) for i in self.elements(var, env)))
            case Lambda(var, body):
                if isinstance(var.sort, FinSort | BoolSort):
                    return tuple(self.term(body, {**env, var.name: value}) for value in self.elements(var, env))
                return lambda value: self.term(body, {**env, var.name: value})
            case Apply(fn, arg):
                return self._apply(self.term(fn, env), self.term(arg, env))
            case CaseNat(scrutinee, zero, pred, succ):
                n = self.nat(scrutinee, env)
                return self.term(zero, env) if n == 0 else self.term(succ, {**env, pred.name: n - 1})
            case Call(name, args):
                definition = definition_of(name, self._definitions)
                values = (self.term(arg, env) for arg in args)
                inner = {param.name: value for param, value in zip(definition.params, values, strict=True)}
                return self.term(definition.body, inner)

    def _arithmetic(self, term: Arith | Neg | Inv | Cast | ToNat, env: Environment) -> Symbolic:
        match term:
            case Arith(op, left, right, NatSort()):
                return nat_arithmetic(op, self.nat(left, env), self.nat(right, env))
            case Arith(op, left, right, IntSort()):
                return int_arithmetic(op, self.nat(left, env), self.nat(right, env))
            case Neg(arg) if isinstance(sort_of(arg), IntSort):
                return -self.nat(arg, env)
            case Arith(Operation.POW, left, right):
                return self.number(left, env) ** self.nat(right, env)
            case Arith(op, left, right):
                return self._field(op, self.number(left, env), self.number(right, env))
            case Neg(arg):
                return -self.number(arg, env)
            case Inv(arg):
                return self._quotient(self._sympy.Integer(1), self.number(arg, env))
            case Cast(arg, sort):
                number = self.nat(arg, env)
                return self._sympy.Integer(number) if isinstance(sort, FieldSort) else number
            case ToNat(arg):
                return max(self.nat(arg, env), 0)

    def _field(self, op: Operation, left: Expression, right: Expression) -> Expression:
        match op:
            case Operation.ADD:
                return left + right
            case Operation.SUB:
                return left - right
            case Operation.MUL:
                return left * right
            case Operation.DIV:
                return self._quotient(left, right)
            case Operation.MIN:
                return self._sympy.Min(left, right)
            case Operation.MAX:
                return self._sympy.Max(left, right)
            case _:
                raise StatementError(f"{op.value!r} is not an operation on two field elements")

    def _quotient(self, left: Expression, right: Expression) -> Expression:
        if right.is_number:
            return left / right if right != 0 else self._sympy.Integer(0)
        zero = self._sympy.Eq(right, 0)
        return self._sympy.Piecewise((self._sympy.Integer(0), zero), (left / right, True))

    def _logic(self, term: Compare | Connective | Not | Quantifier, env: Environment) -> bool | Expression:
        sympy = self._sympy
        match term:
            case Compare(op, left, right):
                return self._compare(op, self.term(left, env), self.term(right, env))
            case Not(arg):
                return self._decided(sympy.Not(self.prop(arg, env)))
            case Quantifier(kind, var, body):
                parts = [self.prop(body, {**env, var.name: value}) for value in self.elements(var, env)]
                return self._decided(sympy.And(*parts) if kind is Quantity.FORALL else sympy.Or(*parts))
            case Connective(op, left, right):
                first = self.prop(left, env)
                deciding = {Logic.AND: (False, False), Logic.OR: (True, True), Logic.IMPLIES: (False, True)}
                if op in deciding and first is deciding[op][0]:
                    return deciding[op][1]
                join = {Logic.AND: sympy.And, Logic.OR: sympy.Or, Logic.IMPLIES: sympy.Implies}
                return self._decided(join.get(op, sympy.Equivalent)(first, self.prop(right, env)))

    def _compare(self, op: Relation, left: Symbolic, right: Symbolic) -> bool | Expression:
        sympy = self._sympy
        if isinstance(left, tuple) or callable_function(left):
            raise StatementError(f"{op.value!r} compares scalars only")
        if self._is_boolean(left):
            same = self._decided(sympy.Equivalent(left, right))
            return same if op is Relation.EQ else self._decided(sympy.Not(same))
        compare = {Relation.EQ: sympy.Eq, Relation.NE: sympy.Ne, Relation.LE: sympy.Le, Relation.LT: sympy.Lt}[op]
        return self._decided(compare(sympy.sympify(left), sympy.sympify(right)))

    def _is_boolean(self, value: Symbolic) -> bool:
        return isinstance(value, bool | self._sympy.logic.boolalg.Boolean) and not getattr(value, "is_Symbol", False)

    def _choice(self, condition: bool | Expression, yes: Term, no: Term, env: Environment) -> Symbolic:
        if isinstance(condition, bool):
            return self.term(yes if condition else no, env)
        return self._either(condition, self.term(yes, env), self.term(no, env))

    def _either(self, condition: Expression, yes: Symbolic, no: Symbolic) -> Symbolic:
        if isinstance(yes, tuple):
            pairs = zip(cast("tuple[Symbolic, ...]", yes), cast("tuple[Symbolic, ...]", no), strict=True)
            return tuple(self._either(condition, *pair) for pair in pairs)
        if self._is_boolean(yes):
            return self._decided(self._sympy.ITE(condition, yes, no))
        if isinstance(yes, int) or callable_function(yes):
            if yes == no:
                return yes
            raise NotSymbolicError("a natural number or a function depends on field values")
        return self._sympy.Piecewise((yes, condition), (no, True))

    def _apply(self, function: Symbolic, argument: Symbolic) -> Symbolic:
        if isinstance(function, tuple):
            table = cast("tuple[Symbolic, ...]", function)
            if isinstance(argument, int):
                return table[checked_index(int(argument), len(table))]
            if self._is_boolean(argument):
                return self._either(argument, table[1], table[0])
            raise NotSymbolicError("an index depends on field values")
        if callable_function(function):
            return cast("Callable[[Symbolic], Symbolic]", function)(argument)
        raise StatementError("something that is not a function is applied to an argument")

    def _decided(self, value: Symbolic) -> bool | Expression:
        """A truth value as Python's where SymPy has decided it."""
        if value is self._sympy.true or value is self._sympy.false:
            return bool(value)
        return value


def callable_function(value: Symbolic) -> bool:
    """Whether a meaning is a function on an infinite sort (SymPy's symbols can be called as well, and are none)."""
    return callable(value) and not hasattr(value, "free_symbols")


def symbol_name(name: str, indices: tuple[int, ...]) -> str:
    """What an entry of a variable is called; no name in Lean has brackets, so that no two symbols are confused."""
    return f"{name}[{', '.join(map(str, indices))}]" if indices else name


def _abstracted(
    sympy: Any, name: str, indices: tuple[int, ...], value: Value, values: dict[Expression, Expression]
) -> Symbolic:
    """The value with a symbol in the place of each fraction; which symbol stands for what goes into `values`."""
    match value:
        case Fraction():
            symbol = sympy.Symbol(symbol_name(name, indices), real=True)
            values[symbol] = sympy.Rational(value.numerator, value.denominator)
            return symbol
        case tuple():
            return tuple(_abstracted(sympy, name, (*indices, at), part, values) for at, part in enumerate(value))
        case _:
            return value


def _concrete(sympy: Any, meaning: Symbolic, values: Mapping[Expression, Expression]) -> Value:
    """An expression's value once the symbols have theirs."""
    if isinstance(meaning, tuple):
        return tuple(_concrete(sympy, part, values) for part in cast("tuple[Symbolic, ...]", meaning))
    if isinstance(meaning, bool | int):
        return meaning
    if callable_function(meaning):
        raise StatementError("the value is a function on an infinite sort, which has no table; apply it to an argument")
    put_in: Any = cast(Any, meaning).xreplace(dict(values)).doit()
    if put_in in (sympy.true, sympy.false):
        return bool(put_in)
    if not put_in.is_Rational:
        raise StatementError(f"SymPy leaves {put_in} where a rational number should be")
    return Fraction(int(put_in.p), int(put_in.q))
