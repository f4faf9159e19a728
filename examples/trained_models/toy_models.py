"""The toy model of superposition and a small sparse autoencoder; float32 weights, features by hidden dimensions."""

from __future__ import annotations

import numpy as np
from examples.trained_models.optimiser import Adam, Array


def toy_model(
    n: int, m: int, *, density: float, seed: int, steps: int = 3000, relu: bool = True
) -> tuple[Array, Array]:
    """The toy model x' = ReLU(W Wᵀ x + b) of n sparse features in m dimensions; W of shape (n, m), and b."""
    random = np.random.default_rng(seed)
    weights, bias = random.normal(size=(n, m)) / np.sqrt(m), np.zeros(n)
    optimiser = Adam([weights, bias], 0.01)
    for _ in range(steps):
        x = random.random((256, n)) * (random.random((256, n)) < density)
        before = x @ weights @ weights.T + bias
        out = np.maximum(before, 0) if relu else before
        error = (out - x) * (before > 0) if relu else out - x
        gradient = error.T @ (x @ weights) + x.T @ (error @ weights)
        optimiser.step([gradient / 256, error.mean(axis=0)])
    return weights.astype(np.float32), bias.astype(np.float32)


def sparse_autoencoder(
    directions: Array, *, latents: int, seed: int, steps: int = 1500, penalty: float = 0.05
) -> tuple[Array, Array]:
    """A sparse autoencoder of sums of few rows of `directions`; decoder and encoder, each of shape (latents, m)."""
    random = np.random.default_rng(seed)
    decoder = random.normal(size=(latents, directions.shape[1]))
    decoder /= np.linalg.norm(decoder, axis=1, keepdims=True)
    encoder, bias = decoder.copy(), np.zeros(latents)
    optimiser = Adam([decoder, encoder, bias], 0.005)
    for _ in range(steps):
        active = random.random((256, len(directions))) < 1.5 / len(directions)
        x = (active * random.random(active.shape)) @ directions
        before = x @ encoder.T + bias
        code = np.maximum(before, 0)
        error = (code @ decoder - x) / 256
        back = (error @ decoder.T + penalty / 256) * (before > 0)
        optimiser.step([code.T @ error, back.T @ x, back.sum(axis=0)])
        decoder /= np.linalg.norm(decoder, axis=1, keepdims=True)
    return decoder.astype(np.float32), encoder.astype(np.float32)


def dictionary() -> Array:
    """Twelve random unit vectors in six dimensions, shape (12, 6)."""
    rows = np.random.default_rng(3).normal(size=(12, 6))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
