"""Variables of inductive types that a user declared: which constructor it is, and what that takes.

A value of a recursive type is drawn up to a depth: of how many values of the type itself it may hold one within the
other. Constructors share their variables, as a value has only one of them at its head.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toymodels.lean.expr import Const, Expr, Pi
from toymodels.lean.olean import user_name
from toymodels.statements.read.binding import apply, instantiate, is_loose, names_in, spine
from toymodels.statements.read.display import base_name, listed
from toymodels.statements.read.parts import (
    NAT,
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

_TAG = "is"
_INT = Const("Int", ())

Encode = Callable[["TermReader", Expr], Encoding]
"""The parts of a value of any type; one of the language's types is its own only part."""


@dataclass(frozen=True, slots=True)
class _Constructor:
    """A constructor at given parameters: the types of its fields, by name, None for the type itself."""

    head: Expr
    fields: tuple[tuple[str, Expr | None], ...]

    @property
    def children(self) -> int:
        """How many values of the type itself it takes."""
        return sum(type_ is None for _, type_ in self.fields)


def is_inductive(reader: TermReader, type_: Expr) -> bool:
    """Whether values of a type are one of several constructors' that take something, or hold others of the type."""
    return reader.has_constructors(type_) and reader.structure_of(type_) is None


def inductive(reader: TermReader, type_: Expr, encode: Encode) -> Encoding:
    """How values of an inductive type are made from others.

    Raises:
        Unreadable: they cannot be.
    """
    reduced = reader.reducer.whnf(type_)
    head, params = spine(reduced)
    assert isinstance(head, Const)
    if head.name in reader.inside:
        names = [user_name(name) for name in reader.inside[reader.inside.index(head.name) :]]
        how = "are declared together" if len(names) > 1 else "is nested in itself"
        raise Unreadable(f"{listed(names)} {how}", type_)
    constructors = [
        _constructor(reader, name, head.name, params) for name in reader.reducer.alternatives(head.name) or ()
    ]
    most = max((each.children for each in constructors), default=0)
    depth = reader.depth if most else 0
    reader.inside.append(head.name)
    try:
        encoding = _node(reader, reduced, constructors, depth, encode)
    finally:
        reader.inside.pop()
    encoding = _with_integers(reader, encoding)
    limits = encoding.limits
    if most:
        reader.is_deep = True
        limits |= {f"values of {user_name(head.name)} only those of depth at most {depth}"}
    if not all(is_inhabited(reader.sort(part.type)) for part in encoding.parts):
        limits |= {f"values of {user_name(head.name)} only those over types that have elements"}
    return Encoding(encoding.parts, encoding.build, limits)


def _with_integers(reader: TermReader, encoding: Encoding) -> Encoding:
    """The same with an integer, cut off at 0, for each natural number.

    Natural numbers are taken for sizes, which all instances of a batch share; those in a tree are none.
    """
    places = [reader.reducer.whnf(part.type) == NAT for part in encoding.parts]
    parts = [
        Part(part.suffix, _INT) if is_natural else part for part, is_natural in zip(encoding.parts, places, strict=True)
    ]

    def build(values: Sequence[Expr]) -> Expr:
        return encoding.build(
            [
                apply(Const("Int.toNat", ()), [value]) if is_natural else value
                for value, is_natural in zip(values, places, strict=True)
            ]
        )

    return Encoding(tuple(parts), build, encoding.limits)


def _constructor(reader: TermReader, name: str, of: str, params: Sequence[Expr]) -> _Constructor:
    head = apply(Const(name, ()), params)
    rest = reader.reducer.apply_type(reader.reducer.type_of(name, head), params)
    fields: list[tuple[str, Expr | None]] = []
    while isinstance(rest, Pi):
        own, args = spine(rest.type)
        if own == Const(of, ()) or (isinstance(own, Const) and own.name == of):
            if args != [*params]:
                raise Unreadable(f"{user_name(of)} is nested in itself at other parameters", rest.type)
            fields.append((rest.binder, None))
        elif of in names_in(rest.type):
            raise Unreadable(f"{user_name(name)} takes values of {user_name(of)} inside another type", rest.type)
        elif reader.role(rest) is not Role.DATA or is_loose(rest.body):
            raise Unreadable(f"what {user_name(name)} takes depends on another of its arguments", rest.type)
        else:
            fields.append((rest.binder, rest.type))
        rest = instantiate(rest.body, PROOF)
    return _Constructor(head, tuple(fields))


@dataclass(frozen=True, slots=True)
class _Slot:
    """Variables that one field of each of several constructors uses."""

    name: str
    encoding: Encoding


def _node(
    reader: TermReader, type_: Expr, constructors: Sequence[_Constructor], depth: int, encode: Encode
) -> Encoding:
    """Values whose head is one of the constructors, with at most `depth` others of the type one within the other."""
    possible = [each for each in constructors if depth or not each.children]
    if not possible:
        raise Unreadable("a type without a constructor that takes no value of the type itself", type_)
    below = _node(reader, type_, constructors, depth - 1, encode) if any(each.children for each in possible) else None
    slots: dict[tuple[Expr | None, int], _Slot] = {}
    taken: list[list[tuple[Expr | None, int]]] = []
    for each in possible:
        keys: list[tuple[Expr | None, int]] = []
        for name, of in each.fields:
            key = of, sum(other == of for other, _ in keys)
            encoding = below if of is None else encode(reader, of)
            assert encoding is not None
            slots.setdefault(key, _Slot(name, encoding))
            keys.append(key)
        taken.append(keys)
    places = _places(slots, start=int(len(possible) > 1))

    def value(values: Sequence[Expr]) -> Expr:
        made = [
            apply(each.head, [slots[key].encoding.build(values[places[key]]) for key in keys])
            for each, keys in zip(possible, taken, strict=True)
        ]
        result = made[-1]
        for place in range(len(made) - 2, -1, -1):
            tag = element_value(len(made), values[0])
            result = conditional(type_, is_number(tag, place), made[place], result)
        return result

    tags = [Part(_TAG, element_type(len(possible)))] if len(possible) > 1 else []
    limits = frozenset[str]().union(*(slot.encoding.limits for slot in slots.values()))
    return Encoding((*tags, *_named([*slots.values()])), value, limits)


def _places(slots: dict[tuple[Expr | None, int], _Slot], start: int) -> dict[tuple[Expr | None, int], slice]:
    """Which of the values each slot has."""
    places: dict[tuple[Expr | None, int], slice] = {}
    for key, slot in slots.items():
        places[key] = slice(start, start + len(slot.encoding.parts))
        start = places[key].stop
    return places


def _named(slots: Sequence[_Slot]) -> list[Part]:
    names = [slot.name for slot in slots]
    return [
        Part(joined(f"{base_name(slot.name)}{place if names.count(slot.name) > 1 else ''}", part.suffix), part.type)
        for place, slot in enumerate(slots)
        for part in slot.encoding.parts
    ]
