"""A package as a user of ordinary Lean writes it: trees, an interpreter, what exists among numbers, machine words."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

import toymodels
from toymodels import Library
from toymodels.certify.examples import verify_examples
from toymodels.check.evidence import Evidence
from toymodels.check.verdict import Held, Refuted, Unknown
from toymodels.lean.scratch import Scratch

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("ordinary")]

HERE = Path(__file__).parent
INSTANCES, FEW = 1_000, 60

TRUE = {
    "Tree.mirror_mirror",
    "Tree.depth_le_size",
    "Tree.length_toList",
    "Tree.contains_insert",
    "Tree.leaf_ne_node",
    "Tree.size_pos",
    "Shape.count_map",
    "Point.norm_add",
    "Expr.eval_simplify",
    "step_some",
    "sum_has_sides",
    "word_and_self",
    "num_div_den",
    "den_of_sum",
    "doubling",
    "fibonacci_grows",
    "growing_stays",
    "rose_refl",
}
"""Theorems about data that hold."""

FALSE = {
    "Tree.mirror_is_not_id": "t := ",
    "Tree.size_is_not_depth": "t := ",
    "Tree.insert_may_find": "t := ",
    "Point.norm_may_vanish": "p := { x := 0, y := 0 }",
    "Expr.eval_drop_differs": "e := Expr.neg ",
    "step_may_fail": "o := Op.plus",
    "or_is_not_add": "#8",
    "word_wraps": "a := 255",
    "signed_words": "a := -",
}
"""Claims about data that are false, and what their counterexample is shown with."""

EXIST = {
    "exists_between",
    "between_iff",
    "exists_solution",
    "exists_sum_and_difference",
    "exists_above",
    "exists_square_above",
    "exists_natural_above",
    "square_nonneg",
}
NOWHERE = {
    "none_between_equals": "no c will do: ",
    "zero_has_no_inverse": "no x will do: 0 = 1 fails whatever x is",
    "equations_may_disagree": "no x, y will do: ",
    "not_parallel": "no a will do: ",
}
"""Claims that something exists, and why it does not at the counterexample."""

FALSE_OF_NUMBERS = {
    "den_may_be_large": "2 = 1 fails",
    "doubling_is_not_bounded": "8 ≤ 4 fails",
    "growing_need_not_jump": "0 < 0 fails",
}
"""Claims about fractions and sequences, and what fails at the counterexample."""

UNREADABLE = {
    "same_text": "String is not a type that can be tested: the proposition ByteArray.IsValidUTF8 holds data",
    "same_float": "Float is not a type that can be tested",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("ordinary") / "package"
    shutil.copytree(HERE / "ordinary", folder, ignore=shutil.ignore_patterns("build"))
    return toymodels.load(folder)


def checked(library: Library, name: str) -> Evidence:
    return library.theorem(name).check(instances=INSTANCES if name in TRUE | FALSE.keys() else FEW)


def settings_of(verdict: Refuted) -> str:
    return ", ".join(f"{name} := {text}" for name, text in verdict.shown.items())


@pytest.mark.parametrize("name", sorted(TRUE | EXIST))
def test_what_is_true_holds(library: Library, name: str):
    evidence = checked(library, name)
    assert isinstance(evidence.verdict, Held), evidence.verdict
    assert evidence.effective or name == "Tree.leaf_ne_node"  # which says nothing of any value


def test_what_cannot_fail_is_not_held(library: Library):
    verdict = checked(library, "even_refl").verdict
    assert isinstance(verdict, Unknown)
    assert "true at every size tried" in verdict.reason


def test_how_deep_values_are_is_said(library: Library):
    assert (
        "for t, of all values of Tree only those of depth at most 3 are tried"
        in checked(library, "Tree.size_pos").notes
    )
    assert not checked(library, "Tree.size_pos").exhaustive


def test_counterexamples_are_shown_in_lean_and_lean_agrees(library: Library):
    examples: list[str] = []
    for name, part in FALSE.items():
        verdict = checked(library, name).verdict
        assert isinstance(verdict, Refuted), (name, verdict)
        assert part in settings_of(verdict)
        arguments = " ".join(f"({setting[0]} := {setting[1]})" for setting in verdict.shown.items())
        refuted = f"fun holds => absurd (holds {arguments}) (by decide)"
        examples.append(f"example : ¬ (type_of% @{name}) :=\n  {refuted}")
    assert said_by_lean(library, examples) == [""] * len(examples)


@pytest.mark.parametrize("name", FALSE_OF_NUMBERS)
def test_what_is_false_of_fractions_and_sequences_is_refuted(library: Library, name: str):
    verdict = checked(library, name).verdict
    assert isinstance(verdict, Refuted), verdict
    assert verdict.reason == FALSE_OF_NUMBERS[name]


@pytest.mark.parametrize("name", NOWHERE)
def test_that_nothing_exists_comes_with_the_reason(library: Library, name: str):
    verdict = checked(library, name).verdict
    assert isinstance(verdict, Refuted), verdict
    assert verdict.reason.startswith(NOWHERE[name])
    assert verdict.reason.endswith(("contradict each other", "cases", "is"))


def test_lean_agrees_that_there_is_none(library: Library):
    verdict = checked(library, "none_between_equals").verdict
    assert isinstance(verdict, Refuted)
    values = " ".join(f"({value} : Rat)" for value in verdict.witness.values.values())
    claim = f"absurd (holds {values} (by decide)) (fun ⟨c, h⟩ => by grind)"
    assert said_by_lean(library, [f"example : ¬ (type_of% @none_between_equals) :=\n  fun holds => {claim}"]) == [""]


def test_what_was_searched_in_vain_is_unknown(library: Library):
    evidence = checked(library, "roots_may_be_irrational")
    assert isinstance(evidence.verdict, Unknown)
    assert "no x was found that decides the conclusion" in evidence.verdict.reason
    assert "it holds for the other" in evidence.verdict.reason


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_said_with_its_type(library: Library, name: str):
    verdict = checked(library, name).verdict
    assert isinstance(verdict, Unknown)
    assert UNREADABLE[name] in verdict.reason


def said_by_lean(library: Library, examples: Sequence[str]) -> list[str]:
    """Why Lean rejects each example; empty where it does not."""
    with Scratch(library.project, library.build) as scratch:
        files = verify_examples(scratch, ["Ordinary"], examples)
        return [each.problem for file in files for each in file]
