"""Variables of composite types as variables of types that the language has.

An optional value is whether there is one, and the value; an optional element of `Fin n` is an element of `Fin (n + 1)`.
A list is its length and as many elements as the longest has that is tried. A function into a composite type is several
functions; one of a composite argument takes its parts one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toymodels.lean.expr import BinderInfo, Const, Expr, Lam, Lit, Pi, Proj
from toymodels.statements.binding import abstract, apply, instantiate, is_loose, spine
from toymodels.statements.language import (
    Arith,
    BoolSort,
    Count,
    FieldSort,
    FinSort,
    FunSort,
    IntSort,
    NatSort,
    Numeral,
    Operation,
    PropSort,
    Sort,
)
from toymodels.statements.reduce import Unreadable
from toymodels.statements.scope import Role

if TYPE_CHECKING:
    from toymodels.statements.lowering import Lowering

LONGEST_LIST = 3
"""How many elements a list has at most where lists are tried; lists of lists have one less."""

_NAT, _BOOL = Const("Nat", ()), Const("Bool", ())
_INDUCTIVE = ("Option", "List")


@dataclass(frozen=True, slots=True)
class Part:
    """A variable that is a part of another: what is added to the name, and its type."""

    suffix: str
    type: Expr


@dataclass(frozen=True, slots=True)
class Encoding:
    """The parts of a value of some type, and how it is built from them.

    `is_complete` says that every value of the type is built from some values of the parts.
    """

    parts: tuple[Part, ...]
    build: Callable[[Sequence[Expr]], Expr]
    is_complete: bool = True


def encode(low: Lowering, type_: Expr) -> Encoding | None:
    """How values of a composite type are made from others; `None` where the type itself is one of the language's.

    Raises:
        Unreadable: they cannot be.
    """
    function = low.function_type(type_)
    if function is not None:
        return _function(low, function)
    head, args = spine(low.reducer.whnf(type_))
    match head, args:
        case Const("Option"), [of]:
            return _option(low, of)
        case Const("List"), [of]:
            return _list(low, of)
        case _:
            return _structure(low, type_)


def has_parts(low: Lowering, type_: Expr) -> bool:
    """Whether a value of a type is several variables, or one of another type, other than a structure of variables."""
    function = low.function_type(type_)
    if function is None:
        return _is_inductive(low, type_)
    codomain = instantiate(function.body, _PROOF)
    domains = (function.type, codomain)
    return any(has_parts(low, each) or low.structure_of(each) is not None for each in domains)


# ---------------------------------------------------------------------------------------------------- inductive types


def _option(low: Lowering, of: Expr) -> Encoding:
    none, some = apply(Const("Option.none", ()), [of]), apply(Const("Option.some", ()), [of])
    type_ = apply(Const("Option", ()), [of])
    inner = encode(low, of)
    sort = low.sort(of) if inner is None else None
    if isinstance(sort, FinSort) and not isinstance(sort.bound, Count):
        bound = spine(low.reducer.whnf(of))[1][0]
        larger = apply(Const("Nat.succ", ()), [bound])

        def element(parts: Sequence[Expr]) -> Expr:
            place = apply(Const("Fin.val", ()), [larger, parts[0]])
            below = apply(Const("Fin.mk", ()), [bound, apply(Const("Nat.pred", ()), [place]), _PROOF])
            is_none = apply(Const("Eq", ()), [_NAT, place, _literal(0)])
            return _if(type_, is_none, none, apply(some, [below]))

        return Encoding((Part("", apply(Const("Fin", ()), [larger])),), element)
    parts, build, is_complete = _parts(low, of)
    if not all(is_inhabited(low.sort(part.type)) for part in parts):
        raise Unreadable("an optional value that has parts of types without elements", type_)

    def value(values: Sequence[Expr]) -> Expr:
        return apply(Const("cond", ()), [type_, values[0], apply(some, [build(values[1:])]), none])

    named = tuple(Part(_joined("val", part.suffix), part.type) for part in parts)
    return Encoding((Part("isSome", _BOOL), *named), value, is_complete)


def _list(low: Lowering, of: Expr) -> Encoding:
    type_ = apply(Const("List", ()), [of])
    nil, cons = apply(Const("List.nil", ()), [of]), apply(Const("List.cons", ()), [of])
    parts, build, is_plain = _parts(low, of)
    longest = LONGEST_LIST if is_plain else LONGEST_LIST - 1
    size = _literal(longest + 1)

    def value(values: Sequence[Expr]) -> Expr:
        count = apply(Const("Fin.val", ()), [size, values[0]])
        result = nil
        for place in range(longest - 1, -1, -1):
            start = 1 + place * len(parts)
            longer = apply(cons, [build(values[start : start + len(parts)]), result])
            result = _if(type_, apply(Const("Eq", ()), [_NAT, count, _literal(place)]), nil, longer)
        return result

    named = [Part(_joined(str(place), part.suffix), part.type) for place in range(longest) for part in parts]
    return Encoding((Part("length", apply(Const("Fin", ()), [size])), *named), value, False)


_PROOF = Const("a proof", ())


def _literal(value: int) -> Expr:
    return Lit(value)


def _if(type_: Expr, condition: Expr, yes: Expr, no: Expr) -> Expr:
    return apply(Const("ite", ()), [type_, condition, Const("a decision", ()), yes, no])


def _parts(low: Lowering, type_: Expr) -> tuple[tuple[Part, ...], Callable[[Sequence[Expr]], Expr], bool]:
    """As `encode`; a value of one of the language's types is its own only part."""
    encoding = encode(low, type_)
    if encoding is None:
        return (Part("", type_),), lambda values: values[0], True
    return encoding.parts, encoding.build, encoding.is_complete


