"""What theorems say of weights as they are: interference and capacity of random ones, in place of trained ones."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import Drawing, Plot, line_legend
from toymodels.site.values import Argument, Matrix, matrix, numbers, sides, vector

from .planes import generator, random_matrix

FEATURES = 12
DIMENSION = 6
_SEED = 7


def overlaps(library: Library) -> Matrix:
    """The overlaps of twelve random features of six dimensions."""
    return matrix(library, "gram", random_matrix(generator(_SEED), FEATURES, DIMENSION, 6))


def worst_cases(library: Library) -> list[tuple[int, Fraction, Fraction]]:
    """For each number of active features the best dual bound for the first read-out, and the number times the worst."""
    (row, *_) = overlaps(library)
    others = sorted(row[1:], reverse=True)
    found: list[tuple[int, Fraction, Fraction]] = []
    for active in range(1, FEATURES):
        thresholds = [max(each, Fraction(0)) for each in others]
        bounds = numbers(library, "dualBound", [(active, threshold, row, 0) for threshold in thresholds])
        found.append((active, min(bounds), active * max(map(abs, others))))
    return found


def _draw_worst_cases(library: Library) -> Markup:
    found = worst_cases(library)
    top = max(float(coherent) for _, _, coherent in found[:6])
    drawing = Drawing(
        "Bounds on the interference that one read-out hears against the number of active features",
        "The dual bound grows ever more slowly, and stops; the coherence bound grows in proportion.",
        360,
    )
    plot = Plot(drawing, xs=(0.5, FEATURES - 0.5), ys=(0, top))
    plot.axes("active features", "worst interference", x_ticks=range(1, FEATURES, 2), y_ticks=())
    plot.line([(active, coherent) for active, _, coherent in found if coherent <= top], 1, dash="8 4")
    plot.line([(active, dual) for active, dual, _ in found], 0)
    plot.points([(active, dual) for active, dual, _ in found], 0)
    line_legend(drawing, (250, 60), [(1, "8 4", "number × worst overlap"), (0, "", "best dual bound")])
    return drawing.render()


def _of(family: Matrix) -> dict[str, Argument]:
    """Features as values of the variables of a theorem."""
    return {"n": len(family), "m": len(family[0]), "W": family}


COUNTS = range(2, 11)
_EACH = 8
_PLANE = 3


def cosines(library: Library) -> list[tuple[int, Fraction, Fraction]]:
    """For random families of space the number of features, the least and the actual mean squared cosine."""
    rng = generator(_SEED)
    families = [random_matrix(rng, count, _PLANE, 6) for count in COUNTS for _ in range(_EACH)]
    rows = [_of(family) for family in families]
    found: list[tuple[int, Fraction, Fraction]] = []
    for family, (floor, total) in zip(families, sides(library, "sum_cosSq_ge", rows), strict=True):
        pairs = _PLANE * len(family) * (len(family) - 1)
        found.append((len(family), floor / pairs, total / pairs))
    return found


def _draw_cosines(library: Library) -> Markup:
    found = cosines(library)
    drawing = Drawing(
        "Mean squared cosine between random features of space against their number",
        "The mean of each family lies above the floor, which rises with the number of features towards one third.",
        360,
    )
    plot = Plot(drawing, xs=(1.5, 10.5), ys=(0, 0.8))
    plot.axes("features n", "mean squared cosine", x_ticks=COUNTS, y_ticks=(0, 0.2, 0.4, 0.6, 0.8))
    plot.points([(count, mean) for count, _, mean in found if mean <= Fraction(4, 5)], 0, size=4)
    floors = {count: floor for count, floor, _ in found if floor >= 0}
    plot.line(sorted(floors.items()), 1, dash="8 4")
    line_legend(drawing, (250, 46), [(1, "8 4", "(n − 3) / (3 (n − 1))")])
    return drawing.render()


def participations(library: Library) -> list[tuple[Fraction, Fraction]]:
    """For random families of space the participation ratio and the total capacity."""
    rng = generator(_SEED + 1)
    families = [random_matrix(rng, count, _PLANE, 6) for count in (3, 4, 6) for _ in range(20)]
    return sides(library, "participationRatio_le_sum_capacity", [_of(family) for family in families])


def _draw_participations(library: Library) -> Markup:
    drawing = Drawing(
        "Total capacity of random families of space against their participation ratio",
        "Every family lies between the diagonal and the dimension, three.",
        380,
    )
    plot = Plot(drawing, xs=(1, 3.1), ys=(1, 3.1))
    plot.axes("participation ratio", "total capacity", x_ticks=(1, 2, 3), y_ticks=(1, 2, 3))
    plot.line([(1, 1), (3, 3)], 1, dash="8 4")
    plot.line([(1, 3), (3, 3)], 2, dash="3 4")
    plot.points(participations(library), 0, size=4)
    line_legend(drawing, (290, 250), [(1, "8 4", "participation ratio"), (2, "3 4", "dimension")])
    return drawing.render()


CROWD = 24
_ROOM = 4


def capacities(library: Library) -> list[Fraction]:
    """The capacities of 24 random features of four dimensions, the largest first."""
    family = random_matrix(generator(_SEED + 2), CROWD, _ROOM, 6)
    return sorted(vector(library, "capacity", family), reverse=True)


def _draw_clean(library: Library) -> Markup:
    found = capacities(library)
    drawing = Drawing(
        "How many of 24 random features of four dimensions have at least a given capacity",
        "The staircase of the features stays below the curve of four divided by the capacity.",
        360,
    )
    plot = Plot(drawing, xs=(0, 0.8), ys=(0, CROWD))
    plot.axes("capacity c", "features of capacity c or more", x_ticks=(0, 0.2, 0.4, 0.6, 0.8), y_ticks=(0, 8, 16, 24))
    levels = [Fraction(step, 100) for step in range(1, 81)]
    plot.line([(level, _ROOM / level) for level in levels if _ROOM / level <= CROWD], 1, dash="8 4")
    plot.line([(level, sum(each >= level for each in found)) for level in levels], 0)
    line_legend(drawing, (300, 60), [(1, "8 4", "4 / c"), (0, "", "features")])
    return drawing.render()


def collaterals(library: Library) -> list[tuple[Fraction, Fraction]]:
    """For random features of space the capacity, and what ablating the feature costs all others, by its own norm."""
    found: list[tuple[Fraction, Fraction]] = []
    rng = generator(_SEED + 3)
    for count in (3, 4, 6, 8):
        family = random_matrix(rng, count, _PLANE, 6)
        rows = [{**_of(family), "i": index} for index in range(count)]
        costs = sides(library, "ablation_collateral_eq", rows)
        norms = numbers(library, "normSq", [(feature,) for feature in family])
        for capacity, (cost, _), norm in zip(vector(library, "capacity", family), costs, norms, strict=True):
            found.append((capacity, cost / norm))
    return found


def _draw_collaterals(library: Library) -> Markup:
    drawing = Drawing(
        "What ablating a random feature costs all others against its capacity",
        "All features lie on one falling curve, which is zero at capacity one.",
        360,
    )
    plot = Plot(drawing, xs=(0.1, 1), ys=(0, 6))
    plot.axes("capacity c", "lost by the others", x_ticks=(0.2, 0.4, 0.6, 0.8, 1), y_ticks=(0, 2, 4, 6))
    levels = [Fraction(step, 100) for step in range(15, 101)]
    plot.line([(level, 1 / level - 1) for level in levels], 1, dash="8 4")
    plot.points([point for point in collaterals(library) if point[0] > Fraction(1, 10) and point[1] < 6], 0, size=4)
    line_legend(drawing, (330, 60), [(1, "8 4", "1 / c − 1")])
    return drawing.render()


MATCHED = 2
OTHERS = 6


def shares(library: Library) -> list[tuple[Fraction, Fraction, Fraction]]:
    """For random attention weights the ratio of their gap, the guaranteed share, and the share of the matched ones."""
    rng = generator(_SEED + 4)
    found: list[tuple[Fraction, Fraction, Fraction]] = []
    for _ in range(60):
        ratio = Fraction(rng.randint(2, 40), 2)
        others = [Fraction(rng.randint(1, 12), 12) for _ in range(OTHERS)]
        matched = [ratio * max(others) * Fraction(rng.randint(4, 8), 4) for _ in range(MATCHED)]
        ((left, right),) = sides(
            library, "attention_mass_of_ratio", [{"c": MATCHED, "r": OTHERS, "x": matched, "y": others, "B": ratio}]
        )
        whole = (sum(matched) + sum(others)) * (MATCHED * ratio + OTHERS)
        found.append((ratio, left / whole, right / whole))
    return sorted(found)


def _draw_shares(library: Library) -> Markup:
    found = shares(library)
    drawing = Drawing(
        "The share of attention on two of eight positions against the ratio of weights",
        "The shares of random weights lie above the curve that their ratio guarantees.",
        360,
    )
    plot = Plot(drawing, xs=(0, 20.5), ys=(0, 1))
    plot.axes("ratio of weights B", "share of the matched", x_ticks=(1, 5, 10, 15, 20), y_ticks=(0, 0.25, 0.5, 0.75, 1))
    plot.points([(ratio, share) for ratio, _, share in found], 0, size=4)
    plot.line([(ratio, least) for ratio, least, _ in found], 1, dash="8 4")
    line_legend(drawing, (280, 240), [(1, "8 4", "2 B / (2 B + 6)")])
    return drawing.render()


def deficits(library: Library) -> list[tuple[Fraction, Fraction]]:
    """For random families of space the capacity that they leave, and how far they are from covering it evenly."""
    rng = generator(_SEED + 5)
    rows = [_of(random_matrix(rng, count, _PLANE, 6)) for count in (3, 4, 6, 8) for _ in range(16)]
    return [(right, left) for left, right in sides(library, "weightedFrame_sub_one_le", rows)]


def _draw_deficits(library: Library) -> Markup:
    drawing = Drawing(
        "How far random families are from even coverage against the capacity that they leave",
        "No family lies above the diagonal, and most lie close below it.",
        370,
    )
    plot = Plot(drawing, xs=(0, 2), ys=(0, 2))
    plot.axes("capacity not used", "squared distance from the identity", x_ticks=(0, 1, 2), y_ticks=(0, 1, 2))
    plot.line([(0, 0), (2, 2)], 1, dash="8 4")
    plot.points([point for point in deficits(library) if max(point) <= 2], 0, size=4)
    return drawing.render()


def subspaces(library: Library) -> list[tuple[int, Fraction, Fraction]]:
    """For random planes and subspaces of one to five of five dimensions, the least and the actual overlap."""
    rng = generator(_SEED + 6)
    found: list[tuple[int, Fraction, Fraction]] = []
    for dimension in range(1, 6):
        for _ in range(8):
            first, second = random_matrix(rng, 5, 2, 3), random_matrix(rng, 5, dimension, 3)
            ((least, overlap),) = sides(
                library, "subspaceOverlap_ge", [{"m": 5, "r": 2, "s": dimension, "A": first, "B": second}]
            )
            found.append((dimension, least, overlap))
    return found


def _draw_subspaces(library: Library) -> Markup:
    found = subspaces(library)
    drawing = Drawing(
        "The overlap of a random plane in five dimensions with a random subspace, by the dimension of that",
        "The overlaps lie between the two broken lines of the theorems and meet them at five dimensions.",
        360,
    )
    plot = Plot(drawing, xs=(0.5, 5.5), ys=(0, 2.1))
    plot.axes("dimension of the second", "overlap", x_ticks=range(1, 6), y_ticks=(0, 1, 2))
    plot.line([(1, 1), (2, 2), (5, 2)], 2, dash="3 4")
    plot.line([(1, 0), (3, 0), (5, 2)], 1, dash="8 4")
    plot.points([(dimension, overlap) for dimension, _, overlap in found], 0, size=4)
    line_legend(drawing, (300, 200), [(2, "3 4", "most"), (1, "8 4", "least")])
    return drawing.render()


QUESTIONS = 12


def errors(library: Library) -> list[tuple[Fraction, Fraction, Fraction]]:
    """For noise of growing size on a table of twelve right answers the size, the wrong answers, and their bound."""
    rng = generator(_SEED + 7)
    ideal = [[Fraction(int(row == column)) for column in range(QUESTIONS)] for row in range(QUESTIONS)]
    sizes = [Fraction(step, 20) for step in range(1, 17)]
    rows: list[dict[str, Argument]] = []
    for size in sizes:
        noise = random_matrix(rng, QUESTIONS, QUESTIONS, 6)
        table = [
            [each + size * wrong for each, wrong in zip(*pair, strict=True)] for pair in zip(ideal, noise, strict=True)
        ]
        rows.append({
            "K": QUESTIONS, "n": QUESTIONS, "T": ideal, "c": tuple(range(QUESTIONS)), "g": 1, "U": table,
        })  # fmt: skip
    found = sides(library, "wrong_answers_le", rows)
    return [(size, left, right) for size, (left, right) in zip(sizes, found, strict=True)]


def _draw_errors(library: Library) -> Markup:
    found = errors(library)
    drawing = Drawing(
        "Wrong answers of a noisy table of twelve questions against the size of the noise",
        "The wrong answers stay below their bound, which grows with the square of the noise.",
        360,
    )
    plot = Plot(drawing, xs=(0, 0.85), ys=(0, QUESTIONS))
    plot.axes("size of the noise", "wrong answers", x_ticks=(0, 0.2, 0.4, 0.6, 0.8), y_ticks=(0, 4, 8, 12))
    plot.line([(size, bound) for size, _, bound in found if bound <= QUESTIONS], 1, dash="8 4")
    plot.points([(size, wrong) for size, wrong, _ in found], 0)
    line_legend(drawing, (330, 200), [(1, "8 4", "bound")])
    return drawing.render()


def shared_neurons(library: Library) -> list[tuple[Fraction, Fraction]]:
    """For random sets of six neurons the least and the actual number of shared neurons, over the number of neurons."""
    rng = generator(_SEED + 8)
    rows: list[dict[str, Argument]] = []
    for uses in (1, 2, 3):
        for _ in range(16):
            sets = [rng.sample(range(6), uses) for _ in range(6)]
            rows.append({"n": 6, "m": 6, "B": [[neuron in each for neuron in range(6)] for each in sets]})
    return [(left / 6, right / 6) for left, right in sides(library, "polysemantic_overlap_ge", rows)]


def _draw_shared_neurons(library: Library) -> Markup:
    found = shared_neurons(library)
    drawing = Drawing(
        "Neurons shared by pairs of random sets of neurons against the fewest possible",
        "Sets of one, two and three neurons make three columns, each at or above the diagonal.",
        360,
    )
    plot = Plot(drawing, xs=(-2, 42), ys=(0, 60))
    plot.axes("fewest possible", "shared neurons", x_ticks=(0, 10, 20, 30, 40), y_ticks=(0, 20, 40, 60))
    plot.line([(0, 0), (42, 42)], 1, dash="8 4")
    plot.points([point for point in found if point[1] <= 60], 0, size=4)
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Measure.Recovery": (
        Figure(
            "dual-bound",
            "What a read-out can hear at worst",
            "One read-out of twelve random features of six dimensions, the figure's own. The best `dualBound` is the "
            "sum of its largest overlaps (`topk_dual_bound_attained`); coherence takes the worst one for all of "
            "them. `recovery_certificate` compares the bound with the signal.",
            _draw_worst_cases,
        ),
    ),
    "ToyModels.Measure.Cosines": (
        Figure(
            "mean-squared-cosine",
            "Cosines have a floor",
            "Random families of space of all norms, the figure's own: by `sum_cosSq_ge` no mean squared cosine lies "
            "below the dashed curve. What a dictionary has above it is structure, or waste.",
            _draw_cosines,
        ),
    ),
    "ToyModels.Measure.Participation": (
        Figure(
            "participation",
            "Participation, capacity, dimension",
            "Random families of space, the figure's own. The participation ratio, which activations show, is at most "
            "the total capacity by `participationRatio_le_sum_capacity`, and that at most the dimension by "
            "`sum_capacity_le_dim`.",
            _draw_participations,
        ),
    ),
    "ToyModels.Measure.CleanFeatures": (
        Figure(
            "clean-features",
            "Only so many can be clean",
            "24 random features of four dimensions, the figure's own, by their `capacity`: by `count_capacity_ge_le` "
            "the staircase cannot cross the curve, however many features there are.",
            _draw_clean,
        ),
    ),
    "ToyModels.Measure.Ablation": (
        Figure(
            "ablation-collateral",
            "Clean ablation is capacity one",
            "Random features of space, the figure's own: what all others lose if one is ablated, in units of its "
            "squared norm, is one over its `capacity` less one, by `ablation_collateral_eq`.",
            _draw_collaterals,
        ),
    ),
    "ToyModels.Measure.Heads": (
        Figure(
            "attention-share",
            "A gap between scores is a share of attention",
            "Two matched and six other positions with random weights, the figure's own. Matched weights are at least "
            "B times the others; by `attention_mass_of_ratio` their share is above the curve.",
            _draw_shares,
        ),
    ),
    "ToyModels.Measure.NearlyTight": (
        Figure(
            "capacity-deficit",
            "What is wasted bounds what is uneven",
            "Random families of space, the figure's own: by `weightedFrame_sub_one_le` the scaled frame operator is no "
            "further from the identity than the `capacityDeficit`; the rest is the spread of the scales.",
            _draw_deficits,
        ),
    ),
    "ToyModels.Measure.Subspaces": (
        Figure(
            "subspace-overlap",
            "How much two subspaces must overlap, and can",
            "Random subspaces of five dimensions, the figure's own, the first of them planes. Their `subspaceOverlap` "
            "is bounded by dimensions alone: `subspaceOverlap_le`, `subspaceOverlap_ge`.",
            _draw_subspaces,
        ),
    ),
    "ToyModels.Measure.Margins": (
        Figure(
            "errors-against-noise",
            "Errors are bounded by the misfit",
            "A table of twelve answers with margin one, and random noise on all of its entries, the figure's own. "
            "`wrong_answers_le` bounds the wrong answers by the squared distance.",
            _draw_errors,
        ),
    ),
    "ToyModels.Measure.SharedNeurons": (
        Figure(
            "shared-neurons",
            "Sets of neurons must meet",
            "Six random sets of one, two or three of six neurons, the figure's own: the `sharedNeurons` of all pairs "
            "are at least what `polysemantic_overlap_ge` says.",
            _draw_shared_neurons,
        ),
    ),
}
