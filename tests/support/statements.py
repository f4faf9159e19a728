"""Statements and definitions built by hand, as the reader would build them, for tests that should not need Lean."""

from __future__ import annotations

from collections.abc import Callable

from toymodels.statements.language import (
    FIELD,
    NAT,
    Apply,
    Arith,
    Call,
    Cast,
    Compare,
    Connective,
    Definition,
    FinSort,
    FunSort,
    Hypothesis,
    If,
    Lambda,
    Logic,
    Neg,
    Not,
    Numeral,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Sort,
    Statement,
    Sum,
    Term,
    Var,
)


def nat(name: str) -> Var:
    return Var(name, NAT)


def fin(name: str, bound: Term) -> Var:
    return Var(name, FinSort(bound))


def scalar(name: str) -> Var:
    return Var(name, FIELD)


def vec_sort(n: Term) -> FunSort:
    """`Fin n → α`."""
    return FunSort(FinSort(n), FIELD)


def mat_sort(m: Term, n: Term) -> FunSort:
    """`Fin m → Fin n → α`."""
    return FunSort(FinSort(m), vec_sort(n))


def vec(name: str, n: Term) -> Var:
    return Var(name, vec_sort(n))


def mat(name: str, m: Term, n: Term) -> Var:
    return Var(name, mat_sort(m, n))


def num(value: int, sort: Sort = FIELD) -> Numeral:
    return Numeral(value, sort)


def add(left: Term, right: Term, sort: Sort = FIELD) -> Arith:
    return Arith(Operation.ADD, left, right, sort)


def sub(left: Term, right: Term, sort: Sort = FIELD) -> Arith:
    return Arith(Operation.SUB, left, right, sort)


def mul(left: Term, right: Term, sort: Sort = FIELD) -> Arith:
    return Arith(Operation.MUL, left, right, sort)


def div(left: Term, right: Term, sort: Sort = FIELD) -> Arith:
    return Arith(Operation.DIV, left, right, sort)


def sq(arg: Term) -> Arith:
    return Arith(Operation.POW, arg, num(2, NAT), FIELD)


def eq(left: Term, right: Term) -> Compare:
    return Compare(Relation.EQ, left, right)


def ne(left: Term, right: Term) -> Compare:
    return Compare(Relation.NE, left, right)


def le(left: Term, right: Term) -> Compare:
    return Compare(Relation.LE, left, right)


def implies(left: Term, right: Term) -> Connective:
    return Connective(Logic.IMPLIES, left, right)


def both(left: Term, right: Term) -> Connective:
    return Connective(Logic.AND, left, right)


def forall(*parts: Var | Term) -> Term:
    """`∀ x₁ … xₖ, body`: the variables, then the body."""
    *binders, body = parts
    for var in reversed(binders):
        assert isinstance(var, Var)
        body = Quantifier(Quantity.FORALL, var, body)
    return body


def fun(*parts: Var | Term) -> Term:
    """`fun x₁ … xₖ => body`: the variables, then the body."""
    *binders, body = parts
    for var in reversed(binders):
        assert isinstance(var, Var)
        body = Lambda(var, body)
    return body


def app(fn: Term, *args: Term) -> Term:
    """`fn x₁ … xₖ`."""
    for arg in args:
        fn = Apply(fn, arg)
    return fn


def call(definition: Definition, *args: Term) -> Call:
    """A call; the result sort is that of the definition, which no evaluator reads the bounds of."""
    assert len(args) == len(definition.params)
    return Call(definition.name, args, definition.sort)


def _define(name: str, params: tuple[Var, ...], sort: Sort, body: Term) -> Definition:
    return Definition(f"ToyModels.{name}", params, body, sort)


_n, _m, _p = nat("n"), nat("m"), nat("p")
_i, _j, _k = fin("i", _n), fin("j", _n), fin("k", _n)
_f, _x, _y, _c = vec("f", _n), vec("x", _n), vec("y", _n), scalar("c")
_V = mat("V", _n, _m)

SUM = _define("sum", (_n, _f), FIELD, Sum(_i, app(_f, _i)))
DOT = _define("dot", (_n, _x, _y), FIELD, call(SUM, _n, fun(_i, mul(app(_x, _i), app(_y, _i)))))
NORM_SQ = _define("normSq", (_n, _x), FIELD, call(DOT, _n, _x, _x))
GRAM = _define("gram", (_n, _m, _V), mat_sort(_n, _n), fun(_i, _j, call(DOT, _m, app(_V, _i), app(_V, _j))))
CAPACITY = _define(
    "capacity",
    (_n, _m, _V, _i),
    FIELD,
    div(
        sq(call(NORM_SQ, _m, app(_V, _i))),
        call(SUM, _n, fun(_j, sq(call(DOT, _m, app(_V, _i), app(_V, _j))))),
    ),
)
RELU = _define("relu", (_c,), FIELD, If(le(num(0), _c), _c, num(0)))

