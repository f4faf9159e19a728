"""How close an inequality comes to equality, and whether its docstring knows.

The search starts from instances that satisfy the hypotheses and moves single entries: to simple values, to values of
other entries, and to where the slack, as a function of that entry, has its vertex or its root, both of which are
rational for a slack of degree at most two. Every slack is exact. The same search looks for violations of false claims.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from toymodels.crosscheck.evidence import Json, instance_json
from toymodels.errors import StatementError
from toymodels.evaluate import batch_of, evaluate_prop, evaluate_value, instance_of
from toymodels.evaluate.batch import Batch, FieldArray, Instance, Value
from toymodels.instances.batches import cells, take
from toymodels.instances.source import Mask, flatten
from toymodels.instances.terms import is_field_valued
from toymodels.statements import to_text
from toymodels.statements.language import (
    FIELD,
    Cast,
    Compare,
    Connective,
    FieldSort,
    FinSort,
    FinVal,
    If,
    Lambda,
    Logic,
    Numeral,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Term,
    Truth,
    Var,
)
from toymodels.statements.traverse import sort_of

_BEAM, _BEST_OF_A_BATCH = 4, 2
_ROUNDS = 6
_MOVED_ENTRIES, _BORROWED_VALUES = 16, 6
_LONGEST_NUMBER = 10_000
_START_CELLS = 64
_SIMPLE = tuple(map(Fraction, (0, 1, -1)))
_STEPS = (Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(-1, 2))


@dataclass(frozen=True, slots=True)
class Inequality:
    """`∀ binders, guards → left ≤ right`, a conjunct of a proposition; both sides lie in the field."""

    binders: tuple[Var, ...]
    guards: tuple[Term, ...]
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Nearest:
    """The instance at which an inequality was closest to equality, relative to the scale `|left| + |right| > 0`."""

    instance: Instance
    left: Fraction
    right: Fraction

    @property
    def relative(self) -> Fraction:
        """The slack over the scale, between -1 and 1; negative where the inequality fails."""
        return (self.right - self.left) / (abs(self.left) + abs(self.right))

    @property
    def attained(self) -> bool:
        """Whether equality holds exactly."""
        return self.left == self.right


@dataclass(frozen=True, slots=True)
class Slack:
    """What the search found for one inequality.

    `nearest` is None if both sides were zero at every instance; `vanishing` is an instance at which both are zero, the
    only way in which `0 ≤ x` can be an equality.
    """

    text: str
    nearest: Nearest | None
    vanishing: Instance | None

    def to_json(self) -> dict[str, Json]:
        """As JSON values."""
        near = self.nearest
        record: dict[str, Json] = {
            "inequality": self.text,
            "attained": near is not None and near.attained,
            "vanishing": None if self.vanishing is None else instance_json(self.vanishing),
        }
        if near is not None:
            record |= {
                "relative": float(near.relative),
                "slack": str(near.right - near.left),
                "left": str(near.left),
                "right": str(near.right),
                "witness": instance_json(near.instance),
            }
        return record


@dataclass(frozen=True, slots=True)
class Tightness:
    """The slacks of a theorem's inequalities beside what its docstring claims; `errors` are disagreements.

    `remarks` are worth a look and contradict nothing: a claim that the search did not reproduce, for instance.
    """

    slacks: tuple[Slack, ...]
    claim: str | None
    errors: tuple[str, ...]
    remarks: tuple[str, ...]

    def to_json(self) -> dict[str, Json]:
        """As JSON values."""
        return {
            "inequalities": [slack.to_json() for slack in self.slacks],
            "claim": self.claim,
            "errors": list(self.errors),
            "remarks": list(self.remarks),
        }


def tightness(
    statement: Statement, batches: Sequence[Batch], claim: str | None, is_theorem: Callable[[str], bool]
) -> Tightness:
    """The smallest slack of each inequality in the conclusion, and what disagrees with the docstring.

    batches: instances that satisfy the hypotheses, to start from; claim: the docstring's `Tight:` field; is_theorem:
    whether a name, which may leave out leading components, is that of a constant that can be cited.
    """
    parts = tuple(inequalities(statement.conclusion))
    slacks = tuple(
        Slack(_text(statement, part), nearest(statement, part, batches), _vanishing(statement, part, batches))
        for part in parts
    )
    errors, remarks = _compare(slacks, claim, is_theorem)
    return Tightness(slacks, claim, errors, remarks)


# --------------------------------------------------------------------------------------------------------------- claims

_CITATION = re.compile(r"`([^\W\d][\w'₀-₉]*(?:\.[^\W\d][\w'₀-₉]*)*)`")
_NEVER = re.compile(r"\b(never|not (?:attained|tight|reached)|always strict|no equality|only (?:for|at|if|when) .*= 0)")


def cited(claim: str) -> tuple[str, ...]:
    """The theorems that a `Tight:` field names: what stands in backquotes and is a name of several words."""
    return tuple(name for name in _CITATION.findall(claim) if "_" in name or "." in name)


def _compare(
    slacks: tuple[Slack, ...], claim: str | None, is_theorem: Callable[[str], bool]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if claim is None:
        return (), ()
    missing = [name for name in cited(claim) if not is_theorem(name)]
    errors = [f"the docstring cites {name}, which no theorem of the library is called" for name in missing]
    attained = [slack for slack in slacks if slack.nearest is not None and slack.nearest.attained]
    if _NEVER.search(claim.lower()):
        errors += [f"the docstring says {claim!r}, but equality holds in {slack.text}" for slack in attained]
        return tuple(errors), ()
    open_ones = [slack.text for slack in slacks if slack not in attained]
    told = bool(cited(claim)) and bool(open_ones) and not attained
    return tuple(errors), tuple(f"the search found no equality in {text}" for text in open_ones if told)


# --------------------------------------------------------------------------------------------------------- inequalities


def inequalities(prop: Term) -> Iterator[Inequality]:
    """The inequalities `≤` between numbers that `prop` claims, each under its quantifiers and conditions."""
    return _inequalities(prop, (), (), Relation.LE)


def comparisons(prop: Term) -> Iterator[Inequality]:
    """As `inequalities`, with `<` counted too."""
    yield from _inequalities(prop, (), (), Relation.LE)
    yield from _inequalities(prop, (), (), Relation.LT)


def _inequalities(prop: Term, binders: tuple[Var, ...], guards: tuple[Term, ...], op: Relation) -> Iterator[Inequality]:
    match prop:
        case Quantifier(Quantity.FORALL, var, body):
            yield from _inequalities(body, (*binders, var), guards, op)
        case Connective(Logic.IMPLIES, left, right):
            yield from _inequalities(right, binders, (*guards, left), op)
        case Connective(Logic.AND, left, right):
            yield from _inequalities(left, binders, guards, op)
            yield from _inequalities(right, binders, guards, op)
        case Compare(found, left, right) if found is op:
            yield Inequality(binders, guards, _number(left), _number(right))
        case _:
            return


def _number(term: Term) -> Term:
    """A natural number or an index as an element of the field."""
    match sort_of(term):
        case FieldSort():
            return term
        case FinSort():
            return Cast(FinVal(term))
        case _:
            return Cast(term)


def _text(statement: Statement, part: Inequality) -> str:
    return to_text(Compare(Relation.LE, part.left, part.right), statement.definitions)


# -------------------------------------------------------------------------------------------------------------- search


def satisfying(statement: Statement, batch: Batch) -> Batch:
    """The instances of `batch` at which every hypothesis of `statement` holds."""
    kept = np.ones(batch.count, dtype=np.bool_)
    for hypothesis in statement.hypotheses:
        kept &= evaluate_prop(hypothesis.prop, statement.definitions, batch).values
    return take(batch, kept)


def nearest(
    statement: Statement, inequality: Inequality, batches: Iterable[Batch], *, violate: bool = False
) -> Nearest | None:
    """The instance that brings the inequality closest to equality, or, to `violate` it, as far below as one is found.

    batches: instances that satisfy the hypotheses of `statement`, to start from.
    """
    objective = _Objective(statement, inequality)
    beam = sorted(
        (found for batch in batches if cells(batch) <= _START_CELLS for found in objective.best(batch)),
        key=lambda found: found.relative,
    )[:_BEAM]
    for _ in range(_ROUNDS):
        if not beam or beam[0].relative < 0 or (beam[0].attained and not violate):
            break
        moved = [found for batch in _neighbours(objective, beam) for found in objective.best(batch)]
        better = sorted([*beam, *moved], key=lambda found: found.relative)[:_BEAM]
        if better[0].relative >= beam[0].relative:
            return better[0]
        beam = better
    return beam[0] if beam else None


def _vanishing(statement: Statement, inequality: Inequality, batches: Iterable[Batch]) -> Instance | None:
    """The first instance with entries at which both sides are zero, wherever the inequality is claimed."""
    objective = _Objective(statement, inequality)
    for batch in batches:
        if 0 < cells(batch) <= _START_CELLS:
            for part, left, right in objective.values(batch):
                zero: Mask = ~np.any(flatten(left.numerators) | flatten(right.numerators), axis=1)
                if zero.any():
                    return instance_of(part, int(np.argmax(zero)))
    return None


class _Objective:
    """The sides of one inequality, evaluated on batches at all indices at once."""

    def __init__(self, statement: Statement, inequality: Inequality) -> None:
        self.statement = statement
        guard = reduce(lambda left, right: Connective(Logic.AND, left, right), inequality.guards, Truth(True))
        self._sides = tuple(self._table(inequality, guard, side) for side in (inequality.left, inequality.right))

    @staticmethod
    def _table(inequality: Inequality, guard: Term, side: Term) -> Term:
        """`side` at all values of the binders, zero where the guard fails."""
        body = If(guard, side, Numeral(0, FIELD)) if inequality.guards else side
        return reduce(lambda inner, var: Lambda(var, inner), reversed(inequality.binders), body)

    def best(self, batch: Batch) -> list[Nearest]:
        """The instances of `batch` closest to equality, where the scale is not zero."""
        found: list[Nearest] = []
        for part, left, right in self.values(batch):
            lefts, rights = (flatten(side.numerators) / side.denominators[:, None] for side in (left, right))
            scale = np.abs(lefts) + np.abs(rights)
            if not scale.size:
                continue
            usable: Mask = scale > 0
            relative = np.where(usable, (rights - lefts) / np.where(usable, scale, 1), np.inf)
            places = np.argmin(relative, axis=1)
            values: NDArray[np.float64] = relative[np.arange(len(relative)), places]
            for index in np.argsort(values, kind="stable")[:_BEST_OF_A_BATCH]:
                if np.isfinite(values[index]):
                    place = int(places[index])
                    sides = (_entry(left, int(index), place), _entry(right, int(index), place))
                    found.append(Nearest(instance_of(part, int(index)), *sides))
        return found

    def slacks(self, batch: Batch, place: int) -> list[Fraction]:
        """The slack of every instance at one place of the table; none if it cannot be computed in 64 bits."""
        parts = list(self.values(batch))
        if len(parts) != 1 or parts[0][0].count != batch.count:
            return []
        _, left, right = parts[0]
        return [_entry(right, index, place) - _entry(left, index, place) for index in range(batch.count)]

    def place(self, near: Nearest) -> int:
        """Where in the table the instance has the sides that it is known for."""
        for _, left, right in self.values(batch_of([near.instance], self.statement.variables)):
            for place in range(flatten(left.numerators).shape[1]):
                if (_entry(left, 0, place), _entry(right, 0, place)) == (near.left, near.right):
                    return place
        return 0

    def values(self, batch: Batch) -> Iterator[tuple[Batch, FieldArray, FieldArray]]:
        """Both sides; instances at which 64 bits do not suffice are left out."""
        if batch.count == 0:
            return
        try:
            left, right = (evaluate_value(side, self.statement.definitions, batch) for side in self._sides)
        except StatementError:
            if batch.count > 1:
                half = batch.count // 2
                yield from self.values(take(batch, np.arange(half)))
                yield from self.values(take(batch, np.arange(half, batch.count)))
            return
        assert isinstance(left, FieldArray)
        assert isinstance(right, FieldArray)
        yield batch, left, right


def _entry(side: FieldArray, index: int, place: int) -> Fraction:
    return Fraction(int(side.numerators[index].flat[place]), int(side.denominators[index]))


# --------------------------------------------------------------------------------------------------------------- moves

_Place = tuple[str, tuple[int, ...]]


def _neighbours(objective: _Objective, beam: Sequence[Nearest]) -> Iterator[Batch]:
    """Instances that differ from one of the beam in one entry and satisfy the hypotheses."""
    statement = objective.statement
    names = [var.name for var in statement.variables if is_field_valued(var)]
    for near in beam:
        entries = dict(_entries(near.instance.values, names))
        moved = list(entries)[:_MOVED_ENTRIES]
        options = [(place, value) for place in moved for value in _options(entries, place)]
        options += _exact_steps(objective, near, {place: entries[place] for place in moved})
        batch = _moved(statement, near.instance, options)
        if batch is not None:
            yield satisfying(statement, batch)


def _options(entries: Mapping[_Place, Fraction], place: _Place) -> list[Fraction]:
    own = entries[place]
    others = dict.fromkeys(value for other, value in entries.items() if other != place)
    near = [own + step for step in _STEPS]
    values = [*_SIMPLE, *near, 2 * own, own / 2, -own, *list(others)[:_BORROWED_VALUES]]
    return [value for value in dict.fromkeys(values) if value != own and _is_short(value)]


def _exact_steps(
    objective: _Objective, near: Nearest, entries: Mapping[_Place, Fraction]
) -> list[tuple[_Place, Fraction]]:
    """For each entry, where the slack as a function of it has its vertex, or its root if it is linear."""
    if not entries:
        return []
    place = objective.place(near)
    options = [(where, value + step) for where, value in entries.items() for step in (-1, 1)]
    batch = _moved(objective.statement, near.instance, options)
    slacks = objective.slacks(batch, place) if batch is not None else []
    if not slacks:
        return []
    middle = near.right - near.left
    steps: list[tuple[_Place, Fraction]] = []
    for (where, value), low, high in zip(entries.items(), slacks[::2], slacks[1::2], strict=True):
        slope, curve = (high - low) / 2, high - 2 * middle + low
        if curve or slope:
            target = value - (slope / curve if curve else middle / slope)
            if target != value and _is_short(target):
                steps.append((where, target))
    return steps


def _moved(statement: Statement, instance: Instance, options: Sequence[tuple[_Place, Fraction]]) -> Batch | None:
    """The instance with one entry replaced, once for each option; None if they do not fit into 64 bits."""
    instances = [
        Instance({**instance.values, name: _replaced(instance.values[name], path, value)})
        for (name, path), value in options
    ]
    try:
        return batch_of(instances, statement.variables) if instances else None
    except StatementError:
        return None


def _is_short(value: Fraction) -> bool:
    return max(abs(value.numerator), value.denominator) <= _LONGEST_NUMBER


def _entries(values: Mapping[str, Value], names: Iterable[str]) -> Iterator[tuple[_Place, Fraction]]:
    for name in names:
        for path, leaf in _leaves(values[name]):
            yield (name, path), leaf


def _leaves(value: Value) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    if isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from ((((index, *path)), leaf) for path, leaf in _leaves(part))
    else:
        yield (), Fraction(value)


def _replaced(value: Value, path: tuple[int, ...], leaf: Fraction) -> Value:
    if not path:
        return leaf
    assert isinstance(value, tuple)
    return (*value[: path[0]], _replaced(value[path[0]], path[1:], leaf), *value[path[0] + 1 :])
