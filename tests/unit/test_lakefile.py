"""Package files in both languages: which libraries, roots, options and requirements they declare."""

from pathlib import Path, PurePosixPath

import pytest

from toymodels.errors import LeanError
from toymodels.lean.lakefile import LeanLibrary, Required, read_lakefile
from toymodels.lean.project import find_project, read_project

TOML = """
name = "sums"
defaultTargets = ["Sums"]
srcDir = "lean"
description = "sums"

[leanOptions]
pp.unicode.fun = true
maxHeartbeats = 300_000

[[lean_lib]]
name = "Sums"
globs = ["Sums", "Sums.Of.+", "Odd-Names.*"]
leanOptions = [{ name = "autoImplicit", value = false }]

[[lean_lib]]
name = "My-Lib"
roots = ["My-Lib.A"]
srcDir = "other"

[[lean_exe]]
name = "sums"
root = "Main"

[[require]]
name = "beside"
path = "../beside"

[[require]]
name = "mathlib"
scope = "leanprover-community"
"""

LEAN = """
import Lake
open Lake DSL

package «sums» where
  srcDir := "lean"
  description := "sums, if you like"
  leanOptions := #[⟨`pp.unicode.fun, true⟩, ⟨``maxHeartbeats, .ofNat 300_000⟩]

require beside from ".." / "beside"
require "leanprover-community" / "mathlib" @ git "v4.28.0"

  @[default_target] lean_lib "Sums" where
    globs := #[`Sums, .submodules `Sums.Of, Glob.andSubmodules `«Odd-Names»]
    leanOptions := #[⟨`autoImplicit, false⟩]

lean_lib «My-Lib» where
  roots := #[``«My-Lib».A]
  srcDir := "other"

@[default_target]
lean_exe sums where
  root := `Main
"""

COMMON = (("maxHeartbeats", "300000"), ("pp.unicode.fun", "true"))


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lean-toolchain").write_text("leanprover/lean4:v4.28.0\n", encoding="utf-8")
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "text"), [("lakefile.toml", TOML), ("lakefile.lean", LEAN)])
def test_both_languages_say_the_same(tmp_path: Path, name: str, text: str):
    found = read_lakefile(write(tmp_path, name, text))
    first, second, program = found.libraries
    assert first == LeanLibrary(
        name="Sums",
        folder=PurePosixPath("lean"),
        roots=("Sums",),
        globs=("Sums", "Sums.Of.+", "«Odd-Names».*"),
        options=(("autoImplicit", "false"), *COMMON),
        is_default=True,
        is_program=False,
    )
    assert second.name == "«My-Lib»"
    assert (second.folder, second.roots, second.is_default) == (PurePosixPath("lean/other"), ("«My-Lib».A",), False)
    assert program.is_program
    assert program.roots == ("Main",)
    assert found.requires == (Required("beside", "../beside"), Required("mathlib", None))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "lakefile.toml: Invalid value"),
        ('moreLeanArgs = ["-Dx=1"]', "moreLeanArgs is refused"),
        ('[[lean_lib]]\nname = "A"\nprecompileModules = true', "precompileModules is refused"),
        ("[[lean_lib]]\nroots = []", r"a lean_lib has no name; write name"),
        ('[lean_lib]\nname = "A"', r"lean_lib cannot be read; begin each one with \[\[lean_lib\]\]"),
        ('[[lean_lib]]\nname = "A"\nroots = 3', r"roots cannot be read; write it as"),
        ('[[lean_lib]]\nname = "A"\nsrcDir = 3', r"srcDir cannot be read; write it as"),
        ('[[lean_lib]]\nname = "A"\nleanOptions = [{ a = 1 }]', r"leanOptions cannot be read"),
        ('[[lean_lib]]\nname = "A"\nleanOptions = { a = [1] }', r"leanOptions cannot be read"),
        ('[[lean_lib]]\nname = "A"\nsrcDir = "../.."', "leads out of the project"),
        ('[[lean_lib]]\nname = "A"\nroots = ["..", "x"]', "is not a name of a module"),
        ('[[lean_lib]]\nname = "A"\n[leanOptions]\n"debug.skipKernelTC" = true', "debug.skipKernelTC is refused"),
        (
            '[[lean_lib]]\nname = "A"\n[[lean_lib]]\nname = "B"',
            r"several libraries \(A, B\); choose one with --lib NAME",
        ),
        ('name = "x"', "declares no library"),
        ('[[lean_lib]]\nname = "A"\nglobs = ["A.+"]', r"the glob A\.\+ names the modules in .*, and there are none"),
        ('[[require]]\nname = "b"\npath = "b"\n[[lean_lib]]\nname = "A"', "requires b from .*, where there is no Lean"),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_name(tmp_path: Path, text: str, message: str):
    write(tmp_path, "lakefile.toml", text)
    with pytest.raises(LeanError, match=message):
        read_project(tmp_path)


