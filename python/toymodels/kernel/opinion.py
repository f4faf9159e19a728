"""The official kernel's opinion of a built library: asked for in a process of its own, and kept by content."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from toymodels.errors import KernelMissing, OleanError, ToyModelsError
from toymodels.kernel.session import ACCEPTED, LEFT_OUT, NO_OPINION, REJECTED
from toymodels.kernel.wheel import KERNEL, LIBRARIES, WHEEL, missing_kernel
from toymodels.lean import BuildResult, Project
from toymodels.lean.environment import find_module
from toymodels.records import Progress, code_digest, read_record, write_record

SCHEMA = 1
SECONDS = 600
GIGABYTES = 8

_VERDICTS = (ACCEPTED, REJECTED, NO_OPINION, LEFT_OUT)
_CODE = ("kernel", "lean/region.py", "lean/parts.py")
_DECLARATION = dict.fromkeys(("name", "module", "kind", "verdict", "reason"), str)
_MAX_LAST_WORDS = 400
_KEPT = "as it said before of the same compiled files; `--fresh` asks again"
_PART = "asked about this part with all that it rests on; only an answer about the whole library is kept"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the kernel says of one declaration: accepted, rejected or no opinion, or that it was left out."""

    name: str
    module: str
    kind: str
    verdict: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recheck:
    """What the official kernel says of a library.

    Attributes:
        outcomes: by the name of the declaration.
        summary: what was re-checked of core (`core_checked`), which constructors and recursors of the library and of
            core the kernel derived as the files have them (`derived`), which theorems and hidden bodies of core were
            admitted without a check and which axioms were, each with the number of accepted theorems that rest on it.
            Empty if the process ended early.
        trouble: why the process ended early, or was not started, if so.
        ran: whether the kernel was asked.
        note: what of the library it was asked about, and when, if that was not all of it just now.
    """

    outcomes: Mapping[str, Outcome]
    summary: Mapping[str, Any] = field(default_factory=dict[str, Any])
    trouble: str = ""
    ran: bool = True
    note: str = ""

    def of(self, name: str) -> Outcome:
        """What is said of the declaration called `name`; no opinion of what was not asked."""
        known = self.outcomes.get(name)
        return known or Outcome(name, "", "", NO_OPINION, self.trouble or "the compiled files have no such name")

    def counts(self) -> dict[str, int]:
        """How many declarations have each verdict."""
        counted = Counter(outcome.verdict for outcome in self.outcomes.values())
        return {verdict.replace(" ", "_"): counted[verdict] for verdict in _VERDICTS}

    def accepted(self) -> dict[str, int]:
        """How many declarations of each kind were accepted."""
        return dict(Counter(each.kind for each in self.outcomes.values() if each.verdict == ACCEPTED))

    @property
    def exit_status(self) -> int:
        """0 if all is accepted; 1 for a rejected declaration; 3 where there is no opinion, or nothing to check."""
        verdicts = {outcome.verdict for outcome in self.outcomes.values()} - {LEFT_OUT}
        if REJECTED in verdicts:
            return 1
        return 0 if verdicts == {ACCEPTED} and not self.trouble else 3

    def faults(self) -> list[Outcome]:
        """The declarations that are rejected, or that there is no opinion of."""
        return [outcome for outcome in self.outcomes.values() if outcome.verdict in (REJECTED, NO_OPINION)]

    def overview(self) -> dict[str, Any]:
        """Everything but the single declarations, as JSON data."""
        return {
            "ran": self.ran,
            "kernel": KERNEL,
            "wheel": WHEEL,
            "counts": self.counts(),
            "accepted": self.accepted(),
            "summary": dict(self.summary),
            "trouble": self.trouble,
            "note": self.note,
        }

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON data."""
        return {"schema": SCHEMA, **self.overview(), "declarations": [asdict(each) for each in self.outcomes.values()]}


def recheck(
    project: Project,
    build: BuildResult,
    names: Collection[str] | None = None,
    *,
    seconds: int = SECONDS,
    gigabytes: int = GIGABYTES,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Recheck:
    """Hand the compiled declarations of a library to the official kernel.

    What it says of the whole library is kept in `build/recheck.json`, under a hash of all compiled files and of the
    kernel, and used again while that is the same, for single declarations too. Where it is not, those are handed over
    with all that they rest on, and nothing is kept.

    Args:
        project: what was built.
        build: the outcome of the build.
        names: full names of those that are wanted; without them, all.
        seconds: how long the kernel may take.
        gigabytes: how much address space it may take.
        fresh: do not use what is kept.
        progress: told of each declaration.

    Raises:
        KernelMissing: there is no official kernel here.
        OleanError: a compiled file is missing or corrupt.
    """
    if why := missing_kernel():
        raise KernelMissing(why)
    library = _compiled_files(build)
    key, kept = _key(library, build), _record(project)
    known = None if fresh else _kept(kept, key)
    if known is not None:
        known = replace(
            known, note=_KEPT if names is None else f"{_KEPT}; what is said of core is of the whole library"
        )
    else:
        request = {
            "library": [[name, str(path)] for name, path in library.items()],
            "core": list(map(str, build.search_path[1:])),
            "names": None if names is None else sorted(names),
            "seconds": seconds,
            "bytes": gigabytes << 30,
        }
        known = _ask(request, seconds, progress)
        if names is not None:
            known = replace(known, note=_PART)
        elif not known.trouble:
            write_record(kept, {"key": key, "recheck": known.to_json()})
    return known if names is None else replace(known, outcomes={name: known.of(name) for name in names})


def recheck_if_installed(
    project: Project,
    build: BuildResult,
    names: Collection[str] | None = None,
    *,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Recheck:
    """What `recheck` says, or one that did not run, with the reason, where there is no official kernel.

    Raises:
        OleanError: a compiled file is missing or corrupt.
    """
    try:
        return recheck(project, build, names, fresh=fresh, progress=progress)
    except KernelMissing as missing:
        return Recheck({}, trouble=str(missing), ran=False)


def kept_opinion(project: Project, build: BuildResult) -> Recheck | None:
    """What the kernel said of the whole library when it was asked last, if these are the files that it judged."""
    return _kept(_record(project), _key(_compiled_files(build), build))


def _record(project: Project) -> Path:
    return project.build_folder / "recheck.json"


def _compiled_files(build: BuildResult) -> dict[str, Path]:
    """The main compiled file of each module."""
    compiled = build.search_path[0]
    files: dict[str, Path] = {}
    for module in build.modules:
        path = find_module(module.name, [compiled])
        if path is None:
            raise OleanError(f"{module.name} has no compiled file in {compiled}; build again with `toymodels build`")
        files[module.name] = path
    return files


def _key(library: Mapping[str, Path], build: BuildResult) -> str:
    """A hash of all that the kernel's opinion depends on."""
    digest = hashlib.sha256(json.dumps([WHEEL, LIBRARIES, build.toolchain.identity]).encode())
    digest.update(code_digest(_CODE).encode())
    for name, path in sorted(library.items()):
        for part in (path, path.with_name(f"{path.name}.server"), path.with_name(f"{path.name}.private")):
            content = part.read_bytes() if part.is_file() else b""
            digest.update(f"{name}\0{part.suffix}\0".encode() + hashlib.sha256(content).digest())
    return digest.hexdigest()


