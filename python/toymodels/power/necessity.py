"""Which hypotheses of a theorem are needed: each is dropped in turn, and weakened where it can be.

A counterexample to the weaker statement shows that the hypothesis is needed. It cannot satisfy the hypothesis, so that
instances which do not are drawn as well. Two are kept: the smallest, for Lean's kernel, and the most telling one, for
people. A hypothesis is called needed at degenerate instances only where no size without a zero, with a number other
than zero, gave one to a search on purpose. Without any counterexample the hypothesis is not shown to be needed, which
is a finding: perhaps the theorem can be strengthened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from toymodels.check.explain import explain
from toymodels.errors import GenerationError, StatementError
from toymodels.evaluate.batch import Batch, Instance
from toymodels.evaluate.convert import instance_of
from toymodels.instances.facts import negate
from toymodels.instances.shrink import shrink
from toymodels.instances.subject import Subject
from toymodels.instances.telling import WHERE, is_degenerate, most_telling, proper_part, sized_part
from toymodels.records.forms import Result, derive
from toymodels.search.climb import guided_violation
from toymodels.statements.language import (
    Arith,
    Compare,
    Connective,
    Hypothesis,
    Logic,
    NatSort,
    Numeral,
    Operation,
    Quantifier,
    Relation,
    Statement,
    Term,
)
from toymodels.statements.print.text import to_text
from toymodels.statements.walk import sort_of

Draw = Callable[[Subject], Sequence[Batch]]
"""Instances that satisfy the hypotheses of a statement."""


_ATTEMPTS = 3
"""How often the guided search for a witness that is not degenerate starts anew."""

NOT_ASKED = "Lean has not been asked"
"""Why a fresh witness is not certified."""


class Need(Enum):
    """What became of a statement with one hypothesis dropped or weakened."""

    NEEDED = "needed"
    DEGENERATE = "needed at degenerate instances"
    NOT_SHOWN = "not shown to be needed"
    STRUCTURAL = "needed for its terms to make sense"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Weakening:
    """A statement with the hypothesis called `hypothesis` changed as `how` says: dropped, or what it became.

    excluded: what the hypothesis excludes, and the weaker statement may not.
    """

    hypothesis: str
    how: str
    statement: Statement
    excluded: Term


class NecessityResult(Result, frozen=True, rename={"how": "weakening"}):
    """What one weakening led to; `witness` refutes the weaker statement, for the `reason` given.

    The Fraction evaluator has confirmed the witness. Without one, `reason` says how far the search went. `remark` says
    why there is no better one.

    witness: the smallest counterexample, for Lean's kernel; teaching: the most telling one, for people, which refutes
    the weaker statement for the `teaching_reason`. Both may be the same. certified: whether Lean's kernel has accepted
    the witness; uncertified: why not; official_kernel: what the official kernel says of it, if it was asked.
    """

    hypothesis: str
    how: str
    need: Need
    witness: Instance | None = None
    reason: str = ""
    remark: str = ""
    teaching: Instance | None = None
    teaching_reason: str = ""
    certified: bool = False
    uncertified: str = ""
    official_kernel: str | None = None

    def __post_init__(self) -> None:
        if not self.certified and not self.uncertified:
            derive(self, uncertified="there is no witness" if self.witness is None else NOT_ASKED)


def necessity(subject: Subject, draw: Draw) -> tuple[NecessityResult, ...]:
    """For every hypothesis, what happens without it and with weaker ones in its place."""
    found = ((weakening, subject.altered(weakening.statement)) for weakening in weakenings(subject.statement))
    return tuple(_examined(weakening, weaker, draw) for weakening, weaker in found)


def weakenings(statement: Statement) -> Iterator[Weakening]:
    """Every hypothesis dropped; then with one `<` in it made `≤`; then with one constant in it moved by one."""
    for place, hypothesis in enumerate(statement.hypotheses):
        before, after = statement.hypotheses[:place], statement.hypotheses[place + 1 :]
        excluded = negate(hypothesis.prop)
        yield Weakening(hypothesis.name, "dropped", replace(statement, hypotheses=(*before, *after)), excluded)
        for prop in dict.fromkeys(_weaker(hypothesis.prop)):
            changed = replace(hypothesis, prop=prop)
            weaker = replace(statement, hypotheses=(*before, changed, *after))
            yield Weakening(hypothesis.name, to_text(prop, statement.definitions), weaker, excluded)


def _weaker(prop: Term) -> Iterator[Term]:
    match prop:
        case Quantifier(kind, var, body):
            yield from (Quantifier(kind, var, weaker) for weaker in _weaker(body))
        case Connective(Logic.IMPLIES, left, right):
            yield from (Connective(Logic.IMPLIES, left, weaker) for weaker in _weaker(right))
        case Connective((Logic.AND | Logic.OR) as op, left, right):
            yield from (Connective(op, weaker, right) for weaker in _weaker(left))
            yield from (Connective(op, left, weaker) for weaker in _weaker(right))
        case Compare((Relation.LE | Relation.LT) as op, left, right):
            if op is Relation.LT and not isinstance(sort_of(left), NatSort):
                yield Compare(Relation.LE, left, right)
            yield from (Compare(op, low, right) for low in _moved(left, -1))
            yield from (Compare(op, left, high) for high in _moved(right, 1))
        case _:
            return


def _moved(side: Term, step: int) -> Iterator[Term]:
    """A constant side moved by one; natural numbers stop at zero, and a bound of zero in the field stays."""
    match side:
        case Numeral(value, sort) if value + step >= 0 and (value or isinstance(sort, NatSort)):
            yield Numeral(value + step, sort)
        case Arith(Operation.ADD, base, Numeral(value, sort)) if value + step >= 0 and isinstance(sort, NatSort):
            yield Arith(Operation.ADD, base, Numeral(value + step, sort), sort)
        case _:
            return


def _examined(weakening: Weakening, weaker: Subject, draw: Draw) -> NecessityResult:
    name, how = weakening.hypothesis, weakening.how
    try:
        return _search(weakening, weaker, draw)
    except StatementError as error:
        return NecessityResult(name, how, Need.STRUCTURAL, reason=str(error))
    except GenerationError as error:
        return NecessityResult(name, how, Need.UNKNOWN, reason=str(error))


def _search(weakening: Weakening, weaker: Subject, draw: Draw) -> NecessityResult:
    batches = list(draw(weaker))
    witness = _simplest(weaker.altered(proper_part(weaker.statement)), batches)
    if witness is None:
        batches += _without(weakening, weaker, draw)
        witness = _thorough(weaker, batches)
    if witness is not None:
        return _needed(weakening, weaker, batches, witness)
    count = _count(weakening, weaker, batches)
    reason = f"{count} instances without the hypothesis satisfy the conclusion"
    if count == 0:
        reason = "no instance was found that satisfies the other hypotheses and not this one: perhaps they imply it"
    return NecessityResult(weakening.hypothesis, weakening.how, Need.NOT_SHOWN, reason=reason)


def _thorough(weaker: Subject, batches: Sequence[Batch]) -> Instance | None:
    """A violation by what is drawn, then by the guided search: without a zero, then without a zero size, then any."""
    statement = weaker.statement
    for wished, attempts in ((proper_part(statement), _ATTEMPTS), (sized_part(statement), 1), (statement, 1)):
        part = weaker.altered(wished)
        kept = [part.satisfying(batch) for batch in batches]
        witness = _simplest(part, kept) or guided_violation(part, kept, attempts=attempts)
        if witness is not None:
            return witness
    return None


def _needed(weakening: Weakening, weaker: Subject, batches: Sequence[Batch], found: Instance) -> NecessityResult:
    smallest = shrink(weaker, found)
    teaching = most_telling(weaker, (found, smallest))
    why, lesson = (explain(weaker, each) for each in (smallest, teaching))
    need, remark = Need.NEEDED, ""
    if is_degenerate(weaker.statement, teaching):
        need = Need.DEGENERATE
        sized = weaker.altered(sized_part(weaker.statement))
        others = _count(weakening, weaker, [sized.satisfying(batch) for batch in batches])
        remark = f"{WHERE}: {others} instances without the hypothesis satisfy the conclusion there"
    return NecessityResult(weakening.hypothesis, weakening.how, need, smallest, why, remark, teaching, lesson)


def _without(weakening: Weakening, weaker: Subject, draw: Draw) -> Sequence[Batch]:
    """Instances of the weaker statement that do not satisfy the hypothesis."""
    statement = weaker.statement
    hypotheses = (*statement.hypotheses, Hypothesis(f"not {weakening.hypothesis}", weakening.excluded))
    try:
        return draw(weaker.altered(replace(statement, hypotheses=hypotheses)))
    except GenerationError:
        return ()


def _count(weakening: Weakening, weaker: Subject, batches: Sequence[Batch]) -> int:
    """How many instances do not satisfy the hypothesis."""
    full = (batch for batch in batches if batch.count)
    return sum(int(weaker.evaluator.prop(weakening.excluded, batch).values.sum()) for batch in full)


def _simplest(subject: Subject, batches: Iterable[Batch]) -> Instance | None:
    """The first violation; batches of small sizes come first."""
    for batch in batches:
        if batch.count == 0:
            continue
        for index in np.flatnonzero(subject.violations(batch))[:1]:
            instance = instance_of(batch, int(index))
            if subject.is_violated_by(instance):
                return instance
    return None
