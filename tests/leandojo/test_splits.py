"""Splits of made-up theorems."""

import pytest

from toymodels.leandojo.splits import (
    SIMILAR,
    Entry,
    alike_in_order,
    groups,
    novel_premises_split,
    pieces,
    random_split,
    similarity,
    words,
)


def theorem(
    name: str, *parts: str, variables: tuple[str, ...] = (), restates: str | None = None, premises: tuple[str, ...] = ()
) -> Entry:
    said = parts or (" ".join(f"{name}{number}" for number in range(8)),)
    return Entry(name, (), said, variables, restates, frozenset(premises))


def members(entries: list[Entry]) -> list[list[str]]:
    return [[entry.name for entry in group] for group in groups(entries)]


def test_names_of_variables_do_not_matter() -> None:
    one = theorem("a", "0 ≤ x", "x * y = y * x", variables=("x", "y"))
    other = theorem("b", "0 ≤ p", "p * q = q * p", variables=("p", "q"))
    assert pieces(one) == pieces(other)
    assert members([one, other, theorem("c")]) == [["a", "b"], ["c"]]


def test_names_of_constants_do() -> None:
    assert similarity(pieces(theorem("a", "trace x = sum y")), pieces(theorem("b", "norm x = sum y"))) < 1


def test_near_copies_are_one_group_and_others_are_not() -> None:
    said = "for all i j, dot (V i) (V j) = 0 or i = j"
    entries = [theorem("a", said), theorem("b", said.replace("0", "1")), theorem("c", "count S ≤ n")]
    assert members(entries) == [["a", "b"], ["c"]]


def test_statements_that_differ_in_a_symbol_everywhere_are_near_copies_by_the_order_of_their_words() -> None:
    weak = theorem("weak", "0 ≤ a", "0 ≤ b", "0 ≤ a * b", variables=("a", "b"))
    strict = theorem("strict", "0 < p", "0 < q", "0 < p * q", variables=("p", "q"))
    assert similarity(pieces(weak), pieces(strict)) < SIMILAR
    assert alike_in_order(words(weak), words(strict))
    assert members([weak, strict, theorem("c", "0 ≤ a", variables=("a",))]) == [["weak", "strict"], ["c"]]


def test_a_restatement_goes_with_what_it_restates_and_so_on() -> None:
    entries = [theorem("a"), theorem("b", restates="c"), theorem("c", restates="a"), theorem("d", restates="elsewhere")]
    assert members(entries) == [["a", "b", "c"], ["d"]]


@pytest.fixture
def many() -> list[Entry]:
    """A hundred theorems, of which each has a premise of its own and every tenth a near copy with it."""
    entries = [theorem(f"t{number}", premises=("common", f"p{number}")) for number in range(100)]
    return entries + [
        theorem(f"copy{number}", restates=f"t{number}", premises=(f"p{number}",)) for number in range(0, 100, 10)
    ]


def test_random_split_keeps_groups_and_shares(many: list[Entry]) -> None:
    split = random_split(groups(many))
    assert set(split) == {entry.name for entry in many}
    assert [list(split.values()).count(side) for side in ("train", "val", "test")] == [88, 11, 11]
    assert all(split[f"copy{number}"] == split[f"t{number}"] for number in range(0, 100, 10))
    assert split == random_split(groups(many))


def test_novel_premises_are_in_no_training_theorem(many: list[Entry]) -> None:
    split = novel_premises_split(groups(many))
    known = {premise for entry in many if split[entry.name] == "train" for premise in entry.premises}
    held_out = [entry for entry in many if split[entry.name] != "train"]
    assert len(held_out) >= 15
    assert {split[entry.name] for entry in held_out} == {"val", "test"}
    assert all(entry.premises - known for entry in held_out)
    assert all(split[f"copy{number}"] == split[f"t{number}"] for number in range(0, 100, 10))


def test_theorems_without_premises_stay_in_training() -> None:
    entries = [theorem(f"t{number}") for number in range(20)]
    assert set(novel_premises_split(groups(entries)).values()) == {"train"}


def test_one_theorem_and_none() -> None:
    assert random_split(groups([theorem("a")])) == {"a": "train"}
    assert novel_premises_split(groups([])) == {}
