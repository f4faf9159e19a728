"""Matrices with entries 1 and -1 whose rows are orthogonal, from the known constructions of Hadamard matrices."""

from __future__ import annotations

from functools import cache

import numpy as np

from toymodels.instances.source import Ints

_LARGEST_ORDER = 64


@cache
def orthogonal_signs(order: int) -> Ints | None:
    """A Hadamard matrix of this order: by Paley from the squares modulo a prime, or twice a smaller one, by Sylvester.

    None if the order has none, or none that these constructions give.
    """
    if order in (1, 2):
        return np.array([[1, 1], [1, -1]], dtype=np.int64)[:order, :order]
    if order % 4 or order > _LARGEST_ORDER:
        return None
    half = orthogonal_signs(order // 2)
    if half is not None:
        return np.kron(np.array([[1, 1], [1, -1]], dtype=np.int64), half)
    return _paley(order)


def _paley(order: int) -> Ints | None:
    """`1 + S` for a skew conference matrix `S` of this order, or blocks made of a symmetric one of half of it."""
    if _is_prime(order - 1):
        return _conference(order - 1) + np.eye(order, dtype=np.int64)
    if order // 2 % 4 == 2 and _is_prime(order // 2 - 1):
        one = np.eye(order // 2, dtype=np.int64)
        pairs, alone = np.array([[1, 1], [1, -1]], dtype=np.int64), np.array([[1, -1], [-1, -1]], dtype=np.int64)
        return np.kron(_conference(order // 2 - 1), pairs) + np.kron(one, alone)
    return None


def _conference(prime: int) -> Ints:
    """A matrix `C` with zeros on the diagonal, signs off it and `C Cᵀ = prime`; skew if the prime is 3 modulo 4."""
    squares = {x * x % prime for x in range(1, prime)}
    symbol = np.array([0, *(1 if x in squares else -1 for x in range(1, prime))], dtype=np.int64)
    place = np.arange(prime)
    conference = np.ones((prime + 1, prime + 1), dtype=np.int64)
    conference[0, 0] = 0
    conference[1:, 0] = 1 if prime % 4 == 1 else -1
    conference[1:, 1:] = symbol[(place[:, None] - place[None, :]) % prime]
    return conference


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))
