"""A finding about few weights as a Lean file: each hypothesis, the conclusion and both sides, decided by the kernel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from toymodels.evaluate.batch import Instance
from toymodels.evaluate.lean_kernel import truth_example
from toymodels.measure.assignment import Assignment
from toymodels.measure.atoms import atoms
from toymodels.measure.results import Comparison, Finding
from toymodels.measure.small import instance_of
from toymodels.measure.weights import Weights
from toymodels.statements.language import (
    FIELD,
    Arith,
    Compare,
    Neg,
    Numeral,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Term,
    Var,
)

LARGEST = 100
"""How many weights a matrix may have that Lean's kernel is asked about: 20 features in 5 dimensions."""


def lean_file(
    statement: Statement, assignment: Assignment, weights: Weights, finding: Finding, imports: Sequence[str]
) -> str:
    """Lean source in which each `example` is decided by the kernel's own arithmetic, at `Rat`.

    Raises:
        StatementError: a value has no Lean literal.
    """
    instance = instance_of(assignment, weights, finding, {})
    lines = ["module", *(f"import {name}" for name in imports), "set_option maxRecDepth 100000", ""]
    for label, prop, place in _propositions(statement, assignment, finding):
        here = Instance({**instance.values, **place})
        lines += [f"-- {label}", truth_example(prop, statement.definitions, here, True), ""]
    return "\n".join(lines)


def _propositions(
    statement: Statement, assignment: Assignment, finding: Finding
) -> Iterator[tuple[str, Term, Mapping[str, int]]]:
    """What is to be decided, under a label, with the values of index variables that are free in it."""
    for hypothesis in statement.hypotheses:
        yield f"{finding.name}: {hypothesis.name}", _everywhere(hypothesis.prop, assignment.indices), {}
    yield f"{finding.name}: the conclusion", _everywhere(statement.conclusion, assignment.indices), {}
    found = atoms(statement.conclusion)
    if len(found) != len(finding.comparisons):
        return
    for atom, comparison in zip(found, finding.comparisons, strict=True):
        place = _place((*assignment.indices, *atom.binders), comparison)
        if place is None:
            continue
        for word, side, value in (("left", atom.left, comparison.left), ("right", atom.right, comparison.right)):
            prop = Compare(Relation.EQ, side, _literal(value))
            yield f"{finding.name}: its {word} side{_where(comparison)}", prop, place


def _where(comparison: Comparison) -> str:
    return f" at {comparison.place}" if comparison.place.indices else ""


def _place(variables: Sequence[Var], comparison: Comparison) -> dict[str, int] | None:
    """The index variables' values; `None` if one has none, as its name was shortened."""
    named = comparison.place.indices
    if comparison.places > 1 and any(var.name not in named for var in variables):
        return None
    return {var.name: named.get(var.name, 0) for var in variables}


def _literal(value: Fraction) -> Term:
    top: Term = Numeral(abs(value.numerator), FIELD)
    if value.denominator > 1:
        top = Arith(Operation.DIV, top, Numeral(value.denominator, FIELD), FIELD)
    return Neg(top) if value < 0 else top


def _everywhere(prop: Term, indices: Sequence[Var]) -> Term:
    """`prop` for all values of the theorem's own index variables."""
    for var in reversed(indices):
        prop = Quantifier(Quantity.FORALL, var, prop)
    return prop
