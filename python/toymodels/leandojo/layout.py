"""Where things are in an export."""

from __future__ import annotations

from pathlib import PurePosixPath

from toymodels.lean.names import file_name

LEANDOJO_VERSION = "4.20.0"
"""The release of lean-dojo that exports are made for and tested with."""

LEANDOJO_NEEDS_PYTHON_BELOW = (3, 13)
"""The first Python on which that release cannot be installed."""

TRACE = "trace"
"""The folder of the trace, which LeanDojo calls the root of a traced repository."""

BENCHMARK = "benchmark"
RECORDS = "toymodels"
SYNTAX_SUFFIX = ".ast.json"
IMPORTS_SUFFIX = ".dep_paths"

_COMPILED = PurePosixPath(".lake/build/ir")


def source_path(path: str) -> str:
    """A source in the export, from its path in the project."""
    return f"{TRACE}/{path}"


def compiled_path(path: str, suffix: str) -> str:
    """Where LeanDojo looks for what was traced of the source `path`."""
    return f"{TRACE}/{(_COMPILED / path).with_suffix(suffix)}"


def record_path(name: str) -> str:
    """The record of the theorem called `name`."""
    return f"{RECORDS}/{file_name(name)}.json"
