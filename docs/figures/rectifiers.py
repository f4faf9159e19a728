"""Rectifiers: what they compute, what they hide, and the basis that they single out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, heat_map, line_legend
from toymodels.site.values import (
    Argument,
    Matrix,
    Vector,
    matrix,
    numbers,
    sides,
    vector,
    vectors,
)

from .planes import Plane, direction

ABSCISSAE = [Fraction(step, 4) for step in range(-8, 9)]


def halves(library: Library) -> list[tuple[Fraction, Fraction, Fraction]]:
    """A number, its positive part and its negative part, as two rectifiers see them."""
    positive = numbers(library, "relu", [(x,) for x in ABSCISSAE])
    negative = numbers(library, "relu", [(-x,) for x in ABSCISSAE])
    return list(zip(ABSCISSAE, positive, negative, strict=True))


def _draw_relu(library: Library) -> Markup:
    found = halves(library)
    drawing = Drawing(
        "A rectifier and its mirror image",
        "One passes what is positive, the other what is negative; where one is active the other is silent.",
        340,
    )
    plot = Plot(drawing, xs=(-2, 2), ys=(-2, 2.1))
    plot.axes("x", "", x_ticks=(-2, -1, 0, 1, 2), y_ticks=(-2, -1, 0, 1, 2))
    plot.line([(x, x) for x, _, _ in found], 3, dash="2 4")
    plot.line([(x, positive) for x, positive, _ in found], 0, width=3.5)
    plot.line([(x, negative) for x, _, negative in found], 1, dash="8 4", width=3)
    entries = [(0, "", "relu x"), (1, "8 4", "relu (−x)"), (3, "2 4", "their difference: x")]
    line_legend(drawing, (300, 214), entries)
    return drawing.render()


_GATES = (("and", "relu_and_of_bool"), ("or", "relu_or_of_bool"), ("xor", "relu_xor_of_bool"))


def gates(library: Library) -> dict[str, Matrix]:
    """The outputs of the three circuits on two Boolean inputs, a table each."""
    inputs = [(first, second) for first in (False, True) for second in (False, True)]
    found: dict[str, Matrix] = {}
    for name, theorem in _GATES:
        rows: list[dict[str, Argument]] = [{"S": each} if name == "xor" else {"n": 2, "S": each} for each in inputs]
        outputs = [left for left, _ in sides(library, theorem, rows)]
        found[name] = (tuple(outputs[:2]), tuple(outputs[2:]))
    return found


def modulus(library: Library) -> list[tuple[Fraction, Fraction]]:
    """The sum of the two rectifiers: the absolute value."""
    rows: list[dict[str, Argument]] = [{"x": x} for x in ABSCISSAE]
    return [(x, left) for x, (left, _) in zip(ABSCISSAE, sides(library, "abs_eq_relu_add_relu_neg", rows), strict=True)]


def _draw_circuits(library: Library) -> Markup:
    drawing = Drawing(
        "The absolute value from two rectifiers, and three logic gates",
        "Two rectifiers add up to the absolute value; one or two of them compute and, or and exclusive or.",
        450,
    )
    plot = Plot(drawing, xs=(-2, 2), ys=(0, 2.1), top=30, bottom=180)
    plot.axes("x", "relu x + relu (−x)", x_ticks=(-2, -1, 0, 1, 2), y_ticks=(0, 1, 2))
    plot.line(modulus(library), 0, width=3)
    for place, (name, table) in enumerate(gates(library).items()):
        x = 52 + 172 * place
        drawing.text((x + 49, 272), name, anchor="middle", bold=True)
        heat_map(drawing, (x, 306), 50, table)
        for index in range(2):
            drawing.text((x + 24 + 50 * index, 300), str(index), size=SMALL, anchor="middle", fill=Ink.MUTED)
            drawing.text((x - 8, 336 + 50 * index), str(index), size=SMALL, anchor="end", fill=Ink.MUTED)
    drawing.text((260, 436), "rows: first input; columns: second input", size=SMALL, anchor="middle", fill=Ink.MUTED)
    return drawing.render()


def outputs(library: Library) -> tuple[Matrix, Matrix]:
    """What the antipodal axes of the plane answer to each single active feature, without and with the rectifier."""
    family = matrix(library, "antipodalAxes", m=2)
    inputs = matrix(library, "Mat.one", n=len(family))
    none = (Fraction(0),) * len(family)
    rectified: list[Vector] = [vector(library, "reluModel", family, none, each) for each in inputs]
    return matrix(library, "gram", family), tuple(rectified)


def _draw_model(library: Library) -> Markup:
    drawing = Drawing(
        "Four features in two dimensions, read without and with a rectifier",
        "Without the rectifier each feature suppresses its partner; with it the answers are exactly the inputs.",
        300,
    )
    for place, (title, answers) in enumerate(
        zip(("linear read-out", "after the rectifier"), outputs(library), strict=True)
    ):
        x = 20 + 262 * place
        drawing.text((x + 109, 26), title, anchor="middle", bold=True)
        heat_map(drawing, (x, 42), 55, answers, largest=1)
    drawing.text(
        (260, 286), "rows: the active feature; columns: the answers", size=SMALL, anchor="middle", fill=Ink.MUTED
    )
    return drawing.render()


DEGREES = range(0, 361, 5)
TURN = 30


def images(library: Library) -> tuple[list[Vector], list[Vector]]:
    """What a rectifier makes of the unit circle, in the standard basis and in one turned by 30 degrees."""
    (a, b), (c, d) = direction(TURN), direction(TURN + 90)
    turn = matrix(library, "Mat.ofTwo", a, b, c, d)
    back = matrix(library, "Mat.transpose", turn)
    circle = [(direction(degrees),) for degrees in DEGREES]
    plain = vectors(library, "reluVec", circle)
    turned = vectors(library, "Mat.mulVec", [(turn, *point) for point in circle])
    rectified = vectors(library, "reluVec", [(point,) for point in turned])
    returned = vectors(library, "Mat.mulVec", [(back, point) for point in rectified])
    return plain, returned


def _draw_basis(library: Library) -> Markup:
    drawing = Drawing(
        "What a rectifier makes of the unit circle in two bases",
        "In the standard basis the image is a quarter of the circle with the axes; in a turned basis it is turned.",
        290,
    )
    titles = ("in the standard basis", f"in a basis turned by {TURN}°")
    for place, (title, image) in enumerate(zip(titles, images(library), strict=True)):
        plane = Plane(drawing, (125 + 270 * place, 170), 110, 1.25)
        drawing.text((125 + 270 * place, 34), title, size=SMALL, anchor="middle", bold=True)
        plane.circle()
        drawing.polyline([plane.at(point) for point in image], stroke=Ink.SERIES[place], width=4)
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Superposition.Relu": (
        Figure(
            "relu",
            "Two rectifiers hold one number",
            "A number is the difference of what two rectifiers pass (`relu_sub_relu_neg`). Read the other way, one "
            "dimension holds two features that are never active together: `relu_antipodal_exact`.",
            _draw_relu,
        ),
    ),
    "ToyModels.Superposition.ReluCircuits": (
        Figure(
            "relu-circuits",
            "Small circuits of rectifiers",
            "The absolute value needs two rectifiers (`abs_eq_relu_add_relu_neg`, `abs_not_single_relu`). Gates on "
            "Boolean inputs need one or two: `relu_and_of_bool`, `relu_or_of_bool`, `relu_xor_of_bool`.",
            _draw_circuits,
        ),
    ),
    "ToyModels.Superposition.ReluModel": (
        Figure(
            "relu-model",
            "The rectifier hides negative interference",
            "The features ±e₁, ±e₂, one active at a time. A linear read-out answers −1 at the opposite feature; "
            "`reluModel` answers exactly what was put in, as `reluModel_smul_basisVec` and "
            "`relu_onesparse_antipodalAxes` say.",
            _draw_model,
        ),
    ),
    "ToyModels.Superposition.PrivilegedBasis": (
        Figure(
            "privileged-basis",
            "A rectifier singles out a basis",
            "Rectifying in another basis does something else: a rotation commutes with the rectifier only if it "
            "permutes the axes (`relu_equivariant_orthogonal_is_perm`). The bottleneck of the toy models has no "
            "such basis (`bottleneck_no_privileged_basis`).",
            _draw_basis,
        ),
    ),
}
