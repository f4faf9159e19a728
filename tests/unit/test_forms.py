"""Results as JSON and back: strict, of any length, and with the place of what is wrong."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from toymodels.check.evidence import Evidence
from toymodels.check.verdict import Held, Refuted, Unknown, Verdict
from toymodels.evaluate.batch import Instance
from toymodels.records.forms import Result, Timing, derive, from_json, read_fraction, to_json
from toymodels.statements.language import Unsupported

LONG = Fraction(10**5000 + 1, 3)
WITNESS = Instance({"n": 2, "x": Fraction(-1, 2), "p": True, "v": ((Fraction(3), LONG), ()), "k": 10**30})


class Part(Result, frozen=True):
    count: int
    share: Fraction = Fraction(0)
    double: int = 0

    def __post_init__(self) -> None:
        derive(self, double=2 * self.count)


class Whole(Result, frozen=True, rename={"parts": "pieces"}):
    parts: tuple[Part, ...]


WHOLE = Whole((Part(1), Part(2, LONG)))


@pytest.mark.parametrize(
    "verdict", [Held(1, True), Refuted(WITNESS, Instance({}), "no"), Unknown("x"), Unknown("x", "t")]
)
def test_every_verdict_is_read_back(verdict: Verdict):
    assert from_json(json.loads(json.dumps(to_json(verdict))), Verdict) == verdict  # pyright: ignore[reportArgumentType]


def test_a_result_is_read_back_with_numbers_of_any_length():
    data = json.loads(json.dumps(WHOLE.to_json()))
    assert [piece["double"] for piece in data["pieces"]] == [2, 4]
    assert Whole.from_json(data) == WHOLE


def test_what_follows_from_other_fields_is_not_believed():
    data = WHOLE.to_json()
    data["pieces"][0]["double"] = 17
    assert Whole.from_json(data) == WHOLE


@pytest.mark.parametrize(
    ("piece", "told"),
    [
        ({"count": "1"}, r"Expected `int`, got `str` - at `\$.pieces\[0\].count`"),
        ({"count": True}, r"Expected `int`, got `bool` - at `\$.pieces\[0\].count`"),
        ({"count": 1.5}, r"Expected `int`, got `float` - at `\$.pieces\[0\].count`"),
        ({}, r"missing required field `count` - at `\$.pieces\[0\]`"),
        ({"count": 1, "share": "1/0"}, r"'1/0' is not a number p/q - at `\$.pieces\[0\].share`"),
        ({"count": 1, "share": "1e9"}, r"'1e9' is not a number p/q - at `\$.pieces\[0\].share`"),
        ({"count": 1, "share": 0.5}, r"is not a number p/q - at `\$.pieces\[0\].share`"),
    ],
)
def test_what_is_of_another_type_is_refused_with_its_place(piece: dict[str, object], told: str):
    with pytest.raises(ValueError, match=told):
        Whole.from_json({"pieces": [piece]})


@pytest.mark.parametrize("values", [{"x": None}, {"x": {"y": 1}}, {"x": 1.5}, {"x": ["a"]}, [], 3])
def test_what_is_not_an_instance_is_refused(values: object):
    with pytest.raises(ValueError, match=r"\$.witness"):
        from_json({"kind": "refuted", "witness": values, "found": {}, "reason": ""}, Refuted)


def test_a_statement_that_cannot_be_read_has_one_form():
    unread = Unknown.unread(Unsupported("T", "a sum over ℕ", "tsum f"))
    assert to_json(unread) == {"kind": "unknown", "reason": "a sum over ℕ", "term": "tsum f"}
    assert str(unread) == "a sum over ℕ, in tsum f"
    evidence = Evidence.none("T", unread)
    assert (evidence.kind, evidence.replay, evidence.instances) == ("unknown", "", 0)
    assert Evidence.from_json(json.loads(json.dumps(evidence.to_json()))) == evidence


def test_numbers_are_written_one_way():
    assert read_fraction("-3/6") == Fraction(-1, 2)
    assert Timing.of(1.23456) == Timing(1.235)
    for text in ("", "x", "1/2/3", " 1", "1 /2", "+1", "0x1", "1.5", "²"):
        with pytest.raises(ValueError, match="is not a number"):
            read_fraction(text)
