"""The map of a declaration: what it uses to its left, what uses it to its right, a column for each step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from toymodels.site.maps.graph import Graph, Kind, Node
from toymodels.site.svg import SMALL, WIDTH, Drawing, Ink, Path, Point

Link = Callable[[str], str | None]
"""The address of a declaration's page, by its full name; `None` if it has none."""

_MOST_IN_COLUMN: Final = 8
_COLUMN: Final = 152
_GUTTER: Final = 29
_BADGE: Final = 24
_LEADING: Final = 18
_SPACE: Final = 12
_HEADER: Final = 40


class Direction(Enum):
    """Which way a map looks from a declaration."""

    USES = "uses"
    USED_BY = "used by"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class _Column:
    """Nodes at one distance, as they are drawn; `left_out` counts those that are not."""

    title: str
    names: tuple[str, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a node is drawn."""

    left: float
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def neighbourhood_svg(graph: Graph, name: str, depth: int, link: Link, direction: Direction = Direction.BOTH) -> Markup:
    """A map of what a declaration uses (to its left) and what uses it (to its right), a column for each step.

    Lines join neighbouring columns and run from what is used to what uses it. Of a full column only the nearest are
    drawn, with the number of the others; everyday definitions are left out. `lists` says all of it in words.

    Args:
        graph: of the library.
        name: full name of the declaration.
        depth: how many steps to go; three columns fit a phone.
        link: addresses of declarations.
        direction: which side to draw.

    Raises:
        UnknownName: the graph has no such declaration.
        ValueError: the depth is not positive.
    """
    if depth < 1:
        raise ValueError(f"the depth of a map is at least 1, not {depth}")
    columns = _columns(graph, name, depth, direction)
    texts = {each: _wrapped(graph.nodes[each].short) for column in columns for each in column.names}
    heights = [_column_height(column, texts) for column in columns]
    bottom = _HEADER + max(heights)
    shown = {graph.nodes[each].folder for each in texts}
    folders = [folder for folder in graph.module_tree if folder in shown]
    width = max(WIDTH, len(columns) * (_COLUMN + _GUTTER) - _GUTTER + 4)
    legend_height = 30 + 26 * (-(-len(folders) // 3)) + 52
    drawing = Drawing(
        f"Map of {graph.nodes[name].short}",
        _neighbourhood_desc(graph, name, columns),
        bottom + legend_height,
        width=width,
        has_links=True,
    )
    left = (width - len(columns) * (_COLUMN + _GUTTER) + _GUTTER) / 2
    boxes: dict[str, _Box] = {}
    for index, (column, height) in enumerate(zip(columns, heights, strict=True)):
        x = left + index * (_COLUMN + _GUTTER)
        if column.title:
            drawing.text((x + _COLUMN / 2, 20), column.title, size=SMALL, anchor="middle", fill=Ink.MUTED)
        y = _HEADER + (max(heights) - height) / 2
        for each in column.names:
            boxes[each] = _Box(x, y, _box_height(texts[each]))
            y += _box_height(texts[each]) + _SPACE
        if column.left_out:
            drawing.text((x + _COLUMN / 2, y + 14), f"and {column.left_out} more", size=SMALL, anchor="middle")
    _draw_edges(drawing, graph, columns, boxes)
    for each, box in boxes.items():
        _draw_node(
            drawing,
            graph.nodes[each],
            graph.colour(graph.nodes[each].folder),
            box,
            texts[each],
            link(each),
            is_focus=each == name,
        )
    _draw_legend(drawing, {folder: graph.colour(folder) for folder in folders}, bottom)
    return drawing.render()


def _columns(graph: Graph, name: str, depth: int, direction: Direction) -> list[_Column]:
    """What to draw, from left to right, each column in an order that keeps its lines short."""
    hidden = set(graph.everyday) - {name}
    columns = [_Column("", (name,))]
    if direction is not Direction.USED_BY:
        near = columns[0]
        for step, names in _steps(graph.ancestors(name, depth), hidden):
            near = _column(graph, name, names, near, graph.used_by, _step_title("uses", step))
            columns.insert(0, near)
    if direction is not Direction.USES:
        near = _Column("", (name,))
        for step, names in _steps(graph.descendants(name, depth), hidden):
            near = _column(graph, name, names, near, graph.uses, _step_title("used by", step))
            columns.append(near)
    return columns


def _steps(reached: Mapping[str, int], hidden: set[str]) -> list[tuple[int, list[str]]]:
    by_step: dict[int, list[str]] = {}
    for name, step in reached.items():
        if name not in hidden:
            by_step.setdefault(step, []).append(name)
    return sorted(by_step.items())


def _step_title(what: str, step: int) -> str:
    return f"{what} directly" if step == 1 else f"{what} in {step} steps"


def _column(
    graph: Graph, focus: str, names: Sequence[str], near: _Column, towards: Callable[[str], Sequence[str]], title: str
) -> _Column:
    """The nodes to draw beside the column `near`: the most telling ones, each beside its neighbours there."""
    home = graph.nodes[focus].module
    order = graph.order
    places = {name: index for index, name in enumerate(near.names)}

    def telling(name: str) -> tuple[bool, bool, int, int]:
        joined = any(each in places for each in towards(name))
        return not joined, graph.nodes[name].module != home, len(graph.used_by(name)), order[name]

    def barycentre(name: str) -> tuple[float, int]:
        beside = [places[each] for each in towards(name) if each in places]
        return (sum(beside) / len(beside) if beside else len(places)), order[name]

    shown = sorted(names, key=telling)[:_MOST_IN_COLUMN]
    return _Column(title, tuple(sorted(shown, key=barycentre)), len(names) - len(shown))


def _column_height(column: _Column, texts: Mapping[str, Sequence[str]]) -> float:
    boxes = sum(_box_height(texts[name]) + _SPACE for name in column.names)
    return boxes + (22 if column.left_out else 0)


def _box_height(lines: Sequence[str]) -> float:
    return len(lines) * _LEADING + 14


def _draw_edges(drawing: Drawing, graph: Graph, columns: Sequence[_Column], boxes: Mapping[str, _Box]) -> None:
    """All edges of a kind are one path, and so are all heads: a page has thousands of them."""
    proof, statement, heads = Path(), Path(), Path()
    for before, after in pairwise(columns):
        for user in after.names:
            for used in before.names:
                if used in graph.uses(user):
                    track = proof if used in graph.proof_uses[user] else statement
                    _add_edge(track, heads, boxes[used], boxes[user])
    for track, dash in ((proof, ""), (statement, "5 4"), (heads, "")):
        if not track.is_empty:
            drawing.path(track, stroke=Ink.MUTED, dash=dash)


def _add_edge(track: Path, heads: Path, start: _Box, end: _Box) -> None:
    x1, x2, y = start.left + _COLUMN, end.left, end.middle
    bend = (x2 - x1) * 0.5
    track.move((x1, start.middle)).curve((x1 + bend, start.middle), (x2 - bend, y), (x2 - 2, y))
    heads.move((x2 - 8, y - 4)).line((x2 - 2, y)).line((x2 - 8, y + 4))


def _draw_node(
    drawing: Drawing, node: Node, colour: str, box: _Box, lines: Sequence[str], address: str | None, *, is_focus: bool
) -> None:
    with drawing.link(address, f"{node.short}: {node.kind.value} in {node.module}"):
        _draw_shape(drawing, (box.left, box.top), (_COLUMN, box.height), node.kind, is_focus=is_focus)
        _draw_badge(drawing, (box.left + 5, box.middle - 11), node.folder, colour)
        top = box.middle - (len(lines) - 1) * _LEADING / 2 + 5
        for index, text in enumerate(lines):
            drawing.text((box.left + _BADGE + 12, top + index * _LEADING), text, size=SMALL, bold=is_focus)


def _draw_shape(drawing: Drawing, corner: Point, size: Point, kind: Kind, *, is_focus: bool) -> None:
    """A theorem is a round box, a definition one with cut corners."""
    stroke, width = (Ink.ACCENT, 3) if is_focus else (Ink.MUTED, 1.5)
    if kind is Kind.THEOREM:
        drawing.rect(corner, size, fill=Ink.PAPER, stroke=stroke, width=width, radius=9)
        return
    (x, y), (w, h) = ((float(part) for part in pair) for pair in (corner, size))
    cut = 9.0
    outline = [
        (x + cut, y), (x + w - cut, y), (x + w, y + cut), (x + w, y + h - cut),
        (x + w - cut, y + h), (x + cut, y + h), (x, y + h - cut), (x, y + cut),
    ]  # fmt: skip
    drawing.polygon(outline, fill=Ink.PAPER, stroke=stroke, width=width)


def _draw_badge(drawing: Drawing, corner: Point, folder: str, colour: str) -> None:
    """A folder's first two letters in its colour; two folders may share a colour, none the letters and the colour."""
    x, y = (float(part) for part in corner)
    drawing.rect((x, y), (_BADGE, 22), fill=colour, opacity=0.3, radius=4)
    drawing.text((x + _BADGE / 2, y + 16), folder[:2], size=SMALL, anchor="middle")


def _draw_legend(drawing: Drawing, folders: Mapping[str, str], top: float) -> None:
    third = float(drawing.width) / 3
    y = top + 20
    for index, (folder, colour) in enumerate(folders.items()):
        x, row = 2 + (index % 3) * third, index // 3
        _draw_badge(drawing, (x, y + 26 * row - 16), folder, colour)
        drawing.text((x + _BADGE + 7, y + 26 * row), folder, size=SMALL)
    y += 26 * (-(-len(folders) // 3)) + 6
    _draw_shape(drawing, (2, y - 15), (_BADGE, 20), Kind.THEOREM, is_focus=False)
    drawing.text((_BADGE + 9, y), "theorem", size=SMALL)
    _draw_shape(drawing, (2 + third, y - 15), (_BADGE, 20), Kind.DEFINITION, is_focus=False)
    drawing.text((third + _BADGE + 9, y), "definition", size=SMALL)
    y += 28
    drawing.line((2, y - 5), (2 + _BADGE, y - 5), stroke=Ink.MUTED)
    drawing.text((_BADGE + 9, y), "used in the proof", size=SMALL)
    drawing.line((2 + third, y - 5), (2 + third + _BADGE, y - 5), stroke=Ink.MUTED, dash="5 4")
    drawing.text((third + _BADGE + 9, y), "only in the statement", size=SMALL)


def _neighbourhood_desc(graph: Graph, name: str, columns: Sequence[_Column]) -> str:
    parts: list[str] = []
    for column in columns:
        if column.title:
            more = f" and {column.left_out} more" if column.left_out else ""
            shorts = ", ".join(graph.nodes[each].short for each in column.names)
            parts.append(f"{column.title}: {shorts}{more}.")
    return f"{graph.nodes[name].short}, {' '.join(parts)}" if parts else f"{graph.nodes[name].short} stands alone."


# ------------------------------------------------------------------------------------------------------------- wrapping

_LINE: Final = _COLUMN - _BADGE - 18
_NARROW, _WIDE = frozenset("iljtfrI.'₀₁₂"), frozenset("mwMW")


def _wrapped(name: str) -> tuple[str, ...]:
    """A name in lines that fit a box, broken where one of its words ends."""
    lines = [""]
    for word in _words(name):
        if lines[-1] and _text_width(lines[-1] + word) > _LINE:
            lines.append("")
        lines[-1] += word
    return tuple(lines)


def _words(name: str) -> list[str]:
    """The words of a name, each with the `_` or `.` that ends it: `dot_sub`, `frobInner`."""
    words = [""]
    for before, letter in zip(" " + name, name, strict=False):
        if before in "_." or (letter.isupper() and before.islower()):
            words.append("")
        words[-1] += letter
    return words


def _text_width(text: str) -> float:
    """An estimate of a text's width, on the safe side."""
    return SMALL * sum(0.34 if each in _NARROW else 0.9 if each in _WIDE else 0.6 for each in text)
