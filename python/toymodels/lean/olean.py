"""Compiled Lean modules: their constants, docstrings, positions and structures.

A `Module` is read from the parts that Lean writes for it: `X.olean` (what importers see), and, for a module of the
module system, `X.olean.server` (docstrings and positions) and `X.olean.private` (private constants, proof terms).
Types and values are decoded when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from toymodels.errors import UnknownName
from toymodels.lean.constants import Constant, ConstantKind, ConstantReader
from toymodels.lean.decode import TermReader
from toymodels.lean.expr import Name
from toymodels.lean.names import components, is_private
from toymodels.lean.parts import Part, read_parts
from toymodels.lean.region import Region

_PRIVATE_END = "0"
_INITIALIZERS = ("Lean.regularInitAttr", "Lean.builtinInitAttr")

T = TypeVar("T")


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
        parts = read_parts([path, *beside])
        self.lean_version = parts[0].header.lean_version
        self._region = Region(parts)
        self._reader = TermReader(self._region)
        self._roots = [
            self._region.constructor(part.header.root, "the module's data", 0, 5) for part in self._region.parts
        ]
        self.is_module = self._region.flag(parts[0].header.root, 0, "the module's data")
        self._constant_reader = ConstantReader(name, self._region, self._reader, lambda: self._original_kinds)
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

    @cached_property
    def _addresses(self) -> dict[Name, int]:
        """Every constant's `ConstantInfo`, from the fullest part that has it."""
        found: dict[Name, int] = {}
        for part, root in zip(self._region.parts, self._roots, strict=True):
            declared = self._declared_in(part, root)
            missing = found.keys() - declared
            if missing:
                expected = f"every constant of {self.path.name}"
                raise self._region.error(part.header.root, expected, f"none called {min(missing)}")
            found = declared
        return found

    def _declared_in(self, part: Part, root: tuple[int, ...]) -> dict[Name, int]:
        names = self._reader.name_array(root[1], "the array of constant names")
        infos = self._region.array(root[2], "the array of constants")
        if len(names) != len(infos):
            raise self._region.error(part.header.root, f"{len(names)} constants, one for each name", f"{len(infos)}")
        return dict(zip(names, infos, strict=True))

    @property
    def names(self) -> tuple[Name, ...]:
        """Names of its constants, private and generated ones included where the files have them."""
        return tuple(self._addresses)

    @cached_property
    def exported(self) -> frozenset[Name]:
        """Names of the constants that importing modules see."""
        return frozenset(self._reader.name_array(self._roots[0][1], "the array of constant names"))

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
            known = self._constants[name] = self._constant_reader.read(name, address)
        return known

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

    @cached_property
    def initialized(self) -> tuple[Name, ...]:
        """Declarations marked `@[init]`, whose code Lean runs when another module imports this one."""
        pairs = (self._by_name(extension, lambda _: None) for extension in _INITIALIZERS)
        return tuple(name for found in pairs for name in found)


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
    parts = components(name) if is_private(name) else ()
    if _PRIVATE_END not in parts:
        return name
    return ".".join(parts[parts.index(_PRIVATE_END) + 1 :])
