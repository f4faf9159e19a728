"""The theorems held against weights, exactly: which apply, how tightly, and what they say of a trained model.

`toymodels.measure` is this package and can be called: `toymodels.measure(array, axes=("feature", "hidden"))`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from toymodels.measure.api import measure, measure_weights
from toymodels.measure.errors import CertificateError, WeightsError
from toymodels.measure.measurement import Measurement
from toymodels.measure.results import Bound, Comparison, Failure, Finding, Group, Place
from toymodels.measure.weights import Weights, load_weights, weights_of

__all__ = [
    "Bound",
    "CertificateError",
    "Comparison",
    "Failure",
    "Finding",
    "Group",
    "Measurement",
    "Place",
    "Weights",
    "WeightsError",
    "load_weights",
    "measure",
    "measure_weights",
    "weights_of",
]


class _Callable(ModuleType):
    """Importing a package sets its name in its parent, so that what has the function's name must be the package."""

    def __call__(self, *args: Any, **options: Any) -> Measurement:
        return measure(*args, **options)


sys.modules[__name__].__class__ = _Callable
