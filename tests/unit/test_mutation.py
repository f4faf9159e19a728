"""Mutants: which are planted, which fate they meet, and that equal normal forms mean equal truth."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from tests.support import constructs as c
from tests.support.statements import (
    DEFINITIONS,
    DOT,
    NORM_SQ,
    SUM,
    add,
    app,
    both,
    call,
    eq,
    every_statement,
    fin,
    forall,
    fun,
    implies,
    le,
    mat,
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
    welch_frame_potential,
)

from toymodels.errors import EvaluatorDisagreement
from toymodels.evaluate.batch import Batch, Instance
from toymodels.evaluate.convert import batch_of
from toymodels.evaluate.evaluator import Evaluator, PropResult
from toymodels.evaluate.oracle import oracle_value
from toymodels.instances.subject import Subject
from toymodels.power.mutants import Mutant, mutants
from toymodels.power.mutation import Fate, MutantResult, MutationScore, mutation_score
from toymodels.power.normal_form import NormalForms
from toymodels.power.theorem import draw_batches, power, summary
from toymodels.statements.language import Connective, Hypothesis, Logic, Not, Statement, Term, Var
from toymodels.statements.print.text import to_text

N, M = nat("n"), nat("m")
K, J, A = fin("i", N), fin("j", N), fin("a", M)
X, Y = scalar("x"), scalar("y")
F, G, V = vec("f", N), vec("g", N), mat("v", N, M)


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    assumed = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("ToyModels.claim", variables, assumed, conclusion, DEFINITIONS)


def planted(statement: Statement) -> set[tuple[str, str]]:
    return {(each.kind, to_text(each.conclusion)) for each in mutants(statement, limit=1000)}


def mutation_score_of(statement: Statement, *, searches: int = 24) -> MutationScore:
    return mutation_score(
        Subject(statement), draw_batches(Subject(statement), instances=600), draw_batches, searches=searches
    )


def tried(statement: Statement) -> dict[str, MutantResult]:
    return {result.text: result for result in mutation_score_of(statement).results}


def fates(statement: Statement) -> dict[str, Fate]:
    return {text: result.fate for text, result in tried(statement).items()}


def total(*parts: Var | Term) -> Term:
    *binders, body = parts
    for var in reversed(binders):
        body = call(SUM, N, fun(var, body))
    return body


def test_every_kind_of_mistake_is_planted():
    statement = claim(le(add(X, mul(num(2), Y)), sq(Y)), X, Y)
    assert planted(statement) == {
        ("exchanged variables", "y + 2 * x ≤ x^2"),
        ("direction", "y^2 ≤ x + 2 * y"),
        ("strictness", "x + 2 * y < y^2"),
        ("dropped summand", "x ≤ y^2"),
        ("dropped summand", "2 * y ≤ y^2"),
        ("sign", "x - 2 * y ≤ y^2"),
        ("variable", "y + 2 * y ≤ y^2"),
        ("dropped factor", "x + 2 ≤ y^2"),
        ("dropped factor", "x + y ≤ y^2"),
        ("constant", "x + 3 * y ≤ y^2"),
        ("constant", "x + 1 * y ≤ y^2"),
        ("constant", "x + 4 * y ≤ y^2"),
        ("variable", "x + 2 * x ≤ y^2"),
        ("variable", "x + 2 * y ≤ x^2"),
        ("constant", "x + 2 * y ≤ y^3"),
        ("constant", "x + 2 * y ≤ y^1"),
        ("constant", "x + 2 * y ≤ y^4"),
    }


def test_indices_are_exchanged_and_replaced():
    square = mat("A", N, N)
    texts = {text for _, text in planted(claim(eq(app(square, K, J), X), N, K, J, square, X))}
    assert texts >= {"A j i = x", "A j j = x", "A i i = x"}


def test_what_only_weakens_the_claim_is_planted_where_it_is_assumed():
    claimed = {kind for kind, _ in planted(claim(both(c.lt(X, Y), c.lt(Y, num(1))), X, Y))}
    assert not claimed & {"strictness", "connective"}
    assumed = planted(claim(implies(both(c.lt(X, Y), c.lt(Y, num(1))), eq(X, Y)), X, Y))
    assert ("connective", "x < y ∨ y < 1 → x = y") in assumed
    assert ("strictness", "x ≤ y ∧ y < 1 → x = y") in assumed
    assert ("dropped condition", "x = y") in assumed


def test_an_equivalence_must_have_both_sides_at_times():
    either = planted(claim(Connective(Logic.IFF, le(X, Y), le(num(0), sub(Y, X))), X, Y))
    assert {("connective", "x ≤ y"), ("connective", "¬ x ≤ y")} <= either


def test_the_limit_takes_from_every_kind():
    kinds = [each.kind for each in mutants(welch_frame_potential(), limit=6)]
    assert len(kinds) == 6
    assert len(set(kinds)) >= 5


def test_sizes_of_sorts_are_left_alone():
    for statement in every_statement():
        assert mutation_score_of(statement, searches=0).count(Fate.ILL_FORMED) == 0


def test_wrong_claims_are_killed_by_a_small_witness():
    schwarz = claim(le(sq(call(DOT, N, F, G)), mul(call(NORM_SQ, N, F), call(NORM_SQ, N, G))), N, F, G)
    found = tried(schwarz)
    by_kind = {(result.kind, result.fate) for result in found.values()}
    assert {("strictness", Fate.KILLED), ("direction", Fate.KILLED), ("dropped factor", Fate.KILLED)} <= by_kind
    assert ("exchanged variables", Fate.EQUIVALENT) in by_kind
    killed = [result for result in found.values() if result.fate is Fate.KILLED]
    assert all(result.witness is not None and result.sizes["n"] <= 2 for result in killed)


def test_fates_are_told_apart():
    found = fates(claim(le(X, mul(num(2), Y)), X, Y, hx=le(X, Y), hy=le(num(0), Y)))
    assert found["x ≤ 3 * y"] is Fate.WEAKER
    assert found["x ≤ y"] is Fate.IMPLIED
    assert found["2 * y ≤ x"] is Fate.KILLED
    assert found["x < 2 * y"] is Fate.KILLED
    assert found["y ≤ 2 * x"] is Fate.KILLED


def test_a_symmetric_theorem_survives_the_exchange_of_its_variables():
    symmetric = claim(c.lt(num(0), add(mul(num(3), X), mul(num(3), Y))), X, Y, hx=c.lt(num(0), X), hy=c.lt(num(0), Y))
    assert fates(symmetric)["0 < 3 * y + 3 * x"] is Fate.EQUIVALENT
    lopsided = claim(c.lt(num(0), X), X, Y, hx=c.lt(num(0), X), hy=le(num(0), Y))
    assert fates(lopsided)["0 < y"] is Fate.KILLED


def test_a_special_case_is_implied_where_its_hypotheses_follow():
    assert fates(claim(le(num(0), mul(X, Y)), X, Y, hx=le(num(0), X), hy=le(num(0), Y)))["0 ≤ x * x"] is Fate.IMPLIED


def test_what_the_check_cannot_kill_is_listed():
    """`x ≤ 0` says the same as `x = 0` because `x` is not negative, but normal forms do not know the hypotheses."""
    either = Connective(Logic.IFF, eq(X, num(0)), eq(mul(X, Y), num(0)))
    score = mutation_score_of(claim(either, X, Y, hx=le(num(0), X), hy=c.lt(num(0), Y)))
    assert "x ≤ 0 ↔ x * y = 0" in {result.text for result in score.survivors}
    assert score.score is not None
    assert 0 < score.score < 1


def test_instances_that_tell_a_mutant_from_the_theorem_are_counted():
    """Those at which one mutant or another is false, each counted once."""
    square = claim(le(num(0), mul(X, X)), X)
    numbers = [Instance({"x": Fraction(x)}) for x in (0, 0, 1, -2, 3)]
    score = mutation_score(Subject(square), [batch_of(numbers[:3], (X,)), batch_of(numbers[3:], (X,))], lambda _: ())
    assert score.instances == 5
    assert score.exposing == sum(any(_is_false(mutant, x) for mutant in mutants(square)) for x in numbers)
    assert score.exposing > 0
    record = score.to_json()
    assert (record["instances"], record["exposing"]) == (score.instances, score.exposing)


def _is_false(mutant: Mutant, instance: Instance) -> bool:
    return oracle_value(mutant.conclusion, {}, instance) is False


def test_what_is_idle_exposes_nothing():
    """Of `x ≤ y`, the converse is false where they differ, and `x < y` where they do not, so that none is idle."""
    ordered = claim(le(X, Y), X, Y, h=le(X, Y))
    pairs = [Instance({"x": Fraction(x), "y": Fraction(y)}) for x, y in ((0, 1), (1, 1))]
    assert mutation_score(Subject(ordered), [batch_of(pairs, (X, Y))], lambda _: ()).exposing == 2
    square = claim(eq(mul(X, Y), mul(Y, X)), X, Y)
    nothing = [Instance({"x": Fraction(0), "y": Fraction(0)})]
    assert mutation_score(Subject(square), [batch_of(nothing, (X, Y))], lambda _: ()).exposing == 0


def test_closed_statements_are_decided():
    found = fates(claim(le(num(1), num(5))))
    assert set(found.values()) <= {Fate.KILLED, Fate.IMPLIED, Fate.EQUIVALENT, Fate.DECIDED}
    assert found["5 ≤ 1"] is Fate.KILLED


def test_statements_of_the_library_are_well_guarded():
    powers = [power(statement, instances=600) for statement in (welch_frame_potential(), rankin_simplex())]
    assert sum(each.mutation.count(Fate.KILLED) for each in powers) >= 15
    record = json.loads(json.dumps([powers[0].to_json(), summary(powers)]))
    assert record[0]["tightness"]["inequalities"][0]["attained"]
    assert record[1]["weakenings"]["needed"] >= 2
    assert record[1]["theorems"] == 2


def test_the_same_seed_gives_the_same_power():
    first, second = (power(relu_antipodal_exact(), seed=3).to_json() for _ in range(2))
    del first["timing"], second["timing"]
    assert first == second


def test_a_kill_that_the_oracle_denies_is_loud(monkeypatch: pytest.MonkeyPatch):
    honest = Evaluator.prop

    def lying(evaluator: Evaluator, prop: Term, batch: Batch) -> PropResult:
        result = honest(evaluator, prop, batch)
        return replace(result, values=~result.values)

    statement = rankin_simplex()
    batches = draw_batches(Subject(statement))
    monkeypatch.setattr(Evaluator, "prop", lying)
    with pytest.raises(EvaluatorDisagreement, match="a mutant of the conclusion is False to the batched evaluator"):
        mutation_score(Subject(statement), batches, draw_batches)


SAME = [
    (eq(add(X, Y), num(1)), eq(num(1), add(Y, X))),
    (le(mul(num(2), X), mul(num(2), Y)), le(X, Y)),
    (eq(sq(add(X, Y)), num(0)), eq(add(add(sq(X), mul(mul(num(2), X), Y)), sq(Y)), num(0))),
    (forall(K, J, eq(app(F, K), app(G, J))), forall(J, K, eq(app(G, K), app(F, J)))),
    (eq(total(K, mul(X, app(F, K))), Y), eq(mul(total(J, app(F, J)), X), Y)),
    (eq(total(K, J, mul(app(F, K), app(G, J))), Y), eq(mul(total(J, app(G, J)), total(K, app(F, K))), Y)),
    (eq(call(DOT, N, F, G), X), eq(X, call(DOT, N, G, F))),
    (le(call(NORM_SQ, N, F), num(0)), eq(call(NORM_SQ, N, F), num(0))),
    (Not(le(X, Y)), c.lt(Y, X)),
    (both(le(X, Y), eq(X, Y)), both(eq(Y, X), le(X, Y))),
]
DIFFERENT = [
    (eq(sq(X), Y), eq(mul(X, Y), Y)),
    (le(X, Y), c.lt(X, Y)),
    (le(X, Y), le(Y, X)),
    (eq(total(K, J, mul(app(F, K), app(F, J))), X), eq(total(K, mul(app(F, K), app(F, K))), X)),
    (forall(K, J, implies(ne(K, J), eq(app(F, K), app(F, J)))), forall(K, J, eq(app(F, K), app(G, J)))),
    (eq(total(K, sq(total(J, mul(app(F, K), app(G, J))))), X), eq(sq(total(K, mul(app(F, K), app(G, K)))), X)),
    (le(mul(X, Y), num(0)), eq(mul(X, Y), num(0))),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=[to_text(one) for one, _ in SAME])
def test_equivalent_propositions_have_one_form(one: Term, other: Term):
    forms = NormalForms(DEFINITIONS)
    assert forms.form(one) == forms.form(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=[to_text(one) for one, _ in DIFFERENT])
def test_other_propositions_have_other_forms(one: Term, other: Term):
    forms = NormalForms(DEFINITIONS)
    assert forms.form(one) != forms.form(other)


@pytest.mark.parametrize("statement", every_statement(), ids=lambda s: s.name)
def test_mutants_of_one_form_agree_on_every_instance(statement: Statement):
    """Also where the hypotheses fail: a form that forgets something would show there."""
    forms = NormalForms(statement.definitions)
    free = replace(statement, hypotheses=())
    batches = draw_batches(Subject(free), instances=300)
    by_form: dict[str, list[Term]] = {}
    for each in (statement.conclusion, *(m.conclusion for m in mutants(statement, limit=1000))):
        by_form.setdefault(forms.form(each), []).append(each)
    for group in by_form.values():
        for batch in batches:
            values = [Evaluator(statement.definitions).prop(prop, batch).values for prop in group]
            assert all((value == values[0]).all() for value in values)
