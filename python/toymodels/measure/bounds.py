"""The best value of a scalar that a theorem leaves open: the least, or greatest, at which its hypotheses hold.

`∀ i j, i ≠ j → Wᵢ · Wⱼ ≤ μ` gives `μ ≥ max Wᵢ · Wⱼ`. Every comparison that mentions one unknown, and nothing else that
is unknown, bounds it from below, from above or from both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isqrt
from typing import cast

import numpy as np
from flint import fmpq

from toymodels.measure.atoms import Atom, atoms, names_in
from toymodels.measure.errors import TooCostly
from toymodels.measure.results import Bound, Place
from toymodels.measure.stage import Stage, fraction
from toymodels.statements.language import (
    FIELD,
    Apply,
    Arith,
    Call,
    Compare,
    Definition,
    FinSort,
    FunSort,
    If,
    Neg,
    Numeral,
    Operation,
    Relation,
    Sum,
    Term,
    Truth,
    Var,
)
from toymodels.statements.print.text import to_text
from toymodels.statements.walk import subterms

_ROOT_BITS = 40
_MOST_PLACES = 1 << 18


@dataclass(frozen=True, slots=True)
class _Limit:
    """A limit of an unknown: `value` itself is allowed unless `is_strict`."""

    value: Fraction
    is_strict: bool
    hypothesis: str
    place: Place
    from_weights: bool


def computed_bounds(stage: Stage) -> list[Bound]:
    """Values for the scalars and natural numbers that are open, as far as the hypotheses and the weights give them.

    They are put on the stage. A scalar that only hypotheses about the theorem's other variables mention stays open.
    """
    found: list[Bound] = []
    pending = list(stage.assignment.scalars)
    for var in stage.assignment.naturals:
        found.append(_natural(stage, var))
    progress = True
    while progress and pending:
        progress = False
        for var in tuple(pending):
            others = {each.name for each in pending if each != var}
            bound = _scalar(stage, var, others)
            if bound is not None:
                stage.put(var.name, bound.value)
                found.append(bound)
                pending.remove(var)
                progress = True
    return found


def open_names(stage: Stage) -> frozenset[str]:
    """The variables of the statement that have no value on the stage."""
    return frozenset(var.name for var in stage.statement.variables if var.name not in stage.environment)


def _scalar(stage: Stage, var: Var, others: set[str]) -> Bound | None:
    """The best value of a scalar; `None` while other unknowns stand in the way, or if nothing says what it is."""
    unknown = open_names(stage) - {var.name}
    lower: list[_Limit] = []
    upper: list[_Limit] = []
    for hypothesis in stage.statement.hypotheses:
        for atom in atoms(hypothesis.prop):
            names = names_in(atom.left, atom.right, *atom.guards) - {each.name for each in atom.binders}
            if var.name not in names:
                continue
            if names & unknown:
                if names & unknown & others:
                    return None if not (lower or upper) else _best(var, lower, upper)
                continue
            for limit, is_lower in _limits(stage, atom, var, hypothesis.name):
                (lower if is_lower else upper).append(limit)
    if not (lower or upper) and not stage.assignment.is_complete:
        return None
    return _best(var, lower, upper)


def _best(var: Var, lower: list[_Limit], upper: list[_Limit]) -> Bound:
    """The limit that comes from the weights; else a value that the hypotheses allow."""
    low = max(lower, key=lambda limit: (limit.value, limit.is_strict), default=None)
    high = min(upper, key=lambda limit: (limit.value, not limit.is_strict), default=None)
    if low is not None and high is not None and low.from_weights and high.from_weights and low.value > high.value:
        middle = (low.value + high.value) / 2
        return Bound(var.name, middle, f"the middle of what {low.hypothesis} asks for", low.place)
    for limit, word, sign in ((low, "least", 1), (high, "greatest", -1)):
        if limit is not None and limit.from_weights:
            if not limit.is_strict:
                return Bound(var.name, limit.value, f"the {word} that {limit.hypothesis} allows", limit.place)
            other = high if limit is low else low
            if other is not None:
                value = (limit.value + other.value) / 2
            else:
                value = limit.value + sign * max(abs(limit.value), Fraction(1)) / 1024
            return Bound(var.name, value, f"just inside what {limit.hypothesis} allows", limit.place)
    return Bound(var.name, _chosen(low, high), "chosen, as the weights do not fix it", Place({}), is_computed=False)


def _chosen(low: _Limit | None, high: _Limit | None) -> Fraction:
    if low is not None and high is not None:
        return (low.value + high.value) / 2
    if low is not None:
        return max(low.value + 1, Fraction(1))
    return min(high.value - 1, Fraction(1)) if high is not None else Fraction(1)


def _limits(stage: Stage, atom: Atom, var: Var, hypothesis: str) -> Iterable[tuple[_Limit, bool]]:
    """The limits that one comparison sets, each with whether it is a lower one."""
    if atom.relation is Relation.NE:
        return []
    summands = [*_summands(atom.right, 1), *_summands(atom.left, -1)]  # their sum must be at least 0
    alone = [(sign, term) for sign, term in summands if _is_itself_or_square(term, var)]
    rest = [(sign, term) for sign, term in summands if var.name not in names_in(term)]
    if len(alone) == 1 and len(rest) == len(summands) - 1:
        return _isolated(stage, atom, rest, alone[0], hypothesis)
    return _affine(stage, atom, var, hypothesis)


def _summands(term: Term, sign: int) -> Iterator[tuple[int, Term]]:
    match term:
        case Arith(Operation.ADD, left, right):
            yield from _summands(left, sign)
            yield from _summands(right, sign)
        case Arith(Operation.SUB, left, right):
            yield from _summands(left, sign)
            yield from _summands(right, -sign)
        case Neg(arg):
            yield from _summands(arg, -sign)
        case _:
            yield sign, term


def _is_itself_or_square(term: Term, var: Var) -> bool:
    return term == var or (isinstance(term, Arith) and term.op is Operation.POW and _is_square(term, var))


def _is_square(term: Arith, var: Var) -> bool:
    return term.left == var and isinstance(term.right, Numeral) and term.right.value == 2


def _isolated(
    stage: Stage, atom: Atom, rest: list[tuple[int, Term]], alone: tuple[int, Term], hypothesis: str
) -> Iterable[tuple[_Limit, bool]]:
    """`sign * var + rest ≥ 0` everywhere, with `var` or its square: the extreme of `rest` bounds it."""
    sign, term = alone
    total: Term = Numeral(0, FIELD)
    for each, summand in rest:
        total = Arith(Operation.SUB if each == sign else Operation.ADD, total, summand, FIELD)
    values = stage.values(atom, left=total, right=Numeral(0, FIELD))
    weights, strict = _mentions_weights(stage, atom), atom.relation is Relation.LT
    for is_lower in (True, False):
        if atom.relation is not Relation.EQ and is_lower is not (sign > 0):
            continue
        found = stage.extreme(values.left, values, least=not is_lower)
        if found is None:
            continue
        at, value = found
        if isinstance(term, Arith):
            if not is_lower:
                continue
            value = _root_above(value)
        yield _Limit(value, strict, hypothesis, stage.place(values, at), weights), is_lower


def _affine(stage: Stage, atom: Atom, var: Var, hypothesis: str) -> Iterable[tuple[_Limit, bool]]:
    """Limits where both sides together are `a + b var`, from their values at 0, 1 and 2."""
    stage.put_all(var.name, 3)
    values = stage.values(atom)
    stage.forget(var.name)
    if stage.places(values) > _MOST_PLACES:
        raise TooCostly(f"solving {hypothesis} for {var.name} at {stage.places(values):,} places")
    if var.name not in values.names:
        return
    axis = values.names.index(var.name)
    block = stage.evaluator.block(stage.difference(values), values.labels)
    samples = np.moveaxis(block.fractions(), axis, 0)
    mask = None if values.mask is None else np.moveaxis(values.mask, axis, 0)[0]
    places = replace(values, names=values.names[:axis] + values.names[axis + 1 :])
    start, slope = (np.asarray(each, dtype=object) for each in (samples[0], samples[1] - samples[0]))
    if bool(np.any(samples[2] - samples[1] != slope)):
        return
    weights, strict = _mentions_weights(stage, atom), atom.relation is Relation.LT
    best: dict[bool, _Limit] = {}
    for at in np.ndindex(slope.shape):  # start + slope * var must be at least 0
        if not slope[at] or (mask is not None and not mask[at]):
            continue
        value = fraction(cast(fmpq, -start[at] / slope[at]))
        limit = _Limit(value, strict, hypothesis, stage.place(places, at), weights)
        for is_lower in (True, False) if atom.relation is Relation.EQ else (bool(slope[at] > 0),):
            known = best.get(is_lower)
            if known is None or (limit.value > known.value) is is_lower:
                best[is_lower] = limit
    yield from ((limit, is_lower) for is_lower, limit in best.items())


def _mentions_weights(stage: Stage, atom: Atom) -> bool:
    return bool(names_in(atom.left, atom.right) & set(stage.assignment.arrays))


def _root_above(value: Fraction) -> Fraction:
    """The least multiple of a power of two whose square is at least `value`, about 40 bits long."""
    if value <= 0:
        return Fraction(0)
    shift = max(0, _ROOT_BITS - (value.numerator.bit_length() - value.denominator.bit_length()) // 2)
    scaled = (value.numerator << (2 * shift)) // value.denominator
    root = isqrt(scaled)
    while Fraction(root * root, 1 << (2 * shift)) < value:
        root += 1
    return Fraction(root, 1 << shift)


def _natural(stage: Stage, var: Var) -> Bound:
    """A natural number that no shape fixes: the greatest that hypotheses allow, or else 2."""
    limit = max(stage.assignment.sizes.values(), default=0)
    asking = [
        hypothesis
        for hypothesis in stage.statement.hypotheses
        if var.name in names_in(hypothesis.prop) and names_in(hypothesis.prop) <= {*stage.environment, var.name}
    ]
    if asking:
        for value in range(limit, -1, -1):
            stage.put_natural(var.name, value)
            if all(stage.holds(hypothesis.prop) for hypothesis in asking):
                how = f"the greatest that {asking[0].name} allows"
                return Bound(var.name, Fraction(value), how, Place({}), is_computed=value < limit)
    stage.put_natural(var.name, 2)
    return Bound(var.name, Fraction(2), "chosen, as the weights do not fix it", Place({}), is_computed=False)


def computed_counts(stage: Stage, bounds: Iterable[Bound]) -> tuple[list[Bound], frozenset[str]]:
    """How many members the open sets may have: up to which count each hypothesis about it alone holds.

    Also the names of those hypotheses.

    bounds: the values of the scalars and natural numbers, of which those that were chosen make no computed count.
    """
    chosen = {bound.name for bound in bounds if not bound.is_computed}
    found: list[Bound] = []
    settled: set[str] = set()
    for hypothesis in stage.statement.hypotheses:
        unknown = names_in(hypothesis.prop) & open_names(stage)
        sets = [var for var in stage.assignment.sets if var.name in unknown]
        if len(unknown) != 1 or len(sets) != 1 or (call := _only_count(stage, hypothesis.prop, sets[0])) is None:
            continue
        var = sets[0]
        size = _length(stage, var)
        greatest = _greatest(stage, hypothesis.prop, var, size)
        stage.forget(var.name)
        if greatest is not None:
            how = f"the greatest that {hypothesis.name} allows"
            name, is_computed = to_text(call, stage.statement.definitions), not names_in(hypothesis.prop) & chosen
            found.append(Bound(name, Fraction(greatest), how, Place({}), is_computed, "≤"))
            settled.add(hypothesis.name)
    return found, frozenset(settled)


def _greatest(stage: Stage, prop: Term, var: Var, size: int) -> int | None:
    """The greatest count up to which `prop` holds at every one; `None` if it fails at 0."""
    for count in range(size + 1):
        stage.put_set(var.name, size, count)
        if not stage.holds(prop):
            return count - 1 if count else None
    return size


def _only_count(stage: Stage, prop: Term, var: Var) -> Call | None:
    """The call by which alone `prop` mentions a set, as in `count S`; it must count the set's members."""
    definitions = stage.statement.definitions
    calls = {
        part
        for part in subterms(prop)
        if isinstance(part, Call) and part.args[-1:] == (var,) and _is_count(definitions.get(part.name))
    }
    if len(calls) != 1:
        return None
    (call,) = calls
    mentions = sum(1 for part in subterms(prop) if part == var)
    return call if mentions == sum(1 for part in subterms(prop) if part == call) else None


def _is_count(definition: Definition | None) -> bool:
    """Whether a definition is `Σ i, if S i then 1 else 0`, with `S` its last parameter."""
    match definition:
        case Definition(
            params=(*_, last), body=Sum(var, If(Compare(Relation.EQ, Apply(fn, arg), Truth(True)), yes, no))
        ):
            return (fn, arg) == (last, var) and (_numeral(yes), _numeral(no)) == (1, 0)
        case _:
            return False


def _numeral(term: Term) -> int | None:
    return term.value if isinstance(term, Numeral) else None


def _length(stage: Stage, var: Var) -> int:
    match var.sort:
        case FunSort(FinSort(bound), _):
            return int(stage.evaluator.value(bound, stage.environment))
        case _:
            raise AssertionError(var.name)
