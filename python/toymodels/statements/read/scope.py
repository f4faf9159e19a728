"""The local context of one statement or definition: its opened binders and the names of its variables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from toymodels.lean.expr import Expr, FVar
from toymodels.statements.language import (
    NAT,
    BoolSort,
    FieldSort,
    FinSort,
    FinVal,
    FunSort,
    IntSort,
    NatSort,
    Sort,
    Term,
    Var,
)
from toymodels.statements.read.binding import free_in
from toymodels.statements.read.display import base_name
from toymodels.statements.walk import sort_of

_IDENTIFIER = re.compile(r"[^\W\d_][\w'₀-₉]*")
_RESERVED = frozenset(
    (
        *(
            "fun",
            "let",
            "in",
            "if",
            "then",
            "else",
            "match",
            "with",
            "do",
            "by",
            "have",
            "show",
            "from",
            "at",
            "open",
            "end",
        ),
        *(
            "def",
            "theorem",
            "example",
            "where",
            "forall",
            "exists",
            "Type",
            "Prop",
            "Sort",
            "Nat",
            "Rat",
            "Int",
            "Bool",
        ),
        *("Fin", "true", "false", "True", "False", "Not", "And", "Or", "Σ", "λ", "Π", "𝔽", "ℕ"),
    )
)


class Role(Enum):
    """What an opened binder stands for."""

    FIELD = auto()
    """The type variable that is the field."""
    INSTANCE = auto()
    """An instance that gives the field its standard structure, or a decision procedure."""
    PROOF = auto()
    """A proof; nothing may depend on its value."""
    DATA = auto()
    """A variable of the statement language."""


@dataclass(frozen=True, slots=True)
class Local:
    """An opened binder; `term` is what it means, and is there exactly when the role is `DATA`."""

    type: Expr
    role: Role
    term: Term | None = None


class Scope:
    """Opened binders by the name of their free variable. Every variable gets a name of its own."""

    def __init__(self) -> None:
        self._locals: dict[str, Local] = {}
        self._taken: set[str] = set()
        self._erased = 0

    def __getitem__(self, name: str) -> Local:
        return self._locals[name]

    def data(self, binder: str, type_: Expr, sort: Sort) -> tuple[FVar, Var]:
        """Open a binder as a variable, named as its author named it where possible."""
        var = Var(self.fresh(binder, sort), sort)
        self._locals[var.name] = Local(type_, Role.DATA, var)
        return FVar(var.name), var

    def bounded(self, binder: str, type_: Expr, bound: Term) -> tuple[FVar, Var]:
        """Open a binder of the type `Nat` as the value of a variable of `Fin bound`."""
        var = Var(self.fresh(binder, NAT), FinSort(bound))
        self._locals[var.name] = Local(type_, Role.DATA, FinVal(var))
        return FVar(var.name), var

    def erased(self, binder: str, type_: Expr, role: Role) -> FVar:
        """Open a binder that leaves no trace in the term."""
        self._erased += 1
        name = f"{base_name(binder)}#{self._erased}"
        self._locals[name] = Local(type_, role)
        return FVar(name)

    def checkpoint(self) -> frozenset[str]:
        """The names taken so far, to go back to after an attempt that came to nothing."""
        return frozenset(self._taken)

    def restore(self, taken: frozenset[str]) -> None:
        """Free the names that were taken since the checkpoint."""
        self._taken = set(taken)

    def reserve(self, names: Iterable[str]) -> None:
        """Keep names for binders that are opened later."""
        self._taken.update(names)

    def release(self, name: str) -> None:
        """Give a reserved name to the binder that is opened next."""
        self._taken.discard(name)

    def define(self, binder: str, type_: Expr, term: Term) -> FVar:
        """Open a binder as something that is known."""
        value = self.erased(binder, type_, Role.DATA)
        self._locals[value.name] = Local(type_, Role.DATA, term)
        return value

    def meaning(self, name: str) -> Term:
        """What a binder that is data means."""
        term = self._locals[name].term
        assert term is not None
        return term

    def needed(self, names: Iterable[str]) -> list[str]:
        """Opened binders by name, each after those that its type mentions."""
        found: list[str] = []

        def add(name: str) -> None:
            if name not in found:
                for other in free_in(self._locals[name].type):
                    add(other)
                found.append(name)

        for name in names:
            add(name)
        return found

    def adopt(self, outer: Scope, names: Iterable[str]) -> list[Var]:
        """Open binders of another scope by the same names; those that are data as variables, which it returns."""
        opened: list[Var] = []
        for name in names:
            local = outer[name]
            self._taken.add(name)
            if local.term is not None:
                opened.append(Var(name, sort_of(local.term)))
                local = Local(local.type, local.role, opened[-1])
            self._locals[name] = local
        return opened

    def fresh(self, binder: str, sort: Sort) -> str:
        """A name that no other variable of this scope has: `binder`, or `binder_1` and so on.

        A name that macro hygiene made up gives way to a usual one.
        """
        usable = base_name(binder) == binder and _IDENTIFIER.fullmatch(binder) and binder not in _RESERVED
        stem = binder if usable else _usual_name(sort)
        name, count = stem, 0
        while name in self._taken:
            count += 1
            name = f"{stem}_{count}"
        self._taken.add(name)
        return name


def _usual_name(sort: Sort) -> str:
    match sort:
        case NatSort():
            return "n"
        case IntSort():
            return "a"
        case FinSort():
            return "i"
        case FunSort():
            return "f"
        case FieldSort():
            return "x"
        case BoolSort():
            return "b"
        case _:
            return "p"
