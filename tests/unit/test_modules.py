"""The graph of imports, read from the sources' headers."""

from pathlib import Path

import pytest

from toymodels.errors import LeanError
from toymodels.lean.modules import imported_modules, project_modules
from toymodels.lean.project import Project


def project(root: Path, **sources: str) -> Project:
    for name, text in sources.items():
        path = root.joinpath(*name.split("__")).with_suffix(".lean")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Project(root=root, sources=root, roots=("A",), options=(), toolchain="")


def test_every_form_of_import_is_read_and_nothing_after_the_header():
    text = """/- A licence /- nested -/ import No -/
module -- a comment: import No
public import A.B
import all C
public /- import No -/ meta -- import No
  import «E F».«G»

/-! import No -/
open Nat
import No
"""
    assert imported_modules(text) == ["A.B", "C", "«E F».«G»"]


@pytest.mark.parametrize("text", ["", "/- never closed", "module", "import"])
def test_odd_headers_have_no_imports(text: str):
    assert imported_modules(text) == []


def test_dependencies_come_first_and_core_is_left_to_lean(tmp_path: Path):
    modules = project_modules(project(tmp_path, A="import B\nimport Init\nimport X.C", B="import X.C", X__C=""))
    assert [module.name for module in modules] == ["X.C", "B", "A"]
    assert modules[-1].imports == ("B", "X.C")


def test_a_cycle_is_shown(tmp_path: Path):
    with pytest.raises(LeanError, match="cycle: A -> B -> A"):
        project_modules(project(tmp_path, A="import B", B="import A"))


@pytest.mark.parametrize(
    ("name", "written"), [("Lean__Elab__Command", "Lean.Elab.Command"), ("Init", "Init"), ("Std__X", "«Std».X")]
)
def test_no_module_takes_the_place_of_leans_own(tmp_path: Path, name: str, written: str):
    with pytest.raises(LeanError, match="would be a module of Lean's own"):
        project_modules(project(tmp_path, A=f"import {written}", **{name: ""}))


def test_a_root_without_a_file(tmp_path: Path):
    with pytest.raises(LeanError, match=r"root module A has no file .*A\.lean"):
        project_modules(project(tmp_path))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "theorem a : True := trivial\nset_option debug.skipKernelTC true",
            r"A\.lean:2: debug\.skipKernelTC is refused",
        ),
        ("set_option /- -/ «debug».«skipKernelTC» true", "is refused"),
        ("set_option debug.byAsSorry true in theorem a : False := by simp", "byAsSorry is refused"),
        ('def name := "skipKernelTC"', "skipKernelTC is refused"),
        ("set_option interpreter.prefer_native true", r"prefer_native is refused: with it Lean runs machine code"),
        ('set_option trace.profiler.output "/x"', "profiler.output is refused: it reaches outside"),
        ('set_option sat.solver "/bin/sh"', "sat.solver is refused: it reaches outside"),
        ("#eval (cast (lcProof : Nat = String) 5).length", "lcProof is refused: a program with it can write into"),
        ("#eval (unsafeCast 5 : String)", "unsafeCast is refused"),
        ("/- module -/ prelude", "a module with `prelude` is refused"),
        ("module -- that is\nprelude\nimport Init", "a module with `prelude` is refused"),
    ],
)
def test_a_source_that_has_less_checked_is_refused(tmp_path: Path, text: str, found: str):
    with pytest.raises(LeanError, match=found):
        project_modules(project(tmp_path, A=text))


@pytest.mark.parametrize(
    "text",
    ["-- debug. Then", "def prelude' := 1", "def a.debug.b := 1", "def debugged := 1", "def sat (lc : Nat) := lc"],
)
def test_words_that_only_look_alike_are_no_option(tmp_path: Path, text: str):
    assert project_modules(project(tmp_path, A=text))
