"""Headers: which layout a file has, and what is refused."""

from __future__ import annotations

import errno
import struct
from pathlib import Path

import pytest
from tests.support.olean_writer import BASES, HEADER_SIZE, Heap, ModuleData, header, write_module
from tests.support.sample import LAYOUTS, SAMPLE, write_sample

from toymodels.errors import OleanError
from toymodels.lean.olean import read_module
from toymodels.lean.parts import read_parts


@pytest.mark.parametrize("word", [4, 8])
@pytest.mark.parametrize("gmp", [False, True])
def test_header_is_read_in_both_layouts(tmp_path: Path, word: int, gmp: bool) -> None:
    path = write_module(tmp_path, "A", {"": ModuleData()}, word, gmp=gmp)

    (part,) = read_parts([path])

    assert (part.header.word, part.header.gmp_naturals, part.header.base) == (word, gmp, BASES[word])
    assert (part.header.lean_version, part.header.commit) == ("4.28.0-test", "0" * 40)
    assert (part.first, part.end) == (BASES[word] + HEADER_SIZE + 2 * word, BASES[word] + path.stat().st_size)


@pytest.mark.parametrize(("layout", "word"), list(zip(LAYOUTS, (4, 8, 8), strict=True)))
def test_layout_of_real_content_is_detected(tmp_path: Path, layout: str, word: int) -> None:
    path = write_sample(tmp_path, layout)

    parts = read_parts([path, Path(f"{path}.server"), Path(f"{path}.private")])

    assert [part.header.word for part in parts] == [word] * 3
    assert parts[0].header.lean_version == "4.28.0-pre"


def test_64_bit_base_with_low_half_zero_is_not_taken_for_32_bit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BASES, 8, 0x60_0000_0000)
    path = write_module(tmp_path, "A", {"": ModuleData(imports=["Init"])}, 8)

    assert read_parts([path])[0].header.word == 8


def test_part_without_objects_of_its_own_shares_the_root(tmp_path: Path) -> None:
    data = ModuleData(imports=["Init"])
    path = write_module(tmp_path, "A", {"": data, ".private": data}, 4)
    assert Path(f"{path}.private").stat().st_size == HEADER_SIZE + 8

    module = read_module("A", path)

    assert module.has_private_part
    assert [entry.module for entry in module.imports] == ["Init"]


def test_missing_file_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(OleanError, match=r"Gone\.olean: no such compiled Lean file; build it with `toymodels build`"):
        read_parts([tmp_path / "Gone.olean"])


def test_unreadable_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(OleanError, match=r"cannot be read \(Is a directory\)"):
        read_parts([tmp_path])


@pytest.mark.parametrize("size", [0, 1, 79, 87])
def test_file_shorter_than_a_header(tmp_path: Path, size: int) -> None:
    path = tmp_path / "Short.olean"
    path.write_bytes(SAMPLE.read_bytes()[:size])

    with pytest.raises(OleanError, match=rf"Short\.olean: at byte {size}: expected an \.olean header of 88 bytes"):
        read_parts([path])


def test_other_kind_of_file(tmp_path: Path) -> None:
    path = tmp_path / "A.olean"
    path.write_bytes(b"\x7fELF" + bytes(200))

    with pytest.raises(OleanError, match=r"at byte 0: expected the bytes b'olean', found b'.x7fELF.x00'; rebuild it"):
        read_parts([path])


def test_unknown_format_version(tmp_path: Path) -> None:
    path = tmp_path / "A.olean"
    path.write_bytes(header(version=3) + bytes(200))

    with pytest.raises(OleanError, match=r"at byte 5: expected \.olean format version 2, found 3; .* lean-toolchain"):
        read_parts([path])


@pytest.mark.parametrize(
    ("base", "root"),
    [(BASES[4] + 4, BASES[4] + 92), (BASES[4], BASES[4] - 8), (BASES[4], BASES[4] + 4000), (BASES[4], BASES[4] + 90)],
    ids=["base not aligned", "root before the file", "root after the file", "root not aligned"],
)
def test_addresses_that_fit_neither_layout(tmp_path: Path, base: int, root: int) -> None:
    path = tmp_path / "A.olean"
    path.write_bytes(header() + struct.pack("<II", base, root) + bytes(200))

    with pytest.raises(OleanError, match="at byte 80: expected a base address and a pointer to the module's data"):
        read_parts([path])


@pytest.mark.parametrize("word", [4, 8])
def test_base_address_that_no_file_is_mapped_at(tmp_path: Path, word: int) -> None:
    path = write_module(tmp_path, "A", {"": ModuleData()}, word)
    content = bytearray(path.read_bytes())
    layout = struct.Struct("<II" if word == 4 else "<QQ")
    base, root = layout.unpack_from(content, HEADER_SIZE)
    layout.pack_into(content, HEADER_SIZE, base + 4096, root + 4096)
    path.write_bytes(content)

    with pytest.raises(OleanError, match="expected a base address"):
        read_parts([path])


def test_parts_of_different_builds_are_refused(tmp_path: Path) -> None:
    path = write_module(tmp_path, "A", {"": ModuleData(), ".private": ModuleData()})
    private = Path(f"{path}.private")
    private.write_bytes(header(commit="1" * 40) + private.read_bytes()[HEADER_SIZE:])

    with pytest.raises(OleanError, match=r"A\.olean\.private: at byte 80: .* the files come from different builds"):
        read_parts([path, private])


def test_parts_that_overlap_are_refused(tmp_path: Path) -> None:
    path = write_module(tmp_path, "A", {"": ModuleData()})
    copy = Path(f"{path}.private")
    copy.write_bytes(path.read_bytes())

    with pytest.raises(OleanError, match="expected a part of the same module"):
        read_parts([path, copy])


def test_part_of_the_other_layout_is_refused(tmp_path: Path) -> None:
    path = write_module(tmp_path, "A", {"": ModuleData()}, 4)
    heap = Heap(8)
    heap.start_part()
    content = heap.finish_part(heap.start_part(), ModuleData().value(), header())
    Path(f"{path}.private").write_bytes(content)

    with pytest.raises(OleanError, match=r"A\.olean\.private"):
        read_module("A", path)


def test_file_without_read_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_module(tmp_path, "A", {"": ModuleData()})

    def refuse(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)

    with pytest.raises(OleanError, match=r"cannot be read \(Permission denied\); check the path and its permissions"):
        read_parts([path])
