"""Search: what is meant is found, in whatever way it is written, and what matters most comes first."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from tests.support.searching import Answer, answers

RECORDS: Sequence[tuple[str, str, str, str, str, int]] = (
    ("theorem", "interference_bound", "Some two features interfere.", "a", "(∑ i < n, W_i) ≤ μ welch1974", 2),
    ("theorem", "interference_bound_tight", "Equality in `interference_bound`.", "b", "1 = 1", 0),
    ("theorem", "least_interference", "The interference of all of them.", "c", "", 3),
    ("theorem", "interference_sum", "A sum of interference.", "d", "", 1),
    ("theorem", "with_others", "Together with others.", "e", "", 2),
    ("definition", "sparseCode", "A code with few entries that are not zero.", "f", "", 2),
    ("theorem", "induction_head_bigram", "A head that copies.", "g", "", 2),
    ("paper", "Erdős 1959", "On norms ‖x‖²", "h", "", 2),
)
SYNONYMS = (("SAE", "sparse code"), ("PCA", "principal component"), ("crosstalk", "interference"))
SCRIPT = f"window.toymodelsIndex = {json.dumps({'records': RECORDS, 'synonyms': SYNONYMS})};"


def ask(query: str, *, witnesses: bool = False) -> Answer:
    return answers(SCRIPT, [(query, witnesses)])[0]


def test_headlines_come_first_and_witnesses_only_when_they_are_asked_for():
    found = ask("interference")
    assert found.found == ["least_interference", "interference_bound", "interference_sum"]
    assert found.hidden == 1
    assert ask("interference", witnesses=True).found[-1] == "interference_bound_tight"
    assert ask("interference", witnesses=True).hidden == 0


def test_what_is_called_by_its_name_is_found_whatever_it_is():
    assert ask("interference_bound_tight").found == ["interference_bound_tight"]
    assert ask("interference_bound").found[0] == "interference_bound"


@pytest.mark.parametrize("written", ["W_i", "Wᵢ", "W_{i}", "wi"])
def test_a_symbol_is_found_in_whatever_way_it_is_written(written: str):
    assert ask(written).found == ["interference_bound"]


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("interferance", "interference"), ("interfrence", "interference"), ("inductoin", "induction")],
)
def test_a_slip_is_understood_and_said(slip: str, meant: str):
    found = ask(slip)
    assert found.found == ask(meant).found != []
    assert [slip, meant] in [each[:2] for each in found.instead]


def test_a_word_that_is_there_is_never_taken_for_another():
    assert ask("bound").instead == []
    assert ask("bount").instead == [["bount", "bound"]]
    assert ask("bo").found == []


def test_synonyms_stand_for_each_other_and_phrases_are_whole():
    assert ask("SAE").found == ["sparseCode"]
    assert ask("sae").found == ["sparseCode"]
    assert ask("crosstalk").found == ["least_interference", "interference_bound", "interference_sum"]
    assert ask("PCA").found == []


def test_names_part_into_words_and_every_word_must_be_found():
    assert ask("induction head").found == ["induction_head_bigram"]
    assert ask("sparse codes").found == ["sparseCode"]
    assert ask("induction interference").found == []


def test_signs_and_accents_are_found():
    assert ask("≤").found == ["interference_bound"]
    assert ask("erdos").found == ["Erdős 1959"]
    assert ask("  ").found == []
