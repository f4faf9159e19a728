"""Figures: every module has one, each is well-formed and says only what the library says."""

import os
import re
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docs.figures import (
    algorithms,
    budgets,
    circuits,
    dictionaries,
    foundations,
    graphs,
    heads,
    learning,
    meanings,
    optima,
    patterns,
    phases,
    planes,
    polytopes,
    readouts,
    recovery,
    rectifiers,
    representations,
    simplices,
    subspaces,
    welch,
    wider,
)

from toymodels import Library
from toymodels.errors import StatementError
from toymodels.site.figures import figures_of
from toymodels.site.svg import SMALL, Drawing, Plot, fraction_text, heat_map, number_text, tick_text
from toymodels.site.svg import Path as Track
from toymodels.site.values import hypothesis_sides, number, sides, value, values, vector

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("library")]

ROOT = Path(__file__).parents[2]
FIGURES = figures_of(ROOT)
SVG = "{http://www.w3.org/2000/svg}"
ALL = [figure for figures in FIGURES.values() for figure in figures]
CHOICES = {f"{figure.slug}: {answer}": draw for figure in ALL for answer, draw in figure.choices.items()}
_NAME = re.compile(r"`([A-Za-z][\w.]*)`")
_COLOUR = re.compile(r"none|var\(--(ink|paper|muted|line|accent|good|bad|series-[1-6])\)")


@pytest.fixture(scope="module")
def drawn(library: Library) -> dict[str, str]:
    found = {figure.slug: str(figure.draw(library)) for figure in ALL}
    return found | {name: str(draw(library)) for name, draw in CHOICES.items()}


def test_every_module_of_the_library_has_a_figure(library: Library):
    assert set(FIGURES) == {name for name in library.environment.library if "." in name}
    assert all(FIGURES.values())


def test_slugs_are_unique_and_fit_an_address():
    slugs = [figure.slug for figure in ALL]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z][a-z-]*", slug) for slug in slugs)


def test_captions_name_declarations_that_exist(library: Library):
    for figure in ALL:
        for name in _NAME.findall(figure.caption):
            if len(name) > 1:
                assert library.environment.in_library(f"ToyModels.{name}"), (figure.slug, name)
        assert figure.caption.endswith(".")
        assert _NAME.search(figure.caption), figure.slug


@pytest.mark.parametrize("name", [*(figure.slug for figure in ALL), *CHOICES])
def test_each_is_accessible_svg_in_the_colours_of_the_page(drawn: dict[str, str], name: str):
    root = ElementTree.fromstring(drawn[name])
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert all((child.text or "").strip() for child in root[:2])
    for element in root.iter():
        assert "style" not in element.attrib
        for attribute in ("fill", "stroke"):
            assert _COLOUR.fullmatch(element.get(attribute, "none")), element.attrib
        assert "nan" not in " ".join(element.attrib.values()).lower()
        if element.tag == f"{SVG}text":
            assert float(element.get("font-size", "0")) >= SMALL
            assert (element.text or "").strip()


def test_every_choice_shows_something_else_and_the_first_picture_is_among_them(drawn: dict[str, str]):
    chosen = [figure for figure in ALL if figure.choices]
    assert len(chosen) >= 5
    assert all(bool(figure.question) == bool(figure.choices) for figure in ALL)
    for figure in chosen:
        pictures = [drawn[f"{figure.slug}: {answer}"] for answer in figure.choices]
        assert len(set(pictures)) == len(pictures) <= 6
        assert drawn[figure.slug] in pictures


def test_drawing_twice_gives_the_same_bytes(library: Library, drawn: dict[str, str]):
    for figure in ALL:
        if figure.slug in ("welch-bound", "rankin", "trace-and-rank", "capacity-budget", "erasure", "bottleneck"):
            assert str(figure.draw(library)) == drawn[figure.slug]


