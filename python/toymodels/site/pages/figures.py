"""Figures that theorems' pages show: a script of each, loaded where it comes into sight, so that none is repeated."""

from __future__ import annotations

import json
from collections.abc import Iterator

from toymodels.site.packed import packed
from toymodels.site.render import Page, Renderer
from toymodels.site.terse_svg import terse_drawings


def pages(renderer: Renderer) -> Iterator[Page]:
    """A script for each figure whose caption names a theorem."""
    data = renderer.data
    shown = {figure.slug: figure for about in data.figures_about.values() for _, figure in about}
    for slug, figure in sorted(shown.items()):
        picture = json.dumps(terse_drawings(str(data.pictures.first(figure))), ensure_ascii=False)
        yield Page(f"figure/{slug}.js", packed(f"globalThis.figure/{slug} = {picture};\n"))
