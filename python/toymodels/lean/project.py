"""A Lean project as Lake describes it: source folder, root modules, options, pinned toolchain.

`lakefile.lean` is a Lean program, which the embedded Lean cannot run (Lake is not in its package), so the few
declarative lines that a library needs are read as text. Anything else in their place is refused, not guessed at.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from toymodels.errors import LeanError
from toymodels.lean.comments import without_comments
from toymodels.lean.names import module_path
from toymodels.lean.vetting import refuse_unchecked

LAKEFILE = "lakefile.lean"
GENERATED = "build"
TOOLCHAIN_FILE = "lean-toolchain"

_LIBRARY = re.compile(r"^lean_lib\s+(?P<name>[\w.«»]+)(?:\s+where)?", re.MULTILINE)
_SOURCES = re.compile(r"\bsrcDir\s*:=\s*\"(?P<folder>[^\"]*)\"")
_ROOTS = re.compile(r"\broots\s*:=\s*#\[(?P<names>[^\]]*)\]")
_OPTIONS = re.compile(r"\bleanOptions\s*:=\s*#\[(?P<options>[^\]]*)\]")
_OPTION = re.compile(r"⟨\s*`(?P<name>[\w.]+)\s*,\s*(?P<value>\w+|\"[^\"]*\")\s*⟩")
_FORMS = {
    "srcDir": (_SOURCES, '"FOLDER"'),
    "roots": (_ROOTS, "#[`NAME, ..]"),
    "leanOptions": (_OPTIONS, "#[⟨`NAME, VALUE⟩, ..]"),
}
"""How the settings are written that are read here."""

_UNREAD = re.compile(r"\b(?:more|weak)(?:Lean|Server)\w*|\b(?:plugins|dynlibs|precompileModules)\b")
"""Settings by which Lake gives Lean options that are not read here, or code of its own."""

_VERSO = re.compile(r"\bdoc»?\.«?verso")


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project's sources are and how they are built.

    Attributes:
        root: the folder of `lakefile.lean`.
        sources: the folder that module names are relative to.
        roots: the modules whose imports make up the library.
        options: Lean options, by name.
        toolchain: the content of `lean-toolchain`, such as `leanprover/lean4:v4.28.0`.
    """

    root: Path
    sources: Path
    roots: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    toolchain: str

    @property
    def build_folder(self) -> Path:
        """Where everything generated goes."""
        return self.root / GENERATED

    def source_of(self, module: str) -> Path:
        """The file that a module of this project is, or would be, in."""
        return self.sources / f"{module_path(module)}.lean"


def find_project(start: Path | None = None) -> Project:
    """The project that `start` (the current folder if none) lies in: the nearest parent with a `lakefile.lean`."""
    origin = (start or Path.cwd()).resolve()
    for folder in (origin, *origin.parents):
        if (folder / LAKEFILE).is_file():
            return read_project(folder)
    raise LeanError(
        f"no {LAKEFILE} in {origin} or a folder above it; change into a Lean project or name one with --project DIR"
    )


def read_project(root: Path) -> Project:
    """Read `lakefile.lean` and `lean-toolchain` in `root`."""
    root = root.resolve()
    lakefile = root / LAKEFILE
    try:
        source = lakefile.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LeanError(f"{lakefile} cannot be read: {error}") from error
    _refuse_links(root / GENERATED)
    refuse_unchecked(lakefile, source)
    if unread := _UNREAD.search(source):
        raise LeanError(f"{lakefile}: {unread[0]} is refused, as it can change what Lean checks; use leanOptions")
    if _VERSO.search(source):
        raise LeanError(
            f"{lakefile}: doc.verso is refused, as with it docstrings are code; set it in files that need it"
        )
    text = without_comments(source)
    _refuse_unreadable(lakefile, text)
    libraries = list(_LIBRARY.finditer(text))
    if len(libraries) != 1:
        raise LeanError(f"{lakefile} declares {len(libraries)} libraries with lean_lib; toymodels reads exactly one")
    sources = _SOURCES.search(text)
    folder = (root / (sources["folder"] if sources else ".")).resolve()
    if not folder.is_relative_to(root):
        raise LeanError(f"{lakefile}: srcDir leads out of the project, to {folder}")
    roots = _ROOTS.search(text)
    names = (
        tuple(part.strip().removeprefix("`") for part in roots["names"].split(",") if part.strip())
        if roots
        else (libraries[0]["name"].strip("«»"),)
    )
    for name in names:
        _refuse_path(lakefile, name)
    return Project(
        root=root,
        sources=folder,
        roots=names,
        options=_options(lakefile, text),
        toolchain=_toolchain(root),
    )


def _refuse_links(generated: Path) -> None:
    """What is generated would be written wherever a link in the place of a folder leads."""
    inner = (Path(folder, name) for folder, names, _ in os.walk(generated) for name in names)
    for path in (generated, *inner):
        if path.is_symlink():
            raise LeanError(f"{path} is a link, to {path.readlink()}, and not a folder of its own; remove it")


def _refuse_unreadable(lakefile: Path, text: str) -> None:
    """A setting in another form than the one that is read here would be ignored in silence."""
    for setting, (pattern, form) in _FORMS.items():
        if len(re.findall(rf"\b{setting}\b", text)) != len(pattern.findall(text)):
            raise LeanError(f"{lakefile}: {setting} cannot be read; write it as {setting} := {form}")


def _refuse_path(lakefile: Path, root: str) -> None:
    try:
        module_path(root)
    except LeanError as error:
        raise LeanError(f"{lakefile}: {error}") from error


def _options(lakefile: Path, text: str) -> tuple[tuple[str, str], ...]:
    pairs: dict[str, str] = {}
    for block in _OPTIONS.finditer(text):
        entries = list(_OPTION.finditer(block["options"]))
        if _OPTION.sub("", block["options"]).replace(",", "").strip():
            raise LeanError(f"{lakefile}: leanOptions := #[{block['options']}] is not a list of ⟨`name, value⟩ pairs")
        pairs |= {entry["name"]: entry["value"].strip('"') for entry in entries}
    return tuple(sorted(pairs.items()))


def _toolchain(root: Path) -> str:
    path = root / TOOLCHAIN_FILE
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LeanError(
            f"{path} cannot be read: {error}; it must name the Lean version (leanprover/lean4:v4.28.0)"
        ) from error
