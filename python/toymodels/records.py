"""Long work on many items: in several processes, each result kept under a key of what it depends on, resumable."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from toymodels.lean import write_atomically

Progress = Callable[[str, int, int], None]
"""Called with what is being worked on, how many are done and how many there are."""


@dataclass(frozen=True, slots=True)
class Work:
    """One item: `run(*arguments)`, in another process, gives JSON data that is kept in `path` beside `keys`."""

    name: str
    path: Path
    keys: Mapping[str, str]
    run: Callable[..., dict[str, Any]]
    arguments: tuple[Any, ...]


def kept_results(
    work: Sequence[Work],
    field: str,
    *,
    crashed: Callable[[str, BaseException], dict[str, Any]],
    jobs: int = 1,
    progress: Progress | None = None,
) -> dict[str, dict[str, Any]]:
    """The result of every item by name, in the order of `work`: the kept one where all keys agree, or a fresh one.

    An interruption loses what is running and nothing that was finished. An item that fails costs the others nothing:
    its result is what `crashed` makes of its name and of what was raised, and is not kept.
    """
    results: dict[str, dict[str, Any]] = {}
    waiting: list[Work] = []

    def finish(item: Work, result: dict[str, Any]) -> None:
        results[item.name] = result
        if progress is not None:
            progress(item.name, len(results), len(work))

    for item in work:
        record = read_json(item.path)
        if record is not None and field in record and all(record.get(key) == told for key, told in item.keys.items()):
            finish(item, record[field])
        else:
            waiting.append(item)
    for item, outcome in _fresh(waiting, jobs):
        if isinstance(outcome, BaseException):
            finish(item, crashed(item.name, outcome))
        else:
            write_json(item.path, {**item.keys, field: outcome})
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
    pool = ProcessPoolExecutor(jobs, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    pool.shutdown()


def code_digest(paths: Iterable[str]) -> str:
    """A hash of NumPy's version and of this package's code at `paths`: files, or folders of them."""
    digest = hashlib.sha256(version("numpy").encode())
    root = Path(__file__).parent
    for path in paths:
        for file in sorted((root / path).rglob("*.py")) if (root / path).is_dir() else [root / path]:
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def read_json(path: Path) -> dict[str, Any] | None:
    """A JSON object from a file of ours, or none where there is none that can be used."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None  # pyright: ignore[reportUnknownVariableType]


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write JSON so that an interruption leaves the old file or the new one."""
    write_atomically(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
