"""Errors in lines with Mathlib's notation say what to write instead."""

from pathlib import Path

import pytest

from toymodels.lean.hints import with_hints
from toymodels.lean.messages import Message


def hinted(line: str, severity: str = "error", text: str = "Lean's own words") -> str:
    (message,) = with_hints([Message(Path("A.lean"), 2, 0, severity, text, "")], f"\n{line}\n")
    assert message.text.startswith(text)
    return message.text.removeprefix(text).strip()


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("theorem t (x : ℝ) : x = x := rfl", "write `Rat`"),
        ("theorem t (n : ℕ) : n = n := rfl", "write `Nat`"),
        ("theorem t : ∃! x, x = 1 := sorry", "write `∃ x, P x ∧ ∀ y, P y → y = x`"),
        ("theorem t (x : Rat) : |x| ≥ 0 := sorry", "write `max x (-x)`"),
        ("lemma t : True := trivial", "write `theorem`"),
        ("  nlinarith [sq_nonneg x]", "try `grind`"),
    ],
)
def test_what_to_write_instead(line: str, hint: str):
    assert hint in hinted(line)


@pytest.mark.parametrize(
    "line", ["theorem t : True := trivial", "  | a | b => 1", "  rcases h with a | b", "x || y || z"]
)
def test_other_lines_have_no_hint(line: str):
    assert hinted(line) == ""


def test_a_missing_mathlib_is_named():
    assert "there is no Mathlib here" in hinted("import A", text="unknown module prefix 'Mathlib'\n\nNo directory")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("object file '/lean/out/A/B.olean' of module A.B does not exist", "no file for that module"),
        ("Function expected at\n  Finset\nbut this term has type\n  ?m.1", "write functions"),
        ("Function expected at\n  Even\nbut this term has type\n  ?m.2", "define it"),
        ("Unknown constant `Nat.Prime`", "define it"),
        ("invalid binder annotation, type is not a class instance\n  ?m.2", "declare the class"),
    ],
)
def test_what_is_not_declared_without_mathlib_is_said_to_be(text: str, hint: str):
    assert hint in hinted("theorem t : True := trivial", text=text)


def test_a_name_of_the_authors_own_has_no_hint():
    assert hinted("theorem t : True := trivial", text="Function expected at\n  Evening\nbut") == ""


def test_a_byte_order_mark_is_named():
    assert "byte order mark" in hinted("\ufefftheorem t : True := trivial", text="expected token")


def test_only_errors_have_hints():
    assert hinted("theorem t (x : ℝ) : x = x := rfl", "warning") == ""
