"""Dictionaries with more features than dimensions: how many features fit, and explicit ones."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, heat_map, legend, line_legend
from toymodels.site.values import Argument, Matrix, matrix, number, numbers, sides, vector, vectors

DIMENSIONS = range(1, 9)
_LIMITS = (
    ("no interference: m", "orthogonal_family_card_le"),
    ("negative only: m + 1", "neg_family_le_succ"),
    ("never positive: 2 m", "nonpos_family_le_two_mul"),
    ("all equal: m (m + 1) / 2", "gerzon_equiangular_le"),
)


def limits(library: Library) -> dict[str, list[tuple[int, Fraction]]]:
    """For each kind of interference the largest number of features, dimension by dimension.

    The left sides of these theorems are multiples of the number n of features, so they are taken at `n = 1`.
    """
    rows: list[dict[str, Argument]] = [{"m": dimension, "n": 1} for dimension in DIMENSIONS]
    return {
        name: [
            (dimension, right / left)
            for dimension, (left, right) in zip(DIMENSIONS, sides(library, theorem, rows), strict=True)
        ]
        for name, theorem in _LIMITS
    }


def attained(library: Library) -> dict[str, list[tuple[int, int]]]:
    """For each kind of interference the dimensions and sizes of the library's families that attain the limit."""
    families = (
        [matrix(library, "Mat.one", n=dimension) for dimension in DIMENSIONS],
        [matrix(library, "tetrahedron")],
        [matrix(library, "antipodalAxes", m=dimension) for dimension in DIMENSIONS],
        [matrix(library, "fanoVectors")],
    )
    return {
        name: [(len(family[0]), len(family)) for family in found]
        for (name, _), found in zip(_LIMITS, families, strict=True)
    }


def _draw_limits(library: Library) -> Markup:
    drawing = Drawing(
        "Upper bounds on the number of features against the dimension",
        "Orthogonal features number at most m, obtuse ones m plus one, non-positive ones two m, equiangular ones "
        "m (m + 1) / 2. In two dimensions the last bound lies below the one for non-positive ones.",
        390,
    )
    plot = Plot(drawing, xs=(0.7, 8.3), ys=(0, 37))
    plot.axes("dimension m", "features at most", x_ticks=DIMENSIONS, y_ticks=(0, 10, 20, 30))
    dashes = ("", "9 4", "4 4", "2 4")
    met = attained(library)
    for index, (name, points) in enumerate(limits(library).items()):
        plot.line(points, index, dash=dashes[index])
        plot.points(met[name], index)
    entries = [(index, dashes[index], name) for index, (name, _) in enumerate(_LIMITS)]
    line_legend(drawing, (76, 58), entries)
    return drawing.render()


def fano_gram(library: Library) -> Matrix:
    """The inner products of the twenty-eight equiangular vectors."""
    return matrix(library, "gram", matrix(library, "fanoVectors"))


def _draw_fano(library: Library) -> Markup:
    gram = fano_gram(library)
    drawing = Drawing(
        "Inner products of 28 equiangular vectors in seven dimensions",
        "The diagonal is three and every other entry is one or minus one.",
        530,
    )
    heat_map(drawing, (16, 12), 17.4, gram, numbers=False, gap=1)
    for place, (name, colour, opacity) in enumerate(
        (("3", Ink.SERIES[0], 0.95), ("1", Ink.SERIES[0], 0.32), ("−1", Ink.SERIES[1], 0.32))
    ):
        drawing.rect((130 + 100 * place, 507), (18, 18), fill=colour, opacity=opacity)
        drawing.text((156 + 100 * place, 522), name)
    return drawing.render()


PRIME = 7
POLYNOMIALS = ((1, 0, 1), (3, 1, 0), (3, 0, 6))
_NAMES = ("1 + x²", "3 + x", "3 + 6 x²")


def graphs(library: Library) -> list[list[int]]:
    """The values of three polynomials modulo seven at 0, …, 6."""
    return [
        [int(number(library, "polyValue", coefficients, p=PRIME, x=x)) for x in range(PRIME)]
        for coefficients in POLYNOMIALS
    ]


def _draw_codes(library: Library) -> Markup:
    drawing = Drawing(
        "Graphs of three polynomials modulo seven, and their overlaps",
        "Each feature is the graph of a polynomial, seven of forty-nine cells; no two graphs share more than two "
        "cells.",
        386,
    )
    cell, left, top = 38.0, 30.0, 34.0
    drawing.text((left + cell * PRIME / 2, 22), "49 neurons: (x, y) modulo 7", size=SMALL, anchor="middle")
    for x in range(PRIME):
        for y in range(PRIME):
            drawing.rect((left + x * cell, top + (PRIME - 1 - y) * cell), (cell - 2, cell - 2), stroke=Ink.LINE)
        drawing.text(
            (left + x * cell + cell / 2, top + PRIME * cell + 16), str(x), size=SMALL, anchor="middle", fill=Ink.MUTED
        )
        drawing.text((left - 8, top + (PRIME - 1 - x) * cell + 24), str(x), size=SMALL, anchor="end", fill=Ink.MUTED)
    offsets = ((-9, -8), (9, -8), (0, 9))
    for series, points in enumerate(graphs(library)):
        for x, y in enumerate(points):
            centre = (left + x * cell + cell / 2 - 1, top + (PRIME - 1 - y) * cell + cell / 2 - 1)
            drawing.marker((centre[0] + offsets[series][0], centre[1] + offsets[series][1]), series, size=6)
    codes = [vector(library, "polyCode", each, p=PRIME) for each in POLYNOMIALS]
    drawing.text((414, 22), "inner products", size=SMALL, anchor="middle")
    heat_map(drawing, (340, 34), 50, matrix(library, "gram", codes))
    for series, name in enumerate(_NAMES):
        drawing.marker((352, 220 + 30 * series), series, size=6)
        drawing.text((370, 225 + 30 * series), name)
    drawing.text((30, 352), "343 such features fit into 49 neurons.", size=SMALL)
    drawing.text((30, 376), "Two of them never share more than two neurons.", size=SMALL)
    return drawing.render()


