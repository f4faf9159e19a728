"""The kinds of pages of the site, in the order in which they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from toymodels.site.pages import (
    bounds,
    contributing,
    core,
    definitions,
    essays,
    figures,
    home,
    legend,
    maps,
    module,
    notation,
    papers,
    quantities,
    reading,
    sandbox,
    search,
    theorem,
    theorems,
    trust,
)
from toymodels.site.render import Page, Renderer

PAGES: Sequence[tuple[str, Callable[[Renderer], Iterator[Page]]]] = (
    ("modules", module.pages),
    ("theorems", theorem.pages),
    ("overview", home.pages),
    ("list of theorems", theorems.pages),
    ("definitions", definitions.pages),
    ("notation", notation.pages),
    ("quantities", quantities.pages),
    ("bounds", bounds.pages),
    ("essays", essays.pages),
    ("papers", papers.pages),
    ("maps", maps.pages),
    ("trust", trust.pages),
    ("core", core.pages),
    ("guides", reading.pages),
    ("guides", contributing.pages),
    ("legend", legend.pages),
    ("figures", figures.pages),
    ("search", search.pages),
    ("sandbox", sandbox.pages),
)
"""Every kind of page with what it is called while it is being made."""
