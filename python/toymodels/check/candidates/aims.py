"""Statements made for the search: under one more hypothesis, a failure of the conclusion is more likely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toymodels.instances.facts import negate
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    Compare,
    Connective,
    Hypothesis,
    Logic,
    Quantifier,
    Quantity,
    Relation,
    Term,
    Truth,
)
from toymodels.statements.walk import is_finite


def aims(subject: Subject) -> Iterator[Subject]:
    """The statement with one more hypothesis each time, under which a failure is more likely."""
    statement = subject.statement
    for failure in _failures(statement.conclusion):
        yield _assuming(subject, failure)
    tight: list[Term] = []
    for fact in subject.facts:
        if isinstance(fact.atom, Compare) and fact.atom.op in (Relation.LE, Relation.LT):
            equal = replace(fact, atom=Compare(Relation.EQ, fact.atom.left, fact.atom.right)).prop
            if fact.atom.op is Relation.LE:
                tight.append(equal)
    for equal in tight:
        yield _assuming(subject, equal)


def _assuming(subject: Subject, prop: Term) -> Subject:
    hypotheses = (*subject.statement.hypotheses, Hypothesis("aim 1", prop))
    return subject.altered(replace(subject.statement, hypotheses=hypotheses, conclusion=Truth(True)))


def _failures(conclusion: Term) -> Iterator[Term]:
    """Conditions that imply, or come close to, the negation of `conclusion`."""
    match conclusion:
        case Compare(Relation.LT, left, right):
            yield Compare(Relation.EQ, left, right)
            yield negate(conclusion)
        case Compare():
            yield negate(conclusion)
        case Connective(Logic.AND, left, right):
            yield from _failures(left)
            yield from _failures(right)
        case Connective(Logic.OR, left, right):
            yield from (Connective(Logic.AND, a, b) for a in _failures(left) for b in _failures(right))
        case Connective(Logic.IMPLIES, left, right):
            yield left
            yield from (Connective(Logic.AND, left, failure) for failure in _failures(right))
        case Connective(Logic.IFF, left, right):
            yield Connective(Logic.AND, left, negate(right))
            yield Connective(Logic.AND, right, negate(left))
        case Quantifier(Quantity.EXISTS, var, body) if is_finite(var.sort):
            yield from (Quantifier(Quantity.FORALL, var, failure) for failure in _failures(body))
        case _:
            return
