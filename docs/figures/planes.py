"""Exact vectors to draw: directions in the plane and in space, and random ones, which no definition gives."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from fractions import Fraction

from toymodels.site.svg import Drawing, Ink, Point
from toymodels.site.values import Vector

FINE = 1000
"""Denominators of the parameters from which directions are made: finer than a picture shows."""


def generator(seed: int) -> random.Random:
    """Random numbers that are the same every time."""
    return random.Random(seed)  # noqa: S311 -- nothing secret is drawn


def direction(degrees: float, fine: int = FINE) -> Vector:
    """A rational unit vector in the plane at nearly this angle; exactly so at multiples of 90 degrees."""
    turns, rest = divmod(degrees, 90)
    t = Fraction(round(math.tan(math.radians(rest) / 2) * fine), fine)
    c, s = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    for _ in range(int(turns) % 4):
        c, s = -s, c
    return c, s


def unit(floats: Sequence[float], fine: int = FINE) -> Vector:
    """A rational unit vector near the direction of `floats`, by stereographic projection.

    Raises:
        ValueError: they are all zero.
    """
    norm = math.hypot(*floats)
    if not norm:
        raise ValueError("the zero vector has no direction")
    *rest, last = (each / norm for each in floats)
    sign = -1 if last > 0 else 1
    t = [Fraction(round(each / (1 - sign * last) * fine), fine) for each in rest]
    square = sum((each * each for each in t), Fraction(0))
    return *(2 * each / (1 + square) for each in t), sign * (square - 1) / (1 + square)


def random_units(rng: random.Random, count: int, dimension: int, fine: int = FINE) -> tuple[Vector, ...]:
    """Rational unit vectors in nearly uniform random directions."""
    return tuple(unit([rng.gauss(0, 1) for _ in range(dimension)], fine) for _ in range(count))


def random_numbers(rng: random.Random, count: int, fine: int = 12) -> Vector:
    """Rational numbers, nearly normal."""
    return tuple(Fraction(round(rng.gauss(0, 1) * fine), fine) for _ in range(count))


def random_matrix(rng: random.Random, rows: int, columns: int, fine: int = 12) -> tuple[Vector, ...]:
    """A matrix of rational numbers, nearly normal."""
    return tuple(random_numbers(rng, columns, fine) for _ in range(rows))


class Plane:
    """A part of a drawing that shows the plane around the origin, of `radius` data units in `size` drawing units."""

    def __init__(self, drawing: Drawing, centre: Point, size: float, radius: float) -> None:
        """Draw the two axes."""
        self.drawing = drawing
        self.centre = float(centre[0]), float(centre[1])
        self.unit = size / radius
        (x, y) = self.centre
        drawing.line((x - size, y), (x + size, y), stroke=Ink.LINE)
        drawing.line((x, y - size), (x, y + size), stroke=Ink.LINE)

    def at(self, point: Sequence[Fraction | float]) -> tuple[float, float]:
        """Where a point of the plane is drawn."""
        return self.centre[0] + self.unit * float(point[0]), self.centre[1] - self.unit * float(point[1])

    def circle(self, radius: float = 1) -> None:
        """A circle around the origin."""
        self.drawing.circle(self.centre, radius * self.unit, fill=Ink.NONE, stroke=Ink.MUTED, width=1, dash="3 4")

    def arrow(
        self, vector: Sequence[Fraction | float], series: int, *, name: str = "", dash: str = "", away: float = 14
    ) -> None:
        """A vector from the origin, with a name beyond its head."""
        end = self.at(vector)
        self.drawing.arrow(self.centre, end, stroke=Ink.SERIES[series % 6], dash=dash)
        if name:
            length = math.hypot(float(vector[0]), float(vector[1])) or 1.0
            x = end[0] + away * float(vector[0]) / length
            y = end[1] - away * float(vector[1]) / length + 5
            anchor = "start" if vector[0] > length / 3 else "end" if vector[0] < -length / 3 else "middle"
            self.drawing.text((x, y), name, anchor=anchor, halo=True)
