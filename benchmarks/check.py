"""How fast statements are checked: exact batches against NumPy by hand, plain Hypothesis, and python-flint.

Ten theorems of the library, at one size each. All columns decide hypotheses and conclusion of the same statement on
the same instances:

* NumPy: the statement written by hand for whole arrays of integers over denominators, as exact as this package: in
  int64, or in Python's integers for instances that may not fit. The aim is a ratio of 0.8, and none below 0.5.
* floats: the same formulas on float64, rounded and with a tolerance, from values that are floats already. This is not
  the same work: a ratio of 1 says that exactness costs nothing.
* Hypothesis: the same formulas on matrices of fractions that Hypothesis draws and a test filters, against `check`,
  which draws, filters and decides; in instances that satisfy the hypotheses, a second. The aim is 1,000.
* flint: python-flint, instance by instance, as this package does where arrays do not serve.

At the end, peak memory of one check as its instances grow.

    python benchmarks/check.py [--instances N] [--record]
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
from recorded import add_option, compare, yardstick

import toymodels
from toymodels.check.runner import check
from toymodels.evaluate.batch import Batch, FieldArray
from toymodels.evaluate.convert import instance_of, shape_of
from toymodels.instances.subject import Subject
from toymodels.statements.language import NatSort, Statement

ROOT = Path(__file__).parent.parent
_REPEATS = 7
_FLINT_INSTANCES = 200
_HYPOTHESIS_SECONDS = 2.0

Array = NDArray[Any]
Holds = tuple[Any, Any]
"""Where the hypotheses hold, and where the conclusion does, shape (b,) each."""


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


#
# Each takes numerators, shape (b, ...), and denominators, shape (b,), of each variable in turn.


def welch_frame_potential_exact(v: Array, d: Array) -> Holds:
    """Both sides are over the same denominators."""
    return welch_frame_potential(0, v)


def welch_coherence_exact(v: Array, d: Array, mu: Array, e: Array) -> Holds:
    """`μ₂` over `e`, the inner products over `d²`."""
    n, m = v.shape[1:]
    gram, square = v @ v.swapaxes(1, 2), d * d
    below = (gram * gram * e[:, None, None] <= (mu * square * square)[:, None, None]) | np.eye(n, dtype=bool)
    unit = (np.diagonal(gram, axis1=1, axis2=2) == square[:, None]).all(axis=1)
    return unit & below.all(axis=(1, 2)), (n - m) * e <= m * (n - 1) * mu


def rankin_simplex_exact(v: Array, d: Array, c: Array, e: Array) -> Holds:
    """`c` over `e`, the inner products over `d²`."""
    n = v.shape[1]
    gram, square = v @ v.swapaxes(1, 2), d * d
    below = (gram * e[:, None, None] <= (c * square)[:, None, None]) | np.eye(n, dtype=bool)
    unit = (np.diagonal(gram, axis1=1, axis2=2) == square[:, None]).all(axis=1)
    return unit & below.all(axis=(1, 2)), (n - 1) * c >= -e


def bessel_inequality_exact(u: Array, d: Array, x: Array, e: Array) -> Holds:
    """The denominators of `u` cancel, those of `x` are the same on both sides."""
    gram = u @ u.swapaxes(1, 2)
    orthogonal = (gram == 0) | np.eye(u.shape[1], dtype=bool)
    parts = (u @ x[:, :, None])[:, :, 0]
    explained, scale = _sum_of_quotients(parts * parts, np.diagonal(gram, axis1=1, axis2=2))
    return orthogonal.all(axis=(1, 2)), explained <= (x * x).sum(axis=1) * scale


def sum_capacity_le_dim_exact(w: Array, d: Array) -> Holds:
    """The denominators cancel."""
    gram = w @ w.swapaxes(1, 2)
    norms = np.diagonal(gram, axis1=1, axis2=2)
    capacity, scale = _sum_of_quotients(norms * norms, (gram * gram).sum(axis=2))
    return True, capacity <= w.shape[2] * scale


def orthogonal_trace_le_dim_exact(q: Array, d: Array) -> Holds:
    """The identity is `d` times the identity."""
    one = np.eye(q.shape[1], dtype=int)
    orthogonal = (q.swapaxes(1, 2) @ q == one * (d * d)[:, None, None]).all(axis=(1, 2))
    trace, most = np.trace(q, axis1=1, axis2=2), q.shape[1] * d
    return orthogonal, (trace <= most) & ((trace == most) == (q == one * d[:, None, None]).all(axis=(1, 2)))


def residual_two_layer_path_expansion_exact(a: Array, d: Array, b: Array, e: Array) -> Holds:
    """Both sides times the denominators `d e`."""
    one = np.eye(a.shape[1], dtype=int)
    d, e = d[:, None, None], e[:, None, None]
    return True, ((e * one + b) @ (d * one + a) == d * e * one + e * a + d * b + b @ a).all(axis=(1, 2))


def trace_sq_le_rank_mul_frobsq_exact(b: Array, d: Array, c: Array, e: Array) -> Holds:
    """Both sides are over the same denominators."""
    return trace_sq_le_rank_mul_frobsq(0, b, c)


def frobinner_sq_le_exact(a: Array, d: Array, b: Array, e: Array) -> Holds:
    """Both sides are over the same denominators."""
    return frobinner_sq_le(0, a, b)


def relu_antipodal_exact_exact(p: Array, d: Array, q: Array, e: Array) -> Holds:
    """`p` and `q` over the common denominator `d e`."""
    x, y = p * e, q * d
    difference = x - y
    return (p >= 0) & (q >= 0) & (p * q == 0), (np.maximum(difference, 0) == x) & (np.maximum(-difference, 0) == y)


def _sum_of_quotients(tops: Array, bottoms: Array) -> tuple[Array, Array]:
    """`Σᵢ topsᵢ / bottomsᵢ` over one denominator, quotients by 0 being 0; shapes (b, k) to (b,)."""
    zero = bottoms == 0
    tops, bottoms = np.where(zero, 0, tops), np.where(zero, 1, bottoms)
    top, bottom = tops[:, 0], bottoms[:, 0]
    for k in range(1, tops.shape[1]):
        top, bottom = top * bottoms[:, k] + tops[:, k] * bottom, bottom * bottoms[:, k]
    return top, bottom


@dataclass(frozen=True, slots=True)
class Case:
    """A theorem of the library, the sizes it is taken at, and the same by hand, in floats and in integers.

    terms, degree: the integers are at most `terms` times the largest numerator or denominator to the `degree`.
    """

    theorem: str
    sizes: Mapping[str, int]
    in_floats: Callable[..., Holds]
    in_integers: Callable[..., Holds]
    terms: int
    degree: int


CASES = (
    Case("welch_frame_potential", {"n": 6, "m": 4}, welch_frame_potential, welch_frame_potential_exact, 2304, 4),
    Case("welch_coherence", {"n": 5, "m": 3}, welch_coherence, welch_coherence_exact, 9, 5),
    Case("rankin_simplex", {"n": 5, "m": 3}, rankin_simplex, rankin_simplex_exact, 9, 3),
    Case("bessel_inequality", {"k": 3, "m": 4}, bessel_inequality, bessel_inequality_exact, 768, 8),
    Case("sum_capacity_le_dim", {"n": 4, "m": 3}, sum_capacity_le_dim, sum_capacity_le_dim_exact, 6718464, 16),
    Case("orthogonal_trace_le_dim", {"d": 3}, orthogonal_trace_le_dim, orthogonal_trace_le_dim_exact, 3, 2),
    Case(
        "residual_two_layer_path_expansion",
        {"d": 5},
        residual_two_layer_path_expansion,
        residual_two_layer_path_expansion_exact,
        8,
        2,
    ),
    Case(
        "trace_sq_le_rank_mul_frobSq",
        {"n": 5, "d": 3},
        trace_sq_le_rank_mul_frobsq,
        trace_sq_le_rank_mul_frobsq_exact,
        675,
        4,
    ),
    Case("frobInner_sq_le", {"m": 5, "n": 5}, frobinner_sq_le, frobinner_sq_le_exact, 625, 4),
    Case("relu_antipodal_exact", {}, relu_antipodal_exact, relu_antipodal_exact_exact, 2, 2),
)


@dataclass(frozen=True, slots=True)
class Row:
    """Seconds an instance, each way."""

    exact: float
    integers: float
    floats: float
    flint: float
    checked: float
    hypothesis: float | None


def measure(case: Case, statement: Statement, count: int) -> Row:
    """Time one theorem."""
    subject = Subject(statement)
    batch = _batch(subject, case.sizes, count)
    floats, integers = _floats(statement, batch), _integers(statement, batch)
    _demand_true(case, subject, batch, floats)
    instances = [instance_of(batch, index) for index in range(min(batch.count, _FLINT_INSTANCES))]
    props = _props(statement)

    def by_flint() -> None:
        for instance in instances:
            for prop in props:
                subject.evaluator.exact(prop, instance)

    evidence = check(subject, instances=count, sizes=case.sizes)
    return Row(
        exact=_seconds(lambda: _decide(subject, batch)) / batch.count,
        integers=_seconds(lambda: _in_integers(case, integers)) / batch.count,
        floats=_seconds(lambda: case.in_floats(1e-9, *floats)) / batch.count,
        flint=_seconds(by_flint, repeats=1) / len(instances),
        checked=evidence.timing.seconds / evidence.instances,
        hypothesis=_hypothesis_seconds(case, statement),
    )


def _batch(subject: Subject, sizes: Mapping[str, int], count: int) -> Batch:
    """Instances as `check` draws them: of shorter numbers where most conclusions outgrow 64 bits otherwise."""
    chosen = subject.plan
    batch = chosen.generate(sizes, np.random.default_rng(0), count)
    outcome = subject.evaluator.prop(subject.statement.conclusion, batch)
    if 2 * outcome.int64 < batch.count:
        return chosen.generate(sizes, np.random.default_rng(0), count, short=True)
    return batch


def _decide(subject: Subject, batch: Batch) -> list[NDArray[np.bool_]]:
    return [result.values for result in subject.evaluator.props(_props(subject.statement), batch)]


def _props(statement: Statement) -> list[Any]:
    return [*(hypothesis.prop for hypothesis in statement.hypotheses), statement.conclusion]


def _field_arrays(statement: Statement, batch: Batch) -> list[FieldArray]:
    """The values of all variables but the sizes, in the statement's order."""
    names = [var.name for var in statement.variables if not isinstance(var.sort, NatSort)]
    return [array for name in names if isinstance(array := batch.arrays[name], FieldArray)]


