"""Which instances could have failed: each rule on instances where it says yes and where it says no."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.support.statements import (
    DEFINITIONS,
    SUM,
    add,
    app,
    both,
    call,
    eq,
    fin,
    forall,
    fun,
    implies,
    le,
    mul,
    nat,
    ne,
    num,
    rankin_simplex,
    scalar,
    vec,
    welch_coherence,
)

from toymodels.check import runner
from toymodels.check.attempts import Breaking, Conditions, Miss, breaking
from toymodels.check.coverage import thin
from toymodels.check.effective import effectiveness, is_about_sizes
from toymodels.check.evidence import Attempt, SizeEvidence
from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted, Unknown
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.convert import batch_of
from toymodels.evaluate.oracle import oracle_value
from toymodels.instances.subject import Subject
from toymodels.search.search import search
from toymodels.statements.language import (
    NAT,
    Cast,
    Compare,
    Connective,
    FinVal,
    Hypothesis,
    If,
    Logic,
    Neg,
    Not,
    Numeral,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Term,
    Truth,
    Var,
)

X, Y, N = scalar("x"), scalar("y"), nat("n")
V, INDEX, OTHER = vec("v", N), fin("i", N), fin("j", N)
TOTAL = call(SUM, N, fun(INDEX, app(V, INDEX)))
POSITIVE = Compare(Relation.LT, num(0), X)


def _claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    assumed = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("ToyModels.claim", variables, assumed, conclusion, DEFINITIONS)


def _or(left: Term, right: Term) -> Term:
    return Connective(Logic.OR, left, right)


def _iff(left: Term, right: Term) -> Term:
    return Connective(Logic.IFF, left, right)


def _some(var: Var, body: Term) -> Term:
    return Quantifier(Quantity.EXISTS, var, body)


@pytest.mark.parametrize(
    ("conclusion", "x", "y", "v", "expected"),
    [
        (le(X, Y), -1, 3, (), False),
        (le(X, Y), 0, 0, (), False),
        (le(X, Y), 1, 3, (), True),
        (le(X, Y), -3, -1, (), True),
        (Compare(Relation.LT, X, Y), -1, 1, (), False),
        (le(num(0), X), 1, 0, (), True),
        (le(num(0), X), 0, 0, (), True),
        (POSITIVE, 1, 0, (), True),
        (eq(X, Y), 0, 0, (), False),
        (eq(X, Y), 2, 2, (), True),
        (eq(TOTAL, num(0)), 0, 0, (), False),
        (eq(TOTAL, num(0)), 0, 0, (0, 0), True),
        (eq(TOTAL, num(0)), 0, 0, (1, -1), True),
        (ne(X, num(0)), 1, 0, (), True),
        (eq(TOTAL, Cast(N)), 0, 0, (), False),
        (eq(TOTAL, Cast(N)), 0, 0, (1,), True),
        (le(N, num(9, NAT)), 0, 0, (1,), False),
        (forall(INDEX, le(FinVal(INDEX), N)), 0, 0, (1,), False),
        (forall(INDEX, le(app(V, INDEX), X)), 2, 0, (-1, 1), True),
        (forall(INDEX, le(app(V, INDEX), X)), 2, 0, (-1, -1), False),
        (both(le(X, Y), eq(X, Y)), 0, 0, (), False),
        (both(le(X, Y), ne(X, Y)), -1, 1, (), True),
        (_or(le(X, Y), eq(X, num(7))), -1, 1, (), False),
        (_or(le(X, Y), eq(X, num(7))), 1, 2, (), True),
        (_or(le(N, num(9, NAT)), ne(X, Y)), 1, 2, (), False),
        (implies(POSITIVE, ne(X, Y)), 1, 2, (), True),
        (implies(POSITIVE, ne(X, Y)), -1, 2, (), False),
        (implies(POSITIVE, eq(N, num(9, NAT))), -1, 0, (1,), True),
        (Not(le(X, Y)), 1, -1, (), False),
        (Not(le(X, Y)), 3, 1, (), True),
        (Not(_iff(eq(X, num(0)), eq(Y, num(0)))), 0, 3, (), True),
        (_iff(eq(X, num(0)), eq(Y, num(0))), 0, 0, (), True),
        (_iff(eq(X, num(0)), eq(Y, num(0))), 1, 1, (), True),
        (_some(INDEX, eq(app(V, INDEX), X)), 1, 0, (1, 2), True),
        (_some(INDEX, eq(app(V, INDEX), X)), 0, 0, (0, 2), False),
        (If(POSITIVE, ne(X, Y), le(X, Y)), -1, 1, (), False),
        (If(POSITIVE, ne(X, Y), le(X, Y)), 2, 1, (), True),
    ],
)  # fmt: skip
def test_an_instance_is_effective_where_the_conclusion_says_something(
    conclusion: Term, x: int, y: int, v: tuple[int, ...], expected: bool
):
    statement = _claim(conclusion, N, X, Y, V)
    entries = tuple(map(Fraction, v))
    instance = Instance({"n": len(v), "x": Fraction(x), "y": Fraction(y), "v": entries})
    assert oracle_value(conclusion, DEFINITIONS, instance), "the rules are about instances at which it holds"
    assert oracle_value(effectiveness(statement), DEFINITIONS, instance) is expected


def test_what_is_known_beforehand_is_not_evaluated():
    assert effectiveness(_claim(ne(X, Y), X, Y)) == Truth(True)
    assert effectiveness(_claim(le(N, num(9, NAT)), N, X)) == Truth(False)


def test_natural_numbers_are_drawn_where_nothing_else_is():
    below = Compare(Relation.LT, N, num(99, NAT))
    assert not is_about_sizes(_claim(below, N))
    assert is_about_sizes(_claim(below, N, X))
    assert effectiveness(_claim(le(Numeral(0, NAT), N), N)) == Truth(False)


def test_the_check_counts_them():
    """Where `n ≤ m`, the left side `n - m` of Welch's bound is at most 0, and the right side is not negative."""
    evidence = check(welch_coherence(), instances=300)
    larger = sum(each.accepted for each in evidence.sizes if each.sizes["n"] > each.sizes["m"])
    assert 0 < evidence.effective <= larger < evidence.instances
    assert isinstance(evidence.verdict, Held)
    assert evidence.verdict.effective == evidence.effective == evidence.to_json()["effective"]
    assert evidence.attempt is None


