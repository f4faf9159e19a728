"""A counterexample for people beside the smallest one, which Lean's kernel is asked about."""

from __future__ import annotations

from toymodels.check.explain import explain
from toymodels.check.shown import other_form
from toymodels.check.verdict import Lesson
from toymodels.evaluate.batch import Instance
from toymodels.instances.subject import Subject
from toymodels.instances.telling import is_telling, most_telling, telling_cost

_SECONDS = 3.0
"""How long a counterexample that teaches is searched for."""


def lesson(subject: Subject, witness: Instance) -> Lesson | None:
    """What tells more than the counterexample `witness`, and why it is one too; None if nothing was found."""
    statement = subject.statement
    if is_telling(statement, witness):
        return None
    found = most_telling(subject, [witness], seconds=_SECONDS)
    if telling_cost(statement, found) >= telling_cost(statement, witness):
        return None
    if statement.made and other_form(statement, found) == other_form(statement, witness):
        return None
    return Lesson(found, explain(subject, found), other_form(statement, found))
