"""Statements at fixed sizes as expressions of z3: sums and quantifiers unrolled, definitions inlined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial, reduce
from typing import Any, cast

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Value
from toymodels.evaluate.convert import shape_of
from toymodels.evaluate.elements import elements
from toymodels.evaluate.oracle import connect, divide, field_arithmetic, int_arithmetic, nat_arithmetic
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
    FieldSort,
    FinMk,
    FinSort,
    FinVal,
    If,
    IntSort,
    Inv,
    Lambda,
    Logic,
    NatSort,
    Neg,
    Not,
    Numeral,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Sort,
    Sum,
    Term,
    ToNat,
    Truth,
    Var,
)
from toymodels.statements.walk import entry_sort, sort_of

_MOST_NODES = 30_000
_LARGEST_EXPONENT = 16

Symbolic = Any
"""A Python number or truth value, an expression of z3, a tuple of those (a table), or a Python function."""


class TooLarge(Exception):
    """The statement has no form of moderate size for the solver."""


class Unrolling:
    """Terms as expressions of z3; what is known stays a Python number."""

    def __init__(self, z3: Any, definitions: Mapping[str, Definition]) -> None:
        self._z3 = z3
        self._definitions = definitions
        self._nodes = 0
        self.ranges: list[Any] = []
        self.reals: list[Any] = []

    def unknown(self, var: Var, sizes: Mapping[str, Symbolic]) -> Symbolic:
        """A table of unknowns for a variable."""
        known = {name: value for name, value in sizes.items() if isinstance(value, int)}
        entry = entry_sort(var.sort)
        bound = self._size(entry.bound, sizes) if isinstance(entry, FinSort) else 0

        def table(shape: tuple[int, ...], name: str) -> Symbolic:
            if shape:
                return tuple(table(shape[1:], f"{name} {index}") for index in range(shape[0]))
            return self._scalar(entry, bound, name)

        return table(shape_of(var.sort, known), var.name)

    def _scalar(self, sort: Sort, bound: int, name: str) -> Any:
        match sort:
            case FieldSort():
                self.reals.append(self._z3.Real(name))
                return self.reals[-1]
            case BoolSort():
                return self._z3.Bool(name)
            case IntSort():
                return self._z3.Int(name)
            case FinSort() | NatSort():
                index = self._z3.Int(name)
                self.ranges.append(index >= 0)
                if isinstance(sort, FinSort):
                    self.ranges.append(index < bound)
                return index
            case _:
                raise TooLarge

    def truth(self, term: Term, env: Mapping[str, Symbolic]) -> Any:
        """`term` as a proposition of z3 or a Python truth value."""
        return self._of(term, env)

    def negated(self, value: Symbolic) -> Any:
        """The negation."""
        return not value if isinstance(value, bool) else self._z3.Not(value)

    def _of(self, term: Term, env: Mapping[str, Symbolic]) -> Symbolic:
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            raise TooLarge
        match term:
            case Var(name):
                return env[name]
            case Numeral(value, sort):
                return Fraction(value) if isinstance(sort, FieldSort) else value
            case Truth(value):
                return value
            case Arith():
                return self._arithmetic(term, env)
            case Neg(arg):
                return -self._of(arg, env)
            case Inv(arg):
                return self._divided(Fraction(1), self._of(arg, env))
            case ToNat(arg):
                value = self._of(arg, env)
                return self._either(value >= 0, value, 0)
            case Cast(arg, IntSort()):
                return self._of(arg, env)
            case Cast(arg):
                value = self._of(arg, env)
                return Fraction(value) if isinstance(value, int) else self._z3.ToReal(value)
            case FinVal(arg):
                return self._of(arg, env)
            case FinMk(value, _):
                return self._of(value, env)
            case Not(arg):
                return self.negated(self._of(arg, env))
            case Compare(op, left, right):
                return self._compared(op, self._of(left, env), self._of(right, env))
            case Connective(op, left, right):
                return self._connected(op, left, right, env)
            case If(condition, yes, no):
                return self._chosen(self._of(condition, env), lambda: self._of(yes, env), lambda: self._of(no, env))
            case _:
                return self._structural(term, env)

    def _structural(self, term: Term, env: Mapping[str, Symbolic]) -> Symbolic:
        """Binders, applications and calls."""
        match term:
            case Quantifier(kind, var, body):
                op = Logic.AND if kind is Quantity.FORALL else Logic.OR
                cases = (self._of(body, {**env, var.name: value}) for value in self._elements(var, env))
                return reduce(lambda left, right: self._joined(op, left, right), cases, op is Logic.AND)
            case Sum(var, body):
                terms = (self._of(body, {**env, var.name: value}) for value in self._elements(var, env))
                nothing = Fraction(0) if isinstance(sort_of(body), FieldSort) else 0
                return reduce(self._added, terms, nothing)
            case Lambda(var, body):
                if isinstance(var.sort, FinSort | BoolSort):
                    return tuple(self._of(body, {**env, var.name: value}) for value in self._elements(var, env))
                return partial(self._under, var, body, env)
            case Apply(fn, arg):
                return self._applied(self._of(fn, env), self._of(arg, env))
            case CaseNat(scrutinee, zero, pred, succ):
                number = self._size(scrutinee, env)
                return self._of(zero, env) if number == 0 else self._of(succ, {**env, pred.name: number - 1})
            case Call(name, args):
                definition = self._definitions[name]
                values = [self._of(arg, env) for arg in args]
                return self._of(
                    definition.body, {param.name: value for param, value in zip(definition.params, values, strict=True)}
                )
            case _:
                raise TooLarge

    def _under(self, var: Var, body: Term, env: Mapping[str, Symbolic], value: Symbolic) -> Symbolic:
        return self._of(body, {**env, var.name: value})

    def _elements(self, var: Var, env: Mapping[str, Symbolic]) -> Sequence[Value]:
        try:
            return elements(var, lambda bound: self._size(bound, env))
        except StatementError as error:
            raise TooLarge from error

    def _size(self, term: Term, env: Mapping[str, Symbolic]) -> int:
        value = self._of(term, env)
        if not isinstance(value, int):
            raise TooLarge
        return value

    def _applied(self, fn: Symbolic, arg: Symbolic) -> Symbolic:
        if not isinstance(fn, tuple):
            return cast("Callable[[Symbolic], Symbolic]", fn)(arg)
        table = cast("tuple[Symbolic, ...]", fn)
        if isinstance(arg, int):
            return table[arg] if 0 <= arg < len(table) else self._outside()
        if not table:
            return self._outside()
        is_bool = self._z3.is_bool(arg)
        result = table[-1]
        for index in range(len(table) - 2, -1, -1):
            condition = self._z3.Not(arg) if is_bool else arg == index
            result = self._either(condition, table[index], result)
        return result

    def _outside(self) -> Symbolic:
        """The value at an index that does not exist; whatever depends on it is behind a condition that fails."""
        raise TooLarge

    def _arithmetic(self, term: Arith, env: Mapping[str, Symbolic]) -> Symbolic:
        left, right = self._of(term.left, env), self._of(term.right, env)
        if term.op is Operation.POW:
            return self._power(left, right, Fraction(1) if isinstance(term.sort, FieldSort) else 1)
        if isinstance(term.sort, NatSort):
            return self._nat(term.op, left, right)
        if isinstance(term.sort, IntSort):
            return self._int(term.op, left, right)
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return field_arithmetic(term.op, left, right)
        left, right = self._exact(left), self._exact(right)
        match term.op:
            case Operation.ADD:
                return left + right
            case Operation.SUB:
                return left - right
            case Operation.MUL:
                return left * right
            case Operation.DIV:
                return self._divided(left, right)
            case Operation.MIN:
                return self._either(left <= right, left, right)
            case Operation.MAX:
                return self._either(left <= right, right, left)
            case _:
                raise TooLarge

    def _nat(self, op: Operation, left: Symbolic, right: Symbolic) -> Symbolic:
        if isinstance(left, int) and isinstance(right, int):
            return nat_arithmetic(op, left, right)
        match op:
            case Operation.ADD:
                return left + right
            case Operation.MUL:
                return left * right
            case Operation.SUB:
                return self._either(left >= right, left - right, 0)
            case Operation.DIV | Operation.MOD if isinstance(right, int) and right > 0:
                return left / right if op is Operation.DIV else left % right
            case Operation.MIN:
                return self._either(left <= right, left, right)
            case Operation.MAX:
                return self._either(left <= right, right, left)
            case _:
                raise TooLarge

    def _int(self, op: Operation, left: Symbolic, right: Symbolic) -> Symbolic:
        """Integers; of z3's divisions only those by a known positive number are used."""
        if isinstance(left, int) and isinstance(right, int):
            return int_arithmetic(op, left, right)
        return left - right if op is Operation.SUB else self._nat(op, left, right)

    def _power(self, base: Symbolic, exponent: Symbolic, one: Fraction | int) -> Symbolic:
        if not isinstance(exponent, int) or exponent > _LARGEST_EXPONENT:
            raise TooLarge
        if isinstance(base, int | Fraction):
            return base**exponent
        return reduce(lambda product, _: product * base, range(exponent - 1), base) if exponent else one

    def _divided(self, left: Symbolic, right: Symbolic) -> Symbolic:
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return divide(left, right)
        if isinstance(right, Fraction):
            return left / self._exact(right) if right else Fraction(0)
        return self._either(right == 0, Fraction(0), self._exact(left) / right)

    def _compared(self, op: Relation, left: Symbolic, right: Symbolic) -> Symbolic:
        if isinstance(left, tuple) or isinstance(right, tuple):
            raise TooLarge
        if isinstance(left, Fraction) != isinstance(right, Fraction):
            left, right = self._exact(left), self._exact(right)
        match op:
            case Relation.EQ:
                return left == right
            case Relation.NE:
                return left != right
            case Relation.LE:
                return left <= right
            case Relation.LT:
                return left < right

    def _connected(self, op: Logic, left: Term, right: Term, env: Mapping[str, Symbolic]) -> Symbolic:
        first = self._of(left, env)
        if isinstance(first, bool) and op is not Logic.IFF and first is (op is Logic.OR):
            return first
        if first is False and op is Logic.IMPLIES:
            return True
        return self._joined(op, first, self._of(right, env))

    def _joined(self, op: Logic, left: Symbolic, right: Symbolic) -> Symbolic:
        if isinstance(left, bool) and isinstance(right, bool):
            return connect(op, left, lambda: right)
        match op:
            case Logic.AND:
                return self._z3.And(left, right)
            case Logic.OR:
                return self._z3.Or(left, right)
            case Logic.IMPLIES:
                return self._z3.Implies(left, right)
            case Logic.IFF:
                return left == right

    def _chosen(self, condition: Symbolic, yes: Callable[[], Symbolic], no: Callable[[], Symbolic]) -> Symbolic:
        if isinstance(condition, bool):
            return yes() if condition else no()
        return self._either(condition, yes(), no())

    def _either(self, condition: Symbolic, yes: Symbolic, no: Symbolic) -> Symbolic:
        if isinstance(condition, bool):
            return yes if condition else no
        if isinstance(yes, tuple) and isinstance(no, tuple):
            pairs = zip(cast("tuple[Symbolic, ...]", yes), cast("tuple[Symbolic, ...]", no), strict=True)
            return tuple(self._either(condition, left, right) for left, right in pairs)
        if isinstance(yes, partial | tuple) or isinstance(no, partial | tuple):
            raise TooLarge
        return self._z3.If(condition, self._exact(yes), self._exact(no))

    def _added(self, left: Symbolic, right: Symbolic) -> Symbolic:
        if isinstance(left, int | Fraction) and isinstance(right, int | Fraction):
            return left + right
        return self._exact(left) + self._exact(right)

    def _exact(self, value: Symbolic) -> Symbolic:
        """A fraction as a rational of z3; anything else as it is."""
        return self._z3.Q(value.numerator, value.denominator) if isinstance(value, Fraction) else value
