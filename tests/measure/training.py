"""Small models trained by hand-written gradients in NumPy, in seconds: what the library's predictions are held against.

Every function is deterministic in its seed and returns float32 weights, features by hidden dimensions unless said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Adam:
    """Adam with the usual constants, on a list of arrays that it changes in place."""

    def __init__(self, parameters: list[Array], rate: float) -> None:
        self._parameters, self._rate, self._step = parameters, rate, 0
        self._first = [np.zeros_like(each) for each in parameters]
        self._second = [np.zeros_like(each) for each in parameters]

    def step(self, gradients: list[Array]) -> None:
        self._step += 1
        for at, gradient in enumerate(gradients):
            self._first[at] = 0.9 * self._first[at] + 0.1 * gradient
            self._second[at] = 0.999 * self._second[at] + 0.001 * gradient**2
            first = self._first[at] / (1 - 0.9**self._step)
            second = self._second[at] / (1 - 0.999**self._step)
            self._parameters[at] -= self._rate * first / (np.sqrt(second) + 1e-9)


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


@dataclass(frozen=True)
class Quadratic:
    """A table of a group: z(a, b) = Σ_h out[h] (left[a, h] + right[b, h])², with arrays of one row an element."""

    left: Array
    right: Array
    out: Array

    def logits(self) -> Array:
        """Shape (n, n, n): for each pair, a number for each element."""
        hidden = (self.left[:, None, :] + self.right[None, :, :]) ** 2
        return hidden @ self.out.T


def group_model(table: Array, *, width: int, seed: int, steps: int) -> Quadratic:
    """A group's table learned by mean squared error on all pairs, with a quadratic activation."""
    n = len(table)
    random = np.random.default_rng(seed)
    left, right, out = (random.normal(size=(n, width)) * 0.3 for _ in range(3))
    target = np.eye(n)[table].reshape(n * n, n)
    optimiser = Adam([left, right, out], 0.01)
    for _ in range(steps):
        before = (left[:, None, :] + right[None, :, :]).reshape(n * n, width)
        error = (before**2 @ out.T - target) / n
        hidden = 2 * before * (error @ out)
        folded = hidden.reshape(n, n, width)
        optimiser.step([folded.sum(axis=1), folded.sum(axis=0), error.T @ before**2])
    return Quadratic(*(part.astype(np.float32) for part in (left, right, out)))


def addition(p: int) -> Array:
    """The table of addition modulo p."""
    return (np.arange(p)[:, None] + np.arange(p)[None, :]) % p


def permutations_of_three() -> Array:
    """The table of the composition of the six permutations of three things."""
    elements = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
    return np.array([[elements.index(tuple(a[b[i]] for i in range(3))) for b in elements] for a in elements])


def sparse_autoencoder(
    dictionary: Array, *, latents: int, seed: int, steps: int = 1500, penalty: float = 0.05
) -> tuple[Array, Array]:
    """A sparse autoencoder of sums of few rows of `dictionary`; decoder and encoder, each of shape (latents, m)."""
    random = np.random.default_rng(seed)
    decoder = random.normal(size=(latents, dictionary.shape[1]))
    decoder /= np.linalg.norm(decoder, axis=1, keepdims=True)
    encoder, bias = decoder.copy(), np.zeros(latents)
    optimiser = Adam([decoder, encoder, bias], 0.005)
    for _ in range(steps):
        active = random.random((256, len(dictionary))) < 1.5 / len(dictionary)
        x = (active * random.random(active.shape)) @ dictionary
        before = x @ encoder.T + bias
        code = np.maximum(before, 0)
        error = (code @ decoder - x) / 256
        back = (error @ decoder.T + penalty / 256) * (before > 0)
        optimiser.step([code.T @ error, back.T @ x, back.sum(axis=0)])
        decoder /= np.linalg.norm(decoder, axis=1, keepdims=True)
    return decoder.astype(np.float32), encoder.astype(np.float32)
