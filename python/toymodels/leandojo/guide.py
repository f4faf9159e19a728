"""The README of an export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from toymodels.leandojo.records import SCHEMA
from toymodels.leandojo.statement_tree import kinds


def guide(about: Mapping[str, Any]) -> str:
    """The text of `guide.md`, filled in with what the manifest says about the export."""
    text = files("toymodels.leandojo").joinpath("guide.md").read_text(encoding="utf-8")
    return text.format(**{**about, **about["counts"], "schema": SCHEMA, "terms": "\n".join(_terms())})


def _terms() -> Iterator[str]:
    """The rows of the table of terms."""
    yield "| `is` | parts | meaning |"
    yield "|---|---|---|"
    for name, (parts, meaning) in kinds().items():
        meaning = meaning.replace("|", "\\|")
        yield f"| `{name}` | {', '.join(f'`{part}`' for part in parts)} | {meaning} |"
