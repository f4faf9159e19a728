"""Adam, for gradients that are written by hand."""

from __future__ import annotations

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
        """Move every array against its gradient."""
        self._step += 1
        for at, gradient in enumerate(gradients):
            self._first[at] = 0.9 * self._first[at] + 0.1 * gradient
            self._second[at] = 0.999 * self._second[at] + 0.001 * gradient**2
            first = self._first[at] / (1 - 0.9**self._step)
            second = self._second[at] / (1 - 0.999**self._step)
            self._parameters[at] -= self._rate * first / (np.sqrt(second) + 1e-9)
