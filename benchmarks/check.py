"""How fast statements are checked: exact batches against NumPy by hand, plain Hypothesis, and python-flint.

Ten theorems of the library, at one size each. All columns decide hypotheses and conclusion of the same statement:

* NumPy by hand: the same formulas written for whole arrays of float64, rounded and with a tolerance, from values that
  are floats already. A ratio of 1 says that exactness costs nothing; the aim is 0.8, and none below 0.5.
* Hypothesis: the same formulas on matrices of fractions that Hypothesis draws and a test filters, against `check`,
  which draws, filters and decides; in instances that satisfy the hypotheses, a second. The aim is 1,000.
* flint: python-flint, instance by instance, through this package's reference evaluator.

At the end, peak memory of one check as its instances grow.

    python benchmarks/check.py [--instances N]
"""

from __future__ import annotations

import argparse
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from statistics import geometric_mean
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from numpy.typing import NDArray

import toymodels
from toymodels.crosscheck import check
from toymodels.evaluate import Batch, evaluate_prop, evaluate_reference, instance_of
from toymodels.evaluate.batch import FieldArray
from toymodels.evaluate.convert import shape_of
from toymodels.instances import plan
from toymodels.statements.language import NatSort, Statement

ROOT = Path(__file__).parent.parent
_REPEATS = 7
_FLINT_INSTANCES = 200
_HYPOTHESIS_SECONDS = 2.0

Array = NDArray[Any]
Holds = tuple[Any, Any]
"""Where the hypotheses hold, and where the conclusion does, shape (b,) each."""


# ------------------------------------------------------------------------------------------------ theorems by hand
#
# Each takes one array a variable, shape (b, ...), of float64 or of fractions, and the tolerance for what is rounded.


def welch_frame_potential(eps: float, v: Array) -> Holds:
    """`(Σᵢ ‖V i‖²)² ≤ m Σᵢⱼ (V i · V j)²`."""
    gram = v @ v.swapaxes(1, 2)
    return True, (v * v).sum(axis=(1, 2)) ** 2 <= v.shape[2] * (gram * gram).sum(axis=(1, 2)) + eps


def welch_coherence(eps: float, v: Array, mu: Array) -> Holds:
    """`n - m ≤ m (n - 1) μ₂` for unit vectors of squared coherence at most `μ₂`."""
    n, m = v.shape[1:]
    gram = v @ v.swapaxes(1, 2)
    below = (gram * gram <= mu[:, None, None] + eps) | np.eye(n, dtype=bool)
    return _unit(eps, gram) & below.all(axis=(1, 2)), n - m <= m * (n - 1) * mu + eps


def rankin_simplex(eps: float, v: Array, c: Array) -> Holds:
    """`-1 ≤ (n - 1) c` for unit vectors of inner products at most `c`."""
    n = v.shape[1]
    gram = v @ v.swapaxes(1, 2)
    below = (gram <= c[:, None, None] + eps) | np.eye(n, dtype=bool)
    return _unit(eps, gram) & below.all(axis=(1, 2)), (n - 1) * c + eps >= -1


def bessel_inequality(eps: float, u: Array, x: Array) -> Holds:
    """`Σᵢ (uᵢ · x)² / ‖uᵢ‖² ≤ ‖x‖²` for pairwise orthogonal `uᵢ`."""
    gram = u @ u.swapaxes(1, 2)
    orthogonal = (abs(gram) <= eps) | np.eye(u.shape[1], dtype=bool)
    parts = (u @ x[:, :, None])[:, :, 0]
    explained = _quotient(parts * parts, np.diagonal(gram, axis1=1, axis2=2)).sum(axis=1)
    return orthogonal.all(axis=(1, 2)), explained <= (x * x).sum(axis=1) + eps


def sum_capacity_le_dim(eps: float, w: Array) -> Holds:
    """`Σᵢ ‖Wᵢ‖⁴ / Σⱼ (Wᵢ · Wⱼ)² ≤ m`."""
    gram = w @ w.swapaxes(1, 2)
    norms = np.diagonal(gram, axis1=1, axis2=2)
    return True, _quotient(norms * norms, (gram * gram).sum(axis=2)).sum(axis=1) <= w.shape[2] + eps


def orthogonal_trace_le_dim(eps: float, q: Array) -> Holds:
    """`tr Q ≤ d` with equality at the identity only, for an orthogonal `Q`."""
    one = np.eye(q.shape[1], dtype=int)
    orthogonal = (abs(q.swapaxes(1, 2) @ q - one) <= eps).all(axis=(1, 2))
    trace = np.trace(q, axis1=1, axis2=2)
    is_one = (abs(q - one) <= eps).all(axis=(1, 2))
    return orthogonal, (trace <= q.shape[1] + eps) & ((abs(trace - q.shape[1]) <= eps) == is_one)


