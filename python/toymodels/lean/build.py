"""Builds a project's modules: only what changed, several at a time, with Lean's own messages.

A module's key (`toymodels.lean.keys`) is a hash of all that Lean makes it of: its source and what its imports export.
So whether a module must be built is known when its imports are, and a change that they do not export ends there. Its
record keeps the key, hashes of the compiled files and Lean's messages. A module is fresh when the key is the same and
the compiled files still have the hashes that they had when they were checked, so that a damaged or half-written file is
built again.
"""

from __future__ import annotations

import os
import queue
import subprocess
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from msgspec import Struct

from toymodels.errors import ToyModelsError
from toymodels.lean.carried import COMPILED_FOLDER
from toymodels.lean.compiled import COMPILED, PROGRAM
from toymodels.lean.elaboration import Elaboration, ElaborationStopped, LeanDied
from toymodels.lean.execution import Sources
from toymodels.lean.exports import exports_digest
from toymodels.lean.keys import Keys
from toymodels.lean.messages import Message
from toymodels.lean.module_trace import noted_trace
from toymodels.lean.modules import SourceModule, project_modules
from toymodels.lean.names import file_name, module_path
from toymodels.lean.project import Project
from toymodels.lean.server import LeanServer, remove_leftovers
from toymodels.lean.toolchain import CarriedLean, EmbeddedLean, NativeLean, Toolchain
from toymodels.lean.trace_record import keep_trace
from toymodels.progress import Progress
from toymodels.records.forms import Result
from toymodels.records.freshness import file_hash
from toymodels.records.store import Doubts, read_record, write_record

State = Literal["begun", "built", "fresh", "failed", "skipped"]

STOPPED = "stopped"
"""The kind of the message about a module that Lean did not come to an end with."""

_GIGABYTES_A_PROCESS = 4


class _Note(Struct, frozen=True):
    """A message of Lean's, without the file."""

    line: int
    column: int
    severity: str
    text: str
    kind: str


class _Record(Struct, frozen=True):
    """What is kept of a compiled module: the hashes of its files, and what Lean said."""

    key: str
    exports: str
    files: Mapping[str, str]
    messages: tuple[_Note, ...]


@dataclass(frozen=True, slots=True)
class ModuleResult:
    """What became of one module, `begun` while Lean is at it; `seconds` is 0 unless it was elaborated in this run."""

    name: str
    path: Path
    state: State
    seconds: float
    messages: tuple[Message, ...]


class MessageRecord(Result, frozen=True):
    """A message of Lean's about a module."""

    line: int
    column: int
    severity: str
    text: str


