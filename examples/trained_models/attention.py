"""The transformers that continue repeating texts, and what the library's theorems on attention say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from examples.trained_models.induction import Seen, Transformer, repeating_texts, train_transformer
from examples.trained_models.optimiser import Array
from examples.trained_models.rows import NEARLY, Row, Section, measured, weights

from toymodels.evaluate.batch import Instance
from toymodels.evaluate.oracle import oracle_value
from toymodels.measure.claims import Candidate
from toymodels.measure.dyadic import exact_array
from toymodels.measure.exact.blocks import of_exact
from toymodels.measure.exact.evaluator import Evaluator
from toymodels.measure.exact.networks import Label, fresh, single
from toymodels.measure.exact.screening import value_at
from toymodels.measure.exact.store import Store
from toymodels.measure.exact.values import Value
from toymodels.measure.stage import fraction
from toymodels.measure.sweep import hold_alone
from toymodels.statements.language import Compare, Statement

VOCABULARY, LENGTH = 24, 12
COPYING = ("copying_head_rank_bound", "alon_rank_bound_of_ratio", "sum_crosstalk_ge")


def attention_sections(claims: Mapping[str, Candidate]) -> Iterator[Section]:
    """Two layers, which learn an induction head; then one layer, which has none to learn."""
    two = train_transformer(layers=2)
    rows = [*circuit_rows(two, claims), path_row(two, claims["attention_path_expansion"]), *head_rows(two, claims)]
    yield Section("Attention only, two layers: continue texts that repeat themselves", tuple(rows))
    one, blind = train_transformer(layers=1), train_transformer(layers=1, has_positions=False)
    yield Section("Attention only, one layer: the same texts", (order_row(one, blind, two),))


def circuit_rows(model: Transformer, claims: Mapping[str, Candidate]) -> Iterator[Row]:
    """What the induction circuit of the library does, beside what the two trained heads do."""
    texts, known = repeating_texts(np.random.default_rng(7), 256, VOCABULARY, LENGTH)
    _, (first, second) = model.run(texts[:, :-1])
    to_previous = np.array([first.pattern[:, at, at - 1].mean() for at in range(1, LENGTH)])
    early, late, matched = to_previous[:6].mean(), to_previous[6:].mean(), after_matches(second, texts, known)
    yield Row(
        "previous_token_head",
        "the first head attends to the position before, at every position: 1",
        f"{early:.2f} at the positions 1 to 6, {late:.2f} after them",
        _while_needed(early, late),
    )
    yield Row(
        "inductionLogits_eq_matchLogits",
        "the second head attends to what followed the current token before: 1",
        f"{matched:.3f}",
        "nearly the circuit" if matched > NEARLY else "not the circuit",
    )
    for kind, drawn, places in (("such", texts[:20], known), ("random", *random_texts(20))):
        share = agreement(model, drawn, places, claims["induction_head_bigram"])
        yield Row(
            "induction_head_bigram",
            f"after {kind} texts the circuit outputs what followed the current token before",
            f"the same token at {share:.1%} of the places",
            "lands on it" if share > 0.95 else "does not: training has shown no such texts",
        )


def _while_needed(early: float, late: float) -> str:
    if early <= NEARLY:
        return "not there"
    return "nearly there" if late > NEARLY else "there only while that is needed: every text repeats by then"


def path_row(model: Transformer, path: Candidate) -> Row:
    """The output of both layers as the sum over four paths, in exact arithmetic, at one text, place and coordinate."""
    tokens = repeating_texts(np.random.default_rng(6), 1, VOCABULARY, LENGTH)[0][:, :-1]
    stream, seen = model.run(tokens)
    arrays = {
        "A": np.array([[each.pattern[0]] for each in seen]),
        "W": np.array([[head.out @ head.value.T] for head in model.heads]),
        "X": seen[0].inputs[0],
    }
    sizes = {"d": stream.shape[2], "n": LENGTH, "H": 1, "L": len(seen), "i": LENGTH - 1, "a": 0}
    left, right = both_sides(path.statement, sizes, arrays)
    return Row(
        "attention_path_expansion",
        f"with these patterns, the four paths write {float(right):.6f} into a coordinate",
        f"both layers write {float(left):.6f}, exactly, and {stream[0, -1, 0]:.6f} in float32",
        "equal, as it must be" if left == right else "not equal",
    )


def both_sides(
    statement: Statement, numbers: Mapping[str, int], arrays: Mapping[str, Array]
) -> tuple[Fraction, Fraction]:
    """Both sides of a statement's conclusion, which is an equation, in exact arithmetic."""
    assert isinstance(statement.conclusion, Compare)
    lengths: dict[Label, int] = {}
    store = Store(1e9)
    evaluator = Evaluator(statement.definitions, store, lengths)
    values: dict[str, Value] = dict(numbers)
    for name, array in arrays.items():
        labels = tuple(fresh(lengths, length) for length in array.shape)
        values[name] = evaluator.function(single(of_exact(exact_array(array, name)), labels), labels)
    sides = (evaluator.number(each, values) for each in (statement.conclusion.left, statement.conclusion.right))
    left, right = (fraction(value_at(each, (), (), lengths, store)) for each in sides)
    return left, right


