"""A package in the plain style (no `module`, nothing public, `lakefile.toml`) that requires one on this machine."""

import re
import shutil
from pathlib import Path

import pytest

import toymodels
from toymodels import Library
from toymodels.check.verdict import Held
from toymodels.errors import BuildError
from toymodels.lean.adapt import LEFT_OUT
from toymodels.lean.audit import audit
from toymodels.lean.build import build_project
from toymodels.lean.project import read_project
from toymodels.lean.toolchain import find_toolchain
from toymodels.lean.trace import trace_project

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("plain")]

HERE = Path(__file__).parent
BEFORE = ("import Beside", "import Plain")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("plain")
    for name in ("plain", "beside"):
        shutil.copytree(HERE / name, root / name, ignore=shutil.ignore_patterns("build"))
    return root / "plain"


@pytest.fixture(scope="module")
def library(folder: Path) -> Library:
    return toymodels.load(folder)


def as_modules(folder: Path, twin: Path) -> None:
    """The same package as somebody writes it who knows of modules."""
    shutil.copytree(folder, twin, ignore=shutil.ignore_patterns("build"))
    for path in (twin / "Plain.lean", twin / "Plain" / "Basic.lean"):
        text = path.read_text(encoding="utf-8").replace("private def", "def").replace("#print axioms", "-- #print")
        start = text.index("import ")
        end = text.index("\n", start)
        header = f"module\n\npublic {text[start:end]}\n\n@[expose] public noncomputable section\n"
        path.write_text(header + text[end:], encoding="utf-8")


def test_it_has_the_theorems_of_its_twin_with_modules(library: Library, folder: Path):
    twin = folder.parent / "twin"
    as_modules(folder, twin)
    assert [name.removeprefix("Plain.") for name in library.theorem_names] == [
        "double_eq",
        "next_pos",
        "next_eq",
        "isEven_zero",
        "colour_cases",
        "fact_used",
        "sumFin_zero",
        "sumFin_two",
        "notation_used",
    ]
    assert [(each.name, each.text) for each in toymodels.load(twin).theorems] == [
        (each.name, each.text) for each in library.theorems
    ]


@pytest.mark.parametrize("name", ["double_eq", "next_eq", "fact_used", "sumFin_two"])
def test_its_theorems_hold_and_pass_the_audit(library: Library, name: str):
    theorem = library.theorem(name)
    assert isinstance(theorem.check(instances=300).verdict, Held)
    (entry,) = audit(library.environment, [theorem.name])
    assert entry.ok


def test_theorems_are_where_the_author_wrote_them(library: Library, folder: Path):
    for theorem in library.theorems:
        line = theorem.file.read_text(encoding="utf-8").splitlines()[theorem.line - 1]
        assert theorem.name.rpartition(".")[2] in line


def test_what_this_lean_cannot_answer_is_said(library: Library):
    told = [m for module in library.build.modules for m in module.messages if m.kind == LEFT_OUT]
    assert [(message.file.name, message.line) for message in told] == [("Plain.lean", 15), ("Plain.lean", 17)]
    axioms, evaluation = (message.text for message in told)
    assert re.match(r"#print axioms was left out: .* `toymodels audit`", axioms)
    assert evaluation.startswith("#eval printed nothing; ")


def test_goals_are_shown(library: Library):
    traces = trace_project(library.project, library.build)
    steps = [step for trace in traces.values() for declaration in trace.declarations for step in declaration.steps]
    assert any("0 < next n" in goal for step in steps for goal in step.before)


def test_errors_are_at_the_authors_places(folder: Path):
    broken = folder.parent / "broken"
    shutil.copytree(folder, broken, ignore=shutil.ignore_patterns("build"))
    (broken / "Plain.lean").write_text("import Beside.Facts import Nowhere\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"Plain\.lean:1:0: .*Nowhere"):
        toymodels.load(broken)
    (broken / "Plain.lean").write_text("theorem wrong : 1 = 2 := by decide\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"Plain\.lean:1:28: "):
        toymodels.load(broken)


def test_a_module_whose_definitions_have_no_code_here_builds(tmp_path: Path):
    (tmp_path / "lean-toolchain").write_text("leanprover/lean4:v4.28.0\n", encoding="utf-8")
    (tmp_path / "lakefile.toml").write_text('[[lean_lib]]\nname = "A"\n', encoding="utf-8")
    (tmp_path / "A.lean").write_text(
        "module\n\npublic section\n\ndef total (l : List Nat) : Nat := (l.map (· + 1)).length\n", encoding="utf-8"
    )
    project = read_project(tmp_path)
    result = build_project(project, find_toolchain(project, print))
    assert result.ok, [str(message) for module in result.modules for message in module.messages]
