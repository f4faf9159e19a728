"""Attention heads: virtual patterns, the paths of a small transformer, and the crosstalk of a head that copies."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, heat_map, line_legend
from toymodels.site.values import Matrix, Vector, matrix, number, vector

from .planes import direction

TOKENS = 5
PREVIOUS: Matrix = tuple(
    tuple(Fraction(int(source == max(token - 1, 0))) for source in range(TOKENS)) for token in range(TOKENS)
)
"""A head of which each token reads from the one before it."""
AVERAGE: Matrix = tuple(
    tuple(Fraction(int(source <= token), token + 1) for source in range(TOKENS)) for token in range(TOKENS)
)
"""A head of which each token reads evenly from itself and all before it."""


def virtual_pattern(library: Library) -> Matrix:
    """The pattern of the previous-token head after the averaging one."""
    return matrix(library, "Mat.mul", PREVIOUS, AVERAGE)


def _draw_patterns(library: Library) -> Markup:
    drawing = Drawing(
        "The patterns of two heads and of the virtual head that they make up",
        "The last pattern is the product of the first two: rows add up to one, and nothing lies above the diagonal.",
        208,
    )
    shown = (("previous token", PREVIOUS), ("average", AVERAGE), ("virtual head", virtual_pattern(library)))
    for place, (name, pattern) in enumerate(shown):
        x = 8 + 182 * place
        drawing.text((x, 22), name, size=SMALL, bold=place == 2)
        heat_map(drawing, (x, 34), 32, pattern, largest=1)
        if place < 2:
            drawing.text((x + 171, 118), "·="[place], anchor="middle", bold=True)
    return drawing.render()


STREAM: Matrix = tuple(tuple(map(Fraction, row)) for row in ((1, 0), (0, 1), (1, 1)))
"""Three tokens in two dimensions."""
_FIRST, _SECOND, _THIRD = range(3)


def _at(*sources: int) -> Matrix:
    return tuple(tuple(Fraction(int(each == source)) for each in range(3)) for source in sources)


PATTERNS = ((_at(_FIRST, _FIRST, _SECOND), _at(_FIRST, _FIRST, _FIRST)), (_at(_FIRST, _FIRST, _SECOND),) * 2)
"""Two layers of two heads on three tokens."""
VALUES = (
    (((1, 0), (0, 1)), ((0, 1), (1, 0))),
    (((0, -1), (1, 0)), ((1, 1), (0, 0))),
)
"""Their OV matrices."""
OPTIONS = ("head 1", "head 2", "past")


def contributions(library: Library) -> dict[str, Sequence[Fraction]]:
    """What each of the nine paths writes at the last token."""
    patterns = [matrix(library, "withSkip", layer) for layer in PATTERNS]
    values = [matrix(library, "withSkip", layer) for layer in VALUES]
    found: dict[str, Sequence[Fraction]] = {}
    for path in range(len(OPTIONS) ** len(PATTERNS)):
        first, second = divmod(path, len(OPTIONS))
        pattern = matrix(library, "pathProduct", patterns, path)
        value = matrix(library, "pathProduct", values, path)
        found[f"{OPTIONS[first]}, {OPTIONS[second]}"] = matrix(library, "headOutput", pattern, value, STREAM)[_THIRD]
    return found


def transformed(library: Library) -> Sequence[Fraction]:
    """What the two layers together leave at the last token."""
    return matrix(library, "attentionStack", PATTERNS, VALUES, STREAM)[_THIRD]


def _draw_contributions(library: Library) -> Markup:
    drawing = Drawing(
        "What each of the nine paths of two layers of two heads writes at the last token",
        "Each row is one path; the rows add up to what the transformer leaves there.",
        392,
    )
    drawing.text((12, 22), "layer 1", size=SMALL, fill=Ink.MUTED)
    drawing.text((112, 22), "layer 2", size=SMALL, fill=Ink.MUTED)
    drawing.text((262, 22), "written at the last token", size=SMALL, fill=Ink.MUTED)
    found = contributions(library)
    for row, (name, written) in enumerate(found.items()):
        y = 34 + 34 * row
        for x, part in zip((12, 112), name.split(", "), strict=True):
            drawing.text((x, y + 20), part, size=SMALL, fill=Ink.MUTED if part == OPTIONS[-1] else Ink.INK)
        heat_map(drawing, (262, y), 32, [written], largest=4)
    y = 34 + 34 * len(found)
    drawing.line((8, y + 4), (340, y + 4), stroke=Ink.MUTED)
    drawing.text((12, y + 30), "all paths = the transformer", bold=True)
    heat_map(drawing, (262, y + 10), 32, [transformed(library)], largest=4)
    return drawing.render()


ORDERS = (3, 0, 1, 2, 0), (3, 0, 2, 1, 0)
"""The texts `firstOrder` and `secondOrder`."""


def orders(library: Library) -> dict[str, tuple[Vector, Vector]]:
    """For two texts of the same tokens the output of a head without positions, and that of an induction circuit."""
    even, one = (1,) * _TOKENS, matrix(library, "Mat.one", n=_TOKENS)
    found: dict[str, tuple[Vector, Vector]] = {}
    for text in ORDERS:
        bag = vector(library, "contentHead", even, one, text)
        found[" ".join(map(str, text))] = bag, matrix(library, "inductionLogits", text, V=_TOKENS)[-1]
    return found


def _draw_orders(library: Library) -> Markup:
    drawing = Drawing(
        "Two texts of the same tokens, seen by one layer and by an induction circuit",
        "The output of one layer is the same for both texts, that of the induction circuit is not.",
        196,
    )
    for x, name in ((12, "text"), (122, "one layer without positions"), (342, "induction circuit")):
        drawing.text((x, 22), name, size=SMALL, fill=Ink.MUTED)
    for row, (text, outputs) in enumerate(orders(library).items()):
        y = 40 + 74 * row
        drawing.text((12, y + 28), text)
        for x, output in zip((122, 342), outputs, strict=True):
            heat_map(drawing, (x, y), 46, [output], largest=1)
    return drawing.render()


KEYS = range(3, 13)


def recalled(library: Library) -> list[tuple[int, Fraction, Fraction]]:
    """For numbers of keys around a circle, the weight that the right value gets from linear and from hard attention."""
    found: list[tuple[int, Fraction, Fraction]] = []
    for count in KEYS:
        keys = tuple(direction(360 * key / count) for key in range(count))
        scores = vector(library, "Mat.mulVec", keys, keys[0])
        hard = vector(library, "retrieve", scores)
        found.append((count, 2 * scores[0] / count, hard[0]))
    return found


def _draw_recalled(library: Library) -> Markup:
    drawing = Drawing(
        "How much of the right value attention recalls, against the number of keys in the plane",
        "Hard attention recalls all of it. The share of linear attention, at the scale that fits best, falls as two "
        "over the number of keys.",
        330,
    )
    plot = Plot(drawing, xs=(2.5, 12.5), ys=(0, 1.15))
    plot.axes("keys in the plane", "weight of the right value", x_ticks=range(3, 13, 3), y_ticks=(0, 0.5, 1))
    found = recalled(library)
    plot.line([(count, linear) for count, linear, _ in found], 0)
    plot.points([(count, linear) for count, linear, _ in found], 0)
    plot.line([(count, hard) for count, _, hard in found], 1, dash="9 4")
    plot.points([(count, hard) for count, _, hard in found], 1)
    line_legend(drawing, (350, 120), [(0, "", "linear attention"), (1, "9 4", "hard attention")])
    return drawing.render()


VOCABULARY = 8


def copying_table(library: Library) -> Matrix:
    """The OV table of a head of two dimensions that copies tokens whose directions are evenly around a circle."""
    embedding = tuple(direction(360 * token / VOCABULARY) for token in range(VOCABULARY))
    one = matrix(library, "Mat.one", n=2)
    return matrix(library, "ovTable", embedding, one, one, matrix(library, "Mat.transpose", embedding))


def _draw_copying(library: Library) -> Markup:
    drawing = Drawing(
        "What a head of two dimensions adds to the logits of eight tokens",
        "The diagonal is one, as it should be for a head that copies, and most of what is beside it is not zero.",
        372,
    )
    drawing.text((110, 22), "token attended to", size=SMALL, fill=Ink.MUTED)
    drawing.text((2, 190), "logit raised", size=SMALL, fill=Ink.MUTED)
    rounded = [[Fraction(round(entry * 100), 100) for entry in row] for row in copying_table(library)]
    heat_map(drawing, (110, 34), 41, rounded, largest=1)
    return drawing.render()


TEXT = (0, 1, 2, 1, 3, 1)
"""The tokens that the induction circuit reads: a start token, and a token that is followed by 2 and then by 3."""
_TOKENS = 4


def predictions(library: Library) -> Matrix:
    """The logits of the induction circuit at each position of the text."""
    return matrix(library, "inductionLogits", TEXT, V=_TOKENS)


def _draw_predictions(library: Library) -> Markup:
    drawing = Drawing(
        "The logits of an induction circuit at each position of a text",
        "At a token that has come before they are the frequencies of what came after it, elsewhere those of all tokens "
        "so far.",
        300,
    )
    drawing.text((12, 22), "token", size=SMALL, fill=Ink.MUTED)
    drawing.text((112, 22), "logits of 0, 1, 2, 3", size=SMALL, fill=Ink.MUTED)
    for position, (token, logits) in enumerate(zip(TEXT, predictions(library), strict=True)):
        y = 34 + 43 * position
        drawing.text((32, y + 26), str(token), anchor="middle", bold=token in TEXT[1:position])
        heat_map(drawing, (112, y), 41, [logits], largest=1)
    return drawing.render()


WORD = "(()))(()"


def counters(library: Library) -> tuple[list[tuple[int, Fraction]], list[tuple[int, Fraction]]]:
    """The height and the violation of each beginning of a word of brackets."""
    prefixes = [tuple(bracket == "(" for bracket in WORD[:length]) for length in range(1, len(WORD) + 1)]
    heights = [number(library, "height", prefix) for prefix in prefixes]
    violations = [number(library, "violation", prefix) for prefix in prefixes]
    return list(enumerate([Fraction(0), *heights])), list(enumerate([Fraction(0), *violations]))


def _draw_counters(library: Library) -> Markup:
    drawing = Drawing(
        f"The two numbers that read the word {WORD}",
        "The height ends at zero, but in between it was below zero once, so the violation ends at one.",
        330,
    )
    heights, violations = counters(library)
    plot = Plot(drawing, xs=(0, len(WORD)), ys=(-1.5, 3))
    plot.axes("brackets read", "value", x_ticks=range(len(WORD) + 1), y_ticks=range(-1, 4))
    plot.line(heights, 0)
    plot.points(heights, 0)
    plot.line(violations, 1, dash="9 4")
    plot.points(violations, 1)
    line_legend(drawing, (330, 56), [(0, "", "height"), (1, "9 4", "violation")])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Circuits.Attention": (
        Figure(
            "virtual-pattern",
            "The pattern of a virtual head",
            "Each token averages over its past, and then reads from the token before it. By `headOutput_headOutput` "
            "the two heads act like one, whose pattern is the product; by `virtual_head_isPattern` and "
            "`virtual_head_isCausal` that is again a causal attention pattern.",
            _draw_patterns,
        ),
    ),
    "ToyModels.Circuits.DeepPaths": (
        Figure(
            "nine-paths",
            "A transformer is a sum of virtual heads",
            "Two layers of two heads have nine paths, through one head or past all in each layer. What the transformer "
            "leaves at the last of three tokens is the sum of what they write there, by `attention_path_expansion`.",
            _draw_contributions,
        ),
    ),
    "ToyModels.Circuits.Induction": (
        Figure(
            "induction-logits",
            "What an induction circuit predicts",
            "The text is read from top to bottom. Where the token (in bold) has come before, the logits are the "
            "frequencies of the tokens that came after it, by `induction_head_bigram`: at the last 1 they are one half "
            "for 2 and for 3. At a new token attention is spread over the text.",
            _draw_predictions,
        ),
    ),
    "ToyModels.Circuits.OneLayer": (
        Figure(
            "one-layer-order",
            "One layer sees a bag of tokens",
            "A head whose scores know no positions gives both texts the same output, by `one_layer_no_induction`: here "
            "the frequencies of the tokens 0, 1, 2 and 3. An induction circuit predicts what came after the last one.",
            _draw_orders,
        ),
    ),
    "ToyModels.Circuits.Recurrence": (
        Figure(
            "brackets",
            "Counting brackets",
            "The word has as many closing as opening brackets but is not balanced: one is closed before it is opened. "
            "By `dyck_counter_relu` both numbers have to end at zero.",
            _draw_counters,
        ),
    ),
    "ToyModels.Circuits.Retrieval": (
        Figure(
            "recall-in-the-plane",
            "How many keys fit into the plane",
            "Keys lie evenly around a circle, and one of them is looked up. At the scale at which linear attention "
            "comes nearest to the bound of `linear_attention_recall_error_ge` it gives the right value the weight of "
            "two over the number of keys; hard attention gives it all, by `hard_attention_recall_exact`.",
            _draw_recalled,
        ),
    ),
    "ToyModels.Circuits.Copying": (
        Figure(
            "copying-crosstalk",
            "A small head cannot copy cleanly",
            "A head of two dimensions that copies eight tokens, whose directions lie evenly around a circle: entries "
            "of the table `ovTable`, rounded. It raises wrong tokens as well, as by `copying_head_rank_bound` every "
            "head must that has fewer dimensions than there are tokens.",
            _draw_copying,
        ),
    ),
}
