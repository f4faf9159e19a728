"""Lean's names as text, without ambiguity.

A name of Lean is a list of components, each a string or a number, and a string may hold anything: `«Nat.mul»` is one
component, `Nat.mul` are two. Here a name is a `str`: its components joined by dots, each written as Lean prints it, in
`«..»` unless it is an identifier. Inside, a `»` is doubled and a backslash stands before what a terminal would obey, so
that two names never have the same text.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote

from toymodels.errors import LeanError, UnknownName
from toymodels.plain import plain

_LETTERLIKE = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u0391-\u039f\u03a1-\u03a2\u03a4-\u03a9\u03b1-\u03ba\u03bc-\u03fb"
    "\u1f00-\u1ffe\u2100-\u214f\U0001d49c-\U0001d59f"
)
_SUBSCRIPTS = "\u2080-\u2089\u2090-\u209c\u1d62-\u1d6a\u2c7c"
_IDENTIFIER = re.compile(rf"[A-Za-z_{_LETTERLIKE}][\w'!?{_SUBSCRIPTS}{_LETTERLIKE}]*✝?", re.ASCII)
_HYGIENE = "_@"
"""What Lean puts before the marks of macro hygiene, and prints as it is."""

_COMPONENT = re.compile(r"(?:«(?:[^»]|»»)*»|[^.«]*)(?:\.|\Z)")
_ESCAPE = re.compile(r"\\(?:x(?P<two>[0-9a-f]{2})|u(?P<four>[0-9a-f]{4})|(?P<one>.))")
_PRIVATE = re.compile(r"_private\.[\w.«»]*?\.0\.")
_SAFE = "'"
_MAX_FILE_NAME = 160


@lru_cache(maxsize=65_536)
def component(text: str) -> str:
    """The component `text` of a name, as it is written; a numeric component is its number."""
    if text == _HYGIENE or _IDENTIFIER.fullmatch(text):
        return text
    shown = plain(text.replace("\\", "\\\\")).replace("\n", "\\n").replace("\t", "\\t")
    return f"«{shown.replace('»', '»»')}»"


def components(name: str) -> tuple[str, ...]:
    """The components of a name, as they are written."""
    if "«" not in name:
        return tuple(name.split(".")) if name else ()
    return tuple(match[0].removesuffix(".") for match in _COMPONENT.finditer(name) if match[0])


def content(written: str) -> str:
    """What a component holds: `written` without `«` and `»`."""
    if not written.startswith("«"):
        return written
    return _ESCAPE.sub(_unescaped, written[1:-1].replace("»»", "»"))


def parent(name: str) -> str:
    """The name without its last component; empty if it has only one."""
    return name.rpartition(".")[0] if "«" not in name else ".".join(components(name)[:-1])


def last(name: str) -> str:
    """The last component of a name, as it is written."""
    return name.rpartition(".")[2] if "«" not in name else "".join(components(name)[-1:])


def shortened(name: str, namespaces: Iterable[str]) -> str:
    """The name without the first of `namespaces` that it begins with."""
    inside = next((each for each in namespaces if name.startswith(f"{each}.")), None)
    return name if inside is None else name.removeprefix(f"{inside}.")


def child(name: str, written: str) -> str:
    """The name with one component more, or several, as they are written."""
    return f"{name}.{written}" if name else written


def is_private(name: str) -> bool:
    """Whether Lean made the name for a `private` declaration."""
    return name.startswith("_private.")


def as_written(text: str) -> str:
    """Lean code or a message with private names as their own module says them."""
    return _PRIVATE.sub("", text)


def ends_with(name: str, end: str) -> bool:
    """Whether the last components of `name` are those of `end`."""
    suffix = components(end)
    return bool(suffix) and components(name)[-len(suffix) :] == suffix


def module_path(name: str) -> PurePosixPath:
    """The path of a module without its suffix, relative to the folder of all modules.

    Raises:
        LeanError: a component is not a name of a file, such as `..`.
    """
    parts = [content(part) for part in components(name)]
    if not parts or any(part in {"", ".", ".."} or re.search(r"[/\\\0]", part) for part in parts):
        raise LeanError(f"{name!r} is not a name of a module: each of its components must be the name of a file")
    return PurePosixPath(*parts)


def module_name(parts: Iterable[str]) -> str:
    """The name of the module that a path, without its suffix, is of."""
    return ".".join(map(component, parts))


def as_module_name(text: str) -> str:
    """A name as Lean writes it: `My-Lib` is `«My-Lib»`."""
    return module_name(map(content, components(text)))


def file_name(name: str) -> str:
    """A file name, without suffix, for any name: no separator, no leading dot, ASCII, of bounded length.

    Two names get different ones. Where file names ignore case, so may two of these; what is kept in such a file
    therefore says whose it is.
    """
    text = quote(name, safe=_SAFE).replace("~", "%7E")
    if text.startswith("."):
        text = f"%2E{text[1:]}"
    if len(text) <= _MAX_FILE_NAME:
        return text
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{text[: _MAX_FILE_NAME - len(digest) - 1]}~{digest}"


def _unescaped(escape: re.Match[str]) -> str:
    code = escape["two"] or escape["four"]
    return chr(int(code, 16)) if code else {"n": "\n", "t": "\t", "r": "\r"}.get(escape["one"], escape["one"])


def resolve_name(name: str, names: Sequence[str]) -> str:
    """The one of `names` that is called `name`, which may leave out leading components.

    Raises:
        UnknownName: none or several are called so.
    """
    if name in names:
        return name
    matches = [full for full in names if ends_with(full, name)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise UnknownName(f"{name!r} can be any of {', '.join(matches)}; give the full name")
    short = {last(full): full for full in names}
    near = difflib.get_close_matches(last(name), short, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "see `toymodels list`"
    raise UnknownName(f"no public theorem is called {name!r}; {hint}")
