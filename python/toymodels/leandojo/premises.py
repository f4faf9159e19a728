"""Premises: the names in a source that stand for constants, with where each constant is defined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from toymodels.errors import UnknownName
from toymodels.lean.constants import ConstantKind
from toymodels.lean.names import module_path
from toymodels.lean.olean import user_name
from toymodels.lean.proofs import Use
from toymodels.leandojo.syntax import Json
from toymodels.leandojo.tree import Tree
from toymodels.library import Library

CORE = PurePosixPath(".lake/packages/lean4/src/lean")
"""The folder in which LeanDojo expects the sources of Lean itself; the export has none."""


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a constant is defined.

    Attributes:
        constant: its full name in Lean.
        module: its module.
        path: the module's source, relative to the root of the trace.
        in_library: whether it is the library's own.
        is_theorem: whether it is a theorem.
        start: where its name begins: the line from 1, the column from 0; `None` if the compiled files do not say.
        end: where its name ends.
    """

    constant: str
    module: str
    path: str
    in_library: bool
    is_theorem: bool
    start: tuple[int, int] | None
    end: tuple[int, int] | None

    @property
    def name(self) -> str:
        """Its full name, without Lean's mark of private ones."""
        return user_name(self.constant)


class Definitions:
    """Looks up where constants are defined."""

    def __init__(self, library: Library) -> None:
        """Look them up in a library and in what it imports."""
        self._library = library
        self.find = cache(self._find)

    def path(self, module: str) -> str:
        """The source of a module, relative to the root of the trace."""
        project = self._library.project
        if module in self._library.environment.library:
            return project.place_of(module)
        return (CORE / f"{module_path(module)}.lean").as_posix()

    def _find(self, name: str, module: str) -> Definition | None:
        """What `name`, written as its author did, stands for in a module; `None` if no compiled file declares it."""
        environment = self._library.environment
        private = f"_private.{module}.0.{name}"
        constant = private if environment.in_library(private) else name
        try:
            declared_in = environment.module_of(constant)
        except UnknownName:
            return None
        place = environment.range(constant)
        at = place and place.selection
        return Definition(
            constant,
            declared_in,
            self.path(declared_in),
            environment.in_library(constant),
            environment.constant(constant).kind is ConstantKind.THEOREM,
            (at.line, at.column) if at else None,
            (at.end_line, at.end_column) if at else None,
        )


def used(tree: Tree) -> Iterator[Use]:
    """The uses of constants in a module, one a place; the names that a declaration defines are none."""
    defined = {declaration.name_span for declaration in tree.trace.declarations}
    yield from {use.span: use for use in tree.trace.uses if use.span not in defined}.values()


def premises(tree: Tree, definitions: Definitions) -> list[Json]:
    """The uses of constants as LeanDojo's extractor writes them."""
    return [_premise(tree, use, definitions.find(use.name, tree.trace.module)) for use in used(tree)]


def _premise(tree: Tree, use: Use, definition: Definition | None) -> Json:
    return {
        "fullName": user_name(use.name),
        "defPos": _position(definition.start if definition else None),
        "defEndPos": _position(definition.end if definition else None),
        "modName": definition.module if definition else None,
        "defPath": definition.path if definition else None,
        "pos": _position(tree.source.line_and_column(use.span.start)),
        "endPos": _position(tree.source.line_and_column(use.span.end)),
    }


def _position(place: tuple[int, int] | None) -> Json | None:
    return {"line": place[0], "column": place[1]} if place else None
