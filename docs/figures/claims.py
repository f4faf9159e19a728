"""The claims at the centre: how many directions there are, what data costs a linear model, what sparsity allows."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import Drawing, Plot, line_legend
from toymodels.site.values import Argument, hypothesis_sides, number, numbers, right_sides, sides

DIMENSIONS = range(4, 41, 4)


def allowed_signs(library: Library) -> list[tuple[int, Fraction]]:
    """For each dimension how many sign vectors leave room for one more if all cosines are to stay below 1/2.

    The left side of the hypothesis is proportional to the number of vectors.
    """
    rows: list[dict[str, Argument]] = [
        {"n": 1, "m": dimension, "a": 3 * dimension // 4, "lam": Fraction(1, 2)} for dimension in DIMENSIONS
    ]
    found = hypothesis_sides(library, "potentialSigns_low_coherence", "h", rows)
    return [(dimension, right / left) for dimension, (left, right) in zip(DIMENSIONS, found, strict=True)]


def _draw_signs(library: Library) -> Markup:
    drawing = Drawing(
        "How many sign vectors with all cosines below one half are sure to fit, against the dimension",
        "The number grows exponentially: from about thirty dimensions on it exceeds the number of dimensions.",
        350,
    )
    plot = Plot(drawing, xs=(4, 40), ys=(0, 100))
    plot.axes("dimension m", "number of vectors", x_ticks=(4, 12, 20, 28, 36), y_ticks=(0, 25, 50, 75, 100))
    found = allowed_signs(library)
    plot.line(found, 0)
    plot.points(found, 0)
    plot.line([(4, 4), (40, 40)], 1, dash="9 4")
    line_legend(drawing, (96, 40), [(0, "", "all cosines below 1/2"), (1, "9 4", "orthogonal: m")])
    return drawing.render()


ACTIVE = (1, 2, 4)
FEATURES = (*range(10, 100, 10), *range(100, 1001, 100))
_ERROR = Fraction(1, 4)


def sparse_dimensions(library: Library) -> dict[int, list[tuple[int, Fraction]]]:
    """For each number of active features the least dimension, for many numbers of features.

    One side is proportional to the dimension, the other does not depend on it: at one dimension their ratio is the
    bound.
    """
    found: dict[int, list[tuple[int, Fraction]]] = {}
    for active in ACTIVE:
        rows: list[dict[str, Argument]] = [{"n": n, "k": active, "d": 1, "ε": _ERROR} for n in FEATURES]
        bounds = sides(library, "sparse_accessibility_dim_ge", rows)
        found[active] = [(n, left / right) for n, (left, right) in zip(FEATURES, bounds, strict=True)]
    return found


def _draw_sparse(library: Library) -> Markup:
    drawing = Drawing(
        "Dimensions that read-outs need against the number of features",
        "The bound levels off at a height that grows with the square of the number of active features.",
        350,
    )
    plot = Plot(drawing, xs=(0, 1000), ys=(0, 130))
    plot.axes("number of features", "dimensions at least", x_ticks=(0, 250, 500, 750, 1000), y_ticks=(0, 40, 80, 120))
    dashes = ("", "9 4", "3 4")
    for index, points in enumerate(sparse_dimensions(library).values()):
        plot.line(points, index, dash=dashes[index])
    names = [f"{active} active at a time" for active in ACTIVE]
    line_legend(drawing, (96, 40), [(index, dashes[index], name) for index, name in enumerate(names)])
    return drawing.render()


TOGETHER = 4


def signed_dimensions(library: Library) -> dict[str, list[tuple[int, Fraction]]]:
    """For four active features the least dimension, where all are positive and where they have any sign."""
    plain: list[dict[str, Argument]] = [{"n": n, "k": TOGETHER, "d": 1, "ε": _ERROR} for n in FEATURES]
    signed = [{**row, "M": max(TOGETHER**2, n - 1)} for row, n in zip(plain, FEATURES, strict=True)]
    bounds = {
        "positive": sides(library, "sparse_accessibility_dim_ge", plain),
        "any sign": sides(library, "sparse_accessibility_signed_dim_ge", signed),
    }
    return {
        name: [(n, left / right) for n, (left, right) in zip(FEATURES, found, strict=True)]
        for name, found in bounds.items()
    }


def _draw_signed(library: Library) -> Markup:
    drawing = Drawing(
        "Dimensions that read-outs of four active features need, with positive features and with any signs",
        "With signs the bound is higher: for few features it is one dimension a feature.",
        350,
    )
    plot = Plot(drawing, xs=(0, 1000), ys=(0, 130))
    plot.axes("number of features", "dimensions at least", x_ticks=(0, 250, 500, 750, 1000), y_ticks=(0, 40, 80, 120))
    dashes = ("9 4", "")
    for index, points in enumerate(signed_dimensions(library).values()):
        plot.line(points, index, dash=dashes[index])
    line_legend(drawing, (330, 200), [(0, "9 4", "positive features"), (1, "", "features of any sign")])
    return drawing.render()


SHARES = [Fraction(step, 20) for step in range(-20, 41)]


def biasless_losses(library: Library) -> list[tuple[Fraction, Fraction]]:
    """The loss of reading `(1, s)` of two Boolean features without a bias, for many shares s."""
    rows: list[Sequence[Argument]] = [((1, share),) for share in SHARES]
    return list(zip(SHARES, numbers(library, "booleanLoss", rows), strict=True))


def _draw_biasless(library: Library) -> Markup:
    found = biasless_losses(library)
    alone = number(library, "booleanLoss", (1, 0))
    ((_, least),) = sides(library, "expectedLoss_bestBias_boolean", [{}])
    drawing = Drawing(
        "Loss of a linear model of two Boolean features against how much of the second it reads",
        "Without a bias the loss is least where both features are read; with a bias a single feature does better.",
        350,
    )
    plot = Plot(drawing, xs=(-1, 2), ys=(0.15, 0.6))
    plot.axes("share s of the second feature", "loss", x_ticks=(-1, 0, 1, 2), y_ticks=(0.2, 0.3, 0.4, 0.5))
    plot.line(found, 0)
    plot.line([(-1, alone), (2, alone)], 1, dash="9 4")
    plot.line([(-1, least), (2, least)], 2, dash="3 4")
    entries = [(0, "", "(1, s) without a bias"), (1, "9 4", "(1, 0) without a bias"), (2, "3 4", "(1, 0) with a bias")]
    line_legend(drawing, (330, 40), entries)
    return drawing.render()


VARIABLES = range(1, 9)


def monomials(library: Library) -> list[tuple[int, Fraction]]:
    """For each number of variables how many monomials of degree three there are: the bound for a single feature."""
    rows: list[dict[str, Argument]] = [{"n": 1, "d": d, "k": 3, "ε₂": 0} for d in VARIABLES]
    return list(zip(VARIABLES, right_sides(library, "readout_symPow_le", rows), strict=True))


def _draw_monomials(library: Library) -> Markup:
    drawing = Drawing(
        "Dimensions of the symmetric and of the tensor cube against the dimension",
        "There are about six times fewer monomials of degree three than triples of coordinates.",
        350,
    )
    plot = Plot(drawing, xs=(1, 8), ys=(0, 520))
    plot.axes("dimension d", "dimension of the power", x_ticks=tuple(VARIABLES), y_ticks=(0, 100, 200, 300, 400, 500))
    found = monomials(library)
    plot.line(found, 0)
    plot.points(found, 0)
    plot.line([(d, d**3) for d in VARIABLES], 1, dash="9 4")
    line_legend(drawing, (96, 40), [(0, "", "monomials of degree 3"), (1, "9 4", "triples: d³")])
    return drawing.render()


ACTIVITIES = [Fraction(step, 40) for step in range(21)]
_CODE: dict[str, Argument] = {
    "n": 2, "m": 1, "I": (1, 1), "W": ((1,), (Fraction(-1, 2),)), "b": (0, 0)
}  # fmt: skip
_MOST = Fraction(5, 4)
"""Two features in one dimension, opposite and of different lengths, and what both together cost, the most."""


def sparse_limit(library: Library) -> list[tuple[Fraction, Fraction, Fraction, Fraction]]:
    """For each probability of activity: a lower bound on the loss, the loss, an upper bound; first the probability."""
    rows = [{**_CODE, "p": p} for p in ACTIVITIES]
    lower = sides(library, "patternLoss_bernoulli_ge", rows)
    upper = right_sides(library, "patternLoss_bernoulli_le", [{**row, "M": _MOST} for row in rows])
    return [(p, low, loss, double / 2) for p, (low, loss), double in zip(ACTIVITIES, lower, upper, strict=True)]


def _draw_limit(library: Library) -> Markup:
    found = sparse_limit(library)
    drawing = Drawing(
        "Loss of two features in one dimension against the probability that each is active, between its bounds",
        "The three lines touch at zero: to first order the loss is that of single active features.",
        350,
    )
    plot = Plot(drawing, xs=(0, 0.5), ys=(0, 0.65))
    plot.axes(
        "probability that a feature is active", "loss", x_ticks=(0, 0.1, 0.2, 0.3, 0.4, 0.5), y_ticks=(0, 0.2, 0.4, 0.6)
    )
    plot.line([(p, loss) for p, _, loss, _ in found], 0)
    plot.line([(p, high) for p, _, _, high in found], 1, dash="9 4")
    plot.line([(p, low) for p, low, _, _ in found], 2, dash="3 4")
    entries = [(0, "", "loss"), (1, "9 4", "at most"), (2, "3 4", "at least")]
    line_legend(drawing, (96, 40), entries)
    return drawing.render()


_CRITERIA = {
    "no bias": "phase_change_two_features",
    "the dropped feature biased": "phase_change_biased_drop",
    "each code with its best biases": "phase_diagram_best_bias",
}
DENSITIES = [Fraction(step, 100) for step in range(51)]


def borders(library: Library) -> dict[str, list[tuple[Fraction, Fraction]]]:
    """For each density the importance of the second feature at which both codes lose the same, by each criterion.

    Both sides of a criterion are linear in the importances, so two evaluations tell where they meet.
    """
    found: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for name, theorem in _CRITERIA.items():
        dropped = {"l": 1} if theorem == "phase_diagram_best_bias" else {}
        first, second = (
            sides(library, theorem, [{"p": density, "I": importance, **dropped} for density in DENSITIES])
            for importance in ((1, 0), (0, 1))
        )
        points: list[tuple[Fraction, Fraction]] = []
        for density, (left, right), (slope, height) in zip(DENSITIES, first, second, strict=True):
            if height > slope and left - right <= height - slope:
                points.append((density, (left - right) / (height - slope)))
        found[name] = points
    return found


def _draw_borders(library: Library) -> Markup:
    drawing = Drawing(
        "Borders between superposition and a dedicated dimension, for three choices of biases",
        "With its best biases the antipodal pair wins on more of the diagram than if only the other code has a bias.",
        350,
    )
    plot = Plot(drawing, xs=(0, 0.5), ys=(0, 1.4))
    plot.axes(
        "probability that a feature is active", "importance of the second feature", x_ticks=(0, 0.1, 0.2, 0.3, 0.4),
        y_ticks=(0, 0.25, 0.5, 0.75, 1),
    )  # fmt: skip
    dashes = ("3 4", "9 4", "")
    found = borders(library)
    for index, points in enumerate(found.values()):
        plot.line(points, index, dash=dashes[index])
    line_legend(drawing, (96, 34), [(index, dashes[index], name) for index, name in enumerate(found)])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Superposition.PhaseDiagram": (
        Figure(
            "fair-phases",
            "A fair comparison moves the border",
            "Above a line the antipodal pair beats dropping the second feature: without biases "
            "(`phase_change_two_features`), with a bias on one side (`phase_change_biased_drop`), and with the best "
            "biases on both (`phase_diagram_best_bias`).",
            _draw_borders,
        ),
    ),
    "ToyModels.Packing.Accessibility": (
        Figure(
            "sparse-accessibility",
            "Features that are read together need more dimensions",
            "Read-outs that err by at most 1/4 on up to k active features: the bound of "
            "`sparse_accessibility_dim_ge`. For many features it is proportional to the square of k.",
            _draw_sparse,
        ),
    ),
    "ToyModels.Packing.SignedAccessibility": (
        Figure(
            "signed-accessibility",
            "Features of either sign need more dimensions",
            "Read-outs that err by at most 1/4 on up to four active features: the bound of "
            "`sparse_accessibility_signed_dim_ge` for inputs of either sign, without the additional term that "
            "`sparse_accessibility_dim_ge` has for positive ones.",
            _draw_signed,
        ),
    ),
    "ToyModels.Packing.ExponentialFamilies": (
        Figure(
            "exponential-signs",
            "Exponentially many directions",
            "As long as the number of sign vectors is below the line, signs of small potential are nearly orthogonal "
            "to all of them (`potentialSigns_low_coherence`), so that there is room for one more.",
            _draw_signs,
        ),
    ),
    "ToyModels.Packing.SymmetricPower": (
        Figure(
            "monomials",
            "Symmetric powers are small",
            "The third powers of overlaps in d dimensions are overlaps in as many dimensions as there are monomials "
            "of degree three, to which `readout_symPow_le` applies the rank lemma: about a sixth of the number of "
            "triples.",
            _draw_monomials,
        ),
    ),
    "ToyModels.Superposition.SparseLimit": (
        Figure(
            "sparse-limit",
            "The loss in the limit of sparsity",
            "Two features in one dimension, along 1 and -1/2, each active with probability p: the loss and its bounds "
            "(`patternLoss_bernoulli_ge`, `patternLoss_bernoulli_le`), which agree to first order.",
            _draw_limit,
        ),
    ),
    "ToyModels.Superposition.ExpectedLoss": (
        Figure(
            "biasless",
            "Without a bias a linear model superposes",
            "Two Boolean features, on with probability 3/10, and one hidden dimension. Without a bias it pays to read "
            "both (`biasless_linear_superposes`); with the best bias (`expectedLoss_bestBias`) reading the first alone "
            "loses less.",
            _draw_biasless,
        ),
    ),
}
