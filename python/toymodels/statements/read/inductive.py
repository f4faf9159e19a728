"""Variables of inductive types that a user declared: which constructor it is, and what that takes.

A value of a recursive type is drawn up to a depth: of how many values of the type itself it may hold one within the
other, also inside lists, other types or those declared together with it. Constructors share their variables, as a value
has only one of them at its head.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toymodels.lean.expr import BVar, Const, Expr, FVar, Pi
from toymodels.lean.olean import user_name
from toymodels.lean.terms import same_term
from toymodels.statements.read.binding import apply, instantiate, names_in, put, spine
from toymodels.statements.read.display import base_name
from toymodels.statements.read.parts import (
    NAT,
    NOTHING,
    Encoding,
    Part,
    conditional,
    element_type,
    element_value,
    is_inhabited,
    is_number,
    joined,
)
from toymodels.statements.read.reduce import Unreadable, telescope
from toymodels.statements.read.scope import Role

if TYPE_CHECKING:
    from toymodels.statements.read.term import TermReader

_TAG = "is"
_INT = Const("Int", ())

Encode = Callable[["TermReader", Expr], Encoding]
"""The parts of a value of any type; one of the language's types is its own only part."""


def is_inductive(reader: TermReader, type_: Expr) -> bool:
    """Whether values of a type are one of several constructors' that take something, or hold others of the type."""
    return reader.has_constructors(type_) and reader.structure_of(type_) is None


def inductive(reader: TermReader, type_: Expr, encode: Encode) -> Encoding:
    """How values of an inductive type are made from others; of an indexed family, whatever the indices are.

    Raises:
        Unreadable: they cannot be.
    """
    head, args = spine(reader.reducer.whnf(type_))
    assert isinstance(head, Const)
    own = apply(head, args[: reader.reducer.parameter_count(head.name)])
    left = reader.depths.below(own)
    if left is not None and left < 0:
        return NOTHING
    if reader.depths.is_endless:
        raise Unreadable(f"{user_name(head.name)} is made of ever larger types", type_)
    with reader.depths.inside(own, reader.depths.most if left is None else left):
        encoding = _with_integers(reader, _node(reader, own, args, encode))
    if left is not None or encoding is NOTHING:
        return encoding
    limits = encoding.limits
    if reader.depths.is_recursive(own):
        limits |= {f"values of {user_name(head.name)} only those of depth at most {reader.depths.most}"}
    if not all(is_inhabited(reader.sort(part.type)) for part in encoding.parts):
        limits |= {f"values of {user_name(head.name)} only those over types that have elements"}
    return Encoding(encoding.parts, encoding.build, limits, encoding.indices)


def _with_integers(reader: TermReader, encoding: Encoding) -> Encoding:
    """The same with an integer, cut off at 0, for each natural number.

    Natural numbers are taken for sizes, which all instances of a batch share; those in a tree are none.
    """
    places = [reader.reducer.whnf(part.type) == NAT for part in encoding.parts]
    if not any(places):
        return encoding
    parts = [
        Part(part.suffix, _INT) if is_natural else part for part, is_natural in zip(encoding.parts, places, strict=True)
    ]

    def cut_off(values: Sequence[Expr]) -> list[Expr]:
        return [
            apply(Const("Int.toNat", ()), [value]) if is_natural else value
            for value, is_natural in zip(values, places, strict=True)
        ]

    indices = encoding.indices
    return Encoding(
        tuple(parts),
        lambda values: encoding.build(cut_off(values)),
        encoding.limits,
        None if indices is None else lambda values: indices(cut_off(values)),
    )


@dataclass(frozen=True, slots=True)
class _Field:
    """What a constructor takes; `told` says which later field tells its value, and by which of that one's indices."""

    var: FVar
    type: Expr
    told: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Constructor:
    """A constructor at given parameters: its fields, and the indices of what it makes, in which these are free."""

    head: Expr
    fields: tuple[_Field, ...]
    indices: tuple[Expr, ...]


def _constructor(reader: TermReader, name: str, params: Sequence[Expr]) -> _Constructor:
    head = apply(Const(name, ()), params)
    declared = reader.reducer.type_of(name, head)
    _refuse_other_parameters(name, declared, len(params))
    rest = reader.reducer.apply_type(declared, params)
    fields: list[_Field] = []
    while isinstance(rest, Pi):
        if reader.role(rest) is not Role.DATA:
            raise Unreadable(f"{user_name(name)} takes a proof or an instance", rest.type)
        told = _told(reader, name, rest.type, fields)
        for place, index in told.items():
            fields[place] = _Field(fields[place].var, fields[place].type, (len(fields), index))
        for each in fields:
            if each.var.name in names_in(rest.type) and each.told is None:
                raise Unreadable(f"what {user_name(name)} takes depends on another of its arguments", rest.type)
        fields.append(_Field(reader.scope.erased(rest.binder, rest.type, Role.DATA), rest.type))
        rest = instantiate(rest.body, fields[-1].var)
    return _Constructor(head, tuple(fields), tuple(spine(rest)[1][len(params) :]))


def _refuse_other_parameters(name: str, declared: Expr, count: int) -> None:
    """Refuse a type that holds itself at other parameters than its own, which has values of ever other types."""
    made, domains = telescope(declared)
    own = spine(made)[0]
    of = own.name if isinstance(own, Const) else None
    for place, domain in enumerate(domains[count:], count):
        head, args = spine(domain)
        if (
            isinstance(head, Const)
            and head.name == of
            and args[:count] != [BVar(place - 1 - at) for at in range(count)]
        ):
            raise Unreadable(f"{user_name(name)} takes values of the same type at other parameters", domain)


