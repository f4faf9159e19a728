"""The files of a compiled module: their headers and bytes.

An `.olean` file is a header and a heap image: objects that point to each other by the address at which Lean maps the
file. The parts of one module (`X.olean`, `X.olean.server`, `X.olean.private`) are laid out one after the other in
address space and point into earlier parts.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toymodels.errors import OleanError

FORMAT_VERSION = 2
REMEDY = "rebuild it with `toymodels build`"

OBJECT_HEADER = struct.Struct("<IHBB")  # reference count, byte size of small objects, pointer count, tag

_FIXED_HEADER = struct.Struct("<5sBB33s40s")  # magic, version, flags, Lean version, commit
_ADDRESSES = {4: struct.Struct("<II"), 8: struct.Struct("<QQ")}  # base address and root pointer, by pointer size
_BASE_ALIGNMENT = 1 << 16
_MODULE_DATA_POINTERS = 5
_PADDING = bytes(64)  # lets a reader unpack a few words at any offset inside the file


@dataclass(frozen=True, slots=True)
class Header:
    """What the header of a file says.

    `word` is the size of a pointer in bytes: 4 for a file of the embedded (wasm32) Lean, 8 for a native one.
    `gmp_naturals` tells which of two layouts big numbers have. `base` is the address of the file's first byte, `root`
    the address of its `ModuleData`, which is in an earlier part where that holds the same.
    """

    lean_version: str
    commit: str
    gmp_naturals: bool
    word: int
    base: int
    root: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Part:
    """One file: its header, its bytes (padded with zeros after `size`), and the addresses that it covers.

    `first` is the address of the first object, `end` the one after the last byte.
    """

    path: Path
    header: Header
    data: bytes
    size: int
    first: int
    end: int


def read_parts(paths: Sequence[Path]) -> list[Part]:
    """Read the files of one module.

    Args:
        paths: in the order in which Lean lays them out, the main `.olean` first.

    Raises:
        OleanError: a file is missing, unreadable, no `.olean` file, of an unknown version, inconsistent, or not of the
            same build as the others.
    """
    main = _read_part(paths[0], None)
    parts = [main]
    for path in paths[1:]:
        part = _read_part(path, main.header.word)
        if _build(part) != _build(main) or part.header.base < parts[-1].end:
            raise OleanError(
                f"{path}: at byte {_FIXED_HEADER.size}: expected a part of the same module as {main.path} (Lean "
                f"{main.header.lean_version}, at {parts[-1].end:#x} or above), found one of Lean "
                f"{part.header.lean_version} at {part.header.base:#x}; the files come from different builds: {REMEDY}"
            )
        parts.append(part)
    return parts


def _build(part: Part) -> tuple[str, str, bool]:
    return part.header.lean_version, part.header.commit, part.header.gmp_naturals


def _read_part(path: Path, word: int | None) -> Part:
    """Read one file; `word` is its pointer size if that is known."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise OleanError(f"{path}: no such compiled Lean file; build it with `toymodels build`") from None
    except OSError as error:
        raise OleanError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions") from error
    header, size = _read_header(path, content, word), len(content)
    first = header.base + _FIXED_HEADER.size + 2 * header.word
    return Part(path, header, content + _PADDING, size, first, header.base + size)


def _read_header(path: Path, content: bytes, word: int | None) -> Header:
    least = _FIXED_HEADER.size + 2 * (word or 4)
    if len(content) < least:
        raise OleanError(
            f"{path}: at byte {len(content)}: expected an .olean header of {least} bytes, found the end of the file; "
            f"{REMEDY}"
        )
    magic, version, flags, lean_version, commit = _FIXED_HEADER.unpack_from(content)
    if magic != b"olean":
        raise OleanError(f"{path}: at byte 0: expected the bytes b'olean', found {magic!r}; {REMEDY}")
    if version != FORMAT_VERSION:
        raise OleanError(
            f"{path}: at byte 5: expected .olean format version {FORMAT_VERSION}, found {version}; "
            "rebuild it with the Lean named in lean-toolchain (`toymodels build`)"
        )
    word = word or _pointer_size(path, content)
    base, root = _ADDRESSES[word].unpack_from(content, _FIXED_HEADER.size)
    return Header(_text(lean_version), _text(commit), bool(flags & 1), word, base, root)


def _text(field: bytes) -> str:
    return field.rstrip(b"\0").decode("ascii", "replace")


def _pointer_size(path: Path, content: bytes) -> int:
    """The pointer size under which the header of a main file makes sense.

    The header does not say. Under the right size the base address is a multiple of 64 KiB and the root pointer leads
    inside the file to a constructor object with the five pointers of `ModuleData`; under the wrong one the root pointer
    is made of half an address or of an object header, and leads nowhere.
    """
    for word in _ADDRESSES:
        if _makes_sense(content, word):
            return word
    raise OleanError(
        f"{path}: at byte {_FIXED_HEADER.size}: expected a base address and a pointer to the module's data, with "
        f"32-bit or with 64-bit pointers, found {content[_FIXED_HEADER.size :][:16].hex()}; {REMEDY}"
    )


def _makes_sense(content: bytes, word: int) -> bool:
    first = _FIXED_HEADER.size + 2 * word
    if len(content) < first:
        return False
    base, root = _ADDRESSES[word].unpack_from(content, _FIXED_HEADER.size)
    offset = root - base
    if base % _BASE_ALIGNMENT or offset % word or not first <= offset <= len(content) - OBJECT_HEADER.size:
        return False
    _, size, pointers, tag = OBJECT_HEADER.unpack_from(content, offset)
    return tag == 0 and pointers == _MODULE_DATA_POINTERS and offset + size <= len(content)
