"""Which hypotheses of a theorem are needed: each is dropped in turn, and weakened where it can be.

A counterexample to the weaker statement shows that the hypothesis is needed. It cannot satisfy the hypothesis, so that
instances which do not are drawn as well. One that is not degenerate is preferred: with no size zero, no scalar zero, no
row zero and no function zero everywhere. Without any counterexample the hypothesis is not shown to be needed, which is
a finding: perhaps the theorem can be strengthened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from toymodels.crosscheck.evidence import Json, instance_json
from toymodels.crosscheck.explain import explain
from toymodels.crosscheck.search.climb import guided_violation
from toymodels.errors import GenerationError, StatementError
from toymodels.evaluate import evaluate_prop, instance_of
from toymodels.evaluate.batch import Batch, Instance
from toymodels.instances.batches import satisfying
from toymodels.instances.facts import negate
from toymodels.instances.shrink import shrink, violates
from toymodels.instances.terms import argument_sorts, is_field_valued
from toymodels.statements import to_text
from toymodels.statements.language import (
    FIELD,
    NAT,
    Apply,
    Arith,
    Compare,
    Connective,
    FinSort,
    Hypothesis,
    Logic,
    NatSort,
    Numeral,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Term,
    Var,
)
from toymodels.statements.traverse import sort_of

Draw = Callable[[Statement], Sequence[Batch]]
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


@dataclass(frozen=True, slots=True)
class NecessityResult:
    """What one weakening led to; `witness` refutes the weaker statement, for the `reason` given.

    The Fraction evaluator has confirmed the witness. Without one, `reason` says how far the search went. `remark` says
    why there is no better one.
    """

    hypothesis: str
    how: str
    need: Need
    witness: Instance | None = None
    reason: str = ""
    remark: str = ""

    def to_json(self) -> dict[str, Json]:
        """As JSON values; `certified` says whether Lean's kernel accepted the witness, `uncertified` why not."""
        return {
            "hypothesis": self.hypothesis,
            "weakening": self.how,
            "need": self.need.value,
            "reason": self.reason,
            "remark": self.remark,
            "witness": None if self.witness is None else instance_json(self.witness),
            "certified": False,
            "uncertified": "there is no witness" if self.witness is None else NOT_ASKED,
        }


def necessity(statement: Statement, draw: Draw) -> tuple[NecessityResult, ...]:
    """For every hypothesis, what happens without it and with weaker ones in its place."""
    return tuple(_examined(weakening, draw) for weakening in weakenings(statement))


# ---------------------------------------------------------------------------------------------------------- weakenings


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


# --------------------------------------------------------------------------------------------------------- examination


def _examined(weakening: Weakening, draw: Draw) -> NecessityResult:
    name, how = weakening.hypothesis, weakening.how
    try:
        return _search(weakening, draw)
    except StatementError as error:
        return NecessityResult(name, how, Need.STRUCTURAL, reason=str(error))
    except GenerationError as error:
        return NecessityResult(name, how, Need.UNKNOWN, reason=str(error))


def _search(weakening: Weakening, draw: Draw) -> NecessityResult:
    """First for a violation that is not degenerate, then for any; the guided search comes after what is drawn."""
    statement = weakening.statement
    proper = proper_part(statement)
    batches = list(draw(statement))
    witness = _simplest(proper, batches)
    if witness is not None:
        return _needed(weakening, Need.NEEDED, proper, witness)
    batches += _without(weakening, draw)
    regular = [satisfying(proper, batch) for batch in batches]
    witness = _simplest(proper, regular) or guided_violation(proper, regular, attempts=_ATTEMPTS)
    if witness is not None:
        return _needed(weakening, Need.NEEDED, proper, witness)
    witness = _simplest(statement, batches) or guided_violation(statement, batches)
    if witness is not None:
        excluded = _count(weakening, regular)
        remark = "" if excluded else "only degenerate instances were found without the hypothesis"
        return _needed(weakening, Need.DEGENERATE, statement, witness, remark)
    count = _count(weakening, batches)
    reason = f"{count} instances without the hypothesis satisfy the conclusion"
    if count == 0:
        reason = "no instance was found that satisfies the other hypotheses and not this one: perhaps they imply it"
    return NecessityResult(weakening.hypothesis, weakening.how, Need.NOT_SHOWN, reason=reason)


def _needed(
    weakening: Weakening, need: Need, statement: Statement, witness: Instance, remark: str = ""
) -> NecessityResult:
    small = shrink(statement, witness)
    reason = explain(statement.conclusion, statement.definitions, small)
    return NecessityResult(weakening.hypothesis, weakening.how, need, small, reason, remark)


def _without(weakening: Weakening, draw: Draw) -> Sequence[Batch]:
    """Instances of the weaker statement that do not satisfy the hypothesis."""
    statement = weakening.statement
    hypotheses = (*statement.hypotheses, Hypothesis(f"not {weakening.hypothesis}", weakening.excluded))
    try:
        return draw(replace(statement, hypotheses=hypotheses))
    except GenerationError:
        return ()


def _count(weakening: Weakening, batches: Sequence[Batch]) -> int:
    """How many instances do not satisfy the hypothesis."""
    definitions = weakening.statement.definitions
    full = (batch for batch in batches if batch.count)
    return sum(int(evaluate_prop(weakening.excluded, definitions, batch).values.sum()) for batch in full)


def _simplest(statement: Statement, batches: Iterable[Batch]) -> Instance | None:
    """The first violation; batches of small sizes come first."""
    for batch in batches:
        if batch.count == 0:
            continue
        bad = ~evaluate_prop(statement.conclusion, statement.definitions, batch).values
        if not bad.any():
            continue
        for hypothesis in statement.hypotheses:
            bad &= evaluate_prop(hypothesis.prop, statement.definitions, batch).values
        for index in np.flatnonzero(bad)[:1]:
            instance = instance_of(batch, int(index))
            if violates(statement, instance):
                return instance
    return None


# -------------------------------------------------------------------------------------------------------- degeneracy


def proper_part(statement: Statement) -> Statement:
    """The statement for instances that are not degenerate, said by further hypotheses."""
    extra = [(var.name, prop) for var in statement.variables for prop in _properly(var)]
    hypotheses = tuple(Hypothesis(f"{name} is not degenerate", prop) for name, prop in extra)
    return replace(statement, hypotheses=(*statement.hypotheses, *hypotheses))


def _properly(var: Var) -> Iterator[Term]:
    if isinstance(var.sort, NatSort):
        yield Compare(Relation.LE, Numeral(1, NAT), var)
    elif is_field_valued(var):
        domains, _ = argument_sorts(var.sort)
        if all(isinstance(domain, FinSort) for domain in domains):
            yield _no_zero_row(var, len(domains))


def _no_zero_row(var: Var, depth: int) -> Term:
    """`var ≠ 0`, `∃ a, var a ≠ 0` or `∀ i, ∃ a .., var i a .. ≠ 0`."""
    domains, _ = argument_sorts(var.sort)
    indices = [Var(f"{var.name}·{place}", domain) for place, domain in enumerate(domains)]
    entry: Term = var
    for index in indices:
        entry = Apply(entry, index)
    prop: Term = Compare(Relation.NE, entry, Numeral(0, FIELD))
    for place, index in reversed(list(enumerate(indices))):
        kind = Quantity.FORALL if place == 0 and depth > 1 else Quantity.EXISTS
        prop = Quantifier(kind, index, prop)
    return prop
