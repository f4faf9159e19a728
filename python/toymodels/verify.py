"""The whole way of a built library: audit, a second kernel on the proofs, cross-check, Lean's values of definitions.

Each step's outcome becomes part of one report, which `toymodels verify` prints and writes to `build/verify.json`.
Evidence is kept per theorem under a key of everything that it depends on, so that only what changed is checked again.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from toymodels import __version__
from toymodels.catalogue import describe
from toymodels.crosscheck import check, kernel_opinion
from toymodels.errors import StatementError, crash_reason
from toymodels.kernel import Outcome, Recheck, recheck_if_installed
from toymodels.lean import NativeLean, Project
from toymodels.lean.audit import ALLOWED_AXIOMS, AuditEntry, audit
from toymodels.lean.names import file_name
from toymodels.library import Library, Theorem
from toymodels.progress import Activity, Progress, Stages, silent, told
from toymodels.records import Form, Work, code_digest, kept_results, read_record, write_record
from toymodels.roles import count_roles
from toymodels.statements import Statement, Unsupported
from toymodels.statements.closed import Closed

SCHEMA = 3
_CHECKING_PACKAGES = ("statements", "evaluate", "instances", "crosscheck")

_VERDICT: Form = {"verdict": {"kind": str}}
_OPINION: Form = {"checked": int, "definitions": int, "disagreements": list, "unsampled": dict}
_REPORT: Form = {"schema": int, "theorems": [{"name": str, "audit": {"ok": bool}, "axioms": [str], **_VERDICT}]}


@dataclass(frozen=True, slots=True)
class Settings:
    """How much is checked: accepted exact instances a theorem, the seed, fixed sizes (none: several are drawn)."""

    instances: int = 10_000
    seed: int = 0
    sizes: tuple[tuple[str, int], ...] = ()


def check_theorem(theorem: Theorem, settings: Settings) -> dict[str, Any]:
    """Cross-check one theorem afresh; the result is JSON data with at least `verdict`, `unknown` where it crashes.

    Raises:
        StatementError: the settings fix a size that the statement does not have.
    """
    if isinstance(statement := theorem.statement, Unsupported):
        return {"verdict": {"kind": "unknown", "reason": statement.reason, "term": statement.term}}
    try:
        return _evidence(theorem.testable(), settings, theorem.closed)
    except StatementError:
        raise
    except Exception as error:  # whatever it is, it costs this theorem only
        return _crashed(theorem.name, error)


def check_theorems(
    theorems: Sequence[Theorem],
    settings: Settings,
    kept: Path,
    *,
    fresh: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
) -> dict[str, dict[str, Any]]:
    """Cross-check theorems, in up to `jobs` processes, and return what `check_theorem` says by full name.

    Evidence is kept in the folder `kept` and reused while statement, settings and code are the same, unless `fresh`.
    """
    unread = {each.name: check_theorem(each, settings) for each in theorems if isinstance(each.statement, Unsupported)}
    statements = {each.name: (each.testable(), each.closed) for each in theorems if each.name not in unread}
    work = [
        Work(
            name,
            kept / f"{file_name(name)}.json",
            {"key": _evidence_key(statement, settings, closed)},
            _evidence,
            (statement, settings, closed),
            _VERDICT,
        )
        for name, (statement, closed) in statements.items()
    ]
    return kept_results(work, "evidence", crashed=_crashed, fresh=fresh, jobs=jobs, progress=progress) | unread


def _evidence(statement: Statement, settings: Settings, closed: tuple[Closed, ...]) -> dict[str, Any]:
    sizes = dict(settings.sizes) or None
    found = check(statement, instances=settings.instances, seed=settings.seed, sizes=sizes, closed=closed)
    return found.to_json()


def _crashed(name: str, error: BaseException) -> dict[str, Any]:
    del name
    return {"verdict": {"kind": "unknown", "reason": crash_reason(error)}}


def _evidence_key(statement: Statement, settings: Settings, closed: tuple[Closed, ...]) -> str:
    digest = hashlib.sha256(repr((statement, settings, closed)).encode())
    digest.update(_code_digest().encode())
    return digest.hexdigest()


@cache
def _code_digest() -> str:
    """A hash of the code that evidence depends on."""
    return code_digest(_CHECKING_PACKAGES)


# -------------------------------------------------------------------------------------------------------------- report


@dataclass(frozen=True, slots=True)
class TheoremReport:
    """One theorem with its audit, its evidence, and what the official kernel says of its proof, if it was asked."""

    theorem: Theorem
    audit: AuditEntry
    evidence: Mapping[str, Any]
    official: Outcome | None = None

    @property
    def verdict(self) -> str:
        """`held`, `refuted`, `vacuous` or `unknown`."""
        return self.evidence["verdict"]["kind"]

    def to_json(self, root: Path) -> dict[str, Any]:
        """Everything about the theorem as JSON data, paths relative to `root`."""
        return describe(self.theorem, root).to_json() | {
            "statement_sha256": self.theorem.statement_sha256,
            "axioms": list(self.audit.axioms),
            "audit": {
                "ok": self.audit.ok,
                "reasons": list(self.audit.reasons),
                "declarations_followed": self.audit.followed,
                "core_theorems_trusted": len(self.audit.trusted),
            },
            "official_kernel": self.official and self.official.to_json(),
            **self.evidence,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of `verify`."""

    library: Library
    theorems: tuple[TheoremReport, ...]
    kernel: Mapping[str, Any]
    official: Recheck
    settings: Settings

    @property
    def exit_status(self) -> int:
        """0 if all is well; 1 for a refuted theorem, a failed audit, a kernel's no; 3 where something is not known."""
        verdicts = {report.verdict for report in self.theorems}
        proofs = {report.official.verdict for report in self.theorems if report.official}
        official = self.official.exit_status if self.official.ran else 0
        if (
            "refuted" in verdicts
            or not all(report.audit.ok for report in self.theorems)
            or self.kernel["disagreements"]
            or "rejected" in proofs
            or official == 1
        ):
            return 1
        return 3 if verdicts - {"held"} or proofs - {"accepted"} or official or not self.theorems else 0

    def to_json(self) -> dict[str, Any]:
        """The content of `verify.json`."""
        trusted = {name for report in self.theorems for name in report.audit.trusted}
        return {
            "schema": SCHEMA,
            "versions": versions(self.library),
            "settings": {
                "instances": self.settings.instances,
                "seed": self.settings.seed,
                "sizes": dict(self.settings.sizes),
            },
            "summary": self.counts(),
            "trust": {
                "axioms_allowed": sorted(ALLOWED_AXIOMS),
                "core_theorems_trusted": len(trusted),
                "core_proofs_followed": isinstance(self.library.build.toolchain, NativeLean),
                "official_build": self.library.build.toolchain.is_official,
            },
            "kernel": dict(self.kernel),
            "official_kernel": self.official.overview()
            | {"faults": [asdict(outcome) for outcome in self.official.faults()]},
            "theorems": [report.to_json(self.library.project.root) for report in self.theorems],
        }

    def counts(self) -> dict[str, int]:
        """How many theorems there are of each role and of each verdict, and how many passed the audit."""
        verdicts = [report.verdict for report in self.theorems]
        counted = {name: verdicts.count(name) for name in ("held", "refuted", "vacuous", "unknown")}
        roles = count_roles(report.theorem.role for report in self.theorems)
        audited = sum(report.audit.ok for report in self.theorems)
        return {"theorems": len(verdicts), **roles, **counted, "audited": audited}


