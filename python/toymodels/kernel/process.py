"""The kernel's process, from outside: one request, answers as they come, and an end in bounded time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import msgspec

from toymodels.errors import KernelMissing, ToyModelsError
from toymodels.kernel.exchange import Asked, Done, Failed, Line, Missing, Planned, Target, Verdict
from toymodels.kernel.outcome import Outcome, Recheck, Summary
from toymodels.kernel.verdicts import NO_OPINION, Known
from toymodels.progress import Progress

SECONDS = 600
GIGABYTES = 8

_MAX_LAST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Request:
    """What the kernel is asked.

    Attributes:
        library: the main compiled file of each module, by name.
        core: folders of core's compiled modules.
        names: the declarations that are wanted; without them, all.
        assumed: by wanted declaration, the theorems of the library that it may rest on without their proofs.
        known: what was judged before.
        seconds: how long the kernel may take.
        gigabytes: how much address space it may take.
    """

    library: Mapping[str, Path]
    core: Sequence[Path]
    names: Sequence[str] | None = None
    assumed: Mapping[str, Collection[str]] = field(default_factory=dict[str, Collection[str]])
    known: Known = field(default_factory=Known)
    seconds: int = SECONDS
    gigabytes: int = GIGABYTES

    def asked(self) -> Asked:
        """What is handed to the kernel's process."""
        return Asked(
            library={name: str(path) for name, path in self.library.items()},
            core=tuple(map(str, self.core)),
            names=None if self.names is None else tuple(self.names),
            assumed={name: tuple(sorted(given)) for name, given in self.assumed.items()},
            basis=self.known.basis,
            contents=dict(self.known.contents),
            known=tuple(sorted(self.known.proofs)),
            seconds=self.seconds,
            bytes=self.gigabytes << 30,
        )


def ask(request: Request, progress: Progress | None = None, keep: Callable[[str], None] | None = None) -> Recheck:
    """What a process of its own answers, as far as it got; `keep` is told the key of each proof that is accepted.

    Raises:
        KernelMissing: the kernel cannot be loaded.
        ToyModelsError: a compiled file cannot be read.
    """
    answers, late = _Answers(progress, keep), threading.Event()
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "toymodels.kernel.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            env={**os.environ, "LEAN_ABORT_ON_PANIC": "1"},
        )

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(request.seconds, end)
        timer.start()
        try:
            _exchange(process, request, answers)
        finally:
            timer.cancel()
            process.kill()
            process.wait()
        last_words = _last_line(words)
    if late.is_set():
        return answers.result(f"it was ended after {request.seconds} seconds")
    if process.returncode:
        return answers.result(f"its process ended with status {process.returncode}{last_words}")
    return answers.result("" if answers.complete else f"its process ended before it was done{last_words}")


def _exchange(process: subprocess.Popen[bytes], request: Request, answers: _Answers) -> None:
    """Hand over the request and take all answers."""
    assert process.stdin
    assert process.stdout
    with process.stdout as lines:
        with suppress(BrokenPipeError), process.stdin as stream:
            stream.write(json.dumps(request.asked().to_json()).encode())
        for line in lines:
            answers.take(line)
    process.wait()


def _last_line(words: IO[bytes]) -> str:
    """The last thing that a process wrote, for a message."""
    words.seek(0, os.SEEK_END)
    words.seek(max(0, words.tell() - _MAX_LAST_WORDS))
    lines = words.read().decode("utf-8", "replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f" ({''.join(filter(str.isprintable, last))})" if last else ""


class _Answers:
    """The lines of a worker, gathered."""

    def __init__(self, progress: Progress | None, keep: Callable[[str], None] | None) -> None:
        self._progress = progress
        self._keep = keep
        self._recognized = 0
        self._planned: dict[str, Target] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._summary: Summary = {}
        self.complete = False

    def take(self, line: bytes) -> None:
        """Take one line; half a line, of a process that died, says nothing."""
        try:
            said: Line = msgspec.json.decode(line, type=Line)
        except ValueError:
            return
        match said:
            case Missing(why):
                raise KernelMissing(why)
            case Failed(why):
                raise ToyModelsError(why)
            case Planned(targets):
                self._planned = {target.name: target for target in targets}
                self._tell("")
            case Done(summary, recognized):
                self._summary, self._recognized, self.complete = summary, recognized, True
            case Verdict(name):
                self._take_verdict(name, said)

    def _take_verdict(self, name: str, said: Verdict) -> None:
        planned = self._planned.get(name)
        if planned is None:
            return
        self._outcomes[name] = Outcome(name, planned.module, planned.kind, said.verdict, said.reason)
        if self._keep is not None and said.key:
            self._keep(said.key)
        self._tell(name)

    def _tell(self, name: str) -> None:
        if self._progress is not None:
            self._progress(name, len(self._outcomes), len(self._planned))

    def result(self, trouble: str) -> Recheck:
        """All declarations that were to be judged, those that were not reached without an opinion."""
        outcomes = {outcome.name: outcome for outcome in self._all(trouble)}
        return Recheck(outcomes, self._summary, trouble, recognized=self._recognized)

    def _all(self, trouble: str) -> Iterator[Outcome]:
        for name, target in self._planned.items():
            missed = Outcome(name, target.module, target.kind, NO_OPINION, f"not reached: {trouble}")
            yield self._outcomes.get(name, missed)
