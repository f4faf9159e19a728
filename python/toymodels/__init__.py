"""ToyModels: theorems about toy models of neural networks, proved in Lean and cross-checked numerically.

`toymodels.load(path)` is where Python begins; `toymodels.api` tells the rest. Nothing is imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toymodels.api import load as load
    from toymodels.api import refute as refute
    from toymodels.library import Library as Library
    from toymodels.library import Theorem as Theorem
    from toymodels.measure.api import measure as measure

__version__ = "0.1.0"

__all__ = ["Library", "Theorem", "__version__", "load", "measure", "refute"]

_HOMES = {
    "load": "toymodels.api",
    "measure": "toymodels.measure.api",
    "refute": "toymodels.api",
    "Library": "toymodels.library",
    "Theorem": "toymodels.library",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'toymodels' has no attribute {name!r}; it has {', '.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
