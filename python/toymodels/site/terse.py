"""Pages without what nobody sees: indentation, and what a browser or the style sheet says of formulas and drawings."""

from __future__ import annotations

import re

from toymodels.site.terse_mathml import terse_formulas
from toymodels.site.terse_svg import terse_drawings

_AS_WRITTEN = re.compile(r"(<(pre|template|svg)\b.*?</\2>)", re.DOTALL)
_INDENTED = re.compile(r"\s*\n\s*")


def terse(page: str) -> str:
    """A page as short as it can be without anything looking different."""
    parts = _AS_WRITTEN.split(terse_drawings(terse_formulas(page)))
    between, kept = parts[::3], [*parts[1::3], ""]
    return "".join(_INDENTED.sub("\n", text) + whole for text, whole in zip(between, kept, strict=True))
