"""Variables of composite types as variables of types that the language has.

An optional value is whether there is one, and the value; an optional element of `Fin n` is an element of `Fin (n + 1)`.
A list is its length and as many elements as the longest has that is tried. A function into a composite type is several
functions; one of a composite argument takes its parts one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from toymodels.lean.expr import BinderInfo, Const, Expr, Lam, Pi, Proj
from toymodels.statements.language import Count, FinSort
from toymodels.statements.read.binding import abstract, apply, instantiate, is_loose, spine
from toymodels.statements.read.inductive import inductive, is_inductive
from toymodels.statements.read.parts import (
    NOTHING,
    PROOF,
    Encoding,
    Part,
    conditional,
    element_type,
    element_value,
    is_inhabited,
    is_number,
    joined,
)
from toymodels.statements.read.reduce import Unreadable
from toymodels.statements.read.scope import Role

if TYPE_CHECKING:
    from toymodels.statements.read.term import TermReader

_BOOL = Const("Bool", ())
_INDUCTIVE = ("Option", "List")


def encode(reader: TermReader, type_: Expr) -> Encoding | None:
    """How values of a composite type are made from others; `None` where the type itself is one of the language's.

    Raises:
        Unreadable: they cannot be.
    """
    encoding = _encode(reader, type_)
    if encoding is NOTHING:
        raise Unreadable("a type without a constructor that takes no value of the type itself", type_)
    return encoding


def _encode(reader: TermReader, type_: Expr) -> Encoding | None:
    function = reader.function_type(type_)
    if function is not None:
        return _function(reader, function)
    head, args = spine(reader.reducer.whnf(type_))
    match head, args:
        case Const("Option"), [of]:
            return _option(reader, of)
        case Const("List"), [of]:
            return _list(reader, of)
        case _ if is_inductive(reader, type_):
            return inductive(reader, type_, _parts_or_indexed)
        case _:
            return _structure(reader, type_)


def has_parts(reader: TermReader, type_: Expr) -> bool:
    """Whether a value of a type is several variables, or one of another type, other than a structure of variables."""
    function = reader.function_type(type_)
    if function is None:
        return _is_inductive(reader, type_)
    codomain = instantiate(function.body, PROOF)
    domains = (function.type, codomain)
    return any(has_parts(reader, each) or reader.structure_of(each) is not None for each in domains)


def _option(reader: TermReader, of: Expr) -> Encoding:
    none, some = apply(Const("Option.none", ()), [of]), apply(Const("Option.some", ()), [of])
    type_ = apply(Const("Option", ()), [of])
    inner = _encode(reader, of)
    if inner is NOTHING:
        return Encoding((), lambda values: none)
    sort = reader.sort(of) if inner is None else None
    if isinstance(sort, FinSort) and not isinstance(sort.bound, Count):
        bound = spine(reader.reducer.whnf(of))[1][0]
        larger = apply(Const("Nat.succ", ()), [bound])

        def element(parts: Sequence[Expr]) -> Expr:
            place = apply(Const("Fin.val", ()), [larger, parts[0]])
            below = apply(Const("Fin.mk", ()), [bound, apply(Const("Nat.pred", ()), [place]), PROOF])
            return conditional(type_, is_number(place, 0), none, apply(some, [below]))

        return Encoding((Part("", apply(Const("Fin", ()), [larger])),), element)
    inside = _parts(reader, of)
    if not all(is_inhabited(reader.sort(part.type)) for part in inside.parts):
        raise Unreadable("an optional value that has parts of types without elements", type_)

    def value(values: Sequence[Expr]) -> Expr:
        return apply(Const("cond", ()), [type_, values[0], apply(some, [inside.build(values[1:])]), none])

    named = tuple(Part(joined("val", part.suffix), part.type) for part in inside.parts)
    return Encoding((Part("isSome", _BOOL), *named), value, inside.limits)


def _list(reader: TermReader, of: Expr) -> Encoding:
    type_ = apply(Const("List", ()), [of])
    nil, cons = apply(Const("List.nil", ()), [of]), apply(Const("List.cons", ()), [of])
    inside = _parts(reader, of)
    if inside is NOTHING:
        return Encoding((), lambda values: nil)
    each = len(inside.parts)
    longest = reader.depths.longest(of_limited=bool(inside.limits))

    def value(values: Sequence[Expr]) -> Expr:
        count = element_value(longest + 1, values[0])
        result = nil
        for place in range(longest - 1, -1, -1):
            start = 1 + place * each
            longer = apply(cons, [inside.build(values[start : start + each]), result])
            result = conditional(type_, is_number(count, place), nil, longer)
        return result

    named = [Part(joined(str(place), part.suffix), part.type) for place in range(longest) for part in inside.parts]
    length = Part("length", element_type(longest + 1))
    return Encoding(
        (length, *named), value, inside.limits | {f"lists only those of at most {longest} element{'s' * (longest > 1)}"}
    )


def _parts(reader: TermReader, type_: Expr) -> Encoding:
    """As `encode`; a value of one of the language's types is its own only part."""
    encoding = _parts_or_indexed(reader, type_)
    if encoding.indices is not None:
        raise Unreadable("a value of an indexed type inside another type", type_)
    return encoding


