"""Weak-head reduction of Lean terms: what a statement means when the language has no word for a constant in it.

Beta, zeta, delta of definitions whose bodies are stored, projections of structure instances, and case distinctions on a
constructor. Nothing here needs universe levels, and nothing evaluates arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from toymodels.lean.constants import ConstantKind
from toymodels.lean.expr import Const, Expr, Lam, Let, MData, Pi, Proj
from toymodels.statements.read.binding import apply, instantiate, spine

_CASES, _RECURSOR = "casesOn", "rec"
_SCALARS = frozenset({"Nat", "Int", "Bool", "Fin", "Rat", "Decidable"})
"""Types whose values are not constructors' applications to the language."""


class Inductive(Protocol):
    """What is asked of an inductive type."""

    @property
    def params(self) -> int:
        """The number of its parameters."""
        ...

    @property
    def indices(self) -> int:
        """The number of its indices."""
        ...

    @property
    def constructors(self) -> tuple[str, ...]:
        """The names of its constructors."""
        ...

    @property
    def recursive(self) -> bool:
        """Whether a constructor takes a value of the type itself."""
        ...


class Constant(Protocol):
    """What is asked of a constant: see `toymodels.lean.olean.Constant`."""

    @property
    def type(self) -> Expr:
        """The elaborated type."""
        ...

    @property
    def value(self) -> Expr | None:
        """The body, where the compiled file has it."""
        ...

    @property
    def kind(self) -> ConstantKind:
        """How it was declared."""
        ...

    @property
    def inductive(self) -> Inductive | None:
        """What the constant is as an inductive type, if it is one."""
        ...


class Environment(Protocol):
    """What is asked of an environment: see `toymodels.lean.environment.Environment`."""

    def get(self, name: str, /) -> Constant | None:
        """The constant `name`, or `None`."""
        ...

    def in_library(self, name: str, /) -> bool:
        """Whether the library that is read declares `name`, rather than Lean itself."""
        ...

    def is_class(self, name: str, /) -> bool:
        """Whether `name` is a type class."""
        ...


class Unreadable(Exception):
    """A term that the statement language cannot hold."""

    def __init__(self, reason: str, expr: Expr) -> None:
        super().__init__(reason)
        self.reason = reason
        self.expr = expr


