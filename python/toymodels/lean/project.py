"""A Lean project: source folder, root modules, options, pinned toolchain, as its package file describes it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from toymodels.errors import LeanError
from toymodels.lean.carried import Carried, carried
from toymodels.lean.lakefile import LAKEFILES, Lakefile, LeanLibrary, lakefile_of, read_lakefile
from toymodels.lean.names import components, module_name, module_path

GENERATED = "build"
TOOLCHAIN_FILE = "lean-toolchain"


@dataclass(frozen=True, slots=True)
class SourceTree:
    """A folder of sources: what it is for, and the Lean options that they are read with."""

    folder: Path
    roots: tuple[str, ...]
    options: tuple[tuple[str, str], ...]

    def source_of(self, module: str) -> Path:
        """The file that a module is, or would be, in."""
        return self.folder / f"{module_path(module)}.lean"

    def has(self, module: str) -> bool:
        """Whether a module lies below one of the roots, and there is a file of it."""
        parts = components(module)
        below = any(parts[: len(root)] == root for root in map(components, self.roots))
        return below and self.source_of(module).is_file()


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project's sources are and how they are built.

    Attributes:
        root: the folder of the package file.
        sources: the folder that module names are relative to.
        roots: the modules whose imports make up the library.
        options: Lean options, by name.
        toolchain: the content of `lean-toolchain`, such as `leanprover/lean4:v4.28.0`.
        others: the other libraries of the package and of those that it requires, which its modules may import.
        downloads: the packages that Lake would download.
        carried: the compiled library that this is, where it came with an installation instead of being a package of
            the user's; its folder is only read.
    """

    root: Path
    sources: Path
    roots: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    toolchain: str
    others: tuple[SourceTree, ...] = ()
    downloads: tuple[str, ...] = ()
    carried: Carried | None = None

    @property
    def build_folder(self) -> Path:
        """Where everything generated goes."""
        return self.root / GENERATED if self.carried is None else self.carried.cache

    @property
    def source_folders(self) -> list[Path]:
        """Where the library's modules are, and then those of the others."""
        return list(dict.fromkeys([self.sources, *(tree.folder for tree in self.others)]))

    def owns(self, module: str) -> bool:
        """Whether a module is the library's own, rather than of another that it imports."""
        return self.tree_of(module).folder == self.sources

    def source_of(self, module: str) -> Path:
        """The file that a module of this project is, or would be, in."""
        return self.tree_of(module).source_of(module)

    def place_of(self, module: str) -> str:
        """The path of a module's file from the project's folder, with `/` on every machine."""
        return Path(os.path.relpath(self.source_of(module), self.root)).as_posix()

    def tree_of(self, module: str) -> SourceTree:
        """Where a module lies: in the library itself, unless only another one has it."""
        own = SourceTree(self.sources, self.roots, self.options)
        if own.source_of(module).is_file():
            return own
        return next((tree for tree in self.others if tree.has(module)), own)


def find_project(start: Path | None = None, library: str | None = None) -> Project:
    """The project that `start` (the current folder if none) lies in: the nearest parent with a package file.

    Without `start`, and where the current folder lies in no project, it is the library that this installation brings
    along, if it does.

    Args:
        start: a folder.
        library: which of the package's libraries, if it has several.

    Raises:
        LeanError: there is none, or it cannot be read.
    """
    origin = (start or Path.cwd()).resolve()
    for folder in (origin, *origin.parents):
        if lakefile_of(folder):
            return read_project(folder, library)
    missing = (
        f"no {' or '.join(LAKEFILES)} in {origin} or a folder above it; change into a Lean project, name one with "
        "--project DIR, or write a new one with `toymodels new NAME`"
    )
    if start is not None:
        raise LeanError(missing)
    try:
        installed = carried()
    except LeanError as error:
        raise LeanError(f"{missing}; {error}") from error
    if installed is None:
        raise LeanError(missing)
    return carried_project(installed, library)


def carried_project(installed: Carried, library: str | None = None) -> Project:
    """The project that a carried library is.

    Raises:
        LeanError: a file of it is missing, or it is not the library asked for.
    """
    project = read_project(installed.folder, library)
    if absent := [root for root in project.roots if root not in installed.modules]:
        raise LeanError(f"this installation does not bring {', '.join(absent)} along; work in a checkout of it")
    return replace(project, carried=installed)


