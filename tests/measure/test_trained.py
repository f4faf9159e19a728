"""The library's predictions held against models that were really trained, here, in seconds."""

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from examples.trained_models import attention
from examples.trained_models.__main__ import INTRODUCTION
from examples.trained_models.groups import Quadratic, addition, exact_argmaxes, group_model, permutations_of_three
from examples.trained_models.induction import Transformer, repeating_texts, train_transformer
from examples.trained_models.predictions import spectrum
from examples.trained_models.rows import measured, weights
from examples.trained_models.toy_models import dictionary, sparse_autoencoder, toy_model

from toymodels.measure import Group, Weights
from toymodels.measure.claims import Candidate
from toymodels.measure.quantities import quantities
from toymodels.measure.sweep import sweep

pytestmark = pytest.mark.xdist_group("library")


def hold_all(of: Weights, about_weights: list[Candidate]) -> dict[str, Group]:
    """The groups of all findings, none of which may be refuted."""
    findings = sweep(of, about_weights)
    assert [each.name for each in findings if each.is_refuted] == []
    return {each.short_name: each.group for each in findings}


@pytest.mark.lean
@pytest.mark.parametrize(("n", "m", "density"), [(5, 2, 0.1), (20, 5, 0.1), (80, 20, 0.1)])
def test_nothing_that_applies_to_a_trained_toy_model_is_false(
    about_weights: list[Candidate], n: int, m: int, density: float
):
    rows, bias = toy_model(n, m, density=density, seed=0, steps=1500)
    groups = hold_all(weights(rows, bias=bias), about_weights)
    assert list(groups.values()).count(Group.APPLIES) >= 25
    assert groups["sum_capacity_le_dim"] is Group.APPLIES


def test_sparse_features_are_put_into_superposition_and_spend_nearly_all_of_the_budget():
    """Capacity adds up to at most m = 2; training comes close to it, with more than two features in the plane."""
    rows, _ = toy_model(5, 2, density=0.05, seed=1)
    found = quantities(weights(rows))
    assert sum(1 for norm in found.squared_norms if norm > Fraction(1, 2)) > 2
    assert Fraction(19, 10) < found.total_capacity <= 2


def test_a_linear_model_keeps_no_superposition():
    """Its optimum gives m features a dimension each; training lands there, which the library proves to be the best."""
    rows, _ = toy_model(5, 2, density=1.0, seed=2, relu=False)
    gram = rows.astype(np.float64) @ rows.T
    projector = gram @ gram
    assert np.abs(projector - gram).max() < 0.05
    assert quantities(weights(rows)).rank == 2


@pytest.fixture(scope="module")
def clock() -> Quadratic:
    return group_model(addition(23), width=96, seed=0, steps=1500)


def test_addition_is_learned_and_every_argmax_is_certified(clock: Quadratic):
    assert exact_argmaxes(clock, addition(23)) == 23 * 23
    wrong = Quadratic(clock.left, clock.right, np.roll(clock.out, 1, axis=0))
    assert exact_argmaxes(wrong, addition(23)) == 0


def test_addition_is_learned_as_a_clock(clock: Quadratic):
    """Most of a unit's energy lies in a cosine and a sine of one frequency."""
    assert spectrum(clock.left)[0] > 0.5


def test_composition_is_learned_and_every_argmax_is_certified():
    table = permutations_of_three()
    assert exact_argmaxes(group_model(table, width=64, seed=0, steps=1200), table) == 36


@pytest.fixture(scope="module")
def two() -> Transformer:
    return train_transformer(layers=2)


def share_right(model: Transformer) -> float:
    texts, known = repeating_texts(np.random.default_rng(99), 256, attention.VOCABULARY, attention.LENGTH)
    return float((model.logits(texts[:, :-1]).argmax(axis=-1) == texts[:, 1:])[known].mean())


def test_two_layers_learn_an_induction_head_and_one_does_not(two: Transformer):
    assert share_right(two) > 0.97
    assert share_right(train_transformer(layers=1)) < 0.8


@pytest.mark.lean
def test_the_two_heads_are_those_of_the_library_s_circuit(two: Transformer, about_weights: list[Candidate]):
    texts, known = repeating_texts(np.random.default_rng(7), 64, attention.VOCABULARY, attention.LENGTH)
    _, (first, second) = two.run(texts[:, :-1])
    assert np.mean([first.pattern[:, at, at - 1].mean() for at in range(1, 7)]) > 0.9
    assert attention.after_matches(second, texts, known) > 0.9
    circuit = by_name(about_weights)["induction_head_bigram"]
    assert attention.circuit_tokens(circuit, [5, 1, 2, 7, 1, 3, 1, 2, 1]) == {2}
    assert attention.agreement(two, texts[:10], known, circuit) > 0.9


@pytest.mark.lean
def test_both_layers_write_exactly_what_their_paths_write(two: Transformer, about_weights: list[Candidate]):
    assert attention.path_row(two, by_name(about_weights)["attention_path_expansion"]).lands == "equal, as it must be"


@pytest.mark.lean
def test_the_second_head_reads_what_the_first_one_writes(two: Transformer, about_weights: list[Candidate]):
    rows = {row.theorem: row for row in attention.head_rows(two, by_name(about_weights))}
    assert float(rows["compositionScore_le_one"].lands.split()[0]) > 2
    first, second = two.heads
    of = weights(first.out.T, read_out=second.key.T)
    (row,) = measured(by_name(about_weights), ("compositionScore_le_one",), of)
    products = second.key.T.astype(np.float64) @ first.out
    score = (products**2).sum() / (
        (second.key.astype(np.float64) ** 2).sum() * (first.out.astype(np.float64) ** 2).sum()
    )
    assert row.found == f"{score:.4g} ≤ 1"


def test_a_layer_without_positions_is_blind_to_order():
    blind = train_transformer(layers=1, has_positions=False, steps=300)
    texts, answers = attention.swapped_texts(100)
    last = blind.logits(texts)[:, -1]
    assert np.abs(last[:100] - last[100:]).max() < 1e-3
    assert (last.argmax(axis=-1) == answers).mean() <= 0.5


def by_name(about_weights: list[Candidate]) -> dict[str, Candidate]:
    return {each.name.rpartition(".")[2]: each for each in about_weights}


def test_a_sparse_autoencoder_finds_the_dictionary_and_pays_for_it_in_capacity():
    decoder, encoder = sparse_autoencoder(dictionary(), latents=12, seed=3)
    found = quantities(weights(decoder, read_out=encoder))
    assert found.total_capacity <= 6
    matches = np.abs(decoder @ dictionary().T).max(axis=1)
    assert np.mean(matches > 0.8) > 0.7


@pytest.mark.lean
def test_the_page_of_predictions_names_theorems_that_there_are(about_weights: list[Candidate]):
    page = (Path(__file__).parents[2] / "docs" / "trained-weights.md").read_text(encoding="utf-8")
    assert page.startswith(INTRODUCTION)
    named = set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE))
    assert {"sum_capacity_le_dim", "induction_head_bigram", "clock_multi_frequency_argmax_iff"} <= named
    assert named <= set(by_name(about_weights))
    assert "not equal" not in page
    assert "not all right" not in page
