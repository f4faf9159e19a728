"""Binary patterns and signs: all of them, and few that hardly interfere."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, heat_map, legend, line_legend
from toymodels.site.values import (
    Argument,
    Matrix,
    matrix,
    members,
    number,
    right_sides,
    sides,
    vector,
)

PLACES = 4


def sign_rows(library: Library) -> Matrix:
    """Row j holds the signs in place j of all patterns of four places."""
    patterns = [vector(library, "signVector", n=PLACES, k=k) for k in range(2**PLACES)]
    return tuple(zip(*patterns, strict=True))


def _draw_patterns(library: Library) -> Markup:
    rows = sign_rows(library)
    drawing = Drawing(
        "All sixteen patterns of four signs and the inner products of their places",
        "The signs of two different places agree as often as they differ, so their inner product is zero.",
        366,
    )
    drawing.text((32, 22), "place j of pattern k, for k = 0, …, 15", size=SMALL)
    heat_map(drawing, (32, 34), 30, rows, numbers=False, largest=1)
    for place in range(PLACES):
        drawing.text((22, 54 + 30 * place), str(place), size=SMALL, anchor="end", fill=Ink.MUTED)
    drawing.text((32, 186), "inner products of the rows", size=SMALL)
    heat_map(drawing, (32, 198), 40, matrix(library, "gram", rows))
    legend_x = 250
    for row, (colour, name) in enumerate(((Ink.SERIES[0], "sign +1: digit 0"), (Ink.SERIES[1], "sign −1: digit 1"))):
        drawing.rect((legend_x, 210 + 30 * row), (22, 22), fill=colour, opacity=0.95)
        drawing.text((legend_x + 32, 227 + 30 * row), name, size=SMALL)
    return drawing.render()


DIMENSIONS = 8
MOST = 16


def greedy_family(library: Library, count: int, dimensions: int = DIMENSIONS) -> Matrix:
    """The vectors of `greedySignFamily`, a sign at a time by `extendSigns`, which is how Lean defines them."""
    family: Matrix = ()
    for _ in range(count):
        chosen: tuple[bool, ...] = ()
        for place in range(dimensions):
            seen = tuple(row[: place + 1] for row in family)
            chosen = members(library, "extendSigns", seen, chosen, m=place)
        family = (*family, vector(library, "signs", chosen))
    return family


def greedy_interference(library: Library) -> list[tuple[int, Fraction, Fraction, Fraction]]:
    """For each number of sign vectors: the least possible interference, the greedy one, and the promised bound."""
    family = greedy_family(library, MOST)
    counts = range(1, MOST + 1)
    found = [number(library, "pairInterference", family[:count]) for count in counts]
    sizes: list[dict[str, Argument]] = [{"m": DIMENSIONS, "n": count} for count in counts]
    promised = right_sides(library, "greedySignFamily_interference_le", sizes)
    least = [_lower(library, family[:count]) for count in counts]
    return list(zip(counts, least, found, promised, strict=True))


def _lower(library: Library, family: Matrix) -> Fraction:
    chosen = tuple(tuple(entry < 0 for entry in row) for row in family)
    ((left, _),) = sides(library, "sign_family_interference_ge", [{"m": DIMENSIONS, "n": len(chosen), "F": chosen}])
    return left


def _draw_signs(library: Library) -> Markup:
    found = greedy_interference(library)
    drawing = Drawing(
        "Greedy sign vectors in eight dimensions and their total interference",
        "The first eight greedy vectors do not interfere at all; more of them stay between the two bounds.",
        530,
    )
    drawing.text((62, 20), "16 greedy sign vectors (columns) in 8 dimensions", size=SMALL)
    heat_map(drawing, (62, 32), 20, tuple(zip(*greedy_family(library, MOST), strict=True)), numbers=False, gap=1)
    plot = Plot(drawing, xs=(0.5, 16.5), ys=(0, 2000), top=236)
    plot.axes(
        "number of vectors n", "total interference", x_ticks=(1, 4, 8, 12, 16), y_ticks=(0, 500, 1000, 1500, 2000)
    )
    plot.line([(row[0], row[3]) for row in found], 1, dash="8 4")
    plot.line([(row[0], row[1]) for row in found if row[1] >= 0], 2, dash="3 4")
    plot.points([(row[0], row[2]) for row in found], 0)
    line_legend(drawing, (84, 262), [(1, "8 4", "promised: n (n − 1) m"), (2, "3 4", "least possible: n m (n − m)")])
    legend(drawing, (102, 310), [(0, "greedy")])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Foundations.BooleanSet": (
        Figure(
            "patterns",
            "All patterns of four places",
            "The binary digits of 0 to 15 list all patterns of activity (`pattern`) and all sign vectors "
            "(`signVector`). Over all of them the signs in two different places are uncorrelated: "
            "`sum_signVector_mul`.",
            _draw_patterns,
        ),
    ),
    "ToyModels.Packing.SignVectors": (
        Figure(
            "greedy-signs",
            "Greedy signs interfere little",
            "Signs chosen one at a time (`greedySignFamily`) keep their total interference below "
            "`greedySignFamily_interference_le` and near the least that any signs can have, "
            "`sign_family_interference_ge`.",
            _draw_signs,
        ),
    ),
}
