"""What a package file declares: the package's libraries, Lean options and what it requires.

A `lakefile.toml` is data. A `lakefile.lean` is a program, whose declarations are read as text. In both, a setting is
refused by name that would change what Lean checks, or that is written in a form that is not read here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, cast

from toymodels.errors import LeanError
from toymodels.lean.lakefile_lean import declared_in_lean
from toymodels.lean.lakefile_settings import REFUSED, Declaration, Settings, refused
from toymodels.lean.names import as_module_name, module_path
from toymodels.lean.vetting import refuse_unchecked

LAKEFILES = ("lakefile.lean", "lakefile.toml")
"""What a package's file is called; Lake too reads the first that is there."""

_VERSO = re.compile(r"\bdoc»?\.«?verso")


@dataclass(frozen=True, slots=True)
class LeanLibrary:
    """A library of a package, or a program with its modules.

    Attributes:
        name: as it is declared.
        folder: where its modules are, relative to the package.
        roots: the modules that its own modules begin with the names of.
        globs: which modules are built, in Lake's notation: `A`, `A.+` those below it, `A.*` both.
        options: Lean options of the package and of the library.
        is_default: whether `lake build` builds it.
        is_program: whether it is declared as a program (`lean_exe`).
    """

    name: str
    folder: PurePosixPath
    roots: tuple[str, ...]
    globs: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    is_default: bool
    is_program: bool


@dataclass(frozen=True, slots=True)
class Required:
    """A package that another one requires; `folder` is where it lies, None if Lake is to download it."""

    name: str
    folder: str | None


@dataclass(frozen=True, slots=True)
class Lakefile:
    """A package as its file declares it."""

    path: Path
    libraries: tuple[LeanLibrary, ...]
    requires: tuple[Required, ...]


def lakefile_of(root: Path) -> Path | None:
    """The package file in a folder, if it has one."""
    return next((root / name for name in LAKEFILES if (root / name).is_file()), None)


def read_lakefile(path: Path) -> Lakefile:
    """Read a package file.

    Raises:
        LeanError: it cannot be read, or holds what is refused; the message says what and why.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LeanError(f"{path} cannot be read: {error}") from error
    refuse_unchecked(path, text)
    if _VERSO.search(text):
        raise LeanError(f"{path}: doc.verso is refused, as with it docstrings are code; set it in files that need it")
    declared = _declared_in_toml(path, text) if path.suffix == ".toml" else declared_in_lean(path, text)
    package = Settings(path, {})
    libraries: list[LeanLibrary] = []
    requires: list[Required] = []
    targets: set[str] = set()
    for declaration in declared:
        if declaration.kind == "package":
            package = declaration.settings
            targets = {as_module_name(name) for name in package.texts("defaultTargets", ())}
        elif declaration.kind == "require":
            requires.append(Required(declaration.name, declaration.settings.text("path")))
        else:
            libraries.append(_library(declaration, package, targets))
    return Lakefile(path, tuple(libraries), tuple(requires))


def _library(declaration: Declaration, package: Settings, targets: set[str]) -> LeanLibrary:
    settings, name = declaration.settings, declaration.name
    is_program = declaration.kind == "lean_exe"
    usual = (settings.text("root") or name,) if is_program else (name,)
    roots = usual if is_program else settings.texts("roots", usual)
    globs = roots if is_program else settings.texts("globs", roots)
    for glob in (*roots, *globs):
        try:
            module_path(glob.removesuffix(".+").removesuffix(".*"))
        except LeanError as error:
            raise LeanError(f"{declaration.settings.path}: {error}") from error
    return LeanLibrary(
        name=name,
        folder=PurePosixPath(package.text("srcDir") or ".", settings.text("srcDir") or "."),
        roots=tuple(as_module_name(root) for root in roots),
        globs=tuple(_as_glob(glob) for glob in globs),
        options=tuple(sorted({**package.options(), **settings.options()}.items())),
        is_default=declaration.is_default or name in targets,
        is_program=is_program,
    )


def _as_glob(text: str) -> str:
    ending = text[-2:] if text.endswith((".+", ".*")) else ""
    return as_module_name(text.removesuffix(ending)) + ending


def _declared_in_toml(path: Path, text: str) -> Iterator[Declaration]:
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise LeanError(f"{path}: {error}") from error
    kinds = ("require", "lean_lib", "lean_exe")
    yield Declaration("package", str(table.get("name", "")), _checked(path, table))
    for kind in kinds:
        entries = table.get(kind, [])
        if not isinstance(entries, list) or not all(isinstance(each, dict) for each in cast("list[Any]", entries)):
            raise LeanError(f"{path}: {kind} cannot be read; begin each one with [[{kind}]]")
        for entry in cast("list[dict[str, object]]", entries):
            name = entry.get("name")
            if not isinstance(name, str):
                raise LeanError(f'{path}: a {kind} has no name; write name = "…" below [[{kind}]]')
            yield Declaration(kind, as_module_name(name), _checked(path, entry))


def _checked(path: Path, table: Mapping[str, object]) -> Settings:
    for setting in table:
        if REFUSED.fullmatch(setting):
            raise refused(path, setting)
    return Settings(path, table)
