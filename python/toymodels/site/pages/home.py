"""The overview: what the library is, its headlines, its modules with a picture each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from toymodels.site.addresses import HOME
from toymodels.site.data import Headline, ModuleEntry, SiteData
from toymodels.site.figures import Figure
from toymodels.site.prose import first_sentence
from toymodels.site.render import Anchor, Page, Renderer
from toymodels.site.views import badges


def pages(renderer: Renderer) -> Iterator[Page]:
    """The site's first page."""
    data = renderer.data
    sections: dict[str, list[Headline]] = {}
    for headline in data.headlines:
        sections.setdefault(headline.section, []).append(headline)
    root = data.modules.get(data.library.project.roots[0])
    contents = [Anchor("numbers", "In numbers"), Anchor("modules", "The modules")]
    if sections:
        contents.insert(0, Anchor("headlines", "The main theorems"))
    yield renderer.page(
        HOME,
        "home.html",
        root.doc.title if root and root.doc.title else data.library.project.roots[0],
        lead=first_sentence(root.doc.lead) if root else "",
        hero=_hero(data),
        headlines=sections,
        pictures=_pictures(data),
        badges=badges,
        contents=contents,
    )


_Picture = tuple[ModuleEntry, Figure, Markup]


def _hero(data: SiteData) -> _Picture | None:
    """A figure of the module that has most of them."""
    modules = [module for module in data.modules.values() if data.figures.get(module.name)]
    chosen = max(modules, key=lambda module: len(data.figures[module.name]), default=None)
    return None if chosen is None else _picture(data, chosen)


def _pictures(data: SiteData) -> Mapping[str, _Picture]:
    """The first figure of each folder of the library that has one."""
    found: dict[str, _Picture] = {}
    for folder, modules in data.tree.items():
        drawn = next((module for module in modules if data.figures.get(module.name)), None)
        if drawn is not None:
            found[folder] = _picture(data, drawn)
    return found


def _picture(data: SiteData, module: ModuleEntry) -> _Picture:
    figure = data.figures[module.name][0]
    return module, figure, figure.draw(data.library)
