"""The example's state dicts, with arrays that answer as those of torch do; torch itself is asked for nowhere."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from examples import measure_state_dicts as example
from tests.support.packages import Packages

from toymodels.library import Library
from toymodels.measure import Measurement

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("weights")]


class Tensor:
    """What a torch tensor with a gradient does, as far as it is asked; a bfloat16 has no NumPy array."""

    def __init__(self, values: np.ndarray, dtype: str = "torch.float32") -> None:
        self.values, self.dtype, self.is_bound = values, dtype, True

    def detach(self) -> "Tensor":
        other = Tensor(self.values, self.dtype)
        other.is_bound = False
        return other

    def cpu(self) -> "Tensor":
        return self

    def float(self) -> "Tensor":
        other = Tensor(self.values)
        other.is_bound = self.is_bound
        return other

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        if self.is_bound or self.dtype == "torch.bfloat16":
            raise TypeError("Can't call numpy() on it")
        return self.values


@pytest.fixture(scope="module")
def small(packages: Packages) -> Library:
    return packages(Path(__file__).parent / "package")


def drawn(*shape: int) -> np.ndarray:
    return np.random.default_rng(len(shape)).normal(size=shape).astype(np.float32)


def features(found: Measurement) -> list[list[float]]:
    return found.weights.features.floats().tolist()


def test_a_linear_layer_of_torch(small: Library):
    weight = drawn(3, 6)
    assert features(example.linear(Tensor(weight), small)) == weight.T.tolist()


def test_heads_and_tokens_in_the_shapes_of_transformer_lens(small: Library):
    cut = (drawn(8, 16).view(np.uint32) & 0xFFFF0000).view(np.float32)
    state = {
        "blocks.0.attn.W_Q": Tensor(drawn(4, 8, 3)),
        "blocks.0.attn.W_K": Tensor(drawn(2, 8, 3)),
        "blocks.0.attn.W_V": Tensor(drawn(2, 8, 3)),
        "unembed.W_U": Tensor(cut, "torch.bfloat16"),
    }
    assert features(example.head_values(state, 1, small)) == drawn(2, 8, 3)[1].tolist()
    scores = example.head_scores(state, 3, 1, small)
    assert features(scores) == drawn(4, 8, 3)[3].tolist()
    assert scores.weights.read_out is not None
    assert scores.weights.read_out.floats().tolist() == drawn(2, 8, 3)[1].tolist()
    tokens = example.unembedding(state, small)
    assert features(tokens) == cut.T.tolist()
    assert tokens.weights.origins["features"].dtype == "bfloat16"
    assert tokens.answers[0].startswith("16 features in 8 hidden dimensions")


def test_latents_in_the_shapes_of_sae_lens(small: Library):
    state = {"W_dec": Tensor(drawn(12, 5)), "W_enc": Tensor(drawn(5, 12)), "b_enc": Tensor(np.zeros(12, np.float32))}
    found = example.latents(state, small)
    assert (found.weights.n, found.weights.m) == (12, 5)
    assert found.weights.read_out is not None
    assert found.weights.read_out.floats().tolist() == drawn(5, 12).T.tolist()
    assert found.weights.bias is not None
