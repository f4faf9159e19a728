"""Campaigns from the command line: a worker, the driver and the scheduler are killed, and the same comes out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from toymodels.lean.build import BuildResult
from toymodels.lean.project import Project

for module in ("pyarrow", "duckdb", "distributed"):
    pytest.importorskip(module)

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("planted")]

COMMAND = [sys.executable, "-m", "toymodels", "campaign"]
TRUE = ("inner_comm", "le_of_sum_le")
SIZE = ("--instances", "180000", "--per-seed", "6000", "--chunk", "6000")
CLUSTER = """
import os, sys
from distributed import Client, LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        print(cluster.scheduler_address, *client.run(os.getpid).values(), flush=True)
        sys.stdin.read()
"""


@dataclass(frozen=True)
class Cluster:
    address: str
    workers: tuple[int, ...]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[Cluster]:
    """A scheduler and two workers with a process each, which another one starts again when they end."""
    script = tmp_path_factory.mktemp("cluster") / "cluster.py"
    script.write_text(CLUSTER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)], cwd=script.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address, *workers = process.stdout.readline().split()
        yield Cluster(address, tuple(map(int, workers)))
        process.communicate(timeout=60)


@dataclass(frozen=True)
class Scheduler:
    address: str
    process: subprocess.Popen[bytes]


@contextmanager
def scheduler(file: Path) -> Generator[Scheduler]:
    """A scheduler in a process of its own, with two workers, all of which end here."""
    dask = [sys.executable, "-m", "dask"]
    told_at, quiet = ("--scheduler-file", str(file)), subprocess.DEVNULL
    command = [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", *told_at]
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    worker = [*dask, "worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", *told_at]
    local = ("--local-directory", str(file.parent))
    workers = [subprocess.Popen([*worker, *local], stdout=quiet, stderr=quiet) for _ in range(2)]
    try:
        yield Scheduler(address_in(file), process)
    finally:
        for each in (process, *workers):
            each.kill()
            each.wait()


def address_in(file: Path) -> str:
    """The address that a scheduler has written, which takes it seconds."""
    deadline = time.monotonic() + 120
    while not file.is_file() or not (text := file.read_text(encoding="utf-8")):
        assert time.monotonic() < deadline, "no scheduler began"
        time.sleep(0.05)
    return str(json.loads(text)["address"])


@pytest.fixture
def start(planted_project: Project, planted_build: BuildResult) -> Callable[..., subprocess.Popen[str]]:
    assert planted_build.ok

    def call(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=planted_project.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return call


Start = Callable[..., subprocess.Popen[str]]


def ended(process: subprocess.Popen[str], status: int = 0) -> str:
    said, complained = process.communicate(timeout=300)
    assert process.returncode == status, complained
    return said


def told(start: Start, folder: Path) -> dict[str, object]:
    """The report without the time that it took."""
    data = json.loads(ended(start("report", "--out", str(folder), "--json")))
    for theorem in data["theorems"]:
        del theorem["seconds"]
    return data


def wait_for_chunks(folder: Path, number: int) -> set[Path]:
    deadline = time.monotonic() + 120
    while len(found := set(folder.rglob("*.parquet"))) < number:
        assert time.monotonic() < deadline, "no chunk was done"
        time.sleep(0.02)
    return found


@pytest.fixture(scope="module")
def undisturbed(planted_project: Project, planted_build: BuildResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign of processes here that nobody disturbs."""
    assert planted_build.ok
    folder = tmp_path_factory.mktemp("undisturbed") / "campaign"
    command = [*COMMAND, "run", *TRUE, *SIZE, "--out", str(folder), "--jobs", "2"]
    done = subprocess.run(command, cwd=planted_project.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "60 chunks done now, 0 kept from before, of 60" in done.stdout
    return folder


def test_on_a_cluster_a_killed_worker_and_a_killed_driver_change_nothing(
    cluster: Cluster, start: Start, undisturbed: Path, tmp_path: Path
):
    folder = tmp_path / "campaign"
    arguments = ("run", *TRUE, *SIZE, "--out", str(folder), "--dask", cluster.address)
    driver = start(*arguments)
    wait_for_chunks(folder, 4)
    os.kill(cluster.workers[0], signal.SIGKILL)
    kept = wait_for_chunks(folder, 12)
    driver.kill()
    ended(driver, -signal.SIGKILL)
    times = {path: path.stat().st_mtime_ns for path in kept}
    assert len(set(folder.rglob("*.parquet"))) < 60
    assert " of 30 chunks" in ended(start("report", "--out", str(folder)), 3)
    said = ended(start(*arguments))
    assert " of 30 chunks" not in said
    kept_before = int(said.rpartition("done now, ")[2].partition(" kept")[0])
    assert kept_before >= len(kept)
    assert {path: path.stat().st_mtime_ns for path in kept} == times
    assert told(start, folder) == told(start, undisturbed)
    assert not list(folder.rglob("*.tmp"))


def test_a_killed_scheduler_costs_no_chunk_that_was_done(start: Start, undisturbed: Path, tmp_path: Path):
    folder = tmp_path / "campaign"
    arguments = ("run", *TRUE, *SIZE, "--out", str(folder))
    with scheduler(tmp_path / "first.json") as first:
        driver = start(*arguments, "--dask", first.address)
        wait_for_chunks(folder, 4)
        first.process.kill()
        _, complained = driver.communicate(timeout=300)
    assert driver.returncode == 2
    assert "scheduler" in complained
    assert "the same command carries on from what is kept" in complained
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet")}
    assert 4 <= len(times) < 60
    with scheduler(tmp_path / "second.json") as second:
        ended(start(*arguments, "--dask", second.address))
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert told(start, folder) == told(start, undisturbed)
    assert not list(folder.rglob("*.tmp"))


def test_processes_end_with_a_killed_driver_and_a_killed_process_is_replaced(
    start: Start, undisturbed: Path, tmp_path: Path
):
    folder = tmp_path / "campaign"
    arguments = ("run", *TRUE, *SIZE, "--out", str(folder), "--jobs", "2")
    driver = start(*arguments)
    wait_for_chunks(folder, 4)
    os.kill(children(driver.pid)[0], signal.SIGKILL)
    wait_for_chunks(folder, 12)
    workers = children(driver.pid)
    driver.kill()
    ended(driver, -signal.SIGKILL)
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{each}").exists() for each in workers):
        assert time.monotonic() < deadline, "a worker outlives its driver"
        time.sleep(0.1)
    ended(start(*arguments))
    assert told(start, folder) == told(start, undisturbed)


def children(process: int) -> list[int]:
    """The processes that one has started."""
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def test_a_false_theorem_ends_the_campaign_and_is_shown_with_the_command_that_finds_it_again(
    start: Start, planted_project: Project, tmp_path: Path
):
    said = ended(start("run", *SIZE, "--out", str(tmp_path / "campaign"), "--jobs", "1"), 1)
    again = next(line for line in said.splitlines() if "again: " in line).partition("again: ")[2]
    assert "VIOLATED: " in said
    program, *arguments = again.split()
    assert program == "toymodels"
    found = subprocess.run(
        [sys.executable, "-m", "toymodels", *arguments],
        cwd=planted_project.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1, found.stderr
    assert "refuted" in found.stdout


def test_what_is_asked_wrongly_is_told(start: Start, tmp_path: Path):
    process = start("run", "--instances", "1.5", "--out", str(tmp_path / "campaign"))
    _, complained = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "'1.5' is not a whole number of instances, such as 20000 or 1e7" in complained
    nothing = start("report", "--out", str(tmp_path / "nowhere"))
    _, complained = nothing.communicate(timeout=60)
    assert nothing.returncode == 2
    assert "nowhere holds no campaign; `toymodels campaign run --out DIR` begins one" in complained
