"""What is drawn to measure a check, and what is reported of it."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from msgspec import structs
from tests.support.statements import (
    DEFINITIONS,
    add,
    app,
    fin,
    forall,
    le,
    mul,
    nat,
    num,
    rankin_simplex,
    relu_antipodal_exact,
    scalar,
    sq,
    vec,
    welch_coherence,
)

from toymodels.cli.commands.power import power_text
from toymodels.evaluate.convert import instance_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.subject import Subject
from toymodels.power.theorem import Power, draw_batches, power, summary
from toymodels.power.tightness import tightness
from toymodels.statements.language import Hypothesis, Statement, Term, Var

X, N = scalar("x"), nat("n")


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    assumed = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("ToyModels.claim", variables, assumed, conclusion, DEFINITIONS)


def test_all_instances_satisfy_the_hypotheses():
    statement = welch_coherence()
    batches = draw_batches(Subject(statement), instances=600)
    assert sum(batch.count for batch in batches) > 300
    for batch in batches:
        for hypothesis in statement.hypotheses:
            assert Evaluator(statement.definitions).prop(hypothesis.prop, batch).values.all()


def test_small_sizes_come_first_and_all_of_them():
    sizes = [(batch.sizes["m"], batch.sizes["n"]) for batch in draw_batches(Subject(welch_coherence()), instances=60)]
    assert sizes == sorted(sizes, key=sum)
    assert {(1, 1), (1, 2), (2, 1), (2, 2)} <= set(sizes)
    assert len(set(sizes)) == len(sizes)


def test_all_small_entries_are_tried():
    f = vec("f", N)
    i = fin("i", N)
    statement = claim(forall(i, le(app(f, i), num(9))), N, f)
    (batch,) = (batch for batch in draw_batches(Subject(statement), instances=60) if batch.sizes["n"] == 2)
    found = {instance_of(batch, row).values["f"] for row in range(batch.count)}
    simple = [Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(2)]
    assert {(x, y) for x in simple for y in simple} <= found


def test_the_histogram_counts_every_instance_once():
    statement = claim(le(mul(num(2), X), add(sq(X), num(1))), X)
    batches = draw_batches(Subject(statement), instances=600)
    (slack,) = tightness(Subject(statement), batches, None, lambda _: True).slacks
    histogram = slack.histogram
    assert histogram.equal + histogram.vanishing + sum(histogram.counts) == sum(batch.count for batch in batches)
    ones = sum(instance_of(batch, row).values["x"] == 1 for batch in batches for row in range(batch.count))
    assert histogram.equal == ones > 0
    assert histogram.edges[0] == 0
    assert histogram.edges[-1] == 1
    assert list(histogram.edges) == sorted(histogram.edges)


def test_both_sides_zero_is_not_counted_as_equality():
    statement = claim(le(X, mul(num(2), X)), X, h=le(num(0), X))
    (slack,) = tightness(
        Subject(statement), draw_batches(Subject(statement), instances=300), None, lambda _: True
    ).slacks
    assert slack.histogram.equal == 0
    assert slack.histogram.vanishing > 0
    third = slack.histogram.counts[int(len(slack.histogram.counts) / 3)]
    assert third == sum(slack.histogram.counts)


def test_the_summary_adds_up_and_all_is_read_back_from_json():
    records = [power(each, instances=60, searches=0) for each in (rankin_simplex(), relu_antipodal_exact())]
    total: dict[str, Any] = dict(summary(records))
    assert [Power.from_json(json.loads(json.dumps(each.to_json()))) for each in records] == records
    assert total["theorems"] == 2
    assert sum(total["mutants"].values()) == sum(len(each.mutation.results) for each in records)
    needs = [need for record in records for need in record.necessity]
    assert sum(total["weakenings"].values()) == len(needs)
    assert total["witnesses"] == sum(need.witness is not None for need in needs)
    assert total["certified"] == 0
    assert all(need.uncertified for need in needs)


def test_the_telling_counterexample_is_shown_before_the_smallest():
    v, i = vec("v", N), fin("i", N)
    statement = claim(forall(i, le(app(v, i), X)), N, v, X, h=forall(i, le(app(v, i), num(0))), hx=le(num(0), X))
    measured = power(statement, instances=300, searches=0)
    (need,) = (each for each in measured.necessity if each.hypothesis == "h")
    assert need.teaching != need.witness

    def told(**changes: object) -> list[str]:
        certified = structs.replace(need, certified=True, **changes)
        return power_text("claim", structs.replace(measured, necessity=(certified,))).splitlines()

    lines = told()
    (at,) = (place for place, line in enumerate(lines) if line.startswith("  h (dropped): needed: "))
    assert lines[at + 1].startswith("    at n = 2, v = (")
    assert lines[at + 2].startswith("    the smallest, certified by Lean: n = 1, v = (")
    (line,) = (each for each in told(teaching=need.witness) if "h (dropped)" in each)
    assert "needed, certified by Lean: " in line
    both = "\n".join(told(official_kernel="accepted"))
    assert "    the smallest, certified by two kernels: n = 1, v = (" in both
