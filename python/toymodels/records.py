"""What is kept between runs, and long work on many items: each result under a key of what it depends on, resumable.

Every record is a JSON object with a seal, a hash of all that it holds. A record that is damaged, that was edited, that
is not of the form expected or was not made of what is there now is not believed: what it kept is made again. The seal
tells damage and careless edits. It is not a signature: whoever can write to the folder can seal a forgery as well.
"""

from __future__ import annotations

import hashlib
import json
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from toymodels.progress import Progress


@dataclass(frozen=True, slots=True)
class Work:
    """One item: `run(*arguments)`, in another process, gives JSON data that is kept in `path` beside `keys`.

    A kept result that is not of the form `form` is not believed.
    """

    name: str
    path: Path
    keys: Mapping[str, str]
    run: Callable[..., dict[str, Any]]
    arguments: tuple[Any, ...]
    form: Form = field(default_factory=dict[str, Any])


def kept_results(
    work: Sequence[Work],
    field: str,
    *,
    crashed: Callable[[str, BaseException], dict[str, Any]],
    fresh: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
) -> dict[str, dict[str, Any]]:
    """The result of every item by name, in the order of `work`: the kept one where all keys agree, or a fresh one.

    With `fresh`, all are fresh.

    An interruption loses what is running and nothing that was finished. An item that fails costs the others nothing:
    its result is what `crashed` makes of its name and of what was raised, and is not kept.
    """
    results: dict[str, dict[str, Any]] = {}
    waiting: list[Work] = []
    doubts = Doubts()

    def tell(name: str) -> None:
        if progress is not None:
            progress(name, len(results), len(work))

    def finish(item: Work, result: dict[str, Any]) -> None:
        results[item.name] = result
        tell(item.name)

    for item in work:
        form = {field: item.form, **dict.fromkeys(item.keys, str)}
        record = None if fresh else read_record(item.path, form, doubts)
        if record is not None and all(record[key] == told for key, told in item.keys.items()):
            results[item.name] = record[field]
        else:
            waiting.append(item)
    doubts.tell()
    tell("")
    for item, outcome in _fresh(waiting, jobs):
        if isinstance(outcome, BaseException):
            finish(item, crashed(item.name, outcome))
        else:
            write_record(item.path, {**item.keys, field: outcome})
            finish(item, outcome)
    return {item.name: results[item.name] for item in work}


def _fresh(waiting: Sequence[Work], jobs: int) -> Iterator[tuple[Work, dict[str, Any] | BaseException]]:
    """Results, or what was raised, as they come."""
    if not waiting:
        return
    with _workers(min(jobs, len(waiting))) as pool:
        running: dict[Future[dict[str, Any]], Work] = {pool.submit(item.run, *item.arguments): item for item in waiting}
        for future in as_completed(running):
            yield running[future], future.exception() or future.result()


@contextmanager
def _workers(jobs: int) -> Generator[ProcessPoolExecutor]:
    """Processes that end at once when the work is interrupted, and leave Ctrl-C to this one."""
    pool = ProcessPoolExecutor(jobs, initializer=leave_signals)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    pool.shutdown()