class ModuleRecord(Result, frozen=True):
    """What became of a module, for other programs."""

    name: str
    state: State
    seconds: float
    messages: tuple[MessageRecord, ...]

    @classmethod
    def of(cls, module: ModuleResult) -> ModuleRecord:
        """The record of a result."""
        messages = (MessageRecord(each.line, each.column, each.severity, each.text) for each in module.messages)
        return cls(module.name, module.state, round(module.seconds, 2), tuple(messages))


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The outcome of a build.

    `search_path` is where compiled files are found, this project's first. `keys` has the key of each module, if all it
    imports was built. While a key is the same, so are the source and what it sees of the imports.
    """

    toolchain: Toolchain
    modules: tuple[ModuleResult, ...]
    search_path: tuple[Path, ...]
    keys: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """Whether every module has a compiled file that is up to date."""
        return all(module.state in {"built", "fresh"} for module in self.modules)


Listener = Callable[[ModuleResult, int, int], None]
"""Called when Lean begins with a module, and when one is done, with how many modules are done and of how many."""


def listener(progress: Progress) -> Listener:
    """What tells of the modules that take time, those that are begun and those that are done."""

    def listen(module: ModuleResult, done: int, total: int) -> None:
        if module.state != "fresh":
            progress(module.name, done, total)

    return listen


def default_jobs() -> int:
    """Two processes, or one where cores or memory are short."""
    return max(1, min(2, os.cpu_count() or 1, _available_gigabytes() // _GIGABYTES_A_PROCESS))


def build_project(
    project: Project,
    toolchain: Toolchain,
    *,
    jobs: int | None = None,
    fresh: bool = False,
    listen: Listener | None = None,
) -> BuildResult:
    """Bring the compiled files of every module up to date.

    A module that Lean rejects is reported in the result, and so are those that could not be built because of it. With
    `fresh` the embedded Lean builds every module again; a native Lake always decides by itself.

    Of a carried library nothing is built: what it brings along is taken, and `toolchain` has looked at its files.

    Raises:
        LeanError: the sources cannot be read, or Lean cannot be run.
    """
    if isinstance(toolchain, CarriedLean):
        return _take_carried(project, toolchain, fresh=fresh, listen=listen or _silent)
    modules = project_modules(project)
    keys = Keys(project, toolchain, modules)
    listen = listen or _silent
    if isinstance(toolchain, NativeLean):
        results = _build_native(project, toolchain, modules)
        compiled = project.root / ".lake" / "build" / "lib" / "lean"
        for module in modules:
            if _note_compiled(keys, module.name, compiled) is None:
                keys.compiled(module.name, keys.of(module.name) or "", {})  # of another package, or not built
        for done, result in enumerate(results, start=1):
            listen(result, done, len(results))
        return BuildResult(toolchain, results, (compiled, toolchain.library), keys.known())
    results = _EmbeddedBuild(project, toolchain, modules, keys, jobs or default_jobs(), listen).run(fresh=fresh)
    return BuildResult(toolchain, results, (compiled_folder(project), toolchain.library), keys.known())


def kept_build(project: Project, toolchain: EmbeddedLean) -> BuildResult | None:
    """What an earlier build has left, if all of it is up to date; starts nothing."""
    modules = project_modules(project)
    keys = Keys(project, toolchain, modules)
    results = _EmbeddedBuild(project, toolchain, modules, keys, 1, _silent).kept()
    if results is None:
        return None
    return BuildResult(toolchain, results, (compiled_folder(project), toolchain.library), keys.known())


def compiled_folder(project: Project) -> Path:
    """Where the embedded build puts compiled files."""
    return project.build_folder / "lean" / "lib"


def _take_carried(project: Project, toolchain: CarriedLean, *, fresh: bool, listen: Listener) -> BuildResult:
    library = project.carried
    assert library is not None
    if fresh:
        raise library.needs_lean("building every module again")
    library.settle()
    names = list(library.modules)
    results = tuple(ModuleResult(name, project.source_of(name), "fresh", 0.0, ()) for name in names)
    for done, result in enumerate(results, start=1):
        listen(result, done, len(results))
    return BuildResult(toolchain, results, (library.folder / COMPILED_FOLDER, toolchain.library), library.modules)


def _silent(result: ModuleResult, done: int, total: int) -> None:
    del result, done, total


class _EmbeddedBuild:
    """One run of the embedded build: a pool of Lean processes and the modules that wait for their imports."""

    def __init__(
        self,
        project: Project,
        toolchain: EmbeddedLean,
        modules: tuple[SourceModule, ...],
        keys: Keys,
        jobs: int,
        listen: Listener,
    ) -> None:
        self._project = project
        self._toolchain = toolchain
        self._modules = modules
        self._keys = keys
        self._jobs = jobs
        self._listen = listen
        self._results: dict[str, ModuleResult] = {}
        self._judged: set[str] = set()
        self._doubts = Doubts()
        self._running = frozenset[str]()
        self._idle: queue.LifoQueue[LeanServer] = queue.LifoQueue()

    def run(self, *, fresh: bool) -> tuple[ModuleResult, ...]:
        if fresh:
            self._judged.update(module.name for module in self._modules)
        waiting = [module for module in self._modules if not self._take_fresh(module)]
        if waiting:
            self._elaborate_all(waiting)
        self._doubts.tell()
        return tuple(self._results[module.name] for module in self._modules)

    def kept(self) -> tuple[ModuleResult, ...] | None:
        """What is there of every module, if it is all up to date."""
        if not all(self._take_fresh(module) for module in self._modules):
            return None
        return tuple(self._results.values())

    def _take_fresh(self, module: SourceModule) -> bool:
        """Take what is there of a module, if it is what would be built; not while its imports are not built."""
        key = self._keys.of(module.name)
        if key is None or module.name in self._judged:
            return False
        self._judged.add(module.name)
        record = read_record(self._record(module), _Record, self._doubts)
        if record is None or record.key != key or not self._intact(module, record.files):
            return False
        messages = tuple(
            Message(module.path, note.line, note.column, note.severity, note.text, note.kind)
            for note in record.messages
        )
        self._keys.compiled(module.name, record.exports, record.files)
        self._finish(ModuleResult(module.name, module.path, "fresh", 0.0, messages))
        return True

    def _intact(self, module: SourceModule, files: Mapping[str, str]) -> bool:
        """Whether the compiled files are those that were checked."""
        return _digests(compiled_folder(self._project), module.name) == files

    def _elaborate_all(self, waiting: list[SourceModule]) -> None:
        self._running = _running(self._modules)
        compiled_folder(self._project).mkdir(parents=True, exist_ok=True)
        remove_leftovers(compiled_folder(self._project).parent)
        running: dict[Future[ModuleResult], SourceModule] = {}
        with ExitStack() as servers, ThreadPoolExecutor(self._jobs) as pool:
            try:
                for _ in range(min(self._jobs, len(waiting))):
                    self._idle.put(servers.enter_context(self._server()))
                while waiting or running:
                    self._start_ready(waiting, running, pool)
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        del running[future]
                        self._finish(future.result())
            except BaseException:
                servers.close()
                raise

    def _start_ready(
        self, waiting: list[SourceModule], running: dict[Future[ModuleResult], SourceModule], pool: ThreadPoolExecutor
    ) -> None:
        """Settle what needs no Lean, in the order of imports, and start as much else as may run."""
        for module in tuple(waiting):
            imports = [self._results.get(name) for name in module.imports]
            if any(result is not None and result.state in {"failed", "skipped"} for result in imports):
                waiting.remove(module)
                self._finish(ModuleResult(module.name, module.path, "skipped", 0.0, ()))
            elif None in imports:
                continue
            elif self._take_fresh(module):
                waiting.remove(module)
            elif len(running) < self._jobs:
                waiting.remove(module)
                self._tell(ModuleResult(module.name, module.path, "begun", 0.0, ()))
                running[pool.submit(self._elaborate, module)] = module

    def _elaborate(self, module: SourceModule) -> ModuleResult:
        path = PurePosixPath(f"{module_path(module.name)}.lean")
        (compiled_folder(self._project) / path.parent).mkdir(parents=True, exist_ok=True)
        server = self._idle.get()
        started = time.monotonic()
        try:
            elaboration = self._answer(server, module, path)
            if module.name in self._running or not elaboration.ok:
                server.close()  # what its code has done to the process reaches no other module
        except ElaborationStopped as stopped:
            line = stopped.messages[-1].line if stopped.messages else 1
            reason = Message(module.path, line, 0, "error", str(stopped), STOPPED)
            elaboration = Elaboration(False, (*stopped.messages, reason))
        finally:
            self._idle.put(server)
        seconds = time.monotonic() - started
        if elaboration.ok:
            self._write_record(module, elaboration)
            self._keep_trace(module, elaboration)
        return ModuleResult(
            module.name, module.path, "built" if elaboration.ok else "failed", seconds, elaboration.messages
        )

    def _answer(self, server: LeanServer, module: SourceModule, path: PurePosixPath) -> Elaboration:
        tree = self._project.tree_of(module.name)
        try:
            return server.elaborate(path, dict(tree.options), record=True, sources=tree.folder)
        except LeanDied:  # this unofficial Lean has died of itself in one module of thousands, and not there again
            return server.elaborate(path, dict(tree.options), record=True, sources=tree.folder)

    def _write_record(self, module: SourceModule, elaboration: Elaboration) -> None:
        exports = _note_compiled(self._keys, module.name, compiled_folder(self._project), elaboration.files)
        notes = tuple(_Note(m.line, m.column, m.severity, m.text, m.kind) for m in elaboration.messages)
        key = self._keys.of(module.name)
        assert key is not None
        assert exports is not None
        write_record(self._record(module), _Record(key, exports, elaboration.files, notes))

    def _keep_trace(self, module: SourceModule, elaboration: Elaboration) -> None:
        """Keep what Lean noted of the module's proofs. Who needs it and finds none asks Lean again, and is told why."""
        key = self._keys.of(module.name)
        if elaboration.notes is None or key is None:
            return
        compiled = compiled_folder(self._project) / f"{module_path(module.name)}.olean"
        with suppress(ToyModelsError):
            keep_trace(self._project, noted_trace(module.path, module.name, compiled, elaboration), key)

    def _record(self, module: SourceModule) -> Path:
        return self._project.build_folder / "lean" / "records" / f"{file_name(module.name)}.json"

    def _server(self) -> LeanServer:
        return embedded_server(self._toolchain, self._project.sources, compiled_folder(self._project))

    def _finish(self, result: ModuleResult) -> None:
        self._results[result.name] = result
        self._tell(result)

    def _tell(self, result: ModuleResult) -> None:
        self._listen(result, len(self._results), len(self._modules))


