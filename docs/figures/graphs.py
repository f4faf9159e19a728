"""Interventions: the paths of a causal graph, patches that add up, and tasks that disagree about what they share."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, bars, number_text
from toymodels.site.values import Matrix, matrix, number, vector

PATHS = {"0 → 2": (True, False, True), "0 → 1 → 2": (True, True, True)}
"""The paths from the first node of `detour` to the last, by the nodes that they visit."""
_PLACES = ((60, 150), (210, 60), (360, 150))


def path_weights(library: Library) -> dict[str, Fraction]:
    """The weight of each path from the first to the last node."""
    graph = matrix(library, "detour")
    return {name: number(library, "pathWeight", graph, nodes) for name, nodes in PATHS.items()}


def total(library: Library) -> Fraction:
    """The total effect of the first node on the last."""
    return matrix(library, "totalEffect", matrix(library, "detour"))[2][0]


def _draw_graph(library: Library) -> Markup:
    drawing = Drawing(
        "A graph of three nodes, with the weights of its edges and of its paths",
        "The direct edge and the detour add up to the total effect of the first node on the last.",
        270,
    )
    graph = matrix(library, "detour")
    for source, target in ((0, 1), (0, 2), (1, 2)):
        (x, y), (to_x, to_y) = _PLACES[source], _PLACES[target]
        length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
        step_x, step_y = 22 * (to_x - x) / length, 22 * (to_y - y) / length
        drawing.arrow(
            (x + step_x, y + step_y),
            (to_x - step_x, to_y - step_y),
            stroke=Ink.SERIES[0 if target - source == 2 else 1],
        )
        drawing.text(
            ((x + to_x) / 2, (y + to_y) / 2 - 10), number_text(graph[target][source]), anchor="middle", halo=True
        )
    for node, place in enumerate(_PLACES):
        drawing.circle(place, 18, fill=Ink.PAPER, stroke=Ink.INK)
        drawing.text((place[0], place[1] + 5), str(node), anchor="middle")
    for row, (name, weight) in enumerate(path_weights(library).items()):
        drawing.text((60, 206 + 20 * row), f"path {name}: {number_text(weight)}", size=SMALL, fill=Ink.SERIES[row])
    drawing.text((60, 250), f"total effect of 0 on 2: {number_text(total(library))}", bold=True)
    return drawing.render()


READOUTS = (((1, 2),), ((2, -1),), ((-1, 1),))
SOURCE, BASE = ((1, 1), (2, 0), (0, 1)), ((0, 1), (1, 1), (1, 0))
_PATCHED = {"1": (True, False, False), "2": (False, True, False), "3": (False, False, True), "all": (True, True, True)}


def patch_effects(library: Library) -> dict[str, Fraction]:
    """What patching each of three components, and all of them, does to a linear read-out."""
    before = vector(library, "readComponents", READOUTS, BASE)[0]
    patched = {name: matrix(library, "patchSet", which, SOURCE, BASE) for name, which in _PATCHED.items()}
    return {name: vector(library, "readComponents", READOUTS, each)[0] - before for name, each in patched.items()}


def _draw_patches(library: Library) -> Markup:
    found = patch_effects(library)
    drawing = Drawing(
        "The effects of patching three components one by one and together",
        "The last bar is as high as the others together.",
        300,
    )
    plot = Plot(drawing, xs=(-0.6, len(found) - 0.4), ys=(0, 7))
    plot.axes(
        "component patched",
        "change of the output",
        x_ticks=range(len(found)),
        x_names=list(found),
        y_ticks=(0, 2, 4, 6),
    )
    bars(plot, list(found.values()))
    return drawing.render()


WISHES: Matrix = tuple((Fraction(wish),) for wish in (0, 1, 5))
WEIGHTS = (1, 1, 1)
_STEPS = [Fraction(step, 10) for step in range(-5, 56)]


def conflicts(library: Library) -> list[tuple[Fraction, Fraction]]:
    """The sum of the squared distances of a shared component from what each of three tasks would have."""
    return [(w, sum((number(library, "normSq", (w - wish[0],)) for wish in WISHES), Fraction(0))) for w in _STEPS]


def compromise(library: Library) -> Fraction:
    """The weighted mean of what the tasks would have."""
    return vector(library, "weightedMean", WEIGHTS, WISHES)[0]


def _draw_conflict(library: Library) -> Markup:
    drawing = Drawing(
        "What three tasks lose by sharing one component, against the value of the component",
        "The curve is lowest at the mean of the three values that the tasks would have, and does not reach zero.",
        330,
    )
    plot = Plot(drawing, xs=(-0.6, 5.6), ys=(0, 60))
    plot.axes("shared component w", "total squared distance", x_ticks=range(6), y_ticks=(0, 20, 40, 60))
    curve = conflicts(library)
    plot.line(curve, 0)
    plot.points([(wish[0], 0) for wish in WISHES], 1)
    lowest = min(curve, key=lambda point: abs(point[0] - compromise(library)))
    plot.points([lowest], 0, size=6)
    drawing.text(
        (plot.x(lowest[0]), plot.y(lowest[1]) - 14), "conflict that is left", size=SMALL, anchor="middle", halo=True
    )
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Circuits.CausalGraph": (
        Figure(
            "causal-paths",
            "A total effect is the sum over paths",
            "In the graph `detour` the first node acts on the last directly and by way of the middle. By "
            "`dag_total_effect_path_sum` the total effect is the sum of the weights of these paths, each the product "
            "of the weights of its edges.",
            _draw_graph,
        ),
    ),
    "ToyModels.Circuits.Intervention": (
        Figure(
            "patches-add-up",
            "Patches of a linear network add up",
            "Three components of a base run are taken from another run, one by one and all at once. The read-out is "
            "linear, so the last effect is the sum of the others, by `patch_effects_additive`.",
            _draw_patches,
        ),
    ),
    "ToyModels.Circuits.Composition": (
        Figure(
            "shared-component",
            "Three tasks share one component",
            "One task would have the component at 0, one at 1 and one at 5. By `shared_component_conflict` the loss is "
            "least at the mean, and what is left there is their disagreement, pair by pair.",
            _draw_conflict,
        ),
    ),
}