def _kept(path: Path, key: str) -> Recheck | None:
    """The opinion kept in a file, if it is whole and of these compiled files."""
    record = read_record(path, {"key": str, "recheck": {"declarations": [_DECLARATION], "summary": dict}})
    if record is None or record["key"] != key:
        return None
    data = record["recheck"]
    outcomes = {
        entry["name"]: Outcome(**{name: entry[name] for name in _DECLARATION}) for entry in data["declarations"]
    }
    return Recheck(outcomes, data["summary"])


# ------------------------------------------------------------------------------------------------------- the process


def _ask(request: Mapping[str, Any], seconds: int, progress: Progress | None) -> Recheck:
    """What a process of its own answers, as far as it got."""
    answers, late = _Answers(progress), threading.Event()
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

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            _exchange(process, request, answers)
        finally:
            timer.cancel()
            process.kill()
            process.wait()
        last_words = _last_line(words)
    if late.is_set():
        return answers.result(f"it was ended after {seconds} seconds")
    if process.returncode:
        return answers.result(f"its process ended with status {process.returncode}{last_words}")
    return answers.result("" if answers.complete else f"its process ended before it was done{last_words}")


def _exchange(process: subprocess.Popen[bytes], request: Mapping[str, Any], answers: _Answers) -> None:
    """Hand over the request and take all answers."""
    assert process.stdin
    assert process.stdout
    with process.stdout as lines:
        with suppress(BrokenPipeError), process.stdin as stream:
            stream.write(json.dumps(request).encode())
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

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._planned: dict[str, Mapping[str, str]] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._summary: Mapping[str, Any] = {}
        self.complete = False

    def take(self, line: bytes) -> None:
        """Take one line; half a line, of a process that died, says nothing."""
        try:
            data: dict[str, Any] = json.loads(line)
        except ValueError:
            return
        if "missing" in data:
            raise KernelMissing(data["missing"])
        if "error" in data:
            raise ToyModelsError(data["error"])
        if "plan" in data:
            self._planned = {entry["name"]: entry for entry in data["plan"]}
        elif "summary" in data:
            self._summary, self.complete = data["summary"], True
        elif (planned := self._planned.get(data["name"])) is not None:
            outcome = Outcome(data["name"], planned["module"], planned["kind"], data["verdict"], data["reason"])
            self._outcomes[outcome.name] = outcome
            if self._progress is not None:
                self._progress(outcome.name, len(self._outcomes), len(self._planned))

    def result(self, trouble: str) -> Recheck:
        """All declarations that were to be judged, those that were not reached without an opinion."""
        return Recheck({o.name: o for o in self._all(trouble)}, self._summary, trouble)

    def _all(self, trouble: str) -> Iterator[Outcome]:
        for name, entry in self._planned.items():
            missed = Outcome(name, entry["module"], entry["kind"], NO_OPINION, f"not reached: {trouble}")
            yield self._outcomes.get(name, missed)
