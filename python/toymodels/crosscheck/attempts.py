"""Where no instance could have failed: whether the hypotheses did the work, or the conclusion says nothing anyway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from toymodels.errors import GenerationError
from toymodels.evaluate import evaluate_prop, evaluate_props
from toymodels.evaluate.batch import Batch
from toymodels.instances import plan
from toymodels.instances.terms import free_variables
from toymodels.statements.language import NatSort, Statement, Term

_PROPOSALS = 2_048
"""About as many are drawn without each hypothesis."""
_SIZES = 8
_SURVEYED_UP_TO = {1: 24, 2: 11, 3: 6}
"""The largest size surveyed, by how many natural numbers there are."""
_LEAST_SURVEYED_UP_TO = 3
_MOST_SURVEYED = 10_000


def drawn_without_each(statement: Statement, seed: int) -> Iterator[Batch]:
    """Proposals that are drawn to satisfy all hypotheses but one, each of which is left out in turn."""
    hypotheses = statement.hypotheses
    for place in range(len(hypotheses)):
        others = replace(statement, hypotheses=(*hypotheses[:place], *hypotheses[place + 1 :]))
        rng = np.random.default_rng([seed, place])
        try:
            chosen = plan(others)
            sizes = sorted(chosen.sizes(), key=lambda each: -each.weight)[:_SIZES]
            for each in sizes:
                yield chosen.generate(each.values, rng, _PROPOSALS // len(sizes))
        except GenerationError:
            continue


@dataclass(frozen=True, slots=True)
class Breaking:
    """Proposals of a batch at which the conclusion is false.

    Attributes:
        proposals: how many there are.
        held: how many hypotheses hold together at one of them, at most.
        violation: the first at which all of them hold; None if there is none, as for a true statement.
    """

    proposals: int
    held: int
    violation: int | None


def breaking(statement: Statement, batch: Batch) -> Breaking:
    """Which proposals break the conclusion, and how near they come to satisfying the hypotheses."""
    props = [*(hypothesis.prop for hypothesis in statement.hypotheses), statement.conclusion]
    *masks, outcome = (result.values for result in evaluate_props(props, statement.definitions, batch))
    held = np.where(outcome, -1, np.sum(masks, axis=0, dtype=np.int64))
    most = int(held.max(initial=-1))
    violation = int(held.argmax()) if most == len(masks) else None
    return Breaking(int(batch.count - outcome.sum()), max(most, 0), violation)


@dataclass(frozen=True, slots=True)
class Survey:
    """A conclusion about sizes alone at small sizes, whether or not they satisfy the hypotheses.

    Attributes:
        sizes: how many assignments were gone through.
        broken: at how many of them the conclusion is false.
        open: those of them that no hypothesis about sizes alone excludes.
    """

    sizes: int
    broken: int
    open: tuple[Mapping[str, int], ...]


def survey(statement: Statement) -> Survey:
    """Goes through the smallest sizes, all together."""
    names = [var.name for var in statement.variables if isinstance(var.sort, NatSort)]
    about_sizes = [h.prop for h in statement.hypotheses if free_variables(h.prop) <= frozenset(names)]
    top = _SURVEYED_UP_TO.get(len(names), _LEAST_SURVEYED_UP_TO)
    while top > 1 and (top + 1) ** len(names) > _MOST_SURVEYED:
        top -= 1
    every = [dict(zip(names, values, strict=True)) for values in product(range(top + 1), repeat=len(names))]
    broken = [sizes for sizes in every if not _holds(statement, statement.conclusion, sizes)]
    allowed = tuple(sizes for sizes in broken if all(_holds(statement, prop, sizes) for prop in about_sizes))
    return Survey(len(every), len(broken), allowed)


def _holds(statement: Statement, prop: Term, sizes: Mapping[str, int]) -> bool:
    return bool(evaluate_prop(prop, statement.definitions, Batch(dict(sizes), {}, 1)).values[0])
