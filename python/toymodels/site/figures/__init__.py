"""Pictures of the ideas: for each module what it is about, computed from the library's own definitions."""

from collections.abc import Mapping

from toymodels.site.figures import (
    algorithms,
    autoencoders,
    budgets,
    circuits,
    claims,
    computing,
    dictionaries,
    foundations,
    graphs,
    heads,
    learning,
    meanings,
    measures,
    optima,
    patterns,
    phases,
    polytopes,
    readouts,
    recovery,
    rectifiers,
    representations,
    simplices,
    subspaces,
    welch,
    wider,
)
from toymodels.site.figures.figure import Drawn, Figure, drawn

_FILES = (
    algorithms,
    autoencoders,
    budgets,
    circuits,
    claims,
    computing,
    dictionaries,
    foundations,
    graphs,
    heads,
    learning,
    meanings,
    measures,
    optima,
    patterns,
    phases,
    polytopes,
    readouts,
    recovery,
    rectifiers,
    representations,
    simplices,
    subspaces,
    welch,
    wider,
)

FIGURES: Mapping[str, tuple[Figure, ...]] = {
    module: tuple(figures) for file in _FILES for module, figures in file.FIGURES.items()
}
"""The figures of each module, by its full name."""

__all__ = ["FIGURES", "Drawn", "Figure", "drawn"]
