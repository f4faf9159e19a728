"""Equations in hypotheses that no rational number solves, though a real one does: `s * s = 2`, `∀ i, v i ^ 3 = 5`.

Instances are rational, so that none satisfies such a hypothesis, and that nothing was tested says nothing about a field
with roots.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import cast

from flint import acb, fmpq, fmpq_poly

from toymodels.evaluate.batch import Instance
from toymodels.evaluate.oracle import oracle_value
from toymodels.instances.affine import degree
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    FIELD,
    Arith,
    Compare,
    FieldSort,
    Neg,
    Numeral,
    Operation,
    Relation,
    Term,
    Var,
)
from toymodels.statements.print.text import to_text
from toymodels.statements.walk import is_field_valued, map_children, sort_of, spine, subterms

_UNKNOWN = Var("·", FIELD)
_HIGHEST_DEGREE = 12


def irrational_equations(subject: Subject) -> Iterator[str]:
    """The hypotheses that contain an equation with irrational solutions only: `hs: s * s = 2`."""
    statement = subject.statement
    names = frozenset(var.name for var in statement.variables if is_field_valued(var))
    asking: set[str] = set()
    for fact in subject.facts:
        difference = _in_one_unknown(fact.atom, names)
        if difference is not None and _is_irrational(difference):
            asking.add(fact.hypothesis)
    for hypothesis in statement.hypotheses:
        if hypothesis.name in asking:
            yield f"{hypothesis.name}: {to_text(hypothesis.prop, statement.definitions)}"


def _in_one_unknown(atom: Term, names: frozenset[str]) -> Term | None:
    """`left - right` of an equation with the one number in it as the unknown; None if there is not just one."""
    if not isinstance(atom, Compare) or atom.op is not Relation.EQ or not isinstance(sort_of(atom.left), FieldSort):
        return None
    difference = Arith(Operation.SUB, atom.left, atom.right, FIELD)
    numbers = {part for part in subterms(difference) if _is_number(part, names)}
    return _replaced(difference, numbers.pop()) if len(numbers) == 1 else None


def _is_number(part: Term, names: frozenset[str]) -> bool:
    head, _ = spine(part)
    return isinstance(head, Var) and head.name in names and isinstance(sort_of(part), FieldSort)


def _replaced(term: Term, number: Term) -> Term:
    return _UNKNOWN if term == number else map_children(term, lambda child: _replaced(child, number))


def _is_irrational(difference: Term) -> bool:
    """Whether a polynomial in the unknown has real roots, and none of them is rational."""
    polynomial = _polynomial(difference)
    if polynomial is None or polynomial.degree() < 1 or polynomial.roots():
        return False
    roots = cast(list[tuple[acb, int]], polynomial.numer().complex_roots())  # flint's own annotation is another
    return any(root.imag == 0 for root, _ in roots)


def _polynomial(difference: Term) -> fmpq_poly | None:
    """Lagrange's polynomial through enough values; None if it is none, or mentions anything else."""
    highest = degree(difference, _UNKNOWN.name)
    if highest is None or highest > _HIGHEST_DEGREE or _mentions_more(difference):
        return None
    points = range(highest + 1)
    values = [_value(difference, point) for point in points]
    total = fmpq_poly()
    for at, value in zip(points, values, strict=True):
        basis = fmpq_poly([1])
        for other in points:
            if other != at:
                basis *= fmpq_poly([fmpq(-other, at - other), fmpq(1, at - other)])
        total += basis * fmpq(value.numerator, value.denominator)
    return total


def _mentions_more(term: Term) -> bool:
    return any(not isinstance(part, Arith | Neg | Numeral) and part != _UNKNOWN for part in subterms(term))


def _value(difference: Term, point: int) -> Fraction:
    value = oracle_value(difference, {}, Instance({_UNKNOWN.name: Fraction(point)}))
    assert isinstance(value, Fraction)
    return value
