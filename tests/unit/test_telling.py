"""Counterexamples that teach: what is preferred, and that it is found where it exists."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.support import constructs as c
from tests.support.statements import (
    DEFINITIONS,
    app,
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
    relu_antipodal_exact,
    scalar,
    vec,
    welch_coherence,
)

from toymodels.check.lesson import lesson
from toymodels.check.runner import check
from toymodels.check.verdict import Refuted
from toymodels.cli.tables import evidence_text
from toymodels.evaluate.batch import Instance, Value
from toymodels.instances.subject import Subject
from toymodels.instances.telling import is_degenerate, most_telling, proper_part, telling_cost
from toymodels.power.necessity import NecessityResult, Need, necessity, weakenings
from toymodels.power.theorem import draw_batches
from toymodels.statements.language import NAT, Hypothesis, Quantifier, Quantity, Statement, Sum, Term, Var

N, M, X, Y = nat("n"), nat("m"), scalar("x"), scalar("y")


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    assumed = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("ToyModels.claim", variables, assumed, conclusion, DEFINITIONS)


def exists(var: Var, body: Term) -> Term:
    return Quantifier(Quantity.EXISTS, var, body)


def instance(**values: Value) -> Instance:
    return Instance(values)


def vector(*entries: int) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, entries))


def dropped(statement: Statement, hypothesis: str) -> NecessityResult:
    found = necessity(Subject(statement), draw_batches)
    return next(each for each in found if each.hypothesis == hypothesis and each.how == "dropped")


PAIRS: list[tuple[Instance, Instance]] = [
    (instance(n=1, v=vector(1), x=Fraction(-1)), instance(n=0, v=(), x=Fraction(1))),
    (instance(n=1, v=vector(1), x=Fraction(0)), instance(n=2, v=vector(1, 1), x=Fraction(-1))),
    (instance(n=1, v=vector(1), x=Fraction(-1)), instance(n=2, v=vector(0, 0), x=Fraction(0))),
    (instance(n=2, v=vector(0, 0), x=Fraction(1)), instance(n=1, v=vector(1), x=Fraction(1))),
    (instance(n=3, v=vector(7, 7, 7), x=Fraction(9)), instance(n=4, v=vector(1, 1, 1, 1), x=Fraction(1))),
    (instance(n=2, v=vector(7, 7), x=Fraction(9)), instance(n=2, v=vector(0, 0), x=Fraction(1))),
    (instance(n=2, v=vector(1, 0), x=Fraction(1)), instance(n=2, v=vector(1, 2), x=Fraction(1))),
]


@pytest.mark.parametrize(("better", "worse"), PAIRS)
def test_the_order_of_what_is_preferred(better: Instance, worse: Instance):
    statement = claim(le(X, X), N, vec("v", N), X)
    assert telling_cost(statement, better) < telling_cost(statement, worse)


def test_a_number_that_is_no_dimension_may_be_one():
    """`k` is not a size of anything, so that it is as small as it can be."""
    k = nat("k")
    v = vec("v", N)
    i = fin("i", N)
    found = most_telling(Subject(claim(forall(i, le(app(v, i), num(0))), k, N, v)), [instance(k=0, n=1, v=vector(1))])
    assert (found.values["k"], found.values["n"]) == (1, 2)


def test_a_zero_size_gives_way_to_two_dimensions():
    v, i = vec("v", N), fin("i", N)
    statement = claim(exists(i, ne(app(v, i), num(0))), N, v)
    found = most_telling(Subject(statement), [instance(n=0, v=())])
    assert found == instance(n=2, v=vector(0, 0))
    assert is_degenerate(statement, found)


def test_a_negative_scalar_gives_way_to_a_positive_one():
    statement = claim(le(num(4), mul(X, X)), X)
    found = most_telling(Subject(statement), [instance(x=Fraction(-1))])
    assert found == instance(x=Fraction(1))


def test_a_negative_scalar_stays_where_nothing_else_does_it():
    statement = claim(le(num(0), X), X)
    assert most_telling(Subject(statement), [instance(x=Fraction(-5))]) == instance(x=Fraction(-1))


def test_what_is_found_beyond_the_sizes_searched_is_not_lost():
    """Only `n ≥ 4` refutes it, so the instance given is all there is to improve upon."""
    v = vec("v", N)
    found = most_telling(Subject(claim(c.lt(N, num(9, NAT)), N, v)), [instance(n=9, v=vector(*[3] * 9))])
    assert found.values["n"] == 9


def test_degenerate_is_a_size_or_every_number_that_is_zero():
    statement = claim(c.lt(X, X), N, vec("v", N), X)
    assert is_degenerate(statement, instance(n=0, v=(), x=Fraction(1)))
    assert is_degenerate(statement, instance(n=2, v=vector(0, 0), x=Fraction(0)))
    assert not is_degenerate(statement, instance(n=2, v=vector(0, 0), x=Fraction(1)))
    assert not is_degenerate(claim(le(num(5, NAT), N), N), instance(n=1))


def test_a_refutation_teaches_where_its_smallest_counterexample_does_not():
    v, i = vec("v", N), fin("i", N)
    statement = claim(exists(i, ne(app(v, i), num(1))), N, v)
    told = lesson(Subject(statement), instance(n=0, v=()))
    assert told is not None
    assert told.instance == instance(n=2, v=vector(1, 1))
    assert told.reason.startswith("no i will do")
    assert lesson(Subject(claim(le(num(1), X), X)), instance(x=Fraction(1, 2))) is None
    assert lesson(Subject(claim(le(num(0), X), X)), instance(x=Fraction(-1))) is None


def test_a_check_teaches_too():
    v, i = vec("v", N), fin("i", N)
    statement = claim(exists(i, ne(app(v, i), num(1))), N, v)
    evidence = check(statement, instances=50)
    assert isinstance(evidence.verdict, Refuted)
    assert evidence.verdict.witness == instance(n=0, v=())
    assert evidence.lesson is not None
    assert evidence.lesson.instance == instance(n=2, v=vector(1, 1))
    record = evidence.to_json()
    assert record["teaching"] == {"instance": {"n": 2, "v": ["1", "1"]}, "reason": evidence.lesson.reason}
    assert "  tells more: no i will do: " in evidence_text("it", evidence)
    assert "with n = 2, v = (1, 1)" in evidence_text("it", evidence)
    assert check(statement, instances=50, sizes={"n": 0}).lesson is None


def test_no_sizes_are_searched_when_time_is_over():
    v, i = vec("v", N), fin("i", N)
    start = instance(n=0, v=())
    assert most_telling(Subject(claim(exists(i, ne(app(v, i), num(5))), N, v)), [start], seconds=-1) == start


def test_a_strict_bound_that_needs_zero_is_needed_in_two_dimensions():
    """`x vᵢ = x → vᵢ = 1` fails at `x = 0` for every `v` but 1: that is not a degenerate case."""
    v, i = vec("v", N), fin("i", N)
    statement = claim(forall(i, implies(eq(mul(X, app(v, i)), X), eq(app(v, i), num(1)))), N, v, X, hx=c.lt(num(0), X))
    for result in necessity(Subject(statement), draw_batches):
        assert result.need is Need.NEEDED
        assert result.teaching is not None
        assert result.teaching.values["n"] == 2
        assert result.teaching.values["x"] == 0


def test_obtuse_vectors_show_a_zero_vector_in_a_dimension_that_is_there():
    """The shape of `nonpos_family_le_two_mul`: without `v i ≠ 0`, three vectors in one dimension are too many."""
    v, i, j, a = mat("v", N, M), fin("i", N), fin("j", N), fin("a", M)
    nonzero = forall(i, exists(a, ne(app(v, i, a), num(0))))
    pairs = forall(i, j, implies(ne(i, j), le(Sum(a, mul(app(v, i, a), app(v, j, a))), num(0))))
    result = dropped(claim(le(N, mul(num(2, NAT), M)), N, M, v, h0=nonzero, hp=pairs), "h0")
    assert result.need is Need.NEEDED
    assert result.teaching is not None
    assert result.teaching.values["m"] in {1, 2}
    assert result.witness is not None
    assert result.witness.values["m"] == 0
    assert result.teaching_reason


@pytest.mark.parametrize("statement", [welch_coherence(), relu_antipodal_exact()], ids=lambda s: s.name)
def test_teaching_witnesses_refute_the_weaker_statement_and_have_sizes(statement: Statement):
    weaker = {(each.hypothesis, each.how): each.statement for each in weakenings(statement)}
    results = [each for each in necessity(Subject(statement), draw_batches) if each.witness is not None]
    assert results
    for each in results:
        assert each.teaching is not None
        assert each.witness is not None
        assert Subject(weaker[each.hypothesis, each.how]).is_violated_by(each.teaching)
        assert telling_cost(statement, each.teaching) <= telling_cost(statement, each.witness)
        assert each.to_json()["teaching"]


def test_what_is_proper_has_no_zero_size_row_or_scalar():
    n, m = nat("n"), nat("m")
    proper = proper_part(claim(c.lt(X, X), n, m, mat("v", n, m), X))
    full: dict[str, Value] = {"n": 2, "m": 1, "v": ((Fraction(1),), (Fraction(2),)), "x": Fraction(1)}
    assert Subject(proper).is_violated_by(Instance(full))
    for name, value in {"v": ((Fraction(1),), (Fraction(0),)), "x": Fraction(0)}.items():
        assert not Subject(proper).is_violated_by(Instance({**full, name: value}))
    assert not Subject(proper).is_violated_by(Instance({**full, "n": 0, "v": ()}))
