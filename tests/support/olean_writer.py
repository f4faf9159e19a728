"""Writes `.olean` files from Python data, in the 32-bit and the 64-bit layout, for tests that should not need Lean.

`write_module` takes `ModuleData`, which is made of the functions below it (`theorem`, `inductive`, ..). Each builds the
Lean object of that name out of five kinds of Python value: `Object`, a constructor; `Box`, a boxed scalar; `int`, a
natural number; `str`, a string; `list`, an array.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toymodels.lean import expr
from toymodels.lean.expr import Expr
from toymodels.lean.names import components, content
from toymodels.lean.terms import children

HEADER_SIZE = 80  # without the base address and the root pointer
ALIGNMENT = 1 << 16
BASES = {4: 0x7CB4_0000, 8: 0x5A12_3456_0000}


@dataclass(frozen=True, eq=False)
class Object:
    """A constructor with pointer fields and the bytes of its scalar fields."""

    tag: int
    fields: tuple[Value, ...] = ()
    scalars: bytes = b""


@dataclass(frozen=True)
class Box:
    """A scalar in the place of a pointer: a constructor without fields."""

    value: int


Value = Object | Box | int | str | list["Value"]

NIL = Box(0)


class Heap:
    """The growing heap image of one module, over all its parts."""

    def __init__(self, word: int, gmp: bool = False) -> None:
        self.word = word
        self.gmp = gmp
        self.base = BASES[word]
        self.data = bytearray()
        self._pointers: dict[int, int] = {}
        self._images: dict[bytes, int] = {}
        self._kept: list[Value] = []

    def start_part(self) -> int:
        """Begin a part at the next aligned address; return its offset."""
        self.data += bytes(-len(self.data) % ALIGNMENT)
        start = len(self.data)
        self.data += bytes(HEADER_SIZE + 2 * self.word)
        return start

    def finish_part(self, start: int, root: Value, header: bytes) -> bytes:
        """Write the root and the header; return the bytes of the part's file."""
        pointers = struct.pack("<II" if self.word == 4 else "<QQ", self.base + start, self.add(root))
        self.data[start : start + HEADER_SIZE + 2 * self.word] = header + pointers
        return bytes(self.data[start:])

    def add(self, value: Value) -> int:
        """Write what is not there yet of `value`, below before above; return its pointer."""
        stack = [value]
        while stack:
            current = stack[-1]
            missing = [below for below in _below(current) if id(below) not in self._pointers]
            if id(current) in self._pointers:
                stack.pop()
            elif missing:
                stack.extend(missing)
            else:
                self._pointers[id(current)] = self._place(current)
                self._kept.append(current)
        return self._pointers[id(value)]

    def _place(self, value: Value) -> int:
        if isinstance(value, Box) or (isinstance(value, int) and value < 1 << (8 * self.word - 1)):
            return (value.value if isinstance(value, Box) else value) << 1 | 1
        if isinstance(value, int):
            return self.append(self.natural(value))
        return self.share(self._image(value))

    def share(self, image: bytes) -> int:
        """The address of an object with this image, which is written if it is new."""
        if image not in self._images:
            self._images[image] = self.append(image)
        return self._images[image]

    def append(self, image: bytes) -> int:
        """Write an object, padded to a whole word; return its address."""
        address = self.base + len(self.data)
        self.data += image + bytes(-len(image) % self.word)
        return address

    def _image(self, value: Object | str | list[Value]) -> bytes:
        if isinstance(value, str):
            return self.string(value.encode(), len(value))
        pointers = [self._pointers[id(below)] for below in _below(value)]
        if isinstance(value, list):
            return self.array(pointers)
        return self.constructor(value.tag, pointers, value.scalars)

    def words(self, values: Sequence[int]) -> bytes:
        """Word-sized integers."""
        return struct.pack(f"<{len(values)}{'I' if self.word == 4 else 'Q'}", *values)

    def constructor(self, tag: int, pointers: Sequence[int], scalars: bytes) -> bytes:
        """The image of a constructor; as in Lean's allocator its size is a multiple of eight."""
        size = 8 + self.word * len(pointers) + len(scalars)
        padding = bytes(-size % 8)
        head = struct.pack("<IHBB", 0, size + len(padding), len(pointers), tag)
        return head + self.words(pointers) + scalars + padding

    def array(self, pointers: Sequence[int]) -> bytes:
        """The image of an array."""
        return struct.pack("<IHBB", 0, 1, 0, 246) + self.words([len(pointers)] * 2) + self.words(pointers)

    def string(self, content: bytes, length: int) -> bytes:
        """The image of a string of `length` code points."""
        size = len(content) + 1
        return struct.pack("<IHBB", 0, 1, 0, 249) + self.words([size, size, length]) + content + b"\0"

    def natural(self, value: int) -> bytes:
        """The image of a big number where the heap ends now, in GMP's or in Lean's own layout."""
        width = self.word if self.gmp else 4
        digits = -(-value.bit_length() // (8 * width))
        prefix = 8 + (8 if self.gmp else 2 * self.word) + self.word
        head = struct.pack("<IHBB", 0, prefix + width * digits, 0, 250)
        counts = struct.pack("<ii", digits, digits) if self.gmp else self.words([0, digits])
        return (
            head + counts + self.words([self.base + len(self.data) + prefix]) + value.to_bytes(width * digits, "little")
        )


def _below(value: Value) -> Sequence[Value]:
    if isinstance(value, Object):
        return value.fields
    return value if isinstance(value, list) else ()


@dataclass
class ModuleData:
    """The content of one part of a module."""

    imports: Sequence[str] = ()
    constants: Sequence[tuple[str, Object]] = ()
    entries: Mapping[str, Sequence[Value]] = field(default_factory=dict[str, Sequence[Value]])
    is_module: bool = True
    private_imports: Sequence[str] = ()

    def value(self) -> Object:
        """The Lean object."""
        imports: list[Value] = [Object(0, (name(module),), b"\0\1\0") for module in self.imports]
        imports += [Object(0, (name(module),), b"\0\0\0") for module in self.private_imports]
        names: list[Value] = [name(constant) for constant, _ in self.constants]
        infos: list[Value] = [info for _, info in self.constants]
        entries: list[Value] = [Object(0, (name(extension), list(items))) for extension, items in self.entries.items()]
        return Object(0, (imports, names, infos, [], entries), bytes([self.is_module]))


def header(version: int = 2, gmp: bool = False, lean: str = "4.28.0-test", commit: str = "0" * 40) -> bytes:
    """The first 80 bytes of a file."""
    return struct.pack("<5sBB33s40s", b"olean", version, gmp, lean.encode(), commit.encode())


def write_module(
    folder: Path, module: str, parts: Mapping[str, ModuleData], word: int = 4, *, gmp: bool = False
) -> Path:
    """Write the parts of a module, keyed by `""`, `".server"`, `".private"`; return the path of the main file."""
    path = folder.joinpath(*module.split(".")).with_suffix(".olean")
    path.parent.mkdir(parents=True, exist_ok=True)
    heap = Heap(word, gmp)
    for suffix, data in parts.items():
        content = heap.finish_part(heap.start_part(), data.value(), header(gmp=gmp))
        path.with_name(path.name + suffix).write_bytes(content)
    return path


def name(text: str) -> Value:
    """A `Name`; components of digits become numeric ones."""
    value: Value = NIL
    for part in components(text):
        numeric = part.isdecimal()
        value = Object(2 if numeric else 1, (value, int(part) if numeric else content(part)), bytes(8))
    return value


def lean_list(items: Sequence[Value]) -> Value:
    """A `List`."""
    value: Value = NIL
    for item in reversed(items):
        value = Object(1, (item, value))
    return value


def level(text: str) -> Value:
    """A universe level: a numeral, or a parameter, or `parameter+numeral`."""
    parameter, _, offset = ("", "", text) if text.isdecimal() else text.partition("+")
    value: Value = Object(4, (name(parameter),), bytes(8)) if parameter else Object(0, (), bytes(8))
    for _ in range(int(offset or 0)):
        value = Object(1, (value,), bytes(8))
    return value


def term(root: Expr) -> Value:
    """An `Expr`, shared as it is in Python."""
    done: dict[int, Value] = {}
    for node in _postorder(root):
        done[id(node)] = _term_node(node, [done[id(child)] for child in children(node)])
    return done[id(root)]


def _postorder(root: Expr) -> Iterator[Expr]:
    finished: set[int] = set()
    stack = [root]
    while stack:
        node = stack[-1]
        missing = [child for child in children(node) if id(child) not in finished]
        if id(node) in finished:
            stack.pop()
        elif missing:
            stack.extend(missing)
        else:
            finished.add(id(node))
            yield node


def _term_node(node: Expr, below: list[Value]) -> Object:
    cached = bytes(8)
    match node:
        case expr.BVar(index):
            return Object(0, (index,), cached)
        case expr.FVar(text):
            return Object(1, (name(text),), cached)
        case expr.MVar(text):
            return Object(2, (name(text),), cached)
        case expr.Sort(universe):
            return Object(3, (level(universe.text),), cached)
        case expr.Const(text, levels):
            return Object(4, (name(text), lean_list([level(item.text) for item in levels])), cached)
        case expr.App():
            return Object(5, tuple(below), cached)
        case expr.Lam(binder, info=info):
            return Object(6, (name(binder), *below), cached + bytes([info.value]))
        case expr.Pi(binder, info=info):
            return Object(7, (name(binder), *below), cached + bytes([info.value]))
        case expr.Let(binder):
            return Object(8, (name(binder), *below), cached + b"\0")
        case expr.Lit(value):
            return Object(9, (Object(int(isinstance(value, str)), (value,)),), cached)
        case expr.MData():
            return Object(10, (NIL, *below), cached)
        case expr.Proj(struct_name, index):
            return Object(11, (name(struct_name), index, *below), cached)


def _info(
    tag: int, own: str, type_: Expr, fields: tuple[Value, ...], scalars: bytes, params: Sequence[str] = ()
) -> tuple[str, Object]:
    shared = Object(0, (name(own), lean_list([name(param) for param in params]), term(type_)))
    return own, Object(tag, (Object(0, (shared, *fields), scalars),))


def axiom(own: str, type_: Expr, unsafe: bool = False) -> tuple[str, Object]:
    """An axiom, or what importers see of a theorem."""
    return _info(0, own, type_, (), bytes([unsafe]))


def definition(own: str, type_: Expr, value: Expr, safety: int = 1, params: Sequence[str] = ()) -> tuple[str, Object]:
    """A definition; `safety` 0 is unsafe, 1 safe, 2 partial."""
    return _info(1, own, type_, (term(value), Box(1), lean_list([name(own)])), bytes([safety]), params)


def theorem(own: str, type_: Expr, proof: Expr) -> tuple[str, Object]:
    """A theorem with its proof term."""
    return _info(2, own, type_, (term(proof), lean_list([name(own)])), b"")


def opaque(own: str, type_: Expr, value: Expr) -> tuple[str, Object]:
    """An opaque constant."""
    return _info(3, own, type_, (term(value), lean_list([name(own)])), b"\0")


def quotient(own: str, type_: Expr) -> tuple[str, Object]:
    """One of the constants of `Quot`."""
    return _info(4, own, type_, (), b"\0")


def inductive(
    own: str, type_: Expr, params: int, indices: int, constructors: Sequence[str], nested: int = 0
) -> tuple[str, Object]:
    """An inductive type."""
    names = lean_list([name(constructor) for constructor in constructors])
    return _info(5, own, type_, (params, indices, lean_list([name(own)]), names, nested), b"\1\0\0")


def constructor(own: str, type_: Expr, of: str, index: int, params: int, fields: int) -> tuple[str, Object]:
    """A constructor of the inductive type `of`."""
    return _info(6, own, type_, (name(of), index, params, fields), b"\0")


def recursor(own: str, type_: Expr, counts: tuple[int, int, int, int]) -> tuple[str, Object]:
    """A recursor with these numbers of parameters, indices, motives and minor premises."""
    return _info(7, own, type_, (lean_list([]), *counts, lean_list([])), b"\0\0")


def pair(first: Value, second: Value) -> Object:
    """A pair."""
    return Object(0, (first, second))


def position_range(line: int, column: int, end_line: int, end_column: int) -> Object:
    """A `DeclarationRange`."""
    return Object(0, (pair(line, column), column, pair(end_line, end_column), end_column))