def _floats(statement: Statement, batch: Batch) -> list[Array]:
    """The values of all variables but the sizes as float64."""
    return [
        array.numerators / array.denominators.reshape(-1, *(1,) * (array.numerators.ndim - 1))
        for array in _field_arrays(statement, batch)
    ]


def _integers(statement: Statement, batch: Batch) -> list[Array]:
    """Numerators and denominators of each variable."""
    return [part for array in _field_arrays(statement, batch) for part in (array.numerators, array.denominators)]


def _in_integers(case: Case, arrays: Sequence[Array]) -> Holds:
    """By hand, exactly: in int64 where everything fits, by the case's bound, else in Python's integers."""
    limit = (2**63 / case.terms) ** (1 / case.degree)
    if max(int(np.abs(array).max()) for array in arrays) < limit:
        return case.in_integers(*arrays)
    largest = np.maximum.reduce([np.abs(array).reshape(len(array), -1).max(axis=1) for array in arrays])
    fits = largest < limit
    assumed, concluded = np.ones(len(fits), dtype=bool), np.ones(len(fits), dtype=bool)
    for rows, kind in ((fits, np.int64), (~fits, object)):
        if rows.any():
            assumed[rows], concluded[rows] = case.in_integers(*(array[rows].astype(kind) for array in arrays))
    return assumed, concluded


