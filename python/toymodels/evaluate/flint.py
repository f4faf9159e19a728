"""One instance at a time with `flint.fmpq`: integers of any size, for what the batched evaluator leaves over.

A term is turned into nested Python closures once, then called for each instance. A frame is a list with a slot for
each variable in scope. A call that does not depend on the binder around it is evaluated once for all of that binder's
values: its slot is emptied whenever a binder that it does depend on moves on.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, cast

from flint import fmpq

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Instance, Value
from toymodels.evaluate.depth import on_a_large_stack
from toymodels.evaluate.elements import elements
from toymodels.evaluate.oracle import checked_index, definition_of, denote, int_arithmetic, nat_arithmetic
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
    Sort,
    Sum,
    Term,
    ToNat,
    Truth,
    Var,
)
from toymodels.statements.walk import bounds, free_variables, is_finite, sort_of

Frame = list[Any]
"""Slot values: int, bool, fmpq, a tuple (a function on a finite sort) or a callable; None in an emptied slot."""

Code = Callable[[Frame], Any]

_ZERO, _ONE = fmpq(0), fmpq(1)
_REMEMBERED_TERMS, _REMEMBERED_VALUES = 256, 4096


class Closures:
    """The closures of terms that call given definitions: those asked for last, and of every definition they need."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self.definitions = definitions
        self._bodies: dict[str, Callable[[Sequence[Any]], Any]] = {}
        self._terms: OrderedDict[Term, Callable[[Mapping[str, Value]], Any]] = OrderedDict()

    def value(self, term: Term, instance: Instance) -> Value:
        """The exact value of `term` for one instance.

        Raises:
            StatementError: as `oracle_value` does.
        """
        run = self._compiled(term)
        try:
            return _value(run(instance.values))
        except RecursionError:
            return _value(on_a_large_stack(lambda: run(instance.values)))

    def _compiled(self, term: Term) -> Callable[[Mapping[str, Value]], Any]:
        if term not in self._terms:
            self._terms[term] = self._main(term)
            if len(self._terms) > _REMEMBERED_TERMS:
                self._terms.popitem(last=False)
        self._terms.move_to_end(term)
        return self._terms[term]

    def _main(self, term: Term) -> Callable[[Mapping[str, Value]], Any]:
        """`term` as a function of the values of its free variables."""
        variables = tuple(free_variables(term).values())
        body = _Scope(self, variables).function(term)

        def run(values: Mapping[str, Value]) -> Any:
            missing = [var.name for var in variables if var.name not in values]
            if missing:
                raise StatementError(
                    f"variables {missing} have no value; the instance gives values of {sorted(values)}"
                )
            return body([_from_value(values[var.name]) for var in variables])

        return run

    def definition(self, name: str) -> Callable[[Sequence[Any]], Any]:
        """The definition called `name` as a function of its arguments, compiled when it is first called."""
        if name not in self._bodies:
            definition = definition_of(name, self.definitions)
            self._bodies[name] = lambda args: self.definition(name)(args)  # where its own body calls it
            try:
                self._bodies[name] = _remembering_numbers(_Scope(self, definition.params).function(definition.body))
            except StatementError:
                del self._bodies[name]
                raise
        return self._bodies[name]


def _from_value(value: Value) -> Any:
    if isinstance(value, Fraction):
        return fmpq(value.numerator, value.denominator)
    return tuple(map(_from_value, value)) if isinstance(value, tuple) else value


def _value(result: Any) -> Value:
    if isinstance(result, fmpq):
        return Fraction(int(result.p), int(result.q))
    if isinstance(result, tuple):
        return tuple(map(_value, cast("tuple[Any, ...]", result)))
    if callable(result):
        raise StatementError("the value is a function on an infinite sort, which has no table; apply it to an argument")
    return cast("int | bool", result)


def _remembering_numbers(body: Callable[[Sequence[Any]], Any]) -> Callable[[Sequence[Any]], Any]:
    """`body`, with its values at natural numbers kept: a family defined by recursion on them is tabulated once."""
    known: dict[tuple[int, ...], Any] = {}

    def call(args: Sequence[Any]) -> Any:
        if not all(type(arg) is int for arg in args):
            return body(args)
        key = tuple(args)
        if key not in known:
            if len(known) >= _REMEMBERED_VALUES:
                known.clear()
            known[key] = body(args)
        return known[key]

    return call


