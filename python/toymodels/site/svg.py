"""Accessible SVG, drawn a mark at a time: no script, no style attribute, and no colour but the site's own.

Text is escaped by construction: a mark is made from names, numbers and strings, never from markup. Every drawing has a
title and a description, which a screen reader speaks in its place. Colours are the custom properties in `Ink`, so that
a drawing follows the colour scheme of the page around it.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Final

from markupsafe import Markup

Number = int | float | Fraction
Point = tuple[Number, Number]

WIDTH: Final = 520
FONT: Final = 16
SMALL: Final = 15
"""Width of a drawing and sizes of its text, in its own units: at 390 pixels' width a `SMALL` letter measures 11."""


class Ink:
    """The colours of a drawing: what a mark is for, not how it looks."""

    INK: Final = "var(--ink)"
    PAPER: Final = "var(--paper)"
    MUTED: Final = "var(--muted)"
    LINE: Final = "var(--line)"
    ACCENT: Final = "var(--accent)"
    GOOD: Final = "var(--good)"
    BAD: Final = "var(--bad)"
    SERIES: Final = tuple(f"var(--series-{number})" for number in range(1, 7))
    NONE: Final = "none"


_UNSAID: Final[Mapping[str, Number | str]] = {"stroke": Ink.NONE, "stroke_width": 1}


