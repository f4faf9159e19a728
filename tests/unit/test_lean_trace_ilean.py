"""Identifiers and the constants behind them, from files in the form of `.ilean`."""

import json
from pathlib import Path

import pytest

from toymodels.errors import LeanError
from toymodels.lean.ilean import read_uses

SOURCE = "def 𝔸.μ := 0\ntheorem b : 𝔸.μ = 𝔸.μ := rfl\n"


def constant(name: str) -> str:
    return json.dumps({"c": {"m": "M", "n": name}})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    references = {
        constant("𝔸.μ"): {"definition": [0, 4, 0, 8, "𝔸.μ"], "usages": [[1, 12, 1, 16, "b"], [1, 19, 1, 23, "b"]]},
        constant("𝔸.μ.mk"): {"definition": [0, 4, 0, 8], "usages": []},
        constant("_private.M.0.b"): {"definition": [1, 8, 1, 9], "usages": []},
        constant("rfl"): {"definition": None, "usages": [[1, 27, 1, 30, "b"], [1, 27, 1, 30, "b"]]},
        json.dumps({"f": {"m": "M", "i": "_uniq.7"}}): {"definition": [1, 12, 1, 16], "usages": [[0, 0, 0, 3]]},
    }
    file = tmp_path / "M.ilean"
    file.write_text(json.dumps({"references": references}), encoding="utf-8")
    return file


def test_uses_are_constants_in_the_order_of_the_source(path: Path):
    uses = read_uses(path, SOURCE)
    assert [(use.span.of(SOURCE), use.name) for use in uses] == [("𝔸.μ", "𝔸.μ"), ("𝔸.μ", "𝔸.μ"), ("rfl", "rfl")]
    assert uses[0].span.start == SOURCE.index("𝔸", 5)


def test_a_local_variable_that_is_filed_under_a_theorem_is_left_out(tmp_path: Path):
    source = "theorem t (α : Prop) (h : α ∧ α) : α := h.1\n"
    places = {"t": [[0, 26, 0, 27, "t"]], "And.left": [[0, 42, 0, 43, "t"]]}
    references = {constant(name): {"definition": None, "usages": usages} for name, usages in places.items()}
    file = tmp_path / "M.ilean"
    file.write_text(json.dumps({"references": references}), encoding="utf-8")
    assert [(use.span.of(source), use.name) for use in read_uses(file, source)] == [("1", "And.left")]


@pytest.mark.parametrize("content", [None, "{", "[]", '{"references": {"x": {}}}', '{"references": {}', "{}"])
def test_a_missing_or_damaged_file_says_what_to_do(tmp_path: Path, content: str | None):
    file = tmp_path / "M.ilean"
    if content is not None:
        file.write_text(content)
    with pytest.raises(LeanError, match=r"M\.ilean cannot be read .* run `toymodels build`"):
        read_uses(file, SOURCE)


def test_a_file_of_another_source_is_an_error(path: Path):
    with pytest.raises(LeanError, match="cannot be read"):
        read_uses(path, "one line")
