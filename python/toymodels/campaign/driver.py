"""Runs a campaign: hands chunks to an executor, a few more than it works on, and keeps what comes out.

What was kept is never done again, so that a run which was ended in any way is resumed by the next one. A process that
dies costs the chunks that it had; they are handed out again.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import dataclass, field

from toymodels.campaign.chunks import Chunk, Task
from toymodels.campaign.errors import CampaignError
from toymodels.campaign.executors import MakePool, Pool
from toymodels.campaign.results import Outcome, Violation
from toymodels.campaign.store import Store
from toymodels.campaign.work import work
from toymodels.progress import Progress

_TRIES = 4
"""How often a chunk is handed out whose process dies."""


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a run.

    Attributes:
        done: how many chunks were done in it.
        kept: how many had been done before.
        total: how many there are.
        violations: the theorems with violations, in the run or before; they ended it.
        given_up: chunks that were handed out in vain, by key, with the reason.
    """

    done: int
    kept: int
    total: int
    violations: Mapping[str, tuple[Violation, ...]] = field(default_factory=dict[str, tuple[Violation, ...]])
    given_up: Mapping[str, str] = field(default_factory=dict[str, str])


def run(
    chunks: Iterable[Chunk], tasks: Mapping[str, Task], store: Store, make: MakePool, progress: Progress | None = None
) -> Run:
    """Do all chunks that the store does not have yet, until there is a violation.

    Args:
        chunks: what is to be done, in this order.
        tasks: the theorems, by full name.
        store: where outcomes are kept; it also tells what was done before.
        make: makes the executor, and another one where that broke.
        progress: told of each chunk when it is done.

    Raises:
        CampaignError: the executor gave up what it was handed, or has other code; what was done is kept.
        OSError: an outcome cannot be written.
    """
    wanted = list(chunks)
    waiting = deque(chunk for chunk in wanted if not store.has(chunk))
    course = _Course(tasks, store, waiting, len(wanted), progress)
    course.kept = len(wanted) - len(waiting)
    course.violations.update(store.violations(wanted))
    course.tell("")
    while waiting and not course.violations:
        with make() as pool:
            course.follow(pool)
    return Run(course.done, course.kept, len(wanted), course.violations, course.given_up)


class _Course:
    """One run under way."""

    def __init__(
        self,
        tasks: Mapping[str, Task],
        store: Store,
        waiting: deque[Chunk],
        total: int,
        progress: Progress | None,
    ) -> None:
        self._tasks, self._store, self._waiting, self._total, self._progress = tasks, store, waiting, total, progress
        self._strikes: Counter[str] = Counter()
        self.done = self.kept = 0
        self.violations: dict[str, tuple[Violation, ...]] = {}
        self.given_up: dict[str, str] = {}

    def tell(self, theorem: str) -> None:
        """Say which theorem's chunk is done, and how many are."""
        if self._progress is not None:
            self._progress(theorem, self.done + self.kept, self._total)

    def follow(self, pool: Pool) -> None:
        """Work until all is done, there is a violation, or the executor is broken."""
        running: dict[Future[Outcome], Chunk] = {}
        while not self.violations:
            try:
                self._hand_out(pool, running)
            except (BrokenExecutor, CancelledError, RuntimeError) as error:  # the last where it was shut down
                self._again(running.values(), error)
                return
            if not running:
                return
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                chunk = running.pop(future)
                error = _failure(future)
                if error is None:
                    self._finish(chunk, future.result())
                else:
                    self._again([chunk], error)

    def _hand_out(self, pool: Pool, running: dict[Future[Outcome], Chunk]) -> None:
        while self._waiting and len(running) < pool.width():
            chunk = self._waiting[0]
            running[pool.executor.submit(work, chunk, self._tasks[chunk.theorem])] = chunk
            self._waiting.popleft()

    def _finish(self, chunk: Chunk, outcome: Outcome) -> None:
        self._store.write(chunk, outcome)
        self.done += 1
        if outcome.violations:
            self.violations[chunk.theorem] = outcome.violations
        self.tell(chunk.theorem)

    def _again(self, chunks: Iterable[Chunk], error: BaseException) -> None:
        """Hand chunks out again whose process died, unless they were handed out often enough."""
        if isinstance(error, CampaignError):
            raise error
        if isinstance(error, CancelledError):
            raise CampaignError(
                "the executor gave up the chunks that it had, perhaps because its scheduler ended; the same command "
                "carries on from what is kept"
            ) from error
        for chunk in chunks:
            self._strikes[chunk.key] += 1
            if self._strikes[chunk.key] < _TRIES:
                self._waiting.append(chunk)
            else:
                self.given_up[chunk.key] = f"{chunk.theorem} from seed {chunk.first}: {type(error).__name__}: {error}"


def _failure(future: Future[Outcome]) -> BaseException | None:
    try:
        return future.exception()
    except CancelledError as error:
        return error