def number_text(value: Number) -> str:
    """A coordinate as SVG writes it, to a hundredth of a unit.

    Raises:
        ValueError: it is not finite, so that nothing can be drawn there.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a coordinate; check the data of the drawing")
    text = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Drawing:
    """A picture that is built up mark by mark, later marks above earlier ones; coordinates count down from the top.

    Attributes:
        width: of the drawing, in its own units; the page scales it.
        height: likewise.
    """

    def __init__(
        self, title: str, desc: str, height: Number, *, width: Number = WIDTH, has_links: bool = False
    ) -> None:
        """Start an empty drawing.

        Args:
            title: what it is, in a few words.
            desc: what there is to see, for those who cannot.
            height: in units of the drawing.
            width: likewise.
            has_links: whether marks are links, so that its inside must stay open to a screen reader.
        """
        self.width = width
        self.height = height
        self._title = title
        self._desc = desc
        self._role = "group" if has_links else "img"
        self._parts: list[str] = []

    def line(self, start: Point, end: Point, *, stroke: str = Ink.INK, width: Number = 1.5, dash: str = "") -> None:
        """A straight line; `dash` is a pattern such as `"6 4"`."""
        (x1, y1), (x2, y2) = start, end
        self._add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash)

    def polyline(
        self, points: Iterable[Point], *, stroke: str = Ink.INK, width: Number = 2, dash: str = "", opacity: Number = 1
    ) -> None:
        """A chain of straight lines."""
        self._add(
            "polyline", points=_points(points), fill=Ink.NONE, stroke=stroke, stroke_width=width,
            stroke_dasharray=dash, stroke_linejoin="round", stroke_opacity=_unless_one(opacity),
        )  # fmt: skip

    def polygon(
        self,
        points: Iterable[Point],
        *,
        fill: str = Ink.NONE,
        stroke: str = Ink.NONE,
        width: Number = 1.5,
        opacity: Number = 1,
    ) -> None:
        """A closed chain of straight lines; `opacity` is of its inside."""
        self._add(
            "polygon", points=_points(points), fill=fill, fill_opacity=_unless_one(opacity), stroke=stroke,
            stroke_width=width if stroke != Ink.NONE else "", stroke_linejoin="round",
        )  # fmt: skip

    def rect(
        self,
        corner: Point,
        size: Point,
        *,
        fill: str = Ink.NONE,
        stroke: str = Ink.NONE,
        width: Number = 1.5,
        opacity: Number = 1,
        radius: Number = 0,
        dash: str = "",
        crisp: bool = False,
    ) -> None:
        """A rectangle by its upper left corner; `opacity` is of its inside, `radius` of its corners.

        `crisp` rectangles fill whole pixels, so that neighbours join without a seam.
        """
        self._add(
            "rect", x=corner[0], y=corner[1], width=size[0], height=size[1], rx=radius or "", fill=fill,
            fill_opacity=_unless_one(opacity), stroke=stroke, stroke_width=width if stroke != Ink.NONE else "",
            stroke_dasharray=dash, shape_rendering="crispEdges" if crisp else "",
        )  # fmt: skip

    def squares(
        self, corners: Iterable[Point], side: Number, *, fill: str, stroke: str = Ink.NONE, opacity: Number = 1
    ) -> None:
        """Many squares of one colour by their upper left corners, as a single mark."""
        across = number_text(side)
        track = "".join(f"M{_pair(corner)}h{across}v{across}h-{across}z" for corner in corners)
        self._add(
            "path", d=track, fill=fill, fill_opacity=_unless_one(opacity), stroke=stroke,
            stroke_width=1 if stroke != Ink.NONE else "",
        )  # fmt: skip

    def circle(
        self,
        centre: Point,
        radius: Number,
        *,
        fill: str = Ink.INK,
        stroke: str = Ink.NONE,
        width: Number = 1.5,
        opacity: Number = 1,
        dash: str = "",
    ) -> None:
        """A circle; `opacity` is of its inside."""
        self._add(
            "circle", cx=centre[0], cy=centre[1], r=radius, fill=fill, fill_opacity=_unless_one(opacity), stroke=stroke,
            stroke_width=width if stroke != Ink.NONE else "", stroke_dasharray=dash,
        )  # fmt: skip

    def path(
        self, path: Path, *, stroke: str = Ink.INK, width: Number = 1.5, dash: str = "", opacity: Number = 1
    ) -> None:
        """A curve."""
        self._add(
            "path", d=str(path), fill=Ink.NONE, stroke=stroke, stroke_width=width, stroke_dasharray=dash,
            stroke_opacity=_unless_one(opacity),
        )  # fmt: skip

    def arrow(
        self, start: Point, end: Point, *, stroke: str = Ink.INK, width: Number = 2.5, dash: str = "", head: Number = 11
    ) -> None:
        """A line with a head at its end, `head` long; a line too short for one is drawn as a dot."""
        (x1, y1), (x2, y2) = ((float(x), float(y)) for x, y in (start, end))
        length = math.hypot(x2 - x1, y2 - y1)
        if length < 2:
            self.circle(end, width, fill=stroke)
            return
        head = min(float(head), 0.6 * length)
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        neck = (x2 - 0.8 * head * ux, y2 - 0.8 * head * uy)
        back = (x2 - head * ux, y2 - head * uy)
        half = 0.42 * head
        self.line(start, neck, stroke=stroke, width=width, dash=dash)
        self.polygon(
            [end, (back[0] - half * uy, back[1] + half * ux), (back[0] + half * uy, back[1] - half * ux)], fill=stroke
        )

    def marker(self, centre: Point, series: int, *, size: Number = 5, fill: str | None = None) -> None:
        """A point of a series: each of the six has its own shape and its own colour."""
        x, y = (float(part) for part in centre)
        colour = fill or Ink.SERIES[series % 6]
        r = float(size)
        match series % 6:
            case 0:
                self.circle((x, y), r, fill=colour)
            case 1:
                self.polygon([(x - r, y + 0.8 * r), (x + r, y + 0.8 * r), (x, y - 1.1 * r)], fill=colour)
            case 2:
                self.rect((x - 0.88 * r, y - 0.88 * r), (1.76 * r, 1.76 * r), fill=colour)
            case 3:
                self.polygon([(x, y - 1.2 * r), (x + 1.2 * r, y), (x, y + 1.2 * r), (x - 1.2 * r, y)], fill=colour)
            case 4:
                self.line((x - r, y - r), (x + r, y + r), stroke=colour, width=2.2)
                self.line((x - r, y + r), (x + r, y - r), stroke=colour, width=2.2)
            case _:
                self.circle((x, y), 0.85 * r, fill=Ink.PAPER, stroke=colour, width=2.2)

    def text(
        self,
        at: Point,
        content: str,
        *,
        size: Number = FONT,
        anchor: str = "start",
        fill: str = Ink.INK,
        bold: bool = False,
        mono: bool = False,
        turned: bool = False,
        halo: bool = False,
    ) -> None:
        """A line of text on the baseline at `at`.

        `anchor` is `start`, `middle` or `end`; `turned` reads upwards; a `halo` keeps it legible above lines.
        """
        x, y = at
        attributes: dict[str, Number | str] = {
            "x": x, "y": y, "font_size": size, "text_anchor": "" if anchor == "start" else anchor, "fill": fill,
            "font_weight": "bold" if bold else "", "font_family": "monospace" if mono else "",
            "transform": f"rotate(-90 {number_text(x)} {number_text(y)})" if turned else "",
        }  # fmt: skip
        if halo:
            attributes |= {"stroke": Ink.PAPER, "stroke_width": 4, "paint_order": "stroke", "stroke_linejoin": "round"}
        self._add("text", content, **attributes)

    @contextmanager
    def group(self, label: str = "") -> Generator[None, None, None]:
        """Marks that belong together, with a label that shows when one points at them."""
        with self._element("g"):
            if label:
                self._add("title", label)
            yield

    @contextmanager
    def link(self, address: str | None, label: str) -> Generator[None, None, None]:
        """Marks that lead to `address` and are called `label`; without an address they are a group."""
        if address is None:
            with self.group(label):
                yield
            return
        with self._element("a", href=address, aria_label=label):
            self._add("title", label)
            yield

    def render(self) -> Markup:
        """The drawing as an `<svg>` element; one wider than a phone states its width, so that a page can scroll it."""
        width, height = number_text(self.width), number_text(self.height)
        head = _tag(
            "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}", role=self._role,
            width=width if self.width > WIDTH else "", font_family="sans-serif",
        )  # fmt: skip
        parts = [head, _whole("title", self._title), _whole("desc", self._desc), *self._parts, "</svg>"]
        return Markup("\n".join(parts))  # noqa: S704 -- every part was escaped when it was made

    def _add(self, name: str, content: str | None = None, /, **attributes: Number | str) -> None:
        self._parts.append(_whole(name, content, **attributes))

    @contextmanager
    def _element(self, name: str, **attributes: Number | str) -> Generator[None, None, None]:
        self._parts.append(_tag(name, **attributes))
        yield
        self._parts.append(f"</{name}>")


class Path:
    """The track of a curve, or of several that `move` sets apart."""

    def __init__(self, start: Point | None = None) -> None:
        self._steps: list[str] = []
        if start is not None:
            self.move(start)

    def __str__(self) -> str:
        return "".join(self._steps)

    def move(self, start: Point) -> Path:
        """Begin a curve at `start`."""
        self._steps.append(f"M{_pair(start)}")
        return self

    def line(self, end: Point) -> Path:
        """Go straight to `end`."""
        self._steps.append(f"L{_pair(end)}")
        return self

    def curve(self, first: Point, second: Point, end: Point) -> Path:
        """Go to `end`, leaving towards `first` and arriving from `second`."""
        self._steps.append(f"C{_pair(first)} {_pair(second)} {_pair(end)}")
        return self


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear map from data to the drawing."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: Number) -> float:
        """Where `value` is drawn."""
        return self.start + (float(value) - self.low) / (self.high - self.low) * (self.end - self.start)


class Plot:
    """Axes in a part of a drawing, with marks at data coordinates; the ordinate grows upwards."""

    def __init__(
        self,
        drawing: Drawing,
        *,
        xs: tuple[Number, Number],
        ys: tuple[Number, Number],
        left: Number = 62,
        right: Number | None = None,
        top: Number = 34,
        bottom: Number | None = None,
    ) -> None:
        """Reserve the part between `left`, `right`, `top` and `bottom` for the data ranges `xs` and `ys`."""
        self.drawing = drawing
        self.left, self.top = float(left), float(top)
        self.right = float(drawing.width - 22 if right is None else right)
        self.bottom = float(drawing.height - 56 if bottom is None else bottom)
        self.x = Scale(float(xs[0]), float(xs[1]), self.left, self.right)
        self.y = Scale(float(ys[0]), float(ys[1]), self.bottom, self.top)

    def at(self, point: Point) -> tuple[float, float]:
        """Where a point of the data is drawn."""
        return self.x(point[0]), self.y(point[1])

    def axes(
        self,
        x_label: str,
        y_label: str,
        *,
        x_ticks: Sequence[Number] = (),
        y_ticks: Sequence[Number] = (),
        x_names: Sequence[str] | None = None,
        y_names: Sequence[str] | None = None,
    ) -> None:
        """The frame, with a light line for each tick of the ordinate, and labels beside the axes.

        The ordinate's label stands above the axis, where it can be read without turning one's head.
        """
        drawing = self.drawing
        for value, name in zip(y_ticks, y_names or [tick_text(value) for value in y_ticks], strict=True):
            y = self.y(value)
            drawing.line((self.left, y), (self.right, y), stroke=Ink.LINE, width=1)
            drawing.text((self.left - 8, y + 5), name, size=SMALL, anchor="end", fill=Ink.MUTED)
        for value, name in zip(x_ticks, x_names or [tick_text(value) for value in x_ticks], strict=True):
            x = self.x(value)
            drawing.line((x, self.bottom), (x, self.bottom + 5), stroke=Ink.MUTED, width=1)
            drawing.text((x, self.bottom + 22), name, size=SMALL, anchor="middle", fill=Ink.MUTED)
        drawing.line((self.left, self.bottom), (self.right, self.bottom), stroke=Ink.MUTED)
        if x_label:
            drawing.text(((self.left + self.right) / 2, self.bottom + 44), x_label, anchor="middle")
        if y_label:
            drawing.text((max(self.left - 50, 4), self.top - 14), y_label)

    def line(self, points: Iterable[Point], series: int, *, dash: str = "", width: Number = 2.5) -> None:
        """A chain of straight lines through points of the data.

        Raises:
            ValueError: a point lies outside the axes.
        """
        track = [self._inside(point) for point in points]
        self.drawing.polyline(track, stroke=Ink.SERIES[series % 6], dash=dash, width=width)

    def points(self, points: Iterable[Point], series: int, *, size: Number = 5) -> None:
        """A mark at each point of the data.

        Raises:
            ValueError: a point lies outside the axes.
        """
        for point in points:
            self.drawing.marker(self._inside(point), series, size=size)

    def _inside(self, point: Point) -> tuple[float, float]:
        """Where a point is drawn, which must be between the axes."""
        x, y = self.at(point)
        if not (self.left - 1 < x < self.right + 1 and self.top - 1 < y < self.bottom + 1):
            ranges = f"{self.x.low} to {self.x.high} and {self.y.low} to {self.y.high}"
            raise ValueError(f"({float(point[0])}, {float(point[1])}) lies outside the axes, which go from {ranges}")
        return x, y

    def label(
        self, point: Point, content: str, *, dx: Number = 0, dy: Number = 0, anchor: str = "start", fill: str = Ink.INK
    ) -> None:
        """Text beside a point of the data, moved by `dx` and `dy` units of the drawing."""
        x, y = self.at(point)
        self.drawing.text((x + dx, y + dy), content, size=SMALL, anchor=anchor, fill=fill, halo=True)


def legend(drawing: Drawing, at: Point, entries: Sequence[tuple[int, str]], *, gap: Number = 24) -> None:
    """A list of series: each one's mark and its name, a line apart."""
    x, y = at
    for row, (series, name) in enumerate(entries):
        drawing.marker((x, y + row * gap - 5), series)
        drawing.text((x + 14, y + row * gap), name, size=SMALL)


