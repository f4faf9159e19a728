"""SymPy as a third way: proofs for all values at fixed sizes, and agreement with the other evaluators."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.support.random_terms import ALL_DEFINITIONS, Case, cases
from tests.support.statements import (
    DEFINITIONS,
    DOT,
    app,
    call,
    div,
    eq,
    every_statement,
    fin,
    fun,
    implies,
    le,
    mul,
    nat,
    ne,
    num,
    scalar,
    sub,
    two_layer_path_expansion,
    vec,
    welch_frame_potential,
)

from toymodels.errors import StatementError, ToyModelsError
from toymodels.evaluate.batch import Batch, Value
from toymodels.evaluate.convert import instance_of
from toymodels.evaluate.evaluator import Evaluator
from toymodels.evaluate.expressions import evaluate_sympy
from toymodels.evaluate.oracle import oracle_value
from toymodels.evaluate.polynomials import (
    NoIdentity,
    NotApplicable,
    ProvedAtSizes,
    prove_identity,
    symbolic_sides,
)
from toymodels.instances.subject import Subject
from toymodels.statements.language import Compare, FieldSort, Hypothesis, If, Quantifier, Statement, Term, Var
from toymodels.statements.walk import sort_of, subterms

n, x, y = nat("n"), scalar("x"), scalar("y")


def about(conclusion: Term, *variables: Var, hypotheses: tuple[Term, ...] = ()) -> Statement:
    named = tuple(Hypothesis(f"h{place}", prop) for place, prop in enumerate(hypotheses))
    return Statement("made_up", variables, named, conclusion, DEFINITIONS)


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_a_matrix_identity_is_proved_entry_by_entry(size: int):
    assert prove_identity(two_layer_path_expansion(), {"n": size}) == ProvedAtSizes({"n": size}, size**2)


def test_matrices_that_do_not_commute_are_told_apart():
    statement = two_layer_path_expansion()
    _, a, b = statement.variables
    flip = {a.name: b, b.name: a}
    left = statement.conclusion
    assert isinstance(left, Quantifier)
    swapped = replace(statement, conclusion=_with_right_side_renamed(left, flip))
    assert prove_identity(swapped, {"n": 1}) == ProvedAtSizes({"n": 1}, 1)
    verdict = prove_identity(swapped, {"n": 2})
    assert isinstance(verdict, NoIdentity)
    assert verdict.difference != 0
    assert str(verdict.equation).endswith("at i = 0, j = 0")


def _with_right_side_renamed(term: Term, renaming: dict[str, Var]) -> Term:
    from toymodels.statements.walk import map_children, substitute

    if isinstance(term, Compare):
        return replace(term, right=substitute(term.right, renaming))
    return map_children(term, lambda child: _with_right_side_renamed(child, renaming))


def test_a_number_divided_by_itself_is_not_one():
    assert isinstance(prove_identity(about(eq(div(x, x), num(1)), x), {}), NotApplicable)
    assert prove_identity(about(eq(div(x, num(2)), mul(x, div(num(1), num(2)))), x), {}) == ProvedAtSizes({}, 1)
    assert prove_identity(about(eq(div(x, num(0)), num(0)), x), {}) == ProvedAtSizes({}, 1)


def test_an_equation_that_needs_a_hypothesis_is_left_to_others():
    verdict = prove_identity(about(eq(x, y), x, y, hypotheses=(eq(sub(x, y), num(0)),)), {})
    assert isinstance(verdict, NotApplicable)
    assert verdict.reason == "x = y is not an identity by itself; it may follow from h0"


def test_hypotheses_about_indices_choose_the_cases():
    i, j, v = fin("i", n), fin("j", n), vec("v", n)
    delta = If(eq(i, j), app(v, i), num(0))
    off_diagonal = about(eq(delta, num(0)), n, v, i, j, hypotheses=(ne(i, j),))
    assert prove_identity(off_diagonal, {"n": 3}) == ProvedAtSizes({"n": 3}, 6)
    assert isinstance(prove_identity(replace(off_diagonal, hypotheses=()), {"n": 3}), NoIdentity)
    assert isinstance(prove_identity(off_diagonal, {"n": 1}), NotApplicable)
    conditional = about(implies(ne(i, j), eq(delta, num(0))), n, v, i, j)
    assert prove_identity(conditional, {"n": 2}) == ProvedAtSizes({"n": 2}, 2)


@pytest.mark.parametrize("statement", [s for s in every_statement() if s.name != "ToyModels.two_layer_path_expansion"])
def test_inequalities_and_cases_are_no_identities_but_are_shown(statement: Statement):
    sizes = {var.name: 1 for var in statement.variables if var.name in {"n", "m"}}
    verdict = prove_identity(statement, sizes)
    assert isinstance(verdict, NotApplicable)
    assert "≤, which" in verdict.reason.replace("'", "") or "not an equation of polynomials" in verdict.reason
    assert symbolic_sides(statement, sizes)


def test_both_sides_are_shown_in_symbols():
    v, w = vec("v", n), vec("w", n)
    (shown,) = symbolic_sides(about(le(call(DOT, n, v, w), num(1)), n, v, w), {"n": 2})
    assert str(shown) == "v[0]*w[0] + v[1]*w[1] ≤ 1"


def test_entries_and_variables_of_similar_names_stay_apart():
    v, v_0 = vec("v", n), scalar("v_0")
    first = app(v, fin("i", n))
    verdict = prove_identity(about(eq(first, v_0), n, v, fin("i", n), v_0), {"n": 1})
    assert isinstance(verdict, NoIdentity)


def test_every_size_must_be_given():
    with pytest.raises(StatementError, match=r"sizes must give n, m; found \{'n': 2\}"):
        prove_identity(welch_frame_potential(), {"n": 2})
    with pytest.raises(StatementError, match="sizes must give nothing"):
        prove_identity(about(eq(x, x), x), {"n": 2})


def test_without_sympy_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "sympy", None)
    with pytest.raises(ToyModelsError, match=r"pip install 'toymodels\[sympy\]'"):
        prove_identity(about(eq(x, x), x), {})


@pytest.mark.parametrize("statement", every_statement(), ids=lambda s: s.name)
def test_all_evaluators_agree_on_every_statement(statement: Statement):
    """On instances that satisfy the hypotheses, and on others, for every proposition and both sides of comparisons."""
    seen: set[bool] = set()
    for drawn in (statement, replace(statement, hypotheses=())):
        for batch in _batches(drawn):
            for prop in (*(h.prop for h in statement.hypotheses), statement.conclusion):
                batched = Evaluator(statement.definitions).prop(prop, batch).values.tolist()
                for index, expected in enumerate(batched):
                    assert _by_each(prop, statement, batch, index) == [expected] * 3
                seen.update(batched)
            for side in _sides(statement.conclusion):
                for index in range(batch.count):
                    assert len(set(_by_each(side, statement, batch, index))) == 1
    assert True in seen
    assert not statement.hypotheses or False in seen


def _batches(statement: Statement) -> Iterator[Batch]:
    chosen = Subject(statement).plan
    small = [s.values for s in chosen.sizes() if sum(s.values.values()) <= 4][-4:]
    for turn, sizes in enumerate(small):
        yield chosen.generate(sizes, np.random.default_rng(turn), 4, short=True)


def _by_each(term: Term, statement: Statement, batch: Batch, index: int) -> list[Value]:
    instance = instance_of(batch, index)
    evaluator = Evaluator(statement.definitions)
    ours = (evaluator.oracle(term, instance), evaluator.exact(term, instance))
    return [*ours, evaluate_sympy(term, statement.definitions, instance)]


def _sides(conclusion: Term) -> Iterator[Term]:
    """The sides of a conclusion that is a comparison of field elements."""
    if isinstance(conclusion, Compare) and isinstance(sort_of(conclusion.left), FieldSort):
        yield from (conclusion.left, conclusion.right)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))  # pyright: ignore[reportArgumentType]
@given(case=st.sampled_from(["prop", "number", "mask"]).flatmap(lambda kind: cases(kind, depth=2)))
def test_sympy_agrees_on_any_term(case: Case):
    for index in range(min(case.batch.count, 2)):
        instance = instance_of(case.batch, index)
        try:
            found = evaluate_sympy(case.term, ALL_DEFINITIONS, instance)
        except StatementError as error:
            if "no symbolic form" not in str(error):
                raise
            assume(False)
        assert found == oracle_value(case.term, ALL_DEFINITIONS, instance)


def test_a_value_keeps_its_kind():
    v = vec("v", n)
    instance = instance_of(next(_batches(about(eq(x, x), n, v, x))), 0)
    assert evaluate_sympy(num(2), {}, instance) == Fraction(2)
    assert evaluate_sympy(eq(x, x), {}, instance) is True
    table = evaluate_sympy(fun(fin("i", n), app(v, fin("i", n))), {}, instance)
    assert table == instance.values["v"]
    assert not any(isinstance(part, Quantifier) for part in subterms(v))
