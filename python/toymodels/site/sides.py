"""What the two sides of a conclusion are called: by the docstring, or by what is written there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from toymodels.markup import element
from toymodels.statements.language import Compare, Connective, Logic, Quantifier, Statement, Term
from toymodels.statements.print.text import to_text

if TYPE_CHECKING:
    from toymodels.library import Theorem

_RELATION = re.compile(r" [≤<] ")
_LONGEST = 70
"""A side with more signs is not repeated beside its value."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What the two sides are called, for a page."""

    left: Markup
    right: Markup


def sides_of(theorem: Theorem) -> Sides:
    """The names of the two sides; without better ones, `the left side` and `the right side`."""
    statement = theorem.statement
    comparisons = list(_comparisons(statement.conclusion)) if isinstance(statement, Statement) else []
    if not isinstance(statement, Statement) or len(comparisons) != 1:
        return written("", "")
    sides = (comparisons[0].left, comparisons[0].right)
    plain = written(*(to_text(side, statement.definitions) for side in sides))
    return _spoken(theorem.docstring.measure or "") or plain


def sides_in(theorem: Theorem, inequality: str) -> Sides:
    """The names of the two sides of one inequality in the conclusion, which is given in plain text."""
    sides = _RELATION.split(inequality)
    if len(sides) != 2:
        return written("", "")
    named = sides_of(theorem)
    return named if _spoken(theorem.docstring.measure or "") == named else written(*sides)


def written(left: str, right: str) -> Sides:
    """Two sides by their plain text, where that is short."""
    return Sides(_code(left, "the left side"), _code(right, "the right side"))


def _spoken(measure: str) -> Sides | None:
    """The sides of `LEFT against RIGHT`."""
    left, against, right = measure.rstrip(".").partition(" against ")
    return Sides(Markup.escape(left), Markup.escape(right)) if against else None


def _code(text: str, otherwise: str) -> Markup:
    return element("code", text) if 0 < len(text) <= _LONGEST else Markup.escape(otherwise)


def _comparisons(prop: Term) -> Iterator[Compare]:
    match prop:
        case Compare():
            yield prop
        case Quantifier(_, _, body):
            yield from _comparisons(body)
        case Connective(Logic.AND, left, right):
            yield from _comparisons(left)
            yield from _comparisons(right)
        case Connective(Logic.IMPLIES, _, right):
            yield from _comparisons(right)
        case _:
            return