def _joined(first: str, second: str) -> str:
    return f"{first}_{second}" if first and second else first or second


def is_inhabited(sort: Sort) -> bool:
    """Whether a sort has a value, whatever the sizes are."""
    match sort:
        case NatSort() | IntSort() | FieldSort() | BoolSort() | PropSort():
            return True
        case FinSort(Numeral(bound)):
            return bound > 0
        case FinSort(Arith(Operation.ADD, _, Numeral(step))):
            return step > 0
        case FinSort():
            return False
        case FunSort(_, codomain):
            return is_inhabited(codomain)


# --------------------------------------------------------------------------------------------------------- structures


def _structure(low: Lowering, type_: Expr) -> Encoding | None:
    """A structure of data whose types do not depend on one another."""
    structure = low.structure_of(type_)
    if structure is None:
        return None
    struct, params = structure
    fields = [_parts(low, field) for field in _field_types(low, struct, params, type_)]
    names = _field_names(low, struct, params)

    def build(values: Sequence[Expr]) -> Expr:
        built: list[Expr] = []
        for parts, make, _ in fields:
            built.append(make(values[: len(parts)]))
            values = values[len(parts) :]
        return apply(Const(low.reducer.constructor(struct) or struct, ()), [*params, *built])

    named = tuple(
        Part(_joined(name, part.suffix), part.type)
        for name, (parts, _, _) in zip(names, fields, strict=True)
        for part in parts
    )
    return Encoding(named, build, all(is_complete for _, _, is_complete in fields))


def _field_types(low: Lowering, struct: str, params: Sequence[Expr], at: Expr) -> Iterator[Expr]:
    rest = low.constructor_type(struct, params)
    while isinstance(rest, Pi):
        if low.role(rest) is not Role.DATA or is_loose(rest.body):
            raise Unreadable(f"the fields of {struct} depend on one another", at)
        yield rest.type
        rest = instantiate(rest.body, _PROOF)


def _field_names(low: Lowering, struct: str, params: Sequence[Expr]) -> Iterator[str]:
    rest = low.constructor_type(struct, params)
    while isinstance(rest, Pi):
        yield rest.binder
        rest = instantiate(rest.body, _PROOF)


# ---------------------------------------------------------------------------------------------------------- functions


def _function(low: Lowering, function: Pi) -> Encoding | None:
    """A function with parts: of its values, and for each constructor of its argument."""
    if is_loose(function.body) or low.role(function) is not Role.DATA or low.is_type(function.type):
        return None
    codomain = instantiate(function.body, _PROOF)
    if low.is_prop(codomain) or low.is_type(codomain):
        return None
    values = encode(low, codomain)
    if values is None and not _is_inductive(low, function.type) and low.structure_of(function.type) is None:
        return None
    parts, build, is_complete = _parts(low, codomain)
    return _from(low, function.type, parts, build, is_complete)


def _is_inductive(low: Lowering, type_: Expr) -> bool:
    head = spine(low.reducer.whnf(type_))[0]
    return isinstance(head, Const) and head.name in _INDUCTIVE


def _from(
    low: Lowering,
    domain: Expr,
    parts: tuple[Part, ...],
    build: Callable[[Sequence[Expr]], Expr],
    is_complete: bool,
) -> Encoding:
    """Functions from `domain` to what is built from `parts`."""
    structure = low.structure_of(domain)
    head, args = spine(low.reducer.whnf(domain))
    if structure is not None:
        return _of_fields(low, domain, structure, Encoding(parts, build, is_complete))
    if isinstance(head, Const) and head.name == "Option":
        (of,) = args
        absent, present = parts, _from(low, of, parts, build, is_complete)
        motive = Lam("o", domain, Const("a type", ()), BinderInfo.DEFAULT)

        def by_case(functions: Sequence[Expr]) -> Expr:
            def at(value: Expr) -> Expr:
                some = present.build(functions[len(absent) :])
                return apply(Const("Option.casesOn", ()), [of, motive, value, build(functions[: len(absent)]), some])

            return _abstracted(low, domain, at)

        named = [
            *(Part(_joined("none", part.suffix), part.type) for part in absent),
            *(Part(_joined("some", part.suffix), part.type) for part in present.parts),
        ]
        return Encoding(tuple(named), by_case, present.is_complete)
    low.sort(domain)

    def pointwise(functions: Sequence[Expr]) -> Expr:
        return _abstracted(low, domain, lambda value: build([apply(each, [value]) for each in functions]))

    arrows = tuple(Part(part.suffix, Pi("a", domain, part.type, BinderInfo.DEFAULT)) for part in parts)
    return Encoding(arrows, pointwise, is_complete)


def _of_fields(low: Lowering, domain: Expr, structure: tuple[str, list[Expr]], values: Encoding) -> Encoding:
    """Functions of a structure, which take its fields one by one."""
    struct, params = structure
    encoding = values
    for field in reversed([*_field_types(low, struct, params, domain)]):
        encoding = _from(low, field, encoding.parts, encoding.build, encoding.is_complete)
    count = len([*_field_types(low, struct, params, domain)])

    def build(functions: Sequence[Expr]) -> Expr:
        curried = encoding.build(functions)
        return _abstracted(low, domain, lambda value: apply(curried, [Proj(struct, at, value) for at in range(count)]))

    return Encoding(encoding.parts, build, encoding.is_complete)


def _abstracted(low: Lowering, domain: Expr, body: Callable[[Expr], Expr]) -> Expr:
    var = low.scope.erased("x", domain, Role.DATA)
    return Lam("x", domain, abstract(body(var), var.name), BinderInfo.DEFAULT)
