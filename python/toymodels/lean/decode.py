"""Names, universe levels and terms from the objects of a compiled module.

Equal nodes are shared by address. Nothing here recurses: because pointers lead backwards, the nodes below a term are
collected first and then built in the order of their addresses, children before parents.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

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
from toymodels.lean.region import NIL, OBJECT_HEADER, Region, describe_tag

_MAX_NAME = 10_000
_MAX_NAME_BITS = 256
_MAX_LEVEL = 10_000

_BVAR, _FVAR, _MVAR, _SORT, _CONST, _APP, _LAM, _PI, _LET, _LIT, _MDATA, _PROJ = range(12)
_ARITY = (1, 1, 1, 1, 2, 2, 3, 3, 4, 1, 2, 3)
_LEVEL_ARITY = (0, 1, 2, 2, 1, 1)  # zero, succ, max, imax, param, mvar
_CACHED_HASH = 8  # bytes of scalar fields that every term node has
_BINDERS = tuple(BinderInfo)

_Sum = tuple[str, int]  # a universe level as the text of a level plus a number of successors; no text for a numeral
_Node = tuple[int, int, int, int, int, int]  # tag, four pointers (meaningless beyond the arity), binder info


class TermReader:
    """Reads names, levels and terms of one region, each object once."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._names: dict[int, Name] = {NIL: ""}
        self._levels: dict[int, _Sum] = {NIL: ("", 0)}
        self._level_lists: dict[int, tuple[Level, ...]] = {NIL: ()}
        self._terms: dict[int, Expr] = {}
        self._node_layout = struct.Struct("<IHBBIIII" if region.word == 4 else "<IHBBQQQQ")

    # ------------------------------------------------------------------------------------------------------- names

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
            text = f"{text}.{component}" if text else component
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
            return prefix, region.string(component, "a component of a name")
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

    # ------------------------------------------------------------------------------------------------------ levels

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
            return self.name(children[0]), 0
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

    # ------------------------------------------------------------------------------------------------------- terms

    def term(self, address: int) -> Expr:
        """The `Lean.Expr` at `address`."""
        terms = self._terms
        if address not in terms:
            nodes = self._collect(address)
            build = self._builders()
            for current in sorted(nodes):
                node = nodes[current]
                if node[0] == _APP:
                    terms[current] = App(terms[node[1]], terms[node[2]])
                else:
                    terms[current] = build[node[0]](current, node)
        return terms[address]

    def _collect(self, root: int) -> dict[int, _Node]:
        """The nodes of the term at `root` that are not built yet, checked."""
        region, terms, unpack, word = self._region, self._terms, self._node_layout.unpack_from, self._region.word
        nodes: dict[int, _Node] = {}
        stack = [root]
        low = high = base = size_of_part = 0
        data = b""
        while stack:
            address = stack.pop()
            if address in nodes or address in terms:
                continue
            if not low <= address < high:
                part = region.part_of(address, "a term")
                low, high, base, data, size_of_part = part.first, part.end, part.header.base, part.data, part.size
            offset = address - base
            count, size, pointers, tag, p, q, r, s = unpack(data, offset)
            if (
                offset % word
                or count
                or tag > _PROJ
                or pointers != _ARITY[tag]
                or size < OBJECT_HEADER.size + word * pointers + _CACHED_HASH
                or offset + size > size_of_part
            ):
                raise self._rejection(address)
            info = 0
            if tag == _APP:
                children = (p, q)
            elif tag in (_LAM, _PI):
                children = (q, r)
                info = data[offset + OBJECT_HEADER.size + 3 * word + _CACHED_HASH]
            elif tag == _LET:
                children = (q, r, s)
            elif tag == _MDATA:
                children = (q,)
            elif tag == _PROJ:
                children = (r,)
            else:
                children = ()
            for child in children:
                if child >= address:
                    raise region.error(
                        address, "a term whose subterms were written earlier", f"a subterm at {child:#x}"
                    )
            stack.extend(children)
            nodes[address] = (tag, p, q, r, s, info)
        return nodes

    def _rejection(self, address: int) -> OleanError:
        """Why the object at `address` is no term."""
        tag = self._region.tag(address, "a term")
        return self._region.error(address, "a term", f"{describe_tag(tag)} of another shape")

    def _builders(self) -> tuple[Callable[[int, _Node], Expr], ...]:
        """How to build a node of each kind once its subterms are built."""
        region, name, terms = self._region, self.name, self._terms

        def sort(_: int, node: _Node) -> Expr:
            return Sort(self.level(node[1]), self._level_sum(node[1]) == ("", 0))

        def app(_: int, node: _Node) -> Expr:
            return App(terms[node[1]], terms[node[2]])

        def info(address: int, node: _Node) -> BinderInfo:
            if node[5] >= len(_BINDERS):
                raise region.error(address, "a binder", f"binder info {node[5]}")
            return _BINDERS[node[5]]

        return (
            lambda _, node: BVar(region.natural(node[1], "the index of a bound variable")),
            lambda _, node: FVar(name(node[1])),
            lambda _, node: MVar(name(node[1])),
            sort,
            lambda _, node: Const(name(node[1]), self._levels_of(node[2])),
            app,
            lambda address, node: Lam(name(node[1]), terms[node[2]], terms[node[3]], info(address, node)),
            lambda address, node: Pi(name(node[1]), terms[node[2]], terms[node[3]], info(address, node)),
            lambda _, node: Let(name(node[1]), terms[node[2]], terms[node[3]], terms[node[4]]),
            lambda _, node: Lit(self._literal(node[1])),
            lambda _, node: MData(terms[node[2]]),
            lambda _, node: Proj(name(node[1]), region.natural(node[2], "a field index"), terms[node[3]]),
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
