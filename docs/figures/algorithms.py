"""Algorithms: group tables, the scores of representations, clocks and pizzas, and parallelograms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import cast

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Draw, Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, bars, heat_map, legend
from toymodels.site.values import Argument, Matrix, Vector, matrix, number, value, vector

from .planes import direction

TABLES: Mapping[str, tuple[str, Mapping[str, int]]] = {
    "addition modulo 6": ("cyclicMul", {"n": 6}),
    "permutations of three things": ("symmetricMul", {}),
}


def table(library: Library, name: str, sizes: Mapping[str, int]) -> Sequence[Sequence[int]]:
    """The multiplication table of a group."""
    return cast("Sequence[Sequence[int]]", value(library, name, **sizes))


def _draw_table(library: Library, title: str) -> Markup:
    found = table(library, *TABLES[title])
    drawing = Drawing(
        f"The table of {title}", "Each of the six elements stands once in every row and once in every column.", 352
    )
    cell, left, top = 48, 150, 44
    for place in range(len(found)):
        drawing.text((left + place * cell + 23, top - 12), str(place), size=SMALL, anchor="middle", fill=Ink.MUTED)
        drawing.text((left - 14, top + place * cell + 28), str(place), size=SMALL, anchor="end", fill=Ink.MUTED)
    heat_map(drawing, (left, top), cell, found)
    return drawing.render()


_TABLES: dict[str, Draw] = {title: partial(_draw_table, title=title) for title in TABLES}

PRODUCT = (1, 3)
WEIGHTS: Mapping[str, tuple[int, ...]] = {
    "trivial and sign": (1, 1, 0),
    "standard": (0, 0, 1),
    "all three": (1, 1, 1),
}


def scores(library: Library, weights: Sequence[int]) -> Vector:
    """What each permutation of three things scores as the product of two, from the irreducible representations."""
    irreps = cast(Argument, value(library, "symmetricIrreps"))
    return vector(library, "irrepSum", tuple(map(Fraction, weights)), irreps, *PRODUCT)


def _draw_scores(library: Library, title: str) -> Markup:
    found = scores(library, WEIGHTS[title])
    first, second = PRODUCT
    answer = table(library, "symmetricMul", {})[first][second]
    best = max(found)
    count = sum(score == best for score in found)
    drawing = Drawing(
        f"Scores of the six permutations, {title}",
        f"{count} of the six candidates score {best}, the largest possible value; the product is number {answer}.",
        330,
    )
    plot = Plot(drawing, xs=(-0.6, 5.6), ys=(-1.6, 4.6))
    plot.axes("candidate", "score", x_ticks=range(6), y_ticks=(-1, 0, 2, 4))
    bars(plot, found)
    left, right, top = plot.x(answer - 0.35), plot.x(answer + 0.35), plot.y(found[answer])
    drawing.rect((left, top), (right - left, plot.y(0) - top), fill=Ink.SERIES[2])
    drawing.text(((left + right) / 2, top - 8), "the product", size=SMALL, anchor="middle", halo=True)
    return drawing.render()


_SCORES: dict[str, Draw] = {title: partial(_draw_scores, title=title) for title in WEIGHTS}

WEIGHT_MATRIX: Matrix = tuple(tuple(map(Fraction, row)) for row in ((3, 0, -3), (6, 0, 0), (0, 3, 0)))


def averaged(library: Library) -> Matrix:
    """A matrix, averaged over the permutations of its three rows and columns."""
    inverses = cast(Argument, value(library, "symmetricInv"))
    permutations = cast(Argument, value(library, "symmetricPermutation"))
    return matrix(library, "groupAverage", inverses, permutations, WEIGHT_MATRIX)


def _draw_average(library: Library) -> Markup:
    drawing = Drawing(
        "A matrix and its average over the permutations of three things",
        "The average has one number on its diagonal and another one off it.",
        232,
    )
    drawing.text((100, 26), "M", bold=True)
    heat_map(drawing, (40, 44), 56, WEIGHT_MATRIX, largest=6)
    drawing.arrow((226, 128), (296, 128), stroke=Ink.MUTED)
    drawing.text((318, 26), "average of ρ(g) M ρ(g⁻¹)", bold=True)
    heat_map(drawing, (318, 44), 56, averaged(library), largest=6)
    return drawing.render()


HOURS = 12
PAIRS = ((2, 3), (1, 4), (0, 5), (11, 6))


def clock_and_pizza(library: Library, pair: tuple[int, int]) -> tuple[Vector, Vector]:
    """The scores of the hours for the sum of two, by a clock and by a pizza; angles are nearly those of the hours."""
    cosines, sines = zip(*(direction(360 * hour / HOURS) for hour in range(HOURS)), strict=True)
    clock = vector(library, "clockLogit", cosines, sines, *pair)
    return clock, vector(library, "pizzaLogit", cosines, sines, *pair)


def _draw_clock(library: Library, pair: tuple[int, int]) -> Markup:
    clock, pizza = clock_and_pizza(library, pair)
    first, second = pair
    answer = (first + second) % HOURS
    drawing = Drawing(
        f"Scores of {first} + {second} modulo {HOURS}",
        f"Both prefer the hour {answer}; the pizza's scores are {float(pizza[answer]):.2f} times the clock's.",
        350,
    )
    plot = Plot(drawing, xs=(-0.6, HOURS - 0.4), ys=(-4.4, 4.6))
    plot.axes("candidate hour", "score", x_ticks=range(HOURS), y_ticks=(-4, -1, 0, 1, 4))
    bars(plot, clock)
    plot.points(enumerate(pizza), 1)
    legend(drawing, (400, 36), [(0, "clock"), (1, "pizza")])
    return drawing.render()


_CLOCKS: dict[str, Draw] = {f"{a} and {b}": partial(_draw_clock, pair=(a, b)) for a, b in PAIRS}

WAVES: Mapping[str, str] = {"cosines": "quarterCos", "sines": "quarterSin"}


def _draw_waves(library: Library, title: str) -> Markup:
    found = matrix(library, WAVES[title])
    drawing = Drawing(
        f"The {title} on a clock of four hours",
        "Each row is a frequency; all rows but the first add up to zero.",
        290,
    )
    cell, left, top = 56, 190, 44
    for place in range(len(found)):
        drawing.text((left + place * cell + 27, top - 12), f"hour {place}", size=SMALL, anchor="middle", fill=Ink.MUTED)
        text = f"frequency {place}"
        drawing.text((left - 14, top + place * cell + 32), text, size=SMALL, anchor="end", fill=Ink.MUTED)
    heat_map(drawing, (left, top), cell, found)
    return drawing.render()


_WAVES: dict[str, Draw] = {title: partial(_draw_waves, title=title) for title in WAVES}

EMBEDDINGS: Mapping[str, tuple[Vector, ...]] = {
    "a line": tuple((Fraction(x), Fraction(x, 2)) for x in range(4)),
    "a parabola": tuple((Fraction(x), Fraction(x * x, 4)) for x in range(4)),
}


def defect(library: Library, title: str) -> Fraction:
    """How far 0, 3 and 1, 2 are from being a parallelogram."""
    return number(library, "effectiveLoss", EMBEDDINGS[title], (0,), (3,), (1,), (2,))


def _draw_parallelogram(library: Library, title: str) -> Markup:
    points = EMBEDDINGS[title]
    found = defect(library, title)
    drawing = Drawing(
        f"Four numbers on {title}",
        f"The middle of 0 and 3 and the middle of 1 and 2 are marked; the squared defect is {found}.",
        340,
    )
    plot = Plot(drawing, xs=(-0.4, 3.4), ys=(-0.3, 2.6))
    plot.axes("", "", x_ticks=(), y_ticks=())
    for series, (left, right) in enumerate(((0, 3), (1, 2)), start=1):
        ends = [(points[at][0], points[at][1]) for at in (left, right)]
        plot.line(ends, series, dash="6 4" if series == 2 else "")
        middle = [(x + y) / 2 for x, y in zip(points[left], points[right], strict=True)]
        plot.points([(middle[0], middle[1])], series, size=7)
    for x, point in enumerate(points):
        plot.points([(point[0], point[1])], 0)
        plot.label((point[0], point[1]), str(x), dx=8, dy=-8)
    legend(drawing, (90, 60), [(1, "middle of 0 and 3"), (2, "middle of 1 and 2")])
    drawing.text((90, 116), f"squared defect {found}", size=SMALL)
    return drawing.render()


_PARALLELOGRAMS: dict[str, Draw] = {title: partial(_draw_parallelogram, title=title) for title in EMBEDDINGS}

ASKED = (5, 9)
TURNS: Mapping[str, tuple[str, str]] = {
    "a quarter and a sixth": ("turnFour", "turnSix"),
    "a third and a quarter": ("turnThree", "turnFour"),
}


def hours(library: Library, turns: Sequence[str]) -> Vector:
    """What each hour scores as the sum of two, from the traces of two integer matrices."""
    found = [vector(library, "turnLogit", matrix(library, turn), *ASKED, n=HOURS) for turn in turns]
    return tuple(a + b for a, b in zip(*found, strict=True))


def _draw_hours(library: Library, title: str) -> Markup:
    scores = hours(library, TURNS[title])
    answer = sum(ASKED) % HOURS
    rest = sorted(scores)[-2]
    drawing = Drawing(
        f"Scores of twelve hours as the sum of {ASKED[0]} and {ASKED[1]}, from turns by {title}",
        f"The hour {answer} scores {scores[answer]}; the next best score is {rest}.",
        330,
    )
    plot = Plot(drawing, xs=(-0.6, HOURS - 0.4), ys=(-4.6, 4.6))
    plot.axes("hour", "score", x_ticks=range(HOURS), y_ticks=(-4, -2, 0, 2, 4))
    bars(plot, scores)
    return drawing.render()


_HOURS: dict[str, Draw] = {title: partial(_draw_hours, title=title) for title in TURNS}

FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Algorithms.Groups": (
        Figure(
            "group-tables",
            "Two groups of six elements",
            "The task of a network that learns a group is to complete its table. By `symmetricMul_not_comm` the table "
            "of the permutations is not symmetric, as that of addition is by `cyclicMul_comm`.",
            _TABLES["permutations of three things"],
            "Group",
            _TABLES,
        ),
    ),
    "ToyModels.Algorithms.GroupRepresentations": (
        Figure(
            "irrep-scores",
            "Which representations are enough",
            "The scores of all candidates for the product of the permutations 1 and 3. By "
            "`irrep_sum_argmax_iff_jointly_faithful` the product stands out exactly if the representations in use are "
            "faithful together: the standard one is, the trivial one and the sign are not.",
            _SCORES["standard"],
            "Representations",
            _SCORES,
        ),
    ),
    "ToyModels.Algorithms.GroupAverages": (
        Figure(
            "group-average",
            "What averaging leaves",
            "By `group_average_commutes` the average of a matrix over all permutations of its rows and columns "
            "commutes with them, and has the same trace.",
            _draw_average,
        ),
    ),
    "ToyModels.Algorithms.Clock": (
        Figure(
            "clock-and-pizza",
            "Two ways of adding on a circle",
            "Both algorithms score the hours for a sum. By `pizza_clock_factorisation` the pizza's scores are the "
            "clock's times the squared length of the sum of the two hands: four if they agree, zero if they are "
            "opposite. The hands are exactly of length one, and nearly in the directions of the hours.",
            _CLOCKS["2 and 3"],
            "Addends",
            _CLOCKS,
        ),
    ),
    "ToyModels.Algorithms.Characters": (
        Figure(
            "waves",
            "The waves on a small clock",
            "By `character_sum_zero` every wave but the constant one adds up to zero over the hours, and by "
            "`character_orthogonality` waves of different frequencies are orthogonal.",
            _WAVES["cosines"],
            "Part",
            _WAVES,
        ),
    ),
    "ToyModels.Algorithms.IntegerRotations": (
        Figure(
            "integer-clocks",
            "A clock of whole numbers",
            "Two integer matrices add modulo twelve. With turns by a quarter and a sixth the right hour leads by 3 "
            "(`clock_mod_twelve`), with a third and a quarter by 2 (`clock_mod_twelve_of_three_four`).",
            _HOURS["a quarter and a sixth"],
            question="The turns",
            choices=_HOURS,
        ),
    ),
    "ToyModels.Algorithms.Parallelograms": (
        Figure(
            "parallelograms",
            "Equal sums and parallelograms",
            "If embeddings are added, 0 + 3 and 1 + 2 look alike exactly if the two middles are one point. By "
            "`parallelogram_iff_arithmetic` all pairs with equal sums do so only if the numbers are equally spaced on "
            "a line.",
            _PARALLELOGRAMS["a parabola"],
            "Embedding",
            _PARALLELOGRAMS,
        ),
    ),
}
