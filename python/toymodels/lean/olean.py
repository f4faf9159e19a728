"""Compiled Lean modules: their constants, docstrings, positions and structures.

A `Module` is read from the parts that Lean writes for it: `X.olean` (what importers see), and, for a module of the
module system, `X.olean.server` (docstrings and positions) and `X.olean.private` (private constants, proof terms).
Types and values are decoded when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from toymodels.errors import UnknownName
from toymodels.lean.decode import TermReader
from toymodels.lean.expr import Expr, Name
from toymodels.lean.region import Region, describe_tag, read_part

_PRIVATE_PREFIX = "_private."
_PRIVATE_END = ".0."

T = TypeVar("T")


class ConstantKind(Enum):
    """How a constant was declared, in the order of Lean's own enumeration of kinds."""

    DEFINITION = 0
    THEOREM = 1
    AXIOM = 2
    OPAQUE = 3
    QUOTIENT = 4
    INDUCTIVE = 5
    CONSTRUCTOR = 6
    RECURSOR = 7


class Safety(Enum):
    """Whether the kernel may rely on a constant, in the order of Lean's `DefinitionSafety`."""

    UNSAFE = 0
    SAFE = 1
    PARTIAL = 2


@dataclass(frozen=True, slots=True)
class InductiveInfo:
    """An inductive type: the numbers of its parameters and indices, and its constructors."""

    params: int
    indices: int
    constructors: tuple[Name, ...]
    recursive: bool


@dataclass(frozen=True, slots=True)
class ConstructorInfo:
    """A constructor: its inductive type, its position in it, and the numbers of parameters and fields it takes."""

    inductive: Name
    index: int
    params: int
    fields: int


@dataclass(frozen=True, slots=True)
class RecursorInfo:
    """A recursor: the numbers of its parameters, indices, motives and minor premises."""

    params: int
    indices: int
    motives: int
    minors: int


