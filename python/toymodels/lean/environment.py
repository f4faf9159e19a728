"""The constants that a set of modules can refer to.

A library's own modules are read when the environment is loaded. Core's modules (hundreds, which the library imports)
are read the first time that a name is looked up which the library does not declare; of them only the names are decoded
then, a constant when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

from toymodels.errors import LeanError, OleanError, UnknownName
from toymodels.lean.constants import Constant, ConstantKind
from toymodels.lean.expr import Name
from toymodels.lean.names import module_path
from toymodels.lean.olean import DeclarationRange, Module, StructureInfo, read_module
from toymodels.lean.terms import same_term


class Environment:
    """Modules and everything that they import; make one with `Environment.load`.

    Attributes:
        library: the library's own modules by name, each after the modules that it imports.
        core_path: folders of core's modules.
        core_proofs: whether core's proof terms are read where there are any.
    """

    def __init__(
        self, library: Mapping[Name, Module], core: Sequence[Path], core_proofs: bool, sources: Sequence[Path] = ()
    ) -> None:
        """Take modules as they are; use `load`.

        Raises:
            OleanError: two modules declare a constant of one name.
        """
        self.library = dict(library)
        self.core_proofs = core_proofs
        self.core_path = tuple(core)
        self._source_path = tuple(sources)
        self._library_index = _index(self.library.values())

    @classmethod
    def load(
        cls,
        roots: Iterable[Name],
        search_path: Sequence[Path],
        core: Sequence[Path] = (),
        *,
        core_proofs: bool = False,
        sources: Sequence[Path] = (),
    ) -> Environment:
        """Load modules and, transitively, what they import.

        Args:
            roots: names of the modules to start at.
            search_path: folders of the library's compiled modules; the first that has a module wins.
            core: folders of Lean's own compiled modules, searched after `search_path` and only when needed.
            core_proofs: read all parts of core's modules, not only what importers see: docstrings, positions, private
                constants and proof terms, where the files are there (the embedded Lean has none). Slow.
            sources: folders of the library's sources; the first that has a module's wins.

        Raises:
            OleanError: a root is not in `search_path`, a file is corrupt or imports itself, or two declare one name.
        """
        reader = partial(read_module, exported_only=False)
        return cls(dict(_import_order(roots, search_path, core, reader)), core, core_proofs, sources)

    @cached_property
    def core(self) -> Mapping[Name, Module]:
        """Core's modules that the library imports, transitively; reads them at first use."""
        wanted = dict.fromkeys(
            entry.module
            for module in self.library.values()
            for entry in module.imports
            if entry.module not in self.library
        )
        reader = partial(read_module, exported_only=not self.core_proofs)
        return dict(_import_order(wanted, self.core_path, (), reader))

    @cached_property
    def sources(self) -> Mapping[Name, str]:
        """The text of each of the library's modules; none if no folder of sources was given.

        Raises:
            OleanError: a module's source cannot be read.
        """
        return {name: _source(name, self._source_path) for name in self.library if self._source_path}

    @cached_property
    def modules(self) -> Mapping[Name, Module]:
        """Every module, core's first."""
        return {**self.core, **self.library}

    @cached_property
    def _core_index(self) -> dict[Name, Module]:
        index = {name: module for module in self.core.values() for name in module.names}
        for name in self._library_index.keys() & index.keys():
            _refuse_two(name, index[name], self._library_index[name])
        return index

    def get(self, name: Name) -> Constant | None:
        """The constant called `name`, or `None`.

        Raises:
            OleanError: a file is corrupt.
        """
        module = self._declaring_module(name)
        return None if module is None else module.constant(name)

    def constant(self, name: Name) -> Constant:
        """The constant called `name`.

        Raises:
            UnknownName: no module declares it.
            OleanError: a file is corrupt.
        """
        return self._module(name).constant(name)

    def module_of(self, name: Name) -> Name:
        """The module that declares the constant `name`.

        Raises:
            UnknownName: no module declares it.
        """
        return self._module(name).name

    def in_library(self, name: Name) -> bool:
        """Whether one of the library's own modules declares the constant `name`."""
        return name in self._library_index

    def docstring(self, name: Name) -> str | None:
        """The docstring of a declaration as written, followed through `@[inherit_doc]`; `None` if it has none."""
        seen: set[Name] = set()
        while name not in seen:
            seen.add(name)
            module = self._declaring_module(name)
            if module is None:
                return None
            if name in module.docstrings:
                return module.docstrings[name]
            name = module.inherited_docstrings.get(name, name)
        return None

    def range(self, name: Name) -> DeclarationRange | None:
        """Where a declaration stands in its module's source; `None` for generated ones and where files lack it."""
        module = self._declaring_module(name)
        return None if module is None else module.ranges.get(name)

    def structure(self, name: Name) -> StructureInfo | None:
        """Fields and parents of the structure or class `name`; `None` if it is none."""
        module = self._declaring_module(name)
        return None if module is None else module.structures.get(name)

    def is_class(self, name: Name) -> bool:
        """Whether `name` is a class."""
        module = self._declaring_module(name)
        return module is not None and name in module.classes

    def _declaring_module(self, name: Name) -> Module | None:
        return self._library_index.get(name) or self._core_index.get(name)

    def _module(self, name: Name) -> Module:
        module = self._declaring_module(name)
        if module is None:
            count = len(self.modules)
            raise UnknownName(f"no constant is called {name!r} in {count} modules; check the full name, or build again")
        return module


