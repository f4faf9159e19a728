"""The folder on disk: what is written, what is removed, what is never touched, and what happens when it cannot be."""

import hashlib
import json
from pathlib import Path

import pytest

from toymodels.errors import ToyModelsError
from toymodels.site.output import MANIFEST, SiteFolder

PAGES = {"index.html": b"home", "theorem/a.html": b"A", "theorem/b.html": b"B"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    SiteFolder(folder).update(PAGES, "one")
    return folder


def test_a_new_folder_gets_every_page(tmp_path: Path):
    folder = SiteFolder(tmp_path / "deep" / "site")
    changes = folder.update(PAGES, "one")
    assert set(changes.written) == set(PAGES)
    assert (tmp_path / "deep" / "site" / "theorem" / "a.html").read_bytes() == b"A"
    assert folder.size() == 6


def test_only_changed_pages_are_written(out: Path):
    before = (out / "theorem" / "a.html").stat().st_mtime_ns
    changes = SiteFolder(out).update({**PAGES, "theorem/b.html": b"changed"}, "two")
    assert changes.written == ("theorem/b.html",)
    assert (out / "theorem" / "a.html").stat().st_mtime_ns == before


def test_a_current_site_is_known_by_its_key_and_its_bytes(out: Path):
    assert SiteFolder(out).is_current("one")
    assert not SiteFolder(out).is_current("two")
    (out / "index.html").write_bytes(b"edited")
    assert not SiteFolder(out).is_current("one")
    assert SiteFolder(out).update(PAGES, "one").written == ("index.html",)


def test_stale_pages_go_and_so_do_their_empty_folders(out: Path):
    changes = SiteFolder(out).update({"index.html": b"home"}, "two")
    assert set(changes.removed) == {"theorem/a.html", "theorem/b.html"}
    assert not (out / "theorem").exists()


def test_files_of_others_are_never_touched(out: Path):
    (out / "theorem" / "notes.txt").write_text("mine")
    (out / "theorem" / "a.html").write_bytes(b"edited by somebody")
    changes = SiteFolder(out).update({"index.html": b"home"}, "two")
    assert changes.kept == ("theorem/a.html",)
    assert (out / "theorem" / "notes.txt").read_text() == "mine"
    assert (out / "theorem" / "a.html").read_bytes() == b"edited by somebody"


def test_a_file_in_the_way_stops_the_build_before_anything_is_written(out: Path):
    (out / "new.html").write_text("mine")
    with pytest.raises(ToyModelsError, match=r"new\.html is in the way and not part of the site"):
        SiteFolder(out).update({**PAGES, "new.html": b"ours", "index.html": b"other"}, "two")
    assert (out / "index.html").read_bytes() == b"home"
    assert (out / "new.html").read_text() == "mine"


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path):
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(ToyModelsError, match="is not empty and no site was built there"):
        SiteFolder(tmp_path)
    with pytest.raises(ToyModelsError, match="is a file; choose a folder"):
        SiteFolder(tmp_path / "thesis.tex")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": 1, "key": "x", "files": 3}'])
def test_a_broken_manifest_is_refused(out: Path, content: str):
    (out / MANIFEST).write_text(content)
    with pytest.raises(ToyModelsError, match="cannot be read"):
        SiteFolder(out)


def test_a_manifest_of_another_version_is_refused(out: Path):
    (out / MANIFEST).write_text(json.dumps({"schema": 99}))
    with pytest.raises(ToyModelsError, match="another version"):
        SiteFolder(out)


def test_an_interrupted_build_carries_on(out: Path, monkeypatch: pytest.MonkeyPatch):
    original = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if target.name == "new.html":
            raise KeyboardInterrupt
        return original(self, target)

    more = {"early.html": b"early", **PAGES, "new.html": b"new"}
    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        SiteFolder(out).update(more, "two")
    monkeypatch.undo()
    assert not SiteFolder(out).is_current("two")
    assert SiteFolder(out).update(more, "two").written == ("new.html",)
    assert SiteFolder(out).is_current("two")
    assert not list(out.rglob("*.tmp"))


def test_a_full_disk_is_told_with_the_file_and_loses_nothing(out: Path, monkeypatch: pytest.MonkeyPatch):
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ToyModelsError, match="cannot be written: No space left on device; make room"):
        SiteFolder(out).update({**PAGES, "index.html": b"other"}, "two")
    monkeypatch.undo()
    assert (out / "index.html").read_bytes() == b"home"


@pytest.mark.parametrize("path", ["../mine.txt", "theorem/../../mine.txt", "{outside}/mine.txt", ".", "link/mine.txt"])
def test_a_manifest_does_not_lead_out_of_the_folder(out: Path, tmp_path: Path, path: str):
    outside = tmp_path / "outside"
    outside.mkdir()
    for mine in (tmp_path / "mine.txt", outside / "mine.txt"):
        mine.write_bytes(b"mine")
    (out / "link").symlink_to(outside)
    manifest = json.loads((out / MANIFEST).read_text())
    manifest["files"][path.format(outside=outside)] = hashlib.sha256(b"mine").hexdigest()
    (out / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ToyModelsError, match="is not in the folder of the site"):
        SiteFolder(out).update(PAGES, "two")
    assert (tmp_path / "mine.txt").read_bytes() == (outside / "mine.txt").read_bytes() == b"mine"


def test_pages_are_not_written_through_a_link(out: Path, tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (out / "module").symlink_to(outside)
    with pytest.raises(ToyModelsError, match="is not in the folder of the site"):
        SiteFolder(out).update({**PAGES, "module/a.html": b"A"}, "two")
    assert not any(outside.iterdir())
