"""What LeanDojo has no place for: one JSON record a theorem on what it says and on how well it is tested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toymodels.lean.audit import AuditEntry, audit
from toymodels.leandojo.declarations import Declared
from toymodels.leandojo.statement_tree import to_tree
from toymodels.leandojo.tree import Tree
from toymodels.library import Library, Theorem
from toymodels.power import library as powers
from toymodels.records import forms
from toymodels.statements.language import Unsupported
from toymodels.statements.print.lean import to_lean
from toymodels.statements.print.signature import to_json
from toymodels.verify import verified

SCHEMA = 1
_EVIDENCE = ("instances", "acceptance", "exhaustive", "seed", "replay", "arithmetic", "hypotheses", "sizes")


class Results:
    """What audit, cross-check and measurements say of a library's theorems as they stand now."""

    def __init__(self, library: Library) -> None:
        """Audit the theorems; read what `toymodels verify` and `toymodels power` have written, if they have."""
        self._audits: Mapping[str, AuditEntry] = {
            entry.name: entry for entry in audit(library.environment, library.theorem_names)
        }
        self._evidence = verified(library)
        self._power = powers.measured(library)

    def missing(self, theorem: Theorem) -> dict[str, str]:
        """By command, why a theorem has no result of it; empty where it has all."""
        measured = {"verify": self._evidence, "power": self._power}
        reason = "has no result for the theorem as it stands"
        if isinstance(theorem.statement, Unsupported):
            reason = f"cannot read the statement: {theorem.statement.reason}"
        return {
            command: f"`toymodels {command}` {reason}"
            for command, results in measured.items()
            if theorem.name not in results
        }

    def of(self, theorem: Theorem) -> dict[str, Any]:
        """Axioms, verdict, evidence, necessity, tightness and mutation; `null` for what was not measured."""
        entry = self._audits[theorem.name]
        evidence, power = self._evidence.get(theorem.name), self._power.get(theorem.name)
        was_tested = evidence is not None and evidence.asked
        told = {
            "axioms": entry.axioms,
            "audit": {"ok": entry.ok, "reasons": entry.reasons},
            "verdict": evidence and evidence.verdict,
            "evidence": {name: getattr(evidence, name) for name in _EVIDENCE} if was_tested else None,
            "necessity": power and power.necessity,
            "tightness": power and power.tightness,
            "mutation": power and power.mutation,
            "missing": self.missing(theorem),
        }
        return forms.to_json(told)


def record(
    theorem: Theorem, tree: Tree, declared: Declared, path: str, results: Results, more: Mapping[str, Any]
) -> dict[str, Any]:
    """A theorem's record; `path` is its source in the trace, `more` is added at the end."""
    statement = theorem.statement
    return {
        "schema": SCHEMA,
        "name": theorem.name,
        "module": theorem.module,
        "file_path": path,
        "start": _place(tree, declared.start),
        "end": _place(tree, declared.span.end),
        "source": tree.statement(declared),
        "docstring": {
            "summary": theorem.docstring.summary,
            "source": theorem.docstring.source,
            "why": theorem.docstring.why,
            "tight": theorem.docstring.tight,
        },
        "statement": to_json(statement),
        "tree": None if isinstance(statement, Unsupported) else to_tree(statement),
        "lean": None if isinstance(statement, Unsupported) else to_lean(statement),
        **results.of(theorem),
        **more,
    }


def _place(tree: Tree, position: int) -> list[int]:
    """The line and the column, both from 1."""
    line, column = tree.source.line_and_column(position)
    return [line, column + 1]
