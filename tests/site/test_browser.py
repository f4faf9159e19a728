"""This library's whole site in a real browser: one page of every template, both colour schemes, two sizes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.support.browsing import (
    DESK,
    EMPTY_MATHEMATICS,
    PHONE,
    Watched,
    faults,
    launched,
    opened,
    violations,
)

pytestmark = [pytest.mark.lean, pytest.mark.whole, pytest.mark.xdist_group("library")]

TEMPLATES = {
    "home": "index.html",
    "module": "module/Packing.Welch.html",
    "headlines": "module/Headlines.html",
    "theorem": "theorem/welch_coherence.html",
    "theorems": "theorems.html",
    "definitions": "definitions.html",
    "notation": "notation.html",
    "quantities": "quantities.html",
    "bounds": "bounds.html",
    "essays": "essays.html",
    "essay": "essay/how-many-features-fit.html",
    "papers": "papers.html",
    "maps": "maps.html",
    "trust": "trust.html",
    "core": "core.html",
    "reading": "reading.html",
    "contributing": "contributing.html",
    "legend": "legend.html",
    "search": "search.html?q=welch",
}

browser = pytest.fixture(launched, scope="module")


@pytest.fixture(params=TEMPLATES)
def template(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=[DESK, PHONE], ids=["desk-light", "phone-dark"])
def watched(request: pytest.FixtureRequest, browser: Browser, site: Path, template: str) -> Iterator[Watched]:
    result = opened(browser, site, TEMPLATES[template], **request.param)
    yield result
    result.page.context.close()


def test_a_page_is_accessible_quiet_and_fits(watched: Watched):
    assert faults(watched) == {}


@pytest.fixture
def desk(browser: Browser, site: Path) -> Iterator[Watched]:
    result = opened(browser, site, TEMPLATES["module"], **DESK)
    yield result
    result.page.context.close()


def test_open_folds_are_accessible_too_and_their_mathematics_is_laid_out(browser: Browser, site: Path):
    watched = opened(browser, site, TEMPLATES["theorem"], **PHONE)
    watched.page.keyboard.press("p")
    assert watched.page.locator(".proof-fold[open]").count() == 0
    watched.page.keyboard.press("p")
    assert watched.page.locator(".proof-fold[open]").count() > 0
    assert watched.page.locator(".proof-fold:not([open])").count() == 0
    assert watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert watched.page.evaluate(EMPTY_MATHEMATICS) == []
    assert violations(watched.page) == []
    watched.page.context.close()


def test_everything_is_reached_by_keys(desk: Watched):
    page = desk.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page-text"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search-field"
    page.keyboard.type("p")
    assert page.locator("#search-field").input_value() == "p"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.theorem') !== null")
    assert desk.messages == []


def test_search_goes_from_the_field_to_results_and_to_a_theorem(desk: Watched):
    page = desk.page
    page.keyboard.press("/")
    page.keyboard.type("interference welch1974")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    expect(page.locator("#search-results li")).not_to_have_count(0)
    assert "result" in page.locator("#search-status").inner_text()
    page.locator("#search-field").fill("Σ no such words anywhere")
    assert page.locator("#search-results li").count() == 0
    page.locator("#search-field").fill("welch_coherence")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/theorem/welch_coherence.html")
    assert desk.messages == []


def test_the_colour_scheme_is_chosen_and_remembered(desk: Watched):
    page = desk.page
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.keyboard.press("t")
    assert page.evaluate(paper) == light
    page.keyboard.press("t")
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    assert page.evaluate(paper) == dark


def test_a_link_into_a_fold_opens_it(browser: Browser, site: Path):
    watched = opened(browser, site, "theorem/biasless_linear_superposes.html", **DESK)
    page = watched.page
    page.keyboard.press("p")
    step = page.locator(".steps li[id]").first.get_attribute("id")
    page.evaluate("id => { location.hash = id; }", step)
    expect(page.locator(f"details:has([id='{step}'])").last).to_have_attribute("open", "")
    page.context.close()


def test_the_map_shows_the_depth_that_its_address_names(browser: Browser, site: Path):
    shown = "[...document.querySelectorAll('.tab')].filter(e => e.checkVisibility()).map(e => e.id)"
    watched = opened(browser, site, f"{TEMPLATES['theorem']}#map-2", **DESK)
    watched.page.wait_for_selector("#map-2 svg")
    assert watched.page.evaluate(shown) == ["map-2"]
    assert watched.page.locator(".tab svg").count() == 1
    watched.page.get_by_role("link", name="Supports, three steps").click()
    watched.page.wait_for_selector("#supports-3 svg")
    assert watched.page.evaluate(shown) == ["supports-3"]
    assert (violations(watched.page), watched.messages) == ([], [])
    watched.page.context.close()


def test_the_menu_opens_on_a_phone_without_scripts(browser: Browser, site: Path):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{TEMPLATES['module']}")
    assert not page.locator("#site-menu").is_visible()
    page.get_by_role("link", name="Menu").click()
    assert page.locator("#site-menu").is_visible()
    page.get_by_role("link", name="Close the menu").click()
    assert not page.locator("#site-menu").is_visible()
    context.close()


def test_the_contents_of_a_page_open_on_a_phone_without_scripts(browser: Browser, site: Path):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{TEMPLATES['module']}")
    contents = page.locator("#page-contents")
    assert not contents.is_visible()
    page.get_by_role("link", name="On this page").click()
    assert contents.is_visible()
    contents.get_by_role("link", name="What is not claimed").click()
    assert not contents.is_visible()
    assert page.url.endswith("#doc-what-is-not-claimed")
    context.close()


def test_a_figure_shows_what_is_chosen_by_keys_and_without_scripts(browser: Browser, site: Path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{TEMPLATES['module']}")
    figure = page.locator("#figure-welch-bound")
    pictures = figure.locator(".chosen > div")
    assert [picture.is_visible() for picture in pictures.all()] == [False, True, False]
    figure.get_by_role("radio", name="4").check(force=True)
    assert [picture.is_visible() for picture in pictures.all()] == [False, False, True]
    page.keyboard.press("ArrowLeft")
    assert [picture.is_visible() for picture in pictures.all()] == [False, True, False]
    context.close()


def test_a_web_server_serves_it_under_the_same_policy(browser: Browser, site: Path):
    context = browser.new_context()
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.route(
        "http://site.test/**",
        lambda route: route.fulfill(path=site / route.request.url.removeprefix("http://site.test/")),
    )
    page.goto("http://site.test/index.html")
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"
    assert page.locator(".tools").is_visible()
    assert messages == []
    context.close()


def test_a_vector_is_dragged_along_the_unit_circle_and_both_sides_follow(browser: Browser, site: Path):
    watched = opened(browser, site, TEMPLATES["theorem"], **DESK)
    page = watched.page
    page.get_by_text("Move its numbers").click()
    page.get_by_label("m", exact=True).fill("2")
    page.get_by_label("n", exact=True).fill("2")
    for label, value in {"V 0 0": "1", "V 0 1": "0", "V 1 0": "0", "V 1 1": "1", "μ₂": "1"}.items():
        page.get_by_label(label, exact=True).fill(value)
    assert page.locator(".sandbox-hypotheses .mark").all_inner_texts() == ["✓", "✓", "✓"]
    page.get_by_label("Keep to the unit circle while dragging").check()
    handle = page.locator(".plane .handle").first
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 20, box["y"] - 60, steps=4)
    page.mouse.up()
    x, y = (Fraction(page.get_by_label(f"V 0 {place}").input_value()) for place in (0, 1))
    assert (x, y) != (1, 0)
    assert x**2 + y**2 == 1
    page.get_by_label("μ₂", exact=True).fill("0")
    assert page.locator(".sandbox-hypotheses .mark").all_inner_texts() == ["✓", "✗", "✓"]
    assert (violations(page), watched.messages) == ([], [])
    page.context.close()


def test_a_toy_model_is_trained_in_its_page_within_the_proved_bound(browser: Browser, site: Path):
    watched = opened(browser, site, TEMPLATES["essay"], **PHONE)
    page = watched.page
    model = page.locator(".training").first
    model.get_by_role("button", name="Train it").click()
    model.locator(".training-told").filter(has_text="2,400 of 2,400 steps").wait_for()
    used, most = (float(model.locator(f".training-{side}").first.inner_text()) for side in ("left", "right"))
    assert 1.9 < used <= most == 2
    assert model.locator("svg").count() == 2
    assert (violations(page), watched.messages) == ([], [])
    page.context.close()
