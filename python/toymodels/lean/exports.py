"""What importers see of a compiled module, as a hash: the same for two compilations that differ in proofs and comments.

Lean keeps proofs, private declarations, docstrings and positions in files of their own, `X.olean.private` and
`X.olean.server`. What other modules of the module system import is `X.olean`, and `X.ir` where they run its code. Two
compilations of one source still differ there in a few bytes: the embedded Lean, whose words have 4 bytes, leaves up to
three bytes of an object unset between its last field and its last word. So objects are hashed by their content. Which
bytes are fields is known of the kinds of objects in `_FIELDS`; of all others every byte counts, so that at worst two
equal modules are told apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from toymodels.errors import OleanError
from toymodels.lean.decode import TermReader
from toymodels.lean.olean import user_name
from toymodels.lean.parts import read_parts
from toymodels.lean.region import MAX_CONSTRUCTOR_TAG, TAG_ARRAY, TAG_NATURAL, TAG_STRING, Region

_FORMAT = b"1"
"""Changed whenever the same files get other hashes."""

_SECTIONS = ("imports", "names", "constants", "extra names")
_WORD_WITH_GAPS = 4

_FIELDS: Mapping[tuple[str, int, int, int], int] = {
    ("constants", 0, 4, 8): 1,  # DefinitionVal: safety
    ("constants", 0, 6, 8): 3,  # InductiveVal: isRec, isUnsafe, isReflexive
    ("constants", 1, 0, 8): 1,  # DataValue.ofBool, in metadata of terms
    ("constants", 8, 4, 16): 9,  # Expr.letE: its hash and flags, nondep
    ("Lean.Compiler.LCNF.baseExt", 0, 6, 8): 2,  # LCNF.Decl: recursive, safe
    ("Lean.Compiler.LCNF.monoExt", 0, 6, 8): 2,
    ("Lean.Compiler.LCNF.specExtension", 0, 2, 8): 1,  # an entry: alreadySpecialized
    ("Lean.IR.declMapExt", 0, 2, 8): 1,  # IR.Param: borrow
    ("Lean.Meta.Grind.grindExt", 0, 0, 8): 1,  # EMatchTheoremKind.eqLhs: gen
    ("Lean.Meta.Grind.grindExt", 0, 8, 8): 1,  # EMatchTheorem: minIndexable
    ("Lean.Meta.Grind.grindExt", 1, 0, 8): 1,  # EMatchTheoremKind.eqRhs: gen
    ("Lean.Meta.Match.Extension.extension", 0, 2, 8): 1,  # AltParamInfo: hasUnitThunk
    ("Lean.structureExt", 0, 2, 8): 1,  # StructureParentInfo: subobject
    ("Lean.structureExt", 0, 4, 8): 1,  # StructureFieldInfo: binderInfo
}
"""How many bytes after its pointers are fields of an object: by section, constructor, number of pointers, and bytes."""

_OF_THE_PROCESS = frozenset({"sineQueNon", "symbolFrequency"})
"""Extensions, for suggestions of lemmas, in which Lean writes what it counted for the first module of a process."""

_WHAT = "an object of the module"


def exports_digest(compiled: Path) -> str:
    """A hash of what modules that import one see of it.

    Args:
        compiled: its main file, `X.olean`; `X.ir` is beside it if there is one.

    Raises:
        OSError: a file cannot be read.
    """
    digest = hashlib.sha256(_FORMAT)
    for path in (compiled, compiled.with_suffix(".ir")):
        if path == compiled or path.exists():
            digest.update(_content(path))
        digest.update(b"\0")
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    """A hash of what one file holds; of its bytes where they make no sense to us."""
    try:
        return _Contents(Region(read_parts([path]))).digest()
    except OleanError:
        return hashlib.sha256(path.read_bytes()).digest()


class _Contents:
    """The objects of one file, hashed from the leaves up."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._has_gaps = region.word == _WORD_WITH_GAPS

    def digest(self) -> bytes:
        region = self._region
        root = region.parts[0].header.root
        sections = region.constructor(root, "the module's data", 0, len(_SECTIONS) + 1)
        found = [region.scalars(root, "the module's data")]
        found += [self._hash(at, name) for name, at in zip(_SECTIONS, sections, strict=False)]
        names = TermReader(region)
        for pair in region.array(sections[-1], "the array of extension entries"):
            name, entries = region.constructor(pair, "an extension's entries", 0, 2)
            extension = user_name(names.name(name))
            if extension not in _OF_THE_PROCESS:
                found += [self._hash(name, "names"), self._hash(entries, extension)]
        return _digest(b"module", *found)

    def _hash(self, root: int, section: str) -> bytes:
        known: dict[int, bytes] = {}
        pending = [root]
        while pending:
            address = pending[-1]
            parts = () if address in known else self._children(address)
            missing = [part for part in parts if part not in known]
            if missing:
                pending += missing
                continue
            if address not in known:
                known[address] = self._object(address, section, [known[part] for part in parts])
            pending.pop()
        return known[root]

    def _children(self, address: int) -> tuple[int, ...]:
        if address & 1:
            return ()
        tag = self._region.kind(address, _WHAT)
        if tag <= MAX_CONSTRUCTOR_TAG:
            return self._region.fields(address, _WHAT)[1]
        return self._region.array(address, _WHAT) if tag == TAG_ARRAY else ()

    def _object(self, address: int, section: str, parts: list[bytes]) -> bytes:
        region = self._region
        if address & 1:
            return _digest(b"scalar", b"%d" % address)
        tag = region.kind(address, _WHAT)
        if tag <= MAX_CONSTRUCTOR_TAG:
            scalars = region.scalars(address, _WHAT)
            if self._has_gaps:
                scalars = scalars[: _FIELDS.get((section, tag, len(parts), len(scalars)))]
            return _digest(b"constructor", b"%d %d" % (tag, len(parts)), *parts, scalars)
        if tag == TAG_ARRAY:
            return _digest(b"array", b"%d" % len(parts), *parts)
        if tag == TAG_STRING:
            return _digest(b"string", region.string(address, _WHAT).encode())
        if tag == TAG_NATURAL:
            return _digest(b"natural", b"%d" % region.natural(address, _WHAT))
        raise region.error(address, "an object as in other modules", f"one with the tag {tag}")


def _digest(kind: bytes, *parts: bytes) -> bytes:
    digest = hashlib.blake2b(kind, digest_size=20)
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.digest()
