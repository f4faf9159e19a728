"""Instances for the rare side of a conclusion.

Both sides of `A ↔ B` are false at almost every random instance, and `A → B` is true for lack of an `A`. A share of the
instances is therefore drawn as if the side in question were a hypothesis. Where an inequality holds by sign at almost
every instance, a share is drawn in the same way as if it were a hypothesis that it does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toymodels.instances.plan import Plan
from toymodels.instances.subject import Subject
from toymodels.statements.language import Connective, Hypothesis, Logic, NatSort, Term, Truth
from toymodels.statements.walk import free_names


def aimed_plans(subject: Subject) -> tuple[Plan, ...]:
    """One plan for each condition inside the conclusion, drawn as if it were a hypothesis; none where there is none."""
    aims = enumerate(_conditions(subject.statement.conclusion), start=1)
    plans = [_assuming(subject, f"condition {number}", prop).plan for number, prop in aims]
    return tuple(aimed for aimed in plans if aimed.by_construction())


def effective_plans(subject: Subject, effectiveness: Term) -> tuple[Plan, ...]:
    """One plan for each way in which an instance can be effective, drawn as if that were a hypothesis."""
    drawn = frozenset(var.name for var in subject.statement.variables if not isinstance(var.sort, NatSort))
    ways = [way for way in _ways(effectiveness) if drawn & free_names(way)]
    return tuple(_assuming(subject, "that it can fail", way).plan for way in ways)


def _ways(prop: Term) -> Iterator[Term]:
    if isinstance(prop, Connective) and prop.op is Logic.OR:
        yield from _ways(prop.left)
        yield from _ways(prop.right)
    elif not isinstance(prop, Truth):
        yield prop


def _assuming(subject: Subject, name: str, prop: Term) -> Subject:
    hypotheses = (*subject.statement.hypotheses, Hypothesis(name, prop))
    return subject.altered(replace(subject.statement, hypotheses=hypotheses, conclusion=Truth(True)))


def _conditions(prop: Term) -> Iterator[Term]:
    match prop:
        case Connective(Logic.IFF, left, right):
            yield left
            yield right
        case Connective(Logic.IMPLIES, left, right):
            yield left
            yield from (Connective(Logic.AND, left, inner) for inner in _conditions(right))
        case Connective(Logic.AND, left, right):
            yield from _conditions(left)
            yield from _conditions(right)
        case _:
            return