def _told(reader: TermReader, constructor: str, type_: Expr, fields: Sequence[_Field]) -> dict[int, int]:
    """The earlier fields that are the indices of a type, and which of them."""
    head, args = spine(type_)
    if not isinstance(head, Const) or not reader.has_constructors(type_):
        return {}
    indices = args[reader.reducer.parameter_count(head.name) :]
    places = {each.var.name: place for place, each in enumerate(fields) if each.told is None}
    told = {places[arg.name]: at for at, arg in enumerate(indices) if isinstance(arg, FVar) and arg.name in places}
    if len(told) != len(indices):
        raise Unreadable(
            f"{user_name(constructor)} takes a value of {user_name(head.name)} at an index that is set", type_
        )
    return told


@dataclass(frozen=True, slots=True)
class _Slot:
    """Variables that one field of each of several constructors uses."""

    name: str
    type: Expr
    encoding: Encoding


@dataclass(slots=True)
class _Slots:
    """The variables below a head, shared by the constructors."""

    encode: Callable[[Expr], Encoding]
    slots: list[_Slot] = field(default_factory=list[_Slot])

    def take(self, constructor: _Constructor) -> list[int | None] | None:
        """Which slot each field has, none if it is told by another; `None` if there are no values of its type."""
        taken: list[int | None] = []
        for each in constructor.fields:
            if each.told is not None:
                taken.append(None)
                continue
            same = [place for place, slot in enumerate(self.slots) if same_term(slot.type, each.type)]
            free = next((place for place in same if place not in taken), None)
            if free is None:
                encoding = self.slots[same[0]].encoding if same else self.encode(each.type)
                self.slots.append(_Slot(base_name(each.var.name), each.type, encoding))
                free = len(self.slots) - 1
            taken.append(free)
        encodings = [self.slots[place].encoding for place in taken if place is not None]
        return None if NOTHING in encodings else taken

    def parts(self) -> list[Part]:
        """The variables of all slots."""
        slots = [slot for slot in self.slots if slot.encoding is not NOTHING]
        names = [slot.name for slot in slots]
        return [
            Part(joined(f"{slot.name}{place if names.count(slot.name) > 1 else ''}", part.suffix), part.type)
            for place, slot in enumerate(slots)
            for part in slot.encoding.parts
        ]

    def values(self, values: Sequence[Expr]) -> list[Sequence[Expr]]:
        """Those of each slot."""
        given: list[Sequence[Expr]] = []
        for slot in self.slots:
            given.append(values[: len(slot.encoding.parts)])
            values = values[len(slot.encoding.parts) :]
        return given


def _node(reader: TermReader, own: Expr, args: Sequence[Expr], encode: Encode) -> Encoding:
    """Values whose head is one of the constructors that take what there are values of."""
    head, params = spine(own)
    assert isinstance(head, Const)
    slots = _Slots(lambda type_: encode(reader, type_))
    possible: list[tuple[_Constructor, list[int | None]]] = []
    for name in reader.reducer.alternatives(head.name) or ():
        constructor = _constructor(reader, name, params)
        taken = slots.take(constructor)
        if taken is not None:
            possible.append((constructor, taken))
    if not possible:
        return NOTHING
    tags = [Part(_TAG, element_type(len(possible)))] if len(possible) > 1 else []

    def chosen(values: Sequence[Expr], type_: Expr, of: Callable[[list[Expr], _Constructor], Expr]) -> Expr:
        given = slots.values(values[len(tags) :])
        made = [of(_arguments(each, taken, slots.slots, given), each) for each, taken in possible]
        result = made[-1]
        for place in range(len(made) - 2, -1, -1):
            tag = element_value(len(made), values[0])
            result = conditional(type_, is_number(tag, place), made[place], result)
        return result

    def build(values: Sequence[Expr]) -> Expr:
        return chosen(values, own, lambda arguments, each: apply(each.head, arguments))

    def indices(values: Sequence[Expr]) -> list[Expr]:
        return [
            chosen(values, NAT, lambda arguments, each, at=at: _index(each, at, arguments))
            for at in range(len(args) - len(params))
        ]

    limits = frozenset[str]().union(*(slot.encoding.limits for slot in slots.slots))
    return Encoding((*tags, *slots.parts()), build, limits, indices if len(args) > len(params) else None)


def _arguments(
    constructor: _Constructor, taken: Sequence[int | None], slots: Sequence[_Slot], given: Sequence[Sequence[Expr]]
) -> list[Expr]:
    """What a constructor takes where the slots have these values."""
    arguments: list[Expr] = []
    for each, place in zip(constructor.fields, taken, strict=True):
        if place is not None:
            arguments.append(slots[place].encoding.build(given[place]))
            continue
        assert each.told is not None
        teller, at = each.told
        place = taken[teller]
        assert place is not None
        indices = slots[place].encoding.indices
        assert indices is not None
        arguments.append(indices(given[place])[at])
    return arguments


def _index(constructor: _Constructor, at: int, arguments: Sequence[Expr]) -> Expr:
    """An index of what a constructor makes of these arguments."""
    values = {each.var.name: value for each, value in zip(constructor.fields, arguments, strict=True)}
    return put(constructor.indices[at], values)
