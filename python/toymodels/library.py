"""A built Lean library as Python sees it: its public theorems, each with its statement, place and docstring."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from toymodels.errors import NoTheorems, StatementError, ToyModelsError, UnknownName, crash_reason
from toymodels.lean.binders import leading_binders
from toymodels.lean.build import BuildResult
from toymodels.lean.constants import ConstantKind
from toymodels.lean.environment import Environment
from toymodels.lean.header import is_module
from toymodels.lean.names import is_private, last, parent, resolve_name
from toymodels.lean.project import Project
from toymodels.lean.toolchain import NativeLean
from toymodels.plain import plain
from toymodels.roles import Role, role_of
from toymodels.statements.language import Statement, Unsupported
from toymodels.statements.print.text import to_text
from toymodels.statements.read.closed import Closed, closed_definitions, of_sorts
from toymodels.statements.read.declarations import read_theorem
from toymodels.statements.read.tables import tabulated

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from toymodels.check.evidence import Evidence
    from toymodels.check.one_instance import Evaluation, Values
    from toymodels.check.runner import Progress
    from toymodels.evaluate.batch import Instance
    from toymodels.evaluate.polynomials import Equation, SymbolicVerdict
    from toymodels.search.refute import Answer

_FIELD = re.compile(r"^(?P<name>Source|Why|Measure|Tight):\s*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Docstring:
    """A theorem's docstring, cut into the fields that every headline theorem has."""

    summary: str
    source: str | None = None
    why: str | None = None
    tight: str | None = None
    measure: str | None = None
    """What stands on the two sides of the conclusion, where that is about weights: `LEFT against RIGHT.`"""