def test_where_few_could_fail_the_draws_aim_at_those():
    """Vectors that all repel each other, so that `c < 0`, are as rare at random as the theorem about them is sharp."""
    evidence = check(rankin_simplex(), instances=2_000)
    assert isinstance(evidence.verdict, Held)
    assert evidence.effective > evidence.instances / 6
    assert any(line.startswith("aimed at instances that could fail: ") for line in evidence.plan)
    assert not any("that could fail" in line for line in check(welch_coherence(), instances=2_000).plan)


def test_what_is_drawn_at_one_size_does_not_depend_on_the_others():
    """Else a command that repeats a refutation, at its sizes only, might not find it."""
    drawn = {
        tuple(each.sizes.items()): (each.proposals, each.accepted)
        for each in check(rankin_simplex(), instances=1_000).sizes
    }
    sizes, counts = next((key, counts) for key, counts in drawn.items() if dict(key) == {"m": 3, "n": 3})
    (alone,) = check(rankin_simplex(), instances=100, sizes=dict(sizes)).sizes
    assert (alone.proposals, alone.accepted) == counts


def test_where_none_can_fail_no_more_than_the_first_are_drawn():
    """One vector has no inner products, and more than `m + 1` cannot all repel each other."""
    sizes = check(rankin_simplex(), instances=2_000).sizes
    in_vain = [each for each in sizes if each.sizes["n"] == 1 or each.sizes["n"] > each.sizes["m"] + 1 > 1]
    others = [each for each in sizes if each not in in_vain and each.sizes["m"]]
    assert in_vain
    assert max(each.proposals for each in in_vain) < min(each.proposals for each in others)


def _independent_units() -> Statement:
    """Numbers whose squares are 1 and whose products are 0: there is at most one."""
    units = forall(INDEX, eq(app(V, INDEX), num(1)))
    apart = forall(INDEX, OTHER, implies(ne(INDEX, OTHER), eq(app(V, INDEX), num(0))))
    return _claim(le(N, num(1, NAT)), N, V, hu=units, ha=apart)