def head_rows(model: Transformer, claims: Mapping[str, Candidate]) -> Iterator[Row]:
    """The second head's table from tokens to logits, and how it reads what the first one writes."""
    first, second = model.heads
    to_logits, from_tokens = model.unembedding @ second.out, model.embedding @ second.value
    yield from measured(claims, COPYING, weights(from_tokens, read_out=to_logits))
    of = weights(first.out.T, read_out=second.key.T)
    (row,) = measured(claims, ("compositionScore_le_one",), of)
    score = hold_alone(claims["compositionScore_le_one"], of)
    assert score is not None
    assert score.tightest is not None
    times = float(score.tightest.left) * len(first.out)
    yield replace(row, lands=f"{times:.1f} times what random matrices have on average, 1/{len(first.out)}")


def order_row(one: Transformer, blind: Transformer, two: Transformer) -> Row:
    """Texts such as `3 0 1 2 0` and `3 0 2 1 0`: only the order of two tokens tells what follows."""
    texts, answers = swapped_texts(200)
    shares = [float((each.logits(texts)[:, -1].argmax(axis=-1) == answers).mean()) for each in (one, blind, two)]
    last = blind.logits(texts)[:, -1].reshape(2, 200, -1)
    return Row(
        "one_layer_no_induction",
        "without positions, one layer cannot tell in which order two tokens came: half right at most",
        f"{shares[1]:.1%} right, logits of the two apart by {np.abs(last[0] - last[1]).max():.1g}; "
        f"with positions {shares[0]:.1%}, two layers {shares[2]:.1%}",
        "below what it allows" if shares[1] < 0.49 else "at what it allows",
    )


def swapped_texts(count: int) -> tuple[Array, Array]:
    """Texts `d a b c a` and then the same as `d a c b a`, with what follows `a`: `b`, and `c`."""
    words = np.argsort(np.random.default_rng(8).random((count, VOCABULARY)), axis=1)[:, :4]
    d, a, b, c = words.T
    return np.concatenate([np.stack([d, a, b, c, a], 1), np.stack([d, a, c, b, a], 1)]), np.concatenate([b, c])


def random_texts(count: int) -> tuple[Array, Array]:
    """Texts of six tokens in any order, and the places whose token has come before, after the first."""
    texts = np.random.default_rng(9).integers(0, 6, (count, LENGTH + 1))
    known = [[at > 1 and text[at] in text[1:at] for at in range(LENGTH)] for text in texts]
    return texts, np.array(known)


def after_matches(head: Seen, texts: Array, known: Array) -> float:
    """How much of its attention a head pays, on average, to the positions after earlier ones of the current token."""
    tokens = texts[:, :-1]
    is_match = tokens[:, None, :-1] == tokens[:, :, None]
    earlier = np.tril(np.ones((LENGTH, LENGTH), dtype=bool), -1)[:, :-1]
    attended = (head.pattern[:, :, 1:] * (is_match & earlier)).sum(axis=-1)
    return float(attended[known[: len(texts)]].mean())


def agreement(model: Transformer, texts: Array, known: Array, circuit: Candidate) -> float:
    """At what share of the places the model's token is one that the library's circuit gives the most."""
    chosen = model.logits(texts[:, :-1]).argmax(axis=-1)
    found = [
        int(chosen[row, at]) in circuit_tokens(circuit, texts[row, : at + 1].tolist())
        for row, at in np.argwhere(known[: len(texts)]).tolist()
    ]
    return sum(found) / len(found)


def circuit_tokens(circuit: Candidate, text: Sequence[int]) -> set[int]:
    """The tokens to which the circuit gives the largest logit, by the library's own definition of it."""
    statement = circuit.statement
    assert isinstance(statement.conclusion, Compare)
    values = {"L": len(text), "V": VOCABULARY, "t": tuple(text), "q": len(text) - 1}
    logits = {
        v: oracle_value(statement.conclusion.right, statement.definitions, Instance({**values, "v": v}))
        for v in set(text)
    }
    return {v for v, logit in logits.items() if logit == max(logits.values())}
