"""Small statements, each with the hypotheses that one construction is for, and nothing to conclude."""

from __future__ import annotations

from tests.support.statements import (
    DEFINITIONS,
    DOT,
    IDENTITY,
    MAT_MUL,
    NORM_SQ,
    TRANSPOSE,
    app,
    call,
    div,
    eq,
    fin,
    forall,
    implies,
    le,
    mat,
    mul,
    nat,
    ne,
    num,
    scalar,
    sq,
    sub,
    vec,
)

from toymodels.statements.language import (
    BOOL,
    NAT,
    Cast,
    Compare,
    FinSort,
    FunSort,
    Hypothesis,
    If,
    Neg,
    Not,
    Relation,
    Statement,
    Sum,
    Term,
    Truth,
    Var,
)


def lt(left: Term, right: Term) -> Compare:
    return Compare(Relation.LT, left, right)


def statement(name: str, variables: tuple[Var, ...], hypotheses: dict[str, Term]) -> Statement:
    assumed = tuple(Hypothesis(label, prop) for label, prop in hypotheses.items())
    return Statement(name, variables, assumed, Truth(True), DEFINITIONS)


n, m = nat("n"), nat("m")
V, W, A, Q = mat("V", n, m), mat("W", n, m), mat("A", n, n), mat("Q", n, n)
x, y, c = vec("x", n), vec("y", n), scalar("c")
i, j, k, a, b = fin("i", n), fin("j", n), fin("k", n), fin("a", m), fin("b", m)

ZERO, ONE = num(0), num(1)


def _dot(left: Term, right: Term) -> Term:
    return call(DOT, m, left, right)


def _delta(left: Term, right: Term, value: Term = ONE) -> Term:
    return If(eq(left, right), value, ZERO)


def unit_rows() -> Statement:
    return statement(
        "unit_rows", (n, m, V), {"hm": le(num(1, NAT), m), "h": forall(i, eq(call(NORM_SQ, m, app(V, i)), ONE))}
    )


def unit_vector() -> Statement:
    return statement("unit_vector", (n, x), {"hn": le(num(1, NAT), n), "h": eq(call(DOT, n, x, x), ONE)})


def rows_of_norm_two() -> Statement:
    hypotheses = {"hm": le(num(2, NAT), m), "h": forall(i, eq(Sum(a, sq(app(V, i, a))), num(2)))}
    return statement("rows_of_norm_two", (n, m, V), hypotheses)


def orthonormal_rows() -> Statement:
    gram = forall(i, j, eq(_dot(app(V, i), app(V, j)), _delta(i, j)))
    return statement("orthonormal_rows", (n, m, V), {"hm": le(n, m), "h": gram})


def orthogonal_matrix() -> Statement:
    product = app(call(MAT_MUL, n, n, n, call(TRANSPOSE, n, n, Q), Q), i, j)
    return statement("orthogonal_matrix", (n, Q), {"h": forall(i, j, eq(product, app(call(IDENTITY, n), i, j)))})


def tight_frame() -> Statement:
    """Rows on the unit sphere and columns of squared norm 2: two orthonormal bases."""
    columns = forall(a, b, eq(Sum(i, mul(app(V, i, a), app(V, i, b))), _delta(a, b, num(2))))
    hypotheses = {
        "hn": eq(n, mul(num(2, NAT), m, NAT)),
        "hu": forall(i, eq(call(NORM_SQ, m, app(V, i)), ONE)),
        "h": columns,
    }
    return statement("tight_frame", (n, m, V), hypotheses)


def orthogonal_nonzero_rows() -> Statement:
    hypotheses = {
        "hm": le(n, m),
        "ho": forall(i, j, implies(ne(i, j), eq(_dot(app(V, i), app(V, j)), ZERO))),
        "hn": forall(i, Not(forall(a, eq(app(V, i, a), ZERO)))),
    }
    return statement("orthogonal_nonzero_rows", (n, m, V), hypotheses)


def nonzero_rows() -> Statement:
    hypotheses = {"hm": le(num(1, NAT), m), "h": forall(i, lt(ZERO, call(NORM_SQ, m, app(V, i))))}
    return statement("nonzero_rows", (n, m, V), hypotheses)


