"""Dropping and weakening hypotheses: what is found needed, and what is not."""

from __future__ import annotations

import json

import pytest
from tests.support import constructs as c
from tests.support.statements import (
    DEFINITIONS,
    add,
    app,
    bessel_inequality,
    eq,
    le,
    mul,
    nat,
    ne,
    num,
    rankin_simplex,
    relu_antipodal_exact,
    scalar,
    sq,
    sub,
    vec,
    welch_coherence,
)

from toymodels.instances.subject import Subject
from toymodels.instances.telling import WHERE, sized_part
from toymodels.power.necessity import Need, necessity, weakenings
from toymodels.power.theorem import draw_batches
from toymodels.statements.language import NAT, FinMk, Hypothesis, Statement, Term, Var

X, Y = scalar("x"), scalar("y")


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    assumed = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("ToyModels.claim", variables, assumed, conclusion, DEFINITIONS)


def needs(statement: Statement) -> dict[tuple[str, str], Need]:
    return {(result.hypothesis, result.how): result.need for result in necessity(Subject(statement), draw_batches)}


def test_every_hypothesis_is_dropped_and_strict_bounds_are_weakened():
    statement = claim(c.lt(num(0), mul(X, Y)), X, Y, hx=c.lt(num(0), X), hy=c.lt(num(0), Y))
    assert [(w.hypothesis, w.how) for w in weakenings(statement)] == [
        ("hx", "dropped"),
        ("hx", "0 ≤ x"),
        ("hy", "dropped"),
        ("hy", "0 ≤ y"),
    ]


def test_constants_of_sizes_move_by_one():
    n = nat("n")
    statement = claim(le(num(1, NAT), n), n, h=le(num(2, NAT), n))
    assert [w.how for w in weakenings(statement)] == ["dropped", "1 ≤ n"]


@pytest.mark.parametrize(
    "statement",
    [welch_coherence(), rankin_simplex(), bessel_inequality(), relu_antipodal_exact()],
    ids=lambda s: s.name,
)
def test_witnesses_refute_the_weaker_statement(statement: Statement):
    weaker = {(w.hypothesis, w.how): w.statement for w in weakenings(statement)}
    results = necessity(Subject(statement), lambda weaker: draw_batches(weaker, instances=600))
    assert {result.hypothesis for result in results} == {h.name for h in statement.hypotheses}
    for result in results:
        if result.witness is not None:
            assert Subject(weaker[result.hypothesis, result.how]).is_violated_by(result.witness)
            assert result.reason.endswith("fails") or "fails at" in result.reason
    assert json.loads(json.dumps([result.to_json() for result in results]))


def test_needed_hypotheses_get_teaching_witnesses():
    results = necessity(Subject(welch_coherence()), draw_batches)
    assert {r.hypothesis for r in results if r.need is Need.NEEDED} >= {"hu", "hμ"}
    for result in results:
        if result.need is Need.NEEDED:
            weaker = next(w.statement for w in weakenings(welch_coherence()) if w.hypothesis == result.hypothesis)
            assert result.teaching is not None
            assert Subject(sized_part(weaker)).is_violated_by(result.teaching)


def test_a_witness_that_must_be_degenerate_is_told_apart():
    found = needs(claim(c.lt(num(0), mul(X, sq(X))), X, hx=c.lt(num(0), X)))
    assert found["hx", "dropped"] is Need.NEEDED
    assert found["hx", "0 ≤ x"] is Need.DEGENERATE


def test_an_idle_hypothesis_is_a_finding():
    (result,) = necessity(Subject(claim(le(num(0), sq(X)), X, h=le(num(0), X))), draw_batches)
    assert result.need is Need.NOT_SHOWN
    assert result.witness is None


def test_a_rare_counterexample_is_reached_by_the_guided_search():
    """Without `h`, `100 x ≤ 100 x² + 24` fails between 2/5 and 3/5 only, and `x ≠ 1/2` takes the simple value away."""
    almost = le(mul(num(100), X), add(mul(num(100), sq(X)), num(24)))
    found = needs(claim(almost, X, hx=ne(mul(num(2), X), num(1)), h=le(X, num(0))))
    assert found["h", "dropped"] is Need.NEEDED
    assert found["hx", "dropped"] is Need.NOT_SHOWN


def test_a_counterexample_is_drawn_from_what_the_hypothesis_excludes():
    """Only `x = 37/101` refutes the claim without `h`: neither chance nor a gap that could be closed leads there."""
    line = sub(mul(num(101), X), num(37))
    found = needs(claim(ne(mul(line, add(sq(X), num(1))), num(0)), X, h=ne(mul(num(101), X), num(37))))
    assert found["h", "dropped"] is Need.NEEDED


def test_what_was_found_without_the_hypothesis_is_told():
    (idle,) = necessity(Subject(claim(le(num(0), sq(X)), X, h=le(num(0), X))), draw_batches)
    assert idle.reason.endswith("instances without the hypothesis satisfy the conclusion")
    implied = necessity(Subject(claim(le(num(0), X), X, h=le(num(1), X), weak=le(num(0), X))), draw_batches)
    reasons = {(each.hypothesis, each.how): each.reason for each in implied}
    assert reasons["weak", "dropped"].endswith("perhaps they imply it")
    (degenerate,) = necessity(Subject(claim(ne(sq(X), num(0)), X, h=ne(sq(X), num(0)))), draw_batches)
    assert degenerate.need is Need.DEGENERATE
    assert degenerate.remark.startswith(WHERE)


def test_terms_that_need_a_hypothesis_are_not_called_refuted():
    """`x ⟨k, _⟩` makes sense only because `k < n`."""
    n, k = nat("n"), nat("k")
    x = vec("x", n)
    entry = app(x, FinMk(k, n))
    statement = claim(eq(entry, entry), n, k, x, h=c.lt(k, n))
    results = necessity(Subject(statement), draw_batches)
    assert results[0].need is Need.STRUCTURAL
    assert "Fin" in results[0].reason
