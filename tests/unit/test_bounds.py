"""Of many bounds on one entry the largest counts, whether entries have as many bounds as each other or not."""

from __future__ import annotations

import pytest
from tests.support.constructs import lt, statement
from tests.support.statements import app, fin, forall, implies, le, mat, nat, ne, num, scalar, vec

from toymodels.instances.subject import Subject
from toymodels.statements.language import FinSort, FunSort, Term, Var

n, m = nat("n"), nat("m")
i, j, k = fin("i", n), fin("j", m), fin("k", m)
v, w, a, x = vec("v", n), vec("w", m), mat("a", n, m), scalar("x")
place = Var("place", FunSort(FinSort(n), FinSort(m)))

BOUNDS: dict[str, tuple[tuple[Var, ...], Term]] = {
    "one number": ((a, x), forall(i, j, lt(app(a, i, j), x))),
    "each entry by all of a row": ((a, w), forall(i, j, le(app(a, i, j), app(w, j)))),
    "some entries more often": (
        (a, w),
        forall(i, j, k, implies(lt(num(0), app(a, i, k)), le(app(a, i, j), app(w, j)))),
    ),
    "entries at places that differ": ((place, v, w), forall(i, lt(app(v, i), app(w, app(place, i))))),
    "from both sides": ((v, x, w), forall(i, j, implies(ne(app(v, i), x), le(app(v, i), app(w, j))))),
}


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("sizes", [(0, 3), (1, 1), (3, 4), (5, 2)])
def test_all_bounds_hold_by_construction(name: str, sizes: tuple[int, int]) -> None:
    variables, bound = BOUNDS[name]
    chosen = Subject(statement(name, (n, m, *variables), {"h": bound})).plan
    admitted = {"n": sizes[0], "m": sizes[1]}
    assert not chosen.by_rejection()
    assert chosen.rate(admitted, mixed=False) == 1
