"""Directions that point away from each other: simplices, antipodal axes, and where independence ends."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import Drawing, Ink, Plot, heat_map, legend
from toymodels.site.values import Argument, Matrix, hypothesis_sides, matrix, sides

from .planes import generator, random_units

COUNTS = range(2, 11)
DIMENSION = 3
_SEED = 3


def off_diagonal(gram: Matrix) -> list[Fraction]:
    """The entries of a matrix off its diagonal."""
    return [entry for i, row in enumerate(gram) for j, entry in enumerate(row) if i != j]


def simplex_overlaps(library: Library) -> list[tuple[int, Fraction]]:
    """For each n the inner product of two corners of the regular simplex, as a share of their squared norm."""
    found: list[tuple[int, Fraction]] = []
    for count in COUNTS:
        gram = matrix(library, "gram", matrix(library, "regularSimplex", n=count))
        found.append((count, max(off_diagonal(gram)) / gram[0][0]))
    return found


def random_overlaps(library: Library) -> list[tuple[int, Fraction]]:
    """For each n the largest inner product of random unit vectors in space, several times."""
    rng = generator(_SEED)
    return [
        (count, max(off_diagonal(matrix(library, "gram", random_units(rng, count, DIMENSION, 20)))))
        for count in COUNTS
        for _ in range(6)
    ]


def rankin_bounds(library: Library) -> list[tuple[int, Fraction]]:
    """For each n the least c that `rankin_simplex` admits: the right side is `n - 1` times c."""
    rows: list[dict[str, Argument]] = [{"n": count, "c": 1} for count in COUNTS]
    found = sides(library, "rankin_simplex", rows)
    return [(count, left / right) for count, (left, right) in zip(COUNTS, found, strict=True)]


def _draw_rankin(library: Library) -> Markup:
    drawing = Drawing(
        "Largest inner product of n unit vectors",
        "Random vectors in space lie above Rankin's bound; the corners of the regular simplex lie on it.",
        370,
    )
    plot = Plot(drawing, xs=(1.6, 10.4), ys=(-1, 1))
    plot.axes("number of unit vectors n", "largest Vᵢ · Vⱼ", x_ticks=COUNTS, y_ticks=(-1, -0.5, 0, 0.5, 1))
    plot.line(rankin_bounds(library), 0)
    for index, (count, overlap) in enumerate(random_overlaps(library)):
        plot.points([(count + (index % 6 - 2.5) / 12, overlap)], 1, size=4)
    plot.points(simplex_overlaps(library), 2)
    plot.label((6, -0.2), "−1 / (n − 1)", dy=34, anchor="middle", fill=Ink.SERIES[0])
    legend(drawing, (310, 260), [(1, "random, in space"), (2, "regular simplex")])
    return drawing.render()


def _draw_obtuse(library: Library) -> Markup:
    drawing = Drawing(
        "Gram matrices of the antipodal axes and of the tetrahedron",
        "Six vectors in three dimensions have no positive inner product; four have only negative ones.",
        330,
    )
    axes = matrix(library, "antipodalAxes", m=DIMENSION)
    families = (
        ("2 m = 6 antipodal axes", axes, 20, 44),
        ("m + 1 = 4 corners", matrix(library, "tetrahedron"), 312, 50),
    )
    for title, family, x, cell in families:
        side = cell * len(family)
        drawing.text((x + side / 2, 24), title, anchor="middle", bold=True)
        heat_map(drawing, (x, 40 + (264 - side) / 2), cell, matrix(library, "gram", family))
    return drawing.render()


def independence(library: Library) -> list[tuple[int, Fraction, Fraction]]:
    """For each n: the coherence at which independence may end, and that of the regular simplex."""
    rows: list[dict[str, Argument]] = [{"n": count, "μ": 1} for count in COUNTS]
    slopes = [left for left, _ in hypothesis_sides(library, "low_coherence_card_le", "hμ", rows)]
    simplices = [abs(overlap) for _, overlap in simplex_overlaps(library)]
    return [(count, 1 / slope, each) for count, slope, each in zip(COUNTS, slopes, simplices, strict=True)]


def _draw_independence(library: Library) -> Markup:
    found = independence(library)
    drawing = Drawing(
        "The coherence below which n directions must be independent",
        "Below the curve there is no superposition; the regular simplex, n vectors of rank n - 1, lies exactly on it.",
        360,
    )
    plot = Plot(drawing, xs=(1.6, 10.4), ys=(0, 1.05))
    plot.axes("number of directions n", "coherence μ", x_ticks=COUNTS, y_ticks=(0, 0.25, 0.5, 0.75, 1))
    curve = [(count, threshold) for count, threshold, _ in found]
    inside = [plot.at(point) for point in curve]
    drawing.polygon([*inside, (inside[-1][0], plot.bottom), (inside[0][0], plot.bottom)], fill=Ink.GOOD, opacity=0.16)
    plot.line(curve, 0)
    plot.points([(count, simplex) for count, _, simplex in found], 2, size=6)
    plot.label((2.3, 0.12), "independent: no superposition", fill=Ink.GOOD)
    plot.label((5, 0.62), "superposition is possible")
    legend(drawing, (plot.x(5) + 8, 66), [(2, "regular simplex: μ = 1 / (n − 1)")])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Packing.Rankin": (
        Figure(
            "rankin",
            "Not all directions can point away from each other",
            "The largest inner product of n unit vectors is at least −1 / (n − 1), by `rankin_simplex`, and the "
            "regular simplex attains it. The random vectors are the figure's own.",
            _draw_rankin,
        ),
    ),
    "ToyModels.Packing.ObtuseFamilies": (
        Figure(
            "obtuse-families",
            "Two features a dimension, and no more",
            "Without positive interference there is room for 2 m features, the `antipodalAxes` "
            "(`nonpos_family_le_two_mul`); with strictly negative interference only for m + 1, a simplex "
            "(`neg_family_le_succ`).",
            _draw_obtuse,
        ),
    ),
    "ToyModels.Packing.LowCoherence": (
        Figure(
            "low-coherence",
            "Superposition begins at coherence 1 / (n − 1)",
            "With less coherence the directions are independent (`low_coherence_independent`), so there are no more "
            "of them than dimensions. The regular simplex has n vectors in n − 1 dimensions and lies on the border.",
            _draw_independence,
        ),
    ),
}
