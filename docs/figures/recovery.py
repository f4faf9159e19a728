"""Reading features back: matched filters, thresholds, and what sparsity buys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot
from toymodels.site.values import Argument, Matrix, hypothesis_sides, matrices, vectors

from .planes import generator

DIMENSIONS = 64
FEATURES = 2 * DIMENSIONS
TRIALS = 30
ACTIVE = range(1, 17)
_SEED = 11


def dictionary() -> Matrix:
    """The standard basis of 64 dimensions and a Hadamard basis: every two features of different bases have ±1/8."""
    spikes = [[Fraction(i == a) for a in range(DIMENSIONS)] for i in range(DIMENSIONS)]
    waves = [[Fraction((-1) ** (i & a).bit_count(), 8) for a in range(DIMENSIONS)] for i in range(DIMENSIONS)]
    return tuple(map(tuple, spikes + waves))


@dataclass(frozen=True, slots=True)
class Recovery:
    """The share of random supports of one size that are found exactly."""

    active: int
    found: Fraction


def recoveries(library: Library) -> list[Recovery]:
    """Threshold recovery of random supports by the matched filter."""
    rng = generator(_SEED)
    family = dictionary()
    supports = [frozenset(rng.sample(range(FEATURES), active)) for active in ACTIVE for _ in range(TRIALS)]
    signals = vectors(library, "indicator", [(_as_set(support),) for support in supports])
    reads = vectors(library, "matchedFilter", [(family, signal) for signal in signals])
    results: list[Recovery] = []
    for place, active in enumerate(ACTIVE):
        trials = slice(place * TRIALS, (place + 1) * TRIALS)
        exact = sum(
            all((read > Fraction(1, 2)) == (index in support) for index, read in enumerate(row))
            for row, support in zip(reads[trials], supports[trials], strict=True)
        )
        results.append(Recovery(active, Fraction(exact, TRIALS)))
    return results


def _as_set(support: Collection[int]) -> tuple[bool, ...]:
    return tuple(index in support for index in range(FEATURES))


def coherence(library: Library) -> Fraction:
    """The largest inner product of two different features of the dictionary, in absolute value."""
    (gram,) = matrices(library, "gram", [(dictionary(),)])
    return max(abs(entry) for i, row in enumerate(gram) for j, entry in enumerate(row) if i != j)


def guaranteed(library: Library) -> int:
    """The largest number of active features that the sparsity hypothesis of `threshold_support_recovery` admits."""
    mu = coherence(library)
    rows: list[dict[str, Argument]] = [{"n": FEATURES, "S": _as_set(range(active)), "μ": mu} for active in ACTIVE]
    found = hypothesis_sides(library, "threshold_support_recovery", "hk", rows)
    return max(active for active, (left, right) in zip(ACTIVE, found, strict=True) if left <= right)


def _draw_recovery(library: Library) -> Markup:
    found = recoveries(library)
    promised = guaranteed(library)
    drawing = Drawing(
        "Recovery of active features against their number",
        "The theorem promises recovery of the sparsest sets; random sets are still found well beyond, and then no "
        "more.",
        360,
    )
    plot = Plot(drawing, xs=(0.5, 16.5), ys=(0, 1))
    left, right = plot.x(0.5), plot.x(promised + 0.5)
    drawing.rect((left, plot.top), (right - left, plot.bottom - plot.top), fill=Ink.GOOD, opacity=0.16)
    plot.axes(
        "active features of 128, in 64 dimensions",
        "share of sets found exactly",
        x_ticks=(1, 4, 8, 12, 16),
        y_ticks=(0, 0.25, 0.5, 0.75, 1),
    )
    plot.line([(each.active, each.found) for each in found], 0)
    plot.points([(each.active, each.found) for each in found], 0)
    for line, words in enumerate(("promised", "for every set")):
        drawing.text(
            ((left + right) / 2, plot.bottom - 34 + 20 * line), words, size=SMALL, anchor="middle", fill=Ink.GOOD
        )
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Recovery.Threshold": (
        Figure(
            "recovery-against-sparsity",
            "Recovery against sparsity",
            "Two bases of 64 dimensions, one of spikes and one of waves, make 128 features. Read by `matchedFilter` "
            "and compared with one half, every set of the shaded sizes is found, by `threshold_support_recovery`; "
            "random larger sets still are, until interference wins. The dictionary and the sets are the figure's "
            "own.",
            _draw_recovery,
        ),
    ),
}