def test_another_process_with_another_hash_seed_draws_the_same(drawn: dict[str, str]):
    program = (
        "import sys, toymodels; from toymodels.site.figures import figures_of; library = toymodels.load(sys.argv[1]);"
        "found = figures_of(library.project.root).values();"
        "print(''.join(f.draw(library) for fs in found for f in fs if f.slug in sys.argv[2:]), end='')"
    )
    slugs = [
        figure.slug for figure in ALL if figure.slug in ("welch-bound", "polytopes", "rankin", "how-many-features")
    ]
    found = subprocess.run(
        [sys.executable, "-c", program, str(ROOT), *slugs],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert found.stdout.decode() == "".join(drawn[slug] for slug in slugs)


def test_no_frame_lies_below_welch_and_the_tetrahedron_nearly_on_it(library: Library):
    for dimension in welch.DIMENSIONS:
        assert all(each.bound <= each.optimised <= each.random for each in welch.coherences(library, dimension))
    found = welch.coherences(library)
    assert found[0].bound == Fraction(1, 9)
    assert found[0].optimised - found[0].bound < Fraction(1, 100)
    assert next(each for each in found if each.count == 6).bound == Fraction(1, 5)


def test_fans_interfere_by_the_bound_and_orders_differ_as_told(library: Library):
    spread = {degrees: (left, right) for degrees, left, right in welch.spread_interference(library)}
    assert all(left <= right for left, right in spread.values())
    assert {left for left, _ in spread.values()} == {3}
    assert spread[60][1] - 3 < Fraction(1, 1000) < spread[90][1] - 3
    ratios = {degrees: (first, second) for degrees, first, second in welch.order_ratios(library)}
    assert all(first == 1 <= second for first, second in ratios.values())
    assert ratios[0][1] == Fraction(4, 3)


def test_tensor_powers_multiply_overlaps(library: Library):
    found = welch.power_overlaps(library)
    assert all(a**3 == b for (_, a), (_, b) in zip(found[1], found[3], strict=True))


def test_polytopes_have_their_known_dimensionalities(library: Library):
    found = polytopes.dimensionalities(library)
    exact = {"digon": "1/2", "triangle": "2/3", "square": "1/2", "tetrahedron": "3/4"}
    assert {name: str(found[name]) for name in exact} == exact
    assert abs(found["pentagon"] - Fraction(2, 5)) < Fraction(1, 10**4)
    assert abs(found["square antiprism"] - Fraction(3, 8)) < Fraction(1, 10**4)
    assert all(base <= apex == Fraction(2, 3) for _, apex, base in polytopes.triangle_capacities(library))


def test_the_border_of_the_phases_separates_them(library: Library):
    border = {ratio: density for density, ratio in phases.phase_border(library)}
    assert border[Fraction(1)] == Fraction(1, 3)
    for each in phases.phases(library):
        criterion = each.density * (1 + 2 * each.ratio) < each.ratio
        assert (each.antipodal < each.dropping) == criterion, each


def test_losses_split_into_misses_and_false_alarms(library: Library):
    found = phases.bias_losses(library)
    assert all(total == miss + alarm for _, total, miss, alarm in found)
    best = [min(phases.bias_losses(library, each), key=lambda row: row[1])[0] for each in phases.DENSITIES]
    assert phases.BIASES[0] < best[0] < best[2] < best[3] < 0 < best[4]


def test_recovery_is_certain_where_it_is_promised(library: Library):
    found = {each.active: each.found for each in recovery.recoveries(library)}
    promised = recovery.guaranteed(library)
    assert promised == 4
    assert recovery.coherence(library) == Fraction(1, 8)
    assert all(found[active] == 1 for active in range(1, promised + 1))
    assert found[16] == 0


def test_read_outs_are_signal_plus_interference_and_interference_has_its_mean_square(library: Library):
    assert [read for _, _, read in readouts.readings(library)] == [Fraction(18, 25), Fraction(18, 25), Fraction(6, 5)]
    heard, energy = readouts.sign_interference(library)
    assert sum(each**2 for each in heard) == len(heard) * energy
    found = readouts.isometry(library)
    assert all(low <= length <= high for _, low, length, high in found)


def test_paths_add_up_to_the_output(library: Library):
    paths = circuits.paths(library)
    assert tuple(map(sum, zip(*paths.values(), strict=True))) == circuits.output(library)


def test_virtual_heads_add_up_to_the_transformer(library: Library):
    assert all(sum(row) == 1 for row in heads.virtual_pattern(library))
    paths = heads.contributions(library)
    assert len(paths) == 9
    assert tuple(map(sum, zip(*paths.values(), strict=True))) == heads.transformed(library)
    assert all(row[token] == 1 for token, row in enumerate(heads.copying_table(library)))
    assert all(linear == Fraction(2, count) and hard == 1 for count, linear, hard in heads.recalled(library))
    (bag, first), (same, second) = heads.orders(library).values()
    assert bag == same
    assert (first, second) == ((0, 1, 0, 0), (0, 0, 1, 0))
    assert heads.predictions(library)[-1] == (0, 0, Fraction(1, 2), Fraction(1, 2))


def test_paths_and_patches_add_up_and_the_compromise_is_best(library: Library):
    assert sum(graphs.path_weights(library).values()) == graphs.total(library) == 13
    *single, whole = graphs.patch_effects(library).values()
    assert sum(single) == whole != 0
    lowest = min(graphs.conflicts(library), key=lambda point: point[1])
    assert lowest == (graphs.compromise(library), 14)


def test_the_largest_logit_is_the_answer(library: Library):
    found = circuits.logits(library)
    assert found[8] == 6
    assert all(each < 6 for place, each in enumerate(found) if place != 8)
    leads: list[Fraction] = []
    for count in (1, 2, 3):
        first, second, *_ = sorted(circuits.logits(library, circuits.FREQUENCIES[:count]), reverse=True)
        assert first == 2 * count
        leads.append(first - second)
    assert leads == sorted(leads)


def test_nothing_is_left_along_an_erased_direction(library: Library):
    before = [point for points in subspaces.activations() for point in points]
    after = subspaces.erased(library, before)
    assert all(number(library, "dot", subspaces.CONCEPT, point) == 0 for point in after)
    assert any(number(library, "dot", subspaces.CONCEPT, point) for point in before)


def test_energy_and_rank_stay_below_their_bounds(library: Library):
    explained = subspaces.explained(library)
    assert explained == sorted(explained)
    assert explained[-1] == number(library, "normSq", subspaces.SIGNAL)
    assert all(ratio <= rank for rank, ratio in subspaces.rank_ratios(library))
    assert all(ratio == rank for rank, ratio in subspaces.projector_ratios(library))


def test_budgets_are_kept_and_water_is_filled_as_in_the_example(library: Library):
    found = budgets.budgets(library)
    assert all(sum(capacities) <= budgets.DIMENSION for _, capacities in found)
    assert sum(found[-1][1]) == 3
    levels = dict(budgets.water_levels(library))
    assert levels[Fraction(1, 2)] == (1, Fraction(3, 4), Fraction(1, 4), 0)
    totals = dict(budgets.fan_capacities(library))
    assert all(total <= 2 for total in totals.values())
    assert totals[90] == 2
    overlaps = {angle: (one, two) for angle, one, two in budgets.overlaps(library)}
    assert overlaps[90] == (1, 1)
    assert overlaps[0] == (Fraction(1, 2), Fraction(1, 3))


def test_capacity_is_explained_variance_leverage_robustness_and_whole_dimensions(library: Library):
    lowest = {name: min(error for _, error in points) for name, points in meanings.readout_errors(library).items()}
    assert lowest == {"orthogonal": 0, "antipodal pair": Fraction(1, 2), "tetrahedron": Fraction(1, 4)}
    tied, best = meanings.probed(library)
    assert sum(best) == meanings.DIMENSION
    assert all(own < top for own, top in zip(tied, best, strict=True))
    assert all(mean * meanings.DIMENSION >= count for count, mean in meanings.vulnerabilities(library))
    assert meanings.block_dimensions(library)[1] == [1, 3, 1]


def test_dictionaries_have_the_sizes_and_overlaps_that_are_told(library: Library):
    limits = list(dictionaries.limits(library).values())
    assert [points[6][1] for points in limits] == [7, 8, 14, 28]
    assert [points[1][1] for points in limits] == [2, 3, 4, 3]
    met = list(dictionaries.attained(library).values())
    assert [len(points) for points in met] == [8, 1, 8, 1]
    assert all(point in points for points, found in zip(limits, met, strict=True) for point in found)
    gram = dictionaries.fano_gram(library)
    assert {(i == j, abs(entry)) for i, row in enumerate(gram) for j, entry in enumerate(row)} == {
        (True, 3),
        (False, 1),
    }
    graphs = dictionaries.graphs(library)
    assert all(sum(a == b for a, b in zip(graphs[i], graphs[j], strict=True)) == 2 for i in range(3) for j in range(i))
    readings = dictionaries.readings(library)
    assert {each for each, reading in readings.items() if reading >= 7} == set(dictionaries.POLYNOMIALS)
    assert len(readings) == 343
    needed = dictionaries.dimensions_needed(library)
    assert all(points[0][1] == count for count, points in needed.items())


def test_directions_that_point_away_from_each_other(library: Library):
    bounds = dict(simplices.rankin_bounds(library))
    assert dict(simplices.simplex_overlaps(library)) == bounds
    assert all(overlap >= bounds[count] for count, overlap in simplices.random_overlaps(library))
    assert all(threshold == simplex for _, threshold, simplex in simplices.independence(library))


def test_greedy_signs_are_those_of_lean_and_stay_between_the_bounds(library: Library):
    sets = value(library, "greedySignFamily", m=3, n=4)
    assert isinstance(sets, tuple)
    assert patterns.greedy_family(library, 4, 3) == tuple(vector(library, "signs", each) for each in sets)
    assert all(least <= found <= promised for _, least, found, promised in patterns.greedy_interference(library))


def test_foundations_agree_with_their_theorems(library: Library):
    for a, square, multiple in foundations.squares_and_multiples(library):
        assert square > multiple or 0 <= a <= foundations.SLOPE
    for _, left, right, lacking in foundations.cauchy_schwarz(library):
        assert right - left == lacking >= 0
    first, second = foundations.products(library)
    assert number(library, "Mat.trace", first) == number(library, "Mat.trace", second)


def test_rectifiers_and_optima(library: Library):
    assert rectifiers.gates(library) == {
        "and": ((0, 0), (0, 1)),
        "or": ((0, 1), (1, 1)),
        "xor": ((0, 1), (1, 0)),
    }
    assert rectifiers.outputs(library)[1] == value(library, "Mat.one", n=4)
    losses = {w: (linear, rectified) for w, linear, rectified in optima.linear_and_rectified(library)}
    assert min(losses, key=lambda w: losses[w][0]) == 0
    assert losses[Fraction(-1)][1] == 0
    least, drawn = optima.bottlenecks(library)
    assert all(loss >= dict(least)[width] for width, loss in drawn)
    assert optima.parabola(library)[1] == value(library, "Mat.one", n=optima.COUNT)
    certificate = optima.certificate(library, optima.NODES)
    assert [node for node, height in certificate if height == 0] == list(optima.SUPPORT)


def test_learning_goes_down_and_balance_drifts(library: Library):
    for rate, points in learning.training_errors(library).items():
        falls = all(after <= before for (_, before), (_, after) in pairwise(points))
        assert falls == (rate <= Fraction(1, 2))
    assert [dict(points)[Fraction(1)] for points in learning.ladder(library).values()] == [2, 1]
    assert learning.drift(library) == [(rate, 3 * rate**2 - 3) for rate in learning.RATES_OF_A_STEP]


def test_wider_theories_in_their_smallest_form(library: Library):
    correlations = wider.correlations(library)
    assert all(square <= bound == 8 for _, square, bound in correlations)
    assert max(square for _, square, _ in correlations) > Fraction(799, 100)
    for points in wider.couplings(library):
        assert all(coupling == points[0][1] ** steps for steps, coupling in points)
    for points, (share, least) in wider.free_energies(library).values():
        assert all(energy >= least for _, energy in points)
        assert Fraction(1, 2) < share
    for points in wider.distances(library):
        assert all(before > after > 1 for (_, before), (_, after) in pairwise(points))


def test_recurrences_rotations_and_side_effects(library: Library):
    heights, violations = heads.counters(library)
    assert (heights[-1][1], violations[-1][1]) == (0, 1)
    for turns, margin in zip(algorithms.TURNS.values(), (3, 2), strict=True):
        scores = algorithms.hours(library, turns)
        right = sum(algorithms.ASKED) % algorithms.HOURS
        assert scores[right] - max(score for hour, score in enumerate(scores) if hour != right) == margin
    found, least = representations.side_effects(library)
    assert all(ratio >= dict(least)[count] for count, ratio in found)
    rounds = representations.twice(library)
    assert [once for angle, once, _ in rounds if angle % 90 == 0] == [0, 0, 0]
    assert all(abs(again) <= abs(once) for _, once, again in rounds)


def test_concepts_are_erased_steered_and_put_on_a_circle(library: Library):
    points, least, ablated = representations.erased(library)
    assert least == tuple((y, y) for _, y in points)
    assert ablated == tuple((0, y) for _, y in points)
    shortest, others = representations.steering(library)
    for each in (shortest, *others):
        assert number(library, "dot", representations.READOUT, each) == representations.SHIFT
        assert number(library, "normSq", shortest) <= number(library, "normSq", each)
    overlaps = representations.circle(library)
    assert all(overlaps[i][j] == overlaps[0][j - i] for i in range(12) for j in range(i, 12))


def test_values_are_exact_and_sizes_come_from_shapes(library: Library):
    assert number(library, "dot", (1, Fraction(1, 3)), (3, 6)) == 5
    assert value(library, "capacity", ((1, 0), (1, 1))) == (Fraction(1, 2), Fraction(4, 5))
    assert value(library, "capacity", ((1, 0), (1, 1)), 1) == Fraction(4, 5)
    assert values(library, "normSq", [((1, 2),), ((3, 4),)]) == [5, 25]
    huge = 10**30
    assert values(library, "normSq", [((huge, 0),), ((0, 1),)]) == [huge**2, 1]
    assert sides(library, "dot_sq_le", [{"n": 1, "x": (2,), "y": (3,)}]) == [(36, 36)]
    assert hypothesis_sides(library, "le_of_sq_le_mul", "h", [{"a": 3, "c": 2}]) == [(9, 6)]


def test_what_does_not_fit_a_definition_is_refused(library: Library):
    with pytest.raises(StatementError, match="normSq takes x, found 2 arguments"):
        value(library, "normSq", (1, 2), (3, 4))
    with pytest.raises(StatementError, match="antipodalAxes: the arguments do not tell m; give it by name"):
        value(library, "antipodalAxes")
    with pytest.raises(StatementError, match="n cannot be both 2 and 3"):
        value(library, "dot", (1, 2), (1, 2, 3))
    with pytest.raises(StatementError, match="has no variables"):
        sides(library, "dot_sq_le", [{"n": 1, "x": (2,), "z": (3,)}])
    with pytest.raises(StatementError, match="the conclusion is not a comparison"):
        sides(library, "polyCode_overlap_tight", [{}])
    with pytest.raises(StatementError, match="'h0' is not a hypothesis that compares two numbers; it has "):
        hypothesis_sides(library, "dot_sq_le", "h0", [{"n": 1}])


def test_directions_are_exact_unit_vectors():
    assert [planes.direction(angle) for angle in (0, 90, 180, 270)] == [(1, 0), (0, 1), (-1, 0), (0, -1)]
    spatial = [planes.unit(floats) for floats in ((0.3, -2, 1), (0, 0, 1), (0, 0, -1))]
    for found in (planes.direction(73.4), *spatial):
        assert sum(each * each for each in found) == 1
    with pytest.raises(ValueError, match="no direction"):
        planes.unit((0, 0))


def test_text_is_escaped():
    drawing = Drawing("<a & b>", 'say "no"', 10)
    drawing.text((0, 0), "<script>")
    with drawing.link('x"y', "a<b"):
        drawing.circle((1, 1), 1)
    root = ElementTree.fromstring(str(drawing.render()))
    assert [child.text for child in root[:3]] == ["<a & b>", 'say "no"', "<script>"]
    assert root[3].attrib == {"href": 'x"y', "aria-label": "a<b"}


def test_what_is_no_number_is_refused():
    assert [number_text(each) for each in (1, 0.5, Fraction(1, 3), -0.001)] == ["1", "0.5", "0.33", "0"]
    with pytest.raises(ValueError, match="not a coordinate"):
        Drawing("t", "d", 10).circle((float("nan"), 0), 1)


def test_numbers_are_written_with_true_minus_signs():
    assert [tick_text(each) for each in (-1.5, 0, 100, -0.0)] == ["−1.5", "0", "100", "0"]
    assert [fraction_text(each) for each in (Fraction(-3, 4), 7, Fraction(12345, 9999))] == ["−3/4", "7", "1.23"]


def test_links_keep_a_drawing_open_and_wide_drawings_say_so():
    wide = ElementTree.fromstring(str(Drawing("t", "d", 10, width=800, has_links=True).render()))
    assert (wide.get("role"), wide.get("width")) == ("group", "800")
    narrow = ElementTree.fromstring(str(Drawing("t", "d", 10).render()))
    assert (narrow.get("role"), narrow.get("width")) == ("img", None)


def test_plots_and_heat_maps_place_marks_where_the_data_are():
    drawing = Drawing("t", "d", 200)
    plot = Plot(drawing, xs=(0, 10), ys=(0, 1), left=100, right=200, top=50, bottom=150)
    assert plot.at((5, Fraction(1, 4))) == (150, 125)
    with pytest.raises(
        ValueError, match=r"\(5.0, 2.0\) lies outside the axes, which go from 0.0 to 10.0 and 0.0 to 1.0"
    ):
        plot.line([(5, 2)], 0)
    with pytest.raises(ValueError, match="outside the axes"):
        plot.points([(11, 0)], 0)
    heat_map(drawing, (0, 0), 10, ((1, -1), (0, 1)), numbers=False)
    drawing.path(Track((0, 0)).line((1, 1)).curve((1, 2), (2, 2), (3, 3)))
    marks = [each for each in ElementTree.fromstring(str(drawing.render())) if each.tag == f"{SVG}path"]
    assert [mark.get("fill") for mark in marks] == ["var(--series-1)", "var(--series-2)", "none"]
    assert (marks[0].get("d") or "").count("M") == 2
    assert marks[2].get("d") == "M0,0L1,1C1,2 2,2 3,3"
