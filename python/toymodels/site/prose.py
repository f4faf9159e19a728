"""The library's own words as HTML: Markdown of module docs and docstrings, raw HTML off.

Names in backticks that the library declares become links, and so do citations such as `[welch1974]`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from toymodels.site.brackets import bracketed

Link = Callable[[str], str | None]
"""The `href` of the declaration that a text calls by this name, `None` if it is none of the library's."""

_NAME = re.compile(r"[^\s(){}\[\],;:=]+")
_WORD = re.compile(r"[A-Za-z]{2,}|_|=>|:=|\+\+|\"")
"""What makes code in backticks Lean rather than a formula."""

_OPERATORS = ("ReLU", "relu", "diag", "log", "tr")
"""Words that a formula may have, set upright."""

_LOWERED = re.compile(r"_\{([^{}]*)\}")
_TOKEN = re.compile(rf"\b(?:{'|'.join(_OPERATORS)})\b|.", re.DOTALL)
_DIGITS = "²³¹₀₁₂₃₄₅₆₇₈₉"
_LETTER = re.compile(r"[A-Za-zα-ωΑ-Ω]")


class Prose:
    """Renders Markdown for one page; an image becomes a link, as a page loads nothing from elsewhere.

    Args:
        link: where names in backticks lead.
        citations: `href` and title by key of the bibliography.
        has_brackets: whether formulas write inner products with brackets, as words then do too.
    """

    def __init__(self, link: Link, citations: Mapping[str, tuple[str, str]], *, has_brackets: bool = False) -> None:
        self._link = link
        self._has_brackets = has_brackets
        self._references = {
            key.upper(): {"href": href, "title": title, "map": [0, 0]} for key, (href, title) in citations.items()
        }
        self._markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).disable("image")

    def block(self, text: str) -> Markup:
        """Paragraphs, lists and whatever else Markdown has."""
        return Markup(self._markdown.render(text, self._env()))  # noqa: S704  # raw HTML is off

    def inline(self, text: str) -> Markup:
        """One sentence, without a paragraph around it."""
        return Markup(self._markdown.renderInline(text, self._env()))  # noqa: S704  # raw HTML is off

    def _env(self) -> dict[str, Any]:
        return {"references": dict(self._references), "link": self._link, "has_brackets": self._has_brackets}


class _Renderer(RendererHTML):
    """Markdown's usual HTML, except for code in backticks and for headings."""

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A name of the library as a link, a formula as mathematics, anything else as code."""
        del options
        code = tokens[idx].content
        link: Link = env["link"] if not _inside_link(tokens, idx) else _nowhere
        href = link(code) if _NAME.fullmatch(code) else None
        if href is not None:
            return str(Markup('<a href="{}"><code>{}</code></a>').format(href, code))
        head, space, rest = code.partition(" ")
        href = link(head) if space else None
        if href is not None:
            return str(Markup('<code><a href="{}">{}</a> {}</code>').format(href, head, rest))
        if not _is_formula(code):
            return f"<code>{escape(code)}</code>"
        return _mathematics(bracketed(code) if env["has_brackets"] else code)

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Headings of docs stand one level below where they were written, because the page has its own."""
        del options, env
        return f"<h{_level(tokens[idx])}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The end of a heading."""
        del options, env
        return f"</h{_level(tokens[idx])}>\n"


def first_sentence(text: str) -> str:
    """The first sentence of a text, all of it if it is one."""
    line = " ".join(text.split())
    return next(iter(re.split(r"(?<=[.!?])\s", line, maxsplit=1)), "")


def _level(token: Token) -> int:
    return min(6, int(token.tag[1]) + 1)


def _nowhere(short: str) -> None:
    del short


def _is_formula(code: str) -> bool:
    """Whether code in backticks is mathematics rather than Lean: no words but operators, no sign of Lean's own."""
    tokens = _TOKEN.findall(_LOWERED.sub(r" \1 ", code))
    bare = "".join(token for token in tokens if token not in _OPERATORS)
    return bool(bare.strip()) and not _WORD.search(bare)


def _mathematics(text: str) -> str:
    """A formula such as `Σ_{i ≠ j} (Vᵢ · Vⱼ)² ≤ μ`, set as mathematics: slanted letters, lowered indices."""
    parts = _LOWERED.split(text)
    shown = [
        _set("sub", part) if place % 2 else "".join(_set(where, run) for where, run in _runs(part))
        for place, part in enumerate(parts)
    ]
    return "".join(shown)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Stretches of plain, lowered (`sub`) and raised (`sup`) characters, the latter two as ordinary ones."""
    pieces = [("" if kind is None else kind, base) for kind, base in map(_placed, text)]
    for place, group in groupby(pieces, key=lambda piece: piece[0]):
        yield place, "".join(base for _, base in group)


def _placed(character: str) -> tuple[str | None, str]:
    """`ᵢ` is a lowered `i`, `ⁿ` a raised `n`; lowered and raised digits are signs of their own in every font."""
    if character in _DIGITS:
        return None, character
    tag, _, code = unicodedata.decomposition(character).partition("> ")
    kind = {"<sub": "sub", "<super": "sup"}.get(tag)
    return (kind, "".join(chr(int(each, 16)) for each in code.split())) if kind else (None, character)


def _set(place: str, run: str) -> str:
    typographic = run.replace("-", "−").replace("'", "′")
    if place == "sub":  # set in italics by the style sheet
        return f"<sub>{escape(typographic)}</sub>"
    tokens = _TOKEN.findall(typographic)
    shown = "".join(f"<i>{each}</i>" if _LETTER.fullmatch(each) else escape(each) for each in tokens)
    return f"<{place}>{shown}</{place}>" if place else shown


def _inside_link(tokens: Sequence[Token], index: int) -> bool:
    opened = sum((token.type == "link_open") - (token.type == "link_close") for token in tokens[:index])
    return opened > 0
