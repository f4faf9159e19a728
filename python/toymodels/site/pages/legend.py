"""The legend: every badge, colour and sign that the site uses."""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.site.render import Anchor, Page, Renderer


def pages(renderer: Renderer) -> Iterator[Page]:
    """The legend."""
    yield renderer.page(
        "legend.html",
        "legend.html",
        "Legend",
        contents=[Anchor("badges", "Badges"), Anchor("signs", "Signs"), Anchor("keys", "Keys")],
    )
