"""Ranks of integer matrices by flint."""

from __future__ import annotations

import numpy as np
from flint import fmpz_mat

from toymodels.instances.source import Ints


def ranks(matrices: Ints) -> Ints:
    """Of matrices of shape (b, rows, columns), shape (b,)."""
    return np.array([fmpz_mat(matrix.tolist()).rank() if matrix.size else 0 for matrix in matrices], dtype=np.int64)
