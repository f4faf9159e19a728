"""What is written where, and what is left alone."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from toymodels.leandojo import ExportError, open_export
from toymodels.leandojo.folder import check_target, write_export
from toymodels.leandojo.manifest import NAME, check_files, foreign_files, read_manifest

FILES = (("a.txt", b"one"), ("deep/er/b.txt", b"two"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "made" / "export"
    write_export(folder, FILES, {"answer": 42})
    return folder


def test_a_new_folder_has_all_files_and_nothing_is_beside_it(out: Path) -> None:
    assert set(contents(out)) == {"a.txt", "deep/er/b.txt", NAME}
    assert [path.name for path in out.parent.iterdir()] == ["export"]
    assert read_manifest(out).about == {"answer": 42}
    check_files(out, read_manifest(out))


def test_an_empty_folder_and_an_earlier_export_are_taken(out: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_export(tmp_path / "empty", FILES, {})
    write_export(out, [("c.txt", b"three")], {})
    assert set(contents(out)) == {"c.txt", NAME}
    assert [path.name for path in out.parent.iterdir()] == ["export"]


@pytest.mark.parametrize("name", ["mine.txt", "deep/mine.txt"])
def test_an_export_with_other_peoples_files_is_left_alone(out: Path, name: str) -> None:
    (out / name).write_text("mine", encoding="utf-8")
    before = contents(out)
    with pytest.raises(ExportError, match=rf"not from an export.*: {name}; move them elsewhere"):
        write_export(out, [("c.txt", b"three")], {})
    assert contents(out) == before


def test_an_export_that_was_changed_is_left_alone(out: Path) -> None:
    (out / "a.txt").write_text("edited by hand", encoding="utf-8")
    assert foreign_files(out, read_manifest(out)) == ["a.txt"]
    with pytest.raises(ExportError, match=r"were changed since: a\.txt"):
        write_export(out, FILES, {})
    assert (out / "a.txt").read_text(encoding="utf-8") == "edited by hand"


@pytest.mark.parametrize("manifest", [None, "not JSON", "[]", '{"format": "another"}'])
def test_another_folder_is_left_alone(tmp_path: Path, manifest: str | None) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    if manifest is not None:
        (tmp_path / NAME).write_text(manifest, encoding="utf-8")
    before = contents(tmp_path)
    with pytest.raises(ExportError, match="is not empty and is not an earlier export"):
        write_export(tmp_path, FILES, {})
    assert contents(tmp_path) == before


def test_a_file_and_a_folder_called_lean4_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="is not a folder"):
        write_export(tmp_path / "file", FILES, {})
    with pytest.raises(ExportError, match="takes a folder called lean4 for Lean itself"):
        write_export(tmp_path / "lean4", FILES, {})


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_an_interruption_leaves_the_earlier_export(out: Path, error: BaseException) -> None:
    before = contents(out)

    def files() -> Iterator[tuple[str, bytes]]:
        yield "a.txt", b"new"
        raise error

    with pytest.raises((KeyboardInterrupt, ExportError)) as raised:
        write_export(out, files(), {})
    if isinstance(error, OSError):
        assert "No space left on device" in str(raised.value)
        assert "is as it was before" in str(raised.value)
    assert contents(out) == before
    assert [path.name for path in out.parent.iterdir()] == ["export"]


def test_an_interruption_between_the_two_renames_leaves_the_earlier_export(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, rename = contents(out), Path.rename

    def interrupted(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_export(out, [("c.txt", b"three")], {})
    assert contents(out) == before
    assert [path.name for path in out.parent.iterdir()] == ["export"]


def test_a_folder_that_cannot_be_made_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match=r"file is not a folder that can be written to, so .*out cannot be made"):
        check_target(tmp_path / "file" / "deep" / "out")

    def access(path: Path, _: int) -> bool:  # root may write anywhere
        return path != tmp_path

    monkeypatch.setattr(os, "access", access)
    with pytest.raises(ExportError, match=r"is not a folder that can be written to, so .*out cannot be made"):
        check_target(tmp_path / "deep" / "out")


def test_a_folder_that_cannot_be_written_to_after_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with pytest.raises(ExportError, match="cannot be written to: Permission denied; nothing was exported"):
        write_export(tmp_path / "out", FILES, {})
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_export_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="is not a folder"):
        open_export(tmp_path / "nowhere")
    with pytest.raises(ExportError, match=r"has no manifest\.json, which is written last"):
        open_export(tmp_path)


def test_missing_and_damaged_files_are_named(out: Path) -> None:
    (out / "a.txt").write_bytes(b"onE")
    with pytest.raises(ExportError, match=r"a\.txt is damaged.*export again with"):
        open_export(out)
    (out / "a.txt").unlink()
    with pytest.raises(ExportError, match=r"a\.txt is missing"):
        open_export(out)


@pytest.mark.parametrize("link", ["a.txt", "deep"])
def test_symbolic_links_are_refused(out: Path, tmp_path: Path, link: str) -> None:
    shutil.move(out / link, tmp_path / "moved")
    (out / link).symlink_to(tmp_path / "moved")
    with pytest.raises(ExportError, match=rf"{link} is a symbolic link"):
        open_export(out)


@pytest.mark.parametrize("path", ["../a.txt", "/etc/passwd", "deep/../../a.txt", "", "a\\b"])
def test_paths_out_of_the_folder_are_refused(out: Path, path: str) -> None:
    text = (out / NAME).read_text(encoding="utf-8")
    (out / NAME).write_text(text.replace('"a.txt"', f'"{path}"'.replace("\\", "\\\\")), encoding="utf-8")
    with pytest.raises(ExportError, match="not a path inside the export"):
        open_export(out)


def test_another_schema_and_an_incomplete_manifest_are_refused(out: Path) -> None:
    text = (out / NAME).read_text(encoding="utf-8")
    with pytest.raises(ExportError, match="does not have commit, toolchain, traced, url"):
        open_export(out)
    told = '"url": "", "commit": "", "toolchain": "", "traced": ["trace/a"], "answer"'
    (out / NAME).write_text(text.replace('"answer"', told), encoding="utf-8")
    with pytest.raises(ExportError, match="names traced modules that are not among its files"):
        open_export(out)
    (out / NAME).write_text(text.replace('"schema": 1', '"schema": 2'), encoding="utf-8")
    with pytest.raises(ExportError, match="has schema 2 and this version of toymodels reads 1"):
        open_export(out)
    (out / NAME).write_text(text.replace('"files"', '"flies"'), encoding="utf-8")
    with pytest.raises(ExportError, match="has no list of files"):
        open_export(out)
    (out / NAME).unlink()
    (out / NAME).symlink_to(out / "a.txt")
    with pytest.raises(ExportError, match="has no manifest"):
        open_export(out)
