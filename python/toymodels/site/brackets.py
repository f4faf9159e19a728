"""One notation a page: an inner product that words write with a dot, `(Vᵢ · Vⱼ)²`, as the formulas do, `⟨Vᵢ, Vⱼ⟩²`.

A dot beside a number is the product of numbers and stays. To its left belongs one factor, to its right all that follow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_DOT = "·"
_TOKEN = re.compile(r"_\{[^{}]*\}|‖[^‖]*‖|\d+|[^\W\d_]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a formula: a factor, or a sign between factors; `inner` is what a pair of parentheses holds."""

    text: str
    is_factor: bool = False
    inner: str | None = None

    @property
    def is_number(self) -> bool:
        return self.text[:1].isdigit()

    @property
    def operand(self) -> str:
        """It between brackets of another kind, where it needs no parentheses of its own."""
        return self.text if self.inner is None or self.text != f"({self.inner})" else self.inner


def bracketed(formula: str) -> str:
    """A formula in which inner products have angle brackets."""
    return "".join(part.text for part in _joined(list(_parts(formula))))


def _joined(parts: list[_Part]) -> list[_Part]:
    """The parts, with one for each inner product."""
    done: list[_Part] = []
    at = 0
    while at < len(parts):
        stop = _end_of_factors(parts, at + 2)
        right = parts[at + 2 : stop]
        if parts[at].text == _DOT and _has_operands(done, parts[at + 1 : at + 2], right):
            done.pop()
            left = done.pop()
            shown = right[0].operand if len(right) == 1 else "".join(part.text for part in right)
            done.append(_Part(f"⟨{left.operand}, {shown}⟩", is_factor=True))
            at = stop
        else:
            done.append(parts[at])
            at += 1
    return done


def _has_operands(before: list[_Part], space: list[_Part], right: list[_Part]) -> bool:
    if len(before) < 2 or not right or [before[-1].text, *(part.text for part in space)] != [" ", " "]:
        return False
    return before[-2].is_factor and not before[-2].is_number and not right[0].is_number


def _end_of_factors(parts: list[_Part], start: int) -> int:
    """Where factors that stand side by side from `start` end."""
    end = start
    while end < len(parts) and parts[end].is_factor:
        end += 1
        if end + 1 < len(parts) and parts[end].text == " " and parts[end + 1].is_factor:
            end += 1
    return end


def _parts(formula: str) -> Iterator[_Part]:
    at = 0
    while at < len(formula):
        if formula[at] == "(" and (close := _closing(formula, at)) is not None:
            inner, stop = bracketed(formula[at + 1 : close]), _scripts(formula, close + 1)
            is_product = inner.startswith("⟨") and inner.find("⟩") == len(inner) - 1
            shown = inner if is_product else f"({inner})"
            yield _Part(shown + formula[close + 1 : stop], is_factor=True, inner=inner)
            at = stop
            continue
        matched = _TOKEN.match(formula, at)
        assert matched is not None
        text = matched[0]
        stop = matched.end()
        is_factor = text[0].isalnum() or text[0] in "‖Σ∑"
        if is_factor:
            stop = _scripts(formula, stop)
        yield _Part(formula[at:stop], is_factor=is_factor)
        at = stop


def _closing(formula: str, opening: int) -> int | None:
    depth = 0
    for place in range(opening, len(formula)):
        depth += (formula[place] == "(") - (formula[place] == ")")
        if depth == 0:
            return place
    return None


def _scripts(formula: str, start: int) -> int:
    """Where the accents, primes, lowered and raised signs end that follow a factor."""
    at = start
    while at < len(formula):
        index = re.compile(r"_\{[^{}]*\}").match(formula, at)
        if index is not None:
            at = index.end()
        elif formula[at] in "'′" or unicodedata.combining(formula[at]) or _is_script(formula[at]):
            at += 1
        else:
            break
    return at


def _is_script(character: str) -> bool:
    return unicodedata.decomposition(character).startswith(("<sub>", "<super>"))
