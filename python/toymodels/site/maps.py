"""Maps of a library: what each declaration uses, what uses it, and how its modules build on each other.

The graph is read from the elaborated terms, so that it says what Lean checked: a theorem uses what its statement or its
proof term mentions. Private lemmas and whatever Lean generates are contracted: who uses them uses what they use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from toymodels.errors import UnknownName
from toymodels.lean.constants import ConstantKind
from toymodels.lean.terms import constants_used
from toymodels.site.svg import SMALL, WIDTH, Drawing, Ink, Path, Point

if TYPE_CHECKING:
    from toymodels.lean.environment import Environment
    from toymodels.library import Library

Link = Callable[[str], str | None]
"""The address of a declaration's or module's page, by its full name; `None` if it has none."""

_DEFINING = (ConstantKind.DEFINITION, ConstantKind.INDUCTIVE)
_EVERYDAY_SHARE: Final = 0.25
_EVERYDAY_LEAST: Final = 8
"""A definition that more than this share of all declarations, and more than so many of them, use directly is left out
of the drawings."""


class Kind(Enum):
    """What a declaration is."""

    THEOREM = "theorem"
    DEFINITION = "definition"


class Direction(Enum):
    """Which way a map looks from a declaration."""

    USES = "uses"
    USED_BY = "used by"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Node:
    """A public declaration of the library; `short` is its name without the library's namespace."""

    name: str
    short: str
    kind: Kind
    module: str

    @property
    def folder(self) -> str:
        """The part of the library that its module belongs to."""
        return folder_of(self.module)


@dataclass(frozen=True)
class Graph:
    """What uses what, in the order of modules and of lines.

    Attributes:
        nodes: every public theorem and definition, by name.
        statement_uses: what a theorem's statement mentions, or a definition's type and body.
        proof_uses: what a theorem's proof term mentions; nothing for a definition.
        imports: the library's modules that declare or show something, each with those that it imports directly.
    """

    nodes: Mapping[str, Node]
    statement_uses: Mapping[str, tuple[str, ...]]
    proof_uses: Mapping[str, tuple[str, ...]]
    imports: Mapping[str, tuple[str, ...]]

    def uses(self, name: str) -> tuple[str, ...]:
        """What a declaration uses directly, in its statement or its proof.

        Raises:
            UnknownName: the graph has no such declaration.
        """
        self._check(name)
        return self._uses[name]

    def used_by(self, name: str) -> tuple[str, ...]:
        """What uses a declaration directly.

        Raises:
            UnknownName: the graph has no such declaration.
        """
        self._check(name)
        return self._used_by[name]

    def ancestors(self, name: str, depth: int | None = None) -> Mapping[str, int]:
        """All that a declaration rests on, nearest first, each with its distance; to a distance of `depth` if given."""
        return _reach(name, self.uses, depth)

    def descendants(self, name: str, depth: int | None = None) -> Mapping[str, int]:
        """All that rests on a declaration, nearest first, each with its distance; to a distance of `depth` if given."""
        return _reach(name, self.used_by, depth)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each declaration in the library."""
        return {name: index for index, name in enumerate(self.nodes)}

    @cached_property
    def everyday(self) -> tuple[str, ...]:
        """The definitions that so many declarations use that drawing them would say nothing."""
        most = max(_EVERYDAY_LEAST, _EVERYDAY_SHARE * len(self.nodes))
        return tuple(
            name
            for name, node in self.nodes.items()
            if node.kind is Kind.DEFINITION and len(self._used_by[name]) > most
        )

    @cached_property
    def module_tree(self) -> Mapping[str, tuple[str, ...]]:
        """The modules of each folder, a folder before those that build on it, a module after its imports."""
        tree: dict[str, list[str]] = {}
        for module in self.imports:
            tree.setdefault(folder_of(module), []).append(module)
        ordered: dict[str, tuple[str, ...]] = {}
        while tree:
            folder = min(tree, key=lambda folder: self._above(folder, tree))
            ordered[folder] = tuple(tree.pop(folder))
        return ordered

    def colour(self, folder: str) -> str:
        """The colour of a folder in the drawings."""
        return Ink.SERIES[list(self.module_tree).index(folder) % len(Ink.SERIES)]

    @cached_property
    def module_depth(self) -> Mapping[str, int]:
        """The length of the longest chain of imports below each module."""
        depth: dict[str, int] = {}
        for module, imports in self.imports.items():
            depth[module] = 1 + max((depth[each] for each in imports), default=-1)
        return depth

    @cached_property
    def reduced_imports(self) -> Mapping[str, tuple[str, ...]]:
        """The imports that no other import brings along."""
        below: dict[str, set[str]] = {}
        for module, imports in self.imports.items():
            below[module] = set(imports).union(*(below[each] for each in imports))
        return {
            module: tuple(each for each in imports if not any(each in below[other] for other in imports))
            for module, imports in self.imports.items()
        }

    @cached_property
    def _uses(self) -> Mapping[str, tuple[str, ...]]:
        return {
            name: tuple(sorted({*self.statement_uses[name], *self.proof_uses[name]}, key=self.order.__getitem__))
            for name in self.nodes
        }

    @cached_property
    def _used_by(self) -> Mapping[str, tuple[str, ...]]:
        users: dict[str, list[str]] = {name: [] for name in self.nodes}
        for name, used in self._uses.items():
            for each in used:
                users[each].append(name)
        return {name: tuple(found) for name, found in users.items()}

    def _above(self, folder: str, remaining: Mapping[str, Sequence[str]]) -> tuple[int, str]:
        """How many imports of a folder's modules lead to other folders that remain."""
        imported = (each for module in remaining[folder] for each in self.imports[module])
        return sum(folder_of(each) in remaining and folder_of(each) != folder for each in imported), folder

    def _check(self, name: str) -> None:
        if name not in self.nodes:
            raise UnknownName(
                f"{name!r} is no public declaration of the library; give a full name from `toymodels list`"
            )


