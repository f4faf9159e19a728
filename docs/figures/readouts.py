"""What a linear read-out hears: its own feature, the interference of the others, and how much that is on average."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from itertools import product
from math import sqrt

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Draw, Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, fraction_text, legend, line_legend
from toymodels.site.values import Argument, Vector, matrix, number, numbers, sides, vector, vectors

from .planes import Plane, generator, random_matrix, random_numbers
from .recovery import DIMENSIONS, FEATURES, coherence, dictionary

NAMES = ("V₁", "V₂", "V₃")
ACTIVE = (1, 1, 0)


def readings(library: Library, active: Sequence[int] = ACTIVE) -> list[tuple[Fraction, Fraction, Fraction]]:
    """For each of three features its own signal, the interference, and the read-out, which is their sum."""
    family = matrix(library, "tiltedTriple")
    reads, noise = (vector(library, name, family, active) for name in ("matchedFilter", "interference"))
    return [(read - heard, heard, read) for read, heard in zip(reads, noise, strict=True)]


def _draw_readings(library: Library, active: Sequence[int]) -> Markup:
    found = readings(library, active)
    told = ", ".join(
        f"{name} is read as {fraction_text(read)}" for name, (_, _, read) in zip(NAMES, found, strict=True)
    )
    drawing = Drawing(f"Three features of the plane and their read-outs if {_active(active)}", f"{told}.", 330)
    plane = Plane(drawing, (112, 160), 92, 1.1)
    for index, feature in enumerate(matrix(library, "tiltedTriple")):
        plane.arrow(feature, index, name=NAMES[index], dash="" if active[index] else "5 4")
    drawing.text((112, 26), _active(active), size=SMALL, anchor="middle")
    plot = Plot(drawing, xs=(-0.6, 2.6), ys=(-0.6, 2.5), left=290, top=40)
    plot.axes("feature", "read-out", x_ticks=range(3), x_names=NAMES, y_ticks=(0, 1, 2))
    drawing.line(plot.at((-0.6, 0)), plot.at((2.6, 0)), stroke=Ink.LINE)
    for place, (signal, _, read) in enumerate(found):
        if signal:
            x, y = plot.at((place - 0.3, signal))
            drawing.rect((x, y), (plot.x(place + 0.3) - x, plot.y(0) - y), fill=Ink.SERIES[0])
        drawing.arrow(plot.at((place, signal)), plot.at((place, read)), stroke=Ink.SERIES[1], width=4, head=14)
        y = plot.y(read)
        drawing.line((plot.x(place - 0.38), y), (plot.x(place + 0.38), y), width=3)
        above = plot.y(max(signal, read, Fraction(0))) - 9
        drawing.text((plot.x(place), above), fraction_text(read), size=SMALL, anchor="middle", halo=True)
    drawing.rect((20, 293), (16, 16), fill=Ink.SERIES[0])
    drawing.text((42, 306), "signal", size=SMALL)
    drawing.arrow((108, 301), (132, 301), stroke=Ink.SERIES[1], width=4, head=14)
    drawing.text((140, 306), "interference", size=SMALL)
    return drawing.render()


def _active(active: Sequence[int]) -> str:
    """Which features are active, in words."""
    names = [name for name, value in zip(NAMES, active, strict=True) if value]
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} active"


_READINGS: dict[str, Draw] = {
    " ".join(name for name, value in zip(NAMES, active, strict=True) if value): partial(_draw_readings, active=active)
    for active in ((1, 0, 0), (0, 0, 1), ACTIVE, (1, 0, 1), (1, 1, 1))
}


COUNT = 11
SPACE = 5
_SEED = 4


def sign_interference(library: Library) -> tuple[list[Fraction], Fraction]:
    """The interference that one of eleven random features hears under all signs of the others, and its mean square."""
    family = random_matrix(generator(_SEED), COUNT, SPACE, 6)
    patterns = vectors(library, "signs", [(chosen,) for chosen in product((False, True), repeat=COUNT)])
    heard = numbers(library, "interference", [(family, each, 0) for each in patterns])
    return heard, number(library, "crossEnergy", family, 0)


def _draw_interference(library: Library) -> Markup:
    heard, energy = sign_interference(library)
    drawing = Drawing(
        "How interference is distributed over all signs of the other features",
        "The interference is spread around zero; its mean square is exactly the sum of the squared overlaps.",
        350,
    )
    width = Fraction(1)
    counts = Counter(int((each / width + Fraction(1, 2)) // 1) for each in heard)
    most = max(counts.values())
    reach = max(abs(place) for place in counts) + 1
    plot = Plot(drawing, xs=(-reach * width, reach * width), ys=(0, 1.12 * most))
    spread = sqrt(energy)
    left, right = plot.x(-spread), plot.x(spread)
    drawing.rect((left, plot.top), (right - left, plot.bottom - plot.top), fill=Ink.GOOD, opacity=0.16)
    for place, count in counts.items():
        x, y = plot.at(((place - Fraction(9, 20)) * width, count))
        end = plot.at(((place + Fraction(9, 20)) * width, 0))
        drawing.rect((x, y), (end[0] - x, end[1] - y), fill=Ink.SERIES[0])
    plot.axes("interference", "sign patterns", x_ticks=(-8, -4, 0, 4, 8), y_ticks=(0, 100, 200))
    drawing.text((plot.x(0), plot.top - 4), "± root mean square", size=SMALL, anchor="middle", fill=Ink.GOOD)
    return drawing.render()


SPARSITIES = range(1, 13)
_EACH = 8


def isometry(library: Library) -> list[tuple[int, Fraction, Fraction, Fraction]]:
    """For random sparse signals: how many features are active, and lower bound, squared length and upper bound.

    All as multiples of the signal's own squared length.
    """
    rng = generator(_SEED)
    mu, family = coherence(library), dictionary()
    rows: list[dict[str, Argument]] = []
    signals: list[Vector] = []
    for active in SPARSITIES:
        for _ in range(_EACH):
            support = rng.sample(range(FEATURES), active)
            entries = dict(zip(support, random_numbers(rng, active, 4), strict=True))
            signals.append(
                tuple(entries.get(index, Fraction(0)) or Fraction(index in entries) for index in range(FEATURES))
            )
            chosen = tuple(index in entries for index in range(FEATURES))
            rows.append({"n": FEATURES, "m": DIMENSIONS, "V": family, "x": signals[-1], "S": chosen, "μ": mu})
    upper, lower = (sides(library, f"coherence_rip_{which}", rows) for which in ("upper", "lower"))
    norms = numbers(library, "normSq", [(signal,) for signal in signals])
    active = [count for count in SPARSITIES for _ in range(_EACH)]
    return [
        (count, low / norm, length / norm, high / norm)
        for count, norm, (length, high), (low, _) in zip(active, norms, upper, lower, strict=True)
    ]


def _draw_isometry(library: Library) -> Markup:
    found = isometry(library)
    drawing = Drawing(
        "Squared length of sparse signals after embedding",
        "The fewer features are active, the nearer the embedded length is to the original; all points lie in the cone.",
        370,
    )
    plot = Plot(drawing, xs=(0.5, 12.5), ys=(0, 2.5))
    plot.axes("active features k", "‖Σ xⱼ Vⱼ‖² / ‖x‖²", x_ticks=SPARSITIES, y_ticks=(0, 0.5, 1, 1.5, 2))
    for index, place in enumerate((3, 1)):
        border = {row[0]: row[place] for row in found}
        plot.line(
            [(count, value) for count, value in border.items() if value >= 0], 1 + index, dash=("8 4", "3 4")[index]
        )
    for index, (count, _, length, _) in enumerate(found):
        plot.points([(count + (index % _EACH - 3.5) / 14, length)], 0, size=3.5)
    line_legend(drawing, (76, 56), [(1, "8 4", "1 + (k − 1) μ"), (2, "3 4", "1 − (k − 1) μ")])
    legend(drawing, (94, 104), [(0, "random sparse signals")])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Recovery.MatchedFilter": (
        Figure(
            "matched-filter",
            "A read-out is signal plus interference",
            "Each read-out (black line) is the feature's own signal plus what it hears of the others "
            "(`matchedFilter_eq`). If the first two are active, they cancel in part, and the inactive third is louder "
            "than both.",
            _READINGS["V₁ V₂"],
            "Active features",
            _READINGS,
        ),
    ),
    "ToyModels.Recovery.Interference": (
        Figure(
            "interference-spread",
            "Interference averages to the squared overlaps",
            "All 2048 signs of eleven features in five dimensions: what the first of them hears has the mean square "
            "`crossEnergy`, by `average_sign_interference_sq`. The features are the figure's own.",
            _draw_interference,
        ),
    ),
    "ToyModels.Recovery.Sparse": (
        Figure(
            "restricted-isometry",
            "Sparse signals keep their length",
            "Random sparse signals over the 128 features of coherence 1/8 from the figure on thresholds. Their "
            "embedded length stays between the lines of `coherence_rip_upper` and `coherence_rip_lower`, so few "
            "active features are hardly distorted.",
            _draw_isometry,
        ),
    ),
}
