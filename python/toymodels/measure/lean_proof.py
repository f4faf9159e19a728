"""A finding about few weights as a Lean file: each hypothesis, the conclusion and both sides, decided by the kernel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from toymodels.certify.lean_file import head, labelled
from toymodels.certify.lean_values import truth_example
from toymodels.evaluate.batch import Instance
from toymodels.measure.assignment import Assignment
from toymodels.measure.atoms import atoms
from toymodels.measure.results import Comparison, Finding
from toymodels.measure.small import instance_of
from toymodels.measure.weights import Weights
from toymodels.statements.language import (
    FIELD,
    Arith,
    Compare,
    Connective,
    Logic,
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

_DEPTH = 100_000

_Claim = tuple[str, Term, Mapping[str, int]]
"""What is to be decided, under a label, with the values of index variables that are free in it."""


def lean_file(
    statement: Statement, assignment: Assignment, weights: Weights, finding: Finding, imports: Sequence[str]
) -> str:
    """Lean source in which each `example` is decided by the kernel's own arithmetic, at `Rat`.

    Raises:
        StatementError: a value has no Lean literal.
    """
    instance = instance_of(assignment, weights, finding, {})
    checks = [
        (label, truth_example(prop, statement.definitions, Instance({**instance.values, **place}), True))
        for label, prop, place in _propositions(statement, assignment, finding)
    ]
    return labelled(head(imports, _DEPTH), checks).source


def together(files: Iterable[str]) -> str:
    """One file of what stands in several, so that Lean starts and reads the library once."""
    parts = [file.partition("\n\n") for file in files]
    lines = (line for top, _, _ in parts for line in top.split("\n"))
    imports = dict.fromkeys(line.removeprefix("import ") for line in lines if line.startswith("import "))
    return "\n\n".join([head(imports, _DEPTH), *(body for _, _, body in parts)])


def _propositions(statement: Statement, assignment: Assignment, finding: Finding) -> Iterator[_Claim]:
    """Each hypothesis, the conclusion, and both of its sides.

    Sides without an index are decided with the conclusion: the kernel then evaluates each of them once.
    """
    for hypothesis in statement.hypotheses:
        yield f"{finding.name}: {hypothesis.name}", _everywhere(hypothesis.prop, assignment.indices), {}
    conclusion, label, apart = (
        _everywhere(statement.conclusion, assignment.indices),
        "the conclusion",
        list[_Claim](),
    )
    for side, prop, place in _sides(statement, assignment, finding):
        if place:
            apart.append((f"{finding.name}: {side}", prop, place))
        else:
            conclusion, label = Connective(Logic.AND, conclusion, prop), f"{label}, {side}"
    yield f"{finding.name}: {label}", conclusion, {}
    yield from apart


def _sides(statement: Statement, assignment: Assignment, finding: Finding) -> Iterator[_Claim]:
    """That each side of the conclusion has its value."""
    found = atoms(statement.conclusion)
    if len(found) != len(finding.comparisons):
        return
    for atom, comparison in zip(found, finding.comparisons, strict=True):
        place = _place((*assignment.indices, *atom.binders), comparison)
        if place is None:
            continue
        for word, side, value in (("left", atom.left, comparison.left), ("right", atom.right, comparison.right)):
            prop = Compare(Relation.EQ, side, _literal(value))
            yield f"its {word} side{_where(comparison)}", prop, place


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
