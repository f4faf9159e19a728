"""Models that learn the table of a group: addition modulo a prime, the permutations of three things."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from examples.trained_models.optimiser import Adam, Array

from toymodels.measure.dyadic import exact_array


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


def exact_argmaxes(model: Quadratic, table: Array) -> int:
    """For how many pairs the table's element has strictly the largest logit, in exact integers."""
    n, correct = len(table), 0
    both = exact_array(np.concatenate([model.left, model.right]), "w").integers.astype(object)
    left, right, out = both[:n], both[n:], exact_array(model.out, "w").integers.astype(object)
    for a, b in np.ndindex(n, n):
        values = out @ ((left[a] + right[b]) ** 2)
        best = values[table[a, b]]
        correct += all(best > value for at, value in enumerate(values) if at != table[a, b])
    return correct
