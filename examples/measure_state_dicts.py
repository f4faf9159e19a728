"""Weights of a model in torch, in TransformerLens' shapes and in SAELens' shapes, held against the theorems.

    pip install torch    # for this example only
    python examples/measure_state_dicts.py

What each axis is must be said, as no shape tells it: TransformerLens keeps W_U as (d_model, d_vocab) and W_in as
(d_model, d_mlp), SAELens keeps W_dec as (d_sae, d_in) and W_enc as (d_in, d_sae).
"""

from __future__ import annotations

import sys
from importlib import import_module

import toymodels


def main() -> None:
    """Print the answers for each of three state dicts."""
    try:
        torch = import_module("torch")
    except ModuleNotFoundError:
        sys.exit("this example needs torch: pip install torch")
    torch.manual_seed(0)
    library = toymodels.load()

    plain = torch.nn.Linear(6, 3)  # weight: (out, in) = (hidden, feature)
    print(toymodels.measure(plain.weight, axes=("hidden", "feature"), library=library), end="\n\n")

    lens = {
        "blocks.0.attn.W_V": torch.randn(2, 8, 3),  # (head, d_model, d_head)
        "unembed.W_U": torch.randn(8, 16).bfloat16(),  # (d_model, d_vocab)
    }
    head = toymodels.measure(
        lens["blocks.0.attn.W_V"], axes=("head", "feature", "hidden"), index={"head": 1}, library=library
    )
    print(*head.answers, sep="\n", end="\n\n")
    tokens = toymodels.measure(lens["unembed.W_U"], axes=("hidden", "feature"), library=library)
    print(*tokens.answers, sep="\n", end="\n\n")

    sae = {"W_dec": torch.randn(12, 5), "W_enc": torch.randn(5, 12), "b_enc": torch.zeros(12)}
    latents = toymodels.measure(
        sae["W_dec"],
        axes=("feature", "hidden"),
        read_out=sae["W_enc"],
        read_out_axes=("hidden", "feature"),
        bias=sae["b_enc"],
        library=library,
    )
    print(latents)


if __name__ == "__main__":
    main()