def test_a_conclusion_about_sizes_is_attacked_at_sizes_that_break_it():
    evidence = check(_independent_units(), instances=300)
    assert isinstance(evidence.verdict, Held)
    assert evidence.effective == 0
    assert evidence.attempt is not None
    broken = [each for each in evidence.sizes if each.sizes["n"] > 1]
    assert evidence.attempt.proposals == sum(each.proposals for each in broken) >= runner.ENOUGH_ATTEMPTS
    assert evidence.attempt.sizes == len(broken)
    assert (evidence.attempt.failed, evidence.attempt.conditions) == (5, 25)
    assert str(evidence.attempt).endswith("at the nearest 5 of 25 conditions of the hypotheses failed")


@pytest.mark.parametrize(
    ("vectors", "miss"),
    [
        ([(1, 1, 1)], Miss(6, 9)),
        ([(0, 0, 0)], Miss(3, 9)),
        ([(1, 1, 1), (0, 0, 0), (1, 0, 1)], Miss(3, 9)),
    ],
)
def test_how_near_a_proposal_comes_is_counted_case_by_case(vectors: list[tuple[int, ...]], miss: Miss):
    """Three entries that are to be 1, and six pairs whose first entry is to be 0."""
    claim = _independent_units()
    batch = batch_of([Instance({"n": 3, "v": tuple(map(Fraction, v))}) for v in vectors], (N, V))
    assert Conditions(Subject(claim)).nearest(batch) == miss


def test_without_any_index_there_is_no_condition():
    batch = batch_of([Instance({"n": 0, "v": ()})], (N, V))
    assert Conditions(Subject(_independent_units())).nearest(batch) == Miss(0, 0)


def test_the_nearest_miss_fails_the_smallest_share():
    assert Miss(2, 12).nearer(Miss(1, 1)) == Miss(2, 12)
    assert Miss(2, 12).nearer(None) == Miss(2, 12)
    assert Miss(2, 12).nearer(Miss(1, 12)) == Miss(1, 12)


def test_an_attempt_without_such_sizes_says_so():
    assert str(Attempt(0, 0, 2, 0)) == "the conclusion is about sizes alone and true at every size tried"
    excluded = "the conclusion is about sizes alone: 7 proposals at 2 sizes that break it, all of them at sizes that"
    assert str(Attempt(7, 2, 0, 0)) == f"{excluded} a hypothesis excludes"


def _sizes(*counts: tuple[int, int, int]) -> list[SizeEvidence]:
    return [SizeEvidence({"n": n}, proposals, accepted) for n, proposals, accepted in counts]


def _thin(*counts: tuple[int, int, int], effective: int = 1, attempt: Attempt | None = None, drawn: bool = True):
    return thin(_sizes(*counts), effective=effective, attempt=attempt, wanted=10_000, drawn=drawn)


def test_what_is_enough_is_not_thin():
    assert _thin((0, 500, 100), (2, 500, 100)) is None
    assert _thin((2, 3, 3), drawn=False) is None
    assert _thin((0, 500, 500)) is None, "no other size was tried"


def test_few_instances_are_thin():
    said = "too few instances satisfy the hypotheses to say anything: 49 of 3,000 proposals"
    assert _thin((1, 1000, 40), (2, 2000, 9)) == said
    assert thin(_sizes((1, 1000, 40)), effective=1, attempt=None, wanted=40, drawn=True) is None


def test_degenerate_sizes_alone_are_thin():
    assert _thin((0, 453, 453), (1, 1000, 0)) == "the hypotheses were met at sizes of 0 only: 453 of 1,453 proposals"


def test_instances_that_could_not_fail_are_thin():
    assert _thin((1, 100, 100), effective=0) is not None
    assert _thin((1, 100, 100), effective=0, attempt=Attempt(1000, 3, 2, 1)) is None
    assert _thin((1, 100, 100), effective=0, attempt=Attempt(999, 3, 2, 1)) == str(Attempt(999, 3, 2, 1))


