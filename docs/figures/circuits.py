"""Circuits: the paths through residual layers, and traces as the logits of modular addition."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Draw, Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, bars, heat_map
from toymodels.site.values import Matrix, Vector, matrix, number, vector

from .planes import direction

FIRST = ((0, 1, 0), (0, 0, 0), (1, 0, -1))
SECOND = ((1, 0, 0), (0, 0, 2), (0, -1, 0))
STREAM = (Fraction(2), Fraction(1), Fraction(-1))


def paths(library: Library) -> dict[str, Vector]:
    """What each of the four paths through two residual layers adds to the output."""
    first = vector(library, "Mat.mulVec", FIRST, STREAM)
    return {
        "x": STREAM,
        "A₁ x": first,
        "A₂ x": vector(library, "Mat.mulVec", SECOND, STREAM),
        "A₂ A₁ x": vector(library, "Mat.mulVec", SECOND, first),
    }


def output(library: Library) -> Vector:
    """What comes out of the two layers together."""
    layers = [matrix(library, "residual", layer) for layer in (SECOND, FIRST)]
    return vector(library, "Mat.mulVec", matrix(library, "Mat.mul", *layers), STREAM)


def _draw_paths(library: Library) -> Markup:
    drawing = Drawing(
        "The four paths through two residual layers",
        "Each path goes through both layers, one of them or none; the vectors at their ends add up to the output.",
        392,
    )
    found = paths(library)
    through = {"x": (False, False), "A₁ x": (True, False), "A₂ x": (False, True), "A₂ A₁ x": (True, True)}
    for row, (name, contribution) in enumerate(found.items()):
        y = 58 + 76 * row
        _draw_path(drawing, y, through[name], Ink.SERIES[row])
        drawing.text((300, y + 5), name, size=SMALL)
        heat_map(drawing, (378, y - 20), 44, [contribution], largest=4)
    y = 58 + 76 * 4
    drawing.line((296, y - 32), (510, y - 32), stroke=Ink.MUTED)
    drawing.text((12, y + 5), "sum of all paths = (1 + A₂)(1 + A₁) x", bold=True)
    heat_map(drawing, (378, y - 20), 44, [output(library)], largest=4)
    return drawing.render()


def _draw_path(drawing: Drawing, y: float, through: tuple[bool, bool], colour: str) -> None:
    """The residual stream with its two layers, the path drawn in full colour."""
    drawing.text((2, y + 5), "x", size=SMALL)
    places = (70, 190)
    for x, name, is_on in zip(places, ("A₁", "A₂"), through, strict=True):
        stroke, width = (colour, 2.5) if is_on else (Ink.LINE, 1.5)
        drawing.polyline([(x - 30, y), (x - 18, y - 24), (x, y - 24)], stroke=stroke, width=width)
        drawing.polyline([(x + 40, y - 24), (x + 58, y - 24), (x + 70, y)], stroke=stroke, width=width)
        drawing.rect((x, y - 40), (40, 30), fill=Ink.PAPER, stroke=stroke, width=width, radius=5)
        drawing.text((x + 20, y - 20), name, size=SMALL, anchor="middle", fill=Ink.INK if is_on else Ink.MUTED)
        bypass = (Ink.LINE, 1.5) if is_on else (colour, 2.5)
        drawing.line((x - 30, y), (x + 70, y), stroke=bypass[0], width=bypass[1])
    drawing.line((16, y), (40, y), stroke=colour, width=2.5)
    drawing.line((140, y), (160, y), stroke=colour, width=2.5)
    drawing.arrow((260, y), (290, y), stroke=colour)


MODULUS = 11
ADDENDS = (3, 5)
FREQUENCIES = (1, 2, 4)
_MOST = 2 * len(FREQUENCIES)


def logits(library: Library, frequencies: Sequence[int] = FREQUENCIES) -> list[Fraction]:
    """For each residue c the trace of the rotation by a + b - c steps, in two dimensions for each frequency."""
    step = _rotation(library, frequencies)
    powers = [matrix(library, "Mat.one", n=len(step))]
    for _ in range(max(MODULUS, sum(ADDENDS))):
        powers.append(matrix(library, "Mat.mul", powers[-1], step))
    total = matrix(library, "Mat.mul", powers[ADDENDS[0]], powers[ADDENDS[1]])
    back = [matrix(library, "Mat.transpose", powers[c]) for c in range(MODULUS)]
    return [number(library, "Mat.trace", matrix(library, "Mat.mul", total, each)) for each in back]


def _rotation(library: Library, frequencies: Sequence[int]) -> Matrix:
    """The sum of the rotations by a step at each frequency, exactly orthogonal; its angle is nearly a step's."""
    size = 2 * len(frequencies)
    rows = [[Fraction(0)] * size for _ in range(size)]
    for place, frequency in enumerate(frequencies):
        c, s = direction(360 * frequency / MODULUS)
        block = matrix(library, "Mat.ofTwo", c, -s, s, c)
        for i in range(2):
            for j in range(2):
                rows[2 * place + i][2 * place + j] = block[i][j]
    return tuple(map(tuple, rows))


