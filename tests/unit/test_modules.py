"""The graph of imports, read from the sources' headers."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toymodels.errors import LeanError
from toymodels.lean.comments import without_comments
from toymodels.lean.header import header
from toymodels.lean.modules import imported_modules, project_modules
from toymodels.lean.project import Project
from toymodels.lean.vetting import REFUSED


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


WORDS = ("module", "prelude", "public", "private", "meta", "import", "all", "A.B", "«E F»", "@[expose]", "section")
APART = (" ", "\n", "/- import No -/", " -- import No\n", "/- /- -/ module -/")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WORDS), st.lists(st.sampled_from(APART), max_size=3)), max_size=12))
def test_nothing_behind_the_part_that_is_read_belongs_to_the_header(parts: list[tuple[str, list[str]]]):
    text = "".join(word + ("".join(apart) or " ") for word, apart in parts)
    whole = without_comments(text)
    assert whole.startswith(header(text))
    position, names = re.compile(r"\s*(?:module\b\s*)?(?:prelude\b)?").match(whole).end(), list[str]()  # pyright: ignore[reportOptionalMemberAccess]
    one = re.compile(r"\s*(?:public\s+|private\s+)?(?:meta\s+)?import\s+(?:all\s+)?((?:«[^»]*»|[\w.'])+)")
    while found := one.match(whole, position):
        position = found.end()
        names.append(found[1])
    assert imported_modules(text) == names


def test_a_long_source_is_not_read_to_its_end():
    text = "module\n-- why\npublic import A\n\n@[expose] public section\n" + "/-- One. -/\ndef a := 1\n" * 1000
    assert header(text).split() == ["module", "public", "import", "A", "@[expose]", "public", "section"]


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


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(REFUSED).flatmap(lambda each: st.from_regex(each.pattern)))
def test_the_words_that_are_looked_for_miss_nothing_that_is_refused(text: str):
    assert any(each.search(text) for each in REFUSED)


@pytest.mark.parametrize(
    "text",
    ["-- debug. Then", "def prelude' := 1", "def a.debug.b := 1", "def debugged := 1", "def sat (lc : Nat) := lc"],
)
def test_words_that_only_look_alike_are_no_option(tmp_path: Path, text: str):
    assert project_modules(project(tmp_path, A=text))
