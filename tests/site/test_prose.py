"""Markdown of docs: links, formulas, and nothing that could be HTML of its own."""

import pytest

from toymodels.site.prose import Prose


@pytest.fixture
def prose() -> Prose:
    known = {"welch_bound": "../theorem/welch_bound.html", "gram": "x.html#gram"}
    return Prose(known.get, {"welch1974": ("papers.html#welch1974", "Lower bounds")})


def test_names_of_the_library_become_links(prose: Prose):
    assert prose.inline("by `welch_bound`.") == 'by <a href="../theorem/welch_bound.html"><code>welch_bound</code></a>.'
    assert prose.inline("`gram V`") == '<code><a href="x.html#gram">gram</a> V</code>'


def test_other_code_stays_code_and_formulas_become_mathematics(prose: Prose):
    assert prose.inline("`decide +kernel`") == "<code>decide +kernel</code>"
    assert prose.inline("`snake_case`") == "<code>snake_case</code>"
    assert prose.inline("`-(Vᵢ · Vⱼ)² ≤ 1/2`") == "−(<i>V</i><sub>i</sub> · <i>V</i><sub>j</sub>)² ≤ 1/2"
    assert prose.inline("`xⁿ`") == "<i>x</i><sup><i>n</i></sup>"


def test_formulas_may_have_operators_and_long_indices(prose: Prose):
    assert prose.inline("`(tr G)² ≤ Σ_{i ≠ j} xᵢ`") == (
        "(tr <i>G</i>)² ≤ <i>Σ</i><sub>i ≠ j</sub> <i>x</i><sub>i</sub>"
    )
    assert prose.inline("`tr`") == "<code>tr</code>"
    assert prose.inline("`a_{first}`") == "<code>a_{first}</code>"
    assert prose.inline("`trace`") == "<code>trace</code>"


def test_inner_products_have_the_brackets_of_the_formulas_where_the_library_has_them():
    words = Prose(dict[str, str]().get, {}, has_brackets=True).inline("`(Vᵢ · Vⱼ)²`")
    assert words == "⟨<i>V</i><sub>i</sub>, <i>V</i><sub>j</sub>⟩²"


def test_html_in_docs_is_text(prose: Prose):
    assert prose.inline("<b>x</b> `a<b`") == ("&lt;b&gt;x&lt;/b&gt; <i>a</i>&lt;<i>b</i>")
    assert "<script>" not in prose.block("<script>alert(1)</script>\n\n[x](javascript:alert(1))")
    assert "javascript:" not in prose.block("[x](javascript:alert(1))").replace("(javascript:alert(1))", "")


def test_citations_become_links_and_unknown_ones_stay(prose: Prose):
    assert prose.inline("see [welch1974] and [nobody1900]") == (
        'see <a href="papers.html#welch1974" title="Lower bounds">welch1974</a> and [nobody1900]'
    )


def test_a_name_inside_a_link_is_no_second_link(prose: Prose):
    assert prose.inline("[`gram`](https://example.org)").count("<a ") == 1


def test_headings_stand_below_those_of_the_page(prose: Prose):
    assert prose.block("## Inner") == "<h3>Inner</h3>\n"


def test_images_are_not_fetched(prose: Prose):
    assert "<img" not in prose.block("![a picture](https://example.org/a.png)")