@dataclass(frozen=True, slots=True)
class StructureInfo:
    """A structure or class: its own fields in order, `toParent` projections included, and its direct parents."""

    fields: tuple[Name, ...]
    parents: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class SourceRange:
    """A stretch of source text; lines count from 1, columns from 0 in code points, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class DeclarationRange:
    """Where a declaration stands: all of it, and the part that names it."""

    full: SourceRange
    selection: SourceRange


@dataclass(frozen=True, slots=True)
class ModuleDoc:
    """A module documentation comment (`/-! .. -/`) and where it stands."""

    text: str
    range: SourceRange


@dataclass(frozen=True, slots=True)
class Import:
    """One import of a module; `exported` for a `public import`, `all_private` for an `import all`."""

    module: Name
    all_private: bool
    exported: bool
    meta: bool


class Constant:
    """A declared constant; `type` and `value` are decoded at first use.

    Attributes:
        name: full name.
        module: the module that declares it.
        kind: how it was declared, also where a file stores only its type (as for theorems that importers see).
        safety: whether it is safe, unsafe or partial.
        level_params: its universe parameters.
        inductive: for an inductive type, else `None`.
        constructor: for a constructor, else `None`.
        recursor: for a recursor, else `None`.
    """

    __slots__ = (
        "_reader",
        "_type_address",
        "_value_address",
        "constructor",
        "inductive",
        "kind",
        "level_params",
        "module",
        "name",
        "recursor",
        "safety",
    )

    def __init__(
        self,
        *,
        name: Name,
        module: Name,
        kind: ConstantKind,
        safety: Safety,
        level_params: tuple[Name, ...],
        details: InductiveInfo | ConstructorInfo | RecursorInfo | None,
        reader: TermReader,
        type_address: int,
        value_address: int | None,
    ) -> None:
        self.name = name
        self.module = module
        self.kind = kind
        self.safety = safety
        self.level_params = level_params
        self.inductive = details if isinstance(details, InductiveInfo) else None
        self.constructor = details if isinstance(details, ConstructorInfo) else None
        self.recursor = details if isinstance(details, RecursorInfo) else None
        self._reader = reader
        self._type_address = type_address
        self._value_address = value_address

    @property
    def type(self) -> Expr:
        """Its type; for a theorem, its statement.

        Raises:
            OleanError: the file is corrupt.
        """
        return self._reader.term(self._type_address)

    @property
    def value(self) -> Expr | None:
        """The body of a definition or opaque constant, the proof of a theorem; `None` where the files hold none.

        Raises:
            OleanError: the file is corrupt.
        """
        return None if self._value_address is None else self._reader.term(self._value_address)

    @property
    def has_value(self) -> bool:
        """Whether `value` is not `None`; nothing is decoded."""
        return self._value_address is not None

    def __repr__(self) -> str:
        return f"<Constant {self.name}: {self.kind.name.lower()} of {self.module}>"


# Pointer fields and the position of the value among them, by constructor of `ConstantInfo`.
_STORED_KINDS = (
    ConstantKind.AXIOM,
    ConstantKind.DEFINITION,
    ConstantKind.THEOREM,
    ConstantKind.OPAQUE,
    ConstantKind.QUOTIENT,
    ConstantKind.INDUCTIVE,
    ConstantKind.CONSTRUCTOR,
    ConstantKind.RECURSOR,
)
_ARITY = {
    ConstantKind.AXIOM: 1,
    ConstantKind.DEFINITION: 4,
    ConstantKind.THEOREM: 3,
    ConstantKind.OPAQUE: 3,
    ConstantKind.QUOTIENT: 1,
    ConstantKind.INDUCTIVE: 6,
    ConstantKind.CONSTRUCTOR: 5,
    ConstantKind.RECURSOR: 7,
}
_WITH_VALUE = (ConstantKind.DEFINITION, ConstantKind.THEOREM, ConstantKind.OPAQUE)
# Which scalar byte holds `isUnsafe`.
_UNSAFE_BYTE = {
    ConstantKind.AXIOM: 0,
    ConstantKind.OPAQUE: 0,
    ConstantKind.INDUCTIVE: 1,
    ConstantKind.CONSTRUCTOR: 0,
    ConstantKind.RECURSOR: 1,
}


class Module:
    """One compiled module.

    Attributes:
        name: its name.
        path: its main `.olean` file.
        is_module: whether it was compiled in the module system. If not, its main file holds everything.
        has_private_part: whether its `.olean.private` was read; without it a module of the module system has no proof
            terms and no private constants.
        lean_version: the Lean that compiled it.
    """

    def __init__(self, name: Name, path: Path, exported_only: bool) -> None:
        """Read the module's files; use `read_module`."""
        self.name = name
        self.path = path
        server, private = (path.with_name(path.name + suffix) for suffix in (".server", ".private"))
        beside = [] if exported_only else [part for part in (server, private) if part.exists()]
        self.has_private_part = private in beside
        parts = [read_part(part) for part in (path, *beside)]
        self.lean_version = parts[0].header.lean_version
        self._region = Region(parts)
        self._reader = TermReader(self._region)
        self._roots = [
            self._region.constructor(part.header.root, "the module's data", 0, 5) for part in self._region.parts
        ]
        self.is_module = self._region.flag(parts[0].header.root, 0, "the module's data")
        self._constants: dict[Name, Constant] = {}

    def __repr__(self) -> str:
        return f"<Module {self.name}>"

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Direct imports, in order."""
        region = self._region

        def decode(address: int) -> Import:
            (module,) = region.constructor(address, "an import", 0, 1)
            flags = [region.flag(address, index, "an import") for index in range(3)]
            return Import(self._reader.name(module), *flags)

        return tuple(decode(item) for item in region.array(self._roots[0][0], "the array of imports"))

    # --------------------------------------------------------------------------------------------------- constants

    @cached_property
    def _addresses(self) -> dict[Name, int]:
        """Every constant's `ConstantInfo`, from the fullest part that has it."""
        region, found = self._region, dict[Name, int]()
        for part, root in zip(region.parts, self._roots, strict=True):
            names = self._reader.name_array(root[1], "the array of constant names")
            infos = region.array(root[2], "the array of constants")
            if len(names) != len(infos):
                raise region.error(part.header.root, f"{len(names)} constants, one for each name", f"{len(infos)}")
            found.update(zip(names, infos, strict=True))
        return found

    @property
    def names(self) -> tuple[Name, ...]:
        """Names of its constants, private and generated ones included where the files have them."""
        return tuple(self._addresses)

    @cached_property
    def exported(self) -> frozenset[Name]:
        """Names of the constants that importing modules see."""
        return frozenset(self._reader.name_array(self._roots[0][1], "the array of constant names"))

    def __contains__(self, name: object) -> bool:
        return name in self._addresses

    def constant(self, name: Name) -> Constant:
        """The constant called `name`.

        Raises:
            UnknownName: the module declares no such constant.
            OleanError: the file is corrupt.
        """
        known = self._constants.get(name)
        if known is None:
            address = self._addresses.get(name)
            if address is None:
                raise UnknownName(f"{self.name} declares no constant {name!r}; check the full name ({self.path})")
            known = self._constants[name] = self._decode_constant(name, address)
        return known

    def _decode_constant(self, name: Name, address: int) -> Constant:
        region, what = self._region, f"the constant {name}"
        tag, info = region.fields(address, what)
        if tag >= len(_STORED_KINDS) or len(info) != 1:
            raise region.error(address, what, f"{describe_tag(tag)} with {len(info)} fields")
        kind, body = _STORED_KINDS[tag], info[0]
        fields = region.constructor(body, what, 0, _ARITY[kind])
        own_name, level_params, type_address = region.constructor(fields[0], what, 0, 3)
        if self._reader.name(own_name) != name:
            raise region.error(address, what, f"the constant {self._reader.name(own_name)}")
        return Constant(
            name=name,
            module=self.name,
            kind=self._original_kinds.get(name, kind) if kind is ConstantKind.AXIOM else kind,
            safety=self._safety(body, kind, what),
            level_params=self._reader.name_list(level_params, f"the universe parameters of {name}"),
            details=self._details(body, kind, fields, what),
            reader=self._reader,
            type_address=type_address,
            value_address=fields[1] if kind in _WITH_VALUE else None,
        )

    def _safety(self, body: int, kind: ConstantKind, what: str) -> Safety:
        if kind is ConstantKind.DEFINITION:
            value = self._region.scalar_byte(body, 0, what)
            if value >= len(Safety):
                raise self._region.error(body, what, f"the safety {value}")
            return Safety(value)
        byte = _UNSAFE_BYTE.get(kind)
        unsafe = byte is not None and self._region.flag(body, byte, what)
        return Safety.UNSAFE if unsafe else Safety.SAFE

    def _details(
        self, body: int, kind: ConstantKind, fields: tuple[int, ...], what: str
    ) -> InductiveInfo | ConstructorInfo | RecursorInfo | None:
        def count(index: int) -> int:
            return self._region.natural(fields[index], f"a count in {what}")

        if kind is ConstantKind.INDUCTIVE:
            constructors = self._reader.name_list(fields[4], f"the constructors of {what}")
            return InductiveInfo(count(1), count(2), constructors, self._region.flag(body, 0, what))
        if kind is ConstantKind.CONSTRUCTOR:
            return ConstructorInfo(self._reader.name(fields[1]), count(2), count(3), count(4))
        if kind is ConstantKind.RECURSOR:
            return RecursorInfo(count(2), count(3), count(4), count(5))
        return None

    # -------------------------------------------------------------------------------------------------- extensions

    @cached_property
    def _extensions(self) -> dict[Name, list[int]]:
        """The entry arrays of every environment extension, by the extension's name without a private prefix."""
        region, found = self._region, dict[Name, list[int]]()
        for root in self._roots:
            for pair in region.array(root[4], "the array of extension entries"):
                name, entries = region.constructor(pair, "an extension's entries", 0, 2)
                found.setdefault(user_name(self._reader.name(name)), []).append(entries)
        return found

    def _entries(self, extension: Name, decode: Callable[[int], T]) -> list[T]:
        """Decoded entries of one extension over all parts, the later and fuller parts last."""
        what = f"the entries of {extension}"
        arrays = self._extensions.get(extension, [])
        return [decode(entry) for array in dict.fromkeys(arrays) for entry in self._region.array(array, what)]

    def _by_name(self, extension: Name, decode: Callable[[int], T]) -> Mapping[Name, T]:
        """Entries that are pairs of a declaration's name and something decoded by `decode`."""

        def pair(address: int) -> tuple[Name, T]:
            name, value = self._region.constructor(address, f"an entry of {extension}", 0, 2)
            return self._reader.name(name), decode(value)

        return dict(self._entries(extension, pair))

    @cached_property
    def _original_kinds(self) -> Mapping[Name, ConstantKind]:
        """How constants were declared that importers see as mere axioms."""

        def kind(address: int) -> ConstantKind:
            value = self._region.tag(address, "the kind of a constant")
            if value >= len(ConstantKind):
                raise self._region.error(address, "the kind of a constant", f"kind {value}")
            return ConstantKind(value)

        return self._by_name("Lean.privateConstKindsExt", kind)

    @cached_property
    def docstrings(self) -> Mapping[Name, str]:
        """Docstrings as written, by declaration."""
        return self._by_name("Lean.docStringExt", lambda address: self._region.string(address, "a docstring"))

    @cached_property
    def inherited_docstrings(self) -> Mapping[Name, Name]:
        """Declarations marked `@[inherit_doc]`, each with the declaration whose docstring it has."""
        return self._by_name("Lean.inheritDocStringExt", self._reader.name)

    @cached_property
    def ranges(self) -> Mapping[Name, DeclarationRange]:
        """Where declarations stand in the source."""

        def decode(address: int) -> DeclarationRange:
            full, selection = self._region.constructor(address, "a pair of source ranges", 0, 2)
            return DeclarationRange(self._source_range(full), self._source_range(selection))

        return self._by_name("Lean.declRangeExt", decode)

    def _source_range(self, address: int) -> SourceRange:
        start, _, end, _ = self._region.constructor(address, "a source range", 0, 4)
        return SourceRange(*self._position(start), *self._position(end))

    def _position(self, address: int) -> tuple[int, int]:
        line, column = self._region.constructor(address, "a source position", 0, 2)
        return self._region.natural(line, "a line number"), self._region.natural(column, "a column")

    @cached_property
    def module_docs(self) -> tuple[ModuleDoc, ...]:
        """Module documentation comments in source order."""

        def decode(address: int) -> ModuleDoc:
            text, source_range = self._region.constructor(address, "a module doc", 0, 2)
            return ModuleDoc(self._region.string(text, "a module doc"), self._source_range(source_range))

        return tuple(dict.fromkeys(self._entries("Lean.moduleDocExt", decode)))

    @cached_property
    def structures(self) -> Mapping[Name, StructureInfo]:
        """Structures and classes."""
        region, name = self._region, self._reader.name

        def decode(address: int) -> tuple[Name, StructureInfo]:
            own, fields, _, parents = region.constructor(address, "a structure's description", 0, 4)
            parent_infos = region.array(parents, "the array of a structure's parents")
            parent_names = tuple(
                name(region.constructor(item, "a structure's parent", 0, 2)[0]) for item in parent_infos
            )
            return name(own), StructureInfo(self._reader.name_array(fields, "a structure's fields"), parent_names)

        return dict(self._entries("Lean.structureExt", decode))

    @cached_property
    def classes(self) -> frozenset[Name]:
        """Names of the structures and inductive types that are classes."""

        def decode(address: int) -> Name:
            return self._reader.name(self._region.constructor(address, "a class entry", 0, 2)[0])

        return frozenset(self._entries("Lean.classExtension", decode))

    @cached_property
    def implemented_by(self) -> Mapping[Name, Name]:
        """Declarations marked `@[implemented_by]`, each with what the compiler runs instead."""
        return self._by_name("Lean.Compiler.implementedByAttr", self._reader.name)

    @cached_property
    def extern(self) -> frozenset[Name]:
        """Declarations marked `@[extern]`, whose compiled code is foreign."""
        return frozenset(self._by_name("Lean.externAttr", lambda _: None))


def read_module(name: Name, path: Path, *, exported_only: bool = False) -> Module:
    """Read the compiled module `name` from its main `.olean` file at `path` and the parts beside it.

    Args:
        name: the module's name.
        path: its main file.
        exported_only: leave the other parts alone, and with them docstrings, positions and proof terms.

    Raises:
        OleanError: a file is missing, truncated, corrupt, of an unknown version, or of another build than the rest.
    """
    return Module(name, path, exported_only)


def user_name(name: Name) -> Name:
    """`name` as its author wrote it: without the prefix that makes a private name unique."""
    if name.startswith(_PRIVATE_PREFIX):
        _, end, rest = name.partition(_PRIVATE_END)
        return rest if end else name
    return name
