"""The map of a library: a panel for each folder with its modules, and which folder imports which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from toymodels.lean.names import last
from toymodels.site.maps.graph import Graph, Kind, folder_of
from toymodels.site.svg import SMALL, Drawing, Ink, Path

Link = Callable[[str], str | None]
"""The address of a module's page, by its full name; `None` if it has none."""

_CHIP_WIDTH: Final = 132
_CHIP_HEIGHT: Final = 36
_CHIPS_IN_ROW: Final = 3
_CHIP_GAP: Final = 8
_ROW_GAP: Final = 18
_PANEL_WIDTH: Final = _CHIPS_IN_ROW * (_CHIP_WIDTH + _CHIP_GAP) + _CHIP_GAP
_PANEL_GAP: Final = 18
_LANE: Final = 15


@dataclass(frozen=True, slots=True)
class _Panel:
    """A folder in the overview: where it lies, and its modules in rows, each below those of the folder it imports."""

    folder: str
    top: float
    rows: tuple[tuple[str, ...], ...]

    @property
    def height(self) -> float:
        return 42 + len(self.rows) * (_CHIP_HEIGHT + _ROW_GAP) - _ROW_GAP + 12

    def places(self) -> dict[str, tuple[float, float]]:
        """The upper left corner of each module."""
        return {
            module: (
                _CHIP_GAP + column * (_CHIP_WIDTH + _CHIP_GAP),
                self.top + 42 + row * (_CHIP_HEIGHT + _ROW_GAP),
            )
            for row, modules in enumerate(self.rows)
            for column, module in enumerate(modules)
        }


def overview_svg(graph: Graph, link: Link) -> Markup:
    """A map of the library: a panel for each folder, an arrow for each import in it, and beside them who imports whom.

    Each folder that others import has a lane at the right, from which an arrow leads to every folder that builds on
    it. Imports that another import brings along are left out.
    """
    panels = _panels(graph)
    places = {module: place for panel in panels for module, place in panel.places().items()}
    imports = graph.reduced_imports
    shown = "; ".join(
        f"{panel.folder}: {', '.join(_last(each) for row in panel.rows for each in row)}" for panel in panels
    )
    count = sum(map(len, imports.values()))
    bottom = max((panel.top + panel.height for panel in panels), default=0)
    drawing = Drawing(
        "Map of the library",
        f"{len(places)} modules in {len(panels)} folders with {count} imports between them. {shown}.",
        bottom + 64,
        has_links=True,
    )
    for panel in panels:
        fill = graph.colour(panel.folder)
        drawing.rect((1, panel.top), (_PANEL_WIDTH, panel.height), fill=fill, opacity=0.1, stroke=Ink.LINE, radius=10)
        drawing.text((12, panel.top + 26), panel.folder, bold=True)
    _draw_lanes(drawing, graph, panels)
    for line, words in enumerate(
        (
            "Arrows lead from what is imported to what imports it:",
            "in a panel between modules, beside the panels between folders.",
        )
    ):
        drawing.text((2, bottom + 26 + 22 * line), words, size=SMALL, fill=Ink.MUTED)
    for module, imported in imports.items():
        for each in imported:
            if folder_of(each) == folder_of(module):
                _draw_import(drawing, places[each], places[module])
    theorems = Counter(node.module for node in graph.nodes.values() if node.kind is Kind.THEOREM)
    for module, place in places.items():
        with drawing.link(link(module), f"{module}: {theorems[module]} theorems"):
            size = (_CHIP_WIDTH, _CHIP_HEIGHT)
            drawing.rect(place, size, fill=Ink.PAPER, stroke=graph.colour(folder_of(module)), radius=8)
            at = (place[0] + _CHIP_WIDTH / 2, place[1] + _CHIP_HEIGHT / 2 + 5)
            drawing.text(at, _last(module), size=SMALL, anchor="middle")
    return drawing.render()


def _panels(graph: Graph) -> list[_Panel]:
    panels: list[_Panel] = []
    top = 1.0
    for folder, modules in graph.module_tree.items():
        levels: dict[int, list[str]] = {}
        depth: dict[str, int] = {}
        for module in modules:
            depth[module] = 1 + max((depth[each] for each in graph.imports[module] if each in depth), default=-1)
            levels.setdefault(depth[module], []).append(module)
        rows = _rows([level for _, level in sorted(levels.items())], graph.reduced_imports)
        panels.append(_Panel(folder, top, tuple(rows)))
        top += panels[-1].height + _PANEL_GAP
    return panels


def _rows(levels: Sequence[Sequence[str]], imports: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Levels cut into rows, the modules of each beside those above that they import."""
    column: dict[str, float] = {}
    rows: list[tuple[str, ...]] = []
    for level in levels:
        wanted = {module: [column[each] for each in imports[module] if each in column] for module in level}
        ordered = sorted(level, key=lambda module: sum(wanted[module]) / max(1, len(wanted[module])))
        for start in range(0, len(ordered), _CHIPS_IN_ROW):
            rows.append(tuple(ordered[start : start + _CHIPS_IN_ROW]))
            column |= {module: float(place) for place, module in enumerate(rows[-1])}
    return rows


def _draw_import(drawing: Drawing, imported: tuple[float, float], module: tuple[float, float]) -> None:
    start = (imported[0] + _CHIP_WIDTH / 2, imported[1] + _CHIP_HEIGHT)
    end = (module[0] + _CHIP_WIDTH / 2, module[1])
    bend = 0.5 * (end[1] - start[1])
    track = Path(start).curve((start[0], start[1] + bend), (end[0], end[1] - bend), (end[0], end[1] - 6))
    drawing.path(track, stroke=Ink.MUTED)
    drawing.polygon([end, (end[0] - 4, end[1] - 8), (end[0] + 4, end[1] - 8)], fill=Ink.MUTED)


def _draw_lanes(drawing: Drawing, graph: Graph, panels: Sequence[_Panel]) -> None:
    """A lane for each folder that others import, with an arrow to each of those."""
    counts = Counter(
        (folder_of(each), folder_of(module)) for module, imported in graph.imports.items() for each in imported
    )
    panel_of = {panel.folder: panel for panel in panels}
    sources = [panel.folder for panel in panels if any(a == panel.folder != b for a, b in counts)]
    for lane, source in enumerate(sources):
        x = _PANEL_WIDTH + 22 + lane * _LANE
        start = panel_of[source].top + 14
        with drawing.group(f"what imports {source}"):
            levels = [start]
            for user in panel_of:
                if (source, user) in counts and user != source:
                    levels.append(panel_of[user].top + 24 + lane * 9)
                    many = f"{user} imports {counts[source, user]} times from {source}"
                    with drawing.group(many):
                        drawing.arrow(
                            (x, levels[-1]), (_PANEL_WIDTH + 3, levels[-1]), stroke=graph.colour(source), width=2
                        )
            drawing.line((x, min(levels)), (x, max(levels)), stroke=graph.colour(source), width=2)
            drawing.line((_PANEL_WIDTH + 1, start), (x, start), stroke=graph.colour(source), width=2)
            drawing.circle((_PANEL_WIDTH + 1, start), 4, fill=graph.colour(source))


def _last(module: str) -> str:
    return last(module)
