"""Lean's lexical syntax, as much of it as the trees need."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toymodels.leandojo.tokens import tokens


def cut(text: str) -> list[str]:
    return [text[token.start : token.end] for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "theorem Mat.mul_one' (x₁ : α) := h.1",
            ["theorem", "Mat.mul_one'", "(", "x₁", ":", "α", ")", ":=", "h", ".", "1"],
        ),
        ("a--b\nc", ["a", "c"]),
        ("a /- b /- c -/ d -/ e", ["a", "e"]),
        ("/-- x -/ y /-! z -/", ["/--", "x -/", "y", "/-!", "z -/"]),
        ('"a -- \\" b" s!"{x}"', ['"a -- \\" b"', "s!", '"{x}"']),
        ("r#\"a\" b\"# 'x' '\\'' f'", ['r#"a" b"#', "'x'", "'\\''", "f'"]),
        ("«a b».c ``x.y λx ∀i,Σ", ["«a b».c", "``x.y", "λ", "x", "∀", "i", ",", "Σ"]),
        ("@[simp] #check ⟨x⟩ <;> y", ["@[", "simp", "]", "#check", "⟨", "x", "⟩", "<;>", "y"]),
        ("𝔽 ℕ x.{u} /- open", ["𝔽", "ℕ", "x", ".", "{", "u", "}"]),
    ],
)
def test_cut(text: str, wanted: list[str]) -> None:
    assert cut(text) == wanted


@given(st.text(alphabet="aλΣ₁.'\"«»`/-!\n #@[{<;>:=0r\\", max_size=30))
def test_tokens_never_overlap_and_only_comments_and_blanks_lie_between(text: str) -> None:
    position = 0
    for token in tokens(text):
        between = text[position : token.start].strip()
        assert between == "" or between.startswith(("--", "/-"))
        assert position <= token.start < token.end <= len(text)
        position = token.end
    rest = text[position:].strip()
    assert rest == "" or rest.startswith(("--", "/-"))