_A, _B = mat("A", _m, _n), mat("B", _n, _p)
_a, _b = fin("a", _m), fin("b", _p)
MAT_MUL = _define(
    "Mat.mul",
    (_m, _n, _p, _A, _B),
    mat_sort(_m, _p),
    fun(_a, _b, call(SUM, _n, fun(_k, mul(app(_A, _a, _k), app(_B, _k, _b))))),
)
_C = mat("C", _m, _n)
MAT_ADD = _define("Mat.add", (_m, _n, _A, _C), mat_sort(_m, _n), fun(_a, _j, add(app(_A, _a, _j), app(_C, _a, _j))))
TRANSPOSE = _define("Mat.transpose", (_m, _n, _A), mat_sort(_n, _m), fun(_j, _a, app(_A, _a, _j)))
IDENTITY = _define("Mat.identity", (_n,), mat_sort(_n, _n), fun(_i, _j, If(eq(_i, _j), num(1), num(0))))
_S = mat("S", _n, _n)
TRACE = _define("Mat.trace", (_n, _S), FIELD, call(SUM, _n, fun(_i, app(_S, _i, _i))))
FROB_SQ = _define(
    "Mat.frobSq",
    (_m, _n, _A),
    FIELD,
    call(SUM, _m, fun(_a, call(SUM, _n, fun(_j, sq(app(_A, _a, _j)))))),
)

DEFINITIONS = {
    definition.name: definition
    for definition in (
        SUM,
        DOT,
        NORM_SQ,
        GRAM,
        CAPACITY,
        RELU,
        MAT_MUL,
        MAT_ADD,
        TRANSPOSE,
        IDENTITY,
        TRACE,
        FROB_SQ,
    )
}


def _statement(name: str, variables: tuple[Var, ...], hypotheses: dict[str, Term], conclusion: Term) -> Statement:
    assumed = tuple(Hypothesis(label, prop) for label, prop in hypotheses.items())
    return Statement(f"ToyModels.{name}", variables, assumed, conclusion, DEFINITIONS)


def _unit_rows(n: Term, m: Term, v: Term, index: str) -> Term:
    """`∀ i, normSq (v i) = 1`."""
    i = fin(index, n)
    return forall(i, eq(call(NORM_SQ, m, app(v, i)), num(1)))


def _off_diagonal(n: Term, index: str, other: str, prop: Callable[[Var, Var], Term]) -> Term:
    """`∀ i j, i ≠ j → prop i j`."""
    i, j = fin(index, n), fin(other, n)
    return forall(i, j, implies(ne(i, j), prop(i, j)))


def welch_frame_potential() -> Statement:
    """`(Σᵢ ‖V i‖²)² ≤ m Σᵢⱼ (V i · V j)²`."""
    n, m = nat("n"), nat("m")
    v, i, j, k = mat("V", n, m), fin("i", n), fin("j", n), fin("k", n)
    total = call(SUM, n, fun(k, call(NORM_SQ, m, app(v, k))))
    inner = call(SUM, n, fun(j, sq(call(DOT, m, app(v, i), app(v, j)))))
    potential = call(SUM, n, fun(i, inner))
    return _statement("welch_frame_potential", (n, m, v), {}, le(sq(total), mul(Cast(m), potential)))


def welch_coherence() -> Statement:
    """Unit vectors with squared coherence at most `μ` satisfy `n - m ≤ m (n - 1) μ`."""
    n, m, mu = nat("n"), nat("m"), scalar("μ")
    v = mat("V", n, m)

    def coherent(i: Var, j: Var) -> Term:
        return le(sq(call(DOT, m, app(v, i), app(v, j))), mu)

    hypotheses = {
        "hu": _unit_rows(n, m, v, "i"),
        "hμ": _off_diagonal(n, "i₁", "j", coherent),
        "hn": le(num(1, NAT), n),
    }
    right = mul(mul(Cast(m), sub(Cast(n), num(1))), mu)
    return _statement("welch_coherence", (n, m, v, mu), hypotheses, le(sub(Cast(n), Cast(m)), right))


