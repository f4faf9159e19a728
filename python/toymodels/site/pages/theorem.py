"""A theorem's own page: all that is known of it in one place, at an address that stays when it moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from toymodels.site.data import TheoremEntry
from toymodels.site.maps import Direction, neighbourhood_svg
from toymodels.site.render import Anchor, Links, Page, Renderer
from toymodels.site.sandbox import sandbox
from toymodels.site.views import Views

MAPS = (
    ("map-1", "One step", 1, Direction.BOTH),
    ("map-2", "Two steps", 2, Direction.BOTH),
    ("rests-on-3", "Rests on, three steps", 3, Direction.USES),
    ("supports-3", "Supports, three steps", 3, Direction.USED_BY),
)
"""Anchor, name, depth and direction of the maps of a theorem's surroundings."""


def pages(renderer: Renderer) -> Iterator[Page]:
    """A page for each public theorem."""
    entries = list(renderer.data.theorems.values())
    for place, entry in enumerate(entries):
        before = entries[place - 1] if place else None
        after = entries[place + 1] if place + 1 < len(entries) else None
        yield _page(renderer, entry, before, after)


def _page(renderer: Renderer, entry: TheoremEntry, before: TheoremEntry | None, after: TheoremEntry | None) -> Page:
    data = renderer.data
    path = data.addresses.theorem(entry.name)
    links = renderer.links(path)
    view = Views(renderer, path, level=3).theorem(entry)
    graph = data.graph
    maps = [
        (anchor, name, neighbourhood_svg(graph, entry.name, depth, links.declaration, direction))
        for anchor, name, depth, direction in MAPS
    ]
    tried = sandbox(entry)
    contents = [
        Anchor("statement", "Statement"),
        *([Anchor("try", "Try it")] if tried.data or tried.why_not else []),
        Anchor("evidence", "Evidence"),
        Anchor("proof", "Proof"),
        Anchor("trusted", "What it rests on"),
        Anchor("map", "Map"),
    ]
    return renderer.page(
        path,
        "theorem.html",
        view.short,
        entry=entry,
        view=view,
        sandbox=tried,
        maps=maps,
        before=before,
        after=after,
        contents=contents,
        embedded=not data.library.build.toolchain.is_official,
        below=_by_distance(graph.ancestors(entry.name), links),
        above=_by_distance(graph.descendants(entry.name), links),
    )


def _by_distance(reached: Mapping[str, int], links: Links) -> list[list[Markup]]:
    """What a map reaches, linked: a list for each number of steps."""
    steps: list[list[Markup]] = [[] for _ in range(max(reached.values(), default=0))]
    for name, distance in reached.items():
        steps[distance - 1].append(links.code(name))
    return steps
