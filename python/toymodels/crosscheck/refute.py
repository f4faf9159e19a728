"""Conjectures in a Lean file: found, searched for counterexamples, and refuted with a certificate of Lean's kernel.

A conjecture is a theorem whose proof uses `sorry`, or a definition of a proposition without data (`def C : Prop := …`).
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from toymodels.crosscheck.evidence import Json, instance_json
from toymodels.crosscheck.search import SearchResult, search
from toymodels.crosscheck.verdict import Held, Refuted, Unknown, Vacuous, Verdict
from toymodels.errors import BuildError, LeanError, StatementError
from toymodels.evaluate.lean_kernel import counterexample_check, literal
from toymodels.lean import (
    BuildResult,
    Constant,
    ConstantKind,
    Environment,
    Module,
    ModuleResult,
    Project,
    build_project,
    find_project,
    find_toolchain,
    user_name,
)
from toymodels.lean.expr import BinderInfo, Expr, Lam, MData, Pi, Sort
from toymodels.lean.install import LEAN_VERSION
from toymodels.lean.modules import imported_modules
from toymodels.lean.project import LAKEFILE
from toymodels.lean.scratch import Scratch
from toymodels.lean.terms import constants_used
from toymodels.statements import Statement, Unsupported, lower_theorem, to_text

_SORRY = "sorryAx"
_PRIVATE = re.compile(r"_private\.[\w.«»]*?\.0\.")
_OPTIONS = "set_option maxRecDepth 10000 in"
_LONGEST_MESSAGE = 400


@dataclass(frozen=True, slots=True)
class Conjecture:
    """One conjecture; `line` counts from 1."""

    name: str
    line: int
    statement: Statement | Unsupported

    @property
    def text(self) -> str:
        """The statement in plain text, or why there is none."""
        if isinstance(self.statement, Unsupported):
            return f"(not readable: {self.statement.reason})"
        return to_text(self.statement)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What Lean's kernel said about a counterexample.

    Attributes:
        accepted: whether it accepted `example : ¬ …`.
        example: that example; empty if it could not be written.
        problem: why it is not certified; empty if it is.
    """

    accepted: bool
    example: str
    problem: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one conjecture; `certificate` and `terms` (the witness in Lean) are there for a refuted one."""

    conjecture: Conjecture
    result: SearchResult
    certificate: Certificate | None = None

    @property
    def terms(self) -> dict[str, str]:
        """The counterexample's values as Lean terms, by variable."""
        verdict, statement = self.result.verdict, self.conjecture.statement
        if not isinstance(verdict, Refuted) or isinstance(statement, Unsupported):
            return {}
        values = verdict.witness.values
        return {var.name: literal(values[var.name], var.sort, values) for var in statement.variables}

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON data."""
        evidence = self.result.evidence
        data: dict[str, Any] = {
            "name": self.conjecture.name,
            "line": self.conjecture.line,
            "statement": self.conjecture.text,
            "verdict": _verdict_json(self.result.verdict),
            "means": self.result.means,
            "tried": dict(self.result.tried),
            "evidence": None if evidence is None else evidence.to_json(),
            "timing": {"seconds": round(self.result.seconds, 3)},
        }
        if self.certificate is not None:
            data["lean"] = self.terms
            data["certificate"] = {
                "accepted": self.certificate.accepted,
                "example": self.certificate.example,
                "problem": self.certificate.problem,
            }
        return data


@dataclass(frozen=True, slots=True)
class Settings:
    """What to search: random instances that a conjecture must survive, the seed, and seconds for each conjecture."""

    instances: int = 10_000
    seed: int = 0
    seconds: float = 10.0


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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def answers(self, settings: Settings) -> list[Answer]:
        """One answer for each conjecture, in the order of lines.

        Raises:
            BuildError: Lean rejects the file; the message quotes it.
            LeanError: Lean cannot be run.
        """
        text = _read(self._path)
        session, build = self._prepare(text)
        module = self._compile(session, text)
        environment = _environment(build, module)
        answers: list[Answer] = []
        for conjecture in conjectures(environment, module):
            self._listen(f"searching a counterexample to {conjecture.name}")
            answers.append(Answer(conjecture, _searched(conjecture, settings)))
        return self.certified(answers)

    def certified(self, answers: Sequence[Answer]) -> list[Answer]:
        """The same answers, each refutation with what Lean's kernel says about it.

        Raises:
            LeanError: Lean cannot be run.
        """
        self._listen("asking Lean's kernel")
        text = _read(self._path)
        session, _ = self._prepare(text)
        return certify(session, f"{self._module}_check", text, answers)

    @property
    def _module(self) -> str:
        """The name of the module that the file is compiled to."""
        return f"Conjectures_{hashlib.sha256(str(self._path).encode()).hexdigest()[:12]}"

    def _prepare(self, text: str) -> tuple[Scratch, BuildResult]:
        """The Lean process and what the file imports, built."""
        local = tuple(name for name in imported_modules(text) if self._home.source_of(name).is_file())
        project = replace(self._home, roots=local)
        toolchain = find_toolchain(project, self._listen)
        build = build_project(project, toolchain, listen=self._built_module)
        if not build.ok:
            raise BuildError(f"{self._path}: a module that it imports does not build; the messages above say why")
        if self._session is None or self._built != (local, build):
            self._close()
            self._session = Scratch(project, build)
        self._built = (local, build)
        return self._session, build

    def _built_module(self, module: ModuleResult, done: int, total: int) -> None:
        if module.state == "built":
            self._listen(f"built {module.name} ({done} of {total})")
        for message in module.messages if module.state == "failed" else ():
            self._listen(str(message))

    def _compile(self, session: Scratch, text: str) -> str:
        """The name of the module that the file was compiled to."""
        self._listen("elaborating the file")
        elaboration = session.elaborate(self._module, text, keep=True)
        if not elaboration.ok:
            errors = [message for message in elaboration.messages if message.severity == "error"]
            lines = [str(replace(message, file=self._path)) for message in errors] or ["Lean does not say why"]
            raise BuildError("\n".join(["Lean rejects the file:", *lines]))
        return self._module

    def _close(self) -> None:
        if self._session is not None:
            self._session.__exit__(None, None, None)
            self._session = None


def certify(session: Scratch, name: str, text: str, answers: Sequence[Answer]) -> list[Answer]:
    """Put all counterexamples to Lean's kernel at once.

    Each becomes an `example : ¬ …` at the end of the file's own text, where also its private names can be said.
    """
    source, examples = text.rstrip() + "\n", [_example(answer) for answer in answers]
    starts: dict[int, int] = {}
    for position, example in enumerate(examples):
        if isinstance(example, str):
            starts[source.count("\n") + 2] = position
            source += f"\n{_OPTIONS}\n{example}\n"
    if not starts:
        return [_with_certificate(answer, example, "") for answer, example in zip(answers, examples, strict=True)]
    elaboration = session.elaborate(name, source)
    errors = [message for message in elaboration.messages if message.severity == "error"]
    problems = {} if elaboration.ok or errors else dict.fromkeys(starts.values(), "Lean rejects it without saying why")
    lines = sorted(starts)
    for message in errors:
        before = bisect_right(lines, message.line)
        for position in [starts[lines[before - 1]]] if before else starts.values():
            problems.setdefault(position, " ".join(message.text.split())[:_LONGEST_MESSAGE])
    return [
        _with_certificate(answer, example, problems.get(position, ""))
        for position, (answer, example) in enumerate(zip(answers, examples, strict=True))
    ]


def _example(answer: Answer) -> str | StatementError | None:
    """The example for Lean, None for what was not refuted, or why there is none."""
    verdict, statement = answer.result.verdict, answer.conjecture.statement
    if not isinstance(verdict, Refuted) or isinstance(statement, Unsupported):
        return None
    try:
        check = counterexample_check(statement, verdict.witness, [])
    except StatementError as error:
        return error
    lines = check.source.splitlines()
    return _PRIVATE.sub("", "\n".join(lines[number - 1] for number in sorted(check.lines)))


def _with_certificate(answer: Answer, example: str | StatementError | None, problem: str) -> Answer:
    match example:
        case None:
            return answer
        case str():
            return replace(answer, certificate=Certificate(not problem, example, problem))
        case _:
            return replace(answer, certificate=Certificate(False, "", f"no Lean text for it: {example}"))


# ---------------------------------------------------------------------------------------------------------- conjectures


def conjectures(environment: Environment, module: str) -> Iterator[Conjecture]:
    """The conjectures that a compiled module declares, in the order of lines."""
    declared = environment.library[module]
    for name in sorted(declared.ranges, key=lambda name: declared.ranges[name].full.line):
        constant = environment.get(name)
        if constant is None:
            continue
        line = declared.ranges[name].selection.line
        if constant.kind is ConstantKind.THEOREM and _uses_sorry(constant, declared):
            yield Conjecture(user_name(name), line, lower_theorem(environment, name))
        elif constant.kind is ConstantKind.DEFINITION and _is_closed_proposition(constant.type):
            yield Conjecture(user_name(name), line, lower_theorem(_Stating(environment, name), name))


def _uses_sorry(constant: Constant, declared: Module) -> bool:
    """Whether a proof, or an auxiliary lemma of it in the same file, uses `sorry`."""
    pending, seen = [constant.name], set[str]()
    while pending:
        name = pending.pop()
        if name in seen or (name != _SORRY and name not in declared.names):
            continue
        if name == _SORRY:
            return True
        seen.add(name)
        value = declared.constant(name).value
        if value is not None and (name == constant.name or name not in declared.ranges):
            pending += constants_used(value)
    return False


def _is_closed_proposition(type_: Expr) -> bool:
    """Whether a definition of this type is a proposition whose parameters are types and instances only."""
    while isinstance(type_, Pi | MData):
        if isinstance(type_, MData):
            type_ = type_.arg
        elif isinstance(type_.type, Sort) or type_.info is BinderInfo.INST_IMPLICIT:
            type_ = type_.body
        else:
            return False
    return isinstance(type_, Sort) and type_.is_prop


class _Stating:
    """An environment in which one definition of a proposition is a theorem that states it."""

    def __init__(self, environment: Environment, name: str) -> None:
        self._environment = environment
        self._name = name

    def get(self, name: str, /) -> Constant | _Theorem | None:
        """The constant called `name`, or `None`."""
        constant = self._environment.get(name)
        if name != self._name or constant is None or constant.value is None:
            return constant
        return _Theorem(_stated(constant.value))

    def in_library(self, name: str, /) -> bool:
        """Whether the file or the project declares `name`."""
        return self._environment.in_library(name)

    def is_class(self, name: str, /) -> bool:
        """Whether `name` is a class."""
        return self._environment.is_class(name)


@dataclass(frozen=True, slots=True)
class _Theorem:
    """A theorem as lowering sees it."""

    type: Expr
    value: Expr | None = None
    kind: ConstantKind = ConstantKind.THEOREM
    inductive: None = None


def _stated(value: Expr) -> Expr:
    """`fun α inst => p` as the proposition `∀ α inst, p`."""
    match value:
        case Lam(binder, type_, body, info):
            return Pi(binder, type_, _stated(body), info)
        case MData(arg):
            return _stated(arg)
        case _:
            return value


def _verdict_json(verdict: Verdict) -> dict[str, Json]:
    match verdict:
        case Held(instances):
            return {"kind": "survived", "instances": instances}
        case Refuted(witness, found, reason):
            return {
                "kind": "refuted",
                "reason": reason,
                "witness": instance_json(witness),
                "found": instance_json(found),
            }
        case Vacuous(reason) | Unknown(reason):
            return {"kind": type(verdict).__name__.lower(), "reason": reason}


def _searched(conjecture: Conjecture, settings: Settings) -> SearchResult:
    statement = conjecture.statement
    if isinstance(statement, Unsupported):
        return SearchResult(Unknown(f"{statement.reason}: {statement.term}"), "", {}, None, 0.0)
    return search(statement, instances=settings.instances, seed=settings.seed, seconds=settings.seconds)


# ---------------------------------------------------------------------------------------------------------------- files


def exit_status(answers: Sequence[Answer]) -> int:
    """1 if any conjecture was refuted, else 3 if any is unknown or vacuous or there is none, else 0."""
    verdicts = [answer.result.verdict for answer in answers]
    if any(isinstance(verdict, Refuted) for verdict in verdicts):
        return 1
    return 0 if verdicts and all(isinstance(verdict, Held) for verdict in verdicts) else 3


def _home(path: Path, scratch: Path) -> Project:
    """The project that the file lies in, or one of its own without modules."""
    if any((folder / LAKEFILE).is_file() for folder in path.parents):
        return find_project(path.parent)
    return Project(root=scratch, sources=scratch, roots=(), options=(), toolchain=f"leanprover/lean4:v{LEAN_VERSION}")


def _environment(build: BuildResult, module: str) -> Environment:
    compiled, core = build.search_path
    return Environment.load([module], [compiled], [core])


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LeanError(f"{path} cannot be read: {error}") from error
