"""The maps: the whole library on one page, and where to find the map of one theorem."""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.site.maps.graph import Kind
from toymodels.site.maps.overview import overview_svg
from toymodels.site.maps.shared import graph_script
from toymodels.site.packed import packed
from toymodels.site.render import Anchor, Page, Renderer

PATH = "maps.html"
_MOST_USED = 20


def pages(renderer: Renderer) -> Iterator[Page]:
    """The page of maps, and the graph from which theorems' pages draw theirs."""
    data = renderer.data
    graph = data.graph
    yield Page("static/graph.js", packed(graph_script(graph, data.addresses)))
    used = sorted(graph.nodes, key=lambda name: (-len(graph.used_by(name)), name))
    rests = {name: len(graph.ancestors(name)) for name in data.theorems}
    deepest = sorted(rests, key=lambda name: (-rests[name], name))
    yield renderer.page(
        PATH,
        "maps.html",
        "Maps",
        overview=overview_svg(graph, renderer.links(PATH).module),
        most_used=[(name, len(graph.used_by(name))) for name in used[:_MOST_USED]],
        deepest=[(name, rests[name]) for name in deepest[:_MOST_USED]],
        edges=sum(len(graph.uses(name)) for name in graph.nodes),
        shown=len(graph.nodes),
        theorems=sum(node.kind is Kind.THEOREM for node in graph.nodes.values()),
        contents=[
            Anchor("overview", "The modules"),
            Anchor("most-used", "Most used"),
            Anchor("deepest", "Resting on most"),
        ],
    )
