"""Names, universe levels and terms from the objects of a compiled module.

Equal nodes are shared by address. Nothing here recurses: because pointers lead backwards, the nodes below a term are
collected first and then built in the order of their addresses, children before parents.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from toymodels.errors import OleanError
from toymodels.lean.expr import (
    App,
    BinderInfo,
    BVar,
    Const,
    Expr,
    FVar,
    Lam,
    Let,
    Level,
    Lit,
    MData,
    MVar,
    Name,
    Pi,
    Proj,
    Sort,
)
from toymodels.lean.names import child
from toymodels.lean.names import component as written
from toymodels.lean.parts import OBJECT_HEADER
from toymodels.lean.region import NIL, Region, describe_tag

_MAX_NAME = 4_000
_MAX_NAME_BITS = 256
_MAX_LEVEL = 4_000

_ARITY = (1, 1, 1, 1, 2, 2, 3, 3, 4, 1, 2, 3)  # pointer fields of the constructors of `Expr`, in declaration order
_SUBTERMS = (*[slice(0)] * 5, slice(0, 2), *[slice(1, 3)] * 2, slice(1, 4), slice(0), slice(1, 2), slice(2, 3))
_LEVEL_ARITY = (0, 1, 2, 2, 1, 1)  # zero, succ, max, imax, param, mvar
_CACHED_HASH = 8  # bytes of scalar fields that every term node has
_BINDERS = tuple(BinderInfo)

_Sum = tuple[str, int]  # a universe level as the text of a level plus a number of successors; no text for a numeral
_Node = tuple[int, Sequence[int], int]  # tag, fields (meaningless beyond the arity), binder info


class TermReader:
    """Reads names, levels and terms of one region, each object once."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._names: dict[int, Name] = {NIL: ""}
        self._levels: dict[int, _Sum] = {NIL: ("", 0)}
        self._level_lists: dict[int, tuple[Level, ...]] = {NIL: ()}
        self._terms: dict[int, Expr] = {}
        self._node_layout = struct.Struct("<IHBBIIII" if region.word == 4 else "<IHBBQQQQ")

    def name(self, address: int) -> Name:
        """The `Lean.Name` at `address`; the anonymous name is empty."""
        names = self._names
        pending: list[tuple[int, str]] = []
        while address not in names:
            prefix, component = self._name_component(address)
            pending.append((address, component))
            address = prefix
        text = names[address]
        for position, component in reversed(pending):
            text = child(text, component)
            if len(text) > _MAX_NAME:
                raise self._region.error(position, "a name", f"a name of more than {_MAX_NAME} characters")
            names[position] = text
        return text

    def _name_component(self, address: int) -> tuple[int, str]:
        region = self._region
        tag, fields = region.fields(address, "a name")
        if tag not in (1, 2) or len(fields) != 2:
            raise region.error(address, "a name", f"{describe_tag(tag)} with {len(fields)} fields")
        prefix, component = fields
        if tag == 1:
            return prefix, written(region.string(component, "a component of a name"))
        number = region.natural(component, "a numeric component of a name")
        if number.bit_length() > _MAX_NAME_BITS:
            raise region.error(address, "a name", "an absurdly large numeric component")
        return prefix, str(number)

    def name_list(self, address: int, what: str) -> tuple[Name, ...]:
        """A `List Name`."""
        return tuple(self.name(item) for item in self._region.list_items(address, what))

    def name_array(self, address: int, what: str) -> tuple[Name, ...]:
        """An `Array Name`."""
        names = self._names
        return tuple(names[item] if item in names else self.name(item) for item in self._region.array(address, what))

    def level(self, address: int) -> Level:
        """The universe level at `address`."""
        return Level(_level_text(self._level_sum(address)))

    def _level_sum(self, address: int) -> _Sum:
        known = self._levels.get(address)
        if known is None:
            nodes: dict[int, tuple[int, tuple[int, ...]]] = {}
            stack = [address]
            while stack:
                current = stack.pop()
                if current not in nodes and current not in self._levels:
                    tag, children = nodes[current] = self._level_node(current)
                    if tag < 4:
                        stack.extend(children)
            for current in sorted(nodes):
                self._levels[current] = self._build_level(current, *nodes[current])
            known = self._levels[address]
        return known

    def _level_node(self, address: int) -> tuple[int, tuple[int, ...]]:
        tag, fields = self._region.fields(address, "a universe level")
        if tag >= len(_LEVEL_ARITY) or len(fields) != _LEVEL_ARITY[tag]:
            raise self._region.error(address, "a universe level", f"{describe_tag(tag)} with {len(fields)} fields")
        return tag, fields

    def _build_level(self, address: int, tag: int, children: tuple[int, ...]) -> _Sum:
        if tag == 0:
            return "", 0
        if tag == 1:
            text, successors = self._levels[children[0]]
            return text, successors + 1
        if tag >= 4:
            return self.name(children[0]) or "_", 0
        text = " ".join(["max" if tag == 2 else "imax", *(_atom(self._levels[child]) for child in children)])
        if len(text) > _MAX_LEVEL:
            raise self._region.error(address, "a universe level", f"a level of more than {_MAX_LEVEL} characters")
        return text, 0

    def _levels_of(self, address: int) -> tuple[Level, ...]:
        known = self._level_lists.get(address)
        if known is None:
            items = self._region.list_items(address, "a list of universe levels")
            known = self._level_lists[address] = tuple(self.level(item) for item in items)
        return known

    def term(self, address: int) -> Expr:
        """The `Lean.Expr` at `address`."""
        terms = self._terms
        if address not in terms:
            nodes = self._collect(address)
            build = self._builders()
            for current in sorted(nodes):
                tag, fields, info = nodes[current]
                terms[current] = build[tag](current, fields, info)
        return terms[address]

    def rules(self, address: int) -> dict[Name, Expr]:
        """A list of rules of a recursor, by the constructor that each is for."""
        found: dict[Name, Expr] = {}
        for rule in self._region.list_items(address, "the rules of a recursor"):
            constructor, _, right = self._region.constructor(rule, "a rule of a recursor", 0, 3)
            found[self.name(constructor)] = self.term(right)
        return found

    def _collect(self, root: int) -> dict[int, _Node]:
        """The nodes of the term at `root` that are not built yet, checked."""
        terms, unpack, word = self._terms, self._node_layout.unpack_from, self._region.word
        info_position = OBJECT_HEADER.size + 3 * word + _CACHED_HASH
        part = self._region.parts[0]
        nodes: dict[int, _Node] = {}
        stack = [root]
        while stack:
            address = stack.pop()
            if address in nodes or address in terms:
                continue
            if not part.first <= address < part.end:
                part = self._region.part_of(address, "a term")
            offset = address - part.header.base
            count, size, pointers, tag, *fields = unpack(part.data, offset)
            if (
                offset % word
                or count
                or tag >= len(_ARITY)
                or pointers != _ARITY[tag]
                or size < OBJECT_HEADER.size + word * pointers + _CACHED_HASH
                or offset + size > part.size
            ):
                raise self._rejection(address)
            subterms = fields[_SUBTERMS[tag]]
            if subterms and max(subterms) >= address:
                expected = "a term whose subterms were written earlier"
                raise self._region.error(address, expected, f"a subterm at {max(subterms):#x}")
            stack += subterms
            nodes[address] = (tag, fields, part.data[offset + info_position])
        return nodes

    def _rejection(self, address: int) -> OleanError:
        """Why the object at `address` is not a term."""
        tag = self._region.tag(address, "a term")
        return self._region.error(address, "a term", f"{describe_tag(tag)} of another shape")

    def _builders(self) -> tuple[Callable[[int, Sequence[int], int], Expr], ...]:
        """How to build a node of each kind from its address, fields and binder info, once its subterms are built."""
        region, name, terms = self._region, self.name, self._terms

        def sort(level: int) -> Expr:
            return Sort(self.level(level), self._level_sum(level) == ("", 0))

        def binder(address: int, info: int) -> BinderInfo:
            if info >= len(_BINDERS):
                raise region.error(address, "a binder", f"binder info {info}")
            return _BINDERS[info]

        return (
            lambda _, f, __: BVar(region.natural(f[0], "the index of a bound variable")),
            lambda _, f, __: FVar(name(f[0])),
            lambda _, f, __: MVar(name(f[0])),
            lambda _, f, __: sort(f[0]),
            lambda _, f, __: Const(name(f[0]), self._levels_of(f[1])),
            lambda _, f, __: App(terms[f[0]], terms[f[1]]),
            lambda address, f, info: Lam(name(f[0]), terms[f[1]], terms[f[2]], binder(address, info)),
            lambda address, f, info: Pi(name(f[0]), terms[f[1]], terms[f[2]], binder(address, info)),
            lambda _, f, __: Let(name(f[0]), terms[f[1]], terms[f[2]], terms[f[3]]),
            lambda _, f, __: Lit(self._literal(f[0])),
            lambda _, f, __: MData(terms[f[1]]),
            lambda _, f, __: Proj(name(f[0]), region.natural(f[1], "a field index"), terms[f[2]]),
        )

    def _literal(self, address: int) -> int | str:
        region = self._region
        tag, fields = region.fields(address, "a literal")
        if tag > 1 or len(fields) != 1:
            raise region.error(address, "a literal", f"{describe_tag(tag)} with {len(fields)} fields")
        return region.string(fields[0], "a string") if tag else region.natural(fields[0], "a number")


def _level_text(level: _Sum) -> str:
    text, successors = level
    if not text:
        return str(successors)
    return f"{f'({text})' if ' ' in text else text}+{successors}" if successors else text


def _atom(level: _Sum) -> str:
    text = _level_text(level)
    return f"({text})" if " " in text or "+" in text else text
