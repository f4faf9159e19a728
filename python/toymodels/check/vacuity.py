"""Which hypotheses of a vacuous statement contradict each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from toymodels.errors import GenerationError
from toymodels.instances.subject import Subject
from toymodels.statements.language import Hypothesis

_SIZES, _COUNT, _LARGEST_GROUP = 12, 256, 2


def why_vacuous(subject: Subject, proposals: int) -> str:
    """The smallest group of hypotheses that never hold together, each group drawn by a plan of its own.

    A plan for all hypotheses favours some of them, so that acceptance rates under it do not tell which one is to blame.
    """
    for size in range(1, _LARGEST_GROUP + 1):
        for group in combinations(subject.statement.hypotheses, size):
            tried = _tried_in_vain(subject.altered(replace(subject.statement, hypotheses=group)))
            if tried is not None:
                return f"{_names(group)} on none of {tried} proposals drawn for {'it' if size == 1 else 'them'} alone"
    return f"all hypotheses together held on none of {proposals} proposals, though any {_LARGEST_GROUP} of them can"


def _names(group: tuple[Hypothesis, ...]) -> str:
    names = [hypothesis.name for hypothesis in group]
    return f"{names[0]} held" if len(names) == 1 else f"{' and '.join(names)} held together"


def _tried_in_vain(subject: Subject) -> int | None:
    """How many proposals were rejected, or None if one was accepted."""
    built, tried = subject.plan, 0
    for turn, sizes in enumerate(sorted(built.sizes(), key=lambda s: -s.weight)[:_SIZES]):
        try:
            batch = built.generate(sizes.values, np.random.default_rng(turn), _COUNT)
        except GenerationError:
            continue
        if subject.satisfying(batch).count:
            return None
        tried += batch.count
    return tried
