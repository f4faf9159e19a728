"""The site in a real browser: one page of every template, in both colour schemes, on a desk and on a phone.

Chromium is used as it is found; in CI it must be there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("library")]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip

TEMPLATES = {
    "home": "index.html",
    "module": "module/ToyModels.Packing.Welch.html",
    "headlines": "module/ToyModels.Headlines.html",
    "theorem": "theorem/welch_coherence.html",
    "theorems": "theorems.html",
    "definitions": "definitions.html",
    "notation": "notation.html",
    "quantities": "quantities.html",
    "papers": "papers.html",
    "maps": "maps.html",
    "trust": "trust.html",
    "core": "core.html",
    "reading": "reading.html",
    "contributing": "contributing.html",
    "legend": "legend.html",
    "search": "search.html?q=welch",
}
DESK = {"scheme": "light", "width": 1440, "height": 1000}
PHONE = {"scheme": "dark", "width": 390, "height": 844}

_OVERFLOWING = """() => [...document.querySelectorAll("body *")]
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .filter((e) => !e.closest(".scroll, .visually-hidden, svg *, math *"))
  .map((e) => `${e.tagName} ${e.className} ${e.textContent.slice(0, 40)}`).slice(0, 5)"""

_EMPTY_MATHEMATICS = """() => [...document.querySelectorAll("main math")]
  .filter((e) => !e.closest("details:not([open])"))
  .filter((e) => { const box = e.getBoundingClientRect(); return box.width < 4 || box.height < 4; })
  .map((e) => e.getAttribute("alttext"))"""


@dataclass
class Watched:
    """A page with what went wrong on it."""

    page: Page
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        message = f"no Chromium on PATH (looked for {', '.join(NAMES)}); install one, as `.ci/run` does"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield launched
        launched.close()


def opened(browser: Browser, site: Path, path: str, scheme: str, width: int, height: int) -> Watched:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
    watched = Watched(context.new_page())
    watched.page.on("console", lambda message: watched.messages.append(message.text))
    watched.page.on("pageerror", lambda error: watched.messages.append(str(error)))
    watched.page.on("request", lambda request: watched.requests.append(request.url))
    watched.page.goto(f"{site.as_uri()}/{path}")
    return watched


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds, each with some of its places; it is told not to fetch style sheets, which the policy forbids."""
    response = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response
    return [(each["id"], [node["html"][:120] for node in each["nodes"][:4]]) for each in response["violations"]]


@pytest.fixture(params=TEMPLATES)
def template(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=[DESK, PHONE], ids=["desk-light", "phone-dark"])
def watched(request: pytest.FixtureRequest, browser: Browser, site: Path, template: str) -> Iterator[Watched]:
    result = opened(browser, site, TEMPLATES[template], **request.param)
    yield result
    result.page.context.close()


def test_a_page_is_accessible_quiet_and_fits(watched: Watched):
    page = watched.page
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.evaluate(_OVERFLOWING) == []
    assert page.evaluate(_EMPTY_MATHEMATICS) == []
    assert watched.messages == []
    assert violations(page) == []
    assert [url for url in watched.requests if not url.startswith("file:")] == []


@pytest.fixture
def desk(browser: Browser, site: Path) -> Iterator[Watched]:
    result = opened(browser, site, TEMPLATES["module"], **DESK)
    yield result
    result.page.context.close()


def test_open_folds_are_accessible_too_and_their_mathematics_is_laid_out(browser: Browser, site: Path):
    watched = opened(browser, site, TEMPLATES["module"], **PHONE)
    watched.page.keyboard.press("p")
    watched.page.keyboard.press("e")
    assert watched.page.locator(".proof-fold:not([open]), .evidence-fold:not([open])").count() == 0
    assert watched.page.locator(".proof-fold[open]").count() > 0
    assert watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert watched.page.evaluate(_EMPTY_MATHEMATICS) == []
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
    assert page.locator(".proof-fold[open]").count() == 0
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
    assert page.locator("#search-results li").count() > 0
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


def test_a_link_into_a_fold_opens_it(desk: Watched):
    page = desk.page
    step = page.locator(".proof-step[id]").first.get_attribute("id")
    page.evaluate("id => { location.hash = id; }", step)
    page.wait_for_function("id => document.getElementById(id).closest('details').open", arg=step)


def test_the_map_shows_the_depth_that_its_address_names(browser: Browser, site: Path):
    watched = opened(browser, site, f"{TEMPLATES['theorem']}#map-2", **DESK)
    shown = watched.page.evaluate(
        "[...document.querySelectorAll('.tab')].filter(e => e.checkVisibility()).map(e => e.id)"
    )
    assert shown == ["map-2"]
    watched.page.goto(f"{site.as_uri()}/{TEMPLATES['theorem']}#evidence")
    shown = watched.page.evaluate(
        "[...document.querySelectorAll('.tab')].filter(e => e.checkVisibility()).map(e => e.id)"
    )
    assert shown == ["map-1"]
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
