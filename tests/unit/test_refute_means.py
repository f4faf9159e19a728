"""Each of the means of the search finds what it is there for, and says nothing else."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import replace
from fractions import Fraction
from itertools import islice

import numpy as np
import pytest
from tests.support.statements import (
    add,
    app,
    bessel_inequality,
    eq,
    fin,
    forall,
    le,
    mat,
    mul,
    nat,
    ne,
    num,
    orthogonal_trace_le_dim,
    rankin_simplex,
    scalar,
    sq,
    sub,
    vec,
    welch_coherence,
    welch_frame_potential,
)

from toymodels.check.candidates.large import bounded, boxes, large_naturals
from toymodels.check.candidates.values import constants, suggested_values
from toymodels.check.runner import check
from toymodels.check.slide import Slider
from toymodels.check.verdict import Held, Refuted
from toymodels.errors import ToyModelsError
from toymodels.evaluate.batch import Batch, Instance
from toymodels.evaluate.convert import instance_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.batches import take
from toymodels.instances.grid import Grid
from toymodels.instances.subject import Subject
from toymodels.search import smt, solver_process
from toymodels.search.search import search
from toymodels.search.smt import smt_witness
from toymodels.search.solver_process import SolverProcess
from toymodels.statements.language import (
    FIELD,
    NAT,
    Arith,
    Compare,
    Hypothesis,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Sum,
    Term,
    Truth,
    Var,
)

X, Y, Z, N, M = scalar("x"), scalar("y"), scalar("z"), nat("n"), nat("m")
CIRCLE = eq(add(sq(X), sq(Y)), num(1))


def lt(left: Term, right: Term) -> Term:
    return Compare(Relation.LT, left, right)


def over(top: int, bottom: int) -> Term:
    return Arith(Operation.DIV, num(top), num(bottom), FIELD)


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    return Statement("claim", variables, tuple(Hypothesis(n, p) for n, p in hypotheses.items()), conclusion)


def refuted(statement: Statement, means: str | None = None) -> dict[str, object]:
    result = search(statement, instances=500, seconds=6.0)
    assert isinstance(result.verdict, Refuted), result
    assert means is None or result.means == means
    return dict(result.verdict.witness.values)


def rows_of(statement: Statement, sizes: dict[str, int], limit: int = 10_000) -> list[Instance]:
    batches = Grid(Subject(statement).plan).batches(sizes, limit)
    return [instance_of(batch, index) for batch in batches for index in range(batch.count)]


def test_the_grid_holds_each_small_solution_once():
    rows = rows_of(claim(Truth(False), X, Y, h=CIRCLE), {})
    assert len(rows) == 4
    assert len({tuple(row.values.values()) for row in rows}) == 4


def test_the_grid_cuts_variables_down_one_by_one():
    """Two tables of five kinds of entries would be 5^8; each has its own condition, and few satisfy it."""
    i, j = fin("i", num(2, NAT)), fin("j", num(2, NAT))
    tables = [mat(name, num(2, NAT), num(2, NAT)) for name in "AB"]
    conditions = {
        f"h{table.name}": forall(i, j, eq(mul(app(table, i, j), sub(app(table, i, j), num(1))), num(0)))
        for table in tables
    }
    assert len(rows_of(claim(Truth(False), *tables, **conditions), {}, limit=1_000)) == 256


def test_too_many_instances_are_none():
    assert rows_of(claim(Truth(False), mat("A", N, N), N), {"n": 5}, limit=1_000) == []


def test_constants_are_closed_terms_of_any_form():
    statement = claim(le(mul(over(1414, 1000), X), num(17)), X)
    assert {Fraction(707, 500), Fraction(17)} <= set(constants(statement))
    values = suggested_values(statement)
    assert {Fraction(18), Fraction(-17), Fraction(1, 17), Fraction(17) + Fraction(707, 500), Fraction(10**6)} <= set(
        values
    )
    assert len(values) == len(set(values))


def test_zeros_of_terms_in_one_number_and_values_beside_constants_are_suggested():
    linear = claim(ne(add(sq(add(mul(num(31), X), num(17))), sq(add(mul(num(13), Y), num(44)))), num(0)), X, Y)
    assert {Fraction(-17, 31), Fraction(-44, 13)} <= set(suggested_values(linear)[:10])
    assert Fraction(173209, 100000) in suggested_values(claim(le(over(17321, 10000), X), X))


@pytest.mark.parametrize(
    ("statement", "witness"),
    [
        (claim(ne(mul(num(31), X), num(17)), X), {"x": Fraction(17, 31)}),
        (claim(le(X, over(1414, 1000)), X, h=le(sq(X), num(2)), h0=le(num(0), X)), {"x": Fraction(140, 99)}),
        (claim(le(X, mul(num(123456), add(Y, num(10)))), X, Y, h=lt(num(1), Y), h1=lt(Y, num(2))), None),
    ],
)
def test_rare_values_are_found(statement: Statement, witness: dict[str, Fraction] | None):
    found = refuted(statement)
    assert witness is None or found == witness


def nats(op: Operation, left: Term, right: Term) -> Term:
    return Arith(op, left, right, NAT)


PAIR = claim(ne(nats(Operation.MUL, N, num(17, NAT)), nats(Operation.ADD, M, num(1000, NAT))), N, M)


@pytest.mark.parametrize(
    ("statement", "witness"),
    [
        (claim(ne(nats(Operation.MUL, N, N), num(17424, NAT)), N), {"n": 132}),
        (claim(lt(nats(Operation.POW, num(2, NAT), N), num(10**6, NAT)), N), {"n": 20}),
        (
            claim(ne(nats(Operation.MUL, N, num(17, NAT)), nats(Operation.ADD, M, num(1000, NAT))), N, M),
            {"n": 59, "m": 3},
        ),
        (claim(le(Sum(fin("i", N), num(1)), num(30)), N), {"n": 31}),
    ],
)
def test_late_failures_are_found(statement: Statement, witness: dict[str, int]):
    assert refuted(statement) == witness


def test_boxes_hold_every_pair_once_and_say_what_the_statement_says():
    statement = claim(ne(nats(Operation.MUL, N, M), num(35, NAT)), N, M)
    inside = bounded(statement)
    assert inside is not None
    first = next(boxes(inside))
    assert [instance_of(first, index).values for index in range(4)] == [
        {"n": 0, "m": 0},
        {"n": 0, "m": 1},
        {"n": 1, "m": 0},
        {"n": 1, "m": 1},
    ]
    holds = Evaluator({}).prop(inside.conclusion, first).values
    wrong = [instance_of(first, int(index)) for index in np.flatnonzero(~holds)]
    assert {tuple(each.values.values()) for each in wrong} == {(1, 35), (5, 7), (7, 5), (35, 1)}
    assert all(Subject(statement).is_violated_by(each) for each in wrong)


def test_sizes_of_tables_grow_only_while_instances_stay_small():
    sizes = list(large_naturals(Subject(claim(Truth(True), N, M, mat("A", N, M))).plan))
    assert {"n": 6, "m": 1} in sizes
    assert all(each["n"] * each["m"] <= 200 for each in sizes)


def test_sliding_keeps_to_the_equations_and_finds_new_points():
    statement = claim(Truth(True), X, Y, h=CIRCLE)

    def accepted(batch: Batch) -> Batch:
        return take(batch, Evaluator({}).prop(CIRCLE, batch).values)

    batches = islice(
        Slider(Subject(statement), 0).batches([Instance({"x": Fraction(1), "y": Fraction(0)})], accepted), 5
    )
    points = {tuple(instance_of(b, i).values.values()) for b in batches for i in range(b.count)}
    assert len(points) > 20
    line = Slider(Subject(statement), 1)
    moved = [p for _ in range(50) for p in line.from_point(Instance({"x": Fraction(3, 5), "y": Fraction(4, 5)}))]
    assert len(moved) > 10
    assert all(not Subject(claim(CIRCLE, X, Y)).is_violated_by(point) for point in moved)


def test_a_line_reaches_nothing_when_the_time_is_over():
    asked: list[int] = []

    def is_over() -> bool:
        asked.append(1)
        return len(asked) > 3

    slider = Slider(Subject(claim(CIRCLE, X, Y, h=CIRCLE)), 0, is_over)
    start = Instance({"x": Fraction(1), "y": Fraction(0)})
    assert slider.reached([start], 100) == []
    assert list(slider.batches([start], lambda batch: batch)) == []


def test_equations_under_four_quantifiers_end():
    base = orthogonal_trace_le_dim()
    n, q = base.variables
    i, j, k, last = (fin(name, n) for name in "ijkl")
    flat = forall(i, j, k, last, eq(sq(app(q, i, j)), sq(app(q, k, last))))
    statement = replace(
        base,
        hypotheses=(*base.hypotheses, Hypothesis("flat", flat)),
        conclusion=forall(i, j, eq(app(q, i, j), app(q, j, i))),
    )
    started = time.process_time()
    search(statement, instances=500, seconds=2.0)
    assert time.process_time() - started < 4.0


def test_without_equations_there_is_nothing_to_slide_along():
    assert not Slider(Subject(claim(Truth(True), X, h=lt(num(0), X))), 0).has_equations


CURVES = {
    "ellipse": claim(le(add(X, Y), over(212, 100)), X, Y, h=eq(add(sq(X), mul(num(2), sq(Y))), num(3))),
    "cubic": claim(le(X, num(5)), X, Y, h=eq(sq(Y), add(sub(mul(X, sq(X)), X), num(1)))),
    "system": claim(
        eq(mul(X, mul(Y, Z)), num(6)),
        *(X, Y, Z),
        h1=eq(add(X, add(Y, Z)), num(6)),
        h2=eq(add(mul(X, Y), add(mul(Y, Z), mul(Z, X))), num(11)),
    ),
}


@pytest.mark.parametrize("name", CURVES)
def test_failures_on_curves_are_found_in_a_search_and_in_a_check(name: str):
    refuted(CURVES[name], "points on curves from small ones")
    assert check(CURVES[name], instances=500).means == "points on curves from small ones"


def test_the_solver_proposes_instances_that_are_decided_exactly():
    statement = claim(le(mul(X, Y), num(1)), X, Y, h=le(add(sq(X), sq(Y)), num(4)))
    found = smt_witness(statement, {}, milliseconds=5_000)
    assert isinstance(found, Instance)
    assert Subject(statement).is_violated_by(found)
    assert smt_witness(claim(le(sq(X), num(4)), X, h=le(sq(X), num(4))), {}, milliseconds=5_000) is True


def test_the_solver_unrolls_sizes_tables_indices_and_quantifiers():
    i, n = fin("i", N), {"n": 3}
    total = Sum(i, app(vec("v", N), i))
    somewhere = Quantifier(Quantity.EXISTS, i, lt(num(2), app(vec("v", N), i)))
    assert smt_witness(claim(somewhere, N, vec("v", N), h=lt(num(6), total)), n, milliseconds=5_000) is True
    found = smt_witness(claim(somewhere, N, vec("v", N), h=lt(num(5), total)), n, milliseconds=5_000)
    assert isinstance(found, Instance)
    values = found.values["v"]
    assert isinstance(values, tuple)
    assert sum(Fraction(str(entry)) for entry in values) > 5


def test_a_solution_without_zeros_can_be_asked_for():
    statement = claim(ne(mul(X, Y), num(0)), X, Y)
    assert isinstance(smt_witness(statement, {}, milliseconds=5_000), Instance)
    assert smt_witness(statement, {}, milliseconds=5_000, nondegenerate=True) is False
    other = smt_witness(claim(le(X, Y), X, Y), {}, milliseconds=5_000, nondegenerate=True)
    assert isinstance(other, Instance)
    assert 0 not in other.values.values()


def test_irrational_solutions_are_skipped():
    assert smt_witness(claim(ne(sq(X), num(2)), X), {}, milliseconds=5_000) is False


@pytest.mark.parametrize(
    "statement", [welch_frame_potential(), welch_coherence(), bessel_inequality()], ids=lambda s: s.name
)
def test_the_solver_proposes_nothing_against_true_statements(statement: Statement):
    for sizes in Subject(statement).plan.sizes()[:6]:
        found = smt_witness(statement, sizes.values, milliseconds=300)
        assert isinstance(found, bool) or not Subject(statement).is_violated_by(found)


def test_a_solver_that_dies_costs_its_answer_only(monkeypatch: pytest.MonkeyPatch):
    solver, false = SolverProcess(), claim(le(X, num(1)), X)
    with monkeypatch.context() as patch:
        patch.setattr(solver_process, "smt_witness", _die)
        assert solver.witness(false, {}, milliseconds=1_000) is False
    assert isinstance(solver.witness(false, {}, milliseconds=5_000), Instance)


def _die(*arguments: object, **named: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_without_z3_the_search_says_so_and_goes_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(smt, "is_available", lambda: False)
    result = search(rankin_simplex(), instances=100, seconds=1.0)
    assert isinstance(result.verdict, Held)
    assert result.notes == ("the SMT solver is not installed: pip install 'toymodels[smt]'",)


def test_asking_the_solver_itself_without_z3_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(ToyModelsError, match=r"pip install 'toymodels\[smt\]'"):
        smt_witness(claim(Truth(True), X), {}, milliseconds=10)
