"""The library's predictions held against models that were really trained, here, in seconds."""

from fractions import Fraction

import numpy as np
import pytest
from tests.measure.training import (
    Quadratic,
    addition,
    group_model,
    permutations_of_three,
    sparse_autoencoder,
    toy_model,
)

from toymodels.measure import Group, Weights
from toymodels.measure.claims import Candidate
from toymodels.measure.dyadic import exact_array
from toymodels.measure.files import tensor_of
from toymodels.measure.quantities import quantities
from toymodels.measure.sweep import sweep
from toymodels.measure.weights import weights_of

AXES = ("feature", "hidden")


def weights(rows: np.ndarray, **others: np.ndarray) -> Weights:
    return weights_of(tensor_of(rows, "w"), AXES, **{name: tensor_of(array, name) for name, array in others.items()})


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


def exact_argmaxes(model: Quadratic, table: np.ndarray) -> int:
    """For how many pairs the table's element has the largest logit, in exact integers."""
    n, correct = len(table), 0
    both = exact_array(np.concatenate([model.left, model.right]), "w").integers.astype(object)
    left, right, out = both[:n], both[n:], exact_array(model.out, "w").integers.astype(object)
    for a in range(n):
        for b in range(n):
            values = out @ ((left[a] + right[b]) ** 2)
            best = values[table[a, b]]
            correct += all(best > value for at, value in enumerate(values) if at != table[a, b])
    return correct


@pytest.mark.parametrize(
    ("table", "width", "steps"), [(addition(23), 96, 1500), (permutations_of_three(), 64, 1200)], ids=["p = 23", "S3"]
)
def test_group_tables_are_learned_and_every_argmax_is_certified(table: np.ndarray, width: int, steps: int):
    model = group_model(table, width=width, seed=0, steps=steps)
    assert exact_argmaxes(model, table) == table.size


def test_addition_is_learned_as_a_clock():
    """Nearly all of the embedding's energy lies in pairs of a cosine and a sine of one frequency."""
    model = group_model(addition(23), width=96, seed=0, steps=1500)
    spectrum = np.abs(np.fft.rfft(model.left - model.left.mean(axis=0), axis=0)) ** 2
    by_unit = np.sort(spectrum / spectrum.sum(axis=0), axis=0)[::-1]
    assert np.median(by_unit[0]) > 0.5


def test_a_sparse_autoencoder_finds_the_dictionary_and_pays_for_it_in_capacity():
    random = np.random.default_rng(3)
    dictionary = random.normal(size=(12, 6))
    dictionary /= np.linalg.norm(dictionary, axis=1, keepdims=True)
    decoder, encoder = sparse_autoencoder(dictionary, latents=12, seed=3)
    found = quantities(weights(decoder, read_out=encoder))
    assert found.total_capacity <= 6
    matches = np.abs(decoder @ dictionary.T).max(axis=1)
    assert np.mean(matches > 0.8) > 0.7
