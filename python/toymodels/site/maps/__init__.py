"""Maps of a library: what each declaration uses, what uses it, and how its modules build on each other."""

from toymodels.site.maps.graph import Graph, Kind, Lists, Node, folder_of, graph, lists
from toymodels.site.maps.overview import overview_svg
from toymodels.site.maps.shared import address_of, graph_script

__all__ = [
    "Graph",
    "Kind",
    "Lists",
    "Node",
    "address_of",
    "folder_of",
    "graph",
    "graph_script",
    "lists",
    "overview_svg",
]
