"""The means of a search that need no luck, and what becomes of one that cannot run."""

from collections.abc import Iterator

from tests.support.statements import DEFINITIONS, le, mul, num, scalar

from toymodels.crosscheck import Held
from toymodels.crosscheck.candidates import Context, Means
from toymodels.crosscheck.candidates.boundary import BOUNDARY
from toymodels.crosscheck.search import means as means_of_search
from toymodels.crosscheck.search import search
from toymodels.errors import GenerationError
from toymodels.evaluate import Batch
from toymodels.statements.language import Statement

X = scalar("x")
HELD = Statement("ToyModels.claim", (X,), (), le(num(0), mul(X, X)), DEFINITIONS)


def test_a_means_that_cannot_run_is_a_note(monkeypatch):
    def fail(context: Context) -> Iterator[Batch]:
        del context
        raise GenerationError("there is no such thing")

    monkeypatch.setattr(means_of_search, "MEANS", (Means("a broken means", share=0.1, candidates=fail),))
    result = search(HELD, instances=500, seconds=1.0)
    assert isinstance(result.verdict, Held)
    assert "a broken means: given up: there is no such thing" in result.notes


def test_aims_that_cannot_be_drawn_are_a_note(monkeypatch):
    def fail(statement: Statement) -> None:
        raise GenerationError(f"{statement.name} cannot be drawn")

    monkeypatch.setattr("toymodels.crosscheck.candidates.boundary.plan", fail)
    notes: list[str] = []
    assert not list(BOUNDARY.candidates(Context(HELD, means_of_search.plan(HELD), 0, notes.append)))
    assert notes == [
        "instances made to fail: not every aim can be drawn: ToyModels.claim cannot be drawn",
    ]
