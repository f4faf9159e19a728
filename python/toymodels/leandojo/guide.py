"""The README of an export."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any


def guide(about: Mapping[str, Any]) -> str:
    """The text of `guide.md`, filled in with what the manifest says about the export."""
    text = files("toymodels.leandojo").joinpath("guide.md").read_text(encoding="utf-8")
    return text.format(**{**about, **about["counts"]})
