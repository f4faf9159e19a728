"""The small library's site in a real browser: every template that it has, in both colour schemes, on desk and phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.site.conftest import Small
from tests.support.browsing import DESK, PHONE, Screen, Watched, faults, launched, opened, violations

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("library")]

PAGES = (
    "index.html",
    "module/Deep.Numbers.html",
    "module/Headlines.html",
    "theorem/double_le.html",
    "theorems.html",
    "definitions.html",
    "notation.html",
    "quantities.html",
    "bounds.html",
    "essays.html",
    "essay/on-doubling.html",
    "papers.html",
    "maps.html",
    "trust.html",
    "core.html",
    "contributing.html",
    "legend.html",
    "search.html?q=double",
)

browser = pytest.fixture(launched, scope="module")


@pytest.fixture(scope="module")
def site(small: Small, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    small.build(folder)
    return folder


@pytest.fixture(params=PAGES)
def path(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=[DESK, PHONE], ids=["desk-light", "phone-dark"])
def watched(request: pytest.FixtureRequest, browser: Browser, site: Path, path: str) -> Iterator[Watched]:
    result = opened(browser, site, path, **request.param)
    yield result
    result.page.context.close()


def test_a_page_is_accessible_quiet_and_fits(watched: Watched):
    assert faults(watched) == {}


def test_keys_and_search_work(browser: Browser, site: Path):
    watched = opened(browser, site, "index.html", **DESK)
    watched.page.keyboard.press("/")
    watched.page.keyboard.type("double")
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_url("**/search.html?q=*")
    expect(watched.page.locator("#search-results li")).not_to_have_count(0)
    assert watched.messages == []
    watched.page.context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk-light", "phone-dark"])
def test_a_sandbox_is_loaded_when_it_is_opened_and_tells_what_changes(browser: Browser, site: Path, size: Screen):
    watched = opened(browser, site, "theorem/double_le.html", **size)
    page = watched.page
    assert not any("evaluator.js" in url for url in watched.requests)
    page.get_by_text("Move its numbers").click()
    page.get_by_label("m", exact=True).fill("2")
    page.get_by_label("n", exact=True).fill("3")
    verdict = page.locator(".sandbox-verdict")
    assert verdict.inner_text() == "✓ The hypothesis holds, and so does the conclusion."
    assert page.locator(".sandbox-sides tbody td").all_inner_texts() == ["4", "≤", "6", "2"]
    page.get_by_label("n", exact=True).fill("1")
    assert verdict.inner_text() == "✗ h fails, so the theorem promises nothing here; the conclusion is false."
    page.get_by_label("n", exact=True).fill("no number")
    assert page.get_by_label("n", exact=True).get_attribute("aria-invalid") == "true"
    page.get_by_role("button", name="Copy as Lean").click()
    assert page.get_by_label("The instance as text").input_value().startswith("#check Small.double_le")
    assert (violations(page), watched.messages) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk-light", "phone-dark"])
def test_the_calculator_says_what_a_blank_number_may_be(browser: Browser, site: Path, size: Screen):
    watched = opened(browser, site, "bounds.html", **size)
    page, told = watched.page, watched.page.locator(".bound-told")
    expect(told).not_to_be_empty()
    assert told.inner_text() == "Needs all but one of m, n."
    field(page, "m").fill("7")
    assert told.inner_text() == "n ≤ 3"
    field(page, "n").fill("3")
    assert told.inner_text() == "Allows these numbers; each by the others: m ≥ 6, n ≤ 3."
    field(page, "n").fill("1,000")
    assert told.inner_text() == "Rules these numbers out; each by the others: m ≥ 2,000, n ≤ 3."
    field(page, "n").fill("3/2")
    assert field(page, "n").get_attribute("aria-invalid") == "true"
    assert (violations(page), watched.messages) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert all(url.startswith("file:") for url in watched.requests)
    page.context.close()


def test_the_calculator_measures_a_file_that_is_chosen(browser: Browser, site: Path, tmp_path: Path):
    path = tmp_path / "two.npz"
    np.savez_compressed(path, W=np.array([[3.0, 4.0], [1.0, 0.0], [0.0, 0.0]]), b=np.array([[1.0, np.nan]]))
    watched = opened(browser, site, "bounds.html", **PHONE)
    page, told = watched.page, watched.page.locator(".drop-told")
    page.wait_for_selector(".drop:not([hidden])")
    page.locator("#weights").set_input_files(path)
    page.wait_for_selector(".drop-choices:not([hidden])")
    assert told.inner_text() == "two.npz has 2 tensors: choose one."
    page.locator(".drop-tensor").select_option(label="W [3, 2] float64")
    expect(told).to_contain_text("features")
    assert (
        "W: 2 features in 2 dimensions. 1 more is zero and left out. Squared lengths from 1 to 25." in told.inner_text()
    )
    assert "The features 0 and 1 come closest: a squared cosine of 0.36, exactly 9/25" in told.inner_text()
    assert [field(page, name).input_value() for name in "nm"] == ["2", "2"]
    page.locator(".drop-tensor").select_option(label="b [1, 2] float64")
    expect(told).to_contain_text("not measured")
    assert "b[0, 1] is NaN, the only entry that is not finite" in told.inner_text()
    assert (violations(page), watched.messages) == ([], [])
    page.context.close()


def field(page: Page, symbol: str) -> Locator:
    """The field of the quantity with this symbol."""
    return page.locator(f"xpath=//p[label/var[text()='{symbol}']]/input")


def test_scripts_fill_the_menu_and_the_contents_and_add_search(browser: Browser, site: Path):
    watched = opened(browser, site, "theorem/double_le.html", **DESK)
    menu = watched.page.locator("#site-menu")
    assert menu.get_by_role("link", name="Legend").is_visible()
    assert menu.locator("details[open] a.inside").all_inner_texts() == ["Numbers & squares"]
    contents = watched.page.locator("#page-contents li a").all_inner_texts()
    assert contents[:3] == ["Statement", "Try it", "Evidence"]
    assert watched.page.get_by_role("search").is_visible()
    watched.page.goto(f"{site.as_uri()}/module/Deep.Numbers.html")
    assert menu.locator("[aria-current=page]").all_inner_texts() == ["Numbers & squares"]
    assert "double_le" in watched.page.locator("#page-contents .level-3").all_inner_texts()
    assert watched.messages == []
    watched.page.context.close()


def test_a_map_is_drawn_when_it_comes_into_sight_and_a_list_when_it_is_opened(browser: Browser, site: Path):
    watched = opened(browser, site, "theorem/quadruple_le.html", **PHONE)
    page = watched.page
    assert not any("graph.js" in url for url in watched.requests)
    page.locator("#map").scroll_into_view_if_needed()
    page.wait_for_selector("#map-1 svg")
    drawn = page.locator("#map-1 svg a").evaluate_all("links => links.map((link) => link.getAttribute('aria-label'))")
    assert "double_le: theorem in Small.Deep.Numbers" in drawn
    page.get_by_role("link", name="Rests on, three steps").click()
    page.wait_for_selector("#rests-on-3 svg")
    assert page.locator(".tab svg").evaluate_all("all => all.filter((svg) => svg.checkVisibility()).length") == 1
    page.get_by_text("It rests on 2 declarations in all").click()
    page.wait_for_selector(".reach")
    assert page.locator(".reach code").all_inner_texts() == ["double", "double_le"]
    page.locator(".reach a").last.click()
    page.wait_for_url("**/theorem/double_le.html")
    assert watched.messages == []
    page.context.close()


def test_a_card_tells_what_a_name_stands_for_and_goes_with_escape(browser: Browser, site: Path):
    watched = opened(browser, site, "theorem/quadruple_le.html", **DESK)
    page = watched.page
    assert not any("search-index.js" in url for url in watched.requests)
    page.locator(".lemmas a").first.hover()
    card = page.locator(".card")
    card.wait_for()
    assert card.inner_text().split("\n")[0] == "double_le theorem"
    assert "Doubling keeps the order" in card.inner_text()
    assert page.locator("[aria-describedby=card]").count() == 1
    assert (violations(page), watched.messages) == ([], [])
    page.keyboard.press("Escape")
    assert not card.is_visible()
    page.locator(".vocabulary a").first.focus()
    card.wait_for()
    assert "Twice a number." in card.inner_text()
    page.context.close()


def test_a_figure_is_drawn_on_the_page_of_a_theorem_that_it_shows(browser: Browser, site: Path):
    watched = opened(browser, site, "theorem/double_le.html", **PHONE)
    page = watched.page
    page.locator("[data-figure]").scroll_into_view_if_needed()
    page.wait_for_selector("[data-figure] svg")
    assert page.locator("[data-figure] .unscripted").count() == 0
    assert (violations(page), watched.messages) == ([], [])
    page.context.close()


def test_without_scripts_links_say_what_maps_and_figures_would(browser: Browser, site: Path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/theorem/double_le.html")
    assert page.get_by_role("link", name="A figure of Numbers & squares").is_visible()
    assert page.locator(".names a").count() > 0
    assert page.get_by_text("It rests on one declaration").is_visible()
    page.get_by_role("link", name="All theorems").click()
    assert page.url.endswith("/theorems.html")
    context.close()


def test_the_search_page_hides_witnesses_until_it_is_asked_for_them(browser: Browser, site: Path):
    watched = opened(browser, site, "search.html?q=prime", **DESK)
    page = watched.page
    names = page.locator("#search-results .entry-name code")
    expect(page.locator("#search-status")).to_have_text("0 results, 1 more among witnesses")
    assert names.all_inner_texts() == []
    page.locator("#search-witnesses").check()
    assert names.all_inner_texts() == ["same'"]
    page.locator("#search-field").fill("duoble")
    assert "double for duoble" in page.locator("#search-status").inner_text()
    assert (violations(page), watched.messages) == ([], [])
    page.context.close()


def test_paper_gets_the_text_and_none_of_what_is_to_be_pressed(browser: Browser, site: Path):
    watched = opened(browser, site, "theorem/double_le.html", **DESK)
    page = watched.page
    page.emulate_media(media="print")
    for widget in (".top", ".library", ".contents", ".sandbox", ".tools", "details[data-side]"):
        assert not page.locator(widget).first.is_visible(), widget
    for part in ("h1", ".statement", ".steps", "#evidence"):
        assert page.locator(part).first.is_visible(), part
    page.context.close()


def test_formulas_are_set_in_the_font_that_the_site_brings_along(browser: Browser, site: Path):
    watched = opened(browser, site, "theorem/double_le.html", **DESK)
    assert watched.page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Mathematics', '𝑥'))")
    states = "[...document.fonts].map((face) => `${face.family.replace(/\"/g, '')} ${face.status}`)"
    assert watched.page.evaluate(states) == ["Mathematics loaded"]
    assert watched.messages == []
    watched.page.context.close()
