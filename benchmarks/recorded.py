"""What the benchmarks have in common: each figure beside that of a recorded run, so that a slow change is seen.

A figure says what something costs, in units of something else that is timed in the same run: a rival that does the same
work or, where there is none, the yardstick, a fixed piece of work in plain Python. So figures of two machines can be
compared, roughly. `recorded.json` keeps those of the run that was made last with `--record`, each with how it was made:
on which day, with which Python, on how many cores, and how busy these were.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

RECORDED = Path(__file__).with_name("recorded.json")
SLOWER = 1.3
"""A figure that has grown by this factor is marked; less is chance."""


class Figure(TypedDict):
    """What a benchmark found, and how it was run."""

    value: float
    how: str


_REPEATS = 5
_STEPS = 200_000


def add_option(parser: argparse.ArgumentParser) -> None:
    """Add `--record`."""
    parser.add_argument("--record", action="store_true", help="keep the figures of this run, for later ones to compare")


def yardstick() -> float:
    """Seconds of processor time that a fixed piece of work takes here: the shortest of several times."""
    return min(_time_of_fixed_work() for _ in range(_REPEATS))


def _time_of_fixed_work() -> float:
    started = time.process_time()
    seen: dict[int, str] = {}
    number = 1
    for step in range(_STEPS):
        number = number * 1103515245 % 2147483647
        seen[number % 1000] = str(step)
    assert len(seen) == 1000
    return time.process_time() - started


def compare(benchmark: str, figures: Mapping[str, float], *, record: bool, path: Path = RECORDED) -> int:
    """Print each figure beside the recorded one, keep the figures if asked to, and return how many have grown."""
    every: dict[str, dict[str, Figure]] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    known = every.get(benchmark, {})
    width = max(map(len, figures), default=0) + 2
    print(f"\n{'against the recorded run':<{width}}{'now':>12}{'recorded':>12}{'ratio':>8}")
    slower = 0
    for name, value in figures.items():
        before = known[name]["value"] if name in known else None
        is_slower = before is not None and value > SLOWER * before
        slower += is_slower
        told = "none yet" if before is None else f"{before:.4g}"
        ratio = "" if not before else f"{value / before:.2f}"
        print(f"{name:<{width}}{value:>12.4g}{told:>12}{ratio:>8}{'  SLOWER' if is_slower else ''}")
    if record:
        how = _how()
        every[benchmark] = known | {name: Figure(value=float(f"{v:.4g}"), how=how) for name, v in figures.items()}
        path.write_text(json.dumps(every, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return slower


def _how() -> str:
    """The run that is going on, for whoever compares with it."""
    day, command = f"{datetime.now(UTC):%Y-%m-%d}", " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
    machine = f"Python {platform.python_version()}, {platform.system()} on {platform.machine()}"
    return f"{day}: {command}; {machine}, {os.cpu_count()} cores with a load of {os.getloadavg()[0]:.1f}"
