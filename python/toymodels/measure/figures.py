"""Drawings of weights as SVG: feature dimensionality as in the paper, interference, and capacity by feature."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toymodels.measure.quantities import Quantities
from toymodels.measure.weights import Weights

_WIDTH, _HEIGHT, _MARGIN = 480, 240, 36
_LARGEST_MAP = 128
_INK, _QUIET, _POSITIVE, _NEGATIVE = "#24292f", "#8c959f", "#b5541c", "#1f6feb"


@dataclass(frozen=True, slots=True)
class Figures:
    """SVG documents.

    Attributes:
        dimensionality: each feature's share of a dimension, over its squared norm.
        interference: the inner products of all pairs of directions; the strongest of several for many features.
        capacity: each feature's capacity as a bar, the largest first.
    """

    dimensionality: str
    interference: str
    capacity: str

    @staticmethod
    def of(weights: Weights, found: Quantities) -> Figures:
        """The drawings of given weights."""
        capacities = np.array([float(value) for value in found.capacities])
        norms = np.array([float(value) for value in found.squared_norms])
        floats = weights.features.floats()
        return Figures(_dimensionality(norms, capacities), _interference(floats), _capacity(capacities))

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write the three drawings into a folder, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        named = {
            "dimensionality.svg": self.dimensionality,
            "interference.svg": self.interference,
            "capacity.svg": self.capacity,
        }
        for name, text in named.items():
            (folder / name).write_text(text, encoding="utf-8")
        return tuple(folder / name for name in named)


def _svg(title: str, body: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="11"><title>{title}</title>'
    )
    return "\n".join([head, *body, "</svg>\n"])


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}">{text}</text>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{_QUIET}" stroke-width="0.7"/>'


def _frame(x_label: str, y_label: str, most: float) -> list[str]:
    left, bottom, right = _MARGIN, _HEIGHT - _MARGIN, _WIDTH - _MARGIN
    marks = [0.0, 0.5, 1.0] if most <= 1.0 else [0.0, most / 2, most]
    lines: list[str] = []
    for mark in marks:
        y = bottom - mark / most * (bottom - _MARGIN)
        lines += [_line(left, y, right, y), _text(left - 4, y + 4, f"{mark:g}", "end")]
    return [*lines, _text(_WIDTH / 2, _HEIGHT - 8, x_label), _text(left, 16, y_label, "start")]


def _dimensionality(norms: NDArray[np.float64], capacities: NDArray[np.float64]) -> str:
    most = max(1e-300, float(norms.max(initial=0.0)))
    bottom, across = _HEIGHT - _MARGIN, _WIDTH - 2 * _MARGIN
    points = [
        f'<circle cx="{_MARGIN + norm / most * across:.1f}" cy="{bottom - value * (bottom - _MARGIN):.1f}" r="3" '
        f'fill="{_NEGATIVE}" fill-opacity="0.6"><title>feature {i}: {value:.4g}</title></circle>'
        for i, (norm, value) in enumerate(zip(norms, capacities, strict=True))
    ]
    label = f"squared norm, up to {most:.3g}"
    return _svg("Feature dimensionality", [*_frame(label, "share of a dimension", 1.0), *points])


def _interference(features: NDArray[np.float64]) -> str:
    count = features.shape[0]
    step = -(-count // _LARGEST_MAP)
    gram = features @ features.T
    edges = range(0, count, step)
    table = np.array([[_strongest(gram[i : i + step, j : j + step]) for j in edges] for i in edges])
    largest = max(1e-300, float(np.abs(table).max()))
    side = (_HEIGHT - 2 * _MARGIN) / table.shape[0]
    left = (_WIDTH - _HEIGHT) / 2 + _MARGIN
    cells = [
        f'<rect x="{left + j * side:.2f}" y="{_MARGIN + i * side:.2f}" width="{side:.2f}" height="{side:.2f}" '
        f'fill="{_POSITIVE if table[i, j] > 0 else _NEGATIVE}" fill-opacity="{abs(table[i, j]) / largest:.3f}"/>'
        for i in range(table.shape[0])
        for j in range(table.shape[1])
        if table[i, j]
    ]
    scale = f"orange positive, blue negative, full at {largest:.3g}"
    by = f", {step} features a cell" if step > 1 else ""
    return _svg(
        "Interference", [*cells, _text(_WIDTH / 2, _HEIGHT - 8, scale), _text(_MARGIN, 16, f"Wᵢ · Wⱼ{by}", "start")]
    )


def _strongest(part: NDArray[np.float64]) -> float:
    return float(part.ravel()[np.abs(part).argmax()])


def _capacity(capacities: NDArray[np.float64]) -> str:
    order = np.argsort(-capacities, kind="stable")
    bottom, across = _HEIGHT - _MARGIN, _WIDTH - 2 * _MARGIN
    width = across / max(1, len(order))
    bars = [
        f'<rect x="{_MARGIN + place * width:.2f}" y="{bottom - capacities[i] * (bottom - _MARGIN):.2f}" '
        f'width="{max(0.4, width * 0.85):.2f}" height="{capacities[i] * (bottom - _MARGIN):.2f}" fill="{_NEGATIVE}">'
        f"<title>feature {i}: {capacities[i]:.4g}</title></rect>"
        for place, i in enumerate(order.tolist())
    ]
    label = f"{len(order)} features, {capacities.sum():.4g} together"
    return _svg("Capacity", [*_frame(label, "capacity", 1.0), *bars])
