"""Compiled modules as the official kernel needs them: constants by the components of their names, terms handed over.

Each object of a file is turned into one of the kernel's once, whatever shares it. Nothing recurses: the nodes below a
term are collected first and built in the order of their addresses, since pointers lead backwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from toymodels.errors import OleanError
from toymodels.kernel.names import Name, shown
from toymodels.kernel.official import NIL, OfficialKernel, Pointer, box
from toymodels.lean.constants import ConstantKind
from toymodels.lean.parts import read_parts
from toymodels.lean.region import NIL as FILE_NIL
from toymodels.lean.region import Region, describe_tag

_MAX_COMPONENTS = 1_000
_MAX_INDEX = 1 << 20  # of a bound variable; the kernel's own limit
_MAX_LITERAL_BITS = 1 << 20
_MAX_COUNT = 1 << 32  # of parameters and fields, and of a number in a name

_BVAR, _FVAR, _MVAR, _SORT, _CONST, _APP, _LAM, _PI, _LET, _LIT, _MDATA, _PROJ = range(12)
_ARITY = (1, 1, 1, 1, 2, 2, 3, 3, 4, 1, 2, 3)  # pointer fields of the constructors of `Expr`
_SUBTERMS = (*[slice(0)] * 5, slice(0, 2), *[slice(1, 3)] * 2, slice(1, 4), slice(0), slice(1, 2), slice(2, 3))
_CACHED_HASH = 8  # bytes of scalars before a binder's info

# By constructor number of `ConstantInfo`: kind, pointer fields, and the scalar byte that says `unsafe` or how safe.
_STORED = (
    (ConstantKind.AXIOM, 1, 0),
    (ConstantKind.DEFINITION, 4, 0),
    (ConstantKind.THEOREM, 3, None),
    (ConstantKind.OPAQUE, 3, 0),
    (ConstantKind.QUOTIENT, 1, None),
    (ConstantKind.INDUCTIVE, 6, 1),
    (ConstantKind.CONSTRUCTOR, 5, 0),
    (ConstantKind.RECURSOR, 7, 1),
)
_SAFE_DEFINITION = 1

LITERAL_TYPES: tuple[Name, ...] = (("Nat",), ("String",), ("Char", "ofNat"), ("String", "ofList"), ("List",))


@dataclass(frozen=True, slots=True, eq=False)
class Declared:
    """A constant of a module: its kind as stored, and the addresses of its fields in the file."""

    name: Name
    module: CompiledModule
    kind: ConstantKind
    safe: bool
    levels: tuple[Name, ...]
    type: int
    body: int
    fields: tuple[int, ...]

    @property
    def value(self) -> int | None:
        """The address of its value or proof."""
        with_value = (ConstantKind.DEFINITION, ConstantKind.THEOREM, ConstantKind.OPAQUE)
        return self.fields[1] if self.kind in with_value else None

    def names(self, index: int) -> tuple[Name, ...]:
        """The list of names in a field."""
        items = self.module.region.list_items(self.fields[index], f"a list of names of {shown(self.name)}")
        return tuple(map(self.module.name, items))

    def number(self, index: int) -> int:
        """The natural number in a field."""
        return self.module.count(self.fields[index], f"a number of {shown(self.name)}")


class CompiledModule:
    """The files of one module, read for one kernel."""

    def __init__(self, name: str, path: Path, kernel: OfficialKernel, *, exported_only: bool) -> None:
        """Read the main file at `path`, and those beside it unless `exported_only`.

        Raises:
            OleanError: a file is missing or corrupt.
        """
        beside = [] if exported_only else [path.with_name(path.name + end) for end in (".server", ".private")]
        self.title = name
        self.path = path
        self.region = Region(read_parts([path, *(part for part in beside if part.exists())]))
        self._kernel = kernel
        self._names: dict[int, Name] = {FILE_NIL: ()}
        self._levels: dict[int, Pointer] = {}
        self._terms: dict[int, Pointer] = {}
        self._below: dict[int, tuple[int, ...]] = {}
        self._mentioned: dict[int, tuple[Name, ...]] = {}
        self._roots = [
            self.region.constructor(part.header.root, "the module's data", 0, 5) for part in self.region.parts
        ]

    @cached_property
    def imports(self) -> tuple[Name, ...]:
        """The modules that it imports."""
        items = self.region.array(self._roots[0][0], "the array of imports")
        return tuple(self.name(self.region.constructor(item, "an import", 0, 1)[0]) for item in items)

    @cached_property
    def addresses(self) -> dict[Name, int]:
        """Every constant's `ConstantInfo`, from the last and fullest part."""
        root = self._roots[-1]
        names = self.region.array(root[1], "the array of constant names")
        infos = self.region.array(root[2], "the array of constants")
        if len(names) != len(infos):
            raise self.region.error(self.region.parts[-1].header.root, f"{len(names)} constants", f"{len(infos)}")
        return dict(zip(map(self.name, names), infos, strict=True))

    @cached_property
    def kinds_behind_axioms(self) -> dict[Name, ConstantKind]:
        """How those constants were declared that this file shows as mere axioms."""
        found: dict[Name, ConstantKind] = {}
        for pair in self.region.array(self._roots[0][4], "the array of extension entries"):
            extension, entries = self.region.constructor(pair, "an extension's entries", 0, 2)
            if self.name(extension)[-2:] != ("Lean", "privateConstKindsExt"):
                continue
            for entry in self.region.array(entries, "the kinds of constants"):
                name, kind = self.region.constructor(entry, "the kind of a constant", 0, 2)
                number = self.region.tag(kind, "the kind of a constant")
                if number >= len(ConstantKind):
                    raise self.region.error(kind, "the kind of a constant", f"kind {number}")
                found[self.name(name)] = ConstantKind(number)
        return found

    def declared(self, name: Name) -> Declared:
        """The constant called `name`, which must be there.

        Raises:
            OleanError: what stands there is none of that name.
        """
        region, what = self.region, f"the constant {shown(name)}"
        tag, info = region.fields(address := self.addresses[name], what)
        if tag >= len(_STORED) or len(info) != 1:
            raise region.error(address, what, f"{describe_tag(tag)} with {len(info)} fields")
        kind, arity, unsafe_byte = _STORED[tag]
        fields = region.constructor(info[0], what, 0, arity)
        own_name, levels, type_ = region.constructor(fields[0], what, 0, 3)
        if self.name(own_name) != name:
            raise region.error(address, what, f"the constant {shown(self.name(own_name))}")
        safe = True
        if kind is ConstantKind.DEFINITION:
            safe = region.scalar_byte(info[0], 0, what) == _SAFE_DEFINITION
        elif unsafe_byte is not None:
            safe = not region.flag(info[0], unsafe_byte, what)
        level_names = tuple(map(self.name, region.list_items(levels, f"the universe parameters of {what}")))
        return Declared(name, self, kind, safe, level_names, type_, info[0], fields)

    def count(self, address: int, what: str) -> int:
        """A natural number that counts something, so that it is small."""
        value = self.region.natural(address, what)
        if value >= _MAX_COUNT:
            raise self.region.error(address, what, f"a number of {value.bit_length()} bits")
        return value

    def name(self, address: int) -> Name:
        """The name at an address."""
        names, region = self._names, self.region
        pending: list[tuple[int, str | int]] = []
        while address not in names:
            tag, fields = region.fields(address, "a name")
            if tag not in (1, 2) or len(fields) != 2 or len(pending) > _MAX_COMPONENTS:
                raise region.error(address, "a name", f"{describe_tag(tag)} with {len(fields)} fields")
            what = "a component of a name"
            component = region.string(fields[1], what) if tag == 1 else self.count(fields[1], what)
            pending.append((address, component))
            address = fields[0]
        name = names[address]
        for position, component in reversed(pending):
            name = names[position] = (*name, component)
        return name

    def level(self, address: int) -> Pointer:
        """The kernel's object for the universe level at an address."""
        known = self._levels.get(address)
        if known is None:
            nodes: dict[int, tuple[int, tuple[int, ...]]] = {}
            stack = [address]
            while stack:
                current = stack.pop()
                if current not in nodes and current not in self._levels:
                    tag, fields = nodes[current] = self._level_node(current)
                    stack.extend(fields if tag < 4 else ())
            for current in sorted(nodes):
                self._levels[current] = self._build_level(*nodes[current])
            known = self._levels[address]
        return known

    def _level_node(self, address: int) -> tuple[int, tuple[int, ...]]:
        tag, fields = self.region.fields(address, "a universe level") if address != FILE_NIL else (0, ())
        if tag > 4 or len(fields) != (0, 1, 2, 2, 1)[tag]:
            raise self.region.error(address, "a closed universe level", f"{describe_tag(tag)}")
        return tag, fields

    def _build_level(self, tag: int, fields: tuple[int, ...]) -> Pointer:
        kernel = self._kernel
        if tag == 0:
            return kernel.level_zero
        if tag == 4:
            return kernel.level_param(self.name(fields[0]))
        below = [self._levels[each] for each in fields]
        return (kernel.level_succ, kernel.level_max, kernel.level_imax)[tag - 1](*below)

    def term(self, address: int) -> Pointer:
        """The kernel's object for the term at an address.

        Raises:
            OleanError: there is no closed term.
        """
        if address not in self._terms:
            self._build(address)
        return self._terms[address]

    def mentioned(self, address: int) -> set[Name]:
        """The constants that the term at an address mentions, those of its literals and projections included."""
        self.term(address)
        below, own = self._below, self._mentioned
        seen, stack, found = {address}, [address], set[Name]()
        while stack:
            current = stack.pop()
            if current in own:
                found.update(own[current])
            for each in below[current]:
                if each not in seen:
                    seen.add(each)
                    stack.append(each)
        return found

    def _build(self, root: int) -> None:
        terms, region = self._terms, self.region
        nodes: dict[int, tuple[int, tuple[int, ...]]] = {}
        stack = [root]
        while stack:
            address = stack.pop()
            if address in nodes or address in terms:
                continue
            tag, fields = region.fields(address, "a term")
            if tag >= len(_ARITY) or len(fields) != _ARITY[tag]:
                raise region.error(address, "a term", f"{describe_tag(tag)} with {len(fields)} fields")
            nodes[address] = tag, fields
            below = self._below[address] = fields[_SUBTERMS[tag]]
            stack += below
        for address in sorted(nodes):
            terms[address] = self._node(address, *nodes[address])

    def _node(self, address: int, tag: int, fields: tuple[int, ...]) -> Pointer:
        kernel, terms, region = self._kernel, self._terms, self.region
        if tag == _APP:
            return kernel.app(terms[fields[0]], terms[fields[1]])
        if tag == _CONST:
            name = self.name(fields[0])
            self._mentioned[address] = (name,)
            levels = region.list_items(fields[1], "a list of universe levels") if fields[1] != FILE_NIL else []
            return kernel.constant(name, kernel.list(map(self.level, levels)) if levels else NIL)
        if tag == _BVAR:
            index = region.natural(fields[0], "the index of a bound variable")
            if index >= _MAX_INDEX:
                raise region.error(address, "the index of a bound variable", str(index))
            return kernel.bound(index)
        if tag in (_LAM, _PI):
            info = region.scalar_byte(address, _CACHED_HASH, "a binder")
            if info > 3:
                raise region.error(address, "a binder", f"binder info {info}")
            make = kernel.lambda_ if tag == _LAM else kernel.pi
            return make(self.name(fields[0]), terms[fields[1]], terms[fields[2]], info)
        if tag == _MDATA:
            return terms[fields[1]]
        if tag == _SORT:
            return kernel.sort(self.level(fields[0]))
        if tag == _LET:
            return kernel.let(self.name(fields[0]), *(terms[each] for each in fields[1:]))
        if tag == _PROJ:
            structure = self.name(fields[0])
            self._mentioned[address] = (structure,)
            return kernel.projection(structure, self.count(fields[1], "a field index"), terms[fields[2]])
        if tag == _LIT:
            return self._literal(address, fields[0])
        raise region.error(address, "a closed term", "a free variable or metavariable")

    def _literal(self, address: int, inner: int) -> Pointer:
        region = self.region
        tag, fields = region.fields(inner, "a literal")
        if tag > 1 or len(fields) != 1:
            raise region.error(inner, "a literal", f"{describe_tag(tag)} with {len(fields)} fields")
        if tag == 1:
            self._mentioned[address] = LITERAL_TYPES
            return self._kernel.literal(region.string(fields[0], "a string"))
        self._mentioned[address] = LITERAL_TYPES[:1]
        value = region.natural(fields[0], "a number")
        if value.bit_length() > _MAX_LITERAL_BITS:
            raise region.error(inner, "a number", f"one of {value.bit_length()} bits, more than is handed over")
        return self._kernel.literal(value)

    def hints(self, declared: Declared) -> Pointer:
        """The reducibility hints of a definition."""
        address = declared.fields[2]
        if address & 1:
            return box(min(address >> 1, 1))
        what = f"the reducibility of {shown(declared.name)}"
        height = bytes(self.region.scalar_byte(address, index, what) for index in range(4))
        return self._kernel.regular_hints(int.from_bytes(height, "little"))


