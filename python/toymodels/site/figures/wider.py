"""Wider theories in their smallest form: what directions can do that joint values cannot."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures.figure import Figure
from toymodels.site.figures.planes import direction
from toymodels.site.figures.values import sides
from toymodels.site.svg import Drawing, Plot, line_legend

ANGLES = range(0, 91, 3)
AXES = ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)))
VALUES = Fraction(4)


def correlations(library: Library) -> list[tuple[int, Fraction, Fraction]]:
    """For each angle of the second pair of directions from the first axis, the squared combination and its bound."""
    pairs = [direction(angle) for angle in ANGLES]
    rows = [{"m": 2, "a": AXES[0], "a'": AXES[1], "b": (c, s), "b'": (c, -s)} for c, s in pairs]
    found = sides(library, "chsh_tsirelson_sq", rows)
    return [(angle, *each) for angle, each in zip(ANGLES, found, strict=True)]


def _draw_correlations(library: Library) -> Markup:
    drawing = Drawing(
        "The squared combination of four correlations, for four unit vectors in the plane",
        "Between the angles of 0 and 90 degrees the square is above 4, and at 45 degrees it touches 8.",
        360,
    )
    plot = Plot(drawing, xs=(0, 90), ys=(0, 9))
    plot.axes("angle of b and of b' from a, in degrees", "square", x_ticks=range(0, 91, 15), y_ticks=range(0, 9, 2))
    found = correlations(library)
    plot.line([(angle, square) for angle, square, _ in found], 0)
    plot.line([(angle, bound) for angle, _, bound in found], 1, dash="9 4")
    plot.line([(ANGLES[0], VALUES), (ANGLES[-1], VALUES)], 2, dash="3 4")
    entries = [(0, "", "directions"), (1, "9 4", "bound for directions"), (2, "3 4", "bound for joint values")]
    line_legend(drawing, (230, 230), entries)
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Wider.Contextuality": (
        Figure(
            "joint-values",
            "Directions beyond joint values",
            "The axes a and a' against b and b', which are turned away from a in both senses. If the four had values "
            "1 and −1 at once then the square could not exceed 4 (`chsh_local_bound`); directions reach 8 "
            "(`chsh_tsirelson_sq`).",
            _draw_correlations,
        ),
    ),
}
