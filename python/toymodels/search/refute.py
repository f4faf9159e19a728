"""The conjectures in a Lean file, searched for counterexamples that Lean's kernel certifies."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import UNSET, UnsetType
from msgspec.structs import asdict

from toymodels.certify.counterexample import Certificate, certificates, lean_terms
from toymodels.check.evidence import Evidence
from toymodels.check.lesson import lesson
from toymodels.check.verdict import Held, Lesson, Refuted, Unknown, Vacuous, Verdict
from toymodels.errors import BuildError, StatementError, crash_reason
from toymodels.instances.subject import Subject
from toymodels.lean.build import BuildResult, ModuleResult
from toymodels.lean.environment import Environment
from toymodels.lean.install import LEAN_VERSION
from toymodels.lean.lakefile import lakefile_of
from toymodels.lean.modules import imported_modules, read_source
from toymodels.lean.project import Project
from toymodels.lean.scratch import SCRATCH, Scratch
from toymodels.records.forms import Json, Result, Timing
from toymodels.search.search import SearchResult, search
from toymodels.session import built, demand, project_at
from toymodels.statements.language import Statement, Unsupported
from toymodels.statements.read.closed import Closed
from toymodels.statements.read.conjectures import Conjecture, conjectures
from toymodels.statements.read.tables import tabulated
from toymodels.status import Status


class Survived(Held, frozen=True, tag="survived"):
    """What `Held` is called where it is said of a conjecture."""


class AnswerRecord(Result, frozen=True):
    """What became of one conjecture, for other programs; `lean` and `teaching` are there if it is refuted."""

    name: str
    line: int
    statement: str
    verdict: Survived | Refuted | Vacuous | Unknown
    means: str
    tried: Mapping[str, int]
    notes: tuple[str, ...]
    evidence: Evidence | None
    timing: Timing
    lean: Mapping[str, str] | UnsetType = UNSET
    teaching: Lesson | UnsetType | None = UNSET
    certificate: Certificate | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one conjecture.

    Attributes:
        conjecture: what was asked.
        result: the verdict, and how it was found.
        certificate: what Lean's kernel says about the counterexample, if it was asked.
        lesson: a counterexample that tells more than the smallest one, which is in the verdict; None if there is none.
    """

    conjecture: Conjecture
    result: SearchResult
    certificate: Certificate | None = None
    lesson: Lesson | None = None

    @property
    def verdict(self) -> Verdict:
        """`Held` (it survived), `Refuted`, `Vacuous` or `Unknown`."""
        return self.result.verdict

    @property
    def terms(self) -> dict[str, str]:
        """The counterexample's values as Lean terms, by variable; empty if there is none or one has no literal.

        Also where the theorem's variables are others than the statement's: the verdict shows those in Lean.
        """
        statement = self.conjecture.statement
        if not isinstance(self.verdict, Refuted) or isinstance(statement, Unsupported) or statement.made:
            return {}
        try:
            return lean_terms(statement, self.verdict.witness)
        except StatementError:
            return {}

    def record(self) -> AnswerRecord:
        """The answer for other programs."""
        result, verdict = self.result, self.verdict
        is_refuted = isinstance(verdict, Refuted)
        return AnswerRecord(
            self.conjecture.name,
            self.conjecture.line,
            self.conjecture.text,
            Survived(**asdict(verdict)) if isinstance(verdict, Held) else verdict,
            result.means,
            result.tried,
            result.notes,
            result.evidence,
            Timing.of(result.seconds),
            lean=self.terms if is_refuted else UNSET,
            teaching=self.lesson if is_refuted else UNSET,
            certificate=UNSET if self.certificate is None else self.certificate,
        )

    def to_json(self) -> dict[str, Json]:
        """The answer as JSON data."""
        return self.record().to_json()


@dataclass(frozen=True, slots=True)
class Settings:
    """What to search: random instances that a conjecture must survive, the seed, and seconds for each conjecture."""

    instances: int = 10_000
    seed: int = 0
    seconds: float = 10.0


_Asked = tuple[Statement | Unsupported, tuple[Closed, ...], Settings]

