"""A Lean process that stays: the embedded Lean elaborates one module after another without starting anew.

Starting costs seconds (137 MB of WebAssembly, a symbol table of 201,110 names), a module in a warm process little more
than its own elaboration. The process sees four folders and nothing else of the disk: Lean's core library, the sources
and the compiled files, all read-only, and a folder of its own that only Lean itself can write to, not the code of the
module that it elaborates. What Lean leaves there is taken over when it has accepted the module.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, Self

import msgspec

from toymodels.errors import LeanError
from toymodels.lean.adapt import Adapted
from toymodels.lean.compiled import take_over
from toymodels.lean.elaboration import Answer, Elaboration, ElaborationStopped, LeanDied, Request
from toymodels.lean.hints import with_hints
from toymodels.lean.limits import MEGABYTES_VARIABLE, SECONDS_VARIABLE, Limits
from toymodels.lean.messages import Message, printed

_LIBRARY = PurePosixPath("/lean/lib")
_SOURCES = PurePosixPath("/lean/src")
_OUTPUT = PurePosixPath("/lean/out")
_STAGING = PurePosixPath("/lean/new")
_NEW = "new-"

_WHOLE_LINES = Path(__file__).with_name("stdout.js")
"""Makes the engine print long lines whole: a trace of a proof is larger than a pipe holds."""

ENDS_WITH_US = Path(__file__).with_name("watch.js")

LARGEST_HEAP, LARGEST_RESIDENT = 1400, 4000
"""Megabytes beyond which a process is replaced. Modules that were once imported are never freed, WebAssembly can have
2048 MB at most, and an elaboration that runs into that limit may hang instead of failing."""


_WITHOUT_THREADS = {"Elab.async": "false"}
"""The embedded Lean keeps 350 MB for each thread that a module starts, and by default each theorem starts some."""

_SECONDS_BETWEEN_LOOKS = 0.2


class LeanServer:
    """One embedded Lean process; a context manager. Not for use by two threads at once.

    Args:
        node: the JavaScript engine.
        loader: the patched `lean.js`.
        library: Lean's core library, a folder of `.olean` files.
        sources: the folder whose `.lean` files may be elaborated.
        output: the folder that compiled files are put into and imported from; it exists.
        code: the file in which the engine keeps what it has compiled of Lean, so that the next process need not.
        limits: what one module may take.

    Attributes:
        began_with_code: whether the process that was started last found there what it could use.
    """

    began_with_code = False

    def __init__(
        self,
        *,
        node: Path,
        loader: Path,
        library: Path,
        sources: Path,
        output: Path,
        code: Path | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._node = node
        self._loader = loader
        self._mounts = (
            {"root": str(library.absolute()), "at": str(_LIBRARY), "readonly": True},
            {"root": str(sources.absolute()), "at": str(_SOURCES), "readonly": True},
            {"root": str(output.absolute()), "at": str(_OUTPUT), "readonly": True},
        )
        self._sources = sources
        self._output = output
        self._code = code
        self._limits = limits or Limits.chosen()
        self._staging: Path | None = None
        self._process: subprocess.Popen[str] | None = None
        self._stderr: IO[str] | None = None
        self._lock = threading.Lock()
        self._grown = False
        self._over = False

    def __enter__(self) -> Self:
        self._over = False
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over = True  # another thread that is about to start a process must not leave it behind
        self.close()

    def elaborate(
        self,
        module_path: PurePosixPath,
        options: Mapping[str, str],
        *,
        keep: bool = True,
        record: bool = False,
        sources: Path | None = None,
    ) -> Elaboration:
        """Elaborate `module_path` (relative to the sources, such as `ToyModels/Foundations/Sum.lean`).

        Compiled files go to the same relative place in the output folder, unless `keep` is false. With `record`, syntax
        and goals are noted on the way. A module that Lean rejects is reported by `ok`. With `sources` the module lies
        in that folder instead of the server's.

        Raises:
            LeanDied: Lean's process ended by itself.
            ElaborationStopped: Lean took too long, said too much, or left files that cannot be used.
            LeanError: Lean cannot be started.
        """
        source = (sources or self._sources) / module_path
        text = _text_of(source)
        adapted = Adapted.of(text)
        while True:
            elaboration = self._attempt(module_path, source, adapted, options, keep=keep, record=record)
            messages = adapted.told(elaboration.messages, source)
            elaboration = replace(elaboration, messages=messages, read=adapted, source=text)
            following = None if elaboration.ok else adapted.after(elaboration.messages)
            if following is None:
                return replace(elaboration, messages=with_hints(elaboration.messages, text))
            adapted = following

    def _attempt(
        self,
        module_path: PurePosixPath,
        source: Path,
        adapted: Adapted,
        options: Mapping[str, str],
        *,
        keep: bool,
        record: bool,
    ) -> Elaboration:
        """Have Lean read a text once, in the place of a module's source."""
        process = self._running()
        assert self._staging is not None
        staged = Path(tempfile.mkdtemp(dir=self._staging))
        seen = _STAGING / staged.name / "module"
        root = _SOURCES
        if adapted.inserted or adapted.left_out or source != self._sources / module_path:
            root = _STAGING / staged.name / "source"
            copy = staged / "source" / module_path
            copy.parent.mkdir(parents=True)
            copy.write_text(adapted.text, encoding="utf-8", newline="")
        settings = {**_WITHOUT_THREADS, **adapted.options, **options}
        options_given = (
            ("J", None),
            ("R", str(root)),
            *(("D", f"{name}={value}") for name, value in settings.items()),
            *((("o", f"{seen}.olean"), ("i", f"{seen}.ilean")) if keep else ()),
        )
        request = Request(str(root / module_path), record, options_given)
        elaboration = self._elaborate(process, request, module_path)
        if keep and elaboration.ok:
            name = module_path.with_suffix("")
            try:
                files = take_over(staged / "module", self._output / name, ".".join(name.parts))
            except LeanError as error:
                raise ElaborationStopped(str(error), elaboration.messages) from error
            elaboration = replace(elaboration, files=files)
        shutil.rmtree(staged, ignore_errors=True)
        if self._grown:
            self.close()
        return elaboration

    def _elaborate(self, process: subprocess.Popen[str], request: Request, module_path: PurePosixPath) -> Elaboration:
        messages: list[Message] = []
        notes: list[Any] = []
        stopped: list[str] = []
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(process, module_path, done, stopped), daemon=True)
        watch.start()
        room = self._limits.megabytes * 1e6
        try:
            for answer in self._ask(process, request):
                if (status := answer.finished) is not None:
                    self._grown = answer.heap > LARGEST_HEAP or answer.resident > LARGEST_RESIDENT
                    if status != 0 and all(message.severity != "error" for message in messages):
                        messages.append(self._silent_end(module_path, status))
                    noted = tuple(notes) if request.record else None
                    return Elaboration(ok=status == 0, messages=tuple(messages), notes=noted)
                if answer.noted is not None:
                    notes.append(answer.noted)
                room -= len(answer.said)
                if room < 0:
                    raise self._stopped(self._said_too_much(module_path), messages)
                if message := self._message(answer.said, request.file, module_path):
                    messages.append(message)
        finally:
            done.set()
            watch.join()
        if stopped:
            raise self._stopped(stopped[0], messages)
        if self._process is not process:
            raise ElaborationStopped(f"Lean was ended before it was done with {module_path}", tuple(messages))
        died = self._died(f"elaborating {module_path}")
        raise LeanDied(str(died), tuple(messages))

    def _watch(
        self, process: subprocess.Popen[str], module_path: PurePosixPath, done: threading.Event, stopped: list[str]
    ) -> None:
        """End Lean, and say why, when it takes too long or writes too much to standard error."""
        until = time.monotonic() + self._limits.seconds
        most = self._errors_written() + self._limits.megabytes * 1e6
        while not done.wait(_SECONDS_BETWEEN_LOOKS):
            if time.monotonic() > until:
                stopped.append(
                    f"Lean was not done with {module_path} after {self._limits.seconds:g} s and was stopped; set "
                    f"{SECONDS_VARIABLE} to allow more"
                )
            elif self._errors_written() > most:
                stopped.append(self._said_too_much(module_path))
            if stopped:
                _kill_group(process)
                return

    def _errors_written(self) -> int:
        """Bytes that the process has written to standard error; 0 once it was ended."""
        with self._lock:
            return 0 if self._stderr is None else os.fstat(self._stderr.fileno()).st_size

    def _said_too_much(self, module_path: PurePosixPath) -> str:
        return (
            f"Lean said more than {self._limits.megabytes:g} MB about {module_path} and was stopped; set "
            f"{MEGABYTES_VARIABLE} to allow more"
        )

    def _silent_end(self, module_path: PurePosixPath, status: int) -> Message:
        """Why a module is rejected about which Lean said nothing."""
        reason = (
            f"Lean ended with status {status} and named no error; does the module's own code end it (IO.Process.exit)?"
        )
        return Message(self._sources / module_path, 1, 0, "error", reason, "")

    def _message(self, said: str, file: str, module_path: PurePosixPath) -> Message | None:
        """Lean's message in a line, if it is one about `file`, which it reads for a module.

        This build of Lean prints notes on its progress as well.
        """
        message = printed(said)
        if message is None or message.file_name != file:
            return None
        return message.about(self._sources / module_path)

    def _stopped(self, reason: str, messages: list[Message]) -> ElaborationStopped:
        self.close()
        return ElaborationStopped(reason, tuple(messages))

    def close(self) -> None:
        """End the process at once; the next elaboration starts a new one."""
        with self._lock:
            process, self._process = self._process, None
            self._grown = False
            stderr, self._stderr = self._stderr, None
            staging, self._staging = self._staging, None
        if process is not None:
            _kill_group(process)
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
        if stderr is not None:
            stderr.close()
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        self._stderr = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self._staging = Path(tempfile.mkdtemp(prefix=f"{_NEW}{os.getpid()}-", dir=self._output.parent))
        staging = {"root": str(self._staging.absolute()), "at": str(_STAGING), "readonly": False}
        preloads = ("--require", str(_WHOLE_LINES), "--require", str(ENDS_WITH_US))
        engine = [] if self._code is None else ["--allow-natives-syntax"]  # names what compiled code is kept by
        process = subprocess.Popen(  # noqa: S603
            [str(self._node), *engine, *preloads, str(self._loader), "-j1"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
            encoding="utf-8",
            cwd=self._loader.parent,
            env={
                "PATH": os.environ.get("PATH", ""),
                "LEAN_PATH": f"{_LIBRARY}:{_OUTPUT}",
                **({} if self._code is None else {"TOYMODELS_CODE": str(self._code.absolute())}),
                "TOYMODELS_MOUNTS": json.dumps([*self._mounts, staging]),
                "TOYMODELS_PARENT": str(os.getpid()),
            },
            start_new_session=True,
        )
        self._process = process
        if self._over:
            self.close()
            raise LeanError("this Lean was ended and is not started again")
        for answer in self._answers(process):
            if answer.ready:
                self.began_with_code = answer.code
                return process
        raise self._died("starting")

    def _ask(self, process: subprocess.Popen[str], request: Request) -> Iterator[Answer]:
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(msgspec.to_builtins(request)) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            return
        yield from self._answers(process)

    @staticmethod
    def _answers(process: subprocess.Popen[str]) -> Iterator[Answer]:
        """What the service says; before it has begun, the loader prints notes of its own."""
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("{"):
                try:
                    answer = msgspec.json.decode(line, type=Answer)
                except msgspec.DecodeError:
                    continue
                yield answer

    def _died(self, doing: str) -> LeanError:
        tail = ""
        if self._stderr is not None:
            self._stderr.seek(0)
            tail = "\n".join(_last_words(self._stderr)[-15:])
        status = None if self._process is None else _own_end(self._process)
        self.close()
        short = "memory" in tail or status == -signal.SIGKILL
        advice = (
            "\nIf the machine is short of memory (one Lean takes 2 to 4 GB), close other programs or pass --jobs 1."
        )
        said = f".\n{tail}" if tail else ""
        return LeanError(
            f"the embedded Lean stopped while {doing} (exit status {status}){said}{advice if short else ''}"
        )


def _last_words(stderr: Iterable[str]) -> list[str]:
    """What a process wrote to standard error, without the loader's notes on its progress and their indented lines."""
    words: list[str] = []
    in_note = False
    for line in stderr:
        in_note = line.startswith("[DEBUG") or (in_note and line.startswith("  "))
        if not in_note:
            words.append(line.rstrip())
    return words


def _text_of(source: Path) -> str:
    """The author's text; empty if it cannot be read, which Lean then says."""
    try:
        return source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def remove_leftovers(folder: Path) -> None:
    """Remove what processes that were killed have left of the folders that Lean wrote to for them."""
    for path in folder.glob(f"{_NEW}*-*"):
        owner = path.name.removeprefix(_NEW).partition("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists() and Path("/proc/self").exists():
            shutil.rmtree(path, ignore_errors=True)


def _own_end(process: subprocess.Popen[str]) -> int | None:
    """The exit status of a process that has closed its output, if it ends by itself."""
    try:
        return process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        return None


def _kill_group(process: subprocess.Popen[str]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()
    process.wait()
