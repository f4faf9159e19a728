"""Weights of a model in torch, in TransformerLens' shapes and in SAELens' shapes, held against the theorems.

    pip install torch    # for this example only
    python examples/measure_state_dicts.py

What each axis is must be said, as no shape tells it: TransformerLens keeps W_U as (d_model, d_vocab) and W_in as
(d_model, d_mlp), SAELens keeps W_dec as (d_sae, d_in) and W_enc as (d_in, d_sae).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module

import toymodels
from toymodels.library import Library
from toymodels.measure import Measurement


def linear(weight: object, library: Library) -> Measurement:
    """`torch.nn.Linear(features, hidden).weight`, of shape (hidden, features)."""
    return toymodels.measure(weight, axes=("hidden", "feature"), library=library)


def head_values(state: Mapping[str, object], head: int, library: Library) -> Measurement:
    """What one head of TransformerLens reads: `W_V` has the shape (head, d_model, d_head)."""
    axes = ("head", "feature", "hidden")
    return toymodels.measure(state["blocks.0.attn.W_V"], axes=axes, index={"head": head}, library=library)


def head_scores(state: Mapping[str, object], head: int, kv_head: int, library: Library) -> Measurement:
    """A query head read by a key head; of these there are fewer if they serve several query heads each."""
    return toymodels.measure(
        state["blocks.0.attn.W_Q"],
        axes=("head", "feature", "hidden"),
        index={"head": head, "kv_head": kv_head},
        read_out=state["blocks.0.attn.W_K"],
        read_out_axes=("kv_head", "feature", "hidden"),
        library=library,
    )


def unembedding(state: Mapping[str, object], library: Library) -> Measurement:
    """Tokens as features: `W_U` has the shape (d_model, d_vocab)."""
    return toymodels.measure(state["unembed.W_U"], axes=("hidden", "feature"), library=library)


def latents(state: Mapping[str, object], library: Library) -> Measurement:
    """The latents of a sparse autoencoder in SAELens' shapes, read by its encoder."""
    return toymodels.measure(
        state["W_dec"],
        axes=("feature", "hidden"),
        read_out=state["W_enc"],
        read_out_axes=("hidden", "feature"),
        bias=state["b_enc"],
        library=library,
    )


def main() -> None:
    """Print the answers for each of three state dicts."""
    try:
        torch = import_module("torch")
    except ModuleNotFoundError:
        sys.exit("this example needs torch: pip install torch")
    torch.manual_seed(0)
    library = toymodels.load()
    lens = {
        "blocks.0.attn.W_Q": torch.randn(4, 8, 3),
        "blocks.0.attn.W_K": torch.randn(2, 8, 3),
        "blocks.0.attn.W_V": torch.randn(2, 8, 3),
        "unembed.W_U": torch.randn(8, 16).bfloat16(),
    }
    autoencoder = {"W_dec": torch.randn(12, 5), "W_enc": torch.randn(5, 12), "b_enc": torch.zeros(12)}
    print(linear(torch.nn.Linear(6, 3).weight, library), end="\n\n")
    for found in (
        head_values(lens, 1, library),
        head_scores(lens, 3, 1, library),
        unembedding(lens, library),
        latents(autoencoder, library),
    ):
        print(*found.answers, sep="\n", end="\n\n")


if __name__ == "__main__":
    main()
