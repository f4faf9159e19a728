"""Where the work is done: processes of this machine, a dask cluster, or any other executor."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from toymodels.campaign.errors import CampaignError, needed
from toymodels.records.store import leave_signals

_LOOK = 1.0
_CONNECT = "20s"


@dataclass(frozen=True, slots=True)
class Pool:
    """An executor, and how many chunks are handed to it at a time, which may change."""

    executor: Executor
    width: Callable[[], int]


MakePool = Callable[[], AbstractContextManager[Pool]]
"""Makes a pool, again where it broke; at the end of the context its work is given up at once."""


def process_pool(jobs: int) -> MakePool:
    """Processes of this machine, which end with the process that started them."""

    @contextmanager
    def make() -> Generator[Pool]:
        executor = ProcessPoolExecutor(jobs, initializer=_begin)
        try:
            yield Pool(executor, lambda: 2 * jobs)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():
                process.terminate()

    return make


def _begin() -> None:
    """In a worker: leave Ctrl-C to the parent, and end when that is gone, however it ended."""
    leave_signals()
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def dask_pool(address: str) -> MakePool:
    """The dask cluster whose scheduler is at `address`, as `tcp://host:8786`; its workers need the same `toymodels`.

    Raises:
        CampaignError: dask is not installed, or when the pool is made, there is no scheduler at that address.
    """
    distributed = needed("distributed")

    @contextmanager
    def make() -> Generator[Pool]:
        try:
            client: Any = distributed.Client(address, timeout=_CONNECT)
        except (OSError, ValueError, TimeoutError) as error:
            raise CampaignError(
                f"no dask scheduler answers at {address} ({' '.join(str(error).split())}); start one with "
                "`dask scheduler`, and workers with `dask worker ADDRESS --nthreads 1`"
            ) from error
        executor: Executor = client.get_executor(pure=False)
        try:
            yield Pool(executor, lambda: 2 * max(1, _threads(client, address)))
        finally:
            executor.shutdown(wait=False)
            client.close(timeout=2)

    return make


def _threads(client: Any, address: str) -> int:
    """How many threads the workers of a cluster have by now."""
    try:
        return sum(client.nthreads().values())
    except (OSError, TimeoutError) as error:
        raise CampaignError(
            f"the dask scheduler at {address} does not answer any more; with another one the same command carries on "
            "from what is kept"
        ) from error
