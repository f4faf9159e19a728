"""How deep the values of recursive types are that are tried, and how long lists."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from toymodels.lean.expr import Expr
from toymodels.lean.terms import same_term

_MOST_OPEN = 16


class Depths:
    """Which types are being taken apart, and how deep values of each may still be.

    Attributes:
        most: how many values of one type may stand inside one another, below the outermost; how long a list may be.
        is_reached: whether there is a list or a recursive type, so that this leaves values out.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.is_reached = False
        self._open: list[tuple[Expr, int]] = []
        self._met: list[Expr] = []

    def longest(self, *, of_limited: bool) -> int:
        """How many elements a list has at most: one less where it is a part of a tree, or of what is limited itself."""
        self.is_reached = True
        return max(1, self.most - (of_limited or bool(self._open)))

    @property
    def is_endless(self) -> bool:
        """Whether so many types are being taken apart that there are always more."""
        return len(self._open) >= _MOST_OPEN

    def below(self, type_: Expr) -> int | None:
        """How deep values of the type can be here: below 0 if none can; `None` where it is not being taken apart."""
        left = next((left for each, left in reversed(self._open) if same_term(each, type_)), None)
        if left is None:
            return None
        self.is_reached = True
        self._met.append(type_)
        return left - 1

    @contextmanager
    def inside(self, type_: Expr, left: int) -> Generator[None]:
        """While it lasts, values of the type are taken apart, which may be so deep."""
        self._open.append((type_, left))
        try:
            yield
        finally:
            self._open.pop()

    def is_recursive(self, type_: Expr) -> bool:
        """Whether values of the type were met inside one another."""
        return any(same_term(each, type_) for each in self._met)
