"""Hypotheses cut into facts."""

from __future__ import annotations

from tests.support import constructs as c
from tests.support.statements import both, eq, forall, implies, le, ne, num, scalar

from toymodels.instances.facts import Fact, facts_of
from toymodels.instances.unfold import Unfolder
from toymodels.statements.language import (
    FIELD,
    Apply,
    Compare,
    Connective,
    Lambda,
    Logic,
    Not,
    Numeral,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Sum,
    Term,
    Var,
)
from toymodels.statements.walk import free_names, spine, subterms

X, Y = scalar("x"), scalar("y")


def facts(*props: Term) -> tuple[Fact, ...]:
    return facts_of(c.statement("facts", (c.n, c.m, c.V, X, Y), {f"h{k}": prop for k, prop in enumerate(props)}))


def test_conjunctions_become_separate_facts_of_one_hypothesis():
    assert [(f.hypothesis, f.atom) for f in facts(both(le(num(0), X), le(X, Y)))] == [
        ("h0", le(num(0), X)),
        ("h0", le(X, Y)),
    ]


def test_quantifiers_and_premises_become_binders_and_guards():
    (fact,) = facts(forall(c.i, c.j, implies(ne(c.i, c.j), le(X, c.app(c.V, c.i, c.a)))))
    assert [var.name.partition("#")[0] for var in fact.binders] == ["i", "j"]
    assert fact.guards == (ne(*fact.binders),)


def test_negations_are_pushed_inwards():
    (lt,) = facts(Not(le(X, Y)))
    assert lt.atom == Compare(Relation.LT, Y, X)
    (exists,) = facts(Not(forall(c.i, eq(X, Y))))
    assert isinstance(exists.atom, Quantifier)
    assert exists.atom.kind is Quantity.EXISTS
    negated = facts(Not(Connective(Logic.OR, le(X, Y), eq(X, Y))))
    assert [f.atom for f in negated] == [Compare(Relation.LT, Y, X), ne(X, Y)]


def test_a_kronecker_delta_becomes_a_diagonal_and_an_off_diagonal_fact():
    diagonal, off = facts_of(c.orthonormal_rows())[1:]
    assert len(diagonal.binders) == 1
    assert diagonal.guards == ()
    assert isinstance(diagonal.atom, Compare)
    assert diagonal.atom.right == Numeral(1, FIELD)
    assert len(off.binders) == 2
    assert len(off.guards) == 1
    assert isinstance(off.atom, Compare)
    assert off.atom.right == Numeral(0, FIELD)


def test_facts_know_the_variables_they_depend_on():
    (fact,) = facts(forall(c.i, le(c.app(c.V, c.i, c.a), X)))
    assert fact.variables == {"n", "V", "a", "x"}


def test_the_parts_of_a_statement_mean_what_the_whole_does():
    """A fact turned back into a proposition is closed but for the statement's variables."""
    for make in c.RECOGNISED:
        statement = make()
        names = {var.name for var in statement.variables}
        assert all(free_names(fact.prop) <= names for fact in facts_of(statement))


def test_unfolding_leaves_no_redex_and_no_call():
    unfolded = Unfolder(c.DEFINITIONS).unfold(c.unit_rows().hypotheses[1].prop)
    assert isinstance(unfolded, Quantifier)
    assert isinstance(unfolded.body, Compare)
    assert isinstance(unfolded.body.left, Sum)
    head, arguments = spine(next(iter(_applications(unfolded.body.left.body))))
    assert isinstance(head, Var)
    assert (head.name, len(arguments)) == ("V", 2)


def test_unfolding_does_not_capture():
    """Applying `fun y => fun x => y` to the outer `x` must not let the inner binder take it."""
    inner = Lambda(Y, Lambda(X, Y))
    result = Unfolder({}).unfold(Apply(inner, X))
    assert isinstance(result, Lambda)
    assert result.body == X
    assert result.var != X


def test_statements_without_hypotheses_have_no_facts():
    assert facts_of(Statement("empty", (X,), (), le(X, X))) == ()


def _applications(term: Term) -> list[Term]:
    return [part for part in subterms(term) if isinstance(part, Apply)]
