"""What every construction is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, Self

from toymodels.evaluate.batch import FieldArray
from toymodels.instances.facts import Fact
from toymodels.instances.scene import Scene
from toymodels.statements.language import Var


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is wished of variables, by name, so that what is drawn after them has a choice.

    Attributes:
        sparse: those that should often have zeros.
        squares: numbers that should often be squares of rationals.
        deficient: matrices whose rank should often not be full.
    """

    sparse: frozenset[str] = frozenset()
    squares: frozenset[str] = frozenset()
    deficient: frozenset[str] = frozenset()

    @classmethod
    def together(cls, wishes: Iterable[Wishes]) -> Wishes:
        """All of them."""
        every = tuple(wishes)
        return cls(
            frozenset[str]().union(*(each.sparse for each in every)),
            frozenset[str]().union(*(each.squares for each in every)),
            frozenset[str]().union(*(each.deficient for each in every)),
        )


class Construction(Protocol):
    """A way to draw one variable."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that hold by construction, at sizes where they can hold at all."""
        ...

    @property
    def hoped(self) -> tuple[Fact, ...]:
        """Facts that the construction tries to make true, and often cannot: more equations than unknowns."""
        ...

    def wishes(self) -> Wishes:
        """What this construction wishes of the variables that are drawn before its own."""
        ...

    def granting(self, wishes: Wishes) -> Construction:
        """The construction that does what is wished of its variable, as far as it can."""
        ...

    def describe(self) -> str:
        """How the variable is drawn, for people: `unit vectors, from integer points on spheres`."""
        ...

    def draw(self, scene: Scene) -> FieldArray:
        """`scene.count` values of the variable. What cannot be constructed is drawn anyhow and left to rejection."""
        ...


class Indifferent:
    """A construction to which other variables are all the same."""

    __slots__ = ()

    def wishes(self) -> Wishes:
        """Nothing."""
        return Wishes()

    def granting(self, wishes: Wishes) -> Self:
        """The same construction, whatever is wished."""
        del wishes
        return self


Recogniser = Callable[[Var, tuple[Fact, ...]], Construction | None]
