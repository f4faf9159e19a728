"""Checked access to the objects of one compiled module.

An `.olean` file is a header and a heap image: objects that point to each other by the address at which Lean maps the
file. The parts of one module (`X.olean`, `X.olean.server`, `X.olean.private`) are laid out one after the other in
address space and point into earlier parts, so a `Region` holds them together.

Every access checks what it reads, and a pointer must lead to a lower address than the object that holds it, as Lean
writes children first. So whatever the bytes are, a read ends with a value or an `OleanError`.
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
MAX_CONSTRUCTOR_TAG = 244
TAG_ARRAY = 246
TAG_STRING = 249
TAG_NATURAL = 250
NIL = 1  # the boxed scalar 0: `[]`, `Name.anonymous`, `none`

_FIXED_HEADER = struct.Struct("<5sBB33s40s")  # magic, version, flags, Lean version, commit
_BASE_ALIGNMENT = 1 << 16
_MODULE_DATA_POINTERS = 5
_PADDING = bytes(64)  # lets a reader unpack a few words at any offset inside the file
_TAG_NAMES = {
    245: "a closure",
    TAG_ARRAY: "an array",
    247: "a struct array",
    248: "a scalar array",
    TAG_STRING: "a string",
    TAG_NATURAL: "a big number",
    251: "a thunk",
    252: "a task",
    253: "a reference",
    254: "an external object",
    255: "a reserved object",
}


@dataclass(frozen=True, slots=True)
class Header:
    """What the header of a file says.

    `word` is the size of a pointer in bytes: 4 for a file of the embedded (wasm32) Lean, 8 for a native one.
    `gmp_naturals` tells which of two layouts big numbers have. `base` is the address of the file's first byte, `root`
    the address of its `ModuleData`.
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


