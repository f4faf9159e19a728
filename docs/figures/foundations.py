"""The foundations: order, sums, vectors and matrices, each by one picture of what it is used for."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, fraction_text, heat_map, line_legend
from toymodels.site.values import Matrix, Vector, hypothesis_sides, matrix, number, sides, vectors

from .planes import Plane, direction

SLOPE = Fraction(1)
ABSCISSAE = [Fraction(step, 20) for step in range(-10, 31)]


def squares_and_multiples(library: Library) -> list[tuple[Fraction, Fraction, Fraction]]:
    """For each number a, both sides of the hypothesis `a² ≤ c a` of `le_of_sq_le_mul`, at c = 1."""
    found = hypothesis_sides(library, "le_of_sq_le_mul", "h", [{"a": a, "c": SLOPE} for a in ABSCISSAE])
    return [(a, left, right) for a, (left, right) in zip(ABSCISSAE, found, strict=True)]


def _draw_order(library: Library) -> Markup:
    found = squares_and_multiples(library)
    drawing = Drawing(
        "The square of a number and a multiple of it",
        "The parabola a² lies below the line c a only between zero and c.",
        350,
    )
    plot = Plot(drawing, xs=(-0.5, 1.5), ys=(-0.5, 2.25))
    left, right = plot.x(0), plot.x(SLOPE)
    drawing.rect((left, plot.top), (right - left, plot.bottom - plot.top), fill=Ink.GOOD, opacity=0.16)
    plot.axes("a", "", x_ticks=(0, 1), x_names=("0", "c"), y_ticks=(0, 1, 2))
    plot.line([(a, square) for a, square, _ in found], 0)
    plot.line([(a, multiple) for a, _, multiple in found], 1, dash="8 4")
    line_legend(drawing, (80, 58), [(0, "", "a²"), (1, "8 4", "c a")])
    drawing.text(((left + right) / 2, plot.bottom - 14), "a² ≤ c a", size=SMALL, anchor="middle", fill=Ink.GOOD)
    return drawing.render()


DEGREES = range(0, 181, 3)
FIXED = (Fraction(3, 2), Fraction(0))


def cauchy_schwarz(library: Library) -> list[tuple[int, Fraction, Fraction, Fraction]]:
    """For each angle: both sides of the Cauchy-Schwarz inequality, and half of Lagrange's double sum."""
    rows = [{"n": 2, "f": FIXED, "g": direction(degrees)} for degrees in DEGREES]
    bounds = sides(library, "sum_mul_sq_le", rows)
    lagrange = sides(library, "lagrange_identity", rows)
    return [
        (degrees, left, right, double / 2)
        for degrees, (left, right), (double, _) in zip(DEGREES, bounds, lagrange, strict=True)
    ]


def _draw_sums(library: Library) -> Markup:
    found = cauchy_schwarz(library)
    drawing = Drawing(
        "The Cauchy-Schwarz inequality as the angle between two vectors varies",
        "The squared product reaches its bound when the vectors are parallel; what it lacks is half of Lagrange's sum.",
        350,
    )
    plot = Plot(drawing, xs=(0, 180), ys=(0, 2.9))
    ticks = (0, 45, 90, 135, 180)
    names = [f"{tick}°" for tick in ticks]
    plot.axes("angle between f and g", "", x_ticks=ticks, x_names=names, y_ticks=(0, 1, 2))
    for index, dash in enumerate(("", "8 4", "3 4")):
        plot.line([(row[0], row[1 + index]) for row in found], index, dash=dash)
    entries = [(0, "", "(Σ fᵢ gᵢ)²"), (1, "8 4", "Σ fᵢ² Σ gᵢ²"), (2, "3 4", "½ ΣΣ (fᵢ gⱼ − fⱼ gᵢ)²")]
    line_legend(drawing, (62, 20), entries[:2], gap=22)
    line_legend(drawing, (270, 20), entries[2:])
    return drawing.render()


FAMILY = ((Fraction(1), Fraction(0)), (Fraction(3, 5), Fraction(4, 5)))
TURNS = range(0, 361, 6)


def combinations(library: Library) -> list[Vector]:
    """The linear combinations of two unit vectors with coefficients on the unit circle."""
    rows = [(direction(degrees), FAMILY) for degrees in TURNS]
    return vectors(library, "lincomb", rows)


def _draw_vectors(library: Library) -> Markup:
    drawing = Drawing(
        "Coefficients on a circle and the vectors that they combine to",
        "Two features that are not orthogonal turn the circle into an ellipse: some combinations grow, others shrink.",
        330,
    )
    left, right = Plane(drawing, (124, 168), 112, 1.6), Plane(drawing, (394, 168), 112, 1.6)
    drawing.text((124, 26), "coefficients c", anchor="middle", bold=True)
    drawing.text((394, 26), "Σ cᵢ Vᵢ", anchor="middle", bold=True)
    drawing.polyline([left.at(direction(degrees)) for degrees in TURNS], stroke=Ink.SERIES[2])
    drawing.polyline([right.at(point) for point in combinations(library)], stroke=Ink.SERIES[2])
    for index, vector in enumerate(FAMILY):
        left.arrow(matrix(library, "Mat.one", n=2)[index], index, name=("e₁", "e₂")[index])
        right.arrow(vector, index, name=("V₁", "V₂")[index])
    for series, degrees in ((3, 45), (4, 135)):
        coefficients = direction(degrees)
        (image,) = vectors(library, "lincomb", [(coefficients, FAMILY)])
        size = number(library, "normSq", image)
        drawing.marker(left.at(coefficients), series, size=6)
        drawing.marker(right.at(image), series, size=6)
        drawing.text(
            (394, 302 + 20 * (series - 3)), f"‖Σ cᵢ Vᵢ‖² = {float(size):.2f} at {degrees}°", size=SMALL, anchor="middle"
        )
    return drawing.render()


