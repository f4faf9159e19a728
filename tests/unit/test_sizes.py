"""Sizes in few words."""

from itertools import product

import pytest

from toymodels.sizes import sizes_text


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([3], "n = 3"),
        ([2, 1, 0], "n = 0 to 2"),
        ([1, 2], "n = 1, 2"),
        ([0, 1, 2, 3, 8, 10, 11, 12, 300], "n = 0 to 3, 8, 10 to 12, 300"),
        ([4, 4], "n = 4"),
    ],
)
def test_one_size_is_shown_in_spans(numbers: list[int], text: str) -> None:
    assert sizes_text({"n": number} for number in numbers) == text


def test_a_few_pairs_are_listed_the_smallest_first() -> None:
    assert sizes_text([{"m": 5, "n": 2}, {"m": 1, "n": 2}, {"m": 2, "n": 1}]) == "m=1 n=2, m=2 n=1, m=5 n=2"


def test_many_pairs_are_counted() -> None:
    pairs = [{"m": m, "n": n} for m, n in product(range(4), range(6)) if m != n]
    assert sizes_text(pairs) == "20 sizes with m = 0 to 3, n = 0 to 5"


@pytest.mark.parametrize("sizes", [[], [{}]])
def test_without_sizes_there_is_nothing_to_say(sizes: list[dict[str, int]]) -> None:
    assert sizes_text(sizes) == ""
