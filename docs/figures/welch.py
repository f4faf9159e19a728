"""Welch's bounds: interference that no arrangement avoids, and the arrangements that come closest."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from toymodels.library import Library
from toymodels.site.figures import Draw, Figure
from toymodels.site.svg import Drawing, Ink, Plot, legend, line_legend
from toymodels.site.values import Vector, matrix, numbers, sides

from .planes import Plane, direction, generator, random_units, unit

DIMENSION = 3
DIMENSIONS = (2, 3, 4)
_MORE = range(1, 10)
_SEED = 7
_STEPS = 300

Frame = tuple[Vector, ...]


@dataclass(frozen=True, slots=True)
class Coherences:
    """Largest squared inner products of `count` unit vectors: the least possible by Welch, and of two frames."""

    count: int
    bound: Fraction
    random: Fraction
    optimised: Fraction


def coherences(library: Library, dimension: int = DIMENSION) -> list[Coherences]:
    """Random and optimised unit vectors, from one more than there are dimensions on, against `welch_bound`."""
    rng = generator(_SEED)
    found: list[Coherences] = []
    for count in (dimension + more for more in _MORE):
        drawn = random_units(rng, count, dimension)
        ((bound, _),) = sides(library, "welch_bound", [{"m": dimension, "n": count, "V": drawn, "μ₂": 0}])
        improved = min(
            (_optimised(rng, count, dimension) for _ in range(2)), key=lambda frame: coherence(library, frame)
        )
        found.append(Coherences(count, bound, coherence(library, drawn), coherence(library, improved)))
    return found


def coherence(library: Library, frame: Frame) -> Fraction:
    """The largest squared entry of the Gram matrix off its diagonal."""
    gram = matrix(library, "gram", frame)
    return max(entry**2 for i, row in enumerate(gram) for j, entry in enumerate(row) if i != j)


def _optimised(rng: random.Random, count: int, dimension: int) -> Frame:
    """Unit vectors pushed apart by descent on ever higher powers of their inner products, then made rational."""
    frame: NDArray[np.float64] = np.array([[rng.gauss(0, 1) for _ in range(dimension)] for _ in range(count)])
    for step in range(_STEPS):
        frame /= np.sqrt(np.einsum("ia,ia->i", frame, frame))[:, np.newaxis]
        overlaps = np.einsum("ia,ja->ij", frame, frame)
        np.fill_diagonal(overlaps, 0)
        power = 4 + 40 * step // _STEPS
        weights = np.sign(overlaps) * (np.abs(overlaps) / np.abs(overlaps).max()) ** power
        frame -= (0.3 * (1 - step / _STEPS) + 0.002) * np.einsum("ij,ja->ia", weights, frame) / 2
    return tuple(unit(row) for row in frame.tolist())


def _draw_coherences(library: Library, dimension: int) -> Markup:
    found = coherences(library, dimension)
    counts = [each.count for each in found]
    drawing = Drawing(
        f"Largest squared interference of n unit vectors in {dimension} dimensions",
        "Random directions lie far above Welch's bound; optimised ones touch it for some numbers of vectors and stay "
        "above it for the others.",
        370,
    )
    plot = Plot(drawing, xs=(counts[0] - 0.4, counts[-1] + 0.4), ys=(0, 1))
    plot.axes(
        f"number of unit vectors n, in {dimension} dimensions",
        "largest (Vᵢ · Vⱼ)²",
        x_ticks=counts,
        y_ticks=(0, 0.25, 0.5, 0.75, 1),
    )
    plot.line([(each.count, each.bound) for each in found], 0)
    plot.points([(each.count, each.random) for each in found], 1)
    plot.points([(each.count, each.optimised) for each in found], 2)
    plot.label((counts[5] + 0.5, found[5].bound), "Welch's bound", dy=36, anchor="middle", fill=Ink.SERIES[0])
    legend(drawing, (300, 122), [(1, "random directions"), (2, "optimised directions")])
    return drawing.render()


SPREADS = range(20, 161, 2)


def fan(degrees: float) -> Frame:
    """Three unit vectors in the plane, each turned by this angle against the one before."""
    return direction(0), direction(degrees), direction(2 * degrees)


def spread_interference(library: Library) -> list[tuple[int, Fraction, Fraction]]:
    """For each angle of a fan, `n (n - m)` and `m` times its interference: the two sides of `total_interference_ge`."""
    fans = [fan(degrees) for degrees in SPREADS]
    found = sides(library, "total_interference_ge", [{"m": 2, "n": 3, "V": each} for each in fans])
    return [(degrees, left, right) for degrees, (left, right) in zip(SPREADS, found, strict=True)]


def _draw_tight(library: Library) -> Markup:
    found = spread_interference(library)
    drawing = Drawing(
        "Total interference of three unit vectors that open like a fan",
        "The interference falls to the bound exactly where neighbours are 60 or 120 degrees apart, and is larger "
        "elsewhere.",
        390,
    )
    plot = Plot(drawing, xs=(20, 160), ys=(0, 12), top=130)
    ticks = (30, 60, 90, 120, 150)
    plot.axes(
        "angle between neighbours",
        "m Σ (Vᵢ · Vⱼ)²",
        x_ticks=ticks,
        x_names=[f"{tick}°" for tick in ticks],
        y_ticks=(0, 3, 6, 9, 12),
    )
    plot.line([(degrees, right) for degrees, _, right in found], 0)
    plot.line([(degrees, left) for degrees, left, _ in found], 1, dash="7 4")
    plot.label((90, found[0][1]), "n (n − m) = 3", dy=20, anchor="middle", fill=Ink.SERIES[1])
    for degrees in (30, 60, 90, 120):
        plane = Plane(drawing, (plot.x(degrees), 62), 34, 1)
        for index, vector in enumerate(fan(degrees)):
            plane.arrow(vector, index)
    return drawing.render()


TURNS = range(0, 91, 2)


def turned_bases(degrees: float) -> Frame:
    """Two orthonormal bases of the plane, the second turned by this angle."""
    return direction(0), direction(90), direction(degrees), direction(degrees + 90)


def order_ratios(library: Library) -> list[tuple[int, Fraction, Fraction]]:
    """How far the right sides of the bounds of orders one and two lie above the left ones, for two bases."""
    rows = [{"m": 2, "n": 4, "V": turned_bases(degrees)} for degrees in TURNS]
    first = sides(library, "welch_frame_potential", rows)
    second = sides(library, "welch_fourth_order_sharp", rows)
    return [(degrees, a[1] / a[0], b[1] / b[0]) for degrees, a, b in zip(TURNS, first, second, strict=True)]


def _draw_orders(library: Library) -> Markup:
    found = order_ratios(library)
    drawing = Drawing(
        "Squares and fourth powers of interference for two bases of the plane",
        "Squared interference is least possible at every angle; fourth powers are least possible only at 45 degrees.",
        350,
    )
    plot = Plot(drawing, xs=(0, 90), ys=(0.9, 1.4))
    ticks = (0, 15, 30, 45, 60, 75, 90)
    plot.axes(
        "angle between the two bases",
        "interference / its bound",
        x_ticks=ticks,
        x_names=[f"{tick}°" for tick in ticks],
        y_ticks=(1, 1.1, 1.2, 1.3, 1.4),
    )
    plot.line([(degrees, first) for degrees, first, _ in found], 0, dash="7 4")
    plot.line([(degrees, second) for degrees, _, second in found], 1)
    plot.label((63, 1), "squares: tight at every angle", dy=20, anchor="middle", fill=Ink.SERIES[0])
    plot.label((45, 1.2), "fourth powers", anchor="middle", fill=Ink.SERIES[1])
    return drawing.render()


ANGLES = range(0, 91, 2)
POWERS = (1, 2, 3, 4)


def power_overlaps(library: Library) -> dict[int, list[tuple[int, Fraction]]]:
    """The inner product of the k-th tensor powers of two unit vectors in the plane, for each angle between them."""
    fixed = direction(0)
    found: dict[int, list[tuple[int, Fraction]]] = {}
    for power in POWERS:
        powers = [tuple(matrix(library, "tensorPow", direction(degrees), k=power)) for degrees in ANGLES]
        base = matrix(library, "tensorPow", fixed, k=power)
        overlaps = numbers(library, "dot", [(base, each) for each in powers])
        found[power] = list(zip(ANGLES, overlaps, strict=True))
    return found


def _draw_powers(library: Library) -> Markup:
    drawing = Drawing(
        "Interference of tensor powers",
        "The inner product of the k-th tensor powers of two unit vectors falls faster with the angle the larger k is.",
        350,
    )
    plot = Plot(drawing, xs=(0, 90), ys=(0, 1))
    ticks = (0, 30, 60, 90)
    plot.axes(
        "angle between the two vectors",
        "inner product of the powers",
        x_ticks=ticks,
        x_names=[f"{tick}°" for tick in ticks],
        y_ticks=(0, 0.25, 0.5, 0.75, 1),
    )
    dashes = ("", "9 4", "4 4", "2 4")
    for index, points in enumerate(power_overlaps(library).values()):
        plot.line(points, index, dash=dashes[index])
    line_legend(
        drawing,
        (296, 62),
        [(place, dashes[place], f"k = {power}, in {2**power} dimensions") for place, power in enumerate(POWERS)],
    )
    return drawing.render()


_COHERENCES: dict[str, Draw] = {
    str(dimension): partial(_draw_coherences, dimension=dimension) for dimension in DIMENSIONS
}

FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Packing.Welch": (
        Figure(
            "welch-bound",
            "Welch's bound against random and optimised frames",
            "No set of unit vectors lies below the line of `welch_bound`. Optimised ones reach it where an "
            "equiangular tight frame exists, in three dimensions at 4 (the tetrahedron) and at 6. Random and "
            "optimised vectors are the figure's own; the bound and every inner product are the library's.",
            _COHERENCES[str(DIMENSION)],
            "Dimensions m",
            _COHERENCES,
        ),
    ),
    "ToyModels.Packing.TightFrame": (
        Figure(
            "tight-fan",
            "Least interference is a tight frame",
            "Three unit vectors in the plane must interfere by `total_interference_ge`. The bound is attained "
            "exactly when they form a tight frame (`total_interference_eq_iff_tight`): at 60° and at 120°.",
            _draw_tight,
        ),
    ),
    "ToyModels.Packing.FourthOrder": (
        Figure(
            "fourth-order",
            "Fourth powers see more than squares",
            "Two orthonormal bases attain Welch's bound however they are turned, but the bound on fourth powers, "
            "`welch_fourth_order_sharp`, only at 45°, where no two vectors interfere more than needed.",
            _draw_orders,
        ),
    ),
    "ToyModels.Packing.TensorPower": (
        Figure(
            "tensor-powers",
            "Tensor powers suppress interference",
            "By `dot_tensorPow` the inner product of tensor powers is the power of the inner product: weak "
            "interference all but vanishes, at the price of exponentially many dimensions.",
            _draw_powers,
        ),
    ),
}
