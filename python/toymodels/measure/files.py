"""Tensors in files: safetensors and NumPy's npz, read without running anything that is in them."""

from __future__ import annotations

import difflib
import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from toymodels.measure.errors import WeightsError

_FLOATS = {"F16": np.dtype("<f2"), "BF16": np.dtype("<u2"), "F32": np.dtype("<f4"), "F64": np.dtype("<f8")}
_WORDS = {"F16": "float16", "BF16": "bfloat16", "F32": "float32", "F64": "float64"}
_MOST_BYTES = 8 << 30
_LISTED = 30
_PICKLED = "is a pickle, and loading one runs what is in it; save the tensors with safetensors, for example " + (
    "safetensors.torch.save_file(model.state_dict(), 'model.safetensors')"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A tensor in a file: its name there, its number type in NumPy's words (or `bfloat16`), its shape."""

    name: str
    dtype: str
    shape: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.name} {list(self.shape)} {self.dtype}"


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """A tensor's values, with how they were stored.

    Attributes:
        values: float16, float32 or float64; a bfloat16 is held in float32, which has the same value.
        sha256: of the number type, the shape and the stored bytes.
    """

    entry: Entry
    values: NDArray[Any]
    sha256: str


def list_tensors(path: Path) -> dict[str, Entry]:
    """The tensors of a file by name.

    Raises:
        WeightsError: it is neither a safetensors file nor an npz, or damaged, or a pickle.
    """
    kind = _kind(path)
    return _safetensors_entries(path) if kind == "safetensors" else _npz_entries(path)


def read_tensor(path: Path, name: str | None) -> Tensor:
    """The tensor called `name`; without a name, the only one.

    Raises:
        WeightsError: as `list_tensors`; there is no such tensor, or without a name several; it holds no floats.
    """
    entries = list_tensors(path)
    entry = _chosen(path, entries, name)
    if _kind(path) == "npz":
        return _npz_tensor(path, entry)
    return _safetensors_tensor(path, entry)


def tensor_of(values: NDArray[Any], name: str, dtype: str | None = None) -> Tensor:
    """A tensor that was in memory; `dtype` is what it was stored as, if not what `values` has."""
    stored = dtype or str(values.dtype)
    entry = Entry(name, stored, tuple(values.shape))
    raw = np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<"), copy=False))
    data = (raw.view(np.uint32) >> 16).astype("<u2").tobytes() if stored == "bfloat16" else raw.tobytes()
    return Tensor(entry, values, _digest(stored, entry.shape, data))


def _digest(dtype: str, shape: tuple[int, ...], data: bytes) -> str:
    head = json.dumps([dtype, list(shape)]).encode()
    return hashlib.sha256(head + b"\n" + data).hexdigest()


def _kind(path: Path) -> str:
    try:
        with path.open("rb") as file:
            start = file.read(9)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror or error}") from error
    if start[:4] == b"PK\x03\x04":
        return _kind_of_zip(path)
    if len(start) == 9 and start[8:] == b"{":
        return "safetensors"
    if start[:1] == b"\x80" or path.suffix in {".pkl", ".pickle", ".pt", ".pth", ".bin", ".ckpt"}:
        raise WeightsError(f"{path} {_PICKLED}")
    if start == b"version h":
        raise WeightsError(f"{path} is a pointer to the file in Git LFS; fetch the file itself with `git lfs pull`")
    if path.suffix == ".safetensors":
        raise WeightsError(f"{path} does not begin as a safetensors file does; was it downloaded in full?")
    raise WeightsError(
        f"{path} is neither a safetensors file nor an npz; save the weights as one of these, for example with "
        "numpy.savez('model.npz', W=W)"
    )


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError) as error:
        raise WeightsError(f"{path} is a damaged npz: {error}") from error
    if any(Path(name).name == "data.pkl" for name in names):
        raise WeightsError(f"{path} {_PICKLED}")
    if not any(name.endswith(".npy") for name in names):
        raise WeightsError(f"{path} is a zip file without a NumPy array in it; save the weights with numpy.savez")
    return "npz"