def readings(library: Library) -> dict[tuple[int, ...], Fraction]:
    """What each of the 343 polynomials reads while the three of `POLYNOMIALS` are active."""
    everything = list(product(range(PRIME), repeat=3))
    codes = vectors(library, "polyCode", [(each,) for each in everything], p=PRIME)
    state = vector(library, "polyState", everything, tuple(each in POLYNOMIALS for each in everything), p=PRIME)
    return dict(zip(everything, numbers(library, "dot", [(code, state) for code in codes]), strict=True))


def _draw_readings(library: Library) -> Markup:
    drawing = Drawing(
        "Read-outs of 343 polynomials modulo seven, three of them active",
        "The three active ones read at least seven, all others at most six.",
        370,
    )
    plot = Plot(drawing, xs=(-4, 347), ys=(-0.5, 12))
    plot.axes("polynomial", "read-out", x_ticks=(0, 100, 200, 300), y_ticks=(0, 2, 4, 6, 8, 10))
    plot.line([(-4, Fraction(13, 2)), (347, Fraction(13, 2))], 2, dash="4 4")
    for place, (each, reading) in enumerate(readings(library).items()):
        chosen = each in POLYNOMIALS
        plot.points([(place, reading)], 1 if chosen else 0, size=8 if chosen else 3)
    legend(drawing, (370, 60), [(1, "active"), (0, "inactive")])
    return drawing.render()


FEATURES = (20, 50, 100)
ERRORS = [Fraction(step, 100) for step in range(51)]


def dimensions_needed(library: Library) -> dict[int, list[tuple[Fraction, Fraction]]]:
    """For each number of features and each cross-talk the least dimension that read-outs need."""
    found: dict[int, list[tuple[Fraction, Fraction]]] = {}
    for count in FEATURES:
        rows: list[dict[str, Argument]] = [{"n": count, "d": 1, "ε": error} for error in ERRORS]
        bounds = sides(library, "linear_readout_dim_ge", rows)
        found[count] = [(error, left) for error, (left, _) in zip(ERRORS, bounds, strict=True)]
    return found


def _draw_dimensions(library: Library) -> Markup:
    drawing = Drawing(
        "Dimensions that linear read-outs need against their cross-talk",
        "Without cross-talk as many dimensions as features; at small cross-talk far fewer.",
        370,
    )
    plot = Plot(drawing, xs=(0, 0.5), ys=(0, 105))
    plot.axes("cross-talk ε", "dimensions at least", x_ticks=(0, 0.1, 0.2, 0.3, 0.4, 0.5), y_ticks=(0, 25, 50, 75, 100))
    dashes = ("4 4", "9 4", "")
    for index, points in enumerate(dimensions_needed(library).values()):
        plot.line(points, index, dash=dashes[index])
    entries = [(index, dashes[index], f"{FEATURES[index]} features") for index in (2, 1, 0)]
    line_legend(drawing, (310, 64), entries)
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Headlines": (
        Figure(
            "how-many-features",
            "How many features fit at most",
            "Upper bounds for four kinds of interference, drawn from the right sides of `orthogonal_family_card_le`, "
            "`neg_family_le_succ`, `nonpos_family_le_two_mul` and `gerzon_equiangular_le`. The kinds are not stages of "
            "one another: in two dimensions the last allows three features, the one before four. Where a point stands "
            "a family of the library attains the bound; for equal interference that is `fanoVectors`, 28 in seven "
            "dimensions.",
            _draw_limits,
        ),
    ),
    "ToyModels.Packing.Equiangular": (
        Figure(
            "equiangular",
            "Twenty-eight features that all interfere alike",
            "The Gram matrix of `fanoVectors`: squared norms 3, all other inner products ±1. Seven dimensions hold "
            "no more, by `gerzon_equiangular_le`.",
            _draw_fano,
        ),
    ),
    "ToyModels.Packing.Codes": (
        Figure(
            "polynomial-codes",
            "Polynomials as features",
            "A feature activates the neurons on the graph of a polynomial of degree at most two. Two different "
            "polynomials agree at no more than two places (`polyCode_agree_le_two`), so their inner products are at "
            "most 2 against squared norms of 7 (`polyCode_overlap`).",
            _draw_codes,
        ),
    ),
    "ToyModels.Recovery.Explicit": (
        Figure(
            "readings-of-polynomials",
            "One threshold reads 343 features",
            "Three of the 343 quadratic polynomials modulo 7 are active in 49 neurons, by `polyState`. They read at "
            "least 7, and every other at most 6, two for each active one: `polyCode_recovery`, drawn with a threshold "
            "between the two.",
            _draw_readings,
        ),
    ),
    "ToyModels.Packing.RankLemma": (
        Figure(
            "rank-lemma",
            "What cross-talk buys",
            "Encoders and decoders with cross-talk at most ε need `n / (1 + (n − 1) ε²)` dimensions, by "
            "`linear_readout_dim_ge`: as many as features at ε = 0, and far fewer as soon as ε² is about 1 / n.",
            _draw_dimensions,
        ),
    ),
}
