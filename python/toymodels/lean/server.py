"""A Lean process that stays: the embedded Lean elaborates one module after another without starting anew.

Starting costs seconds (137 MB of WebAssembly, a symbol table of 201,110 names), a module in a warm process little more
than its own elaboration. The process sees three folders and nothing else of the disk: Lean's core library and the
sources, both read-only, and the output folder.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, Self

from toymodels.errors import LeanError
from toymodels.lean.messages import Message, parse_message

_LIBRARY = PurePosixPath("/lean/lib")
_SOURCES = PurePosixPath("/lean/src")
_OUTPUT = PurePosixPath("/lean/out")

_WHOLE_LINES = Path(__file__).with_name("stdout.js")
"""Makes the engine print long lines whole: a trace of a proof is larger than a pipe holds."""

LARGEST_HEAP, LARGEST_RESIDENT = 1400, 4000
"""Megabytes beyond which a process is replaced. Modules that were once imported are never freed, WebAssembly can have
2048 MB at most, and an elaboration that runs into that limit may hang instead of failing."""


@dataclass(frozen=True, slots=True)
class Elaboration:
    """What Lean said about one module; `ok` when it wrote the compiled files."""

    ok: bool
    messages: tuple[Message, ...]


class LeanServer:
    """One embedded Lean process; a context manager. Not for use by two threads at once.

    Args:
        node: the JavaScript engine.
        loader: the patched `lean.js`.
        library: Lean's core library, a folder of `.olean` files.
        sources: the folder whose `.lean` files may be elaborated.
        output: the folder that compiled files are written to and imported from.
    """

    def __init__(self, *, node: Path, loader: Path, library: Path, sources: Path, output: Path) -> None:
        self._node = node
        self._loader = loader
        self._mounts = (
            {"root": str(library.absolute()), "at": str(_LIBRARY), "readonly": True},
            {"root": str(sources.absolute()), "at": str(_SOURCES), "readonly": True},
            {"root": str(output.absolute()), "at": str(_OUTPUT), "readonly": False},
        )
        self._sources = sources
        self._process: subprocess.Popen[str] | None = None
        self._stderr: IO[str] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def elaborate(
        self,
        module_path: PurePosixPath,
        options: Mapping[str, str],
        *,
        keep: bool = True,
    ) -> Elaboration:
        """Elaborate `module_path` (relative to the sources, such as `ToyModels/Foundations/Sum.lean`).

        Compiled files go to the same relative place in the output folder, unless `keep` is false. A module that Lean
        rejects is reported by `ok`; a process that dies raises `LeanError` with the end of its output.
        """
        process = self._running()
        compiled = _OUTPUT / module_path.with_suffix("")
        request = {
            "file": str(_SOURCES / module_path),
            "options": [
                ["J", None],
                ["R", str(_SOURCES)],
                *(["D", f"{name}={value}"] for name, value in options.items()),
                *([["o", f"{compiled}.olean"], ["i", f"{compiled}.ilean"]] if keep else []),
            ],
        }
        messages: list[Message] = []
        for answer in self._ask(process, request):
            if "finished" in answer:
                if answer["heap"] > LARGEST_HEAP or answer["resident"] > LARGEST_RESIDENT:
                    self.close()
                return Elaboration(ok=answer["finished"] == 0, messages=tuple(messages))
            messages.append(
                parse_message(answer, lambda name: self._sources / PurePosixPath(name).relative_to(_SOURCES))
            )
        raise self._died(f"elaborating {module_path}")

    def close(self) -> None:
        """End the process at once; the next elaboration starts a new one."""
        with self._lock:
            process, self._process = self._process, None
            stderr, self._stderr = self._stderr, None
        if process is not None:
            _kill_group(process)
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
        if stderr is not None:
            stderr.close()

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        self._stderr = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        process = subprocess.Popen(  # noqa: S603
            [str(self._node), "--require", str(_WHOLE_LINES), str(self._loader), "-j1"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
            encoding="utf-8",
            cwd=self._loader.parent,
            env={
                "PATH": os.environ.get("PATH", ""),
                "LEAN_PATH": f"{_LIBRARY}:{_OUTPUT}",
                "TOYMODELS_MOUNTS": json.dumps(self._mounts),
            },
            start_new_session=True,
        )
        self._process = process
        for answer in self._answers(process):
            if answer.get("ready"):
                return process
        raise self._died("starting")

    def _ask(self, process: subprocess.Popen[str], request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            return
        yield from self._answers(process)

    @staticmethod
    def _answers(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
        """JSON lines only: this build of Lean also prints progress notes of its own."""
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("{"):
                try:
                    answer = json.loads(line)
                except json.JSONDecodeError:
                    continue
                yield answer

    def _died(self, doing: str) -> LeanError:
        tail = ""
        if self._stderr is not None:
            self._stderr.seek(0)
            lines = [line.rstrip() for line in self._stderr if not line.startswith("[DEBUG")]
            tail = "\n".join(lines[-15:])
        process = self._process
        self.close()
        status = None if process is None else process.returncode
        return LeanError(
            f"the embedded Lean stopped while {doing} (exit status {status}).\n{tail}\n"
            "If the machine is short of memory (one Lean takes 2 to 4 GB), close other programs or pass --jobs 1."
        )


def _kill_group(process: subprocess.Popen[str]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()
    process.wait()
