"""Taking over what Lean has made of a module: from the folder that Lean writes to into the one that others read.

A file may be cut short (a full disk, a limit on file sizes) without Lean's noticing. So each is read as a whole: its
objects must follow each other up to its last byte.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path

from toymodels.errors import LeanError, OleanError
from toymodels.lean.names import module_path
from toymodels.lean.parts import OBJECT_HEADER, Part, read_parts
from toymodels.lean.region import MAX_CONSTRUCTOR_TAG, TAG_ARRAY, TAG_NATURAL, TAG_STRING
from toymodels.records.store import write_atomically

OLEAN_PARTS = (".olean", ".olean.server", ".olean.private")
COMPILED = (*OLEAN_PARTS, ".ilean")
"""The files of a compiled module, by what they end with."""

PROGRAM = ".ir"
"""What the file ends with that Lean writes in addition where code of the module is to run in others."""

_SCALAR_ARRAY = 248
_ONE_POINTER = {251, 252, 253}  # a thunk, a task, a reference


def take_over(staged: Path, target: Path, module: str) -> dict[str, str]:
    """Check the files `staged.olean` and so on, and copy them to `target.olean` and so on, with the user's mode bits.

    Returns:
        SHA-256 of what was checked, by what the files end with.

    Raises:
        LeanError: a file is missing, cut short, or none of `module`; nothing was taken over.
    """
    if not any(_with(staged, suffix).exists() for suffix in COMPILED):
        raise LeanError(f"Lean ended before it compiled {module}; does the module's own code end it (IO.Process.exit)?")
    try:
        contents = {suffix: _regular_file(_with(staged, suffix)) for suffix in COMPILED}
        if _with(staged, PROGRAM).exists():
            contents[PROGRAM] = _regular_file(_with(staged, PROGRAM))
        check_whole([_with(staged, suffix) for suffix in OLEAN_PARTS])
        _check_ilean(contents[".ilean"], module)
    except (OSError, OleanError, ValueError, KeyError, TypeError) as error:
        raise LeanError(
            f"Lean accepted {module}, but what it wrote cannot be used: {error}. Is the disk full, or are files "
            "limited in size (ulimit -f)?"
        ) from error
    for suffix, content in contents.items():
        write_atomically(_with(target, suffix), content)
    if PROGRAM not in contents:
        _with(target, PROGRAM).unlink(missing_ok=True)
    return {suffix: hashlib.sha256(content).hexdigest() for suffix, content in contents.items()}


def check_whole(paths: list[Path]) -> None:
    """Check that the parts of a module, the main one first, are whole.

    Raises:
        OleanError: a part is missing, no `.olean` file, or does not end with the end of an object.
    """
    for part in read_parts(paths):
        offset = part.first - part.header.base
        while offset < part.size:
            offset += _size(part, offset)
        if offset != part.size:
            raise OleanError(f"{part.path}: at byte {part.size}: the file ends within an object; it was cut short")


def _size(part: Part, offset: int) -> int:
    """The bytes that the object at `offset` takes."""
    word = part.header.word
    _, size, other, tag = OBJECT_HEADER.unpack_from(part.data, offset)
    start = OBJECT_HEADER.size

    def field(index: int) -> int:
        at = offset + start + index * word
        return int.from_bytes(part.data[at : at + word], "little")

    if tag <= MAX_CONSTRUCTOR_TAG:
        found = size
    elif tag == TAG_ARRAY:
        found = start + (2 + field(0)) * word
    elif tag == _SCALAR_ARRAY:
        found = start + 2 * word + field(0) * other
    elif tag == TAG_STRING:
        found = start + 3 * word + field(0)
    elif tag == TAG_NATURAL and part.header.gmp_naturals:
        limbs = int.from_bytes(part.data[offset + start + 4 : offset + start + 8], "little", signed=True)
        found = start + 8 + word + abs(limbs) * word
    elif tag == TAG_NATURAL:
        found = start + 3 * word + field(1) * 4
    elif tag in _ONE_POINTER:
        found = start + word
    else:
        found = 0
    if found < start:
        raise OleanError(f"{part.path}: at byte {offset:#x}: bytes that are not an object")
    return -(-found // word) * word


def _check_ilean(content: bytes, module: str) -> None:
    named = json.loads(content)["module"]
    if ".".join(module_path(named).parts) != module:
        raise ValueError(f"its .ilean file is of the module {named}")


def _regular_file(path: Path) -> bytes:
    """The content of a file that is not a link to another."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError(f"{path} is not an ordinary file")
        return stream.read()


def _with(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