def _draw_logits(library: Library, frequencies: Sequence[int]) -> Markup:
    found = logits(library, frequencies)
    dimension = 2 * len(frequencies)
    drawing = Drawing(
        f"Logits of {ADDENDS[0]} + {ADDENDS[1]} modulo {MODULUS}",
        f"The trace is {dimension}, its largest possible value, at the residue {sum(ADDENDS)}, and smaller at all "
        "others.",
        350,
    )
    plot = Plot(drawing, xs=(-0.6, MODULUS - 0.4), ys=(-4.5, 7.2))
    plot.axes("candidate answer c", "trace of ρ(a + b − c)", x_ticks=range(MODULUS), y_ticks=(-3, 0, 3, _MOST))
    drawing.line((plot.left, plot.y(dimension)), (plot.right, plot.y(dimension)), stroke=Ink.ACCENT, dash="6 4")
    drawing.text((plot.left + 6, plot.y(dimension) - 8), f"the bound d = {dimension}", size=SMALL, fill=Ink.ACCENT)
    bars(plot, found)
    answer = sum(ADDENDS) % MODULUS
    left, right = plot.x(answer - 0.35), plot.x(answer + 0.35)
    top = plot.y(found[answer])
    drawing.rect((left, top), (right - left, plot.y(0) - top), fill=Ink.SERIES[2])
    drawing.text(((left + right) / 2, top - 8), f"{ADDENDS[0]} + {ADDENDS[1]}", size=SMALL, anchor="middle", halo=True)
    return drawing.render()


_LOGITS: dict[str, Draw] = {
    ", ".join(map(str, chosen)): partial(_draw_logits, frequencies=chosen)
    for chosen in (FREQUENCIES[:count] for count in range(1, len(FREQUENCIES) + 1))
}

FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Circuits.PathExpansion": (
        Figure(
            "four-paths",
            "The paths of a two-layer transformer",
            "With its attention patterns held fixed, a two-layer transformer is a product of two residual layers, "
            "and `residual_mulVec_path_expansion` splits its output on a vector `x = (2, 1, −1)` into four readable "
            "paths.",
            _draw_paths,
        ),
    ),
    "ToyModels.Algorithms.OrthogonalTrace": (
        Figure(
            "modular-addition",
            "Logits of modular addition",
            "A network that adds modulo 11 by rotations reads the candidate c from the trace of the rotation by a + "
            "b − c. By `orthogonal_trace_le_dim` it is largest exactly where that is the identity: at c = 8. With "
            "more frequencies the wrong answers fall further behind. The rotations are exactly orthogonal and have "
            "nearly the angles `2π f / 11`.",
            _LOGITS[", ".join(map(str, FREQUENCIES))],
            "Frequencies f",
            _LOGITS,
        ),
    ),
}
