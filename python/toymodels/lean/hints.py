"""What to write instead of what people know from Mathlib, which a build without it does not have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from toymodels.lean.messages import Message

_HINTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), hint)
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
