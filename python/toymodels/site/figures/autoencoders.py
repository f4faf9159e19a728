"""Sparse autoencoders: what they shrink, absorb and split, and what thresholds they need."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures.figure import Figure
from toymodels.site.figures.values import Matrix, Vector, members, numbers, value
from toymodels.site.svg import SMALL, Drawing, Plot, heat_map, line_legend

AMOUNTS = [Fraction(step, 4) for step in range(-4, 17)]
PENALTY = Fraction(2)


def shrunk(library: Library) -> list[tuple[Fraction, Fraction]]:
    """The best activation for each amount, with a penalty of two."""
    return list(zip(AMOUNTS, numbers(library, "softThreshold", [(PENALTY, x) for x in AMOUNTS]), strict=True))


def _draw_shrunk(library: Library) -> Markup:
    drawing = Drawing(
        "The best activation of a latent against the amount that is there",
        "Up to one the best activation is zero; above, it is the amount less one.",
        350,
    )
    plot = Plot(drawing, xs=(-1, 4), ys=(-1, 4))
    plot.axes("amount x", "best activation", x_ticks=range(-1, 5), y_ticks=range(-1, 5))
    plot.line([(-1, -1), (4, 4)], 3, dash="2 4")
    plot.line(shrunk(library), 0, width=3.5)
    line_legend(drawing, (96, 66), [(3, "2 4", "without penalty"), (0, "", "with lam = 2")])
    return drawing.render()


OUTCOMES = ("nothing", "parent", "parent and child")


def latents(library: Library) -> tuple[Matrix, Matrix]:
    """The latents of the honest and of the absorbing dictionary, a row for each of three outcomes."""
    chain = members(library, "chainParent"), members(library, "chainChild")
    honest, absorbing = (
        tuple(
            tuple(Fraction(each) for each in row)
            for row in cast("tuple[tuple[bool, ...], ...]", value(library, name, *chain))
        )
        for name in ("honestLatents", "absorbingLatents")
    )
    return honest, absorbing


def _draw_latents(library: Library) -> Markup:
    drawing = Drawing(
        "Active latents of two dictionaries for a parent and a child",
        "In the honest dictionary both latents are active when both features are there; in the absorbing one only the "
        "child's.",
        300,
        width=560,
    )
    titles = ("latents a, b", "latents a, a + b")
    for place, (title, table) in enumerate(zip(titles, latents(library), strict=True)):
        x = 180 + 200 * place
        drawing.text((x + 60, 36), title, anchor="middle", bold=True)
        heat_map(drawing, (x, 56), 60, table, largest=1)
    for row, outcome in enumerate(OUTCOMES):
        drawing.text((164, 92 + 60 * row), outcome, size=SMALL, anchor="end")
    drawing.text((280, 272), "The same activations, one active latent less.", anchor="middle", size=SMALL)
    return drawing.render()


READS = [Fraction(step, 40) for step in range(49)]
THRESHOLD = Fraction(1, 2)


def rectified(library: Library) -> tuple[Vector, Vector]:
    """What a rectifier with the bias -1/2 and one that jumps at 1/2 make of read-outs."""
    biased = numbers(library, "relu", [(x - THRESHOLD,) for x in READS])
    return tuple(biased), tuple(numbers(library, "jumpRelu", [(THRESHOLD, x) for x in READS]))


def _draw_jump(library: Library) -> Markup:
    biased, jumped = rectified(library)
    drawing = Drawing(
        "A rectifier with a bias, and one that jumps",
        "Both silence read-outs up to one half; above, the one with the jump is exact and the other is short by a "
        "half.",
        350,
    )
    plot = Plot(drawing, xs=(0, Fraction(6, 5)), ys=(0, Fraction(6, 5)))
    ticks = (0, 0.25, 0.5, 0.75, 1)
    plot.axes("read-out", "output", x_ticks=ticks, y_ticks=ticks)
    low = [point for point in zip(READS, jumped, strict=True) if point[0] <= THRESHOLD]
    high = [point for point in zip(READS, jumped, strict=True) if point[0] > THRESHOLD]
    plot.line(low, 0, width=3.5)
    plot.line(high, 0, width=3.5)
    plot.line(list(zip(READS, biased, strict=True)), 1, dash="8 4", width=3)
    line_legend(drawing, (96, 66), [(0, "", "jump at 1/2"), (1, "8 4", "bias of −1/2")])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Dictionary.Absorption": (
        Figure(
            "absorption",
            "The latent with a hole",
            "What is active when nothing is there, when the parent is, and when its child is there as well "
            "(`chainParent`, `chainChild`). Both dictionaries reconstruct the same (`absorption_exact_iff`); the "
            "absorbing one is sparser (`absorption_sparsity_gain`).",
            _draw_latents,
        ),
    ),
    "ToyModels.Dictionary.Shrinkage": (
        Figure(
            "shrinkage",
            "Shrinkage",
            "The activation of least loss for each amount, `softThreshold` at lam = 2: short by one wherever it is "
            "not zero (`l1_shrinkage`).",
            _draw_shrunk,
        ),
    ),
    "ToyModels.Dictionary.Thresholds": (
        Figure(
            "jump-against-bias",
            "A jump against a bias",
            "What `jumpRelu` and `relu` with a bias make of a read-out. Both silence interference below one half; only "
            "the jump keeps every amplitude above it (`jumpRelu_onesparse_exact`).",
            _draw_jump,
        ),
    ),
}