def stochastic_rows() -> Statement:
    hypotheses = {
        "hm": le(num(1, NAT), m),
        "h0": forall(i, a, le(ZERO, app(V, i, a))),
        "h1": forall(i, eq(Sum(a, app(V, i, a)), ONE)),
    }
    return statement("stochastic_rows", (n, m, V), hypotheses)


def causal_stochastic_rows() -> Statement:
    hypotheses = {
        "h0": forall(i, j, le(ZERO, app(A, i, j))),
        "h1": forall(i, eq(Sum(j, app(A, i, j)), ONE)),
        "hc": forall(i, j, implies(lt(i, j), eq(app(A, i, j), ZERO))),
    }
    return statement("causal_stochastic_rows", (n, A), hypotheses)


def positive_distribution() -> Statement:
    hypotheses = {
        "hn": le(num(1, NAT), n),
        "h0": forall(i, lt(ZERO, app(x, i))),
        "h1": eq(Sum(i, app(x, i)), ONE),
    }
    return statement("positive_distribution", (n, x), hypotheses)


def nonnegative() -> Statement:
    return statement("nonnegative", (n, x), {"h": forall(i, le(ZERO, app(x, i)))})


def between_zero_and_one() -> Statement:
    hypotheses = {"h0": forall(i, le(ZERO, app(x, i))), "h1": forall(i, lt(app(x, i), ONE))}
    return statement("between_zero_and_one", (n, x), hypotheses)


def disjoint_supports() -> Statement:
    hypotheses = {
        "hx": forall(i, le(ZERO, app(x, i))),
        "hy": forall(i, le(ZERO, app(y, i))),
        "h": forall(i, eq(mul(app(x, i), app(y, i)), ZERO)),
    }
    return statement("disjoint_supports", (n, x, y), hypotheses)


def ordered_vectors() -> Statement:
    return statement("ordered_vectors", (n, x, y), {"h": forall(i, le(app(x, i), app(y, i)))})


def chain() -> Statement:
    p, q, r = scalar("p"), scalar("q"), scalar("r")
    return statement("chain", (p, q, r), {"h0": lt(ZERO, p), "h1": le(p, q), "h2": lt(q, r)})


def coherence_bound() -> Statement:
    products = forall(i, j, implies(ne(i, j), le(sq(_dot(app(V, i), app(V, j))), c)))
    return statement("coherence_bound", (n, m, V, c), {"h": products})


def lower_bound() -> Statement:
    products = forall(i, j, implies(ne(i, j), le(c, _dot(app(V, i), app(V, j)))))
    return statement("lower_bound", (n, m, V, c), {"h": products})


def defined_matrix() -> Statement:
    return statement("defined_matrix", (n, m, V, A), {"h": forall(i, j, eq(_dot(app(V, i), app(V, j)), app(A, i, j)))})


def nonzero_scalar() -> Statement:
    return statement("nonzero_scalar", (c,), {"h": ne(c, ZERO)})


def nonnegative_nonzero_scalar() -> Statement:
    return statement("nonnegative_nonzero_scalar", (c,), {"h0": le(ZERO, c), "h": Not(eq(c, ZERO))})


def bounded_multiple() -> Statement:
    """`(n - 1) c < 1` and `0 ≤ c`: a bound whose coefficient is a size."""
    multiple = mul(sub(Cast(n), ONE), c)
    return statement("bounded_multiple", (n, c), {"h0": le(ZERO, c), "h": lt(multiple, ONE)})


def quotient_definition() -> Statement:
    hypotheses = {"hx": forall(i, lt(ZERO, app(x, i))), "h": forall(i, eq(app(y, i), div(ONE, app(x, i))))}
    return statement("quotient_definition", (n, x, y), hypotheses)


def symmetric_matrix() -> Statement:
    return statement("symmetric_matrix", (n, A), {"h": forall(i, j, eq(app(A, i, j), app(A, j, i)))})


def strictly_triangular() -> Statement:
    return statement("strictly_triangular", (n, A), {"h": forall(i, j, implies(le(i, j), eq(app(A, i, j), ZERO)))})


def kernel_vector() -> Statement:
    z = vec("z", m)
    return statement("kernel_vector", (n, m, V, z), {"h": forall(i, eq(_dot(app(V, i), z), ZERO))})


def equal_combinations() -> Statement:
    def combination(v: Term) -> Term:
        return Sum(i, mul(app(v, i), app(V, i, a)))

    return statement("equal_combinations", (n, m, V, x, y), {"h": forall(a, eq(combination(x), combination(y)))})


