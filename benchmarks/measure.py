"""How fast weights are measured: the whole sweep, and as ratios to flint and to float64 NumPy by hand in this run.

By hand, at the same weights: the Gram matrix, the frame operator, the frame potential, all capacities with their sum
and the largest overlap. flint does it in integers, NumPy in float64, which is not exact. The aims, on one core: the
sweep at 80 x 20 in at most 5 seconds, at 2048 x 256 in at most 60.

    python benchmarks/measure.py [--sizes 80x20 2048x256] [--record]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from flint import fmpq, fmpz_mat
from numpy.typing import NDArray
from recorded import add_option, compare, yardstick

import toymodels
from toymodels.measure.claims import candidates
from toymodels.measure.exact.arithmetic import sum_of
from toymodels.measure.files import tensor_of
from toymodels.measure.quantities import quantities
from toymodels.measure.sweep import sweep
from toymodels.measure.weights import Weights, weights_of

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Measure random weights of each size and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", default=["5x2", "20x5", "80x20", "2048x256"], metavar="NxM")
    parser.add_argument("--project", type=Path, default=ROOT, help="a folder of the Lean project")
    add_option(parser)
    arguments = parser.parse_args()
    unit, figures = yardstick(), dict[str, float]()
    library = toymodels.load(arguments.project)
    chosen = candidates(library)
    print(f"{len(chosen)} theorems; seconds of processor time")
    columns = ("sweep", "numbers", "flint", "float64", "sweep/flint", "sweep/float64")
    print(f"{'weights':>12}" + "".join(f"{column:>14}" for column in columns))
    for size in arguments.sizes:
        n, m = (int(part) for part in size.split("x"))
        rows = (np.random.default_rng(0).normal(size=(n, m)) / np.sqrt(m)).astype(np.float32)
        weights = weights_of(tensor_of(rows, "W"), ("feature", "hidden"))
        taken, findings = _timed(lambda weights=weights: sweep(weights, chosen))
        numbers, _ = _timed(lambda weights=weights: quantities(weights))
        flint, _ = _timed(lambda weights=weights: _by_flint(weights))
        floats, _ = _timed(lambda rows=rows: _by_numpy(rows.astype(np.float64)))
        row = (taken, numbers, flint, floats, taken / flint, taken / floats)
        print(f"{size:>12}" + "".join(f"{value:14.3f}" for value in row))
        print(f"{'':>12}  {dict(Counter(each.group.value for each in findings))}")
        figures |= {f"sweep, {size}": taken / unit, f"numbers, {size}, to flint": numbers / flint}
    return 1 if compare("measure", figures, record=arguments.record) else 0


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    result = work()
    return max(time.process_time() - started, 1e-6), result


def _by_flint(weights: Weights) -> fmpq:
    """Exactly, on the integers that the weights are, up to a power of two."""
    n, m = weights.features.shape
    rows = fmpz_mat(n, m, weights.features.integers.ravel().tolist())
    gram, frame = rows * rows.transpose(), rows.transpose() * rows
    potential = sum(entry * entry for entry in frame.entries())
    entries, images = rows.entries(), (rows * frame).entries()
    energies = [sum(entries[i * m + a] * images[i * m + a] for a in range(m)) for i in range(n)]
    capacities = [fmpq(gram[i, i] * gram[i, i], energies[i]) for i in range(n)]
    worst = max(abs(gram[i, j]) for i in range(n) for j in range(i))
    return sum_of(capacities) + potential + worst


def _by_numpy(rows: NDArray[np.float64]) -> float:
    """The same numbers in floating point."""
    gram, frame = rows @ rows.T, rows.T @ rows
    potential = (frame * frame).sum()
    capacities = np.diagonal(gram) ** 2 / (gram * gram).sum(axis=1)
    worst = np.abs(gram - np.diag(np.diagonal(gram))).max()
    return float(capacities.sum() + potential + worst)


if __name__ == "__main__":
    sys.exit(main())
