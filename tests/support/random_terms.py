"""Hypothesis strategies for well-sorted terms of the whole language, with a batch of values for their variables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from hypothesis import strategies as st
from tests.support.statements import (
    DEFINITIONS,
    DOT,
    GRAM,
    IDENTITY,
    MAT_MUL,
    RELU,
    TRANSPOSE,
    add,
    app,
    call,
    fin,
    fun,
    mat,
    mul,
    nat,
    num,
    scalar,
    vec,
)

from toymodels.evaluate.batch import Batch, FieldArray
from toymodels.statements.language import (
    BOOL,
    FIELD,
    INT,
    NAT,
    PROP,
    Arith,
    Call,
    CaseNat,
    Cast,
    Compare,
    Connective,
    Definition,
    FinMk,
    FinSort,
    FinVal,
    FunSort,
    If,
    Inv,
    Lambda,
    Logic,
    Neg,
    Not,
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

N, M = nat("n"), nat("m")
SUCC_N = Arith(Operation.ADD, N, num(1, NAT), NAT)
MATRIX, VECTOR, LONGER, SCALAR = mat("V", N, M), vec("x", N), vec("w", SUCC_N), scalar("c")
CHOICE = Var("g", FunSort(FinSort(N), FinSort(SUCC_N)))
COUNTS = Var("h", FunSort(FinSort(N), NAT))
MASK = Var("s", FunSort(FinSort(N), BOOL))
TABLE = Var("P", FunSort(BOOL, FIELD))
INTEGER, INTEGERS = Var("z", INT), Var("e", FunSort(FinSort(N), INT))
FLAG, CLAIM, LAST = Var("b", BOOL), Var("p", PROP), fin("k", SUCC_N)
VARIABLES = (N, M, MATRIX, VECTOR, LONGER, SCALAR, CHOICE, COUNTS, MASK, TABLE, INTEGER, INTEGERS, FLAG, CLAIM, LAST)


def _recursive_sum() -> Definition:
    """`Σᵢ fᵢ` as Lean defines it: `0` for no terms, else the sum over `castSucc` plus the term at `last`."""
    n, k = nat("n"), nat("k")
    f, i = vec("f", n), fin("i", k)
    successor = Arith(Operation.ADD, k, num(1, NAT), NAT)
    before = fun(i, app(f, FinMk(FinVal(i), successor)))
    step = add(Call("test.sum", (k, before), FIELD), app(f, FinMk(k, successor)))
    return Definition("test.sum", (n, f), CaseNat(n, num(0), k, step), FIELD)


def _recursive_power() -> Definition:
    """`c ^ n` by recursion on `n`."""
    n, k, c = nat("n"), nat("k"), scalar("c")
    return Definition("test.pow", (n, c), CaseNat(n, num(1), k, mul(Call("test.pow", (k, c), FIELD), c)), FIELD)


def _nat_function() -> Definition:
    """`f n + f 0` for a function of natural numbers, an argument without a table."""
    n = nat("n")
    f = Var("f", FunSort(NAT, FIELD))
    return Definition("test.ends", (n, f), add(app(f, n), app(f, num(0, NAT))), FIELD)


RECURSIVE_SUM, RECURSIVE_POWER, ENDS = _recursive_sum(), _recursive_power(), _nat_function()
ALL_DEFINITIONS = {**DEFINITIONS, **{d.name: d for d in (RECURSIVE_SUM, RECURSIVE_POWER, ENDS)}}


@dataclass
class Writer:
    """Draws terms; `indices` are the bound variables in scope by the size of their `Fin`."""

    draw: st.DrawFn
    n: int
    m: int
    indices: dict[Term, list[Term]] = field(default_factory=dict[Term, list[Term]])
    numbers: list[Var] = field(default_factory=list[Var])
    fresh: int = 0

    def choose(self, *options: Callable[[], Term]) -> Term:
        return options[self.draw(st.integers(0, len(options) - 1))]()

    def new(self, prefix: str) -> str:
        self.fresh += 1
        return f"{prefix}{self.fresh}"

    def under(self, bound: Term, write: Callable[[], Term]) -> tuple[Var, Term]:
        """A new variable below `bound`, and a term in which it may occur."""
        var = fin(self.new("i"), bound)
        self.indices.setdefault(bound, []).append(var)
        body = write()
        self.indices[bound].pop()
        return var, body

    def size(self) -> Term:
        return self.draw(st.sampled_from([N, M, SUCC_N]))

    def index(self, bound: Term, depth: int) -> Term | None:
        """An element of `Fin bound`, None if none is in sight."""
        options: list[Callable[[], Term]] = [lambda var=var: var for var in self.indices.get(bound, [])]
        if bound == SUCC_N:
            options += [lambda: LAST, lambda: FinMk(N, SUCC_N), lambda: FinMk(num(0, NAT), SUCC_N)]
            options += [lambda var=var: FinMk(FinVal(var), SUCC_N) for var in self.indices.get(N, [])]
            options += [lambda var=var: app(CHOICE, var) for var in self.indices.get(N, [])]
        if (bound == N and self.n) or (bound == M and self.m):
            options.append(lambda: FinMk(Arith(Operation.MOD, self.natural(depth - 1), bound, NAT), bound))
        return self.choose(*options) if options else None

    def entry(self, function: Term, bounds: tuple[Term, ...], depth: int) -> Term:
        """The function at some indices; 0 where there are none, or where a guard finds an index out of range."""
        indices = [self.index(bound, depth) for bound in bounds]
        if None not in indices:
            return app(function, *[index for index in indices if index is not None])
        if depth <= 0 or len(bounds) != 1:
            return num(0)
        position = self.natural(depth - 1)
        return If(Compare(Relation.LT, position, bounds[0]), app(function, FinMk(position, bounds[0])), num(0))

    def number(self, depth: int) -> Term:
        simple = (
            lambda: num(self.draw(st.integers(0, 3))),
            lambda: SCALAR,
            lambda: self.entry(MATRIX, (N, M), depth),
            lambda: self.entry(VECTOR, (N,), depth),
            lambda: self.entry(LONGER, (SUCC_N,), depth),
            lambda: app(TABLE, self.truth_value()),
        )
        if depth <= 0:
            return self.choose(*simple)
        return self.choose(
            *simple,
            lambda: Cast(self.natural(depth - 1)),
            lambda: Cast(self.integer(depth - 1)),
            lambda: Neg(self.number(depth - 1)),
            lambda: Inv(self.number(depth - 1)),
            lambda: self.field_operation(depth - 1),
            lambda: self.field_operation(depth - 1),
            lambda: Arith(Operation.POW, self.number(depth - 1), self.small(), FIELD),
            lambda: If(self.prop(depth - 1), self.number(depth - 1), self.number(depth - 1)),
            lambda: Sum(*self.under(self.size(), lambda: self.number(depth - 1))),
            lambda: self.product_sum(depth - 1),
            lambda: self.call(depth - 1),
            lambda: app(Lambda(*self.under(SUCC_N, lambda: self.number(depth - 1))), LAST),
        )

    def field_operation(self, depth: int) -> Term:
        operations = (Operation.ADD, Operation.SUB, Operation.MUL, Operation.DIV, Operation.MIN, Operation.MAX)
        return Arith(self.draw(st.sampled_from(operations)), self.number(depth), self.number(depth), FIELD)

    def product_sum(self, depth: int) -> Term:
        """A sum of products, as becomes a matrix product."""
        return Sum(*self.under(self.size(), lambda: mul(self.number(depth), self.number(depth))))

    def call(self, depth: int) -> Term:
        size = self.size()
        return self.choose(
            lambda: call(DOT, size, self.vector(size, depth), self.vector(size, depth)),
            lambda: call(RECURSIVE_SUM, size, self.vector(size, depth)),
            lambda: call(RECURSIVE_POWER, self.small(), self.number(depth)),
            lambda: call(RELU, self.number(depth)),
            lambda: call(ENDS, self.small(), self.nat_lambda(depth)),
            lambda: self.entry(self.square_matrix(depth), (N, N), depth),
        )

    def vector(self, size: Term, depth: int) -> Term:
        return Lambda(*self.under(size, lambda: self.number(depth)))

    def square_matrix(self, depth: int) -> Term:
        """`Fin n → Fin n → α`."""
        return self.choose(
            lambda: call(GRAM, N, M, MATRIX),
            lambda: call(IDENTITY, N),
            lambda: call(MAT_MUL, N, M, N, MATRIX, call(TRANSPOSE, N, M, MATRIX)),
            lambda: If(self.prop(depth - 1), call(GRAM, N, M, MATRIX), call(IDENTITY, N)),
        )

    def nat_lambda(self, depth: int) -> Term:
        var = nat(self.new("t"))
        self.numbers.append(var)
        body = self.number(depth)
        self.numbers.pop()
        return Lambda(var, body)

    def small(self) -> Term:
        """A natural number that may be an exponent."""
        options: list[Callable[[], Term]] = [lambda: num(self.draw(st.integers(0, 3)), NAT), lambda: N]
        options += [lambda var=var: FinVal(var) for var in self.indices.get(N, [])]
        options += [lambda: FinVal(LAST), *(lambda var=var: app(COUNTS, var) for var in self.indices.get(N, []))]
        return self.choose(*options)

    def natural(self, depth: int) -> Term:
        options: list[Callable[[], Term]] = [self.small, lambda: M, *(lambda var=var: var for var in self.numbers)]
        if depth > 0:
            options += [
                lambda: self.nat_operation(depth - 1),
                lambda: self.nat_operation(depth - 1),
                lambda: If(self.prop(depth - 1), self.natural(depth - 1), self.natural(depth - 1)),
                lambda: self.case(depth - 1),
                lambda: Sum(*self.under(self.size(), lambda: self.natural(depth - 1))),
            ]
        return self.choose(*options)

    def nat_operation(self, depth: int) -> Term:
        operation = self.draw(st.sampled_from(Operation))
        if operation is Operation.GCD and self.draw(st.booleans()):
            return ToNat(self.integer(depth))
        right = self.small() if operation is Operation.POW else self.natural(depth)
        return Arith(operation, self.natural(depth), right, NAT)

    def integer(self, depth: int) -> Term:
        options: list[Callable[[], Term]] = [lambda: INTEGER, lambda: num(self.draw(st.integers(0, 3)), INT)]
        options += [lambda var=var: app(INTEGERS, var) for var in self.indices.get(N, [])]
        if depth > 0:
            options += [
                lambda: self.int_operation(depth - 1),
                lambda: self.int_operation(depth - 1),
                lambda: Neg(self.integer(depth - 1)),
                lambda: Cast(self.natural(depth - 1), INT),
                lambda: If(self.prop(depth - 1), self.integer(depth - 1), self.integer(depth - 1)),
                lambda: Sum(*self.under(self.size(), lambda: self.integer(depth - 1))),
                lambda: Arith(Operation.POW, self.integer(depth - 1), self.small(), INT),
            ]
        return self.choose(*options)

    def int_operation(self, depth: int) -> Term:
        operations = (Operation.ADD, Operation.SUB, Operation.MUL, Operation.DIV, Operation.MOD, Operation.MIN)
        return Arith(self.draw(st.sampled_from(operations)), self.integer(depth), self.integer(depth), INT)

    def case(self, depth: int) -> Term:
        scrutinee, zero = self.natural(depth), self.natural(depth)
        pred = nat(self.new("q"))
        self.numbers.append(pred)
        succ = self.natural(depth)
        self.numbers.pop()
        return CaseNat(scrutinee, zero, pred, succ)

    def truth_value(self) -> Term:
        options: list[Callable[[], Term]] = [lambda: Truth(self.draw(st.booleans())), lambda: FLAG]
        options += [lambda var=var: app(MASK, var) for var in self.indices.get(N, [])]
        return self.choose(*options)

    def prop(self, depth: int) -> Term:
        if depth <= 0:
            return self.choose(self.truth_value, lambda: CLAIM, lambda: self.comparison(0))
        return self.choose(
            self.truth_value,
            lambda: self.comparison(depth - 1),
            lambda: self.comparison(depth - 1),
            lambda: Not(self.prop(depth - 1)),
            lambda: Connective(self.draw(st.sampled_from(Logic)), self.prop(depth - 1), self.prop(depth - 1)),
            lambda: Quantifier(
                self.draw(st.sampled_from(Quantity)), *self.under(self.size(), lambda: self.prop(depth - 1))
            ),
            lambda: self.triangle(depth - 1),
            lambda: self.over_booleans(),
        )

    def comparison(self, depth: int) -> Term:
        relation = self.draw(st.sampled_from(Relation))
        same = self.draw(st.sampled_from([N, M, SUCC_N]))
        left, right = self.index(same, depth), self.index(same, depth)
        options: list[Callable[[], Term]] = [
            lambda: Compare(relation, self.number(depth), self.number(depth)),
            lambda: Compare(relation, self.natural(depth), self.natural(depth)),
            lambda: Compare(relation, self.integer(depth), self.integer(depth)),
            lambda: Compare(self.draw(st.sampled_from([Relation.EQ, Relation.NE])), FLAG, self.truth_value()),
        ]
        if left is not None and right is not None:
            options.append(lambda: Compare(relation, left, right))
        return self.choose(*options)

    def triangle(self, depth: int) -> Term:
        """A quantifier or a sum below a `Fin` whose size depends on an index."""
        outer = fin(self.new("i"), N)
        inner = fin(self.new("j"), FinVal(outer))
        self.indices.setdefault(N, []).append(outer)
        body = Compare(Relation.LE, Sum(inner, add(Cast(FinVal(inner)), self.number(depth))), self.number(depth))
        self.indices[N].pop()
        return Quantifier(self.draw(st.sampled_from(Quantity)), outer, body)

    def over_booleans(self) -> Term:
        var = Var(self.new("u"), BOOL)
        claim = Compare(self.draw(st.sampled_from(Relation)), app(TABLE, var), SCALAR)
        return Quantifier(self.draw(st.sampled_from(Quantity)), var, claim)


@dataclass(frozen=True)
class Case:
    """A term and values of `VARIABLES`."""

    term: Term
    batch: Batch


@st.composite
def cases(draw: st.DrawFn, kind: str, depth: int = 3) -> Case:
    """`kind` of term: prop, number, natural, integer, matrix (of field elements) or mask (of propositions)."""
    n, m = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    writer = Writer(draw, n, m)
    match kind:
        case "prop":
            term = writer.prop(depth)
        case "number":
            term = writer.number(depth)
        case "natural":
            term = writer.natural(depth)
        case "integer":
            term = writer.integer(depth)
        case "matrix":
            size, other = writer.size(), writer.size()
            term = Lambda(*writer.under(size, lambda: Lambda(*writer.under(other, lambda: writer.number(depth)))))
        case _:
            term = Lambda(*writer.under(writer.size(), lambda: writer.prop(depth)))
    return Case(term, draw(batches(n, m)))


@st.composite
def batches(draw: st.DrawFn, n: int, m: int) -> Batch:
    """Small values often, values at the end of 64 bits sometimes; equal, unit and different denominators."""
    count = draw(st.integers(1, 3))
    large = draw(st.sampled_from([3, 3, 50, 2**31, 2**63 - 1]))
    widest = draw(st.sampled_from([1, 4, 2**40]))
    common = np.array(draw(st.lists(st.integers(1, widest), min_size=count, max_size=count)), dtype=np.int64)

    def integers(shape: tuple[int, ...], low: int, high: int) -> np.ndarray:
        size = int(np.prod((count, *shape)))
        rare = st.integers(low, high)
        entries = draw(st.lists(st.one_of(st.integers(max(low, -2), min(high, 2)), rare), min_size=size, max_size=size))
        return np.array(entries, dtype=np.int64).reshape(count, *shape)

    def rationals(shape: tuple[int, ...]) -> FieldArray:
        own = draw(st.booleans())
        denominators = integers((), 1, widest) if own else common
        return FieldArray(integers(shape, -large, large), denominators)

    arrays = {
        "V": rationals((n, m)),
        "x": rationals((n,)),
        "w": rationals((n + 1,)),
        "c": rationals(()),
        "P": rationals((2,)),
        "g": integers((n,), 0, n),
        "h": integers((n,), 0, 3),
        "s": integers((n,), 0, 1).astype(np.bool_),
        "b": integers((), 0, 1).astype(np.bool_),
        "p": integers((), 0, 1).astype(np.bool_),
        "k": integers((), 0, n),
        "z": integers((), -large, large),
        "e": integers((n,), -large, large),
    }
    return Batch({"n": n, "m": m}, arrays, count)
