"""The weights that are measured: features by hidden dimensions, with a read-out and a bias if there are any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from toymodels.measure.axes import FEATURE, HIDDEN, check_read_out, fixed_axes, oriented, vector
from toymodels.measure.dyadic import ExactArray, distances, exact_array, snapped
from toymodels.measure.errors import WeightsError
from toymodels.measure.files import Tensor, read_tensor
from toymodels.records.forms import Result


class Origin(Result, frozen=True, forbid_unknown_fields=True):
    """Where an array comes from, as a certificate names it.

    Attributes:
        file: the file's name without its folder; empty for what was in memory.
        sha256: of the stored tensor, before an index was applied.
    """

    file: str
    tensor: str
    dtype: str
    shape: tuple[int, ...]
    axes: tuple[str, ...]
    index: Mapping[str, int]
    sha256: str


_NAMES = {"largest": "largest distance", "squared": "sum of squared distances"}


class Snap(Result, frozen=True, forbid_unknown_fields=True, rename=_NAMES):
    """What moving every weight to a multiple of `step` changed, exactly."""

    step: Fraction
    largest: Fraction
    squared: Fraction


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Exact weights.

    Attributes:
        features: shape (n, m): the direction of each of n features in m hidden dimensions.
        read_out: shape (n, m): the direction along which each is read; `None` if it is read along its own.
        bias: shape (n,), or `None`.
        origins: by `features`, `read_out`, `bias`.
        snap: set if the weights were moved.
    """

    features: ExactArray
    read_out: ExactArray | None = None
    bias: ExactArray | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict[str, Origin])
    snap: Snap | None = None

    @property
    def n(self) -> int:
        """The number of features."""
        return self.features.shape[0]

    @property
    def m(self) -> int:
        """The number of hidden dimensions."""
        return self.features.shape[1]


def weights_of(
    features: Tensor,
    axes: Sequence[str],
    *,
    index: Mapping[str, int] | None = None,
    read_out: Tensor | None = None,
    read_out_axes: Sequence[str] | None = None,
    bias: Tensor | None = None,
    snap: Fraction | None = None,
    file: str = "",
) -> Weights:
    """The exact weights in tensors whose axes are named.

    Args:
        features: the tensor with a direction for each feature.
        axes: a name for each of its axes; `feature` and `hidden` are among them.
        index: fixes the axes of the features and of the read-out that are neither `feature` nor `hidden`.
        read_out: the tensor with the direction along which each feature is read.
        read_out_axes: as `axes`, if those of the read-out are in another order.
        bias: a number for each feature.
        snap: a step to whose nearest multiple every weight is moved.
        file: the name of the file, for certificates.

    Raises:
        WeightsError: axes, shapes or values do not fit; the message says which and what to do.
    """
    of_read_out = tuple(read_out_axes or axes) if read_out is not None else ()
    fixed, fixed_there = fixed_axes(index or {}, axes, of_read_out)
    matrix = oriented(features, axes, fixed)
    exact = {"features": exact_array(matrix, _at(features, fixed), (FEATURE, HIDDEN))}
    origins = {"features": _origin(features, file, axes, fixed)}
    if read_out is not None:
        decoded = oriented(read_out, of_read_out, fixed_there, is_read_out=True)
        check_read_out(read_out.entry.name, (decoded.shape[0], decoded.shape[1]), (matrix.shape[0], matrix.shape[1]))
        exact["read_out"] = exact_array(decoded, _at(read_out, fixed_there), (FEATURE, HIDDEN))
        origins["read_out"] = _origin(read_out, file, of_read_out, fixed_there)
    if bias is not None:
        exact["bias"] = exact_array(vector(bias, matrix.shape[0], fixed, axes), bias.entry.name, (FEATURE,))
        origins["bias"] = _origin(bias, file, (FEATURE,), fixed)
    moved, change = (exact, None) if snap is None else _snapped(exact, snap)
    return Weights(moved["features"], moved.get("read_out"), moved.get("bias"), origins, change)


def load_weights(
    path: Path,
    tensor: str | None,
    axes: Sequence[str],
    *,
    index: Mapping[str, int] | None = None,
    read_out: str | None = None,
    read_out_axes: Sequence[str] | None = None,
    bias: str | None = None,
    snap: Fraction | None = None,
) -> Weights:
    """The exact weights in a safetensors or npz file; the arguments are those of `weights_of`, by tensor name.

    Raises:
        WeightsError: as `read_tensor` and `weights_of`.
    """
    return weights_of(
        read_tensor(path, tensor),
        axes,
        index=index,
        read_out=read_tensor(path, read_out) if read_out is not None else None,
        read_out_axes=read_out_axes,
        bias=read_tensor(path, bias) if bias is not None else None,
        snap=snap,
        file=path.name,
    )


def parse_step(text: str) -> Fraction:
    """The step of `--snap`, as in `1/64`.

    Raises:
        WeightsError: it is not a positive fraction.
    """
    try:
        step = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise WeightsError(f"--snap {text!r} is not a fraction; write it as 1/64") from error
    if step <= 0:
        raise WeightsError(f"--snap {text} is not positive; give the distance between neighbouring values, as 1/64")
    return step


def _at(tensor: Tensor, index: Mapping[str, int]) -> str:
    """A tensor's name with what fixes its other axes."""
    fixed = ", ".join(f"{name} {number}" for name, number in index.items())
    return f"{tensor.entry.name} ({fixed})" if fixed else tensor.entry.name


def _origin(tensor: Tensor, file: str, axes: Sequence[str], index: Mapping[str, int]) -> Origin:
    entry = tensor.entry
    return Origin(file, entry.name, entry.dtype, entry.shape, tuple(axes), dict(index), tensor.sha256)


def _snapped(exact: Mapping[str, ExactArray], step: Fraction) -> tuple[dict[str, ExactArray], Snap]:
    moved = {name: snapped(array, step) for name, array in exact.items()}
    gaps = [distances(exact[name], moved[name]) for name in exact]
    return moved, Snap(step, max(largest for largest, _ in gaps), sum((square for _, square in gaps), Fraction(0)))