class _Scope:
    """Compiles the body of one function; knows which slot holds which variable, and how deep each binder stands."""

    def __init__(self, program: Closures, params: Sequence[Var]) -> None:
        self._program = program
        self._slots = {param.name: slot for slot, param in enumerate(params)}
        self._depths = {param.name: 0 for param in params}
        self._size = len(params)
        self._resets: list[list[int]] = [[]]

    def function(self, term: Term) -> Callable[[Sequence[Any]], Any]:
        """`term` as a function of the parameters' values."""
        params = self._size
        code = self._code(term)
        empty = [None] * (self._size - params)
        return lambda args: code([*args, *empty])

    def _code(self, term: Term) -> Code:
        match term:
            case Var(name):
                if name not in self._slots:
                    raise StatementError(f"variable {name!r} is not bound here; bound are {sorted(self._slots)}")
                slot = self._slots[name]
                return lambda frame: frame[slot]
            case Numeral(value, sort):
                return _constant(fmpq(value) if isinstance(sort, FieldSort) else value)
            case Truth(value):
                return _constant(value)
            case Arith(op, left, right, sort):
                return self._arith(op, left, right, sort)
            case Neg(arg):
                inner = self._code(arg)
                return lambda frame: -inner(frame)
            case Inv(arg):
                inner = self._code(arg)
                return lambda frame: _divide(_ONE, inner(frame))
            case Cast(arg, sort):
                inner = self._code(arg)
                return (lambda frame: fmpq(inner(frame))) if isinstance(sort, FieldSort) else inner
            case ToNat(arg):
                inner = self._code(arg)
                return lambda frame: max(inner(frame), 0)
            case Numerator(arg):
                inner = self._code(arg)
                return lambda frame: int(inner(frame).p)
            case Denominator(arg):
                inner = self._code(arg)
                return lambda frame: int(inner(frame).q)
            case FinVal(arg):
                return self._code(arg)
            case FinMk(value, bound):
                index, size = self._code(value), self._code(bound)
                return lambda frame: checked_index(index(frame), size(frame))
            case Compare(op, left, right):
                return self._compare(op, left, right)
            case Connective(op, left, right):
                return _connective(op, self._code(left), self._code(right))
            case Not(arg):
                inner = self._code(arg)
                return lambda frame: not inner(frame)
            case If(condition, yes, no):
                test, first, second = self._code(condition), self._code(yes), self._code(no)
                return lambda frame: first(frame) if test(frame) else second(frame)
            case Quantifier(kind, var, body):
                return self._quantifier(kind, var, body)
            case Sum(var, body):
                values, start = self._values(var, body), _ZERO if isinstance(sort_of(body), FieldSort) else 0
                return lambda frame: sum(values(frame), start)
            case Lambda(var, body):
                return self._remembered(term, self._lambda(var, body))
            case Apply(fn, arg):
                function, argument = self._code(fn), self._code(arg)
                return lambda frame: _apply(function(frame), argument(frame))
            case CaseNat(scrutinee, zero, pred, succ):
                return self._case(scrutinee, zero, pred, succ)
            case Call(name, args):
                return self._remembered(term, self._call(name, args))

    def _arith(self, op: Operation, left: Term, right: Term, sort: Sort) -> Code:
        x, y = self._code(left), self._code(right)
        if isinstance(sort, NatSort | IntSort):
            compute = nat_arithmetic if isinstance(sort, NatSort) else int_arithmetic
            return lambda frame: compute(op, x(frame), y(frame))
        match op:
            case Operation.ADD:
                return lambda frame: x(frame) + y(frame)
            case Operation.SUB:
                return lambda frame: x(frame) - y(frame)
            case Operation.MUL:
                return lambda frame: x(frame) * y(frame)
            case Operation.DIV:
                return lambda frame: _divide(x(frame), y(frame))
            case Operation.POW:
                return lambda frame: x(frame) ** y(frame)
            case Operation.MIN:
                return lambda frame: min(x(frame), y(frame))
            case Operation.MAX:
                return lambda frame: max(x(frame), y(frame))
            case _:
                raise StatementError(f"{op.value!r} is not an operation on two field elements")

    def _compare(self, op: Relation, left: Term, right: Term) -> Code:
        if isinstance(sort_of(left), FunSort):
            raise StatementError(
                f"{op.value!r} compares scalars only; compare functions point by point, with a quantifier"
            )
        x, y = self._code(left), self._code(right)
        match op:
            case Relation.EQ:
                return lambda frame: x(frame) == y(frame)
            case Relation.NE:
                return lambda frame: x(frame) != y(frame)
            case Relation.LE:
                return lambda frame: x(frame) <= y(frame)
            case Relation.LT:
                return lambda frame: x(frame) < y(frame)

    def _quantifier(self, kind: Quantity, var: Var, body: Term) -> Code:
        if not is_finite(var.sort):
            return self._by_oracle(Quantifier(kind, var, body))
        values = self._values(var, body)
        if kind is Quantity.FORALL:
            return lambda frame: all(values(frame))
        return lambda frame: any(values(frame))

    def _by_oracle(self, term: Quantifier) -> Code:
        """A quantifier over infinitely many values, which the oracle decides with certificates that it checks."""
        slots = {name: self._slots[name] for name in free_variables(term)}
        definitions = self._program.definitions

        def run(frame: Frame) -> bool:
            return bool(denote(term, definitions, {name: _value(frame[slot]) for name, slot in slots.items()}))

        return run

    def _case(self, scrutinee: Term, zero: Term, pred: Var, succ: Term) -> Code:
        number, base = self._code(scrutinee), self._code(zero)
        slot, resets, step = self._binder(pred, succ)

        def run(frame: Frame) -> Any:
            n = number(frame)
            if n == 0:
                return base(frame)
            _move(frame, slot, n - 1, resets)
            return step(frame)

        return run

    def _call(self, name: str, args: tuple[Term, ...]) -> Code:
        function = self._program.definition(name)
        codes = [self._code(arg) for arg in args]
        return lambda frame: function([code(frame) for code in codes])

    def _values(self, var: Var, body: Term) -> Callable[[Frame], Iterator[Any]]:
        """The values of `body` for each value of a variable of finite sort."""
        domain = self._domain(var)
        slot, resets, code = self._binder(var, body)

        def values(frame: Frame) -> Iterator[Any]:
            for value in domain(frame):
                _move(frame, slot, value, resets)
                yield code(frame)

        return values

    def _domain(self, var: Var) -> Callable[[Frame], Sequence[Value]]:
        sizes = {bound: self._code(bound) for bound in bounds(var.sort)}
        if isinstance(var.sort, FinSort):  # by far the most usual, so that it is not asked again in each frame
            (size,) = sizes.values()
            return lambda frame: range(size(frame))
        return lambda frame: elements(var, lambda bound: sizes[bound](frame))

    def _lambda(self, var: Var, body: Term) -> Code:
        """A tuple of values on a finite sort; else a callable, which works on a copy of the frame."""
        if isinstance(var.sort, FinSort | BoolSort):
            values = self._values(var, body)
            return lambda frame: tuple(values(frame))
        slot, resets, code = self._binder(var, body)

        def closure(frame: Frame) -> Callable[[Any], Any]:
            outer = frame.copy()

            def function(argument: Any) -> Any:
                inner = outer.copy()
                _move(inner, slot, argument, resets)
                return code(inner)

            return function

        return closure

    def _binder(self, var: Var, body: Term) -> tuple[int, list[int], Code]:
        """The variable's slot, the slots to empty when it moves on, and the code of `body`."""
        slots, depths = self._slots, self._depths
        slot = self._new_slot()
        self._slots, self._depths = {**slots, var.name: slot}, {**depths, var.name: len(self._resets)}
        resets: list[int] = []
        self._resets.append(resets)
        code = self._code(body)
        self._resets.pop()
        self._slots, self._depths = slots, depths
        return slot, resets, code

    def _remembered(self, term: Term, code: Code) -> Code:
        """`code`, evaluated only once while the binders that `term` depends on stand still."""
        depth = max((self._depths[name] for name in free_variables(term)), default=0)
        if depth == len(self._resets) - 1:
            return code
        slot = self._new_slot()
        self._resets[depth].append(slot)

        def run(frame: Frame) -> Any:
            value = frame[slot]
            if value is None:
                value = frame[slot] = code(frame)
            return value

        return run

    def _new_slot(self) -> int:
        self._size += 1
        return self._size - 1


def _move(frame: Frame, slot: int, value: Any, resets: list[int]) -> None:
    frame[slot] = value
    for reset in resets:
        frame[reset] = None


def _constant(value: Any) -> Code:
    return lambda frame: value


def _divide(left: fmpq, right: fmpq) -> fmpq:
    return left / right if right else _ZERO


def _connective(op: Logic, left: Code, right: Code) -> Code:
    match op:
        case Logic.AND:
            return lambda frame: left(frame) and right(frame)
        case Logic.OR:
            return lambda frame: left(frame) or right(frame)
        case Logic.IMPLIES:
            return lambda frame: not left(frame) or right(frame)
        case Logic.IFF:
            return lambda frame: left(frame) == right(frame)


def _apply(function: Any, argument: Any) -> Any:
    if isinstance(function, tuple):
        table = cast("tuple[Any, ...]", function)
        return table[checked_index(argument, len(table))]
    return function(argument)