LEFT = ((1, 2), (0, -1), (3, 1))
RIGHT = ((2, 0, 1), (-1, 1, 1))


def products(library: Library) -> tuple[Matrix, Matrix]:
    """`A B` and `B A` for a matrix of three rows and one of three columns."""
    return matrix(library, "Mat.mul", LEFT, RIGHT), matrix(library, "Mat.mul", RIGHT, LEFT)


def _draw_traces(library: Library) -> Markup:
    drawing = Drawing(
        "The products A B and B A, and their equal traces",
        "The products differ in size and entries, but the sums of their diagonals agree.",
        300,
    )
    for (x, cell), name, product in zip(((60, 60), (330, 60)), ("A B", "B A"), products(library), strict=True):
        side = cell * len(product)
        top = 60 + (180 - side) / 2
        drawing.text((x + side / 2, 36), name, anchor="middle", bold=True)
        heat_map(drawing, (x, top), cell, product)
        for place in range(len(product)):
            drawing.rect((x + cell * place, top + cell * place), (cell - 2, cell - 2), stroke=Ink.ACCENT, width=3)
        trace = number(library, "Mat.trace", product)
        terms = " + ".join(str(product[place][place]) for place in range(len(product))).replace("+ -", "− ")
        drawing.text((x + side / 2, 274), f"tr = {terms} = {trace}".replace("-", "−"), anchor="middle")
    return drawing.render()


CENTRES = [Fraction(step, 40) for step in range(41)]
CHANCES = (Fraction(1, 10), Fraction(3, 10), Fraction(1, 2))


def mean_squares(library: Library) -> dict[Fraction, list[tuple[Fraction, Fraction]]]:
    """For features that are one with a given probability and else zero: the mean square around each centre."""
    values = (Fraction(1), Fraction(0))
    found: dict[Fraction, list[tuple[Fraction, Fraction]]] = {}
    for chance in CHANCES:
        rows = [{"K": 2, "p": (chance, 1 - chance), "f": values, "c": centre} for centre in CENTRES]
        around = sides(library, "expectation_sq_sub", rows)
        found[chance] = [(centre, left) for centre, (left, _) in zip(CENTRES, around, strict=True)]
    return found


def _draw_probability(library: Library) -> Markup:
    drawing = Drawing(
        "The mean square of three features around a centre, as the centre varies",
        "Each parabola is lowest at the mean of the feature, and there it is the variance.",
        350,
    )
    plot = Plot(drawing, xs=(0, 1), ys=(0, 1))
    plot.axes("centre c", "E (x − c)²", x_ticks=(0, 0.25, 0.5, 0.75, 1), y_ticks=(0, 0.25, 0.5, 0.75, 1))
    dashes = ("", "9 4", "3 4")
    for index, (chance, points) in enumerate(mean_squares(library).items()):
        plot.line(points, index, dash=dashes[index])
        variance = number(library, "variance", (chance, 1 - chance), (Fraction(1), Fraction(0)))
        plot.points([(chance, variance)], index, size=6)
    names = [f"on with probability {fraction_text(chance)}" for chance in CHANCES]
    line_legend(drawing, (96, 40), [(index, dashes[index], name) for index, name in enumerate(names)])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Foundations.OrderedField": (
        Figure(
            "order",
            "From a square to a bound",
            "Where `a² ≤ c a` for a `c ≥ 0`, a itself is at most c: this is `le_of_sq_le_mul`. It is how capacities "
            "come to add up to no more than the dimension (`sum_capacity_le_dim_untied`).",
            _draw_order,
        ),
    ),
    "ToyModels.Foundations.Sum": (
        Figure(
            "cauchy-schwarz",
            "Cauchy-Schwarz, and what it lacks",
            "The squared sum of products stays below the product of the sums of squares (`sum_mul_sq_le`); the gap "
            "is exactly half of the double sum in `lagrange_identity`, which vanishes when f and g are parallel.",
            _draw_sums,
        ),
    ),
    "ToyModels.Foundations.Vector": (
        Figure(
            "combinations",
            "Features that overlap distort what they carry",
            "Coefficients of length one become an ellipse of activations: by `normSq_lincomb` their squared length "
            "is the quadratic form of the Gram matrix, here between 0.4 and 1.6.",
            _draw_vectors,
        ),
    ),
    "ToyModels.Foundations.Probability": (
        Figure(
            "mean-squares",
            "The mean is the best constant",
            "Features that are on or off. Around any centre the mean square is the variance plus a square "
            "(`expectation_sq_sub`), so it is least at the mean: what an output that ignores the feature has to pay.",
            _draw_probability,
        ),
    ),
    "ToyModels.Foundations.Matrix": (
        Figure(
            "trace",
            "A B and B A have the same trace",
            "A 3 × 2 and a 2 × 3 matrix, multiplied both ways. The diagonals add up to the same number, by "
            "`Mat.trace_mul_comm`: this is how a sum over features becomes a sum over dimensions.",
            _draw_traces,
        ),
    ),
}
