"""Wider theories in their smallest form: joint values, coarse-graining, free energies, and noisy steps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import Drawing, Plot, line_legend
from toymodels.site.values import Vector, number, sides, vector

from .planes import direction

ANGLES = range(0, 91, 3)
AXES = ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)))
VALUES = Fraction(4)


def correlations(library: Library) -> list[tuple[int, Fraction, Fraction]]:
    """For each angle of the second pair of directions from the first axis, the squared combination and its bound."""
    pairs = [direction(angle) for angle in ANGLES]
    rows = [{"m": 2, "a": AXES[0], "a'": AXES[1], "b": (c, s), "b'": (c, -s)} for c, s in pairs]
    found = sides(library, "chsh_tsirelson_sq", rows)
    return [(angle, *each) for angle, each in zip(ANGLES, found, strict=True)]


def _draw_correlations(library: Library) -> Markup:
    drawing = Drawing(
        "The squared combination of four correlations, for four unit vectors in the plane",
        "Between the angles of 0 and 90 degrees the square is above 4, and at 45 degrees it touches 8.",
        360,
    )
    plot = Plot(drawing, xs=(0, 90), ys=(0, 9))
    plot.axes("angle of b and of b' from a, in degrees", "square", x_ticks=range(0, 91, 15), y_ticks=range(0, 9, 2))
    found = correlations(library)
    plot.line([(angle, square) for angle, square, _ in found], 0)
    plot.line([(angle, bound) for angle, _, bound in found], 1, dash="9 4")
    plot.line([(ANGLES[0], VALUES), (ANGLES[-1], VALUES)], 2, dash="3 4")
    entries = [(0, "", "directions"), (1, "9 4", "bound for directions"), (2, "3 4", "bound for joint values")]
    line_legend(drawing, (230, 230), entries)
    return drawing.render()


WEIGHTS = ((Fraction(19), Fraction(1)), (Fraction(9), Fraction(1)), (Fraction(3), Fraction(1)))
JOINED = range(1, 17)


def couplings(library: Library) -> list[list[tuple[int, Fraction]]]:
    """For each pair of weights of neighbours the coupling after each number of steps is joined into one."""
    found: list[list[tuple[int, Fraction]]] = []
    for pair in WEIGHTS:
        joined = [
            [number(library, name, *pair, k=steps) for name in ("isingEqual", "isingUnequal")] for steps in JOINED
        ]
        found.append([(k, number(library, "isingCoupling", *each)) for k, each in zip(JOINED, joined, strict=True)])
    return found


def _draw_couplings(library: Library) -> Markup:
    drawing = Drawing(
        "The coupling of neighbours in a chain, against the number of steps that are joined into one",
        "From nine tenths, four fifths and one half the coupling falls towards zero as its own powers do.",
        360,
    )
    plot = Plot(drawing, xs=(0, max(JOINED)), ys=(0, 1))
    plot.axes("steps joined into one", "coupling", x_ticks=range(0, 17, 4), y_ticks=(0, 0.25, 0.5, 0.75, 1))
    dashes = ("", "9 4", "3 4")
    for index, points in enumerate(couplings(library)):
        plot.line(points, index, dash=dashes[index])
        plot.points([point for point in points if point[0] in (1, 2, 4, 8, 16)], index)
    names = [f"weights {u} and {v}" for u, v in WEIGHTS]
    line_legend(drawing, (330, 60), [(index, dashes[index], name) for index, name in enumerate(names)])
    return drawing.render()


TEMPERATURES = (Fraction(1, 2), Fraction(1), Fraction(2))
EVEN = (Fraction(1, 2), Fraction(1, 2))
ENERGIES = (Fraction(0), Fraction(1))
SHARES = [Fraction(step, 20) for step in range(21)]


def free_energies(
    library: Library,
) -> dict[Fraction, tuple[list[tuple[Fraction, Fraction]], tuple[Fraction, Fraction]]]:
    """For each temperature the free energy of each share of the low state, and where it is least."""
    found: dict[Fraction, tuple[list[tuple[Fraction, Fraction]], tuple[Fraction, Fraction]]] = {}
    for heat in TEMPERATURES:

        def energy(weights: Vector, heat: Fraction = heat) -> Fraction:
            return number(library, "quadraticFreeEnergy", heat, EVEN, ENERGIES, weights)

        best = vector(library, "quadraticGibbs", heat, EVEN, ENERGIES)
        found[heat] = [(share, energy((share, 1 - share))) for share in SHARES], (best[0], energy(best))
    return found


def _draw_free_energies(library: Library) -> Markup:
    drawing = Drawing(
        "The free energy of two states against the share of the lower one, at three temperatures",
        "Each curve is a parabola; the colder it is the nearer its lowest point is to the share one.",
        360,
    )
    plot = Plot(drawing, xs=(0, 1), ys=(0, 3))
    plot.axes("share of the state of energy 0", "free energy", x_ticks=(0, 0.25, 0.5, 0.75, 1), y_ticks=range(4))
    dashes = ("", "9 4", "3 4")
    for index, (points, best) in enumerate(free_energies(library).values()):
        plot.line(points, index, dash=dashes[index])
        plot.points([best], index)
    names = [f"temperature {heat}" for heat in TEMPERATURES]
    line_legend(drawing, (360, 60), [(index, dashes[index], name) for index, name in enumerate(names)])
    return drawing.render()


NOISES = (Fraction(1, 20), Fraction(1, 10), Fraction(1, 4))
LAYERS = range(9)


def distances(library: Library) -> list[list[tuple[int, Fraction]]]:
    """For each noise the chi-square sum of a certain against an even bit after each number of noisy steps."""
    found: list[list[tuple[int, Fraction]]] = []
    for noise in NOISES:
        certain, even = (Fraction(1), Fraction(0)), EVEN
        points: list[tuple[int, Fraction]] = []
        for layer in LAYERS:
            points.append((layer, number(library, "chiSquare", certain, even)))
            step = ((1 - noise, noise), (noise, 1 - noise))
            certain, even = vector(library, "channel", step, certain), vector(library, "channel", step, even)
        found.append(points)
    return found


def _draw_distances(library: Library) -> Markup:
    drawing = Drawing(
        "The chi-square sum of a certain bit against an even one, against the number of noisy steps",
        "At each of three levels of noise the sum falls with every step, from two towards one.",
        360,
    )
    plot = Plot(drawing, xs=(0, max(LAYERS)), ys=(1, 2))
    plot.axes("noisy steps", "chi-square sum", x_ticks=range(0, 9, 2), y_ticks=(1, 1.25, 1.5, 1.75, 2))
    dashes = ("", "9 4", "3 4")
    for index, points in enumerate(distances(library)):
        plot.line(points, index, dash=dashes[index])
        plot.points(points, index, size=4)
    names = [f"flipped with probability {noise}" for noise in NOISES]
    line_legend(drawing, (290, 60), [(index, dashes[index], name) for index, name in enumerate(names)])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Wider.Contextuality": (
        Figure(
            "joint-values",
            "Directions beyond joint values",
            "The axes a and a' against b and b', which are turned away from a in both senses. If the four had values "
            "1 and −1 at once then the square could not exceed 4 (`chsh_local_bound`); directions reach 8 "
            "(`chsh_tsirelson_sq`).",
            _draw_correlations,
        ),
    ),
    "ToyModels.Wider.DataProcessing": (
        Figure(
            "noisy-steps",
            "What noise does to a difference",
            "A bit that is certainly zero against one that is even, after steps that flip the bit with a given "
            "probability. By `chiSq_data_processing` no step can make the two easier to tell apart.",
            _draw_distances,
        ),
    ),
    "ToyModels.Wider.Decimation": (
        Figure(
            "coupling-flow",
            "How a coupling flows",
            "Two states, weights for equal and for different neighbours. Joining k steps raises the coupling to the "
            "power k (`ising_coupling_flow`): it flows to zero unless it is one (`ising_fixed_point_iff`).",
            _draw_couplings,
        ),
    ),
    "ToyModels.Wider.Variational": (
        Figure(
            "free-energy",
            "Energy against spread",
            "Two states of energies 0 and 1 with even reference weights. The marks are at `quadraticGibbs`, where by "
            "`quadratic_free_energy` the free energy is least; at temperature 1 it is 7/8.",
            _draw_free_energies,
        ),
    ),
}