def read_part(path: Path) -> Part:
    """Read one file and its header.

    Raises:
        OleanError: the file is missing, unreadable, no `.olean` file, of an unknown version, or inconsistent.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise OleanError(f"{path}: no such compiled Lean file; build it with `toymodels build`") from None
    except OSError as error:
        raise OleanError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions") from error
    header, size = _read_header(path, content), len(content)
    first = header.base + _FIXED_HEADER.size + 2 * header.word
    return Part(path, header, content + _PADDING, size, first, header.base + size)


def _read_header(path: Path, content: bytes) -> Header:
    if len(content) < _FIXED_HEADER.size + 8:
        raise OleanError(
            f"{path}: at byte {len(content)}: expected an .olean header of {_FIXED_HEADER.size + 8} bytes or more, "
            f"found the end of the file; {REMEDY}"
        )
    magic, version, flags, lean_version, commit = _FIXED_HEADER.unpack_from(content)
    if magic != b"olean":
        raise OleanError(f"{path}: at byte 0: expected the bytes 'olean', found {magic!r}; {REMEDY}")
    if version != FORMAT_VERSION:
        raise OleanError(
            f"{path}: at byte 5: expected .olean format version {FORMAT_VERSION}, found {version}; "
            "rebuild it with the Lean named in lean-toolchain (`toymodels build`)"
        )
    word = _pointer_size(path, content)
    base, root = struct.unpack_from("<II" if word == 4 else "<QQ", content, _FIXED_HEADER.size)
    return Header(_text(lean_version), _text(commit), bool(flags & 1), word, base, root)


def _text(field: bytes) -> str:
    return field.rstrip(b"\0").decode("ascii", "replace")


def _pointer_size(path: Path, content: bytes) -> int:
    """The pointer size under which the header makes sense.

    The header does not say. Under the right size the base address is a multiple of 64 KiB and the root pointer leads
    inside the file to a constructor object with the five pointers of `ModuleData`; under the wrong one the root pointer
    is made of half an address or of an object header, and leads nowhere.
    """
    for word in (8, 4):
        if _header_makes_sense(content, word):
            return word
    raise OleanError(
        f"{path}: at byte {_FIXED_HEADER.size}: expected a base address and a pointer to the module's data, with "
        f"32-bit or with 64-bit pointers, found {content[_FIXED_HEADER.size :][:16].hex()}; {REMEDY}"
    )


def _header_makes_sense(content: bytes, word: int) -> bool:
    first = _FIXED_HEADER.size + 2 * word
    if len(content) < first:
        return False
    base, root = struct.unpack_from("<II" if word == 4 else "<QQ", content, _FIXED_HEADER.size)
    offset = root - base
    if base % _BASE_ALIGNMENT or offset % word or not first <= offset <= len(content) - OBJECT_HEADER.size:
        return False
    _, size, pointers, tag = OBJECT_HEADER.unpack_from(content, offset)
    return tag == 0 and pointers == _MODULE_DATA_POINTERS and offset + size <= len(content)


class Region:
    """The objects of one module, by address.

    Methods take the address of an object and `what`, a phrase for error messages that says what it should be. A value
    with its lowest bit set is not an address but a boxed scalar.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        """Join the parts of one module.

        Args:
            parts: in the order in which Lean wrote them; the main `.olean` comes first.

        Raises:
            OleanError: the parts come from different builds.
        """
        self.parts = tuple(parts)
        first = self.parts[0]
        self.word = first.header.word
        self._pointers: dict[int, struct.Struct] = {}
        for earlier, later in zip(self.parts, self.parts[1:], strict=False):
            a, b = earlier.header, later.header
            if (a.commit, a.word, a.gmp_naturals) != (b.commit, b.word, b.gmp_naturals) or later.first < earlier.end:
                raise OleanError(
                    f"{later.path}: at byte {_FIXED_HEADER.size}: expected a part of the same module as {earlier.path} "
                    f"(Lean {a.lean_version}, laid out after {earlier.end:#x}), found one of Lean {b.lean_version} at "
                    f"{b.base:#x}; the files come from different builds: {REMEDY}"
                )

    def error(self, address: int, expected: str, found: str) -> OleanError:
        """An error about the object at `address`, to be raised."""
        for part in self.parts:
            if part.header.base <= address < part.end:
                place = f"{part.path}: at byte {address - part.header.base:#x}"
                break
        else:
            place = f"{self.parts[0].path}: at address {address:#x}, which is outside the file"
        return OleanError(
            f"{place}: expected {expected}, found {found}; the file is corrupt or from another Lean: {REMEDY}"
        )

    def part_of(self, address: int, what: str) -> Part:
        """The part in which the object at `address` stands."""
        for part in self.parts:
            if part.first <= address < part.end:
                return part
        found = f"the scalar {address >> 1}" if address & 1 else "a pointer that leads outside the file"
        raise self.error(address, what, found)

    def _open(self, address: int, what: str) -> tuple[Part, int, int, int, int]:
        """Part, offset, byte size field, pointer count and tag of the object at `address`."""
        part = self.part_of(address, what)
        offset = address - part.header.base
        if offset % self.word:
            found = f"the scalar {address >> 1}" if address & 1 else "a misaligned pointer"
            raise self.error(address, what, found)
        count, size, pointers, tag = OBJECT_HEADER.unpack_from(part.data, offset)
        if count != 0 or offset + OBJECT_HEADER.size > part.size:
            raise self.error(address, what, "bytes that are no object")
        return part, offset, size, pointers, tag

    def _unpack(self, part: Part, address: int, offset: int, count: int) -> tuple[int, ...]:
        """`count` pointers at `offset`, each a scalar or leading backwards from `address`."""
        layout = self._pointers.get(count)
        if layout is None:
            layout = self._pointers[count] = struct.Struct(f"<{count}{'I' if self.word == 4 else 'Q'}")
        pointers = layout.unpack_from(part.data, offset)
        if count and max(pointers) >= address:
            for pointer in pointers:
                if pointer >= address and not pointer & 1:
                    raise self.error(
                        address, "pointers to objects written earlier", f"a pointer forward to {pointer:#x}"
                    )
        return pointers

    def tag(self, address: int, what: str) -> int:
        """The constructor number of an object, boxed or not."""
        return address >> 1 if address & 1 else self.fields(address, what)[0]

    def fields(self, address: int, what: str) -> tuple[int, tuple[int, ...]]:
        """The tag and the pointer fields of a constructor object."""
        part, offset, size, pointers, tag = self._open(address, what)
        if tag > MAX_CONSTRUCTOR_TAG:
            raise self.error(address, what, describe_tag(tag))
        if size < OBJECT_HEADER.size + self.word * pointers or offset + size > part.size:
            raise self.error(address, what, f"an object of {size} bytes")
        return tag, self._unpack(part, address, offset + OBJECT_HEADER.size, pointers)

    def constructor(self, address: int, what: str, tag: int, arity: int) -> tuple[int, ...]:
        """The pointer fields of a constructor object with this `tag` and `arity`."""
        found, pointers = self.fields(address, what)
        if found != tag or len(pointers) != arity:
            raise self.error(address, what, f"{describe_tag(found)} with {len(pointers)} fields")
        return pointers

    def scalar_byte(self, address: int, index: int, what: str) -> int:
        """Byte `index` of the scalar fields of a constructor object."""
        part, offset, size, pointers, _ = self._open(address, what)
        position = OBJECT_HEADER.size + self.word * pointers + index
        if position >= size or offset + size > part.size:
            raise self.error(address, what, f"an object of {size} bytes, too short for its field {pointers + index}")
        return part.data[offset + position]

    def flag(self, address: int, index: int, what: str) -> bool:
        """A `Bool` among the scalar fields of a constructor object."""
        value = self.scalar_byte(address, index, what)
        if value > 1:
            raise self.error(address, what, f"the Bool {value}")
        return value == 1

    def array(self, address: int, what: str) -> tuple[int, ...]:
        """The elements of an array."""
        part, offset, _, _, tag = self._open(address, what)
        if tag != TAG_ARRAY:
            raise self.error(address, what, describe_tag(tag))
        start = offset + OBJECT_HEADER.size + 2 * self.word
        count = self._size_field(part, offset, 0)
        if count > (part.size - start) // self.word:
            raise self.error(address, what, f"an array of {count} elements, more than the file holds")
        return self._unpack(part, address, start, count)

    def string(self, address: int, what: str) -> str:
        """A string."""
        part, offset, _, _, tag = self._open(address, what)
        if tag != TAG_STRING:
            raise self.error(address, what, describe_tag(tag))
        start = offset + OBJECT_HEADER.size + 3 * self.word
        size = self._size_field(part, offset, 0)
        if not 1 <= size <= part.size - start:
            raise self.error(address, what, f"a string of {size} bytes, more than the file holds")
        end = start + size - 1
        try:
            text = part.data[start:end].decode()
        except UnicodeDecodeError as error:
            raise self.error(address, what, f"bytes that are not UTF-8 ({error.reason})") from None
        if part.data[end] or len(text) != self._size_field(part, offset, 2):
            raise self.error(address, what, "a string whose length and bytes disagree")
        return text

    def natural(self, address: int, what: str) -> int:
        """A natural number: a boxed scalar or a big number."""
        if address & 1:
            return address >> 1
        part, offset, _, _, tag = self._open(address, what)
        if tag != TAG_NATURAL:
            raise self.error(address, what, describe_tag(tag))
        if part.header.gmp_naturals:
            return self._gmp_natural(part, address, offset, what)
        return self._lean_natural(part, address, offset, what)

    def _gmp_natural(self, part: Part, address: int, offset: int, what: str) -> int:
        """GMP's layout: `int` allocated, `int` used (negative for a negative number), pointer, word-sized limbs."""
        (limbs,) = struct.unpack_from("<i", part.data, offset + OBJECT_HEADER.size + 4)
        start = offset + OBJECT_HEADER.size + 8 + self.word
        return self._magnitude(part, address, start, limbs, self.word, what)

    def _lean_natural(self, part: Part, address: int, offset: int, what: str) -> int:
        """Lean's own layout: sign byte, number of digits and pointer in a word each, 32-bit digits."""
        if part.data[offset + OBJECT_HEADER.size]:
            raise self.error(address, what, "a negative number")
        digits = self._size_field(part, offset, 1)
        return self._magnitude(part, address, offset + OBJECT_HEADER.size + 3 * self.word, digits, 4, what)

    def _magnitude(self, part: Part, address: int, start: int, digits: int, width: int, what: str) -> int:
        if not 0 <= digits <= (part.size - start) // width:
            raise self.error(address, what, f"a number of {digits} digits, more than the file holds")
        return int.from_bytes(part.data[start : start + digits * width], "little")

    def _size_field(self, part: Part, offset: int, index: int) -> int:
        start = offset + OBJECT_HEADER.size + index * self.word
        return int.from_bytes(part.data[start : start + self.word], "little")

    def list_items(self, address: int, what: str) -> list[int]:
        """The elements of a `List`."""
        items: list[int] = []
        while address != NIL:
            head, address = self.constructor(address, what, 1, 2)
            items.append(head)
        return items


def describe_tag(tag: int) -> str:
    """A phrase for an object with this tag."""
    return _TAG_NAMES.get(tag, f"constructor {tag}")
