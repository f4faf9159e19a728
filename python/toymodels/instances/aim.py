"""Instances for the rare side of a conclusion.

Both sides of `A ↔ B` are false at almost every random instance, and `A → B` is true for lack of an `A`. A share of the
instances is therefore drawn as if the side in question were a hypothesis.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toymodels.instances.plan import Plan, plan
from toymodels.statements.language import Connective, Hypothesis, Logic, Statement, Term, Truth


def aimed_plans(statement: Statement) -> tuple[Plan, ...]:
    """One plan for each condition inside the conclusion, drawn as if it were a hypothesis; none where there is none."""
    aims = enumerate(_conditions(statement.conclusion), start=1)
    plans = [plan(_assuming(statement, f"condition {number}", prop)) for number, prop in aims]
    return tuple(aimed for aimed in plans if aimed.by_construction())


def _assuming(statement: Statement, name: str, prop: Term) -> Statement:
    return replace(statement, hypotheses=(*statement.hypotheses, Hypothesis(name, prop)), conclusion=Truth(True))


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
