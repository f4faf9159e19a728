"""What a figure is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from toymodels.library import Library

Draw = Callable[[Library], Markup]
"""Makes a picture from the library's own definitions; the same every time."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of an idea.

    Attributes:
        slug: its name in an address, unique in the site.
        title: what it shows, in a few words.
        caption: what to see and which theorem says so, names of declarations between backticks.
        draw: the picture, the one to see first if there are several.
        question: what the reader can choose, empty if there is nothing to choose.
        choices: a picture for each answer to the question; `draw` is among them.
    """

    slug: str
    title: str
    caption: str
    draw: Draw
    question: str = ""
    choices: Mapping[str, Draw] = field(default_factory=dict[str, Draw])


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure with its pictures: what is chosen for each, the picture, and whether it is the one to see first."""

    figure: Figure
    pictures: tuple[tuple[str, Markup, bool], ...]


def drawn(figure: Figure, library: Library) -> Drawn:
    """All pictures of a figure."""
    choices = figure.choices or {"": figure.draw}
    pictures = ((answer, draw(library), draw is figure.draw) for answer, draw in choices.items())
    return Drawn(figure, tuple(pictures))
