"""Parts of the exact evaluation that only large weights reach: floats that decide signs, and what is remembered."""

import numpy as np
import pytest
from flint import fmpq

from toymodels.measure.claims import Candidate
from toymodels.measure.exact import screening
from toymodels.measure.exact.blocks import of_integers
from toymodels.measure.exact.networks import Factor, Product, apart
from toymodels.measure.exact.store import Recent
from toymodels.measure.files import tensor_of
from toymodels.measure.sweep import sweep
from toymodels.measure.weights import Weights, weights_of

pytestmark = pytest.mark.xdist_group("library")


def drawn(n: int, m: int) -> Weights:
    rows = (np.random.default_rng(5).normal(size=(n, m)) / np.sqrt(m)).astype(np.float32)
    rows[1] = -rows[0]  # an exact tie
    return weights_of(tensor_of(rows, "w"), ("feature", "hidden"))


@pytest.mark.lean
def test_what_floats_decide_is_what_exact_arithmetic_says(
    about_weights: list[Candidate], monkeypatch: pytest.MonkeyPatch
):
    case = drawn(9, 7)
    exactly = [each.to_json() for each in sweep(case, about_weights)]
    monkeypatch.setattr(screening, "_FEW", 1)
    screened = [each.to_json() for each in sweep(case, about_weights)]
    assert screened == exactly


def test_parts_of_a_product_that_share_no_index_are_told_apart():
    row, pair = of_integers(np.arange(3)), of_integers(np.ones((3, 3), dtype=np.int64))
    term = Product(
        fmpq(2), (Factor(row, ("i",)), Factor(row, ("j",)), Factor(pair, ("i", "a"))), (("k", "l"),), frozenset("a")
    )
    parts = apart(term)
    assert [part.coefficient for part in parts] == [1, 1, 1]
    assert {frozenset(part.labels()): part.summed for part in parts} == {
        frozenset("ia"): {"a"},
        frozenset("j"): frozenset(),
        frozenset("kl"): frozenset(),
    }


def test_what_was_not_asked_for_longest_is_forgotten():
    computed: list[str] = []

    def ask(key: str) -> str:
        def compute() -> str:
            computed.append(key)
            return key

        return kept.remembered(key, compute)

    kept = Recent[str](4, len)
    for key in ("aa", "bb", "aa", "cc", "aa", "bb"):
        assert ask(key) == key
    assert computed == ["aa", "bb", "cc", "bb"]
    assert ask("longer than all") == "longer than all"
    ask("longer than all")
    assert computed[-2:] == ["bb", "longer than all"]
