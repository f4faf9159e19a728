"""A built Lean library as Python sees it: its public theorems, each with its statement, place and docstring."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from toymodels.errors import UnknownName
from toymodels.lean import BuildResult, ConstantKind, Environment, NativeLean, Project
from toymodels.statements import Statement, Unsupported, lower_theorem, to_text

_FIELD = re.compile(r"^(?P<name>Source|Why|Tight):\s*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Docstring:
    """A theorem's docstring, cut into the fields that every headline theorem has."""

    summary: str
    source: str | None = None
    why: str | None = None
    tight: str | None = None


@dataclass(frozen=True, slots=True)
class Theorem:
    """A public theorem of a library; `line` counts from 1."""

    name: str
    module: str
    file: Path
    line: int
    docstring: Docstring
    statement: Statement | Unsupported

    @property
    def text(self) -> str:
        """The statement in plain text, or why there is none."""
        if isinstance(self.statement, Unsupported):
            return f"(not readable: {self.statement.reason})"
        return to_text(self.statement)


class Library:
    """The public theorems of a project that has been built.

    Args:
        project: where the sources are.
        build: the outcome of `toymodels.lean.build`.
    """

    def __init__(self, project: Project, build: BuildResult) -> None:
        self.project = project
        self.build = build
        compiled, core = build.search_path
        native = isinstance(build.toolchain, NativeLean)
        self.environment = Environment.load(project.roots, [compiled], [core], core_proofs=native)

    @cached_property
    def theorem_names(self) -> tuple[str, ...]:
        """Full names in the order of modules and of lines."""
        return tuple(
            name
            for module in self.environment.library.values()
            for name in sorted(module.ranges, key=lambda name: module.ranges[name].full.line)
            if self._is_public_theorem(name)
        )

    @cached_property
    def theorems(self) -> tuple[Theorem, ...]:
        """All public theorems, lowered."""
        return tuple(self.theorem(name) for name in self.theorem_names)

    def resolve(self, name: str) -> str:
        """The full name of the public theorem called `name`, which may leave out leading components.

        Raises:
            UnknownName: none or several are called so.
        """
        if name in self.theorem_names:
            return name
        matches = [full for full in self.theorem_names if full.endswith(f".{name}")]
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise UnknownName(f"{name!r} can be any of {', '.join(matches)}; give the full name")
        short = {full.rpartition(".")[2]: full for full in self.theorem_names}
        near = difflib.get_close_matches(name.rpartition(".")[2], short, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "see `toymodels list`"
        raise UnknownName(f"no public theorem is called {name!r}; {hint}")

    def theorem(self, name: str) -> Theorem:
        """The public theorem with the given full name."""
        place = self.environment.range(name)
        module = self.environment.module_of(name)
        if place is None:
            raise UnknownName(f"{name!r} has no place in the sources of {module}")
        return Theorem(
            name=name,
            module=module,
            file=self.project.source_of(module),
            line=place.selection.line,
            docstring=parse_docstring(self.environment.docstring(name) or ""),
            statement=lower_theorem(self.environment, name),
        )

    def _is_public_theorem(self, name: str) -> bool:
        constant = self.environment.constant(name)
        if constant.kind is not ConstantKind.THEOREM or name.startswith("_private."):
            return False
        module = self.environment.library[self.environment.module_of(name)]
        return name in module.exported and self.environment.structure(name.rpartition(".")[0]) is None


def parse_docstring(text: str) -> Docstring:
    """Cut a docstring into its summary and its `Source:`, `Why:` and `Tight:` fields."""
    parts = _FIELD.split(text)
    fields: Mapping[str, str] = {
        name.lower(): _one_line(content) for name, content in zip(parts[1::2], parts[2::2], strict=True)
    }
    return Docstring(summary=_one_line(parts[0]), **fields)


def _one_line(text: str) -> str:
    return " ".join(text.split())
