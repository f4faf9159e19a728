"""Addresses and commits, with and without Git."""

import subprocess
from pathlib import Path

import pytest

from toymodels.lean.project import Project, read_project
from toymodels.leandojo.origin import Origin, origin, public_address


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://example.org/them/theirs.git", "https://example.org/them/theirs"),
        ("https://user:secret@example.org/them/theirs/", "https://example.org/them/theirs"),
        ("ssh://git@example.org/them/theirs.git", "https://example.org/them/theirs"),
        ("git@example.org:them/theirs.git", "https://example.org/them/theirs"),
        ("https://example.org/theirs?token=secret", None),
        ("/home/someone/theirs", None),
        ("../theirs.git", None),
        ("file:///home/someone/theirs", None),
        ("", None),
    ],
)
def test_public_address(remote: str, address: str | None) -> None:
    assert public_address(remote) == address


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "lakefile.lean").write_text("lean_lib Some\n", encoding="utf-8")
    (tmp_path / "lean-toolchain").write_text("leanprover/lean4:v4.28.0\n", encoding="utf-8")
    (tmp_path / "Some.lean").write_text("theorem a : True := trivial\n", encoding="utf-8")
    return read_project(tmp_path)


def where(project: Project) -> Origin:
    return origin(project, [project.source_of("Some")])


def git(project: Project, *arguments: str) -> str:
    name = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", "-C", str(project.root), *name, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_without_a_repository_the_sources_are_the_commit(project: Project) -> None:
    before = where(project)
    assert before.url == "https://toymodels.invalid/Some"
    assert before.commit_is == "hash of the sources"
    assert len(before.commit) == 40
    project.source_of("Some").write_text("theorem b : True := trivial\n", encoding="utf-8")
    assert where(project).commit != before.commit


def test_a_clean_repository_gives_its_commit_and_a_changed_one_does_not(project: Project) -> None:
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message=a")
    git(project, "remote", "add", "origin", "https://someone:secret@example.org/them/theirs.git")
    assert where(project) == Origin("https://example.org/them/theirs", git(project, "rev-parse", "HEAD"), "git commit")
    project.source_of("Some").write_text("theorem b : True := trivial\n", encoding="utf-8")
    assert where(project).commit_is == "hash of the sources"


def test_a_project_inside_a_repository_is_not_taken_for_it(project: Project, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    for name in ("lakefile.lean", "lean-toolchain", "Some.lean"):
        (inner / name).write_bytes((tmp_path / name).read_bytes())
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message=a")
    assert where(read_project(inner)).commit_is == "hash of the sources"


def test_without_git(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    git(project, "init", "--quiet")
    monkeypatch.setenv("PATH", "")
    assert where(project).commit_is == "hash of the sources"