def graph(library: Library) -> Graph:
    """What the library's declarations use, read from its compiled files; takes seconds for some hundred theorems.

    Raises:
        OleanError: a compiled file is corrupt.
    """
    env = library.environment
    nodes = _nodes(library)
    contraction = _Contraction(env, nodes)
    order = {name: index for index, name in enumerate(nodes)}

    def sort(names: Iterable[str], own: str) -> tuple[str, ...]:
        return tuple(sorted(set(names) - {own}, key=order.__getitem__))

    statements: dict[str, tuple[str, ...]] = {}
    proofs: dict[str, tuple[str, ...]] = {}
    for name, node in nodes.items():
        said, proved = contraction.mentions(name)
        if node.kind is Kind.DEFINITION:
            said, proved = said | proved, frozenset[str]()
        statements[name] = sort(contraction.public(said), name)
        proofs[name] = sort(contraction.public(proved), name)
    return Graph(nodes, statements, proofs, _imports(env, {node.module for node in nodes.values()}))


def folder_of(module: str) -> str:
    """The part of the library that a module belongs to: the second component of its name, else the first."""
    first, *rest = module.split(".")
    return rest[0] if len(rest) > 1 else first


# --------------------------------------------------------------------------------------------------------- reading Lean


def _nodes(library: Library) -> dict[str, Node]:
    env = library.environment
    theorems = set(library.theorem_names)
    nodes: dict[str, Node] = {}
    for module in env.library.values():
        for name in sorted(module.ranges, key=lambda name: module.ranges[name].full.line):
            if name in theorems:
                kind = Kind.THEOREM
            elif name in module.exported and _is_definition(env, name):
                kind = Kind.DEFINITION
            else:
                continue
            nodes[name] = Node(name, name.removeprefix(module.name.split(".")[0] + "."), kind, module.name)
    return nodes


def _is_definition(env: Environment, name: str) -> bool:
    """Whether a constant is a definition that somebody wrote, rather than a part of a structure."""
    constant = env.constant(name)
    parent = name.rpartition(".")[0]
    return constant.kind in _DEFINING and (parent == constant.module or env.structure(parent) is None)


