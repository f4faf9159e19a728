"""Alters compiled files where they stand: a pointer of one object is made to lead to another object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from tests.support.stand_ins import always

from toymodels.kernel.files import CompiledModule, Declared
from toymodels.kernel.official import OfficialKernel
from toymodels.lean.parts import OBJECT_HEADER
from toymodels.lean.region import NIL

CONST, APP = 4, 5
_SUBTERMS = {5: (0, 1), 6: (1, 2), 7: (1, 2), 8: (1, 2, 3), 10: (1,), 11: (2,)}


class NoKernel:
    """What a `CompiledModule` needs to be read: every object that it asks for is nothing."""

    level_zero = NIL

    def list(self, items: Iterable[int]) -> int:
        for _ in items:
            pass
        return NIL

    def __getattr__(self, name: str) -> Any:
        return always(NIL)


def read_without_kernel(name: str, path: Path) -> CompiledModule:
    """A compiled module, read for no kernel."""
    return CompiledModule(name, path, cast(OfficialKernel, NoKernel()), exported_only=False)


class Editor:
    """The files of one module, to be altered."""

    def __init__(self, name: str, path: Path) -> None:
        self.module = read_without_kernel(name, path)
        self.region = self.module.region

    def declared(self, name: str) -> Declared:
        return self.module.declared((name,))

    def nodes(self, root: int, tag: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """The nodes of a kind in a term, the outermost first: their addresses and fields."""
        seen, stack = {root}, [root]
        while stack:
            address = stack.pop()
            found, fields = self.region.fields(address, "a term")
            if found == tag:
                yield address, fields
            below = [fields[index] for index in _SUBTERMS.get(found, ())]
            stack += [each for each in below if each not in seen]
            seen.update(below)

    def point(self, address: int, field: int, target: int) -> None:
        """Make a field of the object at `address` lead to `target`, which Lean must have written before it."""
        assert target & 1 or target < address
        start = OBJECT_HEADER.size + self.region.word * field
        self._write(address, start, target.to_bytes(self.region.word, "little"))

    def scalar(self, address: int, pointers: int, index: int, value: int) -> None:
        """Set a byte after the pointers of an object."""
        self._write(address, OBJECT_HEADER.size + self.region.word * pointers + index, bytes([value]))

    def array_item(self, array: int, index: int, target: int) -> None:
        """Make an item of an array lead to `target`."""
        self.point(array, 2 + index, target)

    def _write(self, address: int, offset: int, content: bytes) -> None:
        part = self.region.part_of(address, "an object")
        with part.path.open("r+b") as file:
            file.seek(address - part.header.base + offset)
            file.write(content)
