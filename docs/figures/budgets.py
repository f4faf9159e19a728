"""The capacity budget: what each feature keeps, who gets how much, and what changes it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from toymodels.library import Library
from toymodels.site.figures import Figure
from toymodels.site.svg import SMALL, Drawing, Ink, Plot, fraction_text, heat_map, line_legend
from toymodels.site.values import Matrix, Vector, matrix, numbers, vector, vectors

from .planes import Plane, direction, generator, random_matrix

DIMENSION = 3
_SEED = 2


def budgets(library: Library) -> list[tuple[str, Vector]]:
    """The capacities of random families in space, and of the tetrahedron."""
    rng = generator(_SEED)
    families = [(str(count), random_matrix(rng, count, DIMENSION, 4)) for count in range(2, 9)]
    families.append(("tetra", matrix(library, "tetrahedron")))
    return [(name, vector(library, "capacity", family)) for name, family in families]


def _draw_budget(library: Library) -> Markup:
    found = budgets(library)
    drawing = Drawing(
        "Capacities of families in three dimensions, stacked",
        "However many features there are, their capacities add up to at most three; the tetrahedron uses all of it.",
        380,
    )
    plot = Plot(drawing, xs=(-0.6, len(found) - 0.4), ys=(0, 3.3))
    plot.axes(
        "number of random features, and the tetrahedron", "capacities, stacked", x_ticks=range(len(found)),
        x_names=[name for name, _ in found], y_ticks=(0, 1, 2, 3),
    )  # fmt: skip
    for place, (_, capacities) in enumerate(found):
        base = Fraction(0)
        for index, each in enumerate(capacities):
            left, bottom = plot.at((place - 0.36, base))
            right, top = plot.at((place + 0.36, base + each))
            colour = Ink.SERIES[0] if index % 2 else Ink.SERIES[5]
            drawing.rect((left, top), (right - left, bottom - top), fill=colour, stroke=Ink.PAPER, width=1)
            base += each
    y = plot.y(DIMENSION)
    drawing.line((plot.left, y), (plot.right, y), stroke=Ink.ACCENT, dash="6 4", width=2)
    drawing.text((plot.left + 6, y - 8), "the budget: m = 3", size=SMALL, fill=Ink.ACCENT)
    return drawing.render()


RETURNS = (3, 2, 1, Fraction(1, 2))
PRICES = [Fraction(step, 20) for step in range(62)]


def water_levels(library: Library) -> list[tuple[Fraction, Vector]]:
    """For each price the capacities that four features with diminishing returns buy."""
    rows = [((1, 1, 1, 1), RETURNS, price) for price in PRICES]
    return list(zip(PRICES, vectors(library, "waterFill", rows), strict=True))


def _draw_allocation(library: Library) -> Markup:
    found = water_levels(library)
    drawing = Drawing(
        "Optimal capacities of four features against the price of capacity",
        "As the price grows each feature is first monosemantic, then polysemantic, then ignored; important ones last.",
        360,
    )
    plot = Plot(drawing, xs=(0, 3.05), ys=(0, 1.05))
    plot.axes("price of capacity", "optimal capacity", x_ticks=(0, 1, 2, 3), y_ticks=(0, 0.25, 0.5, 0.75, 1))
    dashes = ("", "9 4", "4 4", "2 4")
    for index in range(len(RETURNS)):
        plot.line([(price, levels[index]) for price, levels in found], index, dash=dashes[index], width=3)
    names = [f"returns start at {fraction_text(each)}" for each in RETURNS]
    line_legend(drawing, (300, 70), [(index, dashes[index], name) for index, name in enumerate(names)])
    return drawing.render()


def block_family(library: Library) -> Matrix:
    """An antipodal pair and a tetrahedron in orthogonal subspaces of four dimensions."""
    return matrix(library, "directSum", matrix(library, "antipodalPair"), matrix(library, "tetrahedron"))


def _draw_blocks(library: Library) -> Markup:
    family = block_family(library)
    drawing = Drawing(
        "The Gram matrix of a direct sum and the capacities of its features",
        "The pair and the tetrahedron form two blocks without interference; their capacities are those that they "
        "had alone.",
        360,
    )
    cell = 50
    drawing.text((20 + 3 * cell, 26), "inner products", anchor="middle", bold=True)
    drawing.text((430, 26), "capacity", anchor="middle", bold=True)
    heat_map(drawing, (20, 42), cell, matrix(library, "gram", family))
    capacities = vector(library, "capacity", family)
    for index, each in enumerate(capacities):
        y = 42 + cell * index
        drawing.rect((370, y + 9), (120 * float(each), 30), fill=Ink.SERIES[2], opacity=0.5)
        drawing.rect((370, y + 9), (120, 30), stroke=Ink.MUTED)
        drawing.text((380, y + 29), fraction_text(each))
    total = fraction_text(sum(capacities, Fraction(0)))
    drawing.text((370, 42 + cell * 6 + 12), f"sum: {total} = 1 + 3", size=SMALL)
    return drawing.render()


def _draw_tight(library: Library) -> Markup:
    drawing = Drawing(
        "Two tight frames of the plane, with their capacities and frame operators",
        "Equal norms share the capacity equally; in the other frame the long vector has all of one dimension.",
        380,
    )
    triangle = matrix(library, "isoscelesTriangle", Fraction(97, 56))
    families = (("equal norms (nearly)", triangle), ("unequal norms", matrix(library, "longAndShort")))
    for place, (title, family) in enumerate(families):
        centre = (130 + 260 * place, 130)
        drawing.text((centre[0], 24), title, anchor="middle", bold=True)
        plane = Plane(drawing, centre, 90, 2.2)
        shown: set[Vector] = set()
        for each, capacity in zip(family, vector(library, "capacity", family), strict=True):
            if each not in shown:
                count = family.count(each)
                times = f"{count} × " if count > 1 else ""
                plane.arrow(each, place, name=f"{times}{_about(capacity)}")
                shown.add(each)
        heat_map(drawing, (centre[0] - 60, 250), 60, matrix(library, "frameOperator", family))
    drawing.text((260, 244), "frame operators", size=SMALL, anchor="middle", fill=Ink.MUTED)
    return drawing.render()


def _about(value: Fraction) -> str:
    return fraction_text(value) if value.denominator < 10 else f"≈ {float(value):.2f}"


SPREADS = range(38, 143, 2)


def fan_capacities(library: Library) -> list[tuple[int, Fraction]]:
    """The total capacity of three unit vectors of the plane, each turned by this angle against the one before."""
    rows = [((direction(0), direction(angle), direction(2 * angle)),) for angle in SPREADS]
    found = vectors(library, "capacity", rows)
    return [(angle, sum(each, Fraction(0))) for angle, each in zip(SPREADS, found, strict=True)]


def _draw_efficient(library: Library) -> Markup:
    found = fan_capacities(library)
    drawing = Drawing(
        "Total capacity of three unit vectors that open like a fan",
        "All of the budget is used at 60 and 120 degrees, by tight frames, and at 90 degrees, by two orthogonal "
        "blocks.",
        390,
    )
    plot = Plot(drawing, xs=(38, 142), ys=(1.6, 2.03), top=130)
    ticks = (40, 60, 90, 120, 140)
    names = [f"{tick}°" for tick in ticks]
    plot.axes(
        "angle between neighbours", "total capacity", x_ticks=ticks, x_names=names, y_ticks=(1.6, 1.7, 1.8, 1.9, 2)
    )
    plot.line(found, 0)
    for angle in (60, 90, 120):
        drawing.circle(plot.at((angle, 2)), 6, fill=Ink.PAPER, stroke=Ink.ACCENT, width=2.5)
    for angle in (40, 60, 90, 120):
        plane = Plane(drawing, (plot.x(angle), 62), 34, 1)
        for index in range(3):
            plane.arrow(direction(index * angle), index)
    return drawing.render()


def _draw_invariance(library: Library) -> Markup:
    drawing = Drawing(
        "Two features before and after a rotation and a stretch",
        "A rotation leaves the capacities at one; a stretch makes the features overlap and takes capacity from both.",
        290,
    )
    pair = matrix(library, "diagonalPair")
    maps = (
        ("as they are", matrix(library, "Mat.one", n=2)),
        ("rotated", matrix(library, "rotation345")),
        ("stretched", matrix(library, "stretch")),
    )
    for place, (title, transform) in enumerate(maps):
        centre = (87 + 173 * place, 130)
        family = tuple(vectors(library, "Mat.mulVec", [(transform, each) for each in pair]))
        drawing.text((centre[0], 24), title, anchor="middle", bold=True)
        plane = Plane(drawing, centre, 78, 2.4)
        for index, each in enumerate(family):
            plane.arrow(each, index)
        shares = ", ".join(map(fraction_text, vector(library, "capacity", family)))
        drawing.text((centre[0], 246), "capacities", size=SMALL, anchor="middle", fill=Ink.MUTED)
        drawing.text((centre[0], 268), shares, anchor="middle", fill=Ink.ACCENT, bold=True)
    return drawing.render()


ANGLES = range(0, 181, 3)


def overlaps(library: Library) -> list[tuple[int, Fraction, Fraction]]:
    """The dimensionality of a unit vector beside another one at this angle, and beside two of them at either side."""
    fixed = direction(0)
    one = numbers(library, "featureDimensionality", [((fixed, direction(angle)), 0) for angle in ANGLES])
    rows = [((fixed, direction(angle), direction(-angle)), 0) for angle in ANGLES]
    two = numbers(library, "featureDimensionality", rows)
    return list(zip(ANGLES, one, two, strict=True))


def _draw_monosemantic(library: Library) -> Markup:
    found = overlaps(library)
    drawing = Drawing(
        "Dimensionality of a feature against the angle to its neighbours",
        "It is one exactly where the neighbours are orthogonal, and falls to a half or a third where they are "
        "parallel.",
        350,
    )
    plot = Plot(drawing, xs=(0, 180), ys=(0, 1.05))
    ticks = (0, 45, 90, 135, 180)
    names = [f"{tick}°" for tick in ticks]
    plot.axes(
        "angle to the neighbours",
        "feature dimensionality",
        x_ticks=ticks,
        x_names=names,
        y_ticks=(0, 0.25, 0.5, 0.75, 1),
    )
    plot.line([(angle, one) for angle, one, _ in found], 0)
    plot.line([(angle, two) for angle, _, two in found], 1, dash="8 4")
    line_legend(drawing, (190, 246), [(0, "", "one neighbour"), (1, "8 4", "two, at ± this angle")])
    return drawing.render()


FIGURES: dict[str, Sequence[Figure]] = {
    "ToyModels.Capacity.Budget": (
        Figure(
            "capacity-budget",
            "Capacities share a budget",
            "Each slice is the capacity of one feature. However many features share three dimensions, the slices "
            "add up to at most three (`sum_capacity_le_dim`); the tetrahedron uses all of it. The random features "
            "are the figure's own.",
            _draw_budget,
        ),
    ),
    "ToyModels.Capacity.Allocation": (
        Figure(
            "water-filling",
            "Monosemantic, polysemantic, ignored",
            "If returns diminish, the best capacities equalise marginal returns at a common price: `waterFill`, "
            "optimal by `waterFill_optimal`. A feature is monosemantic at 1, polysemantic in between, and ignored "
            "at 0.",
            _draw_allocation,
        ),
    ),
    "ToyModels.Capacity.Blocks": (
        Figure(
            "direct-sum",
            "Orthogonal blocks do not affect each other",
            "An antipodal pair beside a tetrahedron: no inner product joins the two, so each keeps its capacities "
            "(`capacity_directSum_left`, `capacity_directSum_right`) and the totals add up "
            "(`sum_capacity_directSum`).",
            _draw_blocks,
        ),
    ),
    "ToyModels.Capacity.TightFrame": (
        Figure(
            "tight-capacities",
            "In a tight frame capacity goes by squared length",
            "Both families spread evenly over the plane: their frame operators are multiples of the identity. Then "
            "capacity is proportional to the squared norm (`capacity_of_tight`), and 2/3 for each of three equal "
            "ones (`capacity_tightFrame`); numbers at the arrows are capacities.",
            _draw_tight,
        ),
    ),
    "ToyModels.Capacity.Efficient": (
        Figure(
            "efficient-fan",
            "Only blocks of tight frames use all of the budget",
            "Three unit vectors in the plane reach the total capacity 2 at 60° and 120°, as one tight frame, and at "
            "90°, as an antipodal pair beside a single vector: the cases of `efficient_iff_blockSemiOrthogonal`. "
            "What lacks elsewhere is given by `capacity_deficit`.",
            _draw_efficient,
        ),
    ),
    "ToyModels.Capacity.Invariance": (
        Figure(
            "invariance",
            "Capacity depends on angles, not on the basis",
            "Rotations and changes of scale leave capacities alone (`capacity_orthogonal_invariant`); a map that "
            "changes angles, here a stretch by two along one axis, does not.",
            _draw_invariance,
        ),
    ),
    "ToyModels.Capacity.Monosemantic": (
        Figure(
            "monosemantic",
            "One dimension of one's own means orthogonal to all others",
            "`featureDimensionality`, which is capacity by `featureDimensionality_eq_capacity`, is one exactly "
            "where no other feature overlaps: `capacity_eq_one_iff`.",
            _draw_monosemantic,
        ),
    ),
}
