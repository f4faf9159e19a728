"""Results that are kept: reused while their keys agree, lost neither by a failure nor by a damaged file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from toymodels.records.forms import Result
from toymodels.records.store import Kept, Work, kept_results, read_record, write_record


class Answer(Result, frozen=True):
    value: Any


def work(folder: Path, name: str, key: str, value: Any) -> Work[Answer]:
    return Work(name, folder / f"{name}.json", key, Answer, Answer, (value,))


def crashed(name: str, error: BaseException) -> Answer:
    return Answer(f"{name}: {type(error).__name__}: {error}")


def no_number() -> Answer:
    return Answer(int("no number"))


def test_results_are_computed_and_come_in_order(tmp_path: Path):
    told: list[tuple[int, int]] = []
    items = [work(tmp_path, name, "k", name) for name in "abc"]
    results = kept_results(items, crashed=crashed, jobs=2, progress=lambda _, done, total: told.append((done, total)))
    assert list(results.items()) == [(name, Answer(name)) for name in "abc"]
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert read_record(tmp_path / "a.json", Kept[Answer]) == Kept("k", Answer("a"))


def test_what_is_kept_is_used_while_its_key_agrees(tmp_path: Path):
    kept_results([work(tmp_path, "a", "k", 1)], crashed=crashed)
    assert kept_results([work(tmp_path, "a", "k", 2)], crashed=crashed) == {"a": Answer(1)}
    assert kept_results([work(tmp_path, "a", "other", 2)], crashed=crashed) == {"a": Answer(2)}


def test_what_is_kept_is_not_used_where_all_shall_be_fresh(tmp_path: Path):
    kept_results([work(tmp_path, "a", "k", 1)], crashed=crashed)
    items = [work(tmp_path, "a", "k", 2)]
    assert kept_results(items, crashed=crashed, fresh=True) == {"a": Answer(2)}


@pytest.mark.parametrize("limit", [0, 20])
def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, limit: int):
    path = tmp_path / "x.json"
    write_record(path, {"value": 1})
    code = (
        "import resource, sys, pathlib\n"
        "from toymodels.records.store import write_record\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "try: write_record(pathlib.Path(sys.argv[1]), {'value': 2})\n"
        "except OSError as error: sys.exit(f'{error.strerror}: {error.filename}')\n"
    )
    result = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert result.stderr.strip() == f"File too large: {path}"
    assert read_record(path, dict[str, int]) == {"value": 1}
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key": "k"}', "\xff"])
def test_a_file_that_cannot_be_used_is_replaced(tmp_path: Path, text: str):
    (tmp_path / "a.json").write_bytes(text.encode("latin-1"))
    assert kept_results([work(tmp_path, "a", "k", 1)], crashed=crashed) == {"a": Answer(1)}


def test_a_failure_is_its_items_own_result_and_the_others_are_kept(tmp_path: Path):
    broken = Work("broken", tmp_path / "broken.json", "k", Answer, no_number, ())
    results = kept_results([broken, work(tmp_path, "a", "k", 1)], crashed=crashed)
    assert results["broken"] == Answer("broken: ValueError: invalid literal for int() with base 10: 'no number'")
    assert results["a"] == Answer(1)
    assert read_record(tmp_path / "a.json", dict[str, Any]) is not None
    assert not (tmp_path / "broken.json").exists()


def test_a_result_of_another_type_is_not_believed_and_the_place_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    kept_results([work(tmp_path, "a", "k", 1)], crashed=crashed)
    write_record(tmp_path / "a.json", Kept("k", {"value": 1, "number": "no"}))
    item = Work("a", tmp_path / "a.json", "k", Numbered, Numbered, (7,))
    assert kept_results([item], crashed=lambda name, error: Numbered(-1)) == {"a": Numbered(7)}
    assert "not of the form expected: Expected `int`, got `str` - at `$.number`" in caplog.text


class Numbered(Result, frozen=True):
    number: int


def test_json_is_read_back(tmp_path: Path):
    write_record(tmp_path / "folder" / "x.json", {"ä": [1, None]})
    assert read_record(tmp_path / "folder" / "x.json", dict[str, Any]) == {"ä": [1, None]}
    assert read_record(tmp_path / "none.json", dict[str, Any]) is None


def test_a_record_is_sealed_once(tmp_path: Path):
    path = tmp_path / "record.json"
    write_record(path, {"key": "value"})
    unread = json.loads(path.read_text(encoding="utf-8"))
    with pytest.raises(ValueError, match="a record is sealed once"):
        write_record(path, unread)
    assert read_record(path, dict[str, Any]) == {"key": "value"}


def test_a_record_is_written_through_no_link(tmp_path: Path):
    outside = tmp_path / "outside"
    outside.write_text("kept")
    (tmp_path / f"record.json.{os.getpid()}.tmp").symlink_to(outside)
    (tmp_path / "record.json").symlink_to(outside)
    write_record(tmp_path / "record.json", {"key": "value"})
    assert outside.read_text() == "kept"
    assert not (tmp_path / "record.json").is_symlink()