def residual_two_layer_path_expansion(eps: float, a: Array, b: Array) -> Holds:
    """`(1 + A₂) (1 + A₁) = 1 + A₁ + A₂ + A₂ A₁`."""
    one = np.eye(a.shape[1], dtype=int)
    difference = (one + b) @ (one + a) - (one + a + b + b @ a)
    return True, (abs(difference) <= eps).all(axis=(1, 2))


def trace_sq_le_rank_mul_frobsq(eps: float, b: Array, c: Array) -> Holds:
    """`(tr B C)² ≤ d ‖B C‖²` for an inner dimension `d`."""
    product = b @ c
    return True, np.trace(product, axis1=1, axis2=2) ** 2 <= b.shape[2] * (product * product).sum(axis=(1, 2)) + eps


def frobinner_sq_le(eps: float, a: Array, b: Array) -> Holds:
    """Cauchy and Schwarz for matrices."""
    squares = (a * a).sum(axis=(1, 2)) * (b * b).sum(axis=(1, 2))
    return True, (a * b).sum(axis=(1, 2)) ** 2 <= squares + eps


def relu_antipodal_exact(eps: float, p: Array, q: Array) -> Holds:
    """`relu (p - q) = p` and `relu (q - p) = q` for `p, q ≥ 0` with `p q = 0`."""
    ahead, behind = np.maximum(p - q, 0), np.maximum(q - p, 0)
    return (p >= 0) & (q >= 0) & (abs(p * q) <= eps), (abs(ahead - p) <= eps) & (abs(behind - q) <= eps)


def _unit(eps: float, gram: Array) -> Any:
    return np.all(abs(np.diagonal(gram, axis1=1, axis2=2) - 1) <= eps, axis=1)


def _quotient(top: Array, bottom: Array) -> Array:
    """`top / bottom`, 0 where `bottom` is."""
    zero = bottom == 0
    return np.where(zero, 0 * top, top / np.where(zero, 1, bottom))


@dataclass(frozen=True, slots=True)
class Case:
    """A theorem of the library, the sizes it is taken at, and the same by hand."""

    theorem: str
    sizes: Mapping[str, int]
    by_hand: Callable[..., Holds]


CASES = (
    Case("welch_frame_potential", {"n": 6, "m": 4}, welch_frame_potential),
    Case("welch_coherence", {"n": 5, "m": 3}, welch_coherence),
    Case("rankin_simplex", {"n": 5, "m": 3}, rankin_simplex),
    Case("bessel_inequality", {"k": 3, "m": 4}, bessel_inequality),
    Case("sum_capacity_le_dim", {"n": 4, "m": 3}, sum_capacity_le_dim),
    Case("orthogonal_trace_le_dim", {"d": 3}, orthogonal_trace_le_dim),
    Case("residual_two_layer_path_expansion", {"d": 5}, residual_two_layer_path_expansion),
    Case("trace_sq_le_rank_mul_frobSq", {"n": 5, "d": 3}, trace_sq_le_rank_mul_frobsq),
    Case("frobInner_sq_le", {"m": 5, "n": 5}, frobinner_sq_le),
    Case("relu_antipodal_exact", {}, relu_antipodal_exact),
)


# -------------------------------------------------------------------------------------------------------- measurements


@dataclass(frozen=True, slots=True)
class Row:
    """Seconds an instance, each way."""

    exact: float
    by_hand: float
    flint: float
    checked: float
    hypothesis: float | None


def measure(case: Case, statement: Statement, count: int) -> Row:
    """Time one theorem."""
    batch = _batch(statement, case.sizes, count)
    floats = _floats(statement, batch)
    _demand_true(case, statement, batch, floats)
    instances = [instance_of(batch, index) for index in range(min(batch.count, _FLINT_INSTANCES))]
    props = _props(statement)

    def by_flint() -> None:
        for instance in instances:
            for prop in props:
                evaluate_reference(prop, statement.definitions, instance)

    evidence = check(statement, instances=count, sizes=case.sizes)
    return Row(
        exact=_seconds(lambda: _decide(statement, batch)) / batch.count,
        by_hand=_seconds(lambda: case.by_hand(1e-9, *floats)) / batch.count,
        flint=_seconds(by_flint, repeats=1) / len(instances),
        checked=evidence.seconds / evidence.instances,
        hypothesis=_hypothesis_seconds(case, statement),
    )


def _batch(statement: Statement, sizes: Mapping[str, int], count: int) -> Batch:
    """Instances as `check` draws them: of shorter numbers where most conclusions outgrow 64 bits otherwise."""
    chosen = plan(statement)
    batch = chosen.generate(sizes, np.random.default_rng(0), count)
    outcome = evaluate_prop(statement.conclusion, statement.definitions, batch)
    if 2 * outcome.int64 < batch.count:
        return chosen.generate(sizes, np.random.default_rng(0), count, short=True)
    return batch


def _decide(statement: Statement, batch: Batch) -> list[NDArray[np.bool_]]:
    return [evaluate_prop(prop, statement.definitions, batch).values for prop in _props(statement)]


def _props(statement: Statement) -> list[Any]:
    return [*(hypothesis.prop for hypothesis in statement.hypotheses), statement.conclusion]


