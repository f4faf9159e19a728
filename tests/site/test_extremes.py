"""What a statement allows for a number, the others being given, and what a project may ask of it for its first page."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR
from fractions import Fraction
from pathlib import Path

import pytest
from tests.site.conftest import Small
from tests.support.statements import mul, nat, num, scalar

from toymodels.errors import StatementError, ToyModelsError
from toymodels.site.extremes import HALVINGS, Bound, Kind, bound, least, most
from toymodels.site.front import FRONT, in_digits, read_front
from toymodels.statements.language import (
    FIELD,
    NAT,
    Arith,
    Cast,
    Compare,
    Hypothesis,
    Operation,
    Relation,
    Statement,
    Term,
)

N, M, X = nat("n"), nat("m"), scalar("x")


def at_most(left: Term, right: Term, *hypotheses: Hypothesis) -> Statement:
    return Statement("bound", (N, M, X), hypotheses, Compare(Relation.LE, left, right))


TWICE = at_most(N, Arith(Operation.MUL, num(2, NAT), M, NAT))
THIRD = at_most(Cast(N), mul(num(3), X))


def test_the_most_of_a_natural_number():
    assert most(TWICE, {"m": 768}, "n") == 1536


def test_the_least_of_a_natural_number():
    assert least(TWICE, {"n": 7}, "m") == 4


def test_the_least_of_a_field_element_is_rounded_down():
    found = bound(THIRD, {"n": 6}, "x", 2)
    assert (found.kind, found.exact) == (Kind.LEAST, False)
    assert found.value**2 < 2 < (found.value * (1 + Fraction(1, 2 ** (HALVINGS - 1)))) ** 2


def test_the_most_of_a_field_element_is_rounded_up():
    found = bound(at_most(mul(num(3), X), Cast(N)), {"n": 6}, "x", 2)
    assert (found.kind, found.exact) == (Kind.MOST, False)
    assert (found.value * (1 - Fraction(1, 2 ** (HALVINGS - 1)))) ** 2 < 2 < found.value**2


def test_a_fraction_at_which_both_sides_are_equal_is_found_exactly():
    assert bound(THIRD, {"n": 7}, "x") == Bound(Kind.LEAST, Fraction(7, 3), exact=True)
    assert bound(THIRD, {"n": 27}, "x", 2) == Bound(Kind.LEAST, Fraction(3), exact=True)
    below = Statement("below", (N, X), (), Compare(Relation.LT, X, Cast(N)))
    assert bound(below, {"n": 3}, "x") == Bound(Kind.MOST, Fraction(3), exact=True, strict=True)


def test_what_changes_more_than_once_is_no_bound():
    squares = at_most(mul(num(5), X), Arith(Operation.ADD, mul(X, X), num(4), FIELD))
    assert bound(squares, {}, "x") == Bound(Kind.MIXED)
    assert bound(at_most(M, M), {}, "m") == Bound(Kind.FREE)
    assert bound(at_most(num(1, NAT), num(0, NAT)), {}, "m") == Bound(Kind.NONE)


@pytest.mark.parametrize(
    ("value", "rounding", "text"),
    [
        (Fraction(2, 3), ROUND_FLOOR, "0.666"),
        (Fraction(2, 3), ROUND_CEILING, "0.667"),
        (Fraction(12_345, 10**7), ROUND_FLOOR, "0.00123"),
        (Fraction(1536), ROUND_FLOOR, "1,536"),
    ],
)
def test_a_claim_s_number_is_rounded_so_that_the_claim_stays_true(value: Fraction, rounding: str, text: str):
    assert in_digits(value, rounding) == text


def test_where_a_hypothesis_about_the_same_numbers_fails_nothing_is_said():
    below = Hypothesis("h", Compare(Relation.LT, N, num(5, NAT)))
    above = Hypothesis("h", Compare(Relation.LT, num(1, NAT), N))
    assert bound(at_most(N, M, below), {"m": 9}, "n") == Bound(Kind.FREE)
    assert bound(at_most(N, M, below), {"m": 2}, "n") == Bound(Kind.MOST, 2, exact=True, conditional=True)
    assert bound(at_most(N, M, below), {"n": 7}, "m") == Bound(Kind.OUTSIDE)
    assert bound(at_most(M, num(0, NAT), below, above), {"m": 1}, "n") == Bound(
        Kind.LEAST, 5, exact=True, conditional=True
    )


@pytest.mark.parametrize(
    ("statement", "given", "unknown", "message"),
    [
        (TWICE, {"m": 1}, "k", "has no variable 'k'"),
        (THIRD, {}, "x", "compares n too"),
        (TWICE, {"n": 0}, "m", "allows any m that was tried"),
    ],
)
def test_a_question_without_an_answer_says_why(statement: Statement, given: dict[str, int], unknown: str, message: str):
    with pytest.raises(StatementError, match=message):
        least(statement, given, unknown)


def test_what_is_not_bounded_has_no_most():
    with pytest.raises(StatementError, match="says how small m may be"):
        most(TWICE, {"n": 3}, "m")


@pytest.mark.lean
@pytest.mark.xdist_group("library")
class TestFront:
    @pytest.fixture
    def place(self, small: Small) -> Path:
        return small.project.root / FRONT

    def test_a_claim_has_its_number_from_the_statement(self, small: Small):
        (claim,) = read_front(small.data).claims
        assert claim.words == "What is doubled and stays below 7 is at most 3."

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("double_le_of", "triple_le_of", "'triple_le_of_between' is not a public theorem"),
            ("most", "about", "the `least` or the `most`"),
            ("says", "tells", "lacks the key 'says'"),
            ("m = 7", "m = 3.5", "3.5 is not an exact number"),
            ("m = 7", "m =", "cannot be read"),
        ],
    )
    def test_a_fault_in_the_file_is_told(self, small: Small, place: Path, old: str, new: str, message: str):
        text = place.read_text(encoding="utf-8")
        place.write_text(text.replace(old, new), encoding="utf-8")
        try:
            with pytest.raises(ToyModelsError, match=message):
                read_front(small.data)
        finally:
            place.write_text(text, encoding="utf-8")
