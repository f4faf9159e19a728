"""`toymodels.measure(array, axes=…)`: arrays that are in memory, whichever library they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from os import PathLike
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from toymodels.api import load
from toymodels.library import Library
from toymodels.measure.claims import candidates
from toymodels.measure.errors import WeightsError
from toymodels.measure.files import Tensor, tensor_of
from toymodels.measure.measurement import Measurement
from toymodels.measure.quantities import quantities
from toymodels.measure.sweep import sweep
from toymodels.measure.weights import Weights, weights_of
from toymodels.measure.words import answers
from toymodels.progress import Progress


def measure(
    array: object,
    *,
    axes: Sequence[str],
    index: Mapping[str, int] | None = None,
    read_out: object = None,
    read_out_axes: Sequence[str] | None = None,
    bias: object = None,
    snap: Fraction | None = None,
    library: Library | str | PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Measurement:
    """Hold the theorems of a library against weights.

    Args:
        array: anything that becomes a NumPy array: of NumPy, torch, JAX; float16, bfloat16, float32 or float64.
        axes: a name for each axis; `feature` counts the features, `hidden` the hidden dimensions.
        index: fixes the axes with another name, as in `{"head": 3}`.
        read_out: the direction along which each feature is read, an array as `array`; its own if not given.
        read_out_axes: as `axes`, if those of the read-out are in another order.
        bias: a number for each feature.
        snap: a step to whose nearest multiple every weight is moved first.
        library: a library, or a folder of its Lean project; by default that of the current folder.
        progress: told which theorem comes next.

    Raises:
        WeightsError: the arrays or axes do not fit; the message says what to do.
        LeanError: there is no project there, or no Lean.
    """
    weights = weights_of(
        as_tensor(array, "array"),
        axes,
        index=index,
        read_out=None if read_out is None else as_tensor(read_out, "read_out"),
        read_out_axes=read_out_axes,
        bias=None if bias is None else as_tensor(bias, "bias"),
        snap=snap,
    )
    return measure_weights(weights, library if isinstance(library, Library) else load(library), progress=progress)


def measure_weights(weights: Weights, library: Library, *, progress: Progress | None = None) -> Measurement:
    """Hold the theorems of a library against exact weights."""
    findings = tuple(sweep(weights, candidates(library), progress=progress))
    found = quantities(weights)
    return Measurement(weights, found, answers(weights, found, findings), findings)


def as_tensor(array: object, name: str) -> Tensor:
    """An array of another library as a tensor; nothing is rounded.

    Raises:
        WeightsError: it is not an array of floats.
    """
    dtype = str(getattr(array, "dtype", ""))
    stored = "bfloat16" if dtype.endswith("bfloat16") else None
    source = cast(Any, array)
    if hasattr(array, "detach"):  # a torch tensor, perhaps with a gradient or on another device
        source = source.detach().cpu()
        source = source.float() if stored else source
    try:
        by_dlpack = hasattr(source, "__dlpack__") and not hasattr(source, "__array__")
        values: NDArray[Any] = np.from_dlpack(source) if by_dlpack else np.asarray(source)
    except (TypeError, ValueError, BufferError) as error:
        raise WeightsError(f"{name} of type {type(array).__name__} does not become a NumPy array: {error}") from error
    if stored and values.dtype != np.float32:
        values = values.astype(np.float32)
    if values.dtype.kind != "f":
        raise WeightsError(f"{name} holds {values.dtype}; weights are float16, bfloat16, float32 or float64")
    return tensor_of(values, name, stored)
