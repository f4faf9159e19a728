"""Every trained model with what the library says of it: where training lands on what the theorems allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from examples.trained_models.attention import attention_sections
from examples.trained_models.groups import Quadratic, addition, exact_argmaxes, group_model, permutations_of_three
from examples.trained_models.optimiser import Array
from examples.trained_models.rows import NEARLY, Row, Section, measured, weights
from examples.trained_models.toy_models import dictionary, sparse_autoencoder, toy_model

from toymodels.library import Library
from toymodels.measure.claims import Candidate, candidates

TOY = (
    "sum_capacity_le_dim",
    "welch_frame_potential",
    "sum_crosstalk_ge",
    "alon_rank_bound_of_ratio",
    "frobSq_one_sub_gram_ge",
)
AUTOENCODER = ("sum_capacity_le_dim", "sum_capacity_le_dim_untied", "sum_crosstalk_ge", "alon_rank_bound_of_ratio")


def sections(library: Library) -> Iterator[Section]:
    """Train every model and hold the library's theorems against it."""
    claims = {each.name.rpartition(".")[2]: each for each in candidates(library)}
    for n, m, density in ((5, 2, 0.05), (20, 5, 0.1), (80, 20, 0.1)):
        rows, bias = toy_model(n, m, density=density, seed=1, steps=1500)
        found = measured(claims, TOY, weights(rows, bias=bias))
        yield Section(f"Toy model: {n} features in {m} dimensions, each active with probability {density}", (*found,))
    linear, _ = toy_model(5, 2, density=1.0, seed=2, relu=False)
    found = measured(claims, ("sum_capacity_le_dim", "frobSq_one_sub_gram_ge"), weights(linear))
    yield Section("Linear model: 5 features in 2 dimensions, all active", (*found,))
    yield autoencoder_section(claims)
    yield Section("Addition modulo 23 (squared error, quadratic activation)", (*clock_rows(),))
    yield Section("Permutations of three things (squared error, quadratic activation)", (*permutation_rows(),))
    yield from attention_sections(claims)


def autoencoder_section(claims: Mapping[str, Candidate]) -> Section:
    """A sparse autoencoder of sums of twelve directions in six dimensions, read by its encoder."""
    decoder, encoder = sparse_autoencoder(dictionary(), latents=12, seed=3)
    found = measured(claims, AUTOENCODER, weights(decoder, read_out=encoder))
    return Section("Sparse autoencoder: 12 latents in 6 dimensions, read by its encoder", (*found,))


def clock_rows() -> Iterator[Row]:
    """Addition modulo 23: every sum is right, by waves; the library proves what waves can do."""
    table = addition(23)
    model = group_model(table, width=96, seed=0, steps=1500)
    yield _argmaxes(
        "clock_multi_frequency_argmax_iff",
        "with a wave of positive weight, the sum scores strictly most for all 529 pairs, as 23 is prime",
        model,
        table,
    )
    by_unit, used = spectrum(model.left)
    yield Row(
        "clock_logit_identity",
        "a unit of a clock has one frequency: all of its energy",
        f"{by_unit:.1%} of a unit's energy is in its largest frequency (median); {used} of 11 frequencies are used",
        "nearly a clock" if by_unit > NEARLY else "not a clock",
    )
    yield _delta("fullFourier_logit_delta", "with all waves at equal weights", table, model.logits())


def permutation_rows() -> Iterator[Row]:
    """S₃: every product is right; the regular representation is what squared error asks for."""
    table = permutations_of_three()
    model = group_model(table, width=64, seed=0, steps=1200)
    yield _argmaxes(
        "irrep_sum_argmax_iff_jointly_faithful",
        "with representations that are faithful together, the product scores strictly most for all 36 pairs",
        model,
        table,
    )
    yield _delta("regular_rep_logit_delta", "in the regular representation", table, model.logits())


def spectrum(embedding: Array) -> tuple[float, int]:
    """The median share of a unit's largest frequency, and how many frequencies are the largest of some unit."""
    energy = np.abs(np.fft.rfft(embedding - embedding.mean(axis=0), axis=0)) ** 2
    share = energy / energy.sum(axis=0)
    return float(np.median(share.max(axis=0))), len(set(share.argmax(axis=0).tolist()))


def _argmaxes(theorem: str, says: str, model: Quadratic, table: Array) -> Row:
    right = exact_argmaxes(model, table)
    found = f"{right} of {table.size}, decided in integers"
    return Row(theorem, says, found, "all right" if right == table.size else "not all right")


def _delta(theorem: str, condition: str, table: Array, logits: Array) -> Row:
    n = len(table)
    is_right = np.eye(n, dtype=bool)[table]
    low, high = float(logits[is_right].min()), float(logits[~is_right].max())
    return Row(
        theorem,
        f"{condition} the right answer scores {n} and every other one 0; divided by {n}, 1 and 0",
        f"the right answer at least {low:.3f}, every other one at most {high:.3f}",
        f"within {max(abs(1 - low), abs(high)):.2g}",
    )
