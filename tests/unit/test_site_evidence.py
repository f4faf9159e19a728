"""The evidence view: every number of the records is on the page, and what is missing is said to be missing."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from msgspec.structs import replace
from tests.support.statements import welch_coherence

from toymodels.check.evidence import Attempt, Evidence
from toymodels.check.verdict import Held, Lesson, Refuted, Unknown, Vacuous, Verdict
from toymodels.evaluate.batch import Instance
from toymodels.library import Docstring, Theorem
from toymodels.power.necessity import NecessityResult
from toymodels.power.theorem import Power
from toymodels.site.evidence_view import evidence_html
from toymodels.site.sides import sides_of
from toymodels.site.slack_view import slack_histogram

SVG = "{http://www.w3.org/2000/svg}"
THEOREM = Theorem("ToyModels.welch_coherence", "M", Path("M.lean"), 1, Docstring("Welch."), welch_coherence())

_EVIDENCE: dict[str, Any] = {
    "name": THEOREM.name,
    "verdict": {"kind": "held", "instances": 12345, "exact": True, "exhaustive": False, "complete": True},
    "asked": 10000,
    "effective": 4321,
    "instances": 12345,
    "distinct": 11111,
    "proposals": 24690,
    "pinned": {},
    "hypotheses": [
        {"name": "hu", "by_construction": True, "held": 10, "proposals": 10},
        {"name": "hμ", "by_construction": False, "held": 5, "proposals": 10},
        {"name": "hn", "by_construction": True, "held": 10, "proposals": 10},
    ],
    "sizes": [
        {"sizes": {"m": 1, "n": 2}, "proposals": 900, "accepted": 900},
        {"sizes": {"m": 2, "n": 1}, "proposals": 100, "accepted": 0},
    ],
    "arithmetic": {"int64": 12000, "bigint": 345, "flint": 0},
    "degenerate": {"all zero": 0, "all equal": 492},
    "attempt": None,
    "plan": ["V: vectors of the given norm (satisfies hu)"],
    "seed": 3,
    "timing": {"seconds": 0.3},
}
_WITNESS = {"m": 1, "n": 2, "V": [["1"], ["1/2"]], "μ": "1/2"}
WITNESS = Instance.from_json(_WITNESS)
_POWER: dict[str, Any] = {
    "kind": "measured",
    "name": THEOREM.name,
    "necessity": [
        {
            "hypothesis": "hu",
            "weakening": "dropped",
            "need": "needed",
            "reason": "1 ≤ 1/2 fails",
            "witness": _WITNESS,
            "certified": True,
        },
        {
            "hypothesis": "hn",
            "weakening": "0 ≤ n",
            "need": "not shown to be needed",
            "reason": "",
            "witness": None,
        },
    ],
    "tightness": {
        "inequalities": [
            {
                "inequality": "n - m ≤ m * (n - 1) * μ",
                "attained": True,
                "vanishing": None,
                "relative": 0.0,
                "slack": "0",
                "left": "1",
                "right": "1",
                "witness": {"m": 1, "n": 2, "V": [["1"], ["-1"]], "μ": "1"},
                "histogram": {"equal": 7, "vanishing": 0, "counts": [30, 70]},
            }
        ],
        "claim": None,
        "errors": ["the docstring claims no instance"],
        "remarks": [],
    },
    "mutation": {
        "instances": 2900,
        "exposing": 1450,
        "mutants": [
            *3 * [{"kind": "strictness", "mutant": "n - m < μ", "fate": "killed"}],
            *2 * [{"kind": "order", "mutant": "μ ≥ n - m", "fate": "equivalent (normal form)"}],
            {"kind": "variable", "mutant": "m - m ≤ μ", "fate": "survived"},
        ],
    },
    "instances": 3000,
    "seed": 5,
    "timing": {"seconds": 1.0},
}


EVIDENCE = Evidence.from_json(_EVIDENCE)
POWER = Power.from_json(_POWER)
DROPPED = POWER.necessity[0]


def _page(evidence: Evidence | None = EVIDENCE, power: Power | Unknown | None = POWER) -> Element:
    return ElementTree.fromstring(evidence_html(THEOREM, evidence, power))


def _page_with(need: NecessityResult, *others: NecessityResult) -> Element:
    return _page(power=replace(POWER, necessity=(need, *others)))


def _text(page: Element) -> str:
    return " ".join("".join(page.itertext()).split())


def test_what_was_checked():
    text = _text(_page())
    counted = "4,321 exact instances that could have failed, and on 8,024 others; 11,111 are different"
    assert f"✓ Held on {counted}. 50% of those drawn met every hypothesis." in text
    assert "12,000 in 64-bit integers, 345 in integers of any size" in text
    assert "all equal 492×" in text
    assert "all zero" not in text


def test_what_was_tried_against_a_conclusion_about_sizes():
    attempt = Attempt(proposals=2000, sizes=8, failed=1, conditions=15)
    text = _text(_page(replace(EVIDENCE, effective=0, attempt=attempt)))
    assert "on 12,345 exact instances, none of which could have failed" in text
    assert (
        "2,000 proposals at 8 sizes that break it, at the nearest 1 of 15 conditions of the hypotheses failed." in text
    )


def test_two_sizes_are_a_grid():
    (table,) = _page().iter("table")
    cells = [(cell.text, cell.get("class")) for cell in table.iter("td")]
    assert cells == [("·", None), ("900", "level-4"), ("0", "level-0"), ("·", None)]


def test_each_hypothesis_has_its_acceptance_and_its_counterexample_with_both_sides():
    hu, hmu, hn = [e for e in _page().iter() if e.get("class") == "hypothesis-evidence"]
    assert "Held on 100% of the instances drawn, satisfied by construction." in _text(hu)
    assert "Needed. Without it: n - m is 1, m * (n - 1) * μ is 1/2, so that ≤ fails. Lean’s kernel agrees." in _text(hu)
    assert len(list(hu.iter(f"{SVG}svg"))) == 2
    assert "Held on 50% of the instances drawn, by drawing and rejecting." in _text(hmu)
    assert "Not shown to be needed with only 0 ≤ n" in _text(hn)
    assert not list(hn.iter(f"{SVG}svg"))


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ({"certified": False, "uncertified": "too large"}, "not certified by Lean’s kernel: too large."),
        ({"certified": True, "official_kernel": "no opinion"}, "Lean’s kernel agrees."),
        ({"certified": True, "official_kernel": "accepted"}, "Two kernels agree, Lean’s own and an official one."),
        (
            {"certified": True, "remark": "only degenerate instances were found"},
            "Only degenerate instances were found.",
        ),
    ],
)
def test_certificates_and_remarks_are_told(added: dict[str, Any], said: str):
    assert said in _text(_page_with(replace(DROPPED, **added)))


def test_the_telling_counterexample_comes_first_and_the_smallest_stands_beside_it():
    telling = Instance.from_json({"m": 2, "n": 3, "V": [["1", "0"], ["0", "1"], ["1", "0"]], "μ": "0"})
    page = _page_with(replace(DROPPED, teaching=telling, teaching_reason="1 ≤ 0 fails"))
    hu = next(e for e in page.iter() if e.get("class") == "hypothesis-evidence")
    (beside,) = (each for each in hu.iter() if each.get("class") == "counterexamples")
    telling, smallest = beside
    before = _text(hu).partition("One that tells more:")[0]
    assert "n - m is 1, m * (n - 1) * μ is 0, so that ≤ fails. Decided exactly by two evaluators." in before
    assert "Lean’s kernel agrees" not in _text(telling)
    said = "The smallest: n - m is 1, m * (n - 1) * μ is 1/2, so that ≤ fails. Lean’s kernel agrees."
    assert said in _text(smallest)
    assert [len(list(each.iter(f"{SVG}svg"))) for each in (telling, smallest)] == [2, 2]


def test_equality_is_marked_with_the_instance_that_attains_it():
    page = _page()
    (slack,) = [e for e in page.iter() if e.get("class") == "slack"]
    assert "● Equality is attained: n - m and m * (n - 1) * μ are both 1, at" in _text(slack)
    assert "Relative slack of 107 instances; equality on 7 of them" in _text(slack)
    assert "the docstring claims no instance" in _text(page)


def test_an_inequality_that_was_never_attained_says_how_close_it_came():
    (attained,) = POWER.tightness.slacks
    slack = replace(attained, attained=False, relative=0.125, left=Fraction(7), right=Fraction(8))
    page = _page(power=replace(POWER, tightness=replace(POWER.tightness, slacks=(slack,))))
    assert "the smallest relative slack found is 0.125, where n - m is 7 and m * (n - 1) * μ is 8, at" in _text(page)


def test_bars_are_as_high_as_their_counts_and_stay_inside():
    svg = ElementTree.fromstring(slack_histogram((0, 0.25, 0.5, 1), (10, 0, 40), 0))
    low, high = svg.iter(f"{SVG}rect")
    assert float(str(high.get("height"))) == 4 * float(str(low.get("height")))
    width = float(str(svg.get("width")))
    for bar in (low, high):
        assert 0 <= float(str(bar.get("x"))) <= float(str(bar.get("x"))) + float(str(bar.get("width"))) <= width
    assert "equality: 0" in _text(svg)


def test_equality_has_a_bar_of_its_own():
    svg = ElementTree.fromstring(slack_histogram((0, 1), (10,), 20))
    some, equal = svg.iter(f"{SVG}rect")
    assert (some.get("fill"), equal.get("fill")) == ("var(--series-1)", "var(--good)")
    assert float(str(equal.get("height"))) == 2 * float(str(some.get("height")))
    assert float(str(equal.get("x"))) + float(str(equal.get("width"))) < float(str(some.get("x")))


def test_a_slack_plot_has_ticks_and_says_what_they_count():
    svg = ElementTree.fromstring(slack_histogram((0, 0.5, 1), (1000, 4000), 20))
    labels = [text.text for text in svg.iter(f"{SVG}text")]
    assert labels == [
        "0", "2,000", "4,000", "instances", "equal", "0", "0.25", "0.5", "0.75", "1",
        "relative slack: how far apart the two sides are",
    ]  # fmt: skip


def test_sides_are_called_as_the_docstring_calls_them():
    spoken = Docstring("Welch.", measure="the surplus of features against what coherence allows.")
    named = Theorem(THEOREM.name, "M", Path("M.lean"), 1, spoken, THEOREM.statement)
    assert (sides_of(named).left, sides_of(named).right) == ("the surplus of features", "what coherence allows")
    assert (str(sides_of(THEOREM).left), str(sides_of(THEOREM).right)) == (
        "<code>n - m</code>",
        "<code>m * (n - 1) * μ</code>",
    )


def test_a_counterexample_is_drawn_once():
    page = _page_with(DROPPED, replace(DROPPED, how="normSq (V i) ≤ 1"))
    hu = next(e for e in page.iter() if e.get("class") == "hypothesis-evidence")
    assert len(list(hu.iter(f"{SVG}svg"))) == 2
    assert "The instance is the one above." in _text(hu)


def test_survivors_are_listed_and_the_rest_counted():
    text = _text(_page())
    assert "3 of 4 wrong conclusions were refuted; besides, 2 equivalent (normal form)." in text
    assert "1,450 of 2,900 instances make at least one of them false." in text
    assert "m - m ≤ μ (variable)" in text
    assert "n - m < μ" not in text


def test_the_commands_that_repeat_it():
    (commands,) = [e for e in _page().iter() if e.get("class") == "commands"]
    assert (commands[0].text or "").splitlines() == [
        "toymodels check ToyModels.welch_coherence --seed 3 --instances 10000",
        "toymodels power ToyModels.welch_coherence --seed 5",
    ]


def test_what_is_missing_is_said():
    assert "has not been checked yet: run toymodels check ToyModels.welch_coherence" in _text(_page(None, POWER))
    assert "are not measured yet: run toymodels power ToyModels.welch_coherence" in _text(_page(EVIDENCE, None))
    assert "could not be measured: no instances." in _text(_page(EVIDENCE, Unknown("no instances")))


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Held(16, exact=True, exhaustive=True), "Held on all 16 exact instances that"),
        (Vacuous("nothing fits"), "∅ Vacuous Nothing fits."),
        (Unknown("no counterpart"), "? Unknown No counterpart."),
        (Refuted(WITNESS, WITNESS, "1 ≤ 0 fails"), "✗ Refuted by an instance that meets"),
    ],
)
def test_every_verdict_has_words(verdict: Verdict, said: str):
    assert said in _text(_page(replace(EVIDENCE, verdict=verdict)))


def test_a_refutation_shows_what_tells_more_beside_the_smallest():
    refuted = replace(EVIDENCE, verdict=Refuted(WITNESS, WITNESS, "1 ≤ 0 fails"))
    telling = Instance.from_json({"m": 2, "n": 2, "V": [["1", "0"], ["0", "1"]], "μ": "3/4"})
    page = _page(replace(refuted, lesson=Lesson(telling, "2 ≤ 1 fails")))
    assert "One that tells more: 2 ≤ 1 fails." in _text(page)
    assert "3/4" in _text(page)
    assert "tells more" not in _text(_page(refuted))
