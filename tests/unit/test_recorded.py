"""A benchmark's figures are compared with recorded ones as ratios, and what has become slower is told."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path

import pytest
from benchmarks.recorded import RECORDED, Figure, compare


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "recorded.json"
    path.write_text(json.dumps({"other": {"a": {"value": 1.0, "how": "then"}}}), encoding="utf-8")
    return path


def kept(path: Path) -> dict[str, dict[str, Figure]]:
    return json.loads(path.read_text(encoding="utf-8"))


def test_what_was_not_recorded_is_not_slower(path: Path, capsys: pytest.CaptureFixture[str]):
    assert compare("read", {"names": 2.0}, record=False, path=path) == 0
    assert "none yet" in capsys.readouterr().out
    assert kept(path).keys() == {"other"}


def test_figures_are_kept_when_asked_and_compared_from_then_on(path: Path, capsys: pytest.CaptureFixture[str]):
    compare("read", {"names": 2.0, "types": 3.0}, record=True, path=path)
    compare("read", {"types": 4.0}, record=True, path=path)
    values = {name: {figure: each["value"] for figure, each in figures.items()} for name, figures in kept(path).items()}
    assert values == {"other": {"a": 1.0}, "read": {"names": 2.0, "types": 4.0}}
    capsys.readouterr()
    assert compare("read", {"names": 2.5, "types": 6.0}, record=False, path=path) == 1
    _, _, names, types = capsys.readouterr().out.splitlines()
    assert names.split() == ["names", "2.5", "2", "1.25"]
    assert types.split() == ["types", "6", "4", "1.50", "SLOWER"]


def test_how_a_figure_was_found_is_kept_with_it(path: Path):
    compare("read", {"names": 2.0}, record=True, path=path)
    how = kept(path)["read"]["names"]["how"]
    assert f"Python {platform.python_version()}, " in how
    assert f"{os.cpu_count()} cores with a load of " in how
    assert kept(path)["other"]["a"]["how"] == "then"


def test_every_benchmark_compares_and_what_is_recorded_is_of_a_benchmark():
    recorded = kept(RECORDED)
    benchmarks = {path.stem: path.read_text(encoding="utf-8") for path in RECORDED.parent.glob("*.py")}
    del benchmarks["recorded"]
    assert all(f'compare("{name}", ' in text and "add_option(" in text for name, text in benchmarks.items())
    assert recorded.keys() <= benchmarks.keys()
    assert all(figure["value"] >= 0 and figure["how"] for figures in recorded.values() for figure in figures.values())
