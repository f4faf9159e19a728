"""What a check and a search try beside chance: a check does not hold what a search refutes at once."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from tests.support.statements import DEFINITIONS, add, div, eq, le, mul, nat, ne, num, scalar, sub

from toymodels.check import runner
from toymodels.check.candidates.boundary import BOUNDARY
from toymodels.check.candidates.means import Context, Means
from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted, Unknown, Vacuous
from toymodels.cli.tables import evidence_text
from toymodels.errors import GenerationError
from toymodels.evaluate.batch import Batch, Instance
from toymodels.instances.subject import Subject
from toymodels.search import search as searching
from toymodels.search.means.candidates import from_check
from toymodels.search.means.random import FIRST
from toymodels.search.search import search
from toymodels.statements.language import NAT, Hypothesis, Statement, Term, Var

X, Y = scalar("x"), scalar("y")
N = nat("n")


def claim(conclusion: Term, *variables: Var, **hypotheses: Term) -> Statement:
    assumed = tuple(Hypothesis(name, prop) for name, prop in hypotheses.items())
    return Statement("ToyModels.claim", variables, assumed, conclusion, DEFINITIONS)


HELD = claim(le(num(0), mul(X, X)), X)

FALSE = {
    "a combination of its numbers": claim(ne(mul(X, X), div(num(289), num(144))), X),
    "where two expressions meet": claim(ne(mul(num(3), X), sub(Y, num(101))), X, Y),
    "far away": claim(le(X, num(123_456)), X),
    "a large number": claim(ne(N, num(1729, NAT)), N),
    "a large number that hypotheses ask for": claim(ne(N, num(301, NAT)), N, h=le(num(300, NAT), N)),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_check_does_not_hold_what_a_search_refutes(name: str):
    assert isinstance(search(FALSE[name], instances=500, seconds=5.0).verdict, Refuted)
    assert isinstance(check(FALSE[name], instances=500).verdict, Refuted)


def only(monkeypatch: pytest.MonkeyPatch, **values: int) -> None:
    """Leave one means, which knows one instance."""
    known = Instance({name: Fraction(value) for name, value in values.items()})
    means = Means("a hint", share=0.1, candidates=lambda context: iter([known]))
    monkeypatch.setattr(runner, "MEANS", (means,))


def test_what_another_means_refutes_says_so_and_is_replayed_without_pinned_sizes(monkeypatch: pytest.MonkeyPatch):
    only(monkeypatch, x=98_765)
    evidence = check(claim(ne(add(X, X), num(197_530)), X), instances=500)
    assert isinstance(evidence.verdict, Refuted)
    assert evidence.means == "a hint"
    assert "--sizes" not in evidence.replay
    assert evidence.to_json()["means"] == "a hint"
    assert "found by: a hint" in evidence_text("ToyModels.claim", evidence)


def test_what_other_means_decide_is_counted_apart():
    evidence, alone = check(HELD, instances=500), runner.sample(HELD, instances=500)
    assert evidence.instances == alone.instances
    assert sum(evidence.tried.values()) > 0
    assert not evidence.notes
    assert evidence.to_json()["tried"] == evidence.tried


def test_a_check_says_the_same_each_time():
    one, two = (check(HELD, instances=500).to_json() for _ in range(2))
    assert {**one, "timing": None} == {**two, "timing": None}


def test_what_only_other_means_meet_is_thin(monkeypatch: pytest.MonkeyPatch):
    only(monkeypatch, x=1729)
    rare = claim(le(num(0), X), X, h=eq(mul(X, mul(X, X)), num(1729**3)))
    assert isinstance(runner.sample(rare, instances=500).verdict, Vacuous)
    verdict = check(rare, instances=500).verdict
    assert isinstance(verdict, Unknown)
    assert "1 by a hint" in verdict.reason


def test_a_means_that_cannot_run_is_a_note(monkeypatch: pytest.MonkeyPatch):
    def fail(context: Context) -> Iterator[Batch]:
        del context
        raise GenerationError("there is no such thing")

    broken = Means("a broken means", share=0.1, candidates=fail)
    monkeypatch.setattr(runner, "MEANS", (broken,))
    monkeypatch.setattr(searching, "MEANS", (FIRST, from_check(broken)))
    note = "a broken means: given up: there is no such thing"
    evidence = check(HELD, instances=500)
    assert isinstance(evidence.verdict, Held)
    assert evidence.notes == (note,)
    assert f"note: {note}" in evidence_text("ToyModels.claim", evidence)
    assert note in search(HELD, instances=500, seconds=1.0).notes


def test_aims_that_cannot_be_drawn_are_a_note(monkeypatch: pytest.MonkeyPatch):
    def fail(statement: Statement, *_: object) -> None:
        raise GenerationError(f"{statement.name} cannot be drawn")

    monkeypatch.setattr("toymodels.instances.subject.planned", fail)
    notes: list[str] = []
    assert not list(BOUNDARY.candidates(Context(Subject(HELD), 0, notes.append)))
    assert notes == [
        "instances made to fail: not every aim can be drawn: ToyModels.claim cannot be drawn",
    ]