def _index(modules: Iterable[Module]) -> dict[Name, Module]:
    """The module that declares each constant."""
    index: dict[Name, Module] = {}
    for module in modules:
        for name in module.names:
            if name in index:
                _refuse_two(name, index[name], module)
            index[name] = module
    return index


def _refuse_two(name: Name, first: Module, second: Module) -> None:
    """Raise an error unless two modules have the same theorem: Lean makes some in every module that needs them."""
    one, other = first.constant(name), second.constant(name)
    if one.kind is other.kind is ConstantKind.THEOREM and same_term(one.type, other.type):
        return
    raise OleanError(
        f"both {first.name} and {second.name} declare {name}, so that what a theorem says of it depends on who reads "
        "it; rename one of them"
    )


def find_module(name: Name, search_path: Sequence[Path]) -> Path | None:
    """The `.olean` file of the module `name` in the first folder of `search_path` that has one."""
    try:
        path = module_path(name)
    except LeanError:
        return None
    candidates = (folder / f"{path}.olean" for folder in search_path)
    return next((path for path in candidates if path.is_file()), None)


def _source(name: Name, folders: Sequence[Path]) -> str:
    paths = [folder / f"{module_path(name)}.lean" for folder in folders]
    found = next((path for path in paths if path.is_file()), paths[0])
    try:
        return found.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OleanError(f"the source of {name} cannot be read: {error}; build again") from error


def _import_order(
    roots: Iterable[Name],
    search_path: Sequence[Path],
    beyond: Sequence[Path],
    read: Callable[[Name, Path], Module],
) -> Iterator[tuple[Name, Module]]:
    """Read modules from `search_path`, each after its imports; an import that only `beyond` has is left out."""
    reading: dict[Name, Module] = {}
    finished: set[Name] = set()
    for root in roots:
        stack: list[tuple[Name, Name | None]] = [(root, None)]
        while stack:
            name, importer = stack[-1]
            if name in finished:
                stack.pop()
            elif name in reading:
                yield name, reading.pop(name)
                finished.add(name)
            else:
                path = find_module(name, search_path)
                if path is None and importer is not None and find_module(name, beyond):
                    finished.add(name)
                    continue
                reading[name] = module = read(name, _found(name, path, importer, (*search_path, *beyond)))
                for entry in reversed(module.imports):
                    if entry.module in reading:
                        raise OleanError(f"{module.path}: imports {entry.module}, which imports it; build again")
                    stack.append((entry.module, name))


def _found(name: Name, path: Path | None, importer: Name | None, searched: Sequence[Path]) -> Path:
    if path is not None:
        return path
    because = f", which {importer} imports," if importer else ""
    folders = ", ".join(map(str, searched)) or "no folder"
    raise OleanError(f"{name}.olean{because} is in none of the folders searched ({folders}); run `toymodels build`")