def test_a_setting_that_no_declaration_has_is_not_ignored(tmp_path: Path):
    write(tmp_path, "lakefile.lean", 'package p\nlean_lib A\n\nscript s do\n  roots := #[`B]\n  srcDir := "elsewhere"')
    with pytest.raises(LeanError, match="roots stands where it cannot be read"):
        read_project(tmp_path)


def test_a_library_is_chosen_by_its_name(tmp_path: Path):
    write(tmp_path, "lakefile.toml", '[[lean_lib]]\nname = "A"\n[[lean_lib]]\nname = "My-Lib"')
    assert read_project(tmp_path, "My-Lib").roots == ("«My-Lib»",)
    assert read_project(tmp_path, "My-Lib").source_of("«My-Lib»") == tmp_path / "My-Lib.lean"
    with pytest.raises(LeanError, match="no library C; it has A, «My-Lib»"):
        read_project(tmp_path, "C")


def test_a_program_is_read_where_there_is_no_library(tmp_path: Path):
    write(tmp_path, "lakefile.toml", '[[lean_exe]]\nname = "a"\nroot = "Main"')
    assert find_project(tmp_path).roots == ("Main",)


def test_globs_are_the_modules_that_are_there(tmp_path: Path):
    write(tmp_path, "lakefile.toml", '[[lean_lib]]\nname = "A"\nglobs = ["A.*", "B.+"]')
    for file in ("A/X/Y.lean", "B/Größe.lean", "B/notes.txt"):
        write(tmp_path / Path(file).parent, Path(file).name, "")
    assert read_project(tmp_path).roots == ("A", "A.X.Y", "B.Größe")


def test_modules_of_other_libraries_and_of_required_packages_are_found(tmp_path: Path):
    write(tmp_path / "b", "lakefile.lean", "package b where\n  leanOptions := #[⟨`autoImplicit, true⟩]\nlean_lib B\n")
    write(tmp_path / "b", "B.lean", "")
    root = tmp_path / "a"
    text = '[[require]]\nname = "b"\npath = "../b"\n[[lean_lib]]\nname = "A"\n[[lean_lib]]\nname = "C"\nsrcDir = "c"'
    write(root, "lakefile.toml", text)
    write(root, "A.lean", "")
    write(root / "c", "C.lean", "")
    project = read_project(root, "A")
    assert [project.source_of(name) for name in ("A", "B", "C")] == [
        root / "A.lean",
        tmp_path / "b" / "B.lean",
        root / "c" / "C.lean",
    ]
    assert [project.owns(name) for name in ("A", "B", "C")] == [True, False, False]
    assert dict(project.tree_of("B").options) == {"autoImplicit": "true"}
    assert project.place_of("B") == "../b/B.lean"


def test_packages_that_require_each_other_are_refused(tmp_path: Path):
    for name, other in (("a", "b"), ("b", "a")):
        text = f'[[require]]\nname = "{other}"\npath = "../{other}"\n[[lean_lib]]\nname = "{name.upper()}"'
        write(tmp_path / name, "lakefile.toml", text)
    with pytest.raises(LeanError, match="requires a, which requires it in turn"):
        read_project(tmp_path / "a")
