"""Whatever lies where a record should be: it is believed as it was written, or not at all, and never a crash."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.support.results import evidence as evidence_of
from tests.support.results import report_of
from tests.support.stand_ins import always
from tests.unit.test_build import TOOLCHAIN, StandIn
from tests.unit.test_lean_trace_record import TRACE
from tests.unit.test_verified import STATED, entry_of, theorem

from toymodels import verify
from toymodels.certify.definitions import KernelOpinion
from toymodels.certify.examples import Checked
from toymodels.kernel import opinion
from toymodels.kernel.outcome import Outcome, Recheck
from toymodels.lean import build as driver
from toymodels.lean.build import BuildResult, ModuleResult, build_project
from toymodels.lean.project import Project
from toymodels.lean.trace import load_trace
from toymodels.lean.trace_record import to_json
from toymodels.power import library as powers
from toymodels.power.library import measured
from toymodels.power.mutation import MutationScore
from toymodels.power.theorem import Power
from toymodels.power.tightness import Tightness
from toymodels.records import store as records
from toymodels.records.forms import Timing
from toymodels.records.store import Kept, Work, read_record, write_record
from toymodels.verify import Settings, check_theorems, read_report

Reader = Callable[[], bool]
"""Uses a record, and tells whether it was believed; what is made again has then been made."""

HELD = evidence_of("stated")


def _edited(path: Path) -> None:
    """Every number and word but the key is another, the seal as it was."""

    def edit(data: Any) -> Any:
        if isinstance(data, dict):
            return {name: edit(value) for name, value in data.items()}  # pyright: ignore[reportUnknownVariableType]
        if isinstance(data, list):
            return [edit(value) for value in data]  # pyright: ignore[reportUnknownVariableType]
        return data + 1 if type(data) is int else f"{data} edited" if isinstance(data, str) else data

    record = json.loads(path.read_bytes())
    seal, key = record.pop("seal"), record.get("key")
    path.write_text(json.dumps({**edit(record), **({} if key is None else {"key": key}), "seal": seal}))


def _unsealed(path: Path) -> None:
    record = json.loads(path.read_bytes())
    del record["seal"]
    path.write_text(json.dumps(record))


def _sealed(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Path], None]:
    """Another content with a seal that fits it."""

    def damage(path: Path) -> None:
        record = read_record(path, dict[str, Any])
        assert record is not None
        write_record(path, change(record))

    return damage


def _written(content: bytes) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        path.write_bytes(content)

    return damage


def _halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _instead(make: Callable[[Path], None]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        path.unlink()
        make(path)

    return damage


DAMAGES: dict[str, Callable[[Path], None]] = {
    "empty": _written(b""),
    "binary junk": _written(bytes(range(256)) * 40),
    "half": _halved,
    "no object": _written(b"[]"),
    "a number": _written(b"17"),
    "a huge number": _written(b"9" * 10_000),
    "no fields": _written(b"{}"),
    "deep nesting": _written(b"[" * 200_000),
    "deep nesting, closed": _written(b'{"seal": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
    "surrogates": _written(rb'{"key": "\ud800", "seal": "\udfff"}'),
    "no seal": _unsealed,
    "edited": _edited,
    "no fields, sealed": _sealed(lambda record: dict.fromkeys((), record)),
    "nulls, sealed": _sealed(lambda record: dict.fromkeys(record)),
    "numbers, sealed": _sealed(lambda record: dict.fromkeys(record, 3)),
    "empty values, sealed": _sealed(lambda record: {name: type(value)() for name, value in record.items()}),
    "a folder": _instead(Path.mkdir),
    "a pipe": _instead(os.mkfifo),
}


LIKE_AN_OLDER_ONE = "empty values, sealed"
"""Of the right form, and only made of something else: no reason for a note."""


class Kind:
    """A kind of record under `folder`: where one is, and what reads it."""

    def __init__(self, path: Path, believed: Reader) -> None:
        self.path, self.believed = path, believed


def _library(folder: Path) -> Any:
    project = SimpleNamespace(root=folder, build_folder=folder, roots=())
    build = SimpleNamespace(keys={"M": "key of M"}, toolchain=TOOLCHAIN)
    return SimpleNamespace(project=project, build=build, theorems=(theorem(STATED),))


def evidence(folder: Path, patch: pytest.MonkeyPatch) -> Kind:
    asked: list[str] = []
    _inline(patch, asked)
    patch.setattr(verify, "_evidence", always(HELD))

    def believed() -> bool:
        asked.clear()
        assert check_theorems([theorem(STATED)], Settings(), folder) == {"stated": HELD}
        return not asked

    believed()
    return Kind(folder / "stated.json", believed)


def power(folder: Path, patch: pytest.MonkeyPatch) -> Kind:
    library, settings = _library(folder), powers.Settings()
    del patch
    path = folder / "power" / "stated.json"
    key = powers._key(*powers._arguments(library, theorem(STATED), settings))  # pyright: ignore[reportPrivateUsage]
    content = Power("stated", (), Tightness((), None, (), ()), MutationScore(()), 10, 0, Timing(0.0))

    def believed() -> bool:
        found = measured(library)
        if not found:
            write_record(path, Kept(key, content, "any"))
        return bool(found)

    believed()
    return Kind(path, believed)


def certificates(folder: Path, patch: pytest.MonkeyPatch) -> Kind:
    library, asked = _library(folder), list[str]()
    example = powers._Example("key", "example : True := trivial")  # pyright: ignore[reportPrivateUsage]

    def verify_examples(session: object, roots: object, texts: list[str], *, thorough: bool) -> Iterator[list[Checked]]:
        assert thorough
        asked.extend(texts)
        yield [Checked()]

    class Scratch:
        def __init__(self, *_: object) -> None: ...
        def __enter__(self) -> None: ...
        def __exit__(self, *_: object) -> None: ...

    patch.setattr(powers, "Scratch", Scratch)
    patch.setattr(powers, "verify_examples", verify_examples)

    def believed() -> bool:
        asked.clear()
        answers = powers._answers(library, [example], None)  # pyright: ignore[reportPrivateUsage]
        assert answers == {"key": Checked()}
        return not asked

    believed()
    return Kind(folder / "power" / "certificates.json", believed)


def kernel(folder: Path, patch: pytest.MonkeyPatch) -> Kind:
    library, asked = _library(folder), list[object]()
    answer = KernelOpinion(1, 1, (), {})

    def ask(*_: object, **__: object) -> Any:
        asked.append(1)
        return answer

    patch.setattr(verify, "kernel_opinion", ask)

    def believed() -> bool:
        asked.clear()
        assert verify._kernel(library, [theorem(STATED)], 0) == answer  # pyright: ignore[reportPrivateUsage]
        return not asked

    believed()
    return Kind(folder / "kernel.json", believed)


def recheck(folder: Path, patch: pytest.MonkeyPatch) -> Kind:
    known, path = Recheck({"a": Outcome("a", "M", "theorem", "rejected", "it is false")}, {}), folder / "recheck.json"
    del patch

    def believed() -> bool:
        found = opinion._kept(path, "key")  # pyright: ignore[reportPrivateUsage]
        assert found is None or found == known
        if found is None:
            write_record(path, Kept("key", known.record()))
        return found is not None

    believed()
    return Kind(path, believed)


def proofs(folder: Path, patch: pytest.MonkeyPatch) -> Kind:
    project = Project(folder, folder, ("A",), (), "")
    build = BuildResult(TOOLCHAIN, (ModuleResult("A", folder / "A.lean", "fresh", 0.0, ()),), (folder,), {"A": "key"})
    path = project.build_folder / "proofs" / "A.json"
    del patch

    def believed() -> bool:
        found = load_trace(project, build, "A")
        assert found is None or found == TRACE
        if found is None:
            write_record(path, to_json(TRACE, "key"))
        return found is not None

    believed()
    return Kind(path, believed)


def report(folder: Path, patch: pytest.MonkeyPatch) -> Kind:
    project, path = _library(folder).project, folder / "verify.json"
    del patch
    written = report_of(entry_of(theorem(STATED)))

    def believed() -> bool:
        found = read_report(project)
        assert found is None or found == written
        if found is None:
            write_record(path, written)
        return found is not None

    believed()
    return Kind(path, believed)


def build(folder: Path, patch: pytest.MonkeyPatch) -> Kind:
    elaborated: list[str] = []

    def embedded_server(_: object, sources: Path, output: Path) -> StandIn:
        return StandIn(sources, output, elaborated)

    patch.setattr(driver, "embedded_server", embedded_server)
    (folder / "A.lean").write_text("-- some text", encoding="utf-8")
    project = Project(folder, folder, ("A",), (), "")

    def believed() -> bool:
        elaborated.clear()
        assert build_project(project, TOOLCHAIN, jobs=1).ok
        return not elaborated

    believed()
    return Kind(project.build_folder / "lean" / "records" / "A.json", believed)


def _inline(patch: pytest.MonkeyPatch, asked: list[str]) -> None:
    """Work is done in this process, and told of."""

    def fresh(waiting: Iterable[Work[Any]], jobs: int) -> Iterator[tuple[Work[Any], Any]]:
        del jobs
        for item in waiting:
            asked.append(item.name)
            yield item, item.run(*item.arguments)

    patch.setattr(records, "_fresh", fresh)


KINDS = (evidence, power, certificates, kernel, recheck, proofs, report, build)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_is_damaged_is_not_believed_and_made_again(
    kind: Callable[[Path, pytest.MonkeyPatch], Kind],
    damage: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    record = kind(tmp_path, monkeypatch)
    assert record.believed()
    assert caplog.text == ""
    DAMAGES[damage](record.path)
    assert not record.believed()
    told = f"a record in {record.path.parent} is ignored: {record.path.name} " in caplog.text
    assert told or damage == LIKE_AN_OLDER_ONE
    assert stat.S_ISREG(record.path.stat().st_mode)
    assert record.believed()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_record_that_is_not_there_is_no_reason_for_a_note(
    kind: Callable[[Path, pytest.MonkeyPatch], Kind],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    record = kind(tmp_path, monkeypatch)
    record.path.unlink()
    assert not record.believed()
    assert caplog.text == ""
