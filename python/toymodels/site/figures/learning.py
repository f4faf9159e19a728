"""Learning: gradient descent on linear models."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures.figure import Figure
from toymodels.site.figures.values import number, vector
from toymodels.site.svg import Drawing, Plot, line_legend

EXAMPLES = ((1, 0, 1), (0, 1, 1))
TARGETS = (Fraction(1), Fraction(-1, 2))
START = (Fraction(0), Fraction(0), Fraction(0))
STEPS = range(9)
RATES = (Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(7, 10))


def training_errors(library: Library) -> dict[Fraction, list[tuple[int, Fraction]]]:
    """For each learning rate the squared training error after each number of steps."""
    found: dict[Fraction, list[tuple[int, Fraction]]] = {}
    for rate in RATES:
        reached = [vector(library, "gradientDescent", rate, EXAMPLES, TARGETS, START, t=step) for step in STEPS]
        errors = [vector(library, "linearError", EXAMPLES, TARGETS, each) for each in reached]
        found[rate] = [(step, number(library, "normSq", each)) for step, each in zip(STEPS, errors, strict=True)]
    return found


def _draw_descent(library: Library) -> Markup:
    drawing = Drawing(
        "Squared training error against the number of steps, at four learning rates",
        "At learning rates of at most one half the error falls; at seven tenths it grows with each step.",
        360,
    )
    largest = Fraction(5, 2)
    plot = Plot(drawing, xs=(0, max(STEPS)), ys=(0, largest))
    plot.axes("steps", "squared error", x_ticks=STEPS[::2], y_ticks=(0, 0.5, 1, 1.5, 2))
    dashes = ("", "9 4", "3 4", "12 3 3 3")
    for index, points in enumerate(training_errors(library).values()):
        plot.line([point for point in points if point[1] <= largest], index, dash=dashes[index])
    names = [f"η = {float(rate):g}" for rate in RATES]
    line_legend(drawing, (360, 60), [(index, dashes[index], name) for index, name in enumerate(names)])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Learning.Linearised": (
        Figure(
            "stable-learning-rate",
            "A stable learning rate without a spectrum",
            "Gradient descent on two examples with features of squared norm 2 each, the figure's own. Learning rates "
            "up to 2 / 4 are safe by `gradientDescent_error_le`; the largest that is safe here is 2 / 3.",
            _draw_descent,
        ),
    ),
}