def versions(library: Library) -> dict[str, str]:
    """What the results depend on."""
    return {
        "toymodels": __version__,
        "lean": str(library.build.toolchain),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "python-flint": version("python-flint"),
    }


def verify_library(
    library: Library,
    settings: Settings,
    *,
    names: Sequence[str] | None = None,
    fresh: bool = False,
    jobs: int = 1,
    stages: Stages = silent,
) -> Report:
    """Audit and cross-check the public theorems of a library (or those named), and ask both kernels.

    The official kernel judges the proofs, where it is installed; Lean's own is asked for values of definitions. With
    `fresh`, nothing that earlier runs have kept is believed.

    Raises:
        UnknownName: a name in `names` is not that of a public theorem.
        NoTheorems: the library has none.
        ToyModelsError: Lean or the compiled files fail.
    """
    chosen = library.chosen(names or ())
    audits = audit(library.environment, told(stages(Activity.AUDITING), chosen))
    theorems = [library.theorem(name) for name in told(stages(Activity.READING), chosen)]
    official = recheck_if_installed(
        library.project,
        library.build,
        chosen if names else None,
        fresh=fresh,
        progress=stages(Activity.ASKING_OFFICIAL),
    )
    kept = library.project.build_folder / "evidence"
    evidence = check_theorems(theorems, settings, kept, fresh=fresh, jobs=jobs, progress=stages(Activity.CHECKING))
    reports = [
        TheoremReport(theorem, entry, evidence[theorem.name], official.of(theorem.name) if official.ran else None)
        for theorem, entry in zip(theorems, audits, strict=True)
    ]
    stages(Activity.ASKING_LEAN)("values of definitions", 0, 1)
    kernel = _kernel(library, theorems, settings.seed, fresh=fresh)
    return Report(library, tuple(reports), kernel, official, settings)


