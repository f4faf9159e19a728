"""Promises about the Lean sources that need no Lean to check."""

import re
from pathlib import Path

import pytest

from toymodels.lean.modules import imported_modules

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "lean" / "ToyModels").rglob("*.lean"))
FORBIDDEN = re.compile(r"\b(sorry|native_decide|unsafe|implemented_by|admit)\b|^\s*axiom\b", re.MULTILINE)
COMMENT = re.compile(r"/-.*?-/|--[^\n]*", re.DOTALL)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "lean").with_suffix("").parts)


def test_the_root_imports_every_module_and_nothing_else():
    root = (ROOT / "lean" / "ToyModels.lean").read_text(encoding="utf-8")
    assert imported_modules(root) == [module_name(path) for path in SOURCES]


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_a_source_keeps_the_rules(path: Path):
    text = path.read_text(encoding="utf-8")
    assert not FORBIDDEN.search(COMMENT.sub("", text))
    assert re.search(r"^/-!\n# ", text, re.MULTILINE), "no module doc with a title"
    assert "## Main " in text, "the module doc names no main definitions or statements"
    assert max(map(len, text.splitlines())) <= 120


def test_every_source_is_in_the_bibliography_and_none_is_idle():
    known = set(re.findall(r"^@\w+\{(\w+),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.MULTILINE))
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    cited = set(re.findall(r"\b[a-z]+(?:19|20)\d\d[a-z]?\b", text))
    assert cited == known
