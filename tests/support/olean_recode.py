"""Rewrites 32-bit `.olean` files in the 64-bit layout.

No native Lean can be had where these tests are written, so the 64-bit reader is tested on real content that is laid
out again by this module: every object is copied with pointers, sizes and counts widened, numbers that fit a 64-bit
scalar boxed, and parts moved to new base addresses.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

from tests.support.olean_writer import HEADER_SIZE, Heap

FIRST_OBJECT = HEADER_SIZE + 8


def recode_module(path: Path, target: Path, *, gmp: bool = False) -> None:
    """Rewrite the module whose main file is `path`, with the parts beside it, as `target`."""
    heap = Heap(8, gmp)
    moved: dict[int, int] = {}
    for suffix in ("", ".server", ".private"):
        source = path.with_name(path.name + suffix)
        if source.exists():
            content = _recode_part(source.read_bytes(), heap, moved)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.with_name(target.name + suffix).write_bytes(content)


def _recode_part(data: bytes, heap: Heap, moved: dict[int, int]) -> bytes:
    base, root = struct.unpack_from("<II", data, HEADER_SIZE)
    start = heap.start_part()
    offset = FIRST_OBJECT
    while offset < len(data):
        moved[base + offset], size = _recode_object(data, offset, heap, moved)
        offset += size + -size % 4
    head = bytearray(data[:HEADER_SIZE])
    head[6] = heap.gmp
    heap.data[start : start + HEADER_SIZE + 16] = bytes(head) + struct.pack("<QQ", heap.base + start, moved[root])
    return bytes(heap.data[start:])


def _recode_object(data: bytes, offset: int, heap: Heap, moved: dict[int, int]) -> tuple[int, int]:
    """The new pointer of the object at `offset` and its old size."""
    _, size, count, tag = struct.unpack_from("<IHBB", data, offset)
    if tag <= 244:
        pointers = struct.unpack_from(f"<{count}I", data, offset + 8)
        scalars = data[offset + 8 + 4 * count : offset + size]
        return heap.append(heap.constructor(tag, _widened(pointers, moved), scalars)), size
    if tag == 246:
        (length,) = struct.unpack_from("<I", data, offset + 8)
        pointers = struct.unpack_from(f"<{length}I", data, offset + 16)
        return heap.append(heap.array(_widened(pointers, moved))), 16 + 4 * length
    if tag == 249:
        bytes_, _, length = struct.unpack_from("<III", data, offset + 8)
        return heap.append(heap.string(data[offset + 20 : offset + 19 + bytes_], length)), 20 + bytes_
    if tag == 250:
        (digits,) = struct.unpack_from("<I", data, offset + 12)
        value = int.from_bytes(data[offset + 20 : offset + 20 + 4 * digits], "little")
        return heap.add(value), 20 + 4 * digits
    raise AssertionError(f"tag {tag} at byte {offset:#x}: no such object was expected in the files of these tests")


def _widened(pointers: Sequence[int], moved: dict[int, int]) -> list[int]:
    return [pointer if pointer & 1 else moved[pointer] for pointer in pointers]
