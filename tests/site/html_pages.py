"""Reading generated pages in tests: their ids, their links, and whether their elements nest as they should."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

_BLOCKS = {"div", "ul", "ol", "dl", "pre", "section", "article", "figure", "details", "table"}
_ID = re.compile(r"<[^>]*?\sid=\"([^\"]*)\"")
_LINK = re.compile(r"<(\w+)[^>]*?\s(href|src|action|xlink:href)=\"([^\"]*)\"")


@dataclass(frozen=True)
class Link:
    """A link as a page has it: the element, and its target, unescaped."""

    tag: str
    attribute: str
    target: str

    @property
    def is_external(self) -> bool:
        return bool(re.match(r"[a-z]+:|//", self.target))


@dataclass(frozen=True)
class PageText:
    path: str
    text: str

    @property
    def ids(self) -> Counter[str]:
        return Counter(unescape(each) for each in _ID.findall(self.text))

    @property
    def links(self) -> list[Link]:
        return [Link(tag, attribute, unescape(target)) for tag, attribute, target in _LINK.findall(self.text)]


def read_pages(folder: Path) -> Mapping[str, PageText]:
    """All HTML pages of a site by path."""
    return {
        path.relative_to(folder).as_posix(): PageText(
            path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")
        )
        for path in sorted(folder.rglob("*.html"))
    }


def broken_links(folder: Path, pages: Mapping[str, PageText]) -> Iterator[str]:
    """Links to files that are not there, and to anchors that their pages do not have."""
    ids = {path: set(page.ids) for path, page in pages.items()}
    for path, page in pages.items():
        for link in page.links:
            if link.is_external:
                continue
            target, _, anchor = link.target.partition("#")
            file = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target))) if target else path
            if file not in ids:
                if anchor or not (folder / file).is_file():
                    yield f"{path}: {link.target}"
            elif anchor and unquote(anchor) not in ids[file]:
                yield f"{path}: {link.target}"


class Nesting(HTMLParser):
    """Finds elements that are closed where they were not open, or never; attributes that no strict page has."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        for name in names:
            if name == "style" or name.startswith("on") or names.count(name) > 1:
                self.faults.append(f"line {self.getpos()[0]}: <{tag}> has the attribute {name}")
        if tag in {"p", "h1", "h2", "h3", "h4"} and "p" in self._open and tag == "p":
            self.faults.append(f"line {self.getpos()[0]}: a paragraph inside a paragraph")
        if tag in {"div", "ul", "ol", "dl", "pre", "section", "article", "figure", "details", "table"} and self._open[
            -1:
        ] == ["p"]:
            self.faults.append(f"line {self.getpos()[0]}: <{tag}> inside a paragraph, which it would close")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"line {self.getpos()[0]}: </{tag}> where {self._open[-1:]} is open")
        else:
            self._open.pop()

    def close(self) -> None:
        super().close()
        self.faults += [f"<{tag}> is never closed" for tag in self._open]


def nesting_faults(text: str) -> list[str]:
    parser = Nesting()
    parser.feed(text)
    parser.close()
    return parser.faults