Listener = Callable[[str], None]
"""Told what is being done."""


class Refuter:
    """Refutes the conjectures of one Lean file, again and again if wanted, with one Lean process; a context manager.

    Args:
        path: the file. It may import the modules of the Lake project that it lies in; outside any project, core only.
        scratch: for a file outside any project, the folder for what is generated.
        listen: told what is being done.

    Raises:
        LeanError: there is no Lean, or a module that the file imports does not build.
    """

    def __init__(self, path: Path, *, scratch: Path, listen: Listener = print) -> None:
        self._path = path.resolve()
        self._listen = listen
        self._home = _home(self._path, scratch)
        self._session: Scratch | None = None
        self._built: tuple[tuple[str, ...], BuildResult] | None = None
        self._known: dict[str, tuple[_Asked, Answer]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the Lean process and remove what was generated for the file."""
        self._close()
        if self._built is not None:
            _remove(self._home, self._built[1], self._stem)

    def answers(
        self, settings: Settings, *, certify: bool = True, found: Callable[[Answer], None] | None = None
    ) -> list[Answer]:
        """One answer for each conjecture, in the order of lines; refutations certified by Lean's kernel, if wanted.

        Args:
            settings: what to search.
            certify: whether Lean's kernel is asked about refutations, once all conjectures are answered.
            found: told of each answer when it is known, before it is certified.

        Raises:
            BuildError: Lean rejects the file; the message quotes it.
            LeanError: Lean cannot be run.
        """
        text = read_source(self._path)
        session, build = self._prepare(text)
        module = self._compile(session, text)
        environment = _environment(self._home, build, module)
        answers: list[Answer] = []
        for conjecture in conjectures(environment, module):
            answers.append(self._answer(conjecture, settings))
            if found is not None:
                found(answers[-1])
        return self.certified(answers) if certify else answers

    def certified(self, answers: Sequence[Answer]) -> list[Answer]:
        """The same answers, each refutation with what Lean's kernel says about it.

        Raises:
            LeanError: Lean cannot be run.
        """
        refuted = {each.conjecture: each.verdict.witness for each in answers if isinstance(each.verdict, Refuted)}
        if not refuted:
            return list(answers)
        self._listen("asking Lean's kernel")
        text = read_source(self._path)
        session, build = self._prepare(text)
        found = certificates(session, f"{self._module}_check", text, refuted, partial(_environment, self._home, build))
        return [replace(each, certificate=found.get(each.conjecture)) for each in answers]

    def _answer(self, conjecture: Conjecture, settings: Settings) -> Answer:
        """What the search says; as before where neither the statement nor the settings have changed."""
        known = self._known.get(conjecture.name)
        asked = (conjecture.statement, conjecture.closed, settings)
        if known is not None and known[0] == asked:
            return replace(known[1], conjecture=conjecture)
        self._listen(f"searching a counterexample to {conjecture.name}")
        try:
            answer = _answer(conjecture, settings)
        except Exception as error:  # whatever it is, it must not cost the others their answers
            answer = Answer(conjecture, SearchResult(Unknown.crashed(error), "", {}, None, 0.0))
        self._known[conjecture.name] = (asked, answer)
        return answer

    @property
    def _stem(self) -> str:
        """What the names of all modules made of this file begin with."""
        return f"Conjectures_{hashlib.sha256(str(self._path).encode()).hexdigest()[:12]}"

    @property
    def _module(self) -> str:
        """The name of the module that the file is compiled to, which no other process uses."""
        return f"{self._stem}_{os.getpid()}"

    def _prepare(self, text: str) -> tuple[Scratch, BuildResult]:
        """The Lean process and what the file imports, built."""
        local = tuple(name for name in imported_modules(text) if self._home.source_of(name).is_file())
        project = replace(self._home, roots=local)
        build = built(project, report=self._listen, listen=self._built_module)
        demand(build, f"{self._path}: a module that it imports does not build:")
        if self._session is None or self._built != (local, build):
            self._close()
            self._session = Scratch(project, build)
        self._built = (local, build)
        return self._session, build

    def _built_module(self, module: ModuleResult, done: int, total: int) -> None:
        if module.state == "built":
            self._listen(f"built {module.name} ({done} of {total})")

    def _compile(self, session: Scratch, text: str) -> str:
        """The name of the module that the file was compiled to."""
        self._listen("elaborating the file")
        elaboration = session.elaborate(self._module, text, keep=True)
        if not elaboration.ok:
            errors = [message for message in elaboration.messages if message.severity == "error"]
            lines = [str(replace(message, file=self._path)) for message in errors] or ["Lean does not say why"]
            if not _in_a_project(self._path) and any("unknown module prefix" in line for line in lines):
                lines.append(f"{self._path.name} lies in no Lake project; put it into the one whose modules it imports")
            raise BuildError("\n".join(["Lean rejects the file:", *lines]))
        return self._module

    def _close(self) -> None:
        if self._session is not None:
            self._session.__exit__(None, None, None)
            self._session = None


def refute_theorem(theorem: Conjecture, file: Path, settings: Settings, *, certify: bool = False) -> Answer:
    """The answer for one theorem of a project, which need not be a conjecture any more.

    Args:
        theorem: what it states.
        file: the module that it stands in.
        settings: what to search.
        certify: whether to put a counterexample to Lean's kernel, which takes seconds and a Lean.

    Raises:
        LeanError: to certify, Lean is needed and cannot be run.
    """
    answer = _answer(theorem, settings)
    if not certify or not isinstance(answer.verdict, Refuted):
        return answer
    with Refuter(file, scratch=file.parent, listen=lambda _: None) as refuter:
        (certified,) = refuter.certified([answer])
    return certified


def _answer(conjecture: Conjecture, settings: Settings) -> Answer:
    statement = conjecture.statement
    if isinstance(statement, Unsupported):
        return Answer(conjecture, SearchResult(Unknown.unread(statement), "", {}, None, 0.0))
    result = search(
        statement,
        instances=settings.instances,
        seed=settings.seed,
        seconds=settings.seconds,
        closed=conjecture.closed,
    )
    if not isinstance(result.verdict, Refuted):
        return Answer(conjecture, result)
    try:
        told = lesson(Subject(tabulated(statement)), result.verdict.witness)
    except Exception as error:  # whatever it is, the refutation stands
        note = f"a more instructive counterexample could not be searched for: {crash_reason(error)}"
        return Answer(conjecture, replace(result, notes=(*result.notes, note)))
    return Answer(conjecture, result, lesson=told)


def exit_status(answers: Sequence[Answer]) -> int:
    """1 if any conjecture was refuted, else 3 if any is unknown or vacuous or there is none, else 0."""
    verdicts = [answer.result.verdict for answer in answers]
    if any(isinstance(verdict, Refuted) for verdict in verdicts):
        return Status.REFUTED
    certain = verdicts and all(isinstance(verdict, Held) for verdict in verdicts)
    return Status.OK if certain else Status.UNKNOWN


def _home(path: Path, scratch: Path) -> Project:
    """The project that the file lies in, or one of its own without modules."""
    if _in_a_project(path):
        return project_at(path)
    return Project(root=scratch, sources=scratch, roots=(), options=(), toolchain=f"leanprover/lean4:v{LEAN_VERSION}")


def _in_a_project(path: Path) -> bool:
    return any(lakefile_of(folder) for folder in path.parents)


def _remove(home: Project, build: BuildResult, stem: str) -> None:
    """Remove what this process generated for a file, and what processes left that ended before they could."""
    for folder in (home.build_folder / SCRATCH, build.search_path[0]):
        for path in folder.glob(f"{stem}_*"):
            owner = path.name.removeprefix(f"{stem}_").partition(".")[0].partition("_")[0]
            if owner == str(os.getpid()) or not _is_running(owner):
                path.unlink(missing_ok=True)


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def _environment(home: Project, build: BuildResult, module: str) -> Environment:
    compiled, core = build.search_path
    sources = [*home.source_folders, home.build_folder / SCRATCH]
    return Environment.load([module], [compiled], [core], sources=sources)
