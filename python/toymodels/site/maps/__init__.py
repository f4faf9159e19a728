"""Maps of a library: what each declaration uses, what uses it, and how its modules build on each other."""

from toymodels.site.maps.graph import Graph, Kind, Lists, Node, folder_of, graph, lists
from toymodels.site.maps.overview import overview_svg
from toymodels.site.maps.surroundings import Direction, neighbourhood_svg

__all__ = [
    "Direction",
    "Graph",
    "Kind",
    "Lists",
    "Node",
    "folder_of",
    "graph",
    "lists",
    "neighbourhood_svg",
    "overview_svg",
]