def _running(modules: tuple[SourceModule, ...]) -> frozenset[str]:
    """The modules that have Lean run code, their own or that of what they import."""
    sources = Sources({module.name: module.path.read_text(encoding="utf-8") for module in modules})
    programmed: set[str] = set()
    running: set[str] = set()
    forging: set[str] = set()
    for module in modules:
        if any(sources.forges(module.name)) or forging.intersection(module.imports):
            forging.add(module.name)
        if sources.programs(module.name) or programmed.intersection(module.imports):
            programmed.add(module.name)
        settings = module.name in forging
        if module.name in programmed or any(sources.runs(module.name, lambda _, settings=settings: settings)):
            running.add(module.name)
    return frozenset(running)


def embedded_server(toolchain: EmbeddedLean, sources: Path, output: Path) -> LeanServer:
    """A process of the embedded Lean for the given folders."""
    return LeanServer(
        node=toolchain.node,
        loader=toolchain.loader,
        library=toolchain.library,
        sources=sources,
        output=output,
        code=toolchain.loader.with_name("lean.code"),
    )


def _note_compiled(keys: Keys, module: str, folder: Path, files: Mapping[str, str] | None = None) -> str | None:
    """Have `keys` know what a module was compiled to, if it was, and return a hash of what it exports.

    `files` has the hashes of its files, where they are known.
    """
    main = folder / f"{module_path(module)}.olean"
    if not main.is_file():
        return None
    exports = exports_digest(main)
    keys.compiled(module, exports, _digests(folder, module) if files is None else files)
    return exports


