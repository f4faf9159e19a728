"""The search towards equality, and the comparison with what a docstring claims."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.support import constructs as c
from tests.support.statements import (
    DEFINITIONS,
    DOT,
    NORM_SQ,
    add,
    app,
    both,
    call,
    eq,
    fin,
    forall,
    implies,
    le,
    mul,
    nat,
    ne,
    num,
    rankin_simplex,
    scalar,
    sq,
    vec,
    welch_coherence,
    welch_frame_potential,
)

from toymodels.check.margin import comparisons
from toymodels.evaluate.batch import Instance, Value
from toymodels.evaluate.convert import batch_of
from toymodels.instances.subject import Subject
from toymodels.power.theorem import draw_batches
from toymodels.power.tightness import cited, tightness
from toymodels.search.climb import nearest
from toymodels.statements.language import NAT, Arith, Cast, Hypothesis, Operation, Relation, Statement, Term, Var

X, Y = scalar("x"), scalar("y")


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    assumed = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("ToyModels.claim", variables, assumed, conclusion, DEFINITIONS)


def from_one(statement: Statement, **values: Value):
    """What the search finds from a single instance."""
    (part,) = comparisons(statement.conclusion)
    batch = batch_of([Instance(values)], statement.variables)
    return nearest(Subject(statement), part, [Subject(statement).satisfying(batch)])


def fraction(top: int, bottom: int) -> Term:
    return Arith(Operation.DIV, num(top), num(bottom), X.sort)


def test_inequalities_are_found_under_quantifiers_conditions_and_in_conjunctions():
    n = nat("n")
    i, j = fin("i", n), fin("j", n)
    prop = both(
        forall(i, j, implies(ne(i, j), both(le(X, num(1)), eq(X, X)))), both(c.lt(num(0), X), le(n, num(3, NAT)))
    )
    first, second, strict = comparisons(prop)
    assert (first.op, second.op, strict.op) == (Relation.LE, Relation.LE, Relation.LT)
    assert (first.binders, first.guards) == ((i, j), (ne(i, j),))
    assert (second.left, second.right) == (Cast(n), Cast(num(3, NAT)))


def test_an_inequality_that_is_only_assumed_does_not_count():
    assert not tuple(comparisons(implies(le(X, num(1)), eq(X, X))))


def test_the_vertex_of_a_parabola_is_reached_exactly():
    """`2 · (3/7) x ≤ x² + 9/49` is an equality at `3/7` only."""
    parabola = claim(le(mul(fraction(6, 7), X), add(sq(X), fraction(9, 49))), X)
    found = from_one(parabola, x=Fraction(5))
    assert found is not None
    assert found.attained
    assert found.instance.values["x"] == Fraction(3, 7)


def test_the_root_of_a_line_is_reached_exactly():
    line = claim(le(fraction(5, 11), X), X, h=le(fraction(5, 11), X))
    found = from_one(line, x=Fraction(4))
    assert found is not None
    assert found.instance.values["x"] == Fraction(5, 11)
    assert found.attained


def test_hypotheses_hold_at_what_is_found():
    bounded = claim(le(num(1), X), X, h=le(num(2), X))
    found = from_one(bounded, x=Fraction(9))
    assert found is not None
    assert (found.left, found.right, found.relative) == (1, 2, Fraction(1, 3))


def test_a_gap_is_not_called_equality():
    gap = claim(le(sq(X), add(sq(X), num(1))), X)
    found = from_one(gap, x=Fraction(1))
    assert found is not None
    assert not found.attained
    assert 0 < found.relative < Fraction(1, 100)


def test_the_histogram_counts_exact_equality_only():
    """A relative slack of 10⁻¹² is none to floats."""
    statement = claim(le(X, Y), X, Y)
    large = Fraction(10**12)
    batch = batch_of([Instance({"x": large, "y": large + step}) for step in (0, 1, 1)], statement.variables)
    (slack,) = tightness(Subject(statement), [batch], None, lambda _: False).slacks
    assert (slack.histogram.equal, sum(slack.histogram.counts)) == (1, 2)


def test_a_false_claim_is_pushed_below_equality():
    """`x ≤ x² + 1/5` fails between its roots, near one half."""
    false = claim(le(X, add(sq(X), fraction(1, 5))), X)
    found = from_one(false, x=Fraction(7))
    assert found is not None
    assert found.relative < 0
    assert Subject(false).is_violated_by(found.instance)


@pytest.mark.parametrize(
    "statement", [welch_frame_potential(), welch_coherence(), rankin_simplex()], ids=lambda s: s.name
)
def test_known_bounds_are_attained(statement: Statement):
    (slack,) = tightness(Subject(statement), draw_batches(Subject(statement)), None, lambda _: True).slacks
    assert slack.attained
    assert slack.left != 0


def test_cauchy_schwarz_is_attained_in_general_position():
    n = nat("n")
    x, y = vec("x", n), vec("y", n)
    schwarz = claim(
        le(sq(call(DOT, n, x, y)), mul(call(NORM_SQ, n, x), call(NORM_SQ, n, y))),
        n,
        x,
        y,
        h=forall(fin("i", n), ne(app(x, fin("i", n)), app(y, fin("i", n)))),
    )
    found = from_one(schwarz, n=2, x=(Fraction(3), Fraction(5)), y=(Fraction(1), Fraction(7)))
    assert found is not None
    assert found.attained


def test_an_inequality_with_zero_tells_where_it_vanishes():
    sign = claim(le(num(0), sq(X)), X)
    (slack,) = tightness(Subject(sign), draw_batches(Subject(sign)), None, lambda _: True).slacks
    assert slack.witness is not None
    assert not slack.attained
    assert slack.vanishing == Instance({"x": Fraction(0)})


def measured(statement: Statement, text: str | None, known: tuple[str, ...] = ()):
    return tightness(Subject(statement), draw_batches(Subject(statement)), text, known.__contains__)


def test_citations_are_names_of_theorems_only():
    assert cited("`bound_tight`, at `(k - 1) μ = 1` with `p`; see `Mat.mul_one`.") == ("bound_tight", "Mat.mul_one")


def test_a_missing_witness_is_an_error():
    (error,) = measured(rankin_simplex(), "`rankin_tight`, the antipodal pair.").errors
    assert error == "the docstring cites rankin_tight, but no theorem of the library has that name"


def test_equality_where_the_docstring_says_never_is_an_error():
    (error,) = measured(claim(le(X, sq(X)), X, h=le(num(1), X)), "never attained.").errors
    assert error == "the docstring says 'never attained.', but equality holds in x ≤ x^2"


def test_agreement_is_silent():
    result = measured(rankin_simplex(), "`rankin_tight`.", ("rankin_tight",))
    assert result.errors == result.remarks == ()
    strict = measured(claim(le(num(1), add(sq(X), num(2))), X), "never attained.")
    assert strict.errors == ()


def test_a_claim_that_is_not_reproduced_is_a_remark():
    result = measured(claim(le(num(1), add(sq(X), num(2))), X), "`some_witness`.", ("some_witness",))
    assert result.errors == ()
    assert result.remarks == ("the search found no equality in 1 ≤ x^2 + 2",)