def read_project(root: Path, library: str | None = None) -> Project:
    """Read the package file and `lean-toolchain` in `root`.

    Raises:
        LeanError: a file is missing or cannot be read, or the package has no such library.
    """
    root = root.resolve()
    _refuse_links(root / GENERATED)
    path = lakefile_of(root)
    if path is None:
        raise LeanError(f"no {' or '.join(LAKEFILES)} in {root}")
    package = read_lakefile(path)
    chosen = _chosen(package, library)
    sources = _folder(root, package, chosen)
    others = [_tree(root, package, each) for each in package.libraries if each != chosen]
    required, downloads = _required(root, package, (root,))
    return Project(
        root=root,
        sources=sources,
        roots=tuple(_modules(package, chosen, sources)),
        options=chosen.options,
        toolchain=_toolchain(root),
        others=(*others, *required),
        downloads=tuple(downloads),
    )


def _chosen(package: Lakefile, name: str | None) -> LeanLibrary:
    """The library that is asked for, or else the one that `lake build` builds, or the only one."""
    libraries = [each for each in package.libraries if not each.is_program] or list(package.libraries)
    names = ", ".join(each.name for each in libraries)
    if name is not None:
        found = [each for each in package.libraries if each.name.replace("«", "").replace("»", "") == name.strip("«»")]
        if not found:
            raise LeanError(f"{package.path} has no library {name}; it has {names or 'none'}")
        return found[0]
    if not libraries:
        raise LeanError(f"{package.path} declares no library; add a lean_lib, whose name is that of its root module")
    defaults = [each for each in libraries if each.is_default] or libraries
    if len(defaults) > 1:
        raise LeanError(f"{package.path} declares several libraries ({names}); choose one with --lib NAME")
    return defaults[0]


def _folder(root: Path, package: Lakefile, library: LeanLibrary) -> Path:
    folder = (root / library.folder).resolve()
    if not folder.is_relative_to(root):
        raise LeanError(f"{package.path}: srcDir leads out of the project, to {folder}")
    return folder


def _tree(root: Path, package: Lakefile, library: LeanLibrary) -> SourceTree:
    return SourceTree(_folder(root, package, library), library.roots, library.options)


def _modules(package: Lakefile, library: LeanLibrary, sources: Path) -> Iterator[str]:
    """The modules that the library's globs name."""
    for glob in library.globs:
        name = glob.removesuffix(".+").removesuffix(".*")
        if not glob.endswith(".+"):
            yield name
        if glob != name:
            folder = sources / module_path(name)
            files = sorted(path for path in folder.rglob("*.lean") if path.is_file())
            if not files:
                raise LeanError(f"{package.path}: the glob {glob} names the modules in {folder}, and there are none")
            yield from (module_name(path.relative_to(sources).with_suffix("").parts) for path in files)


def _required(root: Path, package: Lakefile, above: tuple[Path, ...]) -> tuple[list[SourceTree], list[str]]:
    """The libraries of the packages on this machine that a package requires, and the packages that Lake downloads."""
    trees: list[SourceTree] = []
    downloads: list[str] = []
    for required in package.requires:
        if required.folder is None:
            downloads.append(required.name)
            continue
        folder = (root / required.folder).resolve()
        path = lakefile_of(folder)
        if path is None:
            raise LeanError(f"{package.path} requires {required.name} from {folder}, where there is no Lean package")
        if folder in above:
            raise LeanError(f"{package.path} requires {required.name}, which requires it in turn")
        inner = read_lakefile(path)
        trees += [_tree(folder, inner, each) for each in inner.libraries if not each.is_program]
        below, missing = _required(folder, inner, (*above, folder))
        trees += below
        downloads += missing
    return trees, downloads


def _refuse_links(generated: Path) -> None:
    """What is generated would be written wherever a link in the place of a folder leads."""
    inner = (Path(folder, name) for folder, names, _ in os.walk(generated) for name in names)
    for path in (generated, *inner):
        if path.is_symlink():
            raise LeanError(f"{path} is a link, to {path.readlink()}, and not a folder of its own; remove it")


def _toolchain(root: Path) -> str:
    path = root / TOOLCHAIN_FILE
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LeanError(
            f"{path} cannot be read: {error}; it must name the Lean version (leanprover/lean4:v4.28.0)"
        ) from error
