"""What the engine has compiled of Lean is kept for the next process, and a file that is not whole is not used."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest

from toymodels.lean.server import LeanServer
from toymodels.lean.toolchain import embedded

pytestmark = pytest.mark.lean

MODULE = PurePosixPath("Small.lean")
SECONDS_TO_WRITE = 60


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Callable[[], LeanServer]]:
    """A Lean process that has accepted a module."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / MODULE).write_text("module\ntheorem one_pos : 0 < 1 := by decide\n", encoding="utf-8")
    (tmp_path / "build" / "lib").mkdir(parents=True)
    lean = embedded(print)
    servers: list[LeanServer] = []

    def make() -> LeanServer:
        server = LeanServer(
            node=lean.node,
            loader=lean.loader,
            library=lean.library,
            sources=tmp_path / "src",
            output=tmp_path / "build" / "lib",
            code=tmp_path / "lean.code",
        )
        servers.append(server)
        assert server.elaborate(MODULE, {}).ok
        return server

    yield make
    for server in servers:
        server.close()


def written(path: Path) -> bytes:
    until = time.monotonic() + SECONDS_TO_WRITE
    while not path.exists():
        assert time.monotonic() < until, "no code was kept"
        time.sleep(0.1)
    return path.read_bytes()


def test_the_next_process_begins_with_what_this_one_compiled(process: Callable[[], LeanServer], tmp_path: Path):
    path = tmp_path / "lean.code"
    assert not process().began_with_code
    kept = written(path)
    assert process().began_with_code
    assert path.read_bytes() == kept

    damaged = bytearray(kept)
    damaged[len(kept) // 2] ^= 1
    path.write_bytes(damaged)
    assert not process().began_with_code
    until = time.monotonic() + SECONDS_TO_WRITE
    while path.read_bytes() == bytes(damaged):
        assert time.monotonic() < until, "damaged code was not replaced"
        time.sleep(0.1)
