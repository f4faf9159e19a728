"""From a term to nodes, for given sizes: binders become axes, recursion unrolls, definitions are inlined once.

Evaluation is symbolic and follows the term; what it yields is a `Symbolic` value: a node for a natural number, an
index or a truth value, a `Rational` for a field element, a `Function` for a function. What cannot be an array (a
natural number without a known bound that steers a recursion, say) raises `NotBatchedError`, and so does an index that
may leave its `Fin`: `flint` then decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Hashable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar, cast

import numpy as np

from toymodels.errors import StatementError
from toymodels.evaluate.builder import Builder, constant_array
from toymodels.evaluate.depth import TooDeepError, on_a_large_stack
from toymodels.evaluate.nodes import Axes, Axis, Node, Op
from toymodels.evaluate.oracle import definition_of
from toymodels.evaluate.rational import Field, Rational
from toymodels.evaluate.symbolic import Function, Symbolic, function_of, key_of, node_of, serials
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
    PropSort,
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
from toymodels.statements.walk import entry_sort, free_variables, is_finite, sort_of

_WIDEST_SPLIT = 64
"""Into how many cases at most a number that differs between instances or indices is split."""

_MOST_GUARDED_CALLS = 400
"""How many calls of one definition may be open where a condition that differs between instances may end them."""

_BITWISE = {Operation.LAND: Op.BIT_AND, Operation.LOR: Op.BIT_OR, Operation.XOR: Op.BIT_XOR}


class NotBatchedError(Exception):
    """The term has no batched form; the message says why."""


Environment = Mapping[str, Symbolic]
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Compiled:
    """A term as nodes.

    result: the value, or that of a function at the arguments `axes`, outermost first.
    """

    result: Node | Rational
    axes: Axes


def compile_terms(
    terms: Sequence[Term],
    definitions: Mapping[str, Definition],
    sizes: Mapping[str, int],
    symbols: Mapping[str, str | None],
) -> list[Compiled]:
    """Nodes for each term; what terms share is one node.

    sizes: the values of the variables of sort `Nat`; symbols: the denominator symbol of each field variable, None for
    one whose denominators are all 1.

    Raises:
        NotBatchedError: a term cannot be evaluated as arrays.
        StatementError: a variable or a definition is missing.
    """

    def run() -> list[Compiled]:
        compiler = _Compiler(definitions, sizes, symbols)
        return [compiler.compile(term) for term in terms]

    return _however_deep(run)


def _however_deep(run: Callable[[], _Result]) -> _Result:
    try:
        return run()
    except RecursionError:
        pass
    try:
        return on_a_large_stack(run)
    except TooDeepError as error:
        raise NotBatchedError(str(error)) from error


class _Compiler:
    def __init__(
        self, definitions: Mapping[str, Definition], sizes: Mapping[str, int], symbols: Mapping[str, str | None]
    ) -> None:
        self._definitions = definitions
        self._sizes = sizes
        self._symbols = symbols
        self._nodes = Builder()
        self._field = Field(self._nodes)
        self._depth = 0
        self._empty = 0
        self._calls = Counter[str]()
        self._guards: tuple[Node, ...] = ()
        self._free: dict[int, tuple[str, ...]] = {}
        self._known: dict[Hashable, Symbolic] = {}
        self._keys: dict[Hashable, int] = {}

    def compile(self, term: Term) -> Compiled:
        env: dict[str, Symbolic] = {name: self._nodes.const(size) for name, size in self._sizes.items()}
        for var in free_variables(term).values():
            if not isinstance(var.sort, NatSort):
                env[var.name] = self._entries(var, var.sort, (), env)
        value = self._evaluate(term, env)
        axes: list[Axis] = []
        while isinstance(value, Function):
            if value.size is None:
                raise NotBatchedError("the value is a function on an infinite sort")
            axis = Axis(self._depth, value.size)
            self._depth += 1
            self._empty += axis.size == 0
            axes.append(axis)
            value = self._apply(value, self._argument(axis, value.boolean))
        if self._empty:
            value = self._arbitrary(entry_sort(sort_of(term)), env)
        assert not isinstance(value, Function)
        return Compiled(value, tuple(axes))

    def _entries(self, var: Var, sort: Sort, indices: tuple[Node, ...], env: Environment) -> Symbolic:
        """The variable at the indices given so far, which leave a value of `sort`."""
        match sort:
            case FunSort(domain, codomain):
                return self._table(var, domain, codomain, indices, env)
            case FieldSort():
                entry = self._nodes.indexed(var.name, indices, boolean=False, nonneg=False, upper=None)
                return self._field.variable(entry, self._symbols[var.name])
            case FinSort(bound):
                size = self._known_size(bound, env)
                return self._nodes.indexed(var.name, indices, boolean=False, nonneg=True, upper=max(size - 1, 0))
            case NatSort() | IntSort():
                nonneg = isinstance(sort, NatSort)
                return self._nodes.indexed(var.name, indices, boolean=False, nonneg=nonneg, upper=None)
            case BoolSort() | PropSort():
                return self._nodes.indexed(var.name, indices, boolean=True, nonneg=True, upper=None)

    def _table(self, var: Var, domain: Sort, codomain: Sort, indices: tuple[Node, ...], env: Environment) -> Function:
        """The variable as a function of one more index; where there is no such index its value is of no account."""
        key = ("variable", var.name, *serials(indices))
        size, boolean = self._size_of(domain, env), isinstance(domain, BoolSort)

        def call(argument: Symbolic) -> Symbolic:
            if size == 0:
                return self._arbitrary(codomain, env)
            index = self._nodes.to_int(node_of(argument)) if boolean else node_of(argument)
            return self._entries(var, codomain, (*indices, index), env)

        return Function(self._interned(key), boolean, size, call)

    def _arbitrary(self, sort: Sort, env: Environment) -> Symbolic:
        """Some value of the sort."""
        match sort:
            case FunSort(domain, codomain):
                value = self._arbitrary(codomain, env)
                key = ("constant", key_of(value))
                return Function(
                    self._interned(key), isinstance(domain, BoolSort), self._size_of(domain, env), lambda _: value
                )
            case FieldSort():
                return self._field.zero
            case FinSort() | NatSort() | IntSort():
                return self._nodes.zero
            case BoolSort() | PropSort():
                return self._nodes.false

    def _size_of(self, sort: Sort, env: Environment) -> int | None:
        match sort:
            case FinSort(bound):
                return self._known_size(bound, env)
            case BoolSort():
                return 2
            case _:
                return None

    def _known_size(self, bound: Term, env: Environment) -> int:
        size = node_of(self._evaluate(bound, env))
        known = size.scalar()
        if known is None:
            raise NotBatchedError("the size of a Fin depends on an index")
        return known

    def _evaluate(self, term: Term, env: Environment) -> Symbolic:
        nodes, field = self._nodes, self._field
        match term:
            case Var(name):
                if name not in env:
                    raise StatementError(f"variable {name!r} has no value; the batch gives values of {sorted(env)}")
                return env[name]
            case Numeral(value, sort):
                number = nodes.const(value)
                return field.integer(number) if isinstance(sort, FieldSort) else number
            case Truth(value):
                return nodes.truth(value)
            case Arith(op, left, right, sort):
                if isinstance(sort, NatSort):
                    return self._nat(op, self._node(left, env), self._node(right, env))
                if isinstance(sort, IntSort):
                    return self._int(op, self._node(left, env), self._node(right, env))
                return self._arith(op, left, right, env)
            case Neg(arg):
                value = self._evaluate(arg, env)
                return nodes.neg(value) if isinstance(value, Node) else field.neg(self._rational(value))
            case Inv(arg):
                return field.div(field.one, self._number(arg, env))
            case Cast(arg, sort):
                return field.integer(self._node(arg, env)) if isinstance(sort, FieldSort) else self._node(arg, env)
            case ToNat(arg):
                return nodes.natural(self._node(arg, env))
            case Numerator() | Denominator():
                raise NotBatchedError("a fraction in lowest terms")
            case FinVal(arg):
                return self._node(arg, env)
            case FinMk(value, bound):
                return self._index(self._node(value, env), self._node(bound, env))
            case Compare(op, left, right):
                return self._compare(op, self._evaluate(left, env), self._evaluate(right, env))
            case Connective(op, left, right):
                return self._connective(op, self._node(left, env), right, env)
            case Not(arg):
                return nodes.not_(self._node(arg, env))
            case If(condition, yes, no):
                return self._choose(
                    self._node(condition, env), lambda: self._evaluate(yes, env), lambda: self._evaluate(no, env)
                )
            case Quantifier(kind, var, body):
                return self._quantify(kind, var, body, env)
            case Sum(var, body):
                return self._sum(var, body, env)
            case Lambda(var, body):
                return self._lambda(term, var, body, env)
            case Apply(fn, arg):
                return self._apply(function_of(self._evaluate(fn, env)), self._evaluate(arg, env))
            case CaseNat(scrutinee, zero, pred, succ):

                def case(value: int) -> Symbolic:
                    if value == 0:
                        return self._evaluate(zero, env)
                    return self._evaluate(succ, {**env, pred.name: nodes.const(value - 1)})

                return self._split(self._node(scrutinee, env), case)
            case Call(name, args):
                return self._call(name, tuple(self._evaluate(arg, env) for arg in args))

    def _node(self, term: Term, env: Environment) -> Node:
        """A number, an index or a proposition."""
        return node_of(self._evaluate(term, env))

    def _number(self, term: Term, env: Environment) -> Rational:
        return self._rational(self._evaluate(term, env))

    def _rational(self, value: Symbolic) -> Rational:
        if isinstance(value, Function):
            raise StatementError("a function stands where a field element should")
        return value if isinstance(value, Rational) else self._field.integer(value)

    def _nat(self, op: Operation, left: Node, right: Node) -> Node:
        nodes = self._nodes
        match op:
            case Operation.ADD:
                return nodes.add(left, right)
            case Operation.SUB:
                return nodes.monus(left, right)
            case Operation.MUL:
                return nodes.mul(left, right)
            case Operation.DIV:
                return nodes.floordiv(left, right)
            case Operation.MOD:
                return nodes.mod(left, right)
            case Operation.POW:
                return node_of(self._split(right, lambda exponent: nodes.power(left, exponent)))
            case Operation.MIN:
                return nodes.minimum(left, right)
            case Operation.MAX:
                return nodes.maximum(left, right)
            case Operation.GCD:
                return nodes.gcd(left, right)
            case Operation.LAND | Operation.LOR | Operation.XOR:
                return nodes.bitwise(_BITWISE[op], left, right)

    def _int(self, op: Operation, left: Node, right: Node) -> Node:
        """Integers; division is Euclidean (`int_arithmetic`)."""
        nodes = self._nodes
        match op:
            case Operation.SUB:
                return nodes.sub(left, right)
            case Operation.DIV:
                return nodes.mul(nodes.sign(right), nodes.floordiv(left, nodes.absolute(right)))
            case Operation.MOD if not (left.nonneg and right.nonneg):
                size = nodes.absolute(right)
                return nodes.sub(left, nodes.mul(size, nodes.floordiv(left, size)))
            case _:
                return self._nat(op, left, right)

    def _arith(self, op: Operation, left: Term, right: Term, env: Environment) -> Symbolic:
        field, x = self._field, self._number(left, env)
        if op is Operation.POW:
            return self._split(self._node(right, env), lambda exponent: field.power(x, exponent))
        y = self._number(right, env)
        match op:
            case Operation.ADD:
                return field.add(x, y)
            case Operation.SUB:
                return field.sub(x, y)
            case Operation.MUL:
                return field.mul(x, y)
            case Operation.DIV:
                return field.div(x, y)
            case Operation.MIN:
                return field.minimum(x, y)
            case Operation.MAX:
                return field.maximum(x, y)
            case _:
                raise StatementError(f"{op.value!r} is not an operation on two field elements")

    def _index(self, value: Node, bound: Node) -> Node:
        """`value` as an element of `Fin bound`, which it is wherever the guards hold."""
        if self._empty:
            return value
        if value.op is not Op.CONST or bound.op is not Op.CONST:
            if value.upper is not None and (limit := bound.scalar()) is not None and value.upper < limit:
                return value
            return self._nodes.checked(value, bound)
        outside = self._nodes.le(bound, value)
        if outside.scalar() == 0:
            return value
        for guard in self._guards:
            if guard.op is Op.CONST:
                outside = self._nodes.and_(outside, guard)
        if outside.scalar() != 0:
            raise NotBatchedError("an index may lie outside its Fin")
        return self._nodes.minimum(value, self._nodes.monus(bound, self._nodes.one))

    def _compare(self, op: Relation, left: Symbolic, right: Symbolic) -> Node:
        if isinstance(left, Function) or isinstance(right, Function):
            raise StatementError(
                f"{op.value!r} compares scalars only; compare functions point by point, with a quantifier"
            )
        if isinstance(left, Node) and isinstance(right, Node):
            x, y = left, right
        else:
            x, y = self._field.sides(self._rational(left), self._rational(right))
        match op:
            case Relation.EQ:
                return self._nodes.eq(x, y)
            case Relation.NE:
                return self._nodes.ne(x, y)
            case Relation.LE:
                return self._nodes.le(x, y)
            case Relation.LT:
                return self._nodes.lt(x, y)

    def _connective(self, op: Logic, x: Node, right: Term, env: Environment) -> Node:
        """`x op right`, where `right` may rely on `x` in a conjunction and an implication (and on its failure else)."""
        nodes = self._nodes
        if op is Logic.IFF:
            return nodes.eq(x, self._node(right, env))
        guard = nodes.not_(x) if op is Logic.OR else x
        if guard.scalar() == 0:
            return nodes.false if op is Logic.AND else nodes.true
        with self._under(guard):
            y = self._node(right, env)
        match op:
            case Logic.AND:
                return nodes.and_(x, y)
            case Logic.OR:
                return nodes.or_(x, y)
            case Logic.IMPLIES:
                return nodes.or_(nodes.not_(x), y)

    def _quantify(self, kind: Quantity, var: Var, body: Term, env: Environment) -> Node:
        nodes, forall = self._nodes, kind is Quantity.FORALL
        if isinstance(var.sort, FunSort) or not is_finite(var.sort):
            raise NotBatchedError("a quantifier over functions, or over infinitely many values")
        if isinstance(var.sort, BoolSort | PropSort):
            cases = [self._node(body, {**env, var.name: nodes.truth(value)}) for value in (False, True)]
            return nodes.and_(*cases) if forall else nodes.or_(*cases)
        axis, inside = self._axis_of(var, env)
        if axis.size == 0:
            return nodes.truth(forall)
        with self._below(axis), self._under(inside):
            value = self._node(body, {**env, var.name: nodes.index(axis)})
        if forall:
            return nodes.all(axis, nodes.or_(nodes.not_(inside), value))
        return nodes.any(axis, nodes.and_(inside, value))

    def _sum(self, var: Var, body: Term, env: Environment) -> Symbolic:
        nodes, field = self._nodes, self._field
        axis, inside = self._axis_of(var, env)
        with self._below(axis), self._under(inside):
            value = self._evaluate(body, {**env, var.name: nodes.index(axis)})
        if isinstance(value, Rational):
            return field.sum(axis, field.where(inside, value, field.zero))
        return nodes.sum(axis, nodes.where(inside, node_of(value), nodes.zero))

    def _axis_of(self, var: Var, env: Environment) -> tuple[Axis, Node]:
        """A new axis for a bound variable, and where along it the variable lies (its size may depend on an index)."""
        if not isinstance(var.sort, FinSort):
            raise StatementError(
                f"variable {var.name!r} ranges over an infinite sort; only Fin and Bool can be tried out"
            )
        bound = self._node(var.sort.bound, env)
        if bound.upper is None or (bound.scalar() is None and bound.upper > _WIDEST_SPLIT):
            raise NotBatchedError(f"no bound is known for the size of {var.name!r}")
        axis = Axis(self._depth, bound.upper)
        return axis, self._nodes.lt(self._nodes.index(axis), bound) if bound.scalar() is None else self._nodes.true

    def _split(self, number: Node, case: Callable[[int], Symbolic]) -> Symbolic:
        """The value of `case` at `number`, by cases where that differs between instances or indices."""
        if (known := number.scalar()) is not None:
            return case(known)
        if number.op is Op.CONST:
            values = cast("list[int]", np.unique(constant_array(number)).tolist())
        elif number.upper is not None and number.upper < _WIDEST_SPLIT:
            values = list(range(number.upper + 1))
        else:
            raise NotBatchedError("no bound is known for a number that steers a recursion or is an exponent")
        return self._cases(number, values, case)

    def _cases(self, number: Node, values: list[int], case: Callable[[int], Symbolic]) -> Symbolic:
        first, *rest = values
        if not rest:
            return case(first)
        equal = self._nodes.eq(number, self._nodes.const(first))
        return self._choose(equal, lambda: case(first), lambda: self._cases(number, rest, case))

    def _choose(self, condition: Node, yes: Callable[[], Symbolic], no: Callable[[], Symbolic]) -> Symbolic:
        """`if condition then yes else no`; both are evaluated unless the condition is known."""
        known = condition.scalar()
        if known is not None:
            return yes() if known else no()
        with self._under(condition):
            left = yes()
        with self._under(self._nodes.not_(condition)):
            right = no()
        return self._merge(condition, left, right)

    def _merge(self, condition: Node, left: Symbolic, right: Symbolic) -> Symbolic:
        if isinstance(left, Function) and isinstance(right, Function):
            return Function(
                self._interned(("if", condition.serial, left.key, right.key)),
                left.boolean,
                left.size,
                lambda argument: self._choose(
                    condition, lambda: self._apply(left, argument), lambda: self._apply(right, argument)
                ),
            )
        if isinstance(left, Node) and isinstance(right, Node):
            return self._nodes.where(condition, left, right)
        return self._field.where(condition, self._rational(left), self._rational(right))

    def _lambda(self, term: Term, var: Var, body: Term, env: Environment) -> Function:
        guards = self._guards
        names = self._free.get(id(term))
        if names is None:
            names = self._free[id(term)] = tuple(free_variables(term))
        scope = {name: env[name] for name in names}

        def call(argument: Symbolic) -> Symbolic:
            with self._under(*guards):
                return self._evaluate(body, {**scope, var.name: argument})

        key = ("lambda", id(term), serials(guards), *(key_of(value) for value in scope.values()))
        return Function(self._interned(key), isinstance(var.sort, BoolSort), self._size_of(var.sort, env), call)

    def _apply(self, fn: Function, argument: Symbolic) -> Symbolic:
        key = ("apply", fn.key, key_of(argument), serials(self._guards), self._empty > 0)
        if key not in self._known:
            self._known[key] = fn.call(argument)
        return self._known[key]

    def _call(self, name: str, args: tuple[Symbolic, ...]) -> Symbolic:
        key = ("call", name, *(key_of(arg) for arg in args), serials(self._guards), self._empty > 0)
        if key not in self._known:
            definition = definition_of(name, self._definitions)
            env = {param.name: arg for param, arg in zip(definition.params, args, strict=True)}
            with self._inside(name):
                self._known[key] = self._evaluate(definition.body, env)
        return self._known[key]

    def _interned(self, key: Hashable) -> int:
        """A number for the key: keys nest, and hashing them at full length again and again would take for ever."""
        return self._keys.setdefault(key, len(self._keys))

    def _argument(self, axis: Axis, boolean: bool) -> Node:
        index = self._nodes.index(axis)
        return self._nodes.ne(index, self._nodes.zero) if boolean else index

    @contextmanager
    def _below(self, axis: Axis) -> Generator[None]:
        self._depth += 1
        self._empty += axis.size == 0
        try:
            yield
        finally:
            self._depth -= 1
            self._empty -= axis.size == 0

    @contextmanager
    def _inside(self, name: str) -> Generator[None]:
        """Inside a call, which may be one of ever more where no value that is known ends a recursion."""
        if self._calls[name] >= _MOST_GUARDED_CALLS and self._guards:
            raise NotBatchedError("a recursion that ends where the values of an instance say")
        self._calls[name] += 1
        try:
            yield
        finally:
            self._calls[name] -= 1

    @contextmanager
    def _under(self, *guards: Node) -> Generator[None]:
        outer = self._guards
        self._guards = (*outer, *(guard for guard in guards if guard.scalar() is None and guard not in outer))
        try:
            yield
        finally:
            self._guards = outer