class _Contraction:
    """Replaces helpers by the public declarations that they use."""

    def __init__(self, env: Environment, nodes: Mapping[str, Node]) -> None:
        self._env = env
        self._nodes = nodes
        self._known: dict[str, frozenset[str]] = {}
        self._helpers: dict[str, frozenset[str]] = {}

    def mentions(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        """The constants in the type and in the value of one of the library's constants."""
        constant = self._env.constant(name)
        value = constant.value
        return constants_used(constant.type), frozenset[str]() if value is None else constants_used(value)

    def public(self, names: Iterable[str]) -> set[str]:
        """The public declarations among `names`, and those below the helpers among them."""
        return set[str]().union(*(self._below(name) for name in names if self._env.in_library(name)))

    def _below(self, start: str) -> frozenset[str]:
        """What stands for one constant: itself if it is public, else what its helpers lead to."""
        if start in self._nodes:
            return frozenset({start})
        if start not in self._known:
            found: set[str] = set()
            seen, pending = {start}, [start]
            while pending:
                for used in self._helped(pending.pop()):
                    if used in self._nodes:
                        found.add(used)
                    elif used not in seen and self._env.in_library(used):
                        seen.add(used)
                        pending.append(used)
            self._known[start] = frozenset(found)
        return self._known[start]

    def _helped(self, name: str) -> frozenset[str]:
        """What a helper mentions."""
        if name not in self._helpers:
            said, proved = self.mentions(name)
            self._helpers[name] = said | proved
        return self._helpers[name]


def _imports(env: Environment, declaring: set[str]) -> dict[str, tuple[str, ...]]:
    """Direct imports of every module that declares something, or imports others without being the library's root."""
    roots = {name for name in env.library if "." not in name and name not in declaring}
    return {
        name: tuple(entry.module for entry in module.imports if entry.module in env.library)
        for name, module in env.library.items()
        if name not in roots
    }


def _reach(start: str, step: Callable[[str], Sequence[str]], depth: int | None) -> dict[str, int]:
    """What `step` leads to from `start`, with the number of steps, in order of discovery."""
    found = {start: 0}
    frontier = [start]
    while frontier and (depth is None or found[frontier[0]] < depth):
        beyond: list[str] = []
        for name in frontier:
            for each in step(name):
                if each not in found:
                    found[each] = found[name] + 1
                    beyond.append(each)
        frontier = beyond
    del found[start]
    return found


# --------------------------------------------------------------------------------------------- the map of a declaration

_MOST_IN_COLUMN: Final = 8
_COLUMN: Final = 152
_GUTTER: Final = 29
_BADGE: Final = 24
_LEADING: Final = 18
_SPACE: Final = 12
_HEADER: Final = 40


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
    for before, after in pairwise(columns):
        for user in after.names:
            for used in before.names:
                if used in graph.uses(user):
                    in_proof = used in graph.proof_uses[user]
                    _draw_edge(drawing, boxes[used], boxes[user], dash="" if in_proof else "5 4")


def _draw_edge(drawing: Drawing, start: _Box, end: _Box, *, dash: str) -> None:
    x1, x2 = start.left + _COLUMN, end.left
    bend = (x2 - x1) * 0.5
    track = Path((x1, start.middle)).curve((x1 + bend, start.middle), (x2 - bend, end.middle), (x2 - 6, end.middle))
    drawing.path(track, stroke=Ink.MUTED, dash=dash)
    drawing.polygon([(x2, end.middle), (x2 - 8, end.middle - 4), (x2 - 8, end.middle + 4)], fill=Ink.MUTED)


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


# ---------------------------------------------------------------------------------------------------- the whole library

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
        bottom + 40,
        has_links=True,
    )
    for panel in panels:
        fill = graph.colour(panel.folder)
        drawing.rect((1, panel.top), (_PANEL_WIDTH, panel.height), fill=fill, opacity=0.1, stroke=Ink.LINE, radius=10)
        drawing.text((12, panel.top + 26), panel.folder, bold=True)
    _draw_lanes(drawing, graph, panels)
    drawing.text((2, bottom + 26), "Arrows lead from what is imported to what imports it.", size=SMALL, fill=Ink.MUTED)
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
    return module.rpartition(".")[2]


# ---------------------------------------------------------------------------------------------------------------- words


@dataclass(frozen=True, slots=True)
class Lists:
    """A map in words: every name that the drawing has or leaves out.

    Attributes:
        statement: what the statement mentions.
        proof: what only the proof mentions.
        used_by: what uses the declaration directly.
        rests_on: everything below, with its distance.
        supports: everything above, with its distance.
    """

    statement: tuple[str, ...]
    proof: tuple[str, ...]
    used_by: tuple[str, ...]
    rests_on: Mapping[str, int]
    supports: Mapping[str, int]


def lists(graph: Graph, name: str) -> Lists:
    """What `neighbourhood_svg` draws, in words and complete.

    Raises:
        UnknownName: the graph has no such declaration.
    """
    used_by = graph.used_by(name)
    statement = graph.statement_uses[name]
    proof = tuple(each for each in graph.proof_uses[name] if each not in statement)
    return Lists(statement, proof, used_by, graph.ancestors(name), graph.descendants(name))


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
