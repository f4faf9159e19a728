"""What a campaign has come to, asked of its files by DuckDB: coverage, slack, the rarest hypotheses, violations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from toymodels.campaign.chunks import Kind, generator_version
from toymodels.campaign.errors import CampaignError, needed
from toymodels.campaign.results import FINE, VERDICTS, Tightest, Violation
from toymodels.campaign.store import Store
from toymodels.campaign.watch import HASHES
from toymodels.records.forms import Result, from_json
from toymodels.status import Status

_SPACE = 2**64

_TOTALS = """
    SELECT theorem, count(*), sum(instances), sum(proposals), sum(effective), bool_or(exhaustive),
           list(DISTINCT verdict), coalesce(max(reason) FILTER (reason <> ''), ''), sum(seconds)
    FROM chunks GROUP BY theorem
"""
_SIZES = """
    SELECT theorem, count(DISTINCT each.sizes)
    FROM (SELECT theorem, unnest(sizes) AS each FROM chunks) WHERE each.accepted > 0 GROUP BY theorem
"""
_RAREST = """
    SELECT theorem, first(name ORDER BY share, name), min(share) FROM (
        SELECT theorem, each.name AS name, sum(each.held) / sum(each.proposals) AS share
        FROM (SELECT theorem, unnest(hypotheses) AS each FROM chunks) WHERE each.proposals > 0 GROUP BY ALL
    ) GROUP BY theorem
"""
_TIGHTEST = """
    SELECT theorem, each FROM (
        SELECT theorem, each, row_number() OVER (
            PARTITION BY theorem, each.inequality ORDER BY each.relative, each.seed, each.instance
        ) AS place
        FROM (SELECT theorem, unnest(tightest) AS each FROM chunks)
    ) WHERE place = 1 ORDER BY theorem, each.inequality
"""
_VIOLATIONS = "SELECT theorem, unnest(violations) FROM chunks ORDER BY theorem"
_FINDINGS = """
    SELECT theorem, each.what, list(each.fate)
    FROM (SELECT theorem, unnest(findings) AS each FROM chunks) GROUP BY ALL
