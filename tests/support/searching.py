"""Asking the site's search, which is a script, in Node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from toymodels.lean.install import node_executable
from toymodels.site.build import STATIC

_DRIVER = Path(__file__).parent / "search.js"


@dataclass(frozen=True)
class Answer:
    """Names in the order in which they are found, how many witnesses are hidden, and what was read instead of what."""

    found: list[str]
    hidden: int
    instead: list[list[str]]


def answers(index: str, asked: Iterable[tuple[str, bool]]) -> Sequence[Answer]:
    """What the script finds with an index, itself a script, for queries with and without witnesses."""
    request = {"folder": str(STATIC), "index": index, "asked": [*asked]}
    command = [str(node_executable()), str(_DRIVER)]
    done = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True, check=True)
    return [Answer(**each) for each in json.loads(done.stdout)]
