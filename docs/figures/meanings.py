"""What capacity means: explained variance, the best probe, robustness, and whole dimensions of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, fraction_text, heat_map, line_legend
from toymodels.site.values import Argument, Matrix, Vector, matrix, numbers, vector

from .planes import generator, random_matrix

SCALES = [Fraction(step, 40) for step in range(54)]
DIMENSION = 3
_SEED = 5


def _families(library: Library) -> dict[str, Matrix]:
    """Three families, scaled so that each feature is best read at the scale 1/4, 1/2 or 1."""
    return {
        "orthogonal": matrix(library, "Mat.one", n=2),
        "antipodal pair": matrix(library, "antipodalPair"),
        "tetrahedron": matrix(library, "tetrahedron"),
    }


def readout_errors(library: Library) -> dict[str, list[tuple[Fraction, Fraction]]]:
    """For each family the mean squared error of reading its first feature, over all signs, at many scales."""
    found: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for name, family in _families(library).items():
        outcomes = tuple(product((1, -1), repeat=len(family)))
        weights = (Fraction(1, len(outcomes)),) * len(outcomes)
        rows: list[Sequence[Argument]] = [(weights, outcomes, family, family, scale, 0) for scale in SCALES]
        found[name] = list(zip(SCALES, numbers(library, "readoutError", rows), strict=True))
    return found


def _draw_errors(library: Library) -> Markup:
    found = readout_errors(library)
    drawing = Drawing(
        "Error of a read-out against the scale at which it is read",
        "Each curve is lowest at one minus the capacity of the feature: 0, 1/2 and 1/4.",
        370,
    )
    plot = Plot(drawing, xs=(0, 1.35), ys=(0, 1.5))
    plot.axes("scale c", "mean squared error", x_ticks=(0, 0.25, 0.5, 0.75, 1), y_ticks=(0, 0.25, 0.5, 0.75, 1))
    dashes = ("", "9 4", "3 4")
    for index, (name, points) in enumerate(found.items()):
        plot.line([point for point in points if point[1] <= Fraction(3, 2)], index, dash=dashes[index])
        lowest = min(points, key=lambda point: point[1])
        plot.points([lowest], index, size=6)
        capacity = fraction_text(vector(library, "capacity", _families(library)[name])[0])
        drawing.text((plot.x(lowest[0]), plot.y(lowest[1]) - 12), f"capacity {capacity}", size=SMALL, halo=True)
    line_legend(drawing, (350, 60), [(index, dashes[index], name) for index, name in enumerate(found)])
    return drawing.render()


def probed(library: Library) -> tuple[Vector, Vector]:
    """The capacities of six random features of space, read along themselves and along their best read-outs."""
    family = random_matrix(generator(_SEED), 6, DIMENSION, 4)
    best = matrix(library, "bestReadout", family)
    return vector(library, "capacity", family), vector(library, "untiedCapacity", best, family)


def _draw_leverage(library: Library) -> Markup:
    tied, best = probed(library)
    drawing = Drawing(
        "Capacities of six random features in three dimensions, read in two ways",
        "Read along their best probes the features have more capacity than along themselves, three in all.",
        350,
    )
    plot = Plot(drawing, xs=(-0.6, 5.6), ys=(0, 1.1))
    plot.axes(
        "feature", "capacity", x_ticks=range(6), x_names=[str(index + 1) for index in range(6)], y_ticks=(0, 0.5, 1)
    )
    for series, (shift, values) in enumerate(((-0.3, tied), (0.02, best))):
        for place, each in enumerate(values):
            left, top = plot.at((place + shift, each))
            right, bottom = plot.at((place + shift + 0.28, 0))
            drawing.rect((left, top), (right - left, bottom - top), fill=Ink.SERIES[series])
    sums = [fraction_text(sum(values, Fraction(0))) for values in (tied, best)]
    for row, name in enumerate(("read along itself", "best read-out: leverage")):
        drawing.rect((96, 22 + 22 * row), (14, 14), fill=Ink.SERIES[row])
        drawing.text((118, 34 + 22 * row), f"{name}, {sums[row]} in all", size=SMALL)
    return drawing.render()


COUNTS = range(1, 10)
_EACH = 6


def vulnerabilities(library: Library) -> list[tuple[int, Fraction]]:
    """The mean of one over capacity for random families of space, a few for each number of features."""
    rng = generator(_SEED)
    found: list[tuple[int, Fraction]] = []
    for count in COUNTS:
        for _ in range(_EACH):
            capacities = vector(library, "capacity", random_matrix(rng, count, DIMENSION, 6))
            found.append((count, sum((1 / each for each in capacities), Fraction(0)) / count))
    return found


def _draw_vulnerability(library: Library) -> Markup:
    drawing = Drawing(
        "Mean vulnerability of random features against their number",
        "In three dimensions the mean of one over capacity is never below the number of features over three.",
        360,
    )
    plot = Plot(drawing, xs=(0.5, 9.5), ys=(0, 9))
    plot.axes("features n", "mean of 1 / capacity", x_ticks=COUNTS, y_ticks=(0, 3, 6, 9))
    plot.line([(count, Fraction(count, DIMENSION)) for count in COUNTS], 1, dash="8 4")
    plot.points([point for point in vulnerabilities(library) if point[1] <= 9], 0, size=4)
    line_legend(drawing, (90, 46), [(1, "8 4", "n / 3, the least possible")])
    return drawing.render()


def block_dimensions(library: Library) -> tuple[Matrix, list[Fraction]]:
    """The scaled overlaps of an antipodal pair, a tetrahedron and a single axis, and the capacity of each group."""
    pair = matrix(library, "directSum", matrix(library, "antipodalPair"), matrix(library, "tetrahedron"))
    family = matrix(library, "directSum", pair, matrix(library, "Mat.one", n=1))
    capacities = vector(library, "capacity", family)
    totals = [sum(part, Fraction(0)) for part in (capacities[:2], capacities[2:6], capacities[6:])]
    return matrix(library, "scaledOverlap", family, family), totals


def _draw_block_dimensions(library: Library) -> Markup:
    overlaps, totals = block_dimensions(library)
    drawing = Drawing(
        "The scaled overlaps of seven features in five dimensions",
        "Three blocks, of the dimensions 1, 3 and 1; the trace of each is a whole number.",
        390,
    )
    cell = 48
    heat_map(drawing, (20, 24), cell, overlaps)
    names = ("antipodal pair", "tetrahedron", "single feature")
    for name, total, middle in zip(names, totals, (1, 4, 6.5), strict=True):
        y = 24 + cell * middle
        drawing.text((372, y), name)
        drawing.text((372, y + 18), f"dimension {fraction_text(total)}", size=SMALL, fill=Ink.ACCENT, bold=True)
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Capacity.Meaning": (
        Figure(
            "explained-variance",
            "One minus capacity is the least error",
            "The mean squared error of reading one feature, over all signs of the features: a parabola in the scale, "
            "by `capacity_eq_explained_variance`, whose lowest point is one minus the capacity (`readoutError_ge`).",
            _draw_errors,
        ),
    ),
    "ToyModels.Capacity.Leverage": (
        Figure(
            "leverage",
            "The best probe recovers the leverage",
            "Six random features of space, the figure's own. Along the best read-outs their capacities are the "
            "diagonal of a projector (`best_capacity_eq_leverage`), never less than along themselves "
            "(`untiedCapacity_le_leverage`), and add up to its trace.",
            _draw_leverage,
        ),
    ),
    "ToyModels.Capacity.Vulnerability": (
        Figure(
            "vulnerability",
            "Superposition is paid for in robustness",
            "How far a small attack moves a read-out is one over capacity (`adversarial_change_le`). Its mean over "
            "random families of space, the figure's own, is at least n / 3 (`total_vulnerability_ge`).",
            _draw_vulnerability,
        ),
    ),
    "ToyModels.Capacity.BlockDimensions": (
        Figure(
            "block-dimensions",
            "Each block fills a whole number of dimensions",
            "If all of the budget is spent then overlaps, times the scale of the feature, form a projector. It falls "
            "into blocks, and the capacities of each add up to a natural number: `block_capacity_natural`.",
            _draw_block_dimensions,
        ),
    ),
}