def line_legend(
    drawing: Drawing, at: Point, entries: Sequence[tuple[int, str, str]], *, gap: Number = 24, length: Number = 36
) -> None:
    """A list of curves: each one's series, dash pattern and name, a line apart."""
    x, y = (float(part) for part in at)
    for row, (series, dash, name) in enumerate(entries):
        level = y + row * float(gap)
        drawing.line((x, level - 5), (x + length, level - 5), stroke=Ink.SERIES[series % 6], width=2.5, dash=dash)
        drawing.text((x + length + 8, level), name, size=SMALL)


def heat_map(
    drawing: Drawing,
    corner: Point,
    cell: Number,
    rows: Sequence[Sequence[Number]],
    *,
    largest: Number | None = None,
    numbers: bool = True,
    gap: Number = 2,
) -> None:
    """A matrix as coloured cells: the fuller the colour the larger the entry, negative ones in another colour.

    Args:
        drawing: what to draw on.
        corner: upper left corner of the matrix.
        cell: side of a cell.
        rows: the entries.
        largest: the absolute value of full colour; that of the largest entry if not given.
        numbers: whether to write the entries into the cells, with a true minus sign, which does not rest on colour.
        gap: space between cells.
    """
    full = float(largest if largest is not None else max((abs(entry) for row in rows for entry in row), default=1))
    side = float(cell) - float(gap)
    left, top = float(corner[0]), float(corner[1])
    tints: dict[tuple[str, float], list[Point]] = {}
    for i, row in enumerate(rows):
        for j, entry in enumerate(row):
            share = min(abs(float(entry)) / full, 1.0) if full else 0.0
            tint = Ink.SERIES[0] if entry > 0 else Ink.SERIES[1], round((0.5 if numbers else 0.95) * share, 2)
            tints.setdefault(tint, []).append((left + j * float(cell), top + i * float(cell)))
    for (colour, strength), corners in tints.items():
        if numbers or strength:
            drawing.squares(corners, side, fill=colour, opacity=strength, stroke=Ink.LINE if numbers else Ink.NONE)
    if numbers:
        for i, row in enumerate(rows):
            for j, entry in enumerate(row):
                at = (left + j * float(cell) + side / 2, top + i * float(cell) + side / 2 + 5)
                drawing.text(at, fraction_text(entry), size=SMALL, anchor="middle")


