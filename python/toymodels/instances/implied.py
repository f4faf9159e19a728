"""Bounds that follow from two others: `l ≤ x` and `x ≤ r` leave room for `x` only if `l ≤ r`.

Drawn before `x`, the variables in `l` and `r` must already obey that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toymodels.instances.facts import Fact
from toymodels.statements.language import Compare, Relation
from toymodels.statements.walk import substitute

_ORDERS = (Relation.LE, Relation.LT)


def with_implied_bounds(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """`facts`, and what follows from pairs of them; facts of such pairs are marked as compatible."""
    pairs = [(low, high, fact) for low in facts for high in facts for fact in _between(low, high)]
    compatible = {fact for low, high, _ in pairs for fact in (low, high)}
    marked = tuple(replace(fact, compatible=fact in compatible) for fact in facts)
    return (*marked, *dict.fromkeys(fact for _, _, fact in pairs))


def _between(low: Fact, high: Fact) -> Iterator[Fact]:
    """`left ≤ right`, if `low` says `left ≤ x` and `high` says `x ≤ right` of the same `x` under the same guards."""
    if not isinstance(low.atom, Compare) or not isinstance(high.atom, Compare) or low.atom.op not in _ORDERS:
        return
    if high.atom.op not in _ORDERS or [v.sort for v in low.binders] != [v.sort for v in high.binders]:
        return
    ours = {theirs.name: our for theirs, our in zip(high.binders, low.binders, strict=True)}
    guards, atom = tuple(substitute(guard, ours) for guard in high.guards), substitute(high.atom, ours)
    if isinstance(atom, Compare) and guards == low.guards and low.atom.right == atom.left:
        op = Relation.LT if Relation.LT in (low.atom.op, atom.op) else Relation.LE
        names = dict.fromkeys((low.hypothesis, high.hypothesis))
        yield Fact(", ".join(names), low.binders, guards, Compare(op, low.atom.left, atom.right), implied=True)