def _parts_or_indexed(reader: TermReader, type_: Expr) -> Encoding:
    """As `_parts`; of an indexed family, whatever the indices are."""
    return _encode(reader, type_) or Encoding((Part("", type_),), lambda values: values[0])


def _structure(reader: TermReader, type_: Expr) -> Encoding | None:
    """A structure of data whose types do not depend on one another."""
    structure = reader.structure_of(type_)
    if structure is None:
        return None
    struct, params = structure
    fields = [_parts(reader, field) for field in _field_types(reader, struct, params, type_)]
    if NOTHING in fields:
        return NOTHING
    names = _field_names(reader, struct, params)

    def build(values: Sequence[Expr]) -> Expr:
        built: list[Expr] = []
        for field in fields:
            built.append(field.build(values[: len(field.parts)]))
            values = values[len(field.parts) :]
        return apply(Const(reader.reducer.constructor(struct) or struct, ()), [*params, *built])

    named = tuple(
        Part(joined(name if len(fields) > 1 or not reader.reducer.is_core(struct) else "", part.suffix), part.type)
        for name, field in zip(names, fields, strict=True)
        for part in field.parts
    )
    return Encoding(named, build, frozenset[str]().union(*(field.limits for field in fields)))


def _field_types(reader: TermReader, struct: str, params: Sequence[Expr], at: Expr) -> Iterator[Expr]:
    rest = reader.constructor_type(struct, params)
    while isinstance(rest, Pi):
        if reader.role(rest) is not Role.DATA or is_loose(rest.body):
            raise Unreadable(f"the fields of {struct} depend on one another", at)
        yield rest.type
        rest = instantiate(rest.body, PROOF)


def _field_names(reader: TermReader, struct: str, params: Sequence[Expr]) -> Iterator[str]:
    rest = reader.constructor_type(struct, params)
    while isinstance(rest, Pi):
        yield rest.binder
        rest = instantiate(rest.body, PROOF)


def _function(reader: TermReader, function: Pi) -> Encoding | None:
    """A function with parts: of its values, and for each constructor of its argument."""
    if is_loose(function.body) or reader.role(function) is not Role.DATA or reader.is_type(function.type):
        return None
    codomain = instantiate(function.body, PROOF)
    if reader.is_prop(codomain) or reader.is_type(codomain):
        return None
    values = _encode(reader, codomain)
    if values is NOTHING:
        return NOTHING
    if values is None and not _is_inductive(reader, function.type) and reader.structure_of(function.type) is None:
        return None
    return _from(reader, function.type, values or _parts(reader, codomain))


def _is_inductive(reader: TermReader, type_: Expr) -> bool:
    head = spine(reader.reducer.whnf(type_))[0]
    return isinstance(head, Const) and (head.name in _INDUCTIVE or is_inductive(reader, type_))


def _from(reader: TermReader, domain: Expr, values: Encoding) -> Encoding:
    """Functions from `domain` to what has the encoding `values`."""
    structure = reader.structure_of(domain)
    head, args = spine(reader.reducer.whnf(domain))
    if structure is not None:
        return _of_fields(reader, domain, structure, values)
    if isinstance(head, Const) and head.name == "Option":
        return _of_option(reader, domain, args[0], values)
    reader.sort(domain)

    def pointwise(functions: Sequence[Expr]) -> Expr:
        return _abstracted(reader, domain, lambda value: values.build([apply(each, [value]) for each in functions]))

    arrows = tuple(Part(part.suffix, Pi("a", domain, part.type, BinderInfo.DEFAULT)) for part in values.parts)
    return Encoding(arrows, pointwise, values.limits)


def _of_option(reader: TermReader, domain: Expr, of: Expr, values: Encoding) -> Encoding:
    """Functions of an optional value: what they are where there is none, and a function of the value."""
    absent, present = values.parts, _from(reader, of, values)
    motive = Lam("o", domain, Const("a type", ()), BinderInfo.DEFAULT)

    def by_case(functions: Sequence[Expr]) -> Expr:
        def at(value: Expr) -> Expr:
            none, some = values.build(functions[: len(absent)]), present.build(functions[len(absent) :])
            return apply(Const("Option.casesOn", ()), [of, motive, value, none, some])

        return _abstracted(reader, domain, at)

    named = [
        *(Part(joined("none", part.suffix), part.type) for part in absent),
        *(Part(joined("some", part.suffix), part.type) for part in present.parts),
    ]
    return Encoding(tuple(named), by_case, present.limits)


def _of_fields(reader: TermReader, domain: Expr, structure: tuple[str, list[Expr]], values: Encoding) -> Encoding:
    """Functions of a structure, which take its fields one by one."""
    struct, params = structure
    encoding = values
    for field in reversed([*_field_types(reader, struct, params, domain)]):
        encoding = _from(reader, field, encoding)
    count = len([*_field_types(reader, struct, params, domain)])

    def build(functions: Sequence[Expr]) -> Expr:
        curried = encoding.build(functions)
        return _abstracted(
            reader, domain, lambda value: apply(curried, [Proj(struct, at, value) for at in range(count)])
        )

    return Encoding(encoding.parts, build, encoding.limits)


def _abstracted(reader: TermReader, domain: Expr, body: Callable[[Expr], Expr]) -> Expr:
    var = reader.scope.erased("x", domain, Role.DATA)
    return Lam("x", domain, abstract(body(var), var.name), BinderInfo.DEFAULT)
