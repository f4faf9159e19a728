"""Representations: erasing a concept, steering, and features on a circle."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, heat_map, legend, line_legend
from toymodels.site.values import Matrix, Vector, matrix, members, sides, vector

from .planes import direction, generator, random_units

EVEN = (Fraction(1, 6),) * 6
SOLUTION = ((Fraction(1, 4),), (Fraction(-1, 4),))
INVERSE = ((Fraction(12),),)


def erased(library: Library) -> tuple[Matrix, Matrix, Matrix]:
    """Six points, what LEACE makes of them, and what ablating the difference of the class means makes of them."""
    points = matrix(library, "sixPoints")
    labels = tuple((Fraction(int(each)),) for each in members(library, "lastThree"))
    least = tuple(vector(library, "leace", EVEN, points, labels, SOLUTION, INVERSE, point) for point in points)
    means = [vector(library, "classMean", EVEN, points, members(library, "lastThree"))]
    means.append(vector(library, "classMean", EVEN, points, [not each for each in members(library, "lastThree")]))
    ablation = matrix(library, "ablation", tuple(a - b for a, b in zip(*means, strict=True)))
    return points, least, tuple(vector(library, "Mat.mulVec", ablation, point) for point in points)


def _draw_erased(library: Library) -> Markup:
    points, least, ablated = erased(library)
    labels = members(library, "lastThree")
    drawing = Drawing(
        "Six points of two classes, erased in two ways",
        "LEACE moves the points to the diagonal; ablation moves them to the vertical axis, on the whole further.",
        350,
        width=640,
    )
    for place, (name, moved) in enumerate((("LEACE", least), ("ablation", ablated))):
        plot = Plot(drawing, xs=(-2.6, 2.6), ys=(-2.6, 2.6), left=40 + 310 * place, right=300 + 310 * place, bottom=290)
        plot.axes("", "", x_ticks=range(-2, 3), y_ticks=range(-2, 3))
        change = sum(
            ((a - b) ** 2 for old, new in zip(points, moved, strict=True) for a, b in zip(old, new, strict=True)),
            Fraction(0),
        )
        drawing.text((plot.left, plot.top - 14), f"{name}: mean squared change {change / 6}", size=SMALL)
        for old, new, is_on in zip(points, moved, labels, strict=True):
            if old != new:
                drawing.arrow(plot.at((old[0], old[1])), plot.at((new[0], new[1])), stroke=Ink.MUTED)
            plot.points([(old[0], old[1])], int(is_on))
    legend(drawing, (60, 342), [(0, "outside the class")])
    legend(drawing, (220, 342), [(1, "in the class")])
    return drawing.render()


READOUT = (Fraction(2), Fraction(1))
SHIFT = Fraction(5)
ALTERNATIVES = (Fraction(-1), Fraction(1, 2), Fraction(1))


def steering(library: Library) -> tuple[Vector, list[Vector]]:
    """The shortest vector with an effect of five, and others with the same effect."""
    least = vector(library, "steeringVector", READOUT, SHIFT)
    return least, [(least[0] - READOUT[1] * share, least[1] + READOUT[0] * share) for share in ALTERNATIVES]


def _draw_steering(library: Library) -> Markup:
    least, others = steering(library)
    drawing = Drawing(
        "Steering vectors with the same effect on a read-out",
        "All end on one line, at right angles to the read-out; the shortest is along the read-out.",
        480,
        width=440,
    )
    plot = Plot(drawing, xs=(-0.5, 4), ys=(-1.5, 3.5), left=40, right=400, bottom=434)
    plot.axes("", "", x_ticks=range(5), y_ticks=range(-1, 4))
    ends = [
        (least[0] - READOUT[1] * share, least[1] + READOUT[0] * share) for share in (Fraction(-6, 5), Fraction(6, 5))
    ]
    plot.line(ends, 2, dash="8 4")
    origin = plot.at((0, 0))
    for other in others:
        drawing.arrow(origin, plot.at((other[0], other[1])), stroke=Ink.MUTED)
    drawing.arrow(origin, plot.at((least[0], least[1])), stroke=Ink.SERIES[0])
    plot.label((least[0], least[1]), "shortest", dx=10, dy=-6)
    return drawing.render()


COUNT = 12


def circle(library: Library) -> Matrix:
    """The Gram matrix of twelve features, each a rotation by nearly thirty degrees away from the last."""
    c, s = direction(360 / COUNT)
    turn = matrix(library, "Mat.ofTwo", c, -s, s, c)
    features = tuple(vector(library, "orbit", turn, (Fraction(1), Fraction(0)), t=step) for step in range(COUNT))
    return matrix(library, "gram", features)


def _draw_circle(library: Library) -> Markup:
    drawing = Drawing(
        "The Gram matrix of twelve features on a circle",
        "Its entries are the same along each diagonal.",
        370,
        width=380,
    )
    heat_map(drawing, (10, 10), 29, circle(library), numbers=False)
    return drawing.render()


ANGLES = range(0, 181, 5)
FIRST = (Fraction(1), Fraction(0))


def twice(library: Library) -> list[tuple[int, Fraction, Fraction]]:
    """What is left along the first axis of a diagonal vector, if that axis and another direction are ablated in turn.

    For each angle of the other direction: after one round of both ablations, and after a second round.
    """
    found: list[tuple[int, Fraction, Fraction]] = []
    for angle in ANGLES:
        first, second = matrix(library, "ablation", FIRST), matrix(library, "ablation", direction(angle))
        once = matrix(library, "Mat.mul", second, first)
        rounds = (once, matrix(library, "Mat.mul", once, once))
        left = [vector(library, "Mat.mulVec", each, (Fraction(1), Fraction(1)))[0] for each in rounds]
        found.append((angle, left[0], left[1]))
    return found


def _draw_twice(library: Library) -> Markup:
    drawing = Drawing(
        "What comes back along an ablated axis if a second direction is ablated after it",
        "Nothing does at 0, 90 and 180 degrees; in between something does, and less after a second round.",
        350,
    )
    plot = Plot(drawing, xs=(0, 180), ys=(-0.6, 0.6))
    plot.axes("angle of the second direction, in degrees", "first coordinate", x_ticks=range(0, 181, 45), y_ticks=(0,))
    found = twice(library)
    plot.line([(angle, once) for angle, once, _ in found], 0)
    plot.line([(angle, again) for angle, _, again in found], 1, dash="9 4")
    line_legend(drawing, (400, 56), [(0, "", "after one round"), (1, "9 4", "after two")])
    return drawing.render()


DIMENSION = 3
SIZES = range(DIMENSION, 11)
DRAWS = 6


def side_effects(library: Library) -> tuple[list[tuple[int, Fraction]], list[tuple[int, Fraction]]]:
    """Both sides of the bound on side effects, over the dimension: of random unit vectors, and the least possible."""
    rng = generator(5)
    families = [(n, random_units(rng, n, DIMENSION)) for n in SIZES for _ in range(DRAWS)]
    found = [
        sides(library, "steering_total_side_effect_ge", [{"n": n, "m": DIMENSION, "R": family, "W": family}])[0]
        for n, family in families
    ]
    least = {n: bound / (n * DIMENSION) for (n, _), (bound, _) in zip(families, found, strict=True)}
    return [(n, total / (n * DIMENSION)) for (n, _), (_, total) in zip(families, found, strict=True)], list(
        least.items()
    )


def _draw_side_effects(library: Library) -> Markup:
    drawing = Drawing(
        "The mean ratio of side effects to effects of random directions in space, against their number",
        "All random families lie above the line n / 3 minus one, which no directions can go below.",
        360,
    )
    found, least = side_effects(library)
    plot = Plot(drawing, xs=(2, 11), ys=(0, 4))
    plot.axes("number of directions", "mean ratio", x_ticks=range(3, 11), y_ticks=range(5))
    plot.points([point for point in found if point[1] <= 4], 0, size=4)
    plot.line(least, 1)
    line_legend(drawing, (90, 60), [(1, "", "least possible in three dimensions")])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Representation.Erasure": (
        Figure(
            "least-squares-erasure",
            "Two ways of erasing a class",
            "The six points of `leace_example`. Both maps make the class means agree, so that no linear probe can tell "
            "the classes apart; LEACE changes the points least (`leace_optimal`), because it replaces the first "
            "coordinate by what the second says about it.",
            _draw_erased,
        ),
    ),
    "ToyModels.Representation.Steering": (
        Figure(
            "steering",
            "The cheapest steering vector",
            "Vectors that move the read-out along (2, 1) by five, the figure's own. The shortest of them is along the "
            "read-out itself: `steering_min_norm`.",
            _draw_steering,
        ),
    ),
    "ToyModels.Representation.ErasureLaws": (
        Figure(
            "ablated-twice",
            "Once is enough, but not for two",
            "One ablation repeated changes nothing more (`ablation_idempotent`). Two in turn are not a projection "
            "unless the directions are parallel or orthogonal: the second brings back part of what the first took away "
            "(`ablations_commute_iff`).",
            _draw_twice,
        ),
    ),
    "ToyModels.Representation.SideEffects": (
        Figure(
            "side-effects",
            "The price of a clean effect",
            "Random unit vectors in three dimensions, each used for reading and for steering. The mean ratio of "
            "squared side effects to squared effects is at least n / 3 − 1, by `steering_total_side_effect_ge`.",
            _draw_side_effects,
        ),
    ),
    "ToyModels.Representation.Symmetry": (
        Figure(
            "circular-features",
            "Features on a circle",
            "The inner products of twelve features, each a rotation of the one before, like months. They depend on the "
            "number of steps between two features only: `dot_orbit_add`.",
            _draw_circle,
        ),
    ),
}
