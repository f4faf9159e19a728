"""Weights in files: what is read is exactly what was stored, and what is hostile or damaged is refused in words."""

import json
import pickle
import struct
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from toymodels.measure.dyadic import distances, exact_array, snapped
from toymodels.measure.errors import WeightsError
from toymodels.measure.files import list_tensors, read_tensor

HALF, ONE, MINUS_TWO, LEAST = 0x3F00, 0x3F80, 0xC000, 0x0001


def raw(path: Path, header: object, data: bytes) -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
    return path


def bf16(path: Path) -> Path:
    data = np.array([HALF, ONE, MINUS_TWO, LEAST], "<u2").tobytes()
    return raw(path, {"w": {"dtype": "BF16", "shape": [2, 2], "data_offsets": [0, 8]}}, data)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("suffix", ["safetensors", "npz"])
def test_floats_are_read_as_the_rationals_that_they_are(tmp_path: Path, dtype: type[np.floating[Any]], suffix: str):
    values = np.array([[0.1, -3.0, 0.0], [1e-4, 7.25, -0.5]]).astype(dtype)
    path = tmp_path / f"weights.{suffix}"
    save_file({"w": values}, str(path)) if suffix == "safetensors" else np.savez(path, w=values)
    read = exact_array(read_tensor(path, "w").values, "w")
    assert read.fractions() == tuple(tuple(Fraction(float(entry)) for entry in row) for row in values)


def test_bfloat16_is_exact_down_to_its_least_number(tmp_path: Path):
    tensor = read_tensor(bf16(tmp_path / "b.safetensors"), None)
    least = Fraction(1, 2**133)
    assert exact_array(tensor.values, "w").fractions() == ((Fraction(1, 2), 1), (-2, least))
    assert tensor.entry.dtype == "bfloat16"


def test_the_integers_have_no_power_of_two_in_common():
    exact = exact_array(np.array([[0.5, 1.5], [2.0, 0.0]]), "w")
    assert (exact.integers.tolist(), exact.scale) == ([[1, 3], [4, 0]], Fraction(1, 2))
    assert exact.exponent == -1


def test_numbers_far_apart_do_not_overflow():
    exact = exact_array(np.array([[1e-300, 1e300]]), "w")
    assert exact.fractions() == ((Fraction(1e-300), Fraction(1e300)),)


@pytest.mark.parametrize(("value", "shown"), [(np.nan, "nan"), (np.inf, "inf"), (-np.inf, "-inf")])
def test_what_is_not_finite_is_refused_with_its_place(value: float, shown: str):
    values = np.zeros((3, 2), np.float32)
    values[2, 1] = value
    with pytest.raises(WeightsError, match=rf"w\[2, 1\] is {shown}"):
        exact_array(values, "w")


def test_the_hash_is_that_of_the_stored_tensor(tmp_path: Path):
    values = np.eye(2, dtype=np.float32)
    for name, array in {"a": values, "b": values, "c": values + 1}.items():
        save_file({"w": array}, str(tmp_path / name))
    hashes = [read_tensor(tmp_path / name, "w").sha256 for name in "abc"]
    assert hashes[0] == hashes[1] != hashes[2]


def test_several_tensors_are_listed_with_their_shapes(tmp_path: Path):
    path = tmp_path / "model.safetensors"
    save_file({"embed": np.zeros((5, 2), np.float32), "unembed": np.zeros((2, 5), np.float16)}, str(path))
    with pytest.raises(WeightsError, match=r"has 2 tensors; say which with --tensor\n  embed \[5, 2\] float32\n"):
        read_tensor(path, None)
    with pytest.raises(WeightsError, match="no tensor 'embe'; did you mean"):
        read_tensor(path, "embe")
    assert [str(entry) for entry in list_tensors(path).values()] == ["embed [5, 2] float32", "unembed [2, 5] float16"]


