"""The official kernel's opinion inside `verify` and `show`: exit status, table, records."""

from pathlib import Path
from typing import Any

import pytest
from tests.support.results import evidence, report_of
from tests.support.statements import welch_coherence

from toymodels.cli import standing as standing_module
from toymodels.cli.standing import Standing
from toymodels.cli.tables import verify_table
from toymodels.errors import KernelMissing
from toymodels.kernel import opinion
from toymodels.kernel.opinion import recheck_if_installed
from toymodels.kernel.outcome import Outcome, Recheck
from toymodels.kernel.words import core_lines, fault_lines, summary_line
from toymodels.lean.audit import AuditEntry, Offence
from toymodels.lean.toolchain import EmbeddedLean, NativeLean
from toymodels.library import Docstring, Theorem
from toymodels.verify import Report, TheoremReport

NAME, ROOTS = "ToyModels.welch_coherence", ("ToyModels",)
THEOREM = Theorem(NAME, "M", Path("/project/M.lean"), 1, Docstring("Welch."), welch_coherence())
AUDITED = AuditEntry(NAME, ("propext",), ("Nat.add_comm",), 1, ())
HELD = evidence(NAME)
EMBEDDED = EmbeddedLean(Path("node"), Path("lean.js"), Path("lib"), "4.28.0-pre")
NATIVE = NativeLean(Path("lake"), Path("lib"), "4.28.0")
SUMMARY: dict[str, Any] = {
    "core_checked": {"definition": 2, "inductive": 1},
    "derived": {},
    "core_theorems_admitted": {"Nat.le_refl": 1, "Nat.add_comm": 1200},
    "core_bodies_admitted": {},
    "axioms": {"propext": 1},
}


def asked(verdict: str, reason: str = "", *, kind: str = "theorem", name: str = NAME) -> Recheck:
    return Recheck({name: Outcome(name, "M", kind, verdict, reason)}, SUMMARY)


NOT_ASKED = Recheck({}, trouble="it is not installed: pip install it", ran=False)


def report(official: Recheck) -> Report:
    said = official.of(NAME) if official.ran else None
    return report_of(TheoremReport.of(THEOREM, AUDITED, HELD, said, Path("/project")), official=official)


@pytest.mark.parametrize(
    ("official", "status"),
    [
        (asked("accepted"), 0),
        (NOT_ASKED, 0),
        (asked("rejected", "no"), 1),
        (asked("no opinion", "late"), 3),
        (Recheck({}, trouble="it died at once"), 3),
        (Recheck(dict(asked("accepted").outcomes) | dict(asked("rejected", name="private").outcomes)), 1),
        (Recheck(dict(asked("accepted").outcomes) | dict(asked("rejected", name="a", kind="axiom").outcomes)), 1),
        (Recheck(dict(asked("accepted").outcomes) | dict(asked("left out", name="a", kind="definition").outcomes)), 0),
        (Recheck(dict(asked("accepted").outcomes) | dict(asked("no opinion", name="a", kind="opaque").outcomes)), 3),
    ],
)
def test_the_exit_status_heeds_what_is_said_of_every_declaration(official: Recheck, status: int):
    assert report(official).exit_status == status


def test_the_table_has_a_column_where_the_kernel_was_asked(capsys: pytest.CaptureFixture[str]):
    verify_table(report(asked("accepted")), Path("verify.json"), {}, ROOTS)
    table = capsys.readouterr().out
    assert table.splitlines()[0].rstrip().endswith("audit  official kernel")
    assert table.splitlines()[1].rstrip().endswith("ok     accepted")
    assert "Lean 4.35.0 (eb6cafb7290e, x86_64 Linux, official release): 1 declaration accepted (1 theorem), 0" in table
    verify_table(report(asked("rejected", "a function is applied")), Path("verify.json"), {}, ROOTS)
    assert f"official kernel: rejected {NAME}: a function is applied" in capsys.readouterr().out


def test_where_it_was_not_asked_the_table_says_so_and_how_to_get_it(capsys: pytest.CaptureFixture[str]):
    verify_table(report(NOT_ASKED), Path("verify.json"), {}, ROOTS)
    table = capsys.readouterr().out
    assert "official kernel" not in table.splitlines()[0]
    assert "The official kernel, a second opinion, was not asked: it is not installed: pip install it" in table


