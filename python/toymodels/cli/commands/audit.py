"""`toymodels audit`: whether proofs are proofs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from toymodels.cli.shared import Command, json_option, library_in, print_json, project_option
from toymodels.cli.tables import audit_table
from toymodels.status import Status


@click.command("audit", cls=Command)
@click.argument("names", nargs=-1)
@json_option
@project_option
def command(names: Sequence[str], as_json: bool, folder: Path | None) -> int:
    """Follow the proofs of every public theorem (or NAMES): no sorry, no axiom of one's own."""
    from toymodels.lean.audit import AuditRecord, audit

    library = library_in(folder, thorough=True)
    chosen = library.chosen(names)
    entries = audit(library.environment, chosen)
    if as_json:
        print_json([AuditRecord.of(entry) for entry in entries])
    else:
        audit_table(entries, library.project.roots)
    return 0 if all(entry.ok for entry in entries) else Status.REFUTED
