"""What people see in a terminal: tables, one theorem's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toymodels.records.forms import Json, Result, to_json
from toymodels.roles import count_roles, roles_text
from toymodels.sizes import sizes_text

if TYPE_CHECKING:
    from toymodels.catalogue import Entry
    from toymodels.check.evidence import Evidence
    from toymodels.lean.audit import AuditEntry
    from toymodels.library import Theorem
    from toymodels.verify import Report

_COLOURS = {
    "held": "green",
    "refuted": "red",
    "vacuous": "red",
    "unknown": "yellow",
    "accepted": "green",
    "rejected": "red",
    "no opinion": "yellow",
}

EXPOSING = "expose a mutant"
_NUMBERS = {"effective", EXPOSING, "exact instances", "accepted", "declarations followed", "core theorems trusted"}


_CALLED = {"shown": "counterexample"}


def verify_table(report: Report, path: Path, exposing: Mapping[str, float], namespaces: Sequence[str]) -> None:
    """Print the outcome of `toymodels verify`, a row a theorem, names without the library's `namespaces`.

    exposing: by theorem the share of instances that `toymodels power` found to expose a mutant, if it was run.
    """
    from toymodels.kernel.words import fault_lines, summary_line
    from toymodels.lean.names import shortened

    official = ("official kernel",) if report.official_kernel.ran else ()
    exposed = (EXPOSING,) if exposing else ()
    rows = [
        (
            shortened(item.name, namespaces),
            item.kind,
            _effective(item),
            *((f"{exposing[item.name]:.0%}" if item.name in exposing else "-",) if exposing else ()),
            _instances(item),
            _acceptance(item),
            "ok" if item.audit.ok else "FAILED",
            *((item.official_kernel.verdict,) if item.official_kernel else ()),
        )
        for item in report.theorems
    ]
    _table(("theorem", "verdict", "effective", *exposed, "exact instances", "accepted", "audit", *official), rows)
    for item in report.theorems:
        for reason in item.audit.reasons:
            click.secho(f"audit: {reason}", fg="red")
        if item.kind != "held":
            click.echo()
            click.echo(evidence_text(shortened(item.name, namespaces), item))
    for line in fault_lines(report.official_kernel):
        click.echo(f"official kernel: {line}")
    for disagreement in report.kernel.disagreements:
        click.secho(f"Lean's kernel disagrees: {disagreement}", fg="red")
    counts = report.summary
    click.echo()
    click.echo(
        f"{roles_text(counts)}: {counts['held']:,} held, {counts['refuted']:,} refuted, "
        f"{counts['vacuous']:,} vacuous, {counts['unknown']:,} unknown; {counts['audited']:,} pass the audit; "
        f"Lean's kernel agrees with {report.kernel.checked:,} sampled values of "
        f"{report.kernel.definitions:,} definitions"
    )
    click.echo(summary_line(report.official_kernel))
    click.echo(f"{report.versions['lean']}; seed {report.settings.seed}; details in {_from_here(path)}")


def audit_table(entries: Sequence[AuditEntry], namespaces: Sequence[str]) -> None:
    """Print the audit, a row a theorem, names without the library's `namespaces`."""
    from toymodels.lean.names import shortened

    rows = [
        (
            shortened(e.name, namespaces),
            "ok" if e.ok else "FAILED",
            ", ".join(e.axioms) or "none",
            str(e.followed),
            str(len(e.trusted)),
        )
        for e in entries
    ]
    _table(("theorem", "audit", "axioms", "declarations followed", "core theorems trusted"), rows)
    for entry in entries:
        for reason in entry.reasons:
            click.secho(reason, fg="red")


def list_table(theorems: Sequence[Entry]) -> None:
    """Print the theorems, a row each, a heading a module, and how many there are of each role."""
    from toymodels.lean.names import components, shortened

    module = ""
    for theorem in theorems:
        if theorem.module != module:
            module = theorem.module
            click.secho(f"\n{module}", bold=True)
        name = shortened(theorem.name, components(module)[:1])
        click.echo(f"  {name}: {theorem.summary or ' '.join(theorem.statement.split())}")
    click.echo(f"\n{roles_text(count_roles(theorem.role for theorem in theorems))}")


def theorem_text(theorem: Entry) -> str:
    """One theorem's page."""
    fields = (("Source", theorem.source), ("Why", theorem.why), ("Measure", theorem.measure), ("Tight", theorem.tight))
    lines = [
        theorem.name,
        f"  {theorem.file}:{theorem.line}",
        "",
        theorem.summary,
        "",
        theorem.statement,
        "",
        *(f"{name}: {text}" for name, text in fields if text),
    ]
    return "\n".join(lines).rstrip()


class SymbolicForm(Result, frozen=True):
    """A theorem at fixed sizes as SymPy has it: both sides of each comparison, and whether expanding proves them."""

    sizes: Mapping[str, int]
    comparisons: tuple[str, ...]
    proved: bool
    why: str