def _chosen(path: Path, entries: Mapping[str, Entry], name: str | None) -> Entry:
    if name is not None and name in entries:
        return entries[name]
    listed = sorted(entries)
    if name is None and len(entries) == 1:
        return next(iter(entries.values()))
    if name is None:
        problem = f"{path} has {len(entries)} tensors; say which with --tensor"
    else:
        near = difflib.get_close_matches(name, listed, n=3)
        problem = f"{path} has no tensor {name!r}" + (f"; did you mean {' or '.join(near)}?" if near else "")
    raise WeightsError(f"{problem}{shown(entries)}")


def shown(entries: Mapping[str, Entry]) -> str:
    """Tensors with shapes, a line each: the first of them, and how many more there are."""
    listed = sorted(entries)
    more = f"\n  and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
    return "".join(f"\n  {entries[each]}" for each in listed[:_LISTED]) + more


def _checked(path: Path, entry: Entry, size: int) -> None:
    count = 1
    for length in entry.shape:
        count *= length
    if count * size > _MOST_BYTES:
        raise WeightsError(
            f"{path}: {entry} takes more than {_MOST_BYTES >> 30} GiB; save the part that you mean alone"
        )


def _safetensors_entries(path: Path) -> dict[str, Entry]:
    """What the header says; the safetensors library has checked it against the file before."""
    try:
        with safe_open(str(path), framework="np") as file:
            slices = {name: file.get_slice(name) for name in file.keys()}  # noqa: SIM118 (it is not a mapping)
            return {
                name: Entry(name, _WORDS.get(part.get_dtype(), part.get_dtype()), tuple(part.get_shape()))
                for name, part in slices.items()
            }
    except (SafetensorError, OSError) as error:
        said = str(error).removeprefix("Error while deserializing header: ")
        raise WeightsError(f"{path} is not an intact safetensors file: {said}; copy or save it again") from error


def _each_once(path: Path, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise WeightsError(f"{path} is not an intact safetensors file: a name is twice in its header; save it again")
    return found


def _safetensors_tensor(path: Path, entry: Entry) -> Tensor:
    codes = {word: code for code, word in _WORDS.items()}
    if entry.dtype not in codes:
        raise WeightsError(
            f"{path}: {entry.name} holds {entry.dtype}; weights are float16, bfloat16, float32 or float64: "
            "convert it before saving"
        )
    code = codes[entry.dtype]
    _checked(path, entry, _FLOATS[code].itemsize)
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length), object_pairs_hook=lambda pairs: _each_once(path, pairs))
        begin, end = cast("list[int]", header[entry.name]["data_offsets"])
        file.seek(8 + length + begin)
        data = file.read(end - begin)
    stored = np.frombuffer(data, dtype=_FLOATS[code]).reshape(entry.shape)
    values = (stored.astype(np.uint32) << 16).view(np.float32) if code == "BF16" else stored
    return Tensor(entry, values, _digest(entry.dtype, entry.shape, data))


def _npz_entries(path: Path) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                if member.endswith(".npy"):
                    with archive.open(member) as file:
                        shape, dtype = _npy_header(file)
                    name = member.removesuffix(".npy")
                    entries[name] = Entry(name, "pickled objects" if dtype.hasobject else str(dtype), shape)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise WeightsError(f"{path} is a damaged npz: {error}; save it again") from error
    return entries


def _npy_header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(file)
    return tuple(shape), dtype


def _npz_tensor(path: Path, entry: Entry) -> Tensor:
    if entry.dtype == "pickled objects":
        raise WeightsError(f"{path}: {entry.name} holds pickled objects, and loading them runs code; save plain floats")
    _checked(path, entry, 8)
    try:
        with np.load(path, allow_pickle=False) as arrays:
            values = cast("NDArray[Any]", arrays[entry.name])
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, MemoryError) as error:
        raise WeightsError(f"{path}: {entry.name} is damaged: {error}; save it again") from error
    return tensor_of(values, entry.name)