"""
_HASHES = "SELECT theorem, hashes FROM chunks"
_SETTLED = ("disagrees", "killed", "needed")


class TheoremReport(Result, frozen=True):
    """One theorem in a campaign.

    Attributes:
        chunks: how many are done, of `expected`.
        distinct: how many different instances there were; beyond about a thousand an estimate, to 3%.
        effective: how many instances could have failed.
        sizes: at how many sizes instances were accepted.
        rarest: the hypothesis that most proposals fail, with the share that satisfies it; None if there is none.
        tightest: of each inequality, the instance closest to equality.
        fates: of mutants and hypotheses left out, how many there are of each; of the kind `power` only.
        seconds: time spent, all processes together.
    """

    name: str
    expected: int
    chunks: int = 0
    verdict: str = "not begun"
    reason: str = ""
    instances: int = 0
    proposals: int = 0
    effective: int = 0
    exhaustive: bool = False
    distinct: int = 0
    sizes: int = 0
    rarest: tuple[str, float] | None = None
    tightest: tuple[Tightest, ...] = ()
    violations: tuple[Violation, ...] = ()
    fates: tuple[tuple[str, int], ...] = ()
    seconds: float = 0.0

    @property
    def acceptance(self) -> float:
        """The share of proposals that satisfied all hypotheses; 1 if nothing was proposed."""
        return self.instances / self.proposals if self.proposals else 1.0


class CampaignReport(Result, frozen=True):
    """A campaign as a whole; `unread` says of theorems why they cannot be tested."""

    kind: Kind
    generator: str
    unread: Mapping[str, str]
    theorems: tuple[TheoremReport, ...]

    @property
    def exit_status(self) -> int:
        """1 after a violation, 3 if something is not known or not done, else 0."""
        if any(each.violations for each in self.theorems):
            return Status.REFUTED
        known = all(each.verdict in FINE and each.chunks == each.expected for each in self.theorems)
        return Status.OK if known and self.theorems and not self.unread else Status.UNKNOWN

    def without_times(self) -> CampaignReport:
        """The same however the campaign was run."""
        return replace(self, theorems=tuple(replace(each, seconds=0.0) for each in self.theorems))


def report(store: Store) -> CampaignReport:
    """What is in the files of a campaign by now, for the statements and the code that it was begun with last.

    Raises:
        CampaignError: there is no campaign, it was begun with other code, DuckDB is missing, or a file is damaged.
    """
    begun = store.begun()
    if begun.generator != generator_version():
        raise CampaignError(
            f"the campaign in {store.folder} was begun by version {begun.generator} of the code, this is "
            f"{generator_version()}; run it again, or report on it with that version"
        )
    wanted = list(begun.settings.chunks(begun.theorems))
    expected = Counter(chunk.theorem for chunk in wanted)
    paths = [str(store.path(chunk)) for chunk in wanted if store.has(chunk)]
    found = _Answers(paths) if paths else None
    return CampaignReport(
        begun.settings.kind,
        begun.generator,
        begun.unread,
        tuple(
            found.of(name, expected[name]) if found else TheoremReport(name, expected[name]) for name in begun.theorems
        ),
    )


class _Answers:
    """DuckDB's answers about some files, by theorem."""

    def __init__(self, paths: Sequence[str]) -> None:
        duckdb = needed("duckdb")
        with duckdb.connect() as connection:
            try:
                connection.execute("CREATE TEMP TABLE chunks AS SELECT * FROM read_parquet($paths)", {"paths": paths})
            except duckdb.Error as error:
                raise CampaignError(
                    f"a file of the campaign is damaged: {error}; remove it and run the campaign again"
                ) from error

            def ask(query: str) -> list[tuple[Any, ...]]:
                return connection.execute(query).fetchall()

            self._totals = {row[0]: row[1:] for row in ask(_TOTALS)}
            self._sizes = dict(ask(_SIZES))
            self._rarest = {name: (hypothesis, share) for name, hypothesis, share in ask(_RAREST)}
            self._tightest = _grouped(ask(_TIGHTEST))
            self._violations = _grouped(ask(_VIOLATIONS))
            self._fates = _fates(ask(_FINDINGS))
            self._hashes = _grouped(ask(_HASHES))

    def of(self, name: str, expected: int) -> TheoremReport:
        if name not in self._totals:
            return TheoremReport(name, expected)
        chunks, instances, proposals, effective, exhaustive, verdicts, reason, seconds = self._totals[name]
        verdict = min(verdicts, key=VERDICTS.index)
        return TheoremReport(
            name=name,
            expected=expected,
            chunks=chunks,
            verdict=verdict,
            reason="" if verdict in FINE else reason,
            instances=int(instances),
            proposals=int(proposals),
            effective=int(effective),
            exhaustive=exhaustive,
            distinct=_distinct(self._hashes[name]),
            sizes=self._sizes.get(name, 0),
            rarest=self._rarest.get(name),
            tightest=tuple(from_json(each, Tightest) for each in self._tightest[name]),
            violations=tuple(from_json(each, Violation) for each in self._violations[name]),
            fates=tuple(sorted(self._fates[name].items())),
            seconds=round(seconds, 3),
        )


def _grouped(rows: Iterable[tuple[Any, ...]]) -> defaultdict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for name, value in rows:
        found[name].append(value)
    return found


def _fates(rows: Iterable[tuple[str, str, list[str]]]) -> defaultdict[str, Counter[str]]:
    """What became of each mutant and hypothesis: what one chunk has settled, or else what most say."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for theorem, _, fates in rows:
        settled = next((fate for fate in _SETTLED if fate in fates), None)
        found[theorem][settled or max(sorted(set(fates)), key=fates.count)] += 1
    return found


def _distinct(hashes: Iterable[Sequence[int]]) -> int:
    """How many different instances there are, from the smallest hashes of each chunk."""
    smallest = sorted(set[int]().union(*hashes))[:HASHES]
    return len(smallest) if len(smallest) < HASHES else round((HASHES - 1) * _SPACE / smallest[-1])
