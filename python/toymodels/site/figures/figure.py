"""What a figure is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from toymodels.library import Library


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of an idea.

    Attributes:
        slug: its name in an address, unique in the site.
        title: what it shows, in a few words.
        caption: what to see and which theorem says so, names of declarations between backticks.
        draw: the picture, from the library's own definitions; the same every time.
    """

    slug: str
    title: str
    caption: str
    draw: Callable[[Library], Markup]
