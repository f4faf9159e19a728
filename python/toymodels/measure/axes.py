"""Which axis of a tensor is which: named by the user, never guessed, and brought to features by hidden dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toymodels.measure.errors import WeightsError
from toymodels.measure.files import Tensor

FEATURE, HIDDEN = "feature", "hidden"

_OWN_AXIS = (
    "; where key and value heads are fewer than query heads, as in grouped-query attention, give the read-out's axis a "
    "name of its own with --read-out-axes, as in kv_{name},feature,hidden, and fix it with --index kv_{name}=NUMBER"
)


def parse_axes(text: str) -> tuple[str, ...]:
    """The names in `feature,hidden` or `head,hidden,feature`, one for each axis of the tensor.

    Raises:
        WeightsError: `feature` or `hidden` is missing, or a name is given twice.
    """
    names = tuple(part.strip() for part in text.split(","))
    return check_axes(names)


def check_axes(names: Sequence[str]) -> tuple[str, ...]:
    """The names, if each is there once and `feature` and `hidden` are among them.

    Raises:
        WeightsError: as `parse_axes`.
    """
    for name in names:
        if not name or list(names).count(name) > 1:
            raise WeightsError(f"axes {','.join(names)}: {name!r} is empty or there twice; give each axis its own name")
    missing = [name for name in (FEATURE, HIDDEN) if name not in names]
    if missing:
        raise WeightsError(
            f"axes {','.join(names)}: {' and '.join(missing)} missing; name the axis that counts features `feature`, "
            "the one that counts hidden dimensions `hidden`, and fix any other with --index NAME=NUMBER"
        )
    return tuple(names)


def parse_index(texts: Sequence[str]) -> dict[str, int]:
    """The fixed axes in `inst=4`, `head=0`.

    Raises:
        WeightsError: a text is not of this form.
    """
    fixed: dict[str, int] = {}
    for text in texts:
        name, equals, number = (part.strip() for part in text.partition("="))
        if not (name and equals and number.isdecimal()):
            raise WeightsError(f"--index {text!r} is not of the form NAME=NUMBER, as in inst=4")
        fixed[name] = int(number)
    return fixed


def fixed_axes(
    index: Mapping[str, int], axes: Sequence[str], read_out_axes: Sequence[str]
) -> tuple[dict[str, int], dict[str, int]]:
    """What `index` fixes of the features' axes, and of those of a read-out, which are empty if there is none.

    Raises:
        WeightsError: neither has an axis of that name.
    """
    unknown = sorted(set(index) - {*axes, *read_out_axes})
    if unknown:
        there = f"{','.join(axes)}{' and ' if read_out_axes else ''}{','.join(read_out_axes)}"
        raise WeightsError(f"--index names {', '.join(unknown)}, but the axes are {there}")
    of_features, of_read_out = (
        {name: index[name] for name in index if name in names} for names in (axes, read_out_axes)
    )
    return of_features, of_read_out


def oriented(
    tensor: Tensor, axes: Sequence[str], index: Mapping[str, int], *, is_read_out: bool = False
) -> NDArray[Any]:
    """The matrix of the tensor, shape (features, hidden), with every other axis fixed by `index`.

    Raises:
        WeightsError: the axes do not fit the shape, or one is neither `feature`, `hidden` nor fixed.
    """
    names, entry = check_axes(axes), tensor.entry
    count = len(entry.shape)
    if count < 2:
        axes_there = "1 axis" if count else "no axes"
        raise WeightsError(f"{entry} has {axes_there}; choose a tensor that has a direction for each feature")
    if len(names) != count:
        raise WeightsError(
            f"{entry} has {count} axes, and {len(names)} are named: {','.join(names)}; name each of them, as in "
            f"{_example(count)}"
        )
    values = tensor.values
    for position in reversed(range(len(names))):
        name, length = names[position], entry.shape[position]
        if name in (FEATURE, HIDDEN):
            continue
        if name not in index:
            raise WeightsError(f"{entry}: axis {name!r} has {length} entries; say which with --index {name}=NUMBER")
        if index[name] >= length:
            hint = _OWN_AXIS.format(name=name) if is_read_out else ""
            raise WeightsError(f"{entry}: --index {name}={index[name]} is outside; {name} has 0 to {length - 1}{hint}")
        values = np.take(values, index[name], axis=position)
    kept = [name for name in names if name in (FEATURE, HIDDEN)]
    matrix = values if kept == [FEATURE, HIDDEN] else values.T
    if 0 in matrix.shape:
        raise WeightsError(f"{entry} has no entries; choose a tensor with at least one feature and one dimension")
    return matrix


def check_read_out(name: str, read_out: tuple[int, int], features: tuple[int, int]) -> None:
    """That a read-out has a direction in the same space for each feature.

    Raises:
        WeightsError: it has not; where heads are shared between queries, that is said.
    """
    if read_out == features:
        return
    problem = f"{name} is {_size(read_out)}, and the features are {_size(features)}"
    for axis, word in ((0, "features"), (1, "dimensions")):
        low, high = sorted((read_out[axis], features[axis]))
        if read_out[1 - axis] == features[1 - axis] and high % low == 0:
            raise WeightsError(
                f"{problem}: {high // low} times as many {word} on one side, as in grouped-query attention, where one "
                "key or value head serves several query heads; choose one head and the part of the other tensor that "
                "belongs to it (a slice saved alone, or a head axis fixed with --index)"
            )
    if read_out == features[::-1]:
        raise WeightsError(f"{problem}: its axes seem to be the other way round; name them with --read-out-axes")
    raise WeightsError(f"{problem}; a read-out has one direction in the same hidden space for each feature")


def vector(tensor: Tensor, count: int, index: Mapping[str, int], axes: Sequence[str]) -> NDArray[Any]:
    """A bias with one number a feature, shape (features,); leading axes as in `axes` are fixed by `index`.

    Raises:
        WeightsError: its shape is another.
    """
    values, entry = tensor.values, tensor.entry
    fixed = [name for name in axes if name not in (FEATURE, HIDDEN)]
    if values.ndim == 1 + len(fixed) and fixed:
        for name in fixed:
            if index[name] >= values.shape[0]:
                raise WeightsError(f"{entry}: --index {name}={index[name]} is outside its {values.shape[0]} entries")
            values = values[index[name]]
    if values.shape != (count,):
        raise WeightsError(f"{entry} is not a bias of {count} features: its shape must be [{count}]")
    return values


def _size(shape: tuple[int, int]) -> str:
    return f"{shape[0]} x {shape[1]} (features x hidden dimensions)"


def _example(axes: int) -> str:
    names = ["inst", "head", "layer"][: axes - 2]
    return ",".join([*names, FEATURE, HIDDEN])
