"""Polytopes: the arrangements that superposition finds, and how much of a dimension each feature has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, fraction_text, line_legend
from toymodels.site.values import Matrix, matrix, numbers, vector

from .planes import Plane, direction

_ROOT_TWO = Fraction(99, 70)
_ROOT_THREE = Fraction(97, 56)


def shapes(library: Library) -> dict[str, Matrix]:
    """Families by the name of their polytope; a pentagon's corners are only nearly a fifth of a turn apart."""
    return {
        "digon": matrix(library, "antipodalPair"),
        "triangle": matrix(library, "isoscelesTriangle", _ROOT_THREE),
        "square": matrix(library, "antipodalAxes", m=2),
        "pentagon": tuple(direction(72 * corner) for corner in range(5)),
        "tetrahedron": matrix(library, "tetrahedron"),
        "square antiprism": matrix(library, "squareAntiprism", _ROOT_TWO),
    }


def dimensionalities(library: Library) -> dict[str, Fraction]:
    """The feature dimensionality of each polytope's first corner."""
    return {name: vector(library, "featureDimensionality", family)[0] for name, family in shapes(library).items()}


_EDGES = {
    "digon": [(0, 1)],
    "triangle": [(0, 1), (1, 2), (2, 0)],
    "square": [(0, 1), (1, 2), (2, 3), (3, 0)],
    "pentagon": [(corner, (corner + 1) % 5) for corner in range(5)],
}


def _draw_shapes(library: Library) -> Markup:
    drawing = Drawing(
        "Six polytopes and the feature dimensionality of their corners",
        "Digon one half, triangle two thirds, square one half, pentagon two fifths, tetrahedron three quarters, "
        "square antiprism three eighths.",
        430,
    )
    found = dimensionalities(library)
    for index, (name, family) in enumerate(shapes(library).items()):
        centre = (87 + 173 * (index % 3), 95 + 212 * (index // 3))
        corners = [_flat(corner) for corner in family]
        radius = max(math.hypot(*corner) for corner in corners)
        plane = Plane(drawing, centre, 68, radius)
        for start, end in _EDGES.get(name) or _shortest_edges(family):
            drawing.line(plane.at(corners[start]), plane.at(corners[end]), stroke=Ink.MUTED, width=1.2)
        for corner in corners:
            if len(family[0]) < 3:
                drawing.line(plane.centre, plane.at(corner), stroke=Ink.SERIES[0], width=2)
            drawing.circle(plane.at(corner), 5.5, fill=Ink.SERIES[0])
        drawing.text((centre[0], centre[1] + 94), name, anchor="middle")
        words = f"{len(family)} in {len(family[0])}: {_short(found[name])}"
        drawing.text((centre[0], centre[1] + 114), words, size=SMALL, anchor="middle", fill=Ink.ACCENT, bold=True)
    return drawing.render()


def _short(value: Fraction) -> str:
    """An exact fraction as such; one from an approximated shape as a decimal number."""
    return fraction_text(value) if value.denominator < 10 else f"≈ {float(value):.3f}"


def _flat(corner: Sequence[Fraction]) -> tuple[float, float]:
    """A point as it is seen from slightly above and beside."""
    if len(corner) == 1:
        return float(corner[0]), 0.0
    if len(corner) == 2:
        return float(corner[0]), float(corner[1])
    x, y, z = map(float, corner)
    across, depth = x * math.cos(0.45) - y * math.sin(0.45), x * math.sin(0.45) + y * math.cos(0.45)
    return across, z * math.cos(0.35) + depth * math.sin(0.35)


def _shortest_edges(family: Matrix) -> list[tuple[int, int]]:
    """The pairs of corners that are nearest to each other."""
    pairs = [(i, j) for j in range(len(family)) for i in range(j)]
    lengths = {(i, j): sum(float(a - b) ** 2 for a, b in zip(family[i], family[j], strict=True)) for i, j in pairs}
    shortest = min(lengths.values())
    return [pair for pair, length in lengths.items() if length < 1.4 * shortest]


HEIGHTS = [Fraction(step, 20) for step in range(71)]


def triangle_capacities(library: Library) -> list[tuple[Fraction, Fraction, Fraction]]:
    """For each half-base `s` of an isosceles triangle the capacities of its apex and of a base corner."""
    families = [matrix(library, "isoscelesTriangle", s) for s in HEIGHTS]
    apex = numbers(library, "capacity", [(family, 0) for family in families])
    base = numbers(library, "capacity", [(family, 1) for family in families])
    return list(zip(HEIGHTS, apex, base, strict=True))


def _draw_triangle(library: Library) -> Markup:
    found = triangle_capacities(library)
    drawing = Drawing(
        "Capacities in an isosceles triangle as its base grows",
        "The apex always has two thirds; the base corners have less, except where the triangle is equilateral.",
        360,
    )
    plot = Plot(drawing, xs=(0, 3.5), ys=(0, 0.8))
    plot.axes("half of the base, s", "capacity", x_ticks=(0, 1, 2, 3), y_ticks=(0, 0.2, 0.4, 0.6, 0.8))
    plot.line([(s, apex) for s, apex, _ in found], 0, dash="7 4")
    plot.line([(s, base) for s, _, base in found], 1)
    x, y = plot.at((math.sqrt(3), 2 / 3))
    drawing.circle((x, y), 6, fill=Ink.PAPER, stroke=Ink.ACCENT, width=2.5)
    drawing.text((x, y - 14), "s² = 3: equilateral", size=SMALL, anchor="middle", halo=True)
    line_legend(drawing, (300, 225), [(0, "7 4", "apex: 2/3 for all s"), (1, "", "base corners")])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Superposition.Polytopes": (
        Figure(
            "polytopes",
            "Polytopes and their feature dimensionality",
            "Each corner is a feature; the number is its share of a dimension, `featureDimensionality`. The shares "
            "of a polytope add up to its dimension, as in `capacity_digon_triangle_tetrahedron`. Shapes that need a "
            "square root are drawn from rational approximations.",
            _draw_shapes,
        ),
        Figure(
            "triangle-capacity",
            "Only the equilateral triangle is fair",
            "Stretching a triangle takes capacity from its base corners and gives none to the apex: "
            "`capacity_isoscelesTriangle_le`, with equality exactly at `s² = 3` "
            "(`capacity_isoscelesTriangle_eq_iff`).",
            _draw_triangle,
        ),
    ),
}