def test_the_table_says_how_many_instances_expose_a_mutant_where_that_was_measured(capsys: pytest.CaptureFixture[str]):
    verify_table(report(NOT_ASKED), Path("verify.json"), {NAME: 0.75}, ROOTS)
    header, row, *_ = capsys.readouterr().out.splitlines()
    assert "effective  expose a mutant  exact instances" in header
    assert "75%" in row
    verify_table(report(NOT_ASKED), Path("verify.json"), {}, ROOTS)
    assert "expose a mutant" not in capsys.readouterr().out


def test_the_record_has_it_by_theorem_and_in_sum():
    data = report(asked("rejected", "no")).to_json()
    assert Report.from_json(data) == report(asked("rejected", "no"))
    assert data["theorems"][0]["official_kernel"] == {"verdict": "rejected", "reason": "no"}
    block = data["official_kernel"]
    assert (block["ran"], block["counts"]["rejected"]) == (True, 1)
    assert block["faults"] == [{"name": NAME, "module": "M", "kind": "theorem", "verdict": "rejected", "reason": "no"}]
    assert block["summary"]["core_theorems_admitted"]["Nat.add_comm"] == 1200
    assert data["trust"]["official_build"] is False
    unasked = report(NOT_ASKED).to_json()
    assert unasked["theorems"][0]["official_kernel"] is None
    assert unasked["official_kernel"]["trouble"] == NOT_ASKED.trouble


def test_what_is_admitted_is_listed_with_how_many_theorems_rest_on_each():
    lines = "\n".join(core_lines(asked("accepted").judged()))
    assert "2 theorems of core, with how many theorems rest on each: Nat.add_comm (1,200), Nat.le_refl (1)" in lines
    assert "checked again as far as it is used: 2 definitions, 1 inductive type" in lines
    assert (
        "rest on each: propext (1); those that only the proofs of admitted theorems of core use are not seen" in lines
    )
    assert list(core_lines(NOT_ASKED.judged())) == []


def test_an_unfinished_run_is_told_and_one_that_never_began_has_no_faults():
    assert list(fault_lines(Recheck({}, trouble="it died").judged())) == ["the official kernel did not finish: it died"]
    assert list(fault_lines(NOT_ASKED.judged())) == []
    assert "1 unsafe helper, which no proof may use, left out" in summary_line(
        asked("left out", kind="definition").judged()
    )


def test_where_the_kernel_is_missing_nothing_is_asked(monkeypatch: pytest.MonkeyPatch):
    def missing(*_: object, **__: object) -> Recheck:
        raise KernelMissing("there is none")

    monkeypatch.setattr(opinion, "recheck", missing)
    nothing: Any = None
    result = recheck_if_installed(nothing, nothing)
    assert (result.ran, result.trouble) == (False, "there is none")


def test_show_tells_the_three_things_apart(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(standing_module, "missing_kernel", lambda: None)
    accepted = asked("accepted").of(NAME)
    embedded, official, lake = Standing(EMBEDDED, AUDITED, accepted).lines()
    assert embedded.startswith("embedded build: accepted by Lean 4.28.0-pre (embedded")
    assert embedded.endswith(
        "passes the audit; axioms: propext, beside those of 1 theorem of core, whose proofs are not here"
    )
    assert official == "official kernel: accepted by Lean 4.35.0 (eb6cafb7290e, x86_64 Linux, official release)"
    assert lake == "official `lake build`: not done, no native Lean was there"
    embedded, official, lake = Standing(NATIVE, AUDITED, None).lines()
    assert "not done" in embedded
    assert "`toymodels recheck` does it" in official
    assert lake.startswith("official `lake build`: accepted by Lean 4.28.0 (native")
    failed = AuditEntry(NAME, ("sorryAx",), (), 1, (Offence("it is not proved", (NAME,)),))
    rejected = asked("rejected", "it rests on sorryAx").of(NAME)
    assert "fails the audit: " in next(Standing(EMBEDDED, failed, rejected).lines())
    assert "it rests on sorryAx" in list(Standing(EMBEDDED, failed, rejected).lines())[1]
    opinion = Standing(EMBEDDED, failed, rejected).record().official_kernel
    assert opinion is not None
    assert opinion.verdict == "rejected"
