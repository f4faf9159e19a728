"""What the terminal says of a check says no more than was tried."""

from msgspec.structs import replace
from tests.support.results import evidence

from toymodels.check.evidence import SizeEvidence
from toymodels.check.verdict import Held
from toymodels.cli.tables import evidence_text

TRIED = replace(
    evidence("claim", Held(10, exact=True)),
    instances=10,
    distinct=5,
    sizes=(SizeEvidence({"n": 1}, 5, 5), SizeEvidence({"n": 2}, 5, 5), SizeEvidence({"n": 3}, 128, 0)),
)


def test_sizes_at_which_nothing_was_found_are_told_apart():
    lines = evidence_text("claim", TRIED).splitlines()
    assert "  sizes: n = 1, 2" in lines
    assert "  no instance found at: n = 3" in lines


def test_how_many_instances_are_different_is_said_where_some_are_the_same():
    assert "10 exact instances (5 different)" in evidence_text("claim", TRIED)
    assert "(about 5 different)" in evidence_text("claim", replace(TRIED, distinct_exact=False))
    assert "different" not in evidence_text("claim", replace(TRIED, distinct=10))