def hostile(tmp_path: Path) -> dict[str, Path]:
    entry = {"w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}
    pickled = tmp_path / "model.pt"
    pickled.write_bytes(pickle.dumps({"w": 1}))
    with zipfile.ZipFile(tmp_path / "torch.npz", "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02}q\x00.")
    objects = np.empty((2, 2), dtype=object)
    np.savez(tmp_path / "objects.npz", w=objects)
    huge = tmp_path / "huge.safetensors"
    huge.write_bytes(struct.pack("<Q", 1 << 40) + b"{" * 64)
    whole = tmp_path / "whole.npz"
    np.savez(whole, w=np.zeros((64, 64)))
    (tmp_path / "cut.npz").write_bytes(whole.read_bytes()[:-200])
    large = {"w": {"dtype": "F32", "shape": [1 << 40, 1 << 40], "data_offsets": [0, 16]}}
    overlap = {**entry, "v": {"dtype": "F32", "shape": [2, 2], "data_offsets": [8, 24]}}
    one = b'"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}'
    twice = b"{" + one + b"," + one + b"}"
    pointer = tmp_path / "pointer.safetensors"
    pointer.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n")
    np.save(tmp_path / "array.npy", np.eye(2))
    return {
        "a name twice": raw(tmp_path / "twice.safetensors", twice, b"\0" * 8),
        "a pointer": pointer,
        "a single array": tmp_path / "array.npy",
        "truncated": raw(tmp_path / "truncated.safetensors", entry, b"\0" * 7),
        "too long a header": huge,
        "broken header": raw(tmp_path / "broken.safetensors", b'{"w": {"dtype"', b""),
        "larger than the file": raw(tmp_path / "large.safetensors", large, b"\0" * 16),
        "overlapping": raw(tmp_path / "overlap.safetensors", overlap, b"\0" * 24),
        "pickle": pickled,
        "pickle in a zip": tmp_path / "torch.npz",
        "pickled objects": tmp_path / "objects.npz",
        "cut npz": tmp_path / "cut.npz",
        "missing": tmp_path / "missing.safetensors",
    }


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("a name twice", "a name is twice in its header"),
        ("a pointer", "fetch the file itself with `git lfs pull`"),
        ("a single array", "neither a safetensors file nor an npz; save the weights as one of these, for example"),
        ("truncated", "not an intact safetensors file"),
        ("too long a header", "header too large"),
        ("broken header", "not an intact safetensors file"),
        ("larger than the file", "not an intact safetensors file"),
        ("overlapping", "not an intact safetensors file"),
        ("pickle", "is a pickle, and loading one runs what is in it"),
        ("pickle in a zip", "is a pickle, and loading one runs what is in it"),
        ("pickled objects", "pickled objects"),
        ("cut npz", "damaged npz"),
        ("missing", "cannot be read: No such file"),
    ],
)
def test_hostile_and_damaged_files_are_refused(tmp_path: Path, kind: str, message: str):
    with pytest.raises(WeightsError, match=message):
        read_tensor(hostile(tmp_path)[kind], None)


def test_numbers_of_eight_bits_are_no_weights(tmp_path: Path):
    path = raw(tmp_path / "w", {"w": {"dtype": "F8_E4M3", "shape": [2, 2], "data_offsets": [0, 4]}}, b"\0" * 4)
    with pytest.raises(WeightsError, match="holds F8_E4M3; weights are float16"):
        read_tensor(path, "w")


def test_integers_are_no_weights(tmp_path: Path):
    save_file({"w": np.eye(2, dtype=np.int64)}, str(tmp_path / "w"))
    with pytest.raises(WeightsError, match="holds I64; weights are float16"):
        read_tensor(tmp_path / "w", None)


def test_snapping_moves_to_the_nearest_multiple_and_says_how_far():
    exact = exact_array(np.array([[0.3, -0.3], [0.125, 1.0]]), "w")
    moved = snapped(exact, Fraction(1, 4))
    assert moved.fractions() == ((Fraction(1, 4), Fraction(-1, 4)), (Fraction(1, 4), 1))
    largest, squared = distances(exact, moved)
    assert largest == Fraction(1, 8)
    assert squared == Fraction(1, 64) + 2 * (Fraction(0.3) - Fraction(1, 4)) ** 2
