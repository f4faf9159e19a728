"""Names of Lean as text: nothing is lost, and what becomes of them on disk stays where it belongs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toymodels.errors import LeanError
from toymodels.lean.names import (
    child,
    component,
    components,
    content,
    ends_with,
    file_name,
    last,
    module_path,
    parent,
)

PARTS = st.lists(st.text(max_size=6) | st.text("a.«»0✝_@\\/", max_size=4) | st.integers(0, 12), max_size=4)


def written(parts: list[str | int]) -> str:
    name = ""
    for part in parts:
        name = child(name, str(part) if isinstance(part, int) else component(part))
    return name


@given(PARTS)
@example(["Nat", "mul"])
@example(["Nat.mul"])
@example([""])
@example(["", ""])
@example(["»", "«"])
@example(["_private", "M", 0, "x"])
def test_a_name_can_be_taken_apart(parts: list[str | int]) -> None:
    name = written(parts)

    assert [int(part) if part.isascii() and part.isdecimal() else content(part) for part in components(name)] == parts
    assert last(name) == "".join(components(name)[-1:])
    assert parent(name) == ".".join(components(name)[:-1])


@given(PARTS, PARTS)
@example(["a.b"], ["a", "b"])
@example(["0"], [0])
@example(["a»", "b"], ["a»»", "b"])
def test_two_names_have_two_texts(left: list[str | int], right: list[str | int]) -> None:
    assert (written(left) == written(right)) == ([*map(repr, left)] == [*map(repr, right)])


@pytest.mark.parametrize("plain", ["mul", "foldl'", "α", "x₁", "_flat_ctor", "_@", "h✝", "ℝ"])
def test_identifiers_are_written_as_they_are(plain: str) -> None:
    assert component(plain) == plain


@pytest.mark.parametrize("odd", ["", "a b", "Nat.mul", "0", "1x", "..", "λ", "a²", "-"])
def test_anything_else_is_quoted(odd: str) -> None:
    assert component(odd) == f"«{odd}»"


def test_no_name_commands_the_terminal() -> None:
    assert component("\x1b[2J\u202e\n") == "«\\x1b[2J\\u202e\\n»"


def test_endings_are_whole_components() -> None:
    assert ends_with("A.b.c", "b.c")
    assert not ends_with("A.bb.c", "b.c")
    assert not ends_with("A.«b.c»", "b.c")
    assert not ends_with("A.«b.c»", "c»")
    assert not ends_with("A", "")


@given(PARTS.map(written), PARTS.map(written))
def test_file_names_are_safe_and_differ(left: str, right: str) -> None:
    for name in (left, right):
        assert re.fullmatch(r"(?!\.)[A-Za-z0-9_.%'~-]*", file_name(name))
    assert (file_name(left) == file_name(right)) == (left == right)


@pytest.mark.parametrize("name", ["«../../x»", "«/etc/passwd»", "«..»", "«a\x00b»", "«a\\b»", "«a\nb»"])
def test_a_file_name_has_no_path_in_it(name: str, tmp_path: Path) -> None:
    assert (tmp_path / file_name(name)).resolve().parent == tmp_path.resolve()
    (tmp_path / file_name(name)).touch()


def test_long_names_are_cut_and_still_differ() -> None:
    names = [f"{'α' * 3000}{end}" for end in "ab"]

    assert all(len(file_name(name)) <= 160 for name in names)
    assert file_name(names[0]) != file_name(names[1])


def test_usual_names_are_their_own_file_names() -> None:
    assert file_name("ToyModels.Mat.add_mul'") == "ToyModels.Mat.add_mul'"


def test_a_module_is_a_path() -> None:
    assert module_path("A.«b-c».D").as_posix() == "A/b-c/D"


@pytest.mark.parametrize("name", ["", "«..».x", "«/etc/passwd»", "/etc/passwd", "a..b", "A.«b/c»", "«.»", "«a\\\\b»"])
def test_a_module_leads_nowhere_else(name: str) -> None:
    with pytest.raises(LeanError, match="is not a name of a module"):
        module_path(name)
