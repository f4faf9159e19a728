"""Systems of matrices: each satisfies its equations, is varied, and is drawn where hypotheses ask for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from tests.support.constructs import statement
from tests.support.statements import add, app, eq, fin, forall, le, mat, mul, nat, num, sub

from toymodels.check.census import fingerprints
from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted
from toymodels.evaluate.batch import Batch, FieldArray
from toymodels.instances.constructions import systems as s
from toymodels.instances.source import RandomSource
from toymodels.statements.language import NAT, FinSort, FunSort, If, Neg, Sum, Term, Var

COUNT = 200
Matrices = np.ndarray
"""Shape (b, d, d), of whole numbers or fractions as floats."""
Check = Callable[[Sequence[Matrices], Matrices], bool]
"""From the members of systems, and 1, to whether they are as they should be."""


def same(one: Matrices, other: Matrices) -> bool:
    return bool(np.allclose(one, other, atol=1e-9))


def pairwise(members: Sequence[Matrices], holds: Callable[[Matrices, Matrices], bool]) -> bool:
    return all(holds(a, b) for a, b in combinations(members, 2))


def anticommuting(members: Sequence[Matrices], one: Matrices) -> bool:
    return pairwise(members, lambda a, b: same(a @ b, -b @ a))


def commuting(members: Sequence[Matrices], one: Matrices) -> bool:
    return pairwise(members, lambda a, b: same(a @ b, b @ a))


def apart(members: Sequence[Matrices], one: Matrices) -> bool:
    return pairwise(members, lambda a, b: same(a @ b, 0 * one) and same(b @ a, 0 * one))


def squares(members: Sequence[Matrices], value: Matrices) -> bool:
    return all(same(a @ a, value) for a in members)


def idempotent(members: Sequence[Matrices], one: Matrices) -> bool:
    return all(same(a @ a, a) for a in members)


def signed_squares(members: Sequence[Matrices], one: Matrices) -> bool:
    def is_signed(square: Matrices) -> bool:
        return bool((np.isclose(square, one).all(axis=(1, 2)) | np.isclose(square, -one).all(axis=(1, 2))).all())

    return all(is_signed(a @ a) for a in members)


def cyclic(members: Sequence[Matrices], one: Matrices) -> bool:
    count = len(members)
    return all(same(members[x] @ members[y], members[(x + y) % count]) for x in range(count) for y in range(count))


CASES: list[tuple[s.Draw, int, int, Check]] = [
    (s.anticommuting_involutions, 2, 2, lambda a, one: anticommuting(a, one) and squares(a, one)),
    (s.anticommuting_involutions, 3, 4, lambda a, one: anticommuting(a, one) and squares(a, one)),
    (s.anticommuting_involutions, 2, 6, lambda a, one: anticommuting(a, one) and squares(a, one)),
    (s.anticommuting_involutions, 5, 8, lambda a, one: anticommuting(a, one) and squares(a, one)),
    (s.anticommuting_roots_of_minus_one, 3, 4, lambda a, one: anticommuting(a, one) and squares(a, -one)),
    (s.anticommuting_roots, 5, 4, lambda a, one: anticommuting(a, one) and signed_squares(a, one)),
    (s.ladder, 2, 4, lambda a, one: squares(a, 0 * one) and same(a[0] @ a[1] + a[1] @ a[0], one)),
    (s.commuting_involutions, 3, 3, lambda a, one: commuting(a, one) and squares(a, one)),
    (s.commuting_idempotents, 3, 3, lambda a, one: commuting(a, one) and idempotent(a, one)),
    (s.commuting_matrices, 2, 3, commuting),
    (s.idempotents_apart, 2, 3, lambda a, one: apart(a, one) and idempotent(a, one)),
    (
        s.resolution_of_the_identity,
        3,
        4,
        lambda a, one: apart(a, one) and idempotent(a, one) and same(sum(a, 0 * one), one),
    ),
    (s.cyclic_powers, 4, 5, cyclic),
]
IDS = [f"{draw.__name__} {members} {size}" for draw, members, size, _ in CASES]


def drawn(draw: s.Draw, members: int, size: int) -> FieldArray:
    value = draw(RandomSource(np.random.default_rng(0)), members, size, COUNT)
    assert value is not None
    return value


def holds(value: FieldArray, check: Check) -> bool:
    matrices = value.numerators / value.denominators[:, None, None, None]
    one = np.broadcast_to(np.eye(matrices.shape[2]), matrices[:, 0].shape)
    return check([matrices[:, place] for place in range(matrices.shape[1])], one)


@pytest.mark.parametrize(("draw", "members", "size", "equations"), CASES, ids=IDS)
def test_every_system_satisfies_its_equations(draw: s.Draw, members: int, size: int, equations: Check) -> None:
    value = drawn(draw, members, size)
    assert value.numerators.shape == (COUNT, members, size, size)
    assert (value.denominators > 0).all()
    assert holds(value, equations)


@pytest.mark.parametrize(("draw", "members", "size", "equations"), CASES, ids=IDS)
def test_an_entry_off_by_one_is_noticed(draw: s.Draw, members: int, size: int, equations: Check) -> None:
    value = drawn(draw, members, size)
    value.numerators[:, 1, 0, -1] += 1
    assert not holds(value, equations)


@pytest.mark.parametrize(("draw", "members", "size", "equations"), CASES, ids=IDS)
def test_systems_vary_in_short_numbers(draw: s.Draw, members: int, size: int, equations: Check) -> None:
    value = drawn(draw, members, size)
    assert len(set(fingerprints(Batch({}, {"A": value}, COUNT)))) >= 40
    largest = np.maximum(np.abs(value.numerators).max(axis=(1, 2, 3)), value.denominators)
    assert np.quantile(largest, 0.9) < 2**14


NONE = [
    (s.anticommuting_involutions, 2, 3),
    (s.anticommuting_involutions, 3, 2),
    (s.anticommuting_roots_of_minus_one, 2, 2),
    (s.anticommuting_involutions, 2, 0),
    (s.commuting_matrices, 0, 3),
    (s.resolution_of_the_identity, 0, 3),
    (s.ladder, 2, 3),
    (s.ladder, 3, 4),
]


@pytest.mark.parametrize(("draw", "members", "size"), NONE)
def test_what_does_not_exist_is_not_drawn(draw: s.Draw, members: int, size: int) -> None:
    assert draw(RandomSource(np.random.default_rng(0)), members, size, 10) is None


d, g = nat("d"), nat("g")
i, j, k = fin("i", d), fin("j", d), fin("k", d)
A, B, C = mat("A", d, d), mat("B", d, d), mat("C", d, d)
ZERO, ONE = num(0), If(eq(i, j), num(1), num(0))


def times(left: Term, right: Term) -> Term:
    return Sum(k, mul(app(left, i, k), app(right, k, j)))


def everywhere(left: Term, right: Term) -> Term:
    return forall(i, j, eq(left, right))


def anticommute(left: Term, right: Term) -> Term:
    return everywhere(add(times(left, right), times(right, left)), ZERO)


def small(bound: int) -> Term:
    return le(d, num(bound, NAT))


SEVERAL = Var("G", FunSort(FinSort(g), A.sort))
p, q = fin("p", g), fin("q", g)
CLIFFORD = forall(
    p,
    q,
    i,
    j,
    eq(
        add(times(app(SEVERAL, p), app(SEVERAL, q)), times(app(SEVERAL, q), app(SEVERAL, p))),
        If(eq(p, q), If(eq(i, j), num(2), ZERO), ZERO),
    ),
)
INVOLUTIONS = {"hA": everywhere(times(A, A), ONE), "hB": everywhere(times(B, B), ONE)}
OF_MINUS_ONE = {"hA": everywhere(times(A, A), Neg(ONE)), "hB": everywhere(times(B, B), Neg(ONE))}
COMMUTE = everywhere(times(A, B), times(B, A))
PROJECTIONS = {
    "hA": everywhere(times(A, A), app(A, i, j)),
    "hB": everywhere(times(B, B), app(B, i, j)),
    "hsA": everywhere(app(A, i, j), app(A, j, i)),
    "hsB": everywhere(app(B, i, j), app(B, j, i)),
}
FALSE = [
    ("projections commute", (d, A, B), PROJECTIONS, COMMUTE),
    ("involutions commute", (d, A, B), INVOLUTIONS, COMMUTE),
    ("two anticommuting involutions", (d, A, B), {**INVOLUTIONS, "h": anticommute(A, B)}, small(2)),
    (
        "three anticommuting involutions",
        (d, A, B, C),
        {
            **INVOLUTIONS,
            "hC": everywhere(times(C, C), ONE),
            "h": anticommute(A, B),
            "h1": anticommute(B, C),
            "h2": anticommute(A, C),
        },
        small(3),
    ),
    ("quaternions", (d, A, B), {**OF_MINUS_ONE, "h": anticommute(A, B)}, small(3)),
    ("clifford", (g, d, SEVERAL), {"h": CLIFFORD}, le(g, num(2, NAT))),
    (
        "ladder",
        (d, A, B),
        {
            "hA": everywhere(times(A, A), ZERO),
            "hB": everywhere(times(B, B), ZERO),
            "h": everywhere(add(times(A, B), times(B, A)), ONE),
        },
        small(2),
    ),
    (
        "commuting involutions agree up to sign",
        (d, A, B),
        {**INVOLUTIONS, "h": everywhere(times(A, B), times(B, A))},
        forall(i, j, eq(mul(sub(app(A, i, j), app(B, i, j)), add(app(A, i, j), app(B, i, j))), ZERO)),
    ),
    (
        "projections of product zero are zero",
        (d, A, B),
        {
            "hA": everywhere(times(A, A), app(A, i, j)),
            "hB": everywhere(times(B, B), app(B, i, j)),
            "h": everywhere(times(A, B), ZERO),
        },
        forall(i, j, eq(mul(app(A, i, i), app(B, j, j)), ZERO)),
    ),
]


@pytest.mark.parametrize(("name", "variables", "hypotheses", "conclusion"), FALSE, ids=[case[0] for case in FALSE])
def test_a_false_claim_about_a_system_is_refuted(
    name: str, variables: tuple[Var, ...], hypotheses: dict[str, Term], conclusion: Term
) -> None:
    claim = replace(statement(name, variables, hypotheses), conclusion=conclusion)
    assert isinstance(check(claim, instances=500).verdict, Refuted)


def test_a_true_claim_about_a_system_is_held() -> None:
    trace = eq(Sum(i, app(A, i, i)), ZERO)
    claim = statement("traces vanish", (d, A, B), {**INVOLUTIONS, "h": anticommute(A, B)})
    assert isinstance(check(replace(claim, conclusion=trace), instances=1000).verdict, Held)
