"""Statements as JSON data and back: what is the same in several of them, as definitions are, is kept once.

The data is a list of nodes, each the name of a class of the statement language and its fields. A node stands before
those that have it as a part, and they name it by its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from enum import Enum
from typing import Any, cast

from toymodels.statements import language
from toymodels.statements.language import Definition, Hypothesis, Statement

Node = list[Any]
"""`[class, field, …]`: a field is a place, a text, a truth value, `[…]` of fields, `{"int": …}` or `{"map": {…}}`."""

_PARTS: tuple[type, ...] = (
    *language.Term.__args__,
    *language.Sort.__args__,
    language.Count,
    *language.Form.__args__,
    language.Made,
    *(language.Operation, language.Relation, language.Logic, language.Quantity),
    *(Definition, Hypothesis, Statement),
)
_CLASSES = {each.__name__: each for each in _PARTS}


def pack(statements: Iterable[Statement]) -> tuple[list[Node], list[int]]:
    """The nodes, and the place of each statement among them."""
    packer = _Packer()
    return packer.nodes, [packer.place(statement) for statement in statements]


def unpack(nodes: Iterable[Sequence[Any]], places: Iterable[int]) -> list[Statement]:
    """The statements at `places`.

    Raises:
        ValueError: the data is not what `pack` gave.
    """
    made: list[Any] = []
    try:
        for name, *rest in nodes:
            made.append(_CLASSES[name](*(_value(each, made) for each in rest)))
        found = [made[place] for place in places]
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError(f"these are not packed statements: {error!r}") from error
    if not all(isinstance(each, Statement) for each in found):
        raise ValueError("these are not packed statements: another part is at their place")
    return found


def _value(packed: Any, made: list[Any]) -> Any:
    match packed:
        case bool() | str():
            return packed
        case int():
            return made[packed]
        case list():
            return tuple(_value(each, made) for each in cast("list[Any]", packed))
        case {"int": int() as number}:
            return number
        case {"map": entries}:
            return {key: _value(each, made) for key, each in cast("dict[str, Any]", entries).items()}
        case _:
            raise TypeError(packed)


class _Packer:
    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._places: dict[str, int] = {}
        self._seen: dict[int, tuple[object, int]] = {}

    def place(self, part: object) -> int:
        """Where a part is among the nodes."""
        if id(part) in self._seen:
            return self._seen[id(part)][1]
        node = self._node(part)
        at = self._places.setdefault(repr(node), len(self.nodes))
        if at == len(self.nodes):
            self.nodes.append(node)
        self._seen[id(part)] = (part, at)  # which keeps the part, so that no other has its id
        return at

    def _node(self, part: object) -> Node:
        name = type(part).__name__
        assert _CLASSES.get(name) is type(part), part
        if isinstance(part, Enum):
            return [name, part.value]
        return [name, *(self._packed(getattr(part, each.name)) for each in fields(cast(Any, part)))]

    def _packed(self, value: object) -> Any:
        match value:
            case bool() | str():
                return value
            case int():
                return {"int": value}
            case tuple():
                return [self._packed(each) for each in cast("tuple[object, ...]", value)]
            case Mapping():
                return {"map": {key: self._packed(each) for key, each in cast("Mapping[str, object]", value).items()}}
            case _:
                return self.place(value)