def _floats(statement: Statement, batch: Batch) -> list[Array]:
    """The values of all variables but the sizes as float64, in the statement's order."""
    arrays: list[Array] = []
    for var in statement.variables:
        if not isinstance(var.sort, NatSort):
            array = batch.arrays[var.name]
            assert isinstance(array, FieldArray)
            denominators = array.denominators.reshape(-1, *(1,) * (array.numerators.ndim - 1))
            arrays.append(array.numerators / denominators)
    return arrays


def _demand_true(case: Case, statement: Statement, batch: Batch, floats: Sequence[Array]) -> None:
    """What is timed must be right: the theorem is true, and by hand it is the same theorem."""
    *hypotheses, conclusion = _decide(statement, batch)
    assumed, concluded = case.by_hand(1e-9, *floats)
    held = np.logical_and.reduce([np.full(batch.count, True), *hypotheses])
    if not conclusion.all() or not np.all(concluded) or not np.array_equal(held, np.broadcast_to(assumed, held.shape)):
        raise SystemExit(f"{case.theorem}: by hand and from Lean differ, so that the times mean nothing")


def _seconds(work: Callable[[], object], repeats: int = _REPEATS) -> float:
    """The shortest of several times, the first of which does not count."""
    times: list[float] = []
    for _ in range(repeats + 1):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times[1:])


def _hypothesis_seconds(case: Case, statement: Statement) -> float | None:
    """Seconds for each example that satisfies the hypotheses, as plain Hypothesis finds them; None if it finds none."""
    shapes = [shape_of(var.sort, case.sizes) for var in statement.variables if not isinstance(var.sort, NatSort)]
    accepted, started = 0, time.perf_counter()

    class Enough(Exception):
        """The time is over."""

    @settings(
        max_examples=1_000_000,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(values=st.tuples(*(_fractions(shape) for shape in shapes)))
    def test(values: tuple[Array, ...]) -> None:
        nonlocal accepted
        assumed, concluded = case.by_hand(0, *values)
        accepted += bool(np.all(assumed) and np.all(concluded))
        if time.perf_counter() - started > _HYPOTHESIS_SECONDS:
            raise Enough

    with suppress(Enough, Unsatisfiable):
        test()
    return (time.perf_counter() - started) / accepted if accepted else None


def _fractions(shape: tuple[int, ...]) -> st.SearchStrategy[Array]:
    """An array of small fractions, as a batch of one."""
    entry = st.fractions(min_value=-4, max_value=4, max_denominator=8)
    size = int(np.prod(shape, dtype=int))

    def as_array(values: list[Fraction]) -> Array:
        array = np.empty(size, dtype=object)
        array[:] = values
        return array.reshape(1, *shape)

    return st.lists(entry, min_size=size, max_size=size).map(as_array)


def peak_megabytes(statement: Statement, sizes: Mapping[str, int], instances: int) -> float:
    """The most memory that one check holds at a time."""
    tracemalloc.start()
    check(statement, instances=instances, sizes=sizes)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", type=int, default=20_000, help="instances a theorem (default: 20,000)")
    count: int = parser.parse_args().instances
    library = toymodels.load(ROOT, report=lambda line: print(line, file=sys.stderr))
    statements = [library.theorem(case.theorem).readable() for case in CASES]
    print(f"{'':36}{'exact':>10}{'of NumPy':>10}{'times':>8}{'checked':>10}{'times':>12}")
    print(f"{'theorem':36}{'a second':>10}{'by hand':>10}{'flint':>8}{'a second':>10}{'Hypothesis':>12}")
    rows: list[Row] = []
    for case, statement in zip(CASES, statements, strict=True):
        row = measure(case, statement, count)
        rows.append(row)
        faster = f"{row.hypothesis / row.checked:,.0f}" if row.hypothesis is not None else "it found 0"
        print(
            f"{case.theorem:36}{1 / row.exact:>10,.0f}{row.by_hand / row.exact:>10.2f}{row.flint / row.exact:>8,.0f}"
            f"{1 / row.checked:>10,.0f}{faster:>12}"
        )
    numpy_ratios = [row.by_hand / row.exact for row in rows]
    found = [row.hypothesis / row.checked for row in rows if row.hypothesis is not None]
    print(
        f"{'geometric mean':46}{geometric_mean(numpy_ratios):>10.2f}"
        f"{geometric_mean([row.flint / row.exact for row in rows]):>8,.0f}{geometric_mean(found):>22,.0f}"
    )
    print(f"{'least':46}{min(numpy_ratios):>10.2f}{min(r.flint / r.exact for r in rows):>8,.0f}{min(found):>22,.0f}")
    first, statement = CASES[0], statements[0]
    peaks = [f"{n:,}: {peak_megabytes(statement, first.sizes, n):.0f} MB" for n in (2_000, 20_000, 100_000)]
    print(f"\npeak memory of a check of {first.theorem}, by instances: {', '.join(peaks)}")


if __name__ == "__main__":
    main()
