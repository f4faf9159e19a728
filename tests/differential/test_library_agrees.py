"""All evaluators on the statements of the library: arrays, flint, fractions, SymPy, and Lean's own kernel.

Hypotheses and conclusions of every theorem, at instances that satisfy the hypotheses and at ones that do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from toymodels.certify.examples import verify_examples
from toymodels.certify.lean_values import truth_example
from toymodels.errors import StatementError
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.convert import instance_of
from toymodels.evaluate.cost import cost
from toymodels.evaluate.evaluator import Evaluator
from toymodels.evaluate.expressions import evaluate_sympy
from toymodels.evaluate.oracle import oracle_value
from toymodels.instances.subject import Subject
from toymodels.lean.scratch import Scratch
from toymodels.library import Library
from toymodels.statements.language import FunSort, Quantifier, Statement, Term, Unsupported
from toymodels.statements.walk import subterms

pytestmark = [pytest.mark.lean, pytest.mark.whole, pytest.mark.xdist_group("library")]

PROPOSALS, LARGEST_SIZE = 6, 2
EVERY_NTH_FOR_SYMPY, EVERY_NTH_FOR_LEAN = 6, 6
"""SymPy and Lean's kernel are slow: they decide the propositions of every so many theorems."""
MOST_STEPS_FOR_SYMPY = 10**6
"""What takes more is expanded for minutes, to be found to have no symbolic form in the end."""
EXAMPLES_A_FILE = 200


@dataclass(frozen=True)
class Claim:
    """A proposition of a theorem, an instance, and whether it holds there, by arrays."""

    label: str
    statement: Statement
    sizes: Mapping[str, int]
    prop: Term
    instance: Instance
    holds: bool


@cache
def claims(library: Library) -> tuple[tuple[Claim, ...], ...]:
    """Claims about each theorem, at an accepted instance and a rejected one, as far as a few proposals have them."""
    readable = [theorem for theorem in library.theorems if not isinstance(theorem.statement, Unsupported)]
    return tuple(tuple(_claims(theorem.testable(), seed)) for seed, theorem in enumerate(readable))


def _claims(statement: Statement, seed: int, largest: int = LARGEST_SIZE) -> Iterator[Claim]:
    chosen = Subject(statement).plan
    small = [s for s in chosen.sizes() if max(s.values.values(), default=0) <= largest]
    if not small:
        return
    sizes = max(small, key=lambda s: s.weight).values
    batch = chosen.generate(sizes, np.random.default_rng(seed), PROPOSALS, short=True)
    props = [*(h.prop for h in statement.hypotheses), statement.conclusion]
    labels = [*(h.name for h in statement.hypotheses), "the conclusion"]
    results = [result.values for result in Evaluator(statement.definitions).props(props, batch)]
    for prop, values in zip(props, results, strict=True):
        assert values.tolist() == Evaluator(statement.definitions).prop(prop, batch).values.tolist()
    accepted = np.logical_and.reduce([np.ones(batch.count, dtype=bool), *results[:-1]])
    rows = {int(np.argmax(accepted)), int(np.argmin(accepted)) if not accepted.all() else int(np.argmax(accepted))}
    for row in sorted(rows):
        instance = instance_of(batch, row)
        for label, prop, values in zip(labels, props, results, strict=True):
            yield Claim(f"{statement.name}, {label}", statement, sizes, prop, instance, bool(values[row]))


def quantifies_functions(claim: Claim) -> bool:
    """Whether it speaks of all functions of some type: Lean has no decision procedure for that."""
    sorts = [part.var.sort for part in subterms(claim.prop) if isinstance(part, Quantifier)]
    return any(isinstance(sort, FunSort) for sort in sorts)


def test_fractions_and_flint_agree_with_arrays(library: Library) -> None:
    every = [claim for group in claims(library) for claim in group]
    for claim in every:
        definitions = claim.statement.definitions
        assert oracle_value(claim.prop, definitions, claim.instance) is claim.holds, claim.label
        assert Evaluator(definitions).exact(claim.prop, claim.instance) is claim.holds, claim.label
    assert len(every) > 1.5 * len(library.theorems)
    assert sum(not claim.holds for claim in every) > 20


def test_sympy_agrees_with_arrays(library: Library) -> None:
    agreed = 0
    for claim in (claim for group in claims(library)[::EVERY_NTH_FOR_SYMPY] for claim in group):
        if cost(claim.statement, claim.sizes) > MOST_STEPS_FOR_SYMPY:
            continue
        try:
            found = evaluate_sympy(claim.prop, claim.statement.definitions, claim.instance)
        except StatementError:
            continue
        assert found is claim.holds, claim.label
        agreed += 1
    assert agreed > 100


def in_lean(chosen: list[Claim]) -> list[str]:
    return [truth_example(c.prop, c.statement.definitions, c.instance, c.holds) for c in chosen]


def judged(scratch: Scratch, examples: list[str]) -> list[str]:
    """Why Lean does not accept each example; empty where it does."""
    files = verify_examples(scratch, scratch.project.roots, examples, size=EXAMPLES_A_FILE)
    found = [checked.problem for file in files for checked in file]
    assert len(found) == len(examples)
    return found


def test_the_kernel_agrees_with_arrays(library: Library, scratch: Scratch) -> None:
    """Each claim in Lean's words; and a false one, which the kernel must reject."""
    chosen = [c for group in claims(library)[::EVERY_NTH_FOR_LEAN] for c in group if not quantifies_functions(c)]
    examples = in_lean(chosen)
    first = chosen[0]
    examples.append(truth_example(first.prop, first.statement.definitions, first.instance, not first.holds))
    reasons = judged(scratch, examples)
    silent = [claim for claim, why in zip(chosen, reasons, strict=False) if why.startswith("Lean gave no answer")]
    # The embedded Lean ends where its kernel recurses deeper than its stack; at smaller sizes it must answer.
    smaller = [
        c for each in {c.statement.name: c.statement for c in silent}.values() for c in _claims(each, 0, largest=1)
    ]
    chosen, reasons = [*chosen, *smaller], [*reasons[:-1], *judged(scratch, in_lean(smaller)), reasons[-1]]
    problems = [f"{c.label}: {why}" for c, why in zip(chosen, reasons, strict=False) if why and c not in silent]
    assert not problems, problems[:5]
    assert "false" in reasons[-1]
    assert len(examples) > 100
