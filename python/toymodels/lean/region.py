"""Checked access to the objects of one compiled module.

Objects point to each other by the address at which Lean maps their file, across the parts of one module too, so a
`Region` holds the parts together. Every access checks what it reads, and a pointer must lead to a lower address than
the object that holds it, as Lean writes children first. So whatever the bytes are, a read ends with a value or an
`OleanError`.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from toymodels.errors import OleanError
from toymodels.lean.parts import OBJECT_HEADER, REMEDY, Part

MAX_CONSTRUCTOR_TAG = 244
TAG_ARRAY = 246
TAG_STRING = 249
TAG_NATURAL = 250
NIL = 1  # the boxed scalar 0: `[]`, `Name.anonymous`, `none`

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


class Region:
    """The objects of one module, by address.

    Methods take the address of an object and `what`, a phrase for error messages that says what it should be. A value
    with its lowest bit set is not an address but a boxed scalar.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        """Join the parts of one module, the main one first."""
        self.parts = tuple(parts)
        self.word = self.parts[0].header.word
        self._pointers: dict[int, struct.Struct] = {}

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
            raise self.error(address, what, "bytes that are not an object")
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

    def kind(self, address: int, what: str) -> int:
        """What sort of object stands there: a constructor's number, or one of the tags above those."""
        return self._open(address, what)[4]

    def scalars(self, address: int, what: str) -> bytes:
        """All that a constructor object holds after its pointer fields, up to the end of its last word."""
        part, offset, size, pointers, _ = self._open(address, what)
        start = OBJECT_HEADER.size + self.word * pointers
        if start > size or offset + size > part.size:
            raise self.error(address, what, f"an object of {size} bytes")
        return part.data[offset + start : offset + size]

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
