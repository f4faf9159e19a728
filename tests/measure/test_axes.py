"""Axes are named, never guessed; what does not fit is told in words."""

from typing import Any

import numpy as np
import pytest

from toymodels.measure.axes import parse_axes, parse_index
from toymodels.measure.errors import WeightsError
from toymodels.measure.files import Tensor, tensor_of
from toymodels.measure.weights import Weights, parse_step, weights_of


def tensor(*shape: int, name: str = "w") -> Tensor:
    return tensor_of(np.arange(np.prod(shape), dtype=np.float32).reshape(shape), name)


def matrix(weights: Weights) -> Any:
    return weights.features.floats().tolist()


def test_the_three_orientations_give_features_by_hidden_dimensions():
    stored = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    features = stored[1].tolist()
    assert matrix(weights_of(tensor_of(stored[1], "w"), ("feature", "hidden"))) == features
    assert matrix(weights_of(tensor_of(stored[1].T, "w"), ("hidden", "feature"))) == features
    instances = weights_of(tensor_of(stored, "w"), ("inst", "feature", "hidden"), index={"inst": 1})
    assert matrix(instances) == features
    turned = weights_of(tensor_of(stored.transpose(2, 0, 1), "w"), ("hidden", "head", "feature"), index={"head": 1})
    assert matrix(turned) == features


@pytest.mark.parametrize(
    ("axes", "index", "message"),
    [
        ("feature", {}, "hidden missing"),
        ("feature,hidden,hidden", {}, "'hidden' is empty or there twice"),
        ("inst,feature,hidden", {}, "axis 'inst' has 2 entries; say which with --index inst=NUMBER"),
        ("inst,feature,hidden", {"inst": 2}, "--index inst=2 is outside; inst has 0 to 1"),
        ("inst,feature,hidden", {"inst": 0, "head": 1}, "--index names head"),
        ("feature,hidden", {}, r"has 3 axes, and 2 are named: feature,hidden; .* as in inst,feature,hidden"),
    ],
)
def test_axes_that_do_not_fit_are_told(axes: str, index: dict[str, int], message: str):
    with pytest.raises(WeightsError, match=message):
        weights_of(tensor(2, 3, 4), parse_axes(axes), index=index)


def test_an_index_is_a_name_and_a_number():
    assert parse_index(["inst=4", "head = 0"]) == {"inst": 4, "head": 0}
    with pytest.raises(WeightsError, match="not of the form NAME=NUMBER"):
        parse_index(["inst:4"])


def test_heads_that_are_shared_between_queries_are_named_as_such():
    with pytest.raises(WeightsError, match="4 times as many features on one side, as in grouped-query attention"):
        weights_of(tensor(8, 4, name="q"), ("feature", "hidden"), read_out=tensor(2, 4, name="k"))


def test_heads_of_another_number_are_chosen_by_an_axis_of_their_own():
    query, key = tensor(8, 5, 4, name="q"), tensor(2, 5, 4, name="k")
    axes = ("head", "feature", "hidden")
    with pytest.raises(WeightsError, match=r"--index head=5 is outside; head has 0 to 1; .* kv_head,feature,hidden"):
        weights_of(query, axes, index={"head": 5}, read_out=key)
    both = {"head": 5, "kv_head": 1}
    found = weights_of(query, axes, index=both, read_out=key, read_out_axes=("kv_head", "feature", "hidden"))
    assert found.read_out is not None
    assert found.read_out.floats().tolist() == key.values[1].tolist()
    assert {name: dict(each.index) for name, each in found.origins.items()} == {
        "features": {"head": 5},
        "read_out": {"kv_head": 1},
    }
    with pytest.raises(WeightsError, match="--index names kv_head, but the axes are head,feature,hidden"):
        weights_of(query, axes, index=both)


def test_what_is_not_finite_is_placed_by_the_names_of_the_axes():
    stored = np.zeros((2, 3, 4), np.float32)
    stored[1, 2, 3] = np.inf
    with pytest.raises(WeightsError, match=r"w \(inst 1\) at feature 3, hidden 2 is inf, the only entry"):
        weights_of(tensor_of(stored, "w"), ("inst", "hidden", "feature"), index={"inst": 1})
    assert weights_of(tensor_of(stored, "w"), ("inst", "hidden", "feature"), index={"inst": 0}).n == 4


@pytest.mark.parametrize(("shape", "message"), [((), "has no axes; choose"), ((3,), "has 1 axis; choose")])
def test_a_single_direction_is_no_set_of_features(shape: tuple[int, ...], message: str):
    with pytest.raises(WeightsError, match=message):
        weights_of(tensor_of(np.ones(shape, np.float32), "w"), ("feature", "hidden"))


def test_a_read_out_the_other_way_round_asks_for_its_axes():
    with pytest.raises(WeightsError, match="the other way round; name them with --read-out-axes"):
        weights_of(tensor(7, 3), ("feature", "hidden"), read_out=tensor(3, 7, name="r"))
    named = weights_of(
        tensor(7, 3), ("feature", "hidden"), read_out=tensor(3, 7, name="r"), read_out_axes=("hidden", "feature")
    )
    assert named.read_out is not None
    assert named.read_out.shape == (7, 3)


def test_a_bias_has_a_number_for_each_feature():
    assert weights_of(tensor(3, 2), ("feature", "hidden"), bias=tensor(3, name="b")).bias is not None
    with pytest.raises(WeightsError, match=r"b \[2\] float32 is not a bias of 3 features"):
        weights_of(tensor(3, 2), ("feature", "hidden"), bias=tensor(2, name="b"))


@pytest.mark.parametrize("text", ["0", "-1/2", "x", "1/0"])
def test_a_step_is_a_positive_fraction(text: str):
    with pytest.raises(WeightsError, match="--snap"):
        parse_step(text)
