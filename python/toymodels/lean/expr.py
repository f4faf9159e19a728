"""Lean's names, levels and elaborated terms as Python data.

A name is a `str` that `toymodels.lean.names` takes apart: equal texts are equal names. Terms are frozen and closed
under `match`. The reader shares equal subterms as the file does, so a term is a directed acyclic graph whose tree can
be exponentially larger. Therefore the nodes that hold other terms compare and hash by identity, in constant time, and
their `repr` is cut off; `toymodels.lean.terms` has structural comparison and traversals that visit a shared node
once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

Name = str

_REPR_DEPTH = 4


class BinderInfo(Enum):
    """How a binder is written: `(x)`, `{x}`, `⦃x⦄`, `[x]`."""

    DEFAULT = 0
    IMPLICIT = 1
    STRICT_IMPLICIT = 2
    INST_IMPLICIT = 3


@dataclass(frozen=True, slots=True)
class Level:
    """A universe level, kept only as text: statements do not depend on it."""

    text: str


@dataclass(frozen=True, slots=True)
class BVar:
    """A bound variable, counted from the innermost binder."""

    index: int


@dataclass(frozen=True, slots=True)
class FVar:
    """A free variable; stored terms have none, code that opens binders makes them."""

    name: Name


@dataclass(frozen=True, slots=True)
class MVar:
    """A metavariable; stored terms have none."""

    name: Name


@dataclass(frozen=True, slots=True)
class Sort:
    """`Sort u`; `is_prop` when the level is zero."""

    level: Level
    is_prop: bool


@dataclass(frozen=True, slots=True)
class Const:
    """A constant with its universe arguments."""

    name: Name
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class App:
    """An application to one argument."""

    fn: Expr
    arg: Expr

    def __repr__(self) -> str:
        return _outline(self, _REPR_DEPTH)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lam:
    """`fun (binder : type) => body`."""

    binder: Name
    type: Expr
    body: Expr
    info: BinderInfo

    def __repr__(self) -> str:
        return _outline(self, _REPR_DEPTH)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pi:
    """`(binder : type) → body`."""

    binder: Name
    type: Expr
    body: Expr
    info: BinderInfo

    def __repr__(self) -> str:
        return _outline(self, _REPR_DEPTH)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Let:
    """`let binder : type := value; body`."""

    binder: Name
    type: Expr
    value: Expr
    body: Expr

    def __repr__(self) -> str:
        return _outline(self, _REPR_DEPTH)


@dataclass(frozen=True, slots=True)
class Lit:
    """A literal: a natural number or a string."""

    value: int | str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MData:
    """An annotated term; the annotation is dropped."""

    arg: Expr

    def __repr__(self) -> str:
        return _outline(self, _REPR_DEPTH)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Proj:
    """Field `index` of a structure value."""

    struct: Name
    index: int
    arg: Expr

    def __repr__(self) -> str:
        return _outline(self, _REPR_DEPTH)


Expr = BVar | FVar | MVar | Sort | Const | App | Lam | Pi | Let | Lit | MData | Proj


def _outline(term: Expr, depth: int) -> str:
    """Text of `term` down to `depth` levels, `…` below."""
    if depth == 0:
        return "…"
    below = depth - 1
    match term:
        case App(fn, arg):
            return f"App({_outline(fn, below)}, {_outline(arg, below)})"
        case Lam(binder, domain, body, info):
            return f"Lam({binder!r}, {_outline(domain, below)}, {_outline(body, below)}, {info.name})"
        case Pi(binder, domain, body, info):
            return f"Pi({binder!r}, {_outline(domain, below)}, {_outline(body, below)}, {info.name})"
        case Let(binder, domain, value, body):
            return f"Let({binder!r}, {_outline(domain, below)}, {_outline(value, below)}, {_outline(body, below)})"
        case MData(arg):
            return f"MData({_outline(arg, below)})"
        case Proj(struct, index, arg):
            return f"Proj({struct!r}, {index}, {_outline(arg, below)})"
        case _:
            return repr(term)
