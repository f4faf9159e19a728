"""A verdict counts for the statement that was checked, with its definitions, and for no other."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.support.results import evidence, report_of

from toymodels.lean.audit import AuditEntry
from toymodels.library import Docstring, Library, Theorem
from toymodels.records.store import read_record, write_record
from toymodels.site.data import Records, SiteData
from toymodels.statements.language import (
    FIELD,
    Call,
    Compare,
    Definition,
    Hypothesis,
    Numeral,
    Relation,
    Statement,
    Unsupported,
    Var,
)
from toymodels.verify import SCHEMA, TheoremReport, read_report, verified

X = Var("x", FIELD)
TWICE = Definition("twice", (X,), X, FIELD)
STATED = Statement(
    "stated",
    (X,),
    (Hypothesis("h", Compare(Relation.LE, Numeral(0, FIELD), X)),),
    Compare(Relation.LE, Numeral(0, FIELD), Call("twice", (X,), FIELD)),
    {"twice": TWICE},
)
HELD = evidence("stated", seed=3)


def theorem(statement: Statement | Unsupported) -> Theorem:
    return Theorem(statement.name, "Some", Path("/project/Some.lean"), 1, Docstring("It says."), statement)


def entry_of(stated: Theorem) -> TheoremReport:
    return TheoremReport.of(stated, AuditEntry("stated", (), (), 1, ()), HELD, None, Path("/project"))


@pytest.fixture
def library(tmp_path: Path) -> Any:
    """A library whose only theorem was verified."""
    write_record(tmp_path / "verify.json", report_of(entry_of(theorem(STATED))))
    return SimpleNamespace(project=SimpleNamespace(root=tmp_path, build_folder=tmp_path), theorems=(theorem(STATED),))


def shown(library: Library) -> Mapping[str, TheoremReport]:
    """What the site would show as evidence."""
    return SiteData(library, Records(read_report(library.project), {}, {})).evidence


def test_a_theorem_that_was_verified_as_it_stands(library: Library) -> None:
    assert verified(library)["stated"] == entry_of(theorem(STATED))
    assert shown(library) == verified(library)


@pytest.mark.parametrize(
    "changed",
    [
        replace(STATED, conclusion=Compare(Relation.LT, Numeral(0, FIELD), Call("twice", (X,), FIELD))),
        replace(STATED, definitions={"twice": replace(TWICE, body=Numeral(2, FIELD))}),
        Unsupported("stated", "of something that is not read", "term"),
    ],
    ids=["statement", "definition", "unreadable"],
)
def test_a_verdict_on_something_else_is_none(library: Any, changed: Statement | Unsupported) -> None:
    library.theorems = (theorem(changed),)
    assert verified(library) == {}
    assert shown(library) == {}


@pytest.mark.parametrize("content", [None, "", "[]", "{}"])
def test_without_a_report_nothing_is_verified(library: Library, content: str | None) -> None:
    path = library.project.build_folder / "verify.json"
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert verified(library) == {}


def test_a_report_in_the_form_of_another_version_does_not_count(library: Library) -> None:
    path = library.project.build_folder / "verify.json"
    record = read_record(path, dict[str, Any])
    assert record is not None
    write_record(path, {**record, "schema": SCHEMA - 1})
    assert verified(library) == {}
