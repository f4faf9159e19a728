"""Instances of plans made for the purpose: a failure of the conclusion is drawn as if it were a hypothesis."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from toymodels.check.candidates.aims import aims
from toymodels.check.candidates.means import Context, Means
from toymodels.errors import GenerationError, StatementError
from toymodels.evaluate.batch import Batch
from toymodels.instances.plan import Plan, Sizes


def _candidates(context: Context) -> Iterator[Batch]:
    failed: GenerationError | StatementError | None = None
    for number, aim in enumerate(islice(aims(context.subject), context.effort.aims)):
        try:
            chosen = aim.plan
            if context.effort.by_luck or _is_constructed(chosen):
                yield from _drawn(context, chosen, context.rng(number))
        except (GenerationError, StatementError) as error:
            failed = failed or error
    if failed is not None:
        context.note(f"{BOUNDARY.name}: not every aim can be drawn: {failed}")


def _is_constructed(chosen: Plan) -> bool:
    """Whether the aim, which is the last hypothesis, and all others are met without luck."""
    return not chosen.rejected and chosen.statement.hypotheses[-1].name in chosen.by_construction()


def _drawn(context: Context, chosen: Plan, rng: np.random.Generator) -> Iterator[Batch]:
    effort = context.effort
    for sizes in _some(chosen.sizes(context.pinned), effort.aimed_sizes, rng):
        yield chosen.generate(sizes.values, rng, effort.aimed)


def _some(every: tuple[Sizes, ...], most: int, rng: np.random.Generator) -> list[Sizes]:
    """At most so many of the sizes, the smallest first."""
    order = sorted(every, key=lambda s: sum(s.values.values()))
    if len(order) <= most:
        return order
    weights = np.array([s.weight for s in order], dtype=np.float64)
    picked = rng.choice(len(order), most, replace=False, p=weights / weights.sum())
    indices: list[int] = sorted(picked.tolist())
    return [order[index] for index in indices]


BOUNDARY = Means("instances made to fail", share=0.2, candidates=_candidates)
