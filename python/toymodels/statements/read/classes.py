"""Which type classes say "an ordered field", and which instances are its own.

A statement is tested at the rationals, so a class is accepted only if the rationals are an instance of it for certain:
core's algebra and order classes, and classes of the library that only bundle those.
"""

from __future__ import annotations

from collections.abc import Collection
from weakref import WeakKeyDictionary

from toymodels.lean.binders import leading_binders
from toymodels.lean.expr import BinderInfo, BVar, Const, Expr, FVar, Pi, Proj, Sort
from toymodels.lean.names import child, last, parent
from toymodels.statements.read.binding import instantiate, spine
from toymodels.statements.read.reduce import Environment, Reducer, telescope
from toymodels.statements.read.scope import Role, Scope

STANDARD_CLASSES = frozenset(
    {
        *(f"Lean.Grind.{name}" for name in ("Semiring", "CommSemiring", "Ring", "CommRing", "Field")),
        *(f"Lean.Grind.{name}" for name in ("AddCommMonoid", "AddCommGroup", "NatModule", "IntModule")),
        *(f"Lean.Grind.{name}" for name in ("AddRightCancel", "NoNatZeroDivisors", "OrderedAdd", "OrderedRing")),
        *(f"Std.{name}" for name in ("IsPreorder", "IsPartialOrder", "IsLinearPreorder", "IsLinearOrder")),
        *(f"Std.{name}" for name in ("LawfulOrderLT", "LawfulOrderMin", "LawfulOrderMax", "MinEqOr", "MaxEqOr")),
        *("Add", "Sub", "Mul", "Neg", "Inv", "Div", "Zero", "One", "NatCast", "IntCast"),
        *("LE", "LT", "Min", "Max", "BEq", "LawfulBEq", "ReflBEq"),
    }
)
"""Core classes of one type of which `Rat`, with its usual operations, is an instance."""

EQUALITY_CLASSES = frozenset({"BEq", "LawfulBEq", "ReflBEq"})
"""Those of them that ask for no more than that equality can be decided, as it can in every finite type."""

_ORDERED_FIELD = frozenset({"Lean.Grind.Field", "Lean.Grind.OrderedRing", "Std.IsLinearOrder"})
"""What makes a type an ordered field, together with the laws of whatever operations it has besides."""

_LAWS = {
    "LT": "Std.LawfulOrderLT",
    "Min": "Std.LawfulOrderMin",
    "Max": "Std.LawfulOrderMax",
    "BEq": "LawfulBEq",
}
"""Operations, and the class that says they are the usual ones."""

LAWLESS = frozenset({"Add", "Sub", "Mul", "Neg", "Inv", "Div", "Zero", "One", "NatCast", "IntCast"})
"""Operations that nothing ties to those of the field, unless they are a part of it."""


def bare_types(env: Environment, type_: Expr) -> frozenset[int]:
    """Places, among the leading binders of `type_`, of the type variables without operations, other than equality."""
    return _types_with(env, type_, EQUALITY_CLASSES)


def lawless_types(env: Environment, type_: Expr) -> frozenset[int]:
    """The same with those whose operations have no laws."""
    return _types_with(env, type_, EQUALITY_CLASSES | LAWLESS)


def type_variables(type_: Expr) -> frozenset[int]:
    """Places, among the leading binders of `type_`, of all type variables."""
    return frozenset(place for place, binder in enumerate(leading_binders(type_)) if _is_of_types(binder.type))


def _types_with(env: Environment, type_: Expr, allowed: frozenset[str]) -> frozenset[int]:
    """Places of the type variables that are in no other classes."""
    found = set(type_variables(type_))
    for place, binder in enumerate(leading_binders(type_)):
        head, args = spine(binder.type)
        if isinstance(head, Const) and env.is_class(head.name) and head.name not in allowed:
            found -= {place - 1 - arg.index for arg in args if isinstance(arg, BVar)}
    return frozenset(found)


def _is_of_types(type_: Expr) -> bool:
    return isinstance(type_, Sort) and not type_.is_prop


def is_decidable(reducer: Reducer, type_: Expr) -> bool:
    """Whether `type_` is `Decidable p` or a function into it (`DecidableEq α`, `DecidableLE α`, ..)."""
    probe = reducer.whnf(type_)
    while isinstance(probe, Pi):
        probe = reducer.whnf(probe.body)
    head = spine(probe)[0]
    return isinstance(head, Const) and head.name == "Decidable"


def is_field_class(reducer: Reducer, class_name: str) -> bool:
    """Whether every ordered field with its usual operations is an instance of the class."""
    if class_name in STANDARD_CLASSES:
        return True
    answers = _answers.setdefault(reducer.env, {})
    if class_name not in answers:
        answers[class_name] = _bundles_standard_classes(reducer, class_name)
    return answers[class_name]


