"""A module as an exposition: what it is about, its pictures, then definitions and theorems in the author's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toymodels.site.data import (
    NOT_CLAIMED,
    REFERENCES,
    AuxiliaryEntry,
    DefinitionEntry,
    DocSection,
    Heading,
    Item,
    ModuleEntry,
    SiteData,
    TheoremEntry,
    slug,
)
from toymodels.site.render import Anchor, Page, Renderer
from toymodels.site.views import Views

_AT_THE_END = (NOT_CLAIMED, REFERENCES)


def pages(renderer: Renderer) -> Iterator[Page]:
    """A page for each module."""
    for entry in renderer.data.modules.values():
        yield _page(renderer, entry)


def _page(renderer: Renderer, entry: ModuleEntry) -> Page:
    data = renderer.data
    path = data.addresses.module(entry.name)
    views = Views(renderer, path)
    before = [section for section in entry.doc.sections if section.title not in _AT_THE_END]
    after = [section for section in entry.doc.sections if section.title in _AT_THE_END]
    figures = data.figures.get(entry.name, ())
    items = [_shown(views, item) for item in entry.items]
    headlines = data.headlines if entry.name == data.headline_module else ()
    return renderer.page(
        path,
        "module.html",
        data.module_title(entry.name),
        entry=entry,
        before=before,
        after=after,
        figures=[data.pictures.all_of(figure) for figure in figures],
        items=items,
        headlines=[(headline, views.code(entry.name, headline.span)) for headline in headlines],
        anchors={item.title: item.anchor for item in entry.items if isinstance(item, Heading)},
        imported_by=[each for each in data.modules.values() if entry.name in each.imports],
        slug=slug,
        contents=list(_contents(data, entry, before, after)),
    )


def _shown(views: Views, item: Item) -> tuple[str, object]:
    match item:
        case TheoremEntry():
            return "theorem", views.line(item)
        case DefinitionEntry():
            return "definition", views.definition(item)
        case AuxiliaryEntry():
            return "auxiliary", views.auxiliary(item)
        case Heading():
            return "heading", item


def _contents(
    data: SiteData, entry: ModuleEntry, before: Sequence[DocSection], after: Sequence[DocSection]
) -> Iterator[Anchor]:
    for section in before:
        yield Anchor(f"doc-{slug(section.title)}", section.title)
    if entry.items and not isinstance(entry.items[0], Heading):
        yield Anchor("all-declarations", "Definitions and theorems")
    for item in entry.items:
        match item:
            case Heading():
                yield Anchor(item.anchor, item.title)
            case _:
                pass
    for section in after:
        yield Anchor(f"doc-{slug(section.title)}", section.title)
