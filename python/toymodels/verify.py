"""The whole way of a built library: audit, a second kernel on the proofs, cross-check, Lean's values of definitions.

Each step's outcome becomes part of one report, which `toymodels verify` prints and writes to `build/verify.json`.
Evidence is kept per theorem under a key of everything that it depends on, so that only what changed is checked again.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from msgspec.structs import asdict

from toymodels import __version__
from toymodels.catalogue import describe, library_key
from toymodels.certify.definitions import KernelOpinion, kernel_opinion
from toymodels.check.evidence import Evidence
from toymodels.check.runner import check
from toymodels.check.verdict import Unknown
from toymodels.errors import StatementError
from toymodels.kernel.opinion import recheck_if_installed
from toymodels.kernel.outcome import Judged, Opinion, Outcome
from toymodels.kernel.wheel import KERNEL, missing_kernel
from toymodels.lean.audit import ALLOWED_AXIOMS, AuditEntry, audit
from toymodels.lean.build import BuildResult
from toymodels.lean.names import file_name
from toymodels.lean.project import Project
from toymodels.lean.toolchain import NativeLean, Toolchain
from toymodels.library import Library, Theorem
from toymodels.progress import Activity, Progress, Stages, silent, told
from toymodels.records.forms import Result
from toymodels.records.freshness import code_digest, key
from toymodels.records.store import Kept, Work, kept_results, read_kept, read_record, write_record
from toymodels.roles import Role, count_roles
from toymodels.statements.language import Statement, Unsupported
from toymodels.statements.read.closed import Closed
from toymodels.status import Status

SCHEMA = 4


class Settings(Result, frozen=True):
    """How much is checked: accepted exact instances a theorem, the seed, fixed sizes (none: several are drawn)."""

    instances: int = 10_000
    seed: int = 0
    sizes: Mapping[str, int] = {}


def check_theorem(theorem: Theorem, settings: Settings) -> Evidence:
    """Cross-check one theorem afresh; where that crashes, the verdict is `unknown`.

    Raises:
        StatementError: the settings fix a size that the statement does not have.
    """
    if isinstance(theorem.statement, Unsupported):
        return Evidence.none(theorem.name, Unknown.unread(theorem.statement))
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
) -> dict[str, Evidence]:
    """Cross-check theorems, in up to `jobs` processes, and return what `check_theorem` says by full name.

    Evidence is kept in the folder `kept` and reused while statement, settings and code are the same, unless `fresh`.
    """
    unread = {each.name: check_theorem(each, settings) for each in theorems if isinstance(each.statement, Unsupported)}
    statements = {each.name: (each.testable(), each.closed) for each in theorems if each.name not in unread}
    work = [
        Work(
            name,
            kept / f"{file_name(name)}.json",
            key(statement, settings, closed, code_digest("check.runner")),
            Evidence,
            _evidence,
            (statement, settings, closed),
        )
        for name, (statement, closed) in statements.items()
    ]
    return kept_results(work, crashed=_crashed, fresh=fresh, jobs=jobs, progress=progress) | unread


def _evidence(statement: Statement, settings: Settings, closed: tuple[Closed, ...]) -> Evidence:
    sizes = settings.sizes or None
    return check(statement, instances=settings.instances, seed=settings.seed, sizes=sizes, closed=closed)


def _crashed(name: str, error: BaseException) -> Evidence:
    return Evidence.none(name, Unknown.crashed(error))


class Audited(Result, frozen=True):
    """What the audit found: what is wrong, if not all is `ok`, and how far it went."""

    ok: bool
    reasons: tuple[str, ...]
    declarations_followed: int
    core_theorems_trusted: int


class TheoremReport(Evidence, frozen=True, kw_only=True):
    """The evidence for a theorem with what it says (as in `Entry`), its audit and what an official kernel says of it.

    official_kernel: what is said of the proof; `None` if no official kernel was asked.
    """

    module: str
    file: str
    line: int
    role: Role
    summary: str
    source: str | None
    why: str | None
    measure: str | None
    tight: str | None
    statement: str
    statement_sha256: str
    axioms: tuple[str, ...]
    audit: Audited
    official_kernel: Opinion | None

    @classmethod
    def of(
        cls, theorem: Theorem, audit: AuditEntry, evidence: Evidence, official: Outcome | None, root: Path
    ) -> TheoremReport:
        """All that is known of a theorem; paths are relative to `root`."""
        return cls(
            **asdict(evidence) | asdict(describe(theorem, root)),
            statement_sha256=theorem.statement_sha256,
            axioms=audit.axioms,
            audit=Audited(audit.ok, audit.reasons, audit.followed, len(audit.trusted)),
            official_kernel=official and official.opinion,
        )


class Trust(Result, frozen=True):
    """What is taken for granted."""

    axioms_allowed: tuple[str, ...]
    core_theorems_trusted: int
    core_proofs_followed: bool
    official_build: bool


class Report(Result, frozen=True):
    """The outcome of `verify`, and the content of `build/verify.json`.

    Attributes:
        summary: how many theorems there are of each role and of each verdict, and how many passed the audit.
        kernel: what Lean's kernel says of sampled values of definitions.
        official_kernel: what an official kernel says of the library.
        key: a hash of all that it depends on, if it is about all theorems.
    """

    schema: Literal[4]
    versions: Mapping[str, str]
    settings: Settings
    summary: Mapping[str, int]
    trust: Trust
    kernel: KernelOpinion
    official_kernel: Judged
    theorems: tuple[TheoremReport, ...]
    key: str = ""

    @property
    def exit_status(self) -> int:
        """0 if all is well; 1 for a refuted theorem, a failed audit, a kernel's no; 3 where something is not known."""
        verdicts = {theorem.kind for theorem in self.theorems}
        proofs = {theorem.official_kernel.verdict for theorem in self.theorems if theorem.official_kernel}
        official = self.official_kernel.exit_status if self.official_kernel.ran else 0
        if (
            "refuted" in verdicts
            or not all(theorem.audit.ok for theorem in self.theorems)
            or self.kernel.disagreements
            or "rejected" in proofs
            or official == Status.REFUTED
        ):
            return Status.REFUTED
        unknown = verdicts - {"held"} or proofs - {"accepted"} or official or not self.theorems
        return Status.UNKNOWN if unknown else Status.OK


