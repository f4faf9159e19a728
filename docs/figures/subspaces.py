"""Subspaces: erasing a direction, the energy that directions explain, and what rank costs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Draw, Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, bars, legend
from toymodels.site.values import Argument, Matrix, Vector, matrix, number, sides, vectors

from .planes import Plane, direction, generator, random_matrix, random_numbers

_SEED = 5
CONCEPT = (Fraction(4, 5), Fraction(3, 5))
_EACH = 14


def activations() -> tuple[tuple[Vector, ...], tuple[Vector, ...]]:
    """Two clouds of points in the plane that differ along `CONCEPT`."""
    rng = generator(_SEED)
    clouds: list[tuple[Vector, ...]] = []
    for sign in (1, -1):
        noise = [random_numbers(rng, 2, 30) for _ in range(_EACH)]
        clouds.append(
            tuple(tuple(sign * c + Fraction(2, 5) * e for c, e in zip(CONCEPT, each, strict=True)) for each in noise)
        )
    return clouds[0], clouds[1]


def erased(library: Library, points: Sequence[Vector], along: Vector = CONCEPT) -> list[Vector]:
    """The points without their part along a direction."""
    projector = matrix(library, "orthProjector", tuple((entry,) for entry in along))
    return vectors(library, "rejection", [(projector, point) for point in points])


def _draw_erasure(library: Library, degrees: int) -> Markup:
    """Before and after erasing the direction that is turned by so many degrees against `CONCEPT`."""
    c, s = direction(degrees)
    along = (c * CONCEPT[0] - s * CONCEPT[1], s * CONCEPT[0] + c * CONCEPT[1])
    drawing = Drawing(
        "Erasing a direction from activations",
        "Before, two classes of points lie apart along a direction b; after, all lie on the line at right angles to "
        f"the direction that was erased, which is turned by {degrees} degrees against b.",
        330,
    )
    for place, title in enumerate(("before", "after")):
        plane = Plane(drawing, (128 + 264 * place, 170), 122, 2)
        plane.arrow([Fraction(19, 10) * each for each in along], 5, name="b" if along == CONCEPT else "a")
        for series, points in enumerate(activations()):
            for point in erased(library, points, along) if place else points:
                drawing.marker(plane.at(point), series)
        drawing.text((128 + 264 * place, 26), title, anchor="middle", bold=True)
    legend(drawing, (118, 318), [(0, "one class")])
    legend(drawing, (300, 318), [(1, "the other class")])
    return drawing.render()


_ERASURES: dict[str, Draw] = {
    "b itself": partial(_draw_erasure, degrees=0),
    "turned by 30°": partial(_draw_erasure, degrees=30),
    "by 60°": partial(_draw_erasure, degrees=60),
    "by 90°": partial(_draw_erasure, degrees=90),
}

ORTHOGONAL = ((1, 1, 1, 1), (1, -1, 1, -1), (1, 1, -1, -1), (1, -1, -1, 1))
SIGNAL = (Fraction(7), Fraction(1), Fraction(3), Fraction(1))


def explained(library: Library) -> list[Fraction]:
    """The energy of `SIGNAL` that the first k of four orthogonal directions explain, for k from 0 to 4."""
    return [number(library, "explainedEnergy", ORTHOGONAL[:count], SIGNAL, m=4) for count in range(5)]


def _draw_bessel(library: Library) -> Markup:
    found = explained(library)
    energy = number(library, "normSq", SIGNAL)
    drawing = Drawing(
        "Energy that the first k orthogonal directions explain",
        "The explained energy grows with every direction and reaches the whole energy with the last one.",
        340,
    )
    plot = Plot(drawing, xs=(-0.6, 4.6), ys=(0, 68))
    plot.axes("number of orthogonal directions k", "explained energy", x_ticks=range(5), y_ticks=(0, 20, 40, 60))
    y = plot.y(energy)
    drawing.line((plot.left, y), (plot.right, y), stroke=Ink.ACCENT, dash="6 4", width=2)
    drawing.text((plot.left + 6, y - 8), f"all there is: x · x = {energy}", size=SMALL, fill=Ink.ACCENT)
    bars(plot, found)
    return drawing.render()


SIZE = 6
RANKS = range(1, 7)
_SAMPLES = 24


def rank_ratios(library: Library) -> list[tuple[int, Fraction]]:
    """For random matrices `B C` through d dimensions, the squared trace over the squared Frobenius norm."""
    rng = generator(_SEED)
    rows: list[dict[str, Argument]] = []
    for rank in RANKS:
        for sample in range(_SAMPLES):
            left = random_matrix(rng, SIZE, rank, 4)
            right: Matrix = tuple(zip(*left, strict=True)) if sample % 2 else random_matrix(rng, rank, SIZE, 4)
            rows.append({"d": rank, "n": SIZE, "B": left, "C": right})
    found = sides(library, "trace_sq_le_rank_mul_frobSq", rows)
    ranks = [rank for rank in RANKS for _ in range(_SAMPLES)]
    return [(rank, rank * square / bound) for rank, (square, bound) in zip(ranks, found, strict=True)]


def projector_ratios(library: Library) -> list[tuple[int, Fraction]]:
    """The same for the projectors on the first d coordinates."""
    found: list[tuple[int, Fraction]] = []
    for rank in RANKS:
        inclusion = matrix(library, "coordinateInclusion", m=rank, n=SIZE)
        product = matrix(library, "Mat.mul", inclusion, matrix(library, "Mat.transpose", inclusion))
        found.append((rank, number(library, "Mat.trace", product) ** 2 / number(library, "Mat.frobSq", product)))
    return found


def _draw_ranks(library: Library) -> Markup:
    drawing = Drawing(
        "Squared trace over squared norm of matrices of rank at most d",
        "No matrix through d dimensions lies above the diagonal; projectors lie on it.",
        370,
    )
    plot = Plot(drawing, xs=(0.5, 6.5), ys=(0, 6.6))
    plot.axes("inner dimension d", "(tr G)² / ‖G‖²", x_ticks=RANKS, y_ticks=(0, 2, 4, 6))
    plot.drawing.line(plot.at((0.5, 0.5)), plot.at((6.5, 6.5)), stroke=Ink.ACCENT, width=2)
    plot.label((3.9, 4.6), "the bound d", anchor="end", fill=Ink.ACCENT)
    found = rank_ratios(library)
    for index, (rank, ratio) in enumerate(found):
        jitter = (index % 9 - 4) / 18
        plot.points([(rank + jitter, ratio)], 1 if index % 2 else 0, size=4)
    plot.points(projector_ratios(library), 2, size=7)
    legend(drawing, (90, 62), [(0, "random B C"), (1, "random B Bᵀ"), (2, "projectors")])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Foundations.Projection": (
        Figure(
            "erasure",
            "An erasure before and after",
            "Two classes of activations differ along a direction b. Taking away the orthogonal projection on b "
            "(`rejection` of `orthProjector`) leaves nothing along b, by `orthProjector_mulVec_column`, so no "
            "linear probe along b can tell the classes apart. Erasing another direction a leaves them apart. The "
            "points are the figure's own.",
            _ERASURES["b itself"],
            "Direction that is erased",
            _ERASURES,
        ),
    ),
    "ToyModels.Packing.Bessel": (
        Figure(
            "bessel",
            "Explained energy adds up, and never to more than there is",
            "Each orthogonal direction explains a share of the vector `x = (7, 1, 3, 1)`. `bessel_inequality` caps "
            "the sum; four directions in four dimensions reach the cap.",
            _draw_bessel,
        ),
    ),
    "ToyModels.Foundations.TraceLemma": (
        Figure(
            "trace-and-rank",
            "A large trace needs dimensions",
            "Matrices that factor through d dimensions stay below the line of `trace_sq_le_rank_mul_frobSq`. "
            "Projectors are on it: they are the best approximations of the identity. The random matrices are the "
            "figure's own.",
            _draw_ranks,
        ),
    ),
}
