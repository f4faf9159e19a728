"""What the library allows or predicts beside what training found: a row each, from a finding or from a count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from examples.trained_models.optimiser import Array

from toymodels.measure import Comparison, Finding, Weights, weights_of
from toymodels.measure.claims import Candidate
from toymodels.measure.files import tensor_of
from toymodels.measure.sweep import hold_alone
from toymodels.measure.words import decimal

AXES = ("feature", "hidden")
HEADINGS = ("theorem", "it says", "training found", "where that is")
NEARLY = 0.8
"""The share of what would be 1 if a model did exactly what a theorem describes, from which on it nearly does."""
SIDES = {
    "copying_head_rank_bound": (
        "the number of tokens times the square of the least diagonal entry",
        "the dimension of the head times that square and all squared crosstalk",
    )
}
"""What stands on the two sides, of theorems whose docstrings do not say it."""


@dataclass(frozen=True)
class Row:
    """One prediction.

    Attributes:
        theorem: its name without the namespace.
        allows: what it says, in words.
        found: what the trained weights have, in numbers.
        lands: how the two compare.
    """

    theorem: str
    allows: str
    found: str
    lands: str

    def cells(self) -> tuple[str, ...]:
        """In the order of `HEADINGS`."""
        return (f"`{self.theorem}`", self.allows, self.found, self.lands)


@dataclass(frozen=True)
class Section:
    """A trained model and its rows."""

    model: str
    rows: tuple[Row, ...]

    def lines(self) -> Iterator[str]:
        """As Markdown."""
        yield from ("", f"## {self.model}", "", _line(HEADINGS), _line(["---"] * len(HEADINGS)))
        yield from (_line(row.cells()) for row in self.rows)


def weights(rows: Array, **others: Array) -> Weights:
    """The exact weights of an array of features by hidden dimensions; others are `read_out` and `bias`."""
    tensors = {name: tensor_of(array, name) for name, array in others.items()}
    return weights_of(tensor_of(rows, "w"), AXES, read_out=tensors.get("read_out"), bias=tensors.get("bias"), file="")


def measured(claims: Mapping[str, Candidate], names: Iterable[str], of: Weights) -> Iterator[Row]:
    """A row for each theorem, from what `toymodels measure` finds.

    Raises:
        LookupError: a theorem is not among the claims, or does not apply.
    """
    for name in names:
        finding = hold_alone(claims[name], of)
        if finding is None or finding.tightest is None or finding.is_refuted:
            raise LookupError(f"{name} does not apply: {finding and (finding.reason or finding.failure)}")
        yield _row(finding)


def _row(finding: Finding) -> Row:
    main = finding.tightest
    assert main is not None
    left, right = finding.sides or SIDES[finding.short_name]
    bounds = ", ".join(f"{each.name} = {decimal(each.value)}" for each in finding.bounds)
    given = f", with {bounds}" if bounds else ""
    found = f"{decimal(main.left)} {main.relation} {decimal(main.right)}{given}"
    return Row(finding.short_name, f"{left} {main.relation} {right}", found, _lands(main))


def _lands(main: Comparison) -> str:
    if main.relation == "=":
        return "equal, as it must be"
    if main.slack == 0:
        return "on the bound"
    share = float(main.slack / max(abs(main.left), abs(main.right)))
    if share < 0.01:
        return f"on the bound up to {share:.1e} of it"
    return f"{'near the bound' if share < 0.25 else 'far from the bound'}, {share:.0%} apart"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
