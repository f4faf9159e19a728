"""A corpus of conjectures in a package of its own: every false one falls, to a small witness, and no true one does."""

import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from tests.support.refuting import Sheet, sheet

from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted
from toymodels.evaluate.batch import Value
from toymodels.search.refute import Answer, Settings
from toymodels.statements.language import Statement
from toymodels.statements.read.tables import tabulated

pytestmark = [pytest.mark.lean, pytest.mark.whole, pytest.mark.xdist_group("conjectures")]

HERE = Path(__file__).parent

CERTIFIED = {
    "Packing.welch_without_one_le",
    "Packing.obtuse_at_most_two_m_strict",
    "Packing.orthonormal_complete",
    "Packing.equiangular_at_most_27",
    "Matrices.projectors_commute",
    "Matrices.idempotent_is_projector",
    "Matrices.symmetric_square_trace",
    "Matrices.idempotent_rank_two",
    "Matrices.cube_root_of_one",
    "Attention.stochastic_columns",
    "Attention.strictly_causal_vanishes",
    "Rectifier.dead_neuron",
    "Probes.score_scale",
    "Probes.order_of_quantifiers",
    "Probes.not_all_nonneg",
    "Probes.iff_missing",
    "Probes.equal_or_apart",
    "Numbers.cyclic_injective",
    "Numbers.euler",
    "Numbers.boolean",
    "Numbers.small_or_composite",
    "Numbers.index_shift",
    "Values.root_two_boundary",
    "Values.circle_sum_close",
    "Values.division_by_zero",
    "Values.hadamard",
    "Values.AllSquaresLarge",
    "Values.CubeConvex",
}
"""Of every kind of variable, hypothesis and conclusion, and of both forms of a conjecture."""

SMALLEST = {
    "Packing.welch_three_halves": {"m": 1, "n": 2},
    "Matrices.cube_zero": {},
    "Attention.heads_commute": {"n": 2},
    "Rectifier.saturates": {"x": 501},
    "Numbers.euler": {"n": 40},
    "Numbers.exponential": {"n": 10},
    "Numbers.two_naturals": {"a": 11, "b": 14},
    "Values.only_seventeen": {"x": 17},
    "Values.only_two_thirds": {"x": Fraction(2, 3)},
    "Matrices.projector_diagonal_half": {
        "P": ((Fraction(4, 5), Fraction(2, 5)), (Fraction(2, 5), Fraction(1, 5))),
    },
    "Values.rat_dense": {"x": 0, "y": Fraction(1, 101)},
    "Values.root_two_boundary": {"x": Fraction(140, 99)},
    "Values.root_two_close": {"x": Fraction(24, 17)},
    "Values.root_three_gap": {"x": Fraction(26, 15)},
    "Values.cubic_pair": {"x": 4, "y": 8},
    "Values.discriminant": {"a": 0, "b": 0, "c": 0, "x": 0},
    "Values.four_signs": {"n": 4},
    "Hard.pell_larger": {"x": 99, "y": 70},
    "Hard.power_tower": {"n": 21},
    "Hard.sum_large": {"n": 62},
}
"""Values that a witness must have."""

LARGEST = 42
"""Numbers of a witness may not be longer than this, in the sum of numerators and denominators, but for these."""
LONGER = {
    "Numbers.small_naturals",
    "Values.circle_sum",
    "Values.circle_sum_close",
    "Values.circle_quadrant",
    "Values.large_value",
    "Values.very_large_value",
    "Rectifier.saturates",
    "Packing.equiangular_at_most_27",
    "Values.rat_dense",
    "Values.root_two_boundary",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sheet]:
    """A file in the package of the corpus, whose files it is given one after another."""
    copy = tmp_path_factory.mktemp("corpus") / "package"
    shutil.copytree(HERE / "corpus", copy, ignore=shutil.ignore_patterns("build"))
    with sheet(copy / "Sheet.lean", copy) as found:
        yield found


def search(corpus: Sheet, name: str, settings: Settings, certified: frozenset[str] = frozenset()) -> list[Answer]:
    refuter = corpus.with_text((HERE / "corpus" / name).read_text(encoding="utf-8"))
    found = refuter.answers(settings, certify=False)
    chosen = refuter.certified([answer for answer in found if answer.conjecture.name in certified])
    by_name = {answer.conjecture.name: answer for answer in chosen}
    return [by_name.get(answer.conjecture.name, answer) for answer in found]


def check_witnesses(found: list[Answer]) -> None:
    assert [answer.conjecture.name for answer in found if not isinstance(answer.verdict, Refuted)] == []
    for answer in found:
        assert isinstance(answer.verdict, Refuted)
        values = answer.verdict.witness.values
        for name, value in SMALLEST.get(answer.conjecture.name, {}).items():
            assert values[name] == value, answer.conjecture.name


def test_false_conjectures_fall_and_lean_agrees_that_the_author_stated_them(corpus: Sheet):
    found = search(corpus, "False.lean", Settings(instances=1_000), frozenset(CERTIFIED))
    assert len(found) == 126
    check_witnesses(found)
    too_long = {
        answer.conjecture.name
        for answer in found
        if isinstance(answer.verdict, Refuted) and length(tuple(answer.verdict.witness.values.values())) > LARGEST
    }
    assert too_long <= LONGER
    certificates = {answer.conjecture.name: answer.certificate for answer in found if answer.certificate is not None}
    assert set(certificates) == CERTIFIED
    assert {name: c.problem for name, c in certificates.items() if not c.accepted} == {}
    assert [name for name, c in certificates.items() if not c.faithful] == []
    assert [answer.conjecture.name for answer in found if is_held(answer)] == []


def test_rare_counterexamples_are_found(corpus: Sheet):
    found = search(corpus, "Hard.lean", Settings(instances=1_000))
    assert len(found) == 58
    check_witnesses(found)
    assert [answer.conjecture.name for answer in found if is_held(answer)] == []


def test_no_true_conjecture_is_refuted(corpus: Sheet):
    found = search(corpus, "True.lean", Settings(instances=200, seconds=0.4))
    assert len(found) == 51
    assert [answer.conjecture.name for answer in found if not isinstance(answer.verdict, Held)] == []
    assert all(answer.result.instances > 0 for answer in found)


def test_lists_optional_values_and_pairs_mean_what_they_mean_in_lean(corpus: Sheet):
    found = search(corpus, "Composite.lean", Settings(instances=200, seconds=0.4))
    unread = [answer.conjecture for answer in found if not isinstance(answer.conjecture.statement, Statement)]
    assert unread == []
    wrong = [
        f"{answer.conjecture.name}: {answer.verdict}"
        for answer in found
        if isinstance(answer.verdict, Refuted) is not answer.conjecture.name.startswith("Fails.")
    ]
    assert wrong == []


def is_held(answer: Answer) -> bool:
    """Whether a check, which is not as thorough as a search, holds what is false."""
    statement = answer.conjecture.statement
    assert isinstance(statement, Statement)
    return isinstance(check(tabulated(statement), closed=answer.conjecture.closed).verdict, Held)


def length(value: Value) -> int:
    if isinstance(value, tuple):
        return sum(map(length, value))
    return abs(value.numerator) + value.denominator - 1 if isinstance(value, Fraction) else int(value)