def test_what_holds_by_sign_is_held_where_the_hypotheses_did_the_work():
    by_sign = _claim(le(X, Y), X, Y, hx=le(X, num(0)), hy=le(num(0), Y))
    evidence = check(by_sign, instances=200)
    assert evidence.verdict == Held(evidence.instances, exact=True, effective=0)
    assert evidence.attempt is not None
    assert (evidence.attempt.sizes, evidence.attempt.failed, evidence.attempt.conditions) == (None, 1, 2)
    said = f"{evidence.attempt.proposals:,} proposals broke the conclusion, "
    said += "at the nearest 1 of 2 conditions of the hypotheses failed"
    assert said in str(evidence.attempt)


def test_what_holds_by_sign_without_any_hypothesis_is_not_held():
    evidence = check(_claim(le(Neg(mul(X, X)), mul(Y, Y)), X, Y, hx=le(X, num(0))), instances=200)
    said = f"none of {evidence.instances} instances could have failed: the conclusion says nothing at any of them"
    assert evidence.verdict == Unknown(said)
    assert str(evidence.attempt) == "no instance that was tried could have failed, and no proposal broke the conclusion"


def test_what_breaks_the_conclusion_and_meets_all_hypotheses_refutes():
    claim = _claim(le(X, Y), X, Y, hx=le(X, num(5)), hy=le(num(0), Y))
    values = [(9, 1), (3, 4), (2, 1)]
    instances = [Instance({"x": Fraction(x), "y": Fraction(y)}) for x, y in values]
    for chosen, expected in (
        (instances, Breaking(proposals=2, nearest=Miss(0, 2), violation=2)),
        (instances[:2], Breaking(proposals=1, nearest=Miss(1, 2), violation=None)),
        (instances[1:2], Breaking(proposals=0, nearest=None, violation=None)),
    ):
        assert breaking(Subject(claim), Conditions(Subject(claim)), batch_of(chosen, (X, Y))) == expected


@pytest.mark.parametrize(
    ("conclusion", "hypotheses", "said"),
    [
        (le(N, add(N, num(1, NAT), NAT)), {}, "true at all 25 of the smallest sizes, whatever the hypotheses"),
        (
            le(N, num(3, NAT)),
            {"hn": le(N, num(2, NAT))},
            "false at 21 of the 25 smallest sizes, all excluded by the hypotheses",
        ),
    ],
)
def test_a_conclusion_about_sizes_that_none_breaks_is_held_after_a_survey(
    conclusion: Term, hypotheses: dict[str, Term], said: str
):
    evidence = check(_claim(conclusion, N, V, hv=forall(INDEX, eq(app(V, INDEX), num(1))), **hypotheses), instances=200)
    assert isinstance(evidence.verdict, Held)
    assert str(evidence.attempt).endswith(said)


def test_a_survey_finds_sizes_beyond_those_that_are_drawn():
    false = _claim(le(N, num(20, NAT)), N, V, hv=forall(INDEX, eq(app(V, INDEX), num(1))))
    verdict = check(false, instances=200).verdict
    assert isinstance(verdict, Refuted)
    assert verdict.witness.values["n"] == 21


@pytest.mark.parametrize(("any_field", "variables"), [(True, (X, Y)), (False, (X, Y)), (True, (N,))])
def test_a_statement_over_any_field_says_that_only_rational_numbers_were_tried(
    any_field: bool, variables: tuple[Var, ...]
):
    conclusion = ne(add(X, num(1)), X) if X in variables else Compare(Relation.LT, N, add(N, num(1, NAT), NAT))
    evidence = check(replace(_claim(conclusion, *variables), over_any_field=any_field), instances=100)
    said = "only rational numbers are tried, though the statement is over any ordered field"
    assert isinstance(evidence.verdict, Held)
    assert (said in evidence.notes) == (any_field and X in variables)
    notes = evidence.to_json()["notes"]
    assert isinstance(notes, list)
    assert (said in notes) == (any_field and X in variables)


def test_a_search_asks_the_same():
    trivial = _claim(le(Neg(mul(X, X)), mul(Y, Y)), X, Y, hx=le(X, num(0)))
    result = search(trivial, instances=200, seconds=1)
    assert isinstance(result.verdict, Unknown)
    assert "could have failed" in result.verdict.reason
