"""Instances as pictures: what is drawn how, exact entries, and words for those who cannot see them."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from tests.support.statements import (
    MAT_MUL,
    NORM_SQ,
    TRANSPOSE,
    app,
    call,
    eq,
    fin,
    forall,
    mat,
    nat,
    num,
    orthogonal_trace_le_dim,
    scalar,
    vec,
    welch_coherence,
)

from toymodels.records.forms import Json
from toymodels.site.drawings import LIMIT, has_rows, instance_html
from toymodels.site.pictures import arrows, gram_matrix, heat_map, short_number
from toymodels.statements.language import BOOL, FinSort, FunSort, Statement, Var

SVG = "{http://www.w3.org/2000/svg}"
HALF = Fraction(1, 2)


def _labels(root: Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def _words(root: Element) -> list[str | None]:
    return [part.text for part in root.iter() if part.tag in {f"{SVG}title", f"{SVG}desc"}]


def test_families_are_arrows_with_their_gram_matrix():
    values: dict[str, Json] = {"n": 2, "m": 2, "V": [["1", "0"], ["3/5", "4/5"]], "μ": "1/2"}
    page = ElementTree.fromstring(instance_html(welch_coherence(), values))
    plane, gram = page.iter(f"{SVG}svg")
    assert [label for label in _labels(plane) if label.startswith("V")] == ["V₀", "V₁"]
    assert len(list(plane.iter(f"{SVG}circle"))) == 1
    assert "V₀ = (1, 0); V₁ = (3/5, 4/5)" in _words(plane)
    assert _labels(gram).count("3/5") == 2
    facts = [element for element in page.iter() if element.get("class") == "instance-value"]
    assert ["".join(fact.itertext()) for fact in facts] == ["n = 2", "m = 2", "μ = 1/2"]


def test_a_matrix_whose_rows_never_stand_alone_is_a_heat_map():
    statement = orthogonal_trace_le_dim()
    page = ElementTree.fromstring(instance_html(statement, {"n": 2, "Q": [["0", "-1"], ["1", "0"]]}))
    (picture,) = page.iter(f"{SVG}svg")
    assert "Q, 2 × 2" in _words(picture)
    assert "−1" in _labels(picture)
    assert not has_rows(statement, "Q")
    assert has_rows(welch_coherence(), "V")


def test_a_stochastic_matrix_says_so():
    values: dict[str, Json] = {"n": 2, "Q": [["1/2", "1/2"], ["0", "1"]]}
    assert "Q, 2 × 2, each row sums to 1" in instance_html(orthogonal_trace_le_dim(), values)


def test_vectors_with_a_direction_are_arrows_and_others_strips():
    n = nat("n")
    x, y = vec("x", n), vec("y", n)
    direction = Statement("s", (n, x, y), (), eq(call(NORM_SQ, n, x), num(1)), welch_coherence().definitions)
    page = ElementTree.fromstring(instance_html(direction, {"n": 2, "x": ["1", "0"], "y": ["2", "3"]}))
    titles = [words for words in _words(page) if words]
    assert "x in the plane" in titles
    assert "y, 2 entries" in titles


def test_sets_scalars_and_single_entries_are_text():
    n = nat("n")
    chosen = Var("S", FunSort(FinSort(n), BOOL))
    statement = Statement("s", (n, chosen, vec("x", n), scalar("c")), (), eq(scalar("c"), num(1)))
    page = ElementTree.fromstring(instance_html(statement, {"n": 1, "S": [True], "x": ["-1/2"], "c": "-3"}))
    assert ["".join(fact.itertext()) for fact in page[0]] == ["n = 1", "S = {0}", "x = (−1/2)", "c = −3"]


def test_nothing_unreadable_is_drawn():
    large: list[Json] = [["1" for _ in range(LIMIT + 1)] for _ in range(2)]
    page = instance_html(welch_coherence(), {"n": 2, "m": LIMIT + 1, "V": large, "μ": "1"})
    assert "<svg" not in page
    assert "2 × 9, entries from 1 to 1, 0 of 18 zero" in page


def test_an_empty_family_has_no_rows():
    page = instance_html(welch_coherence(), {"n": 0, "m": 3, "V": [], "μ": "1"})
    assert "has no rows" in page


def test_vectors_that_end_at_one_point_share_a_label_and_zero_is_a_dot():
    page = ElementTree.fromstring(arrows({"a": (HALF, HALF), "b": (HALF, HALF), "z": (Fraction(0), Fraction(0))}, "t"))
    assert sorted(label for label in _labels(page)) == ["a = b", "z = 0"]


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_everything_lies_inside_the_picture(dimension: int):
    vectors = {f"long name {k}": (Fraction(k * 7 - 10),) * dimension for k in range(4)}
    svg = next(ElementTree.fromstring(arrows(vectors, "t")).iter(f"{SVG}svg"))
    left, top, width, height = map(float, str(svg.get("viewBox")).split())
    for line in svg.iter(f"{SVG}line"):
        for x, y in ((line.get("x1"), line.get("y1")), (line.get("x2"), line.get("y2"))):
            assert left <= float(str(x)) <= left + width
            assert top <= float(str(y)) <= top + height
    for label in svg.iter(f"{SVG}text"):
        assert left < float(str(label.get("x"))) < left + width
        assert top < float(str(label.get("y"))) < top + height


def test_four_dimensions_have_no_arrows():
    with pytest.raises(ValueError, match="4 entries"):
        arrows({"a": (HALF,) * 4}, "t")


def test_signs_have_colours_and_sizes_have_tints():
    page = ElementTree.fromstring(heat_map(((Fraction(-2), Fraction(1)),), "t"))
    cells = [(cell.get("fill"), float(str(cell.get("fill-opacity")))) for cell in page.iter(f"{SVG}rect")]
    assert cells[0][0] != cells[1][0]
    assert cells[0][1] == 2 * cells[1][1] > 0


def test_numbers_are_exact_or_marked_as_rounded():
    assert short_number(Fraction(-3, 5)) == "−3/5"
    assert short_number(Fraction(12345, 67891)) == "≈0.18"
    assert gram_matrix(((HALF, HALF), (Fraction(1), Fraction(-1)))) == ((HALF, 0), (0, 2))


def test_rows_inside_a_product_are_not_rows():
    n, m = nat("n"), nat("m")
    v, i, j = mat("V", n, m), fin("i", n), fin("j", n)
    product = call(MAT_MUL, n, m, n, v, call(TRANSPOSE, n, m, v))
    claim = forall(i, j, eq(app(product, i, j), num(1)))
    assert not has_rows(Statement("s", (n, m, v), (), claim, welch_coherence().definitions), "V")