_answers: WeakKeyDictionary[Environment, dict[str, bool]] = WeakKeyDictionary()
"""What `is_field_class` found, which every term with an instance in it asks again."""


def are_ordered_field(reducer: Reducer, class_names: Collection[str]) -> bool:
    """Whether classes of one type, each accepted by `is_field_class`, make it an ordered field, and nothing less."""
    known = {*class_names}.union(*(_standard_parents(reducer, name) for name in class_names))
    lawful = all(law in known for operation, law in _LAWS.items() if operation in known)
    return known >= _ORDERED_FIELD and lawful and LAWLESS.isdisjoint(class_names)


def is_lawful_equality(class_names: Collection[str]) -> bool:
    """Whether `==`, if classes of one type give it any, is equality."""
    return "BEq" not in class_names or _LAWS["BEq"] in class_names


def _bundles_standard_classes(reducer: Reducer, class_name: str) -> bool:
    """Whether a class of the library has nothing but accepted parents and copies of their fields."""
    constructor = reducer.constructor(class_name)
    if reducer.is_core(class_name) or constructor is None:
        return False
    conclusion = reducer.type_of(constructor, Const(class_name, ()))
    parameters = reducer.parameter_count(class_name)
    inherited = _standard_parents(reducer, class_name)
    position = 0
    while isinstance(conclusion, Pi):
        if position >= parameters and not _is_known_field(reducer, conclusion, inherited):
            return False
        position += 1
        conclusion = conclusion.body
    return True


def _is_known_field(reducer: Reducer, field: Pi, inherited: set[str]) -> bool:
    """Whether a field of a class is a parent that is accepted, or a copy of a field of a standard parent."""
    head = spine(field.type)[0]
    if isinstance(head, Const) and reducer.env.is_class(head.name):
        return is_field_class(reducer, head.name)
    return any(reducer.env.get(child(base, field.binder)) is not None for base in inherited)


def _standard_parents(reducer: Reducer, class_name: str) -> set[str]:
    """All standard classes that `class_name` extends, directly or not."""
    found: set[str] = set()
    pending = [class_name]
    while pending:
        extension = pending.pop()
        for base in STANDARD_CLASSES - found:
            if reducer.env.get(child(extension, f"to{last(base)}")) is not None:
                found.add(base)
                pending.append(base)
    return found


def is_standard(reducer: Reducer, scope: Scope, instance: Expr) -> bool:
    """Whether an instance is the field's (or a core type's) own: built from instance binders, parents and core.

    Proofs and decision procedures among its arguments do not matter. An instance that a user wrote by hand is not
    standard; what it does is then read by unfolding it.
    """
    head, args = spine(instance)
    match head:
        case FVar(name):
            return scope[name].role is Role.INSTANCE
        case Proj(_, _, arg):
            return is_standard(reducer, scope, arg)
        case Const(name):
            known = reducer.is_core(name)
            if known and not _is_constructor(reducer, name):
                return _are_standard(reducer, scope, instance, name, args)
            if not known and _is_class_constructor(reducer, name):
                return _are_standard(reducer, scope, instance, name, args)
            unfolded = None if known else reducer.unfold(instance)
            return unfolded is not None and is_standard(reducer, scope, unfolded)
        case _:
            return False


def _are_standard(reducer: Reducer, scope: Scope, instance: Expr, name: str, args: list[Expr]) -> bool:
    """Whether all arguments of an instance that are instances themselves are standard."""
    type_ = reducer.type_of(name, instance)
    for arg in args:
        if not isinstance(type_, Pi):
            return False
        if _carries_structure(reducer, type_) and not is_standard(reducer, scope, arg):
            return False
        type_ = instantiate(type_.body, arg)
    return True


def _carries_structure(reducer: Reducer, binder: Pi) -> bool:
    """Whether a binder takes an instance with operations, rather than data, a proof or a decision procedure."""
    head = spine(binder.type)[0]
    if not isinstance(head, Const) or is_decidable(reducer, binder.type):
        return False
    conclusion, _ = telescope(reducer.type_of(head.name, binder))
    if isinstance(conclusion, Sort) and conclusion.is_prop:
        return False
    return binder.info is BinderInfo.INST_IMPLICIT or is_field_class(reducer, head.name)


def _is_constructor(reducer: Reducer, name: str) -> bool:
    return reducer.constructor(parent(name)) == name


def _is_class_constructor(reducer: Reducer, name: str) -> bool:
    return is_field_class(reducer, parent(name)) and _is_constructor(reducer, name)