def _kernel(library: Library, theorems: Iterable[Theorem], seed: int, *, fresh: bool = False) -> dict[str, Any]:
    """Lean's values of sampled definitions against ours, from the cache if nothing that matters changed."""
    definitions = {
        name: definition
        for theorem in theorems
        if not isinstance(theorem.statement, Unsupported)
        for name, definition in theorem.statement.definitions.items()
    }
    digest = hashlib.sha256(repr((sorted(definitions.items()), seed, sorted(library.build.keys.items()))).encode())
    digest.update((_code_digest() + library.build.toolchain.identity).encode())
    path = library.project.build_folder / "kernel.json"
    kept = None if fresh else read_record(path, {"key": str, "opinion": _OPINION})
    if kept is not None and kept["key"] == digest.hexdigest():
        return kept["opinion"]
    opinion = kernel_opinion(library.project, library.build, definitions, seed=seed).to_json()
    if not opinion["disagreements"]:
        write_record(path, {"key": digest.hexdigest(), "opinion": opinion})
    return opinion


def verified(library: Library) -> Mapping[str, dict[str, Any]]:
    """The entries of `build/verify.json` by full name, for every theorem that was checked as it stands; starts nothing.

    A theorem is not there if its statement, or a definition that it needs, has changed since.
    """
    return current_entries(read_report(library.project) or {}, library.theorems)


def read_report(project: Project) -> dict[str, Any] | None:
    """The content of `build/verify.json`, if it is there, whole and of this version."""
    report = read_record(project.build_folder / "verify.json", _REPORT)
    return report if report is not None and report["schema"] == SCHEMA else None


def current_entries(report: Mapping[str, Any], theorems: Iterable[Theorem]) -> Mapping[str, dict[str, Any]]:
    """The entries of a report by full name, for every theorem that states now what was checked, definitions included.

    All that shows evidence asks here whether it still counts. Of a report in the form of another version none does.
    """
    if report.get("schema") != SCHEMA:
        return {}
    entries: dict[str, dict[str, Any]] = {entry["name"]: entry for entry in report.get("theorems", ())}
    return {
        theorem.name: entries[theorem.name]
        for theorem in theorems
        if theorem.name in entries and entries[theorem.name].get("statement_sha256") == theorem.statement_sha256
    }


def write_report(report: Report, project: Project) -> Path:
    """Write `build/verify.json` and return its path."""
    path = project.build_folder / "verify.json"
    write_record(path, report.to_json())
    return path
