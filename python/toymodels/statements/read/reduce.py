"""Weak-head reduction of Lean terms: what a statement means when the language has no word for a constant in it.

Beta, zeta, delta of definitions whose bodies are stored, projections of structure instances, and case distinctions on a
constructor. Nothing here needs universe levels, and nothing evaluates arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from toymodels.lean.constants import ConstantKind, RecursorInfo
from toymodels.lean.expr import App, BinderInfo, BVar, Const, Expr, Lam, Let, MData, Pi, Proj, Sort
from toymodels.lean.names import parent
from toymodels.statements.read.binding import apply, instantiate, spine

_CASES, _RECURSOR = "casesOn", "rec"
_SCALARS = frozenset({"Nat", "Int", "Bool", "Fin", "Rat", "Decidable"})
"""Types whose values are not constructors' applications to the language."""

_MOST_STEPS = 60_000
"""How much is unfolded at most for one statement."""

CASTS = {"Eq.mp": (3, 4), "Eq.mpr": (3, 4), "cast": (3, 4), "Eq.rec": (3, 6), "Eq.ndrec": (3, 6), "Eq.casesOn": (5, 6)}
"""Where each of them has the value that it transports, and how many arguments it takes."""

_FIXED_POINTS = {"WellFounded.fix": 5, "WellFounded.Nat.fix": 4}
"""How recursion that is not structural is written, and how many arguments come before the one that gets smaller."""


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

    @property
    def recursor(self) -> RecursorInfo | None:
        """What the constant is as a recursor, if it is one."""
        ...

    @property
    def rules(self) -> Mapping[str, Expr]:
        """What a recursor computes, by constructor."""
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


class TooManyCases(Unreadable):
    """A term that takes more apart than is worth reading."""


class Reducer:
    """Weak-head reduction in one environment."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self._steps = 0

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
        """One reduction at the head other than delta; `None` when there is none.

        Raises:
            TooManyCases: there were too many already.
        """
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise TooManyCases("too much to unfold", expr)
        head, args = spine(expr)
        match head:
            case Let(_, _, value, body):
                return apply(instantiate(body, value), args)
            case Proj():
                field = self.project(head)
                return apply(field, args) if field is not None else None
            case Const(name) if name.endswith("." + _CASES):
                return self._cases(name.removesuffix("." + _CASES), args)
            case Const(name) if name in _FIXED_POINTS:
                return _fixed_point(head, args)
            case Const(name) if name.rpartition(".")[2].startswith(_RECURSOR):
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
        head, args = self._built(value)
        if not isinstance(head, Const) or not self.is_constructor(head.name, struct):
            return None
        return args[self.parameter_count(struct) :]

    def _built(self, value: Expr) -> tuple[Expr, list[Expr]]:
        """The head and the arguments of a value in weak head normal form, without the casts around it."""
        while True:
            head, args = spine(self.whnf(value))
            place, count = CASTS.get(head.name, (0, 0)) if isinstance(head, Const) else (0, 0)
            if not count or len(args) < count:
                return head, args
            value = apply(args[place], args[count:])

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

    def constructors(self, name: str) -> tuple[str, ...]:
        """The constructors of an inductive type, or the rules of an inductive predicate."""
        info = self._inductive(name)
        return info.constructors if info is not None else ()

    def is_predicate(self, name: str) -> bool:
        """Whether `name` is an inductive proposition or predicate that is not a structure."""
        info = self._inductive(name)
        if info is None or self.constructor(name) is not None:
            return False
        conclusion = telescope(self.type_of(name, Const(name, ())))[0]
        return isinstance(conclusion, Sort) and conclusion.is_prop

    def parameter_count(self, struct: str) -> int:
        """How many parameters the inductive type `struct` has."""
        info = self._inductive(struct)
        return info.params if info is not None else 0

    def is_any_constructor(self, name: str) -> bool:
        """Whether `name` is the constructor of an inductive type, other than a scalar one."""
        constant = self.env.get(name)
        return constant is not None and constant.kind is ConstantKind.CONSTRUCTOR

    def alternatives(self, name: str) -> tuple[str, ...] | None:
        """The constructors of an inductive type that is not a scalar; `None` for other constants."""
        info = self._inductive(name) if name not in _SCALARS else None
        return None if info is None else info.constructors

    def major(self, name: str) -> int | None:
        """Which argument the eliminator `name` of a type of data takes apart; `None` for any other constant."""
        of, _, how = name.rpartition(".")
        if self._has_no_constructors(of):
            return None
        recursor = self._recursor(name)
        if recursor is not None:
            return recursor.params + recursor.motives + recursor.minors + recursor.indices
        info = self._inductive(of) if how == _CASES else None
        return None if info is None else info.params + 1 + info.indices

    def _has_no_constructors(self, type_name: str) -> bool:
        """Whether a type's values are no constructors' applications here: a scalar, or a proposition."""
        if type_name in _SCALARS:
            return True
        constant = self.env.get(type_name)
        conclusion = telescope(constant.type)[0] if constant is not None else None
        return isinstance(conclusion, Sort) and conclusion.is_prop

    def _recursor(self, name: str) -> RecursorInfo | None:
        constant = self.env.get(name)
        return constant.recursor if constant is not None else None

    def _recursion(self, recursor: Const, args: list[Expr]) -> Expr | None:
        """`T.rec params motives minors indices value rest` of a constructor's application, or of a structure."""
        of, info = parent(recursor.name), self._recursor(recursor.name)
        if info is None or of in _SCALARS:
            return None
        place = info.params + info.motives + info.minors + info.indices
        if len(args) <= place:
            return None
        constructor, fields = self._taken_apart(of, args[place])
        rule = self.env.get(recursor.name)
        right = rule.rules.get(constructor) if rule is not None and constructor is not None else None
        if right is None:
            return None
        return apply(right, [*args[: place - info.indices], *fields, *args[place + 1 :]])

    def _taken_apart(self, of: str, value: Expr) -> tuple[str | None, list[Expr]]:
        """The constructor at the head of a value, and its fields; those of a structure may be projections."""
        only = self.constructor(of)
        if only is not None:
            return only, self._fields_or_projections(of, only, value)
        if self._has_no_constructors(of):
            return None, []
        head, args = self._built(value)
        if not isinstance(head, Const):
            return None, []
        return head.name, args[self.parameter_count(parent(head.name)) :]

    def _fields_or_projections(self, struct: str, constructor: str, value: Expr) -> list[Expr]:
        is_proof = self._has_no_constructors(struct)
        fields = None if is_proof else self.fields(struct, value)
        if fields is not None:
            return fields
        count = len(telescope(self.type_of(constructor, value))[1]) - self.parameter_count(struct)
        return [Proj(struct, at, value) for at in range(count)]

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
        return apply(alternative, [*self._fields_or_projections(struct, constructor, value), *rest])


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


def _fixed_point(fix: Const, args: list[Expr]) -> Expr | None:
    """`fix .. F x` as `F x (fun y _ => fix .. F y)`, which it is equal to."""
    place = _FIXED_POINTS[fix.name]
    if len(args) <= place:
        return None
    function = args[place - 1]
    smaller = Lam("h", Const("a proof", ()), App(apply(fix, args[:place]), BVar(1)), BinderInfo.DEFAULT)
    again = Lam("y", args[0], smaller, BinderInfo.DEFAULT)
    return apply(function, [args[place], again, *args[place + 1 :]])
