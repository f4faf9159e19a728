"""Damaged files: whatever the bytes, reading ends soon, with a value or with an `OleanError`.

The files are the real sample, in 32 bits as Lean wrote it and in 64 bits as the tests re-encode it.
"""

from __future__ import annotations

import signal
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.sample import LAYOUTS, write_sample

from toymodels.errors import OleanError
from toymodels.lean.olean import Module, read_module

SUFFIXES = ("", ".server", ".private")
SECONDS = 10

Files = dict[str, bytes]


@pytest.fixture(scope="module", params=LAYOUTS)
def intact(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Files]:
    """Where to put a damaged sample, and the bytes of the intact one."""
    path = write_sample(tmp_path_factory.mktemp("intact"), request.param)
    return path, {suffix: Path(f"{path}{suffix}").read_bytes() for suffix in SUFFIXES}


def test_the_intact_file_reads_to_the_end(intact: tuple[Path, Files]) -> None:
    assert read_everything(*intact) is None


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_truncation(intact: tuple[Path, Files], data: st.DataObject) -> None:
    path, files = intact
    suffix = data.draw(st.sampled_from(SUFFIXES))
    size = data.draw(st.integers(0, len(files[suffix]) - 1))

    error = read_everything(path, files | {suffix: files[suffix][:size]})

    assert str(path) in str(error)
    assert "`toymodels build`" in str(error)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bytes(intact: tuple[Path, Files], data: st.DataObject) -> None:
    path, files = intact
    suffix = data.draw(st.sampled_from(SUFFIXES))
    damaged = bytearray(files[suffix])
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))

    read_everything(path, files | {suffix: bytes(damaged)})


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_exchanged_words(intact: tuple[Path, Files], data: st.DataObject) -> None:
    """Words copied from elsewhere in the file are plausible pointers, sizes and headers in the wrong place."""
    path, files = intact
    suffix = data.draw(st.sampled_from(SUFFIXES))
    damaged = bytearray(files[suffix])
    word = st.integers(20, len(damaged) // 4 - 1).map(lambda index: 4 * index)
    for _ in range(data.draw(st.integers(1, 30))):
        target, source = data.draw(word), data.draw(word)
        damaged[target : target + 4] = files[suffix][source : source + 4]

    read_everything(path, files | {suffix: bytes(damaged)})


def read_everything(path: Path, files: Files) -> OleanError | None:
    """Write the files and decode all that they hold; return the first error.

    Any exception other than an `OleanError`, and any reading that takes too long, fails the test.
    """
    for suffix, content in files.items():
        Path(f"{path}{suffix}").write_bytes(content)
    with at_most(SECONDS):
        try:
            decode_all(read_module("Sample", path))
        except OleanError as error:
            return error
    return None


def decode_all(module: Module) -> None:
    for name in module.names:
        constant = module.constant(name)
        _ = constant.type, constant.value
    _ = (
        module.imports,
        module.exported,
        module.docstrings,
        module.inherited_docstrings,
        module.ranges,
        module.module_docs,
        module.structures,
        module.classes,
        module.implemented_by,
        module.extern,
    )


@contextmanager
def at_most(seconds: int) -> Generator[None]:
    """Interrupt the block after `seconds`, also inside a loop that never ends."""

    def interrupt(_: int, __: FrameType | None) -> None:
        raise TimeoutError(f"reading took more than {seconds} s")

    previous = signal.signal(signal.SIGALRM, interrupt)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
