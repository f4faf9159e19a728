"""The small library's site in a real browser: every template that it has, in both colour schemes, on desk and phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page
from tests.site.conftest import Small
from tests.support.browsing import DESK, PHONE, Screen, Watched, faults, launched, opened, violations

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("library")]

PAGES = (
    "index.html",
    "module/Small.Deep.Numbers.html",
    "module/Small.Headlines.html",
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
    assert watched.page.locator("#search-results li").count() > 0
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
    page.wait_for_function("document.querySelector('.bound-told').textContent !== ''")
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
    page.wait_for_function("document.querySelector('.drop-told').textContent.includes('features')")
    assert (
        "W: 2 features in 2 dimensions. 1 more is zero and left out. Squared lengths from 1 to 25." in told.inner_text()
    )
    assert "The features 0 and 1 come closest: a squared cosine of 0.36, exactly 9/25" in told.inner_text()
    assert [field(page, name).input_value() for name in "nm"] == ["2", "2"]
    page.locator(".drop-tensor").select_option(label="b [1, 2] float64")
    page.wait_for_function("document.querySelector('.drop-told').textContent.includes('not measured')")
    assert "b[0, 1] is NaN, the only entry that is not finite" in told.inner_text()
    assert (violations(page), watched.messages) == ([], [])
    page.context.close()


def field(page: Page, symbol: str) -> Locator:
    """The field of the quantity with this symbol."""
    return page.locator(f"xpath=//p[label/var[text()='{symbol}']]/input")
