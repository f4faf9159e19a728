"""Working with terms: substitution, traversal, comparison, on deep and on shared terms."""

from __future__ import annotations

import pytest

from toymodels.lean.expr import App, BinderInfo, BVar, Const, Expr, FVar, Lam, Let, Level, Lit, MData, Pi, Proj, Sort
from toymodels.lean.terms import (
    constants_used,
    same_term,
    strip_mdata,
    subterms,
)

F, G, NAT = Const("f", ()), Const("g", ()), Const("Nat", ())
A, B = FVar("a"), FVar("b")


def lam(body: Expr, domain: Expr = NAT, binder: str = "x") -> Lam:
    return Lam(binder, domain, body, BinderInfo.DEFAULT)


def pi(body: Expr, domain: Expr = NAT, binder: str = "x") -> Pi:
    return Pi(binder, domain, body, BinderInfo.DEFAULT)


def tower(height: int, base: Expr = NAT) -> Expr:
    """A term whose tree has `2 ** height` leaves and whose graph has `height + 1` nodes."""
    for _ in range(height):
        base = App(base, base)
    return base


def chain(length: int, base: Expr = NAT) -> Expr:
    for _ in range(length):
        base = App(F, base)
    return base


def test_strip_mdata() -> None:
    assert strip_mdata(MData(MData(F))) is F


def test_subterms_visits_a_shared_node_once() -> None:
    assert sum(1 for _ in subterms(tower(500))) == 501


def test_subterms_of_a_deep_term() -> None:
    assert sum(1 for _ in subterms(chain(100_000))) == 100_002


def test_constants_used_include_projected_structures() -> None:
    term = Let("x", Sort(Level("1"), False), lam(Proj("Prod", 0, MData(F))), pi(App(G, Lit(1))))

    assert constants_used(term) == {"Prod", "f", "g", "Nat"}


def test_same_term_ignores_binder_names_and_annotations() -> None:
    assert same_term(lam(MData(BVar(0)), binder="x"), lam(BVar(0), binder="y"))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (F, G),
        (F, Lit(1)),
        (Lit(1), Lit(2)),
        (App(F, A), App(F, B)),
        (lam(A), pi(A)),
        (Proj("S", 0, A), Proj("S", 1, A)),
        (Proj("S", 0, A), Proj("T", 0, A)),
        (Const("f", (Level("u"),)), F),
    ],
)
def test_different_terms(left: Expr, right: Expr) -> None:
    assert not same_term(left, right)


def test_same_term_on_shared_terms() -> None:
    assert same_term(tower(300), tower(300))
    assert not same_term(tower(300), tower(300, F))


def test_compound_terms_compare_by_identity() -> None:
    left, right = App(F, A), App(F, A)

    assert left != right
    assert len({left, right, left}) == 2


def test_repr_is_cut_off() -> None:
    assert len(repr(tower(200))) < 200
    assert repr(App(F, lam(BVar(0)))).startswith("App(Const(name='f'")
    assert "…" in repr(chain(10_000))
