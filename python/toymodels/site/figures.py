"""Figures: what one is, and where a project keeps those that its site shows."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import cast

from markupsafe import Markup

from toymodels.errors import FigureError
from toymodels.library import Library

FOLDER = Path("docs/figures")
"""Where a project keeps the Python files that draw its figures."""

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

    @property
    def named(self) -> tuple[str, ...]:
        """What stands between backticks in the caption: the declarations that it is about, and formulas."""
        return tuple(re.findall(r"`([^`]+)`", self.caption))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure with its pictures: what is chosen for each, the picture, and whether it is the one to see first."""

    figure: Figure
    pictures: tuple[tuple[str, Markup, bool], ...]


class Pictures:
    """Draws pictures of one library, each once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: dict[Draw, Markup] = {}

    def first(self, figure: Figure) -> Markup:
        """The picture of a figure, the one to see first if there are several."""
        return self._picture(figure.draw)

    def all_of(self, figure: Figure) -> Drawn:
        """All pictures of a figure."""
        choices = figure.choices or {"": figure.draw}
        pictures = ((answer, self._picture(draw), draw is figure.draw) for answer, draw in choices.items())
        return Drawn(figure, tuple(pictures))

    def _picture(self, draw: Draw) -> Markup:
        if draw not in self._known:
            self._known[draw] = draw(self._library)
        return self._known[draw]


def figures_of(root: Path) -> Mapping[str, tuple[Figure, ...]]:
    """The figures that a project brings along, by the full name of the module that each is about.

    They are the `FIGURES`, sequences of figures by module, of the Python files in the project's `docs/figures`. These
    files may import each other relatively; one without `FIGURES` is there for the others. They run with the rights of
    whoever builds the site, as the project's tests do. A project without this folder has no figures.

    Raises:
        FigureError: a file cannot be run, its `FIGURES` are something else, or two files draw the same module.
    """
    folder = root / FOLDER
    found: dict[str, tuple[Figure, ...]] = {}
    drawn_in: dict[str, str] = {}
    package = _package(folder)
    for path in sorted(folder.glob("*.py")):
        if path.stem == "__init__":
            continue
        for module, figures in _figures(package, path).items():
            if module in found:
                raise FigureError(f"{module} has figures in {drawn_in[module]} and in {path}; put them into one file")
            found[module], drawn_in[module] = figures, str(path)
    return found


def _package(folder: Path) -> str:
    """Make the files of a folder importable under a name of their own, as they are now."""
    name = f"figures_{sha256(str(folder.resolve()).encode()).hexdigest()[:16]}"
    for known in [each for each in sys.modules if each == name or each.startswith(f"{name}.")]:
        del sys.modules[known]
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package
    importlib.invalidate_caches()
    return name


def _figures(package: str, path: Path) -> Mapping[str, tuple[Figure, ...]]:
    try:
        module = importlib.import_module(f"{package}.{path.stem}")
    except Exception as error:  # the file is the user's own: whatever it raises concerns that file
        raise FigureError(f"{path}: {type(error).__name__}: {error}") from error
    declared: object = getattr(module, "FIGURES", {})
    if not isinstance(declared, Mapping):
        raise FigureError(f"{path}: FIGURES must map names of modules to figures, found {type(declared).__name__}")
    checked: dict[str, tuple[Figure, ...]] = {}
    for name, figures in cast("Mapping[object, object]", declared).items():
        given = list(cast("Sequence[object]", figures)) if isinstance(figures, Sequence) else [figures]
        chosen = tuple(each for each in given if isinstance(each, Figure))
        if not isinstance(name, str) or len(chosen) < len(given):
            raise FigureError(f"{path}: FIGURES must map names of modules to figures; see its entry {name!r}")
        checked[name] = chosen
    return checked
