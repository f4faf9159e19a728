"""The numbers of the first page: the least and the most that a statement allows, and what a project may ask for."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR
from fractions import Fraction
from pathlib import Path

import pytest
from tests.site.conftest import Small
from tests.support.statements import mul, nat, num, scalar

from toymodels.errors import StatementError, ToyModelsError
from toymodels.site.extremes import PARTS, least, most
from toymodels.site.front import FRONT, in_digits, read_front
from toymodels.statements.language import NAT, Arith, Cast, Compare, Hypothesis, Operation, Relation, Statement, Term

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
    assert least(THIRD, {"n": 1}, "x") == Fraction(333_333, PARTS)


def test_the_most_of_a_field_element_is_rounded_up():
    assert most(at_most(mul(num(3), X), Cast(N)), {"n": 1}, "x") == Fraction(333_334, PARTS)


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


def test_hypotheses_about_the_same_numbers_count():
    below = Hypothesis("h", Compare(Relation.LT, N, num(5, NAT)))
    assert most(at_most(N, M, below), {"m": 9}, "n") == 4


@pytest.mark.parametrize(
    ("statement", "given", "unknown", "message"),
    [
        (TWICE, {"m": 1}, "k", "has no variable 'k'"),
        (THIRD, {}, "x", "compares n too"),
        (TWICE, {"n": 0}, "m", "allows any m from 0 on"),
    ],
)
def test_a_question_without_an_answer_says_why(statement: Statement, given: dict[str, int], unknown: str, message: str):
    with pytest.raises(StatementError, match=message):
        least(statement, given, unknown)


def test_what_is_not_bounded_has_no_most():
    with pytest.raises(StatementError, match="does not bound m"):
        most(TWICE, {"n": 3}, "m")


@pytest.mark.lean
@pytest.mark.xdist_group("library")
class TestFront:
    @pytest.fixture
    def place(self, small: Small) -> Path:
        return small.project.root / FRONT

    def test_a_claim_has_its_number_from_the_statement(self, small: Small):
        (claim,) = read_front(small.data).claims
        assert claim.words == "Whatever is doubled to keep above 2 · 3 is at least 3."

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("double_le", "triple_le", "'triple_le' is not a public theorem"),
            ("least", "about", "the `least` or the `most`"),
            ("says", "tells", "lacks the key 'says'"),
            ("m = 3", "m = 3.5", "3.5 is not an exact number"),
            ("m = 3", "m =", "cannot be read"),
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
