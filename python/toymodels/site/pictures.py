"""Vectors as arrows and matrices as heat maps, in SVG that takes its colours from the page and says what it shows.

Everything is exact until it is placed; text is never smaller than 12 units, with one unit a CSS pixel at full size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import hypot

from markupsafe import Markup

from toymodels.markup import element

Vector = tuple[Fraction, ...]
Matrix = tuple[Vector, ...]

_SERIES = 6
_REACH, _AXIS, _LANE = 80.0, 98.0, 30.0
_CELL, _ROW, _MARGIN = 54, 36, 24
_SIZES = {"entry": 14, "name": 15, "tick": 12}


def arrows(vectors: Mapping[str, Vector], title: str) -> Markup:
    """Labelled vectors of one, two or three dimensions from the origin, to one scale, with the unit circle.

    On a line every vector has a lane of its own; space is projected obliquely, its third axis down to the left.

    Raises:
        ValueError: the vectors have no or more than three entries.
    """
    dimensions = len(next(iter(vectors.values())))
    points = {label: _projected(vector) for label, vector in vectors.items()}
    unit = _REACH / max(1.0, *(max(abs(x), abs(y)) for x, y in points.values()))
    canvas = _Canvas()
    if dimensions == 1:
        _on_a_line(canvas, points, unit)
    else:
        _in_the_plane(canvas, points, unit, dimensions)
    words = "; ".join(f"{label} = {vector_text(vector)}" for label, vector in vectors.items())
    return figure(title, words, canvas, caption=words)


def heat_map(rows: Matrix, title: str) -> Markup:
    """A matrix with its entries printed in cells, tinted by size: one hue for positive ones, another for negative."""
    largest = max((abs(entry) for row in rows for entry in row), default=Fraction(0))
    canvas = _Canvas()
    for column in range(len(rows[0])):
        canvas.label(_MARGIN + _CELL * (column + 0.5), 16, str(column), "tick")
    for place, row in enumerate(rows):
        canvas.label(_MARGIN / 2, _MARGIN + _ROW * (place + 0.5) + 4, str(place), "tick")
        for column, entry in enumerate(row):
            _cell(canvas, _MARGIN + _CELL * column, _MARGIN + _ROW * place, entry, largest)
    return figure(title, "rows: " + "; ".join(vector_text(row) for row in rows), canvas)


def gram_matrix(rows: Matrix) -> Matrix:
    """The inner products of all pairs of rows."""
    return tuple(tuple(sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0)) for y in rows) for x in rows)


def figure(title: str, words: str, canvas: _Canvas, caption: str | None = None) -> Markup:
    """A picture with its title under it; `words` say what it shows to who cannot see it."""
    left, top, width, height = canvas.box
    svg = element(
        "svg",
        element("title", title),
        element("desc", words),
        *canvas.shapes,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}",
        width=round(width),
        height=round(height),
        role="img",
        class_="drawing",
    )
    lines = [element("span", title, class_="drawing-title")]
    lines += [element("span", caption, class_="drawing-values")] if caption is not None else []
    return element("figure", svg, element("figcaption", *lines), class_="drawing-figure")


@dataclass(slots=True)
class _Canvas:
    """Shapes and the smallest box that holds them; the origin is where it is put, y points down."""

    shapes: list[Markup] = field(default_factory=list[Markup])
    _corners: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height, with a small margin."""
        across, down = [x for x, _ in self._corners], [y for _, y in self._corners]
        return min(across) - 3, min(down) - 3, max(across) - min(across) + 6, max(down) - min(down) + 6

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: str, width: float = 1.5) -> None:
        """A straight line."""
        (x1, y1), (x2, y2) = start, end
        self._corners += [start, end]
        self.shapes.append(
            element(
                "line", x1=_short(x1), y1=_short(y1), x2=_short(x2), y2=_short(y2), stroke=colour, stroke_width=width
            )
        )

    def circle(self, radius: float) -> None:
        """A dashed circle around the origin."""
        self._corners += [(-radius, -radius), (radius, radius)]
        style = {"fill": "none", "stroke": "var(--muted)", "stroke_dasharray": "4 4"}
        self.shapes.append(element("circle", cx=0, cy=0, r=_short(radius), **style))

    def dot(self, x: float, y: float, colour: str) -> None:
        """A filled point."""
        self.shapes.append(element("circle", cx=_short(x), cy=_short(y), r=4.5, fill=colour))

    def arrow(self, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        """A line with a head at its end."""
        (x0, y0), (x, y) = start, end
        length = hypot(x - x0, y - y0)
        ux, uy = (x - x0) / length, (y - y0) / length
        head = min(11.0, length)
        bx, by = x - head * ux, y - head * uy
        side = 0.45 * head
        corners = [(x, y), (bx - side * uy, by + side * ux), (bx + side * uy, by - side * ux)]
        self.line(start, (bx, by), colour, 2.5)
        self._corners += corners
        points = " ".join(f"{_short(a)},{_short(b)}" for a, b in corners)
        self.shapes.append(element("polygon", points=points, fill=colour))

    def cell(self, x: float, y: float, colour: str, share: float) -> None:
        """A tinted cell of a heat map; `share` of 1 is the strongest tint that leaves the text on it readable."""
        self._corners += [(x, y), (x + _CELL, y + _ROW)]
        place = {"x": _short(x + 1), "y": _short(y + 1), "width": _CELL - 2, "height": _ROW - 2, "rx": 3}
        self.shapes.append(
            element("rect", **place, fill=colour, fill_opacity=round(0.45 * share, 3), stroke="var(--line)")
        )

    def label(self, x: float, y: float, text: str, kind: str, anchor: str = "middle") -> None:
        """Text whose baseline is at `y`."""
        size = _SIZES[kind]
        width = 0.66 * size * len(text)
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
        self._corners += [(left, y - size), (left + width, y + 0.3 * size)]
        colour = "var(--muted)" if kind == "tick" else "var(--ink)"
        self.shapes.append(
            element("text", text, x=_short(x), y=_short(y), text_anchor=anchor, font_size=size, fill=colour)
        )


def _on_a_line(canvas: _Canvas, points: Mapping[str, tuple[float, float]], unit: float) -> None:
    bottom = _LANE * (len(points) - 0.5)
    for value, name in ((-1, "−1"), (0, "0"), (1, "1")):
        canvas.line((value * unit, -_LANE / 2), (value * unit, bottom), "var(--line)")
        canvas.label(value * unit, bottom + 15, name, "tick")
    for place, (label, (x, _)) in enumerate(points.items()):
        colour, y = f"var(--series-{place % _SERIES + 1})", _LANE * place
        if x:
            canvas.arrow((0, y), (x * unit, y), colour)
        else:
            canvas.dot(0, y, colour)
        canvas.label(x * unit + (-9 if x < 0 else 9), y + 5, label, "name", "end" if x < 0 else "start")


def _in_the_plane(canvas: _Canvas, points: Mapping[str, tuple[float, float]], unit: float, dimensions: int) -> None:
    """Vectors that end at one point share a label."""
    canvas.line((-_AXIS, 0), (_AXIS, 0), "var(--line)")
    canvas.line((0, -_AXIS), (0, _AXIS), "var(--line)")
    if dimensions == 3:
        canvas.line((0.45 * _AXIS, -0.45 * _AXIS), (-0.45 * _AXIS, 0.45 * _AXIS), "var(--line)")
    canvas.circle(unit)
    together: dict[tuple[float, float], list[str]] = {}
    for label, point in points.items():
        together.setdefault(point, []).append(label)
    for place, ((x, y), labels) in enumerate(together.items()):
        colour, name = f"var(--series-{place % _SERIES + 1})", " = ".join(labels)
        length = hypot(x, y)
        if length == 0:
            canvas.dot(0, 0, colour)
            canvas.label(9, 18, f"{name} = 0", "name", "start")
            continue
        end = (x * unit, -y * unit)
        canvas.arrow((0, 0), end, colour)
        anchor = "start" if x > 0.35 * length else "end" if x < -0.35 * length else "middle"
        canvas.label(end[0] + 12 * x / length, end[1] - 12 * y / length + 5, name, "name", anchor)


def _cell(canvas: _Canvas, x: float, y: float, entry: Fraction, largest: Fraction) -> None:
    share = float(abs(entry) / largest) if largest else 0.0
    canvas.cell(x, y, "var(--series-1)" if entry >= 0 else "var(--series-2)", share)
    canvas.label(x + _CELL / 2, y + _ROW / 2 + 5, short_number(entry), "entry")


def _projected(vector: Vector) -> tuple[float, float]:
    match [float(part) for part in vector]:
        case [x]:
            return (x, 0.0)
        case [x, y]:
            return (x, y)
        case [x, y, z]:
            return (x - 0.4 * z, y - 0.4 * z)
        case _:
            raise ValueError(f"a vector of {len(vector)} entries has no picture: give it one to three")


def _short(value: float) -> float:
    return round(value, 2)


def number_text(value: object) -> str:
    """A number with a real minus sign."""
    return str(value).replace("-", "−")


def short_number(value: Fraction) -> str:
    """A fraction if it is short, else two digits of it, marked as rounded."""
    exact = number_text(value)
    return exact if len(exact) <= 6 else "≈" + number_text(f"{float(value):.2g}")


def vector_text(vector: Sequence[Fraction]) -> str:
    """`(1, −1/2)`."""
    return "(" + ", ".join(number_text(part) for part in vector) + ")"
