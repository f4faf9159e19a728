"""Pages in a real browser: what is wrong with them, seen by the browser itself and by axe.

Chromium is used as it is found; in CI it must be there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypedDict

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip


class Screen(TypedDict):
    """What a page is shown on."""

    scheme: Literal["light", "dark"]
    width: int
    height: int


DESK: Screen = {"scheme": "light", "width": 1440, "height": 1000}
PHONE: Screen = {"scheme": "dark", "width": 390, "height": 844}

OVERFLOWING = """() => [...document.querySelectorAll("body *")]
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .filter((e) => !e.closest(".scroll, .visually-hidden, svg *, math *"))
  .map((e) => `${e.tagName} ${e.className} ${e.textContent.slice(0, 40)}`).slice(0, 5)"""

EMPTY_MATHEMATICS = """() => [...document.querySelectorAll("main math")]
  .filter((e) => !e.closest("details:not([open])"))
  .filter((e) => { const box = e.getBoundingClientRect(); return box.width < 4 || box.height < 4; })
  .map((e) => e.textContent)"""


CLIPPED = """() => [...document.querySelectorAll("main .formula")]
  .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
  .map((e) => ({ text: e.textContent, fades: !!e.dataset.beyond,
                 over: e.scrollWidth - e.clientWidth }))"""
"""The formulas that are wider than their place, even where their lines break, with whether they fade at the edge."""


@dataclass
class Watched:
    """A page with what went wrong on it."""

    page: Page
    messages: list[str] = field(default_factory=list[str])
    requests: list[str] = field(default_factory=list[str])


def launched() -> Iterator[Browser]:
    """A browser, which is closed afterwards."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        message = f"no Chromium on PATH (looked for {', '.join(NAMES)}); install one, as `.ci/run` does"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


def opened(
    browser: Browser, site: Path, path: str, scheme: Literal["light", "dark"], width: int, height: int
) -> Watched:
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


def faults(watched: Watched) -> dict[str, object]:
    """What is wrong with a page: too wide, with empty formulas, faults that axe or the console tells, requests."""
    page = watched.page
    found: dict[str, object] = {
        "too wide by": page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
        "overflowing": page.evaluate(OVERFLOWING),
        "empty formulas": page.evaluate(EMPTY_MATHEMATICS),
        "clipped formulas": [each["text"] for each in page.evaluate(CLIPPED) if not each["fades"]],
        "messages": watched.messages,
        "violations": violations(page),
        "requests": [url for url in watched.requests if not url.startswith("file:")],
    }
    return {name: fault for name, fault in found.items() if fault}