@dataclass(frozen=True, slots=True)
class Theorem:
    """A public theorem of a library; `line` counts from 1."""

    name: str
    module: str
    file: Path
    line: int
    docstring: Docstring
    statement: Statement | Unsupported
    binders: tuple[str, ...] = ()
    """The names of its leading binders in Lean, types and instances included."""
    closed: tuple[Closed, ...] = ()
    """The objects that the library defines and that may be values of its variables."""

    @property
    def role(self) -> Role:
        """What it is there for: a claim of a source, a witness, or groundwork."""
        return role_of(self.name, self.docstring.source, self.statement)

    @property
    def text(self) -> str:
        """The statement in plain text, or why there is none."""
        if isinstance(self.statement, Unsupported):
            return f"(not readable: {self.statement.reason})"
        return to_text(self.statement)

    @property
    def statement_sha256(self) -> str:
        """A hash of the elaborated statement with every definition in it."""
        return hashlib.sha256(repr(self.statement).encode()).hexdigest()

    def check(
        self,
        *,
        instances: int = 10_000,
        seed: int = 0,
        sizes: Mapping[str, int] | None = None,
        progress: Progress | None = None,
    ) -> Evidence:
        """Test the statement on about `instances` fresh exact instances; `sizes` fixes some or all `Nat` variables.

        A statement that cannot be read has the verdict `Unknown`, with the reason.

        Raises:
            StatementError: `sizes` names a variable that the statement does not have.
        """
        from toymodels.check.evidence import Evidence
        from toymodels.check.runner import check
        from toymodels.check.verdict import Unknown

        if isinstance(self.statement, Unsupported):
            return Evidence.none(self.name, Unknown.unread(self.statement))
        return check(
            self.testable(), instances=instances, seed=seed, sizes=sizes, progress=progress, closed=self.closed
        )

    def refute(self, *, instances: int = 10_000, seed: int = 0, seconds: float = 10.0, certify: bool = False) -> Answer:
        """Search a counterexample for about `seconds`, by every means of `toymodels refute`.

        Args:
            instances: random instances to survive at least, time permitting.
            seed: for what is drawn.
            seconds: how long to search; less if a counterexample is found.
            certify: whether to put a counterexample to Lean's kernel, which takes some seconds more.

        Raises:
            LeanError: to certify, Lean is needed and cannot be run.
        """
        from toymodels.search.refute import Settings, refute_theorem
        from toymodels.statements.read.conjectures import Conjecture

        stated = Conjecture(self.name, self.line, self.statement, binders=self.binders, closed=self.closed)
        return refute_theorem(stated, self.file, Settings(instances, seed, seconds), certify=certify)

    def strategy(self, sizes: Mapping[str, int] | None = None) -> SearchStrategy[Instance]:
        """A Hypothesis strategy of exact instances that satisfy every hypothesis.

        Raises:
            StatementError: the statement cannot be read.
            GenerationError: its variables cannot be drawn, or no sizes satisfy the hypotheses about them.
        """
        from toymodels.instances.strategies import instances

        return instances(self.testable(), sizes)

    def evaluate(self, values: Values) -> Evaluation:
        """What the statement says of one instance: hypotheses, conclusion, and both sides of its comparisons.

        Raises:
            StatementError: the statement cannot be read, or the values do not fit its variables.
        """
        from toymodels.check.one_instance import evaluate_instance

        return evaluate_instance(self.testable(), values)

    def prove_at(self, sizes: Mapping[str, int] | None = None) -> SymbolicVerdict:
        """Prove the statement for all field values at fixed sizes, if it is a polynomial identity there (with SymPy).

        Raises:
            StatementError: the statement cannot be read, or a size is missing.
            ToyModelsError: SymPy is not installed.
        """
        from toymodels.evaluate.polynomials import prove_identity

        return prove_identity(self.readable(), sizes or {})

    def symbolic_sides(self, sizes: Mapping[str, int] | None = None) -> list[Equation]:
        """The comparisons that the conclusion makes at fixed sizes, both sides written out by SymPy.

        Raises:
            StatementError: the statement cannot be read, a size is missing, or the conclusion has no such form.
            ToyModelsError: SymPy is not installed.
        """
        from toymodels.evaluate.polynomials import symbolic_sides

        return symbolic_sides(self.readable(), sizes or {})

    def readable(self) -> Statement:
        """The statement.

        Raises:
            StatementError: it cannot be read; the message says which part of it.
        """
        if isinstance(self.statement, Unsupported):
            raise StatementError(f"{self.name} cannot be read: {self.statement.reason}, in {self.statement.term}")
        return self.statement

    def testable(self) -> Statement:
        """The statement as it is tested, with tables for functions on the natural numbers.

        Raises:
            StatementError: it cannot be read; the message says which part of it.
        """
        return tabulated(self.readable())


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
        self.environment = Environment.load(
            project.roots, [compiled], [core], core_proofs=native, sources=project.source_folders
        )

    @cached_property
    def theorem_names(self) -> tuple[str, ...]:
        """Full names in the order of modules and of lines."""
        return tuple(
            name
            for module_name, module in self.environment.library.items()
            if self.project.owns(module_name)
            for name in sorted(module.ranges, key=lambda name: module.ranges[name].full.line)
            if self._is_public_theorem(name)
        )

    @cached_property
    def theorems(self) -> tuple[Theorem, ...]:
        """All public theorems, read as statements."""
        return tuple(self.theorem(name) for name in self.theorem_names)

    @cached_property
    def closed(self) -> tuple[Closed, ...]:
        """The objects that the library defines."""
        return tuple(closed_definitions(self.environment))

    def resolve(self, name: str) -> str:
        """The full name of the public theorem called `name`, which may leave out leading components.

        Raises:
            UnknownName: none or several are called so.
        """
        return resolve_name(name, self.theorem_names)

    def chosen(self, names: Iterable[str] = ()) -> list[str]:
        """The full names of the public theorems called `names`; of all, if there are no names.

        Raises:
            UnknownName: a name is not that of a public theorem.
            NoTheorems: the library has no public theorem; the message says why that may be.
        """
        if not self.theorem_names:
            raise NoTheorems(f"no public theorem in {self.project.root}: {self._why_none()}")
        return [self.resolve(name) for name in names] or list(self.theorem_names)

    def _why_none(self) -> str:
        sources = {module.path: module.path.read_text(encoding="utf-8") for module in self.build.modules}
        exporting = (not is_module(text) or re.search(r"\bpublic\s+(?!import\b)", text) for text in sources.values())
        if not any(exporting):
            return "nothing in its modules is `public`; write `public theorem`, or `public section` above the theorems"
        names = ", ".join(self.environment.library)
        return f"its modules ({names}) declare none; does the root module import those that have theorems?"

    def theorem(self, name: str) -> Theorem:
        """The public theorem called `name`, which may leave out leading components.

        Raises:
            UnknownName: none or several are called so.
        """
        if not self.environment.in_library(name):
            name = self.resolve(name)
        place = self.environment.range(name)
        module = self.environment.module_of(name)
        if place is None:
            raise UnknownName(f"{name!r} has no place in the sources of {module}")
        statement = self._statement(name)
        return Theorem(
            name=name,
            module=module,
            file=self.project.source_of(module),
            line=place.selection.line,
            docstring=parse_docstring(self.environment.docstring(name) or ""),
            statement=statement,
            binders=tuple(binder.binder for binder in leading_binders(self.environment.constant(name).type)),
            closed=() if isinstance(statement, Unsupported) else of_sorts(statement.variables, self.closed),
        )

    def _statement(self, name: str) -> Statement | Unsupported:
        """What a theorem states; where reading it ends in an unexpected error, that is why it cannot be read."""
        try:
            return read_theorem(self.environment, name)
        except ToyModelsError:
            raise
        except Exception as error:  # one theorem must not cost the others
            return Unsupported(name, crash_reason(error), name)

    def _is_public_theorem(self, name: str) -> bool:
        constant = self.environment.constant(name)
        if constant.kind is not ConstantKind.THEOREM or is_private(name):
            return False
        module = self.environment.library[self.environment.module_of(name)]
        return name in module.exported and not self._is_field(name)

    def _is_field(self, name: str) -> bool:
        """Whether a constant is a field of a structure, which Lean declares like a theorem if it is a proof."""
        structure = self.environment.structure(parent(name))
        return structure is not None and last(name) in structure.fields


def parse_docstring(text: str) -> Docstring:
    """Cut a docstring into its summary and its `Source:`, `Why:`, `Measure:` and `Tight:` fields."""
    parts = _FIELD.split(plain(text))
    fields: Mapping[str, str] = {
        name.lower(): _one_line(content) for name, content in zip(parts[1::2], parts[2::2], strict=True)
    }
    return Docstring(summary=_one_line(parts[0]), **fields)


def _one_line(text: str) -> str:
    return " ".join(text.split())
