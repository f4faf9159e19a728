"""The definitions that the sandboxes share: one script for the whole site, loaded when a sandbox is opened."""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.site.packed import packed
from toymodels.site.render import Page, Renderer
from toymodels.site.sandbox.sandbox import definitions_script


def pages(renderer: Renderer) -> Iterator[Page]:
    """The script of definitions."""
    yield Page("sandbox/definitions.js", packed(definitions_script(renderer.data)))
