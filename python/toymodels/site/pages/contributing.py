"""How to add a theorem, on one page: the steps with a worked example, then the library's own rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from toymodels.site.render import Anchor, Page, Renderer

PATH = "contributing.html"
_FILE = "CONTRIBUTING.md"
_SECTION = re.compile(r"^## Add a theorem\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def pages(renderer: Renderer) -> Iterator[Page]:
    """The guide for contributors."""
    data = renderer.data
    yield renderer.page(
        PATH,
        "contributing.html",
        "Add a theorem",
        rules=_rules(data.library.project.root / _FILE),
        library_name=data.library.project.roots[0],
        sources=data.library.project.sources.relative_to(data.library.project.root).as_posix(),
        contents=[
            Anchor("example", "From conjecture to theorem"),
            Anchor("docstring", "The docstring"),
            Anchor("rules", "The rules"),
            Anchor("afterwards", "See it here"),
        ],
    )


def _rules(path: Path) -> str:
    """The section on adding a theorem in the project's own guide, empty if there is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    match = _SECTION.search(text)
    return match["text"].strip() if match else ""
