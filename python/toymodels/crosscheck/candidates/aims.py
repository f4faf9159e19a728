"""Statements made for the search: under one more hypothesis, a failure of the conclusion is more likely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toymodels.instances.facts import facts_of, negate
from toymodels.statements.language import (
    Compare,
    Connective,
    Hypothesis,
    Logic,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Term,
    Truth,
)


def aims(statement: Statement) -> Iterator[Statement]:
    """The statement with one more hypothesis each time, under which a failure is more likely."""
    for failure in _failures(statement.conclusion):
        yield _assuming(statement, failure)
    tight: list[Term] = []
    for fact in facts_of(statement):
        if isinstance(fact.atom, Compare) and fact.atom.op in (Relation.LE, Relation.LT):
            equal = replace(fact, atom=Compare(Relation.EQ, fact.atom.left, fact.atom.right)).prop
            if fact.atom.op is Relation.LE:
                tight.append(equal)
    for equal in tight:
        yield _assuming(statement, equal)


def _assuming(statement: Statement, *props: Term) -> Statement:
    aims = tuple(Hypothesis(f"aim {number}", prop) for number, prop in enumerate(props, start=1))
    return replace(statement, hypotheses=(*statement.hypotheses, *aims), conclusion=Truth(True))


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
        case Quantifier(Quantity.EXISTS, var, body):
            yield from (Quantifier(Quantity.FORALL, var, failure) for failure in _failures(body))
        case _:
            return
