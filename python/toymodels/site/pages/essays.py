"""Essays: a page for each, and a list of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from toymodels.site.data import SiteData, TheoremEntry, slug
from toymodels.site.essays import Block, Training, read_essays
from toymodels.site.extremes import called
from toymodels.site.figures import Figure
from toymodels.site.render import Anchor, Page, Renderer
from toymodels.site.sandbox.encode import Json, definition_json, sort_json, statement_json
from toymodels.site.sandbox.sandbox import embedded
from toymodels.site.views import Views

PATH = "essays.html"


@dataclass(frozen=True, slots=True)
class Part:
    """A block of an essay as the template shows it: what it is, and what there is to show."""

    kind: str
    shown: Any


def pages(renderer: Renderer) -> Iterator[Page]:
    """The essays of a project that has any."""
    essays = read_essays(renderer.data)
    if not essays:
        return
    yield renderer.page(PATH, "essays.html", "Essays", essays=essays)
    for essay in essays:
        path = f"essay/{essay.slug}.html"
        views = Views(renderer, path, level=3)
        chapters = [
            (Anchor(slug(title), title), [_part(renderer.data, views, block) for block in blocks])
            for title, blocks in essay.sections
        ]
        contents = [anchor for anchor, _ in chapters]
        yield renderer.page(path, "essay.html", essay.title, essay=essay, chapters=chapters, contents=contents)


def _part(data: SiteData, views: Views, block: Block) -> Part:
    match block:
        case str():
            return Part("words", block)
        case TheoremEntry():
            return Part("statement", views.theorem(block))
        case Figure():
            return Part("figure", data.pictures.all_of(block))
        case Training():
            return Part("training", (block, embedded(training_json(data, block))))


def training_json(data: SiteData, training: Training) -> Json:
    """What the script of a toy model needs: its sizes, what is measured of it, the theorems and their definitions."""
    used = {training.measure.name: training.measure, **called(data.known_definitions, [training.measure.body])}
    for _, statement, _ in training.theorems:
        used |= called(statement.definitions, [statement.conclusion])
    return {
        "features": training.features,
        "hidden": training.hidden,
        "activity": str(training.activity),
        "steps": training.steps,
        "measure": [training.measure.name, [[param.name, sort_json(param.sort)] for param in training.measure.params]],
        "theorems": [dict(statement_json(statement)) for _, statement, _ in training.theorems],
        "definitions": {name: definition_json(used[name]) for name in sorted(used)},
    }
