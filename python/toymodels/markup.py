"""HTML, MathML and SVG elements whose text and attributes are escaped by construction."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

Attribute = str | int | float | None
"""An attribute's value; one that is `None` is left out."""


def element(tag: str, *children: str, **attributes: Attribute) -> Markup:
    """`<tag …>children</tag>`, valid as XML too. Children that are no `Markup` are text.

    In the names of attributes `_` stands for `-`, and one at the end (`class_`, `for_`) for nothing.
    """
    shown = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{tag}{shown}>{joined(children)}</{tag}>")  # noqa: S704, as all parts are escaped


def joined(parts: Iterable[str]) -> Markup:
    """The parts one after the other."""
    return Markup("".join(map(escape, parts)))  # noqa: S704, as all parts are escaped
