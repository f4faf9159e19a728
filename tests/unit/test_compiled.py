"""Taking over what Lean wrote: whole files of the right module or nothing."""

import json
import shutil
from pathlib import Path

import pytest

from toymodels.errors import LeanError, OleanError
from toymodels.lean.compiled import OLEAN_PARTS, check_whole, take_over

SAMPLE = Path(__file__).parents[1] / "data" / "olean" / "Sample"


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    for suffix in OLEAN_PARTS:
        shutil.copy(f"{SAMPLE}{suffix}", tmp_path / f"module{suffix}")
    (tmp_path / "module.ilean").write_text(json.dumps({"module": "A.Sample"}), encoding="utf-8")
    return tmp_path / "module"


def test_whole_files_are_taken_over(staged: Path, tmp_path: Path):
    target = tmp_path / "lib" / "A" / "Sample"
    take_over(staged, target, "A.Sample")
    for suffix in OLEAN_PARTS:
        assert Path(f"{target}{suffix}").read_bytes() == Path(f"{SAMPLE}{suffix}").read_bytes()
    assert len(list(target.parent.iterdir())) == 4


@pytest.mark.parametrize("suffix", OLEAN_PARTS)
@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_refused(staged: Path, tmp_path: Path, suffix: str, share: float):
    path = Path(f"{staged}{suffix}")
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(LeanError, match=rf"accepted A\.Sample, but .*{suffix}.*disk full"):
        take_over(staged, tmp_path / "lib" / "Sample", "A.Sample")
    assert not (tmp_path / "lib").exists()


def test_where_nothing_was_written_the_module_may_have_ended_lean(tmp_path: Path):
    with pytest.raises(LeanError, match=r"ended before it compiled A\.Sample"):
        take_over(tmp_path / "module", tmp_path / "lib" / "Sample", "A.Sample")


@pytest.mark.parametrize("suffix", OLEAN_PARTS)
def test_a_file_whose_end_was_never_written_is_refused(staged: Path, suffix: str):
    path = Path(f"{staged}{suffix}")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + bytes(len(content) - len(content) // 2))
    with pytest.raises(OleanError):
        check_whole([Path(f"{staged}{part}") for part in OLEAN_PARTS])


@pytest.mark.parametrize("damage", ["link", "missing", "another", "folder"])
def test_other_files_are_refused(staged: Path, tmp_path: Path, damage: str):
    private, ilean = Path(f"{staged}.olean.private"), Path(f"{staged}.ilean")
    if damage == "link":
        private.unlink()
        private.symlink_to(f"{SAMPLE}.olean.private")
    elif damage == "folder":
        private.unlink()
        private.mkdir()
    elif damage == "missing":
        ilean.unlink()
    else:
        ilean.write_text('{"module": "B"}', encoding="utf-8")
    with pytest.raises(LeanError, match="cannot be used"):
        take_over(staged, tmp_path / "lib" / "Sample", "A.Sample")
    assert not (tmp_path / "lib").exists()