def symbolic_form(theorem: Theorem, sizes: Mapping[str, int]) -> SymbolicForm:
    """What SymPy says of a theorem at fixed sizes.

    Raises:
        ToyModelsError: it has no symbolic form there, or SymPy is not installed.
    """
    from toymodels.evaluate.polynomials import NoIdentity, NotApplicable

    verdict = theorem.prove_at(sizes)
    match verdict:
        case NotApplicable(reason):
            why = reason
        case NoIdentity(_, equation, difference):
            why = f"{equation} fails: the difference is {difference}"
        case _:
            why = ""
    return SymbolicForm(dict(sizes), tuple(map(str, theorem.symbolic_sides(sizes))), not why, why)


def symbolic_text(form: SymbolicForm) -> str:
    """The same for people."""
    sizes = ", ".join(f"{name} = {value}" for name, value in form.sizes.items())
    proved = "proved for all values at these sizes: both sides expand to the same polynomials"
    outcome = proved if form.proved else f"not decided by expanding: {form.why}"
    return "\n".join(["", f"At {sizes or 'all sizes'}:", *(f"  {side}" for side in form.comparisons), outcome])


def evidence_text(name: str, evidence: Evidence) -> str:
    """One theorem's verdict with what it rests on; `name` is what to call it."""
    kind, told = evidence.kind, evidence.lesson
    effective = f", {evidence.effective:,} of them could have failed" if evidence.instances else ""
    count = f"{_instances(evidence)} exact instances{_different(evidence)}{effective}"
    lines = [f"{click.style(kind, fg=_COLOURS[kind])} {name}: {count}"]
    if kind == "held":
        lines += _coverage(evidence)
    else:
        said: Mapping[str, Json] = to_json(evidence.verdict)
        hidden = {"kind", "witness", "found"} if "shown" in said else {"kind"}
        lines += [f"  {_CALLED.get(key, key)}: {_shown(value)}" for key, value in said.items() if key not in hidden]
    if told is not None:
        lines.append(f"  tells more: {told.reason}, with {_shown(dict(told.shown) or told.instance.to_json())}")
    lines += _other_means(evidence)
    if evidence.replay:
        lines.append(f"  again: {evidence.replay}")
    return "\n".join(lines)


def _other_means(evidence: Evidence) -> Iterator[str]:
    if evidence.means:
        yield f"  found by: {evidence.means}"
    tried = [f"{count:,} by {means}" for means, count in evidence.tried.items() if count]
    if tried:
        yield f"  beside random instances: {', '.join(tried)}"
    yield from (f"  note: {note}" for note in evidence.notes)


def _coverage(evidence: Evidence) -> Iterator[str]:
    if evidence.attempt:
        yield f"  {evidence.attempt}"
    if sizes := sizes_text(entry.sizes for entry in evidence.sizes if entry.accepted):
        yield f"  sizes: {sizes}"
    if sizes := sizes_text(entry.sizes for entry in evidence.sizes if not entry.accepted):
        yield f"  no instance found at: {sizes}"
    yield f"  accepted: {_acceptance(evidence)} of {evidence.proposals:,} proposals"
    for hypothesis in evidence.hypotheses:
        how = "by construction" if hypothesis.by_construction else "by rejection"
        yield f"    {hypothesis.name}: {hypothesis.acceptance:.0%} {how}"
    counted = {kind: count for kind, count in evidence.degenerate.items() if count}
    if counted:
        yield f"  degenerate: {', '.join(f'{count:,} {kind}' for kind, count in counted.items())}"


def _shown(value: Json) -> str:
    match value:
        case dict():
            return ", ".join(f"{name} = {_shown(entry)}" for name, entry in value.items())
        case list():
            return f"({', '.join(map(_shown, value))})"
        case _:
            return str(value)


def _effective(evidence: Evidence) -> str:
    """How many instances could have failed; of a conclusion about sizes alone, what was tried where it is false."""
    if evidence.attempt:
        return f"{evidence.attempt.proposals:,} tried"
    return f"{evidence.effective:,}" if evidence.instances else "-"


def _instances(evidence: Evidence) -> str:
    return f"{evidence.instances:,} (all)" if evidence.exhaustive else f"{evidence.instances:,}"


def _different(evidence: Evidence) -> str:
    """How many of the instances are different, where some are the same."""
    if evidence.distinct >= evidence.instances:
        return ""
    return f" ({'' if evidence.distinct_exact else 'about '}{evidence.distinct:,} different)"


def _acceptance(evidence: Evidence) -> str:
    return f"{evidence.acceptance:.0%}" if evidence.proposals else "-"


def _from_here(path: Path) -> Path:
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for index, title in enumerate(header):
        table.add_column(title, no_wrap=index == 0, justify="right" if title in _NUMBERS else "left")
    for row in rows:
        table.add_row(*(f"[{_COLOURS[cell]}]{cell}[/]" if cell in _COLOURS else cell for cell in row))
    console = Console()
    if not console.is_terminal:
        console.width = 120
    console.print(table)
