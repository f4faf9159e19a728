"""What to write instead of what people know from Mathlib, which a build without it does not have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toymodels.lean.messages import Message

_UNKNOWN = r"Function expected at\s+(?:{names})\b|unknown (?:identifier|constant) [`'](?:{names})['`]"
"""What Lean says of a name that is not declared; where it takes one for a variable, it wants a function."""

_HINTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE if pattern.startswith("Function") else 0), hint)
    for pattern, hint in (
        (
            r"unknown module prefix '(?:Mathlib|Batteries|Aesop)'",
            "there is no Mathlib here; core Lean has `Rat`, `Fin`, `Nat`, `Int`, `List`, and the tactics `grind`, "
            "`omega`, `simp`, `decide`",
        ),
        (r"[ℝℂ]", "ℝ and ℂ are Mathlib's: write `Rat`, or a variable `{α : Type} [Lean.Grind.Field α]`"),
        (r"ℚ", "ℚ is Mathlib's notation: write `Rat`"),
        (r"[ℕℤ]", "ℕ and ℤ are Mathlib's notation: write `Nat` and `Int`"),
        (r"∃!", "`∃! x, P x` is Mathlib's notation: write `∃ x, P x ∧ ∀ y, P y → y = x`"),
        (r"∑|∏", "∑ and ∏ are Mathlib's notation: define the sum by recursion, as `toymodels new` shows"),
        (
            r"\|(?=\S)[^|⟩\n]+(?<=\S)\|(?!\|)",
            "`|x|` is Mathlib's notation: write `max x (-x)`, or `x ≤ c ∧ -x ≤ c` for `|x| ≤ c`",
        ),
        (r"^\s*(?:private\s+|protected\s+)*lemma\b", "`lemma` is Mathlib's: write `theorem`"),
        (r"^\ufeff", "the file begins with a byte order mark, which Lean does not read; save it as UTF-8 without one"),
        (
            r"object file '.*' of module (?:\S+) does not exist",
            "there is no file for that module in this package or in one that it requires; check the name",
        ),
        (
            _UNKNOWN.format(names="Finset|Multiset|Matrix|Set"),
            "that type is Mathlib's: write functions, such as `Fin n → Fin n → Rat` for a matrix and `Fin n → Bool` or "
            "`α → Prop` for a set",
        ),
        (
            _UNKNOWN.format(names=r"Even|Odd|Prime|Nat\.Prime|Irreducible|IsSquare"),
            "that predicate is Mathlib's: define it, such as `def Even (n : Nat) : Prop := ∃ k, n = 2 * k`",
        ),
        (
            r"invalid binder annotation, type is not a class instance",
            "Mathlib's classes, such as `Group`, are not here: declare the class, with its laws as fields, or take one "
            "of core's, such as `Lean.Grind.Field`",
        ),
        (
            r"\b(?:nlinarith|linarith|polyrith|positivity|field_simp|ring|ring_nf|norm_num|abel)\b",
            "that tactic is Mathlib's: try `grind`, or `omega` on integers and `decide` on numbers",
        ),
    )
)
"""What stands in the line of an error, or in the error itself, and what to do about it."""


def with_hints(messages: Sequence[Message], source: str) -> tuple[Message, ...]:
    """The messages, each error followed by what to write instead of what its line has from Mathlib."""
    lines = source.split("\n")
    return tuple(_with_hint(message, lines) for message in messages)


def _with_hint(message: Message, lines: Sequence[str]) -> Message:
    if message.severity != "error" or not 0 < message.line <= len(lines):
        return message
    line = lines[message.line - 1]
    hints = [hint for pattern, hint in _HINTS if pattern.search(line) or pattern.match(message.text)]
    return replace(message, text="\n".join([message.text, *(f"hint: {hint}" for hint in hints)]))
