"""What LeanDojo has no place for: one JSON record a theorem on what it says and on how well it is tested."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import asdict

from toymodels.check.evidence import Evidence, HypothesisEvidence, SizeEvidence
from toymodels.check.verdict import Verdict
from toymodels.lean.audit import AuditEntry, AuditOutcome, audit
from toymodels.leandojo.declarations import Declared
from toymodels.leandojo.statement_tree import to_tree
from toymodels.leandojo.tree import Tree
from toymodels.library import Library, Theorem
from toymodels.power import library as powers
from toymodels.power.mutation import MutationScore
from toymodels.power.necessity import NecessityResult
from toymodels.power.theorem import Power
from toymodels.power.tightness import Tightness
from toymodels.records.forms import Result
from toymodels.statements.language import Unsupported
from toymodels.statements.print.lean import to_lean
from toymodels.statements.print.signature import Signature, Unread, signature
from toymodels.verify import verified

SCHEMA = 1


class Told(Result, frozen=True):
    """A theorem's docstring, by fields."""

    summary: str
    source: str | None
    why: str | None
    tight: str | None


class Tested(Result, frozen=True):
    """How well a theorem is tested."""

    instances: int
    acceptance: float
    exhaustive: bool
    seed: int
    replay: str
    arithmetic: Mapping[str, int]
    hypotheses: tuple[HypothesisEvidence, ...]
    sizes: tuple[SizeEvidence, ...]

    @classmethod
    def of(cls, evidence: Evidence) -> Tested:
        """What an export says of the evidence."""
        return cls(**{name: getattr(evidence, name) for name in cls.__struct_fields__})


class Near(Result, frozen=True, kw_only=True):
    """What a theorem's proof uses, which theorems are near copies of it, and on which side of each split it is."""

    premises: tuple[str, ...]
    near_copies: tuple[str, ...]
    splits: Mapping[str, str]


class TheoremRecord(Result, frozen=True, kw_only=True):
    """A theorem as an export tells of it; `tree` and `lean` are missing where the statement could not be read."""

    schema: int
    name: str
    module: str
    file_path: str
    start: tuple[int, int]
    end: tuple[int, int]
    source: str
    docstring: Told
    statement: Signature | Unread
    tree: object
    lean: str | None
    axioms: tuple[str, ...]
    audit: AuditOutcome
    verdict: Verdict | None
    evidence: Tested | None
    necessity: tuple[NecessityResult, ...] | None
    tightness: Tightness | None
    mutation: MutationScore | None
    missing: Mapping[str, str]
    premises: tuple[str, ...]
    near_copies: tuple[str, ...]
    splits: Mapping[str, str]


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

    def of(self, theorem: Theorem) -> tuple[AuditEntry, Evidence | None, Power | None]:
        """What audit, cross-check and measurement say of a theorem."""
        return self._audits[theorem.name], self._evidence.get(theorem.name), self._power.get(theorem.name)


def record(theorem: Theorem, tree: Tree, declared: Declared, path: str, results: Results, near: Near) -> TheoremRecord:
    """A theorem's record; `path` is its source in the trace."""
    statement, told = theorem.statement, theorem.docstring
    is_read = not isinstance(statement, Unsupported)
    entry, evidence, power = results.of(theorem)
    return TheoremRecord(
        schema=SCHEMA,
        name=theorem.name,
        module=theorem.module,
        file_path=path,
        start=_place(tree, declared.start),
        end=_place(tree, declared.span.end),
        source=tree.statement(declared),
        docstring=Told(told.summary, told.source, told.why, told.tight),
        statement=signature(statement),
        tree=to_tree(statement) if is_read else None,
        lean=to_lean(statement) if is_read else None,
        axioms=entry.axioms,
        audit=AuditOutcome(entry.ok, entry.reasons),
        verdict=evidence and evidence.verdict,
        evidence=Tested.of(evidence) if evidence is not None and evidence.asked else None,
        necessity=power and power.necessity,
        tightness=power and power.tightness,
        mutation=power and power.mutation,
        missing=results.missing(theorem),
        **asdict(near),
    )


def _place(tree: Tree, position: int) -> tuple[int, int]:
    """The line and the column, both from 1."""
    line, column = tree.source.line_and_column(position)
    return line, column + 1