def read_modules(
    library: list[tuple[str, Path]], core: list[Path], kernel: OfficialKernel
) -> tuple[list[CompiledModule], list[CompiledModule]]:
    """The library's modules, all parts of them, and those of core's that they import, as importers see them.

    Raises:
        OleanError: a file is missing or corrupt.
    """
    own = [CompiledModule(name, path, kernel, exported_only=False) for name, path in library]
    return own, list(_imported(own, core, kernel))


def _imported(own: list[CompiledModule], core: list[Path], kernel: OfficialKernel) -> Iterator[CompiledModule]:
    seen = {module.title for module in own}
    waiting = [name for module in own for name in module.imports]
    while waiting:
        name = waiting.pop()
        title = shown(name)
        if title in seen:
            continue
        seen.add(title)
        path = _find(name, core)
        if path is None:
            raise OleanError(f"{title}, which is imported, is neither in the library nor in core")
        module = CompiledModule(title, path, kernel, exported_only=True)
        waiting.extend(module.imports)
        yield module


def _find(name: Name, folders: list[Path]) -> Path | None:
    *before, last = map(str, name)
    if any(not part or part in (".", "..") or "/" in part or "\0" in part for part in (*before, last)):
        return None
    return next((path for folder in folders if (path := Path(folder, *before, f"{last}.olean")).is_file()), None)
