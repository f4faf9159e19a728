"""The theorems about weights are read from compiled files once, and again when they cannot be the same."""

import json
from pathlib import Path

import pytest
from tests.support.packages import Packages
from tests.support.watching import watched

from toymodels.catalogue import COMPUTING, Catalogue
from toymodels.library import Library
from toymodels.measure import claims
from toymodels.measure.claims import Candidate, candidates, named
from toymodels.records.freshness import code_files

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("weights")]


@pytest.fixture(scope="module")
def small(packages: Packages) -> Library:
    return packages(Path(__file__).parent / "package")


@pytest.fixture
def record(small: Library) -> Path:
    path = small.project.build_folder / "claims.json"
    path.unlink(missing_ok=True)
    return path


@pytest.fixture
def first(small: Library, record: Path) -> list[Candidate]:
    found = candidates(small)
    assert record.is_file()
    return found


def unreadable(*_: object) -> list[Candidate]:
    raise AssertionError("they are read again")


def test_reading_runs_no_code_that_what_is_kept_does_not_depend_on(small: Library, record: Path):
    with watched() as ran:
        candidates(Library(small.project, small.build))
    assert record.is_file()
    assert len(ran) > 20
    assert not ran - code_files(["measure.claims"], COMPUTING)
    (small.project.build_folder / "catalogue.json").unlink(missing_ok=True)
    with watched() as ran:
        assert Catalogue(small.project, small.build).entries()
    assert len(ran) > 20
    assert not ran - code_files(["catalogue"], COMPUTING)


def test_the_second_time_nothing_is_read(small: Library, first: list[Candidate], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(claims, "_read", unreadable)
    again = candidates(small)
    assert again == first
    assert [repr(each) for each in again] == [repr(each) for each in first]
    assert {each.name for each in again} >= {"Small.le_largest", "Small.wide_self"}
    for each in again:
        assert each.statement_sha256 == small.theorem(each.name).statement_sha256
        assert each.text == small.theorem(each.name).text
    assert named(small, ["Small.le_largest"])["Small.le_largest"].sides == ("a weight", "the largest weight")


def test_of_other_code_or_damaged_they_are_read_again(
    small: Library, first: list[Candidate], record: Path, monkeypatch: pytest.MonkeyPatch
):
    record.write_text(record.read_text(encoding="utf-8").replace("largest", "longest"), encoding="utf-8")
    assert candidates(small) == first
    monkeypatch.setattr(claims, "COMPUTING", ())
    before = json.loads(record.read_text(encoding="utf-8"))["key"]
    assert candidates(small) == first
    assert json.loads(record.read_text(encoding="utf-8"))["key"] != before


def test_where_they_cannot_be_kept_that_is_told(
    small: Library, record: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(claims, "write_record", full)
    assert candidates(small)
    assert not record.exists()
    assert "claims.json cannot be written (No space left on device)" in caplog.text
