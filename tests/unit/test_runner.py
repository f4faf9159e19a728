"""The check of one statement: what it finds, what it admits, and that it can be repeated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from tests.support import constructs as c
from tests.support.statements import (
    DEFINITIONS,
    DOT,
    NORM_SQ,
    SUM,
    app,
    bessel_inequality,
    call,
    eq,
    every_statement,
    fin,
    forall,
    fun,
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
    vec,
    welch_coherence,
    welch_frame_potential,
)

from toymodels.check import runner
from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted, Unknown, Vacuous
from toymodels.errors import EvaluatorDisagreement, StatementError
from toymodels.evaluate.batch import Batch
from toymodels.evaluate.evaluator import Evaluator, PropResult
from toymodels.instances.shrink import shrink
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    FIELD,
    NAT,
    Arith,
    Cast,
    Connective,
    FinVal,
    FunSort,
    Hypothesis,
    Logic,
    NatSort,
    Operation,
    Statement,
    Sum,
    Term,
    Truth,
    Var,
)

X, Y = scalar("x"), scalar("y")


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    assumed = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("ToyModels.claim", variables, assumed, conclusion, DEFINITIONS)


@pytest.mark.parametrize("statement", every_statement(), ids=lambda s: s.name)
def test_true_statements_hold(statement: Statement):
    evidence = check(statement, instances=300)
    assert isinstance(evidence.verdict, Held)
    assert evidence.verdict.complete
    assert not evidence.exhaustive
    assert evidence.instances >= 300
    assert sum(evidence.arithmetic.values()) == evidence.instances
    assert evidence.distinct > 100


def test_several_sizes_are_used_and_the_boundary_is_among_them():
    sizes = [dict(s.sizes) for s in check(welch_frame_potential(), instances=500).sizes]
    assert len(sizes) == runner.SIZES_AT_ONCE
    assert any(0 in values.values() or 1 in values.values() for values in sizes)


def test_an_instance_without_numbers_counts_once():
    evidence = check(welch_frame_potential(), instances=500, sizes={"n": 0, "m": 3})
    assert evidence.instances == 1
    assert evidence.verdict == Held(1, exact=True, exhaustive=True)


def test_acceptance_is_told_for_each_hypothesis():
    rates = {h.name: h for h in check(bessel_inequality(), instances=300, sizes={"n": 2, "m": 3}).hypotheses}
    assert set(rates) == {"ho", "hn"}
    assert rates["ho"].by_construction
    assert rates["ho"].acceptance == 1


def test_fewer_instances_than_asked_for_are_not_called_complete():
    rare = claim(le(X, num(7)), X, Y, h=eq(sq(X), num(49)), h2=eq(sq(Y), num(49)))
    evidence = check(rare, instances=3000)
    assert isinstance(evidence.verdict, Held)
    assert not evidence.verdict.complete
    assert 0 < evidence.instances == evidence.verdict.instances < 3000
    assert not next(h for h in evidence.hypotheses if h.name == "h").by_construction


def test_finite_statements_are_enumerated_once():
    i, j = fin("i", nat("n")), fin("j", nat("n"))
    symmetric = claim(ne(j, i), nat("n"), i, j, h=ne(i, j))
    evidence = check(symmetric, sizes={"n": 4})
    assert evidence.verdict == Held(12, exact=True, exhaustive=True, effective=12)
    assert evidence.exhaustive
    assert not evidence.tried, "where all instances were tried, other means have nothing to add"
    assert evidence.distinct == 12


def test_closed_statements_have_one_case():
    evidence = check(claim(le(num(1), num(2))))
    assert evidence.verdict == Held(1, exact=True, exhaustive=True, effective=1)


def test_progress_is_told():
    told: list[tuple[int, int]] = []
    check(welch_frame_potential(), instances=200, progress=lambda done, wanted: told.append((done, wanted)))
    assert told[-1] == (200, 200)
    assert told == sorted(told)


def test_a_false_statement_is_refuted_with_the_smallest_witness():
    """The sum of two unit vectors need not be a unit vector; n = 2, m = 1 is the least."""
    n, m, v = nat("n"), nat("m"), mat("V", nat("n"), nat("m"))
    i, k, a = fin("i", nat("n")), fin("k", nat("n")), fin("a", nat("m"))
    total = fun(a, call(SUM, n, fun(k, app(v, k, a))))
    unit = forall(i, eq(call(NORM_SQ, m, app(v, i)), num(1)))
    false = claim(le(call(NORM_SQ, m, total), num(1)), n, m, v, hu=unit)
    evidence = check(false, instances=1000)
    assert isinstance(evidence.verdict, Refuted)
    values = evidence.verdict.witness.values
    assert (values["n"], values["m"]) == (2, 1)
    assert values["V"] in (((Fraction(1),), (Fraction(1),)), ((Fraction(-1),), (Fraction(-1),)))
    assert evidence.verdict.reason == "4 ≤ 1 fails"


def test_a_scalar_witness_is_simplified():
    evidence = check(claim(le(X, sq(X)), X))
    assert isinstance(evidence.verdict, Refuted)
    assert evidence.verdict.witness.values == {"x": Fraction(1, 2)}
    assert evidence.verdict.reason == "1/2 ≤ 1/4 fails"


def test_the_reason_names_the_index():
    n, x, i = nat("n"), vec("x", nat("n")), fin("i", nat("n"))
    evidence = check(claim(forall(i, le(num(0), app(x, i))), n, x))
    assert isinstance(evidence.verdict, Refuted)
    assert evidence.verdict.reason == "0 ≤ -1 fails at i = 0"
    assert evidence.verdict.witness.values == {"n": 1, "x": (Fraction(-1),)}


@pytest.mark.parametrize("dropped", ["hu", "hc"])
def test_dropping_a_needed_hypothesis_is_refuted(dropped: str):
    whole = rankin_simplex()
    weaker = replace(whole, hypotheses=tuple(h for h in whole.hypotheses if h.name != dropped))
    evidence = check(weaker, instances=2000)
    assert isinstance(evidence.verdict, Refuted)
    assert Subject(weaker).is_violated_by(evidence.verdict.witness)
    assert Subject(weaker).is_violated_by(evidence.verdict.found)


def test_a_wrongly_translated_definition_is_caught():
    """`dot` without its last term, as an off-by-one in the reading of `Fin` would give."""
    whole = welch_coherence()
    i = fin("i", nat("n"))
    x, y = vec("x", nat("n")), vec("y", nat("n"))
    short = Arith(Operation.SUB, nat("n"), num(1, NAT), NAT)
    cut = Sum(i, c.If(c.lt(FinVal(i), short), mul(app(x, i), app(y, i)), num(0)))
    wrong = {**whole.definitions, DOT.name: replace(DOT, body=cut)}
    definitions = {**wrong, NORM_SQ.name: replace(NORM_SQ, body=Sum(i, sq(app(x, i))))}
    evidence = check(replace(whole, definitions=definitions), instances=3000)
    assert isinstance(evidence.verdict, Refuted)


def test_the_rare_side_of_an_equivalence_is_reached():
    """False only where the left side, which random instances never satisfy, holds."""
    n, q, i, j = nat("n"), c.Q, fin("i", nat("n")), fin("j", nat("n"))
    orthogonal = orthogonal_trace_le_dim().hypotheses[0].prop
    identity = forall(i, j, eq(app(q, i, j), c.If(eq(i, j), num(1), num(0))))
    evidence = check(claim(Connective(Logic.IFF, orthogonal, identity), n, q), instances=500)
    assert isinstance(evidence.verdict, Refuted)


def test_a_violation_is_replayed_from_its_line():
    false = claim(le(X, sq(X)), X, nat("n"), vec("V", nat("n")))
    first = check(false, instances=500, seed=3)
    assert isinstance(first.verdict, Refuted)
    size = first.verdict.found.values["n"]
    assert first.replay == f"toymodels check ToyModels.claim --seed 3 --instances 500 --sizes n={size}"
    again = check(false, instances=500, seed=3, sizes={"n": int(str(size))})
    assert isinstance(again.verdict, Refuted)
    assert again.verdict.found == first.verdict.found


def test_shrinking_refuses_an_instance_that_does_not_violate():
    evidence = check(claim(le(X, sq(X)), X))
    assert isinstance(evidence.verdict, Refuted)
    with pytest.raises(StatementError, match="does not violate"):
        shrink(Subject(claim(le(num(0), sq(X)), X)), evidence.verdict.witness)


def test_contradictory_hypotheses_are_vacuous_and_named():
    evidence = check(impossible(), instances=100)
    assert evidence.verdict == Vacuous("h1 and h2 held together on none of 256 proposals drawn for them alone")
    assert evidence.instances == 0
    assert evidence.proposals > 0


def impossible() -> Statement:
    return claim(Truth(False), X, Y, h1=c.lt(X, Y), h2=c.lt(Y, X))


def test_a_hypothesis_that_never_holds_is_named():
    evidence = check(claim(Truth(False), X, h=c.lt(sq(X), num(0))), instances=100)
    assert isinstance(evidence.verdict, Vacuous)
    assert evidence.verdict.why.startswith("h held on none of 256 proposals")


def test_no_sizes_is_vacuous():
    evidence = check(claim(Truth(False), nat("n"), hn=c.lt(nat("n"), num(0, NAT))))
    assert evidence.verdict == Vacuous(
        "no values of the natural numbers and indices up to the largest size tried satisfy hn"
    )


def test_what_cannot_be_drawn_is_unknown():
    sequence = Var("s", FunSort(NatSort(), FIELD))
    evidence = check(claim(le(num(0), app(sequence, num(0, NAT))), sequence))
    assert isinstance(evidence.verdict, Unknown)
    assert "NatSort" in evidence.verdict.reason


def test_sizes_that_the_statement_does_not_have_are_refused():
    with pytest.raises(StatementError, match=r"has no size 'k' to fix; it has n, m"):
        check(welch_coherence(), sizes={"k": 2})


@pytest.mark.parametrize("statement", [welch_coherence(), impossible(), claim(le(X, sq(X)), X)], ids=lambda s: s.name)
def test_the_same_seed_gives_the_same_evidence(statement: Statement):
    first, second = (check(statement, instances=200, seed=7).to_json() for _ in range(2))
    assert first.pop("timing") is not None
    assert second.pop("timing") is not None
    assert first == second


def test_the_file_that_a_private_statement_is_elaborated_in_does_not_change_what_is_drawn():
    names = (f"_private.Conjectures_{process}.0.T" for process in (17, 4711))
    first, second = (check(replace(welch_coherence(), name=name), instances=200, seed=7).to_json() for name in names)
    named = {"name", "replay", "timing"}
    assert first["name"] != second["name"]
    assert {key: first[key] for key in first.keys() - named} == {key: second[key] for key in second.keys() - named}


def test_another_seed_gives_other_instances():
    whole = claim(le(X, Cast(nat("n"))), nat("n"), X)
    found = [check(whole, instances=200, seed=seed).verdict for seed in (0, 1)]
    assert isinstance(found[0], Refuted)
    assert isinstance(found[1], Refuted)
    assert found[0].found != found[1].found


def test_evidence_is_json():
    record = json.loads(json.dumps(check(rankin_simplex(), instances=100).to_json()))
    assert record["verdict"]["kind"] == "held"
    assert record["replay"] == "toymodels check ToyModels.rankin_simplex --seed 0 --instances 100"
    assert [h["name"] for h in record["hypotheses"]] == ["hu", "hc", "hn"]
    refuted = json.loads(json.dumps(check(claim(le(X, sq(X)), X)).to_json()))
    assert refuted["verdict"]["witness"] == {"x": "1/2"}


def test_disagreement_between_evaluators_is_loud(monkeypatch: pytest.MonkeyPatch):
    """A batched evaluator that calls everything false must not get its counterexample believed."""
    honest = Evaluator.props

    def lying(evaluator: Evaluator, props: Sequence[Term], batch: Batch) -> list[PropResult]:
        results = honest(evaluator, props, batch)
        denied = [replace(result, values=~result.values) for result in results]
        return [no if p is statement.conclusion else yes for p, yes, no in zip(props, results, denied, strict=True)]

    statement = welch_frame_potential()
    monkeypatch.setattr(Evaluator, "props", lying)
    with pytest.raises(EvaluatorDisagreement, match="the conclusion is False to the batched evaluator"):
        check(statement, instances=100)


def test_disagreement_on_what_held_is_found_by_the_spot_check(monkeypatch: pytest.MonkeyPatch):
    """A batched evaluator that calls everything true is found out without any violation."""
    honest = Evaluator.prop

    def lying(evaluator: Evaluator, prop: Term, batch: Batch) -> PropResult:
        result = honest(evaluator, prop, batch)
        return replace(result, values=result.values | True)

    monkeypatch.setattr(Evaluator, "prop", lying)
    with pytest.raises(EvaluatorDisagreement, match="the conclusion is True to the batched evaluator"):
        check(claim(c.lt(sq(X), num(0)), X), instances=100)
