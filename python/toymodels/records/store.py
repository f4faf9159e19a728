"""What is kept between runs, and long work on many items: each result under a key of what it depends on, resumable.

Every record is a JSON object with a seal, a hash of all that it holds. A record that is damaged, that was edited, that
is not of the type expected or was not made of what is there now is not believed: what it kept is made again. The seal
tells damage and careless edits. It is not a signature: whoever can write to the folder can seal a forgery as well.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import signal
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct

from toymodels.progress import Progress
from toymodels.records.forms import from_json, to_json

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

T = TypeVar("T")


class Kept(Struct, Generic[T], frozen=True):
    """A result beside the key of what it depends on, and a hash of the code that made it if that is told apart."""

    key: str
    result: T
    code: str = ""


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """One item: `run(*arguments)`, in another process, gives a result of the type `kind`, kept in `path`."""

    name: str
    path: Path
    key: str
    kind: type[T]
    run: Callable[..., T]
    arguments: tuple[Any, ...]
    code: str = ""


def kept_results(
    work: Sequence[Work[T]],
    *,
    crashed: Callable[[str, BaseException], T],
    fresh: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
) -> dict[str, T]:
    """The result of every item by name, in the order of `work`: the kept one where key and code agree, or a fresh one.

    With `fresh`, all are fresh.

    An interruption loses what is running and nothing that was finished. An item that fails costs the others nothing:
    its result is what `crashed` makes of its name and of what was raised, and is not kept.
    """
    results: dict[str, T] = {}
    waiting: list[Work[T]] = []
    doubts = Doubts()

    def tell(name: str) -> None:
        if progress is not None:
            progress(name, len(results), len(work))

    def finish(item: Work[T], result: T) -> None:
        results[item.name] = result
        tell(item.name)

    for item in work:
        kept = None if fresh else read_kept(item.path, item.kind, item.key, doubts, code=item.code)
        if kept is None:
            waiting.append(item)
        else:
            results[item.name] = kept
    doubts.tell()
    tell("")
    for item, outcome in _fresh(waiting, jobs):
        if isinstance(outcome, BaseException):
            finish(item, crashed(item.name, outcome))
        else:
            write_record(item.path, Kept(item.key, outcome, item.code))
            finish(item, outcome)
    return {item.name: results[item.name] for item in work}


def read_kept(
    path: Path, kind: type[T], key: str, doubts: Doubts | None = None, *, code: str | None = None
) -> T | None:
    """The result that is kept in `path`, if it is there under this very `key`, and was made by this `code` if named."""

    def result(data: dict[str, Any]) -> T | None:
        kept = from_json(data, Kept[Any])
        is_asked_for = kept.key == key and code in (None, kept.code)
        return from_json(kept.result, kind) if is_asked_for else None

    return _believed(path, result, doubts)


def _fresh(waiting: Sequence[Work[T]], jobs: int) -> Iterator[tuple[Work[T], T | BaseException]]:
    """Results, or what was raised, as they come."""
    from concurrent.futures import as_completed

    if not waiting:
        return
    with _workers(min(jobs, len(waiting))) as pool:
        running: dict[Future[T], Work[T]] = {pool.submit(item.run, *item.arguments): item for item in waiting}
        for future in as_completed(running):
            error = future.exception()
            yield running[future], future.result() if error is None else error


@contextmanager
def _workers(jobs: int) -> Generator[ProcessPoolExecutor]:
    """Processes that end at once when the work is interrupted, and leave Ctrl-C to this one."""
    import multiprocessing  # which takes longer to import than a record to read
    from concurrent.futures import ProcessPoolExecutor

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
            _log.warning("a record in %s is ignored: %s%s; what it held is made again", folder, first, more)
        self._found.clear()


class _NotBelievedError(Exception):
    """Why a record is not believed."""


def write_record(path: Path, data: object, *, indent: int | None = 1) -> None:
    """Keep a result, or other JSON data, with its seal, so that an interruption leaves the old file or the new one.

    Raises:
        ValueError: the data has a seal already, as a record has that `read_record` did not read.
    """
    as_read: dict[str, Any] = to_json(data)
    if _SEAL in as_read:
        raise ValueError("a record is sealed once")
    with suppress(OSError):
        path.rmdir()  # an empty folder in its place
    text = json.dumps({**as_read, _SEAL: _seal(as_read)}, ensure_ascii=False, indent=indent)
    write_atomically(path, text + "\n")


def read_record(path: Path, kind: type[T], doubts: Doubts | None = None) -> T | None:
    """What is in a record, if there is one that is whole and of the type asked for.

    That one is there and not believed is told at once, or left to `doubts`.
    """
    return _believed(path, lambda data: from_json(data, kind), doubts)


def _believed(path: Path, read: Callable[[dict[str, Any]], T], doubts: Doubts | None) -> T | None:
    try:
        data = _unsealed(path)
        try:
            return read(data)
        except ValueError as error:
            raise _NotBelievedError(f"is not of the form expected: {error}") from None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (_NotBelievedError, OSError) as error:
        gathered = Doubts() if doubts is None else doubts
        gathered.add(path, str(error) if isinstance(error, _NotBelievedError) else f"cannot be read: {error.strerror}")
        if doubts is None:
            gathered.tell()
        return None


def _unsealed(path: Path) -> dict[str, Any]:
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
        raise _NotBelievedError("is damaged: it does not hold JSON that toymodels wrote") from None
    return data


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
