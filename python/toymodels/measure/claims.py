"""The theorems that may be about weights, kept in `build/claims.json`: reading them from compiled files takes long."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from toymodels.catalogue import COMPUTING, library_key
from toymodels.library import Library, Theorem, parse_docstring
from toymodels.records.freshness import code_digest
from toymodels.records.store import Kept, read_kept, write_record
from toymodels.statements.language import Statement, Unsupported
from toymodels.statements.packed import pack, unpack

_SIDES = re.compile(r"(?P<left>.+?) against (?P<right>.+?)\.?")
_log = logging.getLogger("toymodels")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A theorem that may be about weights.

    Attributes:
        text: the statement in plain text.
        statement_sha256: of the statement and its definitions, as `toymodels verify` records it.
        sides: what its docstring's line `Measure: LEFT against RIGHT.` says, if there is one.
    """

    name: str
    text: str
    statement_sha256: str
    statement: Statement
    sides: tuple[str, str] | None


def measured_sides(docstring: str) -> tuple[str, str] | None:
    """The two sides that a docstring's line `Measure: LEFT against RIGHT.` names."""
    found = _SIDES.fullmatch(parse_docstring(docstring).measure or "")
    return None if found is None else (found["left"].rstrip(","), found["right"])


def candidates(library: Library, *, everything: bool = False) -> list[Candidate]:
    """The theorems to be held against weights: all that are marked, and every claim of a source.

    They are kept with the build, and read again when a compiled file or the code that reads them changes.

    everything: groundwork and witnesses too, which are not kept.
    """
    if everything:
        return list(_read(library, library.theorem_names))
    path = library.project.build_folder / "claims.json"
    key = library_key(library.project, library.build, code_digest("measure.claims", apart=COMPUTING))
    kept = read_kept(path, _Packed, key)
    if kept is not None:
        return list(_unpacked(kept))
    found = list(_read(library, filter(lambda name: _is_claim(library, name), library.theorem_names)))
    try:
        write_record(path, Kept(key, _packed(found)), indent=None)
    except OSError as error:
        _log.warning("%s cannot be written (%s): the next run reads the theorems again", path, error.strerror or error)
    return found


def named(library: Library, names: Iterable[str]) -> dict[str, Candidate]:
    """The theorems with the full names `names`.

    Raises:
        UnknownName: there is none with a name.
        StatementError: a statement cannot be read.
    """
    known = {each.name: each for each in candidates(library)}
    return {name: known[name] if name in known else _alone(library, name) for name in names}


def _alone(library: Library, name: str) -> Candidate:
    theorem = library.theorem(name)
    return _described(library, theorem, theorem.readable())


def _is_claim(library: Library, name: str) -> bool:
    text = library.environment.docstring(name) or ""
    return measured_sides(text) is not None or parse_docstring(text).source is not None


def _read(library: Library, names: Iterable[str]) -> Iterator[Candidate]:
    for name in names:
        theorem = library.theorem(name)
        if not isinstance(theorem.statement, Unsupported):
            yield _described(library, theorem, theorem.statement)


def _described(library: Library, theorem: Theorem, statement: Statement) -> Candidate:
    sides = measured_sides(library.environment.docstring(theorem.name) or "")
    return Candidate(theorem.name, theorem.text, theorem.statement_sha256, statement, sides)


class _Claim(Struct, frozen=True):
    """A candidate whose statement is at a place among the nodes."""

    name: str
    text: str
    statement_sha256: str
    place: int
    sides: tuple[str, str] | None


class _Packed(Struct, frozen=True):
    nodes: list[list[Any]]
    claims: list[_Claim]


def _packed(found: list[Candidate]) -> _Packed:
    nodes, places = pack(each.statement for each in found)
    claims = [
        _Claim(each.name, each.text, each.statement_sha256, place, each.sides)
        for each, place in zip(found, places, strict=True)
    ]
    return _Packed(nodes, claims)


def _unpacked(kept: _Packed) -> Iterator[Candidate]:
    statements = unpack(kept.nodes, [each.place for each in kept.claims])
    for each, statement in zip(kept.claims, statements, strict=True):
        yield Candidate(each.name, each.text, each.statement_sha256, statement, each.sides)
