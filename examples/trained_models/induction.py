"""An attention-only transformer with one head a layer, trained to continue texts that repeat themselves.

A text is a few tokens, all different, over and over; after how many it repeats differs from text to text, so that no
fixed distance tells what comes next. Two layers can solve that by an induction head, one layer cannot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from examples.trained_models.optimiser import Adam, Array

PERIODS = (3, 7)
"""The least number of tokens after which a text repeats, and one more than the largest."""


@dataclass(frozen=True)
class Head:
    """An attention head; each array has shape (width, dimension of the head)."""

    query: Array
    key: Array
    value: Array
    out: Array

    def arrays(self) -> list[Array]:
        """In the order of the fields."""
        return [self.query, self.key, self.value, self.out]


@dataclass(frozen=True)
class Seen:
    """What a head had in a batch: its inputs, queries, keys, values, pattern and mixed values."""

    inputs: Array
    queries: Array
    keys: Array
    values: Array
    pattern: Array
    mixed: Array


@dataclass(frozen=True)
class Transformer:
    """`logits = unembedding · stream`, to which each layer's head has added what it writes.

    Attributes:
        embedding: shape (vocabulary, width).
        positions: shape (length, width); zeros that stay zero if the model has no positions.
        unembedding: shape (vocabulary, width).
    """

    embedding: Array
    positions: Array
    unembedding: Array
    heads: tuple[Head, ...]

    def run(self, tokens: Array) -> tuple[Array, list[Seen]]:
        """The stream after the last layer, of shape (batch, length, width), and what each head had."""
        length = tokens.shape[1]
        stream, seen = self.embedding[tokens] + self.positions[:length], []
        future = np.triu(np.full((length, length), -1e9, dtype=np.float32), 1)
        for head in self.heads:
            queries, keys, values = stream @ head.query, stream @ head.key, stream @ head.value
            pattern = softmax(queries @ keys.transpose(0, 2, 1) / head.key.shape[1] ** 0.5 + future)
            mixed = pattern @ values
            seen.append(Seen(stream, queries, keys, values, pattern, mixed))
            stream = stream + mixed @ head.out.T
        return stream, seen

    def logits(self, tokens: Array) -> Array:
        """Shape (batch, length, vocabulary)."""
        return self.run(tokens)[0] @ self.unembedding.T


def softmax(scores: Array) -> Array:
    """Along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def repeating_texts(random: np.random.Generator, count: int, vocabulary: int, length: int) -> tuple[Array, Array]:
    """Texts of `length` tokens and the one after, and where that next token is to be known from what was seen."""
    periods = random.integers(*PERIODS, size=count)
    words = np.argsort(random.random((count, vocabulary)), axis=1)
    texts = np.take_along_axis(words, np.arange(length + 1)[None, :] % periods[:, None], 1)
    return texts, np.arange(length)[None, :] >= periods[:, None]


def untrained(
    random: np.random.Generator, *, layers: int, vocabulary: int, length: int, width: int, dimension: int
) -> Transformer:
    """A transformer with random weights in float32."""

    def drawn(rows: int, columns: int, size: float) -> Array:
        return (random.normal(size=(rows, columns)) * size).astype(np.float32)

    embedding, positions = drawn(vocabulary, width, 0.5), drawn(length, width, 0.5)
    unembedding = drawn(vocabulary, width, width**-0.5)
    heads = (Head(*(drawn(width, dimension, width**-0.5) for _ in range(4))) for _ in range(layers))
    return Transformer(embedding, positions, unembedding, tuple(heads))


def train_transformer(
    *, layers: int, vocabulary: int = 24, length: int = 12, seed: int = 0, steps: int = 800, has_positions: bool = True
) -> Transformer:
    """A transformer of width 32 with heads of dimension 8, trained by cross entropy on fresh texts in each step."""
    random = np.random.default_rng(seed)
    model = untrained(random, layers=layers, vocabulary=vocabulary, length=length, width=32, dimension=8)
    if not has_positions:
        model.positions[:] = 0
    parameters = [model.embedding, model.positions, model.unembedding]
    optimiser = Adam([*parameters, *(each for head in model.heads for each in head.arrays())], 0.01)
    for _ in range(steps):
        texts, known = repeating_texts(random, 64, vocabulary, length)
        gradients = list(_gradients(model, texts, known))
        if not has_positions:
            gradients[1][:] = 0
        optimiser.step(gradients)
    return model


def _gradients(model: Transformer, texts: Array, known: Array) -> Iterator[Array]:
    """Of the mean cross entropy at the places that are `known`, in the order of the parameters."""
    tokens, after = texts[:, :-1], texts[:, 1:, None]
    stream, seen = model.run(tokens)
    error = softmax(stream @ model.unembedding.T)
    np.put_along_axis(error, after, np.take_along_axis(error, after, 2) - 1, 2)
    error *= (known / known.sum())[..., None].astype(np.float32)
    back, of_heads = error @ model.unembedding, []
    for head, had in zip(reversed(model.heads), reversed(seen), strict=True):
        gradients, back = _through(head, had, back)
        of_heads = [*gradients, *of_heads]
    of_embedding = np.zeros_like(model.embedding)
    np.add.at(of_embedding, tokens, back)
    yield of_embedding
    yield back.sum(axis=0)
    yield _summed(error, stream)
    yield from of_heads


def _through(head: Head, had: Seen, back: Array) -> tuple[list[Array], Array]:
    """The gradients of a head's arrays, and what goes on to the layer before; `back` is that of the stream after it."""
    mixed = back @ head.out
    pattern = mixed @ had.values.transpose(0, 2, 1)
    scores = had.pattern * (pattern - (pattern * had.pattern).sum(axis=-1, keepdims=True)) / head.key.shape[1] ** 0.5
    queries, keys = scores @ had.keys, scores.transpose(0, 2, 1) @ had.queries
    values = had.pattern.transpose(0, 2, 1) @ mixed
    gradients = [*(_summed(had.inputs, each) for each in (queries, keys, values)), _summed(back, had.mixed)]
    return gradients, back + queries @ head.query.T + keys @ head.key.T + values @ head.value.T


def _summed(left: Array, right: Array) -> Array:
    """The sum of `left ⊗ right` over batch and positions."""
    return np.tensordot(left, right, ((0, 1), (0, 1)))
