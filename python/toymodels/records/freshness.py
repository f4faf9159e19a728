"""What a kept result depends on, as a key: what it was made of, and the code that makes it.

Which code that is, is found and not listed: the modules that do the work, with all of this package that these import,
inside functions too. Of a package only what is imported from it counts, not all that its `__init__` names. A test runs
each kind of work and looks that no other code runs.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_ONLY_FOR_TYPES = re.compile(r"^if TYPE_CHECKING:\n(?:[ ].*\n|\n)+", re.MULTILINE)
_IMPORT = re.compile(
    r"^ *(?:from toymodels(?P<module>[\w.]*) import (?:\((?P<lines>[^)]*)\)|(?P<line>[^\n(#]*))"
    r"|import toymodels(?P<whole>[\w.]+)|(?:from|import) (?P<library>\w+))",
    re.MULTILINE,
)
_COMMENT = re.compile("#.*")
_SETTLED = 2_000_000_000
"""Nanoseconds after which a change of a file shows in its times, however coarse these are."""

_LIBRARIES = {"flint": "python-flint", "numpy": "numpy"}
"""The libraries that compute: a result depends on their versions, where the code imports them."""


def key(*made_of: object) -> str:
    """A hash of what something is made of, each part of which says by `repr` all that it is."""
    return hashlib.sha256(repr(made_of).encode()).hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of a file, which is not read again while it is the same file with the same size and times.

    Raises:
        OSError: it cannot be read.
    """
    seen = path.stat()
    changed = max(seen.st_mtime_ns, seen.st_ctime_ns)
    if time.time_ns() - changed < _SETTLED:
        return _hash_of(path)
    return _hash_of_settled(path, seen.st_ino, seen.st_size, changed)


@cache
def _hash_of_settled(path: Path, inode: int, size: int, changed: int) -> str:
    del inode, size, changed
    return _hash_of(path)


def _hash_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def code_digest(*work: str, apart: tuple[str, ...] = ()) -> str:
    """A hash of the code of the modules `work` of this package, as `code_files` finds it."""
    digest = hashlib.sha256()
    files = code_files(work, apart)
    for path in sorted(files):
        digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    used = {found["library"] for path in files for found in _imports(path)}
    for library in sorted(used & _LIBRARIES.keys()):
        digest.update(f"{library} {_version(_LIBRARIES[library])}".encode())
    return digest.hexdigest()


def _version(distribution: str) -> str:
    from importlib.metadata import version  # which takes longer to import than all the rest here takes

    return version(distribution)


def code_files(work: Collection[str], apart: Collection[str] = ()) -> frozenset[Path]:
    """The files of the modules `work` of this package, with all that they import; but not of the packages `apart`.

    `apart` is what the modules import for others and this work does not come to.
    """
    found: set[Path] = set()
    waiting = [_file(name) for name in work]
    while waiting:
        path = waiting.pop()
        if path not in found and path.relative_to(_ROOT).parts[0] not in apart:
            found.add(path)
            waiting += _imported(path)
    return frozenset(found)


@cache
def _imported(path: Path) -> tuple[Path, ...]:
    """The files that a file imports from; of an `__init__`, none: who imports from it says what."""
    return () if path.name == "__init__.py" else tuple(_all_imported(path))


def _all_imported(path: Path) -> Iterator[Path]:
    for found in _imports(path):
        if not found["library"]:
            for module, name in _names(found):
                yield from _defining(module, name)


def _names(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    """The modules of an import, each with a name that is imported from it; empty for the module itself."""
    if found["whole"]:
        yield found["whole"][1:], ""
        return
    module = found["module"][1:]
    for part in _COMMENT.sub("", found["lines"] or found["line"]).split(","):
        if name := part.split():
            yield module, name[0]


def _defining(module: str, name: str) -> Iterator[Path]:
    """Where a name comes from that is imported from a module: from there, or through an `__init__` from elsewhere."""
    inside = _file(f"{module}.{name}" if module else name)
    if name and inside.is_file():
        yield inside
        return
    path = _file(module)
    yield path
    if path.name == "__init__.py":
        passed_on = [source for found in _imports(path) if not found["library"] for source in _names(found)]
        sources = [(source, given) for source, given in passed_on if given == name]
        for source, given in sources:
            yield from _defining(source, given)
        if not sources:  # the `__init__` makes it, of whatever it imports
            yield from _all_imported(path)


def _imports(path: Path) -> list[re.Match[str]]:
    return list(_IMPORT.finditer(_source(path)))


@cache
def _source(path: Path) -> str:
    return _ONLY_FOR_TYPES.sub("", path.read_text(encoding="utf-8"))


@cache
def _file(module: str) -> Path:
    """The file of a module or package, named without the name of this one."""
    path = _ROOT.joinpath(*module.split(".")) if module else _ROOT
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
