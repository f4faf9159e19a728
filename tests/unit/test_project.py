"""Reading `lakefile.lean` as text: what a library needs, and a refusal of what is not understood."""

import time
from pathlib import Path

import pytest

from toymodels.errors import LeanError
from toymodels.lean.project import find_project, read_project

LAKEFILE = """
import Lake
open Lake DSL

package p where
  leanOptions := #[⟨`autoImplicit, false⟩, ⟨`weak.linter, true⟩]

lean_lib A where
  srcDir := "src" -- not "elsewhere"
  roots := #[`A, `A.B]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "lakefile.lean").write_text(LAKEFILE, encoding="utf-8")
    (tmp_path / "lean-toolchain").write_text("leanprover/lean4:v4.28.0\n", encoding="utf-8")
    return tmp_path


def rewrite(root: Path, old: str, new: str) -> Path:
    (root / "lakefile.lean").write_text(LAKEFILE.replace(old, new), encoding="utf-8")
    return root


def test_everything_is_read(root: Path):
    project = read_project(root)
    assert project.sources == root / "src"
    assert project.roots == ("A", "A.B")
    assert project.options == (("autoImplicit", "false"), ("weak.linter", "true"))
    assert project.toolchain == "leanprover/lean4:v4.28.0"
    assert project.source_of("A.B") == root / "src" / "A" / "B.lean"


def test_the_library_is_its_own_root_by_default(root: Path):
    assert read_project(rewrite(root, "roots := #[`A, `A.B]", "")).roots == ("A",)


def test_a_project_is_found_from_a_folder_below_it(root: Path):
    (root / "src" / "deep").mkdir(parents=True)
    assert find_project(root / "src" / "deep").root == root


@pytest.mark.parametrize("place", ["build", "build/lean/lib"])
def test_what_is_generated_is_written_through_no_link(root: Path, tmp_path_factory: pytest.TempPathFactory, place: str):
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    (root / place).symlink_to(tmp_path_factory.mktemp("outside"))
    with pytest.raises(LeanError, match=rf"{place} is a link, to .*outside"):
        read_project(root)


def test_our_own_lakefile_is_understood():
    project = find_project(Path(__file__))
    assert project.roots == ("ToyModels",)
    assert project.sources == project.root / "lean"
    assert ("autoImplicit", "false") in project.options


def test_no_project(tmp_path: Path):
    with pytest.raises(LeanError, match=r"no lakefile\.lean .* --project DIR"):
        find_project(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"src"', '"../.."', "leads out of the project"),
        ("lean_lib A where", "def A :=", "srcDir stands where it cannot be read"),
        ("lean_lib A", "lean_lib B\nlean_lib A", r"declares several libraries \(B, A\); choose one with --lib"),
        ("⟨`weak.linter, true⟩", "someOption", "leanOptions cannot be read"),
        ("⟨`weak.linter, true⟩", '⟨.mkSimple ("deb" ++ "ug"), true⟩', "leanOptions cannot be read"),
        ("#[`A, `A.B]", "[`A]", r"roots cannot be read; write it as roots := #\[`NAME, \.\.\]"),
        ('"src"', "here", "srcDir cannot be read"),
        ("lean_lib A where", "abbrev on := #[]\nlean_lib A where\n  leanOptions := on", "leanOptions cannot be read"),
        ("weak.linter", "trace.profiler.output", "profiler.output is refused"),
        ("`A.B]", "`/etc/passwd]", "roots cannot be read"),
        ("`A.B]", "`«..».«..».x]", "is not a name of a module"),
        ("weak.linter", "debug.skipKernelTC", r"lakefile\.lean:6: debug\.skipKernelTC is refused"),
        ("weak.linter", "doc.verso", r"doc\.verso is refused"),
        ("weak.linter", "weak.debug.byAsSorry", r"weak\.debug\.byAsSorry is refused"),
        ("package p where", 'package p where\n  moreLeanArgs := #["-Dx=1"]', "moreLeanArgs is refused"),
        ("lean_lib A where", 'lean_lib A where\n  weakLeanArgs := #["-Dx=1"]', "weakLeanArgs is refused"),
        ("lean_lib A where", "lean_lib A where\n  precompileModules := true", "precompileModules is refused"),
    ],
)
def test_what_is_not_understood_is_refused(root: Path, old: str, new: str, message: str):
    with pytest.raises(LeanError, match=message):
        read_project(rewrite(root, old, new))


@pytest.mark.parametrize("odd", ["/- ", "/- -/", "-/ ", "--\n"])
def test_a_large_lakefile_of_comment_marks_is_read_at_once(root: Path, odd: str):
    (root / "lakefile.lean").write_text(LAKEFILE + odd * (600_000 // len(odd)), encoding="utf-8")
    started = time.monotonic()
    assert read_project(root).roots == ("A", "A.B")
    assert time.monotonic() - started < 5


def test_a_missing_toolchain_file_is_named(root: Path):
    (root / "lean-toolchain").unlink()
    with pytest.raises(LeanError, match=r"lean-toolchain cannot be read"):
        read_project(root)
