"""The claims at the centre: many directions, what data costs a linear model, and two codes compared fairly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures.figure import Figure
from toymodels.site.figures.values import Argument, hypothesis_sides, number, numbers, sides
from toymodels.site.svg import Drawing, Plot, line_legend

DIMENSIONS = range(4, 41, 4)


def allowed_signs(library: Library) -> list[tuple[int, Fraction]]:
    """For each dimension how many sign vectors leave room for one more if all cosines are to stay below 1/2.

    The left side of the hypothesis is proportional to the number of vectors.
    """
    rows: list[dict[str, Argument]] = [
        {"n": 1, "m": dimension, "a": 3 * dimension // 4, "lam": Fraction(1, 2)} for dimension in DIMENSIONS
    ]
    found = hypothesis_sides(library, "potentialSigns_low_coherence", "h", rows)
    return [(dimension, right / left) for dimension, (left, right) in zip(DIMENSIONS, found, strict=True)]


def _draw_signs(library: Library) -> Markup:
    drawing = Drawing(
        "How many sign vectors with all cosines below one half are sure to fit, against the dimension",
        "The number grows exponentially: from about thirty dimensions on it exceeds the number of dimensions.",
        350,
    )
    plot = Plot(drawing, xs=(4, 40), ys=(0, 100))
    plot.axes("dimension m", "number of vectors", x_ticks=(4, 12, 20, 28, 36), y_ticks=(0, 25, 50, 75, 100))
    found = allowed_signs(library)
    plot.line(found, 0)
    plot.points(found, 0)
    plot.line([(4, 4), (40, 40)], 1, dash="9 4")
    line_legend(drawing, (96, 40), [(0, "", "all cosines below 1/2"), (1, "9 4", "orthogonal: m")])
    return drawing.render()


SHARES = [Fraction(step, 20) for step in range(-20, 41)]


def biasless_losses(library: Library) -> list[tuple[Fraction, Fraction]]:
    """The loss of reading `(1, s)` of two Boolean features without a bias, for many shares s."""
    rows: list[Sequence[Argument]] = [((1, share),) for share in SHARES]
    return list(zip(SHARES, numbers(library, "booleanLoss", rows), strict=True))


def _draw_biasless(library: Library) -> Markup:
    found = biasless_losses(library)
    alone = number(library, "booleanLoss", (1, 0))
    ((_, least),) = sides(library, "expectedLoss_bestBias_boolean", [{}])
    drawing = Drawing(
        "Loss of a linear model of two Boolean features against how much of the second it reads",
        "Without a bias the loss is least where both features are read; with a bias a single feature does better.",
        350,
    )
    plot = Plot(drawing, xs=(-1, 2), ys=(0.15, 0.6))
    plot.axes("share s of the second feature", "loss", x_ticks=(-1, 0, 1, 2), y_ticks=(0.2, 0.3, 0.4, 0.5))
    plot.line(found, 0)
    plot.line([(-1, alone), (2, alone)], 1, dash="9 4")
    plot.line([(-1, least), (2, least)], 2, dash="3 4")
    entries = [(0, "", "(1, s) without a bias"), (1, "9 4", "(1, 0) without a bias"), (2, "3 4", "(1, 0) with a bias")]
    line_legend(drawing, (330, 40), entries)
    return drawing.render()


_CRITERIA = {
    "no bias": "phase_change_two_features",
    "the dropped feature biased": "phase_change_biased_drop",
    "each code with its best biases": "phase_diagram_best_bias",
}
DENSITIES = [Fraction(step, 100) for step in range(51)]


def borders(library: Library) -> dict[str, list[tuple[Fraction, Fraction]]]:
    """For each density the importance of the second feature at which both codes lose the same, by each criterion.

    Both sides of a criterion are linear in the importances, so two evaluations tell where they meet.
    """
    found: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for name, theorem in _CRITERIA.items():
        dropped = {"l": 1} if theorem == "phase_diagram_best_bias" else {}
        first, second = (
            sides(library, theorem, [{"p": density, "I": importance, **dropped} for density in DENSITIES])
            for importance in ((1, 0), (0, 1))
        )
        points: list[tuple[Fraction, Fraction]] = []
        for density, (left, right), (slope, height) in zip(DENSITIES, first, second, strict=True):
            if height > slope and left - right <= height - slope:
                points.append((density, (left - right) / (height - slope)))
        found[name] = points
    return found


def _draw_borders(library: Library) -> Markup:
    drawing = Drawing(
        "Borders between superposition and a dedicated dimension, for three choices of biases",
        "With its best biases the antipodal pair wins on more of the diagram than if only the other code has a bias.",
        350,
    )
    plot = Plot(drawing, xs=(0, 0.5), ys=(0, 1.4))
    plot.axes(
        "probability that a feature is active", "importance of the second feature", x_ticks=(0, 0.1, 0.2, 0.3, 0.4),
        y_ticks=(0, 0.25, 0.5, 0.75, 1),
    )  # fmt: skip
    dashes = ("3 4", "9 4", "")
    found = borders(library)
    for index, points in enumerate(found.values()):
        plot.line(points, index, dash=dashes[index])
    line_legend(drawing, (96, 34), [(index, dashes[index], name) for index, name in enumerate(found)])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Superposition.PhaseDiagram": (
        Figure(
            "fair-phases",
            "A fair comparison moves the border",
            "Above a line the antipodal pair beats dropping the second feature: without biases "
            "(`phase_change_two_features`), with a bias on one side (`phase_change_biased_drop`), and with the best "
            "biases on both (`phase_diagram_best_bias`).",
            _draw_borders,
        ),
    ),
    "ToyModels.Packing.ExponentialFamilies": (
        Figure(
            "exponential-signs",
            "Exponentially many directions",
            "As long as the number of sign vectors is below the line, signs of small potential are nearly orthogonal "
            "to all of them (`potentialSigns_low_coherence`), so that there is room for one more.",
            _draw_signs,
        ),
    ),
    "ToyModels.Superposition.ExpectedLoss": (
        Figure(
            "biasless",
            "Without a bias a linear model superposes",
            "Two Boolean features, on with probability 3/10, and one hidden dimension. Without a bias it pays to read "
            "both (`biasless_linear_superposes`); with the best bias (`expectedLoss_bestBias`) reading the first alone "
            "loses less.",
            _draw_biasless,
        ),
    ),
}
