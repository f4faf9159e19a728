"""Margins, and the climb towards a failure or an equality."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import numpy as np
from tests.support import constructs as c
from tests.support.statements import (
    DEFINITIONS,
    add,
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
    scalar,
    sq,
    vec,
)

from toymodels.check.margin import Margin, Tables, comparisons
from toymodels.evaluate.batch import Batch, Instance, Value
from toymodels.evaluate.convert import batch_of, instance_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.batches import joined
from toymodels.instances.subject import Subject
from toymodels.search.climb import Climber, guided_violation, nearest
from toymodels.statements.language import Connective, Hypothesis, Logic, Statement, Term, Var

X, Y, N = scalar("x"), scalar("y"), nat("n")
K, J = fin("k", N), fin("j", N)


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    assumed = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("ToyModels.claim", variables, assumed, conclusion, DEFINITIONS)


def one(*variables: Var, **values: Value) -> Batch:
    return batch_of([Instance(values)], variables)


def margin(prop: Term, batch: Batch, *, relative: bool = False) -> float:
    (value,) = Margin(prop, Evaluator(DEFINITIONS)).of(batch, relative=relative).tolist()
    return value


def test_a_margin_is_the_least_gap():
    batch = one(X, Y, x=Fraction(1), y=Fraction(3))
    assert margin(le(X, Y), batch) == 2
    assert margin(le(X, Y), batch, relative=True) == 0.5
    assert margin(Connective(Logic.AND, le(X, Y), le(X, num(2))), batch) == 1
    assert margin(Connective(Logic.OR, le(X, Y), le(X, num(2))), batch) == 2
    assert margin(eq(X, Y), batch) == -2
    assert margin(ne(X, Y), batch) == 2
    assert margin(implies(le(X, num(0)), le(Y, num(0))), batch) == 1


def test_where_nothing_is_claimed_nothing_is_measured():
    """Off the diagonal only: the entries on it would give a margin of -9."""
    a = mat("A", N, N)
    batch = one(N, a, n=2, A=((Fraction(9), Fraction(1)), (Fraction(2), Fraction(9))))
    off_diagonal = forall(K, J, implies(ne(K, J), le(app(a, K, J), num(0))))
    assert margin(off_diagonal, batch) == -2
    empty = one(N, a, n=0, A=())
    assert margin(off_diagonal, empty) == np.inf
    (part,) = comparisons(off_diagonal)
    found = Tables(part, Evaluator(DEFINITIONS)).nearest(batch)
    assert found is not None
    assert found.left in {1, 2}


def test_the_climb_goes_on_without_a_plan():
    statement = claim(le(sq(X), num(100)), X)
    climber = Climber(Subject(statement), None, np.random.default_rng(0))
    births = islice(climber.ascend(one(X, x=Fraction(3))), 30)
    found = [instance_of(batch, row) for batch in births for row in range(batch.count)]
    assert any(Subject(statement).is_violated_by(instance) for instance in found)


def test_offspring_satisfy_the_hypotheses():
    f = vec("f", N)
    statement = claim(le(app(f, K), num(5)), N, f, K, h=forall(J, le(app(f, J), num(6))))
    climber = Climber(Subject(statement), Subject(statement).plan, np.random.default_rng(1))
    generations = list(islice(climber.batches(), 12))
    assert sum(batch.count for batch in generations) > 100
    for batch in generations:
        for row in range(0, batch.count, 7):
            values = instance_of(batch, row).values["f"]
            assert isinstance(values, tuple)
            assert all(Fraction(str(value)) <= 6 for value in values)


def test_a_narrow_failure_is_found_from_far_away():
    """`20 x ≤ x² + 100 - 1/50` fails only within a seventh of ten."""
    narrow = claim(le(add(mul(num(1000), X), num(1)), add(mul(num(50), sq(X)), num(5000))), X)
    found = guided_violation(Subject(narrow), [one(X, x=Fraction(-77))])
    assert found is not None
    assert Subject(narrow).is_violated_by(found)
    assert guided_violation(Subject(claim(le(num(0), sq(X)), X)), [one(X, x=Fraction(-77))]) is None


def test_the_same_start_gives_the_same_result():
    statement = claim(le(mul(X, Y), add(sq(X), sq(Y))), X, Y, h=c.lt(num(0), X))
    (part,) = comparisons(statement.conclusion)
    start = [one(X, Y, x=Fraction(3), y=Fraction(7))]
    assert nearest(Subject(statement), part, start) == nearest(Subject(statement), part, start)


def test_batches_are_joined_over_their_own_denominators():
    both = joined([one(X, x=Fraction(1, 2)), one(X, x=Fraction(2, 3))])
    assert [instance_of(both, row).values["x"] for row in range(both.count)] == [Fraction(1, 2), Fraction(2, 3)]
