"""The search page and its index, a script of data, because a page opened from a folder can fetch nothing."""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.site.packed import packed
from toymodels.site.render import Page, Renderer
from toymodels.site.search import index_script

PATH = "search.html"


def pages(renderer: Renderer) -> Iterator[Page]:
    """The search page and the index."""
    yield renderer.page(PATH, "search.html", "Search")
    yield Page("static/search-index.js", packed(index_script(renderer.data)))
