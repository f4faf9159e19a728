"""Sparse autoencoders: what they shrink, absorb and split, and what thresholds they need."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, heat_map, legend, line_legend
from toymodels.site.values import Matrix, Vector, matrix, members, number, numbers, value

from .planes import direction

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


FEATURES = 12
ACTIVE = 4


def circle_reads(library: Library) -> list[Fraction]:
    """What twelve features on a circle read while one is active, as a share of what that one reads."""
    family = matrix(library, "circleFeatures", n=FEATURES)
    reads = numbers(library, "dot", [(each, family[ACTIVE]) for each in family])
    return [read / reads[ACTIVE] for read in reads]


def _draw_circle_reads(library: Library) -> Markup:
    reads = circle_reads(library)
    drawing = Drawing(
        "Read-outs of twelve features in the plane while one is active",
        "The active one reads most; its neighbours read almost as much.",
        340,
    )
    plot = Plot(drawing, xs=(-0.5, FEATURES - 0.5), ys=(-1.1, 1.1))
    plot.axes("feature", "read-out, of the active one's", x_ticks=range(FEATURES), y_ticks=(-1, -0.5, 0, 0.5, 1))
    plot.points([(index, read) for index, read in enumerate(reads) if index != ACTIVE], 1)
    plot.points([(ACTIVE, reads[ACTIVE])], 0, size=7)
    legend(drawing, (420, 70), [(0, "active"), (1, "inactive")])
    return drawing.render()


def dictionaries(library: Library) -> tuple[Matrix, Matrix]:
    """Three features in the plane, and the atoms of a dictionary that explains each by one of them."""
    return matrix(library, "axesAndDiagonal"), matrix(library, "scaledAtoms")


def _draw_dictionaries(library: Library) -> Markup:
    features, atoms = dictionaries(library)
    drawing = Drawing(
        "Three features and three atoms that explain them",
        "Each atom is a multiple of one feature.",
        420,
        width=460,
    )
    plot = Plot(drawing, xs=(-1.5, 3.5), ys=(-1.5, 2.5), left=40, right=430, bottom=346)
    plot.axes("", "", x_ticks=range(-1, 4), y_ticks=range(-1, 3))
    origin = plot.at((0, 0))
    for atom in atoms:
        drawing.arrow(origin, plot.at((atom[0], atom[1])), stroke=Ink.SERIES[1])
    for feature in features:
        drawing.arrow(origin, plot.at((feature[0], feature[1])), stroke=Ink.SERIES[0])
        plot.points([(feature[0], feature[1])], 0, size=4)
    plot.points([(atom[0], atom[1]) for atom in atoms], 1, size=4)
    legend(drawing, (60, 402), [(0, "features")])
    legend(drawing, (220, 402), [(1, "atoms")])
    return drawing.render()


OCCURRENCES = ((Fraction(2), Fraction(0)), (Fraction(0), Fraction(1)))
TURNS = range(0, 181, 10)


def one_latent(library: Library) -> list[tuple[int, Fraction]]:
    """The error of one latent along each direction, with the best activations."""
    found: list[tuple[int, Fraction]] = []
    for turn in TURNS:
        along = direction(turn)
        best = numbers(library, "dot", [(each, along) for each in OCCURRENCES])
        one = Fraction(1)
        found.append((turn, number(library, "oneLatentError", one, one, *OCCURRENCES, along, *best)))
    return found


def least_error(library: Library) -> Fraction:
    """The bound on that error: the squared area by the energy."""
    energy = sum(numbers(library, "normSq", [(each,) for each in OCCURRENCES]), Fraction(0))
    return number(library, "squaredArea", *OCCURRENCES) / energy


def _draw_one_latent(library: Library) -> Markup:
    drawing = Drawing(
        "The error of one latent for two vectors against its direction",
        "It is least, one, along the longer vector, and never below the bound of four fifths; two latents have none.",
        350,
    )
    plot = Plot(drawing, xs=(0, 180), ys=(0, Fraction(9, 2)))
    plot.axes("direction in degrees", "squared error", x_ticks=(0, 45, 90, 135, 180), y_ticks=range(5))
    plot.line(one_latent(library), 0, width=3)
    bound = least_error(library)
    plot.line([(0, bound), (180, bound)], 2, dash="8 4")
    plot.line([(0, 0), (180, 0)], 1, width=4)
    line_legend(drawing, (76, 60), [(0, "", "one latent"), (2, "8 4", "bound"), (1, "", "two latents")])
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
    "ToyModels.Dictionary.Recovery": (
        Figure(
            "which-dictionary",
            "Features and atoms",
            "The features `axesAndDiagonal` and the atoms `scaledAtoms`. If every feature is a multiple of one of as "
            "many atoms, then every atom is a multiple of one feature: `dictionary_unique_of_one_sparse`.",
            _draw_dictionaries,
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
    "ToyModels.Dictionary.Splitting": (
        Figure(
            "feature-splitting",
            "What one latent for two vectors costs",
            "The vectors (2, 0) and (0, 1) of `feature_splitting_example`, written along one direction with the best "
            "activations: `oneLatentError` never falls below the bound of `feature_splitting_gain`.",
            _draw_one_latent,
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
    "ToyModels.Dictionary.TopK": (
        Figure(
            "largest-read-out",
            "Twelve features in the plane",
            "What the features `circleFeatures` read while one is active. Its neighbours read nearly as much, but "
            "never as much, so that the largest read-out finds it: `top1_circle`.",
            _draw_circle_reads,
        ),
    ),
}