def rankin_simplex() -> Statement:
    """Unit vectors with pairwise products at most `c` satisfy `-1 ≤ (n - 1) c`."""
    n, m, c = nat("n"), nat("m"), scalar("c")
    v = mat("V", n, m)
    hypotheses = {
        "hu": _unit_rows(n, m, v, "i"),
        "hc": _off_diagonal(n, "i₁", "j", lambda i, j: le(call(DOT, m, app(v, i), app(v, j)), c)),
        "hn": le(num(1, NAT), n),
    }
    conclusion = le(Neg(num(1)), mul(sub(Cast(n), num(1)), c))
    return _statement("rankin_simplex", (n, m, v, c), hypotheses, conclusion)


def bessel_inequality() -> Statement:
    """`Σᵢ (uᵢ · x)² / ‖uᵢ‖² ≤ ‖x‖²` for pairwise orthogonal nonzero `uᵢ`."""
    n, m = nat("n"), nat("m")
    u, x = mat("u", n, m), vec("x", m)
    i, k, a = fin("i₂", n), fin("k", n), fin("a", m)
    hypotheses = {
        "ho": _off_diagonal(n, "i", "j", lambda i, j: eq(call(DOT, m, app(u, i), app(u, j)), num(0))),
        "hn": forall(i, Not(forall(a, eq(app(u, i, a), num(0))))),
    }
    term = div(sq(call(DOT, m, app(u, k), x)), call(NORM_SQ, m, app(u, k)))
    conclusion = le(call(SUM, n, fun(k, term)), call(NORM_SQ, m, x))
    return _statement("bessel_inequality", (n, m, u, x), hypotheses, conclusion)


def sum_capacity_le_dim() -> Statement:
    """The capacities of `n` features in `m` dimensions sum to at most `m`."""
    n, m = nat("n"), nat("m")
    v, i = mat("V", n, m), fin("i", n)
    total = call(SUM, n, fun(i, call(CAPACITY, n, m, v, i)))
    return _statement("sum_capacity_le_dim", (n, m, v), {}, le(total, Cast(m)))


def relu_antipodal_exact() -> Statement:
    """`relu (p - q) = p` and `relu (q - p) = q` for disjointly supported nonnegative `p`, `q`."""
    n = nat("n")
    p, q = vec("p", n), vec("q", n)

    def pointwise(index: str, prop: Callable[[Term, Term], Term]) -> Term:
        i = fin(index, n)
        return forall(i, prop(app(p, i), app(q, i)))

    hypotheses = {
        "hp": pointwise("i", lambda x, _: le(num(0), x)),
        "hq": pointwise("i₁", lambda _, y: le(num(0), y)),
        "h": pointwise("i₂", lambda x, y: eq(mul(x, y), num(0))),
    }
    conclusion = both(
        pointwise("i₃", lambda x, y: eq(call(RELU, sub(x, y)), x)),
        pointwise("i₄", lambda x, y: eq(call(RELU, sub(y, x)), y)),
    )
    return _statement("relu_antipodal_exact", (n, p, q), hypotheses, conclusion)


def orthogonal_trace_le_dim() -> Statement:
    """`tr Q ≤ n` for an orthogonal `Q`."""
    n = nat("n")
    q, i, j = mat("Q", n, n), fin("i", n), fin("j", n)
    product = call(MAT_MUL, n, n, n, call(TRANSPOSE, n, n, q), q)
    hypothesis = forall(i, j, eq(app(product, i, j), app(call(IDENTITY, n), i, j)))
    return _statement("orthogonal_trace_le_dim", (n, q), {"hQ": hypothesis}, le(call(TRACE, n, q), Cast(n)))


def two_layer_path_expansion() -> Statement:
    """`(1 + B) (1 + A) = 1 + A + B + B A`, entry by entry."""
    n = nat("n")
    a, b, i, j = mat("A", n, n), mat("B", n, n), fin("i", n), fin("j", n)
    one = call(IDENTITY, n)

    def plus(left: Term, right: Term) -> Term:
        return call(MAT_ADD, n, n, left, right)

    def times(left: Term, right: Term) -> Term:
        return call(MAT_MUL, n, n, n, left, right)

    layers = times(plus(one, b), plus(one, a))
    paths = plus(plus(plus(one, a), b), times(b, a))
    return _statement("two_layer_path_expansion", (n, a, b), {}, forall(i, j, eq(app(layers, i, j), app(paths, i, j))))


def every_statement() -> tuple[Statement, ...]:
    return (
        welch_frame_potential(),
        welch_coherence(),
        rankin_simplex(),
        bessel_inequality(),
        sum_capacity_le_dim(),
        relu_antipodal_exact(),
        orthogonal_trace_le_dim(),
        two_layer_path_expansion(),
    )