class Reducer:
    """Weak-head reduction in one environment."""

    def __init__(self, env: Environment) -> None:
        self.env = env

    def is_core(self, name: str) -> bool:
        """Whether the constant comes with Lean."""
        return not self.env.in_library(name)

    def type_of(self, name: str, at: Expr) -> Expr:
        """The type of the constant `name`, which occurs in `at`."""
        constant = self.env.get(name)
        if constant is None:
            raise Unreadable(f"the constant {name} is in no module that was read", at)
        return constant.type

    def apply_type(self, type_: Expr, args: Iterable[Expr]) -> Expr:
        """What is left of a function's type once it has the arguments `args`."""
        for arg in args:
            type_ = type_ if isinstance(type_, Pi) else self.whnf(type_)
            if not isinstance(type_, Pi):
                raise Unreadable("more arguments than a type has", type_)
            type_ = instantiate(type_.body, arg)
        return type_

    def unfold(self, expr: Expr) -> Expr | None:
        """One step of delta at the head: `f a b` becomes the body of `f` at `a`, `b`; `None` without a body."""
        head, args = spine(expr)
        if not isinstance(head, Const):
            return None
        constant = self.env.get(head.name)
        if constant is None or constant.value is None or constant.kind is not ConstantKind.DEFINITION:
            return None
        return apply(constant.value, args)

    def step(self, expr: Expr) -> Expr | None:
        """One reduction at the head other than delta; `None` when there is none."""
        head, args = spine(expr)
        match head:
            case Let(_, _, value, body):
                return apply(instantiate(body, value), args)
            case Proj():
                field = self.project(head)
                return apply(field, args) if field is not None else None
            case Const(name) if name.endswith("." + _CASES):
                return self._cases(name.removesuffix("." + _CASES), args)
            case Const(name) if name.endswith("." + _RECURSOR):
                return self._recursion(head, args)
            case Lam() if args:
                return apply(head, args)
            case _:
                return None

    def whnf(self, expr: Expr) -> Expr:
        """Weak head normal form with every stored body unfolded."""
        while True:
            reduced = self.step(expr)
            if reduced is None:
                reduced = self.unfold(expr)
            if reduced is None:
                head, args = spine(expr)
                return expr if not isinstance(expr, MData) else apply(head, args)
            expr = reduced

    def project(self, expr: Proj) -> Expr | None:
        """Field of a structure value whose constructor can be reached by reduction."""
        fields = self.fields(expr.struct, expr.arg)
        return fields[expr.index] if fields is not None else None

    def fields(self, struct: str, value: Expr) -> list[Expr] | None:
        """The fields of a value of the structure `struct`, if it reduces to a constructor application."""
        head, args = spine(self.whnf(value))
        if not isinstance(head, Const) or not self.is_constructor(head.name, struct):
            return None
        return args[self.parameter_count(struct) :]

    def is_constructor(self, name: str, struct: str) -> bool:
        """Whether `name` is the constructor of the structure `struct`."""
        return self.constructor(struct) == name

    def constructor(self, struct: str) -> str | None:
        """The name of the only constructor of `struct`, or `None` if it is not a structure."""
        info = self._inductive(struct)
        if info is None or info.indices or info.recursive or len(info.constructors) != 1:
            return None
        return info.constructors[0]

    def enumeration(self, name: str) -> tuple[str, ...] | None:
        """The constructors of an inductive type that has several, none of them with a field; else `None`."""
        info = self._inductive(name)
        if info is None or info.params or info.indices or info.recursive or len(info.constructors) < 2:
            return None
        types = [self.type_of(each, Const(each, ())) for each in info.constructors]
        return info.constructors if all(isinstance(each, Const) for each in types) else None

    def parameter_count(self, struct: str) -> int:
        """How many parameters the inductive type `struct` has."""
        info = self._inductive(struct)
        return info.params if info is not None else 0

    def is_any_constructor(self, name: str) -> bool:
        """Whether `name` is the constructor of an inductive type, other than a scalar one."""
        constant = self.env.get(name)
        return constant is not None and constant.kind is ConstantKind.CONSTRUCTOR

    def alternatives(self, name: str) -> tuple[str, ...] | None:
        """The constructors of an inductive type that is not a scalar and has no indices; `None` for other constants."""
        info = self._inductive(name) if name not in _SCALARS else None
        return None if info is None or info.indices else info.constructors

    def major(self, name: str) -> int | None:
        """Which argument the eliminator `name` of an inductive type takes apart; `None` for any other constant."""
        of, _, how = name.rpartition(".")
        constructors = self.alternatives(of) if how in (_CASES, _RECURSOR) else None
        if constructors is None:
            return None
        place = self.parameter_count(of) + 1 + (len(constructors) if how == _RECURSOR else 0)
        if how == _RECURSOR and self._arity(name) != place + 1:
            return None
        return place

    def _arity(self, recursor: str) -> int:
        """How many arguments a recursor takes; those of nested types have more motives than one."""
        return len(telescope(self.type_of(recursor, Const(recursor, ())))[1])

    def _recursion(self, recursor: Const, args: list[Expr]) -> Expr | None:
        """`T.rec params motive minor.. value rest` of a constructor's application."""
        place = self.major(recursor.name)
        if place is None or len(args) <= place:
            return None
        of = recursor.name.removesuffix("." + _RECURSOR)
        built, fields = spine(self.whnf(args[place]))
        constructors, count = self.alternatives(of) or (), self.parameter_count(of)
        if not isinstance(built, Const) or built.name not in constructors:
            return None
        minor = args[count + 1 + constructors.index(built.name)]
        fields = fields[count:]
        inner = [
            apply(recursor, [*args[:place], field])
            for field, domain in zip(fields, self._field_types(built.name, count), strict=True)
            if _is_head(domain, of)
        ]
        return apply(minor, [*fields, *inner, *args[place + 1 :]])

    def _field_types(self, constructor: str, params: int) -> list[Expr]:
        """The types of a constructor's fields, with loose variables."""
        return telescope(self.type_of(constructor, Const(constructor, ())))[1][params:]

    def _inductive(self, name: str) -> Inductive | None:
        constant = self.env.get(name)
        return constant.inductive if constant is not None else None

    def _cases(self, struct: str, args: list[Expr]) -> Expr | None:
        """`S.casesOn params motive value alternative rest` of a structure, by its projections."""
        constructor = self.constructor(struct)
        params = self.parameter_count(struct)
        if constructor is None or len(args) < params + 3:
            return None
        value, alternative, rest = args[params + 1], args[params + 2], args[params + 3 :]
        fields = self.fields(struct, value)
        if fields is None:
            count = len(telescope(self.type_of(constructor, value))[1]) - params
            fields = [Proj(struct, at, value) for at in range(count)]
        return apply(alternative, [*fields, *rest])


def telescope(type_: Expr) -> tuple[Expr, list[Expr]]:
    """The conclusion and the domains of `∀ x : A, ∀ y : B, C`, binders left open as loose variables."""
    domains: list[Expr] = []
    while True:
        match type_:
            case Pi(_, domain, body):
                domains.append(domain)
                type_ = body
            case MData(arg):
                type_ = arg
            case _:
                return type_, domains


def _is_head(type_: Expr, name: str) -> bool:
    head = spine(type_)[0]
    return isinstance(head, Const) and head.name == name
