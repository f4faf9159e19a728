"""Planted faults, each caught by the check that is there for it, in a library written in another style than ours."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from toymodels.certify.definitions import kernel_opinion
from toymodels.check.runner import check
from toymodels.check.verdict import Held
from toymodels.errors import OleanError
from toymodels.lean.audit import audit
from toymodels.lean.build import BuildResult, build_project
from toymodels.lean.project import Project, read_project
from toymodels.lean.toolchain import Toolchain
from toymodels.library import Library, Theorem
from toymodels.statements.language import FIELD, Arith, Numeral, Operation, Statement, Unsupported
from toymodels.verify import Report, Settings, check_theorem, verify_library

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("planted")]

FEW = Settings(instances=500)


def theorem(library: Library, name: str) -> Theorem:
    return library.theorem(library.resolve(name))


def verdict(library: Library, name: str) -> str:
    return check_theorem(theorem(library, name), FEW).kind


def test_the_public_theorems_are_found_with_place_and_docstring(planted: Library):
    assert planted.theorem_names == (
        "inner_comm",
        "le_of_sum_le",
        "false_by_sorry",
        "vacuous",
        "by_axiom",
        "infinite",
    )
    found = theorem(planted, "inner_comm")
    assert found.file.read_text(encoding="utf-8").splitlines()[found.line - 1].startswith("theorem inner_comm")
    assert found.docstring.summary == "Inner products are symmetric."
    assert found.docstring.source == "every textbook, chapter one."
    assert found.docstring.why == "it is here to be tested."
    assert found.docstring.tight is None


@pytest.mark.parametrize("name", ["inner_comm", "le_of_sum_le"])
def test_true_theorems_hold_and_pass_the_audit(planted: Library, name: str):
    assert verdict(planted, name) == "held"
    (entry,) = audit(planted.environment, [name])
    assert entry.ok
    assert entry.trusted


def test_a_false_theorem_with_sorry_is_refuted_and_fails_the_audit(planted: Library):
    assert verdict(planted, "false_by_sorry") == "refuted"
    (entry,) = audit(planted.environment, ["false_by_sorry"])
    assert entry.uses_sorry
    assert not entry.ok


def test_contradictory_hypotheses_are_vacuous(planted: Library):
    assert verdict(planted, "vacuous") == "vacuous"


def test_an_added_axiom_fails_the_audit_though_the_statement_is_true(planted: Library):
    assert verdict(planted, "by_axiom") == "held"
    (entry,) = audit(planted.environment, ["by_axiom"])
    assert not entry.ok
    assert "shortcut" in entry.axioms


def test_what_cannot_be_tested_is_unknown_with_a_reason(planted: Library):
    statement = theorem(planted, "infinite").statement
    assert isinstance(statement, Unsupported)
    assert "infinite" in statement.reason
    assert verdict(planted, "infinite") == "unknown"


def test_verify_reports_the_worst(planted: Library):
    report = verify_library(planted, FEW)
    assert report.exit_status == 1
    assert report.summary == {
        "theorems": 6,
        "claims": 1,
        "witnesses": 0,
        "groundwork": 5,
        "held": 3,
        "refuted": 1,
        "vacuous": 1,
        "unknown": 1,
        "audited": 4,
    }
    assert report.kernel.checked > 0
    assert report.kernel.disagreements == ()
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report
    assert verify_library(planted, FEW, names=["inner_comm"]).exit_status == 0
    assert verify_library(planted, FEW, names=["vacuous"]).exit_status == 3


def test_the_kernel_notices_a_wrong_translation(planted: Library, planted_project: Project, planted_build: BuildResult):
    """`inner` read with one too many would still be symmetric, so testing `inner_comm` says nothing; Lean does."""
    statement = theorem(planted, "inner_comm").statement
    assert isinstance(statement, Statement)
    definitions = dict(statement.definitions)
    right = definitions["inner"]
    wrong = replace(right, body=Arith(Operation.ADD, right.body, Numeral(1, FIELD), FIELD))
    misread = replace(statement, definitions=definitions | {"inner": wrong})
    assert isinstance(check(misread, instances=500).verdict, Held)
    assert not kernel_opinion(planted_project, planted_build, definitions, seed=0).disagreements
    opinion = kernel_opinion(planted_project, planted_build, definitions | {"inner": wrong}, seed=0)
    assert opinion.disagreements
    assert all("inner" in disagreement for disagreement in opinion.disagreements)


def test_an_edited_statement_is_rejected_at_its_place(planted_project: Project, toolchain: Toolchain, tmp_path: Path):
    root = tmp_path / "edited"
    shutil.copytree(planted_project.root, root)
    source = root / "lean" / "Planted" / "Good.lean"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("(hxy : x + y ≤ 1) : x ≤ 1", "(hxy : x + y ≤ 1) : x < 1"), encoding="utf-8")
    result = build_project(read_project(root), toolchain)
    assert not result.ok
    states = {module.name: module.state for module in result.modules}
    assert states == {"Planted.Good": "failed", "Planted.Faults": "skipped", "Planted": "skipped"}
    errors = [message for message in result.modules[0].messages if message.severity == "error"]
    line = source.read_text(encoding="utf-8").splitlines()[errors[0].line - 1]
    assert errors[0].file == source
    assert line.startswith("theorem le_of_sum_le")


def test_a_corrupt_compiled_file_is_named_and_built_again(
    planted_project: Project, toolchain: Toolchain, tmp_path: Path
):
    root = tmp_path / "corrupt"
    shutil.copytree(planted_project.root, root)
    project = read_project(root)
    build = build_project(project, toolchain)
    compiled = build.search_path[0] / "Planted" / "Good.olean"
    compiled.write_bytes(compiled.read_bytes()[:1000])
    with pytest.raises(OleanError, match=r"Good\.olean"):
        _ = Library(project, build).theorems
    assert {module.name: module.state for module in build_project(project, toolchain).modules} == {
        "Planted.Good": "built",
        "Planted.Faults": "fresh",
        "Planted": "fresh",
    }
    assert len(Library(project, build).theorems) == 6


def test_a_theorem_file_cannot_reach_the_disk(planted_project: Project, toolchain: Toolchain, tmp_path: Path):
    """Only the core library, the sources and the output are there to the embedded Lean, and sources are read-only."""
    root = tmp_path / "curious"
    shutil.copytree(planted_project.root / "lean", root / "lean")
    for name in ("lakefile.lean", "lean-toolchain"):
        shutil.copy(planted_project.root / name, root)
    (root / "lean" / "Planted.lean").write_text(
        'module\n\n#eval IO.FS.writeFile "/lean/src/written" "x"\n#eval IO.FS.readFile "/etc/passwd"\n'
        '#eval IO.FS.writeFile "/lean/lib/written" "x"\n',
        encoding="utf-8",
    )
    result = build_project(read_project(root), toolchain)
    assert not result.ok
    errors = [message for message in result.modules[0].messages if message.severity == "error"]
    assert len(errors) == 3
    assert not (root / "lean" / "written").exists()
