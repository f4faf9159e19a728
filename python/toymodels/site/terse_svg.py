"""Drawings that are short: colours are classes that the style sheet knows, the usual size of text is said once."""

from __future__ import annotations

import re

from toymodels.site.svg import SMALL, Ink

_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_TAG = re.compile(r"<\w[^>]*>")
_COLOUR = re.compile(r' (fill|stroke)="var\(--([\w-]+)\)"')
_SIZE = f' font-size="{SMALL}"'
_COLOURS = (Ink.INK, Ink.PAPER, Ink.MUTED, Ink.LINE, Ink.ACCENT, Ink.GOOD, Ink.BAD, *Ink.SERIES)


def terse_drawings(page: str) -> str:
    """A page with all its drawings written tersely."""
    return _DRAWING.sub(lambda found: _terse(found[0]), page)


def style_sheet() -> str:
    """The colours that classes of a drawing's marks stand for."""
    names = [colour.removeprefix("var(--").removesuffix(")") for colour in _COLOURS]
    kinds = ("fill", "stroke")
    return "".join(f".{_class(kind, name)} {{\n  {kind}: var(--{name});\n}}\n\n" for kind in kinds for name in names)


def _terse(drawing: str) -> str:
    head, closing, marks = drawing.partition(">")
    if 'font-family="sans-serif"' in head:
        head, marks = head + _SIZE, marks.replace(_SIZE, "")
    return head + closing + _TAG.sub(lambda found: _coloured(found[0]), marks)


def _coloured(tag: str) -> str:
    """A mark whose colours are classes, unless it has others."""
    colours = _COLOUR.findall(tag)
    if not colours or " class=" in tag:
        return tag
    bare = _COLOUR.sub("", tag)
    name = re.match(r"<\w+", bare)
    assert name is not None
    return f'{name[0]} class="{" ".join(_class(*each) for each in colours)}"{bare[name.end() :]}'


def _class(kind: str, name: str) -> str:
    """`f-1` for what is filled with the first colour of a series, `s-ink` for a line in ink."""
    return f"{kind[0]}-{name.removeprefix('series-')}"
