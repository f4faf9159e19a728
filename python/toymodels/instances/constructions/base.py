"""What every construction is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from toymodels.evaluate.batch import FieldArray
from toymodels.instances.facts import Fact
from toymodels.instances.scene import Scene
from toymodels.statements.language import Var


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

    def describe(self) -> str:
        """How the variable is drawn, for people: `unit vectors, from integer points on spheres`."""
        ...

    def draw(self, scene: Scene) -> FieldArray:
        """`scene.count` values of the variable. What cannot be constructed is drawn anyhow and left to rejection."""
        ...


Recogniser = Callable[[Var, tuple[Fact, ...]], Construction | None]
