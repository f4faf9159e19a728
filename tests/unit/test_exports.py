"""What importers see of a compiled module, as a hash: told apart by content, not by what Lean left unset."""

import shutil
from pathlib import Path

import pytest

from toymodels.lean.exports import exports_digest
from toymodels.lean.parts import OBJECT_HEADER, read_parts
from toymodels.lean.region import Region

SAMPLE = Path(__file__).parents[1] / "data" / "olean" / "Sample.olean"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLE, tmp_path))


def definition_scalars(path: Path) -> int:
    """Where in the file the bytes after the pointers of the first `DefinitionVal` begin."""
    region = Region(read_parts([path]))
    part = region.parts[0]
    constants = region.array(region.fields(part.header.root, "data")[1][2], "constants")
    for constant in constants:
        tag, (value,) = region.fields(constant, "a constant")
        if tag == 1:  # ConstantInfo.defnInfo
            assert (region.kind(value, "a definition"), len(region.scalars(value, "a definition"))) == (0, 8)
            return value - part.header.base + OBJECT_HEADER.size + 4 * region.word
    raise AssertionError("no definition")


def flip(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(content)


def test_a_copy_has_the_same_hash(copy: Path):
    assert exports_digest(copy) == exports_digest(SAMPLE)


@pytest.mark.parametrize("gap", [1, 2, 3])
def test_bytes_that_lean_left_unset_do_not_count(copy: Path, gap: int):
    flip(copy, definition_scalars(copy) + gap)
    assert exports_digest(copy) == exports_digest(SAMPLE)


def test_fields_count(copy: Path):
    flip(copy, definition_scalars(copy))
    assert exports_digest(copy) != exports_digest(SAMPLE)


def test_a_name_counts(copy: Path):
    content = copy.read_bytes()
    place = content.index(b"Sample\0")
    copy.write_bytes(content[:place] + b"Simple" + content[place + 6 :])
    assert exports_digest(copy) != exports_digest(SAMPLE)


def test_code_that_others_run_counts(copy: Path):
    copy.with_suffix(".ir").write_bytes(b"code")
    with_code = exports_digest(copy)
    assert with_code != exports_digest(SAMPLE)
    copy.with_suffix(".ir").write_bytes(b"other code")
    assert exports_digest(copy) not in {with_code, exports_digest(SAMPLE)}


def test_proofs_and_docstrings_do_not_count(copy: Path):
    copy.with_name("Sample.olean.private").write_bytes(b"a proof")
    copy.with_name("Sample.olean.server").write_bytes(b"a docstring")
    assert exports_digest(copy) == exports_digest(SAMPLE)


def test_of_a_file_that_makes_no_sense_every_byte_counts(tmp_path: Path):
    (tmp_path / "A.olean").write_bytes(b"no file of Lean")
    (tmp_path / "B.olean").write_bytes(b"no file of lean")
    assert exports_digest(tmp_path / "A.olean") != exports_digest(tmp_path / "B.olean")
