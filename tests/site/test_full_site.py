"""This repository's own site: every link, every id, and what pages may refer to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.site.html_pages import PageText, broken_links, nesting_faults, read_pages

pytestmark = [pytest.mark.lean, pytest.mark.whole, pytest.mark.xdist_group("library")]

LOADING = re.compile(r"https?://|@import|url\(")
TEMPLATES = Path(__file__).parents[2] / "python" / "toymodels" / "site" / "templates"


@pytest.fixture(scope="module")
def pages(site: Path) -> Mapping[str, PageText]:
    return read_pages(site)


def test_every_link_and_every_anchor_leads_somewhere(site: Path, pages: Mapping[str, PageText]):
    assert list(broken_links(site, pages)) == []


def test_no_id_stands_twice_on_a_page(pages: Mapping[str, PageText]):
    twice = {path: [each for each, count in page.ids.items() if count > 1] for path, page in pages.items()}
    assert {path: ids for path, ids in twice.items() if ids} == {}


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: Mapping[str, PageText]):
    loading = [
        f"{path}: <{link.tag} {link.attribute}={link.target}>"
        for path, page in pages.items()
        for link in page.links
        if link.is_external and not (link.tag == "a" and link.attribute == "href")
    ]
    assert loading == []
    for path in (site / "static").iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        text = text.replace('url("data:font/woff2;base64,', "")
        assert path.suffix == ".txt" or path.name == "search-index.js" or not LOADING.search(text), path


def test_every_page_has_the_strict_policy_and_no_inline_script_or_style(pages: Mapping[str, PageText]):
    for path, page in pages.items():
        assert page.text.count("default-src 'none'") == 1, path
        assert not re.search(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=\"", page.text), path


def test_elements_nest_as_they_should(pages: Mapping[str, PageText]):
    top = [path for path in pages if "/" not in path]
    modules = sorted((path for path in pages if path.startswith("module/")), key=lambda path: -len(pages[path].text))
    theorems = sorted((path for path in pages if path.startswith("theorem/")), key=lambda path: -len(pages[path].text))
    chosen = [*top, *modules[:3], *theorems[:8], *theorems[-2:]]
    assert {path: faults for path in chosen if (faults := nesting_faults(pages[path].text)[:5])} == {}


def test_no_number_of_theorems_is_typed_by_hand():
    numbers = [
        f"{path.name}: {match[0]}"
        for path in sorted(TEMPLATES.glob("*.html"))
        for match in re.finditer(
            r"\b\d[\d,]*\s+(theorems?|definitions?|modules?|instances|papers?)\b", path.read_text()
        )
    ]
    assert numbers == []