def inverse_matrix() -> Statement:
    inverse = mat("B", n, n)
    product = app(call(MAT_MUL, n, n, n, A, inverse), i, j)
    return statement("inverse_matrix", (n, A, inverse), {"h": forall(i, j, eq(product, _delta(i, j)))})


def unit_diagonal_product() -> Statement:
    left, right = mat("B", n, m), mat("C", m, n)
    diagonal = forall(i, eq(app(call(MAT_MUL, n, m, n, left, right), i, i), ONE))
    return statement("unit_diagonal_product", (n, m, left, right), {"hm": le(num(1, NAT), m), "h": diagonal})


def distinct_indices() -> Statement:
    return statement("distinct_indices", (n, i, j, x), {"h": ne(i, j), "hx": forall(k, le(ZERO, app(x, k)))})


def injection() -> Statement:
    f = Var("f", FunSort(FinSort(n), FinSort(m)))
    return statement("injection", (n, m, f), {"h": forall(i, j, implies(eq(app(f, i), app(f, j)), eq(i, j)))})


def support() -> Statement:
    """A vector that vanishes off a set of indices."""
    chosen = Var("s", FunSort(FinSort(n), BOOL))
    off = forall(i, implies(eq(app(chosen, i), Truth(False)), eq(app(x, i), ZERO)))
    return statement("support", (n, chosen, x), {"h": off})


def squeezed() -> Statement:
    """`-D i j ≤ A i j ≤ D i j`, which asks of `D`, drawn first or not, that it is not negative."""
    bound = mat("D", n, n)
    entry, limit = app(A, i, j), app(bound, i, j)
    hypotheses = {"hlo": forall(i, j, le(Neg(limit), entry)), "hhi": forall(i, j, le(entry, limit))}
    return statement("squeezed", (n, bound, A), hypotheses)


def diagonally_dominant() -> Statement:
    """Squeezed off the diagonal, and above the sum of the bounds on it."""
    bound = mat("D", n, n)
    entry, limit = app(A, i, j), app(bound, i, j)
    hypotheses = {
        "hlo": forall(i, j, implies(ne(i, j), le(Neg(limit), entry))),
        "hhi": forall(i, j, implies(ne(i, j), le(entry, limit))),
        "hdom": forall(i, lt(Sum(j, If(eq(i, j), ZERO, limit)), app(A, i, i))),
    }
    return statement("diagonally_dominant", (n, A, bound), hypotheses)


def separated_by_threshold() -> Statement:
    """Entries in a set lie above a threshold, the others below it."""
    top = Var("top", FunSort(FinSort(n), BOOL))
    hypotheses = {
        "ht": le(ZERO, c),
        "htop": forall(i, implies(eq(app(top, i), Truth(True)), lt(c, app(x, i)))),
        "hoff": forall(i, implies(eq(app(top, i), Truth(False)), lt(app(x, i), c))),
    }
    return statement("separated_by_threshold", (n, top, x, c), hypotheses)


def rows_of_a_given_norm() -> Statement:
    """`∀ i, ‖V i‖² = c` for a scalar `c > 0`, which must be drawn so that there are such rows."""
    hypotheses = {
        "hm": le(num(2, NAT), m),
        "hc": lt(ZERO, c),
        "h": forall(i, eq(call(NORM_SQ, m, app(V, i)), c)),
    }
    return statement("rows_of_a_given_norm", (n, m, V, c), hypotheses)


RECOGNISED = (
    unit_rows,
    unit_vector,
    rows_of_norm_two,
    orthonormal_rows,
    orthogonal_matrix,
    tight_frame,
    orthogonal_nonzero_rows,
    nonzero_rows,
    stochastic_rows,
    causal_stochastic_rows,
    positive_distribution,
    nonnegative,
    between_zero_and_one,
    disjoint_supports,
    ordered_vectors,
    chain,
    coherence_bound,
    lower_bound,
    defined_matrix,
    nonzero_scalar,
    nonnegative_nonzero_scalar,
    bounded_multiple,
    quotient_definition,
    symmetric_matrix,
    strictly_triangular,
    kernel_vector,
    equal_combinations,
    inverse_matrix,
    unit_diagonal_product,
    distinct_indices,
    injection,
    support,
    squeezed,
    diagonally_dominant,
    separated_by_threshold,
    rows_of_a_given_norm,
)
