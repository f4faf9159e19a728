"""How far a proposition is from failing, as a float: small margins are promising, and decide nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from toymodels.evaluate import Batch
from toymodels.evaluate.batched import Outcome, evaluate_batched
from toymodels.evaluate.kernels import align
from toymodels.evaluate.terms import free_variables
from toymodels.instances.facts import negate
from toymodels.statements.language import (
    Compare,
    Connective,
    Definition,
    FieldSort,
    Lambda,
    Logic,
    NatSort,
    Not,
    Quantifier,
    Quantity,
    Relation,
    Term,
    Var,
)
from toymodels.statements.traverse import sort_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Leaf:
    """One comparison of field elements below universal quantifiers: both sides as functions of what is quantified."""

    op: Relation
    left: Term
    right: Term


@dataclass(frozen=True, slots=True, eq=False)
class _All:
    """Every part must hold (`conjunctive`), or one must."""

    parts: tuple[_Leaf | _All, ...]
    conjunctive: bool


class Margin:
    """The margin by which a conclusion holds: the least of its parts, `inf` where there is nothing to measure."""

    def __init__(self, conclusion: Term, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._tree = _All(tuple(_parts(conclusion, ())), True)

    @property
    def is_informative(self) -> bool:
        """Whether the conclusion has a part that can nearly fail: an equation either fails or does not."""
        return any(leaf.op is not Relation.EQ for leaf in _leaves(self._tree))

    def of(self, batch: Batch, *, relative: bool) -> Floats:
        """Margins, shape (b,); relative to the size of the two sides, or as they are."""
        with np.errstate(all="ignore"):
            return np.nan_to_num(self._of(self._tree, batch, relative), nan=np.inf, posinf=np.inf, neginf=-np.inf)

    def _of(self, node: _Leaf | _All, batch: Batch, relative: bool) -> Floats:
        if isinstance(node, _Leaf):
            return self._leaf(node, batch, relative)
        parts = [self._of(part, batch, relative) for part in node.parts]
        if not parts:
            return np.full(batch.count, np.inf)
        return np.asarray(np.minimum.reduce(parts) if node.conjunctive else np.maximum.reduce(parts))

    def _leaf(self, leaf: _Leaf, batch: Batch, relative: bool) -> Floats:
        left, right = (_values(side, self._definitions, batch) for side in (leaf.left, leaf.right))
        if left is None or right is None or left.shape[1] == 0:
            return np.full(batch.count, np.inf)
        gap = right - left
        if relative:
            gap = gap / (np.abs(left) + np.abs(right) + np.finfo(np.float64).tiny)
        if leaf.op is Relation.NE:
            return np.abs(gap).min(axis=1)
        return gap.min(axis=1) if leaf.op is not Relation.EQ else -np.abs(gap).max(axis=1)


def _parts(prop: Term, binders: tuple[Var, ...]) -> Iterator[_Leaf | _All]:
    """What must hold for `prop` to hold, as far as it can be measured."""
    match prop:
        case Quantifier(Quantity.FORALL, var, body):
            yield from _parts(body, (*binders, var))
        case Connective(Logic.AND, left, right):
            yield from _parts(left, binders)
            yield from _parts(right, binders)
        case Connective(Logic.OR, left, right):
            yield from _either(left, right, binders)
        case Connective(Logic.IMPLIES, left, right):
            yield from _either(negate(left), right, binders)
        case Not(Compare() as inner):
            yield from _parts(negate(inner), binders)
        case Compare(op, left, right) if isinstance(sort_of(left), FieldSort):
            yield _Leaf(op, _function(binders, left), _function(binders, right))
        case _:
            return


def _either(left: Term, right: Term, binders: tuple[Var, ...]) -> Iterator[_All]:
    sides = tuple(_All(tuple(_parts(side, binders)), True) for side in (left, right))
    measured = tuple(side for side in sides if side.parts)
    if measured:
        yield _All(measured, False)


def _function(binders: tuple[Var, ...], body: Term) -> Term:
    return reduce(lambda inner, var: Lambda(var, inner), reversed(binders), body)


def _leaves(node: _Leaf | _All) -> Iterator[_Leaf]:
    if isinstance(node, _Leaf):
        yield node
    else:
        for part in node.parts:
            yield from _leaves(part)


def _values(term: Term, definitions: Mapping[str, Definition], batch: Batch) -> Floats | None:
    """Values of a field-valued term, rounded, shape (b, entries); None if it has no form in arrays."""
    names = [var.name for var in free_variables(term).values() if not isinstance(var.sort, NatSort)]
    outcomes = evaluate_batched(term, definitions, batch, names)
    if outcomes is None:
        return None
    values: Floats | None = None
    for outcome in outcomes:
        part = _rounded(outcome)
        if values is None:
            values = np.empty((batch.count, part.shape[1]))
        values[outcome.instances] = part
    return values


def _rounded(outcome: Outcome) -> Floats:
    program = outcome.program
    full = (len(outcome.instances), *(axis.size for axis in program.axes))
    numerators, divisors = (
        np.broadcast_to(align(root, node.axes, program.axes), full).reshape(len(full) and full[0], -1)
        for root, node in zip(outcome.roots, program.roots, strict=True)
    )
    result = numerators.astype(np.float64) / divisors.astype(np.float64)
    for symbol, power in program.powers or ():
        result = result / (outcome.denominators[symbol].astype(np.float64) ** power)[:, None]
    return result
