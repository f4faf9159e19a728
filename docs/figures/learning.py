"""Learning: gradient descent on linear models, degenerate parameters, and what a step conserves."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import Drawing, Plot, line_legend
from toymodels.site.values import matrix, number, vector

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
        "At learning rates of at most one half the error falls; at seven tenths it falls at first and then grows.",
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


RAY = [Fraction(step, 20) for step in range(29)]
FEATURES = 3
LOSSES = 4


def ladder(library: Library) -> dict[int, list[tuple[Fraction, Fraction]]]:
    """The loss of three features in the plane, of which one or two have grown to the size t."""
    found: dict[int, list[tuple[Fraction, Fraction]]] = {}
    for stored in (1, 2):
        rows = [[Fraction(int(i == a and i < stored)) for a in range(2)] for i in range(FEATURES)]
        losses = [number(library, "tiedLoss", matrix(library, "Mat.smul", t, rows)) for t in RAY]
        found[stored] = list(zip(RAY, losses, strict=True))
    return found


def _draw_ladder(library: Library) -> Markup:
    drawing = Drawing(
        "The loss of three features in the plane, as one or two of them grow",
        "Both curves start flat at 3; at size one they have their minima, 2 and 1.",
        360,
    )
    plot = Plot(drawing, xs=(0, 1.4), ys=(0, LOSSES))
    plot.axes("size t of the stored features", "loss", x_ticks=(0, 0.5, 1), y_ticks=range(LOSSES + 1))
    dashes = ("", "9 4")
    for index, points in enumerate(ladder(library).values()):
        plot.line([point for point in points if point[1] <= LOSSES], index, dash=dashes[index])
        plot.points([point for point in points if point[0] in (0, 1)], index)
    line_legend(drawing, (90, 250), [(0, "", "one feature grows"), (1, "9 4", "two features grow")])
    return drawing.render()


RATES_OF_A_STEP = [Fraction(step, 20) for step in range(21)]
WEIGHTS = (Fraction(1), Fraction(2))


def drift(library: Library) -> list[tuple[Fraction, Fraction]]:
    """The balance of the weights 1 and 2 after a step, for many rates, if their product has the gradient 1."""
    first, second, gradient = [[WEIGHTS[0]]], [[WEIGHTS[1]]], [[Fraction(1)]]
    slopes = matrix(library, "firstGradient", second, gradient), matrix(library, "secondGradient", first, gradient)
    found: list[tuple[Fraction, Fraction]] = []
    for rate in RATES_OF_A_STEP:
        steps = [matrix(library, "Mat.smul", rate, slope) for slope in slopes]
        moved = [matrix(library, "Mat.sub", old, step) for old, step in zip((first, second), steps, strict=True)]
        found.append((rate, matrix(library, "balance", *moved)[0][0]))
    return found


def _draw_drift(library: Library) -> Markup:
    drawing = Drawing(
        "The balance of two weights after one step, against the learning rate",
        "It starts at minus three with slope zero and rises with the square of the rate.",
        340,
    )
    plot = Plot(drawing, xs=(0, 1), ys=(-3.5, 0.5))
    plot.axes("learning rate η", "W₁² − W₂² after a step", x_ticks=(0, 0.25, 0.5, 0.75, 1), y_ticks=range(-3, 1))
    plot.line(drift(library), 0)
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
    "ToyModels.Learning.Degeneracy": (
        Figure(
            "ladder-of-losses",
            "The ladder of losses of the linear model",
            "Three features in the plane: along a ray the loss leaves its plateau with the square of the size "
            "(`tiedLoss_ray`), and at a critical point it is three minus the number of features stored "
            "(`tied_critical_loss`).",
            _draw_ladder,
        ),
    ),
    "ToyModels.Learning.GradientDescent": (
        Figure(
            "balance-drift",
            "Balance drifts with the square of the rate",
            "Two weights, 1 and 2, whose product has the gradient 1. A step of gradient descent changes the difference "
            "of their squares by η² times that of their gradients: `balancedness_discrete_drift`.",
            _draw_drift,
        ),
    ),
}