def _counts(theorems: Sequence[TheoremReport]) -> dict[str, int]:
    verdicts = [theorem.kind for theorem in theorems]
    counted = {name: verdicts.count(name) for name in ("held", "refuted", "vacuous", "unknown")}
    roles = count_roles(theorem.role for theorem in theorems)
    return {"theorems": len(verdicts), **roles, **counted, "audited": sum(each.audit.ok for each in theorems)}


def versions(toolchain: Toolchain) -> dict[str, str]:
    """What the results depend on."""
    return {
        "toymodels": __version__,
        "lean": str(toolchain),
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
    stages(Activity.ASKING_LEAN)("values of definitions", 0, 1)
    kernel = _kernel(library, theorems, settings.seed, fresh=fresh)
    reports = tuple(
        TheoremReport.of(
            theorem,
            entry,
            evidence[theorem.name],
            official.of(theorem.name) if official.ran else None,
            library.project.root,
        )
        for theorem, entry in zip(theorems, audits, strict=True)
    )
    toolchain = library.build.toolchain
    trusted = len({name for entry in audits for name in entry.trusted})
    trust = Trust(tuple(sorted(ALLOWED_AXIOMS)), trusted, isinstance(toolchain, NativeLean), toolchain.is_official)
    counts = _counts(reports)
    made_of = "" if names else _report_key(library.project, library.build, settings)
    return Report(SCHEMA, versions(toolchain), settings, counts, trust, kernel, official.judged(), reports, key=made_of)


def kept_report(project: Project, build: BuildResult, settings: Settings) -> Report | None:
    """What `verify_library` found of the whole library before, if all was well and nothing has changed since.

    Nothing is read then but the files that it depends on; single results that were kept are not looked at again.
    """
    report = read_report(project)
    if report is None or report.exit_status or report.key != _report_key(project, build, settings):
        return None
    return report


def _report_key(project: Project, build: BuildResult, settings: Settings) -> str:
    """A hash of all that a report depends on: the library, what is asked, all of this package, and what it uses."""
    package = sorted(Path(__file__).parent.rglob("*.[pj][ys]"))
    code = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in package)).hexdigest()
    return key(library_key(project, build, code), settings, versions(build.toolchain), KERNEL, missing_kernel())


def _kernel(library: Library, theorems: Iterable[Theorem], seed: int, *, fresh: bool = False) -> KernelOpinion:
    """Lean's values of sampled definitions against ours, from the cache if nothing that matters changed."""
    definitions = {
        name: definition
        for theorem in theorems
        if not isinstance(theorem.statement, Unsupported)
        for name, definition in theorem.statement.definitions.items()
    }
    path, build = library.project.build_folder / "kernel.json", library.build
    known = (sorted(definitions.items()), seed, sorted(build.keys.items()), build.toolchain.identity)
    made_of = key(known, code_digest("certify.definitions"))
    kept = None if fresh else read_kept(path, KernelOpinion, made_of)
    if kept is not None:
        return kept
    opinion = kernel_opinion(library.project, build, definitions, seed=seed)
    if not opinion.disagreements:
        write_record(path, Kept(made_of, opinion))
    return opinion


def verified(library: Library) -> Mapping[str, TheoremReport]:
    """The entries of `build/verify.json` by full name, for every theorem that was checked as it stands; starts nothing.

    A theorem is not there if its statement, or a definition that it needs, has changed since.
    """
    return current_entries(read_report(library.project), library.theorems)


def read_report(project: Project) -> Report | None:
    """The content of `build/verify.json`, if it is there, whole and of this version."""
    return read_record(report_path(project), Report)


def current_entries(report: Report | None, theorems: Iterable[Theorem]) -> Mapping[str, TheoremReport]:
    """The entries of a report by full name, for every theorem that states now what was checked, definitions included.

    All that shows evidence asks here whether it still counts.
    """
    entries = {entry.name: entry for entry in report.theorems} if report is not None else {}
    return {
        theorem.name: entries[theorem.name]
        for theorem in theorems
        if theorem.name in entries and entries[theorem.name].statement_sha256 == theorem.statement_sha256
    }


def write_report(report: Report, project: Project) -> Path:
    """Write `build/verify.json` and return its path."""
    write_record(report_path(project), report)
    return report_path(project)


def report_path(project: Project) -> Path:
    """Where the report on a project is."""
    return project.build_folder / "verify.json"
