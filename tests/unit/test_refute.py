"""The search for counterexamples, on statements that need no Lean."""

from fractions import Fraction

from tests.support.statements import mul, ne, num, rankin_simplex, scalar, sub, welch_frame_potential

from toymodels.check.verdict import Held, Refuted
from toymodels.search.search import search
from toymodels.statements.language import Compare, Relation, Statement, Term


def conjecture(conclusion: Term) -> Statement:
    return Statement("conjecture", (scalar("x"),), (), conclusion)


def test_a_true_statement_survives_all_means():
    result = search(welch_frame_potential(), instances=200, seconds=1.0)
    assert isinstance(result.verdict, Held)
    assert result.verdict.instances == result.instances == sum(result.tried.values())
    assert result.tried["all small instances"] > 0
    assert result.tried["guided search"] > 0


def test_a_true_statement_with_hypotheses_survives():
    assert isinstance(search(rankin_simplex(), instances=200, seconds=1.0).verdict, Held)


def test_a_single_exception_is_found():
    x = scalar("x")
    result = search(conjecture(ne(mul(sub(x, num(83)), sub(x, num(83))), num(0))), instances=10, seconds=5.0)
    assert isinstance(result.verdict, Refuted)
    assert result.verdict.witness.values == {"x": Fraction(83)}


def test_a_far_counterexample_is_found_and_brought_near():
    x = scalar("x")
    claim = Compare(Relation.LE, mul(x, x), mul(num(4000), x))
    verdict = search(conjecture(Compare(Relation.LE, mul(x, claim.left), mul(x, claim.right))), seconds=5.0).verdict
    assert isinstance(verdict, Refuted)
    assert verdict.witness.values == {"x": Fraction(4001)}
