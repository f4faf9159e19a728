"""A measurement in a notebook: the answers, a table for each group, the drawings."""

from __future__ import annotations

from html import escape

from toymodels.measure.measurement import HEADINGS, Measurement, said
from toymodels.measure.results import Finding, Group

_CELL = "text-align:left;vertical-align:top;padding:2px 8px"


def html(measurement: Measurement) -> str:
    """The measurement as HTML; every text in it is escaped."""
    answers = "".join(f"<li>{escape(answer)}</li>" for answer in measurement.answers)
    groups = "".join(_group(group, measurement.group(group)) for group in Group)
    figures = measurement.figures()
    drawings = "".join(
        f'<div style="width:320px;display:inline-block">{figure}</div>'
        for figure in (figures.dimensionality, figures.interference, figures.capacity)
    )
    return f"<ul>{answers}</ul><div>{drawings}</div>{groups}"


def _group(group: Group, findings: tuple[Finding, ...]) -> str:
    if not findings:
        return ""
    rows = "".join(
        f'<tr><td style="{_CELL}" title="{escape(each.statement)}"><code>{escape(each.short_name)}</code></td>'
        f'<td style="{_CELL}">{escape(said(each))}</td></tr>'
        for each in findings
    )
    is_open = " open" if group in (Group.APPLIES, Group.COMPUTED) else ""
    return (
        f"<details{is_open}><summary>{escape(HEADINGS[group])} ({len(findings)})</summary>"
        f"<table>{rows}</table></details>"
    )
