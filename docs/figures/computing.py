"""Computing with features in superposition, and what cannot be read without computing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Plot, heat_map, line_legend
from toymodels.site.values import Matrix, number, value

PRIME = 11
POLYNOMIALS = ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 10, 1), (3, 0, 1), (5, 2, 3), (7, 4, 9))
ON = (2, 4)


def conjunctions(library: Library) -> Matrix:
    """The read-outs of the conjunctions of seven polynomials modulo eleven, two of which are active."""
    active = tuple(index in ON for index in range(len(POLYNOMIALS)))
    return cast(Matrix, value(library, "polyAndReadout", POLYNOMIALS, active, p=PRIME))


def _draw_conjunctions(library: Library) -> Markup:
    table = conjunctions(library)
    drawing = Drawing(
        "Read-outs of the conjunctions of seven features in superposition",
        "The two features that are active read at least one; every other pair reads less.",
        470,
        width=480,
    )
    heat_map(drawing, (60, 46), 56, table, largest=1)
    for index in range(len(POLYNOMIALS)):
        name = f"{index}*" if index in ON else str(index)
        drawing.text((60 + 56 * index + 27, 38), name, size=SMALL, anchor="middle", bold=index in ON)
        drawing.text((50, 46 + 56 * index + 32), name, size=SMALL, anchor="end", bold=index in ON)
    drawing.text((256, 456), "* active", size=SMALL, anchor="middle")
    return drawing.render()


SLOPES = [Fraction(step, 8) for step in range(-8, 9)]


def probe_errors(library: Library) -> dict[int, list[tuple[Fraction, Fraction]]]:
    """The mean squared error of probes for parity with equal weights, centred, on one bit and on two."""
    return {
        bits: [
            (slope, number(library, "parityProbeError", (slope,) * bits, (1 - slope * bits) / 2) / 2**bits)
            for slope in SLOPES
        ]
        for bits in (1, 2)
    }


def _draw_probe_errors(library: Library) -> Markup:
    drawing = Drawing(
        "The error of linear probes for parity against their weight",
        "On one bit the weight one has no error; on two bits no weight has less error than zero.",
        350,
    )
    plot = Plot(drawing, xs=(-1, 1), ys=(0, Fraction(21, 20)))
    plot.axes("weight", "mean squared error", x_ticks=(-1, -0.5, 0, 0.5, 1), y_ticks=(0, 0.25, 0.5, 0.75, 1))
    found = probe_errors(library)
    plot.line(found[1], 1, dash="8 4")
    plot.line(found[2], 0, width=3)
    line_legend(drawing, (300, 66), [(1, "8 4", "one bit"), (0, "", "two bits")])
    return drawing.render()


NOISES = (Fraction(1, 8), Fraction(1, 4), Fraction(2, 5))
SIGNALS = [Fraction(step, 40) for step in range(-8, 49)]


def restored_signals(library: Library) -> dict[Fraction, list[tuple[Fraction, Fraction]]]:
    """Signals and what two rectifiers make of them, by the noise up to which they restore bits."""
    return {noise: [(signal, number(library, "denoise", noise, signal)) for signal in SIGNALS] for noise in NOISES}


def _draw_restored_signals(library: Library) -> Markup:
    drawing = Drawing(
        "What two rectifiers make of a noisy bit",
        "Signals near zero become zero and signals near one become one; "
        "the more noise is removed, the steeper between.",
        350,
    )
    plot = Plot(drawing, xs=(Fraction(-1, 5), Fraction(6, 5)), ys=(0, Fraction(21, 20)))
    plot.axes("signal", "restored", x_ticks=(0, 0.25, 0.5, 0.75, 1), y_ticks=(0, 0.5, 1))
    styles = ((1, "8 4", 2), (2, "2 3", 2), (0, "", 3))
    found = restored_signals(library)
    for line, (color, dash, width) in zip(found.values(), styles, strict=True):
        plot.line(line, color, dash=dash, width=width)
    legend = [(color, dash, f"noise up to {noise}") for noise, (color, dash, _) in zip(found, styles, strict=True)]
    line_legend(drawing, (90, 66), legend)
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Superposition.Computation": (
        Figure(
            "universal-conjunction",
            "All conjunctions at once",
            "Seven of the 1,331 quadratic polynomials modulo eleven, held in 121 dimensions, two of them active. The "
            "entries are `polyAndReadout`, each from one layer of rectifiers; only the active pair reaches one: "
            "`polyCode_universalAnd`. The polynomials are the figure's own.",
            _draw_conjunctions,
        ),
    ),
    "ToyModels.Superposition.ErrorCorrection": (
        Figure(
            "restored-signal",
            "A noisy bit restored",
            "`denoise` for three bounds on the noise. As long as the bound is below a half, signals within it of zero "
            "and of one are told apart and restored exactly: `denoise_eq`.",
            _draw_restored_signals,
        ),
    ),
    "ToyModels.Superposition.Parity": (
        Figure(
            "probes-for-parity",
            "Linear probes for parity",
            "`parityProbeError`, as a mean, for probes with equal weights. Two bits or more leave nothing better than "
            "the constant: `parity_probe_error_ge`.",
            _draw_probe_errors,
        ),
    ),
}
