"""Hypothesis strategies for instances of a statement.

The plan that fills whole batches draws single instances here, from integers that Hypothesis chooses: instances satisfy
most hypotheses by construction, and what Hypothesis shrinks is the integers behind them, so that shrinking keeps to the
hypotheses too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from math import prod

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from toymodels.errors import GenerationError
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.convert import instance_of
from toymodels.instances.plan import Plan
from toymodels.instances.source import Ints
from toymodels.instances.subject import Subject
from toymodels.statements.language import Statement


class ChosenSource:
    """Integers that Hypothesis chooses, one choice each."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> Ints:
        """Integers from `low` to `high`, both included; they shrink towards zero, or towards the end nearest to it."""
        if low == high:
            return np.full(shape, low, dtype=np.int64)
        choices = [self._draw(st.integers(low, high)) for _ in range(prod(shape))]
        return np.array(choices, dtype=np.int64).reshape(shape)

    def nonzero(self, bounds: Ints, entries: int) -> Ints:
        """Integers of either sign up to a bound; they shrink towards 1."""
        raw = [self.integers(-bound, bound - 1, (entries,)) for bound in bounds.tolist()]
        values = np.array(raw, dtype=np.int64).reshape(len(bounds), entries).T
        return values + (values >= 0)


def instances(statement: Statement, sizes: Mapping[str, int] | None = None) -> st.SearchStrategy[Instance]:
    """Small exact instances that satisfy every hypothesis of `statement`; `sizes` fixes some or all `Nat` variables.

    Raises:
        GenerationError: the statement's variables cannot be drawn, or no sizes satisfy the hypotheses about them.
    """
    chosen = Subject(statement).plan
    candidates = [dict(option.values) for option in chosen.sizes(sizes)]
    if not candidates:
        raise GenerationError(f"{statement.name}: no sizes satisfy the hypotheses about the Nat variables alone")
    with suppress(GenerationError):  # a first draw finds out how to draw, which takes longer than Hypothesis lets one
        chosen.generate(candidates[-1], np.random.default_rng(0), 1)
    return _instances(chosen, candidates)


@st.composite
def _instances(draw: st.DrawFn, chosen: Plan, candidates: Sequence[Mapping[str, int]]) -> Instance:
    statement, sizes = chosen.statement, _draw_sizes(draw, candidates)
    instance = instance_of(chosen.draw(sizes, ChosenSource(draw), 1), 0)
    for hypothesis in statement.hypotheses:
        assume(chosen.evaluator.oracle(hypothesis.prop, instance))
    return instance


def _draw_sizes(draw: st.DrawFn, candidates: Sequence[Mapping[str, int]]) -> Mapping[str, int]:
    """One of the candidates, chosen one variable at a time, so that each shrinks by itself."""
    for name in candidates[0]:
        value = draw(st.sampled_from(sorted({candidate[name] for candidate in candidates})))
        candidates = [candidate for candidate in candidates if candidate[name] == value]
    return candidates[0]