def leave_signals() -> None:
    """In a worker: leave Ctrl-C to the process that started this one, and end at once when that one says so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def code_digest(paths: Iterable[str], *, computes: bool = True) -> str:
    """A hash of this package's code at `paths`: files, or folders of them; if it `computes`, of NumPy's version too."""
    digest = hashlib.sha256(version("numpy").encode() if computes else b"")
    root = Path(__file__).parent
    for path in paths:
        for file in sorted((root / path).rglob("*.py")) if (root / path).is_dir() else [root / path]:
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


# ------------------------------------------------------------------------------------------------------------- records

Form = type | tuple["Form", ...] | list["Form"] | Mapping[Any, "Form"]
"""What JSON data must look like: of a type; one of several; a list of; `{str: ..}`, an object of; an object with these
fields, and perhaps others."""

_SEAL = "seal"
_LARGEST = 1 << 30
_log = logging.getLogger("toymodels")


class Doubts:
    """Records that are not believed, told of in one line a folder."""

    def __init__(self) -> None:
        self._found: dict[Path, list[str]] = {}

    def add(self, path: Path, why: str) -> None:
        """Note that the record in `path` is not believed."""
        self._found.setdefault(path.parent, []).append(f"{path.name} {why}")

    def tell(self) -> None:
        """Say which records are not believed, to the log of this package: by default that is standard error."""
        for folder, (first, *others) in self._found.items():
            more = f", nor are {len(others)} others there" if others else ""
            _log.warning("a record in %s is not believed: %s%s; what it kept is made again", folder, first, more)
        self._found.clear()


class _NotBelievedError(Exception):
    """Why a record is not believed."""


def write_record(path: Path, data: Mapping[str, Any], *, indent: int | None = 1) -> None:
    """Keep JSON data with its seal, so that an interruption leaves the old file or the new one.

    Raises:
        ValueError: the data has a seal already, as a record has that `read_record` did not read.
    """
    as_read: dict[str, Any] = json.loads(json.dumps(data))
    if _SEAL in as_read:
        raise ValueError("a record is sealed once")
    with suppress(OSError):
        path.rmdir()  # an empty folder in its place
    text = json.dumps({**as_read, _SEAL: _seal(as_read)}, ensure_ascii=False, indent=indent)
    write_atomically(path, text + "\n")


def read_record(path: Path, form: Form, doubts: Doubts | None = None) -> dict[str, Any] | None:
    """The data in a record, if there is one that is whole and of the form asked for.

    That one is there and not believed is told at once, or left to `doubts`.
    """
    try:
        return _read(path, form)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (_NotBelievedError, OSError) as error:
        gathered = Doubts() if doubts is None else doubts
        gathered.add(path, str(error) if isinstance(error, _NotBelievedError) else f"cannot be read: {error.strerror}")
        if doubts is None:
            gathered.tell()
        return None


def _read(path: Path, form: Form) -> dict[str, Any]:
    if not path.stat().st_size <= _LARGEST or not path.is_file():
        raise _NotBelievedError("is not a file of ours")
    try:
        record: Any = json.loads(path.read_bytes())
        if not isinstance(record, dict):
            raise _NotBelievedError("holds no JSON object")
        data: dict[str, Any] = record  # pyright: ignore[reportUnknownVariableType]
        if data.pop(_SEAL, None) != _seal(data):
            raise _NotBelievedError("is damaged, was edited, or is of another version: its seal does not fit")
    except (ValueError, RecursionError):
        raise _NotBelievedError("is damaged: it holds no JSON of ours") from None
    if not fits(data, form):
        raise _NotBelievedError("is not of the form expected")
    return data


def fits(data: Any, form: Form) -> bool:
    """Whether JSON data is of a form."""
    if isinstance(form, type):
        return isinstance(data, form) and (form is bool or not isinstance(data, bool))
    if isinstance(form, tuple):
        return any(fits(data, each) for each in form)
    if isinstance(form, list):
        (each,) = form
        return isinstance(data, list) and all(fits(item, each) for item in data)  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(data, dict):
        return False
    values: dict[str, Any] = data  # pyright: ignore[reportUnknownVariableType]
    if str in form:
        return all(fits(value, form[str]) for value in values.values())
    return all(name in values and fits(values[name], each) for name, each in form.items())


def _seal(data: Mapping[str, Any]) -> str:
    """A hash of JSON data, whatever the order of its fields."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file so that an interruption leaves the old one or the new one.

    Raises:
        OSError: it cannot be written, for example since the disk is full; the old file is left.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)  # were it a link, it would be written where that leads
        with temporary.open("xb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
        temporary.replace(path)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