def _digests(folder: Path, module: str) -> dict[str, str]:
    """SHA-256 of the compiled files of a module that are there, by what they end with."""
    found: dict[str, str] = {}
    for part in (*COMPILED, PROGRAM):
        with suppress(OSError):
            found[part] = file_hash(folder / f"{module_path(module)}{part}")
    return found


def _available_gigabytes() -> int:
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) >> 20
    except (OSError, ValueError):
        pass
    return _GIGABYTES_A_PROCESS


def _build_native(
    project: Project, toolchain: NativeLean, modules: tuple[SourceModule, ...]
) -> tuple[ModuleResult, ...]:
    """Let `lake build` do it; Lake itself knows what changed and prints Lean's messages."""
    started = time.monotonic()
    result = subprocess.run(  # noqa: S603
        [str(toolchain.lake), "build"], cwd=project.root, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - started
    state: State = "built" if result.returncode == 0 else "failed"
    output = (result.stdout + result.stderr).strip()
    severity = "information" if result.returncode == 0 else "error"
    summary = (Message(project.root / "lakefile.lean", 1, 0, severity, output, "lake"),) if output else ()
    return tuple(
        ModuleResult(module.name, module.path, state, seconds if index == 0 else 0.0, summary if index == 0 else ())
        for index, module in enumerate(modules)
    )