def _demand_true(case: Case, subject: Subject, batch: Batch, floats: Sequence[Array]) -> None:
    """What is timed must be right: the theorem is true, and by hand it is the same theorem."""
    *hypotheses, conclusion = _decide(subject, batch)
    held = np.logical_and.reduce([np.full(batch.count, True), *hypotheses])
    for assumed, concluded in (case.in_floats(1e-9, *floats), _in_integers(case, _integers(subject.statement, batch))):
        if not conclusion.all() or not np.all(concluded):
            raise SystemExit(f"{case.theorem}: false by hand or from Lean, so that the times mean nothing")
        if not np.array_equal(held, np.broadcast_to(assumed, held.shape)):
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
        assumed, concluded = case.in_floats(0, *values)
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


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", type=int, default=20_000, help="instances a theorem (default: 20,000)")
    add_option(parser)
    arguments = parser.parse_args()
    count: int = arguments.instances
    library = toymodels.load(ROOT, report=lambda line: print(line, file=sys.stderr))
    statements = [library.theorem(case.theorem).readable() for case in CASES]
    print(f"{'':36}{'exact':>10}{'of exact':>10}{'of NumPy':>10}{'times':>8}{'checked':>10}{'times':>12}")
    print(f"{'theorem':36}{'a second':>10}{'NumPy':>10}{'in floats':>10}{'flint':>8}{'a second':>10}{'Hypothesis':>12}")
    rows: list[Row] = []
    for case, statement in zip(CASES, statements, strict=True):
        row = measure(case, statement, count)
        rows.append(row)
        faster = f"{row.hypothesis / row.checked:,.0f}" if row.hypothesis is not None else "it found 0"
        print(
            f"{case.theorem:36}{1 / row.exact:>10,.0f}{row.integers / row.exact:>10.2f}{row.floats / row.exact:>10.2f}"
            f"{row.flint / row.exact:>8,.0f}{1 / row.checked:>10,.0f}{faster:>12}"
        )
    columns = [
        [row.integers / row.exact for row in rows],
        [row.floats / row.exact for row in rows],
        [row.flint / row.exact for row in rows],
        [row.hypothesis / row.checked for row in rows if row.hypothesis is not None],
    ]
    for label, summary in (("geometric mean", geometric_mean), ("least", min)):
        integers, floats, flint, found = (summary(column) for column in columns)
        print(f"{label:46}{integers:>10.2f}{floats:>10.2f}{flint:>8,.0f}{found:>22,.0f}")
    first, statement = CASES[0], statements[0]
    peaks = [f"{n:,}: {peak_megabytes(statement, first.sizes, n):.0f} MB" for n in (3_000, 30_000, 300_000)]
    print(f"\npeak memory of a check of {first.theorem}, by instances: {', '.join(peaks)}")
    unit = yardstick() / 100_000
    figures = {f"{case.theorem}, to NumPy": row.exact / row.integers for case, row in zip(CASES, rows, strict=True)}
    figures |= {f"{case.theorem}, checked": row.checked / unit for case, row in zip(CASES, rows, strict=True)}
    return 1 if compare("check", figures, record=arguments.record) else 0


if __name__ == "__main__":
    sys.exit(main())
