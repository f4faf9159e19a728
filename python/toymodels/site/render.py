"""Pages from templates: each knows where it is, so that every link on it is relative and works from a plain folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from toymodels.markup import element
from toymodels.site.addresses import CORE, HOME, relative_link
from toymodels.site.data import SiteData
from toymodels.site.prose import Prose
from toymodels.site.terse import terse

TEMPLATES = Path(__file__).parent / "templates"

SECTIONS: Sequence[tuple[str, str]] = (
    (HOME, "Overview"),
    ("reading.html", "How to read this"),
    ("theorems.html", "All theorems"),
    ("definitions.html", "Definitions"),
    ("notation.html", "Notation"),
    ("quantities.html", "Quantities"),
    ("bounds.html", "What bounds what"),
    ("essays.html", "Essays"),
    ("papers.html", "Papers"),
    ("maps.html", "Maps"),
    ("trust.html", "What is trusted"),
    ("contributing.html", "Add a theorem"),
    ("legend.html", "Legend"),
    (CORE, "Names from Lean’s core"),
)
"""The pages that stand above the modules in the navigation."""

SHORT_MENU: Sequence[tuple[str, str]] = (
    (HOME, "Overview"),
    ("theorems.html", "All theorems"),
)
"""What stands in the navigation of every page but the first without scripts."""

OPTIONAL: Mapping[str, str] = {"bounds.html": "docs/bounds.toml", "essays.html": "docs/essays"}
"""Pages that are made from a file or folder of the project, where it has that."""


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the site; `path` is relative to its folder, with `/`."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line of a page's own contents."""

    id: str
    title: str
    level: int = 2
    is_code: bool = False


class Renderer:
    """Renders templates over one library's data."""

    def __init__(self, data: SiteData) -> None:
        self.data = data
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._templates.filters["number"] = _number

    def page(self, path: str, template: str, title: str, *, contents: Sequence[Anchor] = (), **values: Any) -> Page:
        """The page at `path` made from a template; `contents` lists its anchors, `values` are the template's own."""
        context: dict[str, Any] = {
            "data": self.data,
            "menu": self.sections if path == HOME else SHORT_MENU,
            "sections": self.sections,
            "here": path,
            "title": title,
            "contents": contents,
            "url": partial(relative_link, path),
            "links": self.links(path),
            "prose": self.prose(path),
            **values,
        }
        text = self._templates.get_template(template).render(context)
        return Page(path, terse(text).encode())

    @cached_property
    def sections(self) -> Sequence[tuple[str, str]]:
        """The pages above the modules that this project has."""
        root = self.data.library.project.root
        return [each for each in SECTIONS if each[0] not in OPTIONAL or (root / OPTIONAL[each[0]]).exists()]

    def links(self, path: str) -> Links:
        """Links from the page at `path`."""
        return Links(self.data, path)

    def prose(self, path: str) -> Prose:
        """The library's words as they stand on the page at `path`."""
        links = self.links(path)
        citations = {key: (links.url(f"papers.html#{key}"), paper.title) for key, paper in self.data.papers.items()}
        return Prose(links.spoken, citations, has_brackets=self.data.has_inner_product)


@dataclass(frozen=True, slots=True)
class Links:
    """Links from one page to declarations, modules and papers."""

    data: SiteData
    here: str

    def url(self, target: str) -> str:
        """The link to a path of the site."""
        return relative_link(self.here, target)

    def declaration(self, name: str) -> str | None:
        """The link to a declaration of the library by its full name."""
        target = self.data.addresses.declaration(name)
        return None if target is None else self.url(target)

    def identifier(self, module: str, name: str) -> str | None:
        """The link for a name in a module's source that is the library's."""
        return self.declaration(self.data.constant(module, name))

    def module(self, name: str) -> str | None:
        """The link to a module's page."""
        return self.url(self.data.addresses.module(name)) if name in self.data.modules else None

    def anything(self, name: str) -> str | None:
        """The link to a declaration or module."""
        return self.declaration(name) or self.module(name)

    def spoken(self, short: str) -> str | None:
        """The link to the declaration that prose calls by its short name."""
        name = self.data.addresses.full(short)
        return None if name is None else self.declaration(name)

    def place(self, module: str, line: int = 0) -> Markup:
        """A line of a module's source, or all of it, linked where sources have an address on the web."""
        file = self.data.modules[module].file
        shown = f"{file}:{line}" if line else file
        address = self.data.settings.line(file, line or 1)
        link = element("a", shown, class_="external", href=address, rel="noreferrer") if address else shown
        return element("span", link, class_="place")

    def name(self, name: str) -> Markup:
        """A declaration's short name, linked, for where the page sets names as code."""
        return element("a", self.data.addresses.short(name), href=self.declaration(name))

    def code(self, name: str) -> Markup:
        """A declaration's short name as code, linked."""
        short, href = self.data.addresses.short(name), self.declaration(name)
        if href is None:
            return Markup("<code>{}</code>").format(short)
        return Markup('<a href="{}"><code>{}</code></a>').format(href, short)


def _number(value: int) -> str:
    return f"{value:,}"


def percent(share: float) -> str:
    """A share of one in percent, such that only all is 100% and only nothing is 0%."""
    shown = round(100 * share)
    if shown == 100 and share < 1:
        return "over 99%"
    return "under 1%" if shown == 0 and share > 0 else f"{shown}%"
