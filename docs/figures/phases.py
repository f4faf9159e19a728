"""Losses of the rectified model: which code is better when, and what a bias trades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import groupby

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Draw, Figure
from toymodels.site.svg import Drawing, Ink, Plot, line_legend
from toymodels.site.values import Vector, matrix, numbers, sides, vector

from .planes import direction

STEPS = 24


@dataclass(frozen=True, slots=True)
class Phase:
    """The losses of the two codes for two features, the second of the importance `ratio`, active with `density`."""

    density: Fraction
    ratio: Fraction
    antipodal: Fraction
    dropping: Fraction


def weights(library: Library, densities: Sequence[Fraction], count: int) -> list[Vector]:
    """For each density the probabilities of all patterns of `count` independent features."""
    rows = [(density,) for density in densities]
    patterns = [numbers(library, "bernoulliWeight", rows, n=count, n_1=pattern) for pattern in range(2**count)]
    return list(zip(*patterns, strict=True))


def phases(library: Library) -> list[Phase]:
    """Both losses on a grid of densities and importances; a dropped feature is answered by its mean."""
    antipodal, dropping = matrix(library, "antipodalCode"), matrix(library, "droppingCode")
    grid = [Fraction(2 * step + 1, 2 * STEPS) for step in range(STEPS)]
    points: list[tuple[Fraction, Fraction]] = []
    stored: list[tuple[Vector, Vector, tuple[Vector, ...], Vector]] = []
    dropped: list[tuple[Vector, Vector, tuple[Vector, ...], Vector]] = []
    for density, probabilities in zip(grid, weights(library, grid, 2), strict=True):
        best = vector(library, "constantBias", density)
        for ratio in grid:
            importance = (Fraction(1), ratio)
            points.append((density, ratio))
            stored.append((probabilities, importance, antipodal, (Fraction(0), Fraction(0))))
            dropped.append((probabilities, importance, dropping, best))
    first, second = (numbers(library, "patternLoss", rows) for rows in (stored, dropped))
    return [Phase(*point, a, d) for point, a, d in zip(points, first, second, strict=True)]


def _draw_phases(library: Library) -> Markup:
    found = phases(library)
    drawing = Drawing(
        "Phase diagram of two features in one dimension",
        "Rare features are stored together as an antipodal pair; where the second feature is frequent or "
        "unimportant it is dropped. The border bends from the origin to a density of one third at equal importance.",
        440,
    )
    plot = Plot(drawing, xs=(0, 1), ys=(0, 1), bottom=372)
    _draw_cells(plot, found)
    plot.axes(
        "probability that a feature is active", "importance of the second feature", x_ticks=(0, 0.25, 0.5, 0.75, 1),
        y_ticks=(0, 0.25, 0.5, 0.75, 1),
    )  # fmt: skip
    drawing.polyline([plot.at(point) for point in phase_border(library)], width=2.5)
    plot.label((0.03, 0.9), "superposition", fill=Ink.INK)
    plot.label((0.62, 0.5), "second feature dropped", anchor="middle")
    return drawing.render()


def _draw_cells(plot: Plot, found: Sequence[Phase]) -> None:
    """The grid, cells of one colour beside each other drawn as one."""
    largest = (
        max(each.dropping - each.antipodal for each in found),
        max(each.antipodal - each.dropping for each in found),
    )
    half = Fraction(1, 2 * STEPS)
    rows = sorted(found, key=lambda each: (each.ratio, each.density))
    for (ratio, colour, strength), run in groupby(rows, key=lambda each: (each.ratio, *_tint(each, largest))):
        cells = list(run)
        left, top = plot.at((cells[0].density - half, ratio + half))
        right, bottom = plot.at((cells[-1].density + half, ratio - half))
        plot.drawing.rect((left, top), (right - left, bottom - top), fill=colour, opacity=strength, crisp=True)


def _tint(phase: Phase, largest: tuple[Fraction, Fraction]) -> tuple[str, float]:
    """The colour of the better code, in one of six strengths by how much better it is."""
    gain = phase.dropping - phase.antipodal
    place = 0 if gain > 0 else 1
    return Ink.SERIES[place], 0.09 * min(6, 1 + int(6 * abs(gain) / largest[place]))


def phase_border(library: Library) -> list[tuple[Fraction, Fraction]]:
    """Densities and importances at which both codes lose the same, by `phase_change_biased_drop`.

    The left side of its criterion is proportional to the density, so its value at one tells where it meets the right.
    """
    ratios = [Fraction(step, 40) for step in range(41)]
    found = sides(library, "phase_change_biased_drop", [{"p": 1, "I": (1, ratio)} for ratio in ratios])
    return [(right / left, ratio) for ratio, (left, right) in zip(ratios, found, strict=True)]


BIASES = [Fraction(step, 40) for step in range(-28, 9)]
COUNT = 5
DENSITIES = (Fraction(1, 50), Fraction(1, 20), Fraction(1, 10), Fraction(1, 5), Fraction(2, 5))
DENSITY = DENSITIES[2]


def bias_losses(library: Library, density: Fraction = DENSITY) -> list[tuple[Fraction, Fraction, Fraction, Fraction]]:
    """For each bias: the total loss of a regular pentagon of features, what is missed, and what is falsely reported."""
    features = tuple(direction(360 / COUNT * each, fine=100) for each in range(COUNT))
    (probabilities,), importance = weights(library, [density], COUNT), (1,) * COUNT
    rows = [(probabilities, importance, features, (bias,) * COUNT) for bias in BIASES]
    total, miss, alarm = (numbers(library, name, rows) for name in ("patternLoss", "missLoss", "falseAlarmLoss"))
    return list(zip(BIASES, total, miss, alarm, strict=True))


def _draw_bias(library: Library, density: Fraction) -> Markup:
    found = bias_losses(library, density)
    drawing = Drawing(
        "Loss of five features in the plane against their bias",
        "A negative bias silences false alarms and misses more of the active features; the least total lies in "
        "between.",
        360,
    )
    plot = Plot(drawing, xs=(-0.7, 0.2), ys=(0, 4 * density))
    ticks = [share * density for share in range(5)]
    plot.axes("bias", "loss", x_ticks=(-0.6, -0.4, -0.2, 0, 0.2), y_ticks=ticks)
    for index, dash in ((1, ""), (2, "8 4"), (3, "3 4")):
        plot.line([(row[0], row[index]) for row in found if row[index] <= ticks[-1]], index - 1, dash=dash)
    best = min(found, key=lambda row: row[1])
    drawing.circle(plot.at(best[:2]), 6, fill=Ink.PAPER, stroke=Ink.SERIES[0], width=2.5)
    line_legend(drawing, (200, 60), [(0, "", "total"), (1, "8 4", "missed"), (2, "3 4", "false alarms")])
    return drawing.render()


_BIAS: dict[str, Draw] = {str(density): partial(_draw_bias, density=density) for density in DENSITIES}

FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Superposition.PhaseChange": (
        Figure(
            "phase-diagram",
            "The phase diagram of two features",
            "Two features, one dimension: each cell compares the loss of an antipodal pair with that of dropping "
            "the second feature at its best bias, and is fuller the more it matters. The line is the exact border "
            "of `phase_change_biased_drop`, `p (I₀ + 2 I₁) = I₁` at `I₀ = 1`.",
            _draw_phases,
        ),
    ),
    "ToyModels.Superposition.ReluLoss": (
        Figure(
            "miss-and-false-alarm",
            "A bias trades misses for false alarms",
            "Five features at nearly 72° in the plane: the loss is what is missed plus what is falsely reported "
            "(`patternLoss_eq_miss_add_falseAlarm`), and the bias decides between the two. The circle marks the best "
            "bias: negative for rare features, whose false alarms weigh most, and not so for frequent ones.",
            _BIAS[str(DENSITY)],
            "Probability that a feature is active",
            _BIAS,
        ),
    ),
}
