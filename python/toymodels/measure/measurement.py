"""The outcome of measuring weights, as text, as data and for a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toymodels.measure.quantities import Quantities
from toymodels.measure.results import Bound, Comparison, Failure, Finding, Group
from toymodels.measure.weights import Origin, Snap, Weights
from toymodels.measure.words import decimal
from toymodels.records.forms import Json, Result

if TYPE_CHECKING:
    from toymodels.measure.figures import Figures

HEADINGS = {
    Group.APPLIES: "Applies",
    Group.COMPUTED: "Applies with a computed bound",
    Group.NEARLY: "Nearly applies",
    Group.NOT: "Does not apply",
}
_WIDEST = 96


class MeasurementRecord(Result, frozen=True):
    """What the theorems of a library say of weights, for other programs."""

    features: int
    dimensions: int
    weights: Mapping[str, Origin]
    snap: Snap | None
    answers: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """What the theorems of a library say of weights.

    Attributes:
        weights: the exact weights.
        quantities: norms, capacities, blocks and overlaps, exact.
        answers: what the weights are, in sentences.
        findings: a theorem each; marked ones first in each group.
    """

    weights: Weights
    quantities: Quantities
    answers: tuple[str, ...]
    findings: tuple[Finding, ...]

    def group(self, group: Group) -> tuple[Finding, ...]:
        """The findings of one group."""
        return tuple(each for each in self.findings if each.group is group)

    def finding(self, name: str) -> Finding:
        """The finding of the theorem called `name`, which may leave out leading components.

        Raises:
            KeyError: there is none.
        """
        for each in self.findings:
            if name in (each.name, each.short_name):
                return each
        raise KeyError(f"no finding of {name!r}; there are {', '.join(each.short_name for each in self.findings)}")

    @property
    def refuted(self) -> tuple[Finding, ...]:
        """Findings that no proved theorem allows: a defect of this package, or of the proof."""
        return tuple(each for each in self.findings if each.is_refuted)

    def figures(self) -> Figures:
        """Drawings as SVG: feature dimensionality, interference, capacity."""
        from toymodels.measure.figures import Figures

        return Figures.of(self.weights, self.quantities)

    def __str__(self) -> str:
        return "\n".join([*self.answers, *(line for group in Group for line in _group_lines(self, group))])

    def _repr_html_(self) -> str:
        from toymodels.measure.notebook import html

        return html(self)

    def record(self) -> MeasurementRecord:
        """Everything, for other programs."""
        weights = self.weights
        return MeasurementRecord(weights.n, weights.m, weights.origins, weights.snap, self.answers, self.findings)

    def to_json(self) -> dict[str, Json]:
        """Everything as JSON data, with exact numbers as `p/q`."""
        return self.record().to_json()


def _group_lines(measurement: Measurement, group: Group) -> list[str]:
    findings = measurement.group(group)
    if not findings:
        return []
    lines = ["", f"{HEADINGS[group]} ({len(findings)})"]
    if group is Group.NOT:
        return lines + _reasons(findings)
    rows = [(each.short_name, said(each)) for each in findings]
    width = max(len(name) for name, _ in rows)
    return lines + [f"  {name.ljust(width)}  {text}" for name, text in rows]


def _reasons(findings: Sequence[Finding]) -> list[str]:
    """Why theorems do not apply, those with one reason on one line."""
    by_reason: dict[str, list[str]] = {}
    for each in findings:
        reason = said(each)
        kind = "it is about a square matrix" if "is a square matrix" in reason else reason
        by_reason.setdefault(kind, []).append(each.short_name)
    return [f"  {_short(', '.join(names), 60)}: {reason}" for reason, names in by_reason.items()]


def said(finding: Finding) -> str:
    """What a finding says, on one line."""
    bounds = _bounds_text(finding.bounds)
    if finding.failure is not None:
        return f"{_failure_text(finding.failure)}{bounds}"
    if finding.reason:
        return finding.reason
    main = finding.tightest
    text = _short(finding.says, _WIDEST) if main is None else _comparison_text(main)
    if finding.sides is not None and main is not None:
        text = f"{finding.sides[0]}: {decimal(main.left)}; {finding.sides[1]}: {decimal(main.right)}; {_slack(main)}"
    left = f"; still to be met: {', '.join(finding.left_open)}" if finding.left_open else ""
    return f"{text}{bounds}{left}"


def _bounds_text(bounds: Sequence[Bound]) -> str:
    if not bounds:
        return ""
    return f", with {', '.join(map(_bound_text, bounds))}"


def _bound_text(bound: Bound) -> str:
    chosen = "" if bound.is_computed else " (chosen)"
    return f"{bound.name} {bound.relation} {decimal(bound.value)}{chosen}"


def _comparison_text(each: Comparison) -> str:
    place = f" at {each.place}, the tightest of {each.places:,}" if each.places > 1 and each.relation != "=" else ""
    return f"{decimal(each.left)} {each.relation} {decimal(each.right)}, {_slack(each)}{place}"


def _slack(each: Comparison) -> str:
    if each.relation == "=":
        return f"equal at all {each.places:,} places" if each.places > 1 else "equal"
    return "attained" if each.slack == 0 else f"slack {decimal(each.slack)}"


def _failure_text(failure: Failure) -> str:
    where = f" at {failure.place}" if failure.place.indices else ""
    if failure.gap is None or failure.left is None or failure.right is None:
        return f"{failure.hypothesis} fails{where}: {_short(failure.text, _WIDEST)}"
    by = f" by {decimal(failure.gap)}" if failure.gap else ""
    return (
        f"{failure.hypothesis} fails{by}{where}: {_short(failure.text, 60)} "
        f"({decimal(failure.left)} against {decimal(failure.right)})"
    )


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
