"""Optima: what linear models can do at best, and what one active feature at a time makes possible."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, heat_map, legend, line_legend
from toymodels.site.values import Matrix, Vector, matrices, matrix, number, numbers, vector

from .planes import generator, random_matrix

LENGTHS = [Fraction(step, 20) for step in range(-22, 23)]
IMPORTANCE = (Fraction(1), Fraction(4, 5))


def linear_and_rectified(library: Library) -> list[tuple[Fraction, Fraction, Fraction]]:
    """The losses of the features 1 and w in one dimension: of the linear model, and of the rectified one."""
    families = [((Fraction(1),), (w,)) for w in LENGTHS]
    grams = matrices(library, "gram", [(family,) for family in families])
    linear = numbers(library, "linearLoss", [(IMPORTANCE, gram) for gram in grams])
    rectified = numbers(library, "oneSparseLoss", [(IMPORTANCE, family, (0, 0)) for family in families])
    return list(zip(LENGTHS, linear, rectified, strict=True))


def _draw_linear(library: Library) -> Markup:
    found = linear_and_rectified(library)
    drawing = Drawing(
        "Loss of two features in one dimension against the direction of the second",
        "The linear model does best to ignore the second feature; the rectified model stores it as an antipode.",
        370,
    )
    plot = Plot(drawing, xs=(-1.2, 1.2), ys=(0, 2.6))
    plot.axes("direction w of the second feature", "loss", x_ticks=(-1, -0.5, 0, 0.5, 1), y_ticks=(0, 0.5, 1, 1.5, 2))
    plot.line([(w, linear) for w, linear, _ in found], 0)
    plot.line([(w, rectified) for w, _, rectified in found], 1, dash="8 4")
    for place, colour in ((1, Ink.SERIES[0]), (2, Ink.SERIES[1])):
        best = min(found, key=lambda row: row[place])
        drawing.circle(plot.at((best[0], best[place])), 6, fill=Ink.PAPER, stroke=colour, width=2.5)
    line_legend(drawing, (170, 60), [(0, "", "linear model"), (1, "8 4", "with a rectifier, one active")])
    return drawing.render()


IMPORTANCES = (Fraction(8), Fraction(6), Fraction(4), Fraction(2), Fraction(1), Fraction(1, 2))
WIDTHS = range(7)
_SEED = 6
_EACH = 10


def bottlenecks(library: Library) -> tuple[list[tuple[int, Fraction]], list[tuple[int, Fraction]]]:
    """The least loss for each width of the bottleneck, and the losses of projections on random subspaces."""
    rng = generator(_SEED)
    least: list[tuple[int, Fraction]] = []
    drawn: list[tuple[int, Fraction]] = []
    for width in WIDTHS:
        top = tuple(index < width for index in range(len(IMPORTANCES)))
        least.append((width, number(library, "tailSum", top, IMPORTANCES)))
        if width:
            directions = [(random_matrix(rng, len(IMPORTANCES), width, 2),) for _ in range(_EACH)]
            projectors = [matrix(library, "orthProjector", *each) for each in directions]
            drawn += [(width, loss) for loss in numbers(library, "linearLoss", [(IMPORTANCES, p) for p in projectors])]
    return least, drawn


def _draw_bottlenecks(library: Library) -> Markup:
    least, drawn = bottlenecks(library)
    drawing = Drawing(
        "Loss of linear models with six features against the width of their bottleneck",
        "Keeping the most important features gives the least loss; random subspaces lose more.",
        370,
    )
    plot = Plot(drawing, xs=(-0.4, 6.4), ys=(0, 23))
    plot.axes("width m of the bottleneck", "loss", x_ticks=WIDTHS, y_ticks=(0, 5, 10, 15, 20))
    plot.line(least, 0)
    plot.points(least, 0, size=6)
    for index, (width, loss) in enumerate(drawn):
        plot.points([(width + (index % _EACH - 4.5) / 14, loss)], 1, size=4)
    legend(drawing, (250, 66), [(0, "the m most important features"), (1, "random subspaces")])
    return drawing.render()


COUNT = 6


def parabola(library: Library) -> tuple[Matrix, Matrix]:
    """Read-outs of single active features on the parabola, before and after the rectifier."""
    features, readers = (matrix(library, name, n=COUNT) for name in ("parabolaFeatures", "parabolaReadout"))
    heard = matrix(library, "Mat.mul", readers, matrix(library, "Mat.transpose", features))
    none = (Fraction(0),) * COUNT
    units = matrix(library, "Mat.one", n=COUNT)
    answers: list[Vector] = [vector(library, "untiedReluModel", readers, features, none, each) for each in units]
    return heard, tuple(answers)


def _draw_parabola(library: Library) -> Markup:
    drawing = Drawing(
        "Six features in three dimensions, read from a parabola",
        "Every read-out of another feature is zero or negative, so that the rectifier leaves exactly the active one.",
        310,
    )
    for place, (title, table) in enumerate(zip(("before the rectifier", "after"), parabola(library), strict=True)):
        x = 8 + 264 * place
        drawing.text((x + 120, 26), title, anchor="middle", bold=True)
        heat_map(drawing, (x, 42), 40, table, largest=8 if place == 0 else 1)
    drawing.text(
        (260, 302),
        "rows: the feature read; columns: the one that is active",
        size=SMALL,
        anchor="middle",
        fill=Ink.MUTED,
    )
    return drawing.render()


NODES = tuple(Fraction(node) for node in range(8))
SUPPORT = (2, 5)
POINTS = [Fraction(step, 10) for step in range(-3, 74)]


def certificate(library: Library, points: Sequence[Fraction]) -> list[tuple[Fraction, Fraction]]:
    """The square of `nodeProd` over the active nodes, at each point."""
    chosen = tuple(index in SUPPORT for index in range(len(NODES)))
    found = numbers(library, "nodeProd", [(chosen, NODES, point) for point in points])
    return [(point, each**2) for point, each in zip(points, found, strict=True)]


def _draw_moment(library: Library) -> Markup:
    drawing = Drawing(
        "The polynomial that certifies two active features among eight",
        "It is zero at the two active nodes and positive at the six others.",
        360,
    )
    plot = Plot(drawing, xs=(-0.3, 7.3), ys=(-8, 110))
    plot.axes("node t of a feature", "(t − 2)² (t − 5)²", x_ticks=range(8), y_ticks=(0, 25, 50, 75, 100))
    plot.line([point for point in certificate(library, POINTS) if point[1] <= 110], 0)
    for index, point in enumerate(certificate(library, NODES)):
        plot.points([point], 1 if index in SUPPORT else 2, size=7)
    legend(drawing, (190, 66), [(1, "active features: zero"), (2, "all others: positive")])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Superposition.LinearModel": (
        Figure(
            "linear-or-rectified",
            "A linear model ignores, a rectified one superposes",
            "Two features share one dimension, the first as 1, the second as w. The loss of the linear model "
            "(`linearLoss_feature_benefit_interference`) is least at w = 0: interference costs more than it brings. "
            "With a rectifier and one active feature at a time the antipode w = −1 costs nothing.",
            _draw_linear,
        ),
    ),
    "ToyModels.Superposition.EckartYoung": (
        Figure(
            "bottleneck",
            "The best linear model keeps the most important features",
            "The line is the importance left outside the m most important features: no linear model through m "
            "dimensions loses less (`linearLoss_ge_tail`), and keeping those attains it "
            "(`linearLoss_gram_coordinateInclusion`). The random subspaces are the figure's own.",
            _draw_bottlenecks,
        ),
    ),
    "ToyModels.Superposition.OneSparse": (
        Figure(
            "parabola",
            "Three dimensions hold any number of features, one at a time",
            "Features on a parabola, with their own read-outs: the overlap of two is `1 − (i − j)²`, so the "
            "rectifier passes exactly the active one (`relu_untied_three_dims_exact`).",
            _draw_parabola,
        ),
    ),
    "ToyModels.Superposition.MomentCurve": (
        Figure(
            "moment-curve",
            "Five dimensions hold two of any number of features",
            "The square of `nodeProd` has degree four, so five moments determine its weighted sum: it is zero at "
            "the active nodes only (`nodeProd_eq_zero_iff`), which leaves no room for another non-negative signal "
            "(`momentCurve_nonneg_sparse_unique`).",
            _draw_moment,
        ),
    ),
}