def bars(
    plot: Plot, values: Sequence[Number], *, series: int = 0, names: Sequence[str] = (), width: Number = 0.7
) -> None:
    """A bar at each of the abscissae 0, 1, .., from zero to its value, with a name above it."""
    base = plot.y(0)
    for index, value in enumerate(values):
        left, right = plot.x(index - float(width) / 2), plot.x(index + float(width) / 2)
        top = plot.y(value)
        plot.drawing.rect((left, min(top, base)), (right - left, abs(base - top)), fill=Ink.SERIES[series % 6])
        if names:
            plot.drawing.text(((left + right) / 2, min(top, base) - 6), names[index], size=SMALL, anchor="middle")


def tick_text(value: Number) -> str:
    """A number at an axis: at most three decimals, with a true minus sign."""
    text = f"{float(value):.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def fraction_text(value: Number) -> str:
    """A number as it is exactly, if that is short; else to two decimals."""
    exact = value if isinstance(value, Fraction) else Fraction(value)
    text = str(exact)
    if len(text.lstrip("-")) > 4:
        text = f"{float(exact):.2f}"
    return text.replace("-", "−")


def _whole(name: str, content: str | None = None, /, **attributes: Number | str) -> str:
    """An element with text in it or nothing."""
    if not content:
        return f"{_tag(name, **attributes)[:-1]}/>"
    return f"{_tag(name, **attributes)}{escape(content, quote=False)}</{name}>"


def _tag(name: str, /, **attributes: Number | str) -> str:
    """An opening tag; an attribute that is empty or says what is so without it is left out."""
    parts = [
        f' {_attribute(key)}="{escape(value) if isinstance(value, str) else number_text(value)}"'
        for key, value in attributes.items()
        if value not in ("", _UNSAID.get(key))
    ]
    return f"<{name}{''.join(parts)}>"


def _attribute(key: str) -> str:
    """An attribute's name from the name of a keyword argument."""
    return key.replace("_", "-")


def _points(points: Iterable[Point]) -> str:
    return " ".join(map(_pair, points))


def _pair(point: Point) -> str:
    return f"{number_text(point[0])},{number_text(point[1])}"


def _unless_one(opacity: Number) -> Number | str:
    return "" if opacity == 1 else opacity
